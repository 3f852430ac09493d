"""``kai study check``: what is wrong with a study."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kai_workbench.errors import KaiError
from kai_workbench.text import Lang, say

from ._language import Language, reader

if TYPE_CHECKING:
    from kai_workbench.quality import QualityTable

LISTED = 40
_STATUSES = ("failed", "not evaluated", "passed", "not applicable")


def check(
    path: Annotated[str, typer.Argument(help="Folder, zip archive, data set or OMOP database.")],
    *,
    out: Annotated[pathlib.Path | None, typer.Option(help="Write the page and Parquet there.")] = None,
    rules: Annotated[
        pathlib.Path | None, typer.Option(help="CDISC CORE rules; those of the catalog without.")
    ] = None,
    lang: Language = "",
) -> None:
    """Check a study: schema, terms, keys, known traps and CDISC CORE rules. Ends with 1 on failures."""
    from kai_workbench import quality, standards

    speaks = reader(lang)
    console = Console()
    try:
        with console.status(say("quality.checking", speaks)):
            if standards.looks_like_omop(path):
                with standards.open_omop(path) as omop:
                    name, standard = omop.where, str(omop.standard)
                    table = quality.check_omop(omop)
            else:
                study = standards.open_study(path)
                name, standard = study.study_id or pathlib.Path(path).name, str(study.standard or "")
                table = quality.check_study(study, rules=rules)
    except KaiError as error:
        Console(stderr=True).print(error.say(speaks), style="bold red", markup=False, highlight=False)
        raise typer.Exit(2) from None
    console.print(f"[bold]{escape(name)}[/]  {standard}\n", highlight=False, soft_wrap=True)
    _counts(console, table, speaks)
    _failed(console, table, speaks)
    if out is not None:
        for written in table.write(out, lang=speaks, title=name):
            console.print(f"[green]✓[/] {escape(str(written))}", soft_wrap=True, highlight=False)
    if not table.ok:
        raise typer.Exit(1)


def _counts(console: Console, table: QualityTable, lang: Lang) -> None:
    grid = Table(box=None, header_style="bold", pad_edge=False)
    grid.add_column(say("quality.page.source", lang))
    for status in _STATUSES:
        grid.add_column(say(f"quality.status.{status.replace(' ', '_')}", lang), justify="right")
    for row in table.counts().iter_rows(named=True):
        grid.add_row(row["source"], *(f"{row[status]:,}" for status in _STATUSES))
    console.print(grid)
    console.print()


def _failed(console: Console, table: QualityTable, lang: Lang) -> None:
    if table.ok:
        console.print(f"[green]✓[/] {say('quality.none_failed', lang)}")
        return
    told = table.told(lang).filter(table.checks["status"] == "failed")
    grid = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("check", "domain", "failures", "what"):
        grid.add_column(
            say(f"quality.page.{name}", lang),
            justify="right" if name == "failures" else "left",
            no_wrap=name != "what",
            ratio=1 if name == "what" else None,
        )
    for row in told.head(LISTED).iter_rows(named=True):
        counted = f"{row['failures']:,} / {row['denominator']:,}"
        grid.add_row(row["check"], row["domain"] or "", counted, escape(row["title"]))
    console.print(grid)
    if told.height > LISTED:
        console.print(say("quality.more", lang, count=told.height - LISTED))
    broken = table.told_rows(lang).filter(pl.col("check") == "schema.files")
    if broken.height:
        console.print(f"\n[bold yellow]{say('study.problems', lang)}[/]")
    for key, detail in broken.select("key", "detail").iter_rows():
        console.print(f"  {key}: {detail}", markup=False, highlight=False, soft_wrap=True)

"""``kai study``: what a study package holds, and what is wrong with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kai_workbench.text import Lang, say

from ._language import Language, reader
from ._study_check import check

if TYPE_CHECKING:
    from kai_workbench.standards import Study, StudySummary

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Study packages (SEND, SDTM, ADaM) in a folder, a zip archive or a file, and OMOP databases.",
    epilog="Example: kai study read PointCross",
)
_NUMBERS = {"subjects", "rows", "variables"}

app.command(epilog="Example: kai study check PointCross --out report")(check)


@app.command(epilog="Example: kai study read package.zip --lang ko")
def read(
    path: Annotated[str, typer.Argument(help="Folder, zip archive, data set or OMOP database.")],
    *,
    lang: Language = "",
) -> None:
    """Summarise a study: standard, species, arms and sets, doses, domains, records, period."""
    from kai_workbench import standards

    speaks = reader(lang)
    console = Console()
    if standards.looks_like_omop(path):
        _read_omop(console, path, speaks)
        return
    study = standards.open_study(path)
    if not study.domains:
        console.print(f"[bold]{say('study.nothing_read', speaks)}[/]")
        _problems(console, study, speaks)
        raise typer.Exit(1)
    summary = study.summary()
    _head(console, summary, speaks)
    arms = (
        ("arm", "subjects") if summary.arms["arm_code"].is_null().all() else ("arm_code", "arm", "subjects")
    )
    _table(console, summary.arms, arms, speaks)
    _table(console, _with_doses(summary.sets), ("set_code", "set", "dose", "subjects"), speaks)
    if (summary.doses["source"] == "EX").any():
        told = summary.doses.select(
            pl.concat_str("treatment", "dose", "unit", separator=" ", ignore_nulls=True)
        )
        console.print(
            f"[bold]{say('study.doses_from_ex', speaks)}[/]: {escape('; '.join(told.to_series()))}\n"
        )
    _table(console, summary.domains, ("domain", "label", "rows", "variables", "format"), speaks)
    _problems(console, study, speaks)


def _read_omop(console: Console, path: str, lang: Lang) -> None:
    from kai_workbench import standards

    with standards.open_omop(path) as omop:
        console.print(omop.summary().told(lang), markup=False, highlight=False, soft_wrap=True)
        if omop.problems.height:
            console.print(f"[bold yellow]{say('study.problems', lang)}[/]")
        for row in omop.problems.iter_rows(named=True):
            told = say(f"omop.problem.{row['problem']}", lang, **json.loads(row["params"]))
            place = ".".join(filter(None, (row["table"], row["column"])))
            console.print(f"  {place}: {told}", markup=False, highlight=False, soft_wrap=True)


def _head(console: Console, summary: StudySummary, lang: Lang) -> None:
    console.print(
        f"[bold]{escape(summary.study_id or say('study.unknown', lang))}[/]  {escape(summary.title)}"
    )
    sexes = ", ".join(f"{sex} {count}" for sex, count in summary.sexes.items())
    subjects = "" if summary.subjects is None else f"{summary.subjects:,}" + (f" ({sexes})" if sexes else "")
    species = ", ".join([*summary.species, *summary.strains])
    facts = {
        "standard": str(summary.standard) if summary.standard else "",
        "species": species,
        "treatment": ", ".join(summary.treatments),
        "route": ", ".join(summary.routes),
        "subjects": subjects,
        "period": f"{summary.start[:10]} – {summary.end[:10]}" if summary.start or summary.end else "",
        "rows": f"{summary.rows:,}",
    }
    grid = Table.grid(padding=(0, 2))
    for key, value in facts.items():
        grid.add_row(
            f"[bold]{say(f'study.{key}', lang)}[/]", escape(value) or f"[dim]{say('study.unknown', lang)}[/]"
        )
    console.print(grid)
    console.print()


def _with_doses(sets: pl.DataFrame) -> pl.DataFrame:
    return sets.with_columns(pl.concat_str("dose", "unit", separator=" ", ignore_nulls=True).alias("dose"))


def _table(console: Console, frame: pl.DataFrame, columns: tuple[str, ...], lang: Lang) -> None:
    if frame.is_empty():
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(say(f"study.{name}", lang), justify="right" if name in _NUMBERS else "left")
    for row in frame.select(columns).iter_rows():
        table.add_row(*(_cell(value) for value in row))
    console.print(table)
    console.print()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else escape(str(value))


def _problems(console: Console, study: Study, lang: Lang) -> None:
    if not study.found:
        console.print(f"[green]✓[/] {say('study.no_problems', lang)}")
        return
    console.print(f"[bold yellow]{say('study.problems', lang)}[/]")
    for problem in study.found:
        console.print(f"  {problem.file}: {problem.say(lang)}", markup=False, highlight=False, soft_wrap=True)

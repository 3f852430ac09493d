"""``kai data``: what data exists, and bringing it here."""

from __future__ import annotations

import pathlib
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Table

from kai_workbench import catalog
from kai_workbench.text import say

from ._language import Language, reader

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Data sets: what there is, whose, under which licence; fetch and verify them.",
    epilog="Example: kai data list clearance",
)

_MARKS = {"ok": "[green]✓[/]", "absent": "[dim]–[/]", "made_here": "[dim]·[/]", "bad_hash": "[red]✗[/]"}


@app.command("list", epilog="Example: kai data list human clearance")
def list_datasets(
    query: Annotated[
        list[str] | None, typer.Argument(help="Words that must occur; all data sets without.")
    ] = None,
    *,
    lang: Language = "",
) -> None:
    """List the data sets, or those that match a search."""
    speaks = reader(lang)
    words = " ".join(query or [])
    found = catalog.search(words)
    console = Console()
    if not found:
        console.print(say("catalog.none_found", speaks, query=words))
        raise typer.Exit(1)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for field in ("name", "title", "kind", "species", "rows", "licence"):
        ratio = {"title": 3, "species": 1, "licence": 2}.get(field)
        table.add_column(
            say(f"catalog.field.{field}", speaks),
            justify="right" if field == "rows" else "left",
            ratio=ratio,
            no_wrap=field == "name",
        )
    for one in found:
        table.add_row(
            f"[bold]{one.name}[/]",
            one.title_ko if speaks == "ko" else one.title,
            say("catalog.synthetic" if one.synthetic else "catalog.real", speaks),
            ", ".join(say(f"species.{species}", speaks) for species in one.species),
            f"{one.rows:,}",
            one.licence,
        )
    console.print(table)


@app.command(epilog="Example: kai data show pk_animal_human")
def show(name: Annotated[str, typer.Argument(help="Name of the data set.")], *, lang: Language = "") -> None:
    """Show the card of a data set: species, standard, rows, licence, how to cite."""
    from rich.markdown import Markdown

    Console().print(Markdown(catalog.dataset(name).card(reader(lang))))


@app.command(epilog="Example: kai data fetch cvtdb --accept-licence")
def fetch(
    name: Annotated[str, typer.Argument(help="Name of the data set.")],
    *,
    resource: Annotated[str | None, typer.Option(help="Only this table or file.")] = None,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Agree to the terms that `kai data show` tells.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Do not use the network.")] = False,
    lang: Language = "",
) -> None:
    """Bring a data set here and verify it; goes on where an earlier fetch broke off."""
    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(file: str, done: int, size: int) -> None:
            if file not in tasks:
                tasks[file] = bars.add_task(file, total=size)
            bars.update(tasks[file], completed=done)

        files = catalog.fetch(
            name,
            resource=resource,
            accept_licence=accept_licence,
            offline=True if offline else None,
            progress=progress,
        )
    paths = sorted(set(files.values()))
    for path in paths:
        console.print(f"{_MARKS['ok']} {path}", soft_wrap=True, highlight=False)
    console.print(say("catalog.fetched", reader(lang), count=len(paths), dataset=name))


@app.command(epilog="Example: kai data package rat ./kai101-rat --format xpt5")
def package(
    study: Annotated[str, typer.Argument(help="Study of KAI-101: rat, dog, phase1, phase2, adam or omop.")],
    folder: Annotated[pathlib.Path, typer.Argument(help="Folder to write to.")],
    *,
    form: Annotated[
        str, typer.Option("--format", help="xpt5, xpt8, dataset-json, ndjson, dsjc, csv or parquet.")
    ] = "",
    lang: Language = "",
) -> None:
    """Write a synthetic study of KAI-101 as a package of files, to try the workbench on."""
    from kai_workbench import standards

    # The writer itself refuses a format it does not know, and names those it does.
    written = standards.write_kai101(study, folder, format=cast("standards.StudyFormat | None", form or None))
    count = len(written) + (folder / "define.xml").exists()
    Console().print(
        say("writing.done", reader(lang), count=count, folder=folder), soft_wrap=True, highlight=False
    )


@app.command(epilog="Example: kai data verify pk_animal_human")
def verify(
    name: Annotated[str | None, typer.Argument(help="Name of the data set; all without.")] = None,
    *,
    lang: Language = "",
) -> None:
    """Check that the files on this machine are the ones that the catalog describes."""
    console = Console()
    bad = False
    for one in [name] if name else [one.name for one in catalog.datasets()]:
        console.print(f"[bold]{one}[/]")
        for row in catalog.verify(one).iter_rows(named=True):
            state = row["state"]
            bad = bad or state == "bad_hash"
            told = say(f"verify.{state}", reader(lang))
            console.print(
                f"  {_MARKS.get(state, _MARKS['absent'])} {row['resource']}: {told} [dim]{row['path']}[/]",
                soft_wrap=True,
                highlight=False,
            )
    if bad:
        raise typer.Exit(1)

"""``kai workspace``: studies, compounds and links kept together, with who said what."""

from __future__ import annotations

import getpass
import pathlib
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kai_workbench.text import Lang, say

from ._language import Language, reader

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Workspaces: studies side by side, and the links between them with their evidence.",
    epilog="Example: kai workspace create tox && kai workspace add tox path/to/send",
)

Folder = Annotated[pathlib.Path, typer.Argument(help="Folder of the workspace.")]
Who = Annotated[str, typer.Option("--who", help="Your name for the audit trail; without, your login.")]
Note = Annotated[str, typer.Option("--note", help="Why.")]


def _name(who: str) -> str:
    return who or getpass.getuser()


@app.command(epilog="Example: kai workspace create tox --name 'Compound 6576'")
def create(
    folder: Folder,
    *,
    name: Annotated[str | None, typer.Option(help="Name; the folder's own without.")] = None,
    lang: Language = "",
) -> None:
    """Make an empty workspace."""
    from kai_workbench import linkage

    made = linkage.Workspace.create(folder, name=name)
    Console().print(say("workspace.created", reader(lang), name=made.name, folder=folder), highlight=False)


@app.command(epilog="Example: kai workspace add tox scoreSEND-87497 scoreSEND-35449")
def add(
    folder: Folder,
    study: Annotated[list[str], typer.Argument(help="Study packages, or programmes of the catalog.")],
    *,
    who: Who = "",
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Agree to the terms of a programme's data sets.")
    ] = False,
    propose: Annotated[bool, typer.Option(help="Let the rules propose links afterwards.")] = True,
    lang: Language = "",
) -> None:
    """Add studies (folders, archives, single files) or a programme such as acetaminophen."""
    from kai_workbench import linkage, standards

    speaks, console = reader(lang), Console()
    workspace = linkage.Workspace.open(folder)
    for one in study:
        if one.lower() in linkage.programmes() and not pathlib.Path(one).exists():
            told = linkage.programme(one, accept_licence=accept_licence)
            told.store(workspace, who=_name(who))
            for gap in told.gaps.iter_rows(named=True):
                console.print(say("workspace.gap", speaks, **gap), style="yellow", highlight=False)
            console.print(say("workspace.added", speaks, study=told.name), highlight=False)
        else:
            name = workspace.add_study(standards.open_study(one), who=_name(who))
            console.print(say("workspace.added", speaks, study=name), highlight=False)
    if propose:
        count = len(linkage.propose_links(workspace))
        console.print(say("workspace.proposed", speaks, count=count), highlight=False)


@app.command(epilog="Example: kai workspace show tox")
def show(folder: Folder, *, lang: Language = "") -> None:
    """Show the studies and how many links there are."""
    from kai_workbench import linkage

    speaks = reader(lang)
    workspace = linkage.Workspace.open(folder)
    about = workspace.table("study").collect()
    _print(about.select("study", "standard", "species", "treatment", "route", "duration").rows(), (
        "study", "standard", "species", "treatment", "route", "duration",
    ), speaks)  # fmt: skip
    for status, count in workspace.links().group_by("status").len().sort("status").rows():
        Console().print(f"{say(f'workspace.status.{status}', speaks)}: {count}", highlight=False)


@app.command(epilog="Example: kai workspace find tox --organ ADRENAL --finding hypertrophy")
def find(
    folder: Folder,
    *,
    organ: Annotated[str | None, typer.Option(help="ADRENAL finds GLAND, ADRENAL.")] = None,
    finding: Annotated[str | None, typer.Option(help="Part of the term.")] = None,
    species: Annotated[str | None, typer.Option(help="Only this species.")] = None,
    lang: Language = "",
) -> None:
    """Search the findings of all studies at once; affected / examined in every group."""
    from kai_workbench import linkage

    speaks = reader(lang)
    told = linkage.Workspace.open(folder).find(organ=organ, finding=finding, species=species)
    if not told.height:
        Console().print(say("workspace.nothing", speaks))
        raise typer.Exit(1)
    rows = [
        (
            row["study"],
            row["species"],
            f"{row['organ']} ({row['domain']})",
            row["term"],
            f"{row['dose']:g} {row['dose_unit'] or ''}" if row["dose"] is not None else "–",
            row["set_code"],
            row["sex"] or "",
            f"{row['affected']} / {row['examined']}",
        )
        for row in told.iter_rows(named=True)
    ]
    _print(rows, ("study", "species", "organ", "term", "dose", "set", "sex", "incidence"), speaks)


@app.command(epilog="Example: kai workspace links tox --status proposed")
def links(
    folder: Folder,
    *,
    status: Annotated[str | None, typer.Option(help="proposed, confirmed or rejected; all without.")] = None,
    lang: Language = "",
) -> None:
    """List the links with the evidence they rest on."""
    from kai_workbench import linkage

    speaks = reader(lang)
    told = linkage.Workspace.open(folder).links(status=status)
    if not told.height:
        Console().print(say("workspace.nothing", speaks))
        raise typer.Exit(1)
    rows = [
        (
            row["link"],
            f"{row['from']} → {row['to']}",
            row["kind"],
            f"{row['confidence']:.2f}",
            say(f"workspace.status.{row['status']}", speaks),
            row["asserted_by"],
            row["evidence"],
        )
        for row in told.sort("kind", "from").iter_rows(named=True)
    ]
    _print(rows, ("link", "nodes", "kind", "confidence", "status", "who", "evidence"), speaks)


@app.command(epilog="Example: kai workspace confirm tox 3f2a --note 'seen in both reports'")
def confirm(
    folder: Folder,
    link: Annotated[str, typer.Argument(help="Identifier of the link, or enough of its start.")],
    *,
    who: Who = "",
    note: Note = "",
    lang: Language = "",
) -> None:
    """Say that a link holds."""
    _judge(folder, link, "confirmed", who=who, note=note, lang=lang)


@app.command(epilog="Example: kai workspace reject tox 3f2a --note 'another salt'")
def reject(
    folder: Folder,
    link: Annotated[str, typer.Argument(help="Identifier of the link, or enough of its start.")],
    *,
    who: Who = "",
    note: Note = "",
    lang: Language = "",
) -> None:
    """Say that a link does not hold."""
    _judge(folder, link, "rejected", who=who, note=note, lang=lang)


@app.command(epilog="Example: kai workspace history tox")
def history(folder: Folder, *, lang: Language = "") -> None:
    """Show the audit trail: who did what, and when."""
    from kai_workbench import linkage

    rows = [
        (
            str(event.number),
            event.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            event.who,
            event.what,
            str(event.details.get("study") or event.details.get("link") or event.details.get("name") or ""),
        )
        for event in linkage.Workspace.open(folder).history()
    ]
    _print(rows, ("number", "at", "who", "what", "about"), reader(lang))


def _judge(folder: pathlib.Path, link: str, status: str, *, who: str, note: str, lang: str) -> None:
    from kai_workbench import linkage

    workspace = linkage.Workspace.open(folder)
    judge = workspace.confirm if status == "confirmed" else workspace.reject
    judge(link, who=_name(who), note=note)
    speaks = reader(lang)
    told = say("workspace.judged", speaks, link=link, status=say(f"workspace.status.{status}", speaks))
    Console().print(told, highlight=False)


def _print(rows: Sequence[tuple[object, ...]], columns: tuple[str, ...], lang: Lang) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(say(f"workspace.column.{column}", lang), overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(table)

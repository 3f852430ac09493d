"""``kai site``: what the people of a hospital do to take part in a study, and stay in charge."""

from __future__ import annotations

import json
import pathlib
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kai_workbench.text import Lang, say

from ._language import Language, reader

if TYPE_CHECKING:
    from kai_workbench.federation import Card, Site

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="A site of a federation: rules, approved models, budget and log. Its rows stay where they are.",
    epilog="Example: kai site check seoul",
)
Folder = Annotated[pathlib.Path, typer.Argument(help="The site's folder.")]
CardFile = Annotated[pathlib.Path, typer.Argument(help="The model's card, as the coordinator sent it.")]


@app.command(
    epilog="Example: kai site init seoul --name Seoul --study trial --peer Seoul --peer Busan --peer Daejeon "
    "--column dose=number --column toxicity=whole"
)
def init(
    folder: Folder,
    *,
    name: Annotated[str, typer.Option(help="The site's name; that of the folder without.")] = "",
    study: Annotated[str, typer.Option(help="The study's name.")],
    peer: Annotated[list[str], typer.Option(help="A site of the study; once for each, this one too.")],
    column: Annotated[list[str], typer.Option(help="NAME=number, whole or text; once for each.")],
    file: Annotated[str, typer.Option(help="Parquet file, from the folder.")] = "patients.parquet",
    subject: Annotated[str, typer.Option(help="Column that tells people apart.")] = "subject",
    lang: Language = "",
) -> None:
    """Make a site's folder, with rules to be read and changed."""
    from kai_workbench.federation import Site

    speaks = reader(lang)
    pairs = [one.partition("=") for one in column]
    if any(not key or kind not in ("number", "whole", "text") for key, _, kind in pairs):
        raise typer.BadParameter("NAME=number, NAME=whole, NAME=text", param_hint="--column")
    Site.init(
        folder,
        site=name or folder.resolve().name,
        study=study,
        peers=tuple(peer),
        columns={key: kind for key, _, kind in pairs},
        file=file,
        subject=subject,
    )
    Console().print(say("site.made", speaks, path=folder / "site.yml"), markup=False, soft_wrap=True)


@app.command(epilog="Example: kai site check seoul")
def check(folder: Folder, *, lang: Language = "") -> None:
    """Check a site's rules, rows, approvals, files and log. Ends with 1 if something is not as it must be."""
    from kai_workbench.errors import KaiError
    from kai_workbench.federation import Site

    speaks, console = reader(lang), Console()
    site = Site(folder)
    console.print(say("site.headline", speaks, site=site.name, study=site.policy.study), style="bold")
    good = True
    for name, look in _LOOKS.items():
        try:
            told = look(site, speaks)
            mark = "[green]✓[/]"
        except KaiError as error:
            told, mark, good = error.say(speaks), "[red]✗[/]", False
        console.print(f"{mark} {say(f'site.check.{name}', speaks)}: ", end="", highlight=False)
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    if not good:
        raise typer.Exit(1)


def _rows(site: Site, lang: Lang) -> str:
    from kai_workbench.federation import Refused

    rows = site.rows()
    if rows.people < site.policy.minimum_n:
        raise Refused("federation.few_people", where=site.name, needed=site.policy.minimum_n)
    return say("site.rows", lang, people=f"{rows.people:,}", rows=f"{rows.frame.height:,}")


def _approvals(site: Site, lang: Lang) -> str:
    found = site.approvals()
    return ", ".join(f"{one.name} ({one.hash[:12]})" for one in found) or say("site.none_approved", lang)


def _files(site: Site, lang: Lang) -> str:
    from kai_workbench.federation import FederationError

    if exposed := site.exposed():
        names = ", ".join(path.name for path in exposed)
        raise FederationError("federation.exposed", where=str(site.folder), names=names)
    return say("site.private", lang)


def _budget(site: Site, lang: Lang) -> str:
    return say("site.budget", lang, spent=f"{site.spent():,}", budget=f"{site.policy.budget:,}")


def _log(site: Site, lang: Lang) -> str:
    entries = site.audit()
    head = entries[-1].hash[:16] if entries else "-"
    return say("site.log", lang, count=len(entries), head=head)


_LOOKS = {"rows": _rows, "approvals": _approvals, "files": _files, "budget": _budget, "log": _log}


@app.command(epilog="Example: kai site approve seoul model.json")
def approve(
    folder: Folder,
    card: CardFile,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Allow it no longer.")] = False,
    lang: Language = "",
) -> None:
    """Allow a model, by its name and hash. Another prior or another line of code stays refused."""
    from kai_workbench.federation import Site

    speaks, console = reader(lang), Console()
    site, asked = Site(folder), _card(card)
    if withdraw:
        site.withdraw(asked.hash)
        console.print(say("site.withdrawn", speaks, model=asked.name, hash=asked.hash[:12]), markup=False)
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for key, value in {
        "model": asked.model,
        "version": asked.version,
        "hash": asked.hash,
        **asked.fields,
    }.items():
        table.add_row(key, str(value))
    console.print(table)
    if not yes:
        typer.confirm(say("site.sure", speaks, model=asked.name, site=site.name), abort=True)
    site.approve(asked)
    console.print(say("site.approved", speaks, model=asked.name, hash=asked.hash[:12]), markup=False)


def _card(path: pathlib.Path) -> Card:
    from kai_workbench.federation import Card, FederationError

    try:
        return Card.from_json(_json(path))
    except (ValueError, TypeError, FederationError) as error:
        if isinstance(error, FederationError) and error.key != "federation.no_card":
            raise
        raise FederationError("federation.no_card", where=str(path)) from error


def _json(path: pathlib.Path) -> Any:
    from kai_workbench.federation import FederationError

    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FederationError("federation.no_file", where=str(path)) from error


@app.command(epilog="Example: kai site start seoul --kit kits/Seoul")
def start(
    folder: Folder,
    *,
    kit: Annotated[pathlib.Path, typer.Option(help="The kit that was made for this site.")],
    lang: Language = "",
) -> None:
    """Take part in the study until stopped (Ctrl-C). The site calls the server; nobody can call the site."""
    from kai_workbench.federation import Site, _network

    speaks, site = reader(lang), Site(folder)
    told = say("site.taking_part", speaks, site=site.name, study=site.policy.study, log=kit / "process.log")
    raise typer.Exit(
        _network.take_part(folder, kit, lambda: Console().print(told, markup=False, soft_wrap=True))
    )


@app.command(epilog="Example: kai site audit seoul --last 20")
def audit(
    folder: Folder,
    *,
    last: Annotated[int, typer.Option(help="How many entries to show; 0 for all.", min=0)] = 20,
    receipt: Annotated[
        pathlib.Path | None, typer.Option(help="A receipt: was the log changed since then?")
    ] = None,
    lang: Language = "",
) -> None:
    """Show what was asked of the site and answered, and whether the log is as it was written."""
    from kai_workbench.federation import FederationError, Site, Tampered

    speaks, console = reader(lang), Console()
    site = Site(folder)
    entries = site.audit()
    if receipt is not None:
        try:
            number, head = _json(receipt)["audit"][site.name]
            number = int(number)
        except (KeyError, TypeError, ValueError) as error:
            raise FederationError("federation.no_receipt", where=str(receipt), site=site.name) from error
        if number > len(entries) or entries[number - 1].hash != head:
            raise Tampered("federation.audit", where=str(folder), number=number)
    for entry in entries[-last:]:
        details = ", ".join(f"{key}={value}" for key, value in entry.details.items())
        line = f"{entry.number:>5}  {entry.time}  {entry.what:<8} {details}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(_log(site, speaks), style="bold", highlight=False)

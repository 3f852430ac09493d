"""``kai federation``: kits for a study over a network, its server, and a demonstration on one machine."""

from __future__ import annotations

import pathlib
from typing import Annotated

import typer
from rich.console import Console

from kai_workbench.text import say

from ._language import Language, reader

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="A federation over a network: kits, the server, and a demonstration on this machine.",
    epilog="Example: kai federation start --local 3",
)
_DEMONSTRATION = pathlib.Path("federation-demonstration")
_KITS = "kits"


@app.command(
    epilog="Example: kai federation provision trial --site Seoul --site Busan --site Daejeon "
    "--server fed.example.org"
)
def provision(
    study: Annotated[str, typer.Argument(help="The study's name.")],
    *,
    site: Annotated[list[str], typer.Option(help="A site; once for each, three or more.")],
    server: Annotated[
        str, typer.Option(help="Host name of the server. localhost: this machine alone.")
    ] = "localhost",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The server's one port.")] = 8002,
    out: Annotated[pathlib.Path, typer.Option(help="New folder for the kits.")] = pathlib.Path(_KITS),
    lang: Language = "",
) -> None:
    """Make the kits of a study: one for the server, one for each site, one for the coordinator."""
    from kai_workbench import federation

    speaks = reader(lang)
    made = federation.provision(out, study=study, sites=tuple(site), server=server, port=port)
    told = Console()
    for name, path in (("server", made.server), *made.sites.items(), ("coordinator", made.coordinator)):
        told.print(f"{name:<14} {path}", markup=False, highlight=False, soft_wrap=True)
    told.print(say("federation.provisioned", speaks, authority=made.authority), markup=False, soft_wrap=True)


@app.command(epilog="Example: kai federation start --local 3")
def start(
    folder: Annotated[
        pathlib.Path, typer.Argument(help="The server's kit; with --local, a folder for the demonstration.")
    ] = _DEMONSTRATION,
    *,
    local: Annotated[
        int | None,
        typer.Option(min=3, max=6, help="Server and that many made-up sites on this machine."),
    ] = None,
    lang: Language = "",
) -> None:
    """Start a study's server, or a demonstration of server and sites on this machine."""
    from kai_workbench.federation import _network

    speaks = reader(lang)
    if local is None:
        told = say("federation.serving", speaks, folder=folder)
        raise typer.Exit(_network.serve(folder, lambda: Console().print(told, markup=False, soft_wrap=True)))
    study = _network.local_demonstration(folder, local)
    Console().print(
        say("federation.started", speaks, sites=local, study=study, folder=folder),
        markup=False,
        soft_wrap=True,
    )


@app.command(epilog="Example: kai federation stop")
def stop(
    folder: Annotated[pathlib.Path, typer.Argument(help="Of the demonstration.")] = _DEMONSTRATION,
    *,
    lang: Language = "",
) -> None:
    """Stop the processes that were started from this folder, and no others."""
    from kai_workbench.federation import _network

    names = _network.stop_local(folder)
    Console().print(
        say("federation.stopped", reader(lang), names=", ".join(names) or "-"), markup=False, soft_wrap=True
    )

"""Putting the commands together, and speaking when something goes wrong."""

from __future__ import annotations

import os
import sys

import typer
from rich.console import Console

from kai_workbench import __version__
from kai_workbench.errors import KaiError
from kai_workbench.text import say

from ._language import asked
from ._on_demand import OnDemand

app = typer.Typer(
    name="kai",
    cls=OnDemand,
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    help="KAI Workbench: from linked preclinical and clinical data to Bayesian translational models.",
    epilog="Example: kai predict-pk theophylline --dose 200",
)


def _version(value: bool) -> None:  # noqa: FBT001, typer calls it so
    if value:
        typer.echo(f"KAI Workbench {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show it."),
) -> None:
    pass


def main() -> None:
    """Run ``kai``; a mistake is told in a line, without a traceback, and ends with 1."""
    try:
        app()
    except KaiError as error:
        Console(stderr=True).print(
            error.say(asked(sys.argv)), style="bold red", markup=False, highlight=False
        )
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # whatever it is, a person is told in words
        if os.environ.get("KAI_DEBUG"):
            raise
        told = say("error.unexpected", asked(sys.argv), kind=type(error).__name__, detail=str(error)[:300])
        Console(stderr=True).print(told, style="bold red", markup=False, highlight=False)
        sys.exit(1)

"""``kai doctor``: what is here, what is missing, and how to mend it."""

from __future__ import annotations

import json
from typing import Annotated

import rich
import typer
from rich.markup import escape
from rich.table import Table

from kai_workbench.text import Lang, say

from ._checks import Check, all_checks
from ._language import Language, reader

_MARKS = {"ok": "green", "look": "yellow", "missing": "bold red"}


def _table(checks: list[Check], lang: Lang) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        mark = f"[{_MARKS[check.state]}]{say('doctor.' + check.state, lang)}[/]"
        mend = f"\n→ {escape(check.mend)}" if check.mend else ""
        table.add_row(mark, escape(check.title(lang)), escape(check.found) + mend)
    return table


def doctor(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the lines as JSON, for a program to read.")
    ] = False,
    lang: Language = "",
) -> None:
    """Look at the installation: packages, fonts, browser, cores, memory, disk, caches, data.

    Every line says OK, look or missing, and what to do. Ends with 0 unless something needed is missing.

    Example:  kai doctor
    """
    speaks = reader(lang)
    checks = all_checks(speaks)
    if as_json:
        lines = [check._asdict() for check in checks]
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    else:
        rich.print(_table(checks, speaks))
        states = [check.state for check in checks]
        verdict = "missing" if "missing" in states else "look" if "look" in states else "ok"
        rich.print(f"\n{say('doctor.verdict_' + verdict, speaks)}")
    if any(check.state == "missing" for check in checks):
        raise typer.Exit(1)

"""``kai doctor``: what is here, what is missing, and how to mend it."""

from __future__ import annotations

import json
import os
from typing import Annotated

import rich
import typer
from rich.markup import escape
from rich.table import Table

from kai_workbench.text import LANGUAGES, Lang, say

from ._checks import Check, all_checks

_MARKS = {"ok": "green", "look": "yellow", "missing": "bold red"}


def _reader() -> Lang:
    """The language of the terminal: ``KAI_LANG``, or the locale's."""
    wanted = os.environ.get("KAI_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "ko" if wanted.lower().startswith("ko") else "en"


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
    lang: Annotated[str, typer.Option(help="en or ko; the terminal's own language if not given.")] = "",
) -> None:
    """Look at the installation: packages, fonts, browser, cores, memory, disk, caches, data.

    Every line says OK, look or missing, and what to do. Ends with 0 unless something needed is missing.

    Example:  kai doctor
    """
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r}: en or ko", param_hint="--lang")
    reader = next((one for one in LANGUAGES if one == lang), _reader())
    checks = all_checks(reader)
    if as_json:
        lines = [check._asdict() for check in checks]
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    else:
        rich.print(_table(checks, reader))
        states = [check.state for check in checks]
        verdict = "missing" if "missing" in states else "look" if "look" in states else "ok"
        rich.print(f"\n{say('doctor.verdict_' + verdict, reader)}")
    if any(check.state == "missing" for check in checks):
        raise typer.Exit(1)

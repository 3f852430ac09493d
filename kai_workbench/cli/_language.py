"""The language a terminal is spoken to in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from kai_workbench.text import Lang

Language = Annotated[str, typer.Option("--lang", help="en or ko; the terminal's own language if not given.")]


def reader(wanted: str = "") -> Lang:
    """``wanted`` if it is a language, else ``KAI_LANG``, else the locale's.

    Raises
    ------
    typer.BadParameter
        ``wanted`` is neither en nor ko.
    """
    if wanted and wanted not in {"en", "ko"}:
        raise typer.BadParameter("en or ko", param_hint="--lang")
    told = wanted or os.environ.get("KAI_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "ko" if told.lower().startswith("ko") else "en"


def asked(arguments: Sequence[str]) -> Lang:
    """The language that a whole command line asks for, to tell what went wrong outside of the command.

    Examples
    --------
    >>> asked(["kai", "study", "read", "nowhere", "--lang", "ko"])
    'ko'
    """
    wanted = ""
    for at, word in enumerate(arguments):
        if word == "--lang":
            wanted = arguments[at + 1] if at + 1 < len(arguments) else ""
        elif word.startswith("--lang="):
            wanted = word.removeprefix("--lang=")
    return reader(wanted if wanted in {"en", "ko"} else "")

"""The language a terminal is spoken to in."""

from __future__ import annotations

import os
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

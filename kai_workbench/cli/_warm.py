"""``kai warm``: compile now, so that nobody waits later."""

from __future__ import annotations

import time

from rich.console import Console

from kai_workbench.text import say

from ._language import Language, reader


def warm(*, lang: Language = "") -> None:
    """Compile the flagship models and prepare the charts, so that the first fit is quick.

    Example:  kai warm
    """
    from kai_workbench import pipelines

    speaks = reader(lang)
    console = Console()
    began = time.perf_counter()
    with console.status(say("pk_cli.reading", speaks)):
        known = pipelines.reference()
        kinds = [known] if known.synthetic else [known, pipelines.reference("kai-101")]
    for one in kinds:
        with console.status(say("pk_cli.warming", speaks, what=one.source)):
            pipelines.HumanPKModel().warm(one)
    console.print(say("pk_cli.warmed", speaks, seconds=f"{time.perf_counter() - began:.1f}"))

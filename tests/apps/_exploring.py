"""Apps opened without a browser, and left to settle."""

from __future__ import annotations

import asyncio
from typing import Any

import ipywidgets as w
import polars as pl

from kai_workbench import quality
from kai_workbench.apps import StudyExplorer


def few_checks(study) -> quality.QualityTable:
    """The checks have tests of their own; here a small table is enough, and quicker."""
    return quality.QualityTable.of(
        [
            quality.Result(
                "planted", "schema", "conformance", "Planted", domain="DM", denominator=10, failures=1
            )
        ],
        [pl.DataFrame({"check": ["planted"], "domain": ["DM"], "row": [3], "key": ["USUBJID=<X>"]})],
    )


def text(app: Any, slot: str) -> str:
    boxes, found = [app.page._slots[slot]], ""
    while boxes:
        one = boxes.pop()
        found += getattr(one, "value", "") if isinstance(one, w.HTML) else ""
        boxes += getattr(one, "children", ())
    return found


async def settle(app: Any) -> None:
    while app.page._tasks:
        await asyncio.gather(*list(app.page._tasks))


async def started(app: StudyExplorer) -> None:
    running = asyncio.Event()
    app.page.monitor.observe(lambda change: running.set() if change["new"] else None, "running")
    if not app.page.monitor.running:
        await asyncio.wait_for(running.wait(), 30)


def run(*steps, lang: str = "en", **address: str) -> StudyExplorer:
    """Open the study explorer at an address and let it settle after each step."""

    async def live() -> StudyExplorer:
        app = StudyExplorer()
        app.page.open(lang=lang, **address)
        await settle(app)
        for step in steps:
            step(app)
            await settle(app)
        return app

    return asyncio.run(live())

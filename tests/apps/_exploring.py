"""Apps opened without a browser, and left to settle."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Hashable
from typing import Any

import ipywidgets as w
import polars as pl

from kai_workbench import quality
from kai_workbench.apps import StudyExplorer, _study_explorer
from kai_workbench.apps import _study_explorer_details as details
from kai_workbench.apps import _study_explorer_sources as sources


class Once:
    """A function that works once for each key: a study that is only looked at need not be read again."""

    def __init__(self, function: Callable[..., Any], key: Callable[..., Hashable]) -> None:
        self.function, self.key = function, key
        self.kept: dict[Hashable, tuple[Any, Any]] = {}

    def __call__(self, *given: Any, **named: Any) -> Any:
        key = self.key(*given, **named)
        if key is None:
            return self.function(*given, **named)
        if key not in self.kept:
            self.kept[key] = self.function(*given, **named), given  # what is kept keeps its identity
        return self.kept[key][0]


OPEN = Once(sources.Source.open, lambda one, _: one.name if one.dataset == "kai-101" else None)
CUT = Once(_study_explorer.cut, lambda facts, settings: (id(facts), settings))
DRAW = Once(_study_explorer.draw, lambda made, *, lang, names: (id(made), lang, tuple(sorted(names))))
EXPOSED = Once(details.exposed, lambda facts, *, lang: (id(facts), lang))


def read_once(monkeypatch: Any) -> None:
    """The embedded studies are opened, cut, and drawn once for all tests of a run."""
    monkeypatch.setattr(sources.Source, "open", lambda one, progress: OPEN(one, progress))  # noqa: PLW0108  a method
    monkeypatch.setattr(_study_explorer, "cut", CUT)
    monkeypatch.setattr(_study_explorer, "draw", lambda *made, **how: copy.deepcopy(DRAW(*made, **how)))
    monkeypatch.setattr(details, "exposed", lambda *made, **how: copy.deepcopy(EXPOSED(*made, **how)))


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


def visited(make: Any, *steps: Any, lang: str = "en", **address: str) -> Any:
    """Open an app at an address and let it settle after each step."""

    async def live() -> Any:
        app = make()
        app.page.open(lang=lang, **address)
        await settle(app)
        for step in steps:
            step(app)
            await settle(app)
        return app

    return asyncio.run(live())


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

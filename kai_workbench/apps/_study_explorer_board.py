"""The four linked pictures: what is pointed out in one is pointed out in the others."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any

import ipywidgets as w
import polars as pl

from kai_workbench.text import Lang

from ._page import Page
from ._study_explorer_cut import Cut, measured, spoken
from ._study_explorer_picture import svg

# What changed above, each animal below it; on a phone one under the other.
COLUMNS = (("findings", "weight"), ("profile", "measure"))
NAMES = tuple(name for column in COLUMNS for name in column)
_BOX = {"display": "flex", "flex_flow": "row wrap", "grid_gap": "32px", "width": "100%"}
_COLUMN = {"flex": "1 1 320px", "min_width": "0", "grid_gap": "32px"}


class Board:
    """Charts, and what is heard of them.

    Parameters
    ----------
    page
        To be filled.
    on_cell
        Called with key and rank of a clicked finding.
    on_test
        Called with the test of a clicked row.
    on_animals
        Called with the subjects of a clicked animal, or of those in a range that was drawn.
    on_nothing
        Called when a click beside all marks took the choice back.
    """

    def __init__(
        self,
        page: Page,
        *,
        on_cell: Callable[[str, int], object],
        on_test: Callable[[str], object],
        on_animals: Callable[[list[str]], object],
        on_nothing: Callable[[], object],
    ) -> None:
        self._page = page
        self._on_cell, self._on_test = on_cell, on_test
        self._on_animals, self._on_nothing = on_animals, on_nothing
        self._cut: Cut | None = None
        self._points: dict[str, dict[str, Any]] = {name: {} for name in NAMES}
        self._shown: dict[str, dict[str, Any] | None] = {}
        self._titles = {name: page.say(f"explorer.{name}") for name in NAMES}
        self._drawn = dict.fromkeys(NAMES, 0)
        self._origin: tuple[str, str] | None = None
        self.charts = {
            name: page.chart(label=page.say(f"explorer.{name}"), filename=name, height=360, downloads=False)
            for name in NAMES
        }
        self._cards = {name: self._card(name) for name in NAMES}
        self._columns = [w.VBox([self._cards[name] for name in column], layout=_COLUMN) for column in COLUMNS]
        self.box = w.Box(self._columns, layout=_BOX)
        for name, chart in self.charts.items():
            page.observe(chart, functools.partial(self._heard, name), "selections")
            page.observe(chart, functools.partial(self._repeat, name), "drawn")

    def _card(self, name: str) -> w.VBox:
        head = w.HTML(
            f"<h2>{self._page.say(f'explorer.{name}')}</h2><p>{self._page.say(f'explorer.{name}_how')}</p>"
        )
        return w.VBox([head, self.charts[name]], layout={"min_width": "0", "width": "100%"})

    def show(self, made: Mapping[str, dict[str, Any] | None], cut: Cut) -> None:
        """New pictures; one that is ``None`` is taken away."""
        self._cut = cut
        for key, spec in made.items():
            chart = self.charts[key]
            self._cards[key].layout.display = None if spec else "none"
            self._shown[key] = spec
            if spec:
                chart.label = spec["description"]
                chart.spec = spec
        for names, column in zip(COLUMNS, self._columns, strict=True):
            # An empty column would keep its half of the page.
            column.layout.display = None if any(self._shown.get(name) for name in names) else "none"

    def point(self, *, subjects: list[str], cell: str = "", marked: list[str], opened: str = "") -> None:
        """Point out animals in every picture, cells of the findings, and the row of the open test."""
        self._points = {
            "findings": {"cell": cell, "marked": marked},
            "profile": {"chosen": subjects, "opened": opened},
            "weight": {"chosen": subjects},
            "measure": {"chosen": subjects},
        }
        for name in NAMES:
            self._send(name)

    def picture(self, *, answer: str, source: str) -> str:
        """All pictures as one SVG, with what is pointed out in them."""
        columns = [
            [(self._titles[name], spec) for name in column if (spec := self._shown.get(name))]
            for column in COLUMNS
        ]
        points = {name: value for one in self._points.values() for name, value in one.items()}
        return svg(columns, points=points, answer=answer, source=source)

    def _send(self, name: str) -> None:
        chart = self.charts[name]
        if chart.drawn:
            chart.signals = {**chart.signals, **self._points[name]}

    def _repeat(self, name: str, _: int) -> None:
        """A new picture has forgotten what was pointed out."""
        self._send(name)

    def _heard(self, name: str, selections: Mapping[str, Any]) -> None:
        chart = self.charts[name]
        if not selections or self._cut is None:
            return
        if chart.drawn != self._drawn[name]:
            self._drawn[name] = chart.drawn  # what a new picture says first is that nothing is selected
            self._origin = None if self._origin and self._origin[0] == name else self._origin
            return
        pick = selections.get("pick") or {}
        brush = selections.get("brush") or {}
        chart.selections = {}  # so that the same mark can be clicked again
        if name == "findings" and pick.get("key"):
            self._origin = (name, "pick")
            self._on_cell(str(pick["key"][0]), int(pick["rank"][0]))
        elif name == "profile" and pick.get("test"):
            self._on_test(str(pick["test"][0]))
        elif pick.get("subject"):
            self._origin = (name, "pick")
            self._on_animals([str(pick["subject"][0])])
        elif brush.get("value"):
            self._origin = (name, "brush")
            self._on_animals(within(self._cut.values, brush))
        elif self._origin in {(name, kind) for kind in selections}:
            # Only what made the choice takes it back: a picture also says so when it was resized.
            self._origin = None
            self._on_nothing()


def within(values: pl.DataFrame, brush: Mapping[str, Any]) -> list[str]:
    """The animals in a range drawn over the picture of one test."""
    low, high = sorted(float(one) for one in brush["value"])
    left, right = sorted(float(one) for one in brush.get("x") or (-1.0, 1e9))
    ranks = pl.col("rank").is_between(left - 0.35, right + 0.35)
    inside = values.filter(pl.col("value").is_between(low, high) & ranks)
    return [str(one) for one in inside["subject"].unique(maintain_order=True)]


def draw(cut: Cut, *, lang: Lang, names: Collection[str] = NAMES) -> dict[str, dict[str, Any] | None]:
    """Specifications of these pictures, ``None`` where there are no values; touches no widget."""
    from kai_workbench import charts

    facts = cut.facts
    if cut.incidence.height:
        titles = {key: spoken(key, lang) for key in cut.incidence["key"].unique()}
        found = cut.incidence.with_columns(title=pl.col("key").replace_strict(titles, return_dtype=pl.String))
    else:
        found = cut.incidence
    profile = cut.profile
    tests = {one: measured(one, lang) for one in profile["title"].unique()}
    profile = profile.with_columns(pl.col("title").replace(tests))
    beside: dict[str, Any] = {"groups": facts.groups, "lang": lang, "synthetic": bool(facts.synthetic)}
    makers: dict[str, tuple[bool, Callable[[], Any]]] = {
        "findings": (
            cut.incidence.height > 0,
            lambda: charts.study_findings(found, **beside),
        ),
        "weight": (cut.weights.height > 0, lambda: charts.study_weight(cut.weights, **beside)),
        "profile": (
            profile.height > 0,
            lambda: charts.study_profile(profile, animals=cut.ratios(), **beside),
        ),
        "measure": (
            cut.values.height > 0,
            lambda: charts.study_measure(
                cut.values, title=measured(cut.title, lang), unit=cut.unit, **beside
            ),
        ),
    }
    return {
        name: make().to_dict(validate=False) if there else None
        for name, (there, make) in makers.items()
        if name in names
    }

"""Distributions of several quantities, one under the other, each on a logarithmic axis of its own.

All rows have the same number of decades, so that the widths of their bands can be compared. They
are one view, not several, because only one view follows the width of its page.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import Any

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..text import Lang, say
from ._look import HUMAN, INK, LINE, PRIOR, SHAPES, SOFT, STOP, page_wide, species_scales
from ._numbers import figures, tick_label, ticks

Floats = NDArray[np.float64]
_HEIGHT, _TITLE, _VALUE, _BASE, _LABEL, _DENSITY = 128, 14, 33, 92, 110, 46
_KEY = 30  # room above the rows for the key
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """One quantity.

    Attributes
    ----------
    title, unit
        As shown.
    draws, prior
        Positive draws, (sample,); ``prior`` may be missing.
    marks
        Values on record, by species.
    limit
        Drawn as a line across the row.
    """

    title: str
    unit: str
    draws: Floats
    prior: Floats | None = None
    marks: dict[str, float] = dataclasses.field(default_factory=dict)
    limit: float | None = None

    @functools.cached_property
    def quantiles(self) -> list[float]:
        """5, 25, 50, 75 and 95%."""
        return [float(one) for one in np.quantile(self.draws, _QUANTILES)]

    @functools.cached_property
    def centre(self) -> float:
        """Middle of the axis, as log10; moves in steps, so that the axis rests while a slider moves."""
        return round(2 * math.log10(self.quantiles[2])) / 2

    @functools.cached_property
    def reach(self) -> float:
        """Decades to either side that it takes to show the draws and the marks."""
        ends = [*np.quantile(self.draws, (0.005, 0.995)), *self.marks.values()]
        return float(max(abs(math.log10(end) - self.centre) for end in ends))

    def told(self, lang: Lang) -> str:
        """Median and interval in words."""
        lo90, _, median, _, hi90 = (figures(value) for value in self.quantiles)
        return say("chart.row", lang, median=median, unit=self.unit, lo90=lo90, hi90=hi90).replace("  ", " ")


def row_chart(
    rows: list[Row], *, lang: Lang, synthetic: bool, tells: str, key: str = "chart.posterior"
) -> Any:
    """The rows as one chart as wide as its page; ``key`` is the phrase that names the draws."""
    half = min(max(0.25 * math.ceil(4 * max(row.reach for row in rows)), 1.0), 2.5)
    height = _KEY + len(rows) * _HEIGHT
    x = alt.X("x:Q", scale={"domain": [-half, half], "nice": False, "zero": False}, axis=None)
    scale = {"domain": [height, 0], "nice": False, "zero": False}
    y = alt.Y("y:Q", scale=scale, axis=None)
    layers = [
        *_axes(rows, half, x, scale),
        *_densities(rows, half, lang, x, scale),
        *_titles(rows, lang, y),
        *_key(["chart.prior"] * any(row.prior is not None for row in rows), key, lang, y),
        *_marks(rows, half, lang, x, y),
    ]
    return page_wide(layers, height=height, tells=tells, synthetic=synthetic)


def _top(index: int) -> int:
    return _KEY + index * _HEIGHT


def _data(values: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(pl.DataFrame(values))


def _axes(rows: list[Row], half: float, x: Any, scale: Any) -> list[Any]:
    y = alt.Y("y:Q", scale=scale, axis=None)
    lines = [
        {
            "x": math.log10(tick) - row.centre,
            "y": _top(k) + _BASE,
            "y2": _top(k) + _BASE - _DENSITY,
            "label": tick_label(tick),
            "at": _top(k) + _LABEL,
        }
        for k, row in enumerate(rows)
        for tick in ticks(10 ** (row.centre - half), 10 ** (row.centre + half))
    ]
    floors = [{"x": -half, "x2": half, "y": _top(k) + _BASE} for k in range(len(rows))]
    return [
        _data(lines).mark_rule(color=LINE, aria=False).encode(x=x, y=y, y2=alt.Y2("y2:Q")),
        _data(floors).mark_rule(color=PRIOR, aria=False).encode(x=x, x2=alt.X2("x2:Q"), y=y),
        _data(lines)
        .mark_text(color=INK, fontSize=12, aria=False)
        .encode(x=x, y=alt.Y("at:Q", scale=scale, axis=None), text=alt.Text("label:N")),
    ]


def _density(draws: Floats, grid: Floats) -> Floats:
    """Kernel density of log10 draws on a grid, its peak 1 (normal kernel, Silverman's width)."""
    log = np.log10(draws)
    counts, edges = np.histogram(log, bins=400)
    middles = (edges[1:] + edges[:-1]) / 2
    low, high = np.quantile(log, (0.25, 0.75))
    width = 0.9 * min(log.std(), max((high - low) / 1.34, 1e-6)) * log.size**-0.2
    found: Floats = np.exp(-0.5 * ((grid[:, None] - middles) / max(width, 1e-6)) ** 2) @ counts
    return found / found.max()


def _area(
    draws: Floats, row: Row, base: float, half: float, part: tuple[float, float]
) -> list[dict[str, Any]]:
    """The density between two quantiles, as points of an area."""
    low, high = np.log10(np.quantile(draws, part))
    ends = row.centre - half, row.centre + half
    grid = np.linspace(*ends, 121)
    inside = grid[(grid > low) & (grid < high)]
    grid = np.concatenate([[max(low, ends[0])], inside, [min(high, ends[1])]])
    return [
        {"x": round(float(at - row.centre), 4), "y": round(float(base - _DENSITY * tall), 2), "y2": base}
        for at, tall in zip(grid, _density(draws, grid), strict=True)
    ]


def _densities(rows: list[Row], half: float, lang: Lang, x: Any, scale: Any) -> list[Any]:
    y = alt.Y("y:Q", scale=scale, axis=None)
    layers = []
    facts = [_facts(row) for row in rows]
    prior = [
        point | {"row": k}
        for k, row in enumerate(rows)
        if row.prior is not None
        for point in _scaled(row, _top(k) + _BASE, half)
    ]
    if prior:
        area = _data(prior).mark_area(color=PRIOR, fillOpacity=0.16, aria=False, line=False)
        layers.append(area.encode(x=x, y=y, y2=alt.Y2("y2:Q"), detail=alt.Detail("row:N")))
        line = _data(prior).mark_line(color=PRIOR, strokeDash=[5, 3], strokeWidth=1.5, aria=False)
        layers.append(line.encode(x=x, y=y, detail=alt.Detail("row:N"), order=alt.Order("x:Q")))
    for part, opacity in (((0.005, 0.995), 0.16), ((0.05, 0.95), 0.3), ((0.25, 0.75), 0.5)):
        values = [
            point | {"row": k} | facts[k]
            for k, row in enumerate(rows)
            for point in _area(row.draws, row, _top(k) + _BASE, half, part)
        ]
        area = _data(values).mark_area(color=HUMAN, fillOpacity=opacity, aria=False)
        layers.append(
            area.encode(x=x, y=y, y2=alt.Y2("y2:Q"), detail=alt.Detail("row:N"), tooltip=_tooltip(lang))
        )
    return layers


def _scaled(row: Row, base: float, half: float) -> list[dict[str, Any]]:
    """The prior's density, at the posterior's scale when it is flatter: areas are comparable."""
    assert row.prior is not None
    spread = [float(np.subtract(*np.quantile(np.log10(one), (0.75, 0.25)))) for one in (row.prior, row.draws)]
    tall = min(1.0, spread[1] / spread[0])
    points = _area(row.prior, row, base, half, (0.0005, 0.9995))
    return [point | {"y": round(base - tall * (base - point["y"]), 2)} for point in points]


def _facts(row: Row) -> dict[str, str]:
    lo90, lo50, median, hi50, hi90 = (figures(value) for value in row.quantiles)
    return {
        "quantity": row.title,
        "median": f"{median} {row.unit}",
        "i50": f"{lo50} – {hi50} {row.unit}",
        "i90": f"{lo90} – {hi90} {row.unit}",
    }


def _tooltip(lang: Lang) -> list[Any]:
    named = (("median", "chart.median"), ("i50", "chart.interval50"), ("i90", "chart.interval90"))
    return [alt.Tooltip("quantity:N", title=" ")] + [
        alt.Tooltip(f"{field}:N", title=say(key, lang)) for field, key in named
    ]


def _titles(rows: list[Row], lang: Lang, y: Any) -> list[Any]:
    names = [{"y": _top(k) + _TITLE, "text": row.title} for k, row in enumerate(rows)]
    values = [{"y": _top(k) + _VALUE, "text": row.told(lang)} for k, row in enumerate(rows)]
    left = alt.XValue(0)
    return [
        _data(names)
        .mark_text(align="left", fontSize=15, fontWeight="bold", color=INK, aria=False)
        .encode(x=left, y=y, text=alt.Text("text:N")),
        _data(values)
        .mark_text(align="left", fontSize=13, color=SOFT, aria=False)
        .encode(x=left, y=y, text=alt.Text("text:N")),
    ]


def _key(prior: list[str], posterior: str, lang: Lang, y: Any) -> list[Any]:
    entries = [(posterior, HUMAN), *((one, PRIOR) for one in prior)]
    layers: list[Any] = []
    for k, (key, colour) in enumerate(entries):
        left = 150 * k
        base = _data([{"y": 8, "text": say(key, lang)}])
        square = base.mark_square(size=140, opacity=0.75, color=colour, aria=False)
        text = base.mark_text(align="left", fontSize=13, color=INK, aria=False)
        layers += [
            square.encode(x=alt.XValue(left + 7), y=y),
            text.encode(x=alt.XValue(left + 20), y=y, text=alt.Text("text:N")),
        ]
    return layers


def _marks(rows: list[Row], half: float, lang: Lang, x: Any, y: Any) -> list[Any]:
    layers = []
    limits = [
        {"x": math.log10(row.limit) - row.centre, "y": _top(k) + _BASE, "y2": _top(k) + _BASE - _DENSITY - 6}
        | {"text": say("chart.limit", lang, value=f"{figures(row.limit)} {row.unit}")}
        for k, row in enumerate(rows)
        if row.limit is not None and abs(math.log10(row.limit) - row.centre) < half
    ]
    if limits:
        layers.append(
            _data(limits)
            .mark_rule(color=STOP, strokeWidth=2, strokeDash=[6, 3], aria=False)
            .encode(x=x, y=y, y2=alt.Y2("y2:Q"), tooltip=alt.Tooltip("text:N", title=" "))
        )
    species = [one for one in SHAPES if any(one in row.marks for row in rows)]
    values = [
        {
            "x": math.log10(row.marks[one]) - row.centre,
            "y": _top(k) + _BASE,
            "species": say(f"species.{one}", lang),
            "quantity": row.title,
            "value": f"{figures(row.marks[one])} {row.unit}",
        }
        for k, row in enumerate(rows)
        for one in species
        if one in row.marks
    ]
    if values:
        legend = {"orient": "bottom", "title": None, "direction": "horizontal", "columnPadding": 14}
        layers.append(
            _data(values)
            .mark_point(
                filled=True, opacity=1, size=130, stroke="white", strokeWidth=1, clip=True, aria=False
            )
            .encode(
                x=x,
                y=y,
                **species_scales(species, lang, legend=legend),
                tooltip=[
                    alt.Tooltip("quantity:N", title=" "),
                    alt.Tooltip("species:N", title=say("chart.species", lang)),
                    alt.Tooltip("value:N", title=say("chart.animal_value", lang)),
                ],
            )
        )
    return layers

"""One quantity under two or three views of it, as densities beside the number that decides."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..text import Lang, say
from ._look import HUMAN, INK, PRIOR, SOFT, STOP, page_wide

Floats = NDArray[np.float64]
_HEIGHT, _KEY = 300, 20
_THIRD = "#009E73"


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """A distribution of the quantity.

    Attributes
    ----------
    name, told
        In the key: what it is, and its middle and interval.
    x, density
        Points of the curve, rising in ``x``.
    """

    name: str
    told: str
    x: Floats
    density: Floats

    def quantile(self, q: float) -> float:
        """Of the curve as it is drawn."""
        mass = np.concatenate(
            [[0.0], np.cumsum(np.diff(self.x) * (self.density[1:] + self.density[:-1]) / 2)]
        )
        return float(np.interp(q, mass / mass[-1], self.x))


def effect_densities(
    views: Sequence[View],
    *,
    title: str,
    limit: float,
    limit_told: str,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """The first view in colour with bands that hold 50 and 90%, the others as lines.

    Parameters
    ----------
    views
        The one that counts first; at most three.
    title
        Of the axis.
    limit, limit_told
        The number that decides, and its words.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    ends = [
        (
            one.x[one.density > 0.004 * one.density.max()][0],
            one.x[one.density > 0.004 * one.density.max()][-1],
        )
        for one in views
    ]
    low, high = min(limit, *(a for a, _ in ends)), max(limit, *(b for _, b in ends))
    room = 0.03 * (high - low)
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[float(low - room), float(high + room)], nice=False, zero=False),
        axis=alt.Axis(title=title, grid=False, tickCount=7),
    )
    top = max(float(one.density.max()) for one in views)
    # The key stands above the curves.
    above = _HEIGHT / (_HEIGHT - _KEY * (len(views) + 1) - 6)
    tall = alt.Scale(domain=[0, top * above], nice=False)
    y = alt.Y("y:Q", scale=tall, axis=None)
    colours = (HUMAN, PRIOR, _THIRD)
    layers: list[Any] = []
    main = views[0]
    for inside, opacity in ((0.998, 0.16), (0.9, 0.3), (0.5, 0.5)):
        edge = main.quantile((1 - inside) / 2), main.quantile((1 + inside) / 2)
        part = np.concatenate([[edge[0]], main.x[(main.x > edge[0]) & (main.x < edge[1])], [edge[1]]])
        area = alt.Chart(_thin(part, np.interp(part, main.x, main.density)))
        layers.append(
            area.mark_area(color=HUMAN, fillOpacity=opacity, clip=True, aria=False).encode(x=x, y=y)
        )
    for one, colour in reversed(list(zip(views[1:], colours[1:], strict=False))):
        line = alt.Chart(_thin(one.x, one.density))
        dash = [5, 3] if colour == PRIOR else [1, 0]
        layers.append(
            line.mark_line(color=colour, strokeWidth=2.5, strokeDash=dash, clip=True, aria=False).encode(
                x=x, y=y, order=alt.Order("x:Q")
            )
        )
    at = alt.Chart(pl.DataFrame([{"x": float(limit), "text": limit_told, "y": 0.0, "y2": top}]))
    rule = at.mark_rule(color=STOP, strokeWidth=2, strokeDash=[6, 3], aria=False)
    right = limit > (low + high) / 2
    word = at.mark_text(
        align="right" if right else "left",
        dx=-6 if right else 6,
        dy=-6,
        fontSize=13,
        fontWeight="bold",
        color=STOP,
        aria=False,
    )
    layers += [
        rule.encode(x=x, y=y, y2=alt.Y2("y2:Q")),
        word.encode(x=x, y=alt.Y("y2:Q", scale=tall, axis=None), text=alt.Text("text:N")),
    ]
    for k, (one, colour) in enumerate(zip(views, colours, strict=False)):
        key = alt.Chart(pl.DataFrame([{"name": one.name, "told": one.told}]))
        line = alt.YValue(8 + _KEY * k)
        layers += [
            key.mark_square(size=130, color=colour, opacity=0.85, aria=False).encode(x=alt.XValue(9), y=line),
            key.mark_text(align="left", fontSize=13, fontWeight="bold", color=INK, aria=False).encode(
                x=alt.XValue(22), y=line, text=alt.Text("name:N")
            ),
            key.mark_text(align="right", fontSize=12, color=SOFT, aria=False).encode(
                x=alt.XValue("width"), y=line, text=alt.Text("told:N")
            ),
        ]
    parts = "; ".join(f"{one.name}: {one.told}" for one in views)
    tells = say("borrow.tells.effect", lang, title=title, rows=parts, limit=limit_told)
    return page_wide(layers, height=_HEIGHT, tells=tells, synthetic=synthetic)


def _thin(x: Floats, y: Floats) -> pl.DataFrame:
    """Few enough points for a page."""
    step = max(1, x.size // 160)
    kept = np.unique(np.r_[np.arange(0, x.size, step), x.size - 1])
    return pl.DataFrame({"x": x[kept], "y": y[kept]})

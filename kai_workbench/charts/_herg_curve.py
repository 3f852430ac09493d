"""Block of hERG against concentration: the cells, and the curve with its uncertainty."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..models import herg_block
from ..text import Lang, say
from ._look import INK, beside, page_wide
from ._numbers import figures, ticks
from ._qtc_curve import IN_VITRO

Floats = NDArray[np.float64]
_DARK = "#1b6f9c"  # the colour of in vitro, dark enough for a mark of a few pixels
_CROSS = (
    "M-0.3,-1 L0.3,-1 L0.3,-0.3 L1,-0.3 L1,0.3 L0.3,0.3 "
    "L0.3,1 L-0.3,1 L-0.3,0.3 L-1,0.3 L-1,-0.3 L-0.3,-0.3 Z"
)


def herg_curve(
    ic50_nM: Floats,
    hill: Floats,
    *,
    cells: pl.DataFrame | None = None,
    free_nM: float | None = None,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """The concentration–block curve with 50% and 90% bands.

    Parameters
    ----------
    ic50_nM, hill
        Draws, (sample,).
    cells
        ``concentration_nM`` and ``block_percent``; drawn as crosses.
    free_nM
        A free concentration in people; drawn as a line.
    """
    middle = float(np.median(ic50_nM))
    ends = [middle / 30, middle * 30]
    if cells is not None:
        ends += [float(cells["concentration_nM"].min()), float(cells["concentration_nM"].max())]  # type: ignore[arg-type]
    if free_nM is not None:
        ends.append(free_nM / 2)
    low, high = min(ends), max(ends)
    grid = np.geomspace(low, high, 61)
    draws = 100 * herg_block(grid[:, None], ic50_nM=ic50_nM[:1000], hill=hill[:1000])
    levels = np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95), axis=1)
    rows = [
        dict(zip(("x", "lo90", "lo50", "y", "hi50", "hi90"), (float(at), *map(float, level)), strict=True))
        for at, level in zip(grid, levels.T, strict=True)
    ]
    x = alt.X(
        "x:Q",
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(
            title=say("qtc.axis.concentration", lang),
            values=ticks(low, high),
            labelExpr="format(datum.value, ',.3~r')",
            grid=False,
        ),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[-10, 110], nice=False),
        axis=alt.Axis(title=say("qtc.axis.block", lang), values=[0, 25, 50, 75, 100]),
    )
    layers: list[Any] = []
    base = alt.Chart(pl.DataFrame(rows))
    for (lower, upper), opacity in ((("lo90", "hi90"), 0.26), (("lo50", "hi50"), 0.42)):
        at = y.copy()
        at.shorthand = f"{lower}:Q"
        area = base.mark_area(color=IN_VITRO, opacity=opacity, clip=True, aria=False)
        layers.append(area.encode(x=x, y=at, y2=alt.Y2(f"{upper}:Q")))
    layers.append(base.mark_line(color=IN_VITRO, strokeWidth=2.5, aria=False).encode(x=x, y=y))
    if free_nM is not None:
        told = pl.DataFrame([{"x": free_nM, "text": say("qtc.free_line", lang, free=figures(free_nM))}])
        line = alt.Chart(told)
        layers.append(line.mark_rule(color=INK, strokeWidth=1.5, aria=False).encode(x=x))
        text = line.mark_text(
            **beside(free_nM, low, high), baseline="top", fontSize=13, color=INK, aria=False
        )
        layers.append(text.encode(x=x, y=alt.YValue(2), text=alt.Text("text:N")))
    if cells is not None:
        points = cells.select(x="concentration_nM", y="block_percent").with_columns(
            value=pl.format("{} nM: {} %", pl.col("x").round(3), pl.col("y").round(1))
        )
        mark = alt.Chart(points).mark_point(
            shape=_CROSS, filled=True, size=90, color=_DARK, opacity=0.75, aria=False
        )
        layers.append(mark.encode(x=x, y=y, tooltip=alt.Tooltip("value:N", title=say("qtc.cell", lang))))
    low90, mid, high90 = (figures(float(one)) for one in np.quantile(ic50_nM, (0.05, 0.5, 0.95)))
    n = 0 if cells is None else cells.height
    tells = say("qtc.tells_block", lang, ic50=mid, lo90=low90, hi90=high90, n=n)
    return page_wide(layers, height=300, tells=tells, synthetic=synthetic)

"""Earlier controls, what they foretell, and what the trial showed: a row each."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, LINE, PRIOR, SOFT, page_wide

_ROW, _TEXT, _BAND, _TALL = 40, 12, 28, 11  # pixels: of a row, and within it the words' and the band's middle
_COLOURS = {"study": SOFT, "prior": PRIOR, "now": INK, "posterior": HUMAN}


@dataclasses.dataclass(frozen=True, kw_only=True)
class ForestRow:
    """One control arm, prior or posterior.

    Attributes
    ----------
    name, told
        Words at the left and at the right above the band.
    kind
        ``"study"`` and ``"now"`` are data, and get a mark; ``"prior"``; ``"posterior"``.
    quantiles
        At 5, 25, 50, 75 and 95%.
    """

    name: str
    told: str
    kind: Literal["study", "prior", "now", "posterior"]
    quantiles: tuple[float, float, float, float, float]


def control_forest(
    rows: Sequence[ForestRow],
    *,
    title: str,
    percent: bool = True,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Bands that hold 50 and 90% of every row.

    Parameters
    ----------
    rows
        From the top down.
    title
        Of the axis.
    percent
        Whether values are shares, to be shown in per cent.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    times = 100.0 if percent else 1.0
    height = _ROW * len(rows) + 4
    low = min(row.quantiles[0] for row in rows) * times
    high = max(row.quantiles[-1] for row in rows) * times
    room = 0.05 * (high - low)
    ends = [max(low - room, 0.0), min(high + room, 100.0)] if percent else [low - room, high + room]
    across = {
        "scale": alt.Scale(domain=ends, nice=False, zero=False),
        "axis": alt.Axis(title=title, tickCount=6, gridColor=LINE),
    }
    x = alt.X("x:Q", **across)
    values = [
        {
            "x": row.quantiles[2] * times,
            "name": row.name,
            "told": row.told,
            "kind": row.kind,
            "colour": _COLOURS[row.kind],
            "y": _ROW * k + _BAND,
            "at": _ROW * k + _TEXT,
        }
        | {
            f"{end}{inside}": row.quantiles[place] * times
            for end, inside, place in (("lo", 90, 0), ("lo", 50, 1), ("hi", 50, 3), ("hi", 90, 4))
        }
        for k, row in enumerate(rows)
    ]
    scale = alt.Scale(domain=[height, 0], nice=False, zero=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    base = alt.Chart(pl.DataFrame(values))
    colour = alt.Color("colour:N", scale=None)
    tooltip = [alt.Tooltip("name:N", title=" "), alt.Tooltip("told:N", title=say("chart.interval90", lang))]
    layers: list[Any] = []
    for inside, opacity in ((90, 0.28), (50, 0.5)):
        bar = base.mark_rule(strokeWidth=_TALL, opacity=opacity, clip=True, aria=False)
        layers.append(
            bar.encode(
                x=alt.X(f"lo{inside}:Q", **across),
                x2=alt.X2(f"hi{inside}:Q"),
                y=y,
                color=colour,
                tooltip=tooltip,
            )
        )
    for kinds, shape in ((["study", "now"], "circle"), (["prior", "posterior"], "stroke")):
        one = base.transform_filter(alt.FieldOneOfPredicate(field="kind", oneOf=kinds))
        if shape == "circle":
            mark = one.mark_point(filled=True, size=90, opacity=1, stroke="white", strokeWidth=1, aria=False)
        else:
            mark = one.mark_tick(thickness=3, size=_TALL + 4, opacity=1, aria=False)
        layers.append(mark.encode(x=x, y=y, color=colour, tooltip=tooltip))
    at = alt.Y("at:Q", scale=scale, axis=None)
    name = base.mark_text(align="left", fontSize=13, fontWeight="bold", color=INK, aria=False)
    told = base.mark_text(align="right", fontSize=12, color=SOFT, aria=False)
    layers += [
        name.encode(x=alt.XValue(2), y=at, text=alt.Text("name:N")),
        told.encode(x=alt.XValue("width"), y=at, text=alt.Text("told:N")),
    ]
    parts = "; ".join(f"{row.name}: {row.told}" for row in rows)
    tells = say("borrow.tells.forest", lang, title=title, rows=parts)
    return page_wide(layers, height=height, tells=tells, synthetic=synthetic)

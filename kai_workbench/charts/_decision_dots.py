"""Quantile dots of any quantity beside a number that decides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import altair as alt
import numpy as np
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, STOP, page_wide
from ._numbers import figures, ticks

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WIDE, _ROOM, _SIZE = 16, 30, 19  # columns across the axis; pixels above the dots; pixels per dot


def decision_dots(
    draws: NDArray[np.float64],
    *,
    limit: float,
    title: str,
    unit: str,
    told: str,
    limit_told: str,
    good: Literal["below", "above"] = "below",
    log: bool = False,
    ends: tuple[float, float] | None = None,
    dots: int = 20,
    colour: str = HUMAN,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Dots of equal chance on one axis, those on the wrong side of a limit hollow and of another colour.

    Parameters
    ----------
    draws
        Of the quantity, (sample,); positive on a logarithmic axis.
    limit
        The number that decides.
    title, unit
        Of the axis.
    told, limit_told
        The sentence above the dots, with ``{right}`` for how many lie on the good side and ``{dots}``
        filled in; the words of the limit.
    good
        On which side of the limit dots are welcome.
    ends
        Beyond which the quantity cannot be: no tick stands there.

    Returns
    -------
    altair.LayerChart
        As wide as its page.

    References
    ----------
    Kay M et al. CHI 2016:5092 (quantile dot plots).

    Examples
    --------
    >>> import numpy as np
    >>> words = {"title": "ΔΔQTc", "unit": "ms", "told": "{right} of {dots} below", "limit_told": "10 ms"}
    >>> chart = decision_dots(np.linspace(1, 12, 200), limit=10.0, **words)
    >>> chart.description.startswith("16 of 20 below")
    True
    """
    points = np.quantile(draws, (np.arange(dots) + 0.5) / dots)
    to, back = (np.log10, lambda x: 10.0**x) if log else (np.asarray, float)
    reach = to([*np.quantile(draws, (0.002, 0.998)), limit])
    room = max(0.08 * float(reach.max() - reach.min()), 0.05 if log else 0.5)
    low, high = float(reach.min()) - room, float(reach.max()) + room
    # Columns are counted from the limit, so that no dot is drawn on its wrong side.
    origin, wide = float(to(limit)), (high - low) / _WIDE
    column = np.floor((to(points) - origin) / wide)
    rank = [int((column[:k] == column[k]).sum()) for k in range(dots)]
    height = _ROOM + _SIZE * max(*rank, 3) + _SIZE
    welcome = points < limit if good == "below" else points >= limit
    said = told.format(right=int(welcome.sum()), dots=dots)
    values = [
        {
            "x": float(back(origin + (column[k] + 0.5) * wide)),
            "y": height - _SIZE * (rank[k] + 0.5),
            "welcome": bool(welcome[k]),
            "value": f"{figures(float(points[k]))} {unit}",
        }
        for k in range(dots)
    ]
    axis: dict[str, Any] = {"title": f"{title} ({unit})", "grid": False}
    if log:
        axis |= {"values": ticks(10**low, 10**high), "labelExpr": "format(datum.value, ',.3~r')"}
    if ends is not None and not log:
        axis["values"] = [one for one in np.linspace(*ends, 11).tolist() if low <= one <= high]
    domain = [float(back(low)), float(back(high))]
    x = alt.X(
        "x:Q",
        scale=alt.Scale(type="log" if log else "linear", domain=domain, nice=False, zero=False),
        axis=alt.Axis(**axis),
    )
    layers = _layers(values, x, height, title=title, colour=colour)
    at = [{"x": limit, "y": _ROOM - 6, "y2": height, "text": limit_told}]
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
    mark = alt.Chart(pl.DataFrame(at)).mark_rule(color=STOP, strokeWidth=2, strokeDash=[6, 3], aria=False)
    tip = alt.Tooltip("text:N", title=" ")
    layers.append(mark.encode(x=x, y=y, y2=alt.Y2("y2:Q"), tooltip=tip))
    head = alt.Chart(pl.DataFrame([{"text": said}]))
    head = head.mark_text(align="left", fontSize=14, fontWeight="bold", color=INK, aria=False)
    layers.append(head.encode(x=alt.XValue(0), y=alt.YValue(8), text=alt.Text("text:N")))
    tells = f"{said} {say('chart.dots', lang, dots=dots)} {title}, {unit}; {limit_told}."
    return page_wide(layers, height=height, tells=tells, synthetic=synthetic)


def _layers(values: list[dict[str, Any]], x: alt.X, height: int, *, title: str, colour: str) -> list[Any]:
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
    base, tooltip = alt.Chart(pl.DataFrame(values)), alt.Tooltip("value:N", title=title)
    full = base.transform_filter("datum.welcome").mark_circle(size=230, color=colour, opacity=0.8, aria=False)
    hollow = base.transform_filter("!datum.welcome").mark_point(
        size=190, color=STOP, strokeWidth=2.5, filled=False, opacity=1, aria=False
    )
    return [one.encode(x=x, y=y, tooltip=tooltip) for one in (full, hollow)]


def round_up(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 5, 7, 10 and so on: an end of an axis that rests while a slider moves.

    Examples
    --------
    >>> round_up(17.0), round_up(0.3), round_up(120.0)
    (20.0, 0.3, 150.0)
    """
    power = 10.0 ** math.floor(math.log10(value))
    steps = (1, 1.5, 2, 3, 5, 7, 10)
    return float(f"{next(one * power for one in steps if one * power >= value * (1 - 1e-9)):.6g}")

"""Exposure as dots of equal chance, for a decision about a dose."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, SOFT, STOP, page_wide
from ._numbers import figures, ticks
from ._prediction import unit

if TYPE_CHECKING:
    from ..pipelines import HumanPK

_WIDE, _ROOM, _SIZE = 16, 30, 19  # columns across the axis; pixels above the dots; pixels per dot


def exposure_dots(
    human_pk: HumanPK, *, limit: float | None = None, dots: int = 20, lang: Lang = "en"
) -> alt.LayerChart:
    """Quantile dot plot of the AUC, beside an exposure not to be passed.

    Parameters
    ----------
    human_pk
        The prediction, at its dose.
    limit
        An exposure, ng·h/mL: that seen safe in an animal, say.
    dots
        How many dots; each stands for a chance of 1 in so many.
    lang
        Language of the words.

    Returns
    -------
    altair.LayerChart
        As wide as its page. Dots above the limit are hollow, and of another colour.

    References
    ----------
    Kay M et al. CHI 2016:5092 (quantile dot plots).
    """
    draws = human_pk.draws["auc"].to_numpy()
    measure = unit(str(human_pk.draws["auc"].attrs["units"]))
    points = np.quantile(draws, (np.arange(dots) + 0.5) / dots)
    ends = np.log10([*np.quantile(draws, (0.002, 0.998)), *([] if limit is None else [limit])])
    low, high = ends.min() - 0.1, ends.max() + 0.1
    # Columns are counted from the limit, so that no dot is drawn on its wrong side.
    origin, wide = (low if limit is None else math.log10(limit)), (high - low) / _WIDE
    column = np.floor((np.log10(points) - origin) / wide)
    rank = [int((column[:k] == column[k]).sum()) for k in range(dots)]
    tallest = max(rank) + 1
    height = _ROOM + _SIZE * max(tallest, 4)
    values = [
        {
            "auc": float(10 ** (origin + (column[k] + 0.5) * wide)),
            "y": height - _SIZE * (rank[k] + 0.5),
            "below": limit is None or bool(points[k] < limit),
            "value": f"{figures(float(points[k]))} {measure}",
        }
        for k in range(dots)
    ]
    x = alt.X(
        "auc:Q",
        scale=alt.Scale(type="log", domain=[10**low, 10**high], nice=False),
        axis=alt.Axis(
            title=say("chart.axis", lang, quantity=say("quantity.auc", lang), unit=measure),
            values=ticks(10**low, 10**high),
            labelExpr="format(datum.value, ',.3~r')",
            grid=False,
        ),
    )
    told = _sentence(values, dots, limit, lang)
    layers = _layers(values, x, height, told=told, limit=limit, measure=measure, lang=lang)
    tells = say("chart.tells.exposure", lang, dots=dots, more=told)
    return page_wide(layers, height=height, tells=tells, synthetic=human_pk.synthetic)


def _sentence(values: list[dict[str, Any]], dots: int, limit: float | None, lang: Lang) -> str:
    if limit is None:
        return say("chart.dots", lang, dots=dots)
    return say("chart.dots_below", lang, below=sum(one["below"] for one in values), dots=dots)


def _layers(
    values: list[dict[str, Any]],
    x: alt.X,
    height: int,
    *,
    told: str,
    limit: float | None,
    measure: str,
    lang: Lang,
) -> list[Any]:
    scale = alt.Scale(domain=[height, 0], nice=False, zero=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    base = alt.Chart(pl.DataFrame(values))
    tooltip = alt.Tooltip("value:N", title=say("quantity.auc", lang))
    layers: list[Any] = [
        base.transform_filter("datum.below")
        .mark_circle(size=230, color=HUMAN, opacity=0.8, aria=False)
        .encode(x=x, y=y, tooltip=tooltip),
        base.transform_filter("!datum.below")
        .mark_point(size=190, color=STOP, strokeWidth=2.5, filled=False, opacity=1, aria=False)
        .encode(x=x, y=y, tooltip=tooltip),
        alt.Chart(pl.DataFrame([{"text": told}]))
        .mark_text(align="left", fontSize=14, fontWeight="bold", color=INK if limit else SOFT, aria=False)
        .encode(x=alt.XValue(0), y=alt.YValue(8), text=alt.Text("text:N")),
    ]
    if limit is not None:
        said = say("chart.limit", lang, value=f"{figures(limit)} {measure}")
        rule = alt.Chart(pl.DataFrame([{"auc": limit, "y": _ROOM - 6, "y2": height, "text": said}]))
        layers.append(
            rule.mark_rule(color=STOP, strokeWidth=2, strokeDash=[6, 3], aria=False).encode(
                x=x, y=y, y2=alt.Y2("y2:Q"), tooltip=alt.Tooltip("text:N", title=" ")
            )
        )
    return layers

"""Which step an uncertain result owes its uncertainty to."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from ..text import Lang, phrases, say
from ._look import HUMAN, INK, LINE, SOFT, page_wide

_KEY, _STEP, _NAME, _BAR, _TALL = 30, 50, 14, 33, 16
_Z90 = 1.645


def variance_shares(
    shares: pl.DataFrame, *, outcome: str, lang: Lang = "en", synthetic: bool = False
) -> alt.LayerChart:
    """Bars by step: what it takes from the variance by itself, and with interactions.

    Parameters
    ----------
    shares
        From :func:`kai_workbench.pipelines.variance_shares`, or a ``shares`` made by it.
    outcome
        One of those in ``shares``.

    Returns
    -------
    altair.LayerChart
        As wide as its page. Lines at the end of the bars are 90% Monte-Carlo intervals.

    Examples
    --------
    >>> rows = {"outcome": ["y"] * 2, "step": ["a", "b"], "first": [0.6, 0.3], "first_se": [0.02] * 2}
    >>> told = pl.DataFrame(rows | {"total": [0.7, 0.4], "total_se": [0.02] * 2})
    >>> variance_shares(told, outcome="y").description
    'y: shares of its variance by step, largest a with 60%.'
    """
    rows = shares.filter(pl.col("outcome") == outcome).to_dicts()
    height = _KEY + _STEP * len(rows)
    values = [_told(row, k, lang) for k, row in enumerate(rows)]
    most = max(100.0, *(one["total_hi"] for one in values))
    x = {
        "scale": alt.Scale(domain=[0, most], nice=False),
        "axis": alt.Axis(
            title=say("chart.shares_axis", lang), values=[0, 20, 40, 60, 80, 100], gridColor=LINE
        ),
    }
    largest = max(values, key=lambda one: one["first"])
    tells = say(
        "chart.tells.shares",
        lang,
        outcome=_named("outcome", outcome, lang),
        largest=largest["name"],
        share=f"{largest['first']:.0f}",
    )
    return page_wide(_layers(values, x, height, lang), height=height, tells=tells, synthetic=synthetic)


def _named(kind: str, name: str, lang: Lang) -> str:
    return say(f"{kind}.{name}", lang) if f"{kind}.{name}" in phrases() else name


def _told(row: dict[str, Any], k: int, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": _named("step", row["step"], lang),
        "y": _KEY + _STEP * k + _NAME,
        "bar": _KEY + _STEP * k + _BAR,
    }
    for kind in ("first", "total"):
        value, error = 100 * row[kind], 100 * _Z90 * row[f"{kind}_se"]
        told |= {kind: max(0.0, value), f"{kind}_text": f"{value:.0f} ± {error:.0f} %"}
        told |= {f"{kind}_lo": max(0.0, value - error), f"{kind}_hi": max(0.0, value + error)}
    return told


def _layers(values: list[dict[str, Any]], x: dict[str, Any], height: int, lang: Lang) -> list[Any]:
    scale = alt.Scale(domain=[height, 0], nice=False, zero=False)
    name_y, bar_y = (alt.Y(f"{field}:Q", scale=scale, axis=None) for field in ("y", "bar"))
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("first_text:N", title=say("chart.shares_first", lang)),
        alt.Tooltip("total_text:N", title=say("chart.shares_total", lang)),
    ]
    base, zero = alt.Chart(pl.DataFrame(values)), alt.X2Datum(0)
    layers: list[Any] = []
    for kind, opacity in (("total", 0.25), ("first", 0.75)):
        bar = base.mark_bar(height=_TALL, color=HUMAN, opacity=opacity, cornerRadius=2, aria=False)
        layers.append(bar.encode(x=alt.X(f"{kind}:Q", **x), x2=zero, y=bar_y, tooltip=tooltip))
    for kind, colour in (("total", SOFT), ("first", INK)):
        rule = base.mark_rule(color=colour, strokeWidth=1.5, aria=False)
        layers.append(
            rule.encode(x=alt.X(f"{kind}_lo:Q", **x), x2=alt.X2(f"{kind}_hi:Q"), y=bar_y, tooltip=tooltip)
        )
    names = base.mark_text(align="left", fontSize=13, color=INK, aria=False)
    layers.append(names.encode(x=alt.XValue(0), y=name_y, text=alt.Text("name:N")))
    for k, (kind, opacity) in enumerate((("first", 0.75), ("total", 0.25))):
        entry = alt.Chart(pl.DataFrame([{"y": 8, "text": say(f"chart.shares_{kind}", lang)}]))
        y = alt.Y("y:Q", scale=scale, axis=None)
        square = entry.mark_square(size=140, opacity=opacity, color=HUMAN, aria=False)
        layers.append(square.encode(x=alt.XValue(110 * k + 7), y=y))
        text = entry.mark_text(align="left", fontSize=13, color=INK, aria=False)
        layers.append(text.encode(x=alt.XValue(110 * k + 20), y=y, text=alt.Text("text:N")))
    return layers

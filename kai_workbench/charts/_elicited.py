"""A prior beside what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import polars as pl

from ..models import ElicitedPrior
from ..text import Lang, say
from ._look import HUMAN, INK, PRIOR, page_wide
from ._numbers import figures, ticks

_HEIGHT = 340


def elicited(
    prior: ElicitedPrior,
    *,
    title: str,
    unit: str,
    low: float,
    high: float,
    log: bool = True,
    said: Sequence[tuple[float, float]] = (),
    edges: Sequence[float] = (),
    chips: Sequence[int] = (),
    lang: Lang = "en",
) -> alt.LayerChart:
    """The density of a prior with its middle 50% and 90%, and the quantiles or chips that it was made of.

    Parameters
    ----------
    title, unit
        Of the quantity.
    low, high
        Ends of the axis; positive on a logarithmic one.
    said
        Pairs of probability and value.
    edges, chips
        Ends of the bins, and what lies in each.

    Returns
    -------
    altair.LayerChart
        As wide as its page; the density is that along the axis as it is drawn.

    Examples
    --------
    >>> from kai_workbench.models import elicited_priors
    >>> prior = elicited_priors([0.05, 0.5, 0.95], [1, 4, 16])[0]
    >>> elicited(prior, title="Clearance", unit="mL/min/kg", low=0.1, high=100).height
    340
    """
    grid = np.geomspace(low, high, 241) if log else np.linspace(low, high, 241)
    scaled = prior.distribution.pdf(grid) * (grid if log else 1.0)
    scaled = np.where(np.isfinite(scaled), scaled, 0.0)
    # As bars of chips in bins of equal width along the axis: areas can be compared.
    step = (np.log(high / low) if log else high - low) / max(len(chips), 1)
    laid = np.asarray(chips, dtype=float) / max(sum(chips), 1) / step if len(chips) else np.zeros(1)
    top = 1.15 * max(float(scaled.max()), float(laid.max()))
    domain = alt.Scale(type="log" if log else "linear", domain=[low, high], nice=False, zero=False)
    axis: dict[str, Any] = {"title": f"{title} ({unit})" if unit else title, "grid": False}
    if log:
        axis |= {"values": ticks(low, high), "labelExpr": "format(datum.value, ',.3~r')"}
    x = alt.X("x:Q", scale=domain, axis=alt.Axis(**axis))
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=None)
    layers: list[Any] = []
    if len(chips):
        bars = [
            {"x": float(edges[k]), "x2": float(edges[k + 1]), "y": float(tall), "y2": 0.0}
            for k, tall in enumerate(laid)
            if tall > 0
        ]
        mark = alt.Chart(pl.DataFrame(bars)).mark_rect(color=PRIOR, opacity=0.35, stroke="white", aria=False)
        layers.append(mark.encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q")))
    for inside, opacity in ((0.99, 0.16), (0.9, 0.3), (0.5, 0.5)):
        ends = prior.quantile([(1 - inside) / 2, (1 + inside) / 2])
        part = grid[(grid > ends[0]) & (grid < ends[1])]
        part = np.clip([ends[0], *part, ends[1]], low, high)
        tall = prior.distribution.pdf(part) * (part if log else 1.0)
        rows = pl.DataFrame({"x": part, "y": tall})
        layers.append(
            alt.Chart(rows)
            .mark_area(color=HUMAN, fillOpacity=opacity, clip=True, aria=False)
            .encode(x=x, y=y)
        )
    if said:
        marks = [
            {"x": value, "y": 0.0, "y2": top / 1.1, "text": f"{100 * p:.0f}%"}
            for p, value in said
            if low <= value <= high
        ]
        base = alt.Chart(pl.DataFrame(marks))
        rule = base.mark_rule(color=INK, strokeWidth=1.5, strokeDash=[5, 3], aria=False)
        text = base.mark_text(color=INK, fontSize=13, fontWeight="bold", dy=-8, aria=False)
        layers.append(rule.encode(x=x, y=y, y2=alt.Y2("y2:Q")))
        layers.append(
            text.encode(x=x, y=alt.Y("y2:Q", scale=alt.Scale(domain=[0, top], nice=False)), text="text:N")
        )
    lo, middle, hi = (figures(float(one)) for one in prior.quantile([0.05, 0.5, 0.95]))
    family = say(f"elicit.family.{prior.family}", lang)
    tells = say("elicit.tells", lang, family=family, title=title, median=middle, lo=lo, hi=hi, unit=unit)
    return page_wide(layers, height=_HEIGHT, tells=tells, synthetic=False)

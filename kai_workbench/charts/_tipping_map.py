"""Where the conclusion of a trial that borrows turns."""

from __future__ import annotations

import itertools
from typing import Any

import altair as alt
import numpy as np
import polars as pl

from ..text import Lang, say
from ._look import INK, page_wide

_HEIGHT = 300
_WON, _LOST = (
    "#80b8d8",
    "#e8eaec",
)  # of the human's blue and the prior's grey, made light: no seams between parts


def tipping_map(
    table: pl.DataFrame,
    *,
    at: tuple[float, float],
    title: str,
    percent: bool = True,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Success or not, for every outcome of the control and every weight of the vague part.

    Parameters
    ----------
    table
        ``control`` (outcome, in equal steps), ``vague`` weight and ``success``, as
        :meth:`kai_workbench.trials.BorrowingTrial.tipping_map` gives them; a column ``rate`` goes before
        ``control``.
    at
        The control's outcome and the weight of the trial as it is.
    title
        Of the horizontal axis.
    percent
        Whether outcomes are shares, to be shown in per cent.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    column, times = ("rate" if "rate" in table.columns else "control"), 100.0 if percent else 1.0
    values = table[column].unique().sort().to_numpy() * times
    weights = table["vague"].unique().sort().to_numpy()
    wins = table.sort(column, "vague")["success"].to_numpy().reshape(values.size, weights.size)
    half = (values[1] - values[0]) / 2
    edges = np.concatenate([[weights[0]], (weights[1:] + weights[:-1]) / 2, [weights[-1]]])
    rows = []
    for value, line in zip(values, wins, strict=True):
        start = 0
        for success, run in itertools.groupby(line.tolist()):
            end = start + len(list(run))
            rows.append(
                {
                    "x": float(value - half),
                    "x2": float(value + half),
                    "y": float(edges[start]),
                    "y2": float(edges[end]),
                    "success": bool(success),
                    "told": say("borrow.success" if success else "borrow.no_success", lang),
                }
            )
            start = end
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[float(values[0] - half), float(values[-1] + half)], nice=False, zero=False),
        axis=alt.Axis(title=title, grid=False, tickCount=7),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(title=say("borrow.axis.vague", lang), grid=False, format="%", tickCount=5),
    )
    base = alt.Chart(pl.DataFrame(rows))
    tooltip = alt.Tooltip("told:N", title=" ")
    layers: list[Any] = []
    for success, colour in ((True, _WON), (False, _LOST)):
        own = base.transform_filter("datum.success" if success else "!datum.success")
        layers.append(
            own.mark_rect(color=colour, stroke=colour, strokeWidth=0.8, aria=False).encode(
                x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"), tooltip=tooltip
            )
        )
    words = [
        {"x": float(values[places].mean()), "y": 0.5, "text": say(key, lang)}
        for key, places in (
            ("borrow.success", np.flatnonzero(wins.mean(axis=1) > 0.5)),
            ("borrow.no_success", np.flatnonzero(wins.mean(axis=1) <= 0.5)),
        )
        if places.size >= 0.12 * values.size
    ]
    if words:
        told = alt.Chart(pl.DataFrame(words)).mark_text(fontSize=14, fontWeight="bold", color=INK, aria=False)
        layers.append(told.encode(x=x, y=y, text=alt.Text("text:N")))
    here_x = at[0] * times
    here = {"x": here_x, "y": at[1], "text": say("borrow.here", lang)}
    star = alt.Chart(pl.DataFrame([here]))
    right = here_x > float(values.mean())
    layers += [
        star.mark_point(
            shape="diamond",
            size=220,
            filled=True,
            color=INK,
            stroke="white",
            strokeWidth=2,
            opacity=1,
            aria=False,
        ).encode(x=x, y=y, tooltip=alt.Tooltip("text:N", title=" ")),
        star.mark_text(
            align="right" if right else "left",
            dx=-13 if right else 13,
            fontSize=13,
            fontWeight="bold",
            color=INK,
            aria=False,
        ).encode(x=x, y=y, text=alt.Text("text:N")),
    ]
    place = int(np.argmin(np.abs(values - here_x)))
    tells = say(
        "borrow.tells.tipping",
        lang,
        here=say(
            "borrow.success" if wins[place][np.argmin(np.abs(weights - at[1]))] else "borrow.no_success", lang
        ),
        share=f"{100 * wins[place].mean():.0f}",
    )
    return page_wide(layers, height=_HEIGHT, tells=tells, synthetic=synthetic)

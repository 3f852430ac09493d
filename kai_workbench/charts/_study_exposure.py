"""Exposure against dose, beside the line of proportion."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import polars as pl

from ..errors import KaiError
from ..standards import shown_unit
from ..text import Lang, say
from ._look import COLOURS, PRIOR, SOFT, page_wide
from ._numbers import span, ticks


def study_exposure(
    exposures: pl.DataFrame,
    *,
    parameter: str,
    unit: str,
    dose_unit: str,
    species: str = "",
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Exposure of each pool or animal against its dose, on logarithmic axes.

    Parameters
    ----------
    exposures
        ``who`` (the pool or animal), ``sex``, ``dose``, ``day`` and ``value``.
    parameter, unit, dose_unit
        Of the exposure and of the dose.
    species
        Gives the colour.
    lang
        Language of the words.
    synthetic
        Whether the data are invented.

    Returns
    -------
    altair.LayerChart
        As wide as its page. Dashed: exposure in proportion to dose, through the geometric mean of
        the lowest dose. Values of zero and below are not drawn; the description counts them.

    Raises
    ------
    kai_workbench.errors.KaiError
        No value above zero at a dose above zero.
    """
    drawn = exposures.filter((pl.col("value") > 0) & (pl.col("dose") > 0)).sort("day", "dose")
    if drawn.is_empty():
        raise KaiError("chart_study_nothing")
    days = [None if day is None else f"{day:g}" for day in drawn["day"].unique(maintain_order=True)]
    labels = {day: say("chart.study.on_day", lang, day=day or "–") for day in days}
    told = [labels[None if day is None else f"{day:g}"] for day in drawn["day"]]
    shown = drawn.with_columns(when=pl.Series(told), hollow=pl.col("sex") == "F")
    unit = shown_unit(unit)
    low, high = span(shown["value"].to_list(), room=1.4)
    doses = span(shown["dose"].to_list(), room=1.4)
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(
            title=f"{parameter} ({unit})", values=ticks(low, high), labelExpr="format(datum.value, ',.3~r')"
        ),
    )
    x = alt.X(
        "dose:Q",
        scale=alt.Scale(type="log", domain=list(doses), nice=False),
        axis=alt.Axis(
            title=say("chart.study.dose_unit", lang, unit=dose_unit),
            values=sorted(set(shown["dose"].to_list())),
            labelExpr="format(datum.value, ',.3~r')",
            grid=False,
        ),
    )
    colour = COLOURS.get(species, SOFT)
    shape = alt.Shape(
        "when:N",
        sort=list(labels.values()),
        legend=alt.Legend(
            orient="top",
            title=None,
            direction="horizontal",
            symbolFillColor=colour,
            offset=34 if synthetic else 18,  # above the band that says so
        ),
    )
    tooltip = [
        alt.Tooltip("who:N", title=say("chart.study.who", lang)),
        alt.Tooltip("when:N", title=" "),
        alt.Tooltip("sex:N", title=say("chart.study.sex", lang)),
        alt.Tooltip("dose:Q", title=say("chart.study.dose_unit", lang, unit=dose_unit), format=",.4~r"),
        alt.Tooltip("value:Q", title=f"{parameter} ({unit})", format=",.4~r"),
    ]
    fields = ["who", "sex", "dose", "value", "when", "hollow"]
    base = alt.Chart(shown.select(fields))
    marks: dict[str, Any] = {"size": 90, "strokeWidth": 2, "opacity": 0.9, "aria": False}
    layers: list[Any] = [
        _proportion(shown, doses, (low, high), x, y),
        base.mark_point(filled=True, color=colour, **marks)
        .transform_filter("!datum.hollow")
        .encode(x=x, y=y, shape=shape, tooltip=tooltip),
        base.mark_point(filled=True, fill="white", stroke=colour, **marks)
        .transform_filter("datum.hollow")
        .encode(x=x, y=y, shape=shape, tooltip=tooltip),
    ]
    tells = say(
        "chart.tells.study_exposure",
        lang,
        parameter=parameter,
        n=shown.height,
        left=exposures.height - shown.height,
    )
    return page_wide(layers, height=320, tells=tells, synthetic=synthetic)


def _proportion(shown: pl.DataFrame, doses: tuple[float, float], limits: Any, x: Any, y: Any) -> Any:
    lowest = shown.filter(pl.col("dose") == pl.col("dose").min())
    per_dose = float(np.exp(np.log((lowest["value"] / lowest["dose"]).to_numpy()).mean()))
    start, end = max(doses[0], limits[0] / per_dose), min(doses[1], limits[1] / per_dose)
    ends = [{"dose": at, "value": at * per_dose} for at in (start, end)]
    line = alt.Chart(pl.DataFrame(ends)).mark_line(color=PRIOR, strokeDash=[5, 3], aria=False)
    return line.encode(x=x, y=y)

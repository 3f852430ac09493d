"""One test, animal by animal, beside where a further control animal would lie."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
import polars as pl

from ..errors import KaiError
from ..standards import shown_unit
from ..text import Lang, say
from ._look import INK, PRIOR
from ._numbers import even_ticks, figures, span, ticks
from ._study_changes import student
from ._study_groups import DoseGroups, clicked, linked

_HEIGHT = 320
_FEW = 2  # marks on an axis that say too little
_LEAST = 3  # control animals that it takes to say where a further one would lie


def study_measure(
    values: pl.DataFrame,
    *,
    groups: DoseGroups,
    title: str,
    unit: str = "",
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """A dot an animal, group by group, and the geometric mean of each group.

    Parameters
    ----------
    values
        ``subject``, ``sex`` (``"M"``, ``"F"`` or other), ``rank`` of the group and ``value``.
    groups
        The dose groups.
    title, unit
        Of the test.
    lang
        Language of the words.
    synthetic
        Whether the data are invented.

    Returns
    -------
    altair.LayerChart
        As wide as its page, on a logarithmic axis where all values are above zero. Grey: where a
        further control animal would lie, with 50 and 90% probability (prediction interval of a
        normal distribution on that axis). Filled: male; hollow: female. The selection ``pick`` holds the
        ``subject`` of a clicked dot, ``brush`` the limits of a range that was drawn; the parameter
        ``chosen`` points out the animals that it lists.

    Raises
    ------
    kai_workbench.errors.KaiError
        Nobody has a value.
    """
    unit = shown_unit(unit)
    drawn = values.drop_nulls("value").sort("rank", "subject")
    if drawn.is_empty():
        raise KaiError("chart_study_nothing")
    log = bool((drawn["value"] > 0).all())
    numbers = drawn["value"].to_list()
    low, high = span(numbers, room=1.12) if log else _linear(numbers)
    scale = alt.Scale(type="log" if log else "linear", domain=[low, high], nice=False, zero=False)
    axis: dict[str, Any] = {"title": f"{title} ({unit})" if unit else title, "titleLimit": 300, "grid": False}
    if log:
        marks = ticks(low, high)
        # Within a narrow range hardly one value of a decade lies; even steps say more there.
        marks = marks if len(marks) > _FEW else even_ticks(low, high)
        axis |= {"values": marks, "labelExpr": "format(datum.value, ',.3~r')"}
    y = alt.Y("value:Q", scale=scale, axis=alt.Axis(**axis))
    n = len(groups.labels)
    heading = say("chart.study.dose_unit", lang, unit=groups.unit)
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[-0.5, n - 0.5], nice=False, zero=False),
        axis=alt.Axis(
            title=heading if groups.unit else say("chart.study.dose", lang),
            values=list(range(n)),
            labelExpr=f"{list(groups.labels)!r}[datum.value]",
            grid=False,
            ticks=False,
        ),
    )
    names = dict(enumerate(groups.names))
    shown = drawn.with_columns(
        x=pl.col("rank") + 0.3 * _sway(),
        group=pl.col("rank").replace_strict(names),
        hollow=pl.col("sex") == "F",
    )
    base = alt.Chart(shown.select("subject", "sex", "rank", "group", "x", "value", "hollow"))
    colour = alt.Color("rank:O", scale=groups.scale(), legend=None)
    faint = alt.condition(
        "length(chosen) > 0 && indexof(chosen, datum.subject) < 0", alt.value(0.35), alt.value(1)
    )
    dots: dict[str, Any] = {"size": 52, "strokeWidth": 1.8, "aria": False}
    picked = base.transform_filter("indexof(chosen, datum.subject) >= 0")
    brush = alt.selection_interval(name="brush", encodings=["x", "y"])
    tooltip = [
        alt.Tooltip("subject:N", title=say("chart.study.animal", lang)),
        alt.Tooltip("group:N", title=say("chart.study.dose", lang)),
        alt.Tooltip("sex:N", title=say("chart.study.sex", lang)),
        alt.Tooltip("value:Q", title=f"{title} ({unit})" if unit else title, format=",.4~r"),
    ]
    layers: list[Any] = [
        *_control(drawn, groups, (low, high), scale),
        *_means(shown, x, scale),
        base.mark_point(filled=True, **dots)
        .transform_filter("!datum.hollow")
        .encode(x=x, y=y, color=colour, opacity=faint)
        .add_params(brush),
        base.mark_point(filled=True, fill="white", **dots)
        .transform_filter("datum.hollow")
        .encode(x=x, y=y, stroke=alt.Stroke("rank:O", scale=groups.scale(), legend=None), opacity=faint),
        picked.mark_point(size=150, filled=False, color=INK, strokeWidth=2, aria=False).encode(x=x, y=y),
        base.mark_point(size=220, filled=True, opacity=0.001, cursor="pointer", aria=False)
        .encode(x=x, y=y, tooltip=tooltip)
        .add_params(clicked(["subject"])),
    ]
    mean = shown.group_by("group", maintain_order=True).agg(_middle(shown))
    told = ", ".join(f"{row['group']}: {figures(row['value'])}" for row in mean.to_dicts())
    tells = say("chart.tells.study_measure", lang, title=title, n=drawn.height, told=told)
    return linked(layers, height=_HEIGHT, tells=tells, synthetic=synthetic, chosen=[])


def _linear(values: list[float]) -> tuple[float, float]:
    room = 0.06 * (max(values) - min(values)) or 1.0
    return min(values) - room, max(values) + room


def _sway() -> pl.Expr:
    """A place beside the middle that is the same at every drawing, from -1 to 1."""
    turn = (pl.int_range(pl.len()).over("rank") * 0.618034) % 1
    return 2 * turn - 1


def _control(drawn: pl.DataFrame, groups: DoseGroups, limits: tuple[float, float], scale: Any) -> list[Any]:
    """Where a further animal of the first control group would lie, with 50 and 90% probability."""
    marked = [k for k, control in enumerate(groups.control) if control]
    control = drawn.filter(pl.col("rank") == (marked[0] if marked else -1))["value"].to_numpy()
    if control.size < _LEAST:
        return []
    log = bool((drawn["value"] > 0).all())
    at = np.log(control) if log else control
    freedom, wide = np.array([at.size - 1.0]), at.std(ddof=1) * math.sqrt(1 + 1 / at.size)
    layers = []
    for level, opacity in ((90, 0.13), (50, 0.2)):
        reach = float(student(freedom, 0.5 + level / 200)[0]) * wide
        ends = np.array([at.mean() - reach, at.mean() + reach])
        low, high = np.exp(ends) if log else ends
        row = {"low": max(float(low), limits[0]), "high": min(float(high), limits[1])}
        band = alt.Chart(pl.DataFrame([row])).mark_rect(color=PRIOR, opacity=opacity, aria=False)
        layers.append(
            band.encode(
                x=alt.XValue(0),
                x2=alt.X2Value("width"),
                y=alt.Y("low:Q", scale=scale),
                y2=alt.Y2("high:Q"),
            )
        )
    return layers


def _middle(shown: pl.DataFrame) -> pl.Expr:
    """The mean, the geometric one where the axis is logarithmic."""
    value = pl.col("value")
    return value.log().mean().exp() if (shown["value"] > 0).all() else value.mean()


def _means(shown: pl.DataFrame, x: Any, scale: Any) -> list[Any]:
    means = shown.group_by("rank", maintain_order=True).agg(_middle(shown), n=pl.len())
    ends = means.with_columns(x=pl.col("rank") - 0.4, x2=pl.col("rank") + 0.4)
    rules = alt.Chart(ends).mark_rule(color=INK, strokeWidth=2, aria=False)
    return [rules.encode(x=x, x2=alt.X2("x2:Q"), y=alt.Y("value:Q", scale=scale))]

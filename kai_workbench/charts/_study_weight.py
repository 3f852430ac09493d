"""Body weight over time, each animal against its own start."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from ..errors import KaiError
from ..text import Lang, say
from ._look import INK, PRIOR
from ._study_groups import DoseGroups, clicked, linked

_HEIGHT = 320


def study_weight(
    weights: pl.DataFrame, *, groups: DoseGroups, lang: Lang = "en", synthetic: bool = False
) -> alt.LayerChart:
    """Body weight as per cent of that at the start of dosing: every animal, and each group's mean.

    Parameters
    ----------
    weights
        ``subject``, ``sex``, ``rank`` of the group, ``day``, ``value`` (% of the start), ``weight``
        as recorded and its ``unit``.
    groups
        The dose groups.
    lang
        Language of the words.
    synthetic
        Whether the data are invented.

    Returns
    -------
    altair.LayerChart
        As wide as its page. The selection ``pick`` holds the ``subject`` of a clicked animal; the
        parameter ``chosen`` points out the animals that it lists. The mean of a day is drawn where at
        least half of the animals that the group ever had were weighed.

    Raises
    ------
    kai_workbench.errors.KaiError
        Nobody was weighed.
    """
    drawn = weights.drop_nulls(["day", "value"]).sort("subject", "day")
    if drawn.is_empty():
        raise KaiError("chart_study_nothing")
    drawn = drawn.with_columns(group=pl.col("rank").replace_strict(dict(enumerate(groups.names))))
    means = (
        drawn.group_by("rank", "group", "day")
        .agg(pl.col("value").mean(), n=pl.len())
        .join(drawn.group_by("rank").agg(most=pl.col("subject").n_unique()), on="rank")
        .filter(pl.col("n") * 2 >= pl.col("most"))
        .sort("rank", "day")
    )
    low, high = float(drawn["value"].min()), float(drawn["value"].max())  # type: ignore[arg-type]
    room = 0.04 * (high - low) or 1.0
    domain = [low - room, high + room]
    first, last = float(drawn["day"].min()), float(drawn["day"].max())  # type: ignore[arg-type]
    x = alt.X(
        "day:Q",
        scale=alt.Scale(domain=[first, last + 0.14 * (last - first or 1)], nice=False, zero=False),
        axis=alt.Axis(
            title=say("chart.study.day", lang), grid=False, tickMinStep=1, labelExpr="'' + datum.value"
        ),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=domain, nice=False, zero=False),
        axis=alt.Axis(title=say("chart.study.weight_axis", lang), titleAnchor="start", tickCount=6),
    )
    colour = alt.Color("rank:O", scale=groups.scale(), legend=None)
    one = alt.Detail("subject:N")
    fields = ["subject", "sex", "rank", "group", "day", "value", "weight", "unit"]
    base = alt.Chart(drawn.select(fields))
    mean = alt.Chart(means.select("rank", "group", "day", "value", "n"))
    faint = alt.condition("length(chosen) > 0", alt.value(0.1), alt.value(0.28))
    picked = base.transform_filter("indexof(chosen, datum.subject) >= 0")
    tooltip = [
        alt.Tooltip("subject:N", title=say("chart.study.animal", lang)),
        alt.Tooltip("group:N", title=say("chart.study.dose", lang)),
        alt.Tooltip("day:Q", title=say("chart.study.day", lang), format="d"),
        alt.Tooltip("weight:Q", title=say("chart.study.weight", lang), format=",.4~r"),
        alt.Tooltip("unit:N", title=say("chart.study.unit", lang)),
        alt.Tooltip("value:Q", title=say("chart.study.percent", lang), format=".1f"),
    ]
    layers: list[Any] = [
        alt.Chart(pl.DataFrame([{"value": 100.0}])).mark_rule(color=PRIOR, aria=False).encode(y=y),
        base.mark_line(strokeWidth=1, aria=False).encode(x=x, y=y, color=colour, detail=one, opacity=faint),
        mean.mark_line(strokeWidth=3, aria=False).encode(x=x, y=y, color=colour),
        *_ends(means, groups, x, domain),
        picked.mark_line(strokeWidth=2, color=INK, aria=False).encode(x=x, y=y, detail=one),
        picked.mark_point(size=22, filled=True, color=INK, opacity=1, aria=False).encode(x=x, y=y),
        # A line is too thin for a finger: what is hit is a wide one that is not seen.
        base.mark_line(strokeWidth=10, opacity=0.001, cursor="pointer", aria=False)
        .encode(x=x, y=y, detail=one)
        .add_params(clicked(["subject"])),
        base.mark_point(size=80, filled=True, opacity=0.001, cursor="pointer", aria=False).encode(
            x=x, y=y, tooltip=tooltip
        ),
    ]
    tells = say(
        "chart.tells.study_weight",
        lang,
        n=drawn["subject"].n_unique(),
        told=", ".join(f"{row['group']}: {row['value']:.0f}%" for row in _last(means).to_dicts()),
    )
    return linked(layers, height=_HEIGHT, tells=tells, synthetic=synthetic, chosen=[])


def _last(means: pl.DataFrame) -> pl.DataFrame:
    return means.sort("day").group_by("rank", maintain_order=True).last().sort("rank")


def _ends(means: pl.DataFrame, groups: DoseGroups, x: Any, domain: list[float]) -> list[Any]:
    """Each group's dose at the end of its line, apart from each other."""
    apart = 15 / _HEIGHT * (domain[1] - domain[0])
    rows = sorted(_last(means).to_dicts(), key=lambda row: row["value"])
    places: list[float] = []
    for row in rows:
        places.append(max(row["value"], places[-1] + apart) if places else row["value"])
    over = max(places[-1] - domain[1] + apart / 2, 0)
    values = [
        {"day": row["day"], "value": at - over, "text": groups.labels[row["rank"]], "rank": row["rank"]}
        for row, at in zip(rows, places, strict=True)
    ]
    scale = alt.Scale(domain=domain, nice=False, zero=False)
    texts = alt.Chart(pl.DataFrame(values)).mark_text(
        align="left", dx=6, fontSize=12, fontWeight="bold", color=INK, aria=False
    )
    return [texts.encode(x=x, y=alt.Y("value:Q", scale=scale), text=alt.Text("text:N"))]

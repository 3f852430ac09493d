"""How a design behaves under each truth: which dose it selects, or how often it claims success."""

from __future__ import annotations

import altair as alt
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, LINE, SOFT, theme

_HEIGHT = 150
_FIRST, _SECOND = HUMAN, "#E69F00"


def selections(rows: pl.DataFrame, *, lang: Lang = "en", columns: int = 2) -> alt.FacetChart:
    """The share of trials that select each dose or arm, a panel a scenario.

    Parameters
    ----------
    rows
        ``scenario``, ``of`` (dose or arm, in order), ``design`` (one or two), ``value`` (fraction),
        ``truth`` (what stands under the label: the true rate).
    lang
        Language of the words.
    columns
        Panels side by side.

    Returns
    -------
    altair.FacetChart
        Of fixed width.
    """
    names = rows["design"].unique(maintain_order=True).to_list()
    order = rows["of"].unique(maintain_order=True).to_list()
    shown = rows.with_columns(
        (pl.col("value") * 100).round(1).alias("percent"),
        pl.format("{}%", (pl.col("value") * 100).round(0).cast(pl.Int64)).alias("label"),
    )
    base = alt.Chart()
    x = alt.X(
        "of:N",
        sort=order,
        title=None,
        axis=alt.Axis(labels=False, ticks=False, domain=False),
    )
    offset = {"xOffset": alt.XOffset("design:N", sort=names)} if len(names) > 1 else {}
    y = alt.Y(
        "percent:Q",
        title=say("chart.trial.selected_axis", lang),
        scale=alt.Scale(domain=[0, 108], nice=False),
        axis=alt.Axis(values=[0, 25, 50, 75, 100], grid=True),
    )
    colour = alt.Color(
        "design:N",
        scale=alt.Scale(domain=names, range=[_FIRST, _SECOND][: len(names)]),
        legend=alt.Legend(title=None, orient="top", direction="horizontal", symbolType="square")
        if len(names) > 1
        else None,
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=x,
        y=y,
        color=colour,
        tooltip=[
            alt.Tooltip("design:N", title=" "),
            alt.Tooltip("of:N", title=" "),
            alt.Tooltip("label:N", title=" "),
        ],
        **offset,
    )
    words = base.mark_text(baseline="bottom", dy=-2, fontSize=11, color=INK, aria=False).encode(
        x=x, y=y, text=alt.Text("label:N"), **offset
    )
    once = base.transform_filter(alt.FieldEqualPredicate(field="design", equal=names[0]))
    below = [
        once.mark_text(baseline="top", fontSize=size, color=ink, aria=False).encode(
            x=x, y=alt.YValue(at), text=alt.Text(f"{field}:N")
        )
        for field, at, size, ink in (("of", _HEIGHT + 7, 12, INK), ("truth", _HEIGHT + 23, 11, SOFT))
    ]
    told = "; ".join(
        f"{row['scenario']}, {row['design']}, {row['of']}: {row['label']}" for row in shown.to_dicts()
    )
    scenarios = rows["scenario"].unique(maintain_order=True).to_list()
    return (
        alt.layer(bars, words, *below, data=shown)
        .properties(width=400 if columns > 1 else 860, height=_HEIGHT)
        .facet(
            facet=alt.Facet(
                "scenario:N",
                sort=scenarios,
                title=None,
                header=alt.Header(
                    labelFontSize=14, labelFontWeight="bold", labelAnchor="start", labelColor=INK
                ),
            ),
            columns=min(columns, len(scenarios)),
            spacing={"row": 48, "column": 40},
            **theme(say("chart.trial.selected_tells", lang, rows=told)),
        )
        .resolve_scale(x="shared")
    )


def claims(rows: pl.DataFrame, *, lang: Lang = "en") -> alt.LayerChart:
    """How often a design claims success under each scenario, with 50% and 95% bands of the simulation.

    Parameters
    ----------
    rows
        ``scenario``, ``design`` (one or two), ``value`` (fraction), ``mcse``.
    lang
        Language of the words.

    Returns
    -------
    altair.LayerChart
        Of fixed width.
    """
    names = rows["design"].unique(maintain_order=True).to_list()
    order = rows["scenario"].unique(maintain_order=True).to_list()
    shown = rows.with_columns(
        *(
            (pl.col("value") + k * pl.col("mcse")).clip(0, 1).alias(name)
            for name, k in (("lo95", -1.96), ("lo50", -0.674), ("hi50", 0.674), ("hi95", 1.96))
        ),
        pl.format("{}%", (pl.col("value") * 100).round(1)).alias("label"),
    )
    base = alt.Chart(shown)
    y = alt.Y(
        "scenario:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=260, ticks=False, domain=False, labelPadding=8),
    )
    offset = {"yOffset": alt.YOffset("design:N", sort=names)} if len(names) > 1 else {}
    scale = alt.Scale(domain=[0, 1.12], nice=False)
    axis = alt.Axis(
        format="%",
        values=[0, 0.2, 0.4, 0.6, 0.8, 1],
        title=say("chart.trial.claims_axis", lang),
        gridColor=LINE,
    )
    colour = alt.Color(
        "design:N",
        scale=alt.Scale(domain=names, range=[_FIRST, _SECOND][: len(names)]),
        legend=alt.Legend(title=None, orient="top", direction="horizontal") if len(names) > 1 else None,
    )
    layers = [
        base.mark_bar(height=14, opacity=opacity, aria=False).encode(
            x=alt.X(f"{low}:Q", scale=scale, axis=axis), x2=alt.X2(f"{high}:Q"), y=y, color=colour, **offset
        )
        for low, high, opacity in (("lo95", "hi95", 0.3), ("lo50", "hi50", 0.6))
    ]
    x = alt.X("value:Q", scale=scale, axis=axis)
    layers.append(
        base.mark_point(filled=True, size=70, opacity=1).encode(
            x=x,
            y=y,
            color=colour,
            tooltip=[alt.Tooltip("scenario:N", title=" "), alt.Tooltip("label:N", title=" ")],
            **offset,
        )
    )
    layers.append(
        base.mark_text(align="left", dx=9, fontSize=12, color=INK, aria=False).encode(
            x=alt.X("hi95:Q", scale=scale, axis=axis), y=y, text=alt.Text("label:N"), **offset
        )
    )
    told = "; ".join(f"{row['scenario']}, {row['design']}: {row['label']}" for row in shown.to_dicts())
    return alt.layer(*layers).properties(
        width=680,
        height=(34 if len(names) == 1 else 56) * len(order),
        **theme(say("chart.trial.claims_tells", lang, rows=told)),
    )

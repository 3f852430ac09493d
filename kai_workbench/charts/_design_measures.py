"""One operating characteristic of designs side by side, under every truth."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, LINE, SOFT, page_wide

_KEY, _HEAD, _ROW, _GAP = 6, 22, 24, 14
_COLOURS, _SHAPES = (HUMAN, "#c25b00"), ("circle", "diamond")
_BANDS = (("95", 1.96, 0.25), ("50", 0.674, 0.6))
_FULL = 0.78  # of the axis; beyond, words stand at the left of their mark


def design_measures(
    rows: pl.DataFrame, *, title: str, share: bool, lang: Lang = "en", note: str = ""
) -> alt.LayerChart:
    """Where each design stands under each scenario, with 50% and 95% bands of the simulation.

    Parameters
    ----------
    rows
        ``scenario``, ``design`` (one or two), ``value``, ``mcse`` (0 where counted exactly), ``label`` (the
        value in words).
    title
        Of the axis, with its unit.
    share
        Whether values are probabilities.
    lang
        Language of the words.
    note
        Drawn at the top right, such as that this is a preview.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    designs = rows["design"].unique(maintain_order=True).to_list()
    scenarios = rows["scenario"].unique(maintain_order=True).to_list()
    block = _HEAD + _ROW * len(designs) + _GAP
    height = _KEY + block * len(scenarios)
    most = 1.0 if share else 1.05 * max(1e-9, float((rows["value"] + 1.96 * rows["mcse"]).max()))  # type: ignore[arg-type]
    points, heads = [], []
    for k, scenario in enumerate(scenarios):
        heads.append({"scenario": scenario, "y": _KEY + k * block + _HEAD / 2})
    for row in rows.to_dicts():
        top = _KEY + scenarios.index(row["scenario"]) * block + _HEAD
        middle = top + _ROW * (designs.index(row["design"]) + 0.5)
        bands = {
            f"{end}{name}": min(max(row["value"] + sign * k * row["mcse"], 0.0), most)
            for name, k, _ in _BANDS
            for end, sign in (("lo", -1), ("hi", 1))
        }
        points.append(row | bands | {"y": middle, "low": middle - 7, "high": middle + 7})
    axis = alt.Axis(title=title, format="%" if share else ",~r", grid=False, tickCount=5, labelFlush=True)
    scale = alt.Scale(domain=[0, most], nice=False)
    x = alt.X("value:Q", scale=scale, axis=axis)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    y = alt.Y("y:Q", scale=down, axis=None)
    colour = alt.Color(
        "design:N",
        sort=designs,
        scale=alt.Scale(domain=designs, range=list(_COLOURS[: len(designs)])),
        legend=alt.Legend(
            title=None, orient="top", direction="horizontal", labelLimit=320, columns=2, symbolOpacity=1
        ),
    )
    shape = alt.Shape(
        "design:N", sort=designs, scale=alt.Scale(domain=designs, range=list(_SHAPES[: len(designs)]))
    )
    data = alt.Chart(pl.DataFrame(points, infer_schema_length=None))
    layers: list[Any] = [
        alt.Chart(pl.DataFrame({"y": [_KEY + k * block - 5 for k in range(1, len(scenarios))] or [height]}))
        .mark_rule(color=LINE, aria=False)
        .encode(y=y),
        data.mark_rule(color=LINE, strokeDash=[2, 3], aria=False).encode(
            x=alt.XValue(0), x2=alt.X2Value("width"), y=y
        ),
    ]
    for name, _, opacity in _BANDS:
        layers.append(
            data.mark_rect(opacity=opacity, cornerRadius=2, aria=False).encode(
                x=alt.X(f"lo{name}:Q", scale=scale, axis=axis),
                x2=alt.X2(f"hi{name}:Q"),
                y=alt.Y("low:Q", scale=down, axis=None),
                y2=alt.Y2("high:Q"),
                color=colour,
            )
        )
    layers.append(
        data.mark_point(filled=True, size=110, opacity=1).encode(
            x=x,
            y=y,
            color=colour,
            shape=shape,
            tooltip=[
                alt.Tooltip("scenario:N", title=" "),
                alt.Tooltip("design:N", title=" "),
                alt.Tooltip("label:N", title=" "),
            ],
        )
    )
    for full in (False, True):
        some = [one for one in points if (one["value"] > _FULL * most) == full]
        if some:
            words = alt.Chart(pl.DataFrame(some, infer_schema_length=None)).mark_text(
                align="right" if full else "left", dx=-12 if full else 12, fontSize=13, color=INK, aria=False
            )
            end = "lo95" if full else "hi95"
            layers.append(
                words.encode(x=alt.X(f"{end}:Q", scale=scale, axis=axis), y=y, text=alt.Text("label:N"))
            )
    head = alt.Chart(pl.DataFrame(heads)).mark_text(
        align="left", fontSize=13, fontWeight="bold", color=INK, aria=False
    )
    layers.append(head.encode(x=alt.XValue(0), y=y, text=alt.Text("scenario:N")))
    if note:
        told = alt.Chart(pl.DataFrame({"note": [note]})).mark_text(
            align="right", fontSize=12, fontWeight="bold", color=SOFT, aria=False
        )
        layers.append(told.encode(x=alt.XValue("width"), y=alt.YValue(_KEY + 4), text=alt.Text("note:N")))
    told = "; ".join(f"{one['scenario']}, {one['design']}: {one['label']}" for one in points)
    tells = say("chart.design_measures.tells", lang, measure=title, rows=told)
    return page_wide(layers, height=height, tells=tells, synthetic=False)

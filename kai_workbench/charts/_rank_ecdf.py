"""Whether a model finds again what its priors made: ranks of planted parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, PRIOR, STOP, theme

if TYPE_CHECKING:
    from ..inference import Calibration

_SIDE, _COLUMNS, _POINTS = 150, 5, 41


def rank_ecdf(calibrations: Mapping[str, Calibration], *, lang: Lang = "en") -> alt.FacetChart:
    """One panel a model: how far the distribution of ranks is from uniform, with the band of chance.

    Parameters
    ----------
    calibrations
        By the name over the panel, as :func:`kai_workbench.inference.calibrate` gives them.
    lang
        Language of the words.

    Returns
    -------
    altair.FacetChart
        A line for each scalar: its ranks' empirical cumulative distribution less the uniform one (Säilynoja,
        Bürkner & Vehtari 2022). Within the grey region 95% of scalars stay from end to end where the ranks
        are uniform; those that leave it are drawn in another colour.
    """
    at = np.linspace(0, 1, _POINTS)
    lines, bands = [], []
    for name, one in calibrations.items():
        summary, frame = one.summary, one.frame
        label = say("chart.rank_panel", lang, model=name, n=one.n, p=f"{one.p_value:.2g}", failed=one.failed)
        half = one.variables["band"][0] * np.sqrt(at * (1 - at) / one.variables["n"][0])
        bands.append(pl.DataFrame({"panel": label, "at": at, "low": -half, "high": half}))
        place = frame.with_columns(place=(pl.col("rank") + 0.5) / (pl.col("draws") + 1))
        for variable, uniform in summary.select("variable", "uniform").iter_rows():
            own = np.sort(place.filter(pl.col("variable") == variable)["place"].to_numpy())
            lines.append(
                pl.DataFrame(
                    {
                        "panel": label,
                        "at": at,
                        "away": np.searchsorted(own, at, side="right") / own.size - at,
                        "variable": variable,
                        "kind": say("chart.rank_inside" if uniform else "chart.rank_outside", lang),
                    }
                )
            )
    kinds = [say(f"chart.rank_{one}", lang) for one in ("inside", "outside")]
    x = alt.X("at:Q", axis=alt.Axis(title=say("chart.rank_of_truth", lang), values=[0, 0.5, 1], grid=False))
    y = alt.Y("away:Q", axis=alt.Axis(title=say("chart.rank_away", lang), tickCount=5))
    joined = pl.concat([*bands, *lines], how="diagonal").with_columns(pl.col(pl.Float64).round(4))
    told = [{name: x for name, x in row.items() if x is not None} for row in joined.to_dicts()]
    data = alt.InlineData(values=told)  # a frame of so many rows altair would refuse
    band = (
        alt.Chart()
        .mark_area(color=PRIOR, opacity=0.25)
        .transform_filter("isValid(datum.low)")
        .encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    )
    line = (
        alt.Chart()
        .mark_line(strokeWidth=1.2, opacity=0.75, clip=True)
        .transform_filter("isValid(datum.variable)")
        .encode(
            x=x,
            y=y,
            detail=alt.Detail("variable:N"),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[HUMAN, STOP]),
                legend=alt.Legend(title=None, orient="top", symbolType="stroke", symbolStrokeWidth=2),
            ),
            tooltip=[alt.Tooltip("variable:N", title=" "), alt.Tooltip("kind:N", title=" ")],
        )
    )
    panels = alt.LayerChart(layer=[band, line], width=_SIDE, height=_SIDE)
    tells = say("chart.tells.rank_ecdf", lang, n=len(calibrations))
    header = alt.Header(title=None, labelFontSize=12, labelExpr="split(datum.label, '\\n')")
    return alt.FacetChart(
        data=data,
        spec=panels,
        facet=alt.Facet("panel:N", header=header, sort=None),
        columns=_COLUMNS,
        **theme(tells),
    )

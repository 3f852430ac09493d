"""Visual predictive check: quantiles that were seen on the bands of simulated studies."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import polars as pl

from ..errors import KaiError
from ..text import Lang, say
from ._look import HUMAN, INK, STOP, page_wide

_HEIGHT, _SHARE = 300, "BLQ share"
_COLUMNS = ("time", "quantity", "observed", "median", "lo", "hi", "unit")


def visual_predictive(
    check: pl.DataFrame,
    *,
    share: bool = False,
    log: bool = True,
    time_unit: str = "h",
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Observed quantiles of concentration over time, each on the band of simulated studies.

    Parameters
    ----------
    check
        From :func:`kai_workbench.models.visual_predictive_check`.
    share
        Draw the share below the limit of quantification instead of the concentrations.
    log
        Whether the axis of concentration is logarithmic.
    time_unit
        Unit of the times.
    lang
        Language of the words.
    synthetic
        Whether the data are invented; said in a band.

    Returns
    -------
    altair.LayerChart
        As wide as its page: bands with the simulated medians as dashed lines, observed quantiles as lines
        with points, hollow where they lie outside their band.

    Raises
    ------
    kai_workbench.errors.KaiError
        A column is missing, or the share is asked of data without a limit.
    """
    for name in _COLUMNS:
        if name not in check.columns:
            raise KaiError("missing_column", where=name, columns=", ".join(check.columns))
    rows = check.filter((pl.col("quantity") == _SHARE) == share).sort("quantity", "time")
    if rows.is_empty():
        raise KaiError("chart_no_blq_share" if share else "chart_no_quantiles", where="check")
    unit = str(rows["unit"][0])
    quantity = say("chart.blq_share" if share else "chart.vpc_concentration", lang)
    rows = rows.with_columns(
        outside=~pl.col("observed").is_between("lo", "hi"),
        told=pl.col("quantity").replace_strict(
            {one: _told(one, lang) for one in rows["quantity"].unique()}, return_dtype=pl.String
        ),
    )
    if log and not share:
        for name in ("observed", "median", "lo", "hi"):
            rows = rows.with_columns(pl.when(pl.col(name) > 0).then(name).alias(name))
    x = alt.X("time:Q", title=say("chart.vpc_time", lang, unit=time_unit), axis=alt.Axis(grid=False))
    kind = alt.Scale(domain=[0, 1]) if share else alt.Scale(type="log" if log else "linear", nice=False)
    axis = alt.Axis(format="%" if share else "~r", tickCount=5)
    title = quantity if share else f"{quantity} ({unit})"
    y = alt.Y("lo:Q", scale=kind, axis=axis, title=title)

    def on(name: str) -> Any:
        return alt.Y(f"{name}:Q", scale=kind, axis=axis, title=title)

    each = alt.Detail("quantity:N")
    tip = [alt.Tooltip("told:N"), alt.Tooltip("observed:Q"), alt.Tooltip("lo:Q"), alt.Tooltip("hi:Q")]
    bands = alt.Chart(rows.filter(pl.col("lo").is_not_null() & pl.col("hi").is_not_null()))
    middles = alt.Chart(rows.filter(pl.col("median").is_not_null()))
    seen = alt.Chart(rows.filter(pl.col("observed").is_not_null()))
    colour = alt.condition("datum.outside", alt.value(STOP), alt.value(INK))
    fill = alt.condition("datum.outside", alt.value("white"), alt.value(INK))
    layers = [
        bands.mark_area(color=HUMAN, fillOpacity=0.25, aria=False)
        .encode(x=x, y=y, y2=alt.Y2("hi:Q"), detail=each),
        middles.mark_line(color=HUMAN, strokeDash=[5, 3], strokeWidth=1.5, aria=False)
        .encode(x=x, y=on("median"), detail=each),
        seen.mark_line(color=INK, strokeWidth=1.5, aria=False).encode(x=x, y=on("observed"), detail=each),
        seen.mark_point(size=55, opacity=1).encode(
            x=x, y=on("observed"), color=colour, fill=fill, tooltip=tip
        ),
    ]  # fmt: skip
    known = rows.filter(pl.col("observed").is_not_null() & pl.col("lo").is_not_null())
    inside = known.height - int(known["outside"].sum())
    tells = say("chart.tells.vpc", lang, quantity=quantity, inside=inside, n=known.height)
    return page_wide(layers, height=_HEIGHT, tells=tells, synthetic=synthetic)


def _told(quantity: str, lang: Lang) -> str:
    found = re.fullmatch(r"q(\d+)", quantity)
    return say("chart.vpc_quantile", lang, percent=int(found[1])) if found else say("chart.blq_share", lang)

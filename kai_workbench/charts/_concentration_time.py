"""Concentration against time, curve by curve."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from ..errors import KaiError
from ..text import Lang, say
from ._look import COLOURS, page_wide, species_scales
from ._numbers import span, ticks


def concentration_time(
    frame: pl.DataFrame,
    *,
    series: str = "series_id",
    lang: Lang = "en",
    synthetic: bool = False,
    by_dose: bool = False,
) -> alt.LayerChart:
    """Curves of one compound, coloured by species.

    Parameters
    ----------
    frame
        ``species``, ``time_h`` (h), ``concentration_ng_mL`` (ng/mL, null where not quantified) and
        a column that names the curve, from :func:`kai_workbench.standards.concentration_time`; with
        ``dose_mg_kg`` if ``by_dose``.
    series
        Name of the column that tells curves apart.
    lang
        Language of the words.
    synthetic
        Whether the data are invented.
    by_dose
        Divide each curve by its dose per kg, so that curves of several doses can be compared.

    Returns
    -------
    altair.LayerChart
        As wide as its page; concentration on a logarithmic axis. Values that were not quantified
        are not drawn, and the description says how many they are.

    Raises
    ------
    kai_workbench.errors.KaiError
        No concentration is above zero.
    """
    value = pl.col("concentration_ng_mL") / (pl.col("dose_mg_kg") if by_dose else 1.0)
    drawn = frame.select(
        pl.col("species").str.to_lowercase().alias("key"),
        pl.col(series).cast(pl.String).alias("curve"),
        "time_h",
        value.alias("concentration"),
    ).filter(
        (pl.col("concentration") > 0) & pl.col("time_h").is_not_null() & pl.col("key").is_in(list(COLOURS))
    )
    if drawn.is_empty():
        raise KaiError("chart_nothing")
    species = [one for one in COLOURS if one in drawn["key"].unique()]
    names = {one: say(f"species.{one}", lang) for one in species}
    named = drawn.with_columns(pl.col("key").replace_strict(names).alias("species")).drop("key")
    low, high = span(named["concentration"].to_list())
    title = say("chart.concentration_by_dose" if by_dose else "chart.concentration", lang)
    y = alt.Y(
        "concentration:Q",
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(title=title, values=ticks(low, high), labelExpr="format(datum.value, ',.3~r')"),
    )
    x = alt.X("time_h:Q", axis=alt.Axis(title=say("chart.time", lang)), scale=alt.Scale(nice=False))
    legend = alt.Legend(orient="top", title=None, direction="horizontal")
    scales: dict[str, Any] = species_scales(species, lang, legend=legend)
    base = alt.Chart(pl.DataFrame(named.to_dicts()))
    lines = base.mark_line(strokeWidth=1.4, opacity=0.7, aria=False).encode(
        x=x, y=y, color=scales["color"], detail=alt.Detail("curve:N")
    )
    points = base.mark_point(filled=True, size=44, opacity=0.9, aria=False).encode(
        x=x,
        y=y,
        **scales,
        tooltip=[
            alt.Tooltip("species:N", title=say("chart.species", lang)),
            alt.Tooltip("curve:N", title=" "),
            alt.Tooltip("time_h:Q", title=say("chart.time", lang), format=".3~r"),
            alt.Tooltip("concentration:Q", title=title, format=",.3~r"),
        ],
    )
    tells = say(
        "chart.tells.concentration", lang, n=named["curve"].n_unique(), left=frame.height - named.height
    )
    return page_wide([lines, points], height=320, tells=tells, synthetic=synthetic)

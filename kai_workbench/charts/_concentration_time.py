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
    predicted: pl.DataFrame | None = None,
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
    predicted
        What was predicted for human, from :func:`kai_workbench.pipelines.concentration_curve` (at
        1 mg/kg if ``by_dose``); drawn behind as bands of 50 and 90% about the median. ``frame`` may
        then have no rows.

    Returns
    -------
    altair.LayerChart
        As wide as its page; concentration on a logarithmic axis. Values that were not quantified
        are not drawn, and the description says how many they are.

    Raises
    ------
    kai_workbench.errors.KaiError
        No concentration is above zero, and nothing is predicted.
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
    if drawn.is_empty() and predicted is None:
        raise KaiError("chart_nothing")
    species = [one for one in COLOURS if one in drawn["key"].unique()]
    names = {one: say(f"species.{one}", lang) for one in species}
    named = drawn.with_columns(pl.col("key").replace_strict(names).alias("species")).drop("key")
    reach = [] if predicted is None else [*predicted["lo90"], *predicted["hi90"]]
    low, high = span([*named["concentration"], *reach])
    title = say("chart.concentration_by_dose" if by_dose else "chart.concentration", lang)
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    y = alt.Y(
        "concentration:Q",
        scale=scale,
        axis=alt.Axis(title=title, values=ticks(low, high), labelExpr="format(datum.value, ',.3~r')"),
    )
    x = alt.X("time_h:Q", axis=alt.Axis(title=say("chart.time", lang)), scale=alt.Scale(nice=False))
    legend = alt.Legend(orient="top", title=None, direction="horizontal", offset=34 if synthetic else 18)
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
    bands = [] if predicted is None else _bands(predicted, x, scale)
    return page_wide([*bands, lines, points], height=320, tells=tells, synthetic=synthetic)


def _bands(predicted: pl.DataFrame, x: alt.X, scale: Any) -> list[Any]:
    """Graded bands of 90 and 50%, and the median."""
    base = alt.Chart(pl.DataFrame(predicted.to_dicts()))
    areas = [
        base.mark_area(color=COLOURS["human"], opacity=opacity, aria=False).encode(
            x=x, y=alt.Y(f"lo{level}:Q", scale=scale), y2=alt.Y2(f"hi{level}:Q")
        )
        for level, opacity in ((90, 0.12), (50, 0.22))
    ]
    median = base.mark_line(color=COLOURS["human"], strokeDash=[5, 3], strokeWidth=1.6, aria=False).encode(
        x=x, y=alt.Y("median:Q", scale=scale)
    )
    return [*areas, median]

"""Where observations lie among the data sets that a fitted model simulates."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import polars as pl
import scipy

from ..errors import KaiError
from ..text import Lang, say
from ._look import HUMAN, INK, PRIOR, theme

_WIDE, _TALL, _BINS = 270, 130, 10


def predictive_ranks(
    check: pl.DataFrame, *, lang: Lang = "en", columns: int = 3, synthetic: bool = False
) -> alt.ConcatChart:
    """A histogram of ranks for each observed variable.

    Parameters
    ----------
    check
        ``variable`` and ``rank`` (0 to 1), one row an observation: ``frame`` of
        :class:`kai_workbench.inference.PredictiveCheck`.
    lang
        Language of the words.
    columns
        Pictures in a row.
    synthetic
        Whether the data are invented; said in the title.

    Returns
    -------
    altair.ConcatChart
        Share of the observations in each tenth of what was simulated, on the 95% band of ranks that are
        uniform.

    Raises
    ------
    kai_workbench.errors.KaiError
        A column is missing, there are no rows, or a rank is no share.
    """
    for name in ("variable", "rank"):
        if name not in check.columns:
            raise KaiError("missing_column", where=name, columns=", ".join(check.columns))
    if check.is_empty():
        raise KaiError("predictive_none")
    for variable, rank in (
        check.select("variable", "rank").filter(~pl.col("rank").is_between(0, 1)).head(1).iter_rows()
    ):
        raise KaiError("predictive_rank", where=f"rank, {variable}", value=rank)
    several = check.partition_by("variable", as_dict=True, maintain_order=True)
    pictures = [_picture(str(name), own["rank"].to_numpy(), lang) for (name,), own in several.items()]
    rows = "; ".join(f"{name} (n = {own.height})" for (name,), own in several.items())
    tells = say("chart.tells.predictive_ranks", lang, rows=rows)
    title = "SYNTHETIC · 합성" if synthetic else alt.Undefined
    return alt.ConcatChart(concat=pictures, columns=columns, spacing=28, title=title, **theme(tells))


def _picture(name: str, ranks: Any, lang: Lang) -> alt.LayerChart:
    counts, edges = np.histogram(ranks, _BINS, (0, 1))
    n = int(counts.sum())
    low, high = (float(end) / n for end in scipy.stats.binom.ppf([0.025, 0.975], n, 1 / _BINS))
    bars = pl.DataFrame({"from": 100 * edges[:-1], "to": 100 * edges[1:], "share": 100 * counts / n})
    band = pl.DataFrame({"from": [0.0], "to": [100.0], "low": [100 * low], "high": [100 * high]})
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(title=say("chart.predictive_rank", lang), values=[0, 25, 50, 75, 100], grid=False),
    )
    y_title = say("chart.predictive_share", lang)
    y = alt.Y("share:Q", axis=alt.Axis(title=y_title, tickCount=4), scale=alt.Scale(domainMin=0))
    layers: list[Any] = [
        alt.Chart(bars)
        .mark_rect(color=HUMAN, opacity=0.75, stroke="white", aria=False)
        .encode(x=x, x2=alt.X2("to"), y=y, y2=alt.Y2Datum(0)),
        alt.Chart(band)
        .mark_rect(color=PRIOR, opacity=0.3, aria=False)
        .encode(x=x, x2=alt.X2("to"), y=alt.Y("low:Q", title=y_title), y2=alt.Y2("high")),
        alt.Chart(band).mark_rule(color=INK, strokeDash=[5, 3], aria=False).encode(y=alt.YDatum(100 / _BINS)),
    ]
    inside = 100 * float((np.abs(ranks - 0.5) <= 0.45).mean())
    told = say("chart.predictive_inside", lang, n=n, share=f"{inside:.0f}")
    title = alt.Title(name, subtitle=told, fontSize=13, subtitleFontSize=12, offset=6)
    return alt.LayerChart(layer=layers, width=_WIDE, height=_TALL, title=title)

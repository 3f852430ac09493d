"""Whether predictions were right as often as they said."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import polars as pl

from ..models import Parameter
from ..standards import UNITS
from ..text import Lang, say
from ._look import HUMAN, INK, LINE, PRIOR, SOFT, synthetic_band, theme
from ._numbers import span, ticks

_SIDE = 300
_COLOURS = {"clearance": HUMAN, "volume_ss": "#E69F00"}
_SHAPES = {"clearance": "circle", "volume_ss": "square"}
_Z = 1.959964  # two-sided 95%


def calibration(
    cross_validation: pl.DataFrame, *, lang: Lang = "en", synthetic: bool = False
) -> alt.HConcatChart:
    """Coverage of the intervals, and predicted against observed values.

    Parameters
    ----------
    cross_validation
        One row per compound and parameter, predicted without itself: ``parameter``, ``compound``,
        ``observed``, ``median``, ``lo50``, ``hi50``, ``lo90``, ``hi90``, in the parameter's unit.
    lang
        Language of the words.
    synthetic
        Whether the compounds are invented.

    Returns
    -------
    altair.HConcatChart
        Left, the share of observed values inside the 50 and 90% intervals with its own 95%
        interval (Wilson 1927). Right, a panel per parameter: every compound with its 90% interval,
        the line of equality, and two-fold to either side.
    """
    parameters: list[Parameter] = [
        one for one in ("clearance", "volume_ss") if one in cross_validation["parameter"].unique()
    ]
    panels: list[Any] = [_coverage(cross_validation, parameters, lang, synthetic=synthetic)]
    panels += [_against(cross_validation.filter(pl.col("parameter") == one), one, lang) for one in parameters]
    if synthetic:
        panels = [alt.layer(panel, *synthetic_band()) for panel in panels]
    n = cross_validation["compound"].n_unique()
    tells = say("chart.tells.calibration", lang, n=n)
    resolve = {"scale": {"color": "independent", "shape": "independent"}}
    return alt.hconcat(*panels, spacing=32, resolve=resolve, **theme(tells))


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95% interval of a share (Wilson, J Am Stat Assoc 1927;22:209).

    Examples
    --------
    >>> [round(one, 3) for one in wilson(9, 10)]
    [0.596, 0.982]
    """
    share = hits / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return middle - half, middle + half


def _coverage(
    frame: pl.DataFrame, parameters: list[Parameter], lang: Lang, *, synthetic: bool
) -> alt.LayerChart:
    values = []
    for shift, parameter in zip((-1.2, 1.2), parameters, strict=False):
        own = frame.filter(pl.col("parameter") == parameter)
        for level in (50, 90):
            inside = (pl.col(f"lo{level}") <= pl.col("observed")) & (
                pl.col("observed") <= pl.col(f"hi{level}")
            )
            hits = int(own.select(inside.sum()).item())
            low, high = wilson(hits, own.height)
            values.append(
                {
                    "nominal": level + (shift if len(parameters) > 1 else 0),
                    "share": 100 * hits / own.height,
                    "low": 100 * low,
                    "high": 100 * high,
                    "quantity": say(f"quantity.{parameter}", lang),
                    "text": f"{100 * hits / own.height:.1f}%",
                    "of": f"{hits} / {own.height}",
                }
            )
    scale = alt.Scale(domain=[40, 100], nice=False, zero=False)
    names = [say(f"quantity.{one}", lang) for one in parameters]
    x = alt.X("nominal:Q", scale=scale, axis=alt.Axis(title=say("chart.nominal", lang), values=[50, 90]))
    y = alt.Y(
        "share:Q", scale=scale, axis=alt.Axis(title=say("chart.covered", lang), values=[50, 60, 70, 80, 90])
    )
    legend = alt.Legend(
        title=None, orient="top", direction="vertical", labelLimit=_SIDE, offset=34 if synthetic else 18
    )
    colour = alt.Color(
        "quantity:N",
        scale=alt.Scale(domain=names, range=[_COLOURS[one] for one in parameters]),
        legend=legend,
    )
    shape = alt.Shape(
        "quantity:N", scale=alt.Scale(domain=names, range=[_SHAPES[one] for one in parameters]), legend=legend
    )
    base = alt.Chart(pl.DataFrame(values))
    told = [
        alt.Tooltip("quantity:N", title=" "),
        alt.Tooltip("text:N", title=say("chart.covered", lang)),
        alt.Tooltip("of:N", title=" "),
    ]
    diagonal = alt.Chart(pl.DataFrame([{"nominal": 40, "share": 40}, {"nominal": 100, "share": 100}]))
    layers: list[Any] = [
        diagonal.mark_line(color=PRIOR, strokeDash=[5, 3], aria=False).encode(x=x, y=y),
        base.mark_rule(strokeWidth=6, opacity=0.35, aria=False).encode(
            x=x, y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q"), color=colour
        ),
        base.mark_point(filled=True, size=110, opacity=1, aria=False).encode(
            x=x, y=y, color=colour, shape=shape, tooltip=told
        ),
        base.mark_text(align="left", dx=10, fontSize=12, color=INK, aria=False).encode(
            x=x, y=y, text=alt.Text("text:N")
        ),
    ]
    title = say("chart.coverage_title", lang)
    return alt.LayerChart(layer=layers, width=_SIDE, height=_SIDE, title=title)


def _against(own: pl.DataFrame, parameter: Parameter, lang: Lang) -> alt.LayerChart:
    low, high = span([*own["observed"], *own["median"]])
    scale = alt.Scale(type="log", domain=[low, high], nice=False, clamp=True)
    quantity, measure = say(f"quantity.{parameter}", lang), UNITS[parameter]
    label = "format(datum.value, ',.3~r')"
    marks = ticks(low, high, most=6)

    def axis(kind: str) -> alt.Axis:
        title = say(f"chart.{kind}", lang, quantity=quantity, unit=measure)
        return alt.Axis(title=title, values=marks, labelExpr=label)

    x = alt.X("observed:Q", scale=scale, axis=axis("observed"))
    y = alt.Y("median:Q", scale=scale, axis=axis("predicted"))
    lines = []
    for fold, dash, colour in ((1.0, [1, 0], SOFT), (2.0, [5, 3], PRIOR), (0.5, [5, 3], PRIOR)):
        ends = [max(low, low / fold), min(high, high / fold)]
        line = alt.Chart(pl.DataFrame([{"observed": at, "median": at * fold} for at in ends]))
        lines.append(
            line.mark_line(color=colour, strokeDash=dash, strokeWidth=1, aria=False).encode(x=x, y=y)
        )
    base = alt.Chart(own.select("compound", "observed", "median", "lo90", "hi90"))
    told = [
        alt.Tooltip("compound:N", title=say("chart.compound", lang)),
        alt.Tooltip("observed:Q", title=axis("observed").title, format=",.3~r"),
        alt.Tooltip("median:Q", title=axis("predicted").title, format=",.3~r"),
    ]
    layers: list[Any] = [
        base.mark_rule(color=LINE, opacity=0.9, clip=True, aria=False).encode(
            x=x, y=alt.Y("lo90:Q", scale=scale), y2=alt.Y2("hi90:Q")
        ),
        *lines,
        base.mark_point(
            filled=True,
            size=30,
            opacity=0.65,
            color=_COLOURS[parameter],
            shape=_SHAPES[parameter],
            aria=False,
        ).encode(x=x, y=y, tooltip=told),
    ]
    return alt.LayerChart(layer=layers, width=_SIDE, height=_SIDE, title=quantity)

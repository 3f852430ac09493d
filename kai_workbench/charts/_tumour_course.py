"""Tumours over time: those of mice, and what is foretold of patients."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..text import Lang, say
from ._look import COLOURS, HUMAN, INK, PRIOR, SHAPES, SOFT, STOP, page_wide
from ._numbers import figures, tick_label, ticks

Floats = NDArray[np.float64]
_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_BANDS = ((("lo90", "hi90"), 0.24), (("lo50", "hi50"), 0.4))
_WEEK, _TOP = 7.0, 100.0
PARTIAL, PROGRESSION = -30.0, 20.0


def tumour_course(
    days: Floats,
    change_percent: Floats,
    *,
    seen: pl.DataFrame | None = None,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Change of the sum of diameters of patients over time, with bands that hold 50 and 90% of them.

    Parameters
    ----------
    days
        Since the start of treatment, (time,).
    change_percent
        From baseline, (..., time); all axes but the last are patients.
    seen
        Of real patients: ``subject``, ``time`` (d), ``change_percent``.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    flat = change_percent.reshape(-1, len(days))
    weeks = days / _WEEK
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0, float(weeks[-1])], nice=False),
        axis=alt.Axis(
            title=say("tgt.axis.weeks", lang), values=list(range(0, int(weeks[-1]) + 1, 8)), grid=False
        ),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[-100, _TOP], nice=False),
        axis=alt.Axis(title=say("tgt.axis.change", lang), tickCount=6, labelExpr="format(datum.value, '+')"),
    )
    levels = np.quantile(flat, _LEVELS, axis=0)
    layers = [
        *band(weeks, levels, say("tgt.foretold", lang), HUMAN, (x, y), lang=lang, unit="%", when="tgt.week")
    ]
    layers += _limits(y, lang)
    entries: list[tuple[str, str, bool]] = [(say("tgt.foretold_key", lang), HUMAN, True)]
    if seen is not None and seen.height:
        layers += _patients(seen, float(days[-1]), x, y, lang)
        entries.append((say("tgt.seen_key", lang, n=seen["subject"].n_unique()), INK, False))
    layers += _key(entries)
    best = int(np.argmin(levels[2]))
    tells = say(
        "tgt.tells_course",
        lang,
        week=f"{weeks[best]:.0f}",
        middle=f"{levels[2, best]:.0f}",
        lo=f"{levels[0, best]:.0f}",
        hi=f"{levels[4, best]:.0f}",
    )
    return page_wide(layers, height=340, tells=tells, synthetic=synthetic)


def mouse_growth(
    sizes: pl.DataFrame,
    grid: Floats,
    untreated: Floats,
    treated: Floats,
    *,
    name: str,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Volumes of untreated and treated mice, with bands that hold 50 and 90% of new ones.

    Parameters
    ----------
    sizes
        ``subject``, ``time`` (d), ``size`` (mm³), ``exposure`` (0 or 1).
    grid
        Days of the bands, (time,).
    untreated, treated
        Draws of new mice there, mm³, (sample, time).
    name
        Of the treatment.

    Returns
    -------
    altair.LayerChart
        As wide as its page; volumes on a logarithmic axis.
    """
    shown = sizes.filter(pl.col("size") > 0)
    measured = shown["size"].to_numpy()
    low = float(min(measured.min(), np.quantile(treated, 0.05)))
    high = float(max(measured.max(), np.quantile(untreated[:, -1], 0.95)))
    x = alt.X(
        "x:Q",
        scale=alt.Scale(
            domain=[min(0.0, float(shown["time"].to_numpy().min())), float(grid[-1])], nice=False
        ),
        axis=alt.Axis(title=say("tgt.axis.days", lang), tickMinStep=1, grid=False),
    )
    marks = ticks(low, high)
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(type="log", domain=[low / 1.1, high * 1.1], nice=False),
        axis=alt.Axis(
            title=say("tgt.axis.volume", lang), values=marks, labelExpr="format(datum.value, ',.3~r')"
        ),
    )
    layers: list[Any] = []
    groups = ((0.0, untreated, say("tgt.untreated", lang), PRIOR), (1.0, treated, name, COLOURS["mouse"]))
    for exposure, draws, told, colour in groups:
        levels = np.quantile(draws, _LEVELS, axis=0)
        layers += band(grid, levels, told, colour, (x, y), lang=lang, unit="mm³", when="tgt.day")
        own = shown.filter(pl.col("exposure") == exposure)
        base = alt.Chart(own.select(pl.col("subject").cast(pl.String), x="time", y="size", name=pl.lit(told)))
        tooltip = [
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("subject:N", title=say("tgt.mouse", lang)),
            alt.Tooltip("x:Q", title=say("tgt.day", lang)),
            alt.Tooltip("y:Q", title="mm³", format=",.3r"),
        ]
        ink = SOFT if exposure == 0 else "#a86f00"
        line = base.mark_line(color=ink, strokeWidth=0.8, opacity=0.45, clip=True, aria=False)
        point = base.mark_point(
            shape=SHAPES["mouse"], filled=True, size=34, color=ink, opacity=0.9, clip=True, aria=False
        )
        layers += [
            line.encode(x=x, y=y, detail=alt.Detail("subject:N")),
            point.encode(x=x, y=y, tooltip=tooltip),
        ]
    layers += _key([(told, colour, True) for _, _, told, colour in groups])
    tells = say(
        "tgt.tells_mice",
        lang,
        name=name,
        n=shown.filter(pl.col("exposure") > 0)["subject"].n_unique(),
        controls=shown.filter(pl.col("exposure") == 0)["subject"].n_unique(),
        day=tick_label(float(grid[-1])),
        treated=figures(float(np.median(treated[:, -1]))),
        untreated=figures(float(np.median(untreated[:, -1]))),
    )
    return page_wide(layers, height=320, tells=tells, synthetic=synthetic)


def waterfall(draws: Floats, *, lang: Lang = "en", synthetic: bool = False) -> alt.LayerChart:
    """Best change of every patient of a trial, from the worst to the best, with its uncertainty.

    Parameters
    ----------
    draws
        Best change from baseline, percent, sorted within each draw, (sample, patient).

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    count = draws.shape[1]
    levels = np.quantile(draws, _LEVELS, axis=0)
    ends = np.arange(count + 1)
    # Steps: each patient holds from one number to the next.
    at, which = np.repeat(ends, 2)[1:-1].astype(float), np.repeat(np.arange(count), 2)
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0, count], nice=False),
        axis=alt.Axis(title=say("tgt.axis.patients", lang, n=count), tickMinStep=1, grid=False),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[-100, max(60.0, min(_TOP, float(levels[4, 0])))], nice=False),
        axis=alt.Axis(title=say("tgt.axis.best", lang), tickCount=5, labelExpr="format(datum.value, '+')"),
    )
    layers = band(
        at, levels[:, which], say("tgt.best", lang), HUMAN, (x, y), lang=lang, unit="%", when="tgt.patient"
    )
    layers += _limits(y, lang)
    below = [int((levels[k] <= PARTIAL).sum()) for k in (4, 2, 0)]
    tells = say("tgt.tells_waterfall", lang, n=count, middle=below[1], lo=below[0], hi=below[2])
    return page_wide(layers, height=220, tells=tells, synthetic=synthetic)


def band(
    at: Floats,
    levels: Floats,
    name: str,
    colour: str,
    axes: tuple[Any, Any],
    *,
    lang: Lang,
    unit: str,
    when: str,
) -> list[Any]:
    x, y = axes
    frame = pl.DataFrame(
        {
            "x": at,
            **dict(zip(("lo90", "lo50", "y", "hi50", "hi90"), levels, strict=True)),
            "middle": [f"{figures(float(one))} {unit}" for one in levels[2]],
            "i90": [
                f"{figures(float(lo))} – {figures(float(hi))} {unit}"
                for lo, hi in zip(levels[0], levels[4], strict=True)
            ],
            "name": [name] * len(at),
        }
    )
    base = alt.Chart(frame)
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("x:Q", title=say(when, lang), format=".0f"),
        alt.Tooltip("middle:N", title=say("chart.median", lang)),
        alt.Tooltip("i90:N", title=say("chart.interval90", lang)),
    ]
    layers = []
    for (low, high), opacity in _BANDS:
        area = base.mark_area(color=colour, opacity=opacity, clip=True, line=False, aria=False)
        bound = y.copy()
        bound.shorthand = f"{low}:Q"
        layers.append(area.encode(x=x, y=bound, y2=alt.Y2(f"{high}:Q"), tooltip=tooltip))
    line = base.mark_line(color=colour, strokeWidth=2.5, clip=True, aria=False)
    return [*layers, line.encode(x=x, y=y, tooltip=tooltip)]


def _limits(y: Any, lang: Lang) -> list[Any]:
    """Partial response and progression of RECIST, and no change."""
    rows = [
        (PARTIAL, say("tgt.partial", lang), HUMAN, "top", 4),
        (PROGRESSION, say("tgt.progression", lang), STOP, "bottom", -4),
    ]
    zero = alt.Chart(pl.DataFrame([{"y": 0.0}])).mark_rule(color=SOFT, strokeWidth=1, aria=False)
    layers: list[Any] = [zero.encode(y=y)]
    for at, text, colour, baseline, dy in rows:
        base = alt.Chart(pl.DataFrame([{"y": at, "text": text}]))
        rule = base.mark_rule(color=colour, strokeWidth=1.5, strokeDash=[6, 3], aria=False)
        told = base.mark_text(
            align="right",
            baseline=baseline,
            dx=-6,
            dy=dy,
            color=colour,
            fontSize=12,
            fontWeight="bold",
            aria=False,
        )
        layers += [
            rule.encode(y=y),
            told.encode(x=alt.XValue("width"), y=y, text=alt.Text("text:N")),
        ]
    return layers


def _patients(seen: pl.DataFrame, until: float, x: Any, y: Any, lang: Lang) -> list[Any]:
    """Each patient of a trial as a thin line."""
    start = seen.select("subject").unique(maintain_order=True).with_columns(time=0.0, change_percent=0.0)
    rows = pl.concat([start, seen.select("subject", "time", "change_percent")])
    rows = rows.filter(pl.col("time") <= until).select(
        "subject", x=pl.col("time") / _WEEK, y="change_percent"
    )
    base = alt.Chart(rows)
    line = base.mark_line(color=INK, strokeWidth=0.7, opacity=0.38, clip=True, aria=False)
    point = alt.Chart(rows.filter(pl.col("x") > 0)).mark_point(
        filled=True, size=14, color=INK, opacity=0.55, clip=True, aria=False
    )
    tooltip = [
        alt.Tooltip("subject:N", title=say("tgt.patient", lang)),
        alt.Tooltip("x:Q", title=say("tgt.week", lang), format=".0f"),
        alt.Tooltip("y:Q", title="%", format="+.0f"),
    ]
    return [
        line.encode(x=x, y=y, detail=alt.Detail("subject:N")),
        point.encode(x=x, y=y, tooltip=tooltip),
    ]


def _key(entries: list[tuple[str, str, bool]]) -> list[Any]:
    layers: list[Any] = []
    for k, (name, colour, band) in enumerate(entries):
        base, at = alt.Chart(pl.DataFrame([{"text": name}])), alt.YValue(10 + 18 * k)
        mark = (
            base.mark_square(size=140, color=colour, opacity=0.8, aria=False)
            if band
            else base.mark_point(filled=True, size=40, color=colour, opacity=0.8, aria=False)
        )
        text = base.mark_text(align="left", fontSize=13, color=INK, aria=False)
        layers += [
            mark.encode(x=alt.XValue(14), y=at),
            text.encode(x=alt.XValue(27), y=at, text=alt.Text("text:N")),
        ]
    return layers

"""A federated fit: how it found its posterior, what it says of a dose, and what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..text import Lang, say
from ._look import HUMAN, INK, LINE, PRIOR, SOFT, STOP, page_wide
from ._numbers import figures, ticks
from ._tumour_course import band

Floats = NDArray[np.float64]
_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_ROW, _NAME, _BAND = 50, 14, 32
_ROOM = 0.35
_APART = 0.13  # of the width, between words


class Reached(Protocol):
    """A step of a job at a new temperature, as :class:`kai_workbench.federation.Step` is."""

    @property
    def rounds(self) -> int: ...
    @property
    def temperature(self) -> float | None: ...
    @property
    def quantiles(self) -> Any: ...


def converging(
    steps: Sequence[Reached],
    *,
    variable: str,
    name: str = "",
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """The population from its vague start to the posterior, round by round.

    Parameters
    ----------
    steps
        Those at which a temperature was reached; others are passed over.
    variable
        Which scalar.
    name
        How it is called on the axis; by default as the variable.
    lang
        Language of the words.
    synthetic
        Whether the data are invented.

    Returns
    -------
    altair.LayerChart
        As wide as its page: bands that hold 50 and 90% of the population, and the temperature at each
        step. The axis shows what lies near the posterior; the start is wider than the picture.
    """
    reached = [one for one in steps if one.quantiles]
    rounds = np.array([one.rounds for one in reached], dtype=float)
    levels = np.array([one.quantiles[variable] for one in reached]).T
    told = levels[:, 1:] if levels.shape[1] > 1 else levels
    low, high = float(told[0].min()), float(told[-1].max())
    room = _ROOM * (float(levels[-1, -1] - levels[0, -1]) or 1.0)
    end = max(float(rounds[-1]), 2.0)
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[1, end * 1.02], nice=False),
        axis=alt.Axis(title=say("fed.axis.rounds", lang), tickMinStep=1, grid=False),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[low - room, high + room], nice=False, zero=False),
        axis=alt.Axis(title=name or variable, tickCount=5),
    )
    shown = levels if levels.shape[1] > 1 else np.repeat(levels, 2, axis=1)
    at = rounds if len(rounds) > 1 else np.array([rounds[0], rounds[0] + 1])
    layers = band(at, shown, name or variable, HUMAN, (x, y), lang=lang, unit="", when="fed.axis.rounds")
    marks = pl.DataFrame(
        {
            "x": rounds,
            "y": levels[2],
            "told": _apart([f"T {one.temperature or 0:.2g}" for one in reached], rounds, end),
        }
    )
    base = alt.Chart(marks)
    layers += [
        base.mark_rule(color=LINE, strokeDash=[2, 3], aria=False).encode(x=x),
        base.mark_point(filled=True, size=46, color=HUMAN, opacity=1, clip=True, aria=False).encode(x=x, y=y),
        base.mark_text(dy=-2, baseline="bottom", fontSize=11, color=SOFT, angle=0, aria=False).encode(
            x=x, y=alt.YValue(12), text=alt.Text("told:N")
        ),
    ]
    tells = say(
        "fed.tells_converging",
        lang,
        name=name or variable,
        rounds=f"{rounds[-1]:.0f}",
        middle=figures(float(levels[2, -1])),
        lo=figures(float(levels[0, -1])),
        hi=figures(float(levels[-1, -1])),
    )
    return page_wide(layers, height=260, tells=tells, synthetic=synthetic)


def _apart(told: list[str], at: Floats, end: float) -> list[str]:
    """Without those that would stand on the one to their right on a narrow screen."""
    kept, last = [""] * len(told), np.inf
    for k in range(len(told) - 1, -1, -1):
        if last - at[k] > _APART * end:
            kept[k], last = told[k], at[k]
    return kept


def toxicity_by_dose(
    doses: Floats,
    probability: Floats,
    *,
    target: float,
    unit: str = "mg",
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Probability of toxicity by dose, with bands that hold 50 and 90%, and the target.

    Parameters
    ----------
    doses
        In ``unit``, (dose,), increasing and above 0.
    probability
        Draws, (dose, sample).
    target
        Probability that is aimed at.

    Returns
    -------
    altair.LayerChart
        As wide as its page; the doses on a logarithmic axis.
    """
    low, high = float(doses[0]), float(doses[-1])
    x = alt.X(
        "x:Q",
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(
            title=say("fed.axis.dose", lang, unit=unit),
            values=ticks(low, high),
            labelExpr="format(datum.value, ',.3~r')",
            grid=False,
        ),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(title=say("fed.axis.toxicity", lang), tickCount=5),
    )
    levels = np.quantile(100 * probability, _LEVELS, axis=1)
    layers = band(
        doses, levels, say("fed.toxicity", lang), HUMAN, (x, y), lang=lang, unit="%", when="fed.dose"
    )
    line = alt.Chart(
        pl.DataFrame(
            [{"y": 100 * target, "text": say("fed.target_line", lang, target=f"{100 * target:.0f}")}]
        )
    )
    layers += [
        line.mark_rule(color=STOP, strokeWidth=1.5, strokeDash=[6, 3], aria=False).encode(y=y),
        line.mark_text(
            align="left",
            baseline="bottom",
            dx=6,
            dy=-4,
            color=STOP,
            fontSize=12,
            fontWeight="bold",
            aria=False,
        ).encode(x=alt.XValue(0), y=y, text=alt.Text("text:N")),
    ]
    tells = say(
        "fed.tells_toxicity",
        lang,
        low=f"{levels[2, 0]:.0f}",
        first=f"{figures(low)} {unit}",
        high=f"{levels[2, -1]:.0f}",
        last=f"{figures(high)} {unit}",
    )
    return page_wide(layers, height=280, tells=tells, synthetic=synthetic)


def side_by_side(
    draws: Sequence[tuple[str, Floats]], *, quantity: str, lang: Lang = "en", synthetic: bool = False
) -> alt.LayerChart:
    """One quantity as several fits see it, each with bands that hold 50 and 90%.

    Parameters
    ----------
    draws
        Name of each fit and its draws, (sample,). The first stands out.
    quantity
        On the axis.

    Returns
    -------
    altair.LayerChart
        As wide as its page, a row a fit; the median of the first is drawn through all of them.
    """
    rows = []
    for k, (name, values) in enumerate(draws):
        lo90, lo50, middle, hi50, hi90 = (float(one) for one in np.quantile(values, _LEVELS))
        rows.append(
            {
                "name": name,
                "y": _ROW * k + _NAME,
                "band": _ROW * k + _BAND,
                "colour": HUMAN if k == 0 else SOFT,
                "told": f"{figures(middle)} ({figures(lo90)} – {figures(hi90)})",
                "lo90": lo90,
                "lo50": lo50,
                "middle": middle,
                "hi50": hi50,
                "hi90": hi90,
            }
        )
    height = _ROW * len(rows) + 4
    drawn = pl.DataFrame(rows)
    low, high = float(drawn["lo90"].min()), float(drawn["hi90"].max())  # type: ignore[arg-type]
    room = 0.05 * (high - low or 1.0)
    scale = {"domain": [height, 0], "nice": False, "zero": False}
    name_y, band_y = (alt.Y(f"{field}:Q", scale=scale, axis=None) for field in ("y", "band"))

    def x(field: str) -> alt.X:
        return alt.X(
            f"{field}:Q",
            scale=alt.Scale(domain=[low - room, high + room], nice=False, zero=False),
            axis=alt.Axis(title=quantity, tickCount=5),
        )

    base = alt.Chart(drawn)
    colour = alt.Color("colour:N", scale=None)
    tooltip = [alt.Tooltip("name:N", title=" "), alt.Tooltip("told:N", title=quantity)]
    layers: list[Any] = [
        alt.Chart(pl.DataFrame([{"x": rows[0]["middle"]}]))
        .mark_rule(color=PRIOR, strokeDash=[4, 3], aria=False)
        .encode(x=x("x"))
    ]
    layers += [
        base.mark_bar(height=14, opacity=opacity, cornerRadius=2, aria=False).encode(
            x=x(start), x2=alt.X2(f"{end}:Q"), y=band_y, color=colour, tooltip=tooltip
        )
        for start, end, opacity in (("lo90", "hi90", 0.25), ("lo50", "hi50", 0.4))
    ]
    layers += [
        base.mark_point(filled=True, size=70, opacity=1, stroke="white", aria=False).encode(
            x=x("middle"), y=band_y, color=colour, tooltip=tooltip
        ),
        base.mark_text(align="left", fontSize=13, color=INK, aria=False).encode(
            x=alt.XValue(0), y=name_y, text=alt.Text("name:N")
        ),
        base.mark_text(align="right", fontSize=12, color=SOFT, aria=False).encode(
            x=alt.XValue("width"), y=name_y, text=alt.Text("told:N")
        ),
    ]
    tells = say(
        "fed.tells_side",
        lang,
        quantity=quantity,
        rows="; ".join(f"{one['name']} {one['told']}" for one in rows),
    )
    return page_wide(layers, height=height, tells=tells, synthetic=synthetic)

"""What was learnt of each parameter: prior in grey, posterior in colour, each on an axis of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..text import Lang, say
from ._look import HUMAN, PRIOR, theme
from ._numbers import figures

Floats = NDArray[np.float64]
_WIDE, _TALL, _POINTS = 270, 96, 120


@dataclasses.dataclass(frozen=True, kw_only=True)
class Learnt:
    """Draws of one parameter.

    Attributes
    ----------
    name, unit
        As shown.
    draws, prior
        Finite draws, (sample,); ``prior`` may be missing.
    """

    name: str
    unit: str
    draws: Floats
    prior: Floats | None = None


def posteriors(
    learnt: Sequence[Learnt], *, lang: Lang = "en", columns: int = 3, synthetic: bool = False
) -> alt.ConcatChart:
    """Small pictures of parameters side by side.

    Parameters
    ----------
    learnt
        One for each picture.
    lang
        Language of the words.
    columns
        Pictures in a row.
    synthetic
        Whether the data are invented; said in the title.

    Returns
    -------
    altair.ConcatChart
        In each picture the prior's density as a grey dashed line, that of the posterior as a band
        (99%, 90%, 50%), at the same scale where the prior is flatter.
    """
    pictures = [_picture(one, lang) for one in learnt]
    told = "; ".join(f"{one.name} {_told(one, lang)}" for one in learnt)
    title = "SYNTHETIC · 합성" if synthetic else alt.Undefined
    tells = say("chart.tells.prior_posterior", lang, rows=told)
    return alt.ConcatChart(concat=pictures, columns=columns, spacing=28, title=title, **theme(tells))


def _told(one: Learnt, lang: Lang) -> str:
    lo, median, hi = (figures(float(value)) for value in np.quantile(one.draws, (0.05, 0.5, 0.95)))
    unit = "" if one.unit == "1" else one.unit
    return say("chart.row", lang, median=median, unit=unit, lo90=lo, hi90=hi).replace("  ", " ")


def _picture(one: Learnt, lang: Lang) -> Any:
    ends = _ends(one)
    grid = np.linspace(*ends, _POINTS)
    x = alt.X("x:Q", scale=alt.Scale(domain=list(ends), nice=False, zero=False), title=None)
    x.axis = alt.Axis(tickCount=4, grid=False)
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1.05]))
    posterior = _density(one.draws, grid)
    peak = float(posterior.max())
    layers: list[Any] = []
    for (low, high), opacity in (((0.005, 0.995), 0.16), ((0.05, 0.95), 0.3), ((0.25, 0.75), 0.5)):
        start, stop = (float(end) for end in np.quantile(one.draws, (low, high)))
        at = np.linspace(start, stop, _POINTS)
        band = pl.DataFrame({"x": at, "y": _density(one.draws, at) / peak})
        layers.append(alt.Chart(band).mark_area(color=HUMAN, fillOpacity=opacity).encode(x=x, y=y))
    if one.prior is not None:
        line = pl.DataFrame({"x": grid, "y": np.minimum(_density(one.prior, grid) / peak, 1.05)})
        layers.append(
            alt.Chart(line).mark_line(color=PRIOR, strokeDash=[5, 3], strokeWidth=1.5).encode(x=x, y=y)
        )
    title = alt.Title(one.name, subtitle=_told(one, lang), fontSize=13, subtitleFontSize=12, offset=6)
    return alt.LayerChart(layer=layers, width=_WIDE, height=_TALL, title=title)


def _ends(one: Learnt) -> tuple[float, float]:
    """The posterior, and of the prior as much as leaves it visible."""
    low, high = (float(end) for end in np.quantile(one.draws, (0.001, 0.999)))
    room = (high - low) * 0.15 or abs(high) * 0.1 or 1.0
    if one.prior is not None:
        start, stop = (float(end) for end in np.quantile(one.prior, (0.05, 0.95)))
        low, high = max(start, low - 2 * (high - low)), min(stop, high + 2 * (high - low))
        return min(low, float(one.draws.min())) - room, max(high, float(one.draws.max())) + room
    return low - room, high + room


def _density(draws: Floats, grid: Floats) -> Floats:
    """Kernel density on a grid (normal kernel, Silverman's width)."""
    counts, edges = np.histogram(draws, bins=400)
    middles = (edges[1:] + edges[:-1]) / 2
    low, high = np.quantile(draws, (0.25, 0.75))
    width = 0.9 * min(float(draws.std()), (high - low) / 1.34 or float(draws.std())) * draws.size**-0.2
    width = max(width, 1e-12 * max(abs(float(middles[-1])), 1e-12))
    kernel = np.exp(-0.5 * ((grid[:, None] - middles) / width) ** 2)
    found: Floats = kernel @ counts / (draws.size * width * np.sqrt(2 * np.pi))
    return found

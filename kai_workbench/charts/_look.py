"""Colours, shapes, type and badges: the same in every chart."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import polars as pl

from ..text import Lang, say

FONT = 'Pretendard, "Noto Sans KR", NanumGothic, system-ui, sans-serif'
INK, SOFT, LINE, PAPER, RAISED = "#1b1f24", "#57606a", "#d8dee4", "#ffffff", "#f6f8fa"
PRIOR, STOP = "#8c959f", "#b35900"

# Okabe & Ito's colours; shapes as Vega draws them in a square of 2 × 2.
COLOURS = {
    "mouse": "#E69F00",
    "rat": "#D55E00",
    "dog": "#009E73",
    "monkey": "#CC79A7",
    "human": "#0072B2",
    "structure": SOFT,
}
_STAR = " ".join(
    f"{'ML'[k > 0]}{r * math.sin(math.pi * k / 5):.3f},{-r * math.cos(math.pi * k / 5):.3f}"
    for k in range(10)
    for r in [1.15 if k % 2 == 0 else 0.48]
)
SHAPES = {
    "mouse": "triangle-up",
    "rat": "circle",
    "dog": "square",
    "monkey": "diamond",
    "human": f"{_STAR} Z",
    "structure": "M-0.9,-0.5 L0,-1 L0.9,-0.5 L0.9,0.5 L0,1 L-0.9,0.5 Z",
}
HUMAN = COLOURS["human"]
_STRIPES = 40
_HATCH = {
    "gradient": "linear",
    "x1": 0,
    "y1": 0,
    "x2": 1,
    "y2": 20 / 640,  # a band's width is not known here; at 640 px its stripes stand at 45 degrees
    "stops": [
        {"offset": (k + end) / _STRIPES, "color": ("#fff8e5", "#fbe3a4")[k % 2]}
        for k in range(_STRIPES)
        for end in (0, 1)
    ],
}


_THEME = {
    "font": FONT,
    "view": {"stroke": None},
    # Named here and used by synthetic_band: altair copies what stands in a mark very often.
    "rect": {"color": _HATCH},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "gridOpacity": 0.7,
        "domainColor": PRIOR,
        "tickColor": PRIOR,
        "labelOverlap": True,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": SOFT,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "symbolSize": 110,
        "symbolStrokeWidth": 0,
    },
    "title": {"color": INK, "fontSize": 14, "fontWeight": "bold", "anchor": "start", "offset": 8},
}


def theme(tells: str) -> dict[str, Any]:
    """What every chart is made with; ``tells`` describes it to those who cannot see it."""
    return {"description": tells, "background": PAPER, "config": _THEME}


def page_wide(layers: list[Any], *, height: int, tells: str, synthetic: bool) -> alt.LayerChart:
    """Layers as one view, as wide as its page, with the badge if the data are invented.

    Made in one call: altair copies a chart whole at each further one, which is felt under a slider.
    """
    band = synthetic_band() if synthetic else []
    return alt.LayerChart(layer=[*layers, *band], width="container", height=height, **theme(tells))


def beside(value: float, low: float, high: float) -> dict[str, Any]:
    """On which side of a line at ``value`` of a logarithmic axis its words have room on a narrow screen."""
    right = math.log(value / low) > math.log(high / low) / 2
    return {"align": "right", "dx": -6} if right else {"align": "left", "dx": 6}


def species_scales(species: list[str], lang: Lang, *, legend: Any = None) -> dict[str, Any]:
    """Colour and shape of the column ``species``, whose values are names in the reader's language."""
    names = [say(f"species.{one}", lang) for one in species]
    return {
        "color": alt.Color(
            "species:N", scale=alt.Scale(domain=names, range=[COLOURS[one] for one in species]), legend=legend
        ),
        "shape": alt.Shape(
            "species:N", scale=alt.Scale(domain=names, range=[SHAPES[one] for one in species]), legend=legend
        ),
    }


def synthetic_band() -> list[alt.Chart]:
    """Layers of a hatched band with a badge above a view: these data are invented."""
    # Channels are classes here and everywhere: altair takes 50 ms to turn each plain value into one.
    base = alt.Chart(pl.DataFrame({"one": [1]}))
    band = base.mark_rect(aria=False).encode(
        x=alt.XValue(0), x2=alt.X2Value("width"), y=alt.YValue(-26), y2=alt.Y2Value(-6)
    )
    plate = base.mark_rect(color="#fff8e5", stroke="#9a6700", cornerRadius=3, aria=False).encode(
        x=alt.XValue(6), x2=alt.X2Value(132), y=alt.YValue(-25), y2=alt.Y2Value(-7)
    )
    text = base.mark_text(
        align="left", baseline="middle", fontSize=12, fontWeight="bold", color="#6b4800"
    ).encode(x=alt.XValue(12), y=alt.YValue(-16), text=alt.TextValue(say("chart.synthetic")))
    return [band, plate, text]

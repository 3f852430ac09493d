"""ΔΔQTc against exposure: what hERG foretells, and what the clinic saw."""

from __future__ import annotations

import dataclasses
from typing import Any

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..text import Lang, say
from ._decision_dots import round_up
from ._look import HUMAN, INK, SOFT, STOP, beside, page_wide
from ._numbers import figures

Floats = NDArray[np.float64]
IN_VITRO = "#56B4E9"
_HEIGHT = 400


@dataclasses.dataclass(frozen=True, kw_only=True)
class Curve:
    """Draws of ΔΔQTc along the exposure.

    Attributes
    ----------
    multiples
        Of the free Cmax, (multiple,).
    ddqtc_ms
        (multiple, sample).
    """

    multiples: Floats
    ddqtc_ms: Floats


def qtc_curve(
    foretold: Curve,
    *,
    times: float,
    free_cmax_nM: float,
    seen: Curve | None = None,
    measured: list[tuple[float, float, int]] | None = None,
    limit_ms: float = 10.0,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """ΔΔQTc against the multiple of the free Cmax, with 50% and 90% bands.

    Parameters
    ----------
    foretold
        From block of hERG.
    times
        The exposure asked about, as a multiple; marked by a line.
    free_cmax_nM
        What 1× is.
    seen
        Of the clinical study, over the concentrations that it held.
    measured
        The study's own values: multiple, mean ΔΔQTc (ms) and number of measurements of each tenth of them.
    limit_ms
        Drawn across: the 10 ms of ICH E14.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    low, high = float(foretold.multiples[0]), float(foretold.multiples[-1])
    top = _top(foretold, times, seen, limit_ms)
    bottom = min(-0.04 * top, *(mean for _, mean, _ in measured or [(0, 0, 0)]))
    x = alt.X(
        "x:Q",
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(
            title=say("qtc.axis.exposure", lang, free=figures(free_cmax_nM)),
            values=[one for one in (0.1, 0.3, 1, 3, 10, 30, 100) if low <= one <= high],
            labelExpr="format(datum.value, ',.3~r') + '×'",
            grid=False,
        ),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[bottom, top], nice=False),
        axis=alt.Axis(title=say("qtc.axis.ddqtc", lang), tickCount=6),
    )
    layers = [*_limit(limit_ms, y, lang), *_asked(times, x, lang, beside(times, low, high))]
    sources = [("qtc.foretold", foretold, IN_VITRO)]
    if seen is not None:
        sources.append(("qtc.seen", seen, HUMAN))
    for key, curve, colour in sources:
        layers += _band(curve, say(key, lang), colour, x=x, y=y, lang=lang)
    if measured:
        layers.append(_marks(measured, x, y, lang))
    layers += _key([(say(key, lang), colour) for key, _, colour in sources], lang, measured=bool(measured))
    tells = _told(sources, times, limit_ms, lang)
    return page_wide(layers, height=_HEIGHT, tells=tells, synthetic=synthetic)


def _top(foretold: Curve, times: float, seen: Curve | None, limit_ms: float) -> float:
    """End of the axis: the bands as far as three times the exposure asked about, and the clinic's."""
    inside = foretold.multiples <= max(3 * times, float(foretold.multiples[0]))
    ends = [float(np.quantile(foretold.ddqtc_ms[inside][-1], 0.95)), 2 * limit_ms]
    if seen is not None:
        ends.append(float(np.quantile(seen.ddqtc_ms[-1], 0.95)))
    return round_up(max(ends))


def _told(sources: list[tuple[str, Curve, str]], times: float, limit_ms: float, lang: Lang) -> str:
    parts = []
    for key, curve, _ in sources:
        at = int(np.argmin(np.abs(np.log(curve.multiples / times))))
        low, middle, high = (
            figures(float(one), digits=2) for one in np.quantile(curve.ddqtc_ms[at], (0.05, 0.5, 0.95))
        )
        parts.append(f"{say(key, lang)}: {middle} ms ({low} – {high})")
    return say("qtc.tells", lang, times=f"{times:g}", limit=f"{limit_ms:g}", rows="; ".join(parts))


def _band(curve: Curve, name: str, colour: str, *, x: Any, y: Any, lang: Lang) -> list[Any]:
    levels = np.quantile(curve.ddqtc_ms, (0.05, 0.25, 0.5, 0.75, 0.95), axis=1)
    rows = [
        {
            "x": float(at),
            "lo90": float(levels[0, k]),
            "lo50": float(levels[1, k]),
            "y": float(levels[2, k]),
            "hi50": float(levels[3, k]),
            "hi90": float(levels[4, k]),
            "name": name,
            "times": f"{at:.2g}×",
            "middle": f"{figures(float(levels[2, k]))} ms",
            "i90": f"{figures(float(levels[0, k]))} – {figures(float(levels[4, k]))} ms",
        }
        for k, at in enumerate(curve.multiples)
    ]
    base = alt.Chart(pl.DataFrame(rows))
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("times:N", title=say("qtc.multiple", lang)),
        alt.Tooltip("middle:N", title=say("chart.median", lang)),
        alt.Tooltip("i90:N", title=say("chart.interval90", lang)),
    ]
    layers = []
    for (low, high), opacity in ((("lo90", "hi90"), 0.26), (("lo50", "hi50"), 0.42)):
        area = base.mark_area(color=colour, opacity=opacity, clip=True, line=False, aria=False)
        at = y.copy()
        at.shorthand = f"{low}:Q"
        layers.append(area.encode(x=x, y=at, y2=alt.Y2(f"{high}:Q"), tooltip=tooltip))
    line = base.mark_line(color=colour, strokeWidth=2.5, clip=True, aria=False)
    return [*layers, line.encode(x=x, y=y, tooltip=tooltip)]


def _limit(limit_ms: float, y: Any, lang: Lang) -> list[Any]:
    base = alt.Chart(pl.DataFrame([{"y": limit_ms, "text": say("qtc.limit", lang, limit=f"{limit_ms:g}")}]))
    rule = base.mark_rule(color=STOP, strokeWidth=2, strokeDash=[6, 3], aria=False)
    text = base.mark_text(
        align="right", baseline="bottom", dx=-6, dy=-4, color=STOP, fontSize=13, fontWeight="bold", aria=False
    )
    return [
        rule.encode(y=y, tooltip=alt.Tooltip("text:N", title=" ")),
        text.encode(x=alt.XValue("width"), y=y, text=alt.Text("text:N")),
    ]


def _asked(times: float, x: Any, lang: Lang, side: dict[str, Any]) -> list[Any]:
    base = alt.Chart(pl.DataFrame([{"x": times, "text": say("qtc.asked", lang, times=f"{times:g}")}]))
    rule = base.mark_rule(color=INK, strokeWidth=1.5, aria=False)
    text = base.mark_text(**side, baseline="top", color=INK, fontSize=13, fontWeight="bold", aria=False)
    return [
        rule.encode(x=x),
        text.encode(x=x, y=alt.YValue(66), text=alt.Text("text:N")),
    ]


def _marks(measured: list[tuple[float, float, int]], x: Any, y: Any, lang: Lang) -> Any:
    rows = [
        {"x": at, "y": mean, "n": n, "value": f"{figures(mean)} ms", "times": f"{at:.2g}×"}
        for at, mean, n in measured
    ]
    mark = alt.Chart(pl.DataFrame(rows)).mark_point(
        filled=True, size=80, color=HUMAN, stroke="white", strokeWidth=1.25, opacity=1, clip=True, aria=False
    )
    tooltip = [
        alt.Tooltip("times:N", title=say("qtc.multiple", lang)),
        alt.Tooltip("value:N", title=say("qtc.measured", lang)),
        alt.Tooltip("n:Q", title="n"),
    ]
    return mark.encode(x=x, y=y, tooltip=tooltip)


def _key(entries: list[tuple[str, str]], lang: Lang, *, measured: bool) -> list[Any]:
    layers: list[Any] = []
    left = alt.XValue
    for k, (name, colour) in enumerate(entries):
        base = alt.Chart(pl.DataFrame([{"text": name}]))
        at = alt.YValue(8 + 18 * k)
        square = base.mark_square(size=140, color=colour, opacity=0.85, aria=False)
        text = base.mark_text(align="left", fontSize=13, color=INK, aria=False)
        layers += [
            square.encode(x=left(14), y=at),
            text.encode(x=left(27), y=at, text=alt.Text("text:N")),
        ]
    if measured:
        base = alt.Chart(pl.DataFrame([{"text": say("qtc.measured_key", lang)}]))
        at = alt.YValue(8 + 18 * len(entries))
        point = base.mark_point(filled=True, size=70, color=HUMAN, opacity=1, aria=False)
        text = base.mark_text(align="left", fontSize=13, color=SOFT, aria=False)
        layers += [
            point.encode(x=left(14), y=at),
            text.encode(x=left(27), y=at, text=alt.Text("text:N")),
        ]
    return layers

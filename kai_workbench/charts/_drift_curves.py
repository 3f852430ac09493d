"""What a trial does where its control is not what earlier ones were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, PRIOR, SOFT, STOP, page_wide

_HEIGHT, _KEY = 320, 20
_COLOURS, _DASHES = (HUMAN, PRIOR, "#D55E00"), ([1, 0], [6, 4], [2, 2])
Measure = Literal["type_1_error", "power", "bias", "rmse"]


def drift_curves(
    designs: Sequence[tuple[str, pl.DataFrame]],
    *,
    measure: Measure,
    title: str,
    plausible: Sequence[float],
    nominal: float | None = None,
    asked: float | None = None,
    asked_told: str = "",
    percent: bool = True,
    unit: str = "",
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """One operating characteristic against the true value of the control, a line a design.

    Parameters
    ----------
    designs
        Names and frames of :meth:`kai_workbench.trials.BorrowingTrial.drift`; at most three.
    measure
        ``type_1_error``, ``power``, ``bias`` or ``rmse``.
    title
        Of the horizontal axis.
    plausible
        Quantiles of the true value that the history foretells, at 5, 25, 50, 75 and 95%: the shade behind.
    nominal
        Of the type I error; a line across.
    asked, asked_told
        The value that the trial observed, and its words.
    percent
        Whether values of the control are shares, to be shown in per cent.
    unit
        Of the control where they are not.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    times = 100.0 if percent else 1.0
    share = measure in ("type_1_error", "power")
    scaled = 100.0 if share or percent else 1.0
    rows = [
        {
            "x": one["control"] * times,
            "y": one[measure] * scaled,
            "name": name,
            "colour": _COLOURS[k],
            "told": _number(one[measure] * scaled, percent=share or percent, unit=unit),
            "at": _number(one["control"] * times, percent=percent, unit=unit),
        }
        for k, (name, frame) in enumerate(designs)
        for one in frame.iter_rows(named=True)
    ]
    xs, ys = [one["x"] for one in rows], [one["y"] for one in rows]
    low, high = min(*ys, 0.0), max(*ys, (nominal or 0.0) * scaled)
    room = 0.06 * (high - low or 1.0)
    top = high + room + (high - low) * _KEY * len(designs) / _HEIGHT * 1.3
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[min(xs), max(xs)], nice=False, zero=False),
        axis=alt.Axis(title=title, grid=False, tickCount=6),
    )
    said = say(f"borrow.axis.{measure}", lang, unit="%" if share or percent else unit)
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[low - (room if low < 0 else 0.0), top], nice=False),
        axis=alt.Axis(title=said, tickCount=5),
    )
    layers = _shade(plausible, times, min(xs), max(xs), x)
    if nominal is not None:
        words = say("borrow.nominal", lang, level=f"{100 * nominal:.3g}")
        across = alt.Chart(pl.DataFrame([{"y": nominal * scaled, "text": words}]))
        layers += [
            across.mark_rule(color=STOP, strokeWidth=2, strokeDash=[6, 3], aria=False).encode(y=y),
            across.mark_text(
                align="right",
                baseline="bottom",
                dx=-4,
                dy=-3,
                fontSize=12,
                fontWeight="bold",
                color=STOP,
                aria=False,
            ).encode(x=alt.XValue("width"), y=y, text=alt.Text("text:N")),
        ]
    if asked is not None and min(xs) <= asked * times <= max(xs):
        seen = alt.Chart(pl.DataFrame([{"x": asked * times, "text": asked_told}]))
        right = asked * times > (min(xs) + max(xs)) / 2
        layers += [
            seen.mark_rule(color=INK, strokeWidth=1.5, aria=False).encode(
                x=x, y=alt.YValue(_KEY * len(designs)), y2=alt.Y2Value("height")
            ),
            seen.mark_text(
                align="right" if right else "left",
                dx=-6 if right else 6,
                baseline="bottom",
                fontSize=12,
                fontWeight="bold",
                color=INK,
                aria=False,
            ).encode(x=x, y=alt.YValue(_HEIGHT - 6), text=alt.Text("text:N")),
        ]
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("at:N", title=title),
        alt.Tooltip("told:N", title=said),
    ]
    base = alt.Chart(pl.DataFrame(rows))
    for k, (name, _) in reversed(list(enumerate(designs))):
        own = base.transform_filter(alt.FieldEqualPredicate(field="name", equal=name))
        layers.append(
            own.mark_line(
                color=_COLOURS[k],
                strokeWidth=3 if k == 0 else 2,
                strokeDash=_DASHES[k],
                clip=True,
                aria=False,
            ).encode(x=x, y=y, tooltip=tooltip)
        )
    layers += _key([name for name, _ in designs])
    middle = min(range(designs[0][1].height), key=lambda k: abs(designs[0][1]["drift"][k]))
    parts = "; ".join(
        f"{name}: "
        + " / ".join(
            f"{_number(frame['control'][k] * times, percent=percent, unit=unit)}: "
            f"{_number(frame[measure][k] * scaled, percent=share or percent, unit=unit)}"
            for k in (0, middle, frame.height - 1)
        )
        for name, frame in designs
    )
    tells = say("borrow.tells.drift", lang, measure=said, title=title, rows=parts)
    return page_wide(layers, height=_HEIGHT, tells=tells, synthetic=synthetic)


def _number(value: float, *, percent: bool, unit: str) -> str:
    told = f"{value:.3g}".replace("-", "−")
    return f"{told}%" if percent else f"{told} {unit}".strip()


def _shade(plausible: Sequence[float], times: float, low: float, high: float, x: Any) -> list[Any]:
    """Where the history says that the control may be."""
    q05, q25, _, q75, q95 = (min(max(one * times, low), high) for one in plausible)
    layers = []
    for a, b in ((q05, q95), (q25, q75)):
        band = alt.Chart(pl.DataFrame([{"x": a, "x2": b}]))
        layers.append(
            band.mark_rect(color=PRIOR, opacity=0.14, aria=False).encode(
                x=x, x2=alt.X2("x2:Q"), y=alt.YValue(0), y2=alt.Y2Value("height")
            )
        )
    return layers


def _key(names: Sequence[str]) -> list[Any]:
    layers: list[Any] = []
    for k, name in enumerate(names):
        line = alt.Chart(pl.DataFrame([{"text": name}]))
        y = alt.YValue(8 + _KEY * k)
        layers += [
            line.mark_rule(color=_COLOURS[k], strokeWidth=3, strokeDash=_DASHES[k], aria=False).encode(
                x=alt.XValue(10), x2=alt.X2Value(36), y=y
            ),
            line.mark_text(align="left", fontSize=13, color=SOFT if k else INK, aria=False).encode(
                x=alt.XValue(44), y=y, text=alt.Text("text:N")
            ),
        ]
    return layers

"""What an escalation design does, dose by dose, and the truth that it was tried under."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, STOP, page_wide

_HEIGHT, _KEY = 420, 58
_GREY = "#b8c0c8"
_WIDE, _GAP = 0.36, 0.02
_TWICE = 1.96


def escalation_plan(
    doses: pl.DataFrame,
    *,
    none_selected: tuple[float, float],
    target: float,
    limit: float,
    unit: str,
    lang: Lang = "en",
    synthetic: bool = True,
) -> alt.LayerChart:
    """How often each dose is selected and how many patients it gets, with the true DLT rate over both.

    Parameters
    ----------
    doses
        ``dose``, ``rate`` (true DLT rate), ``selected`` and ``share`` (of the patients), all fractions, and
        the Monte-Carlo standard errors ``selected_mcse`` and ``share_mcse``; 0 where counted exactly.
    none_selected
        How often no dose is selected, and its standard error.
    target
        Target DLT rate.
    limit
        A true DLT rate above it counts as overdosing; such doses stand on a shade.
    unit
        Of the doses.
    lang
        Language of the words.
    synthetic
        The truth is invented: the badge is shown, and exported.

    Returns
    -------
    altair.LayerChart
        As wide as its page. A bar fades over 1.96 standard errors on either side of its value.
    """
    rows = doses.to_dicts()
    names = [f"{row['dose']:g}" for row in rows] + [say("chart.escalation.none", lang)]
    n = len(names)
    values = [row[name] for row in rows for name in ("rate", "selected", "share")] + [
        none_selected[0],
        target,
    ]
    top = min(1.0, 0.1 * (int(max(values) * 10) + 2))
    x_scale = alt.Scale(domain=[-0.5, n - 0.5], nice=False, zero=False)
    y_scale = alt.Scale(domain=[0, top], nice=False, range=[_HEIGHT, _KEY])
    axis = alt.Axis(
        title=say("chart.escalation.dose", lang, unit=unit),
        values=list(range(n)),
        labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
        grid=False,
        ticks=False,
        labelOverlap=False,
    )
    x = alt.X("x:Q", scale=x_scale, axis=axis)
    percent = alt.Axis(format="%", tickCount=6, title=None)
    y = alt.Y("y:Q", scale=y_scale, axis=percent)
    bars = [_bar(k, "selected", row, row["selected"], row["selected_mcse"]) for k, row in enumerate(rows)]
    bars += [_bar(k, "share", row, row["share"], row["share_mcse"]) for k, row in enumerate(rows)]
    nothing = {"dose": None, "rate": None}
    bars.append(_bar(n - 1, "selected", nothing, *none_selected))
    for bar in bars:
        bar["dose_told"] = names[-1] if bar["dose"] is None else f"{bar['dose']:g} {unit}"
        bar["what"] = say(f"chart.escalation.{bar['kind']}", lang)
        bar["rate_told"] = "–" if bar["rate"] is None else f"{bar['rate']:.0%}"
    layers = [
        *_overdoses(rows, limit, x, lang),
        *_bars(bars, x, (x_scale, y_scale, axis, percent), lang),
        *_target(target, y, lang),
        *_truth(rows, x, y),
        *_key(lang),
    ]
    told = "; ".join(
        say(
            "chart.escalation.plan_row",
            lang,
            dose=f"{row['dose']:g} {unit}",
            rate=f"{row['rate']:.0%}",
            selected=f"{row['selected']:.0%}",
            share=f"{row['share']:.0%}",
        )
        for row in rows
    )
    tells = say(
        "chart.escalation.plan_tells", lang, rows=told, target=f"{target:.0%}", none=f"{none_selected[0]:.0%}"
    )
    return page_wide(layers, height=_HEIGHT, tells=tells, synthetic=synthetic)


def _bar(k: int, kind: str, row: dict[str, Any], value: float, mcse: float) -> dict[str, Any]:
    left = k - _GAP - _WIDE if kind == "selected" else k + _GAP
    reach = _TWICE * mcse
    return {
        "kind": kind,
        "colour": HUMAN if kind == "selected" else _GREY,
        "x": left,
        "x2": left + _WIDE,
        "middle": left + _WIDE / 2,
        "value": value,
        "sure": max(value - reach, 0.0),
        "above": value + reach,
        "label": f"{value:.0%}",
        "mcse": f"± {100 * mcse:.2f}" if mcse else "0",
        "dose": row["dose"],
        "rate": row["rate"],
    }


def _data(values: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(pl.DataFrame(values, infer_schema_length=None))


def _overdoses(rows: list[dict[str, Any]], limit: float, x: Any, lang: Lang) -> list[Any]:
    over = [k for k, row in enumerate(rows) if row["rate"] > limit + 1e-12]
    if not over:
        return []
    data = _data([{"x": over[0] - 0.5, "x2": len(rows) - 0.5}])
    shade = data.mark_rect(color="#fdf0e4", aria=False)
    told = say("chart.escalation.over", lang, limit=f"{100 * limit:.3g}%")
    words = data.mark_text(align="left", baseline="top", color="#7a3d00", fontSize=12, dx=6, aria=False)
    at = {"x": x, "y": alt.YValue(_KEY + 6)}
    return [
        shade.encode(x=x, x2=alt.X2("x2:Q"), y=alt.YValue(_KEY), y2=alt.Y2Value(_HEIGHT)),
        words.encode(**at, text=alt.TextValue(told)),
    ]


def _bars(bars: list[dict[str, Any]], x: Any, scales: tuple[Any, ...], lang: Lang) -> list[Any]:
    data = _data(bars)
    x_scale, scale, axis_x, axis = scales
    colour = alt.Color("colour:N", scale=None, legend=None)
    tooltip = [
        alt.Tooltip("dose_told:N", title=" "),
        alt.Tooltip("what:N", title=" "),
        alt.Tooltip("value:Q", title=say("chart.escalation.value", lang), format=".1%"),
        alt.Tooltip("mcse:N", title=say("chart.escalation.mcse", lang)),
        alt.Tooltip("rate_told:N", title=say("chart.escalation.rate", lang)),
    ]
    ends = {"x": x, "x2": alt.X2("x2:Q"), "color": colour, "tooltip": tooltip}

    def level(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=scale, axis=axis)

    return [
        data.mark_rect(aria=False).encode(**ends, y=level("sure"), y2=alt.Y2Value(_HEIGHT)),
        data.mark_rect(aria=False, opacity=0.4).encode(**ends, y=level("above"), y2=alt.Y2("sure:Q")),
        *(
            _data([bar for bar in bars if bar["kind"] == kind])
            .mark_text(baseline="bottom", dy=-4, fontSize=12, color=INK, aria=False, **look)
            .encode(
                x=alt.X("middle:Q", scale=x_scale, axis=axis_x), y=level("above"), text=alt.Text("label:N")
            )
            # On a narrow page two numbers beside each other would run together.
            for kind, look in (
                ("selected", {}),
                ("share", {"opacity": alt.ExprRef("width > 480 ? 1 : 0")}),
            )
        ),
    ]


def _target(target: float, y: Any, lang: Lang) -> list[Any]:
    data = _data(
        [{"y": target, "label": say("chart.escalation.target", lang, target=f"{100 * target:.3g}%")}]
    )
    rule = data.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.5, aria=False)
    look: dict[str, Any] = {"align": "right", "baseline": "bottom", "fontSize": 12, "dy": -4, "aria": False}
    right = {"x": alt.XValue("width"), "y": y, "text": alt.Text("label:N")}
    return [
        rule.encode(y=y),
        data.mark_text(**look, color="white", stroke="white", strokeWidth=4).encode(**right),
        data.mark_text(**look, color=INK).encode(**right),
    ]


def _truth(rows: list[dict[str, Any]], x: Any, y: Any) -> list[Any]:
    points = [{"x": k, "y": row["rate"]} for k, row in enumerate(rows)]
    data = _data(points)
    order = alt.Order("x:Q")
    return [
        data.mark_line(color="white", strokeWidth=5, aria=False).encode(x=x, y=y, order=order),
        data.mark_line(color=STOP, strokeWidth=2, aria=False).encode(x=x, y=y, order=order),
        data.mark_point(
            shape="diamond", filled=True, size=130, color=STOP, stroke="white", opacity=1, aria=False
        ).encode(x=x, y=y),
    ]


def _key(lang: Lang) -> list[Any]:
    entries = (
        ("selected", HUMAN, "square", 0, 8),
        ("share", _GREY, "square", 0, 30),
        ("rate", STOP, "diamond", 165, 8),
    )
    layers: list[Any] = []
    for key, colour, shape, left, top in entries:
        base = _data([{"text": say(f"chart.escalation.{key}", lang)}])
        at = alt.YValue(top)
        layers += [
            base.mark_point(shape=shape, filled=True, size=130, color=colour, opacity=1, aria=False).encode(
                x=alt.XValue(left + 7), y=at
            ),
            base.mark_text(align="left", fontSize=13, color=INK, aria=False).encode(
                x=alt.XValue(left + 20), y=at, text=alt.Text("text:N")
            ),
        ]
    return layers

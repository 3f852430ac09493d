"""A programme of trials: where it ends, and what a bigger phase II buys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, LINE, SOFT, STOP, page_wide

_ROW, _WORDS, _BAR = 62, 16, 26  # pixels: of a step, to the middle of its words, of its bar
_LOST = {True: "#D55E00", False: "#c9d1d9"}  # a drug that works, and one that does not
_HEIGHT, _KEY = 320, 20
_NARROW = "width < 480"  # of a telephone: words in two lines
_CURVES = (
    ("success", HUMAN, [1, 0]),
    ("go", SOFT, [6, 4]),
    ("wrong_stop", "#D55E00", [2, 2]),
    ("wrong_go", "#CC79A7", [8, 3, 2, 3]),
)


def programme_funnel(table: pl.DataFrame, *, lang: Lang = "en", synthetic: bool = False) -> alt.LayerChart:
    """What becomes of programmes step by step: those that go on in blue, those that end beside them.

    Parameters
    ----------
    table
        Of :meth:`kai_workbench.trials.ProgrammeOutlook.funnel`.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    by = {(end, works): (p, error) for end, works, p, error in table.iter_rows()}
    rows: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    left = 1.0
    for k, end in enumerate(("stopped", "failed", "success")):
        good, bad = by[end, True], by[end, False]
        y = _ROW * k + 2 * _WORDS
        parts: list[tuple[str, float, str]]
        if end == "success":
            parts = [("right", good[0], HUMAN), ("false", bad[0], _LOST[False])]
            said = say("pos.funnel.success", lang, p=_percent(good[0] + bad[0]), false=_percent(bad[0]))
        else:
            on = left - good[0] - bad[0]
            parts = [("on", on, "#80b8d8"), ("lost", good[0], _LOST[True]), ("rightly", bad[0], _LOST[False])]
            said = say(
                f"pos.funnel.{end}", lang, on=_percent(on), lost=_percent(good[0]), right=_percent(bad[0])
            )
            left = on
        at = 0.0
        for name, p, colour in parts:
            told = f"{say(f'pos.part.{name}', lang)}: {_percent(p)}"
            rows.append(
                {"x": 100 * at, "x2": 100 * (at + p), "y": y, "y2": y + _BAR, "colour": colour, "told": told}
            )
            at += p
        words.append({"y": _ROW * k + _WORDS, "text": said, "narrow": _halved(said)})
    height = 3 * _ROW + 30
    scale = alt.Scale(domain=[height, 0], nice=False, zero=False)
    across = alt.Scale(domain=[0, 100], nice=False)
    x = alt.X(
        "x:Q",
        scale=across,
        axis=alt.Axis(title=say("pos.axis.programmes", lang), tickCount=5, gridColor=LINE),
    )
    y = alt.Y("y:Q", scale=scale, axis=None)
    bars = alt.Chart(pl.DataFrame(rows)).mark_rect(stroke="white", strokeWidth=1, aria=False)
    text = alt.Chart(pl.DataFrame(words)).mark_text(
        align="left",
        fontSize={"expr": f"{_NARROW} ? 12 : 13"},
        fontWeight="bold",
        color=INK,
        lineBreak="\n",
        lineHeight=15,
        text={"expr": f"{_NARROW} ? datum.narrow : datum.text"},
        dy={"expr": f"{_NARROW} ? -7 : 0"},
        aria=False,
    )
    layers: list[Any] = [
        bars.encode(
            x=x,
            x2=alt.X2("x2:Q"),
            y=y,
            y2=alt.Y2("y2:Q"),
            color=alt.Color("colour:N", scale=None),
            tooltip=alt.Tooltip("told:N", title=" "),
        ),
        text.encode(x=alt.XValue(2), y=y),
    ]
    names = (("on", "#80b8d8"), ("lost", _LOST[True]), ("rightly", _LOST[False]), ("right", HUMAN))
    layers += _squares([(say(f"pos.part.{name}", lang), colour) for name, colour in names], height - 12)
    tells = say("pos.tells.funnel", lang, rows=" ".join(one["text"] for one in words))
    return page_wide(layers, height=height, tells=tells, synthetic=synthetic)


def _halved(said: str) -> str:
    """In two lines of about the same length."""
    spaces = [k for k, one in enumerate(said) if one == " "]
    if len(said) < 34 or not spaces:
        return said
    middle = min(spaces, key=lambda k: abs(2 * k - len(said)))
    return f"{said[:middle]}\n{said[middle + 1 :]}"


def _squares(names: Sequence[tuple[str, str]], y: int) -> list[Any]:
    """The key, along the foot of the picture in quarters of its width, or two by two where it is narrow."""
    layers: list[Any] = []
    for k, (name, colour) in enumerate(names):
        one = alt.Chart(pl.DataFrame([{"text": name}]))
        left = f"({_NARROW} ? {k % 2} * width / 2 : {k} * width / 4)"
        at = {"expr": f"{y} + ({_NARROW} ? {15 * (k // 2) - 8} : 0)"}
        square = one.mark_square(
            size=110, color=colour, opacity=1, x={"expr": f"{left} + 7"}, y=at, aria=False
        )
        words = one.mark_text(
            align="left", fontSize=11, color=SOFT, x={"expr": f"{left} + 16"}, y=at, aria=False
        )
        layers += [square, words.encode(text=alt.Text("text:N"))]
    return layers


def success_by_size(
    table: pl.DataFrame, *, now: int, lang: Lang = "en", synthetic: bool = False
) -> alt.LayerChart:
    """Probabilities of a programme against the size of its phase II, and the size that loses least.

    Parameters
    ----------
    table
        Of :meth:`kai_workbench.trials.Development.by_size`.
    now
        Patients an arm of the phase II that is planned.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    rows = [
        {
            "x": one["phase2"],
            "y": 100 * one[name],
            "name": say(f"pos.curve.{name}", lang),
            "told": _percent(one[name]),
        }
        for one in table.iter_rows(named=True)
        for name, _, _ in _CURVES
    ]
    best = int(table["phase2"][int(table["loss"].arg_min() or 0)])
    low, high = float(table["phase2"].min()), float(table["phase2"].max())  # type: ignore[arg-type]
    x = alt.X(
        "x:Q",
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(
            title=say("pos.axis.size", lang),
            values=[one for one in (10, 20, 30, 50, 100, 200, 300, 500) if low <= one <= high],
            grid=False,
            labelOverlap="greedy",
            labelSeparation=8,
        ),
    )
    top = max(one["y"] for one in rows) * _HEIGHT / (_HEIGHT - _KEY * 2 - 34)
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(title=say("pos.axis.chance", lang), tickCount=5),
    )
    base = alt.Chart(pl.DataFrame(rows))
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("x:Q", title=say("pos.axis.size", lang)),
        alt.Tooltip("told:N", title=say("pos.axis.chance", lang)),
    ]
    layers: list[Any] = []
    for at, key, colour, dash in ((now, "now", INK, [1, 0]), (best, "best", STOP, [6, 3])):
        mark = alt.Chart(pl.DataFrame([{"x": at, "text": say(f"pos.size.{key}", lang, n=at)}]))
        # The words stand on the outer side of the two lines, where the axis leaves room.
        along = math.log(at / low) / math.log(high / low)
        left = at < best if key == "now" else at < now
        right = along > 0.25 if left else along > 0.7
        foot = 26 if key == "best" and (at == now or right) else 8
        layers += [
            mark.mark_rule(color=colour, strokeWidth=1.5, strokeDash=dash, aria=False).encode(
                x=x, y=alt.YValue(2 * _KEY + 4), y2=alt.Y2Value("height")
            ),
            mark.mark_text(
                align="right" if right else "left",
                dx=-6 if right else 6,
                fontSize=12,
                fontWeight="bold",
                color=colour,
                aria=False,
            ).encode(x=x, y=alt.YValue(2 * _KEY + foot), text=alt.Text("text:N")),
        ]
    for k, (name, colour, dash) in enumerate(_CURVES):
        own = base.transform_filter(
            alt.FieldEqualPredicate(field="name", equal=say(f"pos.curve.{name}", lang))
        )
        layers.append(
            own.mark_line(
                color=colour, strokeWidth=3 if k == 0 else 2, strokeDash=dash, clip=True, aria=False
            ).encode(x=x, y=y, tooltip=tooltip)
        )
        layers += _line_key(say(f"pos.curve.{name}", lang), colour, dash, k)
    place = int((table["phase2"] - now).abs().arg_min() or 0)
    tells = say(
        "pos.tells.size",
        lang,
        now=now,
        success=_percent(table["success"][place]),
        best=best,
        low=_percent(table["success"][0]),
        high=_percent(table["success"][-1]),
    )
    return page_wide(layers, height=_HEIGHT, tells=tells, synthetic=synthetic)


def _line_key(name: str, colour: str, dash: list[int], k: int) -> list[Any]:
    """Two by two above the curves: the second column starts in the middle."""
    row, right = k // 2, k % 2
    base = alt.Chart(pl.DataFrame([{"text": name}]))
    y = alt.YValue(8 + _KEY * row)
    if right:
        middle = {"expr": "width / 2"}
        line = base.mark_rule(
            color=colour, strokeWidth=3, strokeDash=dash, x=middle, x2={"expr": "width / 2 + 26"}, aria=False
        )
        text = base.mark_text(align="left", fontSize=12, color=INK, x={"expr": "width / 2 + 32"}, aria=False)
        return [line.encode(y=y), text.encode(y=y, text=alt.Text("text:N"))]
    line = base.mark_rule(color=colour, strokeWidth=3, strokeDash=dash, aria=False)
    text = base.mark_text(align="left", fontSize=12, color=INK, aria=False)
    return [
        line.encode(x=alt.XValue(8), x2=alt.X2Value(34), y=y),
        text.encode(x=alt.XValue(40), y=y, text=alt.Text("text:N")),
    ]


def _percent(value: float) -> str:
    told = 100 * float(value)
    return "<0.1%" if 0 < told < 0.1 else f"{told:.0f}%" if told >= 10 else f"{told:.1f}%"

"""One trial as it goes: every patient a bar in time, with what was seen and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from ..text import Lang, say
from ._look import COLOURS, HUMAN, INK, PRIOR, SOFT, STOP, page_wide

_TOP, _LEAST, _MOST, _TALL = 66, 1.4, 15.0, 440
_CROWD = 5  # decisions; more stand in two rows
_RISING = ("#a9cfe9", "#7fb6de", "#559bcd", "#2f7fba", "#1763a0", "#08497f", "#062f5b")
_APART = (HUMAN, COLOURS["mouse"], COLOURS["dog"], COLOURS["monkey"], "#56B4E9", COLOURS["rat"])
_MARKS = {
    "dlt": {"shape": "triangle-up", "fill": STOP, "stroke": "white"},
    "response": {"shape": "circle", "fill": INK, "stroke": "white"},
    "none": {"shape": "circle", "fill": "white", "stroke": SOFT},
}


def swimmer(
    patients: pl.DataFrame,
    decisions: pl.DataFrame | None = None,
    *,
    groups: Sequence[str],
    rising: bool = False,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Patients as bars in time, coloured by dose, cohort or arm.

    Parameters
    ----------
    patients
        ``patient`` (1, 2, ... in order of entry), ``start`` and ``end`` (months), ``group``, and ``mark``:
        ``dlt``, ``response``, ``none`` (known to have had neither), or null; it stands at ``end``.
    decisions
        ``at`` (months), ``label`` (short: it stands over the line) and ``told`` (the sentence).
    groups
        Names, in their order.
    rising
        Whether they are doses, from low to high; else they are apart.
    lang
        Language of the words.
    synthetic
        Whether the trial is invented from invented data, and wears the badge.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    n = patients.height
    step = min(max(_TALL / max(n, 1), _LEAST), _MOST)
    height = round(_TOP + max(step * n, 60))
    last = float(patients["end"].max() or 1.0)  # type: ignore[arg-type]
    if decisions is not None and decisions.height:
        last = max(last, float(decisions["at"].max()))  # type: ignore[arg-type]
    across = alt.Scale(domain=[0, last * 1.03], nice=False)
    axis = alt.Axis(title=say("chart.swimmer.months", lang), grid=False, tickCount=6)
    x = alt.X("start:Q", scale=across, axis=axis)
    down = alt.Scale(domain=[0.5, n + 0.5], range=[_TOP, height], nice=False, zero=False)
    rows = alt.Axis(title=say("chart.swimmer.patient", lang), grid=False, tickMinStep=1, format="d")
    thick = 0.4 if step > 4 else 0.5
    shown = patients.with_columns(
        (pl.col("patient") - thick).alias("low"),
        (pl.col("patient") + thick).alias("high"),
        pl.format(
            "{}: {}",
            pl.col("group"),
            pl.col("mark").replace_strict(
                {one: say(f"chart.swimmer.{one}", lang) for one in _MARKS}, default="–"
            ),
        ).alias("told"),
    )
    several = len(groups)
    if rising:
        picks = [_RISING[round(k * (len(_RISING) - 1) / max(several - 1, 1))] for k in range(several)]
    else:
        picks = [_APART[k % len(_APART)] for k in range(several)]
    colour = alt.Color(
        "group:N",
        sort=list(groups),
        scale=alt.Scale(domain=list(groups), range=picks),
        legend=alt.Legend(
            title=None,
            orient="top",
            direction="horizontal",
            columns={"expr": "width < 420 ? 3 : 5"},
            symbolType="square",
            symbolOpacity=1,
        ),
    )
    bars = alt.Chart(shown).mark_rect(aria=False, cornerRadius=2 if step > 6 else 0)
    layers: list[Any] = [
        bars.encode(
            x=x,
            x2=alt.X2("end:Q"),
            y=alt.Y("low:Q", scale=down, axis=rows),
            y2=alt.Y2("high:Q"),
            color=colour,
            tooltip=[
                alt.Tooltip("patient:Q", title=say("chart.swimmer.patient", lang)),
                alt.Tooltip("told:N", title=" "),
            ],
        )
    ]
    layers += _decided(decisions, across, axis, height)
    seen = [one for one in _MARKS if one in set(shown["mark"].to_list())]
    size = min(max(step * step * 0.7, 12), 110)
    for kind in seen:
        if kind == "none" and step < 6:
            continue
        some = shown.filter(pl.col("mark") == kind)
        mark = alt.Chart(some).mark_point(
            filled=True, size=size, strokeWidth=1, opacity=1, aria=False, **_MARKS[kind]
        )
        layers.append(
            mark.encode(
                x=alt.X("end:Q", scale=across, axis=axis), y=alt.Y("patient:Q", scale=down, axis=rows)
            )
        )
    layers += _key([one for one in seen if one != "none" or step >= 6], lang)
    told = say(
        "chart.swimmer.tells",
        lang,
        n=n,
        groups=", ".join(f"{name}: {(patients['group'] == name).sum()}" for name in groups),
        dlts=int((patients["mark"] == "dlt").sum()),
        responses=int((patients["mark"] == "response").sum()),
        looks=0 if decisions is None else decisions.height,
    )
    return page_wide(layers, height=height, tells=told, synthetic=synthetic)


def _decided(decisions: pl.DataFrame | None, across: Any, axis: Any, height: int) -> list[Any]:
    if decisions is None or not decisions.height:
        return []
    x = alt.X("at:Q", scale=across, axis=axis)
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("told:N", title=" ")]
    layers: list[Any] = []
    rows = 2 if decisions.height > _CROWD else 1
    for k in range(rows):
        base = alt.Chart(decisions.gather_every(rows, k))
        y = alt.YValue(_TOP - 18 - 20 * k)
        line = base.mark_rule(color=PRIOR, strokeDash=[4, 3], strokeWidth=1.2, aria=False)
        plate = base.mark_point(
            shape="circle", size=320, filled=True, fill="white", stroke=INK, strokeWidth=1.2, opacity=1
        )
        words = base.mark_text(fontSize=11, fontWeight="bold", color=INK, aria=False)
        layers += [
            line.encode(x=x, y=y, y2=alt.Y2Value(height)),
            plate.encode(x=x, y=y, tooltip=tooltip),
            words.encode(x=x, y=y, text=alt.Text("label:N")),
        ]
    return layers


def _key(seen: Sequence[str], lang: Lang) -> list[Any]:
    layers: list[Any] = []
    left = 0
    for kind in seen:
        word = say(f"chart.swimmer.{kind}", lang)
        base = alt.Chart(pl.DataFrame({"text": [word]}))
        mark = base.mark_point(filled=True, size=90, strokeWidth=1, opacity=1, aria=False, **_MARKS[kind])
        text = base.mark_text(align="left", fontSize=13, color=INK, aria=False)
        layers += [
            mark.encode(x=alt.XValue(left + 8), y=alt.YValue(6)),
            text.encode(x=alt.XValue(left + 20), y=alt.YValue(6), text=alt.Text("text:N")),
        ]
        left += 40 + 9 * len(word)
    return layers

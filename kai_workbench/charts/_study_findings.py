"""Findings by dose group, each against the animals in which that organ was examined."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from ..errors import KaiError
from ..text import Lang, say
from ._look import COLOURS, INK, LINE, RAISED, SOFT
from ._study_groups import DoseGroups, clicked, linked

_TOP, _PITCH, _TITLE, _BAR, _TALL = 40, 46, 12, 20, 20  # pixels
_GAP = 0.06  # between cells, in cells


def study_findings(
    incidence: pl.DataFrame, *, groups: DoseGroups, lang: Lang = "en", synthetic: bool = False
) -> alt.LayerChart:
    """A row for each finding, a cell for each dose group, filled as far as animals are affected.

    Parameters
    ----------
    incidence
        ``key`` and ``title`` of the finding, ``rank`` of the group, ``affected`` and ``examined``
        (animals), and where severity was graded ``grades``: a list of structs of ``grade`` (from 1),
        ``label`` and ``n``. Rows are drawn in the order in which findings first stand.
    groups
        The dose groups.
    lang
        Language of the words.
    synthetic
        Whether the data are invented.

    Returns
    -------
    altair.LayerChart
        As wide as its page. The selection ``pick`` holds ``key`` and ``rank`` of a clicked cell. The
        parameter ``cell`` rings a cell (``"key|rank"``), ``marked`` puts a mark on each cell that it
        lists. Darker within a cell: more severe.

    Raises
    ------
    kai_workbench.errors.KaiError
        There is no finding.
    """
    if incidence.is_empty():
        raise KaiError("chart_study_nothing")
    keys = incidence["key"].unique(maintain_order=True).to_list()
    cells = [_cell(row, keys.index(row["key"]), groups, lang) for row in incidence.iter_rows(named=True)]
    height = _TOP + len(keys) * _PITCH
    across = alt.Scale(domain=[0, len(groups.labels)], nice=False)
    down = alt.Scale(domain=[height, 0], nice=False, zero=False)
    x, y = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    x2, y2 = alt.X2("x2:Q"), alt.Y2("y2:Q")
    tooltip = [
        alt.Tooltip("title:N", title=say("chart.study.finding", lang)),
        alt.Tooltip("group:N", title=say("chart.study.dose", lang)),
        alt.Tooltip("told:N", title=say("chart.study.affected", lang)),
        alt.Tooltip("severity:N", title=say("chart.study.severity", lang)),
    ]
    base = alt.Chart(pl.DataFrame([{k: v for k, v in one.items() if k != "parts"} for one in cells]))
    colour = COLOURS.get(groups.species, SOFT)
    layers: list[Any] = [*_heads(groups, lang, x, y), *_titles(incidence, keys, x, y)]
    layers.append(base.mark_rect(color=RAISED, cornerRadius=3, aria=False).encode(x=x, x2=x2, y=y, y2=y2))
    parts = [part for one in cells for part in one["parts"]]
    if parts:
        opacity = alt.Opacity("grade:Q", scale=alt.Scale(domain=[0, 1], range=[0.3, 0.85]), legend=None)
        bars = alt.Chart(pl.DataFrame(parts)).mark_rect(color=colour, aria=False)
        layers.append(bars.encode(x=x, x2=x2, y=y, y2=y2, opacity=opacity))
    layers += [
        base.mark_text(align="left", dx=6, fontSize=12, aria=False).encode(
            x=x,
            y=alt.Y("middle:Q", scale=down, axis=None),
            text=alt.Text("share:N"),
            color=alt.condition("datum.affected > 0", alt.value(INK), alt.value(SOFT)),
        ),
        # Within its cell, so that it is not taken for the next one's.
        base.mark_point(shape="circle", filled=True, color=INK, size=40, xOffset=-9, aria=False)
        .transform_filter("indexof(marked, datum.cell) >= 0")
        .encode(x=alt.X("x2:Q", scale=across, axis=None), y=alt.Y("middle:Q", scale=down, axis=None)),
        base.mark_rect(fillOpacity=0, stroke=INK, strokeWidth=2, cornerRadius=3, aria=False)
        .transform_filter("cell == datum.cell")
        .encode(x=x, x2=x2, y=y, y2=y2),
        base.mark_rect(fillOpacity=0, color=INK, cursor="pointer", aria=False)
        .encode(x=x, x2=x2, y=alt.Y("top:Q", scale=down, axis=None), y2=y2, tooltip=tooltip)
        .add_params(clicked(["key", "rank"])),
    ]
    tells = say("chart.tells.study_findings", lang, n=len(keys), told=_told(cells, lang))
    return linked(layers, height=height, tells=tells, synthetic=synthetic, cell="", marked=[])


def _cell(row: dict[str, Any], place: int, groups: DoseGroups, lang: Lang) -> dict[str, Any]:
    rank, affected, examined = row["rank"], row["affected"] or 0, row["examined"] or 0
    top = _TOP + place * _PITCH
    left, right = rank + (_GAP if rank else 0), rank + 1
    shown = f"{affected}/{examined}" if examined else "–"
    percent = round(100 * affected / examined) if examined else 0
    found = {
        "cell": f"{row['key']}|{rank}",
        "key": row["key"],
        "title": row["title"],
        "rank": rank,
        "group": groups.names[rank],
        "affected": affected,
        "examined": examined,
        "share": shown,
        "told": say("chart.study.of", lang, affected=affected, examined=examined, percent=percent)
        if examined
        else say("chart.study.not_examined", lang),
        "x": left,
        "x2": right,
        "top": top,
        "y": top + _TITLE + _BAR - _TALL / 2,
        "y2": top + _TITLE + _BAR + _TALL / 2,
        "middle": top + _TITLE + _BAR,
    }
    grades = [one for one in (row.get("grades") or []) if one["n"]]
    found["severity"] = ", ".join(f"{one['label']} {one['n']}" for one in grades) or "–"
    most = max([one["grade"] for one in grades], default=1)
    graded = sum(one["n"] for one in grades)
    pieces = [*grades, {"grade": 0, "n": affected - graded}] if affected > graded else grades
    parts, at = [], left
    for piece in sorted(pieces, key=lambda one: -one["grade"]):
        wide = (right - left) * piece["n"] / max(examined, 1)
        scale = max(most, 5)
        parts.append(
            {"x": at, "x2": at + wide, "y": found["y"], "y2": found["y2"], "grade": piece["grade"] / scale}
        )
        at += wide
    found["parts"] = parts
    return found


def _heads(groups: DoseGroups, lang: Lang, x: Any, y: Any) -> list[Any]:
    values = [
        {"x": k + (_GAP if k else 0), "y": 26, "text": label, "line": _TOP - 6}
        for k, label in enumerate(groups.labels)
    ]
    title = say("chart.study.dose_unit", lang, unit=groups.unit) if groups.unit else ""
    head = pl.DataFrame([{"x": 0, "y": 6, "text": title or say("chart.study.dose", lang)}])
    base = alt.Chart(pl.DataFrame(values))
    text = alt.Text("text:N")
    return [
        alt.Chart(head)
        .mark_text(align="left", fontSize=12, color=SOFT, aria=False)
        .encode(x=x, y=y, text=text),
        base.mark_text(align="left", fontSize=13, fontWeight="bold", color=INK, aria=False).encode(
            x=x, y=y, text=text
        ),
        alt.Chart(pl.DataFrame([{"x": 0, "x2": len(values), "y": _TOP - 8}]))
        .mark_rule(color=LINE, aria=False)
        .encode(x=x, x2=alt.X2("x2:Q"), y=y),
    ]


def _titles(incidence: pl.DataFrame, keys: list[str], x: Any, y: Any) -> list[Any]:
    first = incidence.unique("key", keep="first", maintain_order=True)
    values = [
        {"x": 0, "y": _TOP + k * _PITCH + _TITLE, "text": title}
        for k, title in enumerate(first["title"].to_list())
    ]
    assert len(values) == len(keys)
    texts = alt.Chart(pl.DataFrame(values)).mark_text(
        align="left", baseline="middle", fontSize=13, color=INK, limit=400, aria=False
    )
    return [texts.encode(x=x, y=y, text=alt.Text("text:N"))]


def _told(cells: list[dict[str, Any]], lang: Lang) -> str:
    """The first finding in words."""
    first = [one for one in cells if one["key"] == cells[0]["key"]]
    each = ", ".join(f"{one['group']}: {one['share']}" for one in first)
    return say("chart.study.told", lang, title=first[0]["title"], each=each)

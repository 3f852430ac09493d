"""Tests side by side: how far each dose group's mean lies from the control's."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from ..errors import KaiError
from ..text import Lang, say
from ._look import INK, LINE, PRIOR, RAISED, SOFT
from ._numbers import figures, tick_label
from ._study_groups import DoseGroups, clicked, linked

_TOP, _PITCH, _TITLE, _LANES = 40, 46, 12, 26  # pixels; as in study_findings, so that rows align
_TICKS = (0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 30, 100)


def study_profile(
    changes: pl.DataFrame,
    *,
    groups: DoseGroups,
    animals: pl.DataFrame | None = None,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """A row for each test: ratio to the control of every dose group, with its 50 and 90% interval.

    Parameters
    ----------
    changes
        Of :func:`study_changes`, in the order in which rows are to stand.
    groups
        The dose groups.
    animals
        ``test``, ``subject`` and ``ratio`` of single animals to the control's mean, shown when they
        are chosen.
    lang
        Language of the words.
    synthetic
        Whether the data are invented.

    Returns
    -------
    altair.LayerChart
        As wide as its page. The selection ``pick`` holds the ``test`` of a clicked row; the parameter
        ``opened`` marks the row of a test, ``chosen`` shows the animals that it lists.

    Raises
    ------
    kai_workbench.errors.KaiError
        There is no test.
    """
    if changes.is_empty():
        raise KaiError("chart_study_nothing")
    tests = changes["test"].unique(maintain_order=True).to_list()
    height = _TOP + len(tests) * _PITCH
    low = max(min(float(changes["lo90"].min()), 0.8), 0.02)  # type: ignore[arg-type]
    high = min(max(float(changes["hi90"].max()), 1.25), 50.0)  # type: ignore[arg-type]
    scale = alt.Scale(type="log", domain=[low * 0.97, high * 1.03], nice=False, clamp=True)
    x = alt.X("x:Q", scale=scale, axis=None)
    down = alt.Scale(domain=[height, 0], nice=False, zero=False)
    y = alt.Y("y:Q", scale=down, axis=None)
    lanes = sorted(changes["rank"].unique().to_list())
    values = [_row(row, tests, lanes, groups) for row in changes.iter_rows(named=True)]
    base = alt.Chart(pl.DataFrame(values))
    colour = alt.Color("rank:O", scale=groups.scale(), legend=None)
    tooltip = [
        alt.Tooltip("title:N", title=say("chart.study.test", lang)),
        alt.Tooltip("group:N", title=say("chart.study.dose", lang)),
        alt.Tooltip("told:N", title=say("chart.study.ratio", lang)),
        alt.Tooltip("i90:N", title=say("chart.interval90", lang)),
        alt.Tooltip("n:Q", title=say("chart.study.animals", lang)),
    ]
    thick = max(4, min(7, _LANES // (len(lanes) + 1)))
    rows = [
        {"test": one, "title": changes.filter(pl.col("test") == one)["title"][0], "y": _TOP + k * _PITCH - 2}
        for k, one in enumerate(tests)
    ]
    shelf = alt.Chart(pl.DataFrame(rows)).transform_calculate(y2=f"datum.y + {_PITCH - 4}")
    row = {"x": alt.XValue(0), "x2": alt.X2Value("width"), "y": y, "y2": alt.Y2("y2:Q")}
    layers: list[Any] = [
        shelf.mark_rect(color=RAISED, stroke=INK, strokeWidth=1, cornerRadius=4, aria=False)
        .transform_filter("opened == datum.test")
        .encode(**row),
        *_axis((low, high), height, lang, x, down),
    ]
    for level, opacity in ((90, 0.25), (50, 0.55)):
        band = base.mark_rule(strokeWidth=thick, opacity=opacity, clip=True, aria=False)
        layers.append(
            band.encode(
                x=alt.X(f"lo{level}:Q", scale=scale, axis=None), x2=alt.X2(f"hi{level}:Q"), y=y, color=colour
            )
        )
    layers.append(
        base.mark_point(filled=True, opacity=1, size=46, stroke="white", strokeWidth=1, aria=False).encode(
            x=x, y=y, color=colour
        )
    )
    texts = alt.Chart(pl.DataFrame(rows)).transform_calculate(at=f"datum.y + {_TITLE - 1}")
    # Twice: the first with a white rim, so that no line of the axis runs through a word.
    layers += [
        texts.mark_text(
            align="left", baseline="middle", fontSize=13, color=INK, limit=300, dx=4, aria=False, **rim
        ).encode(x=alt.XValue(0), y=alt.Y("at:Q", scale=down, axis=None), text=alt.Text("title:N"))
        for rim in ({"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}, {})
    ]
    if animals is not None and animals.height:
        layers.append(_animals(animals, tests, x, y, lang))
    layers.append(
        base.mark_point(size=500, opacity=0, filled=True, cursor="pointer", aria=False).encode(
            x=x, y=y, tooltip=tooltip
        )
    )
    layers.append(
        shelf.mark_rect(fillOpacity=0, color=INK, cursor="pointer", aria=False)
        .encode(**row, tooltip=alt.Tooltip("title:N", title=" "))
        .add_params(clicked(["test"]))
    )
    # The transparent rows stand before the dots, so that a dot's own tooltip is found.
    layers[-1], layers[-2] = layers[-2], layers[-1]
    told = _told(changes, groups, lang)
    tells = say("chart.tells.study_profile", lang, n=len(tests), told=told)
    return linked(layers, height=height, tells=tells, synthetic=synthetic, chosen=[], opened="")


def _row(row: dict[str, Any], tests: list[str], lanes: list[int], groups: DoseGroups) -> dict[str, Any]:
    top = _TOP + tests.index(row["test"]) * _PITCH + _TITLE + 4
    lane = (lanes.index(row["rank"]) + 1) / (len(lanes) + 1)
    names = ("test", "title", "rank", "n", "lo50", "hi50", "lo90", "hi90")
    return {name: row[name] for name in names} | {
        "x": row["ratio"],
        "y": top + _LANES * lane,
        "group": groups.names[row["rank"]],
        "told": f"× {figures(row['ratio'])}",
        "i90": f"{figures(row['lo90'])} – {figures(row['hi90'])}",
    }


def _axis(limits: tuple[float, float], height: int, lang: Lang, x: Any, down: Any) -> list[Any]:
    low, high = limits
    inside = [tick for tick in _TICKS if low <= tick <= high]
    if len(inside) > 7:
        inside = [tick for tick in inside if tick in {0.01, 0.1, 0.3, 0.5, 1, 2, 3, 10, 30, 100}]
    values = [{"x": tick, "y": 26, "text": tick_label(tick), "y2": height} for tick in inside]
    base = alt.Chart(pl.DataFrame(values))
    lines = base.transform_calculate(top=f"{_TOP - 8}")
    top = alt.Y("top:Q", scale=down, axis=None)
    title = alt.Chart(pl.DataFrame([{"text": say("chart.study.ratio_axis", lang)}]))
    return [
        lines.mark_rule(aria=False).encode(
            x=x,
            y=top,
            y2=alt.Y2("y2:Q"),
            color=alt.condition("datum.x == 1", alt.value(PRIOR), alt.value(LINE)),
        ),
        base.mark_text(fontSize=13, color=INK, aria=False).encode(
            x=x, y=alt.Y("y:Q", scale=down, axis=None), text=alt.Text("text:N")
        ),
        title.mark_text(align="left", fontSize=12, color=SOFT, aria=False).encode(
            x=alt.XValue(0), y=alt.YValue(6), text=alt.Text("text:N")
        ),
    ]


def _animals(animals: pl.DataFrame, tests: list[str], x: Any, y: Any, lang: Lang) -> Any:
    drawn = animals.filter(pl.col("test").is_in(tests) & (pl.col("ratio") > 0))
    place = {test: _TOP + k * _PITCH + _TITLE + 4 + _LANES / 2 for k, test in enumerate(tests)}
    marks = drawn.select(
        "test",
        "subject",
        pl.col("ratio").alias("x"),
        pl.col("test").replace_strict(place, return_dtype=pl.Float64).alias("y"),
    )
    return (
        alt.Chart(marks)
        .transform_filter("indexof(chosen, datum.subject) >= 0")
        .mark_point(shape="diamond", filled=True, size=64, color=INK, opacity=0.85, aria=False)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("subject:N", title=say("chart.study.animal", lang)),
                alt.Tooltip("x:Q", title=say("chart.study.ratio", lang), format=".3~r"),
            ],
        )
    )


def _told(changes: pl.DataFrame, groups: DoseGroups, lang: Lang) -> str:
    """The highest group of the first test in words."""
    row = changes.filter(pl.col("test") == changes["test"][0]).sort("rank").row(-1, named=True)
    each = f"{groups.names[row['rank']]}: × {figures(row['ratio'])}"
    return say("chart.study.told", lang, title=row["title"], each=each)

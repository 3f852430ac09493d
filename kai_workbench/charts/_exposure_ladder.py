"""Exposure from the animals' dose groups up to people, on one axis."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..text import Lang, say
from ._look import COLOURS, HUMAN, INK, LINE, PRIOR, SHAPES, SOFT, STOP, page_wide
from ._numbers import figures, tick_label, ticks

Floats = NDArray[np.float64]
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_TITLE, _BAND, _THICK, _PLAIN, _WITH_ORGANS, _AXIS, _TOP = 14, 26, 16, 56, 74, 52, 24


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rung:
    """The exposure of one group.

    Attributes
    ----------
    species
        ``rat``, ``dog``, ``human`` ...
    label
        The dose, in the reader's language.
    draws
        Of the group's mean exposure, (sample,), all in the unit of the ladder.
    known
        Whether the draws hold the uncertainty of the mean; without, a value stands alone.
    values
        What was measured: animals, pools or people.
    changed
        What was changed at this dose and not below: organs, in the reader's language.
    chosen
        The human exposure that the animals are compared with.
    margin
        Draws of this exposure over the chosen human one; missing where there is none.
    """

    species: str
    label: str
    draws: Floats
    known: bool = True
    values: tuple[float, ...] = ()
    changed: str = ""
    chosen: bool = False
    margin: Floats | None = None

    @functools.cached_property
    def quantiles(self) -> list[float]:
        """5, 25, 50, 75 and 95%."""
        return [float(one) for one in np.quantile(self.draws, _QUANTILES)]

    @property
    def height(self) -> int:
        """Pixels."""
        return _WITH_ORGANS if self.changed else _PLAIN

    def told(self, unit: str, lang: Lang) -> str:
        """Dose, exposure and margin in words."""
        lo90, _, median, _, hi90 = (figures(value) for value in self.quantiles)
        name = say(f"species.{self.species}", lang)
        key = "ladder.row" if self.known else "ladder.row_alone"
        row = say(key, lang, species=name, dose=self.label, median=median, lo90=lo90, hi90=hi90, unit=unit)
        said = self.margin_told(lang)
        return f"{row}, {say('ladder.head', lang)} {said}" if said else row

    def margin_told(self, lang: Lang) -> str:
        """The margin in words; empty where there is none."""
        if self.margin is None:
            return ""
        low, middle, high = (
            figures(float(one), digits=2) for one in np.quantile(self.margin, (0.05, 0.5, 0.95))
        )
        key = "ladder.margin" if low != high else "ladder.margin_alone"
        return say(key, lang, median=middle, lo90=low, hi90=high)


def exposure_ladder(
    rungs: Sequence[Rung],
    *,
    unit: str,
    quantity: str = "quantity.auc",
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Exposure of every dose group with 50% and 90% bands, and how far it lies above people's.

    Parameters
    ----------
    rungs
        From the first row to the last. The chosen one runs through all others as a band.
    unit
        Of every exposure, as shown.
    quantity
        Phrase key of what is on the axis.
    lang
        Language of the words.
    synthetic
        The data are invented: the badge is shown, and exported.

    Returns
    -------
    altair.LayerChart
        As wide as its page.

    Examples
    --------
    >>> import numpy as np
    >>> rat = Rung(species="rat", label="10 mg/kg", draws=np.array([900.0, 1000.0, 1100.0]))
    >>> exposure_ladder([rat], unit="ng·h/mL").height
    132
    """
    tops = [_TOP + sum(rung.height for rung in rungs[:k]) for k in range(len(rungs))]
    end = _TOP + sum(rung.height for rung in rungs)
    height = end + _AXIS
    low, high = _reach(rungs)
    across = alt.Scale(type="log", domain=[low, high], nice=False, zero=False)
    x = alt.X("x:Q", scale=across, axis=None)
    scale = alt.Scale(domain=[height, 0], nice=False, zero=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    rows = [_facts(rung, top, unit, lang) for rung, top in zip(rungs, tops, strict=True)]
    layers = [
        *_chosen(rungs, end, x, y),
        *_axis(
            ticks(low, high, most=5),
            end,
            say("ladder.axis", lang, quantity=say(quantity, lang), unit=unit),
            x,
            scale,
        ),
        *_bands(rows, x, y, across, lang),
        *_values(rungs, tops, x, y),
        *_words(rungs, tops, y, lang),
    ]
    tells = say("ladder.tells", lang, rows="; ".join(rung.told(unit, lang) for rung in rungs))
    return page_wide(layers, height=height, tells=tells, synthetic=synthetic)


def _reach(rungs: Sequence[Rung]) -> tuple[float, float]:
    ends = [end for rung in rungs for end in (rung.quantiles[0], rung.quantiles[-1], *rung.values)]
    low, high = min(ends, default=1.0), max(ends, default=10.0)
    room = max(0.06 * math.log10(high / low), 0.08)
    return low / 10**room, high * 10**room


def _data(values: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(pl.DataFrame(values, infer_schema_length=None))


def _facts(rung: Rung, top: int, unit: str, lang: Lang) -> dict[str, Any]:
    lo90, lo50, median, hi50, hi90 = rung.quantiles
    return {
        "x90": lo90,
        "to90": hi90,
        "x50": lo50,
        "to50": hi50,
        "x": median,
        "y": top + _BAND,
        "y2": top + _BAND + _THICK,
        "known": rung.known,
        "colour": COLOURS.get(rung.species, PRIOR),
        "row": f"{say(f'species.{rung.species}', lang)}, {rung.label}",
        "median": f"{figures(median)} {unit}",
        "i50": f"{figures(lo50)} – {figures(hi50)} {unit}" if rung.known else say("ladder.unknown", lang),
        "i90": f"{figures(lo90)} – {figures(hi90)} {unit}" if rung.known else say("ladder.unknown", lang),
        "margin": rung.margin_told(lang) or "–",
    }


def _tooltip(lang: Lang) -> list[Any]:
    named = (
        ("median", "chart.median"),
        ("i50", "chart.interval50"),
        ("i90", "chart.interval90"),
        ("margin", "ladder.against"),
    )
    return [alt.Tooltip("row:N", title=" ")] + [
        alt.Tooltip(f"{field}:N", title=say(key, lang)) for field, key in named
    ]


def _chosen(rungs: Sequence[Rung], end: int, x: Any, y: Any) -> list[Any]:
    """The human exposure as a band through the whole ladder, so that every rung is held against it."""
    layers: list[Any] = []
    for rung in rungs:
        if not rung.chosen:
            continue
        lo90, lo50, median, hi50, hi90 = rung.quantiles
        if rung.known:
            for low, high, opacity in ((lo90, hi90, 0.10), (lo50, hi50, 0.14)):
                area = _data([{"x": low, "x2": high, "y": _TOP, "y2": end}])
                mark = area.mark_rect(color=HUMAN, opacity=opacity, aria=False)
                layers.append(mark.encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q")))
        line = _data([{"x": median, "y": _TOP, "y2": end}])
        mark = line.mark_rule(color=HUMAN, strokeWidth=1.5, strokeDash=[2, 3], aria=False)
        layers.append(mark.encode(x=x, y=y, y2=alt.Y2("y2:Q")))
    return layers


def _axis(at: list[float], end: int, title: str, x: Any, scale: Any) -> list[Any]:
    y = alt.Y("y:Q", scale=scale, axis=None)
    lines = [{"x": tick, "y": _TOP, "y2": end, "label": tick_label(tick), "at": end + 16} for tick in at]
    base = _data(lines)
    text = alt.Text("label:N")
    return [
        base.mark_rule(color=LINE, aria=False).encode(x=x, y=y, y2=alt.Y2("y2:Q")),
        base.mark_text(color=INK, fontSize=12, aria=False).encode(
            x=x, y=alt.Y("at:Q", scale=scale, axis=None), text=text
        ),
        _data([{"y": end}])
        .mark_rule(color=PRIOR, aria=False)
        .encode(x=alt.XValue(0), x2=alt.X2Value("width"), y=y),
        _data([{"y": end + 40, "label": title}])
        .mark_text(align="left", color=SOFT, fontSize=13, aria=False)
        .encode(x=alt.XValue(0), y=y, text=text),
    ]


def _bands(rows: list[dict[str, Any]], x: Any, y: Any, across: alt.Scale, lang: Lang) -> list[Any]:
    # Colours come with the data: what each stands for is written on every row.
    colour = alt.Color("colour:N", scale=None, legend=None)
    tooltip = _tooltip(lang)
    known = [row for row in rows if row["known"]]
    layers: list[Any] = []
    for part, opacity in (("90", 0.32), ("50", 0.75)):
        if known:
            mark = _data(known).mark_rect(opacity=opacity, cornerRadius=2, aria=False)
            ends = {"x": alt.X(f"x{part}:Q", scale=across, axis=None), "x2": alt.X2(f"to{part}:Q")}
            layers.append(mark.encode(**ends, y=y, y2=alt.Y2("y2:Q"), color=colour, tooltip=tooltip))
    middle = _data(known or rows).mark_rule(
        color="white", strokeWidth=2, opacity=int(bool(known)), aria=False
    )
    layers.append(middle.encode(x=x, y=y, y2=alt.Y2("y2:Q")))
    alone = [row | {"y": row["y"] + _THICK / 2} for row in rows if not row["known"]]
    if alone:
        mark = _data(alone).mark_point(
            shape="diamond", size=150, strokeWidth=2, filled=False, opacity=1, aria=False
        )
        layers.append(mark.encode(x=x, y=y, color=colour, tooltip=tooltip))
    return layers


def _values(rungs: Sequence[Rung], tops: list[int], x: Any, y: Any) -> list[Any]:
    layers: list[Any] = []
    for species in dict.fromkeys(rung.species for rung in rungs):
        points = [
            {"x": value, "y": top + _BAND + _THICK / 2}
            for rung, top in zip(rungs, tops, strict=True)
            if rung.species == species
            for value in rung.values
        ]
        if points:
            mark = _data(points).mark_point(
                shape=SHAPES.get(species, "circle"),
                filled=True,
                size=42,
                color="white",
                stroke=COLOURS.get(species, PRIOR),
                strokeWidth=1.25,
                opacity=1,
                aria=False,
            )
            layers.append(mark.encode(x=x, y=y))
    return layers


def _words(rungs: Sequence[Rung], tops: list[int], y: Any, lang: Lang) -> list[Any]:
    layers: list[Any] = []
    text = alt.Text("label:N")
    both = list(zip(rungs, tops, strict=True))
    for species in dict.fromkeys(rung.species for rung in rungs):
        marks = [{"y": top + _TITLE} for rung, top in both if rung.species == species]
        sign = _data(marks).mark_point(
            shape=SHAPES.get(species, "circle"),
            filled=True,
            size=110,
            color=COLOURS.get(species, PRIOR),
            opacity=1,
            aria=False,
        )
        layers.append(sign.encode(x=alt.XValue(8), y=y))
    names = [
        {"y": top + _TITLE, "label": f"{say(f'species.{rung.species}', lang)}  {rung.label}"}
        for rung, top in both
    ]
    at = {"y": y, "text": text}
    layers += _on_paper(names, {"x": alt.XValue(22), **at}, align="left", fontSize=14, fontWeight="bold")
    margins = [{"y": top + _TITLE, "label": rung.margin_told(lang)} for rung, top in both]
    if any(one["label"] for one in margins):
        right = {"x": alt.XValue("width"), **at}
        head = [{"y": 8, "label": say("ladder.head", lang)}]
        layers += _on_paper(head, right, align="right", fontSize=12, color=SOFT)
        layers += _on_paper(margins, right, align="right", fontSize=13)
    changed = [
        {"y": top + _BAND + _THICK + 13, "label": say("ladder.changed", lang, organs=rung.changed)}
        for rung, top in both
        if rung.changed
    ]
    if changed:
        layers += _on_paper(changed, {"x": alt.XValue(2), **at}, align="left", fontSize=13, color=STOP)
    return layers


def _on_paper(rows: list[dict[str, Any]], at: dict[str, Any], **look: Any) -> list[Any]:
    """Words with paper behind their letters, so that no line of the picture runs through them."""
    plain: dict[str, Any] = {"baseline": "middle", "aria": False, "color": INK} | look
    behind: dict[str, Any] = plain | {
        "color": "white",
        "stroke": "white",
        "strokeWidth": 4,
        "strokeJoin": "round",
    }
    return [_data(rows).mark_text(**one).encode(**at) for one in (behind, plain)]

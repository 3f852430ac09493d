"""A running escalation: patient by patient, and what is known of the DLT rate at each dose."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from ..text import Lang, say
from ._look import HUMAN, INK, LINE, PRIOR, SOFT, STOP, page_wide

_ROW, _KEY = 46, 36
_ROOM = 1.15  # right of 100% stand the counts
_LEAST = 12  # patients across, so that the first cohort is not spread over the whole width


def escalation_trial(
    cohorts: Sequence[tuple[float, int, int]],
    *,
    doses: Sequence[float],
    unit: str,
    coming: tuple[float, int] | None = None,
    closed: Sequence[float] = (),
    lang: Lang = "en",
) -> alt.LayerChart:
    """Every patient at the dose given, with the DLTs, and the cohort that the design asks for next.

    Parameters
    ----------
    cohorts
        Dose, patients and DLTs, in order of time. Within a cohort the DLTs are drawn first.
    doses
        Of the design, rising.
    unit
        Of the doses.
    coming
        Dose and patients of the next cohort.
    closed
        Doses that the data rule out.
    lang
        Language of the words.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    height = _KEY + _ROW * len(doses)
    people: list[dict[str, Any]] = []
    number = 0
    for k, (dose, patients, dlts) in enumerate(cohorts):
        for one in range(patients):
            number += 1
            fact = {"patient": number, "cohort": k + 1, "level": list(doses).index(dose), "dlt": one < dlts}
            people.append(fact | {"told": _told(fact, f"{dose:g} {unit}", lang)})
    ahead = []
    if coming is not None:
        level = list(doses).index(coming[0])
        ahead = [{"patient": number + one + 1, "level": level} for one in range(coming[1])]
    last = max([_LEAST, number + len(ahead)])
    x = alt.X(
        "patient:Q",
        scale=alt.Scale(domain=[0.4, last + 0.6], nice=False, zero=False),
        axis=alt.Axis(title=say("chart.escalation.patient", lang), format="d", grid=False, tickMinStep=1),
    )
    scale = _levels(doses, height)
    y = alt.Y("level:Q", scale=scale, axis=_axis(doses, unit, lang))
    layers = [
        *_closed(doses, closed, scale, lang),
        *_people(people, x, y),
        *_ahead(ahead, x, y, lang),
        *_key(lang, with_next=bool(ahead)),
    ]
    told = "; ".join(
        say("chart.escalation.cohort", lang, k=k + 1, dose=f"{dose:g} {unit}", n=n, y=y_)
        for k, (dose, n, y_) in enumerate(cohorts)
    )
    tells = say("chart.escalation.trial_tells", lang, rows=told or "–")
    return page_wide(layers, height=height, tells=tells, synthetic=False)


def dlt_rates(
    rates: pl.DataFrame,
    *,
    target: float,
    unit: str,
    modelled: bool,
    lang: Lang = "en",
) -> alt.LayerChart:
    """The DLT rate at each dose with 50% and 90% bands, and the target.

    Parameters
    ----------
    rates
        ``dose``, ``patients``, ``dlts``, ``lo90``, ``lo50``, ``median``, ``hi50``, ``hi90``; fractions,
        null where nothing is known.
    target
        Target DLT rate.
    unit
        Of the doses.
    modelled
        Whether a model of all doses together gave them.
    lang
        Language of the words.

    Returns
    -------
    altair.LayerChart
        As wide as its page.
    """
    doses = rates["dose"].to_list()
    height = _KEY + _ROW * len(doses)
    scale = _levels(doses, height)
    across = alt.Scale(domain=[0, _ROOM], nice=False)
    shown = [0, 0.2, 0.4, 0.6, 0.8, 1]
    axis = alt.Axis(format="%", values=shown, grid=False, title=say("chart.escalation.rate_axis", lang))
    x = alt.X("x:Q", scale=across, axis=axis)
    axis_y = _axis(doses, unit, lang)
    y = alt.Y("level:Q", scale=scale, axis=axis_y)
    rows = [_facts(k, row, unit, lang) for k, row in enumerate(rates.to_dicts())]
    known = [row for row in rows if row["median"] is not None]
    tooltip = [
        alt.Tooltip("dose_told:N", title=" "),
        alt.Tooltip("counts:N", title=say("chart.escalation.counts", lang)),
        alt.Tooltip("median:Q", title=say("chart.median", lang), format=".1%"),
        alt.Tooltip("i50:N", title=say("chart.interval50", lang)),
        alt.Tooltip("i90:N", title=say("chart.interval90", lang)),
    ]
    lines = _data([{"x": at} for at in shown]).mark_rule(color=LINE, aria=False)
    layers: list[Any] = [lines.encode(x=x, y=alt.YValue(_KEY), y2=alt.Y2Value(height))]
    for low, high, opacity in (("lo90", "hi90", 0.3), ("lo50", "hi50", 0.75)):
        if known:
            band = _data(known).mark_rect(color=HUMAN, opacity=opacity, cornerRadius=2, aria=False)
            ends = {"x": alt.X(f"{low}:Q", scale=across, axis=axis), "x2": alt.X2(f"{high}:Q")}
            sides = {"y": alt.Y("low:Q", scale=scale, axis=axis_y), "y2": alt.Y2("high:Q")}
            layers.append(band.encode(**ends, **sides, tooltip=tooltip))
    if known:
        middle = _data(known).mark_rule(color="white", strokeWidth=2, aria=False)
        layers.append(
            middle.encode(
                x=alt.X("median:Q", scale=across, axis=axis),
                y=alt.Y("low:Q", scale=scale, axis=axis_y),
                y2=alt.Y2("high:Q"),
            )
        )
    aim = _data([{"x": target, "label": say("chart.escalation.target", lang, target=f"{100 * target:.3g}%")}])
    layers.append(
        aim.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.5, aria=False).encode(
            x=x, y=alt.YValue(_KEY), y2=alt.Y2Value(height)
        )
    )
    layers.append(
        aim.mark_text(baseline="bottom", fontSize=12, color=INK, aria=False).encode(
            x=x, y=alt.YValue(_KEY - 3), text=alt.Text("label:N")
        )
    )
    counts = _data(rows).mark_text(align="right", fontSize=13, color=INK, aria=False)
    layers.append(counts.encode(x=alt.XValue("width"), y=y, text=alt.Text("counts:N")))
    told = "; ".join(f"{row['dose_told']}: {row['summary']}" for row in rows)
    head = say("chart.escalation.counts", lang)
    words = _data([{"label": head}]).mark_text(
        align="right", baseline="bottom", fontSize=12, color=SOFT, aria=False
    )
    layers.append(words.encode(x=alt.XValue("width"), y=alt.YValue(_KEY - 3), text=alt.Text("label:N")))
    key = "rates_tells_model" if modelled else "rates_tells_alone"
    return page_wide(
        layers, height=height, tells=say(f"chart.escalation.{key}", lang, rows=told), synthetic=False
    )


def _told(fact: dict[str, Any], dose: str, lang: Lang) -> str:
    key = "dlt" if fact["dlt"] else "no_dlt"
    return f"{say('chart.escalation.cohort_short', lang, k=fact['cohort'])}, {dose}: " + say(
        f"chart.escalation.{key}", lang
    )


def _facts(k: int, row: dict[str, Any], unit: str, lang: Lang) -> dict[str, Any]:
    told = {
        "dose_told": f"{row['dose']:g} {unit}",
        "counts": f"{row['dlts']}/{row['patients']}" if row["patients"] else "–",
    }
    if row["median"] is None:
        summary, i50, i90 = say("chart.escalation.unknown", lang), "–", "–"
    else:
        i50, i90 = (f"{row[f'lo{part}']:.0%} – {row[f'hi{part}']:.0%}" for part in (50, 90))
        summary = f"{row['median']:.0%} (90%: {i90})"
    place = {"level": k, "low": k - 0.26, "high": k + 0.26}
    return row | told | place | {"i50": i50, "i90": i90, "summary": summary}


def _data(values: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(pl.DataFrame(values, infer_schema_length=None))


def _levels(doses: Sequence[float], height: int) -> alt.Scale:
    return alt.Scale(domain=[-0.5, len(doses) - 0.5], range=[height, _KEY], nice=False, zero=False)


def _axis(doses: Sequence[float], unit: str, lang: Lang) -> alt.Axis:
    names = json.dumps([f"{dose:g}" for dose in doses])
    return alt.Axis(
        title=say("chart.escalation.dose", lang, unit=unit),
        values=list(range(len(doses))),
        labelExpr=f"{names}[datum.value]",
        ticks=False,
        labelOverlap=False,
    )


def _closed(doses: Sequence[float], closed: Sequence[float], scale: Any, lang: Lang) -> list[Any]:
    if not closed:
        return []
    levels = [list(doses).index(dose) for dose in closed]
    data = _data([{"low": min(levels) - 0.5, "high": max(levels) + 0.5}])
    shade = data.mark_rect(color="#fdf0e4", aria=False)
    words = data.mark_text(
        align="right", baseline="top", color="#7a3d00", fontSize=12, dx=-6, dy=6, aria=False
    )
    top = alt.Y("high:Q", scale=scale)
    return [
        shade.encode(
            x=alt.XValue(0), x2=alt.X2Value("width"), y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q")
        ),
        words.encode(x=alt.XValue("width"), y=top, text=alt.TextValue(say("chart.escalation.closed", lang))),
    ]


def _people(people: list[dict[str, Any]], x: Any, y: Any) -> list[Any]:
    if not people:
        return []
    data = _data(people)
    tooltip = [alt.Tooltip("patient:Q", title="#"), alt.Tooltip("told:N", title=" ")]
    line = data.mark_line(color=PRIOR, strokeWidth=1.5, interpolate="step", aria=False)
    layers = [line.encode(x=x, y=y, order=alt.Order("patient:Q"))]
    common: dict[str, Any] = {"size": 190, "strokeWidth": 2.2, "opacity": 1, "aria": False, "filled": True}
    for hit, look in ((False, {"fill": "white", "stroke": HUMAN}), (True, {"fill": STOP, "stroke": STOP})):
        chosen = [one for one in people if one["dlt"] is hit]
        if chosen:
            mark = _data(chosen).mark_point(**common, **look)
            layers.append(mark.encode(x=x, y=y, tooltip=tooltip))
    marked = [one | {"sign": "×"} for one in people if one["dlt"]]
    if marked:
        cross = _data(marked).mark_text(color="white", fontSize=15, fontWeight="bold", dy=1, aria=False)
        layers.append(cross.encode(x=x, y=y, text=alt.Text("sign:N")))
    return layers


def _ahead(ahead: list[dict[str, Any]], x: Any, y: Any, lang: Lang) -> list[Any]:
    if not ahead:
        return []
    mark = _data(ahead).mark_point(
        size=190, filled=False, stroke=HUMAN, strokeDash=[3, 2], strokeWidth=1.8, opacity=1, aria=False
    )
    words = _data([ahead[-1] | {"label": say("chart.escalation.next", lang)}]).mark_text(
        baseline="bottom",
        dy=-11,
        align="right",
        dx=10,
        fontSize=12,
        fontWeight="bold",
        color="#005a8e",
        aria=False,
    )
    return [mark.encode(x=x, y=y), words.encode(x=x, y=y, text=alt.Text("label:N"))]


def _key(lang: Lang, *, with_next: bool) -> list[Any]:
    entries: list[tuple[str, dict[str, Any]]] = [
        ("no_dlt", {"filled": True, "fill": "white", "stroke": HUMAN}),
        ("dlt", {"filled": True, "fill": STOP, "stroke": STOP}),
    ]
    if with_next:
        entries.append(("coming", {"filled": False, "stroke": HUMAN, "strokeDash": [3, 2]}))
    layers: list[Any] = []
    for k, (key, look) in enumerate(entries):
        base = _data([{"text": say(f"chart.escalation.{key}", lang)}])
        left = 96 * k
        mark = base.mark_point(size=130, strokeWidth=2, opacity=1, aria=False, **look)
        text = base.mark_text(align="left", fontSize=13, color=INK, aria=False)
        layers += [
            mark.encode(x=alt.XValue(left + 8), y=alt.YValue(10)),
            text.encode(x=alt.XValue(left + 20), y=alt.YValue(10), text=alt.Text("text:N")),
        ]
    return layers

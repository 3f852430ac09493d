"""The prediction beside what conventional methods say."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import altair as alt
import polars as pl

from ..models import Parameter
from ..text import Lang, say
from ._look import COLOURS, HUMAN, INK, LINE, SHAPES, SOFT, page_wide
from ._numbers import figures, ticks
from ._prediction import unit

_STEP, _NAME, _BAND = 50, 14, 32


def methods(
    comparison: pl.DataFrame,
    *,
    parameter: Parameter = "clearance",
    observed: float | None = None,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """Estimates of all methods with the intervals that their own errors earn.

    Parameters
    ----------
    comparison
        From :meth:`kai_workbench.pipelines.HumanPK.comparison`.
    parameter
        ``"clearance"`` or ``"volume_ss"``.
    observed
        The human value on record, drawn across.
    lang
        Language of the words.
    synthetic
        Whether it rests on invented data.

    Returns
    -------
    altair.LayerChart
        As wide as its page; bands hold 50 and 90%. A method without an interval has a mark only.
    """
    rows = comparison.filter(pl.col("parameter") == parameter).to_dicts()
    measure = unit(rows[0]["unit"])
    numbers = [row[name] for row in rows for name in ("estimate", "lo90", "hi90") if row[name] is not None]
    numbers += [] if observed is None else [observed]
    low, high = min(numbers) / 1.2, max(numbers) * 1.2
    quantity = say(f"quantity.{parameter}", lang)
    height = _STEP * len(rows) + 4
    values = [_told(row, k, measure, lang) for k, row in enumerate(rows)]
    scale = {"type": "log", "domain": [low, high], "nice": False}
    axis = {
        "title": say("chart.axis", lang, quantity=quantity, unit=measure),
        "values": ticks(low, high),
        "labelExpr": "format(datum.value, ',.3~r')",
        "gridColor": LINE,
    }

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    layers = _layers(values, x, height, observed, lang)
    tells = say("chart.tells.methods", lang, quantity=quantity, n=len(rows))
    return page_wide(layers, height=height, tells=tells, synthetic=synthetic)


def _told(row: dict[str, Any], k: int, measure: str, lang: Lang) -> dict[str, Any]:
    own = row["method"] == "cross_species"
    interval = row["lo90"] is not None and math.isfinite(row["lo90"])
    used = [one for one in row["species_used"].split(", ") if one]
    return {
        "name": say(f"method.{row['method']}", lang),
        "y": _STEP * k + _NAME,
        "band": _STEP * k + _BAND,
        "colour": HUMAN if own else SOFT,
        "shape": SHAPES["human"] if own else "circle",
        "weight": "bold" if own else "normal",
        "species": ", ".join(say(f"species.{one}", lang) for one in used),
        "value": f"{figures(row['estimate'])} {measure}",
        "i50": f"{figures(row['lo50'])} – {figures(row['hi50'])} {measure}" if interval else "–",
        "i90": f"{figures(row['lo90'])} – {figures(row['hi90'])} {measure}" if interval else "–",
        **{name: row[name] for name in ("estimate", "lo50", "hi50", "lo90", "hi90")},
    }


def _layers(
    values: list[dict[str, Any]],
    x: Callable[[str], alt.X],
    height: int,
    observed: float | None,
    lang: Lang,
) -> list[Any]:
    scale = {"domain": [height, 0], "nice": False, "zero": False}
    name_y, band_y, y = (alt.Y(f"{field}:Q", scale=scale, axis=None) for field in ("y", "band", "y"))
    colour = alt.Color("colour:N", scale=None)
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("value:N", title=say("chart.estimate", lang)),
        alt.Tooltip("i50:N", title=say("chart.interval50", lang)),
        alt.Tooltip("i90:N", title=say("chart.interval90", lang)),
        alt.Tooltip("species:N", title=say("chart.species", lang)),
    ]
    base = alt.Chart(pl.DataFrame(values, infer_schema_length=None))
    bands = base.transform_filter("isValid(datum.lo90)")
    layers = [
        bands.mark_bar(height=14, opacity=opacity, cornerRadius=2, aria=False).encode(
            x=x(low), x2=alt.X2(f"{high}:Q"), y=band_y, color=colour, tooltip=tooltip
        )
        for low, high, opacity in (("lo90", "hi90", 0.25), ("lo50", "hi50", 0.4))
    ]
    if observed is not None:
        text = f"{say('chart.on_record', lang)}: {figures(observed)}"
        seen = alt.Chart(pl.DataFrame([{"x": observed, "y": 0, "y2": height, "text": text}]))
        layers.append(
            seen.mark_rule(color=COLOURS["human"], strokeDash=[5, 3], strokeWidth=1.5, aria=False).encode(
                x=x("x"), y=y, y2=alt.Y2("y2:Q"), tooltip=alt.Tooltip("text:N", title=" ")
            )
        )
    layers.append(
        base.mark_point(filled=True, size=120, opacity=1, stroke="white", strokeWidth=1, aria=False).encode(
            x=x("estimate"), y=band_y, color=colour, shape=alt.Shape("shape:N", scale=None), tooltip=tooltip
        )
    )
    names = [
        base.transform_filter(f"datum.weight === '{weight}'")
        .mark_text(align="left", fontSize=13, fontWeight=weight, color=INK, aria=False)
        .encode(x=alt.XValue(0), y=name_y, text=alt.Text("name:N"))
        for weight in ("bold", "normal")
    ]
    return [*layers, *names]

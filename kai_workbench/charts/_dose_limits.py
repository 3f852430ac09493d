"""Limits on the first dose in people, one under the other on one axis."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np

from ..text import Lang, say
from ._exposure_ladder import _TOP, Rung, _axis, _bands, _data, _facts, _on_paper, _reach, _values, _words
from ._look import HUMAN, INK, page_wide
from ._numbers import figures, ticks

_HEAD, _AXIS = 26, 52


def dose_limits(
    rungs: Sequence[Rung],
    *,
    recommended: tuple[float, float],
    planned: float | None = None,
    lang: Lang = "en",
    synthetic: bool = False,
) -> alt.LayerChart:
    """The highest dose that keeps each limit, with 50% and 90% bands, and the recommended range.

    Parameters
    ----------
    rungs
        One a limit, draws in mg; ``values`` holds the conventional number.
    recommended
        Drawn as a band through all rows, mg.
    planned
        Drawn as a line, mg.

    Returns
    -------
    altair.LayerChart
        As wide as its page.

    Examples
    --------
    >>> import numpy as np
    >>> rat = Rung(species="rat", label="NOAEL 10 mg/kg", draws=np.array([9.0, 10.0, 11.0]), values=(9.5,))
    >>> dose_limits([rat], recommended=(8.0, 9.0)).height
    158
    """
    shift = _HEAD
    tops = [_TOP + shift + sum(rung.height for rung in rungs[:k]) for k in range(len(rungs))]
    end = _TOP + shift + sum(rung.height for rung in rungs)
    height = end + _AXIS
    low, high = _reach(
        [
            *rungs,
            Rung(species="human", label="", draws=np.array([*recommended, *([planned] if planned else [])])),
        ]
    )
    across = alt.Scale(type="log", domain=[low, high], nice=False, zero=False)
    x = alt.X("x:Q", scale=across, axis=None)
    scale = alt.Scale(domain=[height, 0], nice=False, zero=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    unit = "mg"
    rows = [_facts(rung, top, unit, lang) for rung, top in zip(rungs, tops, strict=True)]
    named = say(
        "fihd.recommended",
        lang,
        low=figures(recommended[0], digits=2),
        high=figures(recommended[1], digits=2),
    )
    band = _data([{"x": recommended[0], "x2": recommended[1], "y": _TOP, "y2": end, "text": named}])
    layers = [
        band.mark_rect(color=HUMAN, opacity=0.16, aria=False).encode(
            x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"), tooltip=alt.Tooltip("text:N", title=" ")
        ),
        *_axis(ticks(low, high, most=5), end, say("fihd.axis", lang), x, scale),
        *_bands(rows, x, y, across, lang),
        *_values(rungs, tops, x, y),
        *_words(rungs, tops, y, lang),
    ]
    if planned is not None:
        rule = _data([{"x": planned, "y": _TOP, "y2": end}])
        rule = rule.mark_rule(color=INK, strokeWidth=1.5, strokeDash=[5, 3], aria=False)
        layers.append(rule.encode(x=x, y=y, y2=alt.Y2("y2:Q")))
    text = alt.Text("label:N")
    head = [{"y": 10, "label": named}]
    layers += _on_paper(
        head,
        {"x": alt.XValue(0), "y": y, "text": text},
        align="left",
        fontSize=14,
        fontWeight="bold",
        color="#005a91",
    )
    told = "; ".join(rung.told(unit, lang) for rung in rungs)
    return page_wide(layers, height=height, tells=f"{named}. {told}", synthetic=synthetic)

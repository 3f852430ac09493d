"""One labelled slider with a number box beside it."""

from __future__ import annotations

from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style


class RangeSlider(Widget):
    """A native range input that a keyboard, a finger and a screen reader can use.

    Parameters
    ----------
    value, min, max
        In ``unit``. With ``log=True`` both ends must be positive.
    step
        Of a linear scale. A logarithmic one has ``steps`` positions, rounded to three figures.
    log
        Equal distances are equal ratios.
    label, unit, help
        Texts around the slider.
    exact
        Spoken name of the number box.
    continuous
        Sync ``value`` while it moves, not only when it is let go.

    Raises
    ------
    ValueError
        The ends are not a range, or not positive on a logarithmic scale.
    """

    _esm = script(__file__)
    _css = style(__file__)

    value = t.Float(0.0).tag(sync=True)
    min = t.Float(0.0).tag(sync=True)
    max = t.Float(1.0).tag(sync=True)
    step = t.Float(0.01).tag(sync=True)
    steps = t.Int(200).tag(sync=True)
    log_scale = t.Bool(False).tag(sync=True)
    label = t.Unicode("").tag(sync=True)
    unit = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    exact = t.Unicode("exact value").tag(sync=True)
    continuous = t.Bool(False).tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)

    def __init__(self, *, log: bool = False, **traits: Any) -> None:
        # Not a trait of that name: ipywidgets keeps its logger there.
        super().__init__(log_scale=log, **traits)
        if not self.min < self.max:
            raise ValueError(f"the slider {self.label!r} needs min < max, got {self.min} and {self.max}")
        if self.log_scale and self.min <= 0:
            raise ValueError(f"the logarithmic slider {self.label!r} needs a positive min, got {self.min}")

    @t.validate("value")
    def _inside(self, proposal: dict[str, Any]) -> float:
        return float(min(max(proposal["value"], self.min), self.max))

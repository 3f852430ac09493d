"""A Vega-Lite chart that works with no internet."""

from __future__ import annotations

from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style
from kai_widgets.vega_host import VegaHost, vega_bundle

from ._stable import stable


class Chart(Widget):
    """Draws a Vega-Lite specification, keeps the old picture until the new one is ready.

    When only data sets named in ``datasets`` change, the picture is updated in place and selections
    stay; anything else is drawn anew.

    Parameters
    ----------
    spec
        A Vega-Lite specification (``alt.Chart.to_dict()``). ``width: "container"`` fills the page.
    label
        What the chart shows, in a sentence, for those who cannot see it.
    filename
        Of downloaded pictures, without ending.
    height
        Room kept in pixels before the first picture is there, so that nothing jumps.
    renderer
        ``"svg"`` (sharp, prints well) or ``"canvas"`` (many thousands of marks).
    downloads
        Whether the PNG and SVG buttons are shown.
    labels
        ``png``, ``svg``, ``failed`` (shown when the chart cannot be drawn).

    Attributes
    ----------
    selections : dict
        Value of each selection parameter by name, from the browser: ``{"x": [lo, hi]}`` of an
        interval, ``{"field": [values]}`` of a point selection, ``{}`` when nothing is selected.
    signals : dict
        Value of each other named parameter; may be set from Python.
    error : str
        Why the chart could not be drawn, from the browser; empty while all is well.
    drawn : int
        How many pictures have been drawn.
    """

    _esm = script(__file__)
    _css = style(__file__)

    spec = t.Dict().tag(sync=True)
    label = t.Unicode("").tag(sync=True)
    filename = t.Unicode("chart").tag(sync=True)
    height = t.Int(320).tag(sync=True)
    renderer = t.Enum(("svg", "canvas"), default_value="svg").tag(sync=True)
    downloads = t.Bool(True).tag(sync=True)
    labels = t.Dict(
        default_value={
            "png": "Download PNG",
            "svg": "Download SVG",
            "failed": "The chart could not be drawn. Reload the page; if it stays, report this:",
        },
    ).tag(sync=True)
    selections = t.Dict().tag(sync=True)
    signals = t.Dict().tag(sync=True)
    error = t.Unicode("").tag(sync=True)
    drawn = t.Int(0).tag(sync=True)
    _hosted = t.Bool(False).tag(sync=True)

    def __init__(self, spec: dict[str, Any] | None = None, **traits: Any) -> None:
        super().__init__(spec=spec or {}, _hosted=VegaHost.started, **traits)
        self.on_msg(self._heard)

    @t.validate("spec")
    def _steady(self, proposal: dict[str, Any]) -> dict[str, Any]:
        return stable(proposal["value"])

    def _heard(self, _: object, message: dict[str, Any], __: object) -> None:
        if message.get("kind") == "vega":
            text, name = vega_bundle()
            self.send({"kind": "vega"}, [f"{text}\nexport default {name};".encode()])

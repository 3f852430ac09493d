"""One of a few, all in view."""

from __future__ import annotations

from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style


class Segmented(Widget):
    """Radio buttons drawn as one row of buttons.

    Parameters
    ----------
    options
        ``{"value": str, "label": str}`` each, with an optional ``lang`` of the label.
    value
        The chosen option's value.
    label
        The group's name.
    quiet
        The group's name is spoken and not drawn.

    Raises
    ------
    ValueError
        ``value`` is not among the options.
    """

    _esm = script(__file__)
    _css = style(__file__)

    options = t.List(t.Dict()).tag(sync=True)
    value = t.Unicode("").tag(sync=True)
    label = t.Unicode("").tag(sync=True)
    quiet = t.Bool(False).tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        value = traits.pop("value", "")
        super().__init__(**traits)
        self.value = value

    @t.validate("value")
    def _known(self, proposal: dict[str, Any]) -> str:
        value = str(proposal["value"])
        if value and value not in {option["value"] for option in self.options}:
            raise ValueError(f"{value!r} is not among the options of {self.label!r}")
        return value

"""One of many: a list that is searched by typing."""

from __future__ import annotations

from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style


class Choice(Widget):
    """A searchable list of up to a few hundred entries (an ARIA combobox).

    Parameters
    ----------
    options
        ``{"value": str, "label": str}`` each, with an optional ``hint`` shown at the right and an
        optional ``search`` text (other names) that is searched too.
    value
        The chosen entry's value, or ``""``.
    label, help, placeholder
        Texts around the input.
    labels
        ``none`` (nothing matches), ``count`` ("{n} entries", announced).

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
    help = t.Unicode("").tag(sync=True)
    placeholder = t.Unicode("").tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)
    labels = t.Dict(default_value={"none": "Nothing found", "count": "{n} entries"}).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        value = traits.pop("value", "")
        super().__init__(**traits)
        self.value = value

    @t.validate("value")
    def _known(self, proposal: dict[str, Any]) -> str:
        value = str(proposal["value"])
        if value and value not in {option["value"] for option in self.options}:
            raise ValueError(f"{value!r} is not among the {len(self.options)} options of {self.label!r}")
        return value

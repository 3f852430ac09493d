"""What every widget shares: its files, its look, and the refusal of keywords it does not know."""

from __future__ import annotations

import pathlib
from typing import Any

import anywidget

_LOOK = pathlib.Path(__file__).parent / "_look.css"


def script(module_file: str) -> str:
    """The ``widget.js`` beside ``module_file``."""
    return (pathlib.Path(module_file).parent / "widget.js").read_text(encoding="utf-8")


def style(module_file: str) -> str:
    """The ``widget.css`` beside ``module_file``, after the variables and rules all widgets share."""
    own = pathlib.Path(module_file).parent / "widget.css"
    return _LOOK.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")


class Widget(anywidget.AnyWidget):
    """A widget that takes every text from its maker, in any language.

    Parameters
    ----------
    **traits
        Values of the widget's traits.

    Raises
    ------
    TypeError
        A keyword is not a trait of this widget; the message names it and lists those that are.
    """

    def __init__(self, **traits: Any) -> None:
        unknown = sorted(traits.keys() - set(self.trait_names()))
        if unknown:
            known = ", ".join(sorted(type(self).class_own_traits(sync=True))) or "none"
            name = type(self).__name__
            raise TypeError(f"{name}() does not know {', '.join(map(repr, unknown))}; its own are: {known}")
        super().__init__(**traits)

"""The look and the layout of a whole page."""

from __future__ import annotations

from kai_widgets._base import Widget, script, style


class Skin(Widget):
    """Brings the rules by which a page made of ipywidgets boxes is laid out; shows nothing.

    The boxes are found by their classes: ``kai-page`` around all; in it ``kai-head``, ``kai-notice``,
    ``kai-answer``, ``kai-body`` (with ``kai-controls`` and ``kai-picture``), ``kai-diagnosis`` and
    ``kai-details``.
    """

    _esm = script(__file__)
    _css = style(__file__)

"""A heading that folds away what stands after it."""

from __future__ import annotations

import traitlets as t

from kai_widgets._base import Widget, script, style


class Fold(Widget):
    """A disclosure button for the widget right after it in the same box.

    Parameters
    ----------
    label
        On the button.
    expanded
        Whether what follows is shown.
    narrow_only
        Folds on a narrow screen only; on a wide one the button is gone and all is shown.
    """

    _esm = script(__file__)
    _css = style(__file__)

    label = t.Unicode("").tag(sync=True)
    expanded = t.Bool(False).tag(sync=True)
    narrow_only = t.Bool(False).tag(sync=True)

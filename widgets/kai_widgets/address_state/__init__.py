"""The page's address as state: shareable, and restored on reload."""

from __future__ import annotations

import traitlets as t

from kai_widgets._base import Widget, script, style


class AddressState(Widget):
    """Reads ``?name=value`` once, then writes what Python sets back into the address.

    A preheated notebook has no request, so the browser reads its own address. Inside JupyterLab the
    address belongs to the lab and is neither read nor written.

    Parameters
    ----------
    names
        The names that may stand in the address; ``lang`` always may.

    Attributes
    ----------
    values : dict of str to str
        What the address holds. ``lang`` is always there once ``ready``: the address's, or the
        browser's language if it is Korean, or English. Set the whole dict to write it.
    ready : bool
        The browser has answered.
    """

    _esm = script(__file__)
    _css = style(__file__)

    names = t.List(t.Unicode()).tag(sync=True)
    values = t.Dict(key_trait=t.Unicode(), value_trait=t.Unicode()).tag(sync=True)
    ready = t.Bool(False).tag(sync=True)

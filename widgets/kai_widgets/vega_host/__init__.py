"""Vega, Vega-Lite and vega-embed, sent to a page once."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets as t

from kai_widgets._base import Widget, style

from ._bundle import vega_bundle as vega_bundle
from ._bundle import vega_bundle_path as vega_bundle_path

_TAIL = """
globalThis.kaiVega ??= {{}};
globalThis.kaiVega.embed = {name};
globalThis.kaiVega.ready?.({name});
function render({{ el }}) {{ el.style.display = "none"; }}
export default {{ render }};
"""


class VegaHost(Widget):
    """Put one of these first on a page; every :class:`kai_widgets.Chart` there draws with it.

    Without one (in JupyterLab, say) the first chart asks Python for the same script when it needs it.
    """

    _esm = t.Unicode().tag(sync=True)
    _css = style(__file__)
    started: ClassVar[bool] = False

    def __init__(self, **traits: Any) -> None:
        text, name = vega_bundle()
        super().__init__(_esm=text + _TAIL.format(name=name), **traits)
        VegaHost.started = True

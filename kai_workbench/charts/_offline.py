"""Charts in a notebook, drawn without asking the internet."""

from __future__ import annotations

from typing import Any

import altair as alt


def offline() -> None:
    """Show every altair chart of this notebook with what is on this machine; nothing is fetched.

    The script that draws is read from the cache folder and sent to the page once, whatever the number
    of charts. (``alt.renderers.enable("jupyter", offline=True)`` does without the internet too, but
    builds the script anew in every kernel, for some seconds, and sends it with each chart.)

    Examples
    --------
    >>> offline()
    >>> alt.renderers.active
    'kai'
    >>> _ = alt.renderers.enable("default")
    """
    alt.renderers.register("kai", _shown)
    alt.renderers.enable("kai")


def _shown(spec: dict[str, Any], **_: Any) -> Any:
    import kai_widgets as kw

    return kw.Chart(spec, label=str(spec.get("description", "")))._repr_mimebundle_()

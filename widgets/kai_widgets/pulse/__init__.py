"""Tells the reader when the kernel or the server behind the page has gone."""

from __future__ import annotations

from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style


class Pulse(Widget):
    """Asks the kernel for a sign of life and says so when none comes.

    When the kernel is silent the server is asked: one that is busy is given time, one that has been
    restarted or removed is reported, and so is a server that does not answer.

    Parameters
    ----------
    labels
        ``kernel`` (the calculation has gone), ``server`` (the server has gone), ``reload`` (button).
    every_ms, limit_ms
        How often to ask, and how long silence may last before the server is asked.
    """

    _esm = script(__file__)
    _css = style(__file__)

    labels = t.Dict(
        default_value={
            "kernel": "The calculation behind this page has ended. Reload to start it again.",
            "server": "The server does not answer. Check that it runs, then reload.",
            "reload": "Reload",
        },
    ).tag(sync=True)
    every_ms = t.Int(2000).tag(sync=True)
    limit_ms = t.Int(8000).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._answer)

    def _answer(self, _: object, content: dict[str, Any], __: object) -> None:
        if "ping" in content:
            self.send({"pong": content["ping"]})

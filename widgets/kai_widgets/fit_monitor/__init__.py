"""What a running fit is doing, how far it is, and a button to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style


class FitMonitor(Widget):
    """A progress bar with a stop button; takes no room while nothing runs.

    Parameters
    ----------
    running
        Whether it is shown.
    stage
        What is being done, in the reader's words. Changes are announced politely.
    done, total
        How far; ``total=0`` means that nobody can tell yet.
    seconds
        Time since the start; the browser counts on between updates.
    divergences
        Shown when there are any.
    labels
        ``stop``, ``stopping``, ``elapsed`` ("{seconds} s"), ``divergences`` ("{n} divergences").
    """

    _esm = script(__file__)
    _css = style(__file__)

    running = t.Bool(False).tag(sync=True)
    stage = t.Unicode("").tag(sync=True)
    done = t.Int(0).tag(sync=True)
    total = t.Int(0).tag(sync=True)
    seconds = t.Float(0.0).tag(sync=True)
    divergences = t.Int(0).tag(sync=True)
    labels = t.Dict(
        default_value={
            "stop": "Stop",
            "stopping": "Stopping …",
            "elapsed": "{seconds} s",
            "divergences": "{n} divergences",
        },
    ).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._listeners: list[Callable[[], object]] = []
        self.on_msg(self._heard)

    def on_cancel(self, callback: Callable[[], object]) -> None:
        """Call ``callback`` when the reader presses Stop."""
        self._listeners.append(callback)

    def _heard(self, _: object, content: dict[str, Any], __: object) -> None:
        if content.get("cancel"):
            for listener in self._listeners:
                listener()

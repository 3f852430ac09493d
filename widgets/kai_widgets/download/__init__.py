"""A button that gives a file which is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style

_CHUNK = 512 * 1024


class Download(Widget):
    """A download button; the bytes are made in Python at the click.

    Parameters
    ----------
    make
        Called at each click; returns what the file holds.
    label
        On the button.
    filename, mime
        Of the file.
    primary
        Drawn as the main button.
    labels
        ``busy``, ``failed`` (shown when ``make`` raised or the kernel did not answer).

    Attributes
    ----------
    error : str
        Shown beneath the button; empty while all is well.
    """

    _esm = script(__file__)
    _css = style(__file__)

    label = t.Unicode("").tag(sync=True)
    filename = t.Unicode("download").tag(sync=True)
    mime = t.Unicode("application/octet-stream").tag(sync=True)
    primary = t.Bool(False).tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)
    error = t.Unicode("").tag(sync=True)
    labels = t.Dict(
        default_value={"busy": "Preparing …", "failed": "The file could not be made. Try again."},
    ).tag(sync=True)

    def __init__(self, *, make: Callable[[], bytes], **traits: Any) -> None:
        super().__init__(**traits)
        self.make = make
        self._content = b""
        self.on_msg(self._heard)

    def _heard(self, _: object, message: dict[str, Any], __: object) -> None:
        if message.get("kind") == "ask":
            self.error = ""
            try:
                self._content = self.make()
            except Exception:
                self.send({"kind": "failed"})
                raise
            self._give(0)
        elif message.get("kind") == "next":
            self._give(int(message["start"]))

    def _give(self, start: int) -> None:
        part = self._content[start : start + _CHUNK]
        total = len(self._content)
        if start + len(part) >= total:
            self._content = b""
        self.send({"kind": "part", "start": start, "total": total}, [part])


def csv_bytes(text: str) -> bytes:
    """CSV text as a spreadsheet wants it: UTF-8 with a byte-order mark, or Korean is garbled."""
    return b"\xef\xbb\xbf" + text.encode()

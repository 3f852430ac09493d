"""One file from the reader's machine, refused while it is still there if it is too large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets as t

from kai_widgets._base import Widget, script, style

_CHUNK = 1024 * 1024


class FileDrop(Widget):
    """A labelled file input with a place to drop a file on.

    The browser refuses a file over ``max_bytes`` without reading it; Python refuses it again. A file
    travels in pieces of 1 MiB, each asked for by Python, so no message grows beyond a server's limit.

    Parameters
    ----------
    label, help
        Texts around the input.
    accept
        What the file chooser offers, for example ``".csv,.xlsx"``.
    max_bytes
        The largest file taken.
    labels
        ``choose``, ``drop``, ``sending`` ("{name}"), ``have`` ("{name}, {size}"), ``too_large``
        ("{name}, {size}, {limit}"), ``broken`` ("{name}").

    Attributes
    ----------
    name : str
        The file's own name, without a folder; empty before the first file.
    content : bytes
        What the file holds.
    error : str
        Why the last file was refused; may be set by Python, and is shown beneath the input.
    """

    _esm = script(__file__)
    _css = style(__file__)

    label = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    accept = t.Unicode("").tag(sync=True)
    max_bytes = t.Int(20 * 1024 * 1024).tag(sync=True)
    name = t.Unicode("").tag(sync=True)
    size = t.Int(0).tag(sync=True)
    error = t.Unicode("").tag(sync=True)
    labels = t.Dict(
        default_value={
            "choose": "Choose a file",
            "drop": "or drop it here",
            "sending": "Reading {name} …",
            "have": "{name} ({size})",
            "too_large": "{name} has {size}; at most {limit} can be read. Choose a smaller file.",
            "broken": "{name} did not arrive whole. Choose it again.",
        },
    ).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.content = b""
        self._parts: list[bytes] = []
        self._coming: tuple[str, int] = ("", 0)
        self._listeners: list[Callable[[str, bytes], object]] = []
        self.on_msg(self._heard)

    def on_file(self, callback: Callable[[str, bytes], object]) -> None:
        """Call ``callback(name, content)`` for each file that arrives whole."""
        self._listeners.append(callback)

    def _heard(self, _: object, message: dict[str, Any], buffers: list[memoryview]) -> None:
        if message.get("kind") == "begin":
            self._begin(str(message.get("name", "")), int(message.get("size", 0)))
        elif message.get("kind") == "part" and self._coming[0]:
            self._take(b"".join(bytes(part) for part in buffers))

    def _begin(self, name: str, size: int) -> None:
        name = name.replace("\\", "/").rpartition("/")[2][:200] or "file"
        self._parts, self._coming = [], ("", 0)
        if size > self.max_bytes:
            self._refuse("too_large", name, size)
            return
        self._coming = (name, size)
        self._ask()

    def _take(self, part: bytes) -> None:
        name, size = self._coming
        self._parts.append(part)
        have = sum(map(len, self._parts))
        if have > size or (have < size and not part):
            self._refuse("broken", name, size)
            return
        self._ask()

    def _ask(self) -> None:
        name, size = self._coming
        have = sum(map(len, self._parts))
        if have < size:
            self.send({"kind": "next", "start": have, "end": min(have + _CHUNK, size)})
            return
        self.content = b"".join(self._parts)
        self._parts, self._coming = [], ("", 0)
        with self.hold_sync():
            self.name, self.size, self.error = name, size, ""
        self.send({"kind": "done"})
        for listener in self._listeners:
            listener(name, self.content)

    def _refuse(self, key: str, name: str, size: int) -> None:
        self._parts, self._coming = [], ("", 0)
        self.error = self.labels[key].format(name=name, size=_human(size), limit=_human(self.max_bytes))
        self.send({"kind": "done"})


def _human(size: int) -> str:
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(size / 1024, 0.1):.1f} kB"

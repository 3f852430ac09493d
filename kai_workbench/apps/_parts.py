"""Widgets with the words that are the same in every app already in them."""

from __future__ import annotations

import abc
from collections.abc import Callable, Sequence
from typing import Any

import kai_widgets as kw

from kai_workbench.text import Lang, say


class Parts(abc.ABC):
    """Makes widgets in the reader's language; :class:`Page` is one."""

    lang: Lang

    def _words(self, *keys: str, room: str) -> dict[str, str]:
        """Phrases ``room.key`` with their marks left in, for the browser to fill."""
        marks = {name: "{" + name + "}" for name in ("n", "name", "size", "limit")}
        return {key: say(f"{room}.{key}", self.lang, **marks) for key in keys}

    def chart(
        self, spec: dict[str, Any] | None = None, *, label: str, filename: str, **traits: Any
    ) -> kw.Chart:
        """A chart with its download buttons."""
        labels = self._words("png", "svg", "failed", room="chart")
        return kw.Chart(spec, label=label, filename=filename, labels=labels, **traits)

    def slider(self, *, label: str, value: float, min: float, max: float, **traits: Any) -> kw.RangeSlider:  # noqa: A002
        """A labelled slider with a number box."""
        exact = say("page.exact", self.lang)
        return kw.RangeSlider(label=label, value=value, min=min, max=max, exact=exact, **traits)

    def choice(
        self, options: Sequence[dict[str, str]], *, label: str, value: str = "", **traits: Any
    ) -> kw.Choice:
        """A list that is searched by typing."""
        labels = self._words("none", "count", room="choice")
        return kw.Choice(options=list(options), label=label, value=value, labels=labels, **traits)

    def upload(self, *, label: str, on_file: Callable[[str, bytes], object], **traits: Any) -> kw.FileDrop:
        """A file of the reader's own; ``on_file(name, content)`` gets it, and its errors are shown."""
        labels = self._words("choose", "drop", "sending", "have", "too_large", "broken", room="upload")
        drop = kw.FileDrop(label=label, labels=labels, **traits)
        drop.on_file(self.guard(on_file))
        return drop

    def download(self, *, label: str, filename: str, make: Callable[[], bytes], **traits: Any) -> kw.Download:
        """A file made at the click."""
        labels = self._words("busy", "failed", room="download")
        return kw.Download(make=make, label=label, filename=filename, labels=labels, **traits)

    @abc.abstractmethod
    def guard(self, action: Any) -> Any:
        """``action`` whose errors are shown to the reader."""

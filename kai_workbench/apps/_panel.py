"""What the controls of an app have in common: made of its ranges and phrases, and set without being heard."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, ClassVar

import ipywidgets as w
import kai_widgets as kw

from ._page import Page
from ._settings import Held, Range

MAX_BYTES = 5_000_000


class Panel:
    """Sliders, lists and switches whose words are phrases ``room.name``, and what is heard of them.

    Parameters
    ----------
    page
        To be filled.
    settings
        What the controls say at first.
    changed
        Called with the name of a setting and its new value.

    Attributes
    ----------
    room
        What the app's phrases begin with.
    ranges
        Of the sliders.
    folds
        Sliders whose number is a fold.
    helped
        Sliders with a line under them, ``room.name_help``.
    """

    room: ClassVar[str]
    ranges: ClassVar[Mapping[str, Range]]
    folds: ClassVar[Collection[str]] = ()
    helped: ClassVar[Collection[str]] = ()

    def __init__(self, page: Page, settings: Held, *, changed: Callable[[str, Any], object]) -> None:
        self._page, self._changed, self._quiet = page, changed, False
        self.sliders = {
            name: self._slider(name, limits, settings.value(name)) for name, limits in self.ranges.items()
        }

    def segmented(self, name: str, options: Mapping[str, str], value: str) -> kw.Segmented:
        """A switch; ``options`` are phrase keys by value."""
        return kw.Segmented(
            options=[{"value": one, "label": self._page.say(key)} for one, key in options.items()],
            label=self._page.say(f"{self.room}.{name}"),
            value=value,
        )

    def button(self, key: str, pressed: Callable[[], object]) -> w.Button:
        """A button; what it raises is shown."""
        button = w.Button(description=self._page.say(key))
        button.on_click(self._page.guard(lambda _: pressed()))
        return button

    def own_table(
        self, *, on_file: Callable[[str, bytes], object], template: Callable[[], str], filename: str
    ) -> list[w.Widget]:
        """Folded: a table of the reader's own, and a template for it."""
        page, room = self._page, self.room
        upload = page.upload(
            label=page.say(f"{room}.upload"),
            help=page.say(f"{room}.upload_help", limit=MAX_BYTES // 1_000_000),
            on_file=on_file,
            accept=".csv,.tsv,.txt,.xlsx,.parquet",
            max_bytes=MAX_BYTES,
        )
        empty = page.download(
            label=page.say(f"{room}.template"),
            filename=filename,
            mime="text/csv",
            make=lambda: kw.csv_bytes(template()),
        )
        return self.folded(f"{room}.own", upload, empty)

    def folded(self, key: str, *widgets: w.Widget) -> list[w.Widget]:
        """A head, and what it folds away."""
        return [kw.Fold(label=self._page.say(key)), w.VBox(list(widgets), _dom_classes=["kai-folded"])]

    def listen(self, **heard: w.Widget) -> None:
        """Hear the sliders and these, by the names of their settings."""
        for name, widget in {**self.sliders, **heard}.items():
            self._page.observe(widget, functools.partial(self._hear, name))

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """Within, what is set is not heard."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def fill(self, widget: kw.Choice, options: list[dict[str, str]], value: str) -> None:
        """The entries of a list, and the one that is chosen; within :meth:`quiet`."""
        widget.value = ""
        widget.options = options
        widget.value = value

    def hide(self, names: Collection[str], *, gone: bool) -> None:
        """Sliders that do not apply."""
        for name in names:
            self.sliders[name].layout.display = "none" if gone else None

    def _slider(self, name: str, limits: Range, value: float) -> kw.RangeSlider:
        page, room = self._page, self.room
        told: dict[str, Any] = {"unit": page.say(f"{room}.fold") if name in self.folds else limits.unit}
        if name in self.helped:
            told["help"] = page.say(f"{room}.{name}_help")
        if not limits.log:
            told["step"] = limits.step
        return page.slider(
            label=page.say(f"{room}.{name}"),
            value=value,
            min=limits.low,
            max=limits.high,
            log=limits.log,
            **told,
        )

    def _hear(self, name: str, value: Any) -> None:
        if not self._quiet and value != "":
            self._changed(name, value)

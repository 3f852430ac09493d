"""What the apps have in common: state that outlives the language, and the wiring around a page."""

from __future__ import annotations

import abc
import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import ipywidgets as w
import kai_widgets as kw

from kai_workbench.errors import KaiError

from ._page import Page
from ._settings import Held


class App[S: Held, V](abc.ABC):
    """State and wiring of an app; its words are phrases ``room.name``.

    A subclass gives :meth:`_fill`, which makes the controls and the charts, and :meth:`_go`, which sets to
    work once the page stands. Its phrases have ``title``, ``subtitle``, ``waiting``, ``again`` and
    ``bad_setting``; and there is an error ``room_not_ready``.

    Parameters
    ----------
    settings
        Before the address is known.
    read
        Settings of an address, and the names of those that could not be used.
    names
        What may stand in the address.

    Attributes
    ----------
    page
        What the notebook shows.
    settings
        What the reader has set.
    shown
        What the screen rests on; ``None`` while there is no answer.
    """

    room: ClassVar[str]

    def __init__(
        self,
        settings: S,
        *,
        read: Callable[[Mapping[str, str]], tuple[S, list[str]]],
        names: Sequence[str],
    ) -> None:
        self.settings = settings
        self.shown: V | None = None
        self._read, self._opened = read, False
        self._told: list[str] = []
        self._charts: dict[str, kw.Chart] = {}
        self._details: dict[str, Any] = {}
        self.page = Page(
            names, build=self._build, title=f"{self.room}.title", subtitle=f"{self.room}.subtitle"
        )

    # Building the page

    def _build(self, page: Page) -> None:
        bad: list[str] = []
        if not self._opened:
            self.settings, bad = self._read(page.state)
            self._opened = True
        self._details = {}
        self._again = w.Button(description=self._say("again"), layout={"display": "none"})
        self._again.on_click(page.guard(lambda _: self._start_again()))
        self._fill(page)
        self._told = [self._say("bad_setting", names=", ".join(bad))] if bad else []
        if bad:
            page.notice(self._told[0], kind="warning")
        page.answer(self._say("waiting"))
        self._go()

    @abc.abstractmethod
    def _fill(self, page: Page) -> None:
        """Make the controls and ``self._charts``, empty as yet; ``self._again`` stands before them."""

    @abc.abstractmethod
    def _go(self) -> None:
        """Work towards an answer, or show the one there is."""

    def _start_again(self) -> None:
        """After a stop or a failure."""
        self._again.layout.display = "none"
        self.page.clear_notice()
        self.page.answer(self._say("waiting"))
        self._go()

    # What is set

    def _say(self, name: str, **values: object) -> str:
        return self.page.say(f"{self.room}.{name}", **values)

    def _set(self, **values: Any) -> None:
        self.settings = self.settings.moved(**values)

    def _remember(self) -> None:
        self.page.remember(**self._held())

    def _held(self) -> dict[str, str | None]:
        """What goes into the address."""
        return self.settings.address()

    # Showing

    def _tell(self, *more: str) -> None:
        """Say once what was wrong with the address, and ``more``."""
        told, self._told = [*self._told, *more], []
        if told:
            self.page.notice("\n".join(told), kind="warning")

    def _draw(self, specs: Mapping[str, Any], *, name: str) -> None:
        """Put specifications into the charts of the same keys; files are called after ``name``."""
        for key, spec in specs.items():
            chart = self._charts[key] if key in self._charts else self._details[key]
            chart.filename = f"{name}_{key}"
            chart.spec = spec
            chart.label = spec["description"]
            chart.layout.display = None
        self._again.layout.display = "none"

    def _show_nothing(self, sentence: str, *, small: str = "") -> None:
        """Only a sentence: nothing of an answer that no longer holds."""
        self.page.answer(sentence, small=small)
        self.page.diagnosis(None)
        for chart in self._charts.values():
            chart.layout.display = "none"
        self.page.clear_details()
        self._details = {}

    def _as_csv(self, made: Callable[[V], str]) -> bytes:
        """What a button for a CSV file hands over."""
        return kw.csv_bytes(made(self._current()))

    def _current(self) -> V:
        """What the screen rests on.

        Raises
        ------
        KaiError
            There is no answer yet.
        """
        if self.shown is None:
            raise KaiError(f"{self.room}_not_ready")
        return self.shown


class SourceApp[S: Held, V, Source, Table](App[S, V]):
    """An app about one entry of a source, or a table of the reader's own.

    A subclass gives also :meth:`_open`, :meth:`_pick`, :meth:`_offer_lists`, :meth:`_learn`,
    :meth:`_read_table`, :meth:`_adopt` and :meth:`_resume`. The source says with ``fallback`` whether it
    stands in for one that could not be read; the phrase ``fallback`` tells of it.

    Attributes
    ----------
    source
        ``None`` until it has been read.
    own
        What the reader brought; ``None`` without.
    item
        Name of the setting that says which entry.
    """

    item: ClassVar[str]

    def __init__(self, *args: Any, **more: Any) -> None:
        self.source: Source | None = None
        self.own: Table | None = None
        self._chosen_own = ""
        super().__init__(*args, **more)

    @abc.abstractmethod
    async def _open(self) -> None:
        """Read the source, offer its entries, and learn."""

    @abc.abstractmethod
    def _pick(self, asked: str) -> str:
        """Name of the entry as the source spells it; of the first one where nothing was asked."""

    @abc.abstractmethod
    def _offer_lists(self) -> None:
        """Fill the lists, and say what is chosen."""

    @abc.abstractmethod
    def _learn(self) -> None:
        """Begin with what takes long; what was chosen is new."""

    @abc.abstractmethod
    def _read_table(self, content: bytes, name: str) -> Any:
        """A table of the reader's own, in a thread; refuses what it cannot use."""

    @abc.abstractmethod
    def _adopt(self, table: Any, name: str) -> str:
        """Make the table what the app is about, and say so in a sentence; or refuse it, changing nothing."""

    @abc.abstractmethod
    def _resume(self) -> None:
        """Show again what is there, in another language."""

    def _go(self) -> None:
        if self.source is None:
            self.page.task(self._open())
            return
        self._offer()
        self._resume()

    def _start_again(self) -> None:
        if self.source is None:
            super()._start_again()
            return
        self._again.layout.display = "none"
        self.page.clear_notice()
        self.page.answer(self._say("waiting"))
        self._learn()

    def _offer(self) -> None:
        """The source is known: fill the lists."""
        if not self._chosen_own:
            self._set(**{self.item: self._named()})
        self._offer_lists()
        self._tell(*([self._say("fallback")] if self._fallen else []))

    @property
    def _fallen(self) -> bool:
        return bool(getattr(self.source, "fallback", ""))

    def _named(self) -> str:
        """The entry of the address as the source spells it; an unknown one is told of."""
        asked = getattr(self.settings, self.item)
        if not asked:
            return self._pick("")
        try:
            return self._pick(asked)
        except KaiError as error:
            if not self._fallen:
                self._told.append(error.say(self.page.lang))
            return self._pick("")

    def _held(self) -> dict[str, str | None]:
        held = super()._held()
        return held | {self.item: None} if self._chosen_own else held

    def _on_file(self, name: str, content: bytes) -> None:
        self.page.task(self._take(name, content))

    async def _take(self, name: str, content: bytes) -> None:
        table = await asyncio.to_thread(self._read_table, content, name)
        if self.source is None:
            raise KaiError(f"{self.room}_not_ready")
        told = self._adopt(table, name)
        self._offer()
        self._remember()
        self.page.notice(told)
        self._learn()


def file_name(text: str, *, otherwise: str) -> str:
    """What a file may be called after.

    Examples
    --------
    >>> file_name("KAI-101 30 mg/kg", otherwise="drug"), file_name("약", otherwise="drug")
    ('kai-101_30_mg_kg', '약')
    """
    return re.sub(r"[^\w.-]+", "_", text).strip("_.").lower()[:60] or otherwise

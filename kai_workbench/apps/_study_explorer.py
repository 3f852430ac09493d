"""The app that shows an animal study: what was found, at which dose, and whether the data are sound."""

from __future__ import annotations

import asyncio
import dataclasses
import re
import threading
from collections.abc import Collection
from typing import Any

import ipywidgets as w
import polars as pl

from kai_workbench.errors import KaiError
from kai_workbench.quality import QualityTable

from . import _study_explorer_animal as animals
from . import _study_explorer_details as details
from . import _study_explorer_sources as sources
from . import _study_explorer_views as views
from ._page import Page
from ._study_explorer_board import NAMES as PICTURES
from ._study_explorer_board import Board, draw
from ._study_explorer_controls import Controls
from ._study_explorer_cut import Cut, cut, spoken
from ._study_explorer_facts import Facts
from ._study_explorer_state import NAMES, Settings, read
from ._work import Worker

_RESET = {"organ": "", "category": "", "test": "", "day": None, "cell": "", "chosen": ()}
# What a setting takes back when it changes.
_ALSO: dict[str, dict[str, Any]] = {
    "category": {"test": "", "day": None},
    "test": {"day": None},
    "organ": {"cell": ""},
    "sex": {"cell": "", "chosen": ()},
    "animals": {"cell": "", "chosen": ()},
}
# Which pictures a setting changes; all of them if it is not here.
_REDRAWN = {
    "organ": ("findings",),
    "category": ("profile", "measure"),
    "test": ("measure",),
    "day": ("measure",),
}
_NAMED = 12  # animals that are named in the sentence under the pictures


class StudyExplorer:
    """State and wiring of the app.

    Attributes
    ----------
    page
        What the notebook shows.
    settings
        What the reader has set.
    facts, cut
        The study that is open, and what is shown of it; ``None`` before the first.
    quality
        Its quality table; ``None`` until it was checked.
    """

    def __init__(self) -> None:
        self.settings = Settings()
        self.facts: Facts | None = None
        self.cut: Cut | None = None
        self.quality: QualityTable | None = None
        self._own: Facts | None = None
        self._due: set[str] = set()
        self._opened = False
        self._details: details.Details | None = None
        self.page = Page(NAMES, build=self._build, title="explorer.title", subtitle="explorer.subtitle")
        self._worker = Worker(self.page, on_stop=self._stopped)
        # A warm kernel waits for its reader: it may as well learn to draw.
        threading.Thread(target=_learn_to_draw, daemon=True).start()

    # Building the page

    def _build(self, page: Page) -> None:
        bad: list[str] = []
        if not self._opened:
            self.settings, bad = read(page.state)
            self._opened = True
        self._controls = Controls(
            page, changed=self._changed, on_file=self._on_file, on_animal=self._animal, clear=self._nothing
        )
        page.controls(*self._controls.widgets())
        self._board = Board(
            page,
            on_cell=self._cell,
            on_test=lambda test: self._changed("test", test),
            on_animals=self._choose,
            on_nothing=self._nothing,
        )
        self._chosen = w.HTML()
        self._card = w.HTML()
        self._again = w.Button(description=page.say("explorer.again"))
        self._again.on_click(page.guard(lambda _: self._again_clicked()))
        self._again.layout.display = "none"
        self._below = w.Box()
        page.picture(self._again, self._chosen, self._board.box, self._card, self._below)
        page.answer(page.say("explorer.waiting"))
        self._details = None
        if bad:
            page.notice(page.say("explorer.bad_setting", names=", ".join(bad)), kind="warning")
        if self.facts is None:
            page.task(self._first())
        else:
            self._listed()
            page.task(self._show_study(self.facts))

    def _listed(self) -> None:
        self._sources = {one.name: one for one in sources.sources()}
        chosen = self.settings.study
        self._controls.studies(list(self._sources.values()), self._own, chosen=chosen)

    async def _first(self) -> None:
        self._listed()
        name = self.settings.study
        if name and name not in self._sources:
            self.page.notice(self.page.say("explorer.unknown", name=name), kind="warning")
            name = ""
        if not name:
            name = next(iter(self._sources))
            self.settings = dataclasses.replace(self.settings, study=name)
            self._listed()
        if self._sources[name].synthetic and not any(
            one.here and not one.synthetic for one in self._sources.values()
        ):
            self.page.notice(self.page.say("explorer.only_synthetic"), kind="info")
        await self._open(name)

    # Opening a study

    async def _open(self, name: str) -> None:
        one = self._sources[name]
        key = "explorer.reading" if one.here else "explorer.fetching"
        found = await self._worker.do(self.page.say(key, study=one.label), one.open)
        if found is None:
            if self.facts is None:
                self.page.answer(self.page.say("explorer.stopped"))
                self._again.layout.display = None
            else:
                self._put_back()
            return
        await self._take(found)

    def _put_back(self) -> None:
        """Nothing came of it: the list names the study that is shown."""
        assert self.facts is not None
        self.settings = dataclasses.replace(self.settings, study=self.facts.name)
        self._controls.studies(list(self._sources.values()), self._own, chosen=self.facts.name)
        self._remember()

    def _again_clicked(self) -> None:
        self._again.layout.display = "none"
        self.page.clear_notice()
        self.page.task(self._first())

    def _on_file(self, name: str, content: bytes) -> None:
        self.page.task(self._take_own(name, content))

    async def _take_own(self, name: str, content: bytes) -> None:
        told = self.page.say("explorer.reading", study=name)
        found = await self._worker.do(told, lambda _: sources.open_own(name, content))
        if found is None:
            return
        self._own = found
        self.settings = dataclasses.replace(self.settings, study=sources.OWN, **_plain())
        self._controls.studies(list(self._sources.values()), self._own, chosen=sources.OWN)
        problems = found.study.problems
        key = "explorer.own_read_problems" if problems.height else "explorer.own_read"
        domains = ", ".join(found.study.domains)
        notes = [self.page.say(key, name=name, domains=domains, n=problems.height)]
        if lost := sources.unread(found.study):
            notes.append(self.page.say("explorer.own_unread", files=", ".join(lost)))
        self.page.notice(" ".join(notes))
        await self._take(found)

    def _stopped(self) -> None:
        self.page.notice(self.page.say("explorer.stopped"))

    async def _take(self, found: Facts) -> None:
        self.facts, self.quality = found, None
        self._remember()
        await self._show_study(found)

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "study":
            self.page.clear_notice()
            self.settings = dataclasses.replace(self.settings, study=value, **_plain())
            if value == sources.OWN:
                assert self._own is not None
                self.page.task(self._take(self._own))
            else:
                self.page.task(self._open(value))
            return
        also: dict[str, Any] = dict(_ALSO.get(name, {}))
        self.settings = dataclasses.replace(self.settings, **{name: value}, **also)
        self._remember()
        self.page.task(self._redraw(_REDRAWN.get(name, PICTURES)))

    def _cell(self, key: str, rank: int) -> None:
        assert self.cut is not None
        self._point(cell=f"{key}|{rank}", subjects=self._affected(key, rank))

    def _affected(self, key: str, rank: int) -> list[str]:
        assert self.cut is not None
        cells = self.cut.facts.lesions.filter(pl.col("key") == key)["subject"]
        shown = self.cut.animals.filter(pl.col("rank") == rank, pl.col("subject").is_in(cells.implode()))
        return [str(one) for one in shown["subject"]]

    def _choose(self, subjects: list[str]) -> None:
        self._point(cell="", subjects=subjects)

    def _animal(self, short: str) -> None:
        assert self.facts is not None
        subject = self.facts.subject(short)
        if subject is not None:
            self._point(cell="", subjects=[subject])

    def _nothing(self) -> None:
        if self.cut is not None:
            self._point(cell="", subjects=[])

    def _point(self, *, cell: str, subjects: list[str]) -> None:
        """Choose animals; every picture follows."""
        assert self.facts is not None
        short = dict(self.facts.animals.select("subject", "short").rows())
        chosen = tuple(short[one] for one in subjects if one in short)
        self.settings = dataclasses.replace(self.settings, cell=cell, chosen=chosen)
        self._remember()
        self._show_chosen()

    def _remember(self) -> None:
        held = self.settings.address()
        if self.settings.study == sources.OWN:
            held = dict.fromkeys(held)  # a reader's own package is not in the address, nor what it holds
        self.page.remember(**held)

    # Showing

    async def _show_study(self, facts: Facts) -> None:
        self._again.layout.display = "none"
        if self._details is None:
            self._details = details.Details(
                self.page, current=self._current, checked=self._checked, picture=self._picture
            )
            self._below.children = [self._details.downloads]
        shown = self._details
        shown.show_quality(self.quality)
        self.page.diagnosis(None)
        await self._redraw()
        if facts is not self.facts:
            return
        exposed = await asyncio.to_thread(details.exposed, facts, lang=self.page.lang)
        if facts is not self.facts or shown is not self._details:
            return
        shown.fill(facts, exposed, name=_file_name(facts))
        await self._check(facts)

    async def _redraw(self, pictures: Collection[str] = PICTURES) -> None:
        facts, settings, lang = self.facts, self.settings, self.page.lang
        if facts is None:
            return
        made = await asyncio.to_thread(cut, facts, settings)
        # A newer wish may have overtaken one whose pictures were not drawn.
        self._due |= set(pictures)
        specs = await asyncio.to_thread(draw, made, lang=lang, names=tuple(self._due))
        if facts is not self.facts or settings != self.settings or lang != self.page.lang:
            return
        self._due -= set(specs)
        self.cut = made
        sentence, small = views.answer(made, lang=lang)
        self.page.answer(sentence, small=small, synthetic=bool(facts.synthetic))
        self._controls.offer(made, settings)
        self._board.show(specs, made)
        if settings.cell and not settings.chosen:
            key, _, rank = settings.cell.rpartition("|")
            known = key in set(made.ranked["key"]) and rank.isdigit() and int(rank) < len(facts.labels)
            subjects = self._affected(key, int(rank)) if known else []
            short = dict(facts.animals.select("subject", "short").rows())
            chosen = tuple(short[one] for one in subjects)
            cell = settings.cell if known else ""
            self.settings = dataclasses.replace(settings, chosen=chosen, cell=cell)
        self._show_chosen()

    def _show_chosen(self) -> None:
        assert self.cut is not None
        facts, settings = self.cut.facts, self.settings
        subjects = [one for short in settings.chosen if (one := facts.subject(short)) is not None]
        held = facts.lesions.filter(pl.col("subject").is_in(subjects)).join(
            facts.animals.select("subject", "rank"), on="subject"
        )
        marked = [f"{key}|{rank}" for key, rank in held.select("key", "rank").unique().rows()]
        self._board.point(
            subjects=subjects,
            cell=settings.cell,
            marked=[] if settings.cell else marked,
            opened=self.cut.test,
        )
        self._chosen.value = f'<p aria-live="polite">{views.escape(self._told(subjects))}</p>'
        alone = len(subjects) == 1
        self._card.value = animals.animal(facts, subjects[0], lang=self.page.lang) if alone else ""
        self._controls.point(settings.chosen[0] if alone else "")

    def _told(self, subjects: list[str]) -> str:
        say, settings = self.page.say, self.settings
        assert self.cut is not None
        names = ", ".join(settings.chosen[:_NAMED]) + (" …" if len(settings.chosen) > _NAMED else "")
        if settings.cell:
            key, _, rank = settings.cell.rpartition("|")
            dose = self.cut.facts.names[int(rank)]
            return say(
                "explorer.told_cell",
                finding=spoken(key, self.page.lang),
                dose=dose,
                n=len(subjects),
                names=names or "–",
            )
        if len(subjects) == 1:
            return say("explorer.told_one", name=names)
        return (
            say("explorer.told_many", n=len(subjects), names=names) if subjects else say("explorer.told_none")
        )

    async def _check(self, facts: Facts) -> None:
        """The quality table, made once the pictures are there."""
        if self.quality is None:
            from kai_workbench import quality

            told = self.page.say("explorer.checking")
            found = await self._worker.do(told, lambda _: quality.kept_check(facts.study))
            if found is None or facts is not self.facts:
                return
            self.quality = found
        if self._details is not None:
            self._details.show_quality(self.quality)
        verdict, headline, sentences = views.verdict(self.quality, lang=self.page.lang)
        self.page.diagnosis(verdict, headline, *sentences)

    def _picture(self) -> str:
        shown = self._current()
        sentence, small = views.answer(shown, lang=self.page.lang)
        badge = f"{self.page.say('badge.synthetic')} – " if shown.facts.synthetic else ""
        return self._board.picture(answer=badge + sentence, source=small)

    def _current(self) -> Cut:
        if self.cut is None:
            raise KaiError("study_explorer_not_ready")
        return self.cut

    def _checked(self) -> QualityTable:
        if self.quality is None:
            raise KaiError("study_explorer_not_ready")
        return self.quality


def study_explorer() -> Page:
    """The app as a page, to stand last in a notebook's cell."""
    return StudyExplorer().page


def _plain() -> dict[str, Any]:
    return dict(_RESET)


def _learn_to_draw() -> None:
    from kai_workbench import charts

    charts.COLOURS  # noqa: B018  importing is what takes long


def _file_name(facts: Facts) -> str:
    return re.sub(r"[^\w.-]+", "_", facts.study.study_id or facts.name).strip("_.").lower()[:60] or "study"

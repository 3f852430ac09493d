"""The app that asks how much a trial may borrow from earlier controls."""

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import functools
from typing import Any

import ipywidgets as w

from kai_workbench import standards, trials
from kai_workbench.trials import BorrowingStudy, ControlHistory

from . import _borrowing_views as views
from ._app import App, file_name
from ._borrowing_controls import OWN, Controls
from ._borrowing_state import CHOICES, DATA, NAMES, TRIAL, Settings, read
from ._page import Page
from ._work import Progress, Worker

_HEIGHTS = {"effect": 300, "drift": 320, "tipping": 300}
_PLAIN = {"data": DATA[0], "way": "map", "measure": "type_1_error", "better": ""}


class Borrowing(App[Settings, BorrowingStudy]):
    """State and wiring of the app."""

    room = "borrow"

    def __init__(self) -> None:
        self.history: ControlHistory | None = None
        self.own: ControlHistory | None = None
        self._chosen_own = False
        super().__init__(Settings(), read=read, names=NAMES)
        self._worker = Worker(self.page, on_stop=self._stopped)
        # A warm kernel waits for its reader: it may as well load what draws, and make the first prior.
        self._threads = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="borrowing")
        self._ahead = self._threads.submit(_load_ahead)

    # Building the page

    def _fill(self, page: Page) -> None:
        self._controls = Controls(
            page, self.settings, changed=self._changed, on_file=self._on_file, reset=self._reset
        )
        page.controls(*self._controls.widgets())
        self._charts = {
            name: page.chart(label=self._say(f"picture.{name}"), filename=name, height=height)
            for name, height in _HEIGHTS.items()
        }
        heads = {
            name: w.HTML(f'<h2 style="margin: 24px 0 8px">{self._say(f"head.{name}")}</h2>')
            for name in _HEIGHTS
        }
        page.picture(
            self._again,
            heads["effect"],
            self._charts["effect"],
            heads["drift"],
            self._controls.measure,
            self._charts["drift"],
            heads["tipping"],
            self._charts["tipping"],
        )

    def _go(self) -> None:
        self._controls.offer(self.settings, own=self._own_name, chosen_own=self._chosen_own)
        self._tell()
        if self.shown is None:
            self.page.task(self._learn())
            return
        self._controls.show(self.settings, self.shown.history)
        self._show()

    @property
    def _own_name(self) -> str:
        return self.own.name if self.own is not None else ""

    # Computing

    async def _learn(self) -> None:
        """From the history to the screen; in a thread, for the first prior takes seconds."""
        settings, own = self.settings, self.own if self._chosen_own else None
        said = self._say("waiting")

        def work(progress: Progress) -> BorrowingStudy:
            progress(0, 5)
            self._ahead.result()  # else both would make the same prior
            history = own if own is not None else trials.control_history(settings.data or DATA[0])
            if settings.better and history.outcome == "mean":
                history = dataclasses.replace(history, better=settings.better)  # type: ignore[arg-type]
            return trials.study_borrowing(history, **settings.asked(history), progress=progress)

        try:
            found = await self._worker.do(said, work)
        except Exception:
            self.shown = None
            self._show_nothing(self._say("stopped"))
            raise
        if found is None or settings is not self.settings:
            return
        self.shown = found
        self._controls.show(self.settings, found.history)
        self._show()

    def _stopped(self) -> None:
        if self.shown is None:
            self._show_nothing(self._say("stopped"))
        self._again.layout.display = None

    def _on_file(self, name: str, content: bytes) -> None:
        self.page.task(self._take(name, content))

    async def _take(self, name: str, content: bytes) -> None:
        table = await asyncio.to_thread(standards.read_control_history, content, name=name)
        self.own, self._chosen_own = trials.own_history(table, name=name), True
        self._set(**dict.fromkeys(TRIAL), better="")
        self._remember()
        self._controls.offer(self.settings, own=name, chosen_own=True)
        self.page.notice(
            self.page.say("borrow.own_read", name=name, k=table.height, n=f"{self.own.patients:,}")
        )
        self.shown = None
        await self._learn()

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "data":
            self._chosen_own = value == OWN
            self._set(data="" if value in (OWN, DATA[0]) else value, better="", **dict.fromkeys(TRIAL))
            self.shown = None
            self._show_nothing(self._say("waiting"))
            self.page.clear_notice()
        elif name in CHOICES:
            self._set(**{name: "" if value == _PLAIN[name] else value})
        else:
            self._set(**{name: value})
        self._remember()
        if name == "measure" and self.shown is not None:
            self._show()
        else:
            self.page.task(self._learn())

    def _held(self) -> dict[str, str | None]:
        held = super()._held()
        return held | {"data": None} if self._chosen_own else held

    def _reset(self) -> None:
        self._set(better="", **dict.fromkeys(Settings.ranges))
        self._remember()
        self.page.task(self._learn())

    # Showing

    def _show(self) -> None:
        study, page = self._current(), self.page
        sentence, small = views.answer(study, lang=page.lang)
        page.answer(sentence, small=small, synthetic=study.history.synthetic)
        verdict, headline, why = views.diagnosis(study, lang=page.lang)
        page.diagnosis(verdict, headline, *why)
        if not self._details:
            self._details = self._make_details()
        self._details["ways"].value = views.ways_table(study, lang=page.lang)
        self._details["weights"].value = views.weights_table(study, lang=page.lang)
        name = file_name(study.history.name, otherwise="history")
        specs = views.pictures(study, self.settings.measure or "type_1_error", lang=page.lang)
        self._draw(specs, name=f"borrowing_{name}")

    def _make_details(self) -> dict[str, Any]:
        page = self.page
        parts: dict[str, Any] = {name: w.HTML() for name in ("ways", "weights")}
        parts["forest"] = page.chart(label=self._say("picture.forest"), filename="forest", height=480)
        files = [
            page.download(
                label=self._say(key),
                filename=f"borrowing_{key}.csv",
                mime="text/csv",
                make=functools.partial(self._as_csv, made),
                primary=key == "csv",
            )
            for key, made in (("csv", views.csv), ("csv_drift", views.drift_csv))
        ]
        page.detail(self._say("detail.forest"), parts["forest"], open=True)
        page.detail(self._say("detail.ways"), parts["ways"], w.Box(files, _dom_classes=["kai-downloads"]))
        page.detail(self._say("detail.weights"), parts["weights"])
        return parts


def borrowing() -> Page:
    """The app as a page, to stand last in a notebook's cell."""
    return Borrowing().page


def _load_ahead() -> None:
    from kai_workbench import charts

    charts.COLOURS  # noqa: B018  importing is what takes long
    trials.control_priors(trials.control_history(DATA[0]))

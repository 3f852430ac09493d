"""The app that asks how much the first person may be given."""

from __future__ import annotations

import asyncio
import concurrent.futures
import re
from typing import Any

import ipywidgets as w
import kai_widgets as kw

from kai_workbench import pipelines
from kai_workbench.errors import KaiError
from kai_workbench.pipelines import HumanPKFit, HumanPKModel, Reference

from . import _fihd_views as views
from ._fih_views import options
from ._fihd_controls import Controls
from ._fihd_state import NAMES, RANGES, WITH_COMPOUND, Settings, read, reference_row
from ._page import Page
from ._work import Progress, Worker

_FIRST = ("KAI-101", "Acetaminophen")


class FirstInHumanDose:
    """State and wiring of the app.

    Parameters
    ----------
    sampler
        Goes to :func:`kai_workbench.inference.start`, for the fit of human kinetics.

    Attributes
    ----------
    page
        What the notebook shows.
    settings
        What the reader has set.
    shown
        What the screen rests on; ``None`` before the first answer.
    """

    def __init__(self, **sampler: Any) -> None:
        self._sampler = sampler
        self.settings = Settings()
        self.reference: Reference | None = None
        self.fit: HumanPKFit | None = None
        self.shown: views.Shown | None = None
        self._followed: asyncio.Task[Any] | None = None
        self._opened = False
        self.page = Page(NAMES, build=self._build, title="fihd.title", subtitle="fihd.subtitle")
        self._worker = Worker(self.page, on_stop=self._show_stopped)
        # A warm kernel waits for its reader: it may as well read the table, and learn to draw.
        self._threads = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="reference")
        self._first: concurrent.futures.Future[Reference] | None
        self._first = self._threads.submit(pipelines.reference, "kai-101")
        self._threads.submit(_learn_to_draw)

    # Building the page

    def _build(self, page: Page) -> None:
        bad: list[str] = []
        if not self._opened:
            self.settings, bad = read(page.state)
            self._opened = True
        self._controls = Controls(page, self.settings, changed=self._changed, reset=self._reset)
        page.controls(*self._controls.widgets())
        self._chart = page.chart(label=page.say("fihd.picture"), filename="limits", height=420)
        self._dots = page.chart(label=page.say("fihd.dots_title"), filename="dots", height=160)
        self._again = w.Button(description=page.say("fih.again"))
        self._again.on_click(page.guard(lambda _: self._start_again()))
        self._again.layout.display = "none"
        page.picture(self._again, self._chart, self._dots)
        self._details: dict[str, Any] = {}
        page.answer(page.say("fihd.waiting"))
        self._told = [page.say("fihd.bad_setting", names=", ".join(bad))] if bad else []
        if self.reference is None:
            page.task(self._open())
        else:
            self._offer()
            self._show()
            self._offer_again()

    # Reading and fitting

    async def _open(self) -> None:
        """Read the reference compounds, show what needs no kinetics, then fit those."""
        real, first = self.settings.data == "real", self._first
        self._first = None

        def work(_: Progress) -> Reference:
            if real or first is None:
                return pipelines.reference(None if real else "kai-101")
            return first.result()

        found = await self._worker.do(self.page.say("fih.reading"), work)
        if found is None:
            return
        self.reference, self.fit = found, None
        self._offer()
        self._show()
        self._learn()

    def _learn(self) -> None:
        """Human kinetics; once for a table, no control moves them."""
        assert self.reference is not None
        found = self.reference
        job = HumanPKModel().start(found, **self._sampler)
        self._followed = self.page.follow(job, done=lambda fit: self._fitted(fit, found))
        self.page.task(self._ended(self._followed))

    async def _ended(self, followed: asyncio.Task[Any]) -> None:
        """A fit that was stopped, or failed, may be begun again."""
        await followed
        if followed is self._followed:
            self._offer_again()

    def _offer_again(self) -> None:
        running = self._followed is not None and not self._followed.done()
        self._again.layout.display = "none" if self.fit is not None or running else None

    def _start_again(self) -> None:
        self._again.layout.display = "none"
        self.page.clear_notice()
        if self.reference is None:
            self.page.answer(self.page.say("fihd.waiting"))
            self.page.task(self._open())
        else:
            self._learn()

    def _show_stopped(self) -> None:
        self.page.answer(self.page.say("fih.stopped"))
        self._again.layout.display = None

    def _fitted(self, fit: HumanPKFit, learnt_from: Reference) -> None:
        if learnt_from is self.reference:
            self.fit = fit
            self._show()

    def _offer(self) -> None:
        """The reference is known: offer its compounds."""
        assert self.reference is not None
        page, reference = self.page, self.reference
        entries = options(None, reference.frame, lang=page.lang)
        names = [one["value"] for one in entries]
        first = next((one for one in _FIRST if one in names), names[0])
        chosen = first
        if self.settings.compound:
            try:
                chosen = str(reference.compound(self.settings.compound)["compound"][0])
            except KaiError as error:
                if not reference.fallback:
                    self._told.append(error.say(page.lang))
        if chosen not in names:
            chosen = first
        self._set(compound=chosen)
        self._controls.offer(entries, chosen=chosen, data="kai-101" if reference.synthetic else "real")
        told = [*self._told, *([page.say("fihd.fallback")] if reference.fallback else [])]
        self._told = []
        if told:
            page.notice("\n".join(told), kind="warning")

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "plan":
            planned = self.shown.dose.recommended[0] if self.shown is not None else RANGES["planned"].default
            self._set(planned=planned if value == "yes" else None)
        elif name == "data":
            self._set(data="" if value == "kai-101" else value, compound="", **dict.fromkeys(WITH_COMPOUND))
        elif name == "compound":
            self._set(compound=value, **dict.fromkeys(WITH_COMPOUND))
        elif name == "second":
            self._set(second="" if value == "dog" else value, auc_second=None)
        elif name == "mabel":
            self._set(mabel="" if value == "yes" else value)
        else:
            self._set(**{name: value})
        self._remember()
        if name == "data":
            self.page.clear_notice()
            self.page.task(self._open())
        elif self.reference is not None:
            self._show()

    def _set(self, **values: Any) -> None:
        self.settings = self.settings.moved(**values)

    def _remember(self) -> None:
        self.page.remember(**self.settings.address())

    def _reset(self) -> None:
        self._set(second="", mabel="", **dict.fromkeys(RANGES))
        self._remember()
        self._show()

    # Showing

    def _show(self) -> None:
        """From what is known now to the screen."""
        if self.reference is None:
            return
        settings, page = self.settings, self.page
        row = reference_row(self.reference, settings.compound)
        kinetics: dict[str, Any] = {}
        if self.fit is not None and self.fit.trusted:
            weight = settings.value("weight", row)
            draws = self.fit.predict(settings.compound, body_weight_kg=weight).draws
            kinetics = {
                "clearance_mL_min_kg": draws["clearance"].to_numpy(),
                "volume_L_kg": draws["volume_ss"].to_numpy(),
            }
        dose = pipelines.first_in_human_dose(
            settings.animals(row),
            target=settings.target(row),
            safety_factor=settings.value("factor", row),
            exposure_margin=settings.value("margin", row),
            body_weight_kg=settings.value("weight", row),
            bioavailability=settings.value("f", row),
            **kinetics,
        )
        shown = self.shown = views.Shown(
            compound=settings.compound,
            row=row,
            settings=settings,
            dose=dose,
            fit=self.fit,
            source=self.reference.source,
            synthetic=self.reference.synthetic,
        )
        self._controls.show(settings, row, planned=shown.planned)
        sentence, small = views.answer(shown, lang=page.lang)
        page.answer(sentence, small=small, synthetic=shown.synthetic)
        verdict, headline, why = views.diagnosis(shown, lang=page.lang)
        page.diagnosis(verdict, headline, *why)
        specs = views.pictures(shown, lang=page.lang)
        name = re.sub(r"[^\w.-]+", "_", shown.compound).strip("_.").lower()[:60] or "compound"
        for key, chart in {"limits": self._chart, "dots": self._dots}.items():
            chart.filename = f"{name}_{key}"
            chart.spec = specs[key]
            chart.label = specs[key]["description"]
        if not self._details:
            self._details = self._make_details()
        self._details["csv"].filename = f"{name}_first_dose.csv"
        self._details["limits"].value = views.limits_table(shown, lang=page.lang)
        self._details["margins"].value = views.margins_table(shown, lang=page.lang)

    def _make_details(self) -> dict[str, Any]:
        page = self.page
        parts: dict[str, Any] = {"limits": w.HTML(), "margins": w.HTML()}
        parts["csv"] = page.download(
            label=page.say("fihd.csv"),
            filename="first_dose.csv",
            mime="text/csv",
            make=lambda: kw.csv_bytes(views.csv(self._current())),
            primary=True,
        )
        downloads = w.Box([parts["csv"]], _dom_classes=["kai-downloads"])
        page.detail(page.say("fihd.detail.table"), parts["limits"], downloads, open=True)
        page.detail(page.say("fihd.detail.margins"), parts["margins"], open=True)
        return parts

    def _current(self) -> views.Shown:
        if self.shown is None:
            raise KaiError("fihd_not_ready")
        return self.shown


def first_in_human_dose(**sampler: Any) -> Page:
    """The app as a page, to stand last in a notebook's cell.

    Parameters
    ----------
    sampler
        Goes to :func:`kai_workbench.inference.start`.
    """
    return FirstInHumanDose(**sampler).page


def _learn_to_draw() -> None:
    from kai_workbench import charts

    charts.COLOURS  # noqa: B018  importing is what takes long

"""The app that predicts what people will show, from what animals showed."""

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import re
from typing import Any

import ipywidgets as w
import polars as pl

from kai_workbench import pipelines, standards
from kai_workbench.errors import KaiError
from kai_workbench.pipelines import HumanPK, HumanPKFit, HumanPKJob, Reference

from . import _fih_details as details
from . import _fih_views as views
from ._fih_controls import Controls
from ._fih_state import NAMES, PRIORS, Data, Settings, read
from ._page import Page

_OWN = "own:"
_FIRST = ("Acetaminophen", "KAI-101")


class FirstInHumanPK:
    """State and wiring of the app.

    Parameters
    ----------
    sampler
        Goes to :func:`kai_workbench.inference.start`.

    Attributes
    ----------
    page
        What the notebook shows.
    settings
        What the reader has set.
    fit, prediction
        What is shown; ``None`` before the first fit, and when a fit failed its checks.
    """

    def __init__(self, **sampler: Any) -> None:
        self._sampler = sampler
        self.settings = Settings()
        self.reference: Reference | None = None
        self.own: standards.SpeciesPK | None = None
        self.fit: HumanPKFit | None = None
        self.prediction: HumanPK | None = None
        self._chosen_own = ""
        self._fitted_priors = self.settings.priors
        self._turn = self._filling = 0
        self._opened = False
        self._loading = False
        self._stopped = False
        self._threads = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="reference")
        self._tables: dict[Data, concurrent.futures.Future[Reference]] = {}
        self.page = Page(NAMES, build=self._build, title="fih.title", subtitle="fih.subtitle")
        self.page.monitor.on_cancel(self._stop_loading)
        # A warm kernel waits for its reader: it may as well read the table, and learn to draw.
        self._table("")
        self._threads.submit(_learn_to_draw)

    # Building the page

    def _build(self, page: Page) -> None:
        bad: list[str] = []
        if not self._opened:
            self.settings, bad = read(page.state)
            self._opened = True
        self._controls = Controls(
            page, self.settings, changed=self._changed, on_file=self._on_file, reset=self._reset
        )
        page.controls(*self._controls.widgets())
        self._chart = page.chart(label=page.say("fih.picture"), filename="human_pk", height=560)
        self._dots = page.chart(label=page.say("chart.dots", dots=20), filename="human_auc", height=0)
        self._dots.layout.display = "none"
        self._again = w.Button(description=page.say("fih.again"))
        self._again.on_click(page.guard(lambda _: self._start_again()))
        self._again.layout.display = "none"
        page.picture(self._again, self._chart, self._dots)
        self._details: details.Details | None = None
        page.answer(page.say("fih.waiting"))
        if self.reference is None:
            page.task(self._open())
        else:
            self._ready()
            self._show_diagnosis()
            if self.prediction is not None:
                self._show(anew=True)
            elif self.fit is not None:
                self._predict()
        if bad:
            page.notice(page.say("fih.bad_setting", names=", ".join(bad)), kind="warning")

    # The reference, and tables of the reader's own

    def _table(self, data: Data) -> concurrent.futures.Future[Reference]:
        have = self._tables.get(data)
        if have is None or (have.done() and have.exception() is not None):
            have = self._tables[data] = self._threads.submit(pipelines.reference, data or None)
        return have

    async def _open(self) -> None:
        """Read the reference compounds, then fit."""
        self._turn += 1
        turn = self._turn
        try:
            reference = await self._off_loop(
                "fih.reading", asyncio.wrap_future(self._table(self.settings.data))
            )
        finally:
            if turn == self._turn:
                self.page.monitor.running = False
        if reference is None or turn != self._turn:
            return
        self.reference = reference
        if self.own is not None:
            self.own = await self._with_structure(self.own, reference)
        self._ready()
        self._refit()

    async def _off_loop(self, stage: str, work: Any) -> Any:
        """Wait for work done elsewhere while the reader sees what it is; ``None`` if it was stopped."""
        self._loading, self._stopped = True, False
        with self.page.monitor.hold_sync():
            self.page.monitor.running = True
            self.page.monitor.stage = self.page.say(stage)
            self.page.monitor.done = self.page.monitor.total = self.page.monitor.divergences = 0
            self.page.monitor.seconds = 0.0
        try:
            result = await work
        finally:
            self._loading = False
        return None if self._stopped else result

    def _stop_loading(self) -> None:
        if self._loading:
            self._stopped = True
            self._turn += 1
            self.page.monitor.running = False
            self._show_stopped()

    def _ready(self) -> None:
        """The reference is known: offer its compounds."""
        assert self.reference is not None
        own = None if self.own is None else self.own.frame
        options = views.options(own, self.reference.frame, lang=self.page.lang)
        values = [option["value"] for option in options]
        chosen = next(
            (one for one in (self._chosen_own, self._named(), *_FIRST, values[0]) if one in values), values[0]
        )
        self._controls.offer(options, chosen=chosen)
        if not chosen.startswith(_OWN):
            self._set(compound=chosen)
        if self.reference.fallback:
            self._controls.show_data("kai-101")  # what it is learnt from; the wish stays in the address
            self.page.notice(self.page.say("fih.fallback"), kind="warning")

    def _named(self) -> str:
        """The compound of the address as the reference spells it; an unknown one is told of."""
        assert self.reference is not None
        if not self.settings.compound:
            return ""
        try:
            return str(self.reference.compound(self.settings.compound)["compound"][0])
        except KaiError as error:
            if not self.reference.fallback:
                self.page.notice(error.say(self.page.lang), kind="warning")
            return ""

    def _on_file(self, name: str, content: bytes) -> None:
        self.page.task(self._take(name, content))

    async def _take(self, name: str, content: bytes) -> None:
        table = await asyncio.to_thread(standards.read_species_pk, content, name=name)
        if self.reference is None:
            raise KaiError("fih_not_ready")
        self.own = await self._with_structure(table, self.reference)
        self._chosen_own = _OWN + self.own.frame["compound"][0]
        self._ready()
        self.page.notice(
            self.page.say("fih.own_read", name=name, n=table.frame.height, notes=table.quality.height)
        )
        self._remember()
        self._predict()

    async def _with_structure(self, table: standards.SpeciesPK, reference: Reference) -> standards.SpeciesPK:
        if not reference.with_structure or "clearance_structure_mL_min_kg" in table.frame.columns:
            return table
        work = asyncio.to_thread(pipelines.with_structure, table.frame)
        try:
            frame = await self._off_loop("fih.structures", work)
        finally:
            self.page.monitor.running = False
        return table if frame is None else dataclasses.replace(table, frame=frame)

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "compound" and str(value).startswith(_OWN):
            self._chosen_own = value
        else:
            if name == "compound":
                self._chosen_own = ""
            self._set(**{name: value})
        self._remember()
        if name == "data":
            self._tables.pop(value, None)  # what could not be fetched before may be there by now
            self._turn += 1
            self.prediction = self.fit = self.reference = None
            self.page.clear_notice()
            self.page.task(self._open())
        elif name in PRIORS:
            self._refit()
        elif self.fit is not None:
            self._predict(anew=name == "compound")

    def _set(self, **values: Any) -> None:
        self.settings = dataclasses.replace(self.settings, **values)

    def _remember(self) -> None:
        held = self.settings.address()
        self.page.remember(**(held | {"compound": None} if self._chosen_own else held))

    def _reset(self) -> None:
        plain = Settings().priors
        if plain != self.settings.priors:
            self._controls.put(**plain)
            self._set(**plain)
            self._remember()
            self._refit()

    # Fit and prediction

    def _refit(self) -> None:
        if self.reference is None:
            return
        priors = self.settings.priors
        job = self.settings.model().start(self.reference, **self._sampler)
        self._job = job
        turn = self._turn
        followed = self.page.follow(job, done=lambda fit: self._fitted(fit, priors, turn))
        self.page.task(self._put_back(job, followed))

    def _fitted(self, fit: HumanPKFit, priors: dict[str, float], turn: int) -> None:
        if turn != self._turn:
            return  # of a reference that has been left since
        self.fit, self._fitted_priors = fit, priors
        self._predict()

    async def _put_back(self, job: HumanPKJob, followed: asyncio.Task[Any]) -> None:
        """After a stopped fit the priors shown are again those of the fit shown."""
        await followed
        if job is not self._job or job.progress.stage not in ("cancelled", "failed"):
            return
        if self.fit is None:
            self._show_stopped()
        else:
            self._controls.put(**self._fitted_priors)
            self._set(**self._fitted_priors)
            self._remember()

    def _predict(self, *, anew: bool = True) -> None:
        assert self.fit is not None
        self.prediction = None
        self._show_diagnosis()
        if not self.fit.trusted:
            self._show_nothing(self.page.say("fih.no_answer"), small=self.page.say("fih.no_answer_small"))
            return
        try:
            self.prediction = self.fit.predict(
                self._row(), dose_mg=self.settings.dose, body_weight_kg=self.settings.weight
            )
        except KaiError:
            self._show_nothing("")
            raise
        self._show(anew=anew)

    def _row(self) -> str | pl.DataFrame:
        if self._chosen_own and self.own is not None:
            return self.own.frame.filter(pl.col("compound") == self._chosen_own.removeprefix(_OWN))
        return self.settings.compound

    def _start_again(self) -> None:
        self._again.layout.display = "none"
        self.page.clear_notice()
        self.page.answer(self.page.say("fih.waiting"))
        if self.reference is None:
            self.page.task(self._open())
        else:
            self._refit()

    # Showing

    def _show_stopped(self) -> None:
        """Nothing was there before the stop: say so, and offer to begin again."""
        self._show_nothing(self.page.say("fih.stopped"))
        self._again.layout.display = None

    def _show_diagnosis(self) -> None:
        if self.fit is not None:
            verdict, headline, sentences = views.diagnosis(self.fit, lang=self.page.lang)
            self.page.diagnosis(verdict, headline, *sentences)

    def _show_nothing(self, sentence: str, *, small: str = "") -> None:
        self.page.answer(sentence, small=small)
        for widget in (self._chart, self._dots, self._again):
            widget.layout.display = "none"
        self.page.clear_details()
        self._details = None

    def _show(self, *, anew: bool) -> None:
        from kai_workbench import charts

        assert self.prediction is not None
        page, limit, prediction = self.page, self.settings.limit, self.prediction
        sentence, small = views.answer(prediction, limit=limit, lang=page.lang)
        page.answer(sentence, small=small, synthetic=prediction.synthetic)
        fitted: dict[str, Any] = dict(self._fitted_priors)
        model = dataclasses.replace(self.settings, **fitted).model()
        prior = charts.prior_human(model, dose_mg=self.settings.dose, body_weight_kg=self.settings.weight)
        drawn = charts.prediction(prediction, lang=page.lang, prior=prior, limit=limit)
        name = _file_name(prediction.compound)
        self._chart.filename, self._dots.filename = f"{name}_human_pk", f"{name}_human_auc"
        self._chart.spec = drawn.to_dict(validate=False)
        self._chart.label = self._chart.spec["description"]
        self._chart.layout.display = None
        self._again.layout.display = "none"
        if limit is not None:
            dots = charts.exposure_dots(prediction, limit=limit, lang=page.lang)
            self._dots.spec = dots.to_dict(validate=False)
            self._dots.label = self._dots.spec["description"]
        self._dots.layout.display = None if limit is not None else "none"
        if self._details is None:
            self._details = details.Details(page, current=self._current, report=self._report)
            anew = True
        self._details.dosed(prediction, name=name)
        if anew:
            page.task(self._fill_details(self._details))

    async def _fill_details(self, shown: details.Details) -> None:
        self._filling += 1
        mine, prediction, fit = self._filling, self._current(), self.fit
        assert fit is not None
        quality = self._noticed()
        made = await asyncio.to_thread(
            details.make, prediction, fit, own_quality=quality, lang=self.page.lang
        )
        if shown is self._details and mine == self._filling:
            shown.fill(made)

    def _current(self) -> HumanPK:
        if self.prediction is None:
            raise KaiError("fih_not_ready")
        return self.prediction

    def _report(self) -> bytes:
        from kai_workbench import reports

        prediction = self._current()
        assert self.fit is not None
        noticed, lang = self._noticed(), self.page.lang
        return reports.human_pk_report(prediction, fit=self.fit, noticed=noticed, lang=lang).encode()

    def _noticed(self) -> pl.DataFrame | None:
        """What was noticed in the reader's own table, if the compound is one of it."""
        return self.own.quality if self._chosen_own and self.own is not None else None


def first_in_human_pk(**sampler: Any) -> Page:
    """The app as a page, to stand last in a notebook's cell.

    Parameters
    ----------
    sampler
        Goes to :func:`kai_workbench.inference.start`.
    """
    return FirstInHumanPK(**sampler).page


def _learn_to_draw() -> None:
    from kai_workbench import charts

    charts.COLOURS  # noqa: B018  importing is what takes long


def _file_name(compound: str) -> str:
    return re.sub(r"[^\w.-]+", "_", compound).strip("_.").lower()[:60] or "compound"

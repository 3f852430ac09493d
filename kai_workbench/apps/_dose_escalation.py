"""The app that plans a dose escalation and then runs it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import threading
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from kai_workbench import trials
from kai_workbench.errors import KaiError
from kai_workbench.trials import Escalation, OperatingCharacteristics, Recommendation

from . import _dose_escalation_views as views
from ._dose_escalation_controls import Controls
from ._dose_escalation_details import AHEAD, PlanDetails, RunDetails
from ._dose_escalation_entry import Entry
from ._dose_escalation_state import DESIGNS, NAMES, Settings, count, read
from ._page import Page
from ._work import Progress, Worker

if TYPE_CHECKING:
    import polars as pl

SEED = 1


class DoseEscalation:
    """State and wiring of the app.

    Attributes
    ----------
    page
        What the notebook shows.
    settings
        What the reader has set, with the cohorts entered.
    found
        The operating characteristics shown; ``None`` before the first.
    advice
        What the design says to do next; ``None`` where the cohorts do not fit it.
    """

    def __init__(self) -> None:
        self.settings = Settings()
        self.found: OperatingCharacteristics | None = None
        self.advice: Recommendation | None = None
        self._key: Any = None
        self._opened = False
        self._details: PlanDetails | RunDetails | None = None
        self.page = Page(NAMES, build=self._build, title="dx.title", subtitle="dx.subtitle")
        self._worker = Worker(self.page, on_stop=self._stopped)
        # A warm kernel waits for its reader: it may as well compile what simulates, and learn to draw.
        threading.Thread(target=_prepare, daemon=True).start()

    # Building the page

    def _build(self, page: Page) -> None:
        bad: list[str] = []
        if not self._opened:
            self.settings, bad = read(page.state)
            self._opened = True
        self._controls = Controls(page, self.settings, changed=self._changed)
        page.controls(*self._controls.widgets())
        self._plan = page.chart(label=page.say("dx.view.plan"), filename="plan", height=430)
        self._trial = page.chart(label=page.say("dx.run.unfolds"), filename="trial", height=300)
        self._rates = page.chart(label=page.say("dx.detail.cohorts"), filename="dlt_rates", height=300)
        self._entry = Entry(page, add=self._add, undo=self._undo)
        self._reasons = w.HTML()
        self._again = w.Button(description=page.say("dx.again"))
        self._again.on_click(page.guard(lambda _: self._show()))
        page.picture(self._again, self._entry.box, self._plan, self._trial, self._reasons, self._rates)
        self._details = None
        page.answer(page.say("dx.waiting"))
        if bad:
            page.notice(page.say("dx.bad_setting", names=", ".join(bad)), kind="warning")
        self._show()

    # What the reader does

    def _changed(self, **values: Any) -> None:
        before = self.settings
        self.settings = dataclasses.replace(before, **values)
        if self.settings.view != before.view:
            self._details = None
        self._controls.show(self.settings)
        if self.settings.scenario == "own" and not self.settings.rates:
            self.settings = dataclasses.replace(self.settings, rates=before.shape)
            self._controls.offer_rates(before)
        self._remember()
        self._show()

    def _add(self, dose: float, patients: float, dlts: float) -> None:
        """Take a cohort if the design can; else say why not, and change nothing."""
        settings = self.settings
        if self.advice is not None and self.advice.action in {"stop", "complete"}:
            raise KaiError("dose_escalation_ended")
        new = dataclasses.replace(settings, cohorts=(*settings.cohorts, (dose, patients, dlts)))
        new.plan().next(new.treated())
        self._take(new)

    def _undo(self) -> None:
        self._take(dataclasses.replace(self.settings, cohorts=self.settings.cohorts[:-1]))

    def _take(self, settings: Settings) -> None:
        self.page.clear_notice()
        self.settings = settings
        self._remember()
        self._show()

    def _remember(self) -> None:
        self.page.remember(**self.settings.address())

    # Showing

    def _show(self) -> None:
        plan = self.settings.view == "plan"
        self._again.layout.display = "none"
        for widget in (self._entry.box, self._trial, self._reasons, self._rates):
            widget.layout.display = "none" if plan else None
        if plan:
            self.page.task(self._show_plan())
        else:
            self._worker.drop()
            self._plan.layout.display = "none"
            self.page.task(self._show_run())

    def _stopped(self) -> None:
        self._show_nothing(self.page.say("dx.stopped"))
        self._again.layout.display = None

    def _show_nothing(self, sentence: str, *, small: str = "") -> None:
        self.page.answer(sentence, small=small)
        self.page.diagnosis(None)
        for widget in (self._plan, self._trial, self._reasons, self._rates):
            widget.layout.display = "none"
        self.page.clear_details()
        self._details = None

    async def _show_plan(self) -> None:
        settings, page = self.settings, self.page
        try:
            design, truth = settings.plan(), settings.truth()
            design.check(truth)
        except KaiError:
            self._worker.drop()
            self._show_nothing("")
            raise
        n_trials = count(settings.trials)
        key = (design, truth, n_trials)
        if key != self._key or self.found is None:
            told = page.say("dx.counting", design=DESIGNS[settings.design])

            def work(progress: Progress) -> OperatingCharacteristics:
                return trials.simulate(
                    design,
                    truth,
                    n_trials=n_trials,
                    seed=SEED,
                    progress=lambda one: progress(one.done, one.total),
                )

            found = await self._worker.do(told, work)
            if found is None:
                return
            self.found, self._key = found, key
        if settings == self.settings:
            self._draw_plan(design, settings, self.found)

    def _draw_plan(self, design: Escalation, settings: Settings, found: OperatingCharacteristics) -> None:
        from kai_workbench import charts

        page = self.page
        none = found.measure("none_selected")
        drawn = charts.escalation_plan(
            views.by_dose(found),
            none_selected=(none.value, none.mcse),
            target=design.target,
            limit=design.overdose_above,
            unit=settings.unit,
            lang=page.lang,
        )
        name = _file_name(settings)
        sentence, small = views.plan_answer(found, settings, page.lang)
        page.answer(sentence, small=small, synthetic=True)
        _put(self._plan, drawn, f"{name}_{settings.scenario}")
        verdict, headline, sentences = views.plan_diagnosis(found, page.lang)
        page.diagnosis(verdict, headline, *sentences)
        if not isinstance(self._details, PlanDetails):
            page.clear_details()
            self._details = PlanDetails(page)
        self._details.show(found, settings, name=name)

    async def _show_run(self) -> None:
        settings, page = self.settings, self.page
        self.advice = None
        try:
            design, cohorts = settings.plan(), settings.treated()
            advice = await asyncio.to_thread(design.next, cohorts)
        except KaiError:
            self._show_nothing(page.say("dx.run.impossible"), small=page.say("dx.run.impossible_small"))
            self._entry.offer(settings.doses, settings.unit, dose=None, patients=1, ended=True, any_=True)
            raise
        now = await asyncio.to_thread(_stand, design, cohorts, advice)
        if settings == self.settings:
            self.advice = advice
            self._draw_run(settings, now)

    def _draw_run(self, settings: Settings, now: _Standing) -> None:
        from kai_workbench import charts

        page, lang = self.page, self.page.lang
        design, cohorts, advice = now.design, now.cohorts, now.advice
        ended = advice.action in {"stop", "complete"}
        dose: Any = advice.dose
        size = 0 if ended else design.next_size(sum(row[1] for row in cohorts))
        sentence, small = views.run_answer(advice, design, cohorts, settings, lang)
        page.answer(sentence, small=small)
        self._entry.offer(
            settings.doses,
            settings.unit,
            dose=None if ended else dose,
            patients=size,
            ended=ended,
            any_=bool(cohorts),
        )
        name = _file_name(settings)
        shared: dict[str, Any] = {"unit": settings.unit, "lang": lang}
        trial = charts.escalation_trial(
            cohorts,
            doses=settings.doses,
            coming=None if ended or dose is None else (dose, size),
            closed=[one for one in settings.doses if one not in advice.admissible],
            **shared,
        )
        with_model = design.modelled
        drawn = charts.dlt_rates(now.rates, target=design.target, modelled=with_model, **shared)
        _put(self._trial, trial, f"{name}_trial")
        _put(self._rates, drawn, f"{name}_dlt_rates")
        self._reasons.value = views.reasons(advice, lang)
        verdict, headline, sentences = views.run_diagnosis(now.wanted, cohorts, settings, lang)
        page.diagnosis(verdict, headline, *sentences)
        if not isinstance(self._details, RunDetails):
            page.clear_details()
            self._details = RunDetails(page)
        told = views.rates_table(now.rates, settings, lang, modelled=with_model)
        self._details.show(
            design, settings, cohorts, wanted=now.wanted, pathways=now.pathways, rates=told, name=name
        )


def dose_escalation() -> Page:
    """The app as a page, to stand last in a notebook's cell."""
    return DoseEscalation().page


@dataclasses.dataclass(frozen=True)
class _Standing:
    """Where a running trial stands: what was entered, what the design says, and what may follow."""

    design: Escalation
    cohorts: list[Any]
    advice: Recommendation
    rates: pl.DataFrame
    wanted: list[float | None]
    pathways: pl.DataFrame


def _stand(design: Escalation, cohorts: list[Any], advice: Recommendation) -> _Standing:
    wanted, pathways = views.asked(design, cohorts), design.pathways(AHEAD, cohorts)
    return _Standing(design, cohorts, advice, design.dlt_rates(cohorts), wanted, pathways)


def _put(chart: Any, drawn: Any, name: str) -> None:
    chart.filename = name
    chart.spec = drawn.to_dict(validate=False)
    chart.label = chart.spec["description"]
    chart.layout.display = None


def _file_name(settings: Settings) -> str:
    return settings.design.replace("+", "plus")


def _prepare() -> None:
    """What takes long the first time: importing the charts, compiling the designs."""
    with contextlib.suppress(Exception):  # the reader's own wish will say what is wrong
        from kai_workbench import charts

        charts.COLOURS  # noqa: B018
        for name in ("boin", "crm", "blrm"):
            settings = Settings(design=name, patients=6)
            trials.simulate(settings.plan(), settings.truth(), n_trials=10, exact=False)
            trials.simulate(settings.plan(), settings.truth(), n_trials=10)

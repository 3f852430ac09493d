"""The app that states a question, compares two designs, and gives the report."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import html
import threading
from collections.abc import Callable
from typing import Any

import ipywidgets as w
import kai_widgets as kw

from kai_workbench import trials
from kai_workbench.errors import KaiError
from kai_workbench.text import say
from kai_workbench.trials import TRUTHS, PlanFindings, TrialPlan

from . import _trial_designer_views as views
from ._app import App, file_name
from ._page import Page
from ._trial_designer_controls import Controls
from ._trial_designer_details import make_details, replayed, show_tables
from ._trial_designer_state import MEASURES, NAMES, RANGES, VIEW, Settings, read
from ._work import Progress, Worker

SEED = 1
_PREVIEW = 500  # trials shown while the full number is simulated
_KEPT = 8  # findings, so that going back is at once


class TrialDesigner(App[Settings, views.Shown]):
    """State and wiring of the app."""

    room = "tdd"

    def __init__(self) -> None:
        self._known: dict[Any, PlanFindings] = {}
        super().__init__(Settings(), read=read, names=NAMES)
        self._worker = Worker(self.page, on_stop=self._stopped)
        # A warm kernel waits for its reader: it may as well compile what simulates, and learn to draw.
        threading.Thread(target=_prepare, daemon=True).start()

    def _fill(self, page: Page) -> None:
        self._controls = Controls(page, self.settings, changed=self._changed, reset=self._reset)
        page.controls(*self._controls.widgets())
        self._measure = kw.Segmented(options=[], label=self._say("measure"))
        page.observe(self._measure, lambda value: self._moved("measure", value))
        self._charts = {"measure": page.chart(label=self._say("picture"), filename="designs", height=420)}
        self._words = w.HTML()
        page.picture(self._again, self._measure, self._charts["measure"], self._words)

    def _go(self) -> None:
        self._show_controls()
        self.page.task(self._count())

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "question":
            gone = dict.fromkeys(RANGES) | dict.fromkeys(Settings.words, "")
            self._set(**gone | {"question": "" if value == "dose" else value})
        elif name.startswith("rates_"):
            # The same as the question's own rates is no wish of one's own.
            truth = name.removeprefix("rates_")
            plain = self._rates(self.settings.moved(**{name: ""})).get(truth, ())
            self._set(**{name: "" if value == _percents(plain) else value})
        elif name == "a":
            self._set(a=value, b=self.settings.designs[1])
        else:
            self._set(**{name: value})
        if name == "question":
            self.shown = None
            self._words.value = ""
            self._show_nothing(self._say("waiting"))
        self._remember()
        self._show_controls()
        self.page.clear_notice()
        self.page.task(self._count())

    def _moved(self, name: str, value: Any) -> None:
        """What is looked at changed, and no number."""
        now = dict(zip(("drill", "scenario", "pick"), self.settings.drilled, strict=True))
        now |= {"measure": self.settings.shown_measure, "k": self.settings.value("k")}  # type: ignore[dict-item]
        if not value or self.shown is None or now[name] == value:
            return
        self._set(**{name: value})
        self._remember()
        self._show(anew=name == "measure")

    def _reset(self) -> None:
        kept = {"question": self.settings.question, "a": self.settings.a, "b": self.settings.b}
        self._set(**dict.fromkeys(RANGES) | dict.fromkeys(Settings.words, "") | kept)
        self._remember()
        self._show_controls()
        self.page.task(self._count())

    def _show_controls(self) -> None:
        kind = self.settings.kind
        self._controls.show(self.settings, self._rates(self.settings))
        measures = [
            {"value": one, "label": views.measure_label(one, self.settings, self.page.lang)}
            for one in MEASURES[kind]
        ]
        if self._measure.options != measures:
            self._measure.value = ""
            self._measure.options = measures
        self._measure.value = self.settings.shown_measure

    def _rates(self, settings: Settings) -> dict[str, tuple[float, ...]]:
        """Rates of each scenario, as far as they can be known."""
        found: dict[str, tuple[float, ...]] = {}
        with contextlib.suppress(KaiError):
            found = {name: settings.asked().rates(name) for name in TRUTHS}
        with contextlib.suppress(KaiError):
            found |= settings.own_rates()
        return found

    def _stopped(self) -> None:
        if self.shown is None:
            self._show_nothing(self._say("stopped"))
            self._words.value = ""
        else:
            self.page.notice(self._say("stopped_preview"), kind="warning")
        self._again.layout.display = None

    # Counting

    async def _count(self) -> None:
        """Size the designs and try them: few trials first, then all."""
        settings = self.settings
        try:
            asked, own = settings.asked(), settings.own_rates()
            scenarios = asked.scenarios(own)
        except KaiError:
            self._refuse()
            raise
        names = settings.designs
        sizing, told = self._say("sizing"), self._say("simulating")
        n = int(settings.value("trials"))

        def work(n_trials: int, progress: Progress) -> PlanFindings:
            doing = sizing if n_trials <= _PREVIEW else told
            return _simulated(asked, names, scenarios, n_trials, progress=progress, doing=doing, told=told)

        key = (asked, names, scenarios)
        for n_trials in (min(_PREVIEW, n), n):
            findings = self._known.get((*key, n)) or self._known.get((*key, n_trials))
            if findings is None:
                findings = await self._tried(sizing, functools.partial(work, n_trials), settings)
            if findings is None or not _same(settings, self.settings):
                return
            tried = [one for one in (findings.found, findings.compared) if one is not None]
            simulated = any(one.method != "exact" for one in tried)
            if not simulated:
                findings = _whole(findings, n)
            self.shown = views.Shown(
                asked=asked,
                findings=findings,
                settings=self.settings,
                preview=simulated and findings.plan.n_trials < n,
            )
            self._keep((*key, findings.plan.n_trials if simulated else n), findings)
            self._show()
            if not self.shown.preview:
                return

    async def _tried(
        self, told: str, work: Callable[[Progress], PlanFindings], settings: Settings
    ) -> PlanFindings | None:
        """What came of it; ``None`` if it was stopped or overtaken."""
        try:
            found: PlanFindings | None = await self._worker.do(told, work)
        except KaiError:
            if settings == self.settings:
                self._refuse()
                raise
            return None
        return found

    def _keep(self, key: Any, findings: PlanFindings) -> None:
        self._known[key] = findings
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]

    def _refuse(self) -> None:
        """Nothing of an answer to another question is left standing."""
        self._worker.drop()
        self.shown = None
        self._words.value = ""
        self._show_nothing(self._say("no_answer"))

    # Showing

    def _show(self, *, anew: bool = True) -> None:
        """All of it; ``anew`` false leaves what only the single trial does not touch."""
        shown, page = self._current(), self.page
        shown = self.shown = views.Shown(
            asked=shown.asked, findings=shown.findings, settings=self.settings, preview=shown.preview
        )
        plain = "_".join((shown.settings.kind, *shown.settings.designs)).replace("+", "plus")
        name = file_name(plain, otherwise="trial")
        if not self._details:
            self._details = make_details(page, current=self._current, moved=self._moved)
        if anew:
            sentence, small = views.answer(shown, lang=page.lang)
            page.answer(sentence, small=small)
            verdict, headline, why = views.diagnosis(shown, lang=page.lang)
            page.diagnosis(verdict, headline, *why)
            self._draw({"measure": views.picture(shown, lang=page.lang)}, name=name)
            heading = f"<h3 style='margin-top: 24px'>{page.say('tdd.differences')}</h3>"
            self._words.value = heading + views.differences(shown, lang=page.lang)
            show_tables(self._details, shown, page, name=name)
        page.task(self._show_one(shown, name))

    async def _show_one(self, shown: views.Shown, name: str) -> None:
        """One simulated trial; replaying takes a moment, so it is done beside."""
        told, reasons, spec = await replayed(self._details, shown, self.page)
        if self.shown is shown and self._details:
            self._draw({"swimmer": spec}, name=name)
            self._details["why"].value = f"<p><b>{html.escape(told)}</b></p>"
            self._details["reasons"].value = reasons


def trial_designer() -> Page:
    """The app as a page, to stand last in a notebook's cell."""
    return TrialDesigner().page


def _whole(findings: PlanFindings, n: int) -> PlanFindings:
    """Findings that were counted hold for any number of trials; it says which can be looked at."""
    assert findings.compared is not None
    return dataclasses.replace(
        findings,
        plan=dataclasses.replace(findings.plan, n_trials=n),
        found=dataclasses.replace(findings.found, n_trials=n),
        compared=dataclasses.replace(findings.compared, n_trials=n),
    )


def _same(before: Settings, now: Settings) -> bool:
    """Whether what was counted still answers what is asked."""
    plain = dict.fromkeys(VIEW - {"k"}, "")
    return before.moved(k=None, **plain) == now.moved(k=None, **plain)


def _simulated(
    asked: trials.TrialQuestion,
    names: tuple[str, str],
    scenarios: tuple[trials.PlannedScenario, ...],
    n_trials: int,
    *,
    progress: Progress,
    doing: str,
    told: str,
) -> PlanFindings:
    """Both designs, sized and tried; wherever it says how far it is, it can be stopped."""
    done = total = 0

    def tell(case: int, cases: int, now: trials.WorkProgress) -> None:
        nonlocal done, total
        done, total = case * now.total + now.done, cases * now.total
        progress(done, total, told)

    def stops() -> bool:
        progress(done, total, told if total else doing)  # raises where nobody waits any more
        return False

    progress(0, 0, doing)
    plan = TrialPlan(
        title=say(f"tdd.report_title.{asked.kind}"),
        design=asked.design(names[0], cancelled=stops),
        compare=asked.design(names[1], cancelled=stops),
        scenarios=scenarios,
        n_trials=n_trials,
        seed=SEED,
    )
    return trials.simulate_plan(plan, progress=tell, cancelled=stops)


def _percents(values: tuple[float, ...]) -> str:
    return ", ".join(f"{100 * value:.4g}" for value in values)


def _prepare() -> None:
    """What takes long the first time: importing the charts, compiling the designs."""
    with contextlib.suppress(Exception):  # the reader's own wish will say what is wrong
        from kai_workbench import charts

        charts.COLOURS  # noqa: B018
        for kind, name in (("dose", "boin"), ("dose", "crm"), ("arms", "drop")):
            asked = trials.TrialQuestion(kind=kind, most=12)  # type: ignore[arg-type]
            trials.simulate(asked.design(name), [one.truth for one in asked.scenarios()], n_trials=10)

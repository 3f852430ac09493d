"""The app that shows a federation at work: what sites hold together, when no row may leave one."""

from __future__ import annotations

import asyncio
import pathlib
import tempfile
import threading
from typing import TYPE_CHECKING, Any

from kai_workbench.errors import KaiError

from . import _federation_console_views as views
from ._app import App, file_name
from ._federation_console_controls import Controls
from ._federation_console_details import Details
from ._federation_console_state import NAMES, Settings, read
from ._page import Page
from ._work import Progress, Worker

if TYPE_CHECKING:
    from kai_workbench.federation import Card, FederatedFit, SiteState, Step, Study
    from kai_workbench.inference import Fit

_POLL = 0.3  # s


class FederationConsole(App[Settings, views.Shown]):
    """State and wiring of the app.

    Attributes
    ----------
    study, states
        What was opened, and how its sites stand; ``None`` and empty before.
    fit
        Of all sites; ``None`` while there is none.
    pooled, without
        The pooled fit, and those without each site, once they were asked for.
    """

    room = "fed"

    def __init__(self) -> None:
        self.study: Study | None = None
        self.states: tuple[SiteState, ...] = ()
        self.fit: FederatedFit | None = None
        self.pooled: Fit | None = None
        self.without: dict[str, Fit] = {}
        self._steps: list[Step] = []
        self._running = False
        self._parts: Details | None = None
        self._folders: list[tempfile.TemporaryDirectory[str]] = []
        super().__init__(Settings(), read=read, names=NAMES)
        self._worker = Worker(self.page, on_stop=self._stopped)
        # A warm kernel waits for its reader: it may as well load what draws and asks.
        threading.Thread(target=_load_ahead, name="federation", daemon=True).start()

    # Building the page

    def _fill(self, page: Page) -> None:
        self._parts = None
        self._controls = Controls(
            page, self.settings, changed=self._changed, run=self._run_now, count=self._count_now
        )
        page.controls(*self._controls.widgets())
        self._charts = {
            name: page.chart(label=page.say(f"fed.picture.{name}"), filename=name, height=height)
            for name, height in (("curve", 280), ("course", 260))
        }
        for chart in self._charts.values():
            chart.layout.display = "none"
        page.picture(self._again, *self._charts.values())

    def _go(self) -> None:
        if self.study is None:
            self.page.task(self._open())
            return
        self._offer()
        if self.fit is not None:
            self._show()
        elif self._running:
            self._idle(self._say("running", n=len(self.study.sites)))
        else:
            self._begin()

    # The study

    def _wanted(self) -> tuple[str, int]:
        return self.settings.study, round(self.settings.value("sites"))

    async def _open(self) -> None:
        """Reach the sites, and hear how they stand."""
        wanted = self._wanted()
        try:
            study, states = await asyncio.to_thread(self._reach, *wanted)
        except KaiError:
            self._blank("no_study")
            raise
        if wanted != self._wanted():
            return
        self.study, self.states = study, states
        self._offer()
        self._begin()

    def _reach(self, path: str, sites: int) -> tuple[Study, tuple[SiteState, ...]]:
        """The study of a file, or a new demonstration; in a thread."""
        from kai_workbench import federation

        if path:
            study = federation.open(pathlib.Path(path).expanduser())
        else:
            folder = tempfile.TemporaryDirectory(prefix="kai-federation-")
            self._folders = [folder]
            study = federation.open(federation.demonstration(folder.name, sites=sites, approve=True))
        return study, federation.states(study)

    def _cards(self) -> tuple[Card, ...]:
        from kai_workbench import federation

        return federation.approved_by_all(self.states) if self.states else ()

    def _card(self) -> Card | None:
        cards = self._cards()
        named = [one for one in cards if self.settings.model and one.hash.startswith(self.settings.model)]
        return next(iter((*named, *cards)), None)

    def _offer(self) -> None:
        """The sites are known: fill the lists."""
        from kai_workbench import federation

        card = self._card()
        options = [{"value": one.hash, "label": one.name, "hint": one.hash[:12]} for one in self._cards()]
        columns = list(federation.from_card(card, ()).row_columns) if card else []
        self._controls.offer(options, model=card.hash if card else "", columns=columns)
        self._controls.show(toxicity=self._is_toxicity())
        self._tell()

    def _begin(self) -> None:
        """The demonstration is run at once; a study of the reader's own when its button is pressed."""
        assert self.study is not None
        if self._card() is None:
            self._idle(self._say("no_model"))
        elif self.settings.study:
            self._idle(self._say("ready_to_run", n=len(self.study.sites)))
        else:
            self.page.task(self._run())

    # A fit

    def _run_now(self) -> None:
        if self.study is None:
            raise KaiError("fed_not_ready")
        self.page.clear_notice()
        self.page.task(self._run())

    async def _run(self) -> None:
        """Ask the sites, and show what is found on the way."""
        from kai_workbench import federation

        study, card, lang = self.study, self._card(), self.page.lang
        if study is None or card is None:
            raise KaiError("fed_no_model")
        self.fit, self.shown, self.pooled, self.without = None, None, None, {}
        steps: list[Step] = []
        self._steps = steps
        method, draws = self.settings.method or "smc", round(self.settings.value("draws"))
        self._running = True
        self._idle(self._say("running", n=len(study.sites)))

        def work(progress: Progress) -> FederatedFit:
            def told(step: Step) -> None:
                if step.quantiles:
                    steps.append(step)
                done = round(100 * (step.temperature or 0.0))
                progress(done, 100 if method == "smc" else 0, views.stage(step, lang=lang))

            model = federation.from_card(card, study.sites)
            return federation.fit(model, study, method=method, draws=draws, progress=told)  # type: ignore[arg-type]  # read() looked

        self.page.task(self._live(steps))
        try:
            found = await self._worker.do(self._say("asking"), work)
        except KaiError:
            self._idle(self._say("no_answer"))
            self._again.layout.display = None
            raise
        finally:
            if steps is self._steps:
                self._running = False
        if found is None or steps is not self._steps:
            return
        self.fit = found
        self.states = await asyncio.to_thread(federation.states, study)
        if steps is self._steps:
            self._show()

    async def _live(self, steps: list[Step]) -> None:
        """Draw the population whenever it has reached a temperature."""
        drawn = 0
        while self._running and steps is self._steps:
            if len(steps) > max(drawn, 1):
                drawn = len(steps)
                self._show_course(steps[:drawn])
            await asyncio.sleep(_POLL)

    def _stopped(self) -> None:
        self._steps, self._running = [], False
        if self.fit is None:
            self._idle(self._say("stopped"))
            self._again.layout.display = None

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "kind":
            if value == "demonstration" and self.settings.study:
                self._set(study="")
                self._reopen()
            self._controls.show(toxicity=self._is_toxicity())
            return
        if name == "study":
            self._controls.kind.value = "own" if str(value).strip() else self._controls.kind.value
            self._set(study=str(value).strip())
        elif name == "method":
            self._set(method="" if value == "smc" else value)
        elif name == "model":
            self._set(model=str(value)[:12])
        else:
            self._set(**{name: value})
        self._remember()
        if name in ("study", "sites"):
            self._reopen()
        elif name in ("target", "parameter") and self.fit is not None:
            self._show()
        elif name == "parameter" and len(self._steps) > 1:
            self._show_course(self._steps)

    def _reopen(self) -> None:
        """Another study: nothing of the one before holds."""
        self._worker.drop()
        self._steps, self._running = [], False
        self.study, self.states, self.fit, self.shown = None, (), None, None
        self._remember()
        self.page.clear_notice()
        self._blank("waiting")
        self.page.task(self._open())

    def _is_toxicity(self) -> bool:
        card = self._card()
        return card is not None and card.model.endswith(":DoseToxicityAcrossSites")

    def _count_now(self) -> None:
        self.page.task(self._count())

    async def _count(self) -> None:
        """How many people, over all sites, would qualify."""
        from kai_workbench import federation

        controls, study = self._controls, self.study
        if study is None or not controls.column.value:
            raise KaiError("fed_not_ready")
        try:
            number = float(controls.number.value)
        except ValueError:
            raise KaiError(
                "fed_not_a_number", where=self._say("number"), value=controls.number.value
            ) from None
        asked = (controls.column.value, controls.operator.value, number)
        found = await asyncio.to_thread(federation.count, study, asked)
        told = self._say(
            "counted" if found.kept_back else "counted_all", n=f"{found.at_least:,}", kept=found.kept_back
        )
        controls.counted.value = views.paragraphs(told)
        self.states = await asyncio.to_thread(federation.states, study)
        self._show_sites()

    # Showing

    def _idle(self, sentence: str) -> None:
        """Only a sentence, and the sites."""
        self._show_nothing(sentence)
        self._parts = Details(self.page, self._file())
        self._show_sites()

    def _blank(self, name: str) -> None:
        """Only a sentence."""
        self._show_nothing(self._say(name))
        self._parts = None

    def _show_sites(self) -> None:
        if self.study is not None and self._parts is not None:
            self._parts.show_sites(self.states, study=self.study.name)

    def _parameter(self, names: list[str]) -> str:
        """The scalar to show: as asked, or the first; the list of them is filled."""
        asked = self.settings.parameter
        chosen = asked if asked in names else ("slope" if "slope" in names else names[0])
        if [one["value"] for one in self._controls.parameter.options] != names:
            self._controls.offer_parameters(names, chosen)
        return chosen

    def _show_course(self, steps: list[Step]) -> None:
        assert self.study is not None
        parameter = self._parameter(list(steps[-1].quantiles))
        synthetic, lang = self.study.synthetic, self.page.lang
        self._draw(
            {"course": views.course(steps, parameter, lang=lang, synthetic=synthetic)}, name=self._file()
        )

    def _file(self) -> str:
        return file_name(self.study.name if self.study else "", otherwise="study")

    def _show(self) -> None:
        assert self.fit is not None
        assert self.study is not None
        page, lang = self.page, self.page.lang
        self.shown = shown = views.Shown(
            fit=self.fit,
            steps=tuple(self._steps),
            target=self.settings.value("target") / 100,
            synthetic=self.study.synthetic,
        )
        parameter = self._parameter(list(shown.draws))
        verdict, headline, sentences = views.diagnosis(shown, lang=lang)
        if not self.fit.trusted:
            # a preview, or a fit that failed its checks: no number that could be taken for an answer
            self._idle(self._say("no_answer_trusted"))
        else:
            sentence, small = views.answer(shown, parameter, lang=lang)
            page.answer(sentence, small=small, synthetic=shown.synthetic)
        page.diagnosis(verdict, headline, *sentences)
        if self._parts is None:
            self._parts = Details(page, self._file())
        if not self._parts.made:
            self._parts.make(
                shown,
                current=self._current,
                pool=lambda: page.task(self._pool()),
                leave_out=lambda: page.task(self._leave_out()),
            )
        specs = {}
        if shown.toxicity is not None and self.fit.trusted:
            specs["curve"] = views.curve(shown, lang=lang)
        if len(shown.steps) > 1:
            specs["course"] = views.course(shown.steps, parameter, lang=lang, synthetic=shown.synthetic)
        for name, chart in self._charts.items():
            chart.layout.display = None if name in specs else "none"
        self._draw(specs, name=self._file())
        self._show_sites()
        self._parts.show(shown)
        self._show_beside()

    def _show_beside(self) -> None:
        shown = self._current()
        parameter = self._parameter(list(shown.draws))
        assert self._parts is not None
        self._parts.show_beside(shown, parameter, pooled=self.pooled, without=self.without)

    async def _pool(self) -> None:
        """All rows together, because nobody's they are."""
        from kai_workbench import federation

        fit, study = self.fit, self.study
        if fit is None or study is None:
            raise KaiError("fed_not_ready")
        found = await self._worker.do(self._say("pooling"), lambda _: federation.pooled(fit.model, study))
        if found is not None and fit is self.fit:
            self.pooled = found
            self._show_beside()

    async def _leave_out(self) -> None:
        """The same without each site in turn."""
        from kai_workbench import federation

        fit, study = self.fit, self.study
        if fit is None or study is None:
            raise KaiError("fed_not_ready")

        def work(progress: Progress) -> dict[str, Fit]:
            found = {}
            for k, name in enumerate(study.sites):
                progress(k, len(study.sites))
                found[name] = federation.pooled(fit.model, study, without=name)
            return found

        found = await self._worker.do(self._say("leaving_out"), work)
        if found is not None and fit is self.fit:
            self.without = found
            self._show_beside()


def _load_ahead() -> None:
    from kai_workbench import charts, federation

    charts.converging, federation.fit  # noqa: B018  importing is what takes long


def federation_console() -> Page:
    """The app as a page, to stand last in a notebook's cell."""
    return FederationConsole().page

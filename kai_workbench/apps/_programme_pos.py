"""The app that asks whether a programme of trials will succeed."""

from __future__ import annotations

import concurrent.futures
import functools
from typing import Any

import ipywidgets as w

from kai_workbench import pipelines
from kai_workbench.errors import KaiError
from kai_workbench.inference import Fit
from kai_workbench.models import NormalMixture, elicited_priors
from kai_workbench.trials import UncertainEffect

from . import _programme_pos_views as views
from ._app import App
from ._page import Page
from ._programme_pos_controls import Controls
from ._programme_pos_state import NAMES, Settings, read
from ._work import Progress, Worker

_HEIGHTS = {"funnel": 216, "size": 320, "effect": 300}
_ARM, _SEED = "KAI-101 30 mg/kg", 20260101
_QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}


class ProgrammePoS(App[Settings, views.Shown]):
    """State and wiring of the app.

    Parameters
    ----------
    sampler
        Goes to :func:`kai_workbench.inference.start`, for the mice of KAI-101.
    """

    room = "pos"

    def __init__(self, **sampler: Any) -> None:
        self._sampler = sampler
        self._fit: Fit | None = None
        self._effects: dict[float, UncertainEffect] = {}  # by exposure
        super().__init__(Settings(), read=read, names=NAMES)
        self._worker = Worker(self.page, on_stop=self._stopped)
        threads = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="programme")
        threads.submit(_load_ahead)

    # Building the page

    def _fill(self, page: Page) -> None:
        self._controls = Controls(page, self.settings, changed=self._changed, reset=self._reset)
        page.controls(*self._controls.widgets())
        self._charts = {
            name: page.chart(label=self._say(f"picture.{name}"), filename=name, height=height)
            for name, height in _HEIGHTS.items()
        }
        parts: list[w.Widget] = [self._again]
        for name, chart in self._charts.items():
            parts += [w.HTML(f'<h2 style="margin: 24px 0 8px">{self._say(f"head.{name}")}</h2>'), chart]
        page.picture(*parts)

    def _go(self) -> None:
        self._tell()
        if not self.settings.data:
            self._worker.drop()
            self._judge()
        elif self.settings.value("ratio") in self._effects:
            self._predict(self._effects[self.settings.value("ratio")], synthetic=True)
        elif self._fit is not None:
            self.page.task(self._carry())
        else:
            self._show_nothing(self._say("stage_mice"))
            self.page.task(self._begin())

    # What the effect may be

    def _judge(self) -> None:
        """A normal near to the quantiles that were said, integrated: at once."""
        settings = self.settings
        said = [settings.value(name) for name in _QUANTILES]
        try:
            found = elicited_priors(list(_QUANTILES.values()), said, families=["normal"])[0]
            prior = NormalMixture(
                (1.0,), (found.parameters["mu"] / 100,), (max(found.parameters["sigma"] / 100, 1e-4),)
            )
            effect = UncertainEffect.of_difference(prior, control=settings.value("control"))
        except KaiError as error:
            self.shown = None
            self._show_nothing(error.say(self.page.lang))
            return
        self._predict(effect, miss=found.miss)

    async def _begin(self) -> None:
        """Fit the mice of KAI-101; the fit is kept, so that only the first takes long."""

        def work(_: Progress) -> Any:
            return pipelines.tumour_source("kai-101").arm(_ARM)

        arm = await self._worker.do(self._say("stage_mice"), work)
        if arm is None or not self.settings.data:
            return
        followed = self.page.follow(arm.start(**self._sampler), done=self._fitted)
        await followed
        if self._fit is None and self.settings.data:
            self._stopped()

    def _fitted(self, fit: Fit) -> None:
        if not fit.trusted:
            self._show_nothing(self._say("no_answer"))
            return
        self._fit = fit
        if self.settings.data:
            self._go()

    async def _carry(self) -> None:
        """From the mice's posterior to the effect in patients."""
        fit, ratio = self._fit, self.settings.value("ratio")
        assert fit is not None

        def work(_: Progress) -> UncertainEffect:
            source = pipelines.tumour_source("kai-101")
            return pipelines.programme_effect(fit, source=source, arm=source.arm(_ARM), ratio=ratio)

        found = await self._worker.do(self._say("stage_patients"), work)
        if found is not None and self.settings.data and ratio == self.settings.value("ratio"):
            self._effects[ratio] = found
            self._predict(found, synthetic=True)

    def _stopped(self) -> None:
        if self.shown is None:
            self._show_nothing(self._say("stopped"))
        self._again.layout.display = None

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "data":
            self._set(data="" if value == "own" else value)
            self.shown = None
        else:
            self._set(**{name: value})
        self._remember()
        self.page.clear_notice()
        self._controls.show(self.settings)
        self._go()

    def _reset(self) -> None:
        self._set(**dict.fromkeys(Settings.ranges))
        self._remember()
        self._controls.show(self.settings)
        self._go()

    # Showing

    def _predict(self, effect: UncertainEffect, *, miss: float = 0.0, synthetic: bool = False) -> None:
        """From the effect to the screen, in a fraction of a second."""
        try:
            plan = self.settings.plan()
        except KaiError as error:
            self.shown = None
            self._show_nothing(error.say(self.page.lang))
            return
        sizes = sorted({*views.SIZES, plan.phase2})
        beyond = 0.0
        if not effect.drawn:
            control = self.settings.value("control")
            beyond = 1 - effect.over(-control) + effect.over(1 - control)
        self.shown = views.Shown(
            outlook=plan.foresee(effect),
            sizes=plan.by_size(effect, sizes),
            miss=miss,
            beyond=beyond,
            seed=_SEED if effect.drawn else None,
            synthetic=synthetic,
        )
        self._show()

    def _show(self) -> None:
        shown, page = self._current(), self.page
        sentence, small = views.answer(shown, lang=page.lang)
        page.answer(sentence, small=small, synthetic=shown.synthetic)
        verdict, headline, why = views.diagnosis(shown, lang=page.lang)
        page.diagnosis(verdict, headline, *why)
        if not self._details:
            self._details = self._make_details()
        self._details["quantities"].value = views.quantities_table(shown, lang=page.lang)
        self._details["sizes"].value = views.sizes_table(shown, lang=page.lang)
        self._draw(views.pictures(shown, lang=page.lang), name="programme")

    def _make_details(self) -> dict[str, Any]:
        page = self.page
        parts: dict[str, Any] = {name: w.HTML() for name in ("quantities", "sizes")}
        files = {
            name: page.download(
                label=self._say(key),
                filename=f"programme_{name}.csv",
                mime="text/csv",
                make=functools.partial(self._as_csv, made),
                primary=name == "probabilities",
            )
            for name, key, made in (
                ("probabilities", "csv", views.csv),
                ("sizes", "csv_sizes", views.sizes_csv),
            )
        }
        row = w.Box(list(files.values()), _dom_classes=["kai-downloads"])
        page.detail(self._say("detail.table"), parts["quantities"], row, open=True)
        page.detail(self._say("detail.sizes"), parts["sizes"])
        return parts


def programme_pos(**sampler: Any) -> Page:
    """The app as a page, to stand last in a notebook's cell.

    Parameters
    ----------
    sampler
        Goes to :func:`kai_workbench.inference.start`, for the mice of KAI-101.
    """
    return ProgrammePoS(**sampler).page


def _load_ahead() -> None:
    from kai_workbench import charts

    charts.COLOURS  # noqa: B018  importing is what takes long

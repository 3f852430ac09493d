"""The app that asks what tumour response to expect in patients, from tumours in mice."""

from __future__ import annotations

import asyncio
import concurrent.futures
from typing import TYPE_CHECKING, Any

import ipywidgets as w
import numpy as np

from kai_workbench import inference, pipelines, standards
from kai_workbench.errors import KaiError
from kai_workbench.inference import Fit
from kai_workbench.pipelines import TumourSource, Xenograft

from . import _tumour_growth_views as views
from ._app import SourceApp, file_name
from ._page import Page
from ._tumour_growth_controls import Controls
from ._tumour_growth_state import CHOICES, NAMES, WITH_ARM, WITH_CLINIC, Settings, read

if TYPE_CHECKING:
    import polars as pl

_OWN = "own:"
_FIRST = ("KAI-101 30 mg/kg", "erlotinib 25 mg/kg")
_SAME = 0.05  # how near the exposure must be for what patients showed to stand beside it


class TumourGrowth(SourceApp[Settings, views.Shown, TumourSource, dict[str, Xenograft]]):
    """State and wiring of the app.

    Parameters
    ----------
    sampler
        Goes to :func:`kai_workbench.inference.start`.

    Attributes
    ----------
    fit
        Of the mice; ``None`` while there is none.
    """

    room, item = "tgt", "arm"

    def __init__(self, **sampler: Any) -> None:
        self._sampler = sampler
        self.fit: Fit | None = None
        self._followed: asyncio.Task[Any] | None = None
        super().__init__(Settings(), read=read, names=NAMES)
        # A warm kernel waits for its reader: it may as well read the data, and load what draws and fits.
        self._threads = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="tumour")
        self._first: concurrent.futures.Future[TumourSource] | None
        self._first = self._threads.submit(pipelines.tumour_source)
        self._threads.submit(_load_ahead)

    # Building the page

    def _fill(self, page: Page) -> None:
        self._controls = Controls(
            page, self.settings, changed=self._changed, on_file=self._on_file, reset=self._reset
        )
        page.controls(*self._controls.widgets())
        self._charts = {
            name: page.chart(label=page.say(f"tgt.picture.{name}"), filename=name, height=height)
            for name, height in (("course", 340), ("waterfall", 220), ("dots", 160))
        }
        page.picture(self._again, *self._charts.values())

    def _resume(self) -> None:
        if self.fit is not None:
            self._show_mice()
            self._predict()

    # Reading and fitting

    async def _open(self) -> None:
        """Read the data, then fit the mice of the chosen treatment."""
        wanted = self.settings.data
        first, self._first = self._first, None  # asked again, it is read again: the data may be there by now
        if wanted or first is None:
            first = self._threads.submit(pipelines.tumour_source, "kai-101" if wanted else None)
        source = await asyncio.wrap_future(first)
        if wanted != self.settings.data:
            return
        self.source = source
        self._offer()
        self._learn()

    def _offer_lists(self) -> None:
        assert self.source is not None
        source, page = self.source, self.page
        own = [
            {"value": _OWN + name, "label": name, "hint": page.say("tgt.hint_own")} for name in self.own or ()
        ]
        arms = [*own, *({"value": name, "label": name} for name in source.arms)]
        self._controls.offer(
            arms,
            arm=_OWN + self._chosen_own if self._chosen_own else self.settings.arm,
            data="kai-101" if source.synthetic else "",
        )
        self._controls.show(self.settings, self._arm(), source.clinic)

    def _pick(self, asked: str) -> str:
        assert self.source is not None
        source = self.source
        return source.arm(asked).name if asked else next(one for one in _FIRST if one in source.arms)

    def _arm(self) -> Xenograft:
        assert self.source is not None
        own = (self.own or {}).get(self._chosen_own)
        return self.source.arm(self.settings.arm) if own is None else own

    def _learn(self) -> None:
        """Growth and kill in the mice; the fit is kept, so that only the first takes long."""
        self.fit = self.shown = None
        self._show_nothing(self.page.say("tgt.waiting"))
        self._again.layout.display = "none"
        arm = self._arm()
        try:
            job = arm.start(**self._sampler)
        except KaiError:
            self._show_nothing(self.page.say("tgt.no_answer"))
            raise
        self._followed = self.page.follow(job, done=lambda fit: self._fitted(fit, arm))
        self.page.task(self._ended(self._followed))

    async def _ended(self, followed: asyncio.Task[Any]) -> None:
        """A fit that was stopped, or failed, may be begun again."""
        await followed
        if followed is self._followed and self.fit is None:
            self._show_nothing(self.page.say("tgt.stopped"))
            self._again.layout.display = None

    def _fitted(self, fit: Fit, arm: Xenograft) -> None:
        if self.source is None or arm is not self._arm():
            return
        self.fit = fit
        self._show_mice()
        self._predict()

    def _read_table(self, content: bytes, name: str) -> pl.DataFrame:
        return standards.read_tumour_volume(content, name=name)

    def _adopt(self, table: pl.DataFrame, name: str) -> str:
        arms = pipelines.own_xenografts(table, name=name)
        for arm in arms.values():
            inference.check(pipelines.mouse_model(), arm.sizes)  # refused before anything is changed
        self.own, self._chosen_own = arms, next(iter(arms))
        self._set(**dict.fromkeys(WITH_ARM))
        return self.page.say("tgt.own_read", name=name, n=table["subject"].n_unique(), arms=len(arms))

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "arm":
            own = str(value).startswith(_OWN)
            self._chosen_own = str(value).removeprefix(_OWN) if own else ""
            self._set(**dict.fromkeys(WITH_ARM))
            if not own:
                self._set(arm=value)
        elif name == "data":
            self._set(
                data="" if value == "real" else value, arm="", **dict.fromkeys((*WITH_ARM, *WITH_CLINIC))
            )
            self._chosen_own, self.own = "", None
            self.source = self.fit = self.shown = None
            self._show_nothing(self.page.say("tgt.waiting"))
        elif name == "growth":
            self._set(growth=value if value in CHOICES["growth"] else "")
        else:
            self._set(**{name: value})
        self._remember()
        if name == "data":
            self.page.clear_notice()
            self.page.task(self._open())
        elif name == "arm" and self.source is not None:
            self._controls.show(self.settings, self._arm(), self.source.clinic)
            self._learn()
        elif self.fit is not None:
            self._predict()

    def _reset(self) -> None:
        self._set(growth="", **dict.fromkeys(Settings.ranges))
        self._remember()
        if self.fit is not None:
            self._predict()

    # Prediction and showing

    def _predict(self) -> None:
        """From the mice's draws to the screen, in a tenth of a second or two."""
        assert self.source is not None
        assert self.fit is not None
        settings, arm, clinic = self.settings, self._arm(), self.source.clinic
        self._controls.show(settings, arm, clinic)
        self.shown = None
        if not self.fit.trusted:
            self._show_nothing(self.page.say("tgt.no_answer"), small=self.page.say("tgt.no_answer_small"))
            self.page.diagnosis(*_flat(views.fit_diagnosis(self.fit, lang=self.page.lang)))
            return
        growth, kill = pipelines.mouse_rates(self.fit)
        ratio = settings.value("ratio", arm, clinic)
        patients, visit = round(settings.value("patients")), settings.value("visit")
        response = pipelines.tumour_response(
            growth,
            kill,
            clinic=settings.patients_like(clinic),
            ratio=ratio,
            kill_factor=settings.value("factor"),
            kill_fold=settings.value("kill_fold"),
            growth_from="mice" if settings.growth == "mice" else "patients",
            doubling_days=settings.value("doubling", arm, clinic),
            growth_fold=settings.value("growth_fold"),
            exponent=settings.value("exponent"),
            patients=patients,
            visit_weeks=visit,
        )
        alike = arm.seen is not None and abs(np.log(ratio / arm.patient_ratio)) < _SAME
        self.shown = views.Shown(
            arm=arm,
            fit=self.fit,
            response=response,
            ratio=ratio,
            target=settings.value("target"),
            patients=patients,
            visit_weeks=visit,
            from_mice=settings.growth == "mice",
            clinic=clinic,
            seen=arm.seen_response if alike else None,
            source=self.source.source if not self._chosen_own else self._chosen_own,
            synthetic=self.source.synthetic,
        )
        self._show()

    def _show_mice(self) -> None:
        """What no slider moves: the mice and their fit."""
        assert self.source is not None
        assert self.fit is not None
        if not self.fit.trusted:
            return
        if not self._details:
            self._details = self._make_details()
        arm, lang = self._arm(), self.page.lang
        spec = views.mice_picture(arm, self.fit, lang=lang, synthetic=self.source.synthetic)
        self._details["mice"].spec, self._details["mice"].label = spec, spec["description"]
        self._details["mice_table"].value = views.mice_table(self.fit, lang=lang)

    def _show(self) -> None:
        shown, page = self._current(), self.page
        sentence, small = views.answer(shown, lang=page.lang)
        page.answer(sentence, small=small, synthetic=shown.synthetic)
        page.diagnosis(*_flat(views.diagnosis(shown, lang=page.lang)))
        name = file_name(shown.arm.name, otherwise="tumour")
        self._details["mice"].filename = f"{name}_mice"
        self._details["csv"].filename = f"{name}_patients.csv"
        self._details["summary"].value = views.summary_table(shown, lang=page.lang)
        self._details["scans"].value = views.scans_table(shown, lang=page.lang)
        self._draw(views.pictures(shown, lang=page.lang), name=name)

    def _make_details(self) -> dict[str, Any]:
        page = self.page
        parts: dict[str, Any] = {name: w.HTML() for name in ("summary", "scans", "mice_table")}
        parts["mice"] = page.chart(label=page.say("tgt.detail.mice"), filename="mice", height=320)
        parts["csv"] = page.download(
            label=page.say("tgt.csv"),
            filename="patients.csv",
            mime="text/csv",
            make=lambda: self._as_csv(views.csv),
            primary=True,
        )
        downloads = w.Box([parts["csv"]], _dom_classes=["kai-downloads"])
        page.detail(page.say("tgt.detail.mice"), parts["mice"], parts["mice_table"], open=True)
        page.detail(page.say("tgt.detail.table"), parts["summary"], downloads)
        page.detail(page.say("tgt.detail.scans"), parts["scans"])
        return parts


def tumour_growth(**sampler: Any) -> Page:
    """The app as a page, to stand last in a notebook's cell.

    Parameters
    ----------
    sampler
        Goes to :func:`kai_workbench.inference.start`.
    """
    return TumourGrowth(**sampler).page


def _flat(told: tuple[Any, str, tuple[str, ...]]) -> tuple[Any, ...]:
    verdict, headline, sentences = told
    return verdict, headline, *sentences


def _load_ahead() -> None:
    import pymc as pm

    from kai_workbench import charts

    charts.COLOURS, pm.Model  # noqa: B018  importing is what takes long

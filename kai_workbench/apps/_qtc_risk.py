"""The app that asks whether a drug prolongs QTc at clinical exposure."""

from __future__ import annotations

import concurrent.futures
import dataclasses
from typing import Any

import ipywidgets as w
import numpy as np
import polars as pl

from kai_workbench import pipelines, standards
from kai_workbench.models import ImportanceDraws, free_concentration, herg_block, herg_draws
from kai_workbench.pipelines import QTcDrug, QTcSource

from . import _qtc_risk_views as views
from ._app import SourceApp, file_name
from ._page import Page
from ._qtc_risk_controls import Controls
from ._qtc_risk_state import NAMES, OWN, Settings, read
from ._work import Progress, Worker

_OWN = "own:"
_FIRST = ("quinidine", "KAI-101")


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Learnt:
    """What takes longer than a slider may: the posteriors."""

    block: ImportanceDraws
    slope: ImportanceDraws
    clinical: ImportanceDraws | None
    sensitivity_ms: Any


class QTcRisk(SourceApp[Settings, views.Shown, QTcSource, pl.DataFrame]):
    """State and wiring of the app."""

    room, item = "qtc", "drug"

    def __init__(self) -> None:
        self._learnt: _Learnt | None = None
        self._turn = 0
        super().__init__(Settings(), read=read, names=NAMES)
        self._worker = Worker(self.page, on_stop=self._show_stopped)
        # A warm kernel waits for its reader: it may as well read, learn, and load what draws.
        self._first: concurrent.futures.Future[QTcSource] | None
        self._threads = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="cardiac")
        self._first = self._threads.submit(pipelines.qtc_source)
        self._threads.submit(_learn_ahead, self._first)

    # Building the page

    def _fill(self, page: Page) -> None:
        self._controls = Controls(
            page, self.settings, changed=self._changed, on_file=self._on_file, reset=self._reset
        )
        page.controls(*self._controls.widgets())
        self._charts = {
            "curve": page.chart(label=page.say("qtc.picture"), filename="qtc", height=400),
            "dots": page.chart(label=page.say("qtc.dots_picture"), filename="qtc_dots", height=160),
        }
        page.picture(self._again, *self._charts.values())

    def _resume(self) -> None:
        self._predict()

    # Reading and learning

    async def _open(self) -> None:
        """Read the data, then learn what the drug needs."""
        wanted = self.settings.data
        told = self.page.say("qtc.stage_read")
        first, self._first = self._first, None  # asked again, it is read again: the data may be there by now

        def work(_: Progress) -> QTcSource:
            if wanted or first is None:
                return pipelines.qtc_source("kai-101" if wanted else None)
            return first.result()

        source = await self._worker.do(told, work)
        if source is None:
            return
        self.source, self._learnt = source, None
        self._offer()
        await self._learn_all()

    def _learn(self) -> None:
        self.page.task(self._learn_all())

    async def _learn_all(self) -> None:
        """The posteriors of the drug and of the reference; kept, so that only the first takes long."""
        assert self.source is not None
        source, drug, reference = self.source, self._drug(), self._reference()
        cells = self.own if self._chosen_own else None
        self._turn += 1
        turn, page = self._turn, self.page

        def work(progress: Progress) -> _Learnt:
            progress(0, 3, page.say("qtc.stage_block"))
            if cells is not None:
                block = herg_draws(cells, drug=str(cells["drug"][0]))
            else:
                assert drug is not None
                block = source.block(drug.name)
            progress(1, 3, page.say("qtc.stage_slope"))
            sensitivity_ms = pipelines.reference_sensitivity(source, reference)
            progress(2, 3)
            clinical = source.slope(drug.name) if drug is not None and drug.clinical else None
            return _Learnt(
                block=block,
                slope=source.slope(reference),
                clinical=clinical,
                sensitivity_ms=sensitivity_ms,
            )

        found = await self._worker.do(page.say("qtc.stage_block"), work)
        if found is not None and turn == self._turn:
            self._learnt = found
            self._predict()

    def _offer_lists(self) -> None:
        assert self.source is not None
        source = self.source
        own = "" if self.own is None else str(self.own["drug"][0])
        if self.settings.reference not in source.studies:
            self._set(reference="")
        self._controls.offer(
            views.drug_options(source.drugs, own=own, lang=self.page.lang),
            [{"value": one, "label": views.named(one)} for one in source.studies],
            drug=_OWN + own if self._chosen_own else self.settings.drug,
            reference=self._reference(),
            data="kai-101" if source.synthetic else "",
            herg=self.settings.herg,
        )

    def _pick(self, asked: str) -> str:
        assert self.source is not None
        source = self.source
        return source.drug(asked).name if asked else next(one for one in _FIRST if one in source.drugs)

    def _drug(self) -> QTcDrug | None:
        """The chosen drug; ``None`` for a table of the reader's own."""
        assert self.source is not None
        return None if self._chosen_own else self.source.drug(self.settings.drug)

    def _reference(self) -> str:
        assert self.source is not None
        return self.settings.reference or self.source.reference

    def _read_table(self, content: bytes, name: str) -> pl.DataFrame:
        cells = standards.read_herg_block(content, name=name)
        herg_draws(cells, drug=name, draws=500)  # refused if it cannot be learnt from
        return cells

    def _adopt(self, table: pl.DataFrame, name: str) -> str:
        self.own, self._chosen_own = table, str(table["drug"][0])
        self._set(herg="", exposure="", **dict.fromkeys(OWN))
        return self.page.say("qtc.own_read", name=name, n=table.height)

    # What the reader does

    def _changed(self, name: str, value: Any) -> None:
        if name == "drug":
            own = str(value).startswith(_OWN)
            self._chosen_own = str(value).removeprefix(_OWN) if own else ""
            self._set(exposure="", **dict.fromkeys(OWN))
            if not self._chosen_own:
                self._set(drug=value)
        elif name == "data":
            self._set(data="" if value == "real" else value, drug="", reference="", **dict.fromkeys(OWN))
            self._chosen_own, self.own = "", None
        elif name == "herg":
            self._set(herg="" if value == "cells" else value)
        elif name == "reference" and self.source is not None:
            self._set(reference="" if value == self.source.reference else value)
        else:
            self._set(**{name: value})
        self._remember()
        if name == "data":
            self.page.clear_notice()
            self.page.task(self._open())
        elif self.source is not None and name in ("drug", "reference"):
            self._learn()
        elif self._learnt is not None:
            self._predict()

    def _reset(self) -> None:
        self._set(exposure="", herg="", **dict.fromkeys((*OWN, "times", "ic50_fold", "hill", "hill_fold")))
        self._remember()
        self._controls.herg.value = "cells"
        self._predict()

    # Prediction and showing

    def _predict(self) -> None:
        """From what was learnt to the screen, in a tenth of a second."""
        if self._learnt is None or self.source is None:
            return
        settings, drug, learnt = self.settings, self._drug(), self._learnt
        middle = float(np.median(learnt.block.values["ic50_nM"]))
        self._controls.show(settings, drug, ic50=middle)
        own_numbers = settings.herg == "own"
        if own_numbers:
            ic50 = settings.value("ic50", drug, ic50=middle)
            ic50_nM = pipelines.lognormal_within(ic50, settings.value("ic50_fold"), seed=1)
            hill = pipelines.lognormal_within(settings.value("hill"), settings.value("hill_fold"), seed=2)
        else:
            ic50_nM, hill = learnt.block.values["ic50_nM"], learnt.block.values["hill"]
        free = settings.free_nM(drug)
        risk = pipelines.qtc_risk(
            ic50_nM,
            hill,
            free_cmax_nM=free,
            sensitivity_ms=learnt.sensitivity_ms,
            times=settings.value("times"),
            cmax_fold=settings.value("uncertain"),
            departure_fold=settings.value("departure"),
        )
        cells = self.own if self._chosen_own else None
        if drug is not None:
            cells = self.source.cells.filter(pl.col("drug") == drug.name)
        self.shown = views.Shown(
            drug=drug.name if drug is not None else str(self.own["drug"][0]),  # type: ignore[index]
            reference=self._reference(),
            risk=risk,
            free_nM=free,
            block=None if own_numbers else learnt.block,
            slope=learnt.slope,
            cells=None if own_numbers else cells,
            reference_block_percent=self._reference_block(),
            currents={} if drug is None else self.source.other_block(drug.name, risk.times * free),
            source=self.source.source,
            synthetic=self.source.synthetic,
            **self._seen(drug, risk.times),
        )
        self._show()

    def _seen(self, drug: QTcDrug | None, times: float) -> dict[str, Any]:
        """What the clinic saw, on the scale of the free Cmax as it is set."""
        none: dict[str, Any] = dict.fromkeys(("seen_multiples", "seen_ms", "seen_at_ms")) | {"measured": []}
        learnt, source = self._learnt, self.source
        if drug is None or source is None or learnt is None or learnt.clinical is None:
            return none
        fraction, mass = self.settings.value("fu", drug), self.settings.value("mass", drug)
        # ng/mL, total, at which the free concentration is the Cmax that was set.
        cmax = self.settings.free_nM(drug) / float(
            free_concentration(1.0, fraction_unbound=fraction, molar_mass=mass)
        )
        study = source.studies[drug.name]
        there = study.filter(pl.col("concentration_ng_mL") > 0)["concentration_ng_mL"]
        low, high = float(there.quantile(0.02)) / cmax, float(there.max()) / cmax  # type: ignore[arg-type]
        grid = np.geomspace(max(low, 0.1), min(high, 30.0), 31) if low < 30 and high > 0.1 else None
        if grid is None:
            return none
        slope, active = learnt.clinical.values["slope"], learnt.clinical.values["active_effect"]
        marks = source.measured(drug.name)
        return {
            "seen_multiples": grid,
            "seen_ms": active + grid[:, None] * cmax * slope,
            "seen_at_ms": active + times * cmax * slope if low <= times <= high else None,
            "measured": [(c / cmax, ms, n) for c, ms, n in marks.iter_rows()],
        }

    def _reference_block(self) -> float:
        """Per cent of hERG blocked at the highest concentration of the reference drug's study."""
        assert self.source is not None
        name = self._reference()
        one, block = self.source.drug(name), self.source.block(name)
        top = self.source.studies[name]["concentration_ng_mL"].max()
        free = free_concentration(top, fraction_unbound=one.fraction_unbound, molar_mass=one.molar_mass)  # type: ignore[arg-type]
        draws = herg_block(free, ic50_nM=block.values["ic50_nM"], hill=block.values["hill"])
        return 100 * float(np.median(draws))

    def _show_stopped(self) -> None:
        if self.shown is None:
            self._show_nothing(self.page.say("qtc.stopped"))
        self._again.layout.display = None

    def _show(self) -> None:
        shown, page = self._current(), self.page
        sentence, small = views.answer(shown, lang=page.lang)
        page.answer(sentence, small=small, synthetic=shown.synthetic)
        verdict, headline, why = views.diagnosis(shown, lang=page.lang)
        page.diagnosis(verdict, headline, *why)
        if not self._details:
            self._details = self._make_details()
        name = file_name(shown.drug, otherwise="drug")
        self._details["csv"].filename = f"{name}_qtc.csv"
        self._details["summary"].value = views.summary_table(shown, lang=page.lang)
        self._details["multiples"].value = views.multiples_table(shown, lang=page.lang)
        self._draw(views.pictures(shown, lang=page.lang), name=name)

    def _make_details(self) -> dict[str, Any]:
        page = self.page
        parts: dict[str, Any] = {"summary": w.HTML(), "multiples": w.HTML()}
        parts["cells"] = page.chart(label=page.say("qtc.detail.block"), filename="cells", height=300)
        parts["csv"] = page.download(
            label=page.say("qtc.csv"),
            filename="qtc.csv",
            mime="text/csv",
            make=lambda: self._as_csv(views.csv),
            primary=True,
        )
        downloads = w.Box([parts["csv"]], _dom_classes=["kai-downloads"])
        page.detail(page.say("qtc.detail.table"), parts["summary"], downloads, open=True)
        page.detail(page.say("qtc.detail.multiples"), parts["multiples"])
        page.detail(page.say("qtc.detail.block"), parts["cells"])
        return parts


def qtc_risk() -> Page:
    """The app as a page, to stand last in a notebook's cell."""
    return QTcRisk().page


def _learn_ahead(reading: concurrent.futures.Future[QTcSource]) -> None:
    from kai_workbench import charts

    charts.COLOURS  # noqa: B018  importing is what takes long
    source = reading.result()
    pipelines.reference_sensitivity(source)
    for drug in source.studies:
        source.slope(drug)

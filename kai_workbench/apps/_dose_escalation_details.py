"""What is folded under the pictures: tables to read, to print and to take home."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as w
import kai_widgets as kw

from kai_workbench.errors import KaiError
from kai_workbench.trials import Escalation, OperatingCharacteristics

from . import _dose_escalation_rules as rules
from . import _dose_escalation_views as views
from ._dose_escalation_state import DESIGNS, Settings
from ._page import Page

if TYPE_CHECKING:
    import polars as pl

AHEAD = 2  # cohorts of the pathways shown


class Rules:
    """The decision table, or the pathways from the first cohort where the design has no table."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._shown: tuple[Escalation, Settings] | None = None
        self._table = w.HTML()
        self._csv = page.download(
            label=page.say("dx.table_csv"), filename="decisions.csv", mime="text/csv", make=self._make_csv
        )
        self._print = page.download(
            label=page.say("dx.table_html"), filename="decisions.html", mime="text/html", make=self._make_page
        )
        downloads = w.Box([self._csv, self._print], _dom_classes=["kai-downloads"])
        page.detail(page.say("dx.detail.table"), self._table, downloads)

    def show(self, design: Escalation, settings: Settings, *, name: str) -> None:
        """Of this design."""
        self._shown = (design, settings)
        self._csv.filename, self._print.filename = f"{name}_decisions.csv", f"{name}_decisions.html"
        self._table.value = self._body(every=False)

    def _body(self, *, every: bool) -> str:
        design, settings = self._current()
        if rules.has_table(design):
            return rules.decision_table(design, settings, self._page.lang, every=every)
        told = f"<p>{html.escape(self._page.say('dx.table_model'))}</p>"
        return told + rules.pathways_table(design.pathways(AHEAD), settings, self._page.lang)

    def _make_csv(self) -> bytes:
        design, _ = self._current()
        frame = rules.decision_frame(design) if rules.has_table(design) else design.pathways(AHEAD)
        return kw.csv_bytes(frame.write_csv())

    def _make_page(self) -> bytes:
        design, settings = self._current()
        page = self._page
        doses = ", ".join(f"{dose:g}" for dose in settings.doses) + f" {settings.unit}"
        low, high = (f"{100 * end:.3g}%" for end in settings.interval)
        about = page.say(f"dx.about.{settings.design}", low=low, high=high)
        note = page.say("dx.table_note", doses=doses, about=about) + f" {design!r}"
        title = f"{page.say('dx.detail.table')}: {DESIGNS[settings.design]}"
        return rules.printed(title, note, self._body(every=True), page.lang).encode()

    def _current(self) -> tuple[Escalation, Settings]:
        if self._shown is None:
            raise KaiError("dose_escalation_not_ready")
        return self._shown


class PlanDetails:
    """Operating characteristics, and the rules."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._shown: tuple[OperatingCharacteristics, Settings] | None = None
        self._tables = w.HTML()
        self._csv = page.download(
            label=page.say("dx.csv"), filename="plan.csv", mime="text/csv", make=self._make
        )
        downloads = w.Box([self._csv], _dom_classes=["kai-downloads"])
        page.detail(page.say("dx.detail.measures"), self._tables, downloads, open=True)
        self._rules = Rules(page)

    def show(self, found: OperatingCharacteristics, settings: Settings, *, name: str) -> None:
        """Of these simulated trials."""
        self._shown = (found, settings)
        self._csv.filename = f"{name}_operating_characteristics.csv"
        self._tables.value = views.measures_tables(found, settings, self._page.lang)
        design = found.design
        assert isinstance(design, Escalation)
        self._rules.show(design, settings, name=name)

    def _make(self) -> bytes:
        if self._shown is None:
            raise KaiError("dose_escalation_not_ready")
        return kw.csv_bytes(views.measures_csv(*self._shown))


class RunDetails:
    """What may follow, what was entered, and the rules."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._pathways: pl.DataFrame | None = None
        self._cohorts: tuple[Sequence[Any], Sequence[float | None], Settings] | None = None
        self._paths, self._given, self._rates = w.HTML(), w.HTML(), w.HTML()
        paths = page.download(
            label=page.say("dx.pathways_csv"), filename="pathways.csv", mime="text/csv", make=self._make_paths
        )
        given = page.download(
            label=page.say("dx.cohorts_csv"), filename="cohorts.csv", mime="text/csv", make=self._make_cohorts
        )
        page.detail(
            page.say("dx.detail.pathways"),
            self._paths,
            w.Box([paths], _dom_classes=["kai-downloads"]),
            open=True,
        )
        page.detail(
            page.say("dx.detail.cohorts"),
            self._given,
            self._rates,
            w.Box([given], _dom_classes=["kai-downloads"]),
        )
        self._rules = Rules(page)

    def show(
        self,
        design: Escalation,
        settings: Settings,
        cohorts: Sequence[Any],
        *,
        wanted: Sequence[float | None],
        pathways: pl.DataFrame,
        rates: str,
        name: str,
    ) -> None:
        """After these cohorts; ``rates`` is the table of the estimates."""
        lang = self._page.lang
        self._pathways, self._cohorts = pathways, (cohorts, wanted, settings)
        self._paths.value = rules.pathways_table(pathways, settings, lang)
        self._given.value = views.cohorts_table(cohorts, wanted, settings, lang) if cohorts else ""
        self._rates.value = rates
        self._rules.show(design, settings, name=name)

    def _make_paths(self) -> bytes:
        if self._pathways is None:
            raise KaiError("dose_escalation_not_ready")
        return kw.csv_bytes(self._pathways.write_csv())

    def _make_cohorts(self) -> bytes:
        if self._cohorts is None:
            raise KaiError("dose_escalation_not_ready")
        return kw.csv_bytes(views.cohorts_csv(*self._cohorts))

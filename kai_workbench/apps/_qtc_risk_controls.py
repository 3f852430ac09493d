"""The controls of the QTc app, made anew for each language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import ipywidgets as w
import kai_widgets as kw

from kai_workbench.pipelines import QTcDrug
from kai_workbench.standards import herg_block_template

from ._page import Page
from ._qtc_risk_state import RANGES, Settings

MAX_BYTES = 5_000_000
_FOLDS = ("uncertain", "ic50_fold", "hill_fold", "departure")


class Controls:
    """What can be moved, and what is heard of it.

    Parameters
    ----------
    page
        To be filled.
    settings
        What the controls say at first.
    changed
        Called with the name of a setting and its new value.
    on_file
        Called with the name and content of a table of the reader's own.
    reset
        Called when the drug's own values are wanted back.
    """

    def __init__(
        self,
        page: Page,
        settings: Settings,
        *,
        changed: Callable[[str, Any], object],
        on_file: Callable[[str, bytes], object],
        reset: Callable[[], object],
    ) -> None:
        self._page, self._changed, self._quiet = page, changed, False
        self.drug = page.choice([], label=page.say("qtc.drug"), help=page.say("qtc.drug_help"))
        self.data = self._segmented(
            "data", {"real": "qtc.data_real", "kai-101": "qtc.data_synthetic"}, settings.data or "real"
        )
        self.exposure = self._segmented(
            "exposure", {"free": "qtc.exposure_free", "total": "qtc.exposure_total"}, "free"
        )
        self.herg = self._segmented(
            "herg", {"cells": "qtc.herg_cells", "own": "qtc.herg_own"}, settings.herg or "cells"
        )
        self.reference = page.choice([], label=page.say("qtc.reference"))
        self.sliders = {name: self._slider(name, settings) for name in RANGES}
        self._upload = page.upload(
            label=page.say("qtc.upload"),
            help=page.say("qtc.upload_help", limit=MAX_BYTES // 1_000_000),
            on_file=on_file,
            accept=".csv,.tsv,.txt,.xlsx,.parquet",
            max_bytes=MAX_BYTES,
        )
        self.back = w.Button(description=page.say("qtc.reset"))
        self.back.on_click(page.guard(lambda _: reset()))
        self._listen()

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        page, one = self._page, self.sliders
        template = page.download(
            label=page.say("qtc.template"),
            filename="herg_block_template.csv",
            mime="text/csv",
            make=lambda: kw.csv_bytes(herg_block_template()),
        )
        own = w.VBox([self._upload, template], _dom_classes=["kai-folded"])
        experts = w.VBox(
            [one["uncertain"], self.reference, one["departure"]],
            _dom_classes=["kai-folded"],
        )
        return [
            self.drug,
            self.data,
            self.exposure,
            *(one[name] for name in ("free", "cmax", "fu", "mass", "times")),
            self.herg,
            *(one[name] for name in ("ic50", "ic50_fold", "hill", "hill_fold")),
            self.back,
            kw.Fold(label=page.say("qtc.own")),
            own,
            kw.Fold(label=page.say("qtc.experts")),
            experts,
        ]

    def show(self, settings: Settings, drug: QTcDrug | None, *, ic50: float) -> None:
        """Say what is set, without being heard; what does not apply is hidden."""
        self._quiet = True
        try:
            for name, slider in self.sliders.items():
                slider.value = settings.value(name, drug, ic50=ic50)
            total, own = settings.total(drug), self.herg.value == "own"
            self.exposure.value = "total" if total else "free"
            for names, there in (
                (("free",), not total),
                (("cmax", "fu", "mass"), total),
                (("ic50", "ic50_fold", "hill", "hill_fold"), own),
            ):
                for name in names:
                    self.sliders[name].layout.display = None if there else "none"
        finally:
            self._quiet = False

    def offer(self, drugs: list[dict[str, str]], references: list[dict[str, str]], **chosen: str) -> None:
        """Fill the lists, and say what is chosen, without being heard."""
        self._quiet = True
        try:
            for widget, options, name in (
                (self.drug, drugs, "drug"),
                (self.reference, references, "reference"),
            ):
                widget.value = ""
                widget.options = options
                widget.value = chosen[name]
            self.data.value = chosen["data"] or "real"
            self.herg.value = chosen["herg"] or "cells"
        finally:
            self._quiet = False

    def _segmented(self, name: str, options: dict[str, str], value: str) -> kw.Segmented:
        return kw.Segmented(
            options=[{"value": one, "label": self._page.say(key)} for one, key in options.items()],
            label=self._page.say(f"qtc.{name}"),
            value=value,
        )

    def _slider(self, name: str, settings: Settings) -> kw.RangeSlider:
        limits = RANGES[name]
        told: dict[str, Any] = {"unit": self._page.say("qtc.fold") if name in _FOLDS else limits.unit}
        if name in ("times", "departure"):
            told["help"] = self._page.say(f"qtc.{name}_help")
        if not limits.log:
            told["step"] = limits.step
        return self._page.slider(
            label=self._page.say(f"qtc.{name}"),
            value=settings.value(name),
            min=limits.low,
            max=limits.high,
            log=limits.log,
            **told,
        )

    def _listen(self) -> None:
        heard = {
            **self.sliders,
            "drug": self.drug,
            "data": self.data,
            "exposure": self.exposure,
            "herg": self.herg,
            "reference": self.reference,
        }
        for name, widget in heard.items():
            self._page.observe(widget, functools.partial(self._hear, name))

    def _hear(self, name: str, value: Any) -> None:
        if not self._quiet and value != "":
            self._changed(name, value)

"""The controls of the QTc app, made anew for each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kai_workbench.pipelines import QTcDrug
from kai_workbench.standards import herg_block_template

from ._page import Page
from ._panel import Panel
from ._qtc_risk_state import RANGES, Settings

if TYPE_CHECKING:
    import ipywidgets as w

_FOLDS = ("uncertain", "ic50_fold", "hill_fold", "departure")


class Controls(Panel):
    """What can be moved, beside what a :class:`Panel` is given.

    Parameters
    ----------
    on_file
        Called with the name and content of a table of the reader's own.
    reset
        Called when the drug's own values are wanted back.
    """

    room, ranges = "qtc", RANGES
    folds = _FOLDS
    helped = ("times", "departure")

    def __init__(
        self,
        page: Page,
        settings: Settings,
        *,
        changed: Callable[[str, Any], object],
        on_file: Callable[[str, bytes], object],
        reset: Callable[[], object],
    ) -> None:
        super().__init__(page, settings, changed=changed)
        self.drug = page.choice([], label=page.say("qtc.drug"), help=page.say("qtc.drug_help"))
        self.data = self.segmented(
            "data", {"real": "qtc.data_real", "kai-101": "qtc.data_synthetic"}, settings.data or "real"
        )
        self.exposure = self.segmented(
            "exposure", {"free": "qtc.exposure_free", "total": "qtc.exposure_total"}, "free"
        )
        self.herg = self.segmented(
            "herg", {"cells": "qtc.herg_cells", "own": "qtc.herg_own"}, settings.herg or "cells"
        )
        self.reference = page.choice([], label=page.say("qtc.reference"))
        self.back = self.button("qtc.reset", reset)
        self._own = self.own_table(
            on_file=on_file, template=herg_block_template, filename="herg_block_template.csv"
        )
        self.listen(
            drug=self.drug, data=self.data, exposure=self.exposure, herg=self.herg, reference=self.reference
        )

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        one = self.sliders
        return [
            self.drug,
            self.data,
            self.exposure,
            *(one[name] for name in ("free", "cmax", "fu", "mass", "times")),
            self.herg,
            *(one[name] for name in ("ic50", "ic50_fold", "hill", "hill_fold")),
            self.back,
            *self._own,
            *self.folded("qtc.experts", one["uncertain"], self.reference, one["departure"]),
        ]

    def show(self, settings: Settings, drug: QTcDrug | None, *, ic50: float) -> None:
        """Say what is set, without being heard; what does not apply is hidden."""
        with self.quiet():
            for name, slider in self.sliders.items():
                slider.value = settings.value(name, drug, ic50=ic50)
            total, own = settings.total(drug), self.herg.value == "own"
            self.exposure.value = "total" if total else "free"
            self.hide(("free",), gone=total)
            self.hide(("cmax", "fu", "mass"), gone=not total)
            self.hide(("ic50", "ic50_fold", "hill", "hill_fold"), gone=not own)

    def offer(self, drugs: list[dict[str, str]], references: list[dict[str, str]], **chosen: str) -> None:
        """Fill the lists, and say what is chosen, without being heard."""
        with self.quiet():
            self.fill(self.drug, drugs, chosen["drug"])
            self.fill(self.reference, references, chosen["reference"])
            self.data.value = chosen["data"] or "real"
            self.herg.value = chosen["herg"] or "cells"

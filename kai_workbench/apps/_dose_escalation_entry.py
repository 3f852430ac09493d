"""Entering a cohort of a running trial, and taking the last one back."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as w
import kai_widgets as kw

from ._page import Page

_MOST = 12


class Entry:
    """Dose, patients and DLTs of the next cohort.

    Parameters
    ----------
    page
        Gives words and widgets.
    add
        Called with dose, patients and DLTs.
    undo
        Called when the last cohort is to be taken back.
    """

    def __init__(
        self, page: Page, *, add: Callable[[float, float, float], object], undo: Callable[[], object]
    ) -> None:
        self._page, self._unit, self._offered = page, "", ()
        self.dose = kw.Segmented(label=page.say("dx.run.dose", unit=""))
        self.patients = page.slider(label=page.say("dx.run.patients"), value=3, min=1, max=_MOST, step=1)
        self.dlts = page.slider(label=page.say("dx.run.dlts"), value=0, min=0, max=_MOST, step=1)
        self.add = w.Button(description=page.say("dx.run.add"), button_style="primary")
        self.undo = w.Button(description=page.say("dx.run.undo"))
        self.add.on_click(
            page.guard(lambda _: add(float(self.dose.value), self.patients.value, self.dlts.value))
        )
        self.undo.on_click(page.guard(lambda _: undo()))
        self._head = w.HTML()
        half = {"flex": "1 1 220px", "min_width": "0"}
        self.patients.layout, self.dlts.layout = half, half
        self._counts = w.Box(
            [self.patients, self.dlts],
            layout={"flex_flow": "row wrap", "grid_gap": "0 32px", "width": "100%"},
        )
        self.box = w.VBox(
            [
                self._head,
                self.dose,
                self._counts,
                w.Box([self.add, self.undo], _dom_classes=["kai-downloads"]),
            ],
            _dom_classes=["kai-side"],  # a card; not on paper
            layout={"margin": "0 0 16px"},
        )

    def offer(
        self, doses: Sequence[float], unit: str, *, dose: float | None, patients: int, ended: bool, any_: bool
    ) -> None:
        """Begin with what the design asks for; nothing more to enter where the trial has ended."""
        values = [f"{one:g}" for one in doses]
        with self.dose.hold_sync():
            self.dose.value = ""
            self.dose.options = [{"value": one, "label": one} for one in values]
            self.dose.label = self._page.say("dx.run.dose", unit=unit)
            self.dose.value = values[0] if dose is None else f"{dose:g}"
        self.patients.value, self.dlts.value = max(patients, 1), 0
        told = self._page.say("dx.run.finished" if ended else "dx.run.entry")
        self._head.value = f"<h3>{html.escape(told)}</h3>"
        for widget in (self.dose, self._counts, self.add):
            widget.layout.display = "none" if ended else None
        self.undo.layout.display = None if any_ else "none"

    @property
    def typed(self) -> tuple[Any, ...]:
        """What stands in the form."""
        return self.dose.value, self.patients.value, self.dlts.value

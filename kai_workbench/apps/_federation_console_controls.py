"""The controls of the federation console, made anew for each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from ._dose_escalation_controls import field
from ._federation_console_state import RANGES, Settings
from ._page import Page
from ._panel import Panel

_OPERATORS = {">=": "fed.at_least", "<": "fed.below", "==": "fed.equal"}


class Controls(Panel):
    """What can be moved, beside what a :class:`Panel` is given.

    Parameters
    ----------
    run, count
        Called when a fit, or a count of people, is wanted.
    """

    room, ranges = "fed", RANGES
    helped = ("sites", "draws")

    def __init__(
        self,
        page: Page,
        settings: Settings,
        *,
        changed: Callable[[str, Any], object],
        run: Callable[[], object],
        count: Callable[[], object],
    ) -> None:
        super().__init__(page, settings, changed=changed)
        kind = "own" if settings.study else "demonstration"
        self.kind = self.segmented(
            "kind", {"demonstration": "fed.kind_demonstration", "own": "fed.kind_own"}, kind
        )
        self.study = field(page.say("fed.study"), value=settings.study)
        self.study.placeholder = "study.yml"
        self.model = page.choice([], label=page.say("fed.model"), help=page.say("fed.model_help"))
        self.method = self.segmented(
            "method",
            {"smc": "fed.method_smc", "importance": "fed.method_importance", "laplace": "fed.method_laplace"},
            settings.method or "smc",
        )
        self.run = self.button("fed.run", run)
        self.run.button_style = "primary"
        self.parameter = page.choice([], label=page.say("fed.parameter"))
        self.column = page.choice([], label=page.say("fed.column"))
        self.operator = self.segmented("operator", _OPERATORS, ">=")
        self.number = field(page.say("fed.number"), value="10")
        self.count = self.button("fed.count", count)
        self.counted = w.HTML()
        self.listen(
            kind=self.kind, study=self.study, model=self.model, method=self.method, parameter=self.parameter
        )
        self.show(toxicity=True)

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        one = self.sliders
        return [
            self.kind,
            self.study,
            one["sites"],
            self.model,
            self.method,
            self.run,
            one["target"],
            self.parameter,
            *self.folded("fed.qualify", self.column, self.operator, self.number, self.count, self.counted),
            *self.folded("fed.experts", one["draws"]),
        ]

    def show(self, *, toxicity: bool) -> None:
        """What does not apply is hidden."""
        own = self.kind.value == "own"
        self.study.layout.display = None if own else "none"
        self.hide(("sites",), gone=own)
        self.hide(("target",), gone=not toxicity)

    def offer(self, models: list[dict[str, str]], *, model: str, columns: list[str]) -> None:
        """Fill the lists of models and of columns that may be counted."""
        with self.quiet():
            self.fill(self.model, models, model)
            known = [{"value": one, "label": one} for one in columns]
            self.fill(self.column, known, columns[0] if columns else "")

    def offer_parameters(self, names: list[str], chosen: str) -> None:
        """Fill the list of scalars."""
        with self.quiet():
            self.fill(self.parameter, [{"value": one, "label": one} for one in names], chosen)

"""The controls of the tumour growth app, made anew for each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kai_workbench.pipelines import Clinic, Xenograft
from kai_workbench.standards import tumour_volume_template

from ._page import Page
from ._panel import Panel
from ._tumour_growth_state import RANGES, Settings

if TYPE_CHECKING:
    import ipywidgets as w

_ASSUMED = ("kill_fold", "growth_fold", "base", "omega_growth", "omega_kill", "patients", "visit")


class Controls(Panel):
    """What can be moved, beside what a :class:`Panel` is given.

    Parameters
    ----------
    on_file
        Called with the name and content of a table of the reader's own.
    reset
        Called when the defaults are wanted back.
    """

    room, ranges = "tgt", RANGES
    folds = ("kill_fold", "growth_fold")
    helped = ("ratio", "factor", "exponent", "kill_fold")

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
        self.arm = page.choice([], label=page.say("tgt.arm"), help=page.say("tgt.arm_help"))
        self.data = self.segmented(
            "data", {"real": "tgt.data_real", "kai-101": "tgt.data_synthetic"}, settings.data or "real"
        )
        self.growth = self.segmented(
            "growth",
            {"patients": "tgt.growth_patients", "mice": "tgt.growth_mice"},
            settings.growth or "patients",
        )
        self.back = self.button("tgt.reset", reset)
        self._own = self.own_table(
            on_file=on_file, template=tumour_volume_template, filename="tumour_volume_template.csv"
        )
        self.listen(arm=self.arm, data=self.data, growth=self.growth)

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        one = self.sliders
        return [
            self.arm,
            self.data,
            one["ratio"],
            one["factor"],
            self.growth,
            one["doubling"],
            one["exponent"],
            one["target"],
            self.back,
            *self._own,
            *self.folded("tgt.experts", *(one[name] for name in _ASSUMED)),
        ]

    def show(self, settings: Settings, arm: Xenograft, clinic: Clinic) -> None:
        """Say what is set, without being heard; what does not apply is hidden."""
        with self.quiet():
            for name, slider in self.sliders.items():
                slider.value = settings.value(name, arm, clinic)
            self.growth.value = settings.growth or "patients"
            self.hide(("doubling", "growth_fold"), gone=settings.growth == "mice")
            self.hide(("exponent",), gone=settings.growth != "mice")

    def offer(self, arms: list[dict[str, str]], *, arm: str, data: str) -> None:
        """Fill the list, and say what is chosen, without being heard."""
        with self.quiet():
            self.fill(self.arm, arms, arm)
            self.data.value = data or "real"

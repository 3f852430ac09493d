"""The controls of the borrowing app, made anew for each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kai_workbench.standards import control_history_template
from kai_workbench.trials import ControlHistory

from ._borrowing_state import DATA, MEASURES, RANGES, WAYS, Settings
from ._page import Page
from ._panel import Panel

if TYPE_CHECKING:
    import ipywidgets as w

OWN = "own:"
_RATES = ("control_r", "treatment_r", "gain")
_MEANS = ("control_mean", "treatment_mean", "gain_sd")
_REACH = 3.0  # of the sliders of means, in SDs between patients


class Controls(Panel):
    """What can be moved, beside what a :class:`Panel` is given.

    Parameters
    ----------
    on_file
        Called with the name and content of a table of the reader's own.
    reset
        Called when the history's own trial is wanted back.
    """

    room, ranges = "borrow", RANGES
    helped = ("vague", "heterogeneity")

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
        self.data = page.choice([], label=page.say("borrow.data"))
        self.way = self.segmented("way", {one: f"borrow.way.{one}" for one in WAYS}, settings.way or "map")
        self.measure = self.segmented(
            "measure", {one: f"borrow.measure.{one}" for one in MEASURES}, settings.measure or "type_1_error"
        )
        self.better = self.segmented(
            "better",
            {one: f"borrow.better.{one}" for one in ("higher", "lower")},
            settings.better or "higher",
        )
        self.back = self.button("borrow.reset", reset)
        self._own = self.own_table(
            on_file=on_file, template=control_history_template, filename="controls_template.csv"
        )
        self.listen(data=self.data, way=self.way, measure=self.measure, better=self.better)

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        one = self.sliders
        return [
            self.data,
            self.way,
            *(one[name] for name in ("vague", "discount", "discrepancy")),
            *(one[name] for name in ("control_n", "control_r", "control_mean")),
            *(one[name] for name in ("treatment_n", "treatment_r", "treatment_mean")),
            self.back,
            *self._own,
            *self.folded(
                "borrow.experts",
                *(one[name] for name in ("threshold", "gain", "gain_sd", "heterogeneity")),
                self.better,
            ),
        ]

    def show(self, settings: Settings, history: ControlHistory) -> None:
        """Say what is set, without being heard; what does not apply is hidden."""
        rates = history.outcome == "rate"
        with self.quiet():
            for name, slider in self.sliders.items():
                if name in (_MEANS if rates else _RATES):
                    continue  # hidden
                value = settings.value(name, history)
                if name.endswith("_r"):
                    slider.max = max(settings.value(name.replace("_r", "_n"), history), 1.0)
                elif name.endswith("_mean"):
                    self._reach(name, value, history)
                slider.value = value
            self.hide(_MEANS, gone=rates)
            self.hide(_RATES, gone=not rates)
            way = settings.way or "map"
            self.hide(("discount",), gone=way != "power")
            self.hide(("discrepancy",), gone=way != "commensurate")
            self.hide(("heterogeneity",), gone=way != "map")
            self.better.value = history.better
            self.better.layout.display = "none" if rates else None

    def _reach(self, name: str, value: float, history: ControlHistory) -> None:
        """Ends of a mean's slider: where such a mean may be, in the outcome's own unit."""
        assert history.sd is not None
        slider, middle = self.sliders[name], history.pooled[0]
        low, high = middle - _REACH * history.sd, middle + _REACH * history.sd
        step = float(f"{(high - low) / 400:.0e}")
        low, high = (round(one / step) * step for one in (min(low, value), max(high, value)))
        slider.min, slider.max = -1e9, 1e9  # ends never cross while they move
        slider.step, slider.value = step, value
        slider.min, slider.max = low, high
        slider.unit = history.unit

    def offer(self, settings: Settings, *, own: str, chosen_own: bool) -> None:
        """Fill the list, and say what is chosen, without being heard."""
        page = self._page
        entries = [{"value": one, "label": page.say(f"borrow.data.{one}")} for one in DATA]
        if own:
            entries.insert(0, {"value": OWN, "label": own, "hint": page.say("borrow.hint_own")})
        with self.quiet():
            self.fill(self.data, entries, OWN if chosen_own else settings.data or DATA[0])

"""The controls of the app about a programme's probability of success."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._page import Page
from ._panel import Panel
from ._programme_pos_state import EFFECTS, RANGES, Settings

if TYPE_CHECKING:
    import ipywidgets as w

_POINTS = ("q05", "q50", "q95", "minimum", "target", "worth", "shift")


class Controls(Panel):
    """What can be moved, beside what a :class:`Panel` is given.

    Parameters
    ----------
    reset
        Called when all is to begin anew.
    """

    room, ranges = "pos", RANGES
    helped = ("value",)

    def __init__(
        self,
        page: Page,
        settings: Settings,
        *,
        changed: Callable[[str, Any], object],
        reset: Callable[[], object],
    ) -> None:
        super().__init__(page, settings, changed=changed)
        for name in _POINTS:
            self.sliders[name].unit = page.say("pos.points")
        self.data = self.segmented(
            "data", {"own": "pos.data.own", "kai-101": "pos.data.kai-101"}, settings.data or "own"
        )
        self.back = self.button("pos.reset", reset)
        self.listen(data=self.data)
        self.show(settings)

    def widgets(self) -> list[w.Widget]:
        """Top to bottom."""
        one = self.sliders
        plan = ("phase2", "minimum", "target", "phase3", "trials", "worth", "value")
        more = ("sure", "possible", "alpha", "retained", "shift")
        return [
            self.data,
            *(one[name] for name in (*EFFECTS, "ratio", *plan)),
            self.back,
            *self.folded("pos.experts", *(one[name] for name in more)),
        ]

    def show(self, settings: Settings) -> None:
        """Say what is set, without being heard; what does not apply is hidden."""
        with self.quiet():
            for name, slider in self.sliders.items():
                slider.value = settings.value(name)
            self.hide(EFFECTS, gone=bool(settings.data))
            self.hide(("ratio",), gone=not settings.data)

"""What the reader has set about a programme, in the address and out of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

from kai_workbench.trials import Development

from ._settings import Held, Range, read_choice, read_numbers

# Effects in percentage points; rates and probabilities as shares.
RANGES = {
    "q05": Range(default=-3.0, low=-60.0, high=90.0, log=False),
    "q50": Range(default=15.0, low=-60.0, high=90.0, log=False),
    "q95": Range(default=33.0, low=-60.0, high=90.0, log=False),
    "control": Range(default=0.25, low=0.02, high=0.95, log=False, step=0.01),
    "ratio": Range(default=1.0, low=0.1, high=10.0, unit="×"),
    "phase2": Range(default=60.0, low=10.0, high=300.0, log=False),
    "minimum": Range(default=0.0, low=-20.0, high=60.0, log=False),
    "target": Range(default=15.0, low=-19.0, high=80.0, log=False),
    "phase3": Range(default=300.0, low=20.0, high=1000.0, log=False, step=10.0),
    "trials": Range(default=1.0, low=1.0, high=3.0, log=False),
    "worth": Range(default=5.0, low=-20.0, high=60.0, log=False),
    "value": Range(default=1500.0, low=0.0, high=10_000.0, log=False, step=100.0),
    "sure": Range(default=0.8, low=0.5, high=0.99, log=False, step=0.01),
    "possible": Range(default=0.1, low=0.01, high=0.5, log=False, step=0.01),
    "alpha": Range(default=0.025, low=0.001, high=0.1, log=False, step=0.001),
    "retained": Range(default=1.0, low=0.4, high=1.2, log=False, step=0.05),
    "shift": Range(default=0.0, low=0.0, high=20.0, log=False, step=0.5),
}
EFFECTS = ("q05", "q50", "q95", "control")
CHOICES = {"data": ("kai-101",)}
NAMES = (*CHOICES, *RANGES)
_POINTS = 100.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings(Held):
    """What is asked of the app.

    Attributes
    ----------
    data
        Empty for the reader's judgement, or ``"kai-101"``.
    """

    ranges: ClassVar[Mapping[str, Range]] = RANGES
    words: ClassVar[tuple[str, ...]] = ("data",)

    data: str = ""

    def plan(self) -> Development:
        """Phases and rule, effects as differences of rates.

        Raises
        ------
        kai_workbench.trials.DesignError
            The target is not above the minimum.
        """
        return Development(
            phase2=round(self.value("phase2")),
            phase3=round(self.value("phase3")),
            trials=round(self.value("trials")),
            minimum=self.value("minimum") / _POINTS,
            target=self.value("target") / _POINTS,
            worth=self.value("worth") / _POINTS,
            shift=self.value("shift") / _POINTS,
            value=self.value("value"),
            sure=self.value("sure"),
            possible=self.value("possible"),
            alpha=self.value("alpha"),
            retained=self.value("retained"),
        )


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"data": "kai-101", "phase2": "40", "alpha": "2"})
    >>> settings.data, settings.plan().phase2, left_out
    ('kai-101', 40, ['alpha'])
    """
    numbers, bad = read_numbers(state, RANGES)
    words: dict[str, Any] = {}
    for name, known in CHOICES.items():
        words[name], wrong = read_choice(state, name, known)
        bad += wrong
    return Settings(numbers=numbers, **words), bad

"""What the reader has set, in the address and out of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from kai_workbench.pipelines import Clinic, Xenograft

from ._settings import Held, Range, read_choice, read_numbers

RANGES = {
    "ratio": Range(default=None, low=0.02, high=50.0, unit="×"),
    "factor": Range(default=1.0, low=0.01, high=10.0, unit="×"),
    "doubling": Range(default=None, low=10.0, high=3000.0, unit="d"),
    "exponent": Range(default=-0.25, low=-0.5, high=0.0, log=False, step=0.01),
    "target": Range(default=30.0, low=1.0, high=90.0, unit="%", log=False),
    "kill_fold": Range(default=3.0, low=1.0, high=10.0),
    "growth_fold": Range(default=1.5, low=1.0, high=5.0),
    "base": Range(default=None, low=10.0, high=300.0, unit="mm"),
    "omega_growth": Range(default=None, low=0.0, high=2.0, log=False, step=0.01),
    "omega_kill": Range(default=None, low=0.0, high=2.0, log=False, step=0.01),
    "patients": Range(default=40.0, low=10.0, high=60.0, log=False),
    "visit": Range(default=8.0, low=3.0, high=16.0, log=False),
}
WITH_ARM = ("ratio",)
WITH_CLINIC = ("doubling", "base", "omega_growth", "omega_kill")
CHOICES = {"data": ("kai-101",), "growth": ("mice",)}
NAMES = ("arm", *CHOICES, *RANGES)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings(Held):
    """What is asked of the app.

    Attributes
    ----------
    arm
        Name of the treatment in the source; empty for its own.
    data, growth
        Empty for the default; else one of :data:`CHOICES`.
    """

    ranges: ClassVar[Mapping[str, Range]] = RANGES
    words: ClassVar[tuple[str, ...]] = ("arm", *CHOICES)

    arm: str = ""
    data: str = ""
    growth: str = ""

    def value(self, name: str, arm: Xenograft | None = None, clinic: Clinic | None = None) -> float:
        """A number as moved, else of the treatment or the clinic, else the default."""
        if name in self.numbers:
            return self.numbers[name]
        default = RANGES[name].default
        if name == "ratio":
            default = arm.patient_ratio if arm else 1.0
        elif name == "doubling":
            default = float(np.log(2)) / clinic.growth if clinic else 300.0
        elif name == "base":
            default = clinic.base[0] if clinic else 60.0
        elif name in ("omega_growth", "omega_kill"):
            default = getattr(clinic, name) if clinic else 0.5
        assert default is not None
        return min(max(default, RANGES[name].low), RANGES[name].high)

    def patients_like(self, clinic: Clinic) -> Clinic:
        """The clinic with what was moved."""
        return dataclasses.replace(
            clinic,
            base=(self.value("base", clinic=clinic), clinic.base[1]),
            omega_growth=self.value("omega_growth", clinic=clinic),
            omega_kill=self.value("omega_kill", clinic=clinic),
        )


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"arm": "KAI-101 30 mg/kg", "ratio": "2", "exponent": "steep"})
    >>> settings.arm, settings.value("ratio"), left_out
    ('KAI-101 30 mg/kg', 2.0, ['exponent'])
    """
    numbers, bad = read_numbers(state, RANGES)
    words = {"arm": state.get("arm", "")[:200]}
    for name, known in CHOICES.items():
        words[name], wrong = read_choice(state, name, known)
        bad += wrong
    return Settings(numbers=numbers, **words), bad

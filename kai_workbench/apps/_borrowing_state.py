"""What the reader has set about borrowing, in the address and out of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

from kai_workbench.trials import ControlHistory

from ._settings import Held, Range, read_choice, read_numbers

_FAR = 1e6
RANGES = {
    "vague": Range(default=0.2, low=0.0, high=1.0, log=False, step=0.05),
    "discount": Range(default=0.5, low=0.0, high=1.0, log=False, step=0.05),
    "discrepancy": Range(default=0.5, low=0.05, high=3.0),
    "heterogeneity": Range(default=1.0, low=0.1, high=3.0),
    "control_n": Range(default=None, low=1, high=300, log=False),
    "control_r": Range(default=None, low=0, high=300, log=False),
    "control_mean": Range(default=None, low=-_FAR, high=_FAR, log=False, step=0.1),
    "treatment_n": Range(default=None, low=1, high=300, log=False),
    "treatment_r": Range(default=None, low=0, high=300, log=False),
    "treatment_mean": Range(default=None, low=-_FAR, high=_FAR, log=False, step=0.1),
    "threshold": Range(default=0.95, low=0.5, high=0.999, log=False, step=0.005),
    "gain": Range(default=None, low=0.02, high=0.9, log=False, step=0.01),
    "gain_sd": Range(default=0.5, low=0.05, high=3.0, log=False, step=0.05),
}
TRIAL = ("control_n", "control_r", "control_mean", "treatment_n", "treatment_r", "treatment_mean", "gain")
DATA = ("as", "crohn", "kai-101")
WAYS = ("map", "power", "commensurate")
MEASURES = ("type_1_error", "power", "bias", "rmse")
CHOICES = {"data": DATA, "way": WAYS, "measure": MEASURES, "better": ("higher", "lower")}
NAMES = (*CHOICES, *RANGES)
_PATIENTS = (20, 40)  # where the history has no trial of its own


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings(Held):
    """What is asked of the app.

    Attributes
    ----------
    data, way, measure, better
        Empty for the default; else one of :data:`CHOICES`.
    """

    ranges: ClassVar[Mapping[str, Range]] = RANGES
    words: ClassVar[tuple[str, ...]] = tuple(CHOICES)

    data: str = ""
    way: str = ""
    measure: str = ""
    better: str = ""

    def value(self, name: str, of: ControlHistory | None = None) -> float:
        """A number as moved, else of the history's own trial, else the default."""
        found = self.numbers.get(name, RANGES[name].default)
        if found is None:
            found = _of(name, of, self) if of is not None else (RANGES[name].low + RANGES[name].high) / 2
        if name in ("control_r", "treatment_r"):
            found = min(found, self.value(name.replace("_r", "_n"), of))
        return found

    def asked(self, history: ControlHistory) -> dict[str, Any]:
        """What :func:`kai_workbench.trials.study_borrowing` is called with."""
        plain = ("vague", "threshold", "heterogeneity", "discount", "discrepancy")
        found: dict[str, Any] = {name: self.value(name) for name in plain} | {"way": self.way or "map"}
        second = "r" if history.outcome == "rate" else "mean"
        for arm in ("control", "treatment"):
            n, seen = self.value(f"{arm}_n", history), self.value(f"{arm}_{second}", history)
            found[arm] = (round(n), round(seen) if second == "r" else seen)
        if history.outcome == "mean":
            assert history.sd is not None
            found["gain"] = self.value("gain_sd") * history.sd
        elif "gain" in self.numbers:
            found["gain"] = self.numbers["gain"]
        return found


def _of(name: str, history: ControlHistory, settings: Settings) -> float:
    """Of the history's own trial; without one, patients of a usual number who do as the history did."""
    first, second = history.pooled
    usual = first / second if history.outcome == "rate" else first
    if name == "gain":
        return max(round(min(0.3, 0.6 * (1 - usual)) / 0.05) * 0.05, 0.05)
    arm, what = name.split("_")
    own = history.control if arm == "control" else history.treatment
    if what == "n":
        return own[0] if own else _PATIENTS[arm == "treatment"]
    if own:
        return own[1]
    return round(usual * settings.value(f"{arm}_n", history)) if what == "r" else round(usual, 1)


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"data": "crohn", "vague": "2", "control_n": "5", "control_r": "9"})
    >>> settings.data, settings.value("vague"), left_out
    ('crohn', 0.2, ['vague', 'control_r'])
    """
    numbers, bad = read_numbers(state, RANGES)
    for arm in ("control", "treatment"):
        if numbers.get(f"{arm}_r", 0) > numbers.get(f"{arm}_n", RANGES[f"{arm}_n"].high):
            del numbers[f"{arm}_r"]
            bad.append(f"{arm}_r")
    words: dict[str, Any] = {}
    for name, known in CHOICES.items():
        words[name], wrong = read_choice(state, name, known)
        bad += wrong
    return Settings(numbers=numbers, **words), bad

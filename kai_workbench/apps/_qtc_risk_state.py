"""What the reader has set, in the address and out of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import ClassVar

from kai_workbench.models import free_concentration
from kai_workbench.pipelines import QTcDrug

from ._settings import Held, Range, read_choice, read_numbers

RANGES = {
    "free": Range(default=None, low=0.01, high=1e6, unit="nM"),
    "cmax": Range(default=None, low=0.01, high=1e6, unit="ng/mL"),
    "fu": Range(default=None, low=0.0005, high=1.0),
    "mass": Range(default=None, low=50.0, high=1500.0, unit="g/mol", log=False, step=0.1),
    "times": Range(default=1.0, low=0.1, high=30.0, unit="×"),
    "uncertain": Range(default=1.5, low=1.0, high=10.0),
    "ic50": Range(default=None, low=0.1, high=1e7, unit="nM"),
    "ic50_fold": Range(default=1.5, low=1.0, high=10.0),
    "hill": Range(default=1.0, low=0.3, high=3.0),
    "hill_fold": Range(default=1.2, low=1.0, high=3.0),
    "departure": Range(default=1.5, low=1.0, high=10.0),
}
OWN = ("free", "cmax", "fu", "mass", "ic50")  # go with the drug
CHOICES = {"data": ("kai-101",), "exposure": ("free", "total"), "herg": ("cells", "own")}
NAMES = ("drug", "reference", *CHOICES, *RANGES)
_PLAIN_FU, _PLAIN_MASS = 0.1, 400.0  # to begin with where nothing is told of the drug


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings(Held):
    """What is asked of the app.

    Attributes
    ----------
    drug, reference
        Names of the source; empty for its own.
    data, exposure, herg
        Empty for the default; else one of :data:`CHOICES`.
    """

    ranges: ClassVar[Mapping[str, Range]] = RANGES
    words: ClassVar[tuple[str, ...]] = ("drug", "reference", *CHOICES)

    drug: str = ""
    reference: str = ""
    data: str = ""
    exposure: str = ""
    herg: str = ""

    def value(self, name: str, of: QTcDrug | None = None, *, ic50: float = 1000.0) -> float:
        """A number as moved, else of the drug, else the default."""
        if name in self.numbers:
            return self.numbers[name]
        own = {
            "free": of.free_cmax_nM if of else 100.0,
            "cmax": (of and of.cmax_ng_mL) or 100.0,
            "fu": (of and of.fraction_unbound) or _PLAIN_FU,
            "mass": (of and of.molar_mass) or _PLAIN_MASS,
            "ic50": ic50,
        }
        default = own.get(name, RANGES[name].default)
        assert default is not None
        return min(max(default, RANGES[name].low), RANGES[name].high)

    def total(self, of: QTcDrug | None) -> bool:
        """Whether the peak is given as total concentration."""
        return self.exposure == "total" or (
            not self.exposure and of is not None and of.cmax_ng_mL is not None
        )

    def free_nM(self, of: QTcDrug | None) -> float:  # noqa: N802, units keep their case
        """The free Cmax, nM, however it was given."""
        if not self.total(of):
            return self.value("free", of)
        return float(
            free_concentration(
                self.value("cmax", of),
                fraction_unbound=self.value("fu", of),
                molar_mass=self.value("mass", of),
            )
        )


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"drug": "quinidine", "fu": "2", "times": "3"})
    >>> settings.drug, settings.value("times"), left_out
    ('quinidine', 3.0, ['fu'])
    """
    numbers, bad = read_numbers(state, RANGES)
    words = {name: state.get(name, "")[:200] for name in ("drug", "reference")}
    for name, known in CHOICES.items():
        words[name], wrong = read_choice(state, name, known)
        bad += wrong
    return Settings(numbers=numbers, **words), bad

"""What the reader has set, in the address and out of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from kai_workbench.pipelines import AnimalEvidence, Reference, Target

from ._settings import Range, read_choice, read_numbers

RANGES = {
    "noael_rat": Range(default=10.0, low=0.001, high=3000.0, unit="mg/kg"),
    "noael_second": Range(default=1.0, low=0.001, high=3000.0, unit="mg/kg"),
    "spacing": Range(default=3.0, low=1.1, high=10.0, unit="×"),
    "factor": Range(default=10.0, low=1.0, high=100.0),
    "margin": Range(default=10.0, low=1.0, high=100.0, unit="×"),
    "weight": Range(default=60.0, low=40.0, high=120.0, unit="kg", log=False),
    "planned": Range(default=1.0, low=0.0001, high=10_000.0, unit="mg"),
    "kd": Range(default=500.0, low=0.001, high=1e6, unit="nM"),
    "kd_fold": Range(default=2.0, low=1.0, high=10.0),
    "occupancy": Range(default=10.0, low=1.0, high=90.0, unit="%", log=False),
    "mass": Range(default=None, low=50.0, high=200_000.0, unit="g/mol"),
    "fu": Range(default=None, low=0.0005, high=1.0),
    "f": Range(default=0.5, low=0.01, high=1.0),
    "auc_rat": Range(default=None, low=0.01, high=1e9, unit="ng·h/mL"),
    "auc_second": Range(default=None, low=0.01, high=1e9, unit="ng·h/mL"),
}
CHOICES = {"data": ("kai-101", "real"), "second": ("dog", "monkey", "none"), "mabel": ("yes", "no")}
NAMES = ("compound", *CHOICES, *RANGES)
WITH_COMPOUND = ("mass", "fu", "auc_rat", "auc_second")
_MASS = {"KAI-101": 421.5}
_PLAIN_MASS, _PLAIN_AUC = 400.0, 1000.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """What is asked of the app.

    Attributes
    ----------
    compound
        A name in the reference; empty for the reference's own.
    data, second, mabel
        Empty for the default; else one of :data:`CHOICES`. The example is synthetic: only a compound that
        somebody asks for should get a first dose.
    numbers
        What was moved, by name of :data:`RANGES`.
    """

    compound: str = ""
    data: str = ""
    second: str = ""
    mabel: str = ""
    numbers: Mapping[str, float] = dataclasses.field(default_factory=dict)

    @property
    def second_species(self) -> str:
        """``dog``, ``monkey`` or empty."""
        return "" if self.second == "none" else self.second or "dog"

    def value(self, name: str, row: Mapping[str, Any]) -> float:
        """A number as moved, else of the compound, else the default."""
        if name in self.numbers:
            return self.numbers[name]
        default = RANGES[name].default
        if name == "mass":
            default = _MASS.get(str(row.get("compound")), _PLAIN_MASS)
        elif name == "fu":
            default = _fraction_unbound(row)
        elif name.startswith("auc_"):
            default = self.auc(name.removeprefix("auc_"), row) or _PLAIN_AUC
        assert default is not None
        return min(max(default, RANGES[name].low), RANGES[name].high)

    def auc(self, which: str, row: Mapping[str, Any]) -> float | None:
        """Exposure at the NOAEL, ng·h/mL: as set, else from the clearance; ``None`` if neither is known."""
        if f"auc_{which}" in self.numbers:
            return self.numbers[f"auc_{which}"]
        species = "rat" if which == "rat" else self.second_species
        clearance = row.get(f"clearance_{species}_mL_min_kg")
        if clearance is None:
            return None
        return self.value("f", row) * self.value(f"noael_{which}", row) * 1e6 / (clearance * 60)

    def animals(self, row: Mapping[str, Any]) -> list[AnimalEvidence]:
        """What the species showed."""
        kinds = [("rat", "rat")] + ([("second", self.second_species)] if self.second_species else [])
        return [
            AnimalEvidence(
                species=species,
                noael_mg_kg=self.value(f"noael_{which}", row),
                spacing=self.value("spacing", row),
                auc_ng_h_mL=self.auc(which, row),
            )
            for which, species in kinds
        ]

    def target(self, row: Mapping[str, Any]) -> Target | None:
        """What the drug binds; ``None`` if it is left out."""
        if self.mabel == "no":
            return None
        return Target(
            kd_nM=self.value("kd", row),
            kd_fold=self.value("kd_fold", row),
            occupancy=self.value("occupancy", row) / 100,
            molar_mass=self.value("mass", row),
            fraction_unbound=self.value("fu", row),
        )

    def moved(self, **changes: Any) -> Settings:
        """A copy; numbers by their own names, ``None`` puts one back."""
        words = {name: value for name, value in changes.items() if name not in RANGES}
        numbers = {name: value for name, value in self.numbers.items() if changes.get(name, 0) is not None}
        numbers |= {name: float(changes[name]) for name in RANGES if changes.get(name) is not None}
        return dataclasses.replace(self, numbers=numbers, **words)

    def address(self) -> dict[str, str | None]:
        """What goes into the address: only what was set."""
        words = {name: getattr(self, name) or None for name in ("compound", *CHOICES)}
        return words | {
            name: f"{self.numbers[name]:.6g}" if name in self.numbers else None for name in RANGES
        }


def _fraction_unbound(row: Mapping[str, Any]) -> float:
    """Of people if known, else the geometric mean of the animals, else all of it."""
    found = row.get("fraction_unbound_human")
    if found is not None:
        return float(found)
    animals = [row.get(f"fraction_unbound_{one}") for one in ("rat", "dog", "monkey")]
    known = [math.log(one) for one in animals if one]
    return math.exp(sum(known) / len(known)) if known else 1.0


def reference_row(reference: Reference, compound: str) -> dict[str, Any]:
    """The compound's row."""
    return reference.compound(compound).row(0, named=True)


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"noael_rat": "30", "weight": "heavy", "second": "cat"})
    >>> settings.value("noael_rat", {}), left_out
    (30.0, ['weight', 'second'])
    """
    numbers, bad = read_numbers(state, RANGES)
    words = {"compound": state.get("compound", "")[:200]}
    for name, known in CHOICES.items():
        words[name], wrong = read_choice(state, name, known)
        bad += wrong
    return Settings(numbers=numbers, **words), bad

"""What the reader has said, in the address and out of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kai_workbench.models import ElicitedPrior, elicited_priors, priors_from_chips

from ._settings import Range, read_choice, read_numbers

BINS, MOST = 10, 10
PROBABILITIES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quantity:
    """What can be asked about: its unit, its axis, and what is said of it at first."""

    unit: str
    low: float
    high: float
    said: tuple[float, float, float]
    families: tuple[Any, ...] = ("lognormal", "gamma")
    log: bool = True

    @property
    def edges(self) -> list[float]:
        """Ends of the bins for chips."""
        made = np.geomspace if self.log else np.linspace
        return [float(f"{one:.6g}") for one in made(self.low, self.high, BINS + 1)]


QUANTITIES = {
    "clearance": Quantity(unit="mL/min/kg", low=0.1, high=100.0, said=(1.0, 4.0, 16.0)),
    "volume": Quantity(unit="L/kg", low=0.05, high=50.0, said=(0.2, 1.0, 5.0)),
    "half_life": Quantity(unit="h", low=0.1, high=100.0, said=(1.0, 4.0, 16.0)),
    "ic50": Quantity(unit="nM", low=1.0, high=1e6, said=(100.0, 1000.0, 10_000.0)),
    "fraction": Quantity(unit="", low=0.0, high=1.0, said=(0.1, 0.3, 0.6), families=("beta",), log=False),
}
CHOICES = {
    "quantity": tuple(QUANTITIES),
    "way": ("quantiles", "chips"),
    "family": ("lognormal", "gamma", "beta"),
}
NAMES = ("chips", *CHOICES, *PROBABILITIES)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """What is said.

    Attributes
    ----------
    quantity, way, family
        Empty for the default; else one of :data:`CHOICES`.
    numbers
        The quantiles that were moved.
    chips
        In each bin.
    """

    quantity: str = ""
    way: str = ""
    family: str = ""
    numbers: Mapping[str, float] = dataclasses.field(default_factory=dict)
    chips: tuple[int, ...] = (0,) * BINS

    @property
    def about(self) -> Quantity:
        """What is asked about."""
        return QUANTITIES[self.quantity or "clearance"]

    @property
    def said(self) -> list[tuple[float, float]]:
        """Pairs of probability and value."""
        return [
            (p, self.numbers.get(name, at))
            for (name, p), at in zip(PROBABILITIES.items(), self.about.said, strict=True)
        ]

    def priors(self) -> list[ElicitedPrior]:
        """What comes near to it, the best first; of one family only where that was chosen."""
        about = self.about
        families: Sequence[Any] = (self.family,) if self.family in about.families else about.families
        if self.way == "chips":
            return priors_from_chips(about.edges, self.chips, families=families)
        return elicited_priors(*zip(*self.said, strict=True), families=families)

    def address(self) -> dict[str, str | None]:
        """What goes into the address: only what was said."""
        words = {name: getattr(self, name) or None for name in CHOICES}
        numbers = {
            name: f"{self.numbers[name]:.6g}" if name in self.numbers else None for name in PROBABILITIES
        }
        return words | numbers | {"chips": "-".join(map(str, self.chips)) if any(self.chips) else None}


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"quantity": "ic50", "q50": "300", "chips": "1-2"})
    >>> settings.said[1], left_out
    ((0.5, 300.0), ['chips'])
    """
    words: dict[str, Any] = {}
    bad: list[str] = []
    for name, known in CHOICES.items():
        words[name], wrong = read_choice(state, name, known)
        bad += wrong
    about = QUANTITIES[words["quantity"] or "clearance"]
    limits = Range(default=None, low=about.low, high=about.high)
    numbers, wrong = read_numbers(state, dict.fromkeys(PROBABILITIES, limits))
    bad += wrong
    text = state.get("chips", "")
    chips = (0,) * BINS
    if text:
        parts = text.split("-")
        fits = len(parts) == BINS and all(one.isdecimal() and len(one) <= 2 for one in parts)
        if fits and max(map(int, parts)) <= MOST:
            chips = tuple(map(int, parts))
        else:
            bad.append("chips")
    return Settings(numbers=numbers, chips=chips, **words), bad

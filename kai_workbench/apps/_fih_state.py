"""What the reader has set, in the address and out of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Literal

from kai_workbench.models import CrossSpecies
from kai_workbench.pipelines import HumanPKModel

Data = Literal["", "kai-101"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Range:
    """What a slider may say."""

    default: float
    low: float
    high: float
    unit: str


RANGES = {
    "dose": Range(default=100.0, low=0.01, high=10_000.0, unit="mg"),
    "weight": Range(default=70.0, low=40.0, high=120.0, unit="kg"),
    "limit": Range(default=10_000.0, low=1.0, high=1e8, unit="ng·h/mL"),
    "clearance": Range(default=4.0, low=0.1, high=100.0, unit="mL/min/kg"),
    "volume": Range(default=1.0, low=0.05, high=50.0, unit="L/kg"),
    "spread": Range(default=1.5, low=0.3, high=5.0, unit=""),
    "departure": Range(default=0.5, low=0.05, high=2.0, unit=""),
}
PRIORS = ("clearance", "volume", "spread", "departure")
NAMES = ("compound", "data", *RANGES)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """What is asked of the app.

    Attributes
    ----------
    compound
        A name in the reference; empty for the reference's own.
    data
        What to learn from: the real compounds if they can be had, or the synthetic ones.
    dose, weight, limit
        mg, kg and ng·h/mL; a limit may be missing.
    clearance, volume, spread, departure
        Priors: typical human clearance (mL/min/kg) and Vss (L/kg), scale of the spread between
        compounds and of the animals' departure from allometry (log SD).
    """

    compound: str = ""
    data: Data = ""
    dose: float = RANGES["dose"].default
    weight: float = RANGES["weight"].default
    limit: float | None = None
    clearance: float = RANGES["clearance"].default
    volume: float = RANGES["volume"].default
    spread: float = RANGES["spread"].default
    departure: float = RANGES["departure"].default

    @property
    def priors(self) -> dict[str, float]:
        """The priors by name."""
        return {name: getattr(self, name) for name in PRIORS}

    def model(self) -> HumanPKModel:
        """The models with these priors."""
        log_sd = 1.0  # of the typical value, as the models have it by default
        shared: dict[str, Any] = {"spread_sd": self.spread, "departure_sd": self.departure}
        return HumanPKModel(
            clearance=CrossSpecies(parameter="clearance", typical_human=(self.clearance, log_sd), **shared),
            volume_ss=CrossSpecies(parameter="volume_ss", typical_human=(self.volume, log_sd), **shared),
        )

    def address(self) -> dict[str, str | None]:
        """What goes into the address: only what differs from the default."""
        plain = Settings()
        held: dict[str, str | None] = {"compound": self.compound or None, "data": self.data or None}
        for name in RANGES:
            value = getattr(self, name)
            held[name] = None if value is None or value == getattr(plain, name) else f"{value:.6g}"
        return held


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"dose": "30", "weight": "heavy"})
    >>> settings.dose, settings.weight, left_out
    (30.0, 70.0, ['weight'])
    """
    settings = Settings(compound=state.get("compound", "")[:200])
    bad = []
    data = state.get("data", "")
    if data == "kai-101":
        settings = dataclasses.replace(settings, data="kai-101")
    elif data:
        bad.append("data")
    for name, limits in RANGES.items():
        text = state.get(name, "")
        if not text:
            continue
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if limits.low <= value <= limits.high:
            found: dict[str, Any] = {name: value}
            settings = dataclasses.replace(settings, **found)
        else:
            bad.append(name)
    return settings, bad

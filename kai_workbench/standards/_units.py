"""Units: reading and converting them; and the few of clearance and volume that a person's table may use."""

from __future__ import annotations

from typing import Literal

from ._ucum import Unit, UnknownUnit, parse_ucum
from ._unit_conversion import UnitMismatch, commensurable, convert, linear

__all__ = ["Unit", "UnitMismatch", "UnknownUnit", "commensurable", "convert", "linear", "parse_ucum"]

# How many of the canonical unit one of each makes.
ACCEPTED = {
    "clearance": {"mL/min/kg": 1.0, "L/h/kg": 1000 / 60, "mL/h/kg": 1 / 60, "L/min/kg": 1000.0},
    "volume_ss": {"L/kg": 1.0, "mL/kg": 1e-3},
}
# Totals, not per kilogram: refused with the advice to divide by body weight.
_TOTALS = {
    "clearance": {"ml/min", "l/h", "ml/h", "l/min"},
    "volume_ss": {"l", "ml"},
}

Measured = Literal["clearance", "volume_ss"]


def factor(unit: str, quantity: Measured) -> float | None:
    """How many of the canonical unit ``unit`` makes; ``None`` if it is not known.

    Letter case and spaces do not matter; ``hr`` is read as ``h``.

    Examples
    --------
    >>> from kai_workbench.standards import _units
    >>> _units.factor("L / h / kg", "clearance") == 1000 / 60
    True
    >>> _units.factor("mL/min", "clearance") is None
    True
    """
    known = {name.lower(): value for name, value in ACCEPTED[quantity].items()}
    return known.get(_plain(unit))


def is_total(unit: str, quantity: Measured) -> bool:
    """Whether ``unit`` is of the whole body, not per kilogram."""
    return _plain(unit) in _TOTALS[quantity]


def _plain(unit: str) -> str:
    return "".join(unit.lower().split()).replace("/hr", "/h").replace("/hour", "/h")

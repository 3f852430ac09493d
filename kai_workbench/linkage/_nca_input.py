"""What a non-compartmental analysis is asked: refused, with the reason, where it makes no sense."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import get_args

import polars as pl

from kai_workbench.standards import units

from ._nca_options import AreaMethod, BelowLimitRule, NcaError, Route

# A unit of each, whose dimensions the given ones must have; of masses or of amounts.
_TIME = ("h",)
_CONCENTRATION = ("ng/mL", "nmol/L", "[IU]/L", "U/L", "Bq/L", "/L", "1", "ng/g", "nmol/g")
_DOSE = (
    "mg",
    "mg/kg",
    "mg/m2",
    "mol",
    "mol/kg",
    "mol/m2",
    "[IU]",
    "[IU]/kg",
    "[IU]/m2",
    "U",
    "U/kg",
    "Bq",
    "Bq/kg",
)


def check_choices(
    *, route: object, method: object, tau: object, duration: object, intervals: Sequence[tuple[float, float]]
) -> None:
    """Choices that do not exist, or do not go together."""
    for where, value, known in (("route", route, Route), ("method", method, AreaMethod)):
        if value not in get_args(known):
            raise NcaError("nca_choice", where=where, value=value)
    if not _finite(duration) or (route == "infusion") != (duration > 0):  # type: ignore[operator]
        raise NcaError("nca_duration", value=duration, route=route)
    if tau is not None and not (_finite(tau) and tau > 0):  # type: ignore[operator]
        raise NcaError("nca_tau", value=tau)
    for one in intervals:
        if len(one) != 2 or not all(map(_finite, one)) or not 0 <= one[0] < one[1]:
            raise NcaError("nca_interval", value=one)


def check_units(*, time: str, concentration: str, dose: str) -> None:
    """Units of something else; unknown ones are refused by name."""
    for where, unit, known in (
        ("time_unit", time, _TIME),
        ("concentration_unit", concentration, _CONCENTRATION),
        ("dose_unit", dose, _DOSE),
    ):
        if not any(units.commensurable(unit, one) for one in known):
            raise NcaError("nca_unit", where=where, unit=unit, known=", ".join(known[:3]))


def check_dose(dose: object) -> None:
    """A dose that nobody can be given."""
    if dose is not None and not isinstance(dose, str) and not (_finite(dose) and dose > 0):  # type: ignore[operator]
        raise NcaError("nca_dose", value=dose)


def check_table(
    frame: pl.DataFrame, by: Sequence[str], numbers: Sequence[str], *, rule: BelowLimitRule, limit: str | None
) -> None:
    """Columns that lack, no rows, texts and infinite values among numbers."""
    if not by:
        raise NcaError("nca_by")
    for name in [*by, *numbers]:
        if name not in frame.columns:
            raise NcaError("nca_column", where=name, columns=", ".join(frame.columns))
    if frame.is_empty():
        raise NcaError("nca_empty")
    for name in numbers:
        column = frame[name]
        if column.dtype.is_temporal() or column.dtype.is_nested():
            raise NcaError("nca_not_number", where=name, value=str(column[0]), row=1)
        made = column.cast(pl.Float64, strict=False)
        wrong = (made.is_null() & column.is_not_null()) | made.is_infinite().fill_null(value=False)
        if wrong.any():
            row = int(wrong.arg_true()[0])
            raise NcaError("nca_not_number", where=name, value=str(column[row]), row=row + 1)
    if limit is None and "half limit" in {rule.before, rule.middle, rule.after}:
        raise NcaError("nca_half_limit")


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)

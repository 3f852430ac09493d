"""Checks that designs and scenarios share; each says what, where, and what to do."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from ._errors import DesignError


def share(value: float, *, where: str) -> float:
    """A probability strictly between 0 and 1."""
    if not (_is_number(value) and 0 < value < 1):
        raise DesignError("design_not_a_share", where=where, value=value)
    return float(value)


def rate(value: float, *, where: str) -> float:
    """A probability, 0 and 1 included."""
    if not (_is_number(value) and 0 <= value <= 1):
        raise DesignError("design_not_a_rate", where=where, value=value)
    return float(value)


def positive(value: float, *, where: str) -> float:
    """A finite number above 0."""
    if not (_is_number(value) and 0 < value < math.inf):
        raise DesignError("design_not_positive", where=where, value=value)
    return float(value)


def finite(value: float, *, where: str) -> float:
    """A finite number."""
    if not (_is_number(value) and math.isfinite(value)):
        raise DesignError("design_not_finite", where=where, value=value)
    return float(value)


def whole(value: float, *, where: str, least: int = 0, most: int | None = None) -> int:
    """A whole number from ``least`` to ``most``."""
    if not (_is_number(value) and math.isfinite(value) and value == int(value) and value >= least):
        raise DesignError("design_not_whole", where=where, value=value, least=least)
    if most is not None and value > most:
        raise DesignError("design_above", where=where, value=value, most=most)
    return int(value)


def rising(values: Sequence[float], *, where: str, least: int = 1) -> tuple[float, ...]:
    """Finite numbers, each above the one before."""
    several(values, where=where, least=least)
    numbers = tuple(finite(value, where=where) for value in values)
    if any(after <= before for before, after in itertools.pairwise(numbers)):
        raise DesignError("design_not_rising", where=where, value=numbers)
    return numbers


def several(values: Sequence[object], *, where: str, least: int = 1) -> None:
    """At least so many."""
    if len(_listed(values, where)) < least:
        raise DesignError("design_empty", where=where, least=least)


def as_many(values: Sequence[object], needed: int, *, where: str) -> None:
    """One for each."""
    if len(_listed(values, where)) != needed:
        raise DesignError("design_length", where=where, n=len(values), needed=needed)


def dose_groups(
    doses: Sequence[float], patients: Sequence[float]
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Rising doses from nought on, and two patients or more for each."""
    levels = rising(doses, where="doses", least=2)
    if levels[0] < 0:
        raise DesignError("design_not_positive", where="doses", value=levels[0])
    as_many(patients, len(levels), where="patients")
    return levels, tuple(whole(n, where="patients", least=2) for n in patients)


def option(value: object, known: Sequence[object], *, where: str) -> None:
    """One of the words or numbers that are known."""
    if value not in known:
        told = ", ".join(str(one) for one in known)
        raise DesignError("design_option_unknown", where=where, value=value, known=told)


def _listed(values: Sequence[object], where: str) -> Sequence[object]:
    if not hasattr(values, "__len__"):
        raise DesignError("design_not_several", where=where, value=values)
    return values


def _is_number(value: object) -> bool:
    try:
        return not isinstance(value, (str, bytes)) and not math.isnan(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False

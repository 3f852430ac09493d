"""From one unit to another."""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, overload

from kai_workbench.errors import KaiError

from ._ucum import Unit, parse_ucum, registry

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray


class UnitMismatch(KaiError):
    """The two units measure different things, or a molar mass is needed."""


@overload
def convert(values: float, from_: str | Unit, to: str | Unit, *, molar_mass: float | None = ...) -> float: ...
@overload
def convert(
    values: NDArray[np.floating], from_: str | Unit, to: str | Unit, *, molar_mass: float | None = ...
) -> NDArray[np.floating]: ...
@overload
def convert(
    values: pl.Series, from_: str | Unit, to: str | Unit, *, molar_mass: float | None = ...
) -> pl.Series: ...
@overload
def convert(
    values: pl.Expr, from_: str | Unit, to: str | Unit, *, molar_mass: float | None = ...
) -> pl.Expr: ...
def convert(
    values: float | NDArray[np.floating] | pl.Series | pl.Expr,
    from_: str | Unit,
    to: str | Unit,
    *,
    molar_mass: float | None = None,
) -> float | NDArray[np.floating] | pl.Series | pl.Expr:
    """Values of one unit told in another.

    Parameters
    ----------
    values
        A number, or an array, series or expression of them; what is given comes back.
    from_, to
        Units, as :func:`parse_ucum` reads them.
    molar_mass
        g/mol of the substance; needed between mass and amount (``ng/mL`` to ``nmol/L``).

    Raises
    ------
    UnknownUnit
        A unit is not known.
    UnitMismatch
        The units measure different things, or the molar mass is missing.

    Examples
    --------
    >>> convert(1.0, "10*3/uL", "10*9/L")
    1.0
    >>> round(convert(151.16, "ng/mL", "nmol/L", molar_mass=151.163))
    1000
    """
    factor, offset = linear(from_, to, molar_mass=molar_mass)
    return values * factor + offset if offset else values * factor


def commensurable(one: str | Unit, other: str | Unit) -> bool:
    """Whether two units measure the same thing.

    Examples
    --------
    >>> commensurable("mg/dL", "g/L"), commensurable("mg/dL", "mmol/L")
    (True, False)
    """
    mine, yours = _unit(one), _unit(other)
    return mine.parts == yours.parts or mine.dimensions == yours.dimensions


def linear(from_: str | Unit, to: str | Unit, *, molar_mass: float | None = None) -> tuple[float, float]:
    """Factor and offset that lead from one unit to another: ``value * factor + offset``.

    Parameters, errors
        As :func:`convert`.
    """
    if molar_mass is not None and not (math.isfinite(molar_mass) and molar_mass > 0):
        raise UnitMismatch("molar_mass", value=molar_mass)
    return _linear(_unit(from_), _unit(to), molar_mass)


def _unit(told: str | Unit) -> Unit:
    return told if isinstance(told, Unit) else parse_ucum(told)


@functools.lru_cache(maxsize=4096)
def _linear(one: Unit, other: Unit, molar_mass: float | None) -> tuple[float, float]:
    if one.parts == other.parts and one.factor == other.factor:
        return 1.0, 0.0
    if one.is_temperature or other.is_temperature:
        return _temperature(one, other)
    if one.parts == other.parts:
        # Without pint, whose definitions take a second to read: most studies write what is asked for.
        return float(Fraction(one.factor) / Fraction(other.factor)), 0.0
    missing = _moles(one, other)
    if missing is None:
        raise UnitMismatch("unit_mismatch", one=one.text, other=other.text)
    if missing and molar_mass is None:
        raise UnitMismatch("unit_needs_molar_mass", one=one.text, other=other.text)
    ratio = Fraction(one.factor) / Fraction(other.factor) * _in_base(one) / _in_base(other)
    if missing:
        # pint's base of molar mass is kg/mol.
        ratio *= (Fraction(molar_mass or 1.0) / 1000) ** missing
    return float(ratio), 0.0


def _in_base(unit: Unit) -> Fraction:
    return Fraction(registry().get_base_units(unit.pint, check_nonmult=True)[0])


def _moles(one: Unit, other: Unit) -> int | None:
    """How many moles must become masses: 1 from mol to g, -1 from g to mol, 0 if none; None if neither."""
    mine, yours = one.dimensions, other.dimensions
    differ = {
        name: yours.get(name, 0.0) - mine.get(name, 0.0)
        for name in mine.keys() | yours.keys()
        if yours.get(name, 0.0) != mine.get(name, 0.0)
    }
    if not differ:
        return 0
    masses = differ.get("[mass]", 0.0)
    if differ.keys() == {"[mass]", "[substance]"} and masses == -differ["[substance]"] and abs(masses) == 1:
        return int(masses)
    return None


def _temperature(one: Unit, other: Unit) -> tuple[float, float]:
    if one.dimensions != other.dimensions:
        raise UnitMismatch("unit_mismatch", one=one.text, other=other.text)
    at = [
        float(registry().Quantity(Fraction(value), one.pint).to(other.pint).magnitude) for value in (0, 100)
    ]
    return (at[1] - at[0]) / 100.0, at[0]

"""How far the animal's dose or exposure lies above the human's, as draws."""

from __future__ import annotations

import hashlib
import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kai_workbench.errors import KaiError
from kai_workbench.standards import units

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]

# Body weight over body surface in kg/m2: FDA (2005), Estimating the Maximum Safe Starting Dose in Initial
# Clinical Trials for Therapeutics in Adult Healthy Volunteers, table 1.
KM = MappingProxyType(
    {
        "mouse": 3.0,
        "hamster": 5.0,
        "rat": 6.0,
        "ferret": 7.0,
        "guinea pig": 8.0,
        "rabbit": 12.0,
        "dog": 20.0,
        "monkey": 12.0,
        "marmoset": 6.0,
        "squirrel monkey": 7.0,
        "baboon": 20.0,
        "micropig": 27.0,
        "minipig": 35.0,
        "human": 37.0,
        "child": 25.0,
    }
)
# Reference body weights in kg of the same table.
WEIGHT_KG = MappingProxyType(
    {
        "mouse": 0.020, "hamster": 0.080, "rat": 0.150, "ferret": 0.300, "guinea pig": 0.400, "rabbit": 1.8,
        "dog": 10.0, "monkey": 3.0, "marmoset": 0.350, "squirrel monkey": 0.600, "baboon": 12.0,
        "micropig": 20.0, "minipig": 40.0, "human": 60.0, "child": 20.0,
    }
)  # fmt: skip


class MarginError(KaiError):
    """A margin that cannot be had."""


def human_equivalent_dose[Dose: (float, Floats)](dose: Dose, *, species: str, unit: str = "mg/kg") -> Dose:
    """Human equivalent dose by body surface area, in the unit of ``dose`` (per body weight).

    Parameters
    ----------
    dose
        Of the animal, per body weight; a number or draws.
    species
        One of :data:`KM`.
    unit
        Of ``dose``; must be per kilogram.

    Raises
    ------
    MarginError
        The species has no factor, or the dose is not per body weight, negative, or not finite.

    Notes
    -----
    FDA (2005), table 1: the factors of body weight over body surface area.

    Examples
    --------
    >>> round(human_equivalent_dose(50.0, species="rat"), 2)
    8.11
    """
    _per_kg(unit)
    values = np.asarray(dose, dtype=np.float64)
    bad = ~(np.isfinite(values) & (values >= 0))
    if bad.any():
        raise MarginError("dose_negative", value=float(values[bad].ravel()[0]))
    return dose * KM[_known(species)] / KM["human"]


def human_equivalent_dose_draws(
    dose: float,
    *,
    species: str,
    unit: str = "mg/kg",
    animal_kg: float | None = None,
    human_kg: float = 60.0,
    exponent: tuple[float, float] = (0.67, 0.75),
    draws: int = 4000,
    seed: int = 20250101,
) -> xr.DataArray:
    """Human equivalent dose where the exponent of body weight is uncertain.

    Parameters
    ----------
    dose, species, unit
        As :func:`human_equivalent_dose`.
    animal_kg, human_kg
        Body weights; the animal's reference weight if not given.
    exponent
        Smallest and largest exponent, equally likely between. The guidance scales by body surface
        (0.67) and discusses 0.75 in its appendix A; which one holds is not known of a single compound.

    Returns
    -------
    xarray.DataArray
        Dimension ``sample``; attributes ``unit``, ``method``, ``provenance``.
    """
    _per_kg(unit)
    weight = animal_kg if animal_kg is not None else WEIGHT_KG[_known(species)]
    drawn = np.random.default_rng(seed).uniform(*exponent, size=draws)
    values = dose * (weight / human_kg) ** (1 - drawn)
    return _draws(values, unit=unit, method=f"body weight to the power {exponent[0]} to {exponent[1]}")


def exposure_draws(
    mean: float,
    *,
    sd: float | None = None,
    n: float | None = None,
    unit: str,
    draws: int = 4000,
    seed: int = 20250101,
) -> xr.DataArray:
    """What the true mean exposure of a group may be, given the mean of those measured.

    Parameters
    ----------
    mean, sd, n
        Of the animals measured; ``n`` need not be whole, as degrees of freedom are not. Without ``sd``
        and ``n`` (one pooled value, a published number) the draws are all the same and ``uncertainty``
        says ``unknown``.
    unit
        In UCUM.

    Returns
    -------
    xarray.DataArray
        Dimension ``sample``: draws on the log scale from Student's t with n - 1 degrees of freedom,
        spread ``sqrt(log(1 + (sd / mean)²) / n)``.

    Raises
    ------
    MarginError
        The mean is not above 0.
    """
    if not mean > 0:
        raise MarginError("exposure_not_positive", value=mean)
    units.parse_ucum(unit)
    known = sd is not None and n is not None and n > 1
    values = np.full(draws, float(mean))
    if known and sd is not None and n is not None:
        spread = math.sqrt(math.log1p((sd / mean) ** 2) / n)
        values = mean * np.exp(spread * np.random.default_rng(seed).standard_t(n - 1, size=draws))
    return _draws(
        values, unit=unit, method="log-t of the mean", uncertainty="sampling" if known else "unknown"
    )


def margin(animal: xr.DataArray, human: xr.DataArray, *, molar_mass: float | None = None) -> xr.DataArray:
    """Animal over human, draw by draw: 10 says the animal had ten times the human's.

    Parameters
    ----------
    animal, human
        Draws with an attribute ``unit``: doses per body weight, or areas under the curve, or peaks.
    molar_mass
        g/mol, where one is in mass and the other in moles.

    Returns
    -------
    xarray.DataArray
        Dimension ``sample``, unit 1.

    Raises
    ------
    MarginError
        One of them has no unit, or the numbers of draws differ.
    kai_workbench.standards.UnitMismatch
        They measure different things.
    """
    for told in (animal, human):
        if "unit" not in told.attrs:
            raise MarginError("draws_without_unit")
    if animal.sizes["sample"] != human.sizes["sample"]:
        raise MarginError("draws_differ", one=animal.sizes["sample"], other=human.sizes["sample"])
    factor, _ = units.linear(animal.attrs["unit"], human.attrs["unit"], molar_mass=molar_mass)
    values = animal.to_numpy() * factor / human.to_numpy()
    sure = {told.attrs.get("uncertainty", "sampling") for told in (animal, human)}
    kind = "partly unknown" if len(sure) > 1 else sure.pop()
    origin = animal.attrs.get("provenance", "") + human.attrs.get("provenance", "")
    return _draws(values, unit="1", method="animal over human", uncertainty=kind, origin=origin)


def _draws(
    values: Floats, *, unit: str, method: str, uncertainty: str = "sampling", origin: str = ""
) -> xr.DataArray:
    import xarray as xr

    told = hashlib.sha256(values.tobytes() + f"{unit}|{method}|{origin}".encode()).hexdigest()
    attributes = {"unit": unit, "method": method, "uncertainty": uncertainty, "provenance": f"sha256:{told}"}
    return xr.DataArray(values, dims=["sample"], attrs=attributes)


def _known(species: str) -> str:
    name = species.strip().lower()
    if name not in KM:
        raise MarginError("no_km", species=species, known=", ".join(KM))
    return name


def _per_kg(unit: str) -> None:
    units.parse_ucum(unit)
    if "/kg" not in unit and "/g" not in unit:
        raise MarginError("dose_not_per_kg", unit=unit)

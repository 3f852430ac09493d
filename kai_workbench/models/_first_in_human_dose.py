"""First-in-human dose, from animals or from receptor occupancy, on numbers or on draws."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError

Floats = NDArray[np.float64]


def checked(*, least: float = 0.0, **values: Any) -> None:
    """Refuse what is not finite, or not above ``least``; numbers or arrays of draws."""
    for name, value in values.items():
        array = np.asarray(value, dtype=float)
        bad = ~(np.isfinite(array) & (array > least))
        if bad.any():
            raise ModelDataError(
                "model_not_above", where=name, value=float(array[bad].ravel()[0]), least=least
            )


def maximum_recommended_starting_dose(hed_mg_kg: Any, *, safety_factor: float = 10.0) -> Floats:
    """Human-equivalent dose over the safety factor, mg/kg; 10 by the FDA's guidance (2005)."""
    checked(hed_mg_kg=hed_mg_kg, safety_factor=safety_factor)
    return np.asarray(np.asarray(hed_mg_kg, dtype=float) / safety_factor)


def noael_draws(noael_mg_kg: float, loael_mg_kg: float, *, n: int = 4000, seed: int = 20260101) -> Floats:
    """Draws of the dose where adverse effects begin, log-uniform between NOAEL and LOAEL, mg/kg.

    A NOAEL is one of the doses that were chosen; the study says only that the threshold lies
    between it and the next. The lower end is the conventional value.
    """
    checked(noael_mg_kg=noael_mg_kg)
    checked(least=noael_mg_kg, loael_mg_kg=loael_mg_kg)
    u = np.random.default_rng(seed).uniform(np.log(noael_mg_kg), np.log(loael_mg_kg), n)
    return np.exp(u)


def receptor_occupancy(free_nM: Any, *, kd_nM: Any) -> Floats:
    """Share of the receptors bound at a free concentration, 0 to 1; drug in excess of receptors."""
    checked(kd_nM=kd_nM)
    free = np.asarray(free_nM, dtype=float)
    checked(least=-1e-300, free_nM=free)
    return np.asarray(free / (free + np.asarray(kd_nM, dtype=float)))


def mabel_dose_mg(
    kd_nM: Any,
    *,
    molar_mass: float,
    volume_L: Any,
    occupancy: float = 0.1,
    fraction_unbound: Any = 1.0,
    bioavailability: Any = 1.0,
) -> Floats:
    """Dose (mg) whose first concentration binds a share of the receptors: the MABEL.

    Parameters
    ----------
    kd_nM
        Draws of the dissociation constant.
    molar_mass
        g/mol.
    volume_L
        Volume that the dose enters, L; plasma for an antibody (about 3 L), Vss for a small molecule.
    occupancy
        At the highest concentration, (0, 1); 0.1 is usual for agonists of the immune system.
    fraction_unbound, bioavailability
        (0, 1].

    References
    ----------
    EMA. Guideline on strategies to identify and mitigate risks for first-in-human trials. 2017.
    Muller PY et al. Curr Opin Biotechnol 2009;20:722.
    """
    checked(
        kd_nM=kd_nM,
        molar_mass=molar_mass,
        volume_L=volume_L,
        fraction_unbound=fraction_unbound,
        bioavailability=bioavailability,
        occupancy=occupancy,
    )
    for where, value in (("fraction_unbound", fraction_unbound), ("bioavailability", bioavailability)):
        if np.any(np.asarray(value) > 1):
            raise ModelDataError("not_a_share", where=where, value=float(np.max(value)))
    if occupancy >= 1:
        raise ModelDataError("not_a_share", where="occupancy", value=occupancy)
    free = np.asarray(kd_nM, dtype=float) * occupancy / (1 - occupancy)
    total_mg_L = free / np.asarray(fraction_unbound) * molar_mass * 1e-6
    return np.asarray(total_mg_L * np.asarray(volume_L) / np.asarray(bioavailability))

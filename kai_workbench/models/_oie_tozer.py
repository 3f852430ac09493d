"""Volume of distribution from binding in plasma and in tissue, on numbers or on draws."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._first_in_human_dose import checked

Floats = NDArray[np.float64]


def oie_tozer_volume(
    fraction_unbound: Any,
    fraction_unbound_tissue: Any,
    *,
    plasma_L_kg: Any,
    extracellular_L_kg: Any,
    remaining_L_kg: Any,
    binding_ratio: Any = 1.4,
) -> Floats:
    """Vss, L/kg: Vp·(1 + R) + fu·Vp·(VE/Vp − R) + VR·fu/fut.

    Parameters
    ----------
    fraction_unbound, fraction_unbound_tissue
        fu and fut, (0, 1].
    plasma_L_kg, extracellular_L_kg, remaining_L_kg
        Vp, VE (extracellular water outside plasma) and VR (where the drug goes beyond it) of the
        species, L/kg.
    binding_ratio
        R, binding protein outside plasma over that in plasma: 1.4 for albumin in man.

    References
    ----------
    Øie S, Tozer TN. J Pharm Sci 1979;68:1203.
    """
    volumes = {"plasma_L_kg": plasma_L_kg, "extracellular_L_kg": extracellular_L_kg}
    volumes |= {"remaining_L_kg": remaining_L_kg, "binding_ratio": binding_ratio}
    checked(**volumes)
    _shares(fraction_unbound=fraction_unbound, fraction_unbound_tissue=fraction_unbound_tissue)
    fu, fut = np.asarray(fraction_unbound, dtype=float), np.asarray(fraction_unbound_tissue, dtype=float)
    bound = _without_tissue(fu, plasma_L_kg, extracellular_L_kg, binding_ratio)
    return np.asarray(bound + np.asarray(remaining_L_kg) * fu / fut)


def oie_tozer_tissue(
    volume_ss_L_kg: Any,
    fraction_unbound: Any,
    *,
    plasma_L_kg: Any,
    extracellular_L_kg: Any,
    remaining_L_kg: Any,
    binding_ratio: Any = 1.4,
) -> Floats:
    """Fraction unbound in tissue that a Vss tells: the inverse of :func:`oie_tozer_volume`.

    Animals' fut, averaged, and human fu give human Vss.

    Returns
    -------
    numpy.ndarray
        fut; NaN where Vss is no larger than what plasma and extracellular water hold alone, and
        above 1 where the tissue is said to bind less than not at all: both say that the equation
        does not hold for the compound.
    """
    volumes = {"plasma_L_kg": plasma_L_kg, "extracellular_L_kg": extracellular_L_kg}
    volumes |= {"remaining_L_kg": remaining_L_kg, "binding_ratio": binding_ratio}
    checked(volume_ss_L_kg=volume_ss_L_kg, **volumes)
    _shares(fraction_unbound=fraction_unbound)
    fu = np.asarray(fraction_unbound, dtype=float)
    left = np.asarray(volume_ss_L_kg) - _without_tissue(fu, plasma_L_kg, extracellular_L_kg, binding_ratio)
    return np.asarray(
        np.where(left > 0, np.asarray(remaining_L_kg) * fu / np.where(left > 0, left, 1), np.nan)
    )


def _without_tissue(fu: Floats, plasma: Any, extracellular: Any, ratio: Any) -> Floats:
    plasma, extracellular, ratio = (np.asarray(x, dtype=float) for x in (plasma, extracellular, ratio))
    return np.asarray(plasma * (1 + ratio) + fu * (extracellular - plasma * ratio))


def _shares(**values: Any) -> None:
    for where, value in values.items():
        checked(**{where: value})
        if np.any(np.asarray(value) > 1):
            raise ModelDataError("not_a_share", where=where, value=float(np.max(value)))

"""From hERG block in vitro to QTc in people, draw by draw."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ._errors import ModelDataError

Floats = NDArray[np.float64]


def _positive(**values: Any) -> None:
    for name, value in values.items():
        array = np.asarray(value, dtype=float)
        if not np.all((array > 0) & np.isfinite(array)):
            raise ModelDataError("prior_not_positive", where=name, value=float(np.min(array)))


def free_concentration(total_ng_mL: Any, *, fraction_unbound: Any, molar_mass: float) -> Floats:
    """Unbound concentration, nM, from a total one in ng/mL.

    Parameters
    ----------
    fraction_unbound
        In plasma, (0, 1]; one number or draws.
    molar_mass
        g/mol.
    """
    _positive(fraction_unbound=fraction_unbound, molar_mass=molar_mass)
    if np.any(np.asarray(fraction_unbound) > 1):
        raise ModelDataError("not_a_share", where="fraction_unbound", value=float(np.max(fraction_unbound)))
    return np.asarray(np.asarray(total_ng_mL) * np.asarray(fraction_unbound) * 1000 / molar_mass)


def herg_block(free_nM: Any, *, ic50_nM: Any, hill: Any = 1.0) -> Floats:
    """Share of hERG current blocked, 0 to 1, broadcasting over draws."""
    _positive(ic50_nM=ic50_nM, hill=hill)
    with np.errstate(divide="ignore"):
        return np.asarray(special.expit(np.asarray(hill) * (np.log(free_nM) - np.log(ic50_nM))))


def safety_margin(ic50_nM: Any, free_cmax_nM: Any) -> Floats:
    """IC50 as a multiple of the free Cmax; below 30 is the usual warning (Redfern et al. 2003)."""
    _positive(ic50_nM=ic50_nM, free_cmax_nM=free_cmax_nM)
    return np.asarray(np.asarray(ic50_nM) / np.asarray(free_cmax_nM))


def qtc_sensitivity(
    slope_ms_per_ng_mL: Any,
    *,
    at_ng_mL: float,
    fraction_unbound: Any,
    molar_mass: float,
    ic50_nM: Any,
    hill: Any = 1.0,
) -> Floats:
    """Milliseconds of ΔΔQTc per unit share of hERG blocked, learnt from a reference drug.

    The reference drug's clinical slope (:class:`ConcentrationQTc`) at a concentration, divided by
    the block there (:class:`HERGBlock`). Independent posteriors may be paired draw by draw.

    Parameters
    ----------
    slope_ms_per_ng_mL
        Draws.
    at_ng_mL
        Total concentration at which slope and block are matched; a clinical Cmax.
    """
    _positive(at_ng_mL=at_ng_mL)
    free = free_concentration(at_ng_mL, fraction_unbound=fraction_unbound, molar_mass=molar_mass)
    blocked = herg_block(free, ic50_nM=ic50_nM, hill=hill)
    return np.asarray(np.asarray(slope_ms_per_ng_mL) * at_ng_mL / blocked)


def predicted_ddqtc(free_nM: Any, *, ic50_nM: Any, hill: Any, sensitivity_ms: Any) -> Floats:
    """Draws of ΔΔQTc, ms: sensitivity times the share of hERG blocked at a free concentration.

    Holds for drugs that block hERG alone: a drug that also blocks calcium or late sodium currents
    prolongs less than this.
    """
    return np.asarray(np.asarray(sensitivity_ms) * herg_block(free_nM, ic50_nM=ic50_nM, hill=hill))

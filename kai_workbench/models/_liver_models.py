"""Hepatic clearance from intrinsic clearance, on numbers or on draws."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._first_in_human_dose import checked

Floats = NDArray[np.float64]
HUMAN_LIVER_BLOOD_FLOW = 20.7  # mL/min/kg, Davies & Morris 1993


def intrinsic_clearance(
    clint_uL_min_per: Any,
    *,
    content_per_g_liver: Any,
    liver_g_kg: Any = 25.7,
    fraction_unbound_incubation: Any = 1.0,
) -> Floats:
    """Intrinsic clearance of the whole liver, mL/min/kg, from one in vitro.

    Parameters
    ----------
    clint_uL_min_per
        µL/min per mg of microsomal protein, or per 10⁶ hepatocytes.
    content_per_g_liver
        mg of microsomal protein (human about 40) or 10⁶ hepatocytes (about 120) per g of liver.
    liver_g_kg
        Liver, g per kg of body weight; human 25.7 (Davies & Morris 1993).
    fraction_unbound_incubation
        In the incubation, (0, 1].

    References
    ----------
    Houston JB. Biochem Pharmacol 1994;47:1469. Barter ZE et al. Curr Drug Metab 2007;8:33.
    """
    checked(
        clint_uL_min_per=clint_uL_min_per,
        content_per_g_liver=content_per_g_liver,
        liver_g_kg=liver_g_kg,
        fraction_unbound_incubation=fraction_unbound_incubation,
    )
    if np.any(np.asarray(fraction_unbound_incubation) > 1):
        value = float(np.max(fraction_unbound_incubation))
        raise ModelDataError("not_a_share", where="fraction_unbound_incubation", value=value)
    per_kg = np.asarray(clint_uL_min_per, dtype=float) * content_per_g_liver * liver_g_kg / 1000
    return np.asarray(per_kg / fraction_unbound_incubation)


def well_stirred(unbound_clint: Any, *, flow: Any = HUMAN_LIVER_BLOOD_FLOW) -> Floats:
    """Hepatic blood clearance Q·x / (Q + x), mL/min/kg.

    Parameters
    ----------
    unbound_clint
        x: fraction unbound in blood times the liver's intrinsic clearance, mL/min/kg.
    flow
        Q: liver blood flow, mL/min/kg; human 20.7 (Davies & Morris 1993).

    References
    ----------
    Rowland M et al. J Pharmacokinet Biopharm 1973;1:123. Obach RS. Drug Metab Dispos 1999;27:1350.
    """
    checked(unbound_clint=unbound_clint, flow=flow)
    q, x = np.asarray(flow, dtype=float), np.asarray(unbound_clint, dtype=float)
    return np.asarray(q * x / (q + x))


def parallel_tube(unbound_clint: Any, *, flow: Any = HUMAN_LIVER_BLOOD_FLOW) -> Floats:
    """Hepatic blood clearance Q·(1 − exp(−x / Q)), mL/min/kg; as :func:`well_stirred`.

    References
    ----------
    Pang KS, Rowland M. J Pharmacokinet Biopharm 1977;5:625.
    """
    checked(unbound_clint=unbound_clint, flow=flow)
    q, x = np.asarray(flow, dtype=float), np.asarray(unbound_clint, dtype=float)
    return np.asarray(-q * np.expm1(-x / q))

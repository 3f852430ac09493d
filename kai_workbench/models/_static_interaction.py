"""Drug–drug interactions by static models, on numbers or on draws."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._first_in_human_dose import checked

Floats = NDArray[np.float64]


def reversible_inhibition(inhibitor: Any, *, ki: Any) -> Floats:
    """Share of an enzyme's activity that is left: 1 / (1 + I/Ki), both unbound and in one unit."""
    checked(ki=ki)
    checked(least=-1e-300, inhibitor=inhibitor)
    return np.asarray(1 / (1 + np.asarray(inhibitor, dtype=float) / np.asarray(ki, dtype=float)))


def basic_ratio(inhibitor: Any, *, ki: Any) -> Floats:
    """ICH M12's first step, 1 + I/Ki, both unbound and in one unit.

    From 1.02 on with the highest unbound concentration in plasma, or from 11 on with the dose in
    250 mL and an enzyme of the gut, the interaction needs a closer look.

    References
    ----------
    ICH M12, Drug Interaction Studies, 2024.
    """
    return np.asarray(1 / reversible_inhibition(inhibitor, ki=ki))


def inactivation(inhibitor: Any, *, kinact: Any, ki: Any, kdeg: Any) -> Floats:
    """Share that is left of an inactivated enzyme: kdeg / (kdeg + kinact·I / (I + KI)).

    Parameters
    ----------
    kinact, kdeg
        Rates of inactivation and of degradation, in one unit.
    """
    checked(kinact=kinact, ki=ki, kdeg=kdeg)
    checked(least=-1e-300, inhibitor=inhibitor)
    i = np.asarray(inhibitor, dtype=float)
    return np.asarray(kdeg / (kdeg + kinact * i / (i + ki)))


def induction(inducer: Any, *, emax: Any, ec50: Any, scaling: Any = 1.0) -> Floats:
    """Activity of an induced enzyme, as a multiple: 1 + d·Emax·I / (I + EC50)."""
    checked(emax=emax, ec50=ec50, scaling=scaling)
    checked(least=-1e-300, inducer=inducer)
    i = np.asarray(inducer, dtype=float)
    return np.asarray(1 + scaling * emax * i / (i + ec50))


def auc_ratio(fm: Any, *, liver: Any, fg: Any = 1.0, gut: Any = 1.0) -> Floats:
    """AUC of a victim drug with the perpetrator over without.

    1 / (liver·fm + 1 − fm) · 1 / (gut·(1 − Fg) + Fg).

    Parameters
    ----------
    fm
        Share of the victim's clearance by the enzyme, [0, 1].
    liver, gut
        Activity left or gained there, the product of :func:`reversible_inhibition`,
        :func:`inactivation` and :func:`induction`.
    fg
        Share of the victim that escapes the gut's enzyme, (0, 1].

    References
    ----------
    ICH M12, Drug Interaction Studies, 2024 (mechanistic static model). Fahmi OA et al. Drug Metab
    Dispos 2009;37:1658.
    """
    checked(liver=liver, gut=gut, fg=fg)
    for where, value in (("fm", fm), ("fg", fg)):
        array = np.asarray(value, dtype=float)
        if not np.all((array >= 0) & (array <= 1)):
            raise ModelDataError("not_a_share", where=where, value=float(array.ravel()[0]))
    fm, fg = np.asarray(fm, dtype=float), np.asarray(fg, dtype=float)
    with np.errstate(divide="ignore"):
        return np.asarray(1 / (liver * fm + 1 - fm) / (gut * (1 - fg) + fg))

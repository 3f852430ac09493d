"""Size of a tumour against time in closed form: growth, regression, resistance.

Every function broadcasts, in numpy or (``xp``) PyTensor. Times count from the start of treatment; before
it the tumour grows without drug. Rates are per unit of time.

Sources: Stein WD and others, Oncologist 2008;13:1055 and Clin Cancer Res 2011;17:907; Claret L and others,
J Clin Oncol 2009;27:4103; Simeoni M and others, Cancer Res 2004;64:1094.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

SteinForm = Literal["gd", "gdphi", "gx", "dx"]
STEIN_FORMS: dict[SteinForm, tuple[str, ...]] = {
    "gd": ("base", "growth", "kill"),
    "gdphi": ("base", "growth", "kill", "sensitive"),
    "gx": ("base", "growth"),
    "dx": ("base", "kill"),
}
_SERIES_BELOW = 1e-4


def stein_fojo(
    time: Any,
    *,
    base: Any,
    growth: Any = 0.0,
    kill: Any = 0.0,
    sensitive: Any = 1.0,
    form: SteinForm = "gd",
    xp: Any = np,
) -> Any:
    """Size by the growth and regression exponentials of Stein and Fojo.

    Parameters
    ----------
    time
        Since the start of treatment.
    base
        Size at the start, in any unit; the result has it too.
    growth, kill
        Rates g (kg) and d (ks), 1/time.
    sensitive
        Share φ of the tumour that regresses, for ``"gdphi"``.
    form
        ``"gd"``: base·(exp(−d·t) + exp(g·t) − 1). ``"gdphi"``: base·(φ·exp(−d·t) + (1−φ)·exp(g·t)).
        ``"gx"``: growth alone. ``"dx"``: regression alone.
    """
    after = xp.maximum(time, 0.0)
    if form == "dx":
        return base * xp.exp(-kill * after)
    if form == "gx":
        return base * xp.exp(growth * time)
    before = xp.exp(growth * xp.minimum(time, 0.0))
    grown, shrunk = xp.exp(growth * after), xp.exp(-kill * after)
    if form == "gd":
        return base * before * (shrunk + grown - 1.0)
    return base * before * (sensitive * shrunk + (1.0 - sensitive) * grown)


def stein_fojo_slope(
    time: Any,
    *,
    base: Any,
    growth: Any,
    kill: Any,
    sensitive: Any = 1.0,
    form: SteinForm = "gd",
    xp: Any = np,
) -> Any:
    """Derivative of :func:`stein_fojo` by time, for ``time`` >= 0."""
    if form == "dx":
        return -base * kill * xp.exp(-kill * time)
    if form == "gx":
        return base * growth * xp.exp(growth * time)
    share, rest = (1.0, 1.0) if form == "gd" else (sensitive, 1.0 - sensitive)
    return base * (rest * growth * xp.exp(growth * time) - share * kill * xp.exp(-kill * time))


def time_to_growth(growth: Any, kill: Any, *, xp: Any = np) -> Any:
    """Time at which the ``"gd"`` curve turns from regression to growth; 0 where it never shrinks."""
    return xp.maximum(xp.log(kill / growth) / (growth + kill), 0.0)


def mean_decay(x: Any, *, xp: Any = np) -> Any:
    """(1 − exp(−x)) / x for x >= 0, by its series near 0."""
    small = x < _SERIES_BELOW
    safe = xp.where(small, 1.0, x)
    return xp.where(small, 1.0 - x / 2 + x * x / 6, (1.0 - xp.exp(-safe)) / safe)


def claret(time: Any, *, base: Any, growth: Any, exposed: Any, kill: Any, xp: Any = np) -> Any:
    """Size by Claret's model: dy/dt = kL·y − kD·E(t)·exp(−λt)·y.

    Parameters
    ----------
    base, growth
        Size at the start, and kL, 1/time.
    exposed
        ∫ E(s)·exp(−λs) ds from 0 to ``time``, see :func:`fading_exposure`.
    kill
        kD, 1/time per unit of exposure.
    """
    return base * xp.exp(growth * time - kill * exposed)


def fading_exposure(time: Any, *, start: Any, stop: Any, level: Any, resistance: Any, xp: Any = np) -> Any:
    """∫ E(s)·exp(−λs) ds from 0 to ``time``, E piecewise constant.

    Parameters
    ----------
    time, resistance
        (..., 1), or anything that broadcasts with the windows on the last axis. λ in 1/time.
    start, stop, level
        (..., window): the exposure is ``level`` from ``start`` to ``stop``.

    Returns
    -------
    array
        (...), unit of exposure × time.
    """
    length = xp.maximum(xp.minimum(stop, time) - start, 0.0)
    part = level * xp.exp(-resistance * start) * length * mean_decay(resistance * length, xp=xp)
    return part.sum(axis=-1)


def simeoni_control(time: Any, *, base: Any, growth: Any, linear: Any) -> Any:
    """Untreated growth by Simeoni's model with a sharp switch: exponential, then linear.

    The model's exponent ψ = 20 rounds the corner; this is ψ → ∞.

    Parameters
    ----------
    time
        >= 0.
    growth
        λ0, 1/time, of exponential growth.
    linear
        λ1, size/time, of linear growth, from the size λ1/λ0 on.
    """
    time, base = np.asarray(time, dtype=float), np.asarray(base, dtype=float)
    threshold = linear / growth
    switch = np.maximum(np.log(threshold / base) / growth, 0.0)
    at_switch = np.maximum(threshold, base)
    early = base * np.exp(growth * np.minimum(time, switch))
    return np.where(time <= switch, early, at_switch + linear * (time - switch))

"""Chances of a treatment to win a later trial, and to be better, given counts of two arms."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NODES = 160


@functools.cache
def _grid() -> tuple[Floats, Floats]:
    """Rates and weights of Gauss and Legendre's rule in an angle, sin² of which is the rate."""
    u, weight = np.polynomial.legendre.leggauss(_NODES)
    angle = (u + 1) * np.pi / 4
    return np.sin(angle) ** 2, weight * np.pi / 4 * 2 * np.sin(angle) * np.cos(angle)


@functools.lru_cache(maxsize=16)
def power_table(per_arm: int, alpha: float) -> Floats:
    """P(the one-sided pooled z test succeeds) by rates of treatment and control, every count summed."""
    rate, _ = _grid()
    count = np.arange(per_arm + 1)
    difference = (count[:, None] - count) / per_arm
    pooled = (count[:, None] + count) / (2 * per_arm)
    error = np.sqrt(np.maximum(2 * pooled * (1 - pooled) / per_arm, 1e-300))
    wins = difference / error >= -scipy.special.ndtri(alpha)
    chance = scipy.stats.binom.pmf(count, per_arm, rate[:, None])
    found: Floats = chance @ wins @ chance.T
    found.flags.writeable = False
    return found


@functools.cache
def _above() -> Floats:
    """Treatment's rate above the control's, half where they are the same node."""
    return np.tri(_NODES, k=-1) + 0.5 * np.eye(_NODES)


def chances(
    counts: tuple[Any, Any, Any, Any], prior: tuple[float, float], per_arm: int, alpha: float
) -> tuple[Floats, Floats]:
    """Predictive probability of success of the later trial, and posterior probability to be better.

    Parameters
    ----------
    counts
        Responders and patients of treatment and control, arrays of one shape.
    prior
        Beta(a, b), of both.
    per_arm, alpha
        Of the later trial.
    """
    rate, weight = _grid()
    logs = np.log(rate), np.log1p(-rate)

    def posterior(r: Any, n: Any) -> Floats:
        a, b = np.asarray(r, dtype=float) + prior[0] - 1, np.asarray(n, dtype=float) - r + prior[1] - 1
        log = a[..., None] * logs[0] + b[..., None] * logs[1]
        mass = np.exp(log - log.max(axis=-1, keepdims=True)) * weight
        return np.asarray(mass / mass.sum(axis=-1, keepdims=True))

    treatment, control = posterior(*counts[:2]), posterior(*counts[2:])
    wins, better = (
        ((treatment @ table) * control).sum(axis=-1) for table in (power_table(per_arm, alpha), _above())
    )
    return np.asarray(wins), np.asarray(better)

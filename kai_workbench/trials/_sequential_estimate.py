"""How far the estimate at the end of a sequential trial is off, by integration."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from ._recursion import crossings

Floats = NDArray[np.float64]
_STEP = 0.02  # of the drift, for derivatives
_FIRST = np.array([1, -8, 0, 8, -1]) / (12 * _STEP)
_SECOND = np.array([-1, 16, -30, 16, -1]) / (12 * _STEP**2)


def sequential_estimate(t: Floats, lower: Floats, upper: Floats, drift: float) -> dict[str, float]:
    """Bias and root mean squared error of the estimated drift, and coverage of its usual 95% interval.

    With T the information at the end and B the score, d/dθ E g(T) = E g(T)(B − θT), and once more
    d²/dθ² E g(T) = E g(T)((B − θT)² − T). So the bias of B/T is the derivative of the mean of 1/T, and
    its mean squared error the second derivative of the mean of 1/T², plus the mean of 1/T.

    Parameters
    ----------
    t, lower, upper
        Information of the looks, the last 1, and their critical values; equal at the last look.
    drift
        Mean of the z statistic at full information.
    """
    ends = [np.sum(crossings(t, lower, upper, drift + k * _STEP), axis=0) for k in range(-2, 3)]
    once, twice = (np.array([end @ t**-power for end in ends]) for power in (1.0, 2.0))
    return {
        "bias": float(_FIRST @ once),
        "rmse": float(np.sqrt(max(_SECOND @ twice + once[2], 0.0))),
        "coverage": float(sum(_inside(t[: k + 1], lower, upper, drift) for k in range(t.size))),
    }


def _inside(t: Floats, lower: Floats, upper: Floats, drift: float) -> float:
    """Probability of ending at the last of ``t`` with an interval that holds the truth."""
    last = t.size == upper.size
    low, high = lower[: t.size], upper[: t.size]
    mass = []
    for end in drift * np.sqrt(t[-1]) + np.array([-1, 1]) * float(scipy.special.ndtri(0.975)):
        over, under = high.copy(), low.copy()  # beyond the end, among those that end here
        over[-1] = end if last else max(high[-1], end)
        under[-1] = over[-1] if last else min(low[-1], end)
        below, above = crossings(t, under, over, drift)
        mass.append((above[-1], 0.0 if last else below[-1]))
    return float(mass[0][0] - mass[1][0] + mass[1][1] - mass[0][1])

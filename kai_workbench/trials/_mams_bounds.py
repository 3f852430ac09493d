"""Chances to stay below the bounds of several stages."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def never_above(information: Floats, low: Floats, high: Floats) -> Floats:
    """Chance that a walk without drift never crosses ``high``; bounds (point, stage), of its z."""
    nodes, weight = np.polynomial.legendre.leggauss(40)
    total = scipy.special.ndtr(low[:, 0]) if information.size > 1 else scipy.special.ndtr(high[:, 0])
    z = mass = np.zeros(0)
    for k in range(1, information.size):
        before, now = information[k - 1], information[k]
        ends = [np.clip(x[:, k - 1], -8, 8) for x in (low, high)]
        half = np.maximum(ends[1] - ends[0], 0.0) / 2
        points = ends[0][:, None] + half[:, None] * (nodes + 1)
        if k == 1:
            density = _normal(points)
        else:
            earlier = information[k - 2]
            apart = points[:, None, :] * np.sqrt(before) - z[:, :, None] * np.sqrt(earlier)
            jump = _normal(apart / np.sqrt(before - earlier))
            density = (mass[:, None, :] @ jump)[:, 0] * np.sqrt(before / (before - earlier))
        mass, z = density * half[:, None] * weight, points
        last = k == information.size - 1
        until = (high if last else low)[:, k]
        ahead = (until[:, None] * np.sqrt(now) - z * np.sqrt(before)) / np.sqrt(now - before)
        total = total + (mass * scipy.special.ndtr(ahead)).sum(axis=1)
    return np.asarray(total)


def _normal(z: Floats) -> Floats:
    """Standard normal density; it is asked for millions of times."""
    return np.asarray(np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi))

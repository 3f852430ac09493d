"""Crossing probabilities of a sequence of normal statistics, by recursive numerical integration."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from .._watch import checkpoint

Floats = NDArray[np.float64]
_R = 24  # points as in Jennison and Turnbull's chapter 19; 18 gives about six digits


class Walk:
    """Statistics Z at rising information I, Z ~ N(θ√I, 1), stopped where they leave an interval.

    The density of Z among trials that go on is carried from look to look on a grid.

    Parameters
    ----------
    drift
        θ.

    References
    ----------
    Armitage P, McPherson CK, Rowe BC. J R Stat Soc A 1969;132:235. Jennison C, Turnbull BW. Group
    Sequential Methods, chapter 19. Chapman & Hall 2000.
    """

    def __init__(self, drift: float) -> None:
        self.drift = drift
        self.information = 0.0
        self._z = np.zeros(1)
        self._mass = np.ones(1)

    def _standard(self, information: float, z: float | Floats) -> Floats:
        """How far z at the next look is from where each point of the grid leads, in SDs; (grid, z)."""
        step = information - self.information
        gone = self._z * np.sqrt(self.information) + step * self.drift
        return (np.asarray(z) * np.sqrt(information) - gone[..., None]) / np.sqrt(step)

    def above(self, information: float, z: float) -> float:
        """Probability of going on until ``information`` and being above ``z`` there."""
        return (
            float(self._mass @ scipy.special.ndtr(-self._standard(information, z))[:, 0])
            if np.isfinite(z)
            else (0.0 if z > 0 else float(self._mass.sum()))
        )

    def below(self, information: float, z: float) -> float:
        """Probability of going on until ``information`` and being below ``z`` there."""
        return (
            float(self._mass @ scipy.special.ndtr(self._standard(information, z))[:, 0])
            if np.isfinite(z)
            else (0.0 if z < 0 else float(self._mass.sum()))
        )

    def step(self, information: float, low: float, high: float) -> None:
        """Go on to ``information`` with what lies between ``low`` and ``high`` there."""
        z, weight = grid(self.drift * np.sqrt(information), low, high)
        root = np.sqrt(information / (information - self.information))
        density = np.exp(-0.5 * self._standard(information, z) ** 2) / np.sqrt(2 * np.pi) * root
        self._mass = (self._mass @ density) * weight
        self._z, self.information = z, information


def grid(middle: float, low: float, high: float) -> tuple[Floats, Floats]:
    """Points and Simpson weights for a normal density about ``middle``, cut to an interval."""
    i = np.arange(1, 6 * _R)
    x = np.where(
        i < _R,
        -3 - 4 * np.log(_R / i),
        np.where(i <= 5 * _R, -3 + 3 * (i - _R) / (2 * _R), 3 + 4 * np.log(_R / (6 * _R - i).clip(1))),
    )
    x = np.clip(x + middle, low, high)
    x = np.unique(x)
    if x.size == 1:
        return x, np.zeros(1)
    points = np.empty(2 * x.size - 1)
    points[::2], points[1::2] = x, (x[:-1] + x[1:]) / 2
    width = np.diff(x)
    weight = np.zeros(points.size)
    weight[:-1:2] += width / 6
    weight[2::2] += width / 6
    weight[1::2] += 4 * width / 6
    return points, weight


def crossings(information: Floats, low: Floats, high: Floats, drift: float) -> tuple[Floats, Floats]:
    """Probability of ending below and above at each look; at the last, ``low`` and ``high`` may meet."""
    walk = Walk(drift)
    under, over = np.zeros(len(information)), np.zeros(len(information))
    for k, at in enumerate(information):
        checkpoint()
        over[k], under[k] = walk.above(at, high[k]), walk.below(at, low[k])
        if k < len(information) - 1:
            walk.step(at, low[k], high[k])
    return under, over

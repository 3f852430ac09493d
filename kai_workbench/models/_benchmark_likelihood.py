"""Benchmark dose by maximum likelihood, with its profile-likelihood limits."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class BenchmarkLikelihood:
    """A maximum-likelihood fit, for comparison with conventional analyses.

    Attributes
    ----------
    bmd, bmdl, bmdu
        Benchmark dose and its one-sided limits, in the unit of the doses. A limit that the data do not
        set is 0 or infinite.
    log_likelihood
        At the maximum; of a dichotomous response without the binomial constant, as BMDS tells it.
    aic
        Minus twice that, plus two for every parameter not at a limit of its range.
    parameters
        Estimates, in the unit of the doses.
    level
        Of each limit.
    """

    bmd: float
    bmdl: float
    bmdu: float
    log_likelihood: float
    aic: float
    parameters: dict[str, float]
    level: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class Profile:
    """A likelihood of the log benchmark dose and of the other parameters.

    Attributes
    ----------
    log_likelihood
        Points (point, 1 + others), the log BMD as a share of the top dose first, to (point,).
    bounds
        Of the others.
    starts
        Values of the others to start from.
    reach
        Of the log BMD.
    """

    log_likelihood: Callable[[Floats], Floats]
    bounds: Sequence[tuple[float, float]]
    starts: Sequence[Sequence[float]]
    reach: tuple[float, float] = (-16.0, 4.0)

    def maximise(self) -> tuple[Floats, float]:
        """Where the likelihood is highest (log BMD first), and its logarithm there."""
        ends = [self.reach, *self.bounds]
        starts = np.array([[first, *start] for first in (-3.0, -1.2, -0.4) for start in self.starts])
        best = np.argsort(-np.nan_to_num(self.log_likelihood(starts), nan=-np.inf))[:3]
        found = [_climb(self.log_likelihood, start, ends) for start in starts[best]]
        return max(found, key=lambda one: one[1])

    def at(self, log_bmd: float, near: Floats, *, others: bool = True) -> tuple[Floats, float]:
        """Where the likelihood is highest for a given log BMD, and its logarithm there."""
        ends = [(log_bmd, log_bmd), *self.bounds]
        starts = [np.array([log_bmd, *start]) for start in (near[1:], *(self.starts if others else ()))]
        return max((_climb(self.log_likelihood, start, ends) for start in starts), key=lambda one: one[1])

    def limits(self, *, level: float) -> tuple[Floats, float, float, float]:
        """The maximum, its log likelihood, and the logs of the lower and the upper limit.

        A limit lies where the likelihood has fallen by half the chi-square quantile (Crump & Howe 1985).
        """
        top, height = self.maximise()
        drop = float(scipy.stats.chi2.ppf(2 * level - 1, 1)) / 2
        low, high = (self._limit(top, height - drop, sign) for sign in (-1, 1))
        return top, height, low, high

    def _limit(self, top: Floats, aim: float, sign: int) -> float:
        far = self.reach[0 if sign < 0 else 1]
        inner, near, step = float(top[0]), top, 0.15
        while True:
            outer = float(top[0]) + sign * step
            outer = far if (outer - far) * sign >= 0 else outer
            near, value = self.at(outer, near)
            if value < aim:
                break
            if outer == far:
                return sign * np.inf
            inner, step = outer, step * 1.8
        # The neighbour's values lead on, unless they lead to a lower hill than the other starts did.
        others = self.at(inner, near, others=False)[1] < aim
        return float(
            scipy.optimize.brentq(lambda x: self.at(x, near, others=others)[1] - aim, inner, outer, xtol=1e-5)
        )


def _climb(
    height: Callable[[Floats], Floats], start: Floats, bounds: Sequence[tuple[float, float]]
) -> tuple[Floats, float]:
    """Maximise within bounds; slopes by differences that stay inside them."""
    low, high = np.array(bounds, dtype=float).T
    free = np.flatnonzero(high > low)

    def loss(part: Floats) -> tuple[float, Floats]:
        at = start.copy()
        at[free] = part
        at = np.clip(at, low, high)
        points = np.tile(at, (1 + 2 * free.size, 1))
        for i, index in enumerate(free):
            width = 1e-6 * max(1e-3, min(1.0, abs(at[index]) + 1e-3))
            points[1 + 2 * i, index] = min(at[index] + width, high[index])
            points[2 + 2 * i, index] = max(at[index] - width, low[index])
        values = np.nan_to_num(height(points), nan=-1e10, neginf=-1e10)
        width_used = points[1::2][np.arange(free.size), free] - points[2::2][np.arange(free.size), free]
        return -float(values[0]), -(values[1::2] - values[2::2]) / width_used

    if not free.size:
        at = np.clip(start, low, high)
        return at, float(np.nan_to_num(height(at[None])[0], nan=-1e10, neginf=-1e10))
    found = scipy.optimize.minimize(
        loss,
        np.clip(start, low, high)[free],
        jac=True,
        method="SLSQP",
        bounds=[(low[i], high[i]) for i in free],
        options={"ftol": 1e-13, "maxiter": 300},
    )
    at = np.clip(start, low, high)
    at[free] = np.clip(found.x, low[free], high[free])
    return at, -float(found.fun)

"""Kill of tumours as a saturating function of exposure, from arms of mice."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..models import ModelDataError
from ..models._first_in_human_dose import checked

Floats = NDArray[np.float64]
_GRID = 401
_WIDE = 1.5  # SD of the log of the largest kill before the mice


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class KillByExposure:
    """Draws of kill = largest · x / (x50 + x).

    Attributes
    ----------
    largest
        Largest kill, 1/d, (sample,).
    x50
        Exposure of half of it, in the unit of the arms' exposures, (sample,).
    """

    largest: Floats
    x50: Floats

    def at(self, exposure: Any) -> Floats:
        """Kill at an exposure, 1/d: (sample,) broadcast with ``exposure``."""
        x = np.asarray(exposure, dtype=float)
        checked(exposure=x)
        return np.asarray(self.largest * x / (self.x50 + x))


def kill_by_exposure(
    exposure: Any, kill: Any, *, reach: float = 30.0, draws: int = 4000, seed: int = 20260101
) -> KillByExposure:
    """Join what several arms of mice, fitted one by one, say of kill at their exposures.

    The posterior of log kill in each arm is taken as normal with its mean and SD. The largest kill has a
    wide lognormal prior about twice the highest of the arms (log SD 1.5), x50 is log-uniform from 1/``reach``
    of the lowest exposure to ``reach`` times the highest. Given x50 the largest kill is normal on the log
    scale; x50 lies on a grid. With one arm x50 remains as wide as its prior.

    Parameters
    ----------
    exposure
        Of each arm, (arm,): positive, all different.
    kill
        Draws of the typical kill, 1/d, (arm, sample), such as :func:`mouse_rates` gives. Arms that share
        untreated mice are taken as independent, though an error in growth moves all of them a little.
    reach
        Of the prior of x50, above 1.
    draws, seed
        How many, and what fixes them.

    Raises
    ------
    ModelDataError
        Exposures that are not positive or not different, kill that is not positive, or arms and exposures
        that differ in number.
    """
    x = np.atleast_1d(np.asarray(exposure, dtype=float))
    checked(exposure=x, draws=draws)
    checked(least=1.0, reach=reach)
    if len(np.unique(x)) < x.size:
        raise ModelDataError("kill_arms_alike", where="exposure", value=x.tolist())
    if len(kill) != x.size:
        raise ModelDataError("mixture_length", where="kill", n=len(kill), components=x.size)
    for arm in kill:
        checked(kill=arm)
    logs = [np.log(np.asarray(arm, dtype=float).ravel()) for arm in kill]
    mean = np.array([one.mean() for one in logs])
    precision = 1 / np.array([max(one.std(), 1e-6) for one in logs]) ** 2
    prior, prior_precision = np.log(2) + mean.max(), 1 / _WIDE**2
    grid = np.linspace(np.log(x.min() / reach), np.log(x.max() * reach), _GRID)
    left = mean - np.log(x / (np.exp(grid)[:, None] + x))  # log of the largest kill, by each arm
    total = precision.sum() + prior_precision
    centre = (left @ precision + prior * prior_precision) / total
    misfit = ((left - centre[:, None]) ** 2) @ precision + prior_precision * (centre - prior) ** 2
    weight = np.exp(-0.5 * (misfit - misfit.min()))
    rng = np.random.default_rng(seed)
    pick = rng.choice(_GRID, size=draws, p=weight / weight.sum())
    inside = (rng.random(draws) - 0.5) * (grid[1] - grid[0])
    return KillByExposure(
        largest=np.exp(centre[pick] + rng.standard_normal(draws) / np.sqrt(total)),
        x50=np.exp(grid[pick] + inside),
    )

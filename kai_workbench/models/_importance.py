"""Draws of a posterior of a few dimensions by importance sampling around its mode; no sampler needed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import scipy
from numpy.typing import NDArray

from ..inference import Student, pareto_smoothed, systematic
from ._errors import ModelDataError
from ._integration import curvature

Floats = NDArray[np.float64]
_DEGREES, _WIDER, _STEP = 5.0, 1.2, 1e-2  # of the proposal's t distribution; its width over the mode's


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportanceDraws:
    """Draws of a posterior, and how much they are worth.

    Attributes
    ----------
    values
        By name, (sample,).
    effective
        Number of independent draws that the weights were worth (Kish) before they were resampled.
    proposed
        How many were proposed.
    """

    values: dict[str, Floats]
    effective: float
    proposed: int

    @property
    def trusted(self) -> bool:
        """Whether at least 400 effective draws stand behind them, and one in twenty of those proposed."""
        return self.effective >= 400 and self.effective >= 0.05 * self.proposed


def importance_points(
    log_density: Callable[[Floats], Floats], start: Floats, *, draws: int, seed: int
) -> tuple[Floats, float, int]:
    """Points of a density, resampled to equal weight; their effective number; how many were proposed.

    Parameters
    ----------
    log_density
        Unnormalised, of points (n, dimension), on an unbounded scale.
    start
        Where the search for the mode begins, (dimension,).
    draws
        Wanted; twice as many are proposed, from a Student t with 5 degrees of freedom whose scale is
        the curvature at the mode.

    Raises
    ------
    ModelDataError
        The density has no mode that can be found: the data do not tell the parameters.

    References
    ----------
    Gelman A et al. Bayesian Data Analysis, 3rd ed., sections 10.4 and 13.3.
    """
    found = scipy.optimize.minimize(
        lambda x: -float(log_density(x[None])[0]), start, method="Nelder-Mead", options={"maxiter": 4000}
    )
    mode = np.asarray(found.x)
    covariance = _covariance(log_density, mode)
    if covariance is None:
        raise ModelDataError("no_mode", where="posterior")
    rng = np.random.default_rng(seed)
    proposal = Student.of(mode, _WIDER**2 * covariance, _DEGREES)
    points = proposal.draw(2 * draws, rng)
    log_weight, _ = pareto_smoothed(log_density(points) - proposal.logpdf(points))
    weight = np.exp(log_weight)
    # Systematic resampling: one random number, so that hardly anything is added to the weights' own noise.
    pick = systematic(weight, draws, rng)
    return points[rng.permutation(pick)], float(1 / (weight**2).sum()), len(points)


def _covariance(log_density: Callable[[Floats], Floats], mode: Floats) -> Floats | None:
    """Inverse of the curvature at the mode; ``None`` where there is no peak."""
    precision = curvature(log_density, mode, step=_STEP)
    if not np.isfinite(precision).all():
        return None
    sizes, axes = np.linalg.eigh(precision)
    if sizes.max() <= 0:
        return None
    # Along an axis that the data tell nothing of, the priors' own reach of a few units is enough.
    return np.asarray(axes @ np.diag(1 / np.maximum(sizes, 0.05)) @ axes.T)

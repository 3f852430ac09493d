"""Posteriors of a few parameters without a sampler: mode, Laplace's approximation, importance sampling."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import scipy
from numpy.typing import NDArray

from ..inference import systematic
from ._errors import ModelDataError

Floats = NDArray[np.float64]
LogDensity = Callable[[Floats], Floats]  # (draw, parameter) -> (draw,)
_FEWEST = 400  # effective draws


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Integral:
    """A posterior as equally weighted draws, and the probability of the data.

    Attributes
    ----------
    free
        (sample, parameter) on the free scales.
    log_marginal
        Log of the likelihood averaged over the prior.
    effective
        Effective number of importance draws behind ``free``.
    """

    free: Floats
    log_marginal: float
    effective: float


def mode(log_density: LogDensity, starts: Floats) -> Floats:
    """Highest point of a density reached from the best of ``starts``, (parameter,)."""
    values = np.nan_to_num(log_density(starts), nan=-np.inf, neginf=-1e300)
    step = 1e-5 * np.eye(starts.shape[1])

    def loss(u: Floats) -> tuple[float, Floats]:
        around = np.nan_to_num(log_density(np.vstack([u, u + step, u - step])), nan=-1e300, neginf=-1e300)
        slope = (around[1 : 1 + u.size] - around[1 + u.size :]) / 2e-5
        return -float(around[0]), -slope

    found = [
        scipy.optimize.minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-7})
        for start in starts[np.argsort(-values)[:3]]
    ]
    return np.asarray(min(found, key=lambda one: float(one.fun)).x)


def curvature(log_density: LogDensity, at: Floats, *, step: float = 1e-3) -> Floats:
    """Negative second derivatives by central differences, (parameter, parameter)."""
    size = at.size
    moves = step * np.eye(size)
    points = [
        at + one * moves[i] + two * moves[j]
        for i in range(size)
        for j in range(size)
        for one in (1, -1)
        for two in (1, -1)
    ]
    values = log_density(np.array(points)).reshape(size, size, 2, 2)
    second = (values[..., 0, 0] - values[..., 0, 1] - values[..., 1, 0] + values[..., 1, 1]) / (4 * step**2)
    return -(second + second.T) / 2


def integrate(
    log_likelihood: LogDensity,
    location: Floats,
    sd: Floats,
    *,
    draws: int = 4000,
    proposals: int = 20_000,
    seed: int = 20260101,
    where: str = "",
) -> Integral:
    """Posterior under independent normal priors of the free parameters.

    Draws come from a Student t about the mode, moved once to where they weigh most, and to one part in
    ten from the prior, so that no weight is beyond bounds and no second mode goes unseen.

    Raises
    ------
    ModelDataError
        Fewer than 400 effective draws: the sampler of the inference room is needed.
    """
    rng = np.random.default_rng(seed)
    prior = scipy.stats.multivariate_normal(location, np.diag(sd**2))

    def log_posterior(u: Floats) -> Floats:
        away = (((u - location) / sd) ** 2 + np.log(2 * np.pi * sd**2)).sum(axis=-1)
        value = log_likelihood(u) - away / 2
        return np.nan_to_num(value, nan=-np.inf)

    first = np.vstack([location, location + sd * rng.standard_normal((2000, location.size))])
    centre = mode(log_posterior, first)
    spread = _covariance(curvature(log_posterior, centre), sd)
    for last in (False, True):
        count = proposals if last else proposals // 4
        proposal = scipy.stats.multivariate_t(centre, 1.3 * spread, df=5, seed=rng)
        prior_draws = location + sd * rng.standard_normal((count // 9, location.size))
        u = np.vstack([proposal.rvs(count).reshape(count, -1), prior_draws])
        log_proposal = np.logaddexp(np.log(0.9) + proposal.logpdf(u), np.log(0.1) + prior.logpdf(u))
        log_weight = log_posterior(u) - log_proposal
        total = scipy.special.logsumexp(log_weight)
        weight = np.exp(log_weight - total)
        if not last:
            centre = weight @ u
            about = u - centre
            spread = (about * weight[:, None]).T @ about + 1e-9 * np.eye(location.size)
    effective = float(1 / (weight**2).sum())
    if not effective >= _FEWEST:
        raise ModelDataError("integral_too_rough", where=where, n=int(effective), needed=_FEWEST)
    chosen = systematic(weight, draws, rng)
    return Integral(
        free=u[rng.permutation(chosen)], log_marginal=float(total - np.log(len(u))), effective=effective
    )


def _covariance(precision: Floats, sd: Floats) -> Floats:
    """Inverse of the curvature; where that is flat or not concave, the prior's spread."""
    values, vectors = np.linalg.eigh(precision)
    least = float(1 / (sd**2).max())
    return np.asarray((vectors / np.maximum(values, least)) @ vectors.T)

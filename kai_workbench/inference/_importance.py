"""Adaptive importance sampling: a t distribution that learns from its own weights, a round at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from ._pareto import GOOD, smoothed
from ._peak import Peak
from ._student import Student

Density = Callable[[np.ndarray], np.ndarray]
"""(point, parameter) to (point,)."""
_ROUNDS, _WIDER, _GAIN = 8, 1.5, 0.02


@dataclasses.dataclass(frozen=True)
class Weighted:
    """Points, their normalised weights, Pareto k, and effective points (Kish)."""

    points: np.ndarray
    weights: np.ndarray
    k: float
    effective: float
    rounds: int


def adapt(log_density: Density, peak: Peak, *, size: int, seed: int) -> Weighted:
    """Improve a t distribution until its weights get no better; the last round's points count alone.

    Parameters
    ----------
    log_density
        Of the posterior, up to a constant; one round a call.
    peak
        Where to begin.
    size
        Points a round.
    """
    rng = np.random.default_rng(seed)
    proposal = Student.of(peak.mode, _WIDER**2 * peak.covariance)
    best: Weighted | None = None
    for number in range(1, _ROUNDS + 1):
        points = proposal.draw(size, rng)
        log_weights, k = smoothed(log_density(points) - proposal.logpdf(points))
        weights = np.exp(log_weights)
        effective = float(1 / np.square(weights).sum())
        settled = best is not None and k < GOOD and effective < best.effective * (1 + _GAIN)
        if best is None or (k, -effective) < (best.k, -best.effective):
            best = Weighted(points, weights, k, effective, number)
        if settled:
            break
        mean = weights @ points
        centred = points - mean
        proposal = Student.of(mean, _WIDER * (centred * weights[:, None]).T @ centred)
    assert best is not None
    return dataclasses.replace(best, rounds=number)


def chosen(found: Weighted, *, n: int, seed: int) -> np.ndarray:
    """Equally weighted points: as many of each as its weight says, in an order by chance; (n, parameter)."""
    rng = np.random.default_rng(seed)
    picks = systematic(found.weights, n, rng)
    return found.points[rng.permutation(picks)]


def systematic(weights: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Indices, in order, each as often as its weight says, to within one."""
    edges = np.cumsum(weights)
    places = (np.arange(n) + rng.uniform()) / n * edges[-1]
    return np.minimum(np.searchsorted(edges, places, side="right"), len(weights) - 1)

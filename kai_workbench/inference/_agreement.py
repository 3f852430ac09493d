"""Whether draws agree with weighted points of the same distribution that were found in another way."""

from __future__ import annotations

import numpy as np

from ._statistics import ess_mean

_LEVELS = (0.05, 0.95)
_CUT = (0.005, 0.995)  # beyond which spreads do not count how far


def disagreement(draws: np.ndarray, points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How far means, spreads and tails are apart, in standard errors of the difference.

    Parameters
    ----------
    draws
        (chain, draw, scalar).
    points, weights
        (point, scalar) and (point,), adding to one: an importance sample.

    Returns
    -------
    numpy.ndarray
        (scalar, 4): of the mean, of the squared distance from it, and of the shares below the 5% and the
        95% point.
    """
    return np.array([_apart(draws[:, :, i], points[:, i], weights) for i in range(points.shape[1])])


def _apart(draws: np.ndarray, points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Of one scalar, (chain, draw) against (point,)."""
    ordered = np.argsort(points)
    edges = np.cumsum(weights[ordered]) - weights[ordered] / 2
    low, high, least, most = np.interp((*_LEVELS, *_CUT), edges, points[ordered])
    middle = weights @ np.clip(points, least, most)

    def forms(x: np.ndarray) -> np.ndarray:
        cut = np.clip(x, least, most)
        return np.stack([cut, np.square(cut - middle), 1.0 * (x < low), 1.0 * (x < high)], axis=-1)

    mine, theirs = forms(draws), forms(points)
    mean, own = weights @ theirs, mine.reshape(-1, mine.shape[-1])
    error = np.square(weights) @ np.square(theirs - mean) + own.var(axis=0) / ess_mean(mine)
    return np.asarray((own.mean(axis=0) - mean) / np.sqrt(np.maximum(error, 1e-300)))

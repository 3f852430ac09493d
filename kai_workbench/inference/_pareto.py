"""How heavy the tail of importance weights is.

Source: Vehtari, Simpson, Gelman, Yao & Gabry (2024), Pareto smoothed importance sampling, JMLR 25(72);
the estimate of k is that of Zhang & Stephens (2009), Technometrics 51, 316.
"""

from __future__ import annotations

import numpy as np

PARETO_LIMIT = 0.7
_FEWEST = 5


def pareto_smoothed(log_ratios: np.ndarray) -> tuple[np.ndarray, float]:
    """Log weights with the largest smoothed, adding to one, and Pareto k.

    ``k`` is infinite where too few ratios are finite to tell.
    """
    log_weights = np.where(np.isfinite(log_ratios), log_ratios, -np.inf)
    log_weights = log_weights - log_weights.max(initial=-np.inf, where=np.isfinite(log_weights))
    size = int(np.isfinite(log_weights).sum())
    tail = int(np.ceil(min(0.2 * size, 3 * np.sqrt(size))))
    if tail < _FEWEST:
        return _normalised(log_weights), float("inf")
    order = np.argsort(log_weights)
    cutoff = np.exp(log_weights[order[-tail - 1]])
    excess = np.exp(log_weights[order[-tail:]]) - cutoff
    if excess[-1] <= 0:
        return _normalised(log_weights), 0.0  # all alike
    # Copies of one point have one weight: those that stand at the cutoff do not pass it, and tell no shape.
    largest, excess = order[-tail:][excess > 0], excess[excess > 0]
    tail = len(largest)
    if tail < _FEWEST:
        return _normalised(log_weights), float("inf")
    k, scale = _generalised_pareto(excess)
    if np.isfinite(k):
        p = (np.arange(tail) + 0.5) / tail
        expected = -scale * np.log1p(-p) if k == 0 else scale * np.expm1(-k * np.log1p(-p)) / k
        log_weights[largest] = np.log(np.minimum(cutoff + expected, 1.0))
    return _normalised(log_weights), k


def _normalised(log_weights: np.ndarray) -> np.ndarray:
    return np.asarray(log_weights - np.log(np.exp(log_weights).sum()))


def _generalised_pareto(excess: np.ndarray) -> tuple[float, float]:
    """Shape and scale of sorted excesses; the shape is drawn a little towards 0.5."""
    n = len(excess)
    grid = 30 + int(np.sqrt(n))
    b = 1 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))
    b = b / (3 * excess[int(n / 4 + 0.5) - 1]) + 1 / excess[-1]
    k = np.log1p(-b[:, None] * excess).mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        likelihood = n * (np.log(-(b / k)) - k - 1)
    weights = 1 / np.exp(likelihood - likelihood[:, None]).sum(axis=1)
    keep = weights >= 10 * np.finfo(float).eps
    weights, b = weights[keep] / weights[keep].sum(), b[keep]
    middle = (b * weights).sum()
    shape = float(np.log1p(-middle * excess).mean())
    scale = -shape / middle
    return (n * shape + 10 * 0.5) / (n + 10), float(scale)

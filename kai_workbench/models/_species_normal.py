"""A multivariate normal over species of which any subset is measured.

The density of a row is the marginal of its measured species, so nothing is imputed. Rows that
miss the same species share one inverse of their covariance, computed once for each pattern, so a
gradient costs little more than reading the table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LOG_2PI = float(np.log(2 * np.pi))


def patterns(measured: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.int64]]:
    """The distinct rows of ``measured`` (row, species), and which of them each row is.

    Returns
    -------
    masks, pattern
        (pattern, species) of 1.0 and 0.0; (row,).
    """
    masks, pattern = np.unique(measured, axis=0, return_inverse=True)
    return masks.astype(np.float64), pattern.reshape(-1).astype(np.int64)


def precisions(  # noqa: C901, loops that a compiler wants flat
    covariance: Floats, masks: Floats
) -> tuple[Floats, Floats]:
    """Inverse covariance of the measured species, and the log normalising constant, by pattern.

    Written as loops for the compiler, arrays outside them; plain Python runs them too.

    Parameters
    ----------
    covariance, masks
        (species, species); (pattern, species).

    Returns
    -------
    precision, constant
        (pattern, species, species), zero where a species is missing; (pattern,).
    """
    count, width = masks.shape[0], covariance.shape[0]
    precision = np.zeros((count, width, width))
    constant = np.zeros(count)
    known = np.zeros(width, np.int64)
    factor = np.zeros((width, width))
    inverse = np.zeros((width, width))
    for p in range(count):
        size = 0
        for a in range(width):
            if masks[p, a] > 0.5:
                known[size] = a
                size += 1
        log_determinant = 0.0
        for a in range(size):
            for b in range(a + 1):
                entry = covariance[known[a], known[b]]
                for k in range(b):
                    entry -= factor[a, k] * factor[b, k]
                factor[a, b] = np.sqrt(entry) if a == b else entry / factor[b, b]
            log_determinant += np.log(factor[a, a])
            inverse[a, a] = 1 / factor[a, a]
            for b in range(a):
                total = 0.0
                for k in range(b, a):
                    total += factor[a, k] * inverse[k, b]
                inverse[a, b] = -total / factor[a, a]
        for a in range(size):
            for b in range(size):
                total = 0.0
                for k in range(max(a, b), size):
                    total += inverse[k, a] * inverse[k, b]
                precision[p, known[a], known[b]] = total
        constant[p] = -log_determinant - 0.5 * size * LOG_2PI
    return precision, constant


def densities(
    value: Floats, mean: Floats, covariance: Floats, masks: Floats, pattern: NDArray[np.int64]
) -> Floats:
    """Log density of every row, (row,)."""
    precision, constant = precisions(covariance, masks)
    return row_densities(value, mean, masks, pattern, precision, constant)


def gradients(  # noqa: PLR0917, as below
    value: Floats,
    mean: Floats,
    covariance: Floats,
    masks: Floats,
    pattern: NDArray[np.int64],
    upstream: Floats,
) -> tuple[Floats, Floats]:
    """Gradient of the weighted sum of row densities, as :func:`row_gradients`."""
    precision, _ = precisions(covariance, masks)
    return row_gradients(value, mean, masks, pattern, precision, upstream)


def row_densities(  # noqa: PLR0917, compiled loops take no keywords
    value: Floats,
    mean: Floats,
    masks: Floats,
    pattern: NDArray[np.int64],
    precision: Floats,
    constant: Floats,
) -> Floats:
    """Log density of every row, (row,); loops for the compiler."""
    rows, width = value.shape[0], mean.shape[0]
    result = np.empty(rows)
    residual = np.zeros(width)
    for i in range(rows):
        p = pattern[i]
        distance = 0.0
        for a in range(width):
            residual[a] = (value[i, a] - mean[a]) * masks[p, a]
            across = 0.0
            for b in range(a):
                across += precision[p, a, b] * residual[b]
            distance += residual[a] * (2 * across + precision[p, a, a] * residual[a])
        result[i] = constant[p] - 0.5 * distance
    return result


def row_gradients(  # noqa: C901, PLR0917, loops that a compiler wants flat
    value: Floats,
    mean: Floats,
    masks: Floats,
    pattern: NDArray[np.int64],
    precision: Floats,
    upstream: Floats,
) -> tuple[Floats, Floats]:
    """Gradient of the weighted sum of row densities by mean and covariance; loops for the compiler.

    For the rows of one pattern with precision Q, weights w and residuals r:
    d/dmean = Q Σ w r, and d/dcovariance = (Q (Σ w r rᵀ) Q − Q Σ w) / 2.

    Returns
    -------
    by_mean, by_covariance
        (species,) and (species, species).
    """
    rows, width, count = value.shape[0], mean.shape[0], masks.shape[0]
    weight = np.zeros(count)
    first = np.zeros((count, width))
    second = np.zeros((count, width, width))
    residual = np.zeros(width)
    for i in range(rows):
        p = pattern[i]
        weight[p] += upstream[i]
        for a in range(width):
            residual[a] = (value[i, a] - mean[a]) * masks[p, a]
            weighted = upstream[i] * residual[a]
            first[p, a] += weighted
            for b in range(a + 1):
                second[p, a, b] += weighted * residual[b]
    by_mean = np.zeros(width)
    by_covariance = np.zeros((width, width))
    half = np.zeros((width, width))
    for p in range(count):
        for a in range(width):
            for b in range(width):
                by_mean[a] += precision[p, a, b] * first[p, b]
                total = 0.0
                for k in range(width):
                    total += precision[p, a, k] * (second[p, k, b] if k >= b else second[p, b, k])
                half[a, b] = total
        for a in range(width):
            for b in range(width):
                total = -weight[p] * precision[p, a, b]
                for k in range(width):
                    total += half[a, k] * precision[p, k, b]
                by_covariance[a, b] += 0.5 * total
    return by_mean, by_covariance


def log_density(value: Any, mean: Any, covariance: Any, masks: Any, pattern: Any) -> Any:
    """Log density of every row, as a PyTensor graph with its gradient.

    Parameters
    ----------
    value
        (row, species); anything finite where not measured.
    mean, covariance
        (species,) and (species, species).
    masks, pattern
        Measured species of each pattern, (pattern, species), 1 or 0; pattern of each row, (row,).

    Returns
    -------
    pytensor variable
        (row,)
    """
    import sys

    from ._species_normal_op import SpeciesNormal

    if "numba" in sys.modules:
        from . import _species_normal_numba  # noqa: F401, tells numba of the operation

    return SpeciesNormal()(value, mean, covariance, masks, pattern)


def condition(value: Floats, mean: Floats, covariance: Floats, *, target: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation of one species given the measured others, for every draw.

    Parameters
    ----------
    value
        (species,), NaN where not measured; the target's own value is not used.
    mean, covariance
        (draw, species) and (draw, species, species).
    target
        Position of the species asked for.

    Returns
    -------
    mean, sd
        (draw,) each.
    """
    known = np.flatnonzero(np.isfinite(value) & (np.arange(value.size) != target))
    variance = covariance[:, target, target]
    if known.size == 0:
        return mean[:, target], np.sqrt(variance)
    among = covariance[:, known[:, None], known[None, :]]
    across = covariance[:, known, target]
    weight = np.linalg.solve(among, across[..., None])[..., 0]
    centre = mean[:, target] + np.einsum("dk,dk->d", weight, value[known] - mean[:, known])
    return centre, np.sqrt(variance - np.einsum("dk,dk->d", weight, across))

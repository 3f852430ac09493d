"""Convergence statistics on plain arrays, with numpy alone.

Importing arviz takes longer than most fits, so the few numbers that gate a posterior are computed
here, for all scalars of a variable at once. Tests hold each to arviz within 1e-6.

Source: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), "Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16, 667-718;
Betancourt (2016), arXiv:1604.00695, for E-BFMI.
"""

from __future__ import annotations

import functools
import statistics

import numpy as np


def split_chains(draws: np.ndarray) -> np.ndarray:
    """Halve each chain; ``(chain, draw, ...)`` to ``(2 chain, draw // 2, ...)``."""
    half = draws.shape[1] // 2
    return np.concatenate((draws[:, :half], draws[:, -half:]))


@functools.lru_cache(maxsize=8)
def _normal_scores(size: int) -> np.ndarray:
    """Blom's normal score of every rank 1, 1.5, ..., size."""
    inverse = statistics.NormalDist().inv_cdf
    return np.array([inverse((rank / 2 - 0.375) / (size + 0.25)) for rank in range(2, 2 * size + 1)])


def _average_ranks(flat: np.ndarray) -> np.ndarray:
    """Twice the average rank (1-based) of each value within its column; ties share one."""
    size = len(flat)
    order = np.argsort(flat, axis=0, kind="stable")
    ordered = np.take_along_axis(flat, order, axis=0)
    new = np.ones(flat.shape, dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    place = np.arange(size)[:, None]
    first = np.maximum.accumulate(np.where(new, place, 0), axis=0)
    last_of_group = np.ones(flat.shape, dtype=bool)
    last_of_group[:-1] = new[1:]
    last = np.minimum.accumulate(np.where(last_of_group, place, size - 1)[::-1], axis=0)[::-1]
    ranks = np.empty(flat.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, first + last + 2, axis=0)
    return ranks


def rank_normalise(draws: np.ndarray) -> np.ndarray:
    """Normal scores of the pooled ranks, ``(chain, draw, scalar)``."""
    flat = draws.reshape(-1, draws.shape[-1])
    return _normal_scores(len(flat))[_average_ranks(flat) - 2].reshape(draws.shape)


def _plain_rhat(draws: np.ndarray) -> np.ndarray:
    size = draws.shape[1]
    between = size * draws.mean(axis=1).var(axis=0, ddof=1)
    within = draws.var(axis=1, ddof=1).mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt((between / within + size - 1) / size)


def rhat(draws: np.ndarray) -> np.ndarray:
    """Rank-normalised split R-hat, the larger of bulk and folded; ``(chain, draw, scalar)`` in."""
    halves = split_chains(draws)
    folded = np.abs(halves - np.median(halves, axis=(0, 1)))
    return np.maximum(_plain_rhat(rank_normalise(halves)), _plain_rhat(rank_normalise(folded)))


def _autocovariance(draws: np.ndarray) -> np.ndarray:
    size = draws.shape[1]
    padded = 1 << (2 * size - 1).bit_length()
    spectrum = np.fft.rfft(draws - draws.mean(axis=1, keepdims=True), n=padded, axis=1)
    return np.fft.irfft(spectrum * spectrum.conj(), n=padded, axis=1)[:, :size] / size


def _ess_of_one(rho: np.ndarray, total: int) -> float:
    """Geyer's initial monotone positive sequence of one scalar's autocorrelations."""
    draws = len(rho)
    kept = np.zeros(draws)
    even, odd = 1.0, rho[1]
    kept[0], kept[1] = even, odd
    t = 1
    while t < draws - 3 and even + odd > 0:
        even, odd = rho[t + 1], rho[t + 2]
        if even + odd >= 0:
            kept[t + 1], kept[t + 2] = even, odd
        t += 2
    limit = t - 2
    if even > 0:
        kept[limit + 1] = even
    for t in range(1, limit - 1, 2):
        pair = kept[t - 1] + kept[t]
        if kept[t + 1] + kept[t + 2] > pair:
            kept[t + 1] = kept[t + 2] = pair / 2
    tau = -1 + 2 * kept[: limit + 1].sum() + kept[limit + 1]
    return float(total / max(tau, 1 / np.log10(total)))


def _ess(draws: np.ndarray) -> np.ndarray:
    chains, size, scalars = draws.shape
    covariance = _autocovariance(draws).mean(axis=0)
    within = covariance[0] * size / (size - 1)
    total = within * (size - 1) / size
    if chains > 1:
        total = total + draws.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = 1 - (within - covariance) / total
    still = np.ptp(draws, axis=(0, 1)) < np.finfo(float).resolution
    return np.array(
        [
            chains * size
            if still[i]
            else (_ess_of_one(rho[:, i], chains * size) if np.isfinite(rho[:, i]).all() else np.nan)
            for i in range(scalars)
        ]
    )


def ess_bulk(draws: np.ndarray) -> np.ndarray:
    """Effective draws in the bulk; ``(chain, draw, scalar)`` in, one value per scalar out."""
    return _ess(rank_normalise(split_chains(draws)))


def ess_mean(draws: np.ndarray) -> np.ndarray:
    """Effective draws for the mean, without ranks."""
    return _ess(split_chains(draws))


def ess_tail(draws: np.ndarray) -> np.ndarray:
    """Effective draws at the 5% and 95% quantiles, the smaller of the two."""
    low, high = np.quantile(draws, (0.05, 0.95), axis=(0, 1))
    return np.minimum(
        _ess(split_chains((draws <= low).astype(float))), _ess(split_chains((draws <= high).astype(float)))
    )


def ebfmi(energy: np.ndarray) -> np.ndarray:
    """Energy fraction of missing information of each chain; ``(chain, draw)`` in."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.square(np.diff(energy, axis=1)).mean(axis=1) / energy.var(axis=1, ddof=1)

"""What a virtual trial draws from: scores over visits, and hazards that differ between arms."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from .._watch import checkpoint

Floats = NDArray[np.float64]
_BURN = 200


def score_draws(x: Floats, y: Floats, *, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Posterior draws of a multivariate regression with missing outcomes (missing at random).

    y = xB + e, rows of e independent normal with covariance Σ; flat priors on B, Jeffreys' on Σ. Missing
    outcomes are drawn with the parameters, in turn (data augmentation).

    Parameters
    ----------
    x
        (patient, column), full column rank.
    y
        (patient, visit), NaN where not measured.

    Returns
    -------
    tuple
        B, (draw, column, visit), and Σ, (draw, visit, visit).

    References
    ----------
    Schafer JL. Analysis of Incomplete Multivariate Data. Chapman & Hall 1997, ch. 5.
    """
    rng = np.random.default_rng(seed)
    (n, p), visits = x.shape, y.shape[1]
    missing = np.isnan(y)
    patterns, which = np.unique(missing, axis=0, return_inverse=True)
    filled = np.where(missing, np.nanmean(y, axis=0), y)
    gram = np.linalg.inv(x.T @ x)
    half = np.linalg.cholesky(gram)
    kept_b, kept_s = np.empty((draws, p, visits)), np.empty((draws, visits, visits))
    for step in range(_BURN + draws):
        checkpoint()
        fitted = gram @ (x.T @ filled)
        left = filled - x @ fitted
        sigma = np.atleast_2d(scipy.stats.invwishart.rvs(n - p, left.T @ left, random_state=rng))
        b = fitted + half @ rng.standard_normal((p, visits)) @ np.linalg.cholesky(sigma).T
        if step >= _BURN:
            kept_b[step - _BURN], kept_s[step - _BURN] = b, sigma
        mean = x @ b
        for k, gone in enumerate(patterns):
            rows = np.flatnonzero(which == k)
            if not gone.any():
                continue
            seen = ~gone
            weight = np.linalg.solve(sigma[np.ix_(seen, seen)], sigma[np.ix_(seen, gone)])
            centre = mean[np.ix_(rows, gone)] + (filled - mean)[np.ix_(rows, seen)] @ weight
            spread = np.linalg.cholesky(sigma[np.ix_(gone, gone)] - sigma[np.ix_(gone, seen)] @ weight)
            filled[np.ix_(rows, gone)] = centre + rng.standard_normal((rows.size, int(gone.sum()))) @ spread.T
    return kept_b, kept_s


def hazard_draws(
    time: Floats, event: NDArray[np.bool_], arm: NDArray[np.int64], cuts: Floats, *, draws: int, seed: int
) -> tuple[Floats, Floats]:
    """Posterior draws of a piecewise constant hazard and of each arm's ratio to the first.

    Gamma priors of shape .5: of the hazards about the pooled one, of the ratios about 1; drawn in turn.

    Parameters
    ----------
    time, event, arm
        By patient; ``arm`` from 0.
    cuts
        Starts of the pieces, the first 0.

    Returns
    -------
    tuple
        Hazards, (draw, piece), and ratios, (draw, arm), the first 1.
    """
    rng = np.random.default_rng(seed)
    arms, ends = int(arm.max()) + 1, np.append(cuts[1:], np.inf)
    at_risk = np.clip(np.minimum(time[:, None], ends) - cuts, 0, None)
    inside = event[:, None] & (time[:, None] > cuts) & (time[:, None] <= ends)
    risk = np.array([at_risk[arm == k].sum(axis=0) for k in range(arms)])
    seen = np.array([inside[arm == k].sum(axis=0) for k in range(arms)])
    pooled = (seen.sum() + 0.5) / risk.sum()
    ratio = np.ones(arms)
    kept_h, kept_r = np.empty((draws, cuts.size)), np.empty((draws, arms))
    for step in range(_BURN + draws):
        checkpoint()
        hazard = rng.gamma(0.5 + seen.sum(axis=0)) / (0.5 / pooled + ratio @ risk)
        for k in range(1, arms):
            ratio[k] = rng.gamma(0.5 + seen[k].sum()) / (0.5 + hazard @ risk[k])
        if step >= _BURN:
            kept_h[step - _BURN], kept_r[step - _BURN] = hazard, ratio
    return kept_h, kept_r


def event_times(hazard: Floats, ratio: Floats, cuts: Floats, exponential: Floats) -> Floats:
    """Times at which the cumulative hazard reaches standard exponentials.

    Parameters
    ----------
    hazard, ratio
        (draw, piece) and (draw, patient).
    exponential
        (draw, patient).
    """
    wanted = exponential / ratio
    widths = np.diff(cuts)
    before = np.concatenate(
        [np.zeros((hazard.shape[0], 1)), (hazard[:, :-1] * widths).cumsum(axis=1)], axis=1
    )
    piece = (
        (wanted[..., None] > before[:, None, 1:]).sum(axis=-1)
        if cuts.size > 1
        else np.zeros(wanted.shape, int)
    )
    rows = np.arange(hazard.shape[0])[:, None]
    return np.asarray(cuts[piece] + (wanted - before[rows, piece]) / hazard[rows, piece])


def cumulative_hazard(hazard: Floats, cuts: Floats, time: Floats) -> Floats:
    """Of a patient in the first arm, (draw, patient)."""
    ends = np.append(cuts[1:], np.inf)
    inside = np.clip(np.minimum(time[:, None], ends) - cuts, 0, None)
    return np.asarray(hazard @ inside.T)

"""Values after treatment was stopped, as if patients had then been like the control."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._repeated_fit import RepeatedFit

Floats = NDArray[np.float64]
_ARM = 1  # place of the arm among the covariates


def reference_difference(
    value: Floats, covariates: Floats, stopped: NDArray[np.int64], *, increments: bool
) -> tuple[Floats, Floats]:
    """Difference at the last visit by conditional means, and its standard error.

    Parameters
    ----------
    value
        (trial, patient, visit), NaN where not measured or measured after treatment was stopped.
    covariates
        (trial, patient, covariate): intercept, arm, and others; all 0 of patients who have not entered.
    stopped
        First visit after treatment was stopped, from 0, (trial, patient); the number of visits or more for
        those who went on. Only those who stopped are taken for like the control; others who miss the last
        visit are missing at random.
    increments
        The mean keeps what it had gained and changes from then on as the control's (copy increments in
        reference); else it jumps to the control's at once (jump to reference).

    Notes
    -----
    The model of :class:`RepeatedFit` gives each missing value at the last visit its mean given the
    patient's own values and that assumption; the completed values are compared by analysis of covariance.
    The variance is the sum of squared influences, the coefficients' among them and the covariance taken as
    known. So it tells how the estimate varies from trial to trial, and may fall as more patients stop; the
    variance of Rubin's rules does not (Cro et al. 2019).

    References
    ----------
    Carpenter JR, Roger JH, Kenward MG. J Biopharm Stat 2013;23:1352. Wolbers M et al. Pharm Stat
    2022;21:1246. Cro S et al. J R Stat Soc A 2019;182:623.
    """
    fit = RepeatedFit.of(value, covariates)
    visits, patients = value.shape[2], covariates[..., 0].sum(axis=1)
    there = ~np.isnan(value)
    own = np.einsum("npa,nta->npt", covariates, fit.coefficients)
    gained = covariates[..., [_ARM]] * fit.coefficients[:, None, :, _ARM]  # over the control's, by visit
    left = np.where(there, value - own, 0.0)
    weighed = np.zeros_like(left)  # residuals times the precision of what was seen
    towards = np.zeros_like(left)  # what a residual adds to the last visit's mean
    for code in np.unique(there @ (1 << np.arange(visits))):
        seen = (code >> np.arange(visits)) & 1 == 1
        here = (there == seen).all(axis=2)[..., None]
        precision = fit.precision(seen)
        weighed = np.where(here, left @ precision, weighed)
        towards = np.where(here, (precision @ fit.covariance[..., [-1]])[:, None, :, 0], towards)
    like = (stopped < visits) & ~there[..., -1]
    before = np.where(like & increments, stopped - 1, -1)[..., None]  # the last visit whose gain is kept
    kept = np.where(before >= 0, np.take_along_axis(gained, np.maximum(before, 0), axis=2), 0.0)[..., 0]
    foretold = own[..., -1] + (towards * left).sum(axis=2) - np.where(like, gained[..., -1] - kept, 0.0)
    last = np.where(there[..., -1], np.nan_to_num(value[..., -1]), foretold)

    across = np.swapaxes(covariates, 1, 2)
    inverse = np.linalg.inv(across @ covariates)
    slopes = inverse @ across @ last[..., None]
    pull = (covariates @ inverse[..., [_ARM]])[..., 0]  # of each patient's last value on the difference
    # how the difference moves with the coefficients, (trial, visit, covariate)
    absent = np.where(there[..., -1], 0.0, pull)
    moves = -np.einsum("np,npt,npa->nta", absent, towards, covariates)
    moves[:, -1] += np.einsum("np,npa->na", absent, covariates)
    swapped = np.where(like, pull, 0.0) * covariates[..., _ARM]
    moves[:, -1, _ARM] -= swapped.sum(axis=1)
    at = before == np.arange(visits)
    moves[..., _ARM] += np.einsum("np,npt->nt", swapped, at)

    along = (fit.spread @ moves.reshape(len(value), -1, 1)).reshape(len(value), visits, -1)
    influence = pull * (last - (covariates @ slopes)[..., 0])
    influence += np.einsum("npt,npa,nta->np", weighed, covariates, along)
    free = covariates.shape[2]
    variance = (influence**2).sum(axis=1) * patients / (patients - free)
    return slopes[:, _ARM, 0], np.sqrt(variance)

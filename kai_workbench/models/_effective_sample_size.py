"""How many patients a prior is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._map_prior import MAPIntegral
from ._mixture import BetaMixture, NormalMixture

Floats = NDArray[np.float64]
Method = Literal["elir", "morita", "moment"]
_NODES = 40  # of Gauss-Legendre between two cuts
_FAINT = 1e-9  # probability of a point of a grid below which its logarithm says nothing
_SECOND = np.array([-1, 16, -30, 16, -1]) / 12  # second derivative by five points
_FLATTEN = 100.0  # Morita's constant: how much vaguer the baseline prior is


def effective_sample_size(
    prior: BetaMixture | NormalMixture | MAPIntegral,
    *,
    method: Method = "elir",
    patient_sd: float | None = None,
) -> float:
    """Patients that a prior is worth.

    Parameters
    ----------
    prior
        A beta mixture is about a response rate; a normal mixture about a mean, or, without
        ``patient_sd``, about the logit of a response rate. A meta-analytic-predictive prior that
        was integrated is taken as it is, without the error of a mixture fitted to draws of it; one
        of means needs ``patient_sd``.
    method
        ``"elir"``: expected local-information ratio, the one whose value after n patients is on
        average n more (Neuenschwander et al. 2020). ``"morita"``: information at the mode less a
        vague prior's, often too many for mixtures. ``"moment"``: patients of the single density
        with the same mean and SD, often too few.
    patient_sd
        SD between patients, in the prior's unit.

    Returns
    -------
    float
        Patients.

    Raises
    ------
    ModelDataError
        A beta component has a parameter below one (elir diverges), ``patient_sd`` is not positive
        or is given for a response rate or missing for a mean, or Morita's number is asked of an
        integrated prior.

    References
    ----------
    Neuenschwander B, Weber S, Schmidli H, O'Hagan A. Biometrics 2020;76:578. Morita S, Thall PF,
    Müller P. Biometrics 2008;64:595. Morita's is computed at the mode, as RBesT does.
    """
    if isinstance(prior, MAPIntegral):
        of_rate, needed = prior.scale == "logit", prior.scale == "mean"
    else:
        of_rate, needed = isinstance(prior, BetaMixture), False
    if needed if patient_sd is None else of_rate or not 0 < patient_sd < np.inf:
        raise ModelDataError("prior_not_positive", where="patient_sd", value=patient_sd)
    if isinstance(prior, MAPIntegral):
        return _integral(prior, method, patient_sd)
    if isinstance(prior, BetaMixture):
        return _beta(prior, method)
    return _normal(prior, method, patient_sd)


def _beta(prior: BetaMixture, method: Method) -> float:
    a, b = np.asarray(prior.a), np.asarray(prior.b)
    if method == "moment":
        return prior.mean * (1 - prior.mean) / prior.sd**2 - 1

    def information(x: Any) -> Floats:
        x = np.asarray(x, dtype=float)[..., None]
        slope = (a - 1) / x - (b - 1) / (1 - x)
        curve = -(a - 1) / x**2 - (b - 1) / (1 - x) ** 2
        return _information(prior, x, slope, curve)

    if method == "elir":
        if np.any(a < 1) or np.any(b < 1):
            raise ModelDataError("elir_diverges", where="prior", value=min(a.min(), b.min()))
        return _expected(prior, lambda x: information(x) * x * (1 - x))
    x, mean = prior.mode, prior.mean
    flat = (x / _FLATTEN - 1) / x**2 + ((1 - x) / _FLATTEN - 1) / (1 - x) ** 2
    one_patient = mean / x**2 + (1 - mean) / (1 - x) ** 2
    return (float(information(x)) - flat) / one_patient


def _of_one(x: Any, patient_sd: float | None) -> Floats:
    """Variance that one patient leaves, of a mean or a logit: the inverse of Fisher's information."""
    if patient_sd is not None:
        return np.full(np.shape(x), patient_sd**2)
    rate = scipy.special.expit(x)
    return np.asarray(1 / (rate * (1 - rate)))


def _integral(prior: MAPIntegral, method: Method, patient_sd: float | None) -> float:
    """Of a prior on a grid; elir is the same on the logit and on the rate."""
    if method == "moment":
        if patient_sd is None:
            return prior.mean * (1 - prior.mean) / prior.sd**2 - 1
        return patient_sd**2 / prior.sd**2
    if method != "elir":
        raise ModelDataError("elir_or_moment", where="method", value=method)
    there = np.flatnonzero(prior.probability > _FAINT)
    here = slice(there[0], there[-1] + 1)
    theta, mass = prior.theta[here], prior.probability[here]
    curve = np.convolve(np.log(mass), _SECOND, mode="valid") / (theta[1] - theta[0]) ** 2
    theta, mass = theta[2:-2], mass[2:-2]
    return float(-(mass * curve) @ _of_one(theta, patient_sd) / mass.sum())


def _normal(prior: NormalMixture, method: Method, patient_sd: float | None) -> float:
    m, s = np.asarray(prior.means), np.asarray(prior.sds)

    def of_one(x: Any) -> Floats:
        return _of_one(x, patient_sd)

    def information(x: Any) -> Floats:
        x = np.asarray(x, dtype=float)[..., None]
        return _information(prior, x, -(x - m) / s**2, -1 / s**2 + 0 * x)

    if method == "elir":
        return _expected(prior, lambda x: information(x) * of_one(x))
    if method == "moment":
        return _expected(prior, of_one) / prior.sd**2
    x = prior.mode
    return (float(information(x)) - 1 / (_FLATTEN * float(np.max(s**2)))) * float(of_one(x))


def _information(prior: BetaMixture | NormalMixture, x: Floats, slope: Floats, curve: Floats) -> Floats:
    """Minus the second derivative of the log density of a mixture."""
    each = prior.components.logpdf(x) + np.log(prior.weights)
    responsible = scipy.special.softmax(each, axis=-1)
    return np.asarray(
        (responsible * slope).sum(axis=-1) ** 2 - (responsible * (curve + slope**2)).sum(axis=-1)
    )


def _expected(prior: BetaMixture | NormalMixture, f: Callable[[Any], Floats]) -> float:
    """Expectation under the prior, component by component, between its own quantiles."""
    nodes, node_weights = np.polynomial.legendre.leggauss(_NODES)
    cuts = prior.components.ppf(np.array([1e-12, 1e-4, 0.05, 0.5, 0.95, 1 - 1e-4, 1 - 1e-12])[:, None])
    half = np.diff(cuts, axis=0) / 2
    x = (cuts[:-1] + half) + nodes[:, None, None] * half  # (node, piece, component)
    each = f(x) * np.exp(prior.components.logpdf(x)) * half
    return float(np.einsum("n,npk,k->", node_weights, each, np.asarray(prior.weights)))

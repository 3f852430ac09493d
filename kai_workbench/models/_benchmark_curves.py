"""Dichotomous dose-response curves of EPA's Benchmark Dose Software: incidence, and the dose of a risk.

Every parameter has a free scale on which it may take any value and on which its prior is normal: the
logit of a share, the logarithm of what is positive, the value itself of an intercept. Doses are shares
of the top dose.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from ._planted import Truth

Floats = NDArray[np.float64]
Shape = Literal[
    "logistic",
    "probit",
    "log_logistic",
    "log_probit",
    "gamma",
    "weibull",
    "multistage",
    "quantal_linear",
    "dichotomous_hill",
]
Risk = Literal["extra", "added"]
Scale = Literal["value", "log", "logit"]


class Parameter(NamedTuple):
    """A parameter of a curve: its scale, prior on it, and limits of the likelihood's maximum on it."""

    name: str
    scale: Scale
    location: float
    sd: float
    least: float
    most: float
    restricted: float | None = None  # least, where the curve is kept from being steep at dose nought


def _background(location: float = 0.0) -> Parameter:
    return Parameter("background", "logit", location, 2.0, -18.0, 18.0)


def _slope(name: str, location: float, sd: float) -> Parameter:
    return Parameter(name, "log", location, sd, np.log(1e-6), np.log(1e4))


def _power(location: float, sd: float, least: float, restricted: float | None = 0.0) -> Parameter:
    return Parameter("power", "log", location, sd, np.log(least), np.log(18.0), restricted)


# Priors: BMDS's priors.csv (pybmds, prior class 2; N of the logit, of the value, or of the logarithm).
# Limits: the same table's classes 0 and 1 (unrestricted and restricted maximum likelihood).
_LOG2 = 0.693147
CURVES: dict[Shape, tuple[Parameter, ...]] = {
    "logistic": (Parameter("intercept", "value", 0.0, 2.0, -18.0, 18.0), _slope("slope", 0.0, 2.0)),
    "probit": (Parameter("intercept", "value", 0.0, 2.0, -18.0, 18.0), _slope("slope", 0.0, 1.0)),
    "log_logistic": (
        _background(),
        Parameter("intercept", "value", 0.0, 1.0, -40.0, 40.0),
        _power(_LOG2, 0.5, 1e-4),
    ),
    "log_probit": (
        _background(),
        Parameter("intercept", "value", 0.0, 1.0, -40.0, 40.0),
        _power(_LOG2, 0.5, 1e-4, None),
    ),
    "gamma": (_background(), _power(_LOG2, 0.424264, 0.2), _slope("slope", 0.0, 1.0)),
    "weibull": (_background(), _power(0.424264, 0.5, 1e-4), _slope("slope", 0.0, 1.5)),
    "multistage": (_background(),),  # and a coefficient for every degree
    "quantal_linear": (_background(), _slope("slope", 0.0, 1.0)),
    "dichotomous_hill": (
        _background(-1.0),
        Parameter("maximum", "logit", 0.0, 3.0, -18.0, 18.0),
        Parameter("intercept", "value", -3.0, 3.3, -40.0, 40.0),
        _power(_LOG2, 0.5, 1e-4),
    ),
}


def parameters(shape: Shape, degree: int) -> tuple[Parameter, ...]:
    """The curve's parameters in their order."""
    if shape != "multistage":
        return CURVES[shape]
    return (_background(), *(_slope(f"b{i + 1}", 0.0, 1.0) for i in range(degree)))


def log_unaffected(shape: Shape, free: Floats, dose: Floats) -> Floats:
    """Log probability that an animal is *not* affected, (..., dose).

    Parameters
    ----------
    free
        (..., parameter), on the free scales.
    dose
        (dose,), shares of the top dose.
    """
    u = free[..., None]
    x = dose
    if shape == "logistic":
        return np.asarray(scipy.special.log_expit(-(u[..., 0, :] + np.exp(u[..., 1, :]) * x)))
    if shape == "probit":
        return np.asarray(scipy.special.log_ndtr(-(u[..., 0, :] + np.exp(u[..., 1, :]) * x)))
    return np.asarray(scipy.special.log_expit(-u[..., 0, :]) + _log_spared(shape, u, x))


def _log_spared(shape: Shape, u: Floats, x: Floats) -> Floats:
    """Log probability of not being affected by the compound."""
    with np.errstate(divide="ignore", over="ignore"):
        log_x = np.log(x)
    if shape == "quantal_linear":
        return np.asarray(-np.exp(u[..., 1, :]) * x)
    if shape == "weibull":
        with np.errstate(over="ignore"):
            return np.asarray(-np.exp(u[..., 2, :] + np.exp(u[..., 1, :]) * log_x))
    if shape == "gamma":
        spared = scipy.special.gammaincc(np.exp(u[..., 1, :]), np.exp(u[..., 2, :]) * x)
        return np.asarray(np.log(np.maximum(spared, 1e-300)))
    if shape == "multistage":
        powers = np.arange(1, u.shape[-2])[:, None]
        return np.asarray(-(np.exp(u[..., 1:, :]) * x**powers).sum(axis=-2))
    if shape == "log_probit":
        return np.asarray(scipy.special.log_ndtr(-(u[..., 1, :] + np.exp(u[..., 2, :]) * log_x)))
    if shape == "log_logistic":
        return np.asarray(scipy.special.log_expit(-(u[..., 1, :] + np.exp(u[..., 2, :]) * log_x)))
    share = scipy.special.expit(u[..., 2, :] + np.exp(u[..., 3, :]) * log_x)
    return np.asarray(np.log1p(-scipy.special.expit(u[..., 1, :]) * share))


def benchmark_dose(shape: Shape, free: Floats, *, response: float, risk: Risk = "extra") -> Floats:
    """Dose of a risk, as a share of the top dose, (...); infinite where the curve never reaches it.

    Extra risk: (P(d) - P(0)) / (1 - P(0)); added risk: P(d) - P(0).
    """
    u = np.moveaxis(free, -1, 0)
    if shape in ("logistic", "probit"):
        forward, back = (
            (scipy.special.expit, scipy.special.logit)
            if shape == "logistic"
            else (scipy.special.ndtr, scipy.special.ndtri)
        )
        start = forward(u[0])
        aim = start + response * (1 - start if risk == "extra" else 1.0)
        with np.errstate(invalid="ignore"):
            reached = (back(np.minimum(aim, 1.0)) - u[0]) / np.exp(u[1])
        return np.asarray(np.where(aim < 1, reached, np.inf))
    needed = np.full(u[0].shape, response)
    if risk == "added":
        needed = response / scipy.special.expit(-u[0])  # over 1 - background
    possible = needed < (scipy.special.expit(u[1]) if shape == "dichotomous_hill" else 1.0)
    inside = np.where(possible, needed, 0.5)
    return np.asarray(np.where(possible, _dose_of(shape, u, inside), np.inf))


def _dose_of(shape: Shape, u: Floats, caused: Floats) -> Floats:
    """Dose at which the compound affects a share of the animals."""
    with np.errstate(over="ignore"):
        if shape == "quantal_linear":
            return np.asarray(-np.log1p(-caused) / np.exp(u[1]))
        if shape == "weibull":
            return np.asarray(np.exp((np.log(-np.log1p(-caused)) - u[2]) / np.exp(u[1])))
        if shape == "gamma":
            return np.asarray(scipy.special.gammaincinv(np.exp(u[1]), caused) / np.exp(u[2]))
        if shape == "log_probit":
            return np.asarray(np.exp((scipy.special.ndtri(caused) - u[1]) / np.exp(u[2])))
        if shape == "log_logistic":
            return np.asarray(np.exp((scipy.special.logit(caused) - u[1]) / np.exp(u[2])))
        if shape == "multistage":
            return _multistage_dose(np.exp(u[1:]), -np.log1p(-caused))
        most = scipy.special.expit(u[1])
        inside = np.minimum(caused / most, 1 - 1e-16)
        return np.asarray(np.exp((scipy.special.logit(inside) - u[2]) / np.exp(u[3])))


def _multistage_dose(b: Floats, total: Floats) -> Floats:
    """Root of b1 d + b2 d² + ... = total, by bisection of the logarithm; each term alone bounds it."""
    order = np.arange(1, len(b) + 1).reshape(-1, *([1] * (b.ndim - 1)))
    high = np.min((np.log(total) - np.log(b)) / order, axis=0)
    low = np.min((np.log(total / len(b)) - np.log(b)) / order, axis=0)
    for _ in range(60):
        middle = (low + high) / 2
        above = (b * np.exp(order * middle)).sum(axis=0) > total
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(np.exp((low + high) / 2))


def log_likelihood(shape: Shape, free: Floats, dose: Floats, affected: Floats, examined: Floats) -> Floats:
    """Binomial log likelihood without its constant, (...)."""
    spared = log_unaffected(shape, free, dose)
    with np.errstate(divide="ignore", invalid="ignore"):
        hit = np.where(affected > 0, affected * np.log(-np.expm1(spared)), 0.0)
        missed = np.where(examined > affected, (examined - affected) * spared, 0.0)
    return np.asarray((hit + missed).sum(axis=-1))


def planted_free(truth: Truth, parameters: Sequence[Parameter]) -> NDArray[np.float64]:
    """The true parameters of a curve, told on natural scales, on their free ones, (parameter,)."""
    free = {"log": np.log, "logit": scipy.special.logit, "value": float}
    limits: dict[Scale, dict[str, float]] = {
        "log": {"above": 0.0}, "logit": {"above": 0.0, "below": 1.0}, "value": {},
    }  # fmt: skip
    values = [(one.scale, truth.number(one.name, **limits[one.scale])) for one in parameters]
    return np.array([float(free[scale](value)) for scale, value in values])

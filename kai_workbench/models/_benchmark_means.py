"""Curves of a measured response over dose, and the dose of a change: EPA's continuous models.

Responses are shares of the mean of the lowest dose, doses shares of the top dose. Free scales as in
:mod:`._benchmark_curves`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from ._benchmark_curves import Parameter

Floats = NDArray[np.float64]
MeanShape = Literal["hill", "power", "polynomial", "exponential_3", "exponential_5"]
Spread = Literal["constant", "power", "lognormal"]
Change = Literal["sd", "relative", "absolute", "hybrid_extra", "hybrid_added"]
CHANGES: tuple[Change, ...] = ("sd", "relative", "absolute", "hybrid_extra", "hybrid_added")

# Priors: BMDS's priors.csv (pybmds, prior class 2); limits of maximum likelihood as its class 1, restricted.
_LOG = np.log
_CONTROL = Parameter("control", "log", 0.0, 1.0, _LOG(1e-3), _LOG(1e3))
MEANS: dict[MeanShape, tuple[Parameter, ...]] = {
    "hill": (
        _CONTROL,
        Parameter("change", "value", 1.0, 2.0, -1e3, 1e3),
        Parameter("half_dose", "log", -0.69315, 1.0, _LOG(1e-4), _LOG(5.0)),
        Parameter("power", "log", 0.405465, 0.2501, _LOG(1e-2), _LOG(18.0), 0.0),
    ),
    "power": (
        _CONTROL,
        Parameter("change", "value", 0.0, 1.0, -1e3, 1e3),
        Parameter("power", "log", 0.405465, 0.5, _LOG(1e-2), _LOG(18.0), 0.0),
    ),
    "polynomial": (_CONTROL,),  # and a coefficient for every degree
    "exponential_3": (
        _CONTROL,
        Parameter("slope", "log", 0.0, 1.0, _LOG(1e-6), _LOG(1e3)),
        Parameter("power", "log", 0.0, 0.2501, _LOG(1e-2), _LOG(18.0), 0.0),
    ),
    "exponential_5": (
        _CONTROL,
        Parameter("slope", "log", 0.0, 1.0, _LOG(1e-6), _LOG(1e3)),
        Parameter("log_plateau", "value", 0.0, 1.0, -20.0, 20.0),
        Parameter("power", "log", 0.0, 0.2501, _LOG(1e-2), _LOG(18.0), 0.0),
    ),
}
_RHO_SD: dict[MeanShape, float] = {
    "hill": 1.0,
    "power": 0.2501,
    "polynomial": 0.2501,
    "exponential_3": 0.5,
    "exponential_5": 0.5,
}


def mean_parameters(shape: MeanShape, degree: int, spread: Spread) -> tuple[Parameter, ...]:
    """Those of the curve, then ``variance``, then ``variance_power`` where there is one."""
    own = MEANS[shape]
    if shape == "polynomial":
        own = (*own, *(Parameter(f"b{i + 1}", "value", 0.0, 2.0, -1e4, 1e4) for i in range(degree)))
    own = (*own, Parameter("variance", "log", 0.0, 1.0, -18.0, 18.0))
    if spread == "power":
        own = (*own, Parameter("variance_power", "log", 0.0, _RHO_SD[shape], -18.0, _LOG(18.0)))
    return own


def median(shape: MeanShape, free: Floats, dose: Floats, *, rises: bool, degree: int = 2) -> Floats:
    """Median response at doses, (..., dose); what follows the curve's own parameters is not looked at."""
    u = free[..., None]
    start = np.exp(u[..., 0, :])
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        log_x = np.log(dose)
        if shape == "hill":
            share = scipy.special.expit(np.exp(u[..., 3, :]) * (log_x - u[..., 2, :]))
            return np.asarray(start + u[..., 1, :] * share)
        if shape == "power":
            return np.asarray(start + u[..., 1, :] * np.exp(np.exp(u[..., 2, :]) * log_x))
        if shape == "polynomial":
            powers = np.arange(1, 1 + degree)[:, None]
            return np.asarray(start + (u[..., 1 : 1 + degree, :] * dose**powers).sum(axis=-2))
        if shape == "exponential_3":
            inside = np.exp(np.exp(u[..., 2, :]) * (u[..., 1, :] + log_x))
            return np.asarray(start * np.exp(inside if rises else -inside))
        left = np.exp(-np.exp(np.exp(u[..., 3, :]) * (u[..., 1, :] + log_x)))
        plateau = np.exp(u[..., 2, :])
        return np.asarray(start * (plateau - (plateau - 1) * left))


def log_variance(free: Floats, middle: Floats, spread: Spread) -> Floats:
    """Log variance at medians, (..., dose); of the log response where it is lognormal."""
    if spread != "power":
        return np.broadcast_to(free[..., -1:], middle.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(free[..., -2:-1] + np.exp(free[..., -1:]) * np.log(np.abs(middle)))


def aim(free: Floats, *, spread: Spread, response: float, change: Change, tail: float, rises: bool) -> Floats:
    """Median response at the benchmark dose, (...), from the control's median and variance."""
    start = np.exp(free[..., 0])
    sd = np.exp(log_variance(free, start[..., None], spread)[..., 0] / 2)
    sign = 1.0 if rises else -1.0
    if change == "relative":
        return np.asarray(start * (1 + sign * response))
    if change == "absolute":
        return np.asarray(start + sign * response)
    if change == "sd":
        moved = response * sd
    else:
        risk = tail + response * (1 - tail if change == "hybrid_extra" else 1.0)
        limit, reached = scipy.special.ndtri(1 - tail), scipy.special.ndtri(1 - risk)
        if spread == "power":
            return _aim_of_tail(free, start, sd, (float(limit), float(reached)), sign)
        moved = (limit - reached) * sd
    with np.errstate(over="ignore"):
        return np.asarray(start * np.exp(sign * moved) if spread == "lognormal" else start + sign * moved)


def _aim_of_tail(free: Floats, start: Floats, sd: Floats, tails: tuple[float, float], sign: float) -> Floats:
    """Where the share beyond the control's limit is reached although the variance moves with the median."""
    limit, reached = tails
    threshold = start + sign * limit * sd
    low, high = np.zeros_like(start), np.full_like(start, 2.0)
    high = high * np.maximum(limit - reached, 1.0) * sd * 50

    def short(moved: Floats) -> Floats:
        middle = start + sign * moved
        here = np.exp(log_variance(free, middle[..., None], "power")[..., 0] / 2)
        return np.asarray(sign * (threshold - middle) > reached * here)

    high = np.where(sign < 0, np.minimum(high, start * (1 - 1e-9)), high)
    never = short(high)
    for _ in range(60):
        middle = (low + high) / 2
        below = short(middle)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray(np.where(never, np.nan, start + sign * (low + high) / 2))


def dose_of(shape: MeanShape, free: Floats, goal: Floats, *, rises: bool, degree: int) -> Floats:
    """Lowest dose whose median is ``goal``, (...); infinite where there is none."""
    u = np.moveaxis(free, -1, 0)
    start = np.exp(u[0])
    with np.errstate(all="ignore"):
        if shape == "hill":
            share = (goal - start) / u[1]
            found = np.exp(u[2] + scipy.special.logit(share) / np.exp(u[3]))
        elif shape == "power":
            found = ((goal - start) / u[1]) ** np.exp(-u[2])
        elif shape == "exponential_3":
            inside = np.log(goal / start) * (1.0 if rises else -1.0)
            found = np.exp(np.log(inside) / np.exp(u[2]) - u[1])
        elif shape == "exponential_5":
            plateau = np.exp(u[2])
            left = (plateau - goal / start) / (plateau - 1)
            found = np.exp(np.log(-np.log(left)) / np.exp(u[3]) - u[1])
        else:
            return _polynomial_dose(u[1 : 1 + degree], goal - start, rises=rises)
    return np.asarray(np.where(np.isfinite(found) & (found > 0), found, np.inf))


def _polynomial_dose(b: Floats, moved: Floats, *, rises: bool) -> Floats:
    """First crossing on a fine ladder of doses, then by bisection."""
    sign = 1.0 if rises else -1.0
    ladder = np.concatenate([[0.0], np.geomspace(1e-6, 100.0, 400)])
    powers = np.arange(1, len(b) + 1)
    flat, target = b.reshape(len(b), -1).T, np.abs(np.ravel(moved))

    def height(dose: Floats) -> Floats:  # (draw, step) -> (draw, step)
        return np.asarray(sign * (flat[:, None, :] * dose[..., None] ** powers).sum(axis=-1))

    beyond = height(np.broadcast_to(ladder, (len(target), ladder.size))) >= target[:, None]
    first = np.argmax(beyond, axis=1)
    low, high = ladder[np.maximum(first - 1, 0)], ladder[first]
    for _ in range(50):
        middle = (low + high) / 2
        over = height(middle[:, None])[:, 0] >= target
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.where(beyond.any(axis=1) & np.isfinite(target), (low + high) / 2, np.inf).reshape(moved.shape)


def log_likelihood_of_means(
    shape: MeanShape,
    spread: Spread,
    free: Floats,
    data: tuple[Floats, Floats, Floats, Floats],
    *,
    rises: bool,
) -> Floats:
    """Normal log likelihood of all responses, (...), from dose, number, mean and variance of groups.

    Of a lognormal response mean and variance are those of the logarithm.
    """
    dose, number, mean, variance = data
    degree = free.shape[-1] - (3 if spread == "power" else 2)  # of a polynomial
    middle = median(shape, free, dose, rises=rises, degree=degree)
    log_var = log_variance(free, middle, spread)
    with np.errstate(all="ignore"):
        place = np.log(middle) if spread == "lognormal" else middle
        squares = (number - 1) * variance + number * (mean - place) ** 2
        value = -0.5 * (number * (np.log(2 * np.pi) + log_var) + squares * np.exp(-log_var)).sum(axis=-1)
    return np.asarray(np.where(np.isfinite(value), value, -np.inf))

"""The dichotomous curves with the benchmark dose as one of their parameters."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from ._benchmark_curves import Parameter, Risk, Shape, log_likelihood, parameters
from ._benchmark_likelihood import Profile

Floats = NDArray[np.float64]
_BACKGROUND = (0.0, 0.999)
_TINY = 1e-300


def profile(
    shape: Shape,
    degree: int,
    data: tuple[Floats, Floats, Floats],
    *,
    response: float,
    risk: Risk,
    restricted: bool,
) -> Profile:
    """Likelihood of the log benchmark dose and of all parameters but the one whose place it takes.

    The background stands as a share, not as its logit, which has no slope where it is nought; the terms
    of a multistage curve as shares of what is left by the higher ones.

    Parameters
    ----------
    data
        Doses as shares of the top dose, affected, examined.
    """

    def height(points: Floats) -> Floats:
        free = free_parameters(shape, points, response=response, risk=risk)
        return np.asarray(np.nan_to_num(log_likelihood(shape, free, *data), nan=-np.inf))

    if shape == "multistage":
        shares = [(0.0, 1.0)] * (degree - 1)
        starts: list[list[float]] = [[0.05, *[share] * (degree - 1)] for share in (0.1, 0.5, 0.9)]
        return Profile(log_likelihood=height, bounds=[_BACKGROUND, *shares], starts=starts)
    kept = _kept(shape)
    bounds = [_bounds(one, restricted=restricted) for one in kept]
    return Profile(
        log_likelihood=height, bounds=bounds, starts=[[_start(one, far) for one in kept] for far in (0, 1)]
    )


def free_parameters(shape: Shape, points: Floats, *, response: float, risk: Risk) -> Floats:
    """All parameters on their free scales, (point, parameter); not a number where there are none.

    Parameters
    ----------
    points
        (point, 1 + others): log BMD first.
    """
    log_bmd, first, *others = points.T
    with np.errstate(divide="ignore", invalid="ignore"):
        if shape in ("logistic", "probit"):
            forward, back = (
                (scipy.special.expit, scipy.special.logit)
                if shape == "logistic"
                else (scipy.special.ndtr, scipy.special.ndtri)
            )
            start = forward(first)
            aim = start + response * (1 - start if risk == "extra" else 1.0)
            rise = np.where(aim < 1, back(np.minimum(aim, 1.0)) - first, np.nan)
            return np.stack([first, np.log(rise) - log_bmd], axis=-1)
        caused = np.full(first.shape, response) if risk == "extra" else response / (1 - first)
        caused = np.where(caused < 1, caused, np.nan)
        background = scipy.special.logit(np.maximum(first, _TINY))
        return np.stack([background, *_others(shape, log_bmd, others, caused)], axis=-1)


def _others(shape: Shape, log_bmd: Floats, others: list[Floats], caused: Floats) -> list[Floats]:
    total = -np.log1p(-caused)
    if shape == "multistage":
        order, rest, logs = 1 + len(others), np.ones_like(total), []
        for share in others:
            logs.append(np.log(np.maximum(total * rest * share, _TINY)) - order * log_bmd)
            rest, order = rest * (1 - share), order - 1
        return [np.log(np.maximum(total * rest, _TINY)) - log_bmd, *logs[::-1]]
    if shape == "quantal_linear":
        return [np.log(total) - log_bmd]
    if shape == "weibull":
        return [others[0], np.log(total) - np.exp(others[0]) * log_bmd]
    if shape == "gamma":
        return [others[0], np.log(scipy.special.gammaincinv(np.exp(others[0]), caused)) - log_bmd]
    if shape == "log_probit":
        return [scipy.special.ndtri(caused) - np.exp(others[0]) * log_bmd, others[0]]
    if shape == "log_logistic":
        return [scipy.special.logit(caused) - np.exp(others[0]) * log_bmd, others[0]]
    share = caused / scipy.special.expit(others[0])
    aim = scipy.special.logit(np.where(share < 1, share, np.nan))
    return [others[0], aim - np.exp(others[1]) * log_bmd, others[1]]


def _kept(shape: Shape) -> tuple[Parameter, ...]:
    every = parameters(shape, 1)
    taken = "slope" if any(one.name == "slope" for one in every) else "intercept"
    return tuple(one for one in every if one.name != taken)


def _bounds(one: Parameter, *, restricted: bool) -> tuple[float, float]:
    if one.name == "background":
        return _BACKGROUND
    return (one.restricted if restricted and one.restricted is not None else one.least, one.most)


def _start(one: Parameter, far: int) -> float:
    return {"background": (0.05, 0.3), "power": (0.4, 1.3), "maximum": (2.5, 0.0), "intercept": (-3.0, -1.0)}[
        one.name
    ][far]

"""The continuous curves with the benchmark dose as one of their parameters."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from ._benchmark_likelihood import Profile
from ._benchmark_means import (
    Change,
    MeanShape,
    Spread,
    aim,
    log_likelihood_of_means,
    mean_parameters,
)

Floats = NDArray[np.float64]
_TAKEN: dict[MeanShape, str] = {
    "hill": "change",
    "power": "change",
    "exponential_3": "slope",
    "exponential_5": "slope",
}


def mean_profile(
    shape: MeanShape,
    degree: int,
    spread: Spread,
    data: tuple[Floats, Floats, Floats, Floats],
    *,
    response: float,
    change: Change,
    tail: float,
    rises: bool,
    restricted: bool,
) -> Profile:
    """Likelihood of the log benchmark dose and of all parameters but the one whose place it takes."""

    def height(points: Floats) -> Floats:
        free = mean_free_parameters(
            shape, degree, spread, points, response=response, change=change, tail=tail, rises=rises
        )
        value = log_likelihood_of_means(shape, spread, free, data, rises=rises)
        return np.asarray(np.where(np.isfinite(free).all(axis=-1), value, -np.inf))

    pooled = float(np.log((data[1] * data[3]).sum() / data[1].sum()))
    bounds: list[tuple[float, float]] = []
    starts: list[list[float]] = [[], []]
    for one in mean_parameters(shape, degree, spread):
        if one.name == _TAKEN.get(shape, "b1"):
            continue
        low = one.restricted if restricted and one.restricted is not None else one.least
        ends = (0.0, 1.0) if one.name in ("b2", "b3") else (low, one.most)
        bounds.append((-20.0, 20.0) if one.name == "log_plateau" else ends)
        sign = 1.0 if rises else -1.0
        told = {
            "control": (0.0, 0.0),
            "half_dose": (-0.5, -1.5),
            "power": (0.2, 1.0),
            "log_plateau": (sign * 0.8, sign * 2.5),
            "variance": (pooled, pooled),
            "variance_power": (-1.0, 0.3),
        }.get(one.name, (0.1, 0.5))
        for start, value in zip(starts, told, strict=True):
            start.append(value)
    return Profile(log_likelihood=height, bounds=bounds, starts=starts)


def mean_free_parameters(
    shape: MeanShape,
    degree: int,
    spread: Spread,
    points: Floats,
    *,
    response: float,
    change: Change,
    tail: float,
    rises: bool,
) -> Floats:
    """All parameters on their free scales, (point, parameter); not a number where there are none.

    Parameters
    ----------
    points
        (point, 1 + others): log BMD first.
    """
    log_bmd = points[:, 0]
    tail_size = 2 if spread == "power" else 1
    control, own, variance = points[:, 1], points[:, 2:-tail_size], points[:, -tail_size:]
    ends = np.concatenate([control[:, None], variance], axis=1)
    goal = aim(ends, spread=spread, response=response, change=change, tail=tail, rises=rises)
    moved = goal - np.exp(control)
    with np.errstate(all="ignore"):
        if shape == "hill":
            share = scipy.special.expit(np.exp(own[:, 1]) * (log_bmd - own[:, 0]))
            parts = [moved / share, own[:, 0], own[:, 1]]
        elif shape == "power":
            parts = [moved * np.exp(-np.exp(own[:, 0]) * log_bmd), own[:, 0]]
        elif shape == "polynomial":
            rest, parts = np.ones_like(moved), []
            for order, column in zip(range(degree, 1, -1), own.T[::-1], strict=True):
                parts.append(moved * rest * column * np.exp(-order * log_bmd))
                rest = rest * (1 - column)
            parts = [moved * rest * np.exp(-log_bmd), *parts[::-1]]
        elif shape == "exponential_3":
            inside = np.log(goal / np.exp(control)) * (1.0 if rises else -1.0)
            parts = [np.log(inside) * np.exp(-own[:, 0]) - log_bmd, own[:, 0]]
        else:
            plateau = np.exp(own[:, 0])
            left = (plateau - goal / np.exp(control)) / (plateau - 1)
            parts = [np.log(-np.log(left)) * np.exp(-own[:, 1]) - log_bmd, own[:, 0], own[:, 1]]
    return np.column_stack([control, *parts, variance])

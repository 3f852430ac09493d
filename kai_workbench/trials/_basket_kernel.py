"""Loops of basket trials, compiled."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def posteriors(  # noqa: PLR0917
    prior: Floats,
    likelihood: Floats,
    above: Floats,
    mean: Floats,
    kind: Ints,
    look: Ints,
    responders: Ints,
    chance: Floats,
    expected: Floats,
) -> None:
    """P(rate above its limit) and mean rate of each basket, for each state of the data.

    ``likelihood`` is (look, responders, point of the grid of μ and τ), integrated over the basket's own
    rate; ``above`` is (kind of limit, look, responders, point), the part of it above the limit; ``mean``
    the part weighted by the rate. ``look`` and ``responders`` are (state, basket).
    """
    states, baskets = look.shape
    points = prior.size
    joint = np.empty(points)
    for s in range(states):
        total = 0.0
        for g in range(points):
            joint[g] = prior[g]
        for j in range(baskets):
            row = likelihood[look[s, j], responders[s, j]]
            for g in range(points):
                joint[g] *= row[g]
        for g in range(points):
            total += joint[g]
        for j in range(baskets):
            row = likelihood[look[s, j], responders[s, j]]
            over = above[kind[j], look[s, j], responders[s, j]]
            rate = mean[look[s, j], responders[s, j]]
            one, two = 0.0, 0.0
            for g in range(points):
                share = joint[g] / row[g]
                one += share * over[g]
                two += share * rate[g]
            chance[s, j], expected[s, j] = one / total, two / total

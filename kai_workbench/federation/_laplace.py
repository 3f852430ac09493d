"""The mode and the curvature there: a preview in few rounds, and never more than a preview."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..inference import Peak

_STEP = 1e-4
_LENGTHS = np.array([1.0, 0.5, 0.25, 0.1, 0.03, 2.0])
_MOST, _ENOUGH = 30, 1e-7
_LEAST_CURVATURE = 1e-4
Slope = Callable[[np.ndarray], np.ndarray]
"""(point, parameter) to (point, 1 + parameter): a log-density and its gradient; one round."""


def climb(slope: Slope, start: np.ndarray) -> Peak:
    """Newton's method; curvature by differences of gradients, all asked for in one round.

    Parameters
    ----------
    slope
        See :data:`Slope`. Two rounds a step.
    start
        (parameter,).
    """
    at, rounds = np.asarray(start, dtype=float), 0
    for _ in range(_MOST):
        shifts = _STEP * np.eye(at.size)
        told = slope(np.concatenate([at[None], at + shifts, at - shifts]))
        rounds += 1
        gradient = told[0, 1:]
        ahead, behind = np.split(told[1:, 1:], 2)
        curvature = -(ahead - behind) / (2 * _STEP)
        values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
        steep = np.maximum(np.abs(values), _LEAST_CURVATURE)
        inverse = (vectors / steep) @ vectors.T
        step = inverse @ gradient
        if gradient @ step < _ENOUGH:
            return Peak(at, inverse, bool((values > 0).all()), rounds)
        tried = slope(at + _LENGTHS[:, None] * step)[:, 0]
        rounds += 1
        best = int(np.nanargmax(tried))
        if not tried[best] > told[0, 0]:
            return Peak(at, inverse, found=False, rounds=rounds)
        at = at + _LENGTHS[best] * step
    return Peak(at, inverse, found=False, rounds=rounds)

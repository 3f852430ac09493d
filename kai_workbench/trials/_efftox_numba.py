"""Compiled posteriors of EffTox. Imported where they are run: numba takes a second to load.

Parameters are α, β (logit of the DLT rate), γ, ζ, η (logit of the response rate) and ψ, in this order.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

_STEPS = 50


@numba.njit(cache=True, nogil=True)
def _expit(x: float) -> float:
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    z = np.exp(x)
    return z / (1 + z)


@numba.njit(cache=True, nogil=True)
def log_posterior(theta: Any, counts: Any, x: Any, mean: Any, sd: Any) -> float:
    """Log prior and likelihood, up to a constant. ``counts``: (dose, 4), neither, DLT, response, both."""
    total = 0.0
    for k in range(6):
        total -= 0.5 * ((theta[k] - mean[k]) / sd[k]) ** 2
    pull = np.tanh(theta[5] / 2)
    for j in range(x.size):
        if counts[j].sum() == 0:
            continue
        pt = _expit(theta[0] + theta[1] * x[j])
        pe = _expit(theta[2] + theta[3] * x[j] + theta[4] * x[j] ** 2)
        v = pe * (1 - pe) * pt * (1 - pt) * pull
        p = ((1 - pe) * (1 - pt) + v, (1 - pe) * pt - v, pe * (1 - pt) - v, pe * pt + v)
        for c in range(4):
            if counts[j, c] > 0:
                total += counts[j, c] * np.log(max(p[c], 1e-300))
    return total


@numba.njit(cache=True, nogil=True)
def _score(theta: Any, counts: Any, x: Any, mean: Any, sd: Any) -> tuple[Any, Any]:
    """Gradient of the log posterior, and expected information with the prior's precision."""
    gradient = np.empty(6)
    information = np.zeros((6, 6))
    for k in range(6):
        gradient[k] = -(theta[k] - mean[k]) / sd[k] ** 2
        information[k, k] = 1 / sd[k] ** 2
    pull = np.tanh(theta[5] / 2)
    slope = np.zeros((4, 3))  # of the four probabilities along the two logits and ψ
    towards = np.zeros((3, 6))  # of those along the parameters
    for j in range(x.size):
        n = counts[j].sum()
        if n == 0:
            continue
        pt = _expit(theta[0] + theta[1] * x[j])
        pe = _expit(theta[2] + theta[3] * x[j] + theta[4] * x[j] ** 2)
        vt, ve = pt * (1 - pt), pe * (1 - pe)
        v = ve * vt * pull
        by_t, by_e = v * (1 - 2 * pt), v * (1 - 2 * pe)
        by_psi = ve * vt * (1 - pull**2) / 2
        p = np.array([(1 - pe) * (1 - pt) + v, (1 - pe) * pt - v, pe * (1 - pt) - v, pe * pt + v])
        slope[0] = (-vt * (1 - pe) + by_t, -ve * (1 - pt) + by_e, by_psi)
        slope[1] = (vt * (1 - pe) - by_t, -ve * pt - by_e, -by_psi)
        slope[2] = (-vt * pe - by_t, ve * (1 - pt) - by_e, -by_psi)
        slope[3] = (vt * pe + by_t, ve * pt + by_e, by_psi)
        towards[0, 0], towards[0, 1] = 1.0, x[j]
        towards[1, 2], towards[1, 3], towards[1, 4] = 1.0, x[j], x[j] ** 2
        towards[2, 5] = 1.0
        for c in range(4):
            along = slope[c] @ towards
            safe = max(p[c], 1e-300)
            gradient += counts[j, c] / safe * along
            information += n / safe * np.outer(along, along)
    return gradient, information


@numba.njit(cache=True, nogil=True)
def _mode(counts: Any, x: Any, mean: Any, sd: Any) -> tuple[Any, Any]:
    """Mode by Fisher scoring with halved steps, and the information there."""
    theta = mean.copy()
    here = log_posterior(theta, counts, x, mean, sd)
    for _ in range(_STEPS):
        gradient, information = _score(theta, counts, x, mean, sd)
        step = np.linalg.solve(information, gradient)
        for _ in range(30):
            there = log_posterior(theta + step, counts, x, mean, sd)
            if there >= here:
                break
            step = step / 2
        theta = theta + step
        if abs(there - here) < 1e-9:
            break
        here = there
    return theta, _score(theta, counts, x, mean, sd)[1]


@numba.njit(cache=True, nogil=True)
def summaries(  # noqa: PLR0917, compiled loops take no keywords
    states: Any, x: Any, mean: Any, sd: Any, draws: Any, log_density: Any, floor: float, target: float
) -> Any:
    """By state: response and DLT rates, P(response rate > floor), P(DLT rate > target), then the ESS.

    ``states`` are (state, dose, 4); ``draws`` are of a standard multivariate t, (draw, 6), with their
    log density. They are moved to the mode, scaled by the information there, and weighed.
    """
    doses, many = x.size, draws.shape[0]
    found = np.zeros((states.shape[0], 4 * doses + 1))
    log = np.empty(many)
    spot = np.empty((many, 6))
    for state in range(states.shape[0]):
        counts = states[state]
        centre, information = _mode(counts, x, mean, sd)
        scale = np.linalg.cholesky(np.linalg.inv(information))
        for k in range(many):
            spot[k] = centre + scale @ draws[k]
            log[k] = log_posterior(spot[k], counts, x, mean, sd) - log_density[k]
        highest, total, squares = log.max(), 0.0, 0.0
        row = found[state]
        for k in range(many):
            weight = np.exp(log[k] - highest)
            total += weight
            squares += weight**2
            theta = spot[k]
            for j in range(doses):
                pt = _expit(theta[0] + theta[1] * x[j])
                pe = _expit(theta[2] + theta[3] * x[j] + theta[4] * x[j] ** 2)
                row[j] += weight * pe
                row[doses + j] += weight * pt
                if pe > floor:
                    row[2 * doses + j] += weight
                if pt > target:
                    row[3 * doses + j] += weight
        row /= total
        row[4 * doses] = total**2 / squares
    return found

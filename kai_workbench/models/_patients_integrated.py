"""Patients' own clearance and volume, integrated out of the likelihood of their concentrations.

Gauss–Hermite quadrature whose points move with the parameters (Pinheiro & Bates 1995, J Comput Graph
Stat 4, 12): about the normal distribution that the population and the patient's linearised concentrations
give together. Written as loops for the compiler; plain Python runs them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._pk_curves import injected
from ._pk_parameters import predicted
from ._residual import TINY

if TYPE_CHECKING:
    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_STEPS, _FARTHEST, _NEAR = 30, 1.0, 1e-5
_CORRECTIONS = 2
LOG_2PI = float(np.log(2 * np.pi))


def grid(nodes: int) -> Floats:
    """Points and log weights of the quadrature over two standard normal variables, (3, node²)."""
    at, weight = np.polynomial.hermite_e.hermegauss(nodes)
    first, second = (x.ravel() for x in np.meshgrid(at, at, indexing="ij"))
    return np.stack([first, second, np.log(np.outer(weight, weight).ravel() / weight.sum() ** 2)])


def likeliest(model: PopulationPK, given: Mapping[str, Any], *, sigma: float) -> Floats:
    """Each patient's most likely log CL and log V under the model's priors, (patient, 2).

    Where the quadrature starts to look; by damped Gauss–Newton steps.

    Parameters
    ----------
    model
        Of one compartment, with a log-normal residual error.
    given
        Its inputs.
    sigma
        SD of the residual error (log).
    """
    subject, seen = given["of_subject"], np.log(given["observed"])
    middle, sd = given["typical"].T
    weight = 1 / (sd**2 + np.square(given["omega_sd"]))
    count = int(subject.max()) + 1
    at = np.tile(middle, (count, 1))
    damping, aside = np.full(count, 1e-3), _NEAR * np.eye(2)

    def summed(values: Floats) -> Floats:
        return np.bincount(subject, weights=values, minlength=count) / sigma**2

    def logged(own: Floats) -> Floats:
        each = {"CL": np.exp(own[..., 0]), "V": np.exp(own[..., 1])}
        return np.asarray(np.log(np.maximum(predicted(model, each, given), TINY)))

    def misfit(own: Floats) -> Floats:
        return summed(np.square(seen - logged(own))) + (weight * np.square(own - middle)).sum(axis=1)

    for _ in range(_STEPS):
        here, *near = logged(np.stack([at, at + aside[0], at + aside[1]]))
        slopes = [(one - here) / _NEAR for one in near]
        matrix = np.array([[summed(a * b) for a in slopes] for b in slopes]).transpose(2, 0, 1)
        pull = np.stack([summed(one * (seen - here)) for one in slopes], axis=1) - weight * (at - middle)
        for k in range(2):
            matrix[:, k, k] = (matrix[:, k, k] + weight[k]) * (1 + damping)
        step = np.clip(np.linalg.solve(matrix, pull[..., None])[..., 0], -_FARTHEST, _FARTHEST)
        better = misfit(at + step) < misfit(at)
        at = np.where(better[:, None], at + step, at)
        damping = np.clip(np.where(better, damping / 5, damping * 5), 1e-9, 1e9)
    return at


def concentration(  # noqa: PLR0917, compiled loops take no keywords
    rate: Any, s: Any, o: Any, elapsed: Floats, amount: Floats, duration: Floats
) -> Any:
    """Concentration × volume of one observation, and its derivative by the rate constant."""
    held, slope = 0.0, 0.0
    for d in range(elapsed.shape[2]):
        if amount[s, o, d] > 0.0:
            value, by_rate = injected(rate, elapsed[s, o, d], duration[s, o, d], 0.0)
            held += amount[s, o, d] * value
            slope += amount[s, o, d] * by_rate
    return held, slope


def integrated(  # noqa: PLR0917, as above
    mean: Floats,
    spread: Floats,
    log_seen: Floats,
    number: Ints,
    elapsed: Floats,
    amount: Floats,
    duration: Floats,
    start: Floats,
    table: Floats,
) -> tuple[Floats, Floats]:
    """Log-likelihood of each patient, (patient,), and its slopes, (5, patient).

    Parameters
    ----------
    mean
        What the population says of the patient's log CL and log V, (2, patient).
    spread
        SDs of log CL and log V between patients, and of the residual error (log).
    log_seen
        Log concentrations, (patient, observation).
    number
        How many of them there are, (patient,).
    elapsed, amount, duration
        Of each dose before each observation, (patient, observation, dose); the duration of a bolus is 0, an
        amount of 0 is no dose.
    start
        From :func:`likeliest`.
    table
        From :func:`grid`.

    Returns
    -------
    tuple
        Slopes by the two means and the three SDs, by Fisher's identity: what is expected, of the patient's
        parameters given the concentrations, of the slopes with those parameters known.
    """
    result = np.zeros(number.shape[0])
    slopes = np.zeros((5, number.shape[0]))
    weight_cl = 1.0 / (spread[0] * spread[0])
    weight_v = 1.0 / (spread[1] * spread[1])
    precision = 1.0 / (spread[2] * spread[2])
    logs = np.log(spread[0]) + np.log(spread[1])
    log_sigma = np.log(spread[2])
    for s in range(number.shape[0]):
        own_cl = start[s, 0]
        own_v = start[s, 1]
        c11 = 1.0
        c21 = 0.0
        c22 = 1.0
        for _step in range(_CORRECTIONS):
            one = weight_cl
            both = 0.0
            two = weight_v
            pull_cl = weight_cl * (mean[0, s] - own_cl)
            pull_v = weight_v * (mean[1, s] - own_v)
            rate = np.exp(own_cl - own_v)
            for o in range(number[s]):
                held, slope = concentration(rate, s, o, elapsed, amount, duration)
                held = max(held, TINY)
                by_cl = rate * slope / held
                by_v = -1.0 - by_cl
                apart = log_seen[s, o] - np.log(held) + own_v
                one += precision * by_cl * by_cl
                both += precision * by_cl * by_v
                two += precision * by_v * by_v
                pull_cl += precision * by_cl * apart
                pull_v += precision * by_v * apart
            c11 = np.sqrt(one)
            c21 = both / c11
            c22 = np.sqrt(max(two - c21 * c21, weight_v))
            half = (pull_v - c21 * pull_cl / c11) / c22
            move_v = half / c22
            own_cl += (pull_cl / c11 - c21 * move_v) / c11
            own_v += move_v
        # The densities' constants: 2π of the two parameters cancels against that of the quadrature.
        constant = -number[s] * (log_sigma + 0.5 * LOG_2PI) - logs - np.log(c11) - np.log(c22)
        highest = -1e300
        total = 0.0
        cl1 = 0.0
        cl2 = 0.0
        v1 = 0.0
        v2 = 0.0
        squares = 0.0
        for k in range(table.shape[1]):
            off_v = table[1, k] / c22
            cl = own_cl + (table[0, k] - c21 * off_v) / c11
            v = own_v + off_v
            rate = np.exp(cl - v)
            square = 0.0
            for o in range(number[s]):
                held, _slope = concentration(rate, s, o, elapsed, amount, duration)
                apart = log_seen[s, o] - np.log(max(held, TINY)) + v
                square += apart * apart
            cl = cl - mean[0, s]
            v = v - mean[1, s]
            told = -0.5 * (precision * square + weight_cl * cl * cl + weight_v * v * v)
            told += table[2, k] + 0.5 * (table[0, k] * table[0, k] + table[1, k] * table[1, k])
            if told > highest:
                fall = np.exp(highest - told)
                total *= fall
                cl1 *= fall
                cl2 *= fall
                v1 *= fall
                v2 *= fall
                squares *= fall
                highest = told
            share = np.exp(told - highest)
            total += share
            cl1 += share * cl
            cl2 += share * cl * cl
            v1 += share * v
            v2 += share * v * v
            squares += share * square
        result[s] = constant + highest + np.log(total)
        slopes[0, s] = weight_cl * cl1 / total
        slopes[1, s] = weight_v * v1 / total
        slopes[2, s] = (weight_cl * cl2 / total - 1.0) / spread[0]
        slopes[3, s] = (weight_v * v2 / total - 1.0) / spread[1]
        slopes[4, s] = (precision * squares / total - number[s]) / spread[2]
    return result, slopes


def log_likelihood(mean: Any, spread: Any, *given: Any) -> Any:
    """:func:`integrated` as an expression of PyTensor that can be differentiated, (patient,)."""
    import sys

    from ._patients_integrated_op import PatientsIntegrated

    if "numba" in sys.modules:
        from . import _pk_curves_numba  # noqa: F401, tells numba of the operation
    found, _ = PatientsIntegrated()(mean, spread, *given)
    return found

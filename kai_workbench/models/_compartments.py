"""Linear compartment models in closed form, on arrays.

Sources: Gibaldi & Perrier (1982), Pharmacokinetics, 2nd ed.; Bertrand & Mentré (2008), Mathematical
expressions of the pharmacokinetic and pharmacodynamic models implemented in Monolix. A disposition
is a sum of exponentials, the response to a unit bolus ``sum_i A_i exp(-lambda_i t)``; every route and
steady state follow from it by superposition.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

DISPOSITION = {1: ("CL", "V"), 2: ("CL", "V", "Q", "V2"), 3: ("CL", "V", "Q", "V2", "Q3", "V3")}
_SERIES_BELOW = 1e-3
_APART = 1e-6


@dataclasses.dataclass(frozen=True)
class Disposition:
    """Response to a unit bolus into the central compartment.

    Attributes
    ----------
    rates
        Exponents, 1/time, fastest first; as many as compartments.
    weights
        Their coefficients, 1/volume; they sum to ``1 / V``.
    """

    rates: tuple[Any, ...]
    weights: tuple[Any, ...]

    @property
    def terminal(self) -> Any:
        """The slowest exponent, 1/time."""
        return self.rates[-1]


def disposition(parameters: Mapping[str, Any], *, compartments: int, xp: Any = np) -> Disposition:
    """Exponents and coefficients of a mammillary model.

    Parameters
    ----------
    parameters
        ``CL`` (volume/time) and ``V`` (central volume); for two compartments ``Q`` and ``V2``, for
        three ``Q3`` and ``V3``. Arrays or expressions of one shape.
    compartments
        1, 2 or 3.
    xp
        ``numpy`` or ``pytensor.tensor``.
    """
    volume = parameters["V"]
    k10 = parameters["CL"] / volume
    if compartments == 1:
        return Disposition((k10,), (1 / volume,))
    k12, k21 = parameters["Q"] / volume, parameters["Q"] / parameters["V2"]
    if compartments == 2:
        # (k10 + k12 + k21)^2 - 4 k10 k21, written as a sum of squares so that nothing cancels
        root = xp.sqrt((k10 + k12 - k21) ** 2 + 4 * k12 * k21)
        fast = (k10 + k12 + k21 + root) / 2
        slow = k10 * k21 / fast
        share = (fast - k21) / root
        return Disposition((fast, slow), (share / volume, (1 - share) / volume))
    k13, k31 = parameters["Q3"] / volume, parameters["Q3"] / parameters["V3"]
    # The roots of the cubic by its trigonometric solution; all three are real and positive.
    second = k10 + k12 + k13 + k21 + k31
    first = k10 * k31 + k21 * k31 + k21 * k13 + k10 * k21 + k31 * k12
    zeroth = k10 * k21 * k31
    third = second / 3
    p = third**2 - first / 3
    q = third**3 - third * first / 2 + zeroth / 2
    angle = xp.arccos(xp.clip(q / p**1.5, -1.0, 1.0)) / 3
    fast = third + 2 * xp.sqrt(p) * xp.cos(angle)
    # The product of the roots is known: the slowest, small beside the others, loses no digits.
    middle = third + 2 * xp.sqrt(p) * xp.cos(2 * np.pi / 3 - angle)
    slow = zeroth / (fast * middle)
    rates = (fast, middle, slow)
    weights = []
    for i, rate in enumerate(rates):
        one, other = (rates[j] for j in range(3) if j != i)
        weights.append((k21 - rate) * (k31 - rate) / ((one - rate) * (other - rate)) / volume)
    return Disposition(rates, tuple(weights))


def with_stage(shape: Disposition, rate: Any, *, xp: Any = np) -> Disposition:
    """A disposition with one more first-order stage behind it: its response, convolved with ``k exp(-k t)``.

    An effect compartment (``rate`` its ke0) is such a stage after the central compartment, a transit
    compartment one before it; the order does not matter.

    Parameters
    ----------
    rate
        k, 1/time. Within a millionth of an exponent it is taken to lie a millionth above it: the
        coefficients have no limit there, what they give has.
    """
    for slow in shape.rates:
        rate = xp.where(xp.abs(rate - slow) < _APART * slow, (1 + _APART) * slow, rate)
    weights = [weight * rate / (rate - slow) for slow, weight in zip(shape.rates, shape.weights, strict=True)]
    return Disposition((*shape.rates, rate), (*weights, -sum(weights)))


def bolus(shape: Disposition, time: Any, *, interval: Any = None) -> Any:
    """Concentration per unit dose, ``time`` after an intravenous bolus.

    Parameters
    ----------
    time
        Since the dose, not negative.
    interval
        Dosing interval of a dose at steady state (the last of infinitely many), 0 for a single dose;
        None where no dose is at steady state.
    """
    total = 0.0
    for rate, weight in zip(shape.rates, shape.weights, strict=True):
        total = total + weight * np.exp(-rate * time) * _accumulated(rate, interval)
    return total


def infusion(shape: Disposition, time: Any, duration: Any, *, interval: Any = None) -> Any:
    """Concentration per unit dose, ``time`` after the start of an infusion of ``duration``.

    ``duration`` above 0; at steady state it must not exceed the interval.
    """
    total = 0.0
    during = np.minimum(time, duration)
    for rate, weight in zip(shape.rates, shape.weights, strict=True):
        response = during * _mean_decay(rate * during) * np.exp(-rate * (time - during))
        if interval is not None:
            steady = interval > 0
            before = np.where(steady, time + interval - duration, time)
            earlier = duration * _mean_decay(rate * duration) * np.exp(-rate * before)
            response = response + np.where(steady, earlier * _accumulated(rate, interval), 0.0)
        total = total + weight * response
    return total / duration


def oral(shape: Disposition, absorption: Any, time: Any, *, interval: Any = None) -> Any:
    """Concentration per unit absorbed dose, ``time`` after it entered the depot (first-order absorption).

    Parameters
    ----------
    absorption
        ka, 1/time. May equal an exponent of the disposition.
    time
        Since the dose less the lag; 0 gives 0 for a single dose.
    """
    total = 0.0
    for rate, weight in zip(shape.rates, shape.weights, strict=True):
        response = _difference(rate, absorption, time)
        if interval is not None:
            # (g(lambda) - g(ka)) / (ka - lambda), g(k) = exp(-k t) / (1 - exp(-k tau)), by sums alone
            earlier = _difference(rate, absorption, interval) * np.exp(-absorption * time)
            steady = response + earlier * _accumulated(absorption, interval)
            response = np.where(interval > 0, steady * _accumulated(rate, interval), response)
        total = total + weight * response
    return absorption * total


def _accumulated(rate: Any, interval: Any) -> Any:
    """1 / (1 - exp(-k tau)), and 1 for a single dose."""
    if interval is None:
        return 1.0
    steady = interval > 0
    return np.where(steady, -1 / np.expm1(-rate * np.where(steady, interval, 1.0)), 1.0)


def _mean_decay(x: Any) -> Any:
    """(1 - exp(-x)) / x for x >= 0, 1 at 0, with a derivative that is right there too."""
    small = x < _SERIES_BELOW
    safe = np.where(small, 1.0, x)
    series = 1 - x / 2 * (1 - x / 3 * (1 - x / 4 * (1 - x / 5)))
    return np.where(small, series, -np.expm1(-safe) / safe)


def _difference(rate: Any, absorption: Any, time: Any) -> Any:
    """(exp(-lambda t) - exp(-ka t)) / (ka - lambda), t exp(-k t) where they are equal."""
    gap = (absorption - rate) * time
    # exp(-slower t) phi(|gap|). The derivative at equality does not depend on the one chosen for `over`.
    over = np.maximum(-gap, 0.0)
    return time * np.exp(over - rate * time) * _mean_decay(gap + 2 * over)

"""Concentrations of every observation and their slopes, as loops for the compiler.

The formulas are those of :mod:`._compartments`, whose arrays they are tested against. As a graph of
array operations a gradient took fifty times as long: here every exponential is taken once, and nothing
as large as (observation, dose) is kept. Plain Python runs the loops too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_SERIES_BELOW = 0.02


def mean_decay(x: Any) -> Any:
    """(1 - exp(-x)) / x for x >= 0 and its derivative; by their series near 0."""
    value = 1.0 - x * (1 / 2 - x * (1 / 6 - x * (1 / 24 - x * (1 / 120 - x / 720))))
    slope = -0.5 + x * (1 / 3 - x * (1 / 8 - x * (1 / 30 - x * (1 / 144 - x / 840))))
    if x > _SERIES_BELOW:
        left = np.exp(-x)
        value = (1.0 - left) / x
        slope = (left - value) / x
    return value, slope


def accumulated(rate: Any, interval: Any) -> Any:
    """1 / (1 - exp(-k tau)) and its derivative by k; 1 for a single dose."""
    value, slope = 1.0, 0.0
    if interval > 0.0:
        part, _ = mean_decay(rate * interval)
        value = 1.0 / (rate * interval * part)
        slope = -interval * np.exp(-rate * interval) * value * value
    return value, slope


def difference(rate: Any, absorption: Any, time: Any) -> Any:
    """(exp(-lambda t) - exp(-ka t)) / (ka - lambda), and its derivatives by lambda and ka."""
    slow = min(rate, absorption)
    phi, slope = mean_decay((max(rate, absorption) - slow) * time)
    scale = time * np.exp(-slow * time)
    value = scale * phi
    by_fast = time * scale * slope
    by_slow = -time * value - by_fast
    by_rate = by_slow if rate < absorption else by_fast
    by_absorption = by_fast if rate < absorption else by_slow
    return value, by_rate, by_absorption


def absorbed(rate: Any, absorption: Any, time: Any, interval: Any) -> Any:
    """One exponential's response to an oral dose (over ka); derivatives by lambda, ka and time."""
    value, by_rate, by_absorption = difference(rate, absorption, time)
    left = np.exp(-absorption * time)
    by_time = left - rate * value
    if interval > 0.0:
        whole, whole_rate, whole_absorption = difference(rate, absorption, interval)
        depot, depot_slope = accumulated(absorption, interval)
        central, central_slope = accumulated(rate, interval)
        total = value + whole * left * depot
        by_time = central * (by_time - absorption * whole * left * depot)
        by_rate = central_slope * total + central * (by_rate + whole_rate * left * depot)
        earlier = whole_absorption * depot - whole * time * depot + whole * depot_slope
        by_absorption = central * (by_absorption + left * earlier)
        value = central * total
    return value, by_rate, by_absorption, by_time


def injected(rate: Any, time: Any, duration: Any, interval: Any) -> Any:
    """One exponential's response to a bolus (duration 0) or an infusion, and its derivative by lambda."""
    value, by_rate = 0.0, 0.0
    all_doses, all_slope = accumulated(rate, interval)
    if duration > 0.0:
        during = min(time, duration)
        phi, slope = mean_decay(rate * during)
        after = np.exp(-rate * (time - during))
        value = during * phi * after / duration
        by_rate = during * after * (during * slope - (time - during) * phi) / duration
        if interval > 0.0:
            whole, whole_slope = mean_decay(rate * duration)
            since = time + interval - duration
            before = np.exp(-rate * since)
            value += before * whole * all_doses
            by_rate += before * (all_doses * (duration * whole_slope - since * whole) + whole * all_slope)
    else:
        left = np.exp(-rate * time)
        value = left * all_doses
        by_rate = left * (all_slope - time * all_doses)
    return value, by_rate


def since_absorbed(elapsed: Any, lag: Any, interval: Any) -> Any:
    """Time since a dose entered the depot, not below 0; at steady state the dose before is at work first."""
    time = elapsed - lag
    if time < 0.0:
        time = max(time + interval, 0.0)
    return time


def oral_curve(  # noqa: PLR0917, compiled loops take no keywords
    rates: Floats,
    weights: Floats,
    absorption: Floats,
    lag: Floats,
    subject: Ints,
    elapsed: Floats,
    amount: Floats,
    interval: Floats,
) -> Floats:
    """Concentrations after oral doses, (observation,).

    Parameters
    ----------
    rates, weights
        Of the disposition, (exponential, subject).
    absorption, lag
        (subject,).
    subject
        Whose observation it is, (observation,).
    elapsed, amount, interval
        (observation, dose); an amount of 0 is no dose.
    """
    result = np.zeros(elapsed.shape[0])
    for n in range(elapsed.shape[0]):
        s = subject[n]
        total = 0.0
        for d in range(elapsed.shape[1]):
            if amount[n, d] > 0.0:
                time = since_absorbed(elapsed[n, d], lag[s], interval[n, d])
                for i in range(rates.shape[0]):
                    value, _, _, _ = absorbed(rates[i, s], absorption[s], time, interval[n, d])
                    total += amount[n, d] * weights[i, s] * value
        result[n] = absorption[s] * total
    return result


def oral_gradient(  # noqa: PLR0917, as above
    rates: Floats,
    weights: Floats,
    absorption: Floats,
    lag: Floats,
    subject: Ints,
    elapsed: Floats,
    amount: Floats,
    interval: Floats,
    upstream: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Gradient of the weighted sum of :func:`oral_curve` by rates, weights, absorption and lag."""
    by_rates = np.zeros((rates.shape[0], rates.shape[1]))
    by_weights = np.zeros((rates.shape[0], rates.shape[1]))
    by_absorption = np.zeros(rates.shape[1])
    by_lag = np.zeros(rates.shape[1])
    for n in range(elapsed.shape[0]):
        s = subject[n]
        ka = absorption[s]
        for d in range(elapsed.shape[1]):
            if amount[n, d] > 0.0:
                time = since_absorbed(elapsed[n, d], lag[s], interval[n, d])
                scale = upstream[n] * amount[n, d]
                for i in range(rates.shape[0]):
                    value, slope, by_ka, by_time = absorbed(rates[i, s], ka, time, interval[n, d])
                    by_weights[i, s] += scale * ka * value
                    by_rates[i, s] += scale * ka * weights[i, s] * slope
                    by_absorption[s] += scale * weights[i, s] * (value + ka * by_ka)
                    if time > 0.0:
                        by_lag[s] += -scale * ka * weights[i, s] * by_time
    return by_rates, by_weights, by_absorption, by_lag


def intravenous_curve(  # noqa: PLR0917, as above
    rates: Floats,
    weights: Floats,
    subject: Ints,
    elapsed: Floats,
    amount: Floats,
    interval: Floats,
    duration: Floats,
) -> Floats:
    """Concentrations after intravenous doses, (observation,); a duration of 0 is a bolus."""
    result = np.zeros(elapsed.shape[0])
    for n in range(elapsed.shape[0]):
        s = subject[n]
        total = 0.0
        for d in range(elapsed.shape[1]):
            if amount[n, d] > 0.0:
                for i in range(rates.shape[0]):
                    value, _ = injected(rates[i, s], elapsed[n, d], duration[n, d], interval[n, d])
                    total += amount[n, d] * weights[i, s] * value
        result[n] = total
    return result


def intravenous_gradient(  # noqa: PLR0917, as above
    rates: Floats,
    weights: Floats,
    subject: Ints,
    elapsed: Floats,
    amount: Floats,
    interval: Floats,
    duration: Floats,
    upstream: Floats,
) -> tuple[Floats, Floats]:
    """Gradient of the weighted sum of :func:`intravenous_curve` by rates and weights."""
    by_rates = np.zeros((rates.shape[0], rates.shape[1]))
    by_weights = np.zeros((rates.shape[0], rates.shape[1]))
    for n in range(elapsed.shape[0]):
        s = subject[n]
        for d in range(elapsed.shape[1]):
            if amount[n, d] > 0.0:
                scale = upstream[n] * amount[n, d]
                for i in range(rates.shape[0]):
                    value, slope = injected(rates[i, s], elapsed[n, d], duration[n, d], interval[n, d])
                    by_weights[i, s] += scale * value
                    by_rates[i, s] += scale * weights[i, s] * slope
    return by_rates, by_weights

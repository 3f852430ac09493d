"""Concentrations after doses that pass a chain of transit compartments before the depot, as loops.

Savic et al. (2007), Journal of Pharmacokinetics and Pharmacodynamics 34, 711: of a dose, the share
``k^(n+1) t^n exp(-k t) / Gamma(n + 1)`` a time unit enters the depot, k = (n + 1) / MTT, and n, the number of
transit compartments, need not be whole. Convolved with the closed form of a dose that enters the depot at
once by Gauss–Legendre quadrature: every term is positive, so nothing cancels however long the chain, and the
density is taken as the exponential of its logarithm, so nothing overflows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._compartments import Disposition, oral
from ._pk_curves import absorbed, difference

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NODES = 32
_MOST_CYCLES = 64
_SERIES_BELOW = 0.02


def _table() -> Floats:
    """Of nodes in (0, 1), (6, node): place, weight, log of the place; the same for a piece that ends now.

    Nodes crowd where the chain begins to be left, t^n being no polynomial, and in the second three at the end
    too, where what has just been absorbed is seen.
    """
    x, w = np.polynomial.legendre.leggauss(NODES)
    at, w = (x + 1) / 2, w / 2
    both = at * at * (3 - 2 * at)
    table: Floats = np.array([at * at, 2 * at * w, 2 * np.log(at), both, 6 * at * (1 - at) * w, np.log(both)])
    return table


TABLE = _table()


def emptied(shape: Any, rate: Any) -> Any:
    """Time by which all but about 1e-12 of a dose has left a chain of ``shape`` stages."""
    return (shape + 7.0 * np.sqrt(shape) + 14.0) / rate


def arrived(rate: Any, absorption: Any, time: Any, interval: Any, left: Any) -> Any:
    """One exponential's response to a dose into the depot (over ka), and its derivatives by lambda and ka.

    ``left`` is exp(-ka t), which all exponentials share.
    """
    value, by_rate, by_absorption = 0.0, 0.0, 0.0
    if interval > 0.0:
        value, by_rate, by_absorption, _ = absorbed(rate, absorption, time, interval)
    else:
        gap = absorption - rate
        if max(gap, -gap) * time > _SERIES_BELOW:
            other = np.exp(-rate * time)
            value = (other - left) / gap
            by_rate = (value - time * other) / gap
            by_absorption = (time * left - value) / gap
        else:
            value, by_rate, by_absorption = difference(rate, absorption, time)
    return value, by_rate, by_absorption


def add_piece(  # noqa: PLR0917, compiled loops take no keywords
    rates: Floats,
    weights: Floats,
    ka: Any,
    shape: Any,
    rate: Any,
    scale: Any,
    s: Any,
    n: Any,
    now: Any,
    begin: Any,
    end: Any,
    amount: Any,
    interval: Any,
    first: Any,
    table: Floats,
    result: Floats,
    slopes: Floats,
) -> int:
    """Add to observation ``n`` of subject ``s`` what left the chain between ``begin`` and ``end`` of a dose.

    ``now`` is the time since that dose; ``first`` the row of the table to begin with.
    """
    count = rates.shape[0]
    length = end - begin
    spread = np.log(length)
    for j in range(table.shape[1]):
        at = begin + length * table[first, j]
        logged = spread + table[first + 2, j]
        if begin > 0.0:
            logged = np.log(at)
        arriving = amount * length * table[first + 1, j] * np.exp(scale + (shape - 1.0) * logged - rate * at)
        since = max(now - at, 0.0)
        left = np.exp(-ka * since)
        seen = 0.0
        for i in range(count):
            value, by_rate, by_ka = arrived(rates[i, s], ka, since, interval, left)
            seen += ka * weights[i, s] * value
            slopes[i, n] += arriving * ka * weights[i, s] * by_rate
            slopes[count + i, n] += arriving * ka * value
            slopes[2 * count, n] += arriving * weights[i, s] * (value + ka * by_ka)
        result[n] += arriving * seen
        slopes[2 * count + 1, n] += arriving * seen * logged
        slopes[2 * count + 2, n] += -arriving * seen * at
    return 0


def transit_curve(  # noqa: PLR0917, as above
    rates: Floats,
    weights: Floats,
    absorption: Floats,
    shape: Floats,
    rate: Floats,
    scale: Floats,
    subject: Ints,
    elapsed: Floats,
    amount: Floats,
    interval: Floats,
    table: Floats,
) -> tuple[Floats, Floats]:
    """Concentrations, (observation,), and their derivatives by the parameters of whose they are.

    Parameters
    ----------
    rates, weights
        Of the disposition, (exponential, subject).
    absorption
        ka, (subject,), 1/time.
    shape, rate, scale
        n + 1; k, 1/time; and ``shape log(rate) - log(Gamma(shape))``, each (subject,).
    subject
        Whose observation it is, (observation,).
    elapsed, amount, interval
        (observation, dose); an amount of 0 is no dose.
    table
        :data:`TABLE`.

    Returns
    -------
    tuple
        The derivatives are (2 exponential + 4, observation), in the order of the arguments, ``scale`` held
        apart from ``shape`` and ``rate``.
    """
    count = rates.shape[0]
    result = np.zeros(elapsed.shape[0])
    slopes = np.zeros((2 * rates.shape[0] + 4, elapsed.shape[0]))
    for n in range(elapsed.shape[0]):
        s = subject[n]
        ka = absorption[s]
        far = emptied(shape[s], rate[s])
        for d in range(elapsed.shape[1]):
            if amount[n, d] > 0.0:
                cycles = 1
                if interval[n, d] > 0.0:  # what earlier doses of a steady state have left in the chain
                    cycles = _MOST_CYCLES
                for c in range(cycles):
                    now = elapsed[n, d] + c * interval[n, d]
                    begin = 0.0
                    if c > 0:
                        begin = now - interval[n, d]
                    end = min(now, far)
                    if end > begin:
                        first = 0
                        if now < far:
                            first = 3
                        add_piece(
                            rates, weights, ka, shape[s], rate[s], scale[s], s, n, now, begin, end,
                            amount[n, d], interval[n, d], first, table, result, slopes,
                        )  # fmt: skip
        slopes[2 * count + 3, n] = result[n]
    return result, slopes


def gathered(slopes: Floats, upstream: Floats, subject: Ints, like: Floats) -> Floats:
    """Sums over the observations of each subject of ``slopes`` times ``upstream``, (parameter, subject)."""
    result = np.zeros((slopes.shape[0], like.shape[0]))
    for k in range(slopes.shape[0]):
        for n in range(slopes.shape[1]):
            result[k, subject[n]] += slopes[k, n] * upstream[n]
    return result


def transit(
    seen: Disposition,
    absorption: Any,
    *,
    stages: Any,
    rate: Any,
    scale: Any,
    time: Any,
    interval: Any = None,
) -> Any:
    """Concentration per unit dose, ``time`` after it entered the chain, on arrays of one shape.

    Parameters
    ----------
    seen, absorption
        As of :func:`._compartments.oral`.
    stages, rate, scale
        ``shape``, ``rate`` and ``scale`` of :func:`transit_curve`.
    """
    far = emptied(stages, rate)
    total: Any = 0.0
    most = _MOST_CYCLES if interval is not None else 1
    for cycle in range(most):
        now = time if cycle == 0 else time + cycle * interval
        begin = 0.0 if cycle == 0 else now - interval
        end = np.minimum(now, far)
        going = end > begin
        if cycle:
            going &= interval > 0
            if not going.any():
                break
        for column in TABLE.T:
            part, weight = (np.where(now < far, column[3 + k], column[k]) for k in (0, 1))
            at = np.where(going, begin + (end - begin) * part, 1.0)
            mass = (end - begin) * weight * np.exp(scale + (stages - 1) * np.log(at) - rate * at)
            since = np.maximum(now - at, 0.0)
            total = total + np.where(going, mass * oral(seen, absorption, since, interval=interval), 0.0)
    return total

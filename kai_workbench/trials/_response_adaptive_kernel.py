"""Loops of response-adaptive trials, compiled."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
_MOST = 2048  # points of the grid
_REACH = 6.0  # SDs on either side
_FEW = 8.0  # responders or others


@numba.njit(cache=True, nogil=True, error_model="numpy")
def densities(  # noqa: C901, PLR0917, one loop, called for every look of every trial
    a: Floats,
    b: Floats,
    active: Flags,
    gap: float,
    grid: Floats,
    density: Floats,
    distribution: Floats,
) -> tuple[int, int]:
    """Densities and distribution functions of Beta(a, b) of the active arms on one grid.

    ``grid`` is (5, point): the rates, their logarithms and inverses, and those of the rest. Its step
    divides ``gap``, so that a distribution function is known a gap further on. Returns the number of
    points, and by how many points a gap moves.
    """
    low, high, narrow, few = 1.0, 0.0, 1.0, False
    for k in range(a.size):
        if active[k]:
            n = a[k] + b[k]
            mean = a[k] / n
            sd = math.sqrt(mean * (1 - mean) / (n + 1))
            low = min(low, mean - _REACH * sd)
            high = max(high, mean + _REACH * sd)
            narrow = min(narrow, sd)
            few = few or min(a[k], b[k]) < _FEW
    low, high = max(low, 1e-9), min(high, 1 - 1e-9)
    # A density that does not vanish at its end asks for a finer grid.
    step = max(narrow / (40 if few else 5), (high - low) / (_MOST - 2))
    moves = 0
    if gap > 0:
        moves = max(1, math.ceil(gap / step))
        if (high - low) * moves / gap > _MOST - 2:
            moves = max(1, math.floor(gap / step))
        step = gap / moves
    points = min(int((high - low) / step) + 2, _MOST)
    for i in range(points):
        x = min(low + i * step, 1 - 1e-9)
        grid[0, i], grid[1, i], grid[2, i] = x, math.log(x), math.log1p(-x)
        grid[3, i], grid[4, i] = 1 / x, 1 / (1 - x)
    for k in range(a.size):
        if not active[k]:
            continue
        p, q = a[k] - 1, b[k] - 1
        scale = math.lgamma(a[k] + b[k]) - math.lgamma(a[k]) - math.lgamma(b[k])
        total, before, slope_before = 0.0, 0.0, 0.0
        for i in range(points):
            f = math.exp(scale + p * grid[1, i] + q * grid[2, i])
            slope = f * (p * grid[3, i] - q * grid[4, i])
            if i > 0:
                width = grid[0, i] - grid[0, i - 1]
                # the trapezium with the slopes at its ends, so that the error falls with the fourth power
                total += width * (before + f) / 2 - width * width * (slope - slope_before) / 12
            density[k, i], distribution[k, i] = f, total
            before, slope_before = f, slope
        for i in range(points):
            distribution[k, i] /= total
            density[k, i] /= total
    return points, moves


@numba.njit(cache=True, nogil=True, error_model="numpy")
def best(  # noqa: PLR0917
    active: Flags,
    points: int,
    grid: Floats,
    density: Floats,
    distribution: Floats,
    highest: bool,  # noqa: FBT001
    found: Floats,
) -> None:
    """Probability of each active arm to have the highest (or lowest) rate."""
    arms = active.size
    total = 0.0
    for k in range(arms):
        found[k] = 0.0
        if not active[k]:
            continue
        for i in range(points):
            product = density[k, i]
            for j in range(arms):
                if j != k and active[j]:
                    product *= distribution[j, i] if highest else 1 - distribution[j, i]
            if i > 0:
                found[k] += product * (grid[0, i] - grid[0, i - 1]) / 2
            if i < points - 1:
                found[k] += product * (grid[0, i + 1] - grid[0, i]) / 2
        total += found[k]
    for k in range(arms):
        found[k] /= total


@numba.njit(cache=True, nogil=True, error_model="numpy")
def equivalent(  # noqa: PLR0917
    active: Flags, points: int, moves: int, grid: Floats, density: Floats, distribution: Floats
) -> float:
    """Probability that the rates of all active arms lie within the gap."""
    arms, total = active.size, 0.0
    for k in range(arms):
        if not active[k]:
            continue
        for i in range(points):
            product = density[k, i]  # arm k has the lowest rate
            for j in range(arms):
                if j != k and active[j]:
                    ahead = distribution[j, min(i + moves, points - 1)]
                    product *= ahead - distribution[j, i]
            if i > 0:
                total += product * (grid[0, i] - grid[0, i - 1]) / 2
            if i < points - 1:
                total += product * (grid[0, i + 1] - grid[0, i]) / 2
    return total


@numba.njit(cache=True, nogil=True, error_model="numpy")
def allocate(  # noqa: C901, PLR0917
    chance: Floats, active: Flags, least: float, most: float, control: float, share: Floats
) -> None:
    """Shares in proportion to ``chance``, held between limits; what a limit takes, the others give.

    The first arm has the share ``control`` where that is above 0.
    """
    arms = active.size
    fixed = np.zeros(arms, dtype=np.bool_)
    for k in range(arms):
        share[k] = 0.0
    if control > 0:
        share[0], fixed[0] = control, True
    for _ in range(2 * arms + 1):
        left, weight, free = 1.0, 0.0, 0
        for k in range(arms):
            if active[k] and fixed[k]:
                left -= share[k]
            elif active[k]:
                weight += chance[k]
                free += 1
        if free == 0:
            break
        again = False
        for k in range(arms):
            if active[k] and not fixed[k]:
                share[k] = left * (chance[k] / weight if weight > 0 else 1 / free)
        for k in range(arms):
            if active[k] and not fixed[k] and share[k] < least:
                share[k], fixed[k], again = least, True, True
            elif active[k] and not fixed[k] and share[k] > most:
                share[k], fixed[k], again = most, True, True
        if not again:
            break
    total = 0.0
    for k in range(arms):
        total += share[k]
    for k in range(arms):
        share[k] /= total


@numba.njit(cache=True, nogil=True, error_model="numpy")
def trials(  # noqa: C901, PLR0917
    generator: np.random.Generator,
    n: int,
    rates: Floats,
    prior: Floats,
    looks: Ints,
    randomised: Ints,
    least: float,
    most: float,
    control: float,
    power: float,
    superiority: float,
    inferiority: float,
    equivalence: float,
    gap: float,
    highest: bool,  # noqa: FBT001
    outcome: Ints,
    winner: Ints,
    size: Ints,
    allocated: Ints,
    responders: Ints,
    dropped: Ints,
    course: Floats,
    arm: Ints,
    response: Flags,
) -> None:
    """``n`` trials, one after another; the arrays from ``outcome`` on are filled.

    ``course`` holds by trial and look the shares and the probabilities to be best, where it is not empty.
    ``arm`` and ``response`` hold the patients of the last trial, in order of entry.
    """
    arms = rates.size
    grid = np.empty((5, _MOST))
    density, distribution = np.empty((arms, _MOST)), np.empty((arms, _MOST))
    share, chance, chance_of = np.empty(arms), np.empty(arms), np.empty(arms)
    a, b = np.empty(arms), np.empty(arms)
    for trial in range(n):
        active = np.ones(arms, dtype=np.bool_)
        share[:] = (1 - control) / (arms - 1) if control > 0 else 1 / arms
        if control > 0:
            share[0] = control
        entered, seen = 0, 0
        a[:], b[:] = prior[0], prior[1]
        outcome[trial], winner[trial] = 0, -1
        for look in range(looks.size):
            while entered < randomised[look]:
                u, k = generator.random(), 0
                edge = share[0]
                while u >= edge and k < arms - 1:
                    k += 1
                    edge += share[k]
                while not active[k]:  # rounding may leave u above the last edge
                    k -= 1
                arm[entered] = k
                response[entered] = generator.random() < rates[k]
                entered += 1
            while seen < looks[look]:
                if response[seen]:
                    a[arm[seen]] += 1
                else:
                    b[arm[seen]] += 1
                seen += 1
            points, moves = densities(a, b, active, gap, grid, density, distribution)
            best(active, points, grid, density, distribution, highest, chance)
            while True:  # a dropped arm changes the chances of the others
                lost = False
                for k in range(arms):
                    if active[k] and chance[k] < inferiority and (k > 0 or control == 0):
                        active[k], dropped[trial, k], lost = False, look + 1, True
                if not lost:
                    break
                points, moves = densities(a, b, active, gap, grid, density, distribution)
                best(active, points, grid, density, distribution, highest, chance)
            top = 0
            for k in range(arms):
                if chance[k] > chance[top]:
                    top = k
            if course.size > 0:
                for k in range(arms):
                    course[trial, look, 0, k], course[trial, look, 1, k] = share[k], chance[k]
            winner[trial] = top
            if chance[top] > superiority:
                outcome[trial] = 1
                break
            if (
                equivalence < 1
                and equivalent(active, points, moves, grid, density, distribution) > equivalence
            ):
                outcome[trial] = 2
                break
            for k in range(arms):
                chance_of[k] = chance[k] ** power if active[k] else 0.0
            allocate(chance_of, active, least, most, control, share)
        size[trial] = entered
        for i in range(entered):
            allocated[trial, arm[i]] += 1
            if response[i]:
                responders[trial, arm[i]] += 1

"""Compiled loops of the interval designs. Imported where they are run: numba takes a second to load."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

ELIMINATE = -2


@numba.njit(cache=True, nogil=True)
def select_one(  # noqa: PLR0917, compiled loops take no keywords
    n: Any, y: Any, table: Any, lowest_stop: Any, target: float, space: Any
) -> int:
    """Level of the dose whose isotonic estimate is closest to the target; -1 if none is admissible.

    The estimates (y + .05)/(n + .1) are pooled with weights of their inverse variances; of equal ones
    the highest dose is taken below the target, the lowest above it (Liu and Yuan 2015).
    """
    if n[0] >= 3 and y[0] >= lowest_stop[n[0]]:
        return -1
    value, weight, first, level = space[0], space[1], space[2], space[3]  # (4, dose), used again
    blocks = 0
    tried = 0
    for j in range(n.size):
        if n[j] >= 3 and table[n[j], y[j]] == ELIMINATE:
            break
        if n[j] == 0:
            continue
        level[tried] = j
        a, b = y[j] + 0.05, n[j] - y[j] + 0.05
        value[blocks] = a / (n[j] + 0.1)
        weight[blocks] = (n[j] + 0.1) ** 2 * (n[j] + 1.1) / (a * b)
        first[blocks] = tried
        tried += 1
        blocks += 1
        while blocks > 1 and value[blocks - 1] < value[blocks - 2]:
            total = weight[blocks - 1] + weight[blocks - 2]
            mixed = value[blocks - 1] * weight[blocks - 1] + value[blocks - 2] * weight[blocks - 2]
            value[blocks - 2] = mixed / total
            weight[blocks - 2] = total
            blocks -= 1
    best, chosen = np.inf, -1
    block = 0
    for k in range(tried):
        while block + 1 < blocks and first[block + 1] <= k:
            block += 1
        distance = abs(value[block] + (k + 1) * 1e-10 - target)
        if distance < best:
            best, chosen = distance, int(level[k])
    return chosen


@numba.njit(cache=True, nogil=True)
def select_many(n: Any, y: Any, table: Any, lowest_stop: Any, target: float) -> Any:
    """The same for many trials."""
    chosen = np.empty(n.shape[0], dtype=np.int64)
    space = np.empty((4, n.shape[1]))
    for trial in range(n.shape[0]):
        chosen[trial] = select_one(n[trial], y[trial], table, lowest_stop, target, space)
    return chosen


@numba.njit(cache=True, nogil=True)
def run_trials(  # noqa: PLR0917, compiled loops take no keywords
    tolerance: Any,
    rates: Any,
    table: Any,
    lowest_stop: Any,
    target: float,
    cohort: int,
    start: int,
    enough: int,
) -> Any:
    """Trials of an interval design: selected level, patients and DLTs by dose."""
    trials, most = tolerance.shape
    doses = rates.size
    selected = np.empty(trials, dtype=np.int16)
    patients = np.zeros((trials, doses), dtype=np.int16)
    dlts = np.zeros((trials, doses), dtype=np.int16)
    space = np.empty((4, doses))
    n, y = np.empty(doses, dtype=np.int64), np.empty(doses, dtype=np.int64)
    for trial in range(trials):
        n[:], y[:] = 0, 0
        d, treated, closed, none = start, 0, doses, False
        while treated < most:
            size = min(cohort, most - treated)
            for k in range(treated, treated + size):
                y[d] += tolerance[trial, k] < rates[d]
            n[d] += size
            treated += size
            if treated >= most:
                break
            code = table[n[d], y[d]]
            if code == ELIMINATE:
                closed = d
            if closed == 0 or (d == 0 and n[0] >= 3 and y[0] >= lowest_stop[n[0]]):
                none = True
                break
            level = d
            if code == 1 and d + 1 < closed:
                level = d + 1
            elif code < 0 and d > 0:
                level = d - 1
            if level == d and n[d] >= enough:
                break
            d = level
        patients[trial], dlts[trial] = n, y
        selected[trial] = -1 if none else select_one(n, y, table, lowest_stop, target, space)
    return selected, patients, dlts


@numba.njit(cache=True, nogil=True)
def moments(patients: Any, dlts: Any, over: Any) -> tuple[Any, Any]:
    """Sums over trials, and sums of products.

    Of the columns: patients by dose, DLTs by dose, all patients, all DLTs, patients above the target.
    """
    trials, doses = patients.shape
    width = 2 * doses + 3
    sums = np.zeros(width, dtype=np.int64)
    squares = np.zeros(width, dtype=np.int64)
    by_total = np.zeros(width, dtype=np.int64)
    row = np.empty(width, dtype=np.int64)
    for trial in range(trials):
        total, toxic, overdosed = np.int64(0), np.int64(0), np.int64(0)
        for j in range(doses):
            n, y = np.int64(patients[trial, j]), np.int64(dlts[trial, j])
            row[j], row[doses + j] = n, y
            total += n
            toxic += y
            if over[j]:
                overdosed += n
        row[2 * doses], row[2 * doses + 1], row[2 * doses + 2] = total, toxic, overdosed
        for k in range(width):
            sums[k] += row[k]
            squares[k] += row[k] * row[k]
            by_total[k] += row[k] * total
    return sums, np.stack((squares, by_total))

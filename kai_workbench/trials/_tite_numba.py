"""Compiled loops of the designs that do not wait for full follow-up."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from ._isotonic_numba import ELIMINATE, select_one

WAIT = 9


@numba.njit(cache=True, nogil=True)
def tite_boin_bounds(  # noqa: PLR0917, compiled loops take no keywords
    n: int, y: int, pending: int, up: float, down: float, target: float
) -> tuple[float, float]:
    """Total follow-up of the pending patients, in windows, from which to go up and to which to go down.

    A pending patient's outcome is replaced by its mean given the follow-up; the DLT rate is that of the
    completed ones under a Beta(φ/2, 1 − φ/2) prior. Up only below the target, down only from it on.
    """
    rate = (y + 0.5 * target) / (n - pending + 1)
    odds = (1 - rate) / rate
    if y / n >= target - 1e-12:
        return np.inf, pending - odds * (n * down - y)
    return pending - odds * (n * up - y), -np.inf


@numba.njit(cache=True, nogil=True)
def tite_boin_decision(  # noqa: PLR0917, compiled loops take no keywords
    n: int,
    y: int,
    pending: int,
    followed: float,
    table: Any,
    up: float,
    down: float,
    target: float,
    most_pending: float,
) -> int:
    """1 up, 0 stay, -1 down, -2 down and eliminate, 9 wait."""
    if n == 0:
        return 0
    code = table[n, y]
    if code == ELIMINATE or pending == 0:
        return int(code)
    from_, to = tite_boin_bounds(n, y, pending, up, down, target)
    if to >= pending:
        return -1
    if pending > most_pending * n + 1e-12:
        return WAIT
    if followed >= from_:
        return 1
    return -1 if followed <= to else 0


@numba.njit(cache=True, nogil=True)
def snapshot(  # noqa: PLR0917, compiled loops take no keywords
    now: float, count: int, level: Any, entry: Any, event: Any, window: float, seen: Any
) -> float:
    """Patients, DLTs, pending and their follow-up in windows, by dose, into ``seen``; the next change."""
    seen[:, :] = 0.0
    change = np.inf
    for k in range(count):
        row = seen[level[k]]
        row[0] += 1
        known = entry[k] + min(event[k], window)
        if known <= now + 1e-12:
            row[1] += event[k] <= window
        else:
            row[2] += 1
            row[3] += (now - entry[k]) / window
            change = min(change, known)
    return change


@numba.njit(cache=True, nogil=True)
def run_tite_boin(  # noqa: PLR0917, C901, compiled loops take no keywords
    gaps: Any,
    tolerance: Any,
    timing: Any,
    rates: Any,
    table: Any,
    lowest_stop: Any,
    bounds: Any,
    target: float,
    most_pending: float,
    window: float,
    cohort: int,
    start: int,
    enough: int,
) -> Any:
    """Trials of TITE-BOIN: selected level, levels and entries by patient, DLT times, duration, waiting."""
    trials, most = tolerance.shape
    doses = rates.size
    selected = np.empty(trials, dtype=np.int64)
    levels = np.full((trials, most), -1, dtype=np.int64)
    entries = np.full((trials, most), np.nan)
    events = np.full((trials, most), np.inf)
    duration, waited = np.empty(trials), np.zeros(trials)
    seen, space = np.empty((doses, 4)), np.empty((4, doses))
    n, y = np.empty(doses, dtype=np.int64), np.empty(doses, dtype=np.int64)
    for trial in range(trials):
        level, entry, event = levels[trial], entries[trial], events[trial]
        d, now, count, none, ended = start, 0.0, 0, False, False
        while count < most and not none and not ended:
            now += gaps[trial, count] if count > 0 else 0.0
            while count > 0 and count % cohort == 0:
                change = snapshot(now, count, level, entry, event, window, seen)
                closed = doses
                for j in range(doses):
                    at, hit = int(seen[j, 0]), int(seen[j, 1])
                    if at >= 3 and table[at, hit] == ELIMINATE:
                        closed = j
                        break
                at, hit = int(seen[d, 0]), int(seen[d, 1])
                if closed == 0 or (d == 0 and at >= 3 and hit >= lowest_stop[at]):
                    none = True
                    break
                if d >= closed:
                    d = closed - 1
                    break
                code = tite_boin_decision(
                    at, hit, int(seen[d, 2]), seen[d, 3], table, bounds[0], bounds[1], target, most_pending
                )
                if code == WAIT:
                    waited[trial] += change - now
                    now = change
                    continue
                to = d
                if code == 1 and d + 1 < closed:
                    to = d + 1
                elif code < 0 and d > 0:
                    to = d - 1
                ended = to == d and at >= enough
                d = to
                break
            if none or ended:
                break
            level[count], entry[count] = d, now
            if tolerance[trial, count] < rates[d]:
                event[count] = timing[trial, count] * window
            count += 1
        if none:
            duration[trial] = now
            selected[trial] = -1
            continue
        duration[trial] = entry[count - 1] + window
        snapshot(np.inf, count, level, entry, event, window, seen)
        for j in range(doses):
            n[j], y[j] = int(seen[j, 0]), int(seen[j, 1])
        selected[trial] = select_one(n, y, table, lowest_stop, target, space)
    return selected, levels, entries, events, duration, waited


@numba.njit(cache=True, nogil=True)
def weighted_posterior(  # noqa: PLR0917, C901, compiled loops take no keywords
    now: float,
    count: int,
    level: Any,
    entry: Any,
    event: Any,
    window: float,
    log_prior: Any,
    p: Any,
    log_p: Any,
    log_q: Any,
    of: Any,
    space: Any,
    found: Any,
) -> None:
    """Posterior means of the columns of ``of`` into ``found``; a pending patient weighs by its follow-up."""
    nodes = log_prior.size
    log, pending, known = space[0, :nodes], space[1, :nodes], space[2]
    log[:] = log_prior
    pending[:], known[:] = 1.0, 0.0
    for k in range(count):
        j = level[k]
        if entry[k] + event[k] <= now + 1e-12 and event[k] <= window:
            known[2 * j] += 1
        elif now - entry[k] >= window - 1e-12:
            known[2 * j + 1] += 1
        else:
            weight = (now - entry[k]) / window
            for m in range(nodes):
                pending[m] *= 1 - weight * p[j, m]
    for j in range(log_p.shape[0]):
        for m in range(nodes):
            log[m] += known[2 * j] * log_p[j, m] + known[2 * j + 1] * log_q[j, m]
    for m in range(nodes):
        log[m] += np.log(max(pending[m], 1e-300))
    highest, total = log.max(), 0.0
    found[:] = 0.0
    for m in range(nodes):
        away = log[m] - highest
        if away > -34.0:
            mass = np.exp(away)
            total += mass
            for c in range(found.size):
                found[c] += mass * of[m, c]
    found /= total


@numba.njit(cache=True, nogil=True)
def crm_level(  # noqa: PLR0917, compiled loops take no keywords
    found: Any, log_skeleton: Any, target: float, cutoff: float, highest: int, ceiling: int
) -> int:
    """Closest to the target, at most ``highest`` and ``ceiling``, and admissible; -2 if no dose is."""
    allowed = -1
    for j in range(log_skeleton.size):
        if found[1 + j] <= cutoff:
            allowed = j
    if allowed < 0:
        return -2
    best, level = np.inf, 0
    for j in range(log_skeleton.size):
        away = abs(np.exp(np.exp(found[0]) * log_skeleton[j]) - target)
        if away < best:
            best, level = away, j
    return min(level, allowed, highest, ceiling)


@numba.njit(cache=True, nogil=True)
def run_tite_crm(  # noqa: PLR0917, compiled loops take no keywords
    gaps: Any,
    tolerance: Any,
    timing: Any,
    rates: Any,
    log_skeleton: Any,
    log_prior: Any,
    log_p: Any,
    log_q: Any,
    of: Any,
    target: float,
    cutoff: float,
    window: float,
    cohort: int,
    start: int,
    skip: int,
    coherent: int,
) -> Any:
    """Trials of TITE-CRM; as :func:`run_tite_boin`."""
    trials, most = tolerance.shape
    doses = rates.size
    selected = np.empty(trials, dtype=np.int64)
    levels = np.full((trials, most), -1, dtype=np.int64)
    entries = np.full((trials, most), np.nan)
    events = np.full((trials, most), np.inf)
    duration = np.empty(trials)
    p = np.exp(log_p)
    space, found = np.empty((3, max(log_prior.size, 2 * doses))), np.empty(of.shape[1])
    for trial in range(trials):
        level, entry, event = levels[trial], entries[trial], events[trial]
        d, now, count, none, given = start, 0.0, 0, False, start
        while count < most:
            now += gaps[trial, count] if count > 0 else 0.0
            if count > 0 and count % cohort == 0:
                weighted_posterior(
                    now, count, level, entry, event, window, log_prior, p, log_p, log_q, of, space, found
                )
                hot = 0
                for k in range(count - cohort, count):
                    hot += entry[k] + event[k] <= now + 1e-12 and event[k] <= window
                ceiling = d if coherent and hot >= target * cohort else doses
                to = crm_level(found, log_skeleton, target, cutoff, doses if skip else given + 1, ceiling)
                if to < 0:
                    none = True
                    break
                d = to
            level[count], entry[count] = d, now
            given = max(given, d)
            if tolerance[trial, count] < rates[d]:
                event[count] = timing[trial, count] * window
            count += 1
        duration[trial] = now if none else entry[count - 1] + window
        selected[trial] = -1
        if not none:
            weighted_posterior(
                np.inf, count, level, entry, event, window, log_prior, p, log_p, log_q, of, space, found
            )
            selected[trial] = max(-1, crm_level(found, log_skeleton, target, cutoff, given, doses))
    return selected, levels, entries, events, duration

"""Compiled decisions of BOIN12 and U-BOIN. Imported where they are run: numba takes a second to load.

Tables are indexed by patients and then by DLTs, responses or the sum of utilities.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

STOP, NONE = -1, -2


@numba.njit(cache=True, nogil=True)
def open_levels(n: Any, t: Any, e: Any, toxic: Any, futile: Any) -> Any:
    """Which doses are open: not at or above a toxic one, and not futile."""
    ok = np.zeros(n.size, dtype=np.bool_)
    for j in range(n.size):
        if toxic[n[j], t[j]]:
            break
        ok[j] = not futile[n[j], e[j]]
    return ok


@numba.njit(cache=True, nogil=True)
def _neighbours(ok: Any, d: int) -> tuple[int, int]:
    """The nearest open doses below and above; -1 where there is none."""
    below, above = -1, -1
    for j in range(d):
        if ok[j]:
            below = j
    for j in range(ok.size - 1, d, -1):
        if ok[j]:
            above = j
    return below, above


@numba.njit(cache=True, nogil=True)
def boin12_next(  # noqa: PLR0917, compiled loops take no keywords
    n: Any,
    t: Any,
    s: Any,
    d: int,
    ok: Any,
    desirability: Any,
    up: float,
    down: float,
    explore: int,
    explore_at: int,
) -> int:
    """Level of the next cohort, or -2."""
    below, above = _neighbours(ok, d)
    if t[d] >= down * n[d]:
        if below >= 0:
            return below
        return d if ok[d] else NONE
    best, chosen = -1.0, NONE
    if below >= 0:
        best, chosen = desirability[n[below], s[below]], below
    if ok[d] and desirability[n[d], s[d]] >= best:
        best, chosen = desirability[n[d], s[d]], d
    may_rise = above >= 0 and (n[d] < explore or t[d] <= up * n[d])
    if may_rise and desirability[n[above], s[above]] >= best:
        chosen = above
    if above >= 0 and n[above] == 0 and n[d] >= explore_at:
        chosen = above
    return chosen


@numba.njit(cache=True, nogil=True)
def boin12_decide(  # noqa: PLR0917, compiled loops take no keywords
    n: Any,
    t: Any,
    e: Any,
    s: Any,
    d: Any,
    toxic: Any,
    futile: Any,
    desirability: Any,
    up: float,
    down: float,
    explore: int,
    explore_at: int,
    enough: int,
) -> Any:
    """The same for many trials; -1 where enough patients are at the current dose."""
    level = np.empty(d.size, dtype=np.int64)
    for k in range(d.size):
        ok = open_levels(n[k], t[k], e[k], toxic, futile)
        if not ok.any():
            level[k] = NONE
        elif n[k, d[k]] >= enough:
            level[k] = STOP
        else:
            level[k] = boin12_next(n[k], t[k], s[k], d[k], ok, desirability, up, down, explore, explore_at)
    return level


@numba.njit(cache=True, nogil=True)
def highest_mean(n: Any, s: Any, ok: Any, prior_sum: float, prior_mass: float) -> int:
    """The dose that was given, is open, and has the highest posterior mean utility; -1 if none."""
    best, chosen = -1.0, -1
    for j in range(n.size):
        if ok[j] and n[j] > 0:
            mean = (prior_sum + s[j]) / (prior_mass + n[j])
            if mean > best:
                best, chosen = mean, j
    return chosen


@numba.njit(cache=True, nogil=True)
def boin12_select(  # noqa: PLR0917, compiled loops take no keywords
    n: Any, t: Any, e: Any, s: Any, mtd: Any, toxic: Any, futile: Any
) -> Any:
    """Of the open doses not above the maximum tolerated one, that of the highest mean utility; -1 if none."""
    level = np.empty(mtd.size, dtype=np.int64)
    for k in range(mtd.size):
        ok = open_levels(n[k], t[k], e[k], toxic, futile)
        ok[mtd[k] + 1 :] = False
        level[k] = highest_mean(n[k], s[k], ok, 100.0, 2.0)
    return level


@numba.njit(cache=True, nogil=True)
def uboin_open(n: Any, t: Any, e: Any, eliminated: Any, toxic: Any, futile: Any, stage_one: int) -> Any:  # noqa: PLR0917
    """Admissible doses: below the lowest eliminated one and, in stage II, neither toxic nor futile."""
    second = (n >= stage_one).any()
    ok = np.zeros(n.size, dtype=np.bool_)
    for j in range(n.size):
        if eliminated[n[j], t[j]]:
            break
        ok[j] = not second or not (toxic[n[j], t[j]] or futile[n[j], e[j]])
    return ok


@numba.njit(cache=True, nogil=True)
def _first_closed(n: Any, t: Any, eliminated: Any) -> int:
    """Lowest level that is eliminated; the number of doses if none is."""
    for j in range(n.size):
        if eliminated[n[j], t[j]]:
            return j
    return int(n.size)


@numba.njit(cache=True, nogil=True)
def _stage_one(n: int, t: int, here: int, closed: int, up: float, down: float) -> int:  # noqa: PLR0917
    """BOIN's next level, kept below the closed ones."""
    if here >= closed:
        return closed - 1
    if t <= up * n:
        return min(here + 1, closed - 1)
    return max(here - 1, 0) if t >= down * n else here


@numba.njit(cache=True, nogil=True)
def uboin_decide(  # noqa: PLR0917, compiled loops take no keywords
    n: Any,
    t: Any,
    e: Any,
    s: Any,
    d: Any,
    eliminated: Any,
    toxic: Any,
    futile: Any,
    up: float,
    down: float,
    stage_one: int,
    enough: int,
    prior_sum: float,
    prior_mass: float,
) -> Any:
    """Level of the next cohort by trial; -1 ends it, -2 ends it without a dose."""
    level = np.empty(d.size, dtype=np.int64)
    for k in range(d.size):
        here = d[k]
        closed = _first_closed(n[k], t[k], eliminated)
        if closed == 0:
            level[k] = NONE
        elif (n[k] >= enough).any():
            level[k] = STOP
        elif not (n[k] >= stage_one).any():
            level[k] = _stage_one(n[k, here], t[k, here], here, closed, up, down)
        else:
            top = np.flatnonzero(n[k])[-1]
            if t[k, top] <= up * n[k, top] and top + 1 < closed:
                level[k] = top + 1
            else:
                ok = uboin_open(n[k], t[k], e[k], eliminated, toxic, futile, stage_one)
                chosen = highest_mean(n[k], s[k], ok, prior_sum, prior_mass)
                level[k] = chosen if chosen >= 0 else NONE
    return level


@numba.njit(cache=True, nogil=True)
def uboin_select(  # noqa: PLR0917, compiled loops take no keywords
    n: Any,
    t: Any,
    e: Any,
    s: Any,
    eliminated: Any,
    toxic: Any,
    futile: Any,
    prior_sum: float,
    prior_mass: float,
) -> Any:
    """The admissible dose of the highest mean utility among those given; -1 if none."""
    level = np.empty(n.shape[0], dtype=np.int64)
    for k in range(n.shape[0]):
        ok = uboin_open(n[k], t[k], e[k], eliminated, toxic, futile, 0)
        level[k] = highest_mean(n[k], s[k], ok, prior_sum, prior_mass)
    return level

"""Every course of an escalation, counted.

All courses that end in the same counts have the same likelihood ∏ pⱼ^yⱼ (1 − pⱼ)^(nⱼ − yⱼ), whatever their
order. So the courses are counted once for the design, and a truth only weighs the final counts.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._watch import checkpoint
from ._cohorts import State
from ._design import Rows

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, eq=False)
class Courses:
    """Final states of a design.

    Attributes
    ----------
    rows
        As simulated trials: ``selected``, ``patients``, ``dlts``, ``stopped``.
    ways
        In how many ways the patients' outcomes lead to each.
    """

    rows: Rows
    ways: Floats

    def probability(self, rates: Sequence[float]) -> Floats:
        """Probability of each final state under the true DLT rates; they add up to 1."""
        p = np.asarray(rates, dtype=float)
        y = self.rows["dlts"]
        x = self.rows["patients"] - y
        with np.errstate(divide="ignore", invalid="ignore"):
            log = np.where(y > 0, y * np.log(p), 0.0) + np.where(x > 0, x * np.log1p(-p), 0.0)
        return np.asarray(self.ways * np.exp(log.sum(axis=1)))


def all_courses(design: Any, most_states: int) -> Courses | None:
    """Count the courses cohort by cohort, joining those that reach the same state; None if too many."""
    doses = len(design.doses)
    cohorts = -(-design.max_patients // design.cohort_size)
    pairs = sum(min(k * design.cohort_size, design.max_patients) + 1 for k in range(cohorts + 1))
    if doses * math.log2(pairs) + math.log2(doses + 1) >= 63:
        return None  # a state would not fit one integer
    state, ways, treated = State.empty(1, doses, design.start_level), np.ones(1), 0
    ended: list[tuple[State, Floats, NDArray[np.bool_]]] = []
    while state.d.size and treated < design.max_patients:
        checkpoint()
        size = design.next_size(treated)
        treated += size
        state, ways = _treat(state, ways, size)
        checkpoint()
        if state.d.size > most_states:
            return None
        level = design.decide(state)
        over = (level < 0) | (treated >= design.max_patients)
        ended.append((state.take(np.flatnonzero(over)), ways[over], level[over] == -2))
        going = np.flatnonzero(~over)
        state, ways = state.take(going), ways[going]
        state.d = level[going]
        state, ways = _join(state, ways, pairs)
    n = np.concatenate([one.n for one, _, _ in ended])
    last = State(
        n=n,
        y=np.concatenate([one.y for one, _, _ in ended]),
        d=np.concatenate([one.d for one, _, _ in ended]),
        last_n=np.concatenate([one.last_n for one, _, _ in ended]),
        last_y=np.concatenate([one.last_y for one, _, _ in ended]),
    )
    selected = design.select(last)
    selected[np.concatenate([none for _, _, none in ended])] = -1
    stopped = n.sum(axis=1) < design.max_patients
    rows = {"selected": selected, "patients": n, "dlts": last.y, "stopped": stopped}
    return Courses(rows, np.concatenate([count for _, count, _ in ended]))


def _treat(state: State, ways: Floats, size: int) -> tuple[State, Floats]:
    """Every outcome of a cohort of ``size`` in every state."""
    outcomes = np.arange(size + 1)
    rows = np.repeat(np.arange(state.d.size), size + 1)
    dlts = np.tile(outcomes, state.d.size)
    after = state.take(rows)
    after.add(size, dlts)
    number = np.array([math.comb(size, int(k)) for k in outcomes], dtype=float)
    return after, ways[rows] * number[dlts]


def _join(state: State, ways: Floats, pairs: int) -> tuple[State, Floats]:
    """One row for each distinct state, the ways added."""
    if not state.d.size:
        return state, ways
    # the pair (n, y) as one number: its place among all pairs that occur
    pair = state.n * (int(state.n.max()) + 2) + state.y
    _, place = np.unique(pair, return_inverse=True)
    place = place.reshape(pair.shape)
    key = state.d.copy()
    for dose in range(pair.shape[1]):
        key = key * pairs + place[:, dose]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return state.take(first), np.bincount(which, weights=ways, minlength=first.size)

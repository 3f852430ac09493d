"""Stiff differential equations of a few states with their sensitivities, as loops for the compiler.

Singly diagonally implicit Runge-Kutta of order 4, L-stable, five stages, with an embedded solution of order
3 that chooses the steps (Hairer & Wanner 1996, Solving Ordinary Differential Equations II, section IV.6,
table 6.5). Each stage is solved by Newton's method; sensitivities are the exact derivatives of the scheme,
by one more solution with the same matrix for every parameter.

The loops are a template: ``rates`` and ``slopes`` are those of a system, see :func:`solver_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STAGES = 5
GAMMA = 0.25
# Below the diagonal; the last row is the solution, so that the last stage lies at its end.
TABLEAU = np.array(
    [
        [1 / 4, 0, 0, 0, 0],
        [1 / 2, 1 / 4, 0, 0, 0],
        [17 / 50, -1 / 25, 1 / 4, 0, 0],
        [371 / 1360, -137 / 2720, 15 / 544, 1 / 4, 0],
        [25 / 24, -49 / 48, 125 / 16, -85 / 12, 1 / 4],
    ]
)
EMBEDDED = np.array([59 / 48, -17 / 96, 225 / 32, -85 / 12, 0.0])
ERROR = TABLEAU[-1] - EMBEDDED
NEWTON = 2
MOST_STEPS = 1000


def rates(state: Any, p: Any, s: Any, flow: Any, out: Any) -> Any:
    """Stands for a system's own."""
    raise NotImplementedError("a system brings its own")


def slopes(state: Any, p: Any, s: Any, by_state: Any, by_parameter: Any) -> Any:
    """Stands for a system's own."""
    raise NotImplementedError("a system brings its own")


def magnitude(x: Any) -> Any:
    """Its absolute value."""
    return max(x, -x)


def eliminated(matrix: Any, n: Any) -> Any:
    """Lower and upper factor of a matrix in its place, without pivots: I - h J of a system that decays."""
    for i in range(n):
        for j in range(i + 1, n):
            matrix[j, i] = matrix[j, i] / matrix[i, i]
            for k in range(i + 1, n):
                matrix[j, k] = matrix[j, k] - matrix[j, i] * matrix[i, k]
    return 0


def substituted(matrix: Any, n: Any, right: Any) -> Any:
    """The solution of a factored system, in the place of its right-hand side."""
    for i in range(n):
        for j in range(i):
            right[i] = right[i] - matrix[i, j] * right[j]
    for back in range(n):
        i = n - 1 - back
        for j in range(i + 1, n):
            right[i] = right[i] - matrix[i, j] * right[j]
        right[i] = right[i] / matrix[i, i]
    return 0


def solved(  # noqa: C901, PLR0917, one loop for the compiler, which takes no keywords
    p: Floats,
    subject: Ints,
    start: Ints,
    length: Floats,
    first: Ints,
    amount: Floats,
    into: Ints,
    flow: Floats,
    tolerance: Floats,
    tableau: Floats,
    error: Floats,
) -> tuple[Floats, Floats]:
    """States at the end of every interval, and their sensitivities.

    Parameters
    ----------
    p
        Parameters, (parameter, subject).
    subject
        Whose interval it is, (interval,).
    start
        Which parameter a state begins at, (state,); -1 for 0.
    length
        Of the intervals, time; a subject's follow one another.
    first
        1 where an interval begins a subject's record (or follows a reset), 0 elsewhere.
    amount, into
        What enters at the beginning of an interval, and into which state.
    flow
        What enters each state per time during the interval, (interval, state).
    tolerance
        Relative, absolute.
    tableau, error
        :data:`TABLEAU` and :data:`ERROR`.

    Returns
    -------
    values
        (interval, state); not a number where the steps did not suffice.
    sensitivities
        (interval, state, parameter).
    """
    n = start.shape[0]
    count = p.shape[0]
    intervals = length.shape[0]
    values = np.zeros((intervals, n))
    sensitivities = np.zeros((intervals, n, count))
    y = np.zeros(n)
    by = np.zeros((n, count))
    at = np.zeros(n)
    base = np.zeros(n)
    found = np.zeros(n)
    k = np.zeros((STAGES, n))
    k_by = np.zeros((STAGES, n, count))
    matrix = np.zeros((n, n))
    stored = np.zeros((STAGES, n, n))
    stage_slope = np.zeros((STAGES, n, count))
    jacobian = np.zeros((n, n))
    by_parameter = np.zeros((n, count))
    step = 0.0
    for interval in range(intervals):
        s = subject[interval]
        if first[interval] > 0:
            step = 0.0
            for i in range(n):
                y[i] = 0.0
                for q in range(count):
                    by[i, q] = 0.0
                if start[i] >= 0:
                    y[i] = p[start[i], s]
                    by[i, start[i]] = 1.0
        y[into[interval]] = y[into[interval]] + amount[interval]
        left = length[interval]
        # A dose is a shock: begin again with a short step.
        if amount[interval] > 0.0:
            step = 0.0
        if step <= 0.0:
            step = 1e-3 * left
        for _attempt in range(MOST_STEPS):
            if left > 0.0:
                h = min(step, left)
                for stage in range(STAGES):
                    for i in range(n):
                        base[i] = y[i]
                        for j in range(stage):
                            base[i] = base[i] + h * tableau[stage, j] * k[j, i]
                        at[i] = base[i]
                        if stage > 0:
                            at[i] = base[i] + h * GAMMA * k[stage - 1, i]
                    for _turn in range(NEWTON):
                        rates(at, p, s, flow[interval], found)
                        slopes(at, p, s, jacobian, by_parameter)
                        for i in range(n):
                            for j in range(n):
                                matrix[i, j] = -h * GAMMA * jacobian[i, j]
                            matrix[i, i] = matrix[i, i] + 1.0
                            found[i] = base[i] + h * GAMMA * found[i] - at[i]
                        eliminated(matrix, n)
                        substituted(matrix, n, found)
                        for i in range(n):
                            at[i] = at[i] + found[i]
                    for i in range(n):
                        k[stage, i] = (at[i] - base[i]) / (h * GAMMA)
                        for j in range(n):
                            stored[stage, i, j] = matrix[i, j]
                        for q in range(count):
                            stage_slope[stage, i, q] = by_parameter[i, q]
                # What Newton's method still moved in the last stage stands for what it left undone.
                size = 0.0
                for i in range(n):
                    scale = tolerance[1] + tolerance[0] * max(magnitude(y[i]), magnitude(at[i]))
                    size = size + 100.0 * found[i] * found[i] / (scale * scale)
                for i in range(n):
                    found[i] = 0.0
                    for stage in range(STAGES):
                        found[i] = found[i] + h * error[stage] * k[stage, i]
                # Filtered by the last stage's matrix: a stiff part would be told as an error that is none.
                substituted(matrix, n, found)
                for i in range(n):
                    scale = tolerance[1] + tolerance[0] * max(magnitude(y[i]), magnitude(at[i]))
                    size = size + found[i] * found[i] / (scale * scale)
                size = np.sqrt(size / n)
                if size <= 1.0:
                    for stage in range(STAGES):
                        for q in range(count):
                            for i in range(n):
                                base[i] = by[i, q]
                                for j in range(stage):
                                    base[i] = base[i] + h * tableau[stage, j] * k_by[j, i, q]
                                found[i] = base[i] + h * GAMMA * stage_slope[stage, i, q]
                            for i in range(n):
                                for j in range(n):
                                    matrix[i, j] = stored[stage, i, j]
                            substituted(matrix, n, found)
                            for i in range(n):
                                k_by[stage, i, q] = (found[i] - base[i]) / (h * GAMMA)
                    for i in range(n):
                        y[i] = at[i]
                        for q in range(count):
                            for stage in range(STAGES):
                                by[i, q] = by[i, q] + h * tableau[STAGES - 1, stage] * k_by[stage, i, q]
                    left = left - h
                    if left < 1e-12 * length[interval]:
                        left = 0.0
                # nan fails both comparisons: the step is cut
                change = 0.2
                if size <= 1e-8:
                    change = 5.0
                if size > 1e-8:
                    change = min(5.0, max(0.2, 0.9 * np.exp(-0.25 * np.log(size))))
                # A step cut short by the interval's end says little about the next.
                whole = step
                step = h * change
                if size <= 1.0:
                    step = max(step, whole)
        for i in range(n):
            values[interval, i] = y[i] if left <= 0.0 else y[i] + np.log(-1.0 - left)
            for q in range(count):
                sensitivities[interval, i, q] = by[i, q]
    return values, sensitivities


def solver_of(system: dict[str, Any]) -> Callable[..., Any]:
    """The loops of :func:`solved` for a system: its ``rates`` and ``slopes``.

    ``rates(state, p, s, flow, out)`` writes the time derivatives of ``state`` (state,) for the parameters
    ``p`` (parameter, subject) of subject ``s``, ``flow`` (state,) entering, into ``out``;
    ``slopes(state, p, s, by_state, by_parameter)`` the Jacobian (state, state) and the derivatives by the
    parameters (state, parameter). Both return 0. What they leave out of the Jacobian stays 0.
    """
    return FunctionType(solved.__code__, {**globals(), **system})


def solved_arrays(
    system: dict[str, Any],
    p: Floats,
    *,
    start: Ints,
    table: dict[str, NDArray[Any]],
    tolerance: Floats,
    sensitivities: bool = False,
) -> tuple[Floats, Floats]:
    """:func:`solved` for many subjects, or draws of them, side by side.

    Parameters
    ----------
    p
        (parameter, run).
    table
        ``length`` and ``amount`` (run, interval), ``into`` (run, interval), ``flow`` (run, interval, state)
        and ``fresh`` (run, interval), padded with intervals of length 0.

    Returns
    -------
    values
        (run, interval, state).
    sensitivities
        (run, interval, state, parameter); of no parameters unless asked for.
    """
    rates, slopes = system["rates"], system["slopes"]
    n, runs = len(start), p.shape[1]
    count = p.shape[0] if sensitivities else 0
    begin, begin_by = np.zeros((n, runs)), np.zeros((n, count, runs))
    for i, parameter in enumerate(start):
        if parameter >= 0:
            begin[i] = p[parameter]
            if sensitivities:
                begin_by[i, parameter] = 1.0
    intervals = table["length"].shape[1]
    values, by_all = np.zeros((runs, intervals, n)), np.zeros((runs, intervals, n, count))
    y, by, step = begin.copy(), begin_by.copy(), np.zeros(runs)
    every = np.arange(runs)
    for interval in range(intervals):
        fresh = table["fresh"][:, interval] > 0
        y[:, fresh], by[:, :, fresh], step[fresh] = begin[:, fresh], begin_by[:, :, fresh], 0.0
        amount, length = table["amount"][:, interval], table["length"][:, interval]
        y[table["into"][:, interval], every] += amount
        step[amount > 0] = 0.0
        step = np.where(step <= 0, 1e-3 * length, step)
        left = length.copy()
        flow = table["flow"][:, interval].T
        for _ in range(MOST_STEPS):
            active = np.flatnonzero(left > 0)
            if not len(active):
                break
            h = np.minimum(step[active], left[active])
            own = p[:, active], flow[:, active], h
            at, k, found, stages = _stages(rates, slopes, y[:, active], *own, count)
            scale = tolerance[1] + tolerance[0] * np.maximum(abs(y[:, active]), abs(at))
            wrong = _solve(stages[-1][0], h * np.tensordot(ERROR, k, axes=1))
            size = np.sqrt((100 * (found / scale) ** 2 + (wrong / scale) ** 2).sum(axis=0) / n)
            good = size <= 1
            taken = active[good]
            if count:
                by[:, :, taken] = _derived(
                    by[:, :, taken], h[good], [(a[good], b[..., good]) for a, b in stages]
                )
            y[:, taken] = at[:, good]
            left[taken] -= h[good]
            left[left < 1e-12 * length] = 0.0
            with np.errstate(divide="ignore", invalid="ignore"):
                change = np.clip(0.9 * size**-0.25, 0.2, 5.0)
            step[active] = np.where(
                good, np.maximum(h * change, step[active]), h * np.where(np.isfinite(size), change, 0.2)
            )
        values[:, interval] = np.where(left > 0, np.nan, y).T
        by_all[:, interval] = np.moveaxis(by, 2, 0)
    return values, by_all


def _stages(  # noqa: PLR0917, of one step
    rates: Any, slopes: Any, y: Floats, p: Floats, flow: Floats, h: Floats, count: int
) -> tuple[Floats, Floats, Floats, list[tuple[Floats, Floats]]]:
    """The end of a step, the stages' derivatives, the last change, and their matrices and slopes."""
    n, runs = y.shape
    k = np.zeros((STAGES, n, runs))
    whole = slice(None)
    kept = []
    at = found = y
    for stage in range(STAGES):
        base = y + h * np.tensordot(TABLEAU[stage, :stage], k[:stage], axes=1)
        at = base + (h * GAMMA * k[stage - 1] if stage else 0.0)
        matrix, by_parameter = np.zeros(0), np.zeros(0)
        for _ in range(NEWTON):
            out, jacobian = np.zeros((n, runs)), np.zeros((n, n, runs))
            by_parameter = np.zeros((n, len(p), runs))
            rates(at, p, whole, flow, out)
            slopes(at, p, whole, jacobian, by_parameter)
            matrix = np.eye(n) - np.moveaxis(h * GAMMA * jacobian, 2, 0)
            found = _solve(matrix, base + h * GAMMA * out - at)
            at = at + found
        k[stage] = (at - base) / (h * GAMMA)
        kept.append((matrix, by_parameter[:, :count]))
    return at, k, found, kept


def _derived(by: Floats, h: Floats, stages: list[tuple[Floats, Floats]]) -> Floats:
    """Sensitivities after a step."""
    k: list[Floats] = []
    for stage, (matrix, slope) in enumerate(stages):
        base = by + h * sum((TABLEAU[stage, j] * k[j] for j in range(stage)), np.zeros_like(by))
        right = np.moveaxis(base + h * GAMMA * slope, 2, 0)
        k.append((np.moveaxis(np.linalg.solve(matrix, right), 0, 2) - base) / (h * GAMMA))
    return by + h * sum(
        (weight * each for weight, each in zip(TABLEAU[-1], k, strict=True)), np.zeros_like(by)
    )


def _solve(matrix: Floats, right: Floats) -> Floats:
    """(run, state, state) and (state, run)."""
    return np.linalg.solve(matrix, right.T[..., None])[..., 0].T

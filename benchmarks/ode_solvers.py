"""Milliseconds of a gradient and error of candidates for responses and target-mediated disposition.

python benchmarks/ode_solvers.py [--subjects 20]

Values and sensitivities by all parameters, of subjects whose parameters scatter by 20%; one core, compiled
by numba, so that all candidates stand alike. The error is the largest over subjects and times, over the
largest value of the curve, against scipy's Radau at rtol 1e-10. Candidates: the classical Runge-Kutta
method with fixed steps and forward sensitivities; SDIRK of order 4 with steps by tolerance; quadrature over
closed-form concentrations with its reverse gradient (what is linear in the response only).
"""

from __future__ import annotations

import argparse
import functools
import time
from types import FunctionType

import numba
import numpy as np
from scipy.integrate import solve_ivp

from kai_workbench.models import _pk_curves, _sdirk, _target_systems, _turnover

LENGTHS = np.diff([0.0, 6.0, 24.0, 48.0, 72.0, 96.0, 144.0])
DOSE = 100.0
LINEAR = {"CL": 0.13, "V": 8.0}
TARGET = {"kdeg": 0.05, "kint": 0.03, "target": 5.0}
CASES = {
    "indirect response I": {"ka": 1.0} | LINEAR | {"kout": 0.05, "C50": 1.0},
    "michaelis-menten": LINEAR | {"Vmax": 2.0, "KM": 0.5},
    "quasi-steady-state": LINEAR | {"KSS": 0.1} | TARGET,
    "full": LINEAR | {"kon": 2.0, "KD": 0.1} | TARGET,
}


def response_rates(state, p, s, flow, out):  # noqa: ARG001
    """Depot, central amount, departure of the response from its baseline 1."""
    c = state[1] / p[2, s]
    out[0] = -p[0, s] * state[0]
    out[1] = p[0, s] * state[0] - p[1, s] * c
    out[2] = p[3, s] * (-c / (p[4, s] + c) - state[2])
    return 0


def response_slopes(state, p, s, by_state, by_parameter):
    """Its derivatives."""
    volume = p[2, s]
    c = state[1] / volume
    whole = p[4, s] + c
    slope = -p[3, s] * p[4, s] / (whole * whole)
    by_state[0, 0] = -p[0, s]
    by_state[1, 0] = p[0, s]
    by_state[1, 1] = -p[1, s] / volume
    by_state[2, 1] = slope / volume
    by_state[2, 2] = -p[3, s]
    by_parameter[0, 0] = -state[0]
    by_parameter[1, 0] = state[0]
    by_parameter[1, 1] = -c
    by_parameter[1, 2] = p[1, s] * c / volume
    by_parameter[2, 2] = -slope * c / volume
    by_parameter[2, 3] = -c / whole - state[2]
    by_parameter[2, 4] = p[3, s] * c / (whole * whole)
    return 0


def runge_kutta(  # noqa: C901, PLR0917
    p, subject, start, length, first, amount, into, flow, step
):
    """The classical method with steps of at most ``step``."""
    n, count = start.shape[0], p.shape[0]
    values = np.zeros((length.shape[0], n))
    slopes_of = np.zeros((length.shape[0], n, count))
    y, by = np.zeros(n), np.zeros((n, count))
    k, k_by = np.zeros((4, n)), np.zeros((4, n, count))
    at, at_by = np.zeros(n), np.zeros((n, count))
    jacobian, by_parameter = np.zeros((n, n)), np.zeros((n, count))
    for interval in range(length.shape[0]):
        s = subject[interval]
        if first[interval] > 0:
            by[:] = 0.0
            y[:] = 0.0
            for i in range(n):
                if start[i] >= 0:
                    y[i] = p[start[i], s]
                    by[i, start[i]] = 1.0
        y[into[interval]] += amount[interval]
        steps = int(np.ceil(length[interval] / step))
        h = length[interval] / steps
        for _ in range(steps):
            for stage in range(4):
                part = 0.0 if stage == 0 else (h if stage == 3 else h / 2)
                before = max(stage - 1, 0)
                for i in range(n):
                    at[i] = y[i] + part * k[before, i]
                    for q in range(count):
                        at_by[i, q] = by[i, q] + part * k_by[before, i, q]
                rates(at, p, s, flow[interval], k[stage])  # noqa: F821
                slopes(at, p, s, jacobian, by_parameter)  # noqa: F821
                for i in range(n):
                    for q in range(count):
                        k_by[stage, i, q] = by_parameter[i, q]
                        for j in range(n):
                            k_by[stage, i, q] += jacobian[i, j] * at_by[j, q]
            for i in range(n):
                y[i] += h / 6 * (k[0, i] + 2 * k[1, i] + 2 * k[2, i] + k[3, i])
                for q in range(count):
                    by[i, q] += (
                        h / 6 * (k_by[0, i, q] + 2 * k_by[1, i, q] + 2 * k_by[2, i, q] + k_by[3, i, q])
                    )
        values[interval] = y
        slopes_of[interval] = by
    return values, slopes_of


def compiled(function, **helpers):
    """With its helpers compiled, by numba."""
    names = {**function.__globals__, **helpers}
    for name in function.__code__.co_names:
        one = names.get(name)
        if isinstance(one, FunctionType):
            names[name] = compiled(one)
    return numba.njit(FunctionType(function.__code__, names))


def system_of(case: str, names: tuple[str, ...]):
    if case.startswith("indirect"):
        return {"rates": response_rates, "slopes": response_slopes}, ("DEPOT", "CENTRAL", "RESPONSE")
    form = {"peripheral": False, "depot": False}
    return _target_systems.system(case, names, **form), _target_systems.states(case, **form)


def timed(run) -> float:
    run()
    best = np.inf
    for _ in range(5):
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    return 1e3 * best


def told(case: str, method: str, milliseconds: float, values, reference) -> None:
    scale = np.abs(reference).max(axis=(0, 1))
    error = float(np.max(np.abs(values - reference) / scale)) if np.isfinite(values).all() else np.nan
    print(f"{case} | {method} | {milliseconds:.2f} | {error:.1e}", flush=True)


def referred(made, p, start, states: int):
    """States by scipy, (subject, time, state)."""

    def slope(_time, y, s):
        out = np.zeros(states)
        made["rates"](y, p, s, np.zeros(states), out)
        return out

    found = []
    for s in range(p.shape[1]):
        begin = np.array([p[at, s] if at >= 0 else 0.0 for at in start])
        begin[0] += DOSE
        ends = np.cumsum(LENGTHS)
        settings = {"t_eval": ends, "args": (s,), "rtol": 1e-10, "atol": 1e-12, "method": "Radau"}
        found.append(solve_ivp(slope, (0, ends[-1]), begin, **settings).y.T)
    return np.array(found)


def quadrature(p, subjects: int):
    """The response's departure at the ends, and the gradient of its sum."""
    ka, cl, volume, kout, half = p
    edges = [0.0, 0.25]
    while edges[-1] < LENGTHS.sum():
        edges.append(edges[-1] + min(edges[-1], 12.0))
    edges = np.union1d([x for x in edges if x < LENGTHS.sum()], np.cumsum(LENGTHS))
    length = np.diff(edges)
    steps = len(length)
    nodes = np.tile((edges[:-1, None] + length[:, None] * _turnover.AT).ravel(), subjects)
    of_node = np.repeat(np.arange(subjects), steps * _turnover.NODES)
    grid = (
        np.tile(length, subjects), np.repeat(np.arange(subjects), steps),
        np.tile((np.arange(steps) == 0).astype(np.int64), subjects), _turnover.WEIGHT, _turnover.INNER,
    )  # fmt: skip
    dose = (of_node, nodes[:, None], np.full((len(nodes), 1), DOSE), np.zeros((len(nodes), 1)))
    curve, curve_gradient = compiled(_pk_curves.oral_curve), compiled(_pk_curves.oral_gradient)
    forward, backward = compiled(_turnover.turnover), compiled(_turnover.turnover_gradient)
    shape = ((cl / volume)[None], (1 / volume)[None], ka, np.zeros(subjects))
    ends = np.tile(np.isin(edges[1:], np.cumsum(LENGTHS)), subjects)

    def run():
        c = curve(*shape, *dose)
        whole = half[of_node] + c
        loss = np.ones(len(c))
        result = forward(kout, 1 - c / whole, loss, *grid)
        _, by_production, _ = backward(kout, 1 - c / whole, loss, *grid, result, ends.astype(float))
        curve_gradient(*shape, *dose, -by_production * half[of_node] / whole**2)
        return result

    return run, ends


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=20)
    subjects = parser.parse_args().subjects
    rng = np.random.default_rng(0)
    print("case | method | ms a gradient | error")
    for case, typical in CASES.items():
        names = tuple(typical)
        made, labels = system_of(case, names)
        p = np.array(list(typical.values()))[:, None] * np.exp(
            0.2 * rng.standard_normal((len(names), subjects))
        )
        count = len(LENGTHS)
        start = np.array([names.index("target") if label == "TARGET" else -1 for label in labels])
        first = np.tile((np.arange(count) == 0).astype(np.int64), subjects)
        given = (
            p, np.repeat(np.arange(subjects), count), start, np.tile(LENGTHS, subjects), first, DOSE * first,
            np.zeros(count * subjects, dtype=np.int64), np.zeros((count * subjects, len(labels))),
        )  # fmt: skip
        reference = referred(made, p, start, len(labels))
        helpers = {name: compiled(each) for name, each in made.items()}
        fixed, adaptive = compiled(runge_kutta, **helpers), compiled(_sdirk.solved, **helpers)
        for step in (1.0, 0.1, 0.01):
            run = functools.partial(fixed, *given, step)
            spent = timed(run)
            told(case, f"Runge-Kutta, {step} h", spent, run()[0].reshape(reference.shape), reference)
        for tolerance in (1e-3, 1e-4, 1e-5):
            settings = np.array([tolerance, 1e-3 * tolerance]), _sdirk.TABLEAU, _sdirk.ERROR
            run = functools.partial(adaptive, *given, *settings)
            spent = timed(run)
            told(case, f"SDIRK, {tolerance:g}", spent, run()[0].reshape(reference.shape), reference)
        if case.startswith("indirect"):
            run, ends = quadrature(p, subjects)
            found = run()[ends].reshape(subjects, count, 1)
            told(case, "quadrature", timed(run), found, reference[:, :, 2:])


if __name__ == "__main__":
    main()

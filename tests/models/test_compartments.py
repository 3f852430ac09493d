"""Closed forms against the differential equations they solve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from kai_workbench.models._compartments import DISPOSITION, bolus, disposition, infusion, oral

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

VALUES = {"CL": 3.1, "V": 14.0, "Q": 5.2, "V2": 41.0, "Q3": 0.6, "V3": 120.0}
KA, DOSE, DURATION, TAU = 0.9, 100.0, 1.7, 12.0
TIMES = np.array([0.05, 0.4, 1.0, 1.7, 2.5, 6.0, 11.0, 30.0])


def rates(compartments):
    """The matrix of flows; the depot stands first."""
    flow = np.zeros((compartments + 1, compartments + 1))
    flow[0, 0], flow[1, 0] = -KA, KA
    flow[1, 1] = -VALUES["CL"] / VALUES["V"]
    for at, (q, v) in enumerate((("Q", "V2"), ("Q3", "V3"))[: compartments - 1], start=2):
        flow[1, 1] -= VALUES[q] / VALUES["V"]
        flow[at, 1] = VALUES[q] / VALUES["V"]
        flow[1, at] = VALUES[q] / VALUES[v]
        flow[at, at] = -VALUES[q] / VALUES[v]
    return flow


def integrate(flow, start, end, state, *, rate=0.0, at=()):
    """State at the end, and central concentrations at the times ``at``."""
    inflow = np.zeros(len(flow))
    inflow[1] = rate
    found = solve_ivp(
        lambda _t, y: flow @ y + inflow,
        (start, end),
        state,
        method="DOP853",
        rtol=1e-11,
        atol=1e-13,
        t_eval=np.unique([*at, end]),
    )
    return found.y[:, -1], found.y[1, : len(at)] / VALUES["V"]


def course(compartments, route, times, doses=(0.0,)):
    """Concentrations at ``times`` by integrating from event to event."""
    flow = rates(compartments)
    events = sorted({*doses, *(t + DURATION for t in doses if route == "infusion"), *times, 0.0})
    state, out = np.zeros(len(flow)), {}
    for start, end in zip(events, [*events[1:], events[-1] + 1.0], strict=True):
        if start in times:
            out[start] = state[1] / VALUES["V"]
        if start in doses and route != "infusion":
            state = state + DOSE * np.eye(len(flow))[0 if route == "oral" else 1]
        running = route == "infusion" and any(t <= start < t + DURATION for t in doses)
        state, _ = integrate(flow, start, end, state, rate=DOSE / DURATION if running else 0.0)
    return np.array([out[t] for t in times])


def closed(compartments, route, times, *, interval=None, values=VALUES, ka=KA):
    shape = disposition({k: values[k] for k in DISPOSITION[compartments]}, compartments=compartments)
    if route == "oral":
        return DOSE * oral(shape, ka, times, interval=interval)
    if route == "bolus":
        return DOSE * bolus(shape, times, interval=interval)
    return DOSE * infusion(shape, times, DURATION, interval=interval)


@pytest.mark.parametrize("compartments", [1, 2, 3])
@pytest.mark.parametrize("route", ["oral", "bolus", "infusion"])
def test_a_single_dose_follows_the_differential_equations(compartments, route):
    expected = course(compartments, route, list(TIMES))
    np.testing.assert_allclose(closed(compartments, route, TIMES), expected, rtol=1e-8)


@pytest.mark.parametrize("compartments", [1, 2, 3])
@pytest.mark.parametrize("route", ["oral", "bolus", "infusion"])
def test_repeated_doses_add_up(compartments, route):
    doses = [0.0, 5.0, 8.0, 20.0]
    times = [0.5, 5.9, 8.3, 19.0, 21.0, 40.0]
    expected = course(compartments, route, times, doses)
    found = [sum(float(closed(compartments, route, t - d)) for d in doses if d <= t) for t in times]
    np.testing.assert_allclose(found, expected, rtol=1e-8)


@pytest.mark.parametrize("compartments", [1, 2, 3])
@pytest.mark.parametrize("route", ["oral", "bolus", "infusion"])
def test_steady_state_is_the_periodic_solution_of_the_differential_equations(compartments, route):
    # The state that one interval leads back to itself, by linear algebra on integrated courses.
    flow, n = rates(compartments), compartments + 1
    moved = np.column_stack([integrate(flow, 0, TAU, unit)[0] for unit in np.eye(n)])

    def interval(start, times):
        state, out = np.array(start, dtype=float), []
        if route != "infusion":
            state[0 if route == "oral" else 1] += DOSE
            return integrate(flow, 0, TAU, state, at=times)
        inside, outside = [t for t in times if t <= DURATION], [t for t in times if t > DURATION]
        state, first = integrate(flow, 0, DURATION, state, rate=DOSE / DURATION, at=inside)
        state, second = integrate(flow, DURATION, TAU, state, at=outside)
        out = np.concatenate([first, second])
        return state, out

    gained, _ = interval(np.zeros(n), [])
    start = np.linalg.solve(np.eye(n) - moved, gained)
    times = [0.05, 0.4, 1.0, 1.5, 2.5, 6.0, 11.0]
    end, expected = interval(start, times)
    np.testing.assert_allclose(end, start, rtol=1e-8)
    found = closed(compartments, route, np.array(times), interval=np.full(len(times), TAU))
    np.testing.assert_allclose(found, expected, rtol=1e-8)


@pytest.mark.parametrize("route", ["oral", "bolus", "infusion"])
def test_an_interval_of_0_is_a_single_dose(route):
    both = closed(2, route, TIMES, interval=np.zeros(len(TIMES))), closed(2, route, TIMES)
    np.testing.assert_array_equal(*both)


def test_equal_ka_and_ke_give_the_limit():
    ke = VALUES["CL"] / VALUES["V"]
    limit = DOSE / VALUES["V"] * ke * TIMES * np.exp(-ke * TIMES)
    np.testing.assert_allclose(closed(1, "oral", TIMES, ka=ke), limit, rtol=1e-13)
    for away in (1e-9, 1e-6, 1e-4, 1e-2):
        for near in (ke * (1 - away), ke * (1 + away)):
            plain = DOSE / VALUES["V"] * near / (near - ke) * (np.exp(-ke * TIMES) - np.exp(-near * TIMES))
            np.testing.assert_allclose(closed(1, "oral", TIMES, ka=near), plain, rtol=1e-14 / away)


@pytest.mark.parametrize("ka", [1e-3, 1e4])
def test_very_slow_and_very_fast_absorption_stay_finite_with_their_slopes(ka):
    from kai_workbench.models import _pk_curves as loops

    shape = disposition(VALUES, compartments=2)
    rates, weights = np.array(shape.rates)[:, None], np.array(shape.weights)[:, None]
    n = len(TIMES)
    given = [rates, weights, np.array([ka]), np.zeros(1), np.zeros(n, np.int64), TIMES[:, None] * 50]
    given += [np.ones((n, 1)), np.zeros((n, 1))]
    assert np.isfinite(loops.oral_curve(*given)).all()
    assert all(np.isfinite(x).all() for x in loops.oral_gradient(*given, np.ones(n)))


@pytest.mark.parametrize("compartments", [1, 2, 3])
def test_the_disposition_of_pytensor_is_that_of_numpy(compartments):
    import pytensor.tensor as pt

    values = {name: pt.constant(value, dtype="float64") for name, value in VALUES.items()}
    graph, expected = (
        disposition(x, compartments=compartments, xp=xp) for x, xp in ((values, pt), (VALUES, np))
    )
    for one, two in zip((*graph.rates, *graph.weights), (*expected.rates, *expected.weights), strict=True):
        np.testing.assert_allclose(one.eval(mode="FAST_COMPILE"), two, rtol=1e-12)


def test_parameters_of_many_subjects_are_vectorised():
    clearance = np.array([[1.0], [2.0], [4.0]])
    many = closed(1, "oral", TIMES, values=VALUES | {"CL": clearance})
    assert many.shape == (3, len(TIMES))
    for row, one in zip(many, clearance.ravel(), strict=True):
        np.testing.assert_allclose(row, closed(1, "oral", TIMES, values=VALUES | {"CL": one}))


# --- the same curves as loops

SUBJECTS, WIDE = 3, 2


def doses_of(rng, *, steady):
    """Observations of three subjects after up to two doses; the last is padding."""
    n = 24
    elapsed = rng.exponential(6.0, (n, WIDE))
    elapsed[0, 0] = 0.0
    amount = rng.uniform(1, 5, (n, WIDE))
    amount[::3, 1] = 0.0
    interval = rng.choice([0.0, 8.0, 24.0], (n, WIDE)) if steady else np.zeros((n, WIDE))
    elapsed = np.where(interval > 0, np.minimum(elapsed, interval), elapsed)
    return np.arange(n) % SUBJECTS, elapsed, amount, interval


def subjects_of(rng, compartments):
    values = {name: value * np.exp(rng.normal(0, 0.4, SUBJECTS)) for name, value in VALUES.items()}
    shape = disposition(values, compartments=compartments)
    ka = rng.uniform(0.3, 2.0, SUBJECTS)
    # One subject's ka is all but equal to an exponent.
    ka[1] = shape.rates[-1][1] * (1 + 1e-7)
    return np.array(shape.rates), np.array(shape.weights), ka, np.array([0.0, 0.4, 1.1])


def slope(curve, arguments, at, weights, step=1e-5):
    """Derivative of the weighted sum by argument ``at``, by differences of fourth order."""
    out = np.zeros_like(arguments[at])
    for place in np.ndindex(out.shape):
        width = step * max(1.0, abs(arguments[at][place]))
        total = 0.0
        for move, factor in ((-2, 1 / 12), (-1, -2 / 3), (1, 2 / 3), (2, -1 / 12)):
            moved = [np.array(x, dtype=float) if i == at else x for i, x in enumerate(arguments)]
            moved[at][place] += move * width
            total += factor * float(weights @ curve(*moved))
        out[place] = total / width
    return out


@pytest.mark.parametrize("compartments", [1, 2, 3])
@pytest.mark.parametrize("steady", [False, True])
@pytest.mark.parametrize("route", ["oral", "bolus", "infusion"])
def test_loops_give_the_closed_forms_and_their_slopes(compartments, steady, route):
    from kai_workbench.models import _pk_curves as loops
    from kai_workbench.models._pk_curves_op import IntravenousCurve, OralCurve

    rng = np.random.default_rng(compartments)
    subject, elapsed, amount, interval = doses_of(rng, steady=steady)
    rates, weights, ka, lag = subjects_of(rng, compartments)
    if route == "oral":
        curve, gradient, op = loops.oral_curve, loops.oral_gradient, OralCurve()
        arguments = [rates, weights, ka, lag, subject, elapsed, amount, interval]
        moving = range(4)
    else:
        curve, gradient, op = loops.intravenous_curve, loops.intravenous_gradient, IntravenousCurve()
        duration = np.full_like(elapsed, DURATION if route == "infusion" else 0.0)
        arguments = [rates, weights, subject, elapsed, amount, interval, duration]
        moving = range(2)
    formula = [[None]]
    op.perform(None, arguments, formula)
    np.testing.assert_allclose(curve(*arguments), formula[0][0], rtol=1e-11)
    upstream = rng.normal(size=len(subject))
    for at, found in zip(moving, gradient(*arguments, upstream), strict=True):
        expected = slope(curve, arguments, at, upstream)
        scale = np.abs(expected).max()
        first = 0
        if at == 3:  # an observation at a dose's own time has no slope in a lag of 0
            first = 1
        np.testing.assert_allclose(found[first:], expected[first:], rtol=2e-6, atol=1e-7 * scale)


def test_other_samplers_run_the_same_loops_through_numba():
    import pytensor
    import pytensor.tensor as pt

    from kai_workbench.models import _pk_curves_numba  # noqa: F401, tells numba of the operations
    from kai_workbench.models._pk_curves_op import IntravenousCurve

    rng = np.random.default_rng(2)
    doses = doses_of(rng, steady=True)
    rates, weights, _, _ = subjects_of(rng, 2)
    x = pt.dmatrix("rates")
    curve = IntravenousCurve()(x, weights, *doses, np.zeros_like(doses[1]))
    both = [curve, pt.grad(curve.sum(), x)]
    plain = pytensor.function([x], both, mode="FAST_COMPILE")(rates)
    compiled = pytensor.function([x], both, mode="NUMBA")(rates)
    for one, two in zip(plain, compiled, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-10)

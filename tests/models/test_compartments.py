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


def closed(compartments, route, times, *, interval=None, xp=np, values=VALUES, ka=KA):
    shape = disposition({k: values[k] for k in DISPOSITION[compartments]}, compartments=compartments, xp=xp)
    if route == "oral":
        return DOSE * oral(shape, ka, times, interval=interval, xp=xp)
    if route == "bolus":
        return DOSE * bolus(shape, times, interval=interval, xp=xp)
    return DOSE * infusion(shape, times, DURATION, interval=interval, xp=xp)


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


def test_equal_ka_and_ke_give_the_limit_and_its_derivative():
    import pytensor
    import pytensor.tensor as pt

    ke = VALUES["CL"] / VALUES["V"]
    limit = DOSE / VALUES["V"] * ke * TIMES * np.exp(-ke * TIMES)
    np.testing.assert_allclose(closed(1, "oral", TIMES, ka=ke), limit, rtol=1e-13)
    ka = pt.dscalar("ka")
    curve = closed(1, "oral", pt.as_tensor(TIMES), xp=pt, ka=ka)
    slope = pytensor.function([ka], pytensor.gradient.jacobian(curve, ka), mode="FAST_COMPILE")
    # d/dka of ka t exp(-ke t) (1 - (ka - ke) t / 2 + ...) at ka = ke
    expected = DOSE / VALUES["V"] * TIMES * np.exp(-ke * TIMES) * (1 - ke * TIMES / 2)
    np.testing.assert_allclose(slope(ke), expected, rtol=1e-12)
    for away in (1e-9, 1e-6, 1e-4, 1e-2):
        for near in (ke * (1 - away), ke * (1 + away)):
            assert np.isfinite(slope(near)).all()
            plain = DOSE / VALUES["V"] * near / (near - ke) * (np.exp(-ke * TIMES) - np.exp(-near * TIMES))
            np.testing.assert_allclose(closed(1, "oral", TIMES, ka=near), plain, rtol=1e-14 / away)


@pytest.mark.parametrize("ka", [1e-3, 1e4])
def test_very_slow_and_very_fast_absorption_stay_finite_with_their_derivative(ka):
    import pytensor
    import pytensor.tensor as pt

    x = pt.dscalar("ka")
    curve = closed(2, "oral", pt.as_tensor(TIMES * 50), xp=pt, ka=x)
    both = pytensor.function([x], [curve, pytensor.gradient.jacobian(curve, x)], mode="FAST_COMPILE")
    for values in both(ka):
        assert np.isfinite(values).all()


@pytest.mark.parametrize("compartments", [1, 2, 3])
@pytest.mark.parametrize("route", ["oral", "bolus", "infusion"])
@pytest.mark.parametrize("interval", [None, TAU])
def test_the_expressions_of_pytensor_give_the_numbers_of_numpy(compartments, route, interval):
    import pytensor.tensor as pt

    values = {name: pt.constant(value, dtype="float64") for name, value in VALUES.items()}
    steady = None if interval is None else np.full(len(TIMES), interval)
    times = TIMES if interval is None else np.minimum(TIMES, interval)
    graph = closed(compartments, route, pt.as_tensor(times), xp=pt, values=values, interval=steady)
    expected = closed(compartments, route, times, interval=steady)
    np.testing.assert_allclose(graph.eval(mode="FAST_COMPILE"), expected, rtol=1e-12)


def test_parameters_of_many_subjects_are_vectorised():
    clearance = np.array([[1.0], [2.0], [4.0]])
    many = closed(1, "oral", TIMES, values=VALUES | {"CL": clearance})
    assert many.shape == (3, len(TIMES))
    for row, one in zip(many, clearance.ravel(), strict=True):
        np.testing.assert_allclose(row, closed(1, "oral", TIMES, values=VALUES | {"CL": one}))

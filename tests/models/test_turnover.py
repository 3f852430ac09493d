"""The turnover of a response: against integrated equations, closed forms, its own gradient, the compiler."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from _pkpd_study import study
from scipy.integrate import solve_ivp

from kai_workbench.models import EffectCompartment, IndirectResponse, PopulationPK
from kai_workbench.models._compartments import disposition, infusion, oral, with_stage
from kai_workbench.models._turnover import INNER, WEIGHT, turnover, turnover_arrays, turnover_gradient

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

ORAL = PopulationPK(CL=(0.13, 0.3), V=(8.0, 0.3), ka=(1.0, 0.5), residual="proportional")
NOTHING = {"sigma_proportional": 1e-12, "response_sigma_additive": 1e-12}
TRUTH = {
    "CL": 0.13, "V": 8.0, "ka": 1.0, "baseline": 100.0, "kout": 0.05, "C50": 1.0, "Imax": 0.9, "Smax": 2.0,
    "hill": 1.5,
    "omega": dict.fromkeys(("CL", "V", "ka", "baseline", "kout", "C50", "Smax"), 1e-12),
    **NOTHING,
}  # fmt: skip


def model(kind, **more):
    strength = {"Imax": (0.9, 1.0)} if kind in {"I", "II"} else {"Smax": (2.0, 0.5)}
    given = {"pk": ORAL, "baseline": (100.0, 0.3), "kout": (0.05, 0.5), "C50": (1.0, 0.5)}
    return IndirectResponse(kind=kind, **given | strength | more)


def truth_of(model):
    """What the model has of the truth."""
    own = {"omega": {name: TRUTH["omega"][name] for name in model.varying}, **NOTHING}
    return {name: TRUTH[name] for name in model.parameters} | own


def responses(table):
    return table.filter(pl.col("DVID") == 2)["DV"].to_numpy()


def oral_concentration(time, dose=100.0):
    ke = 0.13 / 8
    return np.where(time > 0, dose / 8 / (1 - ke) * (np.exp(-ke * time) - np.exp(-time)), 0.0)


@pytest.mark.parametrize("kind", ["I", "II", "III", "IV"])
def test_two_doses_give_what_the_integrated_equation_gives(kind):
    times = [0, 6, 24, 36, 48, 60, 72, 96, 144]
    table = study(1, [1], times, ADDL=1, II=30.0)
    steep = model(kind, hill=(1.5, 0.3))
    ours = responses(steep.simulate(truth_of(steep), table))

    def slope(time, response):
        c = oral_concentration(time) + oral_concentration(time - 30)
        u = c**1.5 / (1 + c**1.5)
        inhibited, stimulated = 1 - 0.9 * u, 1 + 2 * u
        made, lost = {
            "I": (inhibited, 1),
            "II": (1, inhibited),
            "III": (stimulated, 1),
            "IV": (1, stimulated),
        }[kind]
        return 0.05 * (100 * made - lost * response)

    reference, now = [100.0], np.array([100.0])
    for start, end in itertools.pairwise(times):
        for a, b in ((start, min(end, 30)), (max(start, 30), end)):
            if a < b:
                now = solve_ivp(slope, (a, b), now, rtol=1e-10, atol=1e-10, method="DOP853").y[:, -1]
        reference.append(now[0])
    np.testing.assert_allclose(ours, reference, rtol=2e-5)


@pytest.mark.parametrize(
    ("kind", "level"), [("I", 1 - 0.9 * 0.8), ("II", 1 / (1 - 0.9 * 0.8)), ("III", 2.6), ("IV", 1 / 2.6)]
)
def test_a_long_infusion_brings_the_response_to_its_steady_state(kind, level):
    """Dayneka et al. 1993: at a constant concentration R = baseline × P / L."""
    pk = PopulationPK(CL=(1.0, 0.3), V=(2.0, 0.3), routes=("infusion",), residual="proportional")
    infused = model(kind, pk=pk, random=("baseline",))
    at_four = truth_of(infused) | {"CL": 1.0, "V": 2.0}  # 4 mg/L of 4 mg/h, C50 1: saturation 0.8
    table = study(1, [1], [0, 2000.0], amount=8000.0, rate=4.0)
    ours = responses(infused.simulate(at_four, table))
    np.testing.assert_allclose(ours, [100.0, 100.0 * level], rtol=1e-6)


def test_without_a_drug_nothing_moves():
    table = study(1, [1], [0, 10, 50, 200], amount=1e-300)
    np.testing.assert_allclose(
        responses(model("II").simulate(truth_of(model("II")), table)), 100.0, rtol=1e-11
    )


def steps(seed=0):
    rng = np.random.default_rng(seed)
    data = (
        rng.uniform(0.2, 2.0, 12),
        np.repeat(np.arange(3), 4),
        (np.arange(12) % 4 == 0).astype(np.int64),
        WEIGHT,
        INNER,
    )
    return (rng.uniform(0.1, 0.5, 3), rng.uniform(0, 2, 48), rng.uniform(0.3, 2, 48)), data, rng


def test_arrays_and_loops_agree_and_the_gradient_is_that_of_differences():
    free, data, rng = steps()
    value, weight = turnover(*free, *data), rng.normal(size=12)
    arrays = turnover_arrays(*free, length=data[0], subject=data[1], fresh=data[2])
    np.testing.assert_allclose(arrays, value, rtol=1e-12, atol=1e-14)
    gradient = turnover_gradient(*free, *data, value, weight)
    for i, by in enumerate(gradient):
        found = []
        for at in range(len(free[i])):
            up, down = ([x.copy() for x in free] for _ in range(2))
            up[i][at] += 1e-6
            down[i][at] -= 1e-6
            found.append((turnover(*up, *data) - turnover(*down, *data)) @ weight / 2e-6)
        np.testing.assert_allclose(by, found, atol=1e-8)


# --- the effect compartment


@pytest.mark.parametrize("route", ["oral", "infusion", "bolus"])
def test_the_effect_compartment_follows_its_differential_equation(route):
    more = {"ka": (1.0, 0.5)} if route == "oral" else {}
    pk = PopulationPK(
        CL=(4.0, 0.3), V=(15.0, 0.3), Q=(6.0, 0.3), V2=(30.0, 0.3), routes=(route,),
        residual="proportional", random=("CL",), **more,
    )  # fmt: skip
    effect = EffectCompartment(
        pk=pk, ke0=(0.3, 0.5), Emax=(50.0, 0.3), EC50=(1.0, 0.3), hill=(2.0, 0.2), baseline=(20.0, 0.2),
        direction="down", random=("ke0",),
    )  # fmt: skip
    truth = {
        "CL": 4.0, "V": 15.0, "Q": 6.0, "V2": 30.0, "ke0": 0.3, "Emax": 50.0, "EC50": 1.0,
        "hill": 2.0, "baseline": 20.0, "omega": {"CL": 1e-12, "ke0": 1e-12}, **NOTHING,
    }  # fmt: skip
    truth |= {"ka": 1.0} if route == "oral" else {}
    times = [0, 0.5, 1, 2, 4, 8, 24]
    ours = responses(effect.simulate(truth, study(1, [1], times, rate=50.0 if route == "infusion" else 0.0)))

    def slope(time, state):
        depot, central, other, site = state
        given = 50.0 * (time < 2) if route == "infusion" else 0.0
        c = central / 15
        flow = 6 * c - 6 * other / 30
        return [-depot, depot + given - 4 * c - flow, flow, 0.3 * (c - site)]

    start = {"oral": [100.0, 0, 0, 0], "bolus": [0, 100.0, 0, 0], "infusion": [0, 0, 0, 0]}[route]
    first = solve_ivp(slope, (0, 2), start, t_eval=times[:4], rtol=1e-10, atol=1e-12, method="DOP853").y
    later = solve_ivp(slope, (2, 24), first[:, -1], t_eval=times[4:], rtol=1e-10, atol=1e-12, method="DOP853")
    site = np.append(first[3], later.y[3])
    np.testing.assert_allclose(ours, 20 - 50 * site**2 / (1 + site**2), rtol=1e-7)


def test_a_stage_at_an_exponent_of_the_disposition_has_its_limit():
    """A t exp(-k t): the response of two equal stages."""
    shape = disposition({"CL": 2.0, "V": 10.0}, compartments=1)
    time = np.array([1.0, 5.0, 20.0])
    found = infusion(with_stage(shape, 0.2), time, 1e-9)
    np.testing.assert_allclose(found, 0.2 * time * np.exp(-0.2 * time) / 10, rtol=1e-5)


def test_a_transit_compartment_is_one_more_stage():
    transit = PopulationPK(CL=(2.0, 0.3), V=(10.0, 0.3), ka=(0.8, 0.3), transits=1, residual="proportional")
    table = study(1, [0.5, 1, 3, 8], []).drop("DVID")
    typical = {"CL": 2.0, "V": 10.0, "ka": 0.8}
    truth = typical | {"omega": dict.fromkeys(typical, 1e-12), "sigma_proportional": 1e-12}
    ours = transit.simulate(truth, table).filter(pl.col("EVID") == 0)["DV"].to_numpy()

    def slope(_time, state):
        depot, gut, central = state
        return [-0.8 * depot, 0.8 * (depot - gut), 0.8 * gut - 0.2 * central]

    times = [0.5, 1, 3, 8]
    sol = solve_ivp(slope, (0, 8), [100.0, 0, 0], t_eval=times, rtol=1e-10, atol=1e-12, method="DOP853")
    np.testing.assert_allclose(ours, sol.y[2] / 10, rtol=1e-8)
    plain = disposition({"CL": 2.0, "V": 10.0}, compartments=1)
    assert (100 * oral(plain, 0.8, np.array(times)))[0] > 1.5 * ours[0]

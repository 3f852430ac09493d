from __future__ import annotations

import math
import pathlib
import runpy

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kai_workbench import linkage

PUBLISHED = pathlib.Path(__file__).parent / "published"
WINNONLIN = runpy.run_path(str(PUBLISHED / "winnonlin.py"))


@pytest.fixture(scope="module")
def theoph():
    return pl.read_csv(PUBLISHED / "theoph.csv")


@pytest.fixture(scope="module")
def indometh():
    return pl.read_csv(PUBLISHED / "indometh.csv")


def analysed(samples, **choices):
    return linkage.nca(
        samples,
        by=["subject"],
        time="time_h",
        concentration="concentration_mg_L",
        concentration_unit="mg/L",
        dose_unit="mg",
        **choices,
    ).parameters.sort("subject")


def same(found, published):
    for name, values in published.items():
        # Seven decimals were published.
        np.testing.assert_allclose(found[name].to_numpy(), values, rtol=1e-6, atol=6e-8, err_msg=name)


@pytest.mark.parametrize(
    ("method", "published"), [("linear", "THEOPH_LINEAR"), ("linear-up/log-down", "THEOPH_LOG_DOWN")]
)
def test_theophylline_by_mouth_agrees_with_winnonlin(theoph, method, published):
    same(analysed(theoph, dose=320.0, method=method), WINNONLIN[published])


@pytest.mark.parametrize(
    ("method", "published"),
    [("linear", "INDOMETH_BOLUS_LINEAR"), ("linear-up/log-down", "INDOMETH_BOLUS_LOG_DOWN")],
)
def test_indometacin_as_a_bolus_agrees_with_winnonlin(indometh, method, published):
    same(analysed(indometh, dose=25.0, route="iv bolus", method=method), WINNONLIN[published])


@pytest.mark.parametrize(
    ("method", "published"),
    [("linear", "INDOMETH_INFUSION_LINEAR"), ("linear-up/log-down", "INDOMETH_INFUSION_LOG_DOWN")],
)
def test_indometacin_as_an_infusion_agrees_with_winnonlin(indometh, method, published):
    found = analysed(indometh, dose=25.0, route="infusion", duration=0.25, method=method)
    same(found, WINNONLIN[published])


def test_every_parameter_has_a_unit_and_clearance_a_usual_one(theoph):
    found = linkage.nca(
        theoph,
        by=["subject"],
        time="time_h",
        concentration="concentration_mg_L",
        dose="dose_mg_kg",
        concentration_unit="mg/L",
        method="linear",
    )
    assert set(found.parameters.columns) - {"subject", "why"} == set(found.units)
    assert found.units["cl"] == "L/h/kg"
    assert found.units["auc_inf"] == "h*mg/L"
    told = found.long().filter(subject=1, parameter="cl")
    assert told["value"][0] == pytest.approx(4.02 / 216.6119330)
    assert told["unit"][0] == "L/h/kg"


def one(times, concentrations, **more):
    values = [None if value is None else float(value) for value in concentrations]
    return pl.DataFrame({"id": ["a"] * len(times), "time": times, "concentration": values} | more)


@settings(deadline=None)
@given(
    st.floats(0.05, 2.0),
    st.floats(1.0, 1e4),
    st.lists(st.floats(0.05, 6.0), min_size=3, max_size=9, unique=True),
)
def test_an_exponential_after_a_bolus_gives_its_exact_parameters(rate, start, gaps):
    times = np.cumsum(np.asarray(gaps)) / rate / 6
    found = linkage.nca(
        one(times, start * np.exp(-rate * times)),
        by=["id"],
        dose=10.0,
        route="iv bolus",
        concentration_unit="mg/L",
        dose_unit="mg/kg",
    ).parameters
    row = found.row(0, named=True)
    for name, expected in {
        "c0": start,
        "lambda_z": rate,
        "auc_inf": start / rate,
        "aumc_inf": start / rate**2,
        "mrt": 1 / rate,
        "vss": 10 / start,
        "vz": 10 / start,
        "cl": 10 * rate / start,
    }.items():
        assert math.isclose(row[name], expected, rel_tol=1e-6), name


def test_doubling_every_concentration_doubles_areas_and_leaves_times(theoph):
    single = analysed(theoph, dose=320.0)
    double = analysed(theoph.with_columns(pl.col("concentration_mg_L") * 2), dose=320.0)
    for name, factor in {"auc_inf": 2, "cmax": 2, "cl": 0.5, "half_life": 1, "tmax": 1, "mrt": 1}.items():
        np.testing.assert_allclose(double[name], single[name] * factor, rtol=1e-9)


def test_values_below_the_limit_count_as_the_rule_says():
    below = [True, False, False, True, False, False, True]
    told = one([0, 1, 2, 3, 4, 6, 8], [None, 4, 8, None, 4, 2, None], below=below, limit=[0.5] * 7)
    usual = linkage.nca(told, by=["id"], below_limit="below", method="linear").parameters.row(0, named=True)
    # 0 at the start, the middle and the end left out: 2 + 6 + (2 to 4 h) 12 + (4 to 6 h) 6.
    assert usual["auc_last"] == pytest.approx(2 + 6 + 12 + 6)
    assert usual["tlast"] == 6
    assert usual["n"] == 5
    rule = linkage.BelowLimitRule(middle="zero", after="half limit")
    other = linkage.nca(
        told, by=["id"], below_limit="below", limit="limit", method="linear", below=rule
    ).parameters.row(0, named=True)
    assert other["auc_last"] == pytest.approx(2 + 6 + 4 + 2 + 6 + 2 * (2 + 0.25) / 2)


def test_the_terminal_slope_can_be_drawn_through_fixed_points():
    # PKNCA's own test of chosen points: half-life 1.00653 through the first three after the peak is its
    # manual choice; here the range and the count are chosen.
    told = one([0, 1, 2, 3, 4, 5], [3, 1, 0.5, 0.25, 0.2, 0.19])
    ranged = linkage.TerminalPhase(between=(1, 3))
    assert linkage.nca(told, by=["id"], terminal_phase=ranged).parameters["half_life"][0] == pytest.approx(
        1.0
    )
    last = linkage.nca(told, by=["id"], terminal_phase=linkage.TerminalPhase(last=3)).parameters
    assert last["n_lambda_z"][0] == 3
    assert last["lambda_z_start"][0] == 3


def test_the_choice_of_points_agrees_with_pknca():
    # billdenney/pknca, tests/testthat/test-half.life.R, commit 11750f71.
    told = one([0, 1, 2, 3], [1, 0.5, 0.25, 0.1251])
    without = linkage.nca(told, by=["id"], terminal_phase=linkage.TerminalPhase(with_tmax=False))
    assert without.parameters["half_life"][0] == pytest.approx(1.000577, abs=1e-6)
    wide = linkage.TerminalPhase(with_tmax=True, tolerance=0.1)
    found = linkage.nca(told, by=["id"], terminal_phase=wide).parameters.row(0, named=True)
    assert found["half_life"] == pytest.approx(1.000346, abs=1e-6)
    assert found["lambda_z"] == pytest.approx(0.6929073, abs=1e-7)


def test_a_curve_that_never_falls_has_no_half_life_and_says_why():
    found = linkage.nca(
        pl.concat(
            [one([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]), one([0, 1, 2], [0, 0, 0]).with_columns(id=pl.lit("b"))]
        ),
        by=["id"],
        dose=1.0,
    ).parameters
    assert found["why"].to_list() == ["no_terminal_slope", "nothing_measurable"]
    assert found["half_life"].to_list() == [None, None]
    assert found["cl"].to_list() == [None, None]
    assert found["auc_last"][0] == pytest.approx(8.0)


def test_steady_state_over_one_interval_is_that_of_superposition():
    # Bolus of an exponential, at steady state: AUCtau is dose / clearance, whatever the interval.
    rate, tau = 0.2, 12.0
    times = np.array([0.0, 1, 2, 4, 8, 12])
    told = one(times, 100 * np.exp(-rate * times) / (1 - math.exp(-rate * tau)))
    found = linkage.nca(
        told, by=["id"], route="iv bolus", dose=50.0, tau=tau, concentration_unit="mg/L", dose_unit="mg"
    ).parameters.row(0, named=True)
    assert found["auc_tau"] == pytest.approx(100 / rate)
    assert found["cl_tau"] == pytest.approx(50 * rate / 100)
    assert found["cavg_tau"] == pytest.approx(100 / rate / tau)
    assert found["mrt_tau"] == pytest.approx(1 / rate)
    shorter = linkage.nca(told, by=["id"], route="iv bolus", tau=6.0).parameters.row(0, named=True)
    longer = linkage.nca(told, by=["id"], route="iv bolus", tau=20.0).parameters.row(0, named=True)
    start = 100 / (1 - math.exp(-rate * tau))
    assert shorter["auc_tau"] == pytest.approx(start / rate * (1 - math.exp(-rate * 6)))
    assert longer["auc_tau"] == pytest.approx(start / rate * (1 - math.exp(-rate * 20)))


def test_the_log_method_is_linear_up_to_the_peak():
    told = one([0, 1, 2, 3, 4], [0, 2, 8, 4, 6])
    area = linkage.nca(told, by=["id"], method="log").parameters["auc_last"][0]
    assert area == pytest.approx(1 + 5 + 4 / math.log(2) + 2 / math.log(1.5))


def test_a_negative_concentration_is_reported_and_not_averaged():
    found = linkage.nca(one([-1, 0, 1, 2, 3, 4], [0, 0, 8, -4, 2, 1]), by=["id"])
    assert set(found.problems["problem"]) == {"negative_concentration", "before_dose"}
    assert found.parameters["n"][0] == 4


@pytest.mark.parametrize(
    ("samples", "choices", "told"),
    [
        (one([0, 1, 1], [0, 1, 2]), {}, "same time"),
        (one([0, 1], [0, 1]), {"concentration": "conc"}, "no such column"),
        (one([0, 1], [0, 1]), {"route": "oral"}, "no such choice"),
        (one([0, 1], [0, 1]), {"route": "infusion"}, "duration"),
        (one([0, 1], [0, 1]), {"tau": 0.0}, "dosing interval"),
        (one([0, 1], [0, 1], dose=[1.0, 2.0]), {"dose": "dose"}, "more than one dose"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_computed(samples, choices, told):
    with pytest.raises(linkage.NcaError, match=told) as caught:
        linkage.nca(samples, by=["id"], **choices)
    assert caught.value.say("ko") != str(caught.value)

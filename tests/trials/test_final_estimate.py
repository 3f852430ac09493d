"""Estimates after stopping: Wassmer and Brannath's example, and what they promise in simulated trials."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.trials import DesignError, GroupSequential, final_estimate
from kai_workbench.trials._final_estimate import stagewise_p

FOUR = (0.25, 0.5, 0.75, 1.0)


@pytest.mark.parametrize(
    ("efficacy", "bounds", "p", "interval", "median"),
    [
        (trials.obrien_fleming(), (-4.049, -2.863, -2.338), 0.0014, (0.157, 0.748), 0.452),
        (trials.pocock(), (-2.361, -2.361, -2.361), 0.0098, (0.074, 0.729), 0.419),
    ],
)
def test_four_stages_ended_at_the_second(efficacy, bounds, p, interval, median):
    """Wassmer and Brannath 2016, pages 87 and 88: 22 patients a stage, SD 1, z of 1 and 3, two-sided."""
    design = GroupSequential(information=FOUR, efficacy=efficacy, futility=bounds, binding=True)
    told = final_estimate(design, pl.DataFrame({"z": [1.0, 3.0]}), error=44**-0.5)
    assert told.look == 2
    assert told.p_value == pytest.approx(p, abs=6e-5)
    assert (told.low, told.high) == pytest.approx(interval, abs=1e-3)
    assert told.median_unbiased == pytest.approx(median, abs=6e-4)
    assert told.naive == pytest.approx(3 / 44**0.5)
    assert told.bias_adjusted < told.naive


def test_with_one_look_all_estimates_are_the_observed_difference():
    told = final_estimate(GroupSequential(information=(1.0,)), pl.DataFrame({"z": [1.3]}), error=0.5)
    assert told.median_unbiased == pytest.approx(0.65, abs=1e-6)
    assert told.bias_adjusted == pytest.approx(0.65, abs=1e-4)
    assert (told.low, told.high) == pytest.approx((told.naive_low, told.naive_high), abs=1e-6)
    assert told.p_value == pytest.approx(scipy.special.ndtr(-1.3), abs=1e-7)


DESIGN = GroupSequential(
    information=(0.4, 0.7, 1.0), efficacy=trials.pocock(), futility=(0.0, 0.5), binding=True, patients=200
)


def test_the_order_makes_p_values_that_are_uniform_at_the_truth():
    truth = trials.NormalScenario("x", (0.0, 0.35), 1.0)
    rows = DESIGN.run(truth, 3000, np.random.default_rng(4))
    drift = DESIGN.drift_of(truth)
    p = np.concatenate([stagewise_p(DESIGN, k, rows["z"][rows["look"] == k], drift) for k in range(3)])
    assert scipy.stats.kstest(p, "uniform").pvalue > 0.001
    null = np.concatenate([stagewise_p(DESIGN, k, rows["z"][rows["look"] == k], 0.0) for k in range(3)])
    assert scipy.stats.kstest(null, "uniform").pvalue < 1e-6  # which it is at no other effect


def test_a_p_value_at_the_last_boundary_is_the_type_one_error():
    for k, z in enumerate(DESIGN.upper):
        spent = DESIGN.crossing(0.0)[1][: k + 1].sum()
        assert stagewise_p(DESIGN, k, np.array([z]), 0.0)[0] == pytest.approx(spent, abs=1e-8)


def test_trials_at_the_adjusted_effects_are_as_they_promise():
    """Simulated at each estimate, and not integrated: half are more extreme, and the mean is the observed."""
    z, look, n = 2.9, 1, 40_000
    error = 1 / np.sqrt(0.7 * 50)  # two arms of 100 with an SD of 1
    told = final_estimate(DESIGN, pl.DataFrame({"z": [0.6, z]}), error=error)
    assert told.naive > told.bias_adjusted > told.low
    for effect, share in ((told.median_unbiased, 0.5), (told.low, 0.025), (told.high, 0.975)):
        truth = trials.NormalScenario("x", (0.0, effect), 1.0)
        rows = DESIGN.run(truth, n, np.random.default_rng(2))
        earlier = rows["rejected"] & (rows["look"] < look)
        extreme = earlier | ((rows["look"] == look) & (rows["z"] >= z))
        assert extreme.mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / n))
    rows = DESIGN.run(trials.NormalScenario("x", (0.0, told.bias_adjusted), 1.0), n, np.random.default_rng(3))
    naive = rows["z"] / np.sqrt(np.asarray(DESIGN.information)[rows["look"]] * 50)
    assert naive.mean() == pytest.approx(told.naive, abs=4 * naive.std() / np.sqrt(n))


@pytest.mark.parametrize(
    ("z", "error", "told"),
    [
        ([1.0], 0.1, "says to go on"),
        ([3.0], 0.0, "error"),
        ([float("nan")], 0.1, "z, row 1"),
        ([3.0, 1.0], 0.1, "z, row 1"),
    ],
)
def test_what_cannot_be_is_refused_in_words(z, error, told):
    with pytest.raises(DesignError, match=told):
        final_estimate(DESIGN, pl.DataFrame({"z": z}), error=error)

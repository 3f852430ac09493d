"""Bayesian sequential designs, Goldilocks and the promising zone: counting agrees with simulation."""

from __future__ import annotations

import concurrent.futures

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import models, trials
from kai_workbench.trials import (
    BayesianSequentialBinary,
    BayesianSequentialNormal,
    BinaryScenario,
    DesignError,
    Goldilocks,
    NormalScenario,
    PromisingZone,
)

BINARY = BayesianSequentialBinary(looks=(20, 40, 60), threshold=0.985, futility=0.1)
NORMAL = BayesianSequentialNormal(looks=(20, 40, 60), sd=2.0, threshold=0.985, futility=0.1, prior=(0.1, 1.0))
WAITING = Goldilocks(enrolled=(30, 45), observed=(20, 35), patients=60, threshold=0.97)
ZONE = PromisingZone(first=100, patients=200, most=400)
TRUTHS = {
    "binary": (BinaryScenario("null", (0.3, 0.3)), BinaryScenario("target", (0.3, 0.55))),
    "normal": (NormalScenario("null", (0, 0), 2.0), NormalScenario("target", (0, 0.9), 2.5)),
}


@pytest.mark.parametrize(
    ("design", "kind"),
    [
        (BINARY, "binary"),
        (NORMAL, "normal"),
        (WAITING, "binary"),
        (ZONE, "normal"),
        (PromisingZone(first=100, patients=200, most=400, lower=0.1, test="inverse-normal"), "normal"),
    ],
)
def test_counting_agrees_with_simulation(design, kind):
    for scenario in TRUTHS[kind]:
        exact = trials.simulate(design, scenario)
        simulated = trials.simulate(design, scenario, exact=False, n_trials=20_000, workers=1)
        both = exact.frame.join(simulated.frame, on=["measure", "of"], suffix="_simulated")
        assert both.height >= 5
        for row in both.iter_rows(named=True):
            assert abs(row["value"] - row["value_simulated"]) <= 4 * row["mcse_simulated"] + 1e-12, row


def test_the_probability_to_be_better_is_the_integral():
    table = BINARY.probability(0)
    for control, treatment in ((3, 9), (0, 0), (20, 18)):
        ours = scipy.integrate.quad(
            lambda p, x=control, y=treatment: (
                scipy.stats.beta.pdf(p, 1 + x, 21 - x) * scipy.stats.beta.sf(p, 1 + y, 21 - y)
            ),
            0,
            1,
        )[0]
        assert table[control, treatment] == pytest.approx(ours, abs=1e-8)
    mixed = BayesianSequentialBinary(
        looks=(20,), prior_control=models.BetaMixture((0.5, 0.5), (2, 8), (8, 12)), margin=0.1
    )
    after = models.BetaMixture((0.5, 0.5), (2, 8), (8, 12)).posterior(6, 20)
    ours = scipy.integrate.quad(lambda p: float(after.pdf(p)) * scipy.stats.beta.sf(p + 0.1, 13, 9), 0, 0.9)[
        0
    ]
    assert mixed.probability(0)[6, 12] == pytest.approx(ours, abs=1e-7)


def test_a_flat_prior_and_one_look_is_the_usual_test():
    design = BayesianSequentialNormal(looks=(50,), sd=1.0, threshold=0.975)
    low, high = design.bounds()
    assert high[0] == low[0] == pytest.approx(1.959964, abs=1e-6)
    found = trials.simulate(design, NormalScenario("null", (0, 0), 1.0))
    assert found.measure("type_1_error").value == pytest.approx(0.025, abs=1e-9)


def test_a_threshold_is_calibrated_exactly():
    found = trials.calibrate(
        BINARY, 0.025, scenario=TRUTHS["binary"][0], field="threshold", bounds=(0.95, 0.999)
    )
    assert found.achieved.value <= 0.025
    assert found.achieved.mcse == 0
    assert found.achieved.value > 0.02


def test_the_promising_zone_keeps_the_error():
    found = trials.simulate(ZONE, NormalScenario("null", (0, 0), 1.0))
    assert found.measure("type_1_error").value <= 0.025
    weighted = PromisingZone(first=100, patients=200, most=400, lower=0.05, test="inverse-normal")
    null = trials.simulate(weighted, NormalScenario("null", (0, 0), 1.0))
    assert null.measure("type_1_error").value == pytest.approx(0.025, abs=1e-6)
    # at any first result inside the zone, the usual test is no more likely to reject than as planned
    z = np.linspace(0.05, 3, 60)
    planned = scipy.special.ndtr(-(1.959964 * 200**0.5 - z * 100**0.5) / 100**0.5)
    assert np.all(ZONE.rejection(z, 0.0) <= planned + 1e-6)
    assert ZONE.size(1.6) > 200
    assert ZONE.conditional_power(1.6, ZONE.size(1.6)) == pytest.approx(0.9, abs=0.01)


def test_a_running_trial_is_told_what_to_do():
    arm = ["control", "treatment"] * 20
    good = pl.DataFrame({"arm": arm, "response": [0, 1] * 20})
    assert BINARY.next(good).action == "stop_for_success"
    same = pl.DataFrame({"arm": arm, "response": [0, 0, 1, 1] * 10})
    assert BINARY.next(same).action == "continue"


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: BayesianSequentialBinary(looks=(40, 20)), "design_not_rising"),
        (lambda: BayesianSequentialBinary(looks=(20,), threshold=1.2), "design_not_a_share"),
        (lambda: BayesianSequentialBinary(looks=(20,), futility=0.99), "design_not_rising"),
        (lambda: BayesianSequentialBinary(looks=(20,), margin=2.0), "margin_not_a_difference"),
        (lambda: BayesianSequentialBinary(looks=(20,), prior_control=(0, 1)), "design_not_positive"),
        (lambda: BINARY.next(pl.DataFrame({"arm": ["control"], "response": [None]})), "outcome_missing"),
        (lambda: BINARY.next(pl.DataFrame({"arm": ["control"], "response": [1]})), "not_at_a_look"),
        (lambda: BINARY.next(pl.DataFrame({"arm": ["placebo"], "response": [1]})), "design_option_unknown"),
        (lambda: Goldilocks(enrolled=(30, 45), observed=(31, 35), patients=60), "design_above"),
        (lambda: Goldilocks(enrolled=(30, 70), observed=(20, 35), patients=60), "design_not_whole"),
        (lambda: PromisingZone(first=200, patients=100, most=300), "design_not_rising"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key


def test_where_it_is_simulated_does_not_change_a_calibration():
    design = trials.BayesianSequentialBinary(looks=(20, 40), threshold=0.95)
    null = trials.BinaryScenario("null", (0.3, 0.3))
    known = {"scenario": null, "field": "threshold", "bounds": (0.9, 0.99), "tolerance": 0.02}
    here = trials.calibrate(design, 0.05, **known)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        there = trials.calibrate(design, 0.05, executor=pool, **known)
    assert here.value == there.value
    assert here.tries.equals(there.tries)
    with pytest.raises(trials.DesignError):
        trials.calibrate(design, 0.05, executor="nowhere", **known)

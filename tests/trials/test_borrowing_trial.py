"""Borrowing for the control: drift and tipping point, every course counted."""

from __future__ import annotations

import numpy as np
import pytest

from kai_workbench import trials
from kai_workbench.models import BetaMixture
from kai_workbench.trials import BinaryScenario, BorrowingTrial, DesignError

PRIOR = BetaMixture((0.5, 0.3, 0.2), (2.0, 7.0, 18.0), (5.0, 20.0, 53.0))
DESIGN = BorrowingTrial(control=20, treatment=40, informative=PRIOR, threshold=0.95)


def test_counting_agrees_with_simulation():
    scenario = BinaryScenario("target", (0.3, 0.5))
    exact = trials.simulate(DESIGN, scenario)
    simulated = trials.simulate(DESIGN, scenario, exact=False, n_trials=20_000, workers=1)
    for name, of in (("power", ""), ("bias", "control"), ("rmse", "control")):
        one, other = exact.measure(name, of=of), simulated.measure(name, of=of)
        assert abs(one.value - other.value) < 4 * other.mcse


def test_drift_raises_the_error_and_a_robust_prior_bounds_it():
    drifts = [-0.1, 0.0, 0.1, 0.2]
    robust = DESIGN.drift(drifts, effect=0.2)
    trusting = BorrowingTrial(control=20, treatment=40, informative=PRIOR, threshold=0.95, vague=0.0)
    naive = trusting.drift(drifts, effect=0.2)
    assert robust["type_1_error"].is_sorted()
    assert robust["bias"].to_list() == sorted(robust["bias"], reverse=True)
    assert naive["type_1_error"][-1] > robust["type_1_error"][-1]
    assert naive["rmse"][1] < robust["rmse"][1]


def test_without_borrowing_the_prior_is_vague():
    alone = BorrowingTrial(control=20, treatment=20, informative=PRIOR, vague=1.0, vague_n=1.0)
    usual = trials.BayesianSequentialBinary(looks=(20,))
    np.testing.assert_allclose(alone.probability, usual.probability(0), atol=1e-12)


def test_the_tipping_point_is_where_the_conclusion_turns():
    table = DESIGN.tipping_point(8, 25, points=21)
    assert table["success"][0]
    assert not table["success"][-1]
    assert table["informative_after"][0] == pytest.approx(1)
    assert table["informative_after"][-1] == pytest.approx(0)
    assert table["patients_borrowed"].to_list() == sorted(table["patients_borrowed"], reverse=True)


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: BorrowingTrial(control=0, treatment=9, informative=PRIOR), "design_not_whole"),
        (lambda: BorrowingTrial(control=9, treatment=9, informative=PRIOR, vague=1.5), "design_not_a_rate"),
        (lambda: DESIGN.tipping_point(21, 3), "responders_over_patients"),
        (lambda: DESIGN.drift([0.9], effect=0.1), "design_not_a_rate"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key

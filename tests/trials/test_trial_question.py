from __future__ import annotations

import pytest

from kai_workbench import trials


def test_single_arm_designs_keep_error_and_power():
    asked = trials.TrialQuestion(kind="activity", most=40, looks=4)
    for name in trials.QUESTIONS["activity"]:
        design = asked.design(name)
        assert design.probability(0.1) <= 0.05, name
        assert design.probability(0.3) >= 0.8, name
    # Simon 1989, table 1: 1/10, 5/29 and 1/15, 5/25
    optimal, minimax = asked.design("simon-optimal"), asked.design("simon-minimax")
    assert (optimal.r1, optimal.n1, optimal.r, optimal.n) == (1, 10, 5, 29)
    assert (minimax.r1, minimax.n1, minimax.r, minimax.n) == (1, 15, 5, 25)


def test_two_arm_designs_reach_the_power_with_their_error_by_simulation_too():
    asked = trials.TrialQuestion(kind="control", null_rate=0.3, hoped_rate=0.5, alpha=0.025, most=400)
    truths = [one.truth for one in asked.scenarios()]
    for name in trials.QUESTIONS["control"]:
        design = asked.design(name)
        exact = trials.simulate(design, truths)
        assert exact.measure("type_1_error", scenario="null").value <= 0.0251, name
        assert 0.8 <= exact.measure("power", scenario="alternative").value < 0.82, name
        drawn = trials.simulate(design, truths, n_trials=20_000, exact=False)
        for truth, measure in (("null", "type_1_error"), ("alternative", "power")):
            one, other = (found.measure(measure, scenario=truth) for found in (exact, drawn))
            assert abs(one.value - other.value) < 4 * other.mcse, (name, truth)


def test_duration_of_an_escalation_counts_its_cohorts():
    asked = trials.TrialQuestion(kind="dose", most=20, cohort_size=3, per_month=2, window=1.5)
    truth = asked.scenarios()[2].truth
    found = trials.simulate(asked.design("boin"), truth, n_trials=1000)
    size, early = found.measure("patients").value, found.measure("stopped_early").value
    # Twenty patients are six cohorts of three and one of two.
    cohorts = (size - 2 * (1 - early)) / 3 + (1 - early)
    assert asked.duration(found, "alternative").value == pytest.approx(size / 2 + 1.5 * cohorts)


def test_a_trial_looked_at_alone_is_the_one_of_the_batch():
    asked = trials.TrialQuestion(kind="control", null_rate=0.3, hoped_rate=0.5, alpha=0.025, most=400)
    found = trials.simulate(asked.design("bayesian"), [one.truth for one in asked.scenarios()])
    every = found.first_trials("alternative")
    for k in (0, 17, 300):
        course = found.example("alternative", k)
        assert course.height == every["look"][k] + 1
        assert (course["decision"][-1] == "stop_for_success") == every["success"][k] or course.height == 3
        assert course["z"][-1] == pytest.approx(every["z"][k])
    assert found.patients("alternative", 0) is None


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"kind": "dose", "target": 1.0}, "not a probability"),
        ({"kind": "dose", "doses": (2, 1)}, "does not rise"),
        ({"kind": "dose", "doses": (1, 2, 3), "skeleton": (0.1, 0.1, 0.3)}, "does not rise"),
        ({"kind": "activity", "null_rate": 0.3, "hoped_rate": 0.2}, "is not above the one to beat"),
        ({"kind": "activity", "alpha": 0.9}, "is not below the power"),
        ({"kind": "activity", "null_rate": float("nan")}, "not a probability"),
        ({"kind": "arms", "most": 2}, "whole number from 3"),
        ({"kind": "survival"}, "Choose one of"),
    ],
)
def test_what_is_not_a_question_is_refused(settings, told):
    with pytest.raises(trials.DesignError, match=told):
        trials.TrialQuestion(**settings)


def test_more_patients_than_allowed_are_told_with_their_number():
    asked = trials.TrialQuestion(kind="control", null_rate=0.3, hoped_rate=0.45, alpha=0.025, most=100)
    with pytest.raises(trials.DesignError, match="needs 326 patients, and 100 are allowed"):
        asked.design("obrien-fleming")
    with pytest.raises(trials.DesignError, match="1 rates where 2 belong"):
        asked.scenarios({"null": (0.3,)})

"""Phase II: the numbers of the papers, and that counting and simulating agree."""

from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import trials
from kai_workbench.trials import (
    BOP2,
    BinaryScenario,
    DesignError,
    GoNoGo,
    PredictiveProbability,
    SimonTwoStage,
)

LOOKS = (10, 15, 20, 25, 30, 35, 40)


def agree(design, scenario, n=20_000):
    """Simulation lies within four standard errors of the count."""
    exact = trials.simulate(design, scenario)
    assert exact.method == "exact"
    simulated = trials.simulate(design, scenario, exact=False, n_trials=n, workers=1)
    both = exact.frame.join(simulated.frame, on=["measure", "of"], suffix="_simulated")
    assert both.height >= 3
    for row in both.iter_rows(named=True):
        assert abs(row["value"] - row["value_simulated"]) <= 4 * row["mcse_simulated"] + 1e-12, row


def test_simons_designs():
    optimal = SimonTwoStage.optimal(null_rate=0.1, target_rate=0.3)
    assert (optimal.r1, optimal.n1, optimal.r, optimal.n) == (1, 10, 5, 29)
    assert optimal.expected_patients(0.1) == pytest.approx(15.01, abs=0.005)
    found = trials.simulate(optimal, BinaryScenario("null", (0.1,)))
    assert found.measure("stopped_early_no_go").value == pytest.approx(0.7361, abs=1e-4)
    assert found.measure("go").value <= 0.05
    minimax = SimonTwoStage.minimax(null_rate=0.1, target_rate=0.3)
    assert (minimax.r1, minimax.n1, minimax.r, minimax.n) == (1, 15, 5, 25)
    assert minimax.expected_patients(0.1) == pytest.approx(19.51, abs=0.005)
    null = trials.simulate(minimax, BinaryScenario("null", (0.1,)))
    assert null.measure("stopped_early_no_go").value == pytest.approx(0.5490, abs=1e-4)


def test_admissible_designs_are_the_best_for_their_weights():
    table = SimonTwoStage.admissible(null_rate=0.1, target_rate=0.3, most=40)
    assert table["type_1_error"].max() <= 0.05
    assert table["power"].min() >= 0.8
    assert table["q_high"][0] == 1
    assert table["q_low"][-1] == 0
    for one in table.iter_rows(named=True):
        q = (one["q_low"] + one["q_high"]) / 2
        loss = q * table["n"] + (1 - q) * table["expected_patients"]
        assert loss.arg_min() == table["n"].to_list().index(one["n"])


def test_predictive_probability_of_lee_and_liu():
    found = trials.predictive_probability(16, 23, total=40, null_rate=0.6, threshold=0.9, prior=(0.6, 0.4))
    assert found == pytest.approx(0.56556, abs=1e-5)


def test_monitoring_by_predictive_probability_agrees_with_simulation():
    design = PredictiveProbability(null_rate=0.2, looks=(10, 20, 30), lower=0.05, upper=0.95)
    agree(design, BinaryScenario("between", (0.3,)))
    low, high = design.bounds
    for k, n in enumerate((10, 20)):
        args = {"total": 30, "null_rate": 0.2, "threshold": 0.9}
        assert trials.predictive_probability(int(low[k]), n, **args) < 0.05
        assert trials.predictive_probability(int(low[k]) + 1, n, **args) >= 0.05
        assert trials.predictive_probability(int(high[k]), n, **args) > 0.95
    never = PredictiveProbability(null_rate=0.2, looks=(10, 20, 30))
    assert never.decision_table()["go_at_least"].to_list()[:2] == [None, None]


def test_bop2_has_the_boundaries_and_the_behaviour_of_bop2fe():
    design = BOP2(null_rate=0.2, looks=LOOKS, lambda_=0.909, gamma=1, early_go="obrien-fleming")
    low, high = design.bounds
    assert low.tolist() == [1, 2, 3, 5, 7, 9, 11]
    assert high.tolist() == [7, 8, 9, 10, 11, 11, 12]
    # BOP2FE simulated 10,000 trials: 8.58 and 88.5% go, 20.5 and 23.6 patients
    for rate, go, patients in ((0.2, 0.0858, 20.5), (0.4, 0.885, 23.6)):
        assert abs(design.probability(rate) - go) < 4 * (go * (1 - go) / 10_000) ** 0.5
        assert design.expected_patients(rate) == pytest.approx(patients, abs=0.4)


def test_bop2_optimised_keeps_the_error_and_beats_the_rest_of_the_grid():
    grid = {"lambdas": (0.8, 0.85, 0.9, 0.93, 0.96), "gammas": (0.5, 0.75, 1.0)}
    design, table = BOP2.optimise(null_rate=0.2, target_rate=0.4, looks=LOOKS, alpha=0.1, **grid)
    assert design.probability(0.2) <= 0.1
    assert design.probability(0.4) == pytest.approx(
        table.filter(pl.col("type_1_error") <= 0.1)["power"].max()
    )
    small, _ = BOP2.optimise(
        null_rate=0.2, target_rate=0.4, looks=LOOKS, alpha=0.1, objective="expected_patients", **grid
    )
    assert small.expected_patients(0.2) <= design.expected_patients(0.2)
    assert small.probability(0.4) >= 0.8


def test_go_consider_no_go_add_to_one_and_agree_with_simulation():
    design = GoNoGo(minimum=0.15, target=0.35, looks=(15, 30), sure=0.99, possible=0.1, futility=0.05)
    assert [design.probability(0.25, name) > 0.01 for name in ("go", "consider", "no_go")] == [True] * 3
    assert sum(design.probability(0.25, name) for name in ("go", "consider", "no_go")) == pytest.approx(1)
    agree(design, BinaryScenario("between", (0.25,)))


def test_a_running_trial_is_told_what_to_do():
    design = SimonTwoStage(null_rate=0.1, target_rate=0.3, r1=1, n1=10, r=5, n=29)
    assert design.next(pl.DataFrame({"response": [0, 1]})).action == "continue"
    decision = design.next(pl.DataFrame({"response": [0] * 9 + [1]}))
    assert decision.action == "no_go"
    assert "1 of 10" in decision.say()
    assert "10명 중 1명" in decision.say("ko")
    assert design.next(pl.DataFrame({"response": [1] * 10 + [0] * 19})).action == "go"


def test_a_trial_is_replayed_patient_by_patient():
    design = SimonTwoStage(null_rate=0.1, target_rate=0.3, r1=1, n1=10, r=5, n=29)
    found = trials.simulate(design, BinaryScenario("target", (0.3,)), exact=False, n_trials=10, workers=1)
    for k in range(10):
        course = found.example(k=k)
        assert course.height in {10, 29}
        assert course["decision"][-1] in {"go", "no_go"}
        assert (course["responders"][-1] > 5) == (course["decision"][-1] == "go")


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: SimonTwoStage.optimal(null_rate=0.3, target_rate=0.1), "design_not_rising"),
        (lambda: SimonTwoStage.optimal(null_rate=0.1, target_rate=0.3, most=15), "no_such_design"),
        (lambda: SimonTwoStage.optimal(null_rate=0.1, target_rate=1.3), "design_not_a_share"),
        (lambda: PredictiveProbability(null_rate=0.2, looks=(20, 10)), "design_not_rising"),
        (lambda: BOP2(null_rate=0.2, looks=LOOKS, lambda_=1.2, gamma=1), "design_not_a_share"),
        (lambda: GoNoGo(minimum=0.4, target=0.2, looks=(20,)), "design_not_rising"),
        (
            lambda: trials.predictive_probability(24, 23, total=40, null_rate=0.6, threshold=0.9),
            "responders_over_patients",
        ),
        (lambda: SIMON.next(pl.DataFrame({"response": [0, None]})), "outcome_missing"),
        (lambda: SIMON.next(pl.DataFrame({"response": [0, 2]})), "outcome_not_binary"),
        (lambda: SIMON.next(pl.DataFrame({"reponse": [0]})), "trial_column_missing"),
        (lambda: SIMON.next(pl.DataFrame({"response": [0] * 11})), "trial_had_ended"),
        (lambda: SIMON.next(pl.DataFrame({"response": [1] * 30})), "more_patients_than_planned"),
        (lambda: trials.simulate(SIMON, BinaryScenario("two", (0.1, 0.3))), "design_length"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key


SIMON = SimonTwoStage(null_rate=0.1, target_rate=0.3, r1=1, n1=10, r=5, n=29)

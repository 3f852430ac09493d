"""The engine, tried on a design whose truth is known: one arm, responses counted."""

from __future__ import annotations

import concurrent.futures
import dataclasses
from typing import ClassVar

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.trials import _measure


@dataclasses.dataclass(frozen=True, kw_only=True)
class Arm(trials.Design):
    """Rejects where more than ``most`` of ``n`` respond."""

    scenario_type: ClassVar[type[trials.Scenario]] = trials.BinaryScenario
    batch_size: ClassVar[int] = 300

    n: int = 20
    most: float = 4
    counted: bool = False

    def enumerate(self, scenario):
        if not self.counted:
            return None
        return [
            _measure.exact(
                "type_1_error", scipy.stats.binom.sf(np.floor(self.most), self.n, scenario.rates[0])
            )
        ]

    def run(self, scenario, n, generator):
        return {"responses": (generator.random((n, self.n)) < scenario.rates[0]).sum(axis=1)}

    def summarise(self, rows, scenario):  # noqa: ARG002
        return [
            _measure.proportion("type_1_error", rows["responses"] > self.most),
            _measure.mean("responses", rows["responses"], unit="{patients}"),
        ]

    def replay(self, scenario, n, generator, trial):
        return pl.DataFrame({"response": generator.random((n, self.n))[trial] < scenario.rates[0]})


NULL = trials.BinaryScenario("null", (0.1,))
OTHER = trials.BinaryScenario("alternative", (0.3,))


def test_the_same_seed_gives_the_same_result_whatever_runs_it():
    one = trials.simulate(Arm(), [NULL, OTHER], n_trials=1000, workers=1)
    three = trials.simulate(Arm(), [OTHER, NULL], n_trials=1000, workers=3)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        elsewhere = trials.simulate(Arm(), [NULL, OTHER], n_trials=1000, executor=pool)
    assert one.measures == three.measures == elsewhere.measures
    assert trials.simulate(Arm(), NULL, n_trials=1000, seed=2).measures["null"] != one.measures["null"]


def test_a_simulated_cell_lies_within_its_standard_error_of_the_exact_one():
    simulated = trials.simulate(Arm(), NULL, n_trials=20_000).measure("type_1_error")
    counted = trials.simulate(Arm(counted=True), NULL)
    assert counted.method == "exact"
    assert counted.measure("type_1_error").mcse == 0
    truth = counted.measure("type_1_error").value
    assert simulated.mcse == pytest.approx(np.sqrt(truth * (1 - truth) / 20_000), rel=0.05)
    assert abs(simulated.value - truth) < 4 * simulated.mcse


def test_exact_may_be_forbidden_and_required():
    assert trials.simulate(Arm(counted=True), NULL, n_trials=10, exact=False).method == "simulated"
    with pytest.raises(trials.DesignError, match="too many courses"):
        trials.simulate(Arm(), NULL, exact=True)


def test_the_frame_has_a_standard_error_in_every_cell():
    frame = trials.simulate(Arm(), [NULL, OTHER], n_trials=500).frame
    assert frame.columns == ["scenario", "measure", "of", "value", "mcse", "unit", "method"]
    assert frame.height == 4
    assert (frame["mcse"] > 0).all()


def test_an_example_is_the_trial_that_was_simulated():
    found = trials.simulate(Arm(), NULL, n_trials=700)
    from kai_workbench.trials._simulate import generator_of

    rows = [
        Arm().run(NULL, size, generator_of(1, "null", b))["responses"]
        for b, size in enumerate((300, 300, 100))
    ]
    responses = np.concatenate(rows)
    for k in (0, 299, 300, 699):
        assert found.example(k=k)["response"].sum() == responses[k]
    with pytest.raises(trials.DesignError, match="from 0 to 699"):
        found.example(k=700)


def test_progress_is_told_and_a_cancelled_simulation_ends():
    told = []
    trials.simulate(Arm(), [NULL, OTHER], n_trials=700, workers=2, progress=told.append)
    assert [one.done for one in told] == [300, 600, 700, 1000, 1300, 1400]
    assert {one.total for one in told} == {1400}
    told.clear()
    with pytest.raises(trials.Cancelled):
        trials.simulate(
            Arm(), NULL, n_trials=100_000, workers=2, progress=told.append, cancelled=lambda: len(told) > 1
        )
    assert len(told) == 2


@pytest.mark.parametrize(
    ("scenarios", "options", "match"),
    [
        ([NULL, NULL], {}, "two scenarios"),
        (trials.ToxicityScenario("other", (0.1,)), {}, "BinaryScenario"),
        ([], {}, "at least 1"),
        (NULL, {"n_trials": 0}, "n_trials"),
        (NULL, {"seed": -1}, "seed"),
        (NULL, {"workers": 0}, "workers"),
    ],
)
def test_what_cannot_be_simulated_is_refused(scenarios, options, match):
    with pytest.raises(trials.DesignError, match=match):
        trials.simulate(Arm(), scenarios, **options)


@pytest.mark.parametrize(
    "make",
    [
        lambda: trials.ToxicityScenario("x", (0.1, 1.2)),
        lambda: trials.ToxicityScenario("x", ()),
        lambda: trials.ToxicityScenario("", (0.1,)),
        lambda: trials.ToxicityScenario("x", (0.1, 0.2), efficacy=(0.3,)),
        lambda: trials.ToxicityScenario("x", (0.1,), patients_per_month=0),
        lambda: trials.BinaryScenario("x", (float("nan"),)),
        lambda: trials.NormalScenario("x", (0.0, float("inf")), 1.0),
        lambda: trials.NormalScenario("x", (0.0,), 0.0),
        lambda: trials.SurvivalScenario("x", (-1.0,)),
        lambda: trials.SurvivalScenario("x", (12.0,), dropout_per_month=-0.1),
    ],
)
def test_a_truth_that_cannot_be_is_refused(make):
    with pytest.raises(trials.DesignError):
        make()


def test_a_cell_that_never_or_always_happened_does_not_claim_to_be_exact():
    assert _measure.proportion("x", np.zeros(100)).mcse > 0
    assert _measure.proportion("x", np.ones(100)).mcse > 0


def test_standard_errors_are_those_of_repeated_simulation():
    generator = np.random.default_rng(3)
    ratios, roots = [], []
    for _ in range(400):
        patients = generator.integers(3, 30, 200)
        ratios.append(_measure.ratio("x", generator.binomial(patients, 0.3), patients))
        roots.append(_measure.root_mean_square("x", generator.normal(0.2, 1, 200)))
    for several in (ratios, roots):
        spread = np.std([one.value for one in several])
        assert np.mean([one.mcse for one in several]) == pytest.approx(spread, rel=0.12)


def test_an_unknown_measure_or_scenario_is_told_with_what_there_is():
    found = trials.simulate(Arm(), [NULL, OTHER], n_trials=100)
    with pytest.raises(trials.DesignError, match="responses"):
        found.measure("power", scenario="null")
    with pytest.raises(trials.DesignError, match="alternative"):
        found.measure("responses")


def test_a_threshold_is_found_exactly_where_the_design_is_counted():
    found = trials.calibrate(Arm(counted=True), 0.05, scenario=NULL, field="most", bounds=(0, 20))
    truth = scipy.stats.binom.isf(0.05, 20, 0.1)  # the least number with P(more) ≤ .05
    assert np.floor(found.value) == truth
    assert found.achieved.value <= 0.05
    assert found.value_se == 0


def test_a_simulated_threshold_has_its_uncertainty_and_is_checked_with_other_trials():
    found = trials.calibrate(
        Arm(n=200), 0.05, scenario=NULL, field="most", bounds=(0, 200), n_trials=4000, tolerance=0.5
    )
    assert abs(found.value - scipy.stats.binom.isf(0.05, 200, 0.1)) <= 2
    assert 0 < found.value_se < 5
    tuned = found.tries.filter(pl.col("most") == found.value)["type_1_error"].item()
    assert tuned <= 0.05
    assert found.achieved.value != tuned
    assert abs(found.achieved.value - tuned) < 6 * found.achieved.mcse


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"field": "colour"}, "one of: n, most"),
        ({"bounds": (5, 1)}, "does not rise"),
        ({"bounds": (10, 20)}, "never passes 0.05"),
    ],
)
def test_a_calibration_that_cannot_be_is_refused(options, match):
    settings = {"scenario": NULL, "field": "most", "bounds": (0, 20), **options}
    with pytest.raises(trials.DesignError, match=match):
        trials.calibrate(Arm(counted=True), 0.05, **settings)


class Patience:
    """Says to stop when it has been asked so often."""

    def __init__(self, times):
        self.left = times

    def __call__(self):
        self.left -= 1
        return self.left < 0


def test_a_count_under_way_can_be_stopped_and_leaves_nothing_half_done():
    design = trials.BOIN(doses=(1, 2, 3), max_patients=15, cutoff=0.93)
    truth = trials.ToxicityScenario("x", (0.1, 0.2, 0.4))
    with pytest.raises(trials.Cancelled):
        trials.simulate(design, truth, cancelled=Patience(4))
    assert trials.simulate(design, truth).method == "exact"


@pytest.mark.parametrize(
    ("kind", "name"), [("activity", "bop2"), ("activity", "simon-optimal"), ("control", "bayesian")]
)
def test_the_search_for_a_size_can_be_stopped(kind, name):
    asked = trials.TrialQuestion(kind=kind, null_rate=0.21, hoped_rate=0.42, alpha=0.06, most=300)
    with pytest.raises(trials.Cancelled):
        asked.design(name, cancelled=Patience(20))
    if name == "simon-optimal":
        assert asked.design(name, cancelled=lambda: False).probability(0.21) <= 0.06


@pytest.mark.parametrize("exact", [True, False])
def test_a_calibration_says_how_far_it_is_and_can_be_stopped(exact):
    null = trials.BinaryScenario("null", (0.3, 0.3))
    looks = (10, 20) if exact else (100, 200, 300)
    design = (
        trials.BayesianSequentialBinary(looks=looks)
        if exact
        else trials.ResponseAdaptive(arms=("A", "B"), looks=looks)
    )
    told = []
    how = {
        "scenario": null,
        "field": "threshold" if exact else "superiority",
        "bounds": (0.9, 0.999),
        "measure": "type_1_error" if exact else "superiority",
        "n_trials": 1000,
        "tolerance": 0.01,
    }
    found = trials.calibrate(design, 0.03 if exact else 0.1, progress=told.append, **how)
    assert told[-1].done == told[-1].total
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert len({one.stage for one in told}) == found.tries.height
    assert {one.total for one in told} == {1000 * (found.tries.height + 1)}
    with pytest.raises(trials.Cancelled):
        trials.calibrate(design, 0.03 if exact else 0.1, cancelled=Patience(3), **how)

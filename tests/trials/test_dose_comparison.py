"""Randomised comparison of doses: counted, simulated, and a trial that runs."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.text import LANGUAGES
from kai_workbench.trials import DesignError, DoseComparison

TWO = DoseComparison(doses=(200, 400), looks=(30,), limit=0.3, floor=0.2)
LOOKS = DoseComparison(doses=(100, 200, 400), looks=(10, 25), limit=0.3, floor=0.2)
ALIKE = trials.ToxicityScenario("alike", (0.10, 0.25), efficacy=(0.40, 0.42), association=1.0)
THREE = trials.ToxicityScenario("three", (0.05, 0.15, 0.35), efficacy=(0.1, 0.4, 0.45))


def test_what_is_counted_is_the_sum_over_all_patients():
    """Three patients a dose: all outcomes of all six, each with its own probability."""
    design = DoseComparison(
        doses=(1, 2), looks=(3,), limit=0.4, floor=0.2, toxic=0.7, futile=0.6, margin=0.2, similar=0.4
    )
    truth = trials.ToxicityScenario("x", (0.2, 0.4), efficacy=(0.3, 0.5))
    beta = scipy.stats.beta
    near = np.empty((4, 4))  # responders of the best, of the dose
    for b, e in np.ndindex(near.shape):
        near[b, e] = scipy.integrate.quad(
            lambda p, b=b, e=e: beta.pdf(p, 1 + b, 4 - b) * beta.sf(max(p - 0.2, 0), 1 + e, 4 - e), 0, 1
        )[0]
    expected = np.zeros(3)
    pairs = list(itertools.product(range(4), repeat=2))
    for tox, eff in itertools.product(pairs, pairs):
        mass = np.prod(scipy.stats.binom.pmf(tox, 3, truth.rates))
        mass *= np.prod(scipy.stats.binom.pmf(eff, 3, truth.efficacy))
        safe = [beta.sf(0.4, 1 + t, 4 - t) <= 0.7 for t in tox]
        fine = [ok and beta.cdf(0.2, 1 + e, 4 - e) <= 0.6 for ok, e in zip(safe, eff, strict=True)]
        best = max((e for e, ok in zip(eff, fine, strict=True) if ok), default=0)
        chosen = next((j for j in (0, 1) if fine[j] and near[best, eff[j]] >= 0.4), -1)
        expected[chosen + 1] += mass
    found = trials.simulate(design, truth)
    assert found.method == "exact"
    measured = [found.measure("none_selected"), *(found.measure("selected", of=one) for one in design.labels)]
    np.testing.assert_allclose([one.value for one in measured], expected, atol=1e-9)


def test_simulation_gives_what_is_counted():
    exact = trials.simulate(TWO, ALIKE)
    simulated = trials.simulate(TWO, ALIKE, exact=False, n_trials=4000)
    for one in exact.measures["alike"]:
        other = simulated.measure(one.name, of=one.of)
        assert abs(one.value - other.value) <= 4 * other.mcse + 1e-12, (one, other)


def test_a_running_comparison_does_as_simulated_ones():
    found = trials.simulate(LOOKS, THREE, n_trials=30)
    assert found.method == "simulated"
    seen, first = set(), found.first_trials()
    for k in range(30):
        counts = {}
        course = found.example(k=k)
        for look in range(1, course["look"].max() + 1):
            here = course.filter(pl.col("look") == look)
            counts |= {row[0]: row for row in here.select("dose", "patients", "dlts", "responses").rows()}
            rows = [counts[dose] for dose in LOOKS.doses]
            advice = LOOKS.next(pl.DataFrame(rows, schema=["dose", "n", "dlts", "responses"], orient="row"))
            assert all("{" not in advice.say(lang) for lang in LANGUAGES)
            left = here.filter(pl.col("decision").is_in(["continue", "selected"]))
            assert advice.arms == tuple(f"{dose:g} mg" for dose in left["dose"])
            seen.add(advice.action)
        if course["look"].max() == 2:
            assert (advice.action == "selected") == (first["selected"][k] >= 0)
    assert {"continue", "selected"} <= seen


def test_a_closed_dose_is_never_chosen():
    open_ = np.array([False, True, True])
    assert LOOKS.choose([25, 10, 11], open_) == 1
    assert LOOKS.choose([25, 0, 20], open_) == 2
    assert LOOKS.choose([25, 10, 11], [False] * 3) == -1
    toxic = trials.ToxicityScenario("toxic", (0.7, 0.8), efficacy=(0.6, 0.7))
    found = trials.simulate(TWO, toxic)
    assert found.measure("none_selected").value > 0.99
    assert found.measure("correct_selection").value == found.measure("none_selected").value


COUNTS = {"dose": [200, 400], "n": [30, 30], "dlts": [3, 5], "responses": [10, 12]}


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: DoseComparison(doses=(400, 200), looks=(30,), limit=0.3, floor=0.2), "doses"),
        (lambda: DoseComparison(doses=(200, 400), looks=(30, 20), limit=0.3, floor=0.2), "looks"),
        (lambda: DoseComparison(doses=(200, 400), looks=(30,), limit=1.3, floor=0.2), "limit"),
        (lambda: trials.simulate(TWO, trials.ToxicityScenario("x", (0.1, 0.2))), "x"),
        (lambda: trials.simulate(TWO, THREE), "three"),
        (lambda: TWO.next(pl.DataFrame(COUNTS | {"n": [30, 29]})), "n, 400 mg"),
        (lambda: TWO.next(pl.DataFrame(COUNTS | {"dlts": [3, 31]})), "dlts, 400 mg"),
        (lambda: TWO.next(pl.DataFrame(COUNTS | {"responses": [3, None]})), "400 mg"),
        (lambda: TWO.next(pl.DataFrame(COUNTS | {"dose": [200, 300]})), "dose: '300'"),
        (lambda: TWO.next(pl.DataFrame(COUNTS).drop("dlts")), "no such column"),
    ],
)
def test_a_comparison_that_cannot_be_is_refused(make, told):
    with pytest.raises(DesignError, match=told):
        make()

"""The probability of success of a programme against closed forms, simulation and its own accounts."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.models import NormalMixture
from kai_workbench.trials import DesignError, Development, UncertainEffect

MEAN, SPREAD, SD = 0.3, 0.2, 1.1
NORMAL = UncertainEffect.of_normal(NormalMixture((1.0,), (MEAN,), (SPREAD,)), sd=SD)
PLAN = Development(phase2=60, phase3=250, minimum=0.05, target=0.25, worth=0.1)


def test_assurance_is_the_closed_form_of_ohagan():
    error = SD * np.sqrt(2 / 60)
    closed = scipy.stats.norm.cdf((MEAN - 1.959963985 * error) / np.hypot(SPREAD, error))
    found = trials.normal_assurance(MEAN, SPREAD, error=error, beyond=1.959963985 * error)
    assert found == pytest.approx(closed, abs=1e-12)
    alone = Development(phase2=60, phase3=60, minimum=0.0, target=1e-9, sure=0.975, possible=1e-6)
    assert alone.foresee(NORMAL).measure("go").value == pytest.approx(closed, abs=1e-6)
    assert alone.foresee(NORMAL).measure("phase3").value == pytest.approx(closed, abs=1e-6)
    assert trials.normal_assurance(MEAN, 0.0, error=error, beyond=0.2) == pytest.approx(
        scipy.stats.norm.sf((0.2 - MEAN) / error)
    )


@pytest.mark.parametrize(("retained", "shift"), [(1.0, 0.0), (0.8, 0.1)])
def test_a_programme_of_a_normal_effect_is_a_bivariate_normal(retained, shift):
    plan = Development(phase2=60, phase3=250, minimum=0.05, target=0.25, retained=retained, shift=shift)
    two, three = (SD * np.sqrt(2 / n) for n in (60, 250))
    cut = max(0.05 + scipy.stats.norm.ppf(0.8) * two, 0.25 + scipy.stats.norm.ppf(0.1) * two)
    assert plan.cut(SD) == pytest.approx(cut)
    between = retained * SPREAD**2
    covariance = [
        [SPREAD**2 + two**2, between],
        [between, (retained * SPREAD) ** 2 + shift**2 + three**2],
    ]
    beyond = np.array([cut, 1.959963985 * three]) - (MEAN, retained * MEAN)
    joint = scipy.stats.multivariate_normal((0, 0), covariance).cdf(-beyond)
    found = plan.foresee(NORMAL).measure("success")
    assert found.value == pytest.approx(joint, abs=1e-6)
    assert found.mcse == 0


def test_draws_agree_with_the_integral_within_their_error():
    rng = np.random.default_rng(5)
    drawn = UncertainEffect.of_draws(rng.normal(MEAN, SPREAD, 20_000), sd=SD)
    one, other = PLAN.foresee(NORMAL), PLAN.foresee(drawn)
    for name in ("go", "success", "success_after_go", "right_success", "wrong_stop", "missed"):
        exact, found = one.measure(name), other.measure(name)
        assert found.mcse > 0
        assert abs(found.value - exact.value) < 4 * found.mcse, name
    assert drawn.quantile(0.9) == pytest.approx(NORMAL.quantile(0.9), abs=0.01)


def test_two_trials_share_what_their_population_adds():
    plan = Development(phase2=60, phase3=250, minimum=0.05, target=0.25, trials=2, shift=0.15)
    rng = np.random.default_rng(6)
    n, error = 200_000, SD * np.sqrt(2 / 250)
    truth = rng.normal(MEAN, SPREAD, n)
    go = rng.normal(truth, SD * np.sqrt(2 / 60)) > plan.cut(SD)
    there = truth + rng.normal(0, 0.15, n)
    yes = np.all(rng.normal(there[:, None], error, (n, 2)) > 1.959963985 * error, axis=1)
    rate = (go & yes).mean()
    found = plan.foresee(NORMAL).measure("success").value
    assert found == pytest.approx(rate, abs=4 * np.sqrt(rate * (1 - rate) / n))


def test_all_ends_of_a_programme_add_to_one():
    found = PLAN.foresee(NORMAL)
    funnel = found.funnel()
    assert funnel["probability"].sum() == pytest.approx(1)
    assert funnel.filter(funnel["end"] == "success")["probability"].sum() == pytest.approx(
        found.measure("success").value
    )
    assert found.measure("works").value == pytest.approx(scipy.stats.norm.sf((0.1 - MEAN) / SPREAD), abs=1e-5)
    assert found.if_known > found.measure("success").value  # a power forgets that the effect may be small


def test_a_go_raises_what_is_believed():
    found = PLAN.foresee(NORMAL)
    table = found.densities()
    step = table["effect"][1] - table["effect"][0]
    means = [
        float((table["effect"] * table[name]).sum() * step)
        for name in ("before", "after_go", "after_success")
    ]
    assert means[0] < means[1] < means[2]
    assert NORMAL.quantile(0.5, given=found.go) > NORMAL.quantile(0.5)


def test_a_bigger_phase_two_makes_fewer_wrong_decisions():
    table = PLAN.by_size(NORMAL, [20, 60, 200, 600])
    wrong = table["wrong_stop"] + table["wrong_go"]
    assert wrong.is_sorted(descending=True)
    assert table["success_after_go"][3] > table["success_after_go"][0]
    assert table["loss"][3] > table["loss"].min()


def test_shares_of_uncertainty_find_the_part_that_matters():
    rng = np.random.default_rng(7)
    loud, quiet = rng.normal(0.3, 0.3, 4000), rng.normal(0, 0.02, 4000)
    effect = UncertainEffect.of_draws(loud + quiet, sd=SD, parts={"loud": loud, "quiet": quiet})
    shares = dict(PLAN.foresee(effect).sources().iter_rows())
    assert shares["effect"] + shares["chance"] == pytest.approx(1)
    assert shares["loud"] == pytest.approx(shares["effect"], rel=0.1)
    assert shares["quiet"] < 0.05


def test_rates_have_the_spread_of_rates():
    effect = UncertainEffect.of_rates([0.5, 0.9], [0.1, 0.1])
    np.testing.assert_allclose(effect.effect, [0.4, 0.8])
    np.testing.assert_allclose(effect.sd**2, [(0.25 + 0.09) / 2, (0.09 + 0.09) / 2])
    near = UncertainEffect.of_difference(NormalMixture((1.0,), (0.2,), (0.1,)), control=0.3)
    assert near.mean == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: Development(phase2=1, phase3=9, minimum=0, target=1), "design_not_whole"),
        (lambda: Development(phase2=9, phase3=9, minimum=1, target=0), "design_not_rising"),
        (lambda: Development(phase2=9, phase3=9, minimum=0, target=1, alpha=2), "design_not_a_share"),
        (lambda: UncertainEffect.of_draws([1.0, float("nan")], sd=1), "effect_not_finite"),
        (lambda: UncertainEffect.of_rates([0.5, 1.4], [0.1, 0.1]), "design_not_a_rate"),
        (lambda: UncertainEffect.of_rates([0.5], [0.1, 0.1]), "design_length"),
        (lambda: PLAN.foresee(NORMAL).measure("luck"), "design_option_unknown"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key

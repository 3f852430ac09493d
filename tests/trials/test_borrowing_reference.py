"""Borrowing against RBesT's published numbers, against plain enumeration and against closed forms."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.models import BetaMixture, NormalMixture
from kai_workbench.trials import BorrowingMeanTrial, BorrowingTrial, DesignError, NormalScenario, own_history

# The mixture that RBesT's vignette "Getting started with RBesT (binary)" prints (1.6-5), and its design.
VIGNETTE = BetaMixture((0.6167463, 0.3832537), (19.1916387, 3.5278745), (57.7779317, 9.3735980))
SECUKINUMAB = BorrowingTrial(
    control=6, treatment=24, informative=VIGNETTE, vague=0.0, threshold=0.95, prior_treatment=(0.5, 1.0)
)


def test_the_decisions_of_the_vignette():
    success = SECUKINUMAB.probability > SECUKINUMAB.threshold
    # "The decision will always be negative if there are less than 10 events in the treatment group."
    assert not success[:, :10].any()
    # Its two checks: "just positive" with 15 and 3 events, "negative" with 14 and 4.
    assert success[3, 15]
    assert not success[4, 14]
    robust = BorrowingTrial(
        control=6, treatment=24, informative=VIGNETTE, threshold=0.95, prior_treatment=(0.5, 1.0)
    )
    assert robust.probability[1, 14] > 0.95  # the trial's own data: success


def test_the_drift_curve_is_plain_enumeration():
    control, treatment = 8, 12
    prior = BetaMixture((0.7, 0.3), (9.0, 2.0), (21.0, 3.0))
    design = BorrowingTrial(control=control, treatment=treatment, informative=prior, threshold=0.95)
    table = design.drift([-0.15, 0.0, 0.2], effect=0.3)
    u, weight = np.polynomial.legendre.leggauss(120)
    x, mixture = (u + 1) / 2, prior.robust(0.2)
    counts = np.arange(treatment + 1)
    above = scipy.stats.beta.sf(x, 1 + counts[:, None], 1 + treatment - counts[:, None])
    density = mixture.pdf(x) * scipy.stats.binom.pmf(np.arange(control + 1)[:, None], control, x) * weight
    better = density @ above.T / density.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(design.probability, better, atol=1e-9)
    for drift, rate, error, power, bias, rmse in table.iter_rows():
        assert rate == pytest.approx(prior.mean + drift)
        each = [
            sum(
                scipy.stats.binom.pmf(c, control, rate) * scipy.stats.binom.pmf(t, treatment, other)
                for c, t in itertools.product(range(control + 1), range(treatment + 1))
                if better[c, t] > 0.95
            )
            for other in (rate, rate + 0.3)
        ]
        np.testing.assert_allclose((error, power), each, atol=1e-9)
        mass = scipy.stats.binom.pmf(range(control + 1), control, rate)
        off = np.array([mixture.posterior(c, control).mean for c in range(control + 1)]) - rate
        np.testing.assert_allclose((bias, rmse), (mass @ off, np.sqrt(mass @ off**2)), atol=1e-9)


def test_the_effect_is_the_difference_of_two_posteriors():
    effect = SECUKINUMAB.effect(1, 14)
    rng = np.random.default_rng(3)
    control = VIGNETTE.posterior(1, 6).sample(200_000, seed=4)
    draws = rng.beta(14.5, 11.0, 200_000) - control
    assert effect.mean == pytest.approx(draws.mean(), abs=4 * draws.std() / np.sqrt(draws.size))
    for q in (0.05, 0.5, 0.95):
        assert effect.quantile(q) == pytest.approx(np.quantile(draws, q), abs=0.003)
    assert effect.over(0) == pytest.approx(SECUKINUMAB.probability[1, 14], abs=1e-4)
    assert np.trapezoid(effect.density, effect.grid) == pytest.approx(1, abs=1e-3)
    alone = SECUKINUMAB.effect(1, 14, vague=1.0)
    assert np.subtract(*alone.interval()) < np.subtract(*effect.interval())


def test_the_map_of_conclusions_holds_the_tipping_point():
    design = BorrowingTrial(control=20, treatment=40, informative=VIGNETTE, threshold=0.975)
    table, line = design.tipping_map(20, points=11), design.tipping_point(6, 20, points=11)
    row = table.filter(table["control"] == 6)
    np.testing.assert_allclose(row["probability"], line["probability"], atol=1e-12)
    borrowed = table.filter(table["vague"] == 0)["probability"].to_numpy()
    assert (np.diff(borrowed) < 0).all()


# --- a mean

PRIOR = NormalMixture((1.0,), (-50.0,), (18.0,))


def of_means(**changes) -> BorrowingMeanTrial:
    plain = {
        "control": 20,
        "treatment": 40,
        "sd": 88.0,
        "informative": PRIOR,
        "better": "lower",
        "vague": 0.0,
    }
    return BorrowingMeanTrial(**(plain | changes))


def test_with_one_normal_the_chance_of_success_is_a_closed_form():
    design = of_means(threshold=0.95, margin=10.0)
    (mine, theirs), weak = design.errors, design.prior_treatment.sds[0]
    control_sd = (1 / 18**2 + 1 / mine**2) ** -0.5
    treatment_sd = (1 / weak**2 + 1 / theirs**2) ** -0.5
    pull, other = (control_sd / mine) ** 2, (treatment_sd / theirs) ** 2
    for truth, treated in ((-50.0, -50.0), (-80.0, -120.0), (-20.0, -80.0)):
        # The gain is normal: its mean and SD over trials, and what it must exceed.
        gain = (-50 + pull * (truth + 50)) - (-50 + other * (treated + 50))
        spread = np.hypot(pull * mine, other * theirs)
        needed = 10.0 + scipy.stats.norm.ppf(0.95) * np.hypot(control_sd, treatment_sd)
        assert design.success(truth, treated) == pytest.approx(
            scipy.stats.norm.sf((needed - gain) / spread), abs=1e-6
        )


def test_means_counted_and_simulated_agree():
    prior = NormalMixture((0.7, 0.3), (-50.0, -45.0), (8.0, 30.0))
    design = of_means(informative=prior, vague=0.2)
    scenario = NormalScenario("gain", (-40.0, -90.0), 88.0)
    exact = trials.simulate(design, scenario)
    simulated = trials.simulate(design, scenario, exact=False, n_trials=20_000, workers=1)
    for name, of in (("power", ""), ("bias", "control"), ("rmse", "control")):
        one, other = exact.measure(name, of=of), simulated.measure(name, of=of)
        assert abs(one.value - other.value) < 4 * other.mcse


def test_a_robust_mean_lets_go_where_the_control_drifts():
    drifts = [-40.0, 0.0, 40.0]
    robust, trusting = of_means(vague=0.3).drift(drifts, effect=60.0), of_means().drift(drifts, effect=60.0)
    assert robust["type_1_error"][0] < trusting["type_1_error"][0]
    assert abs(robust["bias"][2]) < abs(trusting["bias"][2])
    table = of_means(threshold=0.9).tipping_point(-30.0, -65.0, points=5)
    assert table["success"][0] != table["success"][-1] or table["probability"].is_sorted()
    map_ = of_means(threshold=0.9).tipping_map(-65.0, estimates=(-30.0, -60.0), points=5)
    np.testing.assert_allclose(
        map_.filter(map_["control"] == -30)["probability"], table["probability"], atol=1e-3
    )


# --- histories and priors


@pytest.fixture(scope="module")
def spondylitis():
    return trials.control_priors(trials.control_history("as"))


def test_the_map_prior_of_as_is_worth_what_rbest_says(spondylitis):
    prior = spondylitis.by_way["map"]
    assert spondylitis.worth(prior, method="moment") == pytest.approx(24.07, abs=0.1)
    assert spondylitis.worth(prior) == pytest.approx(37, abs=1)  # RBesT prints 37
    assert spondylitis.worth(spondylitis.robust("map", 0.2)) == pytest.approx(26, abs=1)  # and 26
    assert prior.mean == pytest.approx(spondylitis.integral.mean, abs=1e-3)


def test_the_map_prior_of_crohns_placebo_is_worth_twenty_patients():
    priors = trials.control_priors(trials.control_history("crohn"))
    # The trial's protocol: "the very conservative moment-based ESS of 20".
    assert priors.worth(priors.by_way["map"], method="moment") == pytest.approx(20, abs=1)
    assert priors.vague.sds == (88.0,)


def test_discount_and_discrepancy_say_how_much_is_borrowed(spondylitis):
    history = trials.control_history("as")
    less = trials.control_priors(history, discount=0.1, discrepancy=1.0)
    assert less.worth(less.by_way["power"]) == pytest.approx(0.1 * 513 + 2)
    assert less.worth(less.by_way["commensurate"]) < spondylitis.worth(spondylitis.by_way["commensurate"])
    assert less.by_way["map"] is spondylitis.by_way["map"]  # kept, not made anew


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: trials.control_history("as?"), "design_option_unknown"),
        (lambda: of_means(sd=0.0), "design_not_positive"),
        (lambda: of_means(better="faster"), "design_option_unknown"),
        (lambda: of_means(vague=2.0), "design_not_a_rate"),
        (lambda: of_means().effect(float("nan"), 1.0), "design_not_finite"),
        (lambda: SECUKINUMAB.effect(7, 1), "responders_over_patients"),
        (lambda: trials.control_priors(trials.control_history("as"), discount=2.0), "design_not_a_rate"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"study": ["a", "b"]}, "no such column"),
        ({"study": ["a", "b"], "n": ["ten", "20"], "r": [1, 3]}, "text or an empty cell"),
        (
            {"study": ["a", "b"], "n": [10, None], "mean": [1.0, 2.0], "se": [0.1, 0.1]},
            "text or an empty cell",
        ),
        ({"study": ["a", "a"], "n": [10, 20], "r": [1, 3]}, "a is given twice"),
    ],
)
def test_a_history_that_is_none_is_refused(table, told):
    with pytest.raises(DesignError, match=told):
        own_history(pl.DataFrame(table), name="mine.csv")

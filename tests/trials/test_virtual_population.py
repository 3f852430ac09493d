"""Virtual patients, eligibility criteria by Shapley values, and prognostic adjustment."""

from __future__ import annotations

import itertools
import math

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials

AGE = trials.Covariate.normal("age", 62, 10, unit="a", low=18, high=90)
WEIGHT = trials.Covariate.lognormal("weight", 75, 0.2, unit="kg")
ECOG = trials.Covariate.categorical("ecog", {0: 0.4, 1: 0.45, 2: 0.15})
PEOPLE = trials.VirtualPopulation(
    covariates=(AGE, WEIGHT, ECOG), correlation=((1, -0.3, 0.5), (-0.3, 1, 0), (0.5, 0, 1))
)
DRAWN = PEOPLE.draw(20_000)
CRITERIA = (
    trials.Criterion(name="age", column="age", high=70),
    trials.Criterion(name="performance", column="ecog", among=(0, 1)),
    trials.Criterion(name="weight", column="weight", low=50, high=100),
)


# ---- virtual patients ----------------------------------------------------------------------------


def test_the_margins_and_correlations_are_those_stated():
    cut = scipy.stats.truncnorm((18 - 62) / 10, (90 - 62) / 10, 62, 10)
    assert scipy.stats.kstest(DRAWN["age"].to_numpy(), cut.cdf).pvalue > 1e-3
    weight = scipy.stats.lognorm(np.sqrt(np.log1p(0.2**2)), scale=75)
    assert scipy.stats.kstest(DRAWN["weight"].to_numpy(), weight.cdf).pvalue > 1e-3
    for level, share in ((0, 0.4), (1, 0.45), (2, 0.15)):
        assert (DRAWN["ecog"] == level).mean() == pytest.approx(share, abs=4 * np.sqrt(share / 20_000))
    spearman = scipy.stats.spearmanr(DRAWN["age"], DRAWN["weight"]).statistic
    assert spearman == pytest.approx(6 / np.pi * np.asin(-0.3 / 2), abs=4 / np.sqrt(20_000))
    assert DRAWN.equals(PEOPLE.draw(20_000))


def test_a_population_fitted_to_its_own_draws_is_itself_again():
    fitted = trials.VirtualPopulation.fit(DRAWN)
    # also for a covariate of three levels, whose own correlation is weaker than that behind it
    assert np.array(fitted.correlation) == pytest.approx(np.array(PEOPLE.correlation), abs=0.04)
    again = fitted.draw(20_000, seed=2)
    assert again["age"].mean() == pytest.approx(DRAWN["age"].mean(), abs=0.4)
    assert again["ecog"].dtype == DRAWN["ecog"].dtype
    assert set(again["ecog"]) == {0, 1, 2}


def test_text_and_truth_values_become_categories():
    rng = np.random.default_rng(3)
    sex = np.where(rng.random(200) < 0.4, "F", "M")
    table = pl.DataFrame({"sex": sex, "smoker": (sex == "M") & (rng.random(200) < 0.6), "x": rng.random(200)})
    found = trials.VirtualPopulation.fit(table)
    drawn = found.draw(5000)
    assert drawn.schema["smoker"] == pl.Boolean
    assert (drawn["sex"] == "F").mean() == pytest.approx((sex == "F").mean(), abs=0.03)
    men = drawn.filter(pl.col("sex") == "M")["smoker"].mean()
    assert men > drawn.filter(pl.col("sex") == "F")["smoker"].mean() + 0.2


# ---- eligibility ---------------------------------------------------------------------------------


def by_definition(value, players):
    """Mean over all orders of what each player adds."""
    total = np.zeros(players)
    for order in itertools.permutations(range(players)):
        before = 0
        for player in order:
            total[player] += value[before | 1 << player] - value[before]
            before |= 1 << player
    return total / math.factorial(players)


def test_shapley_values_are_those_of_the_definition():
    value = np.random.default_rng(1).normal(size=2**5)
    found = trials.shapley(value)
    assert found == pytest.approx(by_definition(value, 5), abs=1e-12)
    assert found.sum() == pytest.approx(value[-1] - value[0], abs=1e-12)
    # the glove game: one left glove, two right ones
    assert trials.shapley(np.array([0, 0, 0, 1, 0, 1, 0, 1.0])) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_criteria_share_what_they_cost_and_what_they_gain():
    table = DRAWN.head(2000).with_columns(effect=5 - 2 * pl.col("ecog") - 0.02 * pl.col("age"))
    found = trials.eligibility_shapley(table, CRITERIA, effect="effect")
    # value of every subset, one by one
    count, mean = np.empty(8), np.empty(8)
    for subset in range(8):
        kept = trials.eligible(table, [one for k, one in enumerate(CRITERIA) if subset >> k & 1])
        count[subset], mean[subset] = kept.height, kept["effect"].mean()
    assert found["eligible"].to_list()[:3] == pytest.approx(by_definition(count, 3), abs=1e-9)
    assert found["effect"].to_list()[:3] == pytest.approx(by_definition(mean, 3), abs=1e-9)
    whole = found.row(3, named=True)
    assert whole["eligible"] == pytest.approx(count[-1] - count[0])
    assert whole["effect"] == pytest.approx(mean[-1] - mean[0])
    # a patient who fails f criteria is lost by 1/f to each of them
    fails = np.stack([~one.meets(table) for one in CRITERIA], axis=1)
    shared = -(fails / np.maximum(fails.sum(axis=1), 1)[:, None]).sum(axis=0)
    assert found["eligible"].to_list()[:3] == pytest.approx(shared, abs=1e-9)
    asked = trials.eligibility_shapley(table, CRITERIA, effect=lambda kept: kept["effect"].mean())
    assert asked["effect"].to_list() == pytest.approx(found["effect"].to_list(), abs=1e-9)
    # performance status carries the effect, weight does not
    assert found["effect"][1] > 4 * found["effect_se"][1]
    assert abs(found["effect"][2]) < 4 * found["effect_se"][2]


def test_the_standard_errors_are_those_of_other_patients():
    table = DRAWN.with_columns(effect=5 - 2 * pl.col("ecog"))
    parts = [
        trials.eligibility_shapley(table[k : k + 500], CRITERIA, effect="effect")
        for k in range(0, 10_000, 500)
    ]
    for name in ("eligible", "effect"):
        seen = np.std([part[name].to_numpy() for part in parts], axis=0, ddof=1)
        told = np.mean([part[f"{name}_se"].to_numpy() for part in parts], axis=0)
        assert told == pytest.approx(seen, rel=4 / np.sqrt(2 * len(parts)))


def test_missing_values_do_not_meet_a_criterion():
    table = pl.DataFrame({"age": [60.0, None, float("nan")], "ecog": [1, None, 0]})
    assert CRITERIA[0].meets(table).tolist() == [True, False, False]
    assert CRITERIA[1].meets(table).tolist() == [True, False, True]
    assert trials.eligibility_shapley(table, CRITERIA[:2])["eligible"].to_list() == [-1.5, -0.5, -2.0]


# ---- prognostic adjustment -----------------------------------------------------------------------


def trial(rng, n, r, effect=0.5):
    arm = np.tile([0, 1], n // 2)
    score = rng.normal(size=n)
    outcome = effect * arm + r * score + np.sqrt(1 - r**2) * rng.normal(size=n)
    return pl.DataFrame({"arm": arm, "score": score, "outcome": outcome})


def test_adjustment_takes_one_minus_r_squared_of_the_variance():
    rng, r = np.random.default_rng(8), 0.6
    gain = trials.PrognosticGain(correlation=(r, r))
    assert gain.variance_ratio == pytest.approx(1 - r**2)
    assert gain.patients(1000) == 640
    found = [
        trials.adjusted_difference(trial(rng, 200, r), outcome="outcome", arm="arm", score="score")
        for _ in range(400)
    ]
    plain, adjusted = np.array([one["estimate"].to_numpy() for one in found]).T
    ratio = adjusted.var(ddof=1) / plain.var(ddof=1)
    assert ratio == pytest.approx(1 - r**2, rel=4 * np.sqrt(2 / 400))
    assert abs(adjusted.mean() - 0.5) < 4 * adjusted.std() / 20
    told = np.mean([one["variance_ratio"][1] for one in found])
    assert told == pytest.approx(1 - r**2, rel=0.05)
    assert np.mean([one["se"][1] for one in found]) == pytest.approx(adjusted.std(), rel=0.15)


def test_the_gain_holds_for_unlike_arms():
    # arms of other size, spread and correlation, by a large simulated trial with a pooled slope
    gain = trials.PrognosticGain(correlation=(0.7, 0.2), sd=(1.0, 1.5), share=2 / 3)
    rng, plain, adjusted = np.random.default_rng(2), [], []
    for _ in range(600):
        arm = np.tile([0, 1, 1], 60)
        score, noise = rng.normal(size=(2, 180))
        r, sd = np.array([0.7, 0.2])[arm], np.array([1.0, 1.5])[arm]
        y = sd * (r * score + np.sqrt(1 - r**2) * noise)
        x = np.column_stack([np.ones(180), arm, score])
        plain.append(y[arm == 1].mean() - y[arm == 0].mean())
        adjusted.append(np.linalg.lstsq(x, y)[0][1])
    assert np.var(adjusted) / np.var(plain) == pytest.approx(gain.variance_ratio, rel=4 * np.sqrt(2 / 600))


def test_a_score_learned_elsewhere_predicts_here():
    rng = np.random.default_rng(4)
    history = PEOPLE.draw(400, seed=9).with_columns(
        outcome=0.05 * pl.col("age") - pl.col("ecog") + pl.Series(rng.normal(size=400))
    )
    score = trials.PrognosticScore.learn(history, "outcome", ("age", "ecog"))
    signal = (0.05 * history["age"] - history["ecog"]).var()
    assert score.r_squared == pytest.approx(signal / (signal + 1), abs=0.1)
    assert score.coefficients[1:] == pytest.approx((0.05, -1.0), abs=0.3)
    noise = history.with_columns(outcome=pl.Series(rng.normal(size=400)))
    assert trials.PrognosticScore.learn(noise, "outcome", ("age", "ecog")).r_squared < 0.02
    assert score.score(DRAWN.head(5)).shape == (5,)


# ---- what is refused -----------------------------------------------------------------------------


def learn(table, **more):
    return trials.PrognosticScore.learn(table, **{"outcome": "outcome", "columns": ("age",), **more})


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: trials.Covariate.categorical("x", {0: 0.5, 1: 0.6}), "population_shares"),
        (lambda: trials.Covariate.normal("x", 0, 1, low=2, high=1), "population_limits"),
        (lambda: trials.Covariate.normal("x", 0, 0), "design_not_positive"),
        (lambda: trials.VirtualPopulation(covariates=(AGE, AGE)), "population_twice"),
        (lambda: trials.VirtualPopulation(covariates=(AGE,), correlation=((1, 0),)), "design_length"),
        (
            lambda: trials.VirtualPopulation(
                covariates=(AGE, WEIGHT, ECOG), correlation=((1, 0.9, 0.9), (0.9, 1, -0.9), (0.9, -0.9, 1))
            ),
            "population_correlation",
        ),
        (lambda: PEOPLE.draw(0), "design_not_whole"),
        (lambda: trials.VirtualPopulation.fit(DRAWN.head(5)), "population_few"),
        (lambda: trials.VirtualPopulation.fit(DRAWN.head(0)), "population_few"),
        (lambda: trials.VirtualPopulation.fit(DRAWN, ["sex"]), "trial_column_missing"),
        (
            lambda: trials.VirtualPopulation.fit(pl.DataFrame({"x": [None] + [1.0] * 30})),
            "population_missing",
        ),
        (lambda: trials.VirtualPopulation.fit(pl.DataFrame({"x": [1.0] * 30})), "population_constant"),
        (lambda: trials.Criterion(name="x", column="age"), "criterion_rule"),
        (lambda: trials.Criterion(name="x", column="age", low=3, among=(1,)), "criterion_rule"),
        (lambda: trials.Criterion(name="x", column="age", low=3, high=1), "population_limits"),
        (lambda: trials.eligible(DRAWN.drop("age"), CRITERIA), "trial_column_missing"),
        (
            lambda: trials.eligible(pl.DataFrame({"age": ["old"]}), CRITERIA[:1]),
            "criterion_number",
        ),
        (lambda: trials.eligibility_shapley(DRAWN, ()), "design_empty"),
        (lambda: trials.eligibility_shapley(DRAWN.head(0), CRITERIA), "design_empty"),
        (lambda: trials.eligibility_shapley(DRAWN, CRITERIA * 5), "criteria_many"),
        (lambda: trials.eligibility_shapley(DRAWN, CRITERIA * 2), "criteria_twice"),
        (
            lambda: trials.eligibility_shapley(
                DRAWN, [*CRITERIA, trials.Criterion(name="none", column="age", low=99)], effect="age"
            ),
            "criteria_nobody",
        ),
        (lambda: trials.PrognosticGain(correlation=(1, 0)), "prognostic_correlation"),
        (lambda: learn(DRAWN.head(10).with_columns(outcome=pl.col("age"))), "prognostic_few"),
        (lambda: learn(DRAWN.with_columns(outcome=pl.lit(1.0))), "population_constant"),
        (lambda: learn(DRAWN.with_columns(outcome=pl.lit("a"))), "prognostic_number"),
        (
            lambda: trials.adjusted_difference(
                pl.DataFrame({"y": [1.0, 2.0], "a": [1, 2], "s": [0.0, 1.0]}), outcome="y", arm="a", score="s"
            ),
            "prognostic_arm",
        ),
    ],
)
def test_what_cannot_be_is_refused(make, key):
    with pytest.raises(trials.DesignError) as refused:
        make()
    assert refused.value.key == key
    assert refused.value.say("ko") != refused.value.say("en")

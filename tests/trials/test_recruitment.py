"""Recruitment by site against its closed forms."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials

PLAN = trials.Recruitment(opens=(0,) * 20, mean=0.5, cv=0.7)
STAGGERED = trials.Recruitment(
    opens=(0, 1, 2, 6), mean=1.5, cv=0.5, closes=(np.inf, np.inf, 9, np.inf), names=("a", "b", "c", "d")
)
SO_FAR = pl.DataFrame({"site": ["a", "b", "c"], "patients": [9, 1, 2]})


def test_sites_that_open_together_have_the_beta_prime_distribution():
    # n arrivals over a gamma rate of 20 sites: T/β is beta prime (n, 20α), a Pearson VI distribution
    found = PLAN.forecast(100, draws=20_000)
    for month in (7, 9, 10, 12, 15):
        closed = scipy.special.betainc(100, 20 * PLAN.shape, month / (PLAN.rate + month))
        asked = found.probability(month)
        assert abs(asked.value - closed) < 4 * asked.mcse
        # and so the number by then is negative binomial
        count = PLAN.count_distribution(month, 99)
        assert 1 - count.sum() == pytest.approx(closed, abs=1e-10)
        whole = scipy.stats.nbinom.pmf(np.arange(100), 20 * PLAN.shape, PLAN.rate / (PLAN.rate + month))
        assert count == pytest.approx(whole, abs=1e-12)


@pytest.mark.parametrize(("data", "now"), [(None, 0.0), (SO_FAR, 4.0)], ids=["planned", "running"])
def test_staggered_sites_have_the_convolution(data, now):
    found = STAGGERED.forecast(30, data=data, now=now, learn=False, draws=20_000)
    for month in (5, 7, 10, 14):
        exact = 1 - STAGGERED.count_distribution(month, 29, data=data, now=now).sum()
        asked = found.probability(month)
        assert abs(asked.value - exact) < 4 * asked.mcse
    spread = STAGGERED.count_distribution(10, 300, data=data, now=now)
    curve = found.curve([10]).filter(pl.col("of") == "recruited")
    assert curve["mean"][0] == pytest.approx(spread @ np.arange(301), rel=0.02)
    assert found.by_site(10)["expected"].sum() == pytest.approx(spread @ np.arange(301), rel=0.02)


def test_the_rate_of_a_site_is_its_gamma_posterior():
    rates = STAGGERED.forecast(30, data=SO_FAR, now=4.0, learn=False, draws=20_000).by_site(6)
    posterior = (STAGGERED.shape + np.array([9, 1, 2, 0])) / (STAGGERED.rate + np.array([4, 3, 2, 0]))
    assert rates["rate"].to_list() == pytest.approx(posterior, rel=0.02)
    assert rates["recruited"].to_list() == [9, 1, 2, 0]


def test_the_variation_between_sites_is_learned():
    rng = np.random.default_rng(5)
    truth = rng.gamma(1 / 1.2**2, 0.8 * 1.2**2, 60)  # mean .8, CV 1.2
    plan = trials.Recruitment(opens=(0,) * 60, mean=0.4, cv=0.6)
    data = pl.DataFrame({"site": plan.labels, "patients": rng.poisson(truth * 12)})
    learned = plan.forecast(1000, data=data, now=12.0)
    kept = plan.forecast(1000, data=data, now=12.0, learn=False)
    total = truth.sum()
    right = 12 + (1000 - data["patients"].sum()) / total
    ends = learned.quantiles().row(0, named=True)
    assert ends["lo90"] < right < ends["hi90"]
    assert abs(learned.median - right) < abs(kept.median - right)


def test_dropout_is_thinning():
    hazard, follow_up = 0.03, 12
    plan = dataclasses.replace(PLAN, dropout=hazard, dropout_cv=1e-3, follow_up=follow_up)
    found = plan.forecast(100, draws=20_000)
    # who completes arrives at rates smaller by the share who stay, and is done a follow-up later
    stays = np.exp(-hazard * follow_up)
    for month in (20, 25, 30):
        t = (month - follow_up) * stays
        closed = scipy.special.betainc(100, 20 * plan.shape, t / (plan.rate + t))
        asked = found.probability(month, completed=True)
        assert abs(asked.value - closed) < 4 * asked.mcse + 1e-3
    lost = found.curve([18]).filter(pl.col("of") == "dropped_out")["mean"][0]
    within = (follow_up - (1 - stays) / hazard) + (18 - follow_up) * (1 - stays)
    assert lost == pytest.approx(20 * 0.5 * within, rel=0.02)
    assert found.by_site(18)["lost"].sum() == pytest.approx(20 * 0.5 * within, rel=0.02)
    data = pl.DataFrame({"site": plan.labels, "patients": [3] * 20}).with_columns(
        dropouts=pl.lit(1), patient_months=pl.lit(5.0)
    )
    loose = dataclasses.replace(plan, dropout_cv=1.0)
    seen = loose.forecast(100, data=data, now=6.0).hazard
    assert seen.mean() == pytest.approx((1 + 20) / (1 / hazard + 100), rel=0.03)


def test_nobody_completes_before_the_last_is_recruited():
    none_leaves = STAGGERED.forecast(30, data=SO_FAR, now=4.0, draws=500)
    assert none_leaves.completed == pytest.approx(none_leaves.times)
    leaving = dataclasses.replace(STAGGERED, dropout=0.05, follow_up=6.0).forecast(30, draws=500)
    assert (leaving.completed >= leaving.times + 6).all()
    nobody_stays = dataclasses.replace(STAGGERED, dropout=50.0, follow_up=12.0).forecast(30, draws=500)
    assert np.isinf(nobody_stays.completed).all()


def test_sites_that_close_may_never_get_there():
    plan = trials.Recruitment(opens=(0, 0), closes=(5, 5), mean=1.0, cv=0.3)
    found = plan.forecast(10)
    never = found.quantiles()["never"][0]
    assert never == pytest.approx(plan.count_distribution(5, 9).sum(), abs=0.02)
    assert np.isinf(found.times).mean() == never
    assert np.nanmax(np.where(np.isinf(found.times), np.nan, found.times)) <= 5


def test_what_is_reached_is_reached():
    found = STAGGERED.forecast(12, data=SO_FAR, now=4.0)
    assert (found.times == 4.0).all()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"opens": ()}, "design_empty"),
        ({"opens": (0, -1)}, "recruitment_negative"),
        ({"opens": (0, np.nan)}, "design_not_finite"),
        ({"mean": 0}, "design_not_positive"),
        ({"closes": (5,)}, "design_length"),
        ({"closes": (5, 0)}, "recruitment_closes"),
        ({"names": ("a", "a")}, "recruitment_twice"),
        ({"dropout": -0.1}, "recruitment_negative"),
    ],
)
def test_plans_that_cannot_be_are_refused(change, key):
    with pytest.raises(trials.DesignError) as refused:
        trials.Recruitment(**{"opens": (0, 0), "mean": 1.0, **change})
    assert refused.value.key == key
    assert refused.value.say("ko") != refused.value.say("en")


@pytest.mark.parametrize(
    ("data", "now", "key"),
    [
        (None, 3.0, "recruitment_no_data"),
        (SO_FAR.drop("site"), 4.0, "trial_column_missing"),
        (SO_FAR.with_columns(pl.lit(-1).alias("patients")), 4.0, "design_not_whole"),
        (SO_FAR.with_columns(pl.lit("x").alias("site")), 4.0, "recruitment_site"),
        (pl.concat([SO_FAR, SO_FAR]), 4.0, "recruitment_twice"),
        (SO_FAR, 1.5, "recruitment_not_open"),
        (SO_FAR.head(2), 4.0, "recruitment_missing"),
        (SO_FAR.with_columns(dropouts=pl.lit(1)), 4.0, "trial_column_missing"),
        (SO_FAR.with_columns(dropouts=pl.lit(9), patient_months=pl.lit(1.0)), 4.0, "recruitment_dropouts"),
    ],
)
def test_data_that_cannot_be_are_refused(data, now, key):
    with pytest.raises(trials.DesignError) as refused:
        STAGGERED.forecast(30, data=data, now=now)
    assert refused.value.key == key

"""Basket trials: the integrals against other ones, and what borrowing does."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy

from kai_workbench import trials
from kai_workbench.models import EXNEX
from kai_workbench.trials import BasketTrial, BinaryScenario, DesignError

NAMES = ("lung", "breast", "colon", "bile")
DESIGN = BasketTrial(baskets=NAMES, null_rates=(0.15,) * 4, looks=(10, 20), futility=0.1)
DATA = pl.DataFrame({"basket": NAMES, "n": [20, 20, 20, 10], "r": [4, 5, 9, 0]})


def by_simulation(model, data, n=4000):
    """Mean and P(rate > .15) of each basket: draws of μ and τ from the prior, weighted by the likelihood.

    Each basket's own rate is summed over a fine grid.
    """
    rng = np.random.default_rng(5)
    mu, tau = rng.normal(*model.centre, n), np.maximum(np.abs(rng.normal(0, model.heterogeneity, n)), 0.05)
    theta = np.linspace(-11, 11, 441) + 0.003
    rate = scipy.special.expit(theta)
    prior = scipy.stats.norm.pdf(theta, mu[:, None], tau[:, None])
    prior = model.exchangeable * prior / prior.sum(axis=1, keepdims=True)
    alone = scipy.stats.norm.pdf(theta, *model.alone)
    prior += (1 - model.exchangeable) * alone / alone.sum()
    each = []
    for n_j, r_j in data.select("n", "r").iter_rows():
        like = scipy.stats.binom.pmf(r_j, n_j, rate)
        each.append([prior @ (like * f) for f in (np.ones_like(rate), rate > 0.15, rate)])
    total = np.prod([one[0] for one in each], axis=0)
    mean = [float((total / one[0] * one[2]).sum() / total.sum()) for one in each]
    over = [float((total / one[0] * one[1]).sum() / total.sum()) for one in each]
    weight = total / total.sum()
    return mean, over, 1 / float((weight**2).sum())


@pytest.mark.parametrize("exchangeable", [0.5, 1.0])
def test_posteriors_are_those_of_weighted_prior_draws(exchangeable):
    model = EXNEX(exchangeable=exchangeable)
    design = BasketTrial(baskets=NAMES, null_rates=(0.15,) * 4, looks=(10, 20), model=model)
    found = design.posterior(DATA)
    mean, over, effective = by_simulation(model, DATA)
    assert effective > 300
    np.testing.assert_allclose(found["mean"], mean, atol=4 * 0.08 / effective**0.5)
    np.testing.assert_allclose(found["probability"], over, atol=4 * 0.25 / effective**0.5)


def test_a_basket_alone_has_the_posterior_of_its_own_prior():
    model = EXNEX(exchangeable=0.0)
    design = BasketTrial(baskets=NAMES, null_rates=(0.15,) * 4, looks=(20,), model=model)
    found = design.posterior(DATA)
    f = lambda t, r, n: scipy.stats.binom.pmf(r, n, scipy.special.expit(t)) * scipy.stats.norm.pdf(t, 0, 2)
    for row in found.iter_rows(named=True):
        cut = scipy.special.logit(0.15)
        whole = scipy.integrate.quad(f, -12, 12, args=(row["r"], row["n"]), epsabs=1e-12, limit=200)[0]
        over = scipy.integrate.quad(f, cut, 12, args=(row["r"], row["n"]), epsabs=1e-12, limit=200)[0]
        assert row["probability"] == pytest.approx(over / whole, abs=1e-6)


def test_simulated_trials_see_the_same_posteriors():
    look = np.array([[1, 1, 1, 0]])
    r = np.array([[4, 5, 9, 0]])
    chance, mean = DESIGN._probabilities(DESIGN.null_rates, look, r)
    found = DESIGN.posterior(DATA)
    np.testing.assert_allclose(chance[0], found["probability"], rtol=1e-10)
    np.testing.assert_allclose(mean[0], found["mean"], rtol=1e-10)


def test_borrowing_helps_where_baskets_are_alike_and_costs_where_they_are_not():
    common = {"baskets": NAMES, "null_rates": (0.15,) * 4, "looks": (20,)}
    together = BasketTrial(**common, model=EXNEX(exchangeable=1.0))
    apart = BasketTrial(**common, model=EXNEX(exchangeable=0.0))
    alike, mixed = BinaryScenario("alike", (0.35,) * 4), BinaryScenario("mixed", (0.15, 0.4, 0.4, 0.4))
    found = [trials.simulate(d, [alike, mixed], n_trials=2000, workers=1) for d in (together, apart)]
    power = [one.measure("power", of="lung", scenario="alike").value for one in found]
    error = [one.measure("type_1_error", of="lung", scenario="mixed").value for one in found]
    assert power[0] > power[1] + 0.05
    assert error[0] > error[1] + 0.02
    early = trials.simulate(DESIGN, BinaryScenario("none", (0.02,) * 4), n_trials=500, workers=1)
    assert early.measure("closed_early", of="lung").value > 0.7
    assert early.measure("patients").value < 60


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: BasketTrial(baskets=("a", "a"), null_rates=(0.1,) * 2, looks=(9,)), "arms_not_distinct"),
        (lambda: BasketTrial(baskets=("a", "b"), null_rates=(0.1,), looks=(9,)), "design_length"),
        (lambda: BasketTrial(baskets=("a", "b"), null_rates=(0.1, 1.0), looks=(9,)), "design_not_a_share"),
        (lambda: BasketTrial(baskets=("a", "b"), null_rates=(0.1,) * 2, looks=(9, 5)), "design_not_rising"),
        (lambda: DESIGN.posterior(DATA.with_columns(r=pl.col("n") + 1)), "responders_over_patients"),
        (lambda: DESIGN.posterior(DATA.with_columns(r=pl.lit(None))), "outcome_missing"),
        (lambda: DESIGN.posterior(DATA[:3]), "design_length"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, key):
    with pytest.raises(DesignError) as caught:
        make()
    assert caught.value.key == key

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy
from _models import Line

from kai_workbench import charts, inference
from kai_workbench.errors import KaiError

DATA = np.random.default_rng(4).normal(3.0, 1.0, 30)


@pytest.fixture(scope="module")
def fit():
    return inference.fit(Line(), DATA)


def test_the_prior_predictive_has_the_spread_of_the_prior():
    tree = inference.prior_predictive(Line(mu=(10.0, 5.0)), DATA, draws=1000, seed=1)
    assert tree["prior"]["mu"].mean().item() == pytest.approx(10, abs=0.6)
    seen = tree["prior_predictive"]["seen"]
    assert seen.dims == ("chain", "draw", "row")
    assert seen.std().item() == pytest.approx(np.sqrt(25 + 1), rel=0.15)


def test_the_posterior_predictive_covers_the_data(fit):
    seen = inference.posterior_predictive(fit, DATA, seed=1)["posterior_predictive"]["seen"]
    assert seen.sizes["draw"] == 1000
    assert seen.mean().item() == pytest.approx(DATA.mean(), abs=0.1)
    assert seen.std().item() == pytest.approx(DATA.std(), rel=0.2)


def test_a_new_design_is_predicted_with_the_same_parameters(fit):
    seen = inference.posterior_predictive(fit, np.zeros(5), seed=1)["posterior_predictive"]["seen"]
    assert seen.sizes["row"] == 5
    assert seen.mean().item() == pytest.approx(DATA.mean(), abs=0.1)


def test_ranks_are_those_of_the_posterior_predictive_normal(fit):
    check = inference.predictive_check(fit, DATA, draws=4000)
    assert check.frame.columns[:3] == ["variable", "row", "observed"]
    assert check.frame["observed"].to_numpy() == pytest.approx(DATA)
    # the posterior predictive of a normal sample is close to a Student t
    t = scipy.stats.t(29, DATA.mean(), DATA.std(ddof=1) * np.sqrt(1 + 1 / 30))
    assert check.frame["rank"].to_numpy() == pytest.approx(t.cdf(DATA), abs=0.04)
    assert check.frame["hi90"].to_numpy() == pytest.approx(t.ppf(0.95), abs=0.25)
    inside = np.abs(t.cdf(DATA) - 0.5) <= 0.25
    assert check.inside(0.5) == pytest.approx(inside.mean(), abs=0.1)
    assert (check.draws, check.left_out) == (4000, 0)


def test_data_that_the_model_does_not_expect_lie_outside(fit):
    assert inference.predictive_check(fit, DATA + 5).inside(0.9) < 0.1
    wide = inference.predictive_check(fit, 3 + 4 * (DATA - 3))
    assert wide.inside(0.9, "seen") < 0.7


def test_a_check_that_cannot_be_is_refused_in_words(fit):
    with pytest.raises(KaiError, match="Give 1 or more"):
        inference.predictive_check(fit, DATA, draws=0)
    with pytest.raises(KaiError, match="no observation"):
        charts.predictive_ranks(pl.DataFrame({"variable": [], "rank": []}))
    for wrong in (1.7, float("nan")):
        with pytest.raises(KaiError, match="cannot be a rank"):
            charts.predictive_ranks(pl.DataFrame({"rank": [0.5, wrong], "variable": ["a", "a"]}))


def test_leave_one_out_is_that_of_the_normal_model(fit):
    result = inference.loo(fit, DATA)
    # for a well-behaved normal sample: each point scored by a normal of the others, two parameters
    others = [np.delete(DATA, i) for i in range(len(DATA))]
    expected = sum(
        -0.5 * ((y - o.mean()) / o.std(ddof=1)) ** 2 - np.log(o.std(ddof=1)) - 0.5 * np.log(2 * np.pi)
        for y, o in zip(DATA, others, strict=True)
    )
    assert result.elpd == pytest.approx(expected, abs=1.0)
    assert result.p == pytest.approx(2, abs=0.8)
    assert "log_likelihood" not in fit.tree.children  # the fit itself stays as it was

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from _models import Coin, Line

from kai_workbench import inference
from kai_workbench.errors import KaiError
from kai_workbench.inference import _calibration

DESIGN = np.zeros(8)
PRIOR = Line(mu=(1.0, 1.0))


def test_a_right_model_is_calibrated(own_cache):
    result = inference.calibrate(PRIOR, DESIGN, n=100)
    assert result.frame.height == 100 * 2
    assert result.summary["variable"].to_list() == ["mu", "sigma"]
    assert result.uniform, result.summary
    assert result.failed <= 3


def test_a_wrong_likelihood_is_caught(own_cache):
    # the model believes the noise to be three times smaller than what makes the data
    wrong = dataclasses.replace(PRIOR, wrong_by=1 / 3)
    result = inference.calibrate(wrong, DESIGN, n=100)
    assert not result.uniform
    assert "sigma" in result.summary.filter(~result.summary["uniform"])["variable"].to_list()


def test_without_a_simulator_the_prior_predictive_makes_the_data(own_cache):
    class Plain(Line):
        simulate_inputs = None

    result = inference.calibrate(Plain(mu=(1.0, 1.0)), DESIGN, n=40, seed=2)
    assert result.uniform, result.summary


def test_failures_are_counted(own_cache):
    def broken(_params, data, rng):
        return {"y": np.full(len(data), np.nan) if rng.uniform() < 0.3 else rng.normal(size=len(data))}

    result = inference.calibrate(PRIOR, DESIGN, simulate=broken, n=20, seed=3)
    assert result.failed >= 2
    assert result.reasons["stopped"] >= 2
    assert result.n == 20
    assert result.frame["simulation"].n_unique() < 20


def test_few_draws_are_no_failure_but_told_and_repeated_where_asked(own_cache):
    brief = {"n": 8, "draws": 60, "tune": 200, "seed": 4}
    few = inference.calibrate(PRIOR, DESIGN, **brief)
    # a report needs a hundred effective draws; ranks need fewer
    assert few.frame["draws"].min() < 100
    assert few.failed <= 1
    shortest = inference.calibrate(PRIOR, DESIGN, **(brief | {"draws": 9}))
    assert shortest.short + shortest.failed == 8  # fewer than twenty draws to rank among
    longer = inference.calibrate(PRIOR, DESIGN, longest=4, **brief)
    assert longer.short == 0
    assert longer.frame["draws"].max() > 120


def test_chains_that_disagree_fail_however_many_draws(own_cache):
    # two modes with almost nothing between them: chains stay where they began
    result = inference.calibrate(Squared(), np.zeros(1), n=4, draws=150, tune=150)
    assert result.failed >= 1
    assert result.reasons["modes"] >= 1
    assert result.frame.filter(failed=True).height > 0  # their ranks are kept


@pytest.mark.parametrize(
    ("ranks", "uniform"), [("flat", True), ("u", False), ("hump", False), ("shifted", False)]
)
def test_the_band_finds_ranks_that_are_not_uniform(ranks, uniform):
    rng = np.random.default_rng(0)
    place = {
        "flat": rng.uniform(size=200),
        "u": rng.beta(0.5, 0.5, 200),
        "hump": rng.beta(2, 2, 200),
        "shifted": rng.beta(1.6, 1, 200),
    }[ranks]
    columns = {"variable": ["x"] * 200, "rank": list((place * 100).astype(int)), "draws": [99] * 200}
    assert _calibration._judge(columns, 0)["uniform"] == [uniform]


def test_the_band_is_left_by_one_uniform_sample_in_twenty():
    rng = np.random.default_rng(5)
    places = np.sort(rng.uniform(size=(2000, 50)), axis=1)
    band = np.quantile(_calibration._by_chance(50), _calibration._LEVEL)
    assert np.mean([_calibration._excess(one) > band for one in places]) == pytest.approx(0.05, abs=0.015)


def test_the_p_value_of_many_scalars_errs_as_seldom_as_it_says():
    rng = np.random.default_rng(6)
    found = []
    for _ in range(400):
        columns = {"variable": list("abcdef") * 40, "rank": rng.integers(0, 100, 240), "draws": [99] * 240}
        judged = _calibration._judge(columns, 0)
        found.append(inference.Calibration(columns, judged).p_value)
    assert 0.02 < np.mean(np.array(found) < 0.1) <= 0.13  # Bonferroni: at most one in ten
    assert np.isnan(inference.Calibration({}, {"p_value": []}).p_value)


def test_a_model_that_cannot_be_compiled_is_refused_in_words(own_cache):
    with pytest.raises(KaiError, match="cannot be compiled") as refused:
        inference.calibrate(Coin(), np.asarray(7), n=5)
    assert "컴파일" in refused.value.say("ko")


@dataclasses.dataclass(frozen=True)
class Twice(Line):
    """Seen twice, so that the prior predictive has two variables."""

    simulate_inputs = None

    def build(self, data):
        import pymc as pm

        model = super().build(data)
        with model:
            pm.Normal("again", 0.0, 1.0, observed=np.zeros(3))
        return model


@dataclasses.dataclass(frozen=True)
class Squared(Line):
    """Only the square is seen, so that the sign is anybody's guess."""

    def inputs(self, data):
        return {"y": np.asarray(data, dtype=float)}

    def build(self, data):
        import pymc as pm

        with pm.Model(coords=self.coords(data)) as model:
            y = pm.Data("y", self.inputs(data)["y"], dims="row")
            x = pm.Normal("x", 0.0, 10.0)
            pm.Normal("seen", x**2, 0.5, observed=y, dims="row")
        return model

    def simulate_inputs(self, params, data, rng):  # noqa: ARG002
        return {"y": np.full(len(data), float(params["x"]) ** 2 + 20.0)}


def test_which_input_is_simulated_must_be_known(own_cache):
    with pytest.raises(KaiError, match="2 observed variables"):
        inference.calibrate(Twice(mu=(1.0, 1.0)), DESIGN, n=5)

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import optimize

from kai_workbench import inference
from kai_workbench.models import ModelDataError, TimeToToxicity

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

TRUTH = {"c": -0.5, "beta": 2.0, "log_shape": 0.4}
DESIGN = pl.DataFrame(
    {
        "exposure": np.tile([0.0, 10.0, 30.0, 100.0], 40),
        "last_day": 90.0,
        "every_day": np.repeat([0.0, 7.0], 80),
    }
)
PIECEWISE = TimeToToxicity(baseline="piecewise", cuts_day=(30.0, 60.0))


@pytest.fixture(scope="module")
def simulated():
    return TimeToToxicity().simulate(TRUTH, DESIGN, seed=2)


@pytest.fixture(scope="module")
def fit(simulated):
    return inference.fit(TimeToToxicity(), simulated, draws=500, tune=400)


def test_times_known_by_intervals_are_not_compared(simulated, fit):
    check = inference.predictive_check(fit, simulated, draws=20)
    assert (check.left_out, check.frame.height) == (simulated.height, 0)


def test_planted_hazard_and_effect_are_recovered(simulated, fit):
    posterior = fit.require().posterior
    for name, value in TRUTH.items():
        low, high = np.quantile(posterior[name], [0.005, 0.995])
        assert low < value < high, name
    found = TimeToToxicity().predict(fit, simulated, exposure=[0.0, 100.0], day=[30.0, 90.0])
    assert found.dims == ("exposure", "day", "sample")
    assert found.attrs["unit"] == "1"
    mean_share = 0.35
    rate = np.exp(-0.5 + 2.0 * (np.array([0.0, 1.0]) - mean_share))
    truth = -np.expm1(-rate[:, None] * np.array([(1 / 3) ** np.exp(0.4), 1.0]))
    np.testing.assert_allclose(found.mean("sample"), truth, atol=0.1)


def test_the_mode_is_that_of_a_likelihood_written_by_hand(simulated, fit):
    low = simulated["lower_day"].to_numpy() / 90
    high = simulated["upper_day"].to_numpy() / 90
    x = simulated["exposure"].to_numpy() / 100

    def loss(p):
        c, beta, k = p[0], p[1], np.exp(p[2])
        rate = np.exp(c + beta * (x - x.mean()))
        total = 0.0
        for r, a, b in zip(rate, low, high, strict=True):
            if np.isnan(b):
                total += -r * a**k
            elif a == b:
                total += np.log(r * k * a ** (k - 1)) - r * a**k
            else:
                total += np.log(np.exp(-r * a**k) - np.exp(-r * b**k))
        return -total

    best = optimize.minimize(
        loss, [0.0, 0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-8}
    ).x
    posterior = fit.posterior
    for name, value in zip(TRUTH, best, strict=True):
        # weak priors and 160 animals: mode and mean of the posterior lie together
        assert abs(float(posterior[name].mean()) - value) < 0.25 * float(posterior[name].std()), name


def test_a_piecewise_hazard_follows_a_weibull_one(simulated, fit):
    steps = inference.fit(PIECEWISE, simulated, draws=400, tune=400)
    here = PIECEWISE.predict(steps, simulated, exposure=[0.0, 30.0, 100.0], day=[30.0, 60.0, 90.0])
    there = TimeToToxicity().predict(fit, simulated, exposure=[0.0, 30.0, 100.0], day=[30.0, 60.0, 90.0])
    np.testing.assert_allclose(here.mean("sample"), there.mean("sample"), atol=0.06)


def test_piecewise_times_come_from_their_hazard():
    params = {"c": 0.0, "beta": 0.0, "log_relative_hazard": np.log([3.0, 0.5, 1.0])}
    many = pl.DataFrame({"exposure": np.tile([0.0, 1.0], 5000), "last_day": 90.0, "every_day": 0.0})
    times = PIECEWISE.simulate(params, many, seed=1)
    for day, total in ((30.0, 1.0), (60.0, 1.0 + 1 / 6), (90.0, 1.5)):
        share = (times["upper_day"].fill_null(np.inf) <= day).mean()
        assert share == pytest.approx(-np.expm1(-total), abs=0.015)


def test_prior_and_posterior_predictions_hold_the_data(simulated, fit):
    before = inference.prior_predictive(TimeToToxicity(), simulated, draws=300)["prior_predictive"][
        "observed"
    ]
    affected = (before < 1).mean("subject")
    assert float(affected.min()) < 0.05
    assert float(affected.max()) > 0.95  # before the data anything may be
    after = inference.posterior_predictive(fit, simulated)["posterior_predictive"]["observed"]
    low, high = np.quantile((after < 1).mean("subject"), [0.005, 0.995])
    assert low <= simulated["upper_day"].is_not_null().mean() <= high


def test_the_model_is_calibrated(simulated):
    small = simulated.gather_every(2)
    found = inference.calibrate(TimeToToxicity(effect=(0.0, 1.0)), small, n=25, draws=150)
    assert found.p_value > 0.01, found.summary


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"exposure": -1.0}, "event_time"),
        ({"lower_day": -1.0}, "event_time"),
        ({"lower_day": 100.0, "upper_day": 50.0}, "event_time"),
        ({"upper_day": None}, "nobody_affected"),
        ({"exposure": 5.0}, "exposure_constant"),
    ],
)
def test_times_that_cannot_be_are_refused_in_words(simulated, change, key):
    bad = simulated.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        TimeToToxicity().inputs(bad)
    assert error.value.key == key


def test_cuts_that_part_nothing_are_refused(simulated):
    for options in (
        {"baseline": "piecewise"},
        {"cuts_day": (5.0,)},
        {"baseline": "piecewise", "cuts_day": (9.0, 3.0)},
    ):
        with pytest.raises(ModelDataError, match="cuts"):
            TimeToToxicity(**options)
    with pytest.raises(ModelDataError, match="cuts"):
        TimeToToxicity(baseline="piecewise", cuts_day=(500.0,)).inputs(simulated)

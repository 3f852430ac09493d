from __future__ import annotations

import numpy as np
import polars as pl
import pytensor
import pytensor.tensor as pt
import pytest
from scipy import stats

from kai_workbench import inference
from kai_workbench.models import ContinuousBenchmarkDose, ModelDataError
from kai_workbench.models._benchmark_means import aim, dose_of, log_variance, median
from kai_workbench.models._benchmark_means_graph import median_graph

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
SHAPES = ("hill", "power", "polynomial", "exponential_3", "exponential_5")


def means(doses, n, mean, sd):
    columns = {"dose": doses, "n": n, "mean": mean, "sd": sd}
    return pl.DataFrame({name: [float(one) for one in column] for name, column in columns.items()})


# Data sets of pybmds's tests (tests/test_pybmds/conftest.py): cdataset2, negative_cdataset, cdataset.
RISING = means([0, 50, 100, 150, 200], [100] * 5, [10, 20, 30, 40, 50], [3, 4, 5, 6, 7])
FALLING = means([0, 50, 100, 150, 200], [100] * 5, [1, -5, -10, -20, -30], [3, 4, 5, 6, 7])
SHRINKING = means(
    [0, 10, 50, 150, 400],
    [111, 142, 143, 93, 42],
    [2.112, 2.095, 1.956, 1.587, 1.254],
    [0.235, 0.209, 0.231, 0.263, 0.159],
)
DESIGN = pl.DataFrame({"dose": [0.0, 10.0, 30.0, 60.0, 100.0], "n": [25] * 5})


@pytest.mark.parametrize(
    ("data", "options", "told", "tolerance"),
    [
        # pybmds, test_continuous.py: BMD, BMDL, BMDU of a change by one SD, at the digits that it prints
        (RISING, {"shape": "power"}, (25.9, 24.4, 29.8), 0.005),
        (RISING, {"shape": "power", "spread": "power"}, (14.6, 13.1, 17.3), 0.005),
        (RISING, {"shape": "polynomial", "degree": 1}, (25.84, 24.358, 27.529), 0.005),
        (RISING, {"shape": "polynomial", "degree": 2}, (25.984, 24.328, 28.642), 0.01),
        (RISING, {"shape": "exponential_3"}, (53, 50, 55), 0.012),
        (RISING, {"shape": "hill"}, (28, 25, 32), 0.02),
        (FALLING, {"shape": "power"}, (56, 50, 64), 0.01),
        (FALLING, {"shape": "polynomial", "degree": 1}, (35, 33, 38), 0.01),
        (FALLING, {"shape": "polynomial", "degree": 2}, (52, 47, 60), 0.02),
    ],
)
def test_maximum_likelihood_is_that_of_bmds(data, options, told, tolerance):
    found = ContinuousBenchmarkDose(**options).maximum_likelihood(data)
    np.testing.assert_allclose([found.bmd, found.bmdl, found.bmdu], told, rtol=tolerance)


@pytest.mark.parametrize(
    ("data", "options", "told"),
    [
        (RISING, {"shape": "polynomial", "degree": 1}, 3067.8),
        (RISING, {"shape": "polynomial", "degree": 2}, 3069.8),
        (FALLING, {"shape": "power"}, 3080),
        (FALLING, {"shape": "polynomial", "degree": 1}, 3117),
        (FALLING, {"shape": "polynomial", "degree": 2}, 3077),
    ],
)
def test_the_likelihood_is_that_of_bmds(data, options, told):
    # pybmds prints the AIC, one digit or none; all parameters are counted
    digits = 0.06 if told % 1 else 0.6
    assert ContinuousBenchmarkDose(**options).maximum_likelihood(data).aic == pytest.approx(told, abs=digits)


def test_the_hybrid_is_that_of_bmds():
    # pybmds, test_hybrid_model: exponential 3, variance a power of the mean, 10% extra risk, tail of 1%
    model = ContinuousBenchmarkDose(shape="exponential_3", spread="power")
    found = model.maximum_likelihood(SHRINKING, response=0.1, change="hybrid_extra")
    assert found.bmd == pytest.approx(85.1, abs=0.1)


# --- the curves


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("spread", ["constant", "power", "lognormal"])
@pytest.mark.parametrize("rises", [True, False])
def test_the_benchmark_dose_is_where_the_risk_is_reached(shape, spread, rises):
    model = ContinuousBenchmarkDose(shape=shape, spread=spread)
    rng = np.random.default_rng(2)
    free = 0.3 * rng.standard_normal((60, len(model.parameters)))
    free[:, model.parameters.index("variance")] -= 5
    if shape in ("hill", "power"):
        free[:, 1] = (2.0 if rises else -0.7) + 0.1 * rng.standard_normal(60)
    if shape == "polynomial":
        free[:, 1:3] = np.abs(free[:, 1:3] + 1) * (1 if rises else -1)
    if shape == "exponential_5":
        free[:, 2] = 1.0 if rises else -1.0
    kind = {"spread": spread, "response": 0.1, "change": "hybrid_extra", "tail": 0.01, "rises": rises}
    dose = dose_of(shape, free, aim(free, **kind), rises=rises, degree=2)
    assert np.isfinite(dose).mean() > 0.9
    sign = 1.0 if rises else -1.0
    for u, d in zip(free[np.isfinite(dose)], dose[np.isfinite(dose)], strict=True):
        at = median(shape, u, np.array([0.0, d]), rises=rises)
        sd = np.exp(log_variance(u, at, spread) / 2)
        place = np.log(at) if spread == "lognormal" else at
        limit = place[0] + sign * stats.norm.isf(0.01) * sd[0]
        risk = stats.norm.sf(sign * (limit - place[1]) / sd[1])
        assert (risk - 0.01) / 0.99 == pytest.approx(0.1, rel=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_graph_is_the_curve(shape):
    model = ContinuousBenchmarkDose(shape=shape)
    free = 0.5 * np.random.default_rng(1).standard_normal(len(model.parameters))
    dose = np.array([0.0, 0.1, 0.5, 1.0])
    parts = pt.dvector()
    graph = median_graph(shape, [parts[i] for i in range(free.size)], dose, -1.0, degree=2)
    here = pytensor.function([parts], graph, mode="FAST_COMPILE")(free)
    np.testing.assert_allclose(here, median(shape, free, dose, rises=False), rtol=1e-10)


# --- Bayesian fits

TRUTH = {"control": 1.0, "change": 0.8, "power": 1.5, "variance": 0.04}


@pytest.fixture(scope="module")
def simulated():
    return ContinuousBenchmarkDose(shape="power").simulate(TRUTH, DESIGN, seed=4)


@pytest.fixture(scope="module")
def sampled(simulated):
    model = ContinuousBenchmarkDose(shape="power")
    return inference.fit(model, simulated, draws=600, tune=400, target_accept=0.9)


def test_planted_truth_is_recovered_by_both_ways_of_integrating(simulated, sampled):
    model = ContinuousBenchmarkDose(shape="power")
    truth = 100 * (0.2 / 0.8) ** (1 / 1.5)  # one SD of .2
    here = model.bmd(model.integrate(simulated), simulated, unit="mg/kg/day")
    there = model.bmd(sampled, simulated, unit="mg/kg/day")
    for draws in (here, there):
        assert np.quantile(draws, 0.05) < truth < np.quantile(draws, 0.95)
        assert np.quantile(draws, 0.95) < 2.5 * np.quantile(draws, 0.05)
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    np.testing.assert_allclose(np.quantile(here, levels), np.quantile(there, levels), rtol=0.03)
    curve = model.predict(sampled, simulated, [0.0, 100.0], unit="U/L")
    np.testing.assert_allclose(curve.mean("sample"), [1.0, 1.8], atol=0.15)
    assert curve.attrs["unit"] == "U/L"


def test_prior_and_posterior_predictive_hold_the_data(simulated, sampled):
    before = inference.prior_predictive(sampled.model, simulated, draws=200)["prior_predictive"]
    assert float(before["observed"].std()) > 3 * float(simulated["mean"].std())
    after = inference.posterior_predictive(sampled, simulated)["posterior_predictive"]
    given = sampled.model.inputs(simulated)
    for name, observed in (("observed", given["mean"]), ("observed_variance", given["variance"])):
        low, high = np.quantile(after[name], [0.005, 0.995], axis=(0, 1))
        assert ((low <= observed) & (observed <= high)).all()


def test_single_animals_are_their_moments(simulated):
    rng = np.random.default_rng(0)
    dose = np.repeat([0.0, 10.0, 30.0], 8)
    single = pl.DataFrame({"dose": dose, "response": 5 + 0.05 * dose + rng.normal(size=24)})
    told = single.group_by("dose", maintain_order=True).agg(
        n=pl.len().cast(pl.Float64), mean=pl.col("response").mean(), sd=pl.col("response").std()
    )
    model = ContinuousBenchmarkDose(shape="polynomial", degree=1)
    one, other = model.maximum_likelihood(single), model.maximum_likelihood(told)
    assert one.bmd == pytest.approx(other.bmd, rel=1e-6)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-9)


def test_units_of_the_response_do_not_matter(simulated):
    model = ContinuousBenchmarkDose(shape="power")
    larger = simulated.with_columns(pl.col("mean", "sd") * 1000)
    one = model.maximum_likelihood(simulated, response=0.1, change="absolute")
    other = model.maximum_likelihood(larger, response=100.0, change="absolute")
    assert one.bmd == pytest.approx(other.bmd, rel=1e-5)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"dose": -1.0}, "dose_value"),
        ({"n": 1.0}, "group_too_small"),
        ({"sd": -0.1}, "prior_not_positive"),
        ({"mean": -2.0}, "control_not_positive"),
        ({"mean": 2.0}, "means_constant"),
        ({"dose": 5.0}, "too_few_doses"),
        ({"mean": float("nan")}, "model_value_not_finite"),
    ],
)
def test_tables_that_hold_no_benchmark_dose_are_refused_in_words(change, key):
    bad = RISING.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        ContinuousBenchmarkDose().inputs(bad)
    assert error.value.key == key


def test_options_that_do_not_exist_are_refused():
    with pytest.raises(ModelDataError, match="exponential_5"):
        ContinuousBenchmarkDose(shape="logistic")
    with pytest.raises(ModelDataError, match="hybrid_extra"):
        ContinuousBenchmarkDose().maximum_likelihood(RISING, change="doubling")
    with pytest.raises(ModelDataError):
        ContinuousBenchmarkDose().maximum_likelihood(RISING, change="hybrid_extra", response=0.995)

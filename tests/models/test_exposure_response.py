from __future__ import annotations

import pathlib
import re

import numpy as np
import polars as pl
import pytest
from _tumour_study import thinned
from scipy import special

from kai_workbench import inference, models
from kai_workbench.models import ExposureResponse, ModelDataError, average, stacking_weights

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

# Of DoseFinding's data set biom (20 patients a dose): means by dose, and the sum of squares within doses.
DOSES = (0.0, 0.05, 0.2, 0.6, 1.0)
MEANS = (0.344905396465, 0.456754284895, 0.81031577158, 0.934436926255, 0.948711416565)
WITHIN = 48.208842927675896
TRUTH = {"e0": 0.3, "emax": 0.8, "ed50": 0.2, "sigma": 0.4}
DESIGN = pl.DataFrame({"exposure": np.repeat([0.0, 0.1, 0.3, 0.6, 1.0, 2.0], 30)})


def biom():
    """Responses with the means and the sum of squares of biom: its normal likelihood, exactly.

    A normal model of dose sees the responses through these numbers alone.
    """
    z = np.random.default_rng(0).normal(size=(5, 20))
    z -= z.mean(axis=1, keepdims=True)
    values = np.array(MEANS)[:, None] + z * np.sqrt(WITHIN / (z**2).sum())
    return pl.DataFrame({"exposure": np.repeat(DOSES, 20), "response": values.ravel()})


@pytest.fixture(scope="module")
def simulated():
    return ExposureResponse().simulate(TRUTH, DESIGN, seed=3)


@pytest.fixture(scope="module")
def fits(simulated):
    return {
        shape: inference.fit(
            ExposureResponse(shape=shape), simulated, draws=500, tune=500, target_accept=0.95
        )
        for shape in ("emax", "logistic")
    }


def test_least_squares_on_biom_are_dosefindings():
    found = ExposureResponse().maximum_likelihood(biom())
    expected = {"e0": 0.3216, "emax": 0.7463, "ed50": 0.1422, "sigma": 0.7061}
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=0.01), name


def test_the_posterior_of_biom_lies_about_the_least_squares():
    fit = inference.fit(ExposureResponse(), biom(), draws=500, tune=500, target_accept=0.95)
    mean = ExposureResponse().predict(fit, [0.0, 0.2, 1.0]).mean("sample").to_numpy()
    expected = 0.3216 + 0.7463 * np.array([0.0, 0.2 / 0.3422, 1 / 1.1422])
    np.testing.assert_allclose(mean, expected, atol=0.12)  # standard errors of the curve: .08 to .15
    assert fit.posterior["sigma"].median().item() == pytest.approx(0.706, abs=0.03)
    assert float(fit.posterior["ed50"].max()) <= 1.5


def test_planted_truth_is_recovered(fits):
    posterior = fits["emax"].require().posterior
    for name, value in TRUTH.items():
        low, high = np.quantile(posterior[name], [0.005, 0.995])
        assert low < value < high, name
    assert posterior["sigma"].mean().item() == pytest.approx(0.4, abs=0.06)
    curve = ExposureResponse().predict(fits["emax"], [0.0, 0.2, 2.0], unit="ms")
    assert curve.dims == ("exposure", "sample")
    assert curve.attrs["unit"] == "ms"
    truth = 0.3 + 0.8 * np.array([0.0, 0.5, 2 / 2.2])
    np.testing.assert_allclose(curve.mean("sample"), truth, atol=0.15)


def test_sigmoid_and_logistic_curves_find_the_truth_that_made_the_data():
    truth = {"e0": 1.0, "emax": 5.0, "ed50": 0.5, "steepness": 4.0, "sigma": 0.3}
    model = ExposureResponse(shape="sigmoid_emax")
    found = model.maximum_likelihood(model.simulate(truth, DESIGN, seed=1))
    for name, value in truth.items():
        assert found[name] == pytest.approx(value, rel=0.15), name
    truth |= {"steepness": 0.15}
    model = ExposureResponse(shape="logistic")
    found = model.maximum_likelihood(model.simulate(truth, DESIGN, seed=1))
    for name, value in truth.items():
        assert found[name] == pytest.approx(value, rel=0.15), name


def test_prior_and_posterior_predictive_hold_the_data(simulated, fits):
    prior = inference.prior_predictive(ExposureResponse(), simulated, draws=200)
    spread = prior["prior_predictive"]["observed"]
    assert float(spread.std()) > 3 * float(simulated["response"].std())  # wide, and finite
    drawn = inference.posterior_predictive(thinned(fits["emax"], 4), simulated)
    after = drawn["posterior_predictive"]["observed"]
    low, high = np.quantile(after, [0.025, 0.975], axis=(0, 1))
    observed = simulated["response"].to_numpy()
    assert 0.9 < np.mean((low < observed) & (observed < high)) < 0.995


def test_the_model_is_calibrated():
    design = DESIGN.with_columns(response=pl.Series(np.linspace(0, 1, DESIGN.height)))
    model = ExposureResponse(baseline=(0.0, 1.0), effect=(0.0, 2.0), residual=0.5)
    result = inference.calibrate(
        model, design, n=30, draws=200, variables=("e0", "emax", "log_ed50", "sigma")
    )
    assert result.p_value > 0.01, result.summary


def test_a_binary_response_follows_the_curve_on_the_logit_scale():
    design = pl.concat([DESIGN] * 2)
    model = ExposureResponse(response="binary")
    data = model.simulate({"e0": -1.5, "emax": 3.0, "ed50": 0.3}, design, seed=2)
    fit = inference.fit(model, data, draws=400, tune=400, target_accept=0.95)
    rate = model.predict(fit, [0.0, 2.0])
    assert rate.attrs["unit"] == "1"
    truth = special.expit(-1.5 + 3.0 * np.array([0.0, 2 / 2.3]))
    away = (rate.mean("sample") - truth) / rate.std("sample")
    assert np.abs(away).max() < 3
    assert float(rate.std("sample").max()) < 0.08
    with pytest.raises(ModelDataError, match="continuous"):
        model.maximum_likelihood(data)


# --- model averaging


def test_stacking_gives_the_model_that_made_the_rows_the_weight():
    rng = np.random.default_rng(0)
    y = rng.normal(size=400)
    log_density = np.stack([-0.5 * (y - m) ** 2 for m in (0.0, 1.5, 3.0)], axis=1)
    assert stacking_weights(log_density)[0] > 0.9
    # Two halves, each from one model: neither alone.
    y[200:] += 3
    log_density = np.stack([-0.5 * (y - m) ** 2 for m in (0.0, 1.5, 3.0)], axis=1)
    np.testing.assert_allclose(stacking_weights(log_density)[[0, 2]], 0.5, atol=0.12)
    assert stacking_weights(log_density).sum() == pytest.approx(1)


def test_curves_are_averaged_by_what_they_predict(simulated, fits):
    log_density = [inference.loo(fit, simulated).elpd_i.to_numpy().ravel() for fit in fits.values()]
    weights = stacking_weights(np.stack(log_density, axis=1))
    assert weights[0] > 0.5  # an Emax curve made the responses
    curves = [fit.model.predict(fit, [0.0, 1.0]) for fit in fits.values()]
    mixed = average(curves, weights)
    expected = sum(w * one.mean("sample") for w, one in zip(weights, curves, strict=True))
    np.testing.assert_allclose(mixed.mean("sample"), expected, atol=0.02)
    with pytest.raises(ModelDataError):
        average(curves, [0.7, 0.7])


# --- what is refused


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"exposure": -1.0}, "model_value_not_finite"),
        ({"response": float("nan")}, "model_value_not_finite"),
        ({"response": 1.0}, "response_constant"),
        ({"exposure": 1.0}, "too_few_exposures"),
    ],
)
def test_data_that_hold_no_curve_are_refused_before_compiling(simulated, monkeypatch, change, key):
    monkeypatch.setattr(ExposureResponse, "build", lambda *_: pytest.fail("began to compile"))
    bad = simulated.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        inference.start(ExposureResponse(), bad)
    assert error.value.key == key


def test_options_that_do_not_exist_are_refused(simulated):
    with pytest.raises(ModelDataError, match="emax, sigmoid_emax, logistic"):
        ExposureResponse(shape="linear")
    with pytest.raises(ModelDataError, match="0 or 1"):
        ExposureResponse(response="binary").inputs(simulated)


# --- an earlier fit becomes the next one's prior


def test_the_chain_of_the_docs_borrows_from_an_earlier_fit(simulated, fits):
    text = (pathlib.Path(__file__).parents[2] / "docs" / "models" / "borrowing.md").read_text()
    lines = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[1]
    known = {"models": models, "inference": inference, "earlier": fits["emax"]}
    known["new"] = ExposureResponse().simulate(TRUTH, DESIGN[::6], seed=8)
    exec(lines, known)
    prior, fit, found = known["prior"], known["fit"], known["found"]
    before, after = fits["emax"].posterior["emax"], fit.require().posterior["emax"]
    assert prior.weights[-1] == pytest.approx(0.2)
    assert prior.mean == pytest.approx(before.mean().item(), abs=0.01)
    assert known["patients"] > 5
    assert not found.found
    # 30 patients alone would leave about twice the SD that the 180 before them left.
    assert after.std().item() < 1.3 * before.std().item()
    assert abs(after.mean().item() - 0.8) < 3 * after.std().item()
    away = models.conflict(prior, mean=8.0, se=0.3)
    assert away.found
    assert away.weights[-1] > 0.9


def test_rates_and_means_become_mixtures_of_their_kind():
    rng = np.random.default_rng(0)
    rate = models.mixture_prior(rng.beta(20, 60, 2000), rate=True)
    assert (rate.a[-1], rate.b[-1]) == (1.0, 1.0)
    assert models.effective_sample_size(
        models.mixture_prior(rng.beta(20, 60, 4000), rate=True, robust=0)
    ) == (pytest.approx(80, rel=0.1))
    with pytest.raises(ModelDataError, match="unit"):
        models.mixture_prior(rng.normal(size=500))
    with pytest.raises(ModelDataError, match="200"):
        models.mixture_prior([1.0, 2.0], vague_sd=1.0)

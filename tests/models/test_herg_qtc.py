from __future__ import annotations

import pathlib
import re

import numpy as np
import polars as pl
import pytest
from scipy import stats

from kai_workbench import inference, models, standards
from kai_workbench.models import (
    ConcentrationQTc,
    HERGBlock,
    ModelDataError,
    ddqtc_table,
    free_concentration,
    herg_block,
    mixture_prior,
    predicted_ddqtc,
    qtc_criterion,
    qtc_sensitivity,
    safety_margin,
)
from kai_workbench.models._intercept_slope import densities, gradients

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
SAMPLER = {"draws": 500, "tune": 500, "target_accept": 0.9}


def example(page):
    """The first example of a page of the docs."""
    text = (pathlib.Path(__file__).parents[2] / "docs" / "models" / f"{page}.md").read_text()
    return re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]


@pytest.fixture(scope="module")
def block(mirror):
    return inference.fit(HERGBlock(), standards.herg_block("dofetilide", "quinidine").frame, **SAMPLER)


@pytest.fixture(scope="module")
def clinical(mirror):
    return {
        drug: inference.fit(ConcentrationQTc(), standards.concentration_qtc(drug).frame, **SAMPLER)
        for drug in ("dofetilide", "quinidine")
    }


# --- against numbers that someone else computed


@pytest.mark.parametrize(
    ("drug", "median", "low", "high"), [("dofetilide", 6.18, 5.33, 7.21), ("quinidine", 989, 832, 1182)]
)
def test_half_blocking_concentrations_of_cipa(block, drug, median, low, high):
    ic50, hill = HERGBlock().predict(block, drug=drug)
    assert ic50.attrs["unit"] == "nM"
    np.testing.assert_allclose(np.quantile(ic50, [0.5, 0.025, 0.975]), [median, low, high], rtol=0.1)
    assert 0.5 < float(hill.median()) < 1.5


@pytest.mark.parametrize(("drug", "slope", "se"), [("dofetilide", 26.8, 1.6), ("quinidine", 0.0419, 0.0032)])
def test_slopes_of_the_clinical_studies(clinical, drug, slope, se):
    posterior = clinical[drug].require().posterior["slope"]
    assert posterior.mean().item() == pytest.approx(slope, abs=0.25 * se)
    assert posterior.std().item() == pytest.approx(se, rel=0.25)


def test_the_chain_of_the_docs_predicts_no_less_than_the_clinic_saw(block, clinical):
    # Learnt from dofetilide, which blocks hERG alone; quinidine blocks calcium and sodium currents too,
    # so block of hERG alone foretells more prolongation than is seen, or as much.
    known = {"models": models, "block": block, "clinical": clinical}
    exec(example("herg-qtc"), known)
    table = known["table"]
    assert table["multiple"].to_list() == [0.5, 1.0, 1.5]
    assert (table["predicted_low_ms"] < table["predicted_ms"]).all()
    assert (table["predicted_high_ms"] > table["seen_ms"]).all()
    assert not qtc_criterion(known["predicted"]).any()
    # the same, number by number
    at_cmax = known["predicted"].sel(multiple=1.0)
    ic50, hill = (draws.median().item() for draws in HERGBlock().predict(block, drug="quinidine"))
    by_hand = np.median(known["sensitivity"]) * herg_block(known["free"], ic50_nM=ic50, hill=hill)
    assert at_cmax.median().item() == pytest.approx(float(by_hand), rel=0.05)
    assert at_cmax.attrs["unit"] == "ms"
    with pytest.raises(ModelDataError, match="same concentrations"):
        ddqtc_table(known["predicted"], known["seen"][:2])


def test_what_herg_foretells_becomes_the_prior_of_the_slope():
    # A slope foretold as 0.1 ± 0.02 ms per ng/mL, robust: draws of the model's prior show both parts.
    prior = mixture_prior(np.random.default_rng(1).normal(0.1, 0.02, 2000), vague_sd=0.5)
    model = ConcentrationQTc(slope=prior)
    assert model.structure() != ConcentrationQTc().structure()
    planned = design(4).with_columns(delta_qtc_ms=pl.col("time_h"))  # what was seen plays no part
    slope = inference.prior_predictive(model, planned, draws=800)["prior"]["slope"].to_numpy().ravel()
    assert slope.std() == pytest.approx(prior.sd, rel=0.2)
    near = np.abs(slope - 0.1) < 0.06  # 3 SD; of the vague part 10% lie there
    assert near.mean() == pytest.approx(0.8 * 0.997 + 0.2 * 0.095, abs=4 * np.sqrt(0.8 * 0.2 / 800))


# --- planted truth


def design(subjects=20):
    time = np.array([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 12, 14, 24.0])
    curve = np.exp(-0.15 * time) - np.exp(-1.5 * time)
    rows = []
    for subject in range(subjects):
        top = 80 + 4.0 * subject
        for active in (0, 1):
            rows += [
                {
                    "subject": subject,
                    "time_h": t,
                    "active": active,
                    "concentration_ng_mL": active * top * c,
                    "delta_qtc_ms": 0.0,
                    "baseline_qtc_ms": 400.0 + subject,
                }
                for t, c in zip(time, curve, strict=True)
            ]
    return pl.DataFrame(rows)


def test_a_planted_slope_is_recovered():
    truth = {"slope": 0.12, "slope_spread": 0.02, "active_effect": 1.0, "intercept_spread": 4.0, "sigma": 5.0}
    day = 4 * np.sin(np.arange(15) * 2 * np.pi / 15)
    made = truth | {"intercept": -2.0, "time_effect": day, "correlation": 0.5, "baseline_effect": -0.2}
    data = ConcentrationQTc().simulate(made, design(), seed=5)
    fit = inference.fit(ConcentrationQTc(), data, **SAMPLER)
    posterior = fit.require().posterior
    for name in ("slope", "active_effect", "intercept_spread", "sigma", "intercept", "baseline_effect"):
        low, high = np.quantile(posterior[name], [0.005, 0.995])
        assert low < made[name] < high, name
    low, high = np.quantile(posterior["slope_spread"], [0.005, 0.995])  # at the highest concentration
    assert low < 0.02 * data["concentration_ng_mL"].max() < high
    effects = posterior["time_effect"].stack(sample=("chain", "draw"))
    np.testing.assert_allclose(effects.sum("time"), 0, atol=1e-9)
    away = (effects.mean("sample") - day) / effects.std("sample")
    assert np.abs(away).max() < 3.5  # the largest of 15 departures: 99% lie within 3.4 SD
    seen = ConcentrationQTc().predict(fit, [0.0, 100.0])
    assert seen.attrs["unit"] == "ms"
    top = seen.sel(concentration=100)
    assert float(top.mean()) == pytest.approx(13.0, abs=3 * float(top.std()))
    assert float(top.std()) < 2.0
    assert not qtc_criterion(seen)[1]
    assert qtc_criterion(seen)[0]
    after = inference.posterior_predictive(fit, data)["posterior_predictive"]["observed"]
    after = ConcentrationQTc().rows(data, after.to_numpy())
    low, high = np.quantile(after, [0.025, 0.975], axis=(0, 1))
    observed = data["delta_qtc_ms"].to_numpy()
    assert 0.9 < np.mean((low < observed) & (observed < high)) < 0.99
    elpd = inference.loo(fit, data).elpd_i
    assert elpd.dims == ("subject",)


def test_the_density_of_a_subject_is_that_of_one_multivariate_normal():
    data = design(4).sample(70, shuffle=True, seed=1)  # rows of a subject apart, and not all of them
    noise = np.random.default_rng(0).normal(0, 8, data.height)
    data = data.with_columns(delta_qtc_ms=pl.Series(noise))
    model = ConcentrationQTc()
    given = model.inputs(data)
    np.testing.assert_array_equal(model.rows(data, given["delta_qtc"]), noise)
    spread, spread_top, correlation, sigma = 3.0, 5.0, 0.4, 6.0
    rows = [given[name] for name in ("delta_qtc", "share", "measured")]
    parameters = np.array([spread, spread_top, correlation, sigma])
    found = densities(*rows, parameters)
    both = correlation * spread * spread_top
    between = np.array([[spread**2, both], [both, spread_top**2]])
    top = data["concentration_ng_mL"].max()
    for at, own in enumerate(data.partition_by("subject", maintain_order=True)):
        z = np.stack([np.ones(own.height), own["concentration_ng_mL"].to_numpy() / top], axis=1)
        normal = stats.multivariate_normal(cov=z @ between @ z.T + sigma**2 * np.eye(own.height))
        assert found[at] == pytest.approx(normal.logpdf(own["delta_qtc_ms"].to_numpy()), rel=1e-10)
    # and its gradient that of central differences
    weight = np.arange(1.0, 1 + len(found))
    by_residual, by_parameters = gradients(*rows, parameters, weight)
    for at in range(4):
        step = 1e-4 * np.eye(4)[at]
        change = weight @ (densities(*rows, parameters + step) - densities(*rows, parameters - step))
        assert by_parameters[at] == pytest.approx(change / 2e-4, rel=1e-6)
    step = 1e-3 * np.random.default_rng(1).normal(size=rows[0].shape)
    change = densities(rows[0] + step, *rows[1:], parameters) - densities(
        rows[0] - step, *rows[1:], parameters
    )
    assert (by_residual * step).sum() == pytest.approx(weight @ change / 2, rel=1e-8)


CELLS = pl.DataFrame(
    {
        "drug": ["a"] * 24 + ["b"] * 24,
        "experiment": [f"{d}{i}" for d in "ab" for i in range(4) for _ in range(6)],
        "concentration_nM": [1.0, 3.0, 10.0, 30.0, 100.0, 300.0] * 8,
        "block_percent": [40.0, 60.0] * 24,
    }
)


def test_experiments_that_differ_widen_the_interval_and_are_recovered():
    model = HERGBlock(experiments=True)
    truth = {"ic50": {"a": 20.0, "b": 60.0}, "hill": 1.0, "sigma": 4.0, "tau": 0.4}
    made = model.simulate(truth, CELLS.drop("block_percent"), seed=1)
    fit = inference.fit(model, made, **SAMPLER)
    plain = inference.fit(HERGBlock(), made, **SAMPLER)
    ic50, _ = model.predict(fit, drug="a")
    low, high = np.quantile(ic50, [0.005, 0.995])
    assert low < 20 < high
    assert float(np.log(ic50).std()) > 1.3 * float(np.log(HERGBlock().predict(plain, drug="a")[0]).std())
    assert 0.1 < fit.posterior["tau"].median().item() < 0.9


def test_herg_block_is_calibrated():
    model = HERGBlock(ic50=(30.0, 0.7), hill=(1.0, 0.3), cell_sd=10.0)
    result = inference.calibrate(model, CELLS, n=30, draws=200, tune=200)
    assert result.p_value > 0.01, result.summary  # one seed in a hundred fails by chance
    assert result.failed <= 3


def test_prior_predictive_blocks_span_all_there_is():
    prior = inference.prior_predictive(HERGBlock(), CELLS, draws=200)["prior_predictive"]["observed"]
    low, high = np.quantile(prior, [0.05, 0.95])
    assert low < 10
    assert high > 90


# --- closed forms


def test_the_chain_is_arithmetic_on_draws():
    free = free_concentration(2.2079, fraction_unbound=0.4, molar_mass=441.58)
    assert free == pytest.approx(2.0)
    np.testing.assert_allclose(herg_block(free, ic50_nM=np.array([2.0, 6.0]), hill=1.0), [0.5, 0.25])
    np.testing.assert_allclose(herg_block([0.0, 4.0], ic50_nM=2.0, hill=2.0), [0.0, 0.8])
    np.testing.assert_allclose(safety_margin(np.array([60.0, 90.0]), free), [30.0, 45.0])
    sensitivity = qtc_sensitivity(
        10.0, at_ng_mL=2.2079, fraction_unbound=0.4, molar_mass=441.58, ic50_nM=np.array([2.0, 6.0])
    )
    np.testing.assert_allclose(sensitivity, [44.158, 88.316])
    np.testing.assert_allclose(
        predicted_ddqtc(2.0, ic50_nM=2.0, hill=1.0, sensitivity_ms=sensitivity), sensitivity / 2
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: herg_block(1.0, ic50_nM=-1.0),
        lambda: safety_margin(10.0, 0.0),
        lambda: free_concentration(1.0, fraction_unbound=1.2, molar_mass=300),
    ],
)
def test_impossible_numbers_are_refused(call):
    with pytest.raises(ModelDataError):
        call()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("concentration_ng_mL", -1.0),
        ("active", 2),
        ("delta_qtc_ms", float("nan")),
        ("concentration_ng_mL", 5.0),
    ],
)
def test_rows_that_cannot_be_are_refused_before_compiling(monkeypatch, name, value):
    monkeypatch.setattr(ConcentrationQTc, "build", lambda *_: pytest.fail("began to compile"))
    with pytest.raises(ModelDataError) as error:
        inference.start(ConcentrationQTc(), design().with_columns(pl.lit(value).alias(name)))
    assert error.value.key == "qtc_value"


def test_cells_that_tell_no_ic50_are_refused():
    with pytest.raises(ModelDataError, match="no rows"):
        HERGBlock().inputs(CELLS.clear())
    with pytest.raises(ModelDataError, match="one concentration"):
        HERGBlock().inputs(CELLS.with_columns(concentration_nM=pl.lit(3.0)))
    with pytest.raises(ModelDataError, match="vehicle"):
        HERGBlock().inputs(CELLS.with_columns(concentration_nM=pl.lit(0.0)))

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest

from kai_workbench import inference
from kai_workbench.models import (
    ConcentrationQTc,
    HERGBlock,
    ModelDataError,
    free_concentration,
    herg_block,
    predicted_ddqtc,
    qtc_criterion,
    qtc_sensitivity,
    safety_margin,
)

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")
SAMPLER = {"draws": 1000, "tune": 600, "target_accept": 0.9}


def concentration_qtc(mirror, drug):
    import rdata

    name = f"cqtkit_data_{drug}"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Missing constructor for R class")
        table = rdata.read_rda(mirror / "cqt" / f"{name}.rda")[name]
    to_ng_mL = {"dofetilide": 1e-3, "quinidine": 1.0}[drug]  # pg/mL and ng/mL
    return pl.DataFrame(
        {
            "subject": table["ID"].astype(int).tolist(),
            "time_h": table["NTLD"].tolist(),
            "active": (table["TRTG"] != "Placebo").astype(int).tolist(),
            "concentration_ng_mL": (table["CONC"] * to_ng_mL).tolist(),
            "delta_qtc_ms": (table["QTCF"] - table["QTCFBL"]).tolist(),
            "baseline_qtc_ms": table["QTCFBL"].tolist(),
        }
    )


@pytest.fixture(scope="module")
def cells(mirror):
    table = pl.read_csv(mirror / "cipa" / "WO_hERG_block.csv", schema_overrides={"conc": pl.Float64})
    return table.filter(pl.col("drug").is_in(["dofetilide", "quinidine"])).select(
        "drug", concentration_nM="conc", block_percent="block"
    )


@pytest.fixture(scope="module")
def block(cells):
    return inference.fit(HERGBlock(), cells, **SAMPLER)


@pytest.fixture(scope="module")
def clinical(mirror):
    return {
        drug: inference.fit(ConcentrationQTc(), concentration_qtc(mirror, drug), **SAMPLER)
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


def test_the_chain_predicts_quinidine_no_less_than_the_clinic_saw(block, clinical):
    # Learnt from dofetilide, which blocks hERG alone; quinidine blocks calcium and sodium currents too,
    # so block of hERG alone foretells more prolongation than is seen, or as much.
    ic50, hill = HERGBlock().predict(block, drug="dofetilide")
    slope = clinical["dofetilide"].posterior["slope"].to_numpy().ravel()
    sensitivity = qtc_sensitivity(
        slope, at_ng_mL=2.5, fraction_unbound=0.36, molar_mass=441.6, ic50_nM=ic50, hill=hill
    )
    assert np.all(sensitivity > 0)
    ic50, hill = HERGBlock().predict(block, drug="quinidine")
    free = free_concentration(1500, fraction_unbound=0.13, molar_mass=324.4)
    predicted = predicted_ddqtc(free, ic50_nM=ic50, hill=hill, sensitivity_ms=sensitivity)
    seen = ConcentrationQTc().predict(clinical["quinidine"], [1500.0])
    assert np.quantile(predicted, 0.975) > float(seen.mean())
    assert not qtc_criterion(predicted)
    assert not qtc_criterion(seen).any()


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
    data = ConcentrationQTc().simulate(truth, design(), seed=5)
    fit = inference.fit(ConcentrationQTc(), data, **SAMPLER)
    posterior = fit.require().posterior
    for name in ("slope", "active_effect", "intercept_spread", "sigma"):
        low, high = np.quantile(posterior[name], [0.005, 0.995])
        assert low < truth[name] < high, name
    seen = ConcentrationQTc().predict(fit, [0.0, 100.0])
    assert seen.attrs["unit"] == "ms"
    assert float(seen.sel(concentration=100).mean()) == pytest.approx(13.0, abs=2.5)
    assert not qtc_criterion(seen)[1]
    assert qtc_criterion(seen)[0]
    after = inference.posterior_predictive(fit, data)["posterior_predictive"]["observed"]
    low, high = np.quantile(after, [0.025, 0.975], axis=(0, 1))
    observed = data["delta_qtc_ms"].to_numpy()
    assert 0.9 < np.mean((low < observed) & (observed < high)) < 0.99


CELLS = pl.DataFrame(
    {
        "drug": ["a"] * 24 + ["b"] * 24,
        "experiment": [f"{d}{i}" for d in "ab" for i in range(4) for _ in range(6)],
        "concentration_nM": [1.0, 3.0, 10.0, 30.0, 100.0, 300.0] * 8,
        "block_percent": [50.0] * 48,
    }
)


def test_experiments_that_differ_widen_the_interval_and_are_recovered():
    model = HERGBlock(experiments=True)
    rng = np.random.default_rng(1)
    truth = {"log_ic50": np.log([20.0, 60.0]), "log_hill": np.zeros(2), "sigma": np.full(2, 4.0)}
    truth |= {"tau": 0.4, "departure": rng.normal(size=8)}
    made = CELLS.with_columns(block_percent=model.simulate_inputs(truth, CELLS, rng)["block"])
    fit = inference.fit(model, made, **SAMPLER)
    plain = inference.fit(HERGBlock(), made, **SAMPLER)
    ic50, _ = model.predict(fit, drug="a")
    low, high = np.quantile(ic50, [0.005, 0.995])
    assert low < 20 < high
    assert float(np.log(ic50).std()) > 1.3 * float(np.log(HERGBlock().predict(plain, drug="a")[0]).std())
    assert 0.1 < fit.posterior["tau"].median().item() < 0.9


def test_herg_block_is_calibrated():
    model = HERGBlock(ic50=(30.0, 0.7), hill=(1.0, 0.3), cell_sd=10.0)
    result = inference.calibrate(model, CELLS, n=40, draws=300, seed=1000)
    assert result.uniform, result.summary
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
    with pytest.raises(ModelDataError, match="one concentration"):
        HERGBlock().inputs(CELLS.with_columns(concentration_nM=pl.lit(3.0)))
    with pytest.raises(ModelDataError, match="vehicle"):
        HERGBlock().inputs(CELLS.with_columns(concentration_nM=pl.lit(0.0)))

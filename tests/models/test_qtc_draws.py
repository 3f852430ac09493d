from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from kai_workbench import pipelines, standards
from kai_workbench.models import ConcentrationQTc, HERGBlock, ModelDataError, herg_draws, qtc_slope_draws
from kai_workbench.models._importance import importance_points
from kai_workbench.models._mixture import NormalMixture
from kai_workbench.pipelines import _qtc_synthetic as invented


@pytest.mark.parametrize(
    ("drug", "median", "low", "high"), [("dofetilide", 6.18, 5.33, 7.21), ("quinidine", 989, 832, 1182)]
)
def test_half_blocking_concentrations_of_cipa(mirror, drug, median, low, high):
    found = herg_draws(standards.herg_block(drug).frame, drug=drug)
    np.testing.assert_allclose(
        np.quantile(found.values["ic50_nM"], [0.5, 0.025, 0.975]), [median, low, high], rtol=0.05
    )
    assert found.trusted


@pytest.mark.parametrize(("drug", "slope", "se"), [("dofetilide", 26.8, 1.6), ("quinidine", 0.0419, 0.0032)])
def test_slopes_of_the_clinical_studies(mirror, drug, slope, se):
    found = qtc_slope_draws(standards.concentration_qtc(drug).frame, draws=1000)
    assert found.values["slope"].mean() == pytest.approx(slope, abs=0.25 * se)
    assert found.values["slope"].std() == pytest.approx(se, rel=0.25)
    assert found.trusted


def test_what_was_planted_is_found_again():
    for drug, planted in invented.IC50_NM.items():
        found = herg_draws(invented.cells(), drug=drug)
        low, high = np.quantile(found.values["ic50_nM"], [0.005, 0.995])
        assert low < planted < high
    study = qtc_slope_draws(invented.crossover(), draws=1000)
    low, high = np.quantile(study.values["slope"], [0.005, 0.995])
    assert low < invented.planted_slope() < high
    assert study.values["sigma"].mean() == pytest.approx(6.0, rel=0.15)


def test_the_density_is_that_of_the_model_s_own_normal():
    # The marginal likelihood of the slopes' sums against scipy's multivariate normal, written out.
    from kai_workbench.models._qtc_draws import _Sums

    data = invented.crossover().filter(pl.col("subject") <= 4)
    model = ConcentrationQTc()
    given = model.inputs(data)
    n, times = 4, int(given["time_index"].max()) + 1
    sd = given["priors"]
    blocks, rows = [], []
    point = np.array([[1.2, 0.9, 0.3, 1.7]])
    spread, top, lean, sigma = np.exp(1.2), np.exp(0.9), np.tanh(0.3), np.exp(1.7)
    d = np.array([[spread**2, lean * spread * top], [lean * spread * top, top**2]])
    basis = np.eye(times) - 1 / times  # N(0, sd²·(1 - 11'/T)): effects that add to zero
    for i in range(n):
        z = np.stack([np.ones(given["share"].shape[1]), given["share"][i]], -1)
        blocks.append(z @ d @ z.T + sigma**2 * np.eye(len(z)))
        rows.append(
            np.column_stack(
                [
                    np.ones(len(z)),
                    given["active"][i],
                    given["share"][i],
                    given["baseline"][i],
                    np.eye(times)[given["time_index"][i]],
                ]
            )
        )
    x = np.concatenate(rows)
    prior = np.zeros((4 + times, 4 + times))
    prior[:4, :4] = np.diag(np.array([sd[0], sd[1], sd[3], sd[4]]) ** 2)
    prior[4:, 4:] = sd[2] ** 2 * basis
    from scipy.linalg import block_diag

    covariance = block_diag(*blocks) + x @ prior @ x.T
    y = given["delta_qtc"].ravel()
    exact = stats.multivariate_normal(np.zeros(y.size), covariance).logpdf(y)
    sums = _Sums(model, data)
    other = np.array([[0.4, 1.6, -0.5, 1.9]])

    def without_prior(points):
        s, t, r, e = np.exp(points[0, 0]), np.exp(points[0, 1]), np.tanh(points[0, 2]), np.exp(points[0, 3])
        told = -0.5 * ((s**2 + t**2) / sd[5] ** 2 + (e / sd[6]) ** 2)
        told += points[0, [0, 1, 3]].sum() + np.log1p(-(r**2))
        return sums.log_density(points)[0] - told

    # Constants aside: differences between two points must agree.
    spread, top, lean, sigma = np.exp(0.4), np.exp(1.6), np.tanh(-0.5), np.exp(1.9)
    d = np.array([[spread**2, lean * spread * top], [lean * spread * top, top**2]])
    again = []
    for i in range(n):
        z = np.stack([np.ones(given["share"].shape[1]), given["share"][i]], -1)
        again.append(z @ d @ z.T + sigma**2 * np.eye(len(z)))
    second = stats.multivariate_normal(np.zeros(y.size), block_diag(*again) + x @ prior @ x.T).logpdf(y)
    assert without_prior(point) - without_prior(other) == pytest.approx(exact - second, abs=1e-6)


def test_importance_draws_of_a_skewed_density_have_its_quantiles():
    gamma = stats.gamma(3)
    points, effective, proposed = importance_points(
        lambda x: gamma.logpdf(np.exp(x[:, 0])) + x[:, 0], np.array([0.0]), draws=4000, seed=1
    )
    found = np.quantile(np.exp(points[:, 0]), [0.05, 0.5, 0.95])
    np.testing.assert_allclose(found, gamma.ppf([0.05, 0.5, 0.95]), rtol=0.06)
    assert effective > 0.5 * proposed


def test_the_quick_way_refuses_what_it_does_not_know():
    cells = invented.cells()
    with pytest.raises(ModelDataError, match="plain model only"):
        herg_draws(cells, drug="KAI-101", model=HERGBlock(experiments=True))
    prior = NormalMixture(weights=(1.0,), means=(0.1,), sds=(0.1,))
    with pytest.raises(ModelDataError, match="plain model only"):
        qtc_slope_draws(invented.crossover(), model=ConcentrationQTc(slope=prior))
    with pytest.raises(ModelDataError):
        herg_draws(cells, drug="KAI-1")
    with pytest.raises(ModelDataError, match="concentration"):
        herg_draws(cells.filter(pl.col("concentration_nM") == 12.0), drug=invented.CONTROL)


def test_a_drug_s_risk_is_the_chain_written_out():
    source = pipelines.qtc_source("kai-101")
    one = source.drug("kai-900")
    block = source.block("KAI-900")
    risk = pipelines.qtc_risk(
        block.values["ic50_nM"],
        block.values["hill"],
        free_cmax_nM=one.free_cmax_nM,
        sensitivity_ms=pipelines.reference_sensitivity(source),
    )
    seen = source.slope("KAI-900").values["slope"] * one.cmax_ng_mL
    # Learnt from itself: at its own Cmax the chain gives back its slope.
    assert np.median(risk.at_ms) == pytest.approx(float(np.median(seen)), rel=0.03)
    assert risk.probability_over(10) > 0.99
    assert risk.summary()["quantity"].to_list()[-1] == "ddqtc"
    wider = pipelines.qtc_risk(
        block.values["ic50_nM"],
        block.values["hill"],
        free_cmax_nM=one.free_cmax_nM,
        sensitivity_ms=pipelines.reference_sensitivity(source),
        cmax_fold=2.0,
        departure_fold=2.0,
    )
    assert wider.upper_ms > 1.3 * risk.upper_ms
    with pytest.raises(ModelDataError):
        pipelines.qtc_risk([1.0], [1.0], free_cmax_nM=0.0, sensitivity_ms=[100.0])
    with pytest.raises(ModelDataError, match="KAI-101, KAI-900"):
        source.drug("aspirin")
    with pytest.raises(ModelDataError, match="KAI-900"):
        source.slope("KAI-101")


def test_nothing_fetched_falls_back_on_what_is_embedded(monkeypatch):
    monkeypatch.setenv("KAI_OFFLINE", "1")
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)
    source = pipelines.qtc_source()
    assert source.synthetic
    assert source.fallback
    assert list(source.drugs) == ["KAI-101", "KAI-900"]


def test_real_drugs_have_their_other_currents_and_trials(mirror):
    source = pipelines.qtc_source("cipa")
    assert len(source.drugs) == 12
    assert source.other_block("verapamil", 81.0)["ICaL"] > 10
    parts = source.measured("quinidine")
    assert parts.height == 10
    assert parts["concentration_ng_mL"].is_sorted()
    assert parts["ddqtc_ms"][9] > 50


def test_own_cells_are_read_and_refused_row_by_row():
    text = standards.herg_block_template()
    cells = standards.read_herg_block(text.encode(), name="mine.csv")
    assert cells.columns == ["drug", "concentration_nM", "block_percent"]
    assert cells["concentration_nM"].to_list()[:3] == [300.0, 300.0, 1000.0]
    minus = standards.read_herg_block(text.replace("0.3,9", "0.3,-2").encode(), name="mine.csv")
    assert minus["block_percent"][0] == -2
    with pytest.raises(standards.TableError, match="row 2"):
        standards.read_herg_block(text.replace("0.3,9", "-1,9").encode(), name="bad.csv")
    with pytest.raises(standards.TableError, match="block_percent"):
        standards.read_herg_block(b"concentration_nM,effect\n1,2\n", name="bad.csv")

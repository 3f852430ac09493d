from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _tumour_study import thinned

from kai_workbench import inference, models
from kai_workbench.models import BiomarkerResponse, ModelDataError, biomarker_table

pytestmark = pytest.mark.filterwarnings("ignore:PyTensor could not link to a BLAS:UserWarning")

GENES = tuple(f"expression_{i}" for i in range(12))
MODEL = BiomarkerResponse(features=GENES)
PLANTED = {"expression_0": 0.8, "expression_5": -0.6}
TRUTH = {"coefficient": PLANTED, "intercept": 0.0, "sigma": 0.7, "stratum": {"a": 0.4, "b": -0.4}}


def _design(rows):
    x = np.random.default_rng(0).normal(size=(rows, len(GENES)))
    strata = pl.Series(np.resize(["a", "b", "c"], rows))
    return pl.DataFrame(x, schema=list(GENES), orient="row").with_columns(stratum=strata)


@pytest.fixture(scope="module")
def simulated():
    return MODEL.simulate(TRUTH, _design(90), seed=1)


@pytest.fixture(scope="module")
def fit(simulated):
    return inference.fit(MODEL, simulated, draws=400, tune=500, target_accept=0.98)


def test_what_was_planted_stands_out_and_the_rest_is_pulled_to_nought(simulated, fit):
    told = MODEL.relevance(fit)
    assert set(told["feature"][:2]) == set(PLANTED)
    sd = float(simulated["response"].std())
    for name, value in PLANTED.items():
        row = told.row(by_predicate=pl.col("feature") == name, named=True)
        assert abs(row["coefficient"] * sd - value) < 0.25
        assert row["same_sign"] > 0.99
    rest = told.filter(~pl.col("feature").is_in(list(PLANTED)))
    assert rest["coefficient"].abs().max() < 0.12
    # plain least squares leaves more noise in what does not matter
    given = MODEL.inputs(simulated)
    found, *_ = np.linalg.lstsq(np.column_stack([np.ones(90), given["x"]]), given["response"])
    noise = [abs(v) for v, name in zip(found[1:], GENES, strict=True) if name not in PLANTED]
    assert rest["coefficient"].abs().mean() < 0.7 * np.mean(noise)


def test_a_subgroup_s_posterior_becomes_its_prior(simulated, fit):
    high = simulated.filter(pl.col("expression_0") > 0.5, pl.col("stratum") == "a")
    draws = MODEL.predict(fit, simulated, high, unit="%")
    assert draws.dims == ("sample",)
    assert draws.attrs["unit"] == "%"
    assert draws.mean().item() == pytest.approx(high["response"].mean(), abs=0.3)
    prior = models.mixture_prior(draws.to_numpy(), vague_sd=2.0, robust=0.2)
    assert prior.weights[-1] == pytest.approx(0.2)
    # a stratum that was never seen is less sure
    new = MODEL.predict(fit, simulated, high.with_columns(stratum=pl.lit("new")), unit="%")
    assert new.std() > draws.std()


def test_prior_and_posterior_predictive_hold_the_data(simulated, fit):
    before = inference.prior_predictive(MODEL, simulated, draws=200)["prior_predictive"]["observed"]
    assert float(before.std()) > 1.0  # in SDs of the response
    after = inference.posterior_predictive(thinned(fit, 4), simulated)["posterior_predictive"]["observed"]
    low, high = np.quantile(after, [0.025, 0.975], axis=(0, 1))
    seen = MODEL.inputs(simulated)["response"]
    assert 0.9 < ((low < seen) & (seen < high)).mean() < 1.0


def test_the_model_is_calibrated(simulated):
    small = simulated.head(30)
    found = inference.calibrate(MODEL, small, n=8, draws=100, variables=("intercept", "sigma", "coefficient"))
    assert found.p_value > 0.01, found.summary


def test_tables_of_tumours_are_joined_and_what_is_missing_is_told(mirror):
    folder = mirror / "pdx_brca"
    tables = []
    for kind in ("expression", "copy_number"):
        raw = pl.read_csv(folder / f"brca_{kind}.csv.gz").rename({"": "gene"})
        wide = raw.transpose(include_header=True, header_name="patient.id", column_names="gene")
        tables.append(wide.rename({name: f"{kind}_{name}" for name in wide.columns[1:]}))
    models_of = pl.read_csv(folder / "brca_models.csv").select("model.id", "patient.id")
    response = (
        pl.read_csv(folder / "brca_response.csv", infer_schema_length=None)
        .join(models_of, on="model.id")
        .filter(pl.col("model.id").str.ends_with(".biib"))
        .select("patient.id", response="best.average.response")
    )
    data, features, left_out = biomarker_table(response, *tables, by="patient.id")
    assert len(features) == 42  # 22 genes expressed, 20 copied
    assert data.height + left_out.height == response.height
    assert data.height >= 20
    given = BiomarkerResponse(features=features).inputs(data)
    assert given["x"].shape == (data.height, 42)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"expression_3": 1.0}, "feature_constant"),
        ({"expression_3": None}, "model_value_not_finite"),
        ({"response": 2.0}, "response_constant"),
    ],
)
def test_tables_that_tell_nothing_are_refused_in_words(simulated, change, key):
    bad = simulated.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        MODEL.inputs(bad)
    assert error.value.key == key
    with pytest.raises(ModelDataError, match="0 or 1"):
        BiomarkerResponse(features=GENES, response="binary").inputs(simulated)
    with pytest.raises(ModelDataError, match="fewer than all"):
        BiomarkerResponse(features=("a", "b"))
    with pytest.raises(ModelDataError, match="at least 10"):
        MODEL.inputs(simulated.head(5))

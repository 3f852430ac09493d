from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from _tumour_study import SAMPLER, assert_recovered, thinned, visits

from kai_workbench import inference, standards
from kai_workbench.models import ModelDataError, SteinFojo, TumourSizes, stein_fojo

TRUTH = {
    "base": 60.0, "growth": 0.0012, "kill": 0.006,
    "omega": {"base": 0.5, "growth": 0.5, "kill": 0.6}, "sigma_log": 0.1,
}  # fmt: skip
MODEL = SteinFojo(limit=5.0)
DESIGN = visits(18, (-10, 0, 42, 84, 126, 210, 294, 420))


@pytest.fixture(scope="module")
def data():
    return MODEL.simulate(TRUTH, DESIGN, seed=4)


@pytest.fixture(scope="module")
def fit(data):
    return inference.fit(MODEL, data, **SAMPLER).require()


def test_planted_truth_is_recovered(fit):
    assert_recovered(fit, TRUTH)
    typical = np.exp(fit.posterior["log_base"])
    assert float(typical.std() / typical.mean()) < 0.25  # the data narrowed the prior's e-fold


def test_simulated_tumours_that_vanish_are_zeros_and_count_as_below(data):
    small = TRUTH | {"base": 6.0}
    made = MODEL.simulate(small, DESIGN, seed=1)
    assert (made["size"] == 0).any()
    assert made.filter(pl.col("size") > 0)["size"].min() >= 5
    given = SteinFojo(limit=5.0, base=(6.0, 1.0)).inputs(made)
    assert given["below"].sum() == (made["size"] == 0).sum()
    assert (given["observed"][given["below"] == 1] == 5).all()
    with pytest.raises(ModelDataError, match="limit"):
        SteinFojo(base=(6.0, 1.0)).inputs(made)


def test_the_likelihood_of_a_vanished_tumour_is_the_probability_of_lying_below(data):
    zero = data.with_columns(size=pl.when(pl.int_range(pl.len()) == 7).then(0.0).otherwise("size"))
    built = MODEL.build(zero)
    point = built.initial_point()
    dense = built.compile_logp(built["size"], sum=False, mode="FAST_COMPILE")(point)[0]
    # at the initial point every subject is the prior's median
    each = {name: getattr(MODEL, name)[0] for name in MODEL.parameters}
    sigma = np.exp(point["sigma_log_log__"])
    z = (math.log(5.0) - math.log(stein_fojo(420.0, **each))) / sigma
    assert dense[7] == pytest.approx(math.log(0.5 * math.erfc(-z / math.sqrt(2))), rel=1e-6)


def test_prior_and_posterior_predictive_hold_the_data(data, fit):
    prior = inference.prior_predictive(MODEL, data, draws=60)["prior_predictive"]["size"].to_numpy().ravel()
    observed = data["size"].to_numpy()
    low, high = np.quantile(prior, [0.01, 0.99])
    assert low < observed[observed > 0].min()
    assert high > observed.max()
    after = inference.posterior_predictive(thinned(fit), data)["posterior_predictive"]["size"].to_numpy()
    low, high = np.quantile(after, [0.05, 0.95], axis=(0, 1))
    assert 0.83 < np.mean((low < observed) & (observed < high)) < 0.99


def test_predictions_follow_known_subjects_and_spread_for_new_ones(data, fit):
    later = pl.DataFrame({"subject": [0, 0, 1], "time": [100.0, 500.0, 500.0]})
    own = MODEL.predict(fit, later, subjects="existing")
    new = MODEL.predict(fit, later, subjects="new")
    assert own.dims == new.dims == ("sample", "observation")
    assert own.attrs["units"] == "mm"
    assert own["time"].attrs["units"] == "d"
    assert np.all(np.log(own).std("sample") < 0.6 * np.log(new).std("sample"))
    noisy = MODEL.predict(fit, later, subjects="existing", residual=True)
    assert float(np.log(noisy[:, 0]).std()) > float(np.log(own[:, 0]).std())
    with pytest.raises(ModelDataError, match="new"):
        MODEL.predict(fit, later.with_columns(subject=pl.lit(99)), subjects="existing")


def test_the_model_is_calibrated():
    names = ("log_base", "log_growth", "log_kill", "omega", "sigma_log")
    few = MODEL.simulate(TRUTH, visits(6, (0, 60, 120, 240)), seed=1)
    result = inference.calibrate(MODEL, few, n=16, draws=80, tune=150, variables=names)
    assert result.p_value > 0.01, result.summary  # one seed in a hundred fails by chance


def test_the_other_forms_build_and_have_their_parameters(data):
    for form, names in (("gx", 2), ("dx", 2), ("gdphi", 4)):
        model = SteinFojo(form=form, limit=5.0)
        assert len(model.parameters) == names
        built = model.build(data)
        density = built.compile_logp(built["size"], mode="FAST_COMPILE")
        assert np.isfinite(density(built.initial_point()))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"size": -1.0}, "tumour_size"),
        ({"size": float("nan")}, "tumour_size"),
        ({"time": float("inf")}, "tumour_time"),
        ({"time": 3.0}, "tumour_too_few"),
        ({"size": 2.0}, "tumour_all_below"),
        ({"size": pl.col("size") * 2000}, "prior_far"),
    ],
)
def test_data_that_cannot_be_are_refused_before_compiling(data, monkeypatch, change, key):
    monkeypatch.setattr(SteinFojo, "build", lambda *_: pytest.fail("began to compile"))
    bad = data.with_columns(
        **{name: pl.lit(value) if isinstance(value, float) else value for name, value in change.items()}
    )
    with pytest.raises(ModelDataError) as error:
        inference.start(MODEL, TumourSizes(sizes=bad))
    assert error.value.key == key
    assert error.value.say("ko") != error.value.say("en")


def test_two_subjects_or_a_missing_column_are_refused(data):
    with pytest.raises(ModelDataError, match="3 subjects"):
        MODEL.inputs(data.filter(pl.col("subject") < 2))
    with pytest.raises(ModelDataError, match="no such column"):
        MODEL.inputs(data.drop("time"))
    with pytest.raises(ModelDataError, match="gd, gdphi, gx, dx"):
        SteinFojo(form="logistic")
    with pytest.raises(ModelDataError):
        SteinFojo(form="gdphi", sensitive=(1.2, 1.0))


def test_real_sums_of_diameters_are_read_whole(mirror):
    tables = [standards.clinical_tumour_size(study) for study in range(1, 6)]
    assert sum(table.frame["subject"].n_unique() for table in tables) == 1472
    assert [table.frame.height + table.left_out.height for table in tables] == [456, 966, 2177, 4126, 835]
    reasons = pl.concat([table.left_out for table in tables])["reason"].value_counts()
    assert dict(reasons.rows()) == {
        "not evaluable": 62, "no size": 7, "no time": 1, "the same row twice": 6
    }  # fmt: skip
    given = MODEL.inputs(tables[0].frame)
    assert given["below"].sum() == 47  # 44 zeros and three sums under 5 mm

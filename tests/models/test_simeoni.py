from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest
from _tumour_study import assert_recovered, thinned, treated_mice

from kai_workbench import inference, standards
from kai_workbench.models import ModelDataError, Simeoni, TumourSizes

TRUTH = {
    "base": 0.1, "growth": 0.273, "linear": 0.4, "kill": 0.015, "transit": 0.97,
    "omega": {"base": 0.25, "growth": 0.12, "kill": 0.3}, "sigma_log": 0.1,
}  # fmt: skip
MODEL = Simeoni(
    base=(0.1, 0.5), growth=(0.25, 0.5), linear=(0.4, 0.5), kill=(0.02, 1.0), transit=(0.8, 0.5),
    omega_sd=0.3, sigma_log=0.2, size_unit="cm3", exposure_unit="mg/L", longest_step=0.65,
)  # fmt: skip
MICE = treated_mice()


@pytest.fixture(scope="module")
def data():
    return dataclasses.replace(MICE, sizes=MODEL.simulate(TRUTH, MICE, seed=2))


@pytest.fixture(scope="module")
def fit(data):
    return inference.fit(MODEL, data, draws=200, tune=300).require()


def test_planted_truth_is_recovered(fit):
    assert_recovered(fit, TRUTH)


def test_treated_mice_have_smaller_tumours(fit):
    known = MICE.sizes.filter(pl.col("subject") < 3)
    mean = MODEL.predict(fit, TumourSizes(sizes=known, exposure=MICE.exposure), subjects="existing")
    assert mean.shape[1] == 30
    treated = mean.median("sample").to_numpy().reshape(3, 10)
    assert treated[0, 6] > treated[1, 6] > treated[2, 6]  # day 18: dose 0, 10, 30


def test_posterior_predictive_holds_the_data(fit, data):
    after = inference.posterior_predictive(thinned(fit), data)["posterior_predictive"]["size"].to_numpy()
    observed = data.sizes["size"].to_numpy()
    low, high = np.quantile(after, [0.05, 0.95], axis=(0, 1))
    assert 0.8 < np.mean((low < observed) & (observed < high)) < 0.99


def test_times_before_the_start_are_refused():
    early = MICE.sizes.with_columns(time=pl.col("time") - 5, size=pl.lit(0.1))
    with pytest.raises(ModelDataError, match="begins at 0"):
        MODEL.inputs(TumourSizes(sizes=early, exposure=MICE.exposure))


def test_steps_too_long_for_what_the_priors_allow_are_refused():
    with pytest.raises(
        ModelDataError, match=r"steps of 1\.0 are too long.*transit.*at most 0\.69"
    ) as refused:
        dataclasses.replace(MODEL, longest_step=1.0)
    assert "간격" in refused.value.say("ko")


def test_real_mice_under_erlotinib_are_read_with_their_doses(mirror):
    table = standards.erlotinib_pdx()
    mice = table.frame.group_by("dose_mg_kg").agg(pl.col("subject").n_unique()).sort("dose_mg_kg")
    assert mice.rows() == [(0.0, 8), (6.25, 8), (25.0, 8), (100.0, 6)]
    assert table.frame["subject"].n_unique() == 30
    assert table.exposure is not None
    days = table.exposure.group_by("exposure").len().sort("exposure")
    assert days.rows() == [(6.25, 112), (25.0, 112), (100.0, 51)]
    model = Simeoni(
        base=(0.1, 1.0), growth=(0.1, 1.0), linear=(0.2, 1.0), kill=(0.005, 1.5), transit=(0.5, 1.0),
        limit=0.001, size_unit="cm3", exposure_unit="mg/kg/d", longest_step=0.25,
    )  # fmt: skip
    given = model.inputs(TumourSizes(sizes=table.frame, exposure=table.exposure))
    assert given["below"].sum() >= 1
    assert given["level"].max() == 100

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from _tumour_study import assert_recovered, visits

from kai_workbench import inference
from kai_workbench.models import Claret, ModelDataError, TumourSizes

TRUTH = {
    "base": 60.0, "growth": 0.002, "kill": 0.0012, "resistance": 0.01,
    "omega": {"base": 0.4, "growth": 0.3, "kill": 0.3}, "sigma_log": 0.1,
}  # fmt: skip
MODEL = Claret(
    kill=(0.001, 1.0), resistance=(0.005, 1.0), random=("base", "growth", "kill"), exposure_unit="mg/L"
)
DESIGN = visits(24, (0, 42, 84, 126, 210, 294), exposure=5.0 * (pl.col("subject") % 3))


@pytest.fixture(scope="module")
def data():
    return MODEL.simulate(TRUTH, DESIGN, seed=2)


@pytest.fixture(scope="module")
def fit(data):
    return inference.fit(MODEL, data, draws=300, tune=400).require()


def test_planted_truth_is_recovered(fit):
    assert_recovered(fit, TRUTH)
    assert MODEL.unit("kill") == "1/d/(mg/L)"


def test_more_exposure_means_smaller_tumours(fit):
    scenario = visits(3, (0, 100), exposure=6.0 * pl.col("subject"))
    size = MODEL.predict(fit, scenario).median("sample").to_numpy().reshape(3, 2)[:, 1]
    assert size[0] > size[1] > size[2]


def test_stretches_of_treatment_are_the_column_where_they_never_end(data):
    windows = DESIGN.unique("subject").select(
        "subject", start=pl.lit(0.0), stop=pl.lit(1000.0), exposure="exposure"
    )
    column, stretched = MODEL.inputs(data), MODEL.inputs(TumourSizes(sizes=data, exposure=windows))
    each = {name: np.full(24, TRUTH[name]) for name in MODEL.parameters}
    np.testing.assert_allclose(MODEL.curve(each, column), MODEL.curve(each, stretched), rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"exposure": -1.0}, "tumour_exposure"),
        ({"start": 30.0}, "tumour_window"),
        ({"stop": float("nan")}, "tumour_window"),
    ],
)
def test_stretches_that_cannot_be_are_refused(data, change, key):
    windows = pl.DataFrame(
        {"subject": [0, 1], "start": [0.0, 5.0], "stop": [20.0, 9.0], "exposure": [1.0, 2.0]}
    )
    bad = windows.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(ModelDataError) as error:
        MODEL.inputs(TumourSizes(sizes=data, exposure=bad))
    assert error.value.key == key


def test_exposure_that_changes_in_a_column_or_overlaps_is_refused(data):
    changing = data.with_columns(exposure=pl.col("time"))
    with pytest.raises(ModelDataError, match="stretches"):
        MODEL.inputs(changing)
    twice = pl.DataFrame(
        {"subject": [0, 0], "start": [0.0, 5.0], "stop": [20.0, 9.0], "exposure": [1.0, 2.0]}
    )
    with pytest.raises(ModelDataError, match="before"):
        MODEL.inputs(TumourSizes(sizes=data, exposure=twice))

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench.models import EXNEX, CrossSpecies, HERGBlock, ModelDataError
from kai_workbench.text import LANGUAGES

CELLS = pl.DataFrame({"drug": ["a", "a", "b", "b"], "concentration_nM": [1.0, 9.0, 1.0, 9.0]})
STRATA = pl.DataFrame({"stratum": ["a", "b"], "n": [10, 12]})
COMPOUNDS = pl.DataFrame({"compound": ["x", "y"]})
TRUTH = {"mean": np.zeros(4), "spread": 1.0, "correlation": np.eye(4)}
BLOCK = {"ic50": 20.0, "hill": 1.0, "sigma": 4.0}


@pytest.mark.parametrize(
    ("model", "params", "design", "key", "where"),
    [
        (HERGBlock(), {"ic50": 20.0, "hill": 1.0}, CELLS, "planted_missing", "sigma"),
        (HERGBlock(), BLOCK | {"ic50": {"a": 20.0}}, CELLS, "planted_missing", "ic50, b"),
        (HERGBlock(), BLOCK | {"hill": -1.0}, CELLS, "planted_beyond", "hill, a"),
        (EXNEX(), {"response_rate": {"a": 0.2, "b": 1.5}}, STRATA, "planted_beyond", "response_rate, b"),
        (EXNEX(), {"response_rate": (0.1, 0.2, 0.3)}, STRATA, "planted_shape", "response_rate"),
        (EXNEX(), {"response_rate": float("nan")}, STRATA, "planted_beyond", "response_rate, a"),
        (CrossSpecies(), TRUTH | {"mean": np.zeros(3)}, COMPOUNDS, "planted_shape", "mean"),
        (CrossSpecies(), TRUTH | {"correlation": np.eye(3)}, COMPOUNDS, "planted_shape", "correlation"),
        (CrossSpecies(), TRUTH | {"correlation": np.ones((4, 4))}, COMPOUNDS, "planted_correlation", "corr"),
        (CrossSpecies(), TRUTH | {"correlation": 2 * np.eye(4)}, COMPOUNDS, "planted_correlation", "corr"),
    ],
)
def test_a_truth_that_cannot_be_is_refused_by_its_name(model, params, design, key, where):
    with pytest.raises(ModelDataError) as error:
        model.simulate(params, design)
    assert error.value.key == key
    for lang in LANGUAGES:
        assert where in error.value.say(lang)

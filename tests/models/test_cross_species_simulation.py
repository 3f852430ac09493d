from __future__ import annotations

import numpy as np
import polars as pl

from kai_workbench.models import CrossSpecies


def test_simulated_compounds_have_the_planted_moments_and_the_gaps_of_the_design():
    model = CrossSpecies()
    mean, spread = np.log([4.0, 20.0, 10.0, 8.0]), np.array([1.0, 0.9, 0.8, 0.7])
    correlation = np.full((4, 4), 0.6) + 0.4 * np.eye(4)
    design = pl.DataFrame({"compound": [f"c{i}" for i in range(20_000)]})
    gap = model.columns()[2]
    design = design.with_columns(pl.when(pl.int_range(pl.len()) % 4 > 0).then(1.0).alias(gap))
    made = model.simulate(
        {"mean": mean, "spread": spread, "correlation": correlation}, design.with_columns(note=pl.lit("x"))
    )
    assert made.columns == ["compound", gap, "note", *(one for one in model.columns() if one != gap)]
    assert made[gap].is_null().to_numpy().nonzero()[0].tolist() == list(range(0, 20_000, 4))
    logs = model.log_values(made.drop_nulls())
    np.testing.assert_allclose(logs.mean(axis=0), mean, atol=4 * spread.max() / np.sqrt(15_000))
    np.testing.assert_allclose(np.corrcoef(logs.T), correlation, atol=0.03)
    np.testing.assert_allclose(logs.std(axis=0), spread, rtol=0.03)

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench.pipelines import HumanPK, Reference, exposure, reference


@pytest.fixture(scope="session")
def synthetic() -> Reference:
    return reference("kai-101")


@pytest.fixture(scope="session")
def predicted(synthetic) -> HumanPK:
    """A prediction with known draws: log-normal about 2 mL/min/kg and 1 L/kg."""
    rng = np.random.default_rng(1)
    row = synthetic.compound("KAI-101").with_columns(pl.lit(3.0).alias("clearance_human_mL_min_kg"))
    draws = exposure(
        2 * np.exp(0.5 * rng.standard_normal(4000)),
        np.exp(0.4 * rng.standard_normal(4000)),
        dose_mg=100,
        body_weight_kg=70,
        bioavailability=1,
    )
    return HumanPK(compound="KAI-101", inputs=row, draws=draws, reference=synthetic, trusted=True)

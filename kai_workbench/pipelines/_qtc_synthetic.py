"""Invented cells and an invented crossover, for when the real ones cannot be had.

KAI-101 blocks hERG only far above its exposure: in its patients no change of QTc was planted. The
positive control is a compound that does not exist either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .. import catalog
from ..models import ConcentrationQTc, free_concentration, herg_block

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTROL = "KAI-900"
IC50_NM = {"KAI-101": 300_000.0, CONTROL: 12.0}
HILL = 1.0
CONTROL_FRACTION_UNBOUND, CONTROL_MOLAR_MASS, CONTROL_CMAX_NG_ML = 0.3, 450.0, 6.0
DOSE_MG, TAU_H = 400.0, 24.0  # of KAI-101 in its trials, once a day
SENSITIVITY_MS = 150.0  # at full block
_CELLS, _CELL_SD, _SEED = 5, 6.0, 20260101
_LADDER = (0.1, 0.3, 1.0, 3.0, 10.0)  # of the IC50


def cells() -> pl.DataFrame:
    """Block of hERG by cell for both compounds, as :class:`~kai_workbench.models.HERGBlock` takes it."""
    rng = np.random.default_rng(_SEED)
    rows = []
    for drug, ic50 in IC50_NM.items():
        for share in _LADDER:
            block = 100 * herg_block(share * ic50, ic50_nM=ic50, hill=HILL)
            rows += [
                (drug, share * ic50, round(float(block + rng.normal(0, _CELL_SD)), 1)) for _ in range(_CELLS)
            ]
    return pl.DataFrame(rows, schema=["drug", "concentration_nM", "block_percent"], orient="row")


def crossover() -> pl.DataFrame:
    """The positive control against placebo in sixteen invented volunteers."""
    rng = np.random.default_rng(_SEED + 1)
    times = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 24.0)
    shape = _curve(np.array(times), ka=1.2, k=0.12)
    rows = []
    for subject in range(1, 17):
        top = CONTROL_CMAX_NG_ML * float(np.exp(rng.normal(0, 0.25)))
        baseline = 405 + 12 * float(rng.normal())
        rows += [
            (subject, hour, active, round(active * top * float(share), 3), 0.0, round(baseline, 1))
            for active in (0, 1)
            for hour, share in zip(times, shape, strict=True)
        ]
    names = ["subject", "time_h", "active", "concentration_ng_mL", "delta_qtc_ms", "baseline_qtc_ms"]
    design = pl.DataFrame(rows, schema=names, orient="row")
    slope = planted_slope()
    truth = {
        "slope": slope,
        "slope_spread": 0.15 * slope,
        "active_effect": 0.0,
        "intercept_spread": 4.0,
        "sigma": 6.0,
    }
    return ConcentrationQTc().simulate(truth, design, seed=_SEED + 2)


def planted_slope() -> float:
    """The positive control's clinical slope, ms per ng/mL."""
    free = free_concentration(
        CONTROL_CMAX_NG_ML, fraction_unbound=CONTROL_FRACTION_UNBOUND, molar_mass=CONTROL_MOLAR_MASS
    )
    block = float(herg_block(free, ic50_nM=IC50_NM[CONTROL], hill=HILL))
    return SENSITIVITY_MS * block / CONTROL_CMAX_NG_ML


def kai101_exposure() -> tuple[float, float, float]:
    """Cmax of KAI-101 at steady state (ng/mL), fraction unbound, molar mass: from its planted kinetics."""
    truth = catalog.kai101_truth().filter(pl.col("kind") == "kinetics")
    of = {
        row["quantity"]: row["value"]
        for row in truth.filter(pl.col("subject").is_in(["human", "KAI-101"])).to_dicts()
    }
    k = of["clearance"] * 0.06 / of["volume"]
    ka = of["absorption"]
    hours = np.linspace(0.05, TAU_H, 480)
    each = np.exp(-k * hours) / -np.expm1(-k * TAU_H) - np.exp(-ka * hours) / -np.expm1(-ka * TAU_H)
    top = float(each.max()) * of["bioavailability"] * ka / (ka - k)
    return 1000 * DOSE_MG / (70 * of["volume"]) * top, of["fraction_unbound"], of["molar_mass"]


def _curve(hours: NDArray[np.float64], *, ka: float, k: float) -> NDArray[np.float64]:
    """Concentration after one dose, its peak 1."""
    found = np.exp(-k * hours) - np.exp(-ka * hours)
    fine = np.linspace(0, 24, 480)
    return np.asarray(found / (np.exp(-k * fine) - np.exp(-ka * fine)).max())

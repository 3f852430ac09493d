"""Invented mice with KAI-101's tumour, and what its phase 2 saw.

The planted truth of the mice is that of the patients, carried back by the same rules by which a translation
goes forward: cells die at the same rate under the same unbound AUC; growth goes with body weight to
−0.25; a volume's rate is three times a diameter's.
"""

from __future__ import annotations

import functools

import polars as pl

from .. import catalog
from ..models import Claret

FREE_AUC_PER_MG_KG = 600.0  # h·ng/mL unbound over a day, in mice
DOSES_MG_KG = (10, 30, 100)
PATIENT_DOSE_MG = 400
DAYS = (0.0, 3.0, 7.0, 10.0, 14.0, 17.0, 21.0, 24.0, 28.0)
MICE_PER_ARM, BASE_MM3, RESISTANCE, OMEGA, SIGMA_LOG = 10, 180.0, 0.01, {"base": 0.25, "growth": 0.2}, 0.1
_WEIGHTS_KG, _EXPONENT, _THIRDS, _SEED = (0.02, 70.0), -0.25, 3.0, 20260101


def planted() -> dict[str, float]:
    """Rates of patients as KAI-101 has them: ``growth`` (1/d), ``kill_max`` (1/d), ``kill_x50`` and so on."""
    truth = catalog.kai101_truth().filter(pl.col("kind") == "tumour")
    return dict(truth.select("quantity", "value").iter_rows())


def mouse_truth(dose_mg_kg: float) -> dict[str, float]:
    """Typical growth and kill (1/d, of volumes) planted in an arm of the mice."""
    human = planted()
    auc = dose_mg_kg * FREE_AUC_PER_MG_KG
    mouse, person = _WEIGHTS_KG
    return {
        "growth": _THIRDS * human["growth"] * (mouse / person) ** _EXPONENT,
        "kill": _THIRDS * human["kill_max"] * auc / (human["kill_x50"] + auc),
    }


@functools.cache
def mice(dose_mg_kg: float) -> pl.DataFrame:
    """Ten mice of one arm, 0 for the untreated, as :class:`Xenograft` has them."""
    rows = [
        (f"{dose_mg_kg:g}-{number}", day, float(dose_mg_kg > 0))
        for number in range(1, MICE_PER_ARM + 1)
        for day in DAYS
    ]
    design = pl.DataFrame(rows, schema=["subject", "time", "exposure"], orient="row")
    typical = mouse_truth(dose_mg_kg) | {"base": BASE_MM3, "resistance": RESISTANCE}
    truth = typical | {"kill": typical["kill"] or 1.0, "omega": OMEGA, "sigma_log": SIGMA_LOG}
    found = Claret(kill=(0.05, 1.0), size_unit="mm3").simulate(truth, design, seed=_SEED + int(dose_mg_kg))
    return found.with_columns(pl.col("size").round(1))


@functools.cache
def phase2(arm: str) -> pl.DataFrame:
    """Sums of diameters of an arm (``KAI``, ``STD``): ``subject``, ``time`` (d), ``size`` (mm)."""
    study = catalog.kai101_study("phase2")
    patients = study["DM"].filter(pl.col("ARMCD") == arm)["USUBJID"]
    sums = study["TR"].filter((pl.col("TRTESTCD") == "SUMDIAM") & pl.col("USUBJID").is_in(patients.to_list()))
    return (
        sums.select(subject="USUBJID", time=pl.col("TRDY").cast(pl.Float64), size=pl.col("TRSTRESN"))
        .drop_nulls("size")
        .sort("subject", "time")
    )


def patient_free_auc() -> float:
    """Unbound AUC over a day of a typical patient at 400 mg, h·ng/mL."""
    truth = catalog.kai101_truth()
    row = truth.filter(
        (pl.col("kind") == "exposure")
        & (pl.col("subject") == "human")
        & (pl.col("quantity") == "free_auc")
        & (pl.col("scale") == f"{PATIENT_DOSE_MG} mg/day")
    )
    return float(row["value"].item())

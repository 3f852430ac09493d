"""Small data sets with planted truth, one for each model of the table in ``model_speed.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from kai_workbench import models

Case = tuple[Any, pl.DataFrame]


def borrowing() -> Case:
    """Eight historical control arms (RBesT's data set AS)."""
    patients, responders = (107, 44, 51, 39, 139, 20, 78, 35), (23, 12, 19, 9, 39, 6, 9, 10)
    data = pl.DataFrame({"study": [f"Study {i}" for i in range(1, 9)], "n": patients, "r": responders})
    return models.MAPPrior(), data


def strata() -> Case:
    """The same counts as strata that are exchangeable or not."""
    return models.EXNEX(), borrowing()[1].rename({"study": "stratum"})


def exposure_response() -> Case:
    """100 patients at five exposures."""
    model = models.ExposureResponse()
    design = pl.DataFrame({"exposure": np.repeat([0.0, 0.05, 0.2, 0.6, 1.0], 20)})
    truth = {"e0": 0.3, "emax": 0.75, "ed50": 0.15, "sigma": 0.7}
    return model, model.simulate(truth, design, seed=1)


def herg() -> Case:
    """Twelve drugs at six concentrations, three cells each."""
    rng = np.random.default_rng(1)
    rows = []
    for drug in "abcdefghijkl":
        ic50 = float(np.exp(rng.normal(5, 2)))
        for c in ic50 * 10.0 ** np.linspace(-1.5, 1.5, 6):
            block = 100 / (1 + ic50 / c) + 8 * rng.standard_normal(3)
            rows += [(drug, float(c), float(one)) for one in block]
    return models.HERGBlock(), pl.DataFrame(
        rows, schema=["drug", "concentration_nM", "block_percent"], orient="row"
    )


def oral_population() -> Case:
    """40 subjects, nine concentrations each after one oral dose."""
    model = models.PopulationPK(CL=(3.0, 0.5), V=(30.0, 0.5), ka=(1.0, 0.5), residual="proportional")
    rows: list[dict[str, float]] = []
    for i in range(1, 41):
        rows.append({"ID": i, "TIME": 0.0, "EVID": 1, "AMT": 100.0})
        rows += [{"ID": i, "TIME": t, "EVID": 0, "AMT": 0.0} for t in (0.25, 0.5, 1.0, 2.0, 4, 6, 8, 12, 24)]
    truth = {
        "CL": 3.0,
        "V": 32.0,
        "ka": 1.4,
        "sigma_proportional": 0.12,
        "omega": {"CL": 0.3, "V": 0.2, "ka": 0.4},
    }
    return model, model.simulate(truth, pl.DataFrame(rows), seed=1)


CASES: dict[str, Callable[[], Case]] = {
    "map-prior": borrowing,
    "exnex": strata,
    "exposure-response": exposure_response,
    "herg-block": herg,
    "population-pk": oral_population,
}

"""Calibrations of pharmacokinetics, of responses to concentrations and of target-mediated disposition."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
from _calibration_case import Case, free

from kai_workbench.models import (
    EffectCompartment,
    IndirectResponse,
    PopulationPK,
    PopulationPKAcrossSites,
    TargetMediatedDisposition,
)

PK = PopulationPK(
    CL=(5.0, 0.4), V=(40.0, 0.4), routes=("bolus",), random=("CL",), residual="proportional",
    sigma_proportional=0.2, omega_sd=0.3,
)  # fmt: skip
SHARED = {"pk": PK, "random": ("baseline",), "sigma_additive": 8.0, "omega_sd": 0.15}
TURNOVER = {"baseline": (100.0, 0.3), "kout": (0.15, 0.4), "C50": (0.5, 0.4)}
DELAYED = {"baseline": (100.0, 0.2), "ke0": (0.3, 0.4), "Emax": (60.0, 0.3), "EC50": (0.5, 0.4)}


def doses(subjects: int, times: list[float], **columns: float) -> pl.DataFrame:
    """100 mg at 0 and rows of concentrations; values are replaced by what is simulated."""
    rows = []
    for i in range(subjects):
        head = {"ID": i + 1, "LLOQ": None, "DV": None, "AMT": 0.0} | columns
        rows.append(head | {"TIME": 0.0, "EVID": 1, "AMT": 100.0})
        rows += [head | {"TIME": t, "EVID": 0, "DV": 1.0 + t / 100 + i / 10} for t in times]
    return pl.DataFrame(rows, infer_schema_length=None)


def responses(subjects: int) -> pl.DataFrame:
    """A bolus, three concentrations and six responses a subject."""
    rows = []
    for i in range(1, subjects + 1):
        head = {"ID": i, "TIME": 0.0, "AMT": 0.0}
        rows += [head | {"DVID": 2, "EVID": 0}, head | {"AMT": 100.0, "DVID": 1, "EVID": 1}]
        seen = sorted([(t, 1) for t in (1.0, 6.0, 24.0)] + [(t, 2) for t in (2.0, 6.0, 12.0, 24.0, 48.0)])
        rows += [head | {"TIME": t, "DVID": kind, "EVID": 0} for t, kind in seen]
    values = pl.Series("DV", [float(i) for i in range(1, len(rows) + 1)])
    return pl.DataFrame(rows).with_columns(values)


def population() -> Case:
    model = PopulationPK(
        CL=(5.0, 0.4), V=(40.0, 0.4), ka=(1.0, 0.4), random=("CL", "V"), residual="lognormal",
        sigma_log=0.3, omega_sd=0.4,
    )  # fmt: skip
    data = doses(8, [0.5, 2.0, 8.0, 16.0, 24.0]).with_columns(LLOQ=0.15)
    return Case(
        model, data, free(model, "omega", "sigma_log"), settings={"draws": 250, "tune": 300, "longest": 3}
    )


def across_sites() -> Case:
    model = PopulationPKAcrossSites(CL=(4.0, 0.4), V=(45.0, 0.4), omega_sd=0.4, sigma_log=0.3)
    data = doses(12, [1.0, 6.0, 18.0], RATE=0.0).with_columns(
        site=pl.col("ID").mod(4).cast(pl.String) + " site", ID=pl.col("ID").cast(pl.String)
    )
    data = data.drop("LLOQ")

    def simulate(params: Mapping[str, Any], _data: Any, rng: np.random.Generator) -> dict[str, Any]:
        truth = {name: float(params[name]) for name in ("omega_CL", "omega_V", "sigma_log")}
        truth |= {name: float(np.exp(params[f"log_{name}"])) for name in ("CL", "V")}
        effect = float(params["tau"]) * params["z"]
        made = model.simulate(truth | {"site_effect": effect}, data, seed=int(rng.integers(2**31)))
        return model.inputs(made)  # all of it: patients come by site, and the quadrature begins at the data

    settings = {"draws": 200, "tune": 300, "longest": 3, "effective": 60}
    return Case(model, data, simulate=simulate, settings=settings)


def responding(model: IndirectResponse | EffectCompartment, *, brief: bool = False) -> Case:
    names = (*free(model), "omega", "sigma_proportional", "response_sigma_additive")
    settings = {"draws": 400, "tune": 400, "target_accept": 0.9, "longest": 3, "effective": 60}
    if brief:  # a third of the time
        model = dataclasses.replace(model, centred=("CL",))
        settings = {"draws": 250, "tune": 300, "target_accept": 0.95, "longest": 2, "effective": 50}
    return Case(model, responses(4 if brief else 6), names, settings=settings)


def target_mediated(model: TargetMediatedDisposition, subjects: int = 2) -> Case:
    times = [1.0, 6.0, 24.0, 72.0, 120.0, 168.0]
    data = doses(subjects, times).with_columns(
        LLOQ=0.1, AMT=pl.col("AMT") * pl.col("ID").replace_strict({1: 0.15, 2: 1.5, 3: 0.5, 4: 0.15})
    )
    names = (*free(model), "omega", "sigma_additive", "sigma_proportional")
    return Case(
        model,
        data,
        names,
        settings={"draws": 150, "tune": 300, "target_accept": 0.95, "longest": 2, "effective": 40},
    )


def mediated(approximation: str, **own: tuple[float, float]) -> TargetMediatedDisposition:
    return TargetMediatedDisposition(
        approximation=approximation, CL=(0.014, 0.3), V=(3.8, 0.3), **own, random=("V",), centred=True,
        omega_sd=0.3, sigma_additive=0.1, sigma_proportional=0.2, tolerance=1e-3,
    )  # fmt: skip


BOUND = {"kdeg": (0.06, 0.3), "kint": (0.036, 0.3), "target": (6.0, 0.3)}
PK_CASES: dict[str, Callable[[], Case]] = {
    "PopulationPK": population,
    "PopulationPKAcrossSites": across_sites,
    "IndirectResponse I": lambda: responding(IndirectResponse(kind="I", **TURNOVER, **SHARED)),
    "IndirectResponse II": lambda: responding(
        IndirectResponse(kind="II", **TURNOVER, Imax=(0.8, 0.5), **SHARED), brief=True
    ),
    "IndirectResponse III": lambda: responding(
        IndirectResponse(kind="III", **TURNOVER, Smax=(2.0, 0.4), **SHARED), brief=True
    ),
    "IndirectResponse IV": lambda: responding(
        IndirectResponse(kind="IV", **TURNOVER, Smax=(2.0, 0.4), **SHARED), brief=True
    ),
    "EffectCompartment": lambda: responding(EffectCompartment(**DELAYED, direction="down", **SHARED)),
    "TargetMediated quasi-steady-state": lambda: target_mediated(
        mediated("quasi-steady-state", KSS=(0.12, 0.3), **BOUND)
    ),
    "TargetMediated michaelis-menten": lambda: target_mediated(
        mediated("michaelis-menten", Vmax=(0.6, 0.3), KM=(0.24, 0.3))
    ),
    "TargetMediated full": lambda: target_mediated(mediated("full", kon=(2.4, 0.3), KD=(0.12, 0.3), **BOUND)),
}

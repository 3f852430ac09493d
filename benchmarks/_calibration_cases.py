"""What ``calibrations.py`` calibrates: each model with a small design and the sampler's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
from _calibration_case import Case, free
from _calibration_pk import PK_CASES

from kai_workbench import models, standards

SITES = ("a", "b", "c", "d")
MICE = {"draws": 150, "tune": 250, "target_accept": 0.9, "longest": 2, "effective": 40}
FUNNEL = {"draws": 300, "tune": 400, "target_accept": 0.95, "longest": 3}


def cross_species() -> Case:
    """60 synthetic compounds with the gaps of KAI-101."""
    data = standards.species_pk("kai-101").frame[1:61]
    return Case(models.CrossSpecies(), data, settings={"draws": 400, "tune": 400})


def meta_analytic() -> Case:
    data = pl.DataFrame({"study": [f"Study {i}" for i in range(8)], "n": 15, "r": 5})
    return Case(models.MAPPrior(), data, ("mu", "tau", "z_new"), settings=FUNNEL)


def strata() -> Case:
    data = pl.DataFrame({"stratum": list(SITES), "n": [20, 25, 15, 20], "r": [3, 4, 2, 15]})
    return Case(models.EXNEX(), data, ("mu", "tau"), settings=FUNNEL)


def exposure_response() -> Case:
    doses = np.repeat([0.0, 0.1, 0.3, 0.6, 1.0, 2.0], 30)
    data = pl.DataFrame({"exposure": doses, "response": np.linspace(0, 1, doses.size)})
    model = models.ExposureResponse(baseline=(0.0, 1.0), effect=(0.0, 2.0), residual=0.5)
    return Case(model, data, ("e0", "emax", "log_ed50", "sigma"))


def herg() -> Case:
    levels = [1.0, 3.0, 10.0, 30.0, 100.0, 300.0]
    data = pl.DataFrame({"drug": list("ab") * 24, "concentration_nM": np.repeat(levels, 8)})
    model = models.HERGBlock(ic50=(30.0, 0.7), hill=(1.0, 0.3), cell_sd=10.0)
    return Case(model, data.with_columns(block_percent=50.0))


def concentration_qtc() -> Case:
    hours = np.array([0.5, 1.5, 3.0, 8.0, 24.0])
    shape = np.exp(-0.15 * hours) - np.exp(-1.5 * hours)
    rows = [
        {
            "subject": subject,
            "time_h": hour,
            "active": active,
            "concentration_ng_mL": active * (80 + 4.0 * subject) * c,
            "delta_qtc_ms": 0.0,
            "baseline_qtc_ms": 400.0 + subject,
        }
        for subject in range(8)
        for active in (0, 1)
        for hour, c in zip(hours, shape, strict=True)
    ]
    model = models.ConcentrationQTc(
        intercept_sd=5, active_sd=5, time_sd=5, slope_sd=20, baseline_sd=0.5, subject_sd=8, residual_sd=8
    )
    return Case(model, pl.DataFrame(rows))


def biomarkers() -> Case:
    names = tuple(f"gene_{i}" for i in range(6))
    x = np.random.default_rng(0).normal(size=(30, len(names)))
    data = pl.DataFrame(x, schema=list(names), orient="row").with_columns(
        stratum=pl.Series(np.resize(["a", "b", "c"], 30)), response=pl.Series(np.linspace(-1, 1, 30))
    )
    model = models.BiomarkerResponse(features=names)
    return Case(model, data, ("intercept", "sigma", "coefficient"), settings=FUNNEL)


def benchmark_dose(shape: str) -> Case:
    data = pl.DataFrame({"dose": [0.0, 10.0, 30.0, 100.0], "examined": 20, "affected": [1, 2, 5, 12]})
    return Case(models.BenchmarkDose(shape=shape), data)


def continuous_benchmark_dose() -> Case:
    data = pl.DataFrame(
        {"dose": [0.0, 10.0, 30.0, 100.0], "n": 10.0, "mean": [1.0, 1.1, 1.3, 1.8], "sd": 0.2}
    )
    return Case(models.ContinuousBenchmarkDose(shape="power"), data)


def concordance() -> Case:
    data = models.OrganConcordance().simulate(
        {"sensitivity": 0.6, "false_positive": 0.15, "prevalence": 0.3, "organs": 0.4, "species": 0.2},
        pl.DataFrame({"organ": list("aabbccdd"), "species": ["rat", "dog"] * 4, "n": [40] * 8}),
    )
    return Case(models.OrganConcordance(), data, settings=FUNNEL)


def time_to_toxicity(model: models.TimeToToxicity) -> Case:
    visits = pl.DataFrame({"exposure": [0.0, 10.0, 30.0, 100.0] * 20, "last_day": 90.0})
    visits = visits.with_columns(every_day=pl.Series(np.repeat([0.0, 7.0], 40)))
    weibull = models.TimeToToxicity()
    return Case(model, weibull.simulate({"c": -0.5, "beta": 2.0, "log_shape": 0.4}, visits))


def hepatic() -> Case:
    means = {"mean_alt": {"a": -0.7, "b": -0.1}, "mean_bilirubin": {"a": -0.9, "b": -0.7}}
    truth = means | {"scale_alt": 0.4, "scale_bilirubin": 0.3, "correlation": 0.4, "degrees_of_freedom": 5.0}
    model = models.HepaticSafety()
    return Case(model, model.simulate(truth, pl.DataFrame({"arm": ["a"] * 30 + ["b"] * 30})))


def visits(subjects: int, times: tuple[float, ...], **columns: float) -> pl.DataFrame:
    rows = [{"subject": s, "time": t} | columns for s in range(subjects) for t in times]
    return pl.DataFrame(rows).with_columns(size=60.0 + pl.col("time") / 10)


def tumour(model: models.SteinFojo | models.Claret) -> Case:
    data = visits(10, (0.0, 42.0, 84.0, 168.0, 252.0))
    data = data.with_columns(exposure=2.0 + 3.0 * pl.col("subject").mod(3))
    settings = {"draws": 250, "tune": 300, "target_accept": 0.9, "longest": 3, "effective": 60}
    return Case(model, data, free(model, "omega", "sigma_log"), settings=settings)


def mice() -> Case:
    model = models.Simeoni(
        base=(0.1, 0.4), growth=(0.25, 0.3), linear=(0.4, 0.3), kill=(0.02, 0.5), transit=(0.8, 0.3),
        random=("base", "kill"), centred=(), omega_sd=0.3, sigma_log=0.2, size_unit="cm3",
        exposure_unit="mg/L", longest_step=1.0,
    )  # fmt: skip
    sizes = visits(4, (0.0, 6.0, 12.0, 18.0, 24.0)).with_columns(size=0.1 + pl.col("time") / 20)
    windows = [{"subject": s, "start": 8.0, "stop": 16.0, "exposure": 10.0 * (s % 3)} for s in range(4)]
    data = models.TumourSizes(sizes=sizes, exposure=pl.DataFrame(windows))
    return Case(
        model,
        data,
        free(model, "omega", "sigma_log"),
        settings={"draws": 200, "tune": 300, "target_accept": 0.95, "longest": 3},
    )


def joint() -> Case:
    model = models.JointTumourSurvival(
        tumour=models.SteinFojo(
            limit=5.0, growth=(0.0015, 0.7), kill=(0.003, 0.7), base=(60.0, 0.4), centred=("base",)
        ),
        covariates=("arm",), median=(365.0, 0.7), shape=(1.2, 0.3), coefficient_sd=0.7,
    )  # fmt: skip
    n = 16
    survival = pl.DataFrame({"subject": range(n), "time": 700.0, "event": 1})
    data = models.TumourSurvival(
        sizes=visits(n, (0.0, 60.0, 120.0, 240.0)),
        survival=survival.with_columns(arm=pl.col("subject").mod(2).cast(pl.Float64)),
    )
    names = (*free(model.tumour, "omega", "sigma_log"), "log_median", "log_shape", "coefficient")
    settings = {"draws": 250, "tune": 300, "target_accept": 0.9, "longest": 2}
    return Case(model, data, (*names, "covariate_effect"), settings=settings)


def dose_toxicity() -> Case:
    data = pl.DataFrame({"site": list(SITES) * 10, "dose": np.repeat([1.0, 2.0, 4.0, 8.0, 16.0], 8)})
    return Case(
        models.DoseToxicityAcrossSites(reference_dose=4.0), data.with_columns(toxicity=pl.lit(0)),
        ("intercept", "log_slope", "tau", "z"), settings=FUNNEL,
    )  # fmt: skip


def piecewise() -> Case:
    """Patients followed for 12 months; hazards a month."""
    model = models.PiecewiseExponential(cuts=(3.0, 6.0), log_hazard=(-2.5, 0.7), effect=(0.0, 0.7))
    design = pl.DataFrame({"site": list(SITES) * 15, "arm": [0, 0, 0, 0, 1, 1, 1, 1] * 7 + [0, 1, 0, 1]})
    data = model.simulate({"log_hazard": [-2.5] * 3, "effect": 0.0, "tau": 0.3}, design, follow_up=12.0)

    def simulate(params: Mapping[str, Any], _data: Any, rng: np.random.Generator) -> dict[str, Any]:
        truth = {name: params[name] for name in ("log_hazard", "effect", "site_effect")}
        made = model.simulate(truth, design, follow_up=12.0, seed=int(rng.integers(2**31)))
        given = model.inputs(made)
        return {name: given[name] for name in ("events", "person_time")}

    return Case(model, data, ("log_hazard", "effect", "tau", "z"), simulate=simulate, settings=FUNNEL)


def bridge() -> Case:
    weights = {"rat": 0.25, "dog": 10.0, "monkey": 4.0, "human": 70.0}
    rows = [
        {"site": "company" if species != "human" else SITES[i % 3], "species": species, "value": 1.0}
        | {"body_weight_kg": weight * (0.8 + 0.1 * (i % 5))}
        for species, weight in weights.items()
        for i in range(12 if species == "human" else 5)
    ]
    model = models.SpeciesBridge(typical=(10.0, 0.7))
    return Case(model, pl.DataFrame(rows), settings=FUNNEL)


CASES: dict[str, Callable[[], Case]] = {
    "CrossSpecies": cross_species,
    **PK_CASES,
    "SteinFojo": lambda: tumour(models.SteinFojo(limit=5.0, centred=("base",))),
    "Claret": lambda: tumour(models.Claret(kill=(0.001, 1.0), limit=5.0, centred=("base",))),
    "Simeoni": mice,
    "JointTumourSurvival": joint,
    "MAPPrior": meta_analytic,
    "EXNEX": strata,
    "ExposureResponse": exposure_response,
    "HERGBlock": herg,
    "ConcentrationQTc": concentration_qtc,
    "BenchmarkDose log-logistic": lambda: benchmark_dose("log_logistic"),
    "BenchmarkDose Weibull": lambda: benchmark_dose("weibull"),
    "BenchmarkDose multistage": lambda: benchmark_dose("multistage"),
    "ContinuousBenchmarkDose": continuous_benchmark_dose,
    "OrganConcordance": concordance,
    "TimeToToxicity Weibull": lambda: time_to_toxicity(models.TimeToToxicity(effect=(0.0, 1.0))),
    "TimeToToxicity piecewise": lambda: time_to_toxicity(
        models.TimeToToxicity(baseline="piecewise", cuts_day=(30.0, 60.0), effect=(0.0, 1.0))
    ),
    "HepaticSafety": hepatic,
    "BiomarkerResponse": biomarkers,
    "DoseToxicityAcrossSites": dose_toxicity,
    "PiecewiseExponential": piecewise,
    "SpeciesBridge": bridge,
}

"""What the tumour growth models find in planted and in real data, and whether they are calibrated.

python benchmarks/tumour_growth.py [kai101] [erlotinib] [clinical] [calibration] [--studies 1 2 ...]

Without a part, all of them. ``clinical`` and ``erlotinib`` need the data sets ``tgi_clinical`` and
``pdx_erlotinib``.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import polars as pl

from kai_workbench import catalog, inference, models, standards

PARTS = ("kai101", "erlotinib", "clinical", "calibration")
SAMPLER = {"draws": 800, "tune": 800}


def told(model: models.SteinFojo | models.Simeoni, data: object, label: str) -> None:
    """Fit, and print typical values with SD of the log, omegas and the checks."""
    started = time.perf_counter()
    fit = inference.fit(model, data, **SAMPLER)
    posterior = fit.posterior
    print(f"\n{label}: {time.perf_counter() - started:.0f} s, {fit.diagnosis.verdict}")
    for name in model.parameters:
        log = posterior[f"log_{name}"]
        middle, low, high = np.exp(np.quantile(log, [0.5, 0.025, 0.975]))
        omega = ""
        if name in model.varying:
            own = posterior["omega"].sel(random=name)
            omega = f"  omega {float(own.mean()):.3f} (SD {float(own.std()):.3f})"
        print(f"  {name:<11}{middle:.5g} ({low:.5g} to {high:.5g}) {model.unit(name)}{omega}")
    for name in ("sigma_log", "sigma_proportional", "sigma_additive"):
        if name in posterior:
            print(f"  {name} {float(posterior[name].mean()):.3f}")
    table = fit.diagnosis.table().filter(pl.col("variable").str.contains("log_|omega|sigma"))
    print(
        f"  population: smallest ESS {table['ess_bulk'].min():.0f}, largest R-hat {table['rhat'].max():.3f}"
    )


def kai101_arm(arm: str) -> pl.DataFrame:
    """Sums of diameters of one arm of KAI-101's phase 2."""
    study = standards.open_study(catalog.fetch("kai-101", resource="phase2")["phase2"])
    patients = study.frame("DM").filter(pl.col("ARMCD") == arm)["USUBJID"]
    return (
        study.frame("TR")
        .filter((pl.col("TRTESTCD") == "SUMDIAM") & pl.col("USUBJID").is_in(patients.to_list()))
        .select(subject="USUBJID", time=pl.col("TRDY").cast(pl.Float64), size="TRSTRESN")
        .drop_nulls("size")
    )


def kai101() -> None:
    """Planted: base 62 mm (omega 0.35), growth .0022 (.35), kill of the comparator .003 (.40)."""
    for arm in ("STD", "KAI"):
        told(models.SteinFojo(limit=5.0), kai101_arm(arm), f"KAI-101, arm {arm} (synthetic)")


def erlotinib() -> None:
    """One tumour in 30 mice at three doses."""
    table = standards.erlotinib_pdx()
    model = models.Simeoni(
        base=(0.1, 1.0), growth=(0.1, 1.0), linear=(0.2, 1.0), kill=(0.005, 1.5), transit=(0.5, 1.0),
        limit=0.001, size_unit="cm3", exposure_unit="mg/kg/d",
    )  # fmt: skip
    data = models.TumourSizes(sizes=table.frame, exposure=table.exposure)
    told(model, data, "erlotinib, LXF A677, Simeoni")


def clinical(studies: list[int]) -> None:
    """Sums of diameters of real patients, all arms of a trial together."""
    for study in studies:
        table = standards.clinical_tumour_size(study)
        patients = table.frame["subject"].n_unique()
        told(
            models.SteinFojo(limit=5.0),
            table.frame,
            f"study {study}, {patients} patients, {table.frame.height} sizes",
        )


def calibration(simulations: int) -> None:
    """Simulation-based calibration of Stein–Fojo and Claret on a small design."""
    rows = [
        {"subject": s, "time": float(t), "exposure": 2.0 + 3.0 * (s % 3)}
        for s in range(10)
        for t in (0, 42, 84, 168, 252)
    ]
    design = pl.DataFrame(rows).with_columns(size=60.0 + pl.col("time") / 10)  # replaced by what is simulated
    for model in (models.SteinFojo(limit=5.0), models.Claret(kill=(0.001, 1.0), limit=5.0)):
        free = tuple(f"log_{name}" for name in model.parameters)
        result = inference.calibrate(
            model, design, n=simulations, draws=200, tune=300, variables=(*free, "omega", "sigma_log")
        )
        counts = f"{result.n} simulations, {result.failed} failed, {result.short} with few draws"
        print(f"\n{model.name}: {counts}, p {result.p_value:.3f}")
        print(result.summary.select("variable", "distance", "uniform"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--studies", nargs="*", type=int, default=[1, 2, 3, 4, 5])
    parser.add_argument("--simulations", type=int, default=100)
    given = parser.parse_args()
    parts = given.parts or PARTS
    if "kai101" in parts:
        kai101()
    if "erlotinib" in parts:
        erlotinib()
    if "clinical" in parts:
        clinical(given.studies)
    if "calibration" in parts:
        calibration(given.simulations)


if __name__ == "__main__":
    main()

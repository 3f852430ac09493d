"""What the tumour growth models find in planted and in real data.

python benchmarks/tumour_growth.py [kai101] [erlotinib] [clinical] [--studies 1 2 ...]

Without a part, all of them. ``clinical`` and ``erlotinib`` need the data sets ``tgi_clinical`` and
``pdx_erlotinib``.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import polars as pl

from kai_workbench import catalog, inference, models, standards

PARTS = ("kai101", "erlotinib", "clinical")
SAMPLER = {"draws": 800, "tune": 800}


def told(model: models.SteinFojo | models.Simeoni, data: object, label: str) -> None:
    """Fit, and print typical values with SD of the log, omegas and the checks."""
    started = time.perf_counter()
    fit = inference.fit(model, data, **SAMPLER)
    posterior = fit.posterior
    findings = ", ".join(f"{x.code} {x.variable} {x.value:.3g}" for x in fit.diagnosis.findings)
    print(f"\n{label}: {time.perf_counter() - started:.0f} s, {fit.diagnosis.verdict} {findings}")
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
        f"  population: smallest ESS {table['ess_bulk'].min():.0f}, largest R-hat {table['rhat'].max():.3f}",
        flush=True,
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
        longest_step=0.25,
    )  # fmt: skip
    data = models.TumourSizes(sizes=table.frame, exposure=table.exposure)
    told(model, data, "erlotinib, LXF A677, Simeoni")


def clinical(studies: list[int]) -> None:
    """Sums of diameters of real patients, all arms of a trial together."""
    for study in studies:
        table = standards.clinical_tumour_size(study)
        patients = table.frame["subject"].n_unique()
        told(
            models.SteinFojo(limit=5.0, centred=("base",)),  # few sizes a patient tell its rates
            table.frame,
            f"study {study}, {patients} patients, {table.frame.height} sizes",
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--studies", nargs="*", type=int, default=[1, 2, 3, 4, 5])
    given = parser.parse_args()
    parts = given.parts or PARTS
    if "kai101" in parts:
        kai101()
    if "erlotinib" in parts:
        erlotinib()
    if "clinical" in parts:
        clinical(given.studies)


if __name__ == "__main__":
    main()

"""Warfarin: concentrations and prothrombin complex activity of 32 subjects, fitted together.

KAI_DATA_MIRROR=<folder> python benchmarks/warfarin_pkpd.py [--draws 1000]

Data: warfarin.rda of nlmixr2data (O'Reilly & Aggeler 1968) under ``warfarin/`` of the mirror. Reference:
the population estimates that posologyr's article "Multiple endpoints" gives for the same structure
(``vignettes/articles/multiple_endpoints.Rmd`` of its repository; how they were estimated it does not tell),
the model of nlmixr's documentation. It lets ktr and ka differ, 1.11 and 0.92 per hour, where here they are
one rate.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import time

import numpy as np
import polars as pl

from kai_workbench import inference
from kai_workbench.catalog._rda import read_rda
from kai_workbench.models import IndirectResponse, PopulationPK

REFERENCE = {
    "CL": -2.03, "V": 2.07, "baseline": 4.57, "kout": -2.9, "C50": 0.00724, "Imax": 3.4,
    "sigma_proportional": 0.15, "sigma_additive": 0.144, "response_sigma_additive": 3.91,
}  # fmt: skip
MODEL = IndirectResponse(
    kind="I",
    pk=PopulationPK(CL=(0.1, 1.0), V=(10.0, 1.0), ka=(1.0, 1.0), transits=1, residual="combined"),
    baseline=(100.0, 0.5), kout=(0.05, 0.7), C50=(1.0, 0.7), Imax=(0.9, 1.0),
    centred=("CL", "V", "baseline"), sigma_additive=10.0, response_unit="%",
)  # fmt: skip


def events() -> pl.DataFrame:
    path = pathlib.Path(os.environ["KAI_DATA_MIRROR"]) / "warfarin" / "warfarin.rda"
    kind = pl.when(pl.col("dvid") == "cp").then(1).otherwise(2)
    table = read_rda(path)["warfarin"]
    return table.select(ID="id", TIME="time", AMT="amt", DV="dv", EVID="evid", DVID=kind)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--tune", type=int, default=400)
    given = parser.parse_args()
    data = events()
    inference.warm(MODEL, data)
    began, processor = time.perf_counter(), time.process_time()
    fit = inference.fit(MODEL, data, draws=given.draws, tune=given.tune)
    print(f"{time.perf_counter() - began:.0f} s, of processor {time.process_time() - processor:.0f}")
    findings = (f"{x.code} {x.variable} {x.value:.3g}" for x in fit.diagnosis.findings)
    print(fit.diagnosis.verdict, ", ".join(findings))
    print("quantity | mean | SD | reference | distance in SD")
    for name in ("ka", *REFERENCE):
        draws = fit.posterior[name if "sigma" in name else f"log_{name}"].to_numpy()
        mean, sd = draws.mean(), draws.std()
        reference = REFERENCE.get(name, np.nan)
        print(f"{name} | {mean:.4f} | {sd:.4f} | {reference:.4f} | {(mean - reference) / sd:.2f}")
    omega = fit.posterior["omega"].mean(("chain", "draw")).to_numpy()
    print("omega", ", ".join(f"{n} {x:.3f}" for n, x in zip(MODEL.varying, omega, strict=True)))


if __name__ == "__main__":
    main()

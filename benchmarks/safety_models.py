"""Safety models: published benchmark doses beside what is measured here.

python benchmarks/safety_models.py
"""

from __future__ import annotations

import time

import numpy as np
import polars as pl
import scipy

from kai_workbench import models

# pybmds, tests/test_pybmds/models/test_dichotomous.py, data set ddataset2
PYBMDS = pl.DataFrame(
    {"dose": [0.0, 50.0, 100.0, 150.0, 200.0], "affected": [0, 5, 30, 65, 90], "examined": [100] * 5}
)
BMDS = (
    ("logistic", 2, (69.584, 61.193, 77.945)),
    ("log_logistic", 2, (68.361, 59.795, 76.012)),
    ("probit", 2, (66.883, 58.333, 75.368)),
    ("log_probit", 2, (66.149, 58.684, 73.16)),
    ("gamma", 2, (66.061, 57.639, 73.716)),
    ("quantal_linear", 2, (17.679, 15.645, 20.062)),
    ("weibull", 2, (64.26, 55.219, 72.815)),
    ("dichotomous_hill", 2, (68.178, 59.795, 75.999)),
    ("multistage", 1, (17.680, 15.645, 20.062)),
    ("multistage", 2, (48.016, 44.136, 51.240)),
    ("multistage", 3, (63.873, 52.260, 72.126)),
)
# ToxicR, tests/testthat/test-ma_dichotomous.R
TOXICR = pl.DataFrame(
    {
        "dose": [0.0, 1.0, 3.0, 16.0, 32.0, 33.0],
        "affected": [2, 2, 10, 18, 18, 17],
        "examined": [50] * 6,
    }
)
LAPLACE = {
    "gamma": (6.46707681632849, 0.021635893),
    "log_logistic": (3.79034439690537, 0.109884198),
    "log_probit": (4.65955128862954, 0.006866267),
    "multistage": (8.12334001064301, 0.001184459),
    "weibull": (3.81611266939088, 0.092340269),
}


def main() -> None:
    """Maximum likelihood, Laplace fits and the average, beside BMDS and ToxicR."""
    print("BMD, BMDL, BMDU at 10% extra risk: here, BMDS")
    for shape, degree, told in BMDS:
        begin = time.process_time()
        found = models.BenchmarkDose(shape=shape, degree=degree).maximum_likelihood(PYBMDS)
        here = f"{found.bmd:.3f}  {found.bmdl:.3f}  {found.bmdu:.3f}"
        took = time.process_time() - begin
        print(f"{shape} {degree if shape == 'multistage' else '':<4}{here:>30}   {told}  {took:.1f} s")
    weights = {}
    for shape, (told, _) in LAPLACE.items():
        own = ((0.0, 2.0), (0.0, 0.5), (0.0, 1.0)) if shape == "multistage" else None
        _, bmd, weights[shape] = models.BenchmarkDose(shape=shape, priors=own).laplace(TOXICR)
        print(f"Laplace, {shape:<16} BMD {bmd:.5f}, ToxicR {told:.5f}")
    here = scipy.special.softmax(list(weights.values()))
    there = np.array([weight for _, weight in LAPLACE.values()])
    print("posterior probabilities among these: ", here.round(4), "ToxicR", (there / there.sum()).round(4))
    for kind in ("laplace", "posterior", "stacking"):
        begin = time.process_time()
        found = models.average_bmd(PYBMDS, unit="mg/kg/day", weights=kind)
        print(f"{kind}: {found}, {time.process_time() - begin:.1f} s; BMDS 65.9, 57.1, 75.0")


if __name__ == "__main__":
    main()

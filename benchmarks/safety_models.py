"""Safety models: published benchmark doses beside what is measured here, and calibrations.

    python benchmarks/safety_models.py [--simulations 100] [--seed 20260101]

Without simulations (0) it leaves the calibrations out.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import polars as pl
import scipy

from kai_workbench import inference, models

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


def published() -> None:
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


def calibrations(simulations: int, seed: int) -> None:
    """Simulation-based calibration of every sampled model on a small design."""
    groups = pl.DataFrame({"dose": [0.0, 10.0, 30.0, 100.0], "examined": [20] * 4, "affected": [1, 2, 5, 12]})
    means = pl.DataFrame(
        {"dose": [0.0, 10.0, 30.0, 100.0], "n": [10.0] * 4, "mean": [1.0, 1.1, 1.3, 1.8], "sd": [0.2] * 4}
    )
    cells = models.OrganConcordance().simulate(
        {"sensitivity": 0.6, "false_positive": 0.15, "prevalence": 0.3, "organs": 0.4, "species": 0.2},
        pl.DataFrame({"organ": list("aabbccdd"), "species": ["rat", "dog"] * 4, "n": [40] * 8}),
    )
    visits = pl.DataFrame(
        {
            "exposure": np.tile([0.0, 10.0, 30.0, 100.0], 20),
            "last_day": 90.0,
            "every_day": np.repeat([0.0, 7.0], 40),
        }
    )
    times = models.TimeToToxicity().simulate({"c": -0.5, "beta": 2.0, "log_shape": 0.4}, visits)
    hepatic = models.HepaticSafety()
    peaks = hepatic.simulate(
        {
            "mean_alt": {"a": -0.7, "b": -0.1},
            "mean_bilirubin": {"a": -0.9, "b": -0.7},
            "scale_alt": 0.4,
            "scale_bilirubin": 0.3,
            "correlation": 0.4,
            "degrees_of_freedom": 5.0,
        },
        pl.DataFrame({"arm": ["a"] * 30 + ["b"] * 30}),
    )
    steps = models.TimeToToxicity(baseline="piecewise", cuts_day=(30.0, 60.0), effect=(0.0, 1.0))
    cases = {
        "BenchmarkDose, log-logistic": (models.BenchmarkDose(), groups),
        "BenchmarkDose, Weibull": (models.BenchmarkDose(shape="weibull"), groups),
        "BenchmarkDose, multistage": (models.BenchmarkDose(shape="multistage"), groups),
        "ContinuousBenchmarkDose, power": (models.ContinuousBenchmarkDose(shape="power"), means),
        "TimeToToxicity, Weibull": (models.TimeToToxicity(effect=(0.0, 1.0)), times),
        "TimeToToxicity, piecewise": (steps, times),
        "HepaticSafety": (hepatic, peaks),
        "OrganConcordance": (models.OrganConcordance(), cells),
    }
    for name, (model, data) in cases.items():
        begin = time.process_time()
        found = inference.calibrate(model, data, n=simulations, seed=seed)
        outside, scalars = sum(not one for one in found.summary["uniform"]), found.summary.height
        print(
            f"calibration of {name:<32} n {simulations}: {outside} of {scalars} scalars outside their band, "
            f"largest distance {found.summary['distance'].max():.2f}, p {found.p_value:.3f}, "
            f"{found.failed} fits not to be used; {time.process_time() - begin:.0f} s of processor time",
            flush=True,
        )


def main() -> None:
    """Print the tables."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--simulations", type=int, default=100)
    ask.add_argument("--seed", type=int, default=20260101)
    asked = ask.parse_args()
    published()
    if asked.simulations:
        calibrations(asked.simulations, asked.seed)


if __name__ == "__main__":
    main()

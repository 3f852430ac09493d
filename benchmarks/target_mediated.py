"""Whether planted target-mediated disposition is found again, and what a fit costs.

python benchmarks/target_mediated.py [--approximation quasi-steady-state] [--subjects 12]
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import polars as pl

from kai_workbench import inference
from kai_workbench.models import TargetMediatedDisposition

TIMES_H = [1.0, 6.0, 24.0, 72.0, 120.0, 168.0]
DOSES_MG = [15.0, 50.0, 150.0]
LINEAR = {"CL": 0.012, "V": 3.2}
TURNOVER = {"kdeg": 0.05, "kint": 0.03, "target": 5.0}
OWN = {
    "full": {"kon": 2.0, "KD": 0.1} | TURNOVER,
    "quasi-steady-state": {"KSS": 0.1} | TURNOVER,
    "michaelis-menten": {"Vmax": 0.5, "KM": 0.2},
}


def study(subjects: int) -> pl.DataFrame:
    rows = []
    for i in range(subjects):
        head = {"ID": i + 1, "LLOQ": 0.01}
        rows.append(head | {"TIME": 0.0, "EVID": 1, "AMT": DOSES_MG[i % len(DOSES_MG)]})
        rows += [head | {"TIME": t, "EVID": 0, "AMT": 0.0} for t in TIMES_H]
    return pl.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--approximation", choices=list(OWN), default="quasi-steady-state")
    parser.add_argument("--subjects", type=int, default=12)
    parser.add_argument("--draws", type=int, default=500)
    given = parser.parse_args()
    values = LINEAR | OWN[given.approximation]
    model = TargetMediatedDisposition(
        approximation=given.approximation,
        **{name: (value * 1.2, 0.4) for name, value in values.items()},
        random=("CL", "V"),
        omega_sd=0.3,
        sigma_proportional=0.2,
    )
    truth = values | {"omega": {"CL": 0.2, "V": 0.1}, "sigma_proportional": 0.1}
    data = model.simulate(truth, study(given.subjects), seed=1)
    inference.warm(model, data)
    began, processor = time.perf_counter(), time.process_time()
    fit = inference.fit(model, data, draws=given.draws, tune=400)
    print(f"{time.perf_counter() - began:.0f} s, of processor {time.process_time() - processor:.0f}")
    print(fit.diagnosis.verdict, ", ".join(f"{x.code} {x.variable}" for x in fit.diagnosis.findings))
    for name, value in values.items():
        draws = fit.posterior[f"log_{name}"].to_numpy()
        away = (draws.mean() - np.log(value)) / draws.std()
        print(f"{name}: planted {value:g}, found {np.exp(draws.mean()):.3g}, {away:.2f} SD away")


if __name__ == "__main__":
    main()

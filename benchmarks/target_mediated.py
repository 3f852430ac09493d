"""Whether planted target-mediated disposition is found again, and what a fit costs.

python benchmarks/target_mediated.py [--approximations michaelis-menten quasi-steady-state full]
    [--subjects 12] [--rich]

Free drug over a week after one of three bolus doses, six samples a subject or (``--rich``) twelve, the first
after three minutes. A fit of what one truth made: typical values beside the planted ones, how much narrower
than its prior each became, and which share of the concentrations the posterior predictive intervals hold.
"""

from __future__ import annotations

import argparse
import dataclasses
import time

import numpy as np
import polars as pl

from kai_workbench import inference
from kai_workbench.models import TargetMediatedDisposition

TIMES_H = [1.0, 6.0, 24.0, 72.0, 120.0, 168.0]
RICH_H = [0.05, 0.15, 0.5, 2.0, 6.0, 24.0, 48.0, 72.0, 96.0, 120.0, 144.0, 168.0]
DOSES_MG = [15.0, 50.0, 150.0]
LINEAR = {"CL": 0.012, "V": 3.2}
TURNOVER = {"kdeg": 0.05, "kint": 0.03, "target": 5.0}
OWN = {
    "michaelis-menten": {"Vmax": 0.5, "KM": 0.2},
    "quasi-steady-state": {"KSS": 0.1} | TURNOVER,
    "full": {"kon": 2.0, "KD": 0.1} | TURNOVER,
}


def study(subjects: int, times: list[float]) -> pl.DataFrame:
    rows = []
    for i in range(subjects):
        head = {"ID": i + 1, "LLOQ": 0.1}
        rows.append(head | {"TIME": 0.0, "EVID": 1, "AMT": DOSES_MG[i % len(DOSES_MG)]})
        rows += [head | {"TIME": t, "EVID": 0, "AMT": 0.0} for t in times]
    return pl.DataFrame(rows)


def model_of(approximation: str) -> TargetMediatedDisposition:
    values = LINEAR | OWN[approximation]
    return TargetMediatedDisposition(
        approximation=approximation,
        **{name: (value * 1.2, 0.4) for name, value in values.items()},
        random=("CL", "V"),
        omega_sd=0.3,
        sigma_additive=0.1,
        sigma_proportional=0.2,
    )


def held(model: TargetMediatedDisposition, fit: inference.Fit, data: pl.DataFrame) -> str:
    """Posterior predictive check: concentrations, as noisy as measured ones, of the same subjects again."""
    drawn = model.predict(fit, data, subjects="existing", residual=True).to_numpy()
    seen = data.filter(pl.col("EVID") == 0).with_columns(pl.col("DV").fill_null(0.0))
    values, limit = seen["DV"].to_numpy(), seen["LLOQ"].to_numpy()
    below = values < limit
    shares = []
    for level in (50, 90):
        low, high = np.percentile(drawn, [50 - level / 2, 50 + level / 2], axis=0)
        shares.append(f"{level}%: {np.mean((low <= values) & (values <= high), where=~below):.2f}")
    told = np.mean(drawn < limit, axis=0)
    return (
        f"predictive intervals hold {', '.join(shares)} of {int((~below).sum())} concentrations; "
        f"below the limit {int(below.sum())}, foretold {told.sum():.1f}"
    )


def fitted(approximation: str, subjects: int, draws: int, tune: int, *, rich: bool) -> None:
    """A fit of what one truth made; with rich samples only volumes differ, and each is told well."""
    model, values, omega = model_of(approximation), LINEAR | OWN[approximation], {"CL": 0.2, "V": 0.1}
    if rich:
        model = dataclasses.replace(model, random=("V",), centred=True, tolerance=1e-3)
        omega = {"V": omega["V"]}
    times = RICH_H if rich else TIMES_H
    truth = values | {"omega": omega, "sigma_additive": 0.05, "sigma_proportional": 0.1}
    data = model.simulate(truth, study(subjects, times), seed=1)
    inference.warm(model, data)
    began, processor = time.perf_counter(), time.process_time()
    fit = inference.fit(model, data, draws=draws, tune=tune, target_accept=0.95 if rich else 0.8)
    print(
        f"{approximation}, {subjects} subjects with {len(times)} samples, 4 x {draws} draws after {tune}: "
        f"{time.perf_counter() - began:.0f} s, of processor {time.process_time() - processor:.0f}"
    )
    findings = (f"{x.code} {x.variable} {x.value:.3g}" for x in fit.diagnosis.findings)
    print(fit.diagnosis.verdict, ", ".join(findings))
    for name, value in values.items():
        logs = fit.posterior[f"log_{name}"].to_numpy()
        away = (logs.mean() - np.log(value)) / logs.std()
        low, middle, high = np.exp(np.quantile(logs, [0.05, 0.5, 0.95]))
        print(
            f"{name}: planted {value:g}, {middle:.3g} ({low:.3g}-{high:.3g}), {away:.2f} SD away, "
            f"SD of the log {logs.std():.3f}, of its prior {getattr(model, name)[1]:g}",
            flush=True,
        )
    if fit.trusted:
        print(held(model, fit, data), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--approximations", nargs="+", choices=list(OWN), default=list(OWN))
    parser.add_argument("--subjects", type=int, default=12)
    parser.add_argument("--rich", action="store_true")
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--tune", type=int, default=400)
    given = parser.parse_args()
    for approximation in given.approximations:
        fitted(approximation, given.subjects, given.draws, given.tune, rich=given.rich)


if __name__ == "__main__":
    main()

"""Seconds to a posterior of a 2-compartment population, by number of subjects.

python benchmarks/population_pk.py [--subjects 20 40 80 160] [--plain 20]

19 samples a subject after one infusion, random CL, V, Q and V2, proportional error of 12%; four chains on
the cores there are, everything compiled anew. Beside it the same population written plainly in PyMC
(standardised etas, curves as array operations) with its default sampler, on ``--plain`` subjects (0: none).
Told are seconds of clock and of processor, and the smallest bulk effective sample size of all scalars;
"to 400" is the clock with the time after warm-up and compilation stretched to 400 effective draws; for
plain PyMC, whose parts are not told apart, the whole clock is.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time

import numpy as np
import polars as pl

TIMES_H = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 30]
PRIORS = {"CL": (4.0, 0.7), "V": (15.0, 0.7), "Q": (8.0, 0.7), "V2": (30.0, 0.7)}
TRUTH = {
    "CL": 5.0, "V": 12.0, "Q": 6.0, "V2": 40.0, "sigma_proportional": 0.12,
    "omega": {"CL": 0.35, "V": 0.25, "Q": 0.2, "V2": 0.3},
}  # fmt: skip
DOSE_MG, DURATION_H = 100.0, 0.5


def study(subjects: int) -> pl.DataFrame:
    rows = []
    for i in range(1, subjects + 1):
        rows.append({"ID": i, "TIME": 0.0, "EVID": 1, "AMT": DOSE_MG, "RATE": DOSE_MG / DURATION_H})
        rows += [{"ID": i, "TIME": float(t), "EVID": 0, "AMT": 0.0, "RATE": 0.0} for t in TIMES_H]
    return pl.DataFrame(rows)


def ours(subjects: int, *, draws: int, tune: int) -> str:
    from kai_workbench import inference
    from kai_workbench.models import PopulationPK

    model = PopulationPK(**PRIORS, routes=("infusion",), residual="proportional")
    data = model.simulate(TRUTH, study(subjects), seed=1)
    began, processor = time.perf_counter(), time.process_time()
    inference.warm(model, data)
    compiled = time.perf_counter() - began
    fit = inference.fit(model, data, draws=draws, tune=tune)
    clock, processor = time.perf_counter() - began, time.process_time() - processor
    table = fit.diagnosis.table().sort("ess_bulk")
    ess = table["ess_bulk"][0]
    noted = ", ".join(f"{one.code} {one.variable} {one.value:.3g}" for one in fit.diagnosis.findings)
    drawing = (clock - compiled) * draws / (draws + tune)
    to_400 = clock - drawing + drawing * 400 / ess
    return (
        f"{subjects} | {len(TIMES_H) * subjects} | {clock:.1f} | {processor:.1f} | {compiled:.1f} | "
        f"{ess:.0f} ({table['variable'][0]}) | {to_400:.1f} | "
        f"{fit.diagnosis.verdict} {noted}"
    )


def plainly(subjects: int, *, draws: int, tune: int) -> str:
    import arviz as az
    import pymc as pm
    import pytensor.tensor as pt

    from kai_workbench.models import PopulationPK

    data = PopulationPK(**PRIORS, routes=("infusion",), residual="proportional").simulate(
        TRUTH, study(subjects), seed=1
    )
    seen = data.filter(pl.col("EVID") == 0)
    value, time_h = seen["DV"].to_numpy(), seen["TIME"].to_numpy()
    of_subject = seen["ID"].to_numpy() - 1
    began = time.perf_counter()
    with pm.Model():
        natural = {}
        for name, (median, sd) in PRIORS.items():
            typical = pm.Normal(f"log_{name}", np.log(median), sd)
            z = pm.Normal(f"z_{name}", shape=subjects)
            natural[name] = pt.exp(typical + pm.HalfNormal(f"omega_{name}", 0.5) * z)[of_subject]
        cl, v, q, v2 = natural.values()
        k10, k12, k21 = cl / v, q / v, q / v2
        root = pt.sqrt((k10 + k12 + k21) ** 2 - 4 * k10 * k21)
        mean = 0.0
        for rate, other in (
            ((k10 + k12 + k21 + root) / 2, (k10 + k12 + k21 - root) / 2),
            ((k10 + k12 + k21 - root) / 2, (k10 + k12 + k21 + root) / 2),
        ):
            weight = (k21 - rate) / (other - rate) / v
            during, after = np.minimum(time_h, DURATION_H), np.maximum(time_h - DURATION_H, 0)
            mean += (
                DOSE_MG / DURATION_H * weight / rate * (1 - pt.exp(-rate * during)) * pt.exp(-rate * after)
            )
        pm.Normal("y", mean, pm.HalfNormal("sigma", 0.5) * mean, observed=value)
        found = pm.sample(
            draws=draws, tune=tune, chains=4, cores=os.cpu_count(), random_seed=1, progressbar=False
        )
    clock = time.perf_counter() - began
    ess = min(float(x.min()) for x in az.ess(found).data_vars.values())
    return f"{subjects} | {len(value)} | {clock:.1f} | - | - | {ess:.0f} | {clock * 400 / ess:.1f} | -"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, nargs="*", default=[20, 40, 80, 160])
    parser.add_argument("--plain", type=int, default=20)
    parser.add_argument("--draws", type=int, default=250)
    parser.add_argument("--tune", type=int, default=300)
    given = parser.parse_args()
    print("subjects | samples | clock, s | processor, s | compile, s | smallest ESS | to 400, s | checks")
    for subjects in given.subjects:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["KAI_CACHE_DIR"] = folder
            print(ours(subjects, draws=given.draws, tune=given.tune), flush=True)
    if given.plain:
        print("plain PyMC")
        print(plainly(given.plain, draws=given.draws, tune=given.tune), flush=True)


if __name__ == "__main__":
    main()

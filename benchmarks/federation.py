"""Is a federated posterior the pooled one? Three models, in one process, masks on.

For each: the summed log-density against the pooled one at 100 points; means and 5, 50 and 95% points
against a pooled fit, in standard errors of the difference; spreads against those of ten pooled fits; Pareto
k; and the negative control, a plain Laplace approximation, which must fail on the SD between sites.

    python benchmarks/federation.py [--model dose-toxicity] [--sites 3] [--replicates 10]
"""

from __future__ import annotations

import argparse
import pathlib
import sys
import tempfile
import time

import numpy as np
import polars as pl

from kai_workbench import federation, inference, models
from kai_workbench.federation._coordinator import Coordinator
from kai_workbench.federation._demonstration import write_study

LIMIT_SE, LIMIT_SUM, LIMIT_K = 4.0, 1e-8, 0.7
POINTS = 100
QUANTILES = (0.05, 0.5, 0.95)


def dose_toxicity(sites):
    model = models.DoseToxicityAcrossSites(reference_dose=5.0)
    design = pl.DataFrame(
        [{"site": s, "dose": d} for s in sites for d in (1.0, 2.5, 5.0, 10.0, 20.0) for _ in range(8)]
    )
    truth = {"intercept": -1.0, "slope": 0.9, "tau": 0.5}
    return model, model.across(sites).simulate(truth, design, seed=3)


def survival(sites):
    model = models.PiecewiseExponential(cuts=(3.0, 6.0, 12.0), log_hazard=(-2.5, 1.0))
    design = pl.DataFrame([{"site": s, "arm": a} for s in sites for a in (0, 1) for _ in range(40)])
    truth = {"log_hazard": [-2.3, -2.5, -2.7, -3.0], "effect": -0.5, "tau": 0.2}
    return model, model.across(sites).simulate(truth, design, follow_up=24.0, seed=3)


def borrowing(sites):
    rng = np.random.default_rng(3)
    rates = 1 / (1 + np.exp(-rng.normal(-1.1, 0.3, len(sites))))
    rows = [
        {"study": s, "response": int(rng.uniform() < rate)}
        for s, rate in zip(sites, rates, strict=True)
        for _ in range(rng.integers(40, 80))
    ]
    return models.MAPPrior(), pl.DataFrame(rows)


CASES = {"dose-toxicity": dose_toxicity, "survival": survival, "borrowing": borrowing}


def opened(folder, model, rows, sites):
    column = model.site_column
    path = write_study(folder, model, {s: rows.filter(pl.col(column) == s) for s in sites})
    for name in sites:
        federation.Site(folder / name).approve(federation.card(model))
    return federation.open(path)


def compared(found, pooled):
    """Per scalar: difference of means and, at the pooled quantiles, of probabilities, in standard errors."""
    a, b = (
        {r["variable"]: r for r in one.diagnosis.table().iter_rows(named=True)} for one in (found, pooled)
    )
    draws_a, draws_b = flat(found), flat(pooled)
    rows = []
    for name, one in a.items():
        two = b[name]
        error = np.hypot(one["sd"] / np.sqrt(one["ess_bulk"]), two["sd"] / np.sqrt(two["ess_bulk"]))
        row = {"variable": name, "mean_z": (one["mean"] - two["mean"]) / error, "sd": one["sd"]}
        for q in QUANTILES:
            ess = [r["ess_bulk" if q == 0.5 else "ess_tail"] for r in (one, two)]
            below = (draws_a[name] < np.quantile(draws_b[name], q)).mean()
            row[f"q{round(100 * q):02d}_z"] = (below - q) / np.sqrt(q * (1 - q) * (1 / ess[0] + 1 / ess[1]))
        rows.append(row)
    return pl.DataFrame(rows)


def flat(fit):
    names = fit.diagnosis.columns["variable"]
    parts = [
        array.transpose("chain", "draw", ...)
        .to_numpy()
        .reshape(array.sizes["chain"] * array.sizes["draw"], -1)
        for array in fit.posterior.data_vars.values()
    ]
    return dict(zip(names, np.concatenate(parts, axis=1).T, strict=True))


def accepted(case, sites, replicates):
    model, rows = CASES[case](sites)
    whole = model.across(sites)
    good = True

    def tell(what, value, ok):
        nonlocal good
        good &= bool(ok)
        print(f"  {'ok  ' if ok else 'FAIL'} {what}: {value}")

    with tempfile.TemporaryDirectory() as folder:
        study = opened(pathlib.Path(folder), model, rows, sites)
        print(f"{case}, {len(sites)} sites, {rows.height} rows")
        likelihood = inference.Likelihood(whole, rows)
        start = inference.Prior(whole, rows).start()
        points = start + np.random.default_rng(1).normal(scale=0.7, size=(POINTS, likelihood.n_dim))
        with Coordinator(study.opener, study.name) as job:
            job.begin(federation.card(model))
            off = float(np.abs(job.value(points) - likelihood.value(points)).max())
        tell(f"summed against pooled log-density at {POINTS} points", f"{off:.1e}", off < LIMIT_SUM)

        pooled = [
            inference.fit(whole, rows, tune=1000, target_accept=0.97, seed=seed)
            for seed in range(1, replicates + 1)
        ]
        longest = inference.fit(whole, rows, draws=4000, tune=1500, target_accept=0.97, seed=99)
        federation.fit(model, study)  # what is compiled is kept
        began, used = time.perf_counter(), time.process_time()
        found = federation.fit(model, study)
        seconds, used = time.perf_counter() - began, time.process_time() - used
        receipt = found.receipt
        print(
            f"       {seconds:.1f} s ({used:.1f} s of processor time), {receipt.rounds} rounds of "
            f"{1e3 * receipt.round_seconds:.0f} ms, {receipt.points:,} points; {found}"
        )
        tell("certified by its own checks", receipt.certified, receipt.certified)
        table = compared(found, longest)
        for column in ("mean_z", "q05_z", "q50_z", "q95_z"):
            worst = float(table[column].abs().max())
            tell(f"{column}, largest of {table.height}", f"{worst:.2f}", worst < LIMIT_SE)
        spreads = np.array([[np.std(v) for v in flat(one).values()] for one in pooled])
        middle, scatter = spreads.mean(axis=0), spreads.std(axis=0, ddof=1) * np.sqrt(1 + 1 / len(pooled))
        names = list(flat(pooled[0]))
        mine = np.array([np.std(flat(found)[name]) for name in names])
        worst = float(np.abs((mine - middle) / scatter).max())
        tell(f"spread, in SDs of {len(pooled)} pooled fits", f"{worst:.2f}", worst < LIMIT_SE)
        tell(
            "Pareto k between temperatures",
            f"{receipt.details['pareto_k']:.2f}",
            receipt.details["pareto_k"] < LIMIT_K,
        )

        gate = federation.fit(model, study, method="importance")
        k = gate.receipt.details["pareto_k"]
        print(
            f"       importance sampling: k {k:.2f}, {gate.receipt.rounds} rounds, "
            f"{gate.receipt.details['effective_points']:.0f} effective points; "
            f"its gate says {'use' if gate.trusted else 'do not use'}"
        )
        preview = federation.fit(model, study, method="laplace")
        control = compared(preview, longest).filter(pl.col("variable") == "tau")
        z = float(control["mean_z"][0])
        tell(
            f"negative control, Laplace in {preview.receipt.rounds} rounds fails on tau (z)",
            f"{z:.1f}",
            abs(z) > LIMIT_SE,
        )
        tell("and is refused", preview.diagnosis.verdict, not preview.trusted)
    return good


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--model", choices=CASES)
    asked.add_argument("--sites", type=int, default=3)
    asked.add_argument("--replicates", type=int, default=10)
    given = asked.parse_args()
    sites = tuple(f"site-{i:02d}" for i in range(1, given.sites + 1))
    cases = [given.model] if given.model else list(CASES)
    results = [accepted(case, sites, given.replicates) for case in cases]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()

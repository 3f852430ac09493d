"""Is a federated posterior the pooled one? Five models, in one process, masks on.

For each: the summed log-density against the pooled one at 100 points; means and 5, 50 and 95% points
against a pooled fit, in standard errors of the difference; spreads against those of ten pooled fits; Pareto
k; and the negative control, a plain Laplace approximation, which must fail on the SD between sites.
``--nuts`` adds NUTS with a round for every gradient, ``--calibrate 100`` instead calibrates the whole
federated fit by simulation: truths from the prior, rows at every site, a fit, and the rank of the truth.

    python benchmarks/federation.py [--model dose-toxicity] [--sites 3] [--replicates 10] [--nuts]
    python benchmarks/federation.py --calibrate 100 [--model dose-toxicity] [--seed 7] [--pooled]
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
SETTINGS = {"draws": 250, "chains": 4}  # of each fit of the calibration


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


def population_pk(sites):
    """Two infusions a patient and three concentrations, or two; 14 patients a site."""
    model = models.PopulationPKAcrossSites(
        CL=(4.0, 0.5), V=(45.0, 0.5), covariate="crcl", reference=80.0, nodes=3
    )
    rng = np.random.default_rng(5)
    events = ((0.0, 1, 1000.0), (1.5, 0, 0.0), (11.5, 0, 0.0), (12.0, 1, 1000.0), (23.0, 0, 0.0))
    rows = []
    for site in sites:
        for n in range(14):
            crcl = float(80 * np.exp(rng.normal(scale=0.3)))
            rows += [
                {"site": site, "ID": f"{n}", "TIME": t, "EVID": e, "AMT": a, "RATE": a, "crcl": crcl}
                for t, e, a in (events if n % 2 else events[:-1])
            ]
    truth = {"CL": 4.5, "V": 50.0, "omega_CL": 0.35, "omega_V": 0.25, "sigma_log": 0.2, "exponent": 0.7}
    return model, model.across(sites).simulate(truth | {"tau": 0.2}, pl.DataFrame(rows), seed=3)


def species_bridge(sites):
    """A company's animals at the first site, patients at the others."""
    model = models.SpeciesBridge(typical=(10.0, 1.0))
    rng = np.random.default_rng(5)
    weights = {"rat": 0.25, "dog": 10.0, "monkey": 5.0, "human": 65.0}
    kept = [(sites[0], one) for one in model.species] + [(site, "human") for site in sites[1:]]
    design = pl.DataFrame(
        [
            {"site": s, "species": one, "body_weight_kg": weights[one] * float(np.exp(rng.normal(0, 0.15)))}
            for s, one in kept
            for _ in range(24 if one == "human" else 12)
        ]
    )
    effects = dict(zip(sites, rng.normal(0, 0.2, len(sites)), strict=True))
    truth = {"typical": 9.0, "exponent": 0.7, "site_effect": effects, "sigma": (0.35, 0.2)}
    truth |= {"departure": {"rat": -0.1, "dog": 0.2, "monkey": -0.2, "human": 0.1}}
    return model, model.across(sites).simulate(truth, design, seed=3)


CASES = {
    "dose-toxicity": dose_toxicity,
    "survival": survival,
    "borrowing": borrowing,
    "population-pk": population_pk,
    "species-bridge": species_bridge,
}


def opened(folder, model, rows, sites):
    column = model.site_column
    path = write_study(folder, model, {s: rows.filter(pl.col(column) == s) for s in sites})
    for name in sites:
        rules = folder / name / "site.yml"
        rules.write_text(rules.read_text().replace("minimum_n: 20", "minimum_n: 10"))
        federation.Site(folder / name).approve(federation.card(model))
    return federation.open(path)


def flat(fit):
    names, draws = inference.scalars(fit.posterior)
    return dict(zip(names, draws.reshape(-1, len(names)).T, strict=True))


def accepted(case, sites, replicates, nuts):
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
        table = federation.compared(found, longest)
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
        control = federation.compared(preview, longest).filter(pl.col("variable") == "tau")
        z = float(control["mean_z"][0])
        tell(
            f"negative control, Laplace in {preview.receipt.rounds} rounds fails on tau (z)",
            f"{z:.1f}",
            abs(z) > LIMIT_SE,
        )
        tell("and is refused", preview.diagnosis.verdict, not preview.trusted)
        if nuts:
            for name in sites:  # tens of thousands of rounds: the people of the sites raise the budget
                rules = pathlib.Path(folder) / name / "site.yml"
                rules.write_text(rules.read_text().replace("budget: 2000000", "budget: 20000000"))
            study = federation.open(pathlib.Path(folder) / "study.yml")
            began = time.perf_counter()
            gradients = federation.fit(model, study, method="nuts", draws=500, chains=2)
            table = federation.compared(found, gradients)
            worst = max(float(table[c].abs().max()) for c in ("mean_z", "q05_z", "q50_z", "q95_z"))
            tell(
                f"against NUTS on summed gradients, {gradients.receipt.rounds:,} rounds in "
                f"{time.perf_counter() - began:.0f} s",
                f"{worst:.2f}",
                worst < LIMIT_SE,
            )
    return good


def rows_of(case, model, sites, truth, seed):
    """Rows of all sites from one draw of the prior."""
    design = CASES[case](sites)[1]
    whole, given = model.across(sites), {k: np.asarray(v) for k, v in truth.items()}
    if case == "dose-toxicity":
        plain = {name: given[name] for name in ("slope", "site_intercept")}
        return whole.simulate(plain, design.select("site", "dose"), seed=seed)
    if case == "survival":
        plain = {name: given[name] for name in ("log_hazard", "effect", "site_effect")}
        return whole.simulate(plain, design.select("site", "arm"), follow_up=24.0, seed=seed)
    if case == "population-pk":
        plain = {name: float(given[name]) for name in ("omega_CL", "omega_V", "sigma_log", "exponent")}
        plain |= {"CL": float(np.exp(given["log_CL"])), "V": float(np.exp(given["log_V"]))}
        effects = np.log(given["site_CL"]) - given["log_CL"]
        return whole.simulate(plain | {"site_effect": effects}, design.drop("DV"), seed=seed)
    if case == "species-bridge":
        plain = {"typical": float(np.exp(given["typical"])), "exponent": float(given["exponent"])}
        plain |= {"departure": dict(zip(["human", *model.species], given["departure"], strict=True))}
        plain |= {"site_effect": dict(zip(sites, given["tau"] * given["z"], strict=True))}
        return whole.simulate(plain | {"sigma": tuple(given["sigma"])}, design.drop("value"), seed=seed)
    rate = dict(zip(sites, 1 / (1 + np.exp(-given["theta"])), strict=True))
    uniform = np.random.default_rng(seed).uniform(size=design.height)
    likely = np.array([rate[one] for one in design["study"]])
    return design.with_columns(response=pl.Series((uniform < likely).astype(np.int64)))


def calibrated(case, sites, n, seed, pooled):
    """Simulation-based calibration of the federated fit; or of NUTS on the pooled rows of the same data."""
    model, rows = CASES[case](sites)
    prior = inference.prior_predictive(model.across(sites), rows, draws=n, seed=seed)["prior"].to_dataset()
    free = {
        "dose-toxicity": ["intercept", "log_slope", "tau", "z"],
        "survival": ["log_hazard", "effect", "tau", "z"],
        "borrowing": ["mu", "tau", "z", "z_new"],
        "population-pk": ["log_CL", "log_V", "tau", "z", "exponent", "omega_CL", "omega_V", "sigma_log"],
        "species-bridge": ["typical", "exponent", "upsilon", "d", "tau", "z", "sigma"],
    }[case]
    uncertified, used = 0, time.process_time()

    def refits():
        nonlocal uncertified
        for i in range(n):
            truth = {str(name): array.to_numpy()[0, i] for name, array in prior.items()}
            told = rows_of(case, model, sites, truth, n * (seed - 7) + i)
            if pooled:
                found = inference.fit(model.across(sites), told, seed=1000 + i, tune=500, **SETTINGS)
            else:
                with tempfile.TemporaryDirectory() as folder:
                    study = opened(pathlib.Path(folder), model, told, sites)
                    found = federation.fit(model, study, seed=1000 + i, **SETTINGS)
                uncertified += not found.receipt.certified
            yield truth, found.posterior[free], found.tree["sample_stats"].to_dataset()
            if (i + 1) % 20 == 0:
                print(f"  {i + 1} of {n}", flush=True)

    print(f"{case}, {len(sites)} sites, calibration over {n} data sets", flush=True)
    found = inference.calibrated(refits(), seed=7)
    for row in found.summary.iter_rows(named=True):
        print(f"       {row['variable']}: p {row['p_value']:.3f}")
    summary = found.summary
    worst = summary.sort("p_value").row(0, named=True)
    good = found.p_value > 0.01
    print(
        f"  {'ok  ' if good else 'FAIL'} {summary.height} scalars; worst {worst['variable']}: "
        f"{worst['distance']:.2f} band widths, p {worst['p_value']:.3f}, Bonferroni {found.p_value:.3f}; "
        f"{uncertified} not certified, {found.failed} not to be used; "
        f"{time.process_time() - used:.0f} s of processor time"
    )
    return good


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--model", choices=CASES)
    asked.add_argument("--sites", type=int, default=3)
    asked.add_argument("--replicates", type=int, default=10)
    asked.add_argument("--nuts", action="store_true")
    asked.add_argument("--calibrate", type=int, default=0)
    asked.add_argument("--seed", type=int, default=7, help="of the truths of a calibration")
    asked.add_argument("--pooled", action="store_true", help="calibrate NUTS on the pooled rows instead")
    given = asked.parse_args()
    sites = tuple(f"site-{i:02d}" for i in range(1, given.sites + 1))
    cases = [given.model] if given.model else list(CASES)
    if given.calibrate:
        results = [calibrated(case, sites, given.calibrate, given.seed, given.pooled) for case in cases]
    else:
        results = [accepted(case, sites, given.replicates, given.nuts) for case in cases]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()

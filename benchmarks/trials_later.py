"""Designs from phase II on: how long they take, beside peers; and a spot check of baskets by NUTS.

    python benchmarks/trials_later.py [--trials 10000] [--nuts]

CPU seconds of one worker, compilation left out. The peers' figures were measured with their packages on
a machine of the same kind.
"""

from __future__ import annotations

import argparse
import dataclasses

import numpy as np
import polars as pl
from _trial_cases import ADAPTR, ALIKE, BASKET, MIXED, NAMES, simulated, timed

from kai_workbench import trials
from kai_workbench.models import EXNEX


def told(what: str, seconds: float, beside: str) -> None:
    """One line of the table."""
    print(f"{what:<62}{seconds:>9.3f}  {beside}", flush=True)


def speeds(n: int) -> None:
    """The table."""
    print(f"{'CPU seconds':<62}{'here':>9}  beside")
    found, _, seconds = simulated(ADAPTR, ALIKE, n)
    told(f"RAR, 3 arms, up to 18 looks, {n:,} trials", seconds, "adaptr about 400 for 10,000; goal 5")
    for name, theirs in (("patients", 1749.6), ("superiority", 0.048), ("equivalence", 0.381)):
        one = found.measure(name)
        print(f"    {name:<20}{one.value:>10.4f} ({one.mcse:.4f})   adaptr, 1,000 trials: {theirs}")
    told(f"EXNEX, 6 baskets, 2 looks, {n:,} trials", simulated(BASKET, MIXED, n)[2], "goal 60")
    fresh = dataclasses.replace(BASKET, futility=0.11)
    anew = timed(lambda: trials.simulate(fresh, MIXED, n_trials=n, workers=1))[2]
    told("    the same with its tables made anew", anew, "")
    for label, make in (
        ("Simon, optimal and admissible, up to 100 patients", simon),
        ("BOP2, 2,079 pairs of the grid, exact", bop2),
        ("group sequential, 5 looks, spending on both sides", sequential),
        ("Bayesian sequential, 2 × 100, 5 looks, exact", bayesian),
        ("Goldilocks, 2 × 100, 3 looks, exact", goldilocks),
        ("MAMS, 3 treatments, 2 stages, bounds and patients", mams),
        ("MCP-Mod, 4 shapes: critical value", mcp_mod),
    ):
        told(label, timed(make)[2], "")


def simon() -> object:
    return trials.SimonTwoStage.admissible(null_rate=0.1, target_rate=0.3)


def bop2() -> object:
    return trials.BOP2.optimise(null_rate=0.2, target_rate=0.4, looks=(10, 15, 20, 25, 30, 35, 40))


def sequential() -> object:
    spending = trials.HwangShihDeCani
    return trials.GroupSequential(
        information=(0.2, 0.4, 0.6, 0.8, 1.0), efficacy=spending(-4), futility=spending(-2)
    ).decision_table()


def bayesian() -> object:
    design = trials.BayesianSequentialBinary(looks=(20, 40, 60, 80, 100), futility=0.05)
    return trials.simulate(design, trials.BinaryScenario("target", (0.3, 0.5)))


def goldilocks() -> object:
    design = trials.Goldilocks(enrolled=(50, 65, 80), observed=(30, 45, 60), patients=100)
    return trials.simulate(design, trials.BinaryScenario("target", (0.3, 0.5)))


def mams() -> object:
    return trials.MAMS(arms=3, treatment=(1, 2), futility=(0.0,)).patients


def mcp_mod() -> object:
    shapes = [trials.DoseShape(*one) for one in SHAPES]
    doses = (0, 0.05, 0.2, 0.6, 1)
    return trials.MCPMod(doses=doses, shapes=tuple(shapes), patients=(20,) * 5).critical_value


SHAPES = (("emax", (0.2,)), ("linear",), ("exponential", (0.279,)), ("quadratic", (-0.854,)))


def nuts() -> None:
    """The integrals of a basket trial beside the sampler's posterior of the same model and data."""
    from kai_workbench import inference

    n, r = [20, 20, 20, 10, 20, 20], [4, 5, 9, 0, 2, 7]
    model = EXNEX()
    data = pl.DataFrame({"stratum": NAMES, "n": n, "r": r})
    fit = inference.fit(model, data, draws=1500, tune=1000, target_accept=0.95)
    rate = model.predict(fit)
    found = BASKET.posterior(data.rename({"stratum": "basket"}))
    print(f"{'basket':<10}{'mean':>10}{'NUTS':>10}{'P(> .15)':>12}{'NUTS':>10}")
    for row, draws in zip(found.iter_rows(named=True), rate.to_numpy(), strict=True):
        sampled = np.mean(draws), np.mean(draws > 0.15)
        print(
            f"{row['basket']:<10}{row['mean']:>10.4f}{sampled[0]:>10.4f}{row['probability']:>12.4f}{sampled[1]:>10.4f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--nuts", action="store_true")
    asked = parser.parse_args()
    speeds(asked.trials)
    if asked.nuts:
        nuts()

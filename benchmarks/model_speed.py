"""Seconds to a posterior of each model, and effective draws a second beside PyMC's own sampler.

python benchmarks/model_speed.py [--cases map-prior population-pk] [--draws 1000]

For each model, on four chains and the cores there are: cold (a fresh process, nothing kept), second
(a fresh process that finds compiled code, with a new seed), refit (the same process, a new seed). Then
the same graph, ``model.build(data)``, under ``pm.sample(nuts_sampler="pymc")`` with PyMC's defaults, in a
process of its own. ESS is the smallest bulk value of all scalars; ESS/s is per second of sampling with its
warm-up, without compiling; "whole" is cold to first posterior against PyMC's whole call.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

from _speed_cases import CASES

if TYPE_CHECKING:
    from kai_workbench import inference


def ours(case: str, draws: int) -> dict[str, float]:
    """First call of this process, then a second one with another seed."""
    begun = time.perf_counter()
    from kai_workbench import inference

    model, data = CASES[case]()
    seed = int(os.environ["SEED"])
    inference.fit(model, data, draws=draws, seed=seed, target_accept=0.9, cache=False)
    whole = time.perf_counter() - begun
    begun = time.perf_counter()
    again = inference.fit(model, data, draws=draws, seed=seed + 1, target_accept=0.9, cache=False)
    return {
        "whole": whole,
        "refit": time.perf_counter() - begun,
        "sample": again.timings["sample"],
        "ess": _least(again.diagnosis),
        "divergences": again.diagnosis.divergences,
    }


def _least(diagnosis: inference.Diagnosis) -> float:
    """Smallest bulk ESS of all scalars that vary."""
    return min(one for one in diagnosis.columns["ess_bulk"] if math.isfinite(one))


def plain(case: str, draws: int) -> dict[str, float]:
    """PyMC's default sampler on the same graph."""
    begun = time.perf_counter()
    import pymc as pm

    from kai_workbench import inference

    model, data = CASES[case]()
    with model.build(data):
        tree = pm.sample(
            draws=draws,
            tune=1000,
            chains=4,
            cores=min(4, os.cpu_count() or 1),
            nuts_sampler="pymc",
            target_accept=0.9,
            random_seed=1,
            progressbar=False,
            compute_convergence_checks=False,
        )
    whole = time.perf_counter() - begun
    found = inference.diagnose(tree["posterior"].to_dataset(), tree["sample_stats"].to_dataset())
    return {
        "whole": whole,
        "sample": float(tree["posterior"].attrs.get("sampling_time", whole)),
        "ess": _least(found),
        "divergences": found.divergences,
    }


def run(side: str, case: str, draws: int, cache: str, seed: int) -> dict[str, float]:
    environment = os.environ | {"KAI_CACHE_DIR": cache, "SEED": str(seed)}
    command = [sys.executable, __file__, "--side", side, "--cases", case, "--draws", str(draws)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        sys.exit(f"{side}, {case}:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--side", choices=["ours", "plain"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        print(json.dumps((ours if given.side == "ours" else plain)(given.cases[0], given.draws)))
        return
    head = ("model", "cold s", "second s", "refit s", "ESS", "ESS/s", "PyMC s", "ESS", "ESS/s", "ratio")
    print(("{:<20}" + "{:>9}" * 9).format(*head))
    missed = []
    for case in given.cases:
        with tempfile.TemporaryDirectory() as cache:
            cold = run("ours", case, given.draws, cache, 11)
            second = run("ours", case, given.draws, cache, 21)
        other = run("plain", case, given.draws, cache, 1)
        rates = [one["ess"] / one["sample"] for one in (second, other)]
        ratio = rates[0] / rates[1]
        numbers = (cold["whole"], second["whole"], second["refit"], second["ess"], rates[0])
        theirs = (other["whole"], other["ess"], rates[1], ratio)
        print(f"{case:<20}" + "".join(f"{one:>9.3g}" for one in (*numbers, *theirs)), flush=True)
        for name, one in (("ours", second), ("PyMC", other)):
            if one["divergences"]:
                print(f"  {name}: {one['divergences']:.0f} divergent")
        if ratio < 2:
            missed.append(case)
    print(
        "goal, at least twice the effective draws a second:",
        "MISSED by " + ", ".join(missed) if missed else "met",
    )


if __name__ == "__main__":
    main()

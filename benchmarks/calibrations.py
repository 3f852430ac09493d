"""Which models find again what their priors made: simulation-based calibration of every sampled model.

    python benchmarks/calibrations.py [--models SteinFojo Claret] [--simulations 100] [--seed N]
        [--folder build/calibrations] [--picture FILE.svg]

Parameters are drawn from the priors, data from the parameters, and the model is fitted to each data set; the
ranks of the truth among the draws must be uniform (Talts et al. 2018). A model is compiled once and takes new
data a hundred times. Designs are small, and chains short and thinned: what is asked is whether density,
gradient and sampler are right. The ranks of each model are kept in the folder; ``--picture`` draws all that
lie there.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import pathlib
import time

from _calibration_cases import CASES, Case

from kai_workbench import charts, inference


def calibrated(case: Case, *, simulations: int, seed: int) -> inference.Calibration:
    return inference.calibrate(
        case.model,
        case.data,
        n=simulations,
        seed=seed,
        simulate=case.simulate,
        variables=case.variables,
        **case.settings,
    )


def told(name: str, found: inference.Calibration, seconds: float) -> str:
    """One line of the table in the docs."""
    summary = found.summary
    outside = summary.filter(~summary["uniform"])["variable"].to_list()
    reasons = "".join(f", {code} {n}" for code, n in sorted(found.reasons.items()))
    return (
        f"{name}: {found.n} simulations, p {found.p_value:.3f}, {len(outside)} of "
        f"{summary.height} numbers outside their band {outside}, {found.failed} fits "
        f"failed{reasons}, {found.short} short, {seconds:.0f} s of processor time"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", nargs="*", choices=list(CASES), default=list(CASES))
    parser.add_argument("--simulations", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("build/calibrations"))
    parser.add_argument("--picture", type=pathlib.Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for name in given.models:
        began = time.process_time()
        found = calibrated(CASES[name](), simulations=given.simulations, seed=given.seed)
        print(told(name, found, time.process_time() - began), flush=True)
        (given.folder / f"{name}.json").write_text(json.dumps(dataclasses.asdict(found)))
    if given.picture:
        kept = {path.stem: json.loads(path.read_text()) for path in sorted(given.folder.glob("*.json"))}
        charts.rank_ecdf({name: inference.Calibration(**one) for name, one in kept.items()}).save(
            given.picture
        )


if __name__ == "__main__":
    main()

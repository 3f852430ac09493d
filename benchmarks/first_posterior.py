"""Seconds from the call to the posterior, beside plain nutpie in the same run.

    python benchmarks/first_posterior.py [--repeats 3] [--model cross-species]

Every number is a call in a process of its own, which has loaded numpy, the model and the data and
nothing else: imports are part of the wait. `cold` starts with empty cache folders (ours, PyTensor's,
numba's); `second` is another process with what the cold one kept; `prior` and `data` are refits in
that process. Rows of `cached fit` have no counterpart in nutpie.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
STEPS = {
    "cold": "cold, fresh process",
    "second": "second fresh process",
    "prior": "refit, moved prior",
    "data": "refit, new data",
    "cached": "cached fit, fresh process (xarray loaded)",
    "cached-bare": "cached fit, fresh process (nothing loaded)",
}
GOALS = {"cold": 20.0, "second": 3.0, "prior": 1.0, "data": 1.0, "cached": 0.3}


def measure(engine: str, step: str, model: str, dataset: str, folder: pathlib.Path) -> dict[str, float]:
    """Seconds of the calls of one process."""
    environment = os.environ | {
        "KAI_CACHE_DIR": str(folder / "kai"),
        "PYTENSOR_FLAGS": f"base_compiledir={folder / 'pytensor'}",
        "NUMBA_CACHE_DIR": str(folder / "numba"),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "_first_posterior_case.py"), engine, step, dataset, model],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def run(model: str, dataset: str, repeats: int) -> dict[str, dict[str, list[float]]]:
    """Seconds by engine and step."""
    found: dict[str, dict[str, list[float]]] = {"kai": {}, "nutpie": {}}
    with tempfile.TemporaryDirectory() as base:
        for engine, steps in found.items():
            plan = ["cold"] + ["second"] * repeats
            if engine == "kai":
                plan += ["cached", "cached-bare"] * repeats
            for step in plan:
                print(f"  {model}: {engine}, {step} ...", file=sys.stderr, flush=True)
                times = measure(engine, step, model, dataset, pathlib.Path(base) / engine)
                for name, seconds in times.items():
                    steps.setdefault(name, []).append(seconds)
    return found


def table(model: str, found: dict[str, dict[str, list[float]]]) -> str:
    """Median (least) seconds, how many times faster than nutpie, and the goal."""
    lines = [f"{model:44}{'KAI Workbench':>18}{'nutpie alone':>18}{'ratio':>8}{'goal':>6}"]
    for step, title in STEPS.items():
        own, plain = found["kai"].get(step), found["nutpie"].get(step)
        if not own:
            continue
        ratio = f"{statistics.median(plain) / statistics.median(own):.1f}" if plain else "-"
        goal = f"{GOALS[step]:>6g}" if step in GOALS else f"{'':6}"
        missed = "  MISSED" * (step in missed_goals(found))
        lines.append(f"  {title:42}{_seconds(own):>18}{_seconds(plain):>18}{ratio:>8}{goal}{missed}")
    return "\n".join(lines)


def missed_goals(found: dict[str, dict[str, list[float]]]) -> list[str]:
    """Steps whose median took longer than the goal."""
    return [step for step, goal in GOALS.items() if statistics.median(found["kai"].get(step, [0])) > goal]


def _seconds(times: list[float] | None) -> str:
    return f"{statistics.median(times):.2f} ({min(times):.2f})" if times else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--model", choices=["cross-species", "one-compartment"], action="append")
    parser.add_argument("--dataset", default="", help="pk_animal_human (default if it is here) or kai-101")
    chosen = parser.parse_args()
    dataset = chosen.dataset or ("pk_animal_human" if os.environ.get("KAI_DATA_MIRROR") else "kai-101")
    print(f"draws 1000, tune 500, 4 chains, {os.cpu_count()} cores; data {dataset}; median (least) seconds")
    missed = []
    for model in chosen.model or ["cross-species", "one-compartment"]:
        found = run(model, dataset, chosen.repeats)
        print(table(model, found), flush=True)
        missed += [f"{model}, {STEPS[step]}" for step in missed_goals(found)]
    if missed:
        sys.exit(f"Slower than the goal: {'; '.join(missed)}. Is the machine busy with something else?")


if __name__ == "__main__":
    main()

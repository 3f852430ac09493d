"""What ``make bench`` does: runs the programs of ``programs.toml``, and tells how they ended.

    python benchmarks/_bench.py [--all] [--list] [PROGRAM ...]

Without a name, those with a short run: accuracy, speed, and what is held against published references.
``--all`` is every program in full, with the calibrations by simulation, which take hours. A program that is
named runs in short if it has a short run, in full with ``--all``. What each prints is kept in
``build/bench/PROGRAM.txt`` too, and its seconds in ``build/bench/seconds.json`` for the next time.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
KEPT = HERE.parent / "build" / "bench"
TIMES = KEPT / "seconds.json"


@dataclasses.dataclass(frozen=True)
class Run:
    """One program with the arguments it is given."""

    name: str
    shows: str
    arguments: tuple[str, ...]
    needs: tuple[str, ...]
    seconds: float | None

    @property
    def call(self) -> str:
        """As it is typed after ``python benchmarks/``."""
        return " ".join((f"{self.name}.py", *self.arguments))

    @property
    def lacks(self) -> str:
        """What it needs and is not here, or nothing."""
        for need in self.needs:
            if need == "mirror":
                if not pathlib.Path(os.environ.get("KAI_DATA_MIRROR") or "nowhere").is_dir():
                    return "KAI_DATA_MIRROR, a folder that holds the catalog's upstream files"
            elif need == "chromium":
                from kai_workbench.cli._browser import chromium

                if chromium() is None:
                    return "a Chromium (make browser)"
            elif importlib.util.find_spec(need) is None:
                return f"the package {need}"
        return ""


def planned(names: list[str], *, whole: bool) -> list[Run]:
    """The runs that are asked for, in the order of the plan."""
    plan = tomllib.loads((HERE / "programs.toml").read_text())
    if unknown := [name for name in names if name not in plan]:
        sys.exit(f"No such program: {', '.join(unknown)}. There are: {', '.join(plan)}.")
    here = json.loads(TIMES.read_text()) if TIMES.is_file() else {}
    runs = []
    for name, told in plan.items():
        if name not in names if names else not (whole or "short" in told):
            continue
        how = "whole" if whole or "short" not in told else "short"
        if how == "whole" and "short" in told and told.get("whole", "") == told["short"]:
            how = "short"  # the same run, whose seconds are known
        run = Run(
            name=name,
            shows=told["shows"],
            arguments=tuple(told.get(how, "").split()),
            needs=tuple(told.get("needs", ())),
            seconds=told.get(f"{how}_seconds"),
        )
        runs.append(dataclasses.replace(run, seconds=here.get(run.call, run.seconds)))
    return runs


def spoken(seconds: float | None) -> str:
    """Seconds as a person says them."""
    if seconds is None:
        return "not measured"
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def announced(runs: list[Run]) -> None:
    """What will run, and how long each took when last measured."""
    for run in runs:
        print(f"{run.name:<26}{spoken(run.seconds):>13}  {run.shows}", flush=True)
    known, unknown = sum(run.seconds or 0 for run in runs), sum(run.seconds is None for run in runs)
    told = f"at least {spoken(known)}, {unknown} not measured yet" if unknown else spoken(known)
    print(f"{len(runs)} programs, {told}", flush=True)


def ended(run: Run) -> int:
    """Run it, showing and keeping what it prints; its exit code."""
    print(f"\n== {run.call}", flush=True)
    began = time.perf_counter()
    with (
        (KEPT / f"{run.name}.txt").open("w") as file,
        subprocess.Popen(
            [sys.executable, HERE / f"{run.name}.py", *run.arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=HERE.parent,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        ) as process,
    ):
        for line in process.stdout or ():
            print(line, end="", flush=True)
            file.write(line)
    seconds = round(time.perf_counter() - began, 1)
    print(f"-- {run.name}: {spoken(seconds)}, exit code {process.returncode}", flush=True)
    if process.returncode == 0:
        times = json.loads(TIMES.read_text()) if TIMES.is_file() else {}
        TIMES.write_text(json.dumps(times | {run.call: seconds}, indent=1) + "\n")
    return process.returncode


def main() -> None:
    """Run what is asked for; the exit code is 1 where a program failed or missed what it requires."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("program", nargs="*")
    asked.add_argument("--all", action="store_true", help="every program in full; hours")
    asked.add_argument("--list", action="store_true", help="only tell what would run")
    given = asked.parse_args()
    runs = planned(given.program, whole=given.all)
    announced(runs)
    if given.list:
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    failed, left_out = [], []
    try:
        for run in runs:
            if run.lacks:
                print(f"\n== {run.name}: left out, it needs {run.lacks}", flush=True)
                left_out.append(run.name)
            elif ended(run):
                failed.append(run.name)
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    print(f"\n{len(runs) - len(failed) - len(left_out)} of {len(runs)} ended well.")
    if left_out:
        print(f"Left out, for want of what they need: {', '.join(left_out)}")
    if failed:
        sys.exit(f"Ended with an error, or missed what is required: {', '.join(failed)}")
    if given.program and left_out:
        sys.exit(1)


if __name__ == "__main__":
    main()

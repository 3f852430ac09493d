"""What the federation costs over a network: server and sites as processes on this machine, mutual TLS.

Prints, beside each goal, what was measured: seconds until the fleet is ready, milliseconds a round of 4,000
draws, seconds of one call of ``federation.fit``, MB held by each process; and whether the draws are those of
one process. Needs the extra ``federation``.

    python benchmarks/federation_processes.py [--sites 3] [--calls 2]
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
import tempfile
import time

import numpy as np

from kai_workbench import federation
from kai_workbench.federation._demonstration import MODEL, STUDY, demonstration

ROUND_MS, CALL_S, MEMORY_MB = 60, 20, 400
FROM, TO = 5, 30  # rounds between which processor time is counted


def spent(fleet):
    """Seconds of processor time so far: of this process, and of each party's."""
    found = {"this process": time.process_time()}
    for name in ("server", *fleet.folders):
        times = [one.cpu_times() for one in fleet.tree(name)]
        found[name] = sum(one.user + one.system for one in times)
    return found


def measured(base, n, calls):
    path = demonstration(base, sites=n)
    here = federation.open(path)
    for name in here.sites:
        federation.Site(base / name).approve(federation.card(MODEL))
    began = time.perf_counter()
    alone = federation.fit(MODEL, here)
    first = time.perf_counter() - began
    began = time.perf_counter()
    alone = federation.fit(MODEL, here)
    again = time.perf_counter() - began
    print(
        f"one process, {n} sites: first call {first:.1f} s, second {again:.1f} s, "
        f"{alone.receipt.rounds} rounds of {1e3 * alone.receipt.round_seconds:.0f} ms"
    )

    began = time.perf_counter()
    kits = federation.provision(base / "kits", study=STUDY, sites=here.sites, port=0)
    print(f"kits: {time.perf_counter() - began:.1f} s")
    fleet = federation.fleet(base / "kits", {name: base / name for name in here.sites})
    good = True

    def tell(what, value, goal, unit):
        nonlocal good
        good &= value <= goal
        print(f"  {'ok  ' if value <= goal else 'OVER'} {what}: {value:.0f} {unit} (goal {goal} {unit})")

    memory, times, used = {}, [], {}

    def watch(step):
        rounds = step.rounds
        times.append(time.perf_counter())
        if rounds in (FROM, TO):
            used[rounds] = spent(fleet)
        if rounds % 25 == 0:
            for name, held in fleet.memory().items():
                memory[name] = max(memory.get(name, 0.0), *held)

    try:
        began = time.perf_counter()
        fleet.start()
        fleet.ready()
        print(f"fleet ready: {time.perf_counter() - began:.1f} s")
        study = federation.open(kits.study)
        for call in range(1, calls + 1):
            times.clear()
            began = time.perf_counter()
            found = federation.fit(MODEL, study, progress=watch)
            seconds = time.perf_counter() - began
            receipt = found.receipt
            print(
                f"call {call}: first answer after {times[0] - began:.1f} s, {receipt.rounds} rounds in "
                f"{times[-1] - times[0]:.1f} s, load of the machine {os.getloadavg()[0]:.1f}"
            )
            each = {name: 1e3 * (used[TO][name] - used[FROM][name]) / (TO - FROM) for name in used[TO]}
            told = ", ".join(f"{name} {value:.0f}" for name, value in each.items())
            print(f"  processor time a round, ms: {told}; together {sum(each.values()):.0f}")
            tell("one call", seconds, CALL_S, "s")
            tell("a round of 4,000 draws", 1e3 * receipt.round_seconds, ROUND_MS, "ms")
        for name, held in memory.items():
            tell(f"largest process of {name}", held, MEMORY_MB, "MB")
    finally:
        fleet.stop()
    off = max(
        float(np.abs(found.posterior[name] - alone.posterior[name]).max())
        for name in alone.posterior.data_vars
    )
    tell("largest difference from the draws of one process", off, 0.0, "")
    return good


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--sites", type=int, default=3)
    asked.add_argument("--calls", type=int, default=2)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(0 if measured(pathlib.Path(folder), given.sites, given.calls) else 1)


if __name__ == "__main__":
    main()

"""How fast, and in how much memory, all SEND studies of the mirror are read; pyreadstat to pandas beside it.

    KAI_DATA_MIRROR=... python benchmarks/send_reading.py [rounds]

Times are taken in pairs, one after the other in the same process, after one round that warms the files and
the libraries; the median of the rounds is told, and the processor time beside it, which a busy machine
spoils less. Memory is the most that a fresh process holds above what
it held after its imports, while it reads all studies and keeps every frame.
"""

from __future__ import annotations

import gc
import os
import pathlib
import statistics
import subprocess
import sys
import time


def folders() -> list[pathlib.Path]:
    root = pathlib.Path(os.environ["KAI_DATA_MIRROR"]) / "send"
    return [path for path in sorted(root.iterdir()) if path.is_dir()]


def ours() -> list[object]:
    from kai_workbench import standards

    studies = [standards.open_study(folder) for folder in folders()]
    return [study.frame(name) for study in studies for name in study.domains]


def theirs() -> list[object]:
    import pyreadstat

    read = []
    for folder in folders():
        for file in sorted(folder.iterdir()):
            if file.suffix.lower() != ".xpt":
                continue
            try:
                read.append(pyreadstat.read_xport(file)[0])
            except UnicodeDecodeError:
                read.append(pyreadstat.read_xport(file, encoding="windows-1252")[0])
    return read


READERS = {"ours": ours, "pyreadstat": theirs}


def peak() -> int:
    """Most memory held by this process so far, in bytes."""
    # The high-water mark of this program alone; ru_maxrss counts that of its parent too.
    told = pathlib.Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def held(name: str) -> float:
    """Memory of one reader in a process of its own."""
    command = [sys.executable, __file__, "--memory", name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def memory_of(name: str) -> None:
    import pandas as pd  # noqa: F401
    import polars as pl
    import polars_readstat  # noqa: F401
    import pyreadstat  # noqa: F401

    from kai_workbench import standards  # noqa: F401

    pl.DataFrame({"a": [1.0]}).lazy().select("a").collect()
    before = peak()
    kept = READERS[name]()
    print(peak() - before)
    del kept


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    files = [file for folder in folders() for file in folder.iterdir() if file.suffix.lower() == ".xpt"]
    size = sum(file.stat().st_size for file in files)
    print(f"{len(folders())} studies, {len(files)} files, {size / 1e6:.1f} MB")
    taken: dict[str, list[float]] = {name: [] for name in READERS}
    worked: dict[str, list[float]] = {name: [] for name in READERS}
    for _ in range(rounds + 1):
        for name, read in READERS.items():
            gc.collect()
            start, cpu = time.perf_counter(), time.process_time()
            read()
            taken[name].append(time.perf_counter() - start)
            worked[name].append(time.process_time() - cpu)
    for name in READERS:
        most = held(name)
        seconds, cpu = statistics.median(taken[name][1:]), statistics.median(worked[name][1:])
        print(
            f"{name}: {seconds:.2f} s, processor {cpu:.2f} s, {most / 1e6:.0f} MB ({most / size:.1f} x files)"
        )
    for word, times in (("time", taken), ("processor time", worked)):
        ratios = [b / a for a, b in zip(times["ours"][1:], times["pyreadstat"][1:], strict=True)]
        middle, low, high = statistics.median(ratios), min(ratios), max(ratios)
        print(f"{word}, pairwise ratio: {middle:.1f} (from {low:.1f} to {high:.1f})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        memory_of(sys.argv[2])
    else:
        main()

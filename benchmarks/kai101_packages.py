"""Seconds that the studies of KAI-101 take to make and to write, and the speed of the writers.

Run ``python benchmarks/kai101_packages.py``. Times are of this process (CPU), so that other work on
the machine does not count.
"""

from __future__ import annotations

import pathlib
import tempfile
import time

import numpy as np
import polars as pl

from kai_workbench import catalog, standards

ROWS = 500_000


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        start = time.process_time()
        for study in catalog.KAI101_STUDIES:
            catalog.kai101_study(study)
        made = time.process_time()
        for study in catalog.KAI101_STUDIES:
            standards.write_kai101(study, folder / study)
        written = time.process_time()
        size = sum(path.stat().st_size for path in folder.rglob("*.*") if path.is_file()) / 1e6
        print(f"six studies made in {made - start:.2f} s, written in {written - made:.2f} s ({size:.1f} MB)")
        stream = np.random.default_rng(1)
        table = pl.DataFrame(
            {
                "USUBJID": [f"STUDY-{i:06d}" for i in range(ROWS)],
                "LBTESTCD": ["ALT", "NEUT"] * (ROWS // 2),
                "LBSTRESN": stream.lognormal(size=ROWS),
                "LBDY": stream.integers(1, 400, size=ROWS),
            }
        )
        for form in ("xpt5", "ndjson", "dsjc"):
            start = time.process_time()
            (path,) = standards.write_study({"LB": table}, folder, format=form).values()
            seconds = time.process_time() - start
            print(f"{form}: {ROWS:,} rows in {seconds:.2f} s, {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()

"""Time of the non-compartmental analysis of many curves at once, and of one curve after the other.

    python benchmarks/nca.py [--curves 10000] [--naive 500] [--rounds 5]

The curves are drawn from a one-compartment model by mouth with noise, 12 samples each, the last ones partly
below the limit. The naive loop is the textbook written down: for one curve, in Python and numpy,
linear-up/log-down area, best adjusted R2 over the last samples, half-life. It is timed on a part of the
curves (its time grows with their number), in turns with ours; both must tell the same areas and half-lives.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time

import numpy as np
import polars as pl

from kai_workbench import linkage

TIMES = np.array([0, 0.25, 0.5, 1, 1.5, 2, 4, 6, 8, 12, 18, 24])
LIMIT = 0.05


def samples(count):
    """Concentrations of so many curves after a dose of 10 mg/kg; ng/mL."""
    rng = np.random.default_rng(20260101)
    clearance = 0.5 * np.exp(rng.normal(0, 0.3, count))[:, None]
    volume = 2.0 * np.exp(rng.normal(0, 0.2, count))[:, None]
    absorption = 1.5 * np.exp(rng.normal(0, 0.3, count))[:, None]
    rate = clearance / volume
    shape = np.exp(-rate * TIMES) - np.exp(-absorption * TIMES)
    curve = 10 / volume * absorption / (absorption - rate) * shape * np.exp(rng.normal(0, 0.05, (count, 12)))
    curve[curve < LIMIT] = 0
    return pl.DataFrame(
        {
            "curve": np.repeat(np.arange(count), len(TIMES)),
            "time": np.tile(TIMES, count),
            "concentration": curve.ravel(),
        }
    )


def one_curve(time_, concentration):
    """Area to the last measurable sample, half-life, area to infinity; the textbook's way."""
    seen = np.flatnonzero(concentration > 0)
    # Before the first measurable one a sample below the limit is 0, later it is left out, as ours.
    kept = (concentration > 0) | (np.arange(len(time_)) < seen[0])
    t, c = time_[kept], concentration[kept]
    area = 0.0
    for i in range(1, len(t)):
        step = t[i] - t[i - 1]
        if 0 < c[i] < c[i - 1]:
            area += step * (c[i - 1] - c[i]) / math.log(c[i - 1] / c[i])
        else:
            area += step * (c[i] + c[i - 1]) / 2
    peak = int(np.argmax(c))
    fits = []
    for first in range(len(t) - 3, peak, -1):
        x, y = t[first:], np.log(c[first:])
        slope, intercept = np.polyfit(x, y, 1)
        residual = float(((y - slope * x - intercept) ** 2).sum())
        r2 = 1 - residual / float(((y - y.mean()) ** 2).sum())
        if slope < 0:
            fits.append((1 - (1 - r2) * (len(x) - 1) / (len(x) - 2), len(x), -slope))
    # Of those as good as the best to 1e-4, the one with most samples.
    good = [fit for fit in fits if fit[0] > max(fits)[0] - 1e-4]
    half_life = math.log(2) / max(good, key=lambda fit: fit[1])[2] if good else math.nan
    return area, half_life


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--curves", type=int, default=10_000)
    parser.add_argument("--naive", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    table = samples(chosen.curves)
    part = table.filter(pl.col("curve") < chosen.naive)
    linkage.nca(part, by=["curve"], dose=10.0)  # warms the libraries
    ours, theirs, ratios = [], [], []
    for _ in range(chosen.rounds):
        began = time.perf_counter()
        told = linkage.nca(table, by=["curve"], dose=10.0)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        naive = [
            one_curve(one["time"].to_numpy(), one["concentration"].to_numpy())
            for _, one in part.group_by("curve", maintain_order=True)
        ]
        theirs.append((time.perf_counter() - began) * chosen.curves / chosen.naive)
        ratios.append(theirs[-1] / ours[-1])
    mine = told.parameters.sort("curve").head(chosen.naive)
    area = np.array([one[0] for one in naive])
    half = np.array([one[1] for one in naive])
    same_area = float(np.max(np.abs(mine["auc_last"].to_numpy() / area - 1)))
    same_half = float(np.mean(np.abs(mine["half_life"].to_numpy() / half - 1) < 1e-6))
    print(f"{chosen.curves:,} curves of {len(TIMES)} samples, median of {chosen.rounds} rounds")
    print(f"  all at once: {statistics.median(ours):.2f} s")
    print(f"  one by one:  {statistics.median(theirs):.1f} s (from {chosen.naive} curves)")
    print(f"  ratio {statistics.median(ratios):.0f} ({min(ratios):.0f} to {max(ratios):.0f})")
    print(f"  largest difference of an area {same_area:.1e}; half-lives the same for {same_half:.1%}")


if __name__ == "__main__":
    main()

"""Weights over sites: is one step a round the pooled optimum, and what does a vector of a million cost?

python benchmarks/federation_weights.py [--weights 1000000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import dataclasses
import pathlib
import sys
import tempfile
import time
from typing import ClassVar

import numpy as np
import polars as pl
import scipy

from kai_workbench import federation
from kai_workbench.federation._demonstration import write_study

SITES = ("Seoul", "Busan", "Daejeon")
LIMIT = 1e-6


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wide:
    """Least squares on as many features as wanted, of which a row has one: what a vector costs."""

    name: ClassVar[str] = "wide"
    version: ClassVar[int] = 1
    site_column: ClassVar[str] = "site"
    weights: int = 1_000_000
    penalty: float = 0.0

    @property
    def row_columns(self):
        return {"feature": "whole", "outcome": "number"}

    @property
    def size(self):
        return self.weights

    def across(self, sites):  # noqa: ARG002
        return self

    def structure(self):
        return ()

    def gradient(self, weights, rows):
        at = rows["feature"].to_numpy()
        return np.bincount(at, weights[at] - rows["outcome"].to_numpy(), minlength=self.weights)

    def gradients(self, weights, rows):
        raise NotImplementedError("rounds without noise only")


def opened(folder, learner, parts):
    path = write_study(folder, learner, parts)
    for name in parts:
        rules = folder / name / "site.yml"
        rules.write_text(rules.read_text() + "weight_rounds: 1000\n")
        federation.Site(folder / name).approve(federation.card(learner))
    return federation.open(path)


def pooled(x, y, penalty):
    def loss(w):
        return np.mean(np.logaddexp(0, x @ w) - y * (x @ w)) + penalty / 2 * w @ w

    return scipy.optimize.minimize(loss, np.zeros(x.shape[1]), tol=1e-14, options={"gtol": 1e-10}).x


def convex(folder):
    rng, parts = np.random.default_rng(0), {}
    learner = federation.LogisticWeights(features=("a", "b", "c"))
    for k, site in enumerate(SITES):
        x = rng.normal(0.5 * (k - 1), 1.0, (80 + 40 * k, 3))
        likely = scipy.special.expit(x @ [1.0, -0.5, 0.2] - 0.3)
        columns = dict(zip("abc", x.T, strict=True))
        parts[site] = pl.DataFrame(columns | {"outcome": rng.binomial(1, likely)})
    study = opened(folder, learner, parts)
    rows = pl.concat(parts.values())
    x = np.column_stack([np.ones(rows.height), rows.select("a", "b", "c").to_numpy()])
    best = pooled(x, rows["outcome"].to_numpy(), learner.penalty)
    good = True
    for what, how in (
        ("one step a round", {"rounds": 300, "rate": 2.0, "enough": 1e-9}),
        ("FedAvg, 10 steps", {"rounds": 100, "steps": 10, "rate": 1.0}),
        ("FedProx 1, 10 steps", {"rounds": 100, "steps": 10, "rate": 1.0, "prox": 1.0}),
        ("noise 20, clip 1", {"rounds": 30, "rate": 2.0, "clip": 1.0, "noise": 20.0}),
    ):
        found = federation.learn(learner, study, **how)
        off = float(np.abs(found.weights - best).max())
        if what.startswith("one"):
            good = off < LIMIT
        private = found.receipt.details.get("privacy", {}).get("epsilon", "")
        told = f", epsilon {private}" if private else ""
        print(f"  {what}: {len(found.moved)} rounds, largest difference from pooled {off:.1e}{told}")
    return good


def wide(folder, weights, rounds):
    rng = np.random.default_rng(0)
    parts = {
        s: pl.DataFrame({"feature": rng.integers(0, weights, 1000), "outcome": rng.normal(size=1000)})
        for s in SITES
    }
    study = opened(folder, Wide(weights=weights), parts)
    used, began = time.process_time(), time.perf_counter()
    found = federation.learn(Wide(weights=weights), study, rounds=rounds)
    used, seconds = time.process_time() - used, time.perf_counter() - began
    print(
        f"  {weights:,} weights, {len(SITES)} sites: a round "
        f"{1e3 * found.receipt.round_seconds:.0f} ms by the clock, "
        f"{1e3 * used / rounds:.0f} ms of processor time ({seconds:.1f} s in all), "
        f"{found.receipt.left['Seoul']['bytes'] / rounds / 1e6:.0f} MB from each site"
    )


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--weights", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        good = convex(pathlib.Path(folder) / "convex")
        wide(pathlib.Path(folder) / "wide", given.weights, given.rounds)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

"""Designs of simulated studies."""

import numpy as np
import polars as pl


def study(subjects, times, *, amount=100.0, rate=0.0, lloq=None, seed=3, **dose):
    """Doses at 0 and the times of observations, with weights."""
    weights = 70 * np.exp(0.25 * np.random.default_rng(seed).standard_normal(subjects))
    rows = []
    for subject, weight in enumerate(weights, start=1):
        head = {"ID": subject, "WT": round(float(weight), 1), "LLOQ": lloq}
        rows.append(head | {"TIME": 0.0, "EVID": 1, "AMT": amount, "RATE": rate} | dose)
        rows += [head | {"TIME": float(t), "EVID": 0, "AMT": 0.0, "RATE": 0.0} for t in times]
    return pl.DataFrame(rows, infer_schema_length=None)

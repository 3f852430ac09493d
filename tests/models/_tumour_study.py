"""Designs and planted truth of the tests of tumour models."""

from __future__ import annotations

import numpy as np
import polars as pl

from kai_workbench.inference import Fit
from kai_workbench.models import TumourSizes

SAMPLER = {"draws": 250, "tune": 300}


def visits(subjects, times, **columns):
    rows = [{"subject": s, "time": float(t)} for s in range(subjects) for t in times]
    return pl.DataFrame(rows).with_columns(**columns)


def treated_mice():
    """Nine mice in three groups; days 9 to 18 treated."""
    doses = {s: (0.0, 10.0, 30.0)[s % 3] for s in range(9)}
    windows = [{"subject": s, "start": 9.0, "stop": 18.0, "exposure": doses[s]} for s in doses]
    return TumourSizes(sizes=visits(9, range(0, 30, 3)), exposure=pl.DataFrame(windows))


def assert_recovered(fit, truth, *, share=0.99):
    """The truth lies in the middle 99% of every typical value, omega and sigma."""
    posterior = fit.posterior
    tail = (1 - share) / 2
    for name in fit.model.parameters:
        low, high = np.exp(np.quantile(posterior[f"log_{name}"], [tail, 1 - tail]))
        assert low < truth[name] < high, (name, low, high)
    for name in fit.model.varying:
        low, high = np.quantile(posterior["omega"].sel(random=name), [tail, 1 - tail])
        assert low < truth["omega"][name] < high, (name, low, high)
    low, high = np.quantile(posterior["sigma_log"], [tail, 1 - tail])
    assert low < truth["sigma_log"] < high


def thinned(fit, every=20):
    """Every twentieth draw, say: simulating goes through Python, draw by draw."""
    return Fit(**(vars(fit) | {"tree": fit.tree.isel(draw=slice(None, None, every))}))

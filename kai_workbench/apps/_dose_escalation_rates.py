"""Estimated DLT rates by dose, with intervals: the design's model, or each dose by itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import scipy

from kai_workbench.trials import BLRM, CRM, Escalation

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMES = ("lo90", "lo50", "median", "hi50", "hi90")
# Rates at which the model's distribution is asked for; closer together where rates are small.
_ASKED = np.concatenate([[0.002, 0.005, 0.01, 0.015], np.arange(0.02, 0.3, 0.02), np.arange(0.3, 0.95, 0.03)])


def modelled(design: Escalation) -> bool:
    """Whether the design has a model of all doses together."""
    return isinstance(design, BLRM | CRM)


def dlt_rates(design: Escalation, cohorts: Sequence[Any]) -> pl.DataFrame:
    """Quantiles of the DLT rate by dose.

    Returns
    -------
    polars.DataFrame
        ``dose``, ``patients``, ``dlts``, ``lo90``, ``lo50``, ``median``, ``hi50``, ``hi90``. With a model
        these are quantiles of its posterior, interpolated between the rates at which its distribution
        was asked for; without one, of Beta(1 + DLTs, 1 + others), and null where nobody was treated.
    """
    n = np.zeros(len(design.doses), dtype=int)
    y = np.zeros(len(design.doses), dtype=int)
    for dose, patients, dlts in cohorts:
        at = design.doses.index(dose)
        n[at], y[at] = n[at] + patients, y[at] + dlts
    if isinstance(design, BLRM):
        quantiles = _quantiles(_above_blrm(design, cohorts))
    elif isinstance(design, CRM):
        quantiles = _quantiles(_above_crm(design, cohorts))
    else:
        each = scipy.special.betaincinv(1 + y[:, None], 1 + (n - y)[:, None], _QUANTILES)
        quantiles = np.where(n[:, None] > 0, each, np.nan)
    found = {name: quantiles[:, k] for k, name in enumerate(NAMES)}
    frame = pl.DataFrame({"dose": design.doses, "patients": n, "dlts": y, **found})
    return frame.with_columns(pl.col(NAMES).fill_nan(None))


def _above_crm(design: CRM, cohorts: Sequence[Any]) -> np.ndarray:
    """P(rate > asked), (asked, dose)."""
    return np.array(
        [
            dataclasses.replace(design, target=float(rate)).estimate(cohorts)["above_target"].to_numpy()
            for rate in _ASKED
        ]
    )


def _above_blrm(design: BLRM, cohorts: Sequence[Any]) -> np.ndarray:
    """P(rate > asked), (asked, dose); two rates with each posterior."""
    above: list[np.ndarray] = []
    for low, high in zip(_ASKED[::2], _ASKED[1::2], strict=True):
        ends = (float(low), float(high))
        found = dataclasses.replace(design, interval=ends, target=sum(ends) / 2).estimate(cohorts)
        above += [1 - found["under"].to_numpy(), found["over"].to_numpy()]
    return np.array(above)


def _quantiles(above: np.ndarray) -> np.ndarray:
    """Quantiles by dose, (dose, quantile), from the distribution at the rates asked for."""
    rates = np.concatenate([[0.0], _ASKED, [1.0]])
    columns = []
    for one in above.T:
        below = np.maximum.accumulate(np.concatenate([[0.0], 1 - one, [1.0]]))
        columns.append(np.interp(_QUANTILES, below, rates))
    return np.array(columns)

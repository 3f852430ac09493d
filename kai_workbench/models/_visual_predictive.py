"""Visual predictive checks: quantiles of what was seen beside those of simulated studies.

Sources: Bergstrand, Hooker, Wallin & Karlsson (2011), Prediction-corrected visual predictive checks,
AAPS Journal 13, 143; Bergstrand & Karlsson (2009), Handling data below the limit of quantification,
AAPS Journal 11, 371.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._pk_design import design
from ._pk_events import PKEvents
from ._pk_prediction import concentrations, draws_of, new_occasions, usable

if TYPE_CHECKING:
    from ..inference import Fit

Floats = NDArray[np.float64]


def visual_predictive_check(
    fit: Fit,
    data: pl.DataFrame | PKEvents,
    *,
    bins: int = 8,
    quantiles: tuple[float, ...] = (0.05, 0.5, 0.95),
    interval: float = 0.9,
    prediction_corrected: bool = True,
    simulations: int = 500,
    seed: int = 20260101,
) -> pl.DataFrame:
    """Observed quantiles in bins of TIME, and those of simulated studies.

    Every simulated study has the doses, times, covariates and limits of ``data`` and new subjects, and
    its own posterior draw.

    Parameters
    ----------
    fit
        Of a :class:`PopulationPK`.
    data
        The events that were fitted, or others.
    bins
        Of about the same number of observations, by TIME.
    quantiles
        Of the concentrations in a bin. One that falls among values below the limit of quantification
        is null: it is not known.
    interval
        Of the simulated quantiles.
    prediction_corrected
        Values are scaled by the bin's median typical prediction over their own, so that doses and
        covariates that differ within a bin do not widen it.
    simulations
        Simulated studies, at most as many as draws.

    Returns
    -------
    polars.DataFrame
        One row a bin and quantity: ``bin``, ``time`` (median), ``n``, ``quantity`` (``"q05"``, ... or
        ``"BLQ share"``), ``observed``, ``median``, ``lo``, ``hi``, ``unit``.

    Raises
    ------
    UntrustedFit, ModelDataError
        The fit may not be used.
    """
    from ._population_pk import PopulationPK

    model = fit.model
    if not isinstance(model, PopulationPK):
        raise ModelDataError("pk_not_population", where=model.name)
    usable(model, fit)
    events = model.events(data)
    given = design(model, events)
    rows = events.observations
    rng = np.random.default_rng(seed)
    draws = list(draws_of(fit))
    picked = rng.permutation(len(draws))[: min(simulations, len(draws))]
    shape = (len(model.varying), len(events.subjects))
    simulated, typical = [], []
    for i in picked:
        z = rng.standard_normal(shape)
        if "occasion_previous" in given:
            draws[i]["z_occasion"] = new_occasions(model, len(given["occasion_previous"]), rng)
        simulated.append(concentrations(model, draws[i], given, z, rng=rng, residual=True))
        if "occasion_previous" in given:
            draws[i]["z_occasion"] = np.zeros_like(draws[i]["z_occasion"])
        typical.append(concentrations(model, draws[i], given, np.zeros(shape), rng=rng, residual=False))
    limit = rows["LLOQ"].cast(pl.Float64).fill_null(-np.inf).to_numpy()
    below = rows["BLQ"].to_numpy()
    observed = np.where(below, -np.inf, rows["DV"].cast(pl.Float64).fill_null(np.nan).to_numpy())
    studies = np.array(simulated)
    studies = np.where(studies < limit, -np.inf, studies)
    time = rows["TIME"].to_numpy()
    bin_of = _bins(time, bins)
    if prediction_corrected:
        scale = _correction(np.median(typical, axis=0), bin_of)
        observed, studies = observed * scale, studies * scale
    tail = (1 - interval) / 2
    found = []
    for at in np.unique(bin_of):
        inside = bin_of == at
        head = {"bin": int(at) + 1, "time": float(np.median(time[inside])), "n": int(inside.sum())}
        for q in quantiles:
            seen = _quantile(observed[inside][None], q)[0]
            expected = _quantile(studies[:, inside], q)
            found.append(
                head
                | {"quantity": f"q{q * 100:02.0f}", "observed": seen, "unit": model.concentration_unit}
                | _spread(expected, tail)
            )
        if np.isfinite(limit).any() or below.any():
            share = np.isneginf(studies[:, inside]).mean(axis=1)
            found.append(
                head
                | {"quantity": "BLQ share", "observed": float(below[inside].mean()), "unit": "1"}
                | _spread(share, tail)
            )
    names = ("observed", "median", "lo", "hi")
    frame = pl.DataFrame(found, schema_overrides=dict.fromkeys(names, pl.Float64))
    known = [pl.when(pl.col(name).is_finite()).then(name).alias(name) for name in names]
    return frame.with_columns(known).select("bin", "time", "n", "quantity", *names, "unit")


def _bins(time: Floats, bins: int) -> NDArray[np.int64]:
    """The number of each observation's bin; ties stay together."""
    edges = np.unique(np.quantile(time, np.linspace(0, 1, bins + 1)[1:-1], method="closest_observation"))
    return np.searchsorted(edges, time, side="left").astype(np.int64)


def _correction(typical: Floats, bin_of: NDArray[np.int64]) -> Floats:
    scale = np.ones_like(typical)
    for at in np.unique(bin_of):
        inside = bin_of == at
        median = np.median(typical[inside])
        # Before a dose nothing is predicted: nothing to correct by.
        scale[inside] = np.divide(
            median,
            typical[inside],
            out=np.ones(int(inside.sum())),
            where=(typical[inside] > 0) & (median > 0),
        )
    return scale


def _quantile(values: Floats, q: float) -> Floats:
    """Quantile of each row, an order statistic: what is below the limit has only a rank."""
    found: Floats = np.quantile(values, q, axis=1, method="inverted_cdf")
    return found


def _spread(values: Floats, tail: float) -> dict[str, float]:
    lo, median, hi = np.quantile(values, (tail, 0.5, 1 - tail), method="inverted_cdf")
    return {"median": float(median), "lo": float(lo), "hi": float(hi)}

"""Where the data lie in what the fitted model would expect of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl

from ..errors import KaiError
from ._fit import Fit
from ._predictive import posterior_predictive

type SeenBy = Mapping[str, Callable[[Mapping[str, Any]], Any]]
_ENDS = {"lo90": 0.05, "lo50": 0.25, "median": 0.5, "hi50": 0.75, "hi90": 0.95}


@dataclasses.dataclass(frozen=True, kw_only=True)
class PredictiveCheck:
    """Made by :func:`predictive_check`.

    Attributes
    ----------
    frame
        One row an observation: ``variable``, ``row``, ``observed``, ``lo90`` … ``hi90`` of the data sets
        simulated from the posterior (all in the unit and on the scale of the model's observed variable), and
        ``rank``: the share of them below the observation. Ties are drawn, so that ranks of counts are as
        uniform as those of measurements.
    left_out
        Places that hold a limit only, or nothing.
    draws
        Simulated data sets.
    """

    frame: pl.DataFrame
    left_out: int
    draws: int

    def inside(self, level: float, variable: str | None = None) -> float:
        """Share of observations in the central interval of so much probability, by their ranks.

        The data were used for the fit, so it is a little above ``level`` where the model is right.
        """
        of = pl.lit(value=True) if variable is None else pl.col("variable") == variable
        ranks = self.frame.filter(of)["rank"]
        return float(((ranks - 0.5).abs() <= level / 2).mean())  # type: ignore[arg-type]


def predictive_check(fit: Fit, data: object, *, draws: int = 400, seed: int = 20260101) -> PredictiveCheck:
    """Compare each observation with data sets simulated from the posterior.

    Parameters
    ----------
    fit
        Of any model with an observed variable. Where some of its rows are limits or padding, the model's
        ``seen_by`` tells by variable, from the model's constants, which are values.
    data
        What was fitted.
    draws
        Simulated data sets; about so many of the posterior's draws are used, evenly spread.
    seed
        Of the simulation.

    Raises
    ------
    KaiError
        ``draws`` is below 1, or the data have other subjects, studies or groups than were fitted.

    Notes
    -----
    Values below a limit of quantification and times known by an interval are left out and counted: for
    concentrations :func:`kai_workbench.models.visual_predictive_check` shows them.

    References
    ----------
    Gelman A et al. Bayesian Data Analysis, 3rd ed., 6.3. Czado C et al. Biometrics 2009;65:1254 (ranks of
    counts).
    """
    if draws < 1:
        raise KaiError("predictive_draws", where="draws", value=draws)
    fit.model.inputs(data)  # bad data is told first
    sizes = fit.posterior.sizes
    for dim, labels in fit.model.coords(data).items():
        if sizes.get(dim, len(labels)) != len(labels):
            raise KaiError("predictive_other", where=dim, n=len(labels), fitted=sizes[dim])
    tree = posterior_predictive(_thinned(fit, draws), data, seed=seed)
    seen, simulated = tree["observed_data"].to_dataset(), tree["posterior_predictive"].to_dataset()
    seen_by: SeenBy = getattr(fit.model, "seen_by", {})
    given = {str(name): np.asarray(value) for name, value in tree["constant_data"].data_vars.items()}
    rng = np.random.default_rng([seed, 1])
    frames, left_out = [], 0
    for name in map(str, seen.data_vars):
        values = np.asarray(seen[name], dtype=float).ravel()
        told = np.isfinite(values)
        if name in seen_by:
            told &= np.broadcast_to(seen_by[name](given), seen[name].shape).ravel()
        left_out += int((~told).sum())
        if told.any():
            expected = np.asarray(simulated[name], dtype=float).reshape(-1, values.size)[:, told]
            frames.append(_compared(name, np.flatnonzero(told), values[told], expected, rng))
    schema = {"variable": pl.String, "row": pl.Int64, "observed": pl.Float64}
    empty = pl.DataFrame(schema=schema | dict.fromkeys([*_ENDS, "rank"], pl.Float64))
    made = tree["posterior_predictive"].sizes
    return PredictiveCheck(
        frame=pl.concat(frames) if frames else empty, left_out=left_out, draws=made["chain"] * made["draw"]
    )


def _thinned(fit: Fit, draws: int) -> Fit:
    sizes = fit.posterior.sizes
    step = max(1, sizes["chain"] * sizes["draw"] // draws)
    return dataclasses.replace(fit, tree=fit.tree.isel(draw=slice(None, None, step)))


def _compared(name: str, rows: Any, observed: Any, expected: Any, rng: np.random.Generator) -> pl.DataFrame:
    below, same = (expected < observed).mean(axis=0), (expected == observed).mean(axis=0)
    ends = np.quantile(expected, list(_ENDS.values()), axis=0)
    return pl.DataFrame(
        {"variable": [name] * rows.size, "row": rows, "observed": observed}
        | dict(zip(_ENDS, ends, strict=True))
        | {"rank": below + rng.random(rows.size) * same}
    )

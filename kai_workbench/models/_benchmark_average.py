"""Several benchmark-dose models averaged by how probable the data make them, or by what they predict."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from ._benchmark_curves import CURVES, Risk, log_unaffected
from ._benchmark_dose import BenchmarkDose
from ._errors import ModelDataError
from ._integration import Integral
from ._stacking import average, stacking_weights

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

Floats = NDArray[np.float64]
Weights = Literal["posterior", "laplace", "stacking"]
SUITE: tuple[BenchmarkDose, ...] = tuple(BenchmarkDose(shape=shape) for shape in CURVES)


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class BenchmarkAverage:
    """An averaged benchmark dose.

    Attributes
    ----------
    bmd
        Draws, dim ``sample``, with a unit.
    table
        One row a model: ``model``, ``weight``, ``bmd`` (median), ``bmdl``, ``bmdu`` (the quantiles of
        ``level``), ``log_marginal``.
    level
        Of each one-sided limit.
    """

    bmd: xr.DataArray
    table: pl.DataFrame
    level: float

    @property
    def bmdl(self) -> float:
        """Lower limit of the average."""
        return float(np.quantile(self.bmd, 1 - self.level, method="inverted_cdf"))

    @property
    def bmdu(self) -> float:
        """Upper limit of the average; infinite where models may never reach the risk."""
        return float(np.quantile(self.bmd, self.level, method="inverted_cdf"))

    @property
    def median(self) -> float:
        """Of the average."""
        return float(np.quantile(self.bmd, 0.5, method="inverted_cdf"))

    def __repr__(self) -> str:
        limits = f"BMDL {self.bmdl:.3g}, BMDU {self.bmdu:.3g}"
        return f"<BMD {self.median:.3g} {self.bmd.attrs['unit']}, {limits}; {self.table.height} models>"


def average_bmd(
    data: pl.DataFrame,
    *,
    unit: str,
    models: Sequence[BenchmarkDose] = SUITE,
    response: float = 0.1,
    risk: Risk = "extra",
    weights: Weights = "posterior",
    level: float = 0.95,
    draws: int = 4000,
    seed: int = 20260101,
) -> BenchmarkAverage:
    """Benchmark dose averaged over models, each integrated over its own parameters.

    Parameters
    ----------
    data
        As :meth:`BenchmarkDose.inputs`.
    unit
        Of the doses.
    models
        EPA's nine dichotomous models with their priors by default, the multistage of degree 2.
    weights
        ``"posterior"``: probability of the model given the data, all alike before, by importance
        sampling; ``"laplace"``: the same by Laplace's approximation, as BMDS has it; ``"stacking"``: what
        best predicts single animals left out.
    level
        Of each one-sided limit, 0.95 as is usual.

    References
    ----------
    Wheeler MW et al. Environmetrics 2020;31:e2584. Yao Y et al. Bayesian Anal 2018;13:917.
    """
    import polars as pl

    if weights not in ("posterior", "laplace", "stacking"):
        raise ModelDataError(
            "model_option_unknown", where="weights", value=weights, known="posterior, laplace, stacking"
        )
    if not 0.5 < level < 1:
        raise ModelDataError("not_a_share", where="level", value=level)
    integrals = [one.integrate(data, draws=draws, seed=seed + i) for i, one in enumerate(models)]
    parts = [
        one.bmd(integral, data, unit=unit, response=response, risk=risk)
        for one, integral in zip(models, integrals, strict=True)
    ]
    marginal = [integral.log_marginal for integral in integrals]
    if weights == "laplace":
        marginal = [one.laplace(data)[2] for one in models]
    if weights == "stacking":
        pairs = zip(models, integrals, strict=True)
        left_out = [left_out_animals(one, integral, data) for one, integral in pairs]
        shares = stacking_weights(np.stack(left_out, axis=1))
    else:
        shares = np.asarray(scipy.special.softmax(marginal))
    ends = [np.quantile(part, [0.5, 1 - level, level], method="inverted_cdf") for part in parts]
    table = pl.DataFrame(
        {
            "model": [_label(one) for one in models],
            "weight": shares,
            "bmd": [float(one[0]) for one in ends],
            "bmdl": [float(one[1]) for one in ends],
            "bmdu": [float(one[2]) for one in ends],
            "log_marginal": marginal,
        }
    ).sort("weight", descending=True)
    mixed = average(parts, shares.tolist(), seed=seed)
    mixed.attrs["source"] = f"average of {len(models)} models, weights: {weights}"
    return BenchmarkAverage(bmd=mixed, table=table, level=level)


def left_out_animals(model: BenchmarkDose, integral: Integral, data: pl.DataFrame) -> Floats:
    """Log probability of each animal's outcome from all others, (animal,); for :func:`stacking_weights`."""
    given = model.inputs(data)
    spared = log_unaffected(model.shape, integral.free, given["dose"] / given["top"])
    with np.errstate(divide="ignore"):
        outcomes = {1: np.log(-np.expm1(spared)), 0: spared}
    rows = []
    for group, (n, r) in enumerate(zip(given["examined"], given["affected"], strict=True)):
        for outcome, count in ((1, int(r)), (0, int(n - r))):
            if count:  # the mean of 1/p over the posterior is 1/p of the animal left out
                log_p = outcomes[outcome][:, group]
                rows += [float(np.log(log_p.size) - scipy.special.logsumexp(-log_p))] * count
    return np.array(rows)


def _label(model: BenchmarkDose) -> str:
    return f"multistage {model.degree}" if model.shape == "multistage" else model.shape.replace("_", " ")

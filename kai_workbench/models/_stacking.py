"""Averages of models by how well each predicts what it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]


def stacking_weights(log_predictive: Any) -> Floats:
    """Weights of models whose mixture best predicts left-out rows.

    Parameters
    ----------
    log_predictive
        (row, model): log density of each row under each model fitted without it, such as the
        pointwise values of :func:`kai_workbench.inference.loo`.

    Returns
    -------
    numpy.ndarray
        (model,), adding to one.

    References
    ----------
    Yao Y, Vehtari A, Simpson D, Gelman A. Bayesian Anal 2018;13:917.
    """
    table = np.asarray(log_predictive, dtype=float)
    if table.ndim != 2 or table.size == 0 or not np.isfinite(table).all():
        raise ModelDataError("model_value_not_finite", where="log_predictive", value=table.shape)
    density = np.exp(table - table.max(axis=1, keepdims=True))

    def loss(free: Floats) -> tuple[float, Floats]:
        weights = scipy.special.softmax(free)
        mixed = density @ weights
        slope = (density / mixed[:, None]).mean(axis=0)
        return -float(np.log(mixed).mean()), -weights * (slope - weights @ slope)

    found = scipy.optimize.minimize(
        loss, np.zeros(table.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-8}
    )
    return np.asarray(scipy.special.softmax(found.x))


def average(
    predictions: Sequence[xr.DataArray], weights: Sequence[float], *, seed: int = 20260101
) -> xr.DataArray:
    """Draws of the mixture of several models' predictions.

    Parameters
    ----------
    predictions
        One a model, same coords, dim ``sample`` last, same unit.
    weights
        Shares of draws taken from each, adding to one.
    """
    units = {str(one.attrs.get("unit")) for one in predictions}
    if len(units) != 1 or len(predictions) != len(weights) or not np.isclose(sum(weights), 1):
        raise ModelDataError("mixture_weights", where=", ".join(sorted(units)), value=tuple(weights))
    size = min(one.sizes["sample"] for one in predictions)
    rng = np.random.default_rng(seed)
    which = rng.choice(len(weights), size=size, p=np.asarray(weights) / np.sum(weights))
    columns = np.stack([one.to_numpy()[..., rng.permutation(size)] for one in predictions])
    mixed = np.take_along_axis(columns, np.broadcast_to(which, columns.shape[1:])[None], axis=0)[0]
    return predictions[0].isel(sample=slice(size)).copy(data=mixed)

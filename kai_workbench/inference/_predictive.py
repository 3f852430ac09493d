"""Forward sampling and leave-one-out: what a model says about data, before and after it saw some."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import KaiError
from ._fit import Fit
from ._model import Model
from ._pointwise import log_likelihood
from ._quiet import quiet

if TYPE_CHECKING:
    import xarray as xr

# Simulating goes through the graph once a draw: compiling it would take longer than running it.
_IN_PYTHON = {"mode": "FAST_COMPILE"}


def prior_predictive(model: Model, data: object, *, draws: int = 500, seed: int = 20260101) -> xr.DataTree:
    """Parameters and data that the model thinks possible before it sees any.

    Parameters
    ----------
    data
        Gives the design (rows, doses, times); its observed values are not used.
    draws
        Simulated data sets.

    Returns
    -------
    xarray.DataTree
        Groups ``prior`` and ``prior_predictive``, dims ``(chain, draw, ...)`` with one chain.
    """
    import pymc as pm

    with _ready(model, data):
        return pm.sample_prior_predictive(draws=draws, random_seed=seed, compile_kwargs=_IN_PYTHON)


def posterior_predictive(fit: Fit, data: object, *, seed: int = 20260101) -> xr.DataTree:
    """Data that the fitted model would expect, under the design of ``data``.

    Parameters
    ----------
    fit
        Every posterior draw gives one simulated data set.
    data
        The fitted data for a check, or a new design with the same parameters for a prediction.

    Returns
    -------
    xarray.DataTree
        Group ``posterior_predictive``, dims ``(chain, draw, ...)``.
    """
    import pymc as pm

    with _ready(fit.model, data) as built:
        return pm.sample_posterior_predictive(
            _as_built(fit.tree, built), random_seed=seed, progressbar=False, compile_kwargs=_IN_PYTHON
        )


def loo(fit: Fit, data: object) -> Any:
    """Expected log predictive density by Pareto-smoothed leave-one-out.

    Returns
    -------
    arviz.ELPDData
        With pointwise values and Pareto k; ``warning`` is set where k says that the estimate of a
        point cannot be relied on (Vehtari, Gelman & Gabry 2017, Statistics and Computing 27).

    Raises
    ------
    KaiError
        The model has no observed variable.
    """
    import arviz as az
    import xarray as xr

    with _ready(fit.model, data) as built:
        if not built.observed_RVs:
            raise KaiError("inference.no_log_likelihood", where=fit.model.name)
        tree = _as_built(fit.tree, built)
        tree["log_likelihood"] = xr.DataTree(log_likelihood(built, tree["posterior"].to_dataset()))
        with warnings.catch_warnings():
            # said again, for a reader, by the result's own `warning`
            warnings.filterwarnings(
                "ignore", message="Estimated shape parameter of Pareto", category=UserWarning
            )
            names = [variable.name for variable in built.observed_RVs]
            return az.loo(tree, pointwise=True, var_name=names[0] if len(names) == 1 else None)


def _as_built(tree: xr.DataTree, built: Any) -> xr.DataTree:
    """A copy whose integer constants are as wide as pymc's, which it compares its data with."""
    import xarray as xr

    tree = tree.copy()
    constants = tree["constant_data"].to_dataset()
    types = {data.name: data.type.dtype for data in built.data_vars if data.name in constants}
    tree["constant_data"] = xr.DataTree(
        constants.assign({k: constants[k].astype(t) for k, t in types.items()})
    )
    return tree


@contextlib.contextmanager
def _ready(model: Model, data: object) -> Iterator[Any]:
    """The built model as context, without announcements."""
    model.inputs(data)  # bad data is told before anything is imported or built
    with quiet(), model.build(data) as built:
        yield built

"""From an uncertain dose in animals to an uncertain exposure, for a margin over people's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import ModelDataError

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr


def exposure_at_dose(
    dose: xr.DataArray, exposures: pl.DataFrame, *, unit: str, seed: int = 20260101
) -> xr.DataArray:
    """Mean exposure at draws of a dose, from what was measured at the doses of the study.

    log exposure = a + b log dose, by least squares over animals (or group means), a, b and the residual
    variance drawn from their posterior under the usual flat prior.

    Parameters
    ----------
    dose
        Draws, dim ``sample``, such as a benchmark dose or :func:`noael_draws`; infinite doses (a risk never
        reached) have infinite exposures.
    exposures
        ``dose`` in the same unit and ``exposure``, both above 0; at least 4 rows at 2 doses or more.
    unit
        Of the exposures, in UCUM.

    Returns
    -------
    xarray.DataArray
        Dim ``sample``; give it to :func:`kai_workbench.linkage.margin` with the human's draws.

    Raises
    ------
    ModelDataError
        A column is missing, a value is not above 0, or there are too few rows or doses.
    """
    import xarray as xr

    from ._benchmark_data import numbers

    x, y = numbers(exposures, "dose", "exposure")
    for name, values in (("dose", x), ("exposure", y), ("draws of dose", dose.to_numpy())):
        if not np.all(values > 0):
            raise ModelDataError("model_not_above", where=name, value=float(np.min(values)), least=0)
    if x.size < 4 or np.unique(x).size < 2:
        raise ModelDataError("too_few_measured", where="exposures", n=x.size, doses=np.unique(x).size)
    rng = np.random.default_rng(seed)
    centre = np.log(x).mean()
    design = np.stack([np.ones_like(x), np.log(x) - centre], axis=1)
    found, residual, *_ = np.linalg.lstsq(design, np.log(y))
    squares = float(residual[0]) if residual.size else 0.0
    freedom = x.size - 2
    size = dose.sizes["sample"]
    sd = np.sqrt(squares / rng.chisquare(freedom, size))
    factor = np.linalg.cholesky(np.linalg.inv(design.T @ design))
    lines = found + sd[:, None] * (rng.standard_normal((size, 2)) @ factor.T)
    values = np.exp(lines[:, 0] + lines[:, 1] * (np.log(dose.to_numpy()) - centre))
    attributes: dict[str, Any] = {"unit": unit, "source": f"exposure at {dose.attrs.get('source', 'a dose')}"}
    return xr.DataArray(values, dims="sample", attrs=attributes)

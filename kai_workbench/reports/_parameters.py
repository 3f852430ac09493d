"""The parameters of any fit as a table: natural units, intervals, and how well each was sampled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ..charts import Learnt
from ..inference import Fit

if TYPE_CHECKING:
    import xarray as xr

_QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
_LOG = re.compile(r"ln\((.*)\)")


def parameter_table(fit: Fit) -> pl.DataFrame:
    """Every scalar of a posterior.

    Returns
    -------
    polars.DataFrame
        ``parameter``, ``unit`` (empty where the model does not tell it), ``mean``, ``sd``, ``q05``,
        ``q25``, ``median``, ``q75``, ``q95``, ``rhat``, ``ess_bulk``, ``ess_tail``. What is
        sampled as a logarithm is given in its natural unit.
    """
    checked = {row["variable"]: row for row in fit.diagnosis.table().iter_rows(named=True)}
    rows = []
    for name, unit, draws in _scalars(fit.posterior, _units(fit)):
        shown, unit_shown, values = _natural(name, unit, draws)
        row: dict[str, Any] = {
            "parameter": shown,
            "unit": unit_shown,
            "mean": values.mean(),
            "sd": values.std(),
        }
        row |= dict(zip(_QUANTILES, np.quantile(values, list(_QUANTILES.values())), strict=True))
        row |= {one: checked.get(name, {}).get(one) for one in ("rhat", "ess_bulk", "ess_tail")}
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def learnt(fit: Fit, prior: xr.Dataset | None, *, most: int = 24) -> list[Learnt]:
    """The first parameters with their prior, for a picture; what has a value for every row is left out."""
    few = {name for name, values in fit.posterior.data_vars.items() if values[0, 0].size <= 6}
    units = _units(fit)
    before = {} if prior is None else {name: values for name, _, values in _scalars(prior, units)}
    found = []
    for name, unit, draws in _scalars(fit.posterior, units):
        if name.split("[")[0] not in few or not np.ptp(draws):
            continue
        shown, unit_shown, values = _natural(name, unit, draws)
        own = before.get(name)
        found.append(
            Learnt(
                name=shown,
                unit=unit_shown,
                draws=values,
                prior=None if own is None else _natural(name, unit, own)[2],
            )
        )
    return found[:most]


def _units(fit: Fit) -> Mapping[str, str]:
    """Units by variable, as the model tells them: of all at once, or of one parameter at a time."""
    all_units, one_unit = (getattr(fit.model, name, None) for name in ("units", "unit"))
    if callable(all_units):
        return dict(all_units())
    if not callable(one_unit):
        return {}
    units = {name: one_unit(name) for name in getattr(fit.model, "parameters", ())}
    logs = {f"log_{name}": f"ln({unit})" for name, unit in units.items()}
    return logs | {f"subject_{name}": unit for name, unit in units.items()} | {"omega": "1"}


def _scalars(draws: xr.Dataset, units: Mapping[str, str]) -> Iterator[tuple[str, str, Any]]:
    """Name as in the diagnosis, unit, and draws of every scalar."""
    for name, values in draws.data_vars.items():
        dims = [dim for dim in values.dims if dim not in {"chain", "draw"}]
        flat = values.transpose("chain", "draw", *dims)
        labels = [draws[dim].to_numpy() if dim in draws.coords else range(draws.sizes[dim]) for dim in dims]
        unit = units.get(str(name), "")
        for place in np.ndindex(*flat.shape[2:]):
            at = ", ".join(str(labels[k][one]) for k, one in enumerate(place))
            scalar = flat.to_numpy()[(slice(None), slice(None), *place)].ravel()
            yield f"{name}[{at}]" if dims else str(name), unit, scalar


def _natural(name: str, unit: str, draws: Any) -> tuple[str, str, Any]:
    """A logarithm as the number that it is of."""
    log = _LOG.fullmatch(unit)
    return (name.removeprefix("log_"), log[1], np.exp(draws)) if log else (name, unit, draws)

"""Exposure of every dose group of a study, with what is known of its uncertainty."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kai_workbench import linkage
from kai_workbench.standards import Study

if TYPE_CHECKING:
    import xarray as xr

# Areas over a day or a dosing interval, the best first.
_AREAS = ("AUCTAU", "AUCINT", "AUC24", "AUCLST", "AUCALL", "AUCIFO")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Exposure:
    """The exposure of one dose of one species.

    Attributes
    ----------
    species, dose, dose_unit
        Whose.
    draws
        Of the group's mean; attributes ``unit`` and ``uncertainty``.
    values
        What was measured, one for each animal, pool or person.
    n
        Animals or people behind it.
    source
        Phrase key of where it comes from.
    day
        Of dosing; ``None`` where not told.
    series
        Which curve, where one dose has several.
    """

    species: str
    dose: float
    dose_unit: str
    draws: xr.DataArray
    values: tuple[float, ...]
    n: int
    source: str
    day: float | None = None
    series: str = ""

    @property
    def known(self) -> bool:
        """Whether the draws hold the uncertainty of the mean."""
        return self.draws.attrs.get("uncertainty") == "sampling"


def of_animals(study: Study, *, species: str) -> list[Exposure]:
    """Exposure of every dosed group on the last day sampled, from the lowest dose on."""
    told = _areas(linkage.exposures(study)).join(
        linkage.groups(study).select("set_code", "dose", "dose_unit"), on="set_code"
    )
    spread = _of_sparse(study)
    return [
        one
        for (dose, unit), rows in told.filter(pl.col("dose") > 0)
        .sort("dose")
        .group_by("dose", "dose_unit", maintain_order=True)
        if (one := _exposure(rows, species, float(dose), str(unit), spread)) is not None
    ]


def of_people(study: Study) -> list[Exposure]:
    """Exposure of people by the dose that they were given, from the lowest on."""
    doses = linkage.doses(study).filter(pl.col("source") == "EX", pl.col("subject").is_not_null())
    told = _areas(linkage.exposures(study)).join(
        doses.select("subject", dose="highest", dose_unit="unit"), on="subject"
    )
    return [
        one
        for (dose, unit), rows in told.filter(pl.col("dose") > 0)
        .sort("dose")
        .group_by("dose", "dose_unit", maintain_order=True)
        if (one := _exposure(rows, "human", float(dose), str(unit), {})) is not None
    ]


def _areas(told: pl.DataFrame) -> pl.DataFrame:
    """One area of the parent for each subject or pool: on the last day, without those that have a problem."""
    usable = told.filter(
        pl.col("parameter").is_in(_AREAS), pl.col("value") > 0, pl.col("problem").fill_null("") != "negative"
    )
    parameter = next((one for one in _AREAS if one in usable["parameter"]), "")
    of_parameter = usable.filter(parameter=parameter)
    parent = _parent(of_parameter)
    # A pool is named anew each day, so the last day is that of its set and sex.
    curve = pl.coalesce("subject", pl.concat_str("set_code", "sex", separator="|", ignore_nulls=True))
    last = pl.col("day") == pl.col("day").max().over(curve)
    return of_parameter.filter(pl.col("analyte") == parent).filter(last | pl.col("day").is_null())


def _parent(told: pl.DataFrame) -> str:
    """The shortest name: a metabolite is called after its parent."""
    names = told["analyte"].drop_nulls().unique().to_list()
    return min(names, key=lambda name: (len(name), name), default="")


def _exposure(
    rows: pl.DataFrame, species: str, dose: float, unit: str, spread: dict[str, tuple[float, float]]
) -> Exposure | None:
    values = rows["value"].to_list()
    if not values:
        return None
    measure = str(rows["unit"].drop_nulls()[0])
    single = rows["subject"].is_not_null().all()
    mean = sum(values) / len(values)
    if single and len(values) > 1:
        spread_of_values = float(np.std(values, ddof=1))
        draws = linkage.exposure_draws(mean, sd=spread_of_values, n=len(values), unit=measure)
        source = "lx.source.each"
    else:
        draws, source = _of_pools(rows, mean, measure, spread)
    return Exposure(
        species=species,
        dose=dose,
        dose_unit=unit,
        draws=draws,
        values=tuple(values),
        n=int(rows["n"].sum()),
        source=source,
        day=rows["day"].max(),  # type: ignore[arg-type]
    )


def _of_pools(
    rows: pl.DataFrame, mean: float, unit: str, spread: dict[str, tuple[float, float]]
) -> tuple[xr.DataArray, str]:
    """A pool gives one value; the samples behind it (Bailer) say how sure it is, if they are there."""
    found = [spread[key] for key in _keys(rows) if key in spread]
    if len(found) != rows.height:
        return linkage.exposure_draws(mean, unit=unit), "lx.source.pool"
    relative = math.sqrt(sum(se**2 for se, _ in found)) / len(found)
    freedom = max(round(sum(df for _, df in found)), 1)
    n = freedom + 1
    draws = linkage.exposure_draws(mean, sd=mean * relative * math.sqrt(n), n=n, unit=unit)
    return draws, "lx.source.sparse"


def _keys(rows: pl.DataFrame) -> Iterator[str]:
    for one in rows.select("set_code", "sex", "analyte", "day").iter_rows():
        yield "|".join(map(str, one))


def _of_sparse(study: Study) -> dict[str, tuple[float, float]]:
    """Relative standard error and degrees of freedom of every curve that several animals share."""
    if "PC" not in study:
        return {}
    samples = linkage.concentrations(study).filter(
        pl.col("time_h").is_not_null(), pl.col("concentration").is_not_null() | pl.col("below_limit")
    )
    samples = samples.with_columns(concentration=pl.when("below_limit").then(0.0).otherwise("concentration"))
    keys = ["set_code", "sex", "analyte", "day"]
    once = samples.group_by([*keys, "subject", "time_h"]).agg(pl.col("concentration").mean())
    told = linkage.sparse_auc(once, by=keys, time="time_h").filter(pl.col("se") > 0, pl.col("auc_last") > 0)
    return {
        key: (row["se"] / row["auc_last"], row["df"])
        for key, row in zip(_keys(told), told.to_dicts(), strict=True)
    }

"""Exposure of every dose group of a study, with what is known of its uncertainty."""

from __future__ import annotations

import dataclasses
import math
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from kai_workbench.standards import Study, units

from ._concentrations import concentrations
from ._design import groups, treatment
from ._design import species as species_of
from ._doses import doses
from ._exposures import exposures
from ._margins import exposure_draws
from ._sparse import sparse_auc

if TYPE_CHECKING:
    import xarray as xr

ExposureSource = Literal["each", "pool", "sparse", "curve", "clearance", "expected"]
# Areas over a day or a dosing interval, the best first.
_AREAS = ("AUCTAU", "AUCINT", "AUC24", "AUCLST", "AUCALL", "AUCIFO")


@dataclasses.dataclass(frozen=True, kw_only=True)
class GroupExposure:
    """The exposure of one dose of one species.

    Attributes
    ----------
    species, dose, dose_unit
        Whose; ``dose`` is 0 for an exposure that somebody expects.
    draws
        Of the group's mean area under the curve, independent of those of other groups; attributes
        ``unit`` and ``uncertainty``.
    values
        What was measured, one for each animal, pool or person, in the unit of ``draws``.
    n
        Animals or people behind it; 0 where not told.
    source
        ``each``: animals or people measured one by one; ``pool``: one value of several animals, without
        its spread; ``sparse``: the same, with the standard error of their samples (Bailer); ``curve``: a
        published curve; ``clearance``: dose over clearance; ``expected``: an assumption.
    parameter
        CDISC's code of the area; empty where it was computed from published values.
    computed
        Whether the study reports no parameter (PP) and the area was computed from concentrations (PC).
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
    source: ExposureSource
    parameter: str = ""
    computed: bool = False
    day: float | None = None
    series: str = ""

    @property
    def known(self) -> bool:
        """Whether the draws hold the uncertainty of the mean."""
        return self.draws.attrs.get("uncertainty") == "sampling"


def group_exposures(
    study: Study, *, species: str | None = None, unit: str = "h*ng/mL"
) -> list[GroupExposure]:
    """Mean exposure of every dosed group on the last day sampled, from the lowest dose on.

    Parameters
    ----------
    study
        An open SEND study, whose doses stand in TX, or an SDTM study, where the dose of each person is
        the highest of EX.
    species
        Name to give it; that of the study without, ``human`` for people.
    unit
        Of the areas, so that species can be held against each other.

    Returns
    -------
    list of GroupExposure
        Of the parent compound (the analyte named as the treatment, or else that of the shortest name), the
        area that stands first of AUCTAU, AUCINT, AUC24, AUCLST, AUCALL and AUCIFO. Animals or people
        measured one by one give the spread of the mean by Student's t on the log scale; pooled animals the
        standard error of their sparse samples, if those are in PC. Negative values are left out
        (:func:`exposures` shows them). Empty without PP and PC.

    Raises
    ------
    kai_workbench.standards.UnknownUnit, kai_workbench.standards.UnitMismatch
        The study writes its areas in a unit that cannot be brought to ``unit``.
    """
    if "TX" in study:
        by_set = groups(study).select("set_code", "dose", "dose_unit")
        told = _areas(study, unit).join(by_set, on="set_code")
        return _by_dose(told, species or species_of(study) or "", _of_sparse(study))
    given = doses(study).filter(pl.col("source") == "EX", pl.col("subject").is_not_null())
    told = _areas(study, unit).join(given.select("subject", dose="highest", dose_unit="unit"), on="subject")
    return _by_dose(told, species or "human", {})


def _by_dose(told: pl.DataFrame, species: str, spread: dict[str, tuple[float, float]]) -> list[GroupExposure]:
    dosed = told.filter(pl.col("dose") > 0).sort("dose")
    return [
        _of_group(rows, species, float(dose), str(unit), spread)
        for (dose, unit), rows in dosed.group_by("dose", "dose_unit", maintain_order=True)
    ]


def _areas(study: Study, unit: str) -> pl.DataFrame:
    """One area of the parent for each subject or pool: on the last day, without those that have a problem."""
    usable = exposures(study).filter(
        pl.col("parameter").is_in(_AREAS), pl.col("value") > 0, pl.col("problem").fill_null("") != "negative"
    )
    parameter = next((one for one in _AREAS if one in usable["parameter"]), "")
    of_parameter = usable.filter(parameter=parameter)
    parent = _parent(of_parameter, treatment(study) or "")
    # A pool is named anew each day, so the last day is that of its set and sex.
    curve = pl.coalesce("subject", pl.concat_str("set_code", "sex", separator="|", ignore_nulls=True))
    last = pl.col("day") == pl.col("day").max().over(curve)
    kept = of_parameter.filter(pl.col("analyte") == parent).filter(last | pl.col("day").is_null())
    factors = {one: units.linear(one, unit)[0] for one in kept["unit"].drop_nulls().unique()}
    factor = pl.col("unit").replace_strict(factors, default=None, return_dtype=pl.Float64)
    # A value without a unit is no exposure.
    return kept.with_columns(value=pl.col("value") * factor, unit=pl.lit(unit)).drop_nulls("value")


def _parent(told: pl.DataFrame, given: str) -> str:
    """What was given, or the shortest name: a metabolite is called after its parent."""
    names = told["analyte"].drop_nulls().unique().to_list()
    own = given.strip().lower()
    return min(names, key=lambda name: (name.strip().lower() != own, len(name), name), default="")


def _of_group(
    rows: pl.DataFrame, species: str, dose: float, unit: str, spread: dict[str, tuple[float, float]]
) -> GroupExposure:
    values = rows["value"].to_list()
    measure = str(rows["unit"][0])
    mean = sum(values) / len(values)
    # Groups are independent of each other: each has a seed of its own, always the same.
    seed = zlib.crc32(f"{species}|{dose}|{unit}".encode())
    source: ExposureSource
    if rows["subject"].is_not_null().all() and len(values) > 1:
        spread_of_values = float(np.std(values, ddof=1))
        draws = exposure_draws(mean, sd=spread_of_values, n=len(values), unit=measure, seed=seed)
        source = "each"
    else:
        draws, source = _of_pools(rows, mean, measure, spread, seed)
    return GroupExposure(
        species=species,
        dose=dose,
        dose_unit=unit,
        draws=draws,
        values=tuple(values),
        n=int(rows["n"].sum()),
        source=source,
        parameter=str(rows["parameter"][0]),
        computed=bool((rows["source"] == "PC by NCA").any()),
        day=rows["day"].max(),  # type: ignore[arg-type]
    )


def _of_pools(
    rows: pl.DataFrame, mean: float, unit: str, spread: dict[str, tuple[float, float]], seed: int
) -> tuple[xr.DataArray, ExposureSource]:
    """A pool gives one value; the samples behind it (Bailer) say how sure it is, if they are there."""
    found = [spread[key] for key in _keys(rows) if key in spread]
    if len(found) != rows.height:
        return exposure_draws(mean, unit=unit), "pool"
    variance = sum(se**2 for se, _ in found)
    # Welch and Satterthwaite: pools of unequal spread weigh as little as the least sure of them.
    freedom = max(variance**2 / sum(se**4 / df for se, df in found), 1.0)
    n = freedom + 1
    # The spread of single animals whose mean would have this standard error.
    sd = mean * math.sqrt(math.expm1(n * math.log1p(variance / len(found) ** 2)))
    return exposure_draws(mean, sd=sd, n=n, unit=unit, seed=seed), "sparse"


def _keys(rows: pl.DataFrame) -> Iterator[str]:
    for one in rows.select("set_code", "sex", "analyte", "day").iter_rows():
        yield "|".join(map(str, one))


def _of_sparse(study: Study) -> dict[str, tuple[float, float]]:
    """Relative standard error and degrees of freedom of every curve that several animals share."""
    if "PC" not in study:
        return {}
    samples = concentrations(study).filter(
        pl.col("time_h").is_not_null(), pl.col("concentration").is_not_null() | pl.col("below_limit")
    )
    samples = samples.with_columns(concentration=pl.when("below_limit").then(0.0).otherwise("concentration"))
    keys = ["set_code", "sex", "analyte", "day"]
    once = samples.group_by([*keys, "subject", "time_h"]).agg(pl.col("concentration").mean())
    told = sparse_auc(once, by=keys, time="time_h").filter(pl.col("se") > 0, pl.col("auc_last") > 0)
    return {
        key: (row["se"] / row["auc_last"], row["df"])
        for key, row in zip(_keys(told), told.to_dicts(), strict=True)
    }

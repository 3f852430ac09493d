"""Exposures that follow from published values: single ones, whose uncertainty nobody tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ._group_exposures import GroupExposure
from ._margins import exposure_draws
from ._nca import nca

_UNIT = "h*ng/mL"


def curve_exposures(curves: pl.DataFrame) -> list[GroupExposure]:
    """Areas under published curves, to the last concentration that was measured.

    Parameters
    ----------
    curves
        As :func:`kai_workbench.standards.concentration_time` gives them. Those in plasma after the
        compound itself by mouth are used: after another substance it is a metabolite, and says nothing
        of a dose.

    Returns
    -------
    list of GroupExposure
        One for each curve, in h·ng/mL, by species and dose (mg/kg); ``source`` is ``curve``.
    """
    own = curves.filter(pl.col("same_substance"), pl.col("medium") == "plasma", pl.col("route") == "oral")
    found = []
    for (series, species, dose), rows in own.group_by(
        "series_id", "species", "dose_mg_kg", maintain_order=True
    ):
        told = nca(
            rows.rename({"concentration_ng_mL": "concentration"}),
            by=["series_id"],
            time="time_h",
            route="extravascular",
            concentration_unit="ng/mL",
        ).long()
        area = told.filter(parameter="auc_last")["value"].drop_nulls()
        # A dose that was never divided by a body weight is null.
        if dose is not None and area.len() and area[0] > 0:
            found.append(
                GroupExposure(
                    species=str(species),
                    dose=float(dose),
                    dose_unit="mg/kg",
                    draws=exposure_draws(float(area[0]), unit=_UNIT),
                    values=(),
                    n=0,
                    source="curve",
                    parameter="AUCLST",
                    computed=True,
                    series=str(series),
                )
            )
    return found


def clearance_exposures(
    pharmacokinetics: pl.DataFrame,
    *,
    doses: Mapping[str, Sequence[float]],
    weight_kg: float = 70.0,
) -> list[GroupExposure]:
    """Dose over clearance: the exposure if all of the dose reached the blood.

    Parameters
    ----------
    pharmacokinetics
        ``species``, ``parameter`` (``clearance``), ``value`` (mL/min/kg).
    doses
        Of each species: mg/kg, and for ``human`` mg.
    weight_kg
        Of people.

    Returns
    -------
    list of GroupExposure
        In h·ng/mL; ``source`` is ``clearance``. A clearance of 0 is a small number that was rounded, and
        gives none.
    """
    clearances = pharmacokinetics.filter(pl.col("parameter") == "clearance", pl.col("value") > 0)
    found = []
    for row in clearances.iter_rows(named=True):
        human = row["species"] == "human"
        for dose in doses.get(row["species"], ()):
            per_kg = dose / weight_kg if human else dose
            area = per_kg * 1e6 / (row["value"] * 60)  # ng/kg over mL/h/kg
            found.append(
                GroupExposure(
                    species=row["species"],
                    dose=dose,
                    dose_unit="mg" if human else "mg/kg",
                    draws=exposure_draws(area, unit=_UNIT),
                    values=(),
                    n=0,
                    source="clearance",
                )
            )
    return found

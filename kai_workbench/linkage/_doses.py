"""Doses as planned (TX) and as given (EX), side by side: where they differ, both are shown."""

from __future__ import annotations

import polars as pl

from kai_workbench.standards import Study, UnitMismatch, UnknownUnit, units

from ._design import animals, groups, summary_value
from ._records import records, study_name

# Two doses within a quarter of each other are the same; an animal's weight changes from day to day.
_SAME = (0.8, 1.25)


def doses(study: Study) -> pl.DataFrame:
    """Every dose that the study tells, from both of its sources.

    Returns
    -------
    polars.DataFrame
        ``study``, ``set_code``, ``subject`` (null for TX), ``dose`` (for EX the median over the
        records of the animal), ``lowest``, ``highest``, ``records``, ``unit``, ``per_kg``,
        ``source`` (``TX`` or ``EX``), ``route``, ``treatment``, ``text``. None of the two is
        corrected by the other; see :func:`dose_agreement`.
    """
    route = summary_value(study, "ROUTE")
    name = pl.lit(study_name(study))
    planned = groups(study).select(
        study=name,
        set_code="set_code",
        subject=pl.lit(None, pl.String),
        dose="dose",
        lowest=pl.coalesce(pl.col("doses").list.min(), "dose"),
        highest=pl.coalesce(pl.col("doses").list.max(), "dose"),
        records=pl.lit(1, pl.Int64),
        unit="dose_unit",
        per_kg="per_kg",
        source=pl.lit("TX"),
        route=pl.lit(route, pl.String),
        treatment="treatment",
        text="dose_text",
    )
    given = records(
        study, "EX", text=("USUBJID", "EXDOSU", "EXROUTE", "EXTRT", "EXDOSTXT"), numbers=("EXDOSE",)
    )
    sets = animals(study).select("subject", "set_code")
    actual = (
        given.group_by("USUBJID", "EXDOSU", maintain_order=True)
        .agg(
            dose=pl.col("EXDOSE").median(),
            lowest=pl.col("EXDOSE").min(),
            highest=pl.col("EXDOSE").max(),
            records=pl.len().cast(pl.Int64),
            route=pl.col("EXROUTE").drop_nulls().first(),
            treatment=pl.col("EXTRT").drop_nulls().first(),
            text=pl.col("EXDOSTXT").drop_nulls().first(),
        )
        .join(sets, left_on="USUBJID", right_on="subject", how="left", maintain_order="left")
        .select(
            study=name,
            set_code="set_code",
            subject="USUBJID",
            dose="dose",
            lowest="lowest",
            highest="highest",
            records="records",
            unit="EXDOSU",
            per_kg=pl.col("EXDOSU").str.contains("/kg|/g"),
            source=pl.lit("EX"),
            route="route",
            treatment="treatment",
            text="text",
        )
    )
    return pl.concat([planned, actual])


def dose_agreement(study: Study) -> pl.DataFrame:
    """Planned against given dose of each set; where they contradict each other, neither is chosen.

    Returns
    -------
    polars.DataFrame
        ``study``, ``set_code``, ``planned``, ``planned_unit``, ``given`` (median over the set, in the
        planned unit), ``given_unit`` (as EX writes it), ``body_weight_kg`` (median, where EX is per animal
        and the plan per kilogram), ``ratio`` (given over planned), ``agrees`` (within 25%; null where the
        two cannot be compared), ``reason`` (``zero``, ``several_doses``, ``no_plan``, ``no_record``,
        ``unit``, ``no_weight``).
    """
    told = doses(study)
    planned = told.filter(source="TX").select(
        "study",
        "set_code",
        planned="dose",
        planned_unit="unit",
        _several=pl.col("lowest") != pl.col("highest"),
    )
    weights = _weights(study)
    given = (
        told.filter(source="EX")
        .join(weights, on="subject", how="left", maintain_order="left")
        .group_by("set_code", given_unit="unit", maintain_order=True)
        .agg(_given=pl.col("dose").median(), body_weight_kg=pl.col("weight").median())
    )
    both = planned.join(given, on="set_code", how="left", maintain_order="left")
    rows = [_compared(row) for row in both.iter_rows(named=True)]
    schema = {"given": pl.Float64, "body_weight_kg": pl.Float64, "ratio": pl.Float64, "agrees": pl.Boolean}
    compared = pl.DataFrame(rows, schema=schema | {"reason": pl.String})
    kept = both.select("study", "set_code", "planned", "planned_unit", "given_unit")
    return kept.with_columns(compared.get_columns()).select(
        "study", "set_code", "planned", "planned_unit", "given", "given_unit", *list(schema)[1:], "reason"
    )


def _compared(row: dict[str, object]) -> dict[str, object]:
    """One set: given dose in the planned unit, their ratio, and whether they agree."""
    planned, given, weight = (
        float(value) if isinstance(value, (int, float)) else None
        for value in (row["planned"], row["_given"], row["body_weight_kg"])
    )
    nothing = {"given": None, "body_weight_kg": None, "ratio": None, "agrees": None}
    if row["_several"]:
        return nothing | {"reason": "several_doses"}
    if planned is None:
        return nothing | {"reason": "no_plan"}
    if given is None:
        return nothing | {"reason": "no_record"}
    factor, needs_weight = _factor(str(row["given_unit"]), str(row["planned_unit"]))
    if factor is None:
        return nothing | {"reason": "unit"}
    if needs_weight and weight is None:
        return nothing | {"reason": "no_weight"}
    told = given * factor / (weight if needs_weight and weight else 1.0)
    used = weight if needs_weight else None
    if planned == 0:
        return {"given": told, "body_weight_kg": used, "ratio": None, "agrees": told == 0, "reason": "zero"}
    ratio = told / planned
    agrees = _SAME[0] <= ratio <= _SAME[1]
    return {"given": told, "body_weight_kg": used, "ratio": ratio, "agrees": agrees, "reason": None}


def _factor(given: str, planned: str) -> tuple[float | None, bool]:
    """From the unit of EX to that of TX, and whether a body weight must divide.

    ``mg`` given once a day is ``mg/day``; ``mg/kg`` planned is per day of dosing.
    """
    try:
        day = ("/day", "/d")
        bare_given, bare_planned = (
            unit.removesuffix(day[0]).removesuffix(day[1]) for unit in (given, planned)
        )
        if ("/kg" in bare_given) == ("/kg" in bare_planned):
            return units.linear(bare_given, bare_planned)[0], False
        if "/kg" in bare_planned:
            return units.linear(bare_given, bare_planned.replace("/kg", ""))[0], True
    except (UnknownUnit, UnitMismatch):
        pass
    return None, False


def _weights(study: Study) -> pl.DataFrame:
    """Median body weight of each animal in kg."""
    told = records(study, "BW", text=("USUBJID", "BWTESTCD", "BWSTRESU"), numbers=("BWSTRESN",))
    told = told.filter(pl.col("BWTESTCD") == "BW", pl.col("BWSTRESU").is_in(["g", "kg"]))
    kg = pl.col("BWSTRESN") * pl.when(pl.col("BWSTRESU") == "g").then(1e-3).otherwise(1.0)
    return told.group_by(subject="USUBJID").agg(weight=kg.median())

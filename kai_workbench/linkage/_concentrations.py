"""Concentrations of PC, ready for a non-compartmental analysis."""

from __future__ import annotations

import polars as pl

from kai_workbench.standards import Study

from ._design import animals
from ._records import first_number, records, study_name

_BELOW = r"(?i)^\s*(?:<|B\s?[LQ]\s?[LQO]?\s?Q?\b|LLOQ|NQ\b|ND\b|NOT DETECTED|BELOW)"


def concentrations(study: Study) -> pl.DataFrame:
    """Samples of PC with the hours since the dose they belong to.

    Returns
    -------
    polars.DataFrame
        ``study``, ``set_code``, ``sex``, ``subject``, ``analyte`` (parent and metabolites stay apart),
        ``specimen``, ``day`` (of the dose), ``time_h`` (nominal; a sample before the dose is at 0; null
        where nothing tells it), ``concentration``, ``unit``, ``below_limit``, ``limit``, ``reported``.

    Notes
    -----
    The time is ``PCELTM``, else the hours in ``PCTPT``. The day of the dose is the one named in
    ``PCTPTREF``; else the day of the sample, less the full days since the dose where the animal has
    samples of the first day then.
    """
    text = ("USUBJID", "PCTESTCD", "PCTEST", "PCSPEC", "PCSTRESC", "PCORRES", "PCSTRESU", "PCELTM", "PCTPT")
    told = records(
        study,
        "PC",
        text=(*text, "PCTPTREF", "PCSTAT"),
        numbers=("PCSTRESN", "PCLLOQ", "VISITDY", "PCDY", "PCNOMDY"),
    )
    said = pl.coalesce("PCSTRESC", "PCORRES")
    # A letter behind the substance's name marks a concentration, not another substance.
    analyte = pl.coalesce("PCTEST", "PCTESTCD").str.replace(r"(?i)\s+concentration$", "")
    rows = told.filter((pl.col("PCSTAT").str.to_uppercase() != "NOT DONE").fill_null(value=True)).select(
        subject="USUBJID",
        analyte=analyte,
        specimen="PCSPEC",
        _reference=first_number("PCTPTREF"),
        _sampled=pl.coalesce("PCNOMDY", "VISITDY", "PCDY"),
        time_h=_hours(),
        concentration="PCSTRESN",
        unit="PCSTRESU",
        below_limit=(pl.col("PCSTRESN").is_null() & said.str.contains(_BELOW)).fill_null(value=False),
        limit="PCLLOQ",
        reported=said,
    )
    early = rows.filter(pl.col("time_h") < 24).select("subject", _begun="_sampled").unique()
    rows = rows.with_columns(_first=pl.col("_sampled") - (pl.col("time_h") / 24).floor())
    rows = rows.join(
        early.with_columns(_there=pl.lit(value=True)),
        left_on=["subject", "_first"],
        right_on=["subject", "_begun"],
        how="left",
        maintain_order="left",
    )
    same_day = pl.when(pl.col("_there")).then("_first").otherwise("_sampled")
    sets = animals(study).select("subject", "set_code", "sex")
    return rows.join(sets, on="subject", how="left", maintain_order="left").select(
        study=pl.lit(study_name(study)),
        set_code="set_code",
        sex="sex",
        subject="subject",
        analyte="analyte",
        specimen="specimen",
        day=pl.coalesce("_reference", same_day),
        time_h="time_h",
        concentration="concentration",
        unit="unit",
        below_limit="below_limit",
        limit="limit",
        reported="reported",
    )


def _hours() -> pl.Expr:
    """Hours since the dose, from an ISO 8601 duration or from the words of the time point."""
    iso = pl.col("PCELTM").str.to_uppercase()
    number = r"(\d+(?:\.\d+)?)"
    some = r"(?:\d+(?:\.\d+)?{})?"
    parts = [
        iso.str.extract(pattern).cast(pl.Float64).fill_null(0.0) * factor
        for pattern, factor in (
            (f"P{number}W", 168.0),
            (f"P{some.format('W')}{number}D", 24.0),
            (f"T{number}H", 1.0),
            (f"T{some.format('H')}{number}M", 1 / 60),
            (f"T{some.format('H')}{some.format('M')}{number}S", 1 / 3600),
        )
    ]
    duration = pl.when(iso.str.contains(r"^-?P.*\d")).then(pl.sum_horizontal(parts))
    sign = pl.when(iso.str.starts_with("-")).then(0.0).otherwise(1.0)
    point = pl.col("PCTPT").str.to_uppercase()
    told = point.str.extract(number).cast(pl.Float64)
    words = (
        pl.when(point.str.contains(r"PRE"))
        .then(0.0)
        .when(point.str.contains(r"\d\s*(?:H|HR|HRS|HOUR|HOURS)\b"))
        .then(told)
        .when(point.str.contains(r"\d\s*(?:M|MIN|MINUTES?)\b"))
        .then(told / 60)
    )
    return pl.coalesce(duration * sign, words)

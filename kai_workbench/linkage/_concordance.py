"""Organ by organ: what rat, dog and human have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ._incidence import incidence_trend
from ._organs import with_organs

if TYPE_CHECKING:
    from collections.abc import Mapping


def concordance(
    findings: Mapping[str, pl.DataFrame], *, human: pl.DataFrame | None = None, alpha: float = 0.05
) -> pl.DataFrame:
    """Which organs were affected in which species.

    Parameters
    ----------
    findings
        Species (``rat``, ``dog`` ...) to its :func:`findings`; sexes may be apart or together.
    human
        What is known of people: columns ``organ``, ``affected`` (true, false, or null where nobody
        looked), ``evidence`` (text).
    alpha
        An organ counts as affected where the exact one-sided trend of some finding has a p-value of at
        most this, not adjusted for the number of findings. It is a place to look, not a verdict.

    Returns
    -------
    polars.DataFrame
        One row per organ: ``organ_name``; for each species ``<species>`` (``affected``, ``examined``:
        nothing that grows with the dose, ``not examined``), ``<species>_finding`` (of those that make it
        affected, or else of all, that of the smallest p-value), ``<species>_p``, ``<species>_dose``
        (lowest dose above the control's incidence),
        ``<species>_dose_unit``; ``human``, ``human_evidence``; ``species_affected``; ``agreement``
        (``all affected``, ``none affected``, ``differ``; null where fewer than two were examined).
    """
    tables = [_of_species(species, frame, alpha) for species, frame in findings.items()]
    names = list(findings)
    if human is not None:
        tables.append(_of_human(human))
        names.append("human")
    organs = pl.concat([table.select("organ_name") for table in tables]).unique().sort("organ_name")
    for table in tables:
        organs = organs.join(table, on="organ_name", how="left", maintain_order="left")
    organs = organs.with_columns(pl.col(name).fill_null("not examined") for name in names)
    looked = pl.sum_horizontal([(pl.col(name) != "not examined").cast(pl.Int64) for name in names])
    hit = pl.sum_horizontal([(pl.col(name) == "affected").cast(pl.Int64) for name in names])
    return organs.with_columns(
        species_affected=hit,
        agreement=pl.when(looked < 2)
        .then(None)
        .when(hit == looked)
        .then(pl.lit("all affected"))
        .when(hit == 0)
        .then(pl.lit("none affected"))
        .otherwise(pl.lit("differ")),
    ).sort("species_affected", "organ_name", descending=[True, False])


def _of_species(species: str, findings: pl.DataFrame, alpha: float) -> pl.DataFrame:
    trends = with_organs(incidence_trend(findings))
    affected = (pl.col("p_increasing") <= alpha) & (pl.col("incidence_top") > pl.col("incidence_control"))
    # A finding that counts speaks for its organ before one that only has a small p-value.
    ordered = trends.sort(~affected, "p_increasing")
    best = ordered.group_by("organ_name", maintain_order=True).first()
    looked = with_organs(findings.filter(pl.col("examined") > 0)).select("organ_name").unique()
    status = pl.when(affected.fill_null(value=False)).then(pl.lit("affected")).otherwise(pl.lit("examined"))
    return looked.join(best, on="organ_name", how="left").select(
        "organ_name",
        status.alias(species),
        pl.col("term").alias(f"{species}_finding"),
        pl.col("p_increasing").alias(f"{species}_p"),
        pl.when(affected).then("lowest_dose_above_control").alias(f"{species}_dose"),
        pl.col("dose_unit").alias(f"{species}_dose_unit"),
    )


def _of_human(human: pl.DataFrame) -> pl.DataFrame:
    told = with_organs(human)
    status = (
        pl.when(pl.col("affected").any())
        .then(pl.lit("affected"))
        .when(pl.col("affected").is_not_null().any())
        .then(pl.lit("examined"))
        .otherwise(pl.lit("not examined"))
    )
    return told.group_by("organ_name").agg(
        human=status, human_evidence=pl.col("evidence").drop_nulls().unique().sort().str.join("; ")
    )

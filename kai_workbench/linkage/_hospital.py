"""What a hospital's OMOP database holds of a compound: who was given it, and what began meanwhile."""

from __future__ import annotations

import polars as pl

from kai_workbench.standards import Omop

from ._events import organ_of_event
from ._link import Compound, Link


def hospital_tables(omop: Omop, compound: Compound) -> dict[str, pl.DataFrame]:
    """Exposures to a compound and the conditions that began under it.

    Parameters
    ----------
    omop
        An open database.
    compound
        Looked for by name and local codes among the names of drug concepts.

    Returns
    -------
    dict of str to polars.DataFrame
        ``drug_exposure``: ``concept_id``, ``concept``, ``concept_class``, ``combination``, ``exposures``,
        ``persons``. ``condition``: ``concept_id``, ``concept``, ``term`` (as the hospital wrote it),
        ``organ`` (:func:`organ_of_event`; null where it names none), ``persons`` in whom it began on a day
        of exposure, ``exposed`` persons in all. Most persons first.
    """
    names = [name.lower() for name in (compound.name, *compound.local_codes)]
    concepts = omop.table("concept", columns=["concept_id", "concept_name", "domain_id", "concept_class_id"])
    known = concepts.collect()
    plain = pl.col("concept_name").str.to_lowercase()
    drugs = known.filter(
        pl.col("domain_id") == "Drug",
        pl.any_horizontal(plain.str.contains(name, literal=True) for name in names),
    )
    start, end = "drug_exposure_start_date", "drug_exposure_end_date"
    taken = omop.table("drug_exposure", columns=["person_id", "drug_concept_id", start, end]).collect()
    taken = taken.filter(pl.col("drug_concept_id").is_in(drugs["concept_id"].to_list()))
    exposure = (
        taken.group_by(concept_id="drug_concept_id")
        .agg(exposures=pl.len().cast(pl.Int64), persons=pl.col("person_id").n_unique().cast(pl.Int64))
        .join(drugs, on="concept_id")
        .select(
            "concept_id",
            concept="concept_name",
            concept_class="concept_class_id",
            combination=pl.col("concept_name").str.contains(" / ", literal=True),
            exposures="exposures",
            persons="persons",
        )
        .sort("persons", "concept_id", descending=[True, False])
    )
    began = omop.table(
        "condition_occurrence",
        columns=["person_id", "condition_concept_id", "condition_start_date", "condition_source_value"],
    ).collect()
    during = began.join(taken, on="person_id").filter(
        pl.col("condition_start_date").is_between(start, pl.col(end).fill_null(pl.col(start)))
    )
    condition = (
        during.group_by(concept_id="condition_concept_id")
        .agg(
            term=pl.col("condition_source_value").drop_nulls().mode().sort().first(),
            persons=pl.col("person_id").n_unique().cast(pl.Int64),
        )
        .join(known.select("concept_id", concept="concept_name"), on="concept_id", how="left")
        .with_columns(
            organ=pl.col("term").map_elements(organ_of_event, return_dtype=pl.String),
            exposed=pl.lit(taken["person_id"].n_unique(), pl.Int64),
        )
        .select("concept_id", "concept", "term", "organ", "persons", "exposed")
        .sort("persons", "concept_id", descending=[True, False])
    )
    return {"drug_exposure": exposure, "condition": condition}


def hospital_link(tables: dict[str, pl.DataFrame], compound: Compound, *, study: str) -> tuple[Link, ...]:
    """That the hospital's drug is the compound, where it was given at all."""
    given = tables["drug_exposure"]
    if given.is_empty():
        return ()
    return (
        Link(
            source=f"study:{study}",
            target=f"compound:{compound.name}",
            kind="same compound",
            method="name of the drug in the OMOP vocabulary",
            evidence={"concept": given["concept"][0], "rows": int(given["exposures"].sum())},
            confidence=0.9,
        ),
    )

"""Acetaminophen: curves, clearances, effect levels, ranks of injury and prescriptions, from six sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from kai_workbench import catalog, standards
from kai_workbench.errors import KaiError

from ._link import Compound, Link
from ._organs import organ_of
from ._programme import GAPS, Programme, ProgrammeError, Progress, no_progress

ACETAMINOPHEN = Compound(
    name="acetaminophen",
    inchikey="RZVAJINKPMORJF-UHFFFAOYSA-N",
    unii="362O9ITL9D",
    cas="103-90-2",
    rxcui="161",
    omop_concept=1125315,
    local_codes=("DTXSID2020006", "LT00004", "paracetamol"),
)


def acetaminophen(*, accept_licence: bool = False, progress: Progress = no_progress) -> Programme:
    """What public data hold of acetaminophen; each source that cannot be had is a gap."""
    sources: dict[str, tuple[str, Callable[[], pl.DataFrame]]] = {
        "concentration_time": ("cvtdb", _curves),
        "pharmacokinetics": ("pk_animal_human", _pharmacokinetics),
        "toxicity": ("toxref", _toxicity),
        "liver_injury": ("dilirank", _liver_injury),
        "heart_injury": ("dictrank", _heart_injury),
        "drug_exposure": ("eunomia-gibleed", _drug_exposure),
    }
    tables: dict[str, pl.DataFrame] = {}
    missing = []
    for k, (table, (dataset, make)) in enumerate(sources.items()):
        progress(k, len(sources), dataset)
        try:
            if accept_licence:
                catalog.fetch(dataset, accept_licence=True)
            tables[table] = make()
        except KaiError as error:
            missing.append({"source": dataset, "dataset": dataset, "reason": str(error).splitlines()[0]})
    if not tables:
        raise ProgrammeError("programme_empty", where="acetaminophen", reason=missing[0]["reason"])
    links = tuple(
        Link(
            source=f"study:{sources[table][0]}",
            target="compound:acetaminophen",
            kind="same compound",
            method=method,
            evidence={"data set": sources[table][0], "matched by": method, "rows": tables[table].height},
            confidence=sure,
        )
        for table, method, sure in (
            ("concentration_time", "name and DSSTox identifier", 0.97),
            ("pharmacokinetics", "name", 0.9),
            ("toxicity", "CAS number", 0.97),
            ("liver_injury", "generic name", 0.9),
            ("heart_injury", "generic name", 0.9),
            ("drug_exposure", "RxNorm ingredient in the OMOP vocabulary", 0.95),
        )
        if table in tables and tables[table].height
    )
    return Programme(
        name="acetaminophen",
        compound=ACETAMINOPHEN,
        synthetic="drug_exposure" in tables,
        synthetic_tables=("drug_exposure",) if "drug_exposure" in tables else (),
        studies=(),
        tables=MappingProxyType(tables),
        links=links + _as_metabolite(tables),
        gaps=pl.DataFrame(missing, schema=GAPS),
    )


def _as_metabolite(tables: Mapping[str, pl.DataFrame]) -> tuple[Link, ...]:
    """Curves of acetaminophen that were measured after another substance was given."""
    if "concentration_time" not in tables:
        return ()
    other = tables["concentration_time"].filter(~pl.col("same_substance").fill_null(value=False))
    counted = (
        other.drop_nulls("dosed_compound")
        .group_by("dosed_compound", "species")
        .len()
        .sort("dosed_compound", "species")
    )
    return tuple(
        Link(
            source="compound:acetaminophen",
            target=f"compound:{given}",
            kind="metabolite of",
            method="measured after the other was given (CvTdb)",
            evidence={
                "rows by species": dict(counted.filter(dosed_compound=given).select("species", "len").rows())
            },
            confidence=0.9,
        )
        for given in counted["dosed_compound"].unique().sort().to_list()
    )


def _curves() -> pl.DataFrame:
    return standards.concentration_time("acetaminophen", as_metabolite=True)


def _pharmacokinetics() -> pl.DataFrame:
    table = catalog.load("pk_animal_human", "animal").collect()
    row = table.filter(pl.col("NAME").str.to_lowercase() == "acetaminophen").row(0, named=True)
    rows = [
        {"species": one, "parameter": parameter, "value": row[f"{one}_{column}"], "unit": unit}
        for one in ("rat", "dog", "monkey", "human")
        for parameter, column, unit in (
            ("clearance", "CL_mL_min_kg", "mL/min/kg"),
            ("volume_ss", "VDss_L_kg", "L/kg"),
            ("fraction_unbound", "fup", "1"),
        )
    ]
    return pl.DataFrame(rows).filter(pl.col("value").is_not_null())


def _toxicity() -> pl.DataFrame:
    """One row per study, level and effect: type;target;endpoint;effect taken apart."""
    table = catalog.load("toxref", "study_pods").collect().filter(pl.col("casrn") == ACETAMINOPHEN.cas)
    effects = table.with_columns(pl.col("effect").str.split("|")).explode("effect")
    parts = pl.col("effect").str.split(";")
    told = effects.select(
        study_id="study_id",
        group="group_name",
        level="pod_type",
        qualifier=pl.col("qualifier").str.strip_chars("'"),
        dose_mg_kg_day="mg_kg_day_value",
        dose_level="dose_level",
        dose_levels="max_dose_level",
        kind=parts.list.get(0, null_on_oob=True),
        endpoint=parts.list.get(1, null_on_oob=True),
        target=parts.list.get(2, null_on_oob=True),
        effect=parts.list.get(3, null_on_oob=True),
    )
    names = {name: organ_of(name) for name in told["target"].drop_nulls().unique()}
    return told.with_columns(organ_name=pl.col("target").replace_strict(names, default=None))


def _liver_injury() -> pl.DataFrame:
    table = catalog.load("dilirank", "drugs").collect()
    return table.filter(pl.col("Compound Name").str.to_lowercase() == "acetaminophen")


def _heart_injury() -> pl.DataFrame:
    table = catalog.load("dictrank", "drugs").collect()
    return table.filter(pl.col("Generic/Proper Name(s)").str.to_lowercase() == "acetaminophen")


def _drug_exposure() -> pl.DataFrame:
    """Simulated patients who took it, by drug concept; combinations named as such."""
    concepts = catalog.load("eunomia-gibleed", "concept").collect()
    named = concepts.filter(
        pl.col("CONCEPT_NAME").str.to_lowercase().str.contains("acetaminophen"), pl.col("DOMAIN_ID") == "Drug"
    )
    taken = catalog.load("eunomia-gibleed", "drug_exposure").collect()
    counted = taken.group_by("DRUG_CONCEPT_ID").agg(
        exposures=pl.len(), persons=pl.col("PERSON_ID").n_unique()
    )
    return (
        named.join(counted, left_on="CONCEPT_ID", right_on="DRUG_CONCEPT_ID", how="inner")
        .select(
            concept_id="CONCEPT_ID",
            concept="CONCEPT_NAME",
            concept_class="CONCEPT_CLASS_ID",
            combination=pl.col("CONCEPT_NAME").str.contains(" / "),
            exposures="exposures",
            persons="persons",
        )
        .sort("exposures", descending=True)
    )

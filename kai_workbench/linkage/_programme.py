"""A programme: everything of one compound, assembled from the catalog, with what is missing said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from kai_workbench import catalog, standards
from kai_workbench.errors import KaiError
from kai_workbench.standards import Study

from ._design import animals
from ._link import Compound, Link
from ._organs import organ_of
from ._workspace import Workspace


class ProgrammeError(KaiError):
    """No programme of that name is known."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Programme:
    """All that is known of one compound.

    Attributes
    ----------
    name
        ``acetaminophen`` or ``6576``.
    compound
        Under all its identifiers.
    synthetic
        Whether any of it was made up; ``synthetic_tables`` names which.
    studies
        Animal studies, opened.
    tables
        Frames by name.
    links
        What is proposed between them.
    gaps
        What could not be had: ``source``, ``reason``.
    """

    name: str
    compound: Compound
    synthetic: bool
    synthetic_tables: tuple[str, ...]
    studies: tuple[Study, ...]
    tables: Mapping[str, pl.DataFrame]
    links: tuple[Link, ...]
    gaps: pl.DataFrame

    def store(self, workspace: Workspace, *, who: str) -> None:
        """Put the compound, the studies and the proposed links into a workspace."""
        workspace.add_compound(self.compound, who=who)
        for study in self.studies:
            workspace.add_study(study, who=who)
        workspace.propose(self.links, who=f"rule:programme:{self.name}")


def programmes() -> tuple[str, ...]:
    """Names that :func:`programme` knows."""
    return tuple(_KNOWN)


def programme(name: str, *, accept_licence: bool = False) -> Programme:
    """Assemble a programme from the catalog.

    Parameters
    ----------
    name
        ``acetaminophen``: curves in four species (CvTdb), clearance and volume (four-species table),
        effect levels (ToxRefDB), ranks of liver and heart injury (DILIrank, DICTrank), drug exposures
        of simulated patients (Eunomia). ``6576``: SEND studies in rat (87497) and dog (35449).
    accept_licence
        Accept the terms of the data sets, as :func:`kai_workbench.catalog.fetch`.

    Returns
    -------
    Programme
        What cannot be had (a licence not accepted, no network) is in ``gaps``; the rest is there.

    Raises
    ------
    ProgrammeError
        The name is not known, or nothing of the programme could be had.
    """
    plain = name.strip().lower()
    if plain not in _KNOWN:
        raise ProgrammeError("programme_unknown", where=name, known=", ".join(_KNOWN))
    return _KNOWN[plain](accept_licence)


ACETAMINOPHEN = Compound(
    name="acetaminophen",
    inchikey="RZVAJINKPMORJF-UHFFFAOYSA-N",
    unii="362O9ITL9D",
    cas="103-90-2",
    rxcui="161",
    omop_concept=1125315,
    local_codes=("DTXSID2020006", "LT00004", "paracetamol"),
)


def _acetaminophen(accept_licence: bool) -> Programme:  # noqa: FBT001, one of a table of functions
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
    for table, (dataset, make) in sources.items():
        try:
            if accept_licence:
                catalog.fetch(dataset, accept_licence=True)
            tables[table] = make()
        except KaiError as error:
            missing.append({"source": dataset, "reason": str(error).splitlines()[0]})
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
        gaps=pl.DataFrame(missing, schema={"source": pl.String, "reason": pl.String}),
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


def _compound_6576(accept_licence: bool) -> Programme:  # noqa: FBT001, one of a table of functions
    names = {"87497": "scoreSEND-87497", "35449": "scoreSEND-35449"}
    studies, missing = [], []
    for folder in names.values():
        try:
            studies.append(standards.catalog_study("send-studies", folder, accept_licence=accept_licence))
        except KaiError as error:
            missing.append({"source": folder, "reason": str(error).splitlines()[0]})
    if not studies:
        raise ProgrammeError("programme_empty", where="6576", reason=missing[0]["reason"])
    missing.append(
        {"source": "human", "reason": "no study of this compound in people is public; there is no human side"}
    )
    links = (
        Link(
            source="study:87497",
            target="study:35449",
            kind="same compound",
            method="same treatment name (TSPARMCD TRT)",
            evidence={"treatment": "6576", "studies": list(names)},
            confidence=0.8,
        ),
    )
    return Programme(
        name="6576",
        compound=Compound(name="6576", local_codes=("6576",)),
        synthetic=False,
        synthetic_tables=(),
        studies=tuple(studies),
        tables=MappingProxyType({"animals": pl.concat([animals(study) for study in studies])}),
        links=links if len(studies) == len(names) else (),
        gaps=pl.DataFrame(missing, schema={"source": pl.String, "reason": pl.String}),
    )


_KNOWN: Mapping[str, Callable[[bool], Programme]] = MappingProxyType(
    {"acetaminophen": _acetaminophen, "6576": _compound_6576}
)

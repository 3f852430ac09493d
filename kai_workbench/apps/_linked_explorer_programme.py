"""A compound with what is known of it in animals and in people."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl

from kai_workbench import catalog, linkage
from kai_workbench.linkage import GroupExposure, Link, Weakness
from kai_workbench.quality import QualityTable
from kai_workbench.standards import Study

# (sources read, sources in all, name of the one that is read now)
Tell = Callable[[int, int, str], None]
PROGRAMMES = ("kai-101", "6576", "acetaminophen")
# What people take of acetaminophen (mg), and what animals were given (mg/kg).
_DOSES = {
    "rat": (40.0,),
    "dog": (40.0,),
    "monkey": (40.0,),
    "human": (325.0, 500.0, 1000.0, 4000.0),
}
_SOURCES = {
    "concentration_time": "CvTdb",
    "pharmacokinetics": "PKSmart",
    "toxicity": "ToxRefDB",
    "liver_injury": "DILIrank",
    "heart_injury": "DICTrank",
    "drug_exposure": "Eunomia (simulated patients)",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Change:
    """Where an organ first changed.

    Attributes
    ----------
    species, organ, finding
        As the concordance names them.
    dose, dose_unit
        The lowest dose above the control's incidence.
    exposure
        At that dose; ``None`` where it was not measured.
    """

    species: str
    organ: str
    finding: str
    dose: float
    dose_unit: str
    exposure: GroupExposure | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Programme:
    """What the page shows.

    Attributes
    ----------
    name, compound, synthetic
        Which, and whether it is invented.
    findings
        By species, people among them: counts of each finding at each dose.
    exposures
        Of every dose of every species.
    concordance
        Organ by organ (:func:`kai_workbench.linkage.concordance`).
    links
        Proposed by rules, to be judged by people.
    missing
        Phrase keys of what nobody has measured.
    gaps
        Studies and data sets that could not be had here.
    studies
        By species, where there are any; the first of each.
    later, later_findings
        Studies of a species that has one already, by name, and their counts.
    hospital
        Who was given the compound in a hospital, and what began meanwhile
        (:func:`kai_workbench.linkage.hospital_tables`).
    left_out
        By name of the study, what takes no part (:func:`kai_workbench.linkage.left_out`).
    compared
        Columns of the concordance, where they are not the species of ``findings``.
    sources
        Where it all comes from, in words of the catalog.
    """

    name: str
    compound: str
    synthetic: bool
    findings: Mapping[str, pl.DataFrame]
    exposures: tuple[GroupExposure, ...]
    concordance: pl.DataFrame
    links: tuple[Link, ...]
    missing: tuple[str, ...]
    sources: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    studies: Mapping[str, Study] = dataclasses.field(default_factory=dict)
    later: Mapping[str, Study] = dataclasses.field(default_factory=dict)
    later_findings: Mapping[str, pl.DataFrame] = dataclasses.field(default_factory=dict)
    hospital: Mapping[str, pl.DataFrame] = dataclasses.field(default_factory=dict)
    left_out: Mapping[str, Sequence[Weakness]] = dataclasses.field(default_factory=dict)
    compared: tuple[str, ...] = ()

    @property
    def species(self) -> tuple[str, ...]:
        """Those compared organ by organ, animals first."""
        return self.compared or tuple(self.findings)

    @property
    def people(self) -> tuple[GroupExposure, ...]:
        """Exposures of people, from the lowest dose on."""
        return tuple(one for one in self.exposures if one.species == "human")

    def to_agree(self) -> tuple[catalog.Dataset, ...]:
        """Data sets that are missing only because their terms ask for the reader's consent."""
        return to_agree(self.name) if self.gaps else ()

    def weaknesses(self, quality: Mapping[str, QualityTable]) -> list[Weakness]:
        """What is weak; ``quality`` by species, of later studies by name."""
        found = [Weakness(code="synthetic", where=(self.compound,))] if self.synthetic else []
        counts = {**self.findings, **self.later_findings}
        for one, study in {**self.studies, **self.later}.items():
            found += linkage.study_weaknesses(
                study,
                findings=counts[one],
                quality=quality.get(one),
                lost=self.left_out.get(linkage.study_name(study)),
            )
        compared = dict.fromkeys((*self.findings, *(one.species for one in self.exposures), "human"))
        return found + linkage.exposure_weaknesses(self.exposures, species=tuple(compared))

    def organs(self) -> list[str]:
        """Those that changed in some species: most species first, then the surest."""
        if not self.findings:
            return []
        told = self.concordance.filter(pl.col("species_affected") > 0)
        surest = pl.min_horizontal([f"{one}_p" for one in self.species if f"{one}_p" in told.columns])
        return told.sort(pl.col("species_affected"), surest, descending=[True, False])["organ_name"].to_list()

    def changes(self, organ: str) -> list[Change]:
        """Where the organ first changed, the most sensitive species (by exposure) first."""
        row = self.concordance.filter(organ_name=organ).to_dicts()
        found = [
            Change(
                species=species,
                organ=organ,
                finding=row[0][f"{species}_finding"],
                dose=row[0][f"{species}_dose"],
                dose_unit=row[0][f"{species}_dose_unit"],
                exposure=self.exposure(species, row[0][f"{species}_dose"]),
            )
            for species in self.species
            if row
            and species in self.findings
            and species != "human"
            and row[0].get(f"{species}_dose") is not None
        ]
        return sorted(found, key=lambda one: _median(one.exposure))

    def exposure(self, species: str, dose: float) -> GroupExposure | None:
        """Exposure of a species at a dose, if it was measured."""
        return next((one for one in self.exposures if one.species == species and one.dose == dose), None)


def _median(exposure: GroupExposure | None) -> float:
    return float(np.median(exposure.draws)) if exposure else float("inf")


def load(name: str, *, tell: Tell, accept_terms: bool = False) -> Programme:
    """Read a programme; ``tell(done, total, source)`` hears how far it is, and may end it by raising.

    With ``accept_terms`` the reader has agreed to the terms of the data sets that ask for it.

    Raises
    ------
    kai_workbench.linkage.ProgrammeError
        Nothing of it can be had.
    """
    told = linkage.programme(name, accept_licence=accept_terms, progress=tell)
    gaps = told.gaps.drop_nulls("dataset")
    if not told.studies:
        return _of_tables(name, told, tuple(gaps["dataset"].to_list()))
    species: dict[str, Study] = {}
    later: dict[str, Study] = {}
    for study in told.studies:
        # The first study of people is that of rising doses; what came after it is told apart.
        one = linkage.species(study) or "?"
        if one in species:
            later[linkage.study_name(study)] = study
        else:
            species[one] = study
    counts = told.tables["finding"].filter(pl.col("domain").is_in(["MI", "AE"]))
    findings = {
        one: linkage.sexes_together(counts.filter(study=linkage.study_name(study)))
        for one, study in species.items()
    }
    return Programme(
        name=name,
        compound=told.compound.name,
        synthetic=told.synthetic,
        findings=findings,
        studies=species,
        later=later,
        later_findings={one: counts.filter(study=one) for one in later},
        hospital={one: told.tables[one] for one in ("drug_exposure", "condition") if one in told.tables},
        left_out=told.left_out,
        exposures=tuple(
            exposure for study in species.values() for exposure in told.exposures[linkage.study_name(study)]
        ),
        concordance=linkage.concordance(findings),
        links=told.links,
        missing=() if "human" in species else (f"lx.missing.{name}_people", "lx.missing.public"),
        gaps=tuple(gaps["source"].to_list()),
        sources=tuple(f"{study.standard or '?'} {study.study_id}" for study in told.studies),
    )


def _of_tables(name: str, told: linkage.Programme, gaps: tuple[str, ...]) -> Programme:
    """A compound of which no study is public, only what was gathered from many."""
    tables = told.tables
    exposures = [
        *(linkage.curve_exposures(tables["concentration_time"]) if "concentration_time" in tables else []),
        *(
            linkage.clearance_exposures(tables["pharmacokinetics"], doses=_DOSES)
            if "pharmacokinetics" in tables
            else []
        ),
    ]
    missing = ["lx.missing.organs", "lx.missing.public"]
    if exposures:
        missing[1:1] = ["lx.missing.metabolite"]
    return Programme(
        name=name,
        compound=told.compound.name.capitalize(),
        synthetic=False,
        findings={},
        compared=("animal", "human"),
        exposures=tuple(sorted(exposures, key=lambda one: (one.species == "human", one.species, one.dose))),
        concordance=linkage.effect_levels(tables),
        links=told.links,
        missing=tuple(missing),
        gaps=gaps,
        sources=tuple(_SOURCES[one] for one in tables),
    )


def to_agree(name: str) -> tuple[catalog.Dataset, ...]:
    """Data sets of a programme that ask for the reader's consent and have not got it."""
    wanted = linkage.programme_datasets(name)
    return tuple(
        one
        for one in catalog.datasets()
        if one.name in wanted and not one.redistributable and not catalog.accepted(one)
    )

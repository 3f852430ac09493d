"""A compound with what is known of it in animals and in people."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from kai_workbench import catalog, linkage, standards
from kai_workbench.linkage import Link
from kai_workbench.standards import Study

from ._linked_explorer_exposure import Exposure, of_animals, of_people
from ._linked_explorer_people import events_by_organ

Tell = Callable[[int, int], None]
SEND = {
    "kai-101": {"rat": "rat", "dog": "dog"},
    "6576": {"rat": "scoreSEND-87497", "dog": "scoreSEND-35449"},
}
PROGRAMMES = ("kai-101", "6576", "acetaminophen")


class Stopped(Exception):
    """The reader does not want it any more."""


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
    exposure: Exposure | None


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
        Data sets that could not be had here.
    compared
        Columns of the concordance, where they are not the species of ``findings``.
    sources
        Where it all comes from, in words of the catalog.
    """

    name: str
    compound: str
    synthetic: bool
    findings: Mapping[str, pl.DataFrame]
    exposures: tuple[Exposure, ...]
    concordance: pl.DataFrame
    links: tuple[Link, ...]
    missing: tuple[str, ...]
    sources: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()

    @property
    def species(self) -> tuple[str, ...]:
        """Those compared organ by organ, animals first."""
        return self.compared or tuple(self.findings)

    @property
    def people(self) -> tuple[Exposure, ...]:
        """Exposures of people, from the lowest dose on."""
        return tuple(one for one in self.exposures if one.species == "human")

    def to_agree(self) -> tuple[catalog.Dataset, ...]:
        """Data sets that are missing only because their terms ask for the reader's consent."""
        return tuple(
            one
            for one in catalog.datasets()
            if one.name in self.gaps and not one.redistributable and not catalog.accepted(one)
        )

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

    def exposure(self, species: str, dose: float) -> Exposure | None:
        """Exposure of a species at a dose, if it was measured."""
        return next((one for one in self.exposures if one.species == species and one.dose == dose), None)


def _median(exposure: Exposure | None) -> float:
    return float(np.median(exposure.draws)) if exposure else float("inf")


def load(name: str, *, tell: Tell, stop: threading.Event, accept_terms: bool = False) -> Programme:
    """Read a programme; ``tell(done, total)`` hears how far it is.

    With ``accept_terms`` the reader has agreed to the terms of the data sets that ask for it.

    Raises
    ------
    kai_workbench.catalog.CatalogError
        A data set cannot be had.
    Stopped
        ``stop`` was set.
    """
    if name == "acetaminophen":
        from ._linked_explorer_acetaminophen import acetaminophen

        return acetaminophen(tell=tell, stop=stop, accept_terms=accept_terms)
    total = 2 * len(SEND[name]) + 2 * (name == "kai-101")
    done = 0

    def step() -> None:
        nonlocal done
        if stop.is_set():
            raise Stopped
        tell(done, total)
        done += 1

    findings: dict[str, pl.DataFrame] = {}
    exposures: list[Exposure] = []
    studies: dict[str, Study] = {}
    for species, resource in SEND[name].items():
        step()
        studies[species] = _study(name, resource)
        step()
        findings[species] = linkage.findings(studies[species], by_sex=False)
        exposures += of_animals(studies[species], species=species)
    if name == "kai-101":
        step()
        studies["human"] = _study(name, "phase1")
        step()
        findings["human"] = events_by_organ(studies["human"])
        exposures += of_people(studies["human"])
    told = linkage.concordance(findings)
    compound = "KAI-101" if name == "kai-101" else "6576"
    return Programme(
        name=name,
        compound=compound,
        synthetic=name == "kai-101",
        findings=findings,
        exposures=tuple(exposures),
        concordance=told,
        links=tuple(_proposals(compound, studies, told)),
        missing=() if name == "kai-101" else ("lx.missing.6576_people", "lx.missing.public"),
        sources=tuple(f"{say_standard(one)} {one.study_id}" for one in studies.values()),
    )


def say_standard(study: Study) -> str:
    """Standard and version of a study; a word for none."""
    return str(study.standard) if study.standard else "?"


def _study(programme: str, name: str) -> Study:
    if programme == "kai-101":
        return standards.open_study(catalog.fetch("kai-101", resource=name)[name])
    return standards.catalog_study("send-studies", name)


def _proposals(compound: str, studies: Mapping[str, Study], told: pl.DataFrame) -> list[Link]:
    """Links that rules can see: the studies' compound by its name, and organs that changed in two species."""
    links = []
    for species, study in studies.items():
        name = str(study.frame("TS").filter(TSPARMCD="TRT")["TSVAL"].first() or "")
        links.append(
            Link(
                source=f"compound:{compound}",
                target=f"study:{study.study_id}",
                kind="same compound",
                method="rule: name of the treatment",
                evidence={"species": species, "TSPARMCD": "TRT", "TSVAL": name, "TRTUNII": _unii(study)},
                confidence=0.9 if name.casefold() == compound.casefold() else 0.5,
            )
        )
    names = list(studies)
    for row in told.iter_rows(named=True):
        hit = [one for one in names if row[one] == "affected"]
        for k, one in enumerate(hit):
            links += [_same_organ(row, one, other, studies) for other in hit[k + 1 :]]
    return links


def _unii(study: Study) -> str:
    told = study.frame("TS").filter(TSPARMCD="TRTUNII")["TSVAL"].drop_nulls()
    return str(told[0]) if told.len() else ""


def _same_organ(row: dict[str, object], one: str, other: str, studies: Mapping[str, Study]) -> Link:
    def node(species: str) -> str:
        return f"finding:{studies[species].study_id}/{row['organ_name']}/{row[f'{species}_finding']}"

    same_term = row[f"{one}_finding"] == row[f"{other}_finding"]
    return Link(
        source=node(one),
        target=node(other),
        kind="same organ",
        method="rule: grows with the dose in both",
        evidence={
            "organ": row["organ_name"],
            **{
                f"{species} {what}": row[f"{species}_{key}"]
                for species in (one, other)
                for what, key in (("finding", "finding"), ("p", "p"), ("dose", "dose"))
            },
        },
        # How far the rule is to be trusted, not a probability: the same word says more than the same organ.
        confidence=0.7 if same_term else 0.4,
    )

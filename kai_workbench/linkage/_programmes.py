"""The programmes of the catalog, by name."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

import polars as pl

from kai_workbench import catalog, standards
from kai_workbench.errors import KaiError
from kai_workbench.standards import Study

from ._design import species
from ._group_exposures import group_exposures
from ._hospital import hospital_link, hospital_tables
from ._kept_programme import Made, kept
from ._link import Compound
from ._programme import GAPS, Programme, ProgrammeError, Progress, no_progress
from ._programme_acetaminophen import acetaminophen
from ._records import study_name
from ._rules import rule_links
from ._study_tables import TABLES, study_tables
from ._weaknesses import left_out


class _Maker(Protocol):
    def __call__(self, *, accept_licence: bool, progress: Progress) -> Programme: ...


class _Known(NamedTuple):
    """How a programme is made, and the data sets it is made from."""

    make: _Maker
    datasets: tuple[str, ...]


def programmes() -> tuple[str, ...]:
    """Names that :func:`programme` knows."""
    return tuple(_KNOWN)


def programme_datasets(name: str) -> tuple[str, ...]:
    """Data sets of the catalog that a programme is assembled from.

    Raises
    ------
    ProgrammeError
        The name is not known.
    """
    return _known(name).datasets


def programme(name: str, *, accept_licence: bool = False, progress: Progress = no_progress) -> Programme:
    """Assemble a programme from the catalog.

    Parameters
    ----------
    name
        ``acetaminophen``: curves in four species (CvTdb), clearance and volume (four-species table),
        effect levels (ToxRefDB), ranks of liver and heart injury (DILIrank, DICTrank), drug exposures
        of simulated patients (Eunomia). ``6576``: SEND studies in rat (87497) and dog (35449).
        ``kai-101``: synthetic SEND studies in rat and dog, the SDTM studies of phase 1 and 2, and of a
        hospital's OMOP database who was given it and what began meanwhile (:func:`hospital_tables`).
    accept_licence
        Accept the terms of the data sets, as :func:`kai_workbench.catalog.fetch`.
    progress
        Called with (sources read, sources in all, name of the source read now) before each; what it raises
        ends the reading.

    Returns
    -------
    Programme
        What cannot be had (a licence not accepted, no network) is in ``gaps``; the rest is there.

    Raises
    ------
    ProgrammeError
        The name is not known, or nothing of the programme could be had.
    """
    return _known(name).make(accept_licence=accept_licence, progress=progress)


def _known(name: str) -> _Known:
    plain = name.strip().lower()
    if plain not in _KNOWN:
        raise ProgrammeError("programme_unknown", where=name, known=", ".join(_KNOWN))
    return _KNOWN[plain]


def _of_studies(
    *,
    compound: Compound,
    dataset: str,
    names: tuple[str, ...],
    synthetic: bool,
    no_people: str = "",
    hospital: str = "",
    accept_licence: bool,
    progress: Progress,
) -> Programme:
    studies: list[Study] = []
    records: pathlib.Path | None = None
    missing: list[dict[str, str | None]] = []
    wanted = (*names, hospital) if hospital else names
    for k, name in enumerate(wanted):
        progress(k, len(wanted), name)
        try:
            if name == hospital:
                records = catalog.fetch(dataset, resource=name)[name]
            else:
                studies.append(_opened(dataset, name, accept_licence=accept_licence))
        except KaiError as error:
            missing.append({"source": name, "dataset": dataset, "reason": str(error).splitlines()[0]})
    if not studies:
        raise ProgrammeError("programme_empty", where=compound.name, reason=missing[0]["reason"])
    if no_people:
        missing.append({"source": "human", "dataset": None, "reason": no_people})

    def make() -> Made:
        each = [study_tables(study) for study in studies]
        tables = {name: pl.concat([one[name] for one in each]) for name in TABLES}
        proposed = rule_links({**tables, "compound": compound.frame()})
        links = tuple(link for links in proposed.values() for link in links)
        areas = {
            study_name(study): tuple(group_exposures(study, species=species(study))) for study in studies
        }
        lost = {study_name(study): tuple(left_out(study)) for study in studies}
        if records is None:
            return Made(tables, links, areas, lost)
        with standards.open_omop(records) as omop:
            there = hospital_tables(omop, compound)
        links += hospital_link(there, compound, study="hospital")
        return Made(tables | there, links, areas, lost)

    made = kept(compound.name.lower(), _files(studies, records), make)
    return Programme(
        name=compound.name.lower(),
        compound=compound,
        synthetic=synthetic,
        synthetic_tables=tuple(made.tables) if synthetic else (),
        studies=tuple(studies),
        tables=MappingProxyType(dict(made.tables)),
        links=made.links,
        gaps=pl.DataFrame(missing, schema=GAPS),
        exposures=MappingProxyType(dict(made.exposures)),
        left_out=MappingProxyType(dict(made.left_out)),
    )


def _files(studies: Sequence[Study], records: pathlib.Path | None) -> Iterator[pathlib.Path]:
    """The files that the tables are made from."""
    for study in studies:
        yield from sorted(study.path.rglob("*.*")) if study.path.is_dir() else [study.path]
    if records is not None:
        yield records


def _opened(dataset: str, name: str, *, accept_licence: bool) -> Study:
    if dataset == "kai-101":
        return standards.open_study(catalog.fetch(dataset, resource=name)[name])
    return standards.catalog_study(dataset, name, accept_licence=accept_licence)


_KNOWN: Mapping[str, _Known] = MappingProxyType(
    {
        "acetaminophen": _Known(
            acetaminophen,
            ("cvtdb", "pk_animal_human", "toxref", "dilirank", "dictrank", "eunomia-gibleed"),
        ),
        "6576": _Known(
            functools.partial(
                _of_studies,
                compound=Compound(name="6576", local_codes=("6576",)),
                dataset="send-studies",
                names=("scoreSEND-87497", "scoreSEND-35449"),
                synthetic=False,
                no_people="no study of this compound in people is public; there is no human side",
            ),
            ("send-studies",),
        ),
        "kai-101": _Known(
            functools.partial(
                _of_studies,
                compound=Compound(name="KAI-101", local_codes=("KAI-101",)),
                dataset="kai-101",
                names=("rat", "dog", "phase1", "phase2"),
                hospital="omop",
                synthetic=True,
            ),
            ("kai-101",),
        ),
    }
)

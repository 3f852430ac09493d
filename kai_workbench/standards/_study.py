"""A study as it lies on disk: its domains, the standard they follow, and what is wrong with its files."""

from __future__ import annotations

import dataclasses
import difflib
import os
import pathlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ._dataset_json import read_dataset_json
from ._declared import declare
from ._deferred import thin
from ._define_xml import Define, read_define
from ._domain import Domain, Standard
from ._package import Member, package
from ._standard import find_standard
from ._study_problems import BrokenFile, MissingDomain, StudyError, StudyProblem, problems_frame, some
from ._study_summary import StudySummary, summarise
from ._tables_by_format import (
    read_csv_table,
    read_parquet_table,
    read_rda_tables,
    read_sas7bdat_table,
    read_xls,
    read_xlsx_table,
)
from ._xpt import read_xpt

if TYPE_CHECKING:
    import polars as pl

_Reader = Callable[[Member], tuple[list[Domain], list[StudyProblem]]]
# In order of preference where one domain lies in a package in several formats.
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        ".xpt": read_xpt,
        ".xpt5": read_xpt,
        ".xpt8": read_xpt,
        ".ndjson": read_dataset_json,
        ".dsjc": read_dataset_json,
        ".json": read_dataset_json,
        ".sas7bdat": read_sas7bdat_table,
        ".parquet": read_parquet_table,
        ".rda": read_rda_tables,
        ".rdata": read_rda_tables,
        ".xlsx": read_xlsx_table,
        ".xlsm": read_xlsx_table,
        ".xls": read_xls,
        ".csv": read_csv_table,
    }
)
_ANY_TRADE = {".parquet", ".rda", ".rdata", ".xlsx", ".xlsm", ".xls", ".csv"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Study:
    """A study package: what it holds and what could not be read.

    Attributes
    ----------
    path
        The folder, the archive or the file.
    study_id
        ``STUDYID`` of its trial summary, demographics or first domain; ``None`` where there is none.
    standard
        Standard and version as found; ``None`` where nothing tells it.
    domains
        Every data set that was read, by upper-case name.
    found
        What was wrong with single files.
    define
        What the package's define.xml says; ``None`` without one.
    other_files
        Files of the package that are no data sets (documents, style sheets).
    """

    path: pathlib.Path
    study_id: str | None
    standard: Standard | None
    domains: Mapping[str, Domain]
    found: tuple[StudyProblem, ...]
    define: Define | None = None
    other_files: tuple[str, ...] = ()

    @property
    def problems(self) -> pl.DataFrame:
        """What was wrong with single files: file, problem (code), detail, params (JSON)."""
        return problems_frame(self.found)

    def __getitem__(self, name: str) -> Domain:
        """The domain called ``name``.

        Raises
        ------
        MissingDomain
            The study has no such domain, or its file could not be read.
        """
        try:
            return self.domains[name.upper()]
        except KeyError:
            raise self._missing(name.upper()) from None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.upper() in self.domains

    def frame(self, name: str) -> pl.DataFrame:
        """All records of the domain called ``name``.

        Raises
        ------
        MissingDomain
            As ``study[name]``.
        """
        # What the streaming engine sets up costs more than reading most domains.
        return thin(self[name].frame.collect(engine="in-memory"))

    def summary(self) -> StudySummary:
        """What the study is, in the numbers that a person asks for first."""
        return summarise(self)

    def _missing(self, name: str) -> MissingDomain:
        where = str(self.path)
        for problem in self.found:
            named = pathlib.PurePosixPath(problem.file).stem.upper() == name
            if named or problem.values.get("sheet") == name:
                return MissingDomain(
                    "broken_domain", where=where, domain=name, file=problem.file, reason=problem
                )
        if not self.domains and self.found:
            first = self.found[0]
            return MissingDomain("nothing_read", where=where, domain=name, file=first.file, reason=first)
        near = difflib.get_close_matches(name, self.domains, n=3, cutoff=0.5) or list(self.domains)
        return MissingDomain("missing_domain", where=where, domain=name, known=", ".join(near))


def open_study(path: str | os.PathLike[str]) -> Study:
    """Open a study package; reads what the files say of themselves, and records only when asked for.

    Parameters
    ----------
    path
        A folder (sub-folders included), a zip archive, or a single data set.

    Returns
    -------
    Study
        With a note on every file that could not be read; the others are there.

    Raises
    ------
    StudyError
        The path is not there or holds no data set; the archive is damaged, encrypted, would unpack to
        far too much, or holds a path out of itself; several studies lie in one package.
    """
    root = pathlib.Path(path)
    members = package(root)
    datasets = _datasets(members)
    if not datasets:
        raise StudyError("study_none", where=str(root), files=some(member.name for member in members))
    found: list[StudyProblem] = []
    domains = _domains(datasets, found, where=str(root))
    defines = _defines(members, found)
    define = next(iter(defines.values()), None)
    standard = find_standard(domains, define)
    described = {}
    for name, domain in domains.items():
        declared, differing = declare(domain, standard)
        found += differing
        described[name] = _describe(declared, defines.get(_folder(domain)))
    used = {member.name for member in datasets} | {one.file for one in defines.values()}
    study_id = _study_id(described)
    for folder, told in defines.items():
        here = [member.stem for member in datasets if member.folder == folder]
        held = [name for name, domain in described.items() if _folder(domain) == folder]
        found += _otherwise(told, held, unread=here, study_id=study_id)
    found += [StudyProblem(one.name, "link_out", {"target": one.leads}) for one in members if one.leads]
    return Study(
        path=root,
        study_id=study_id,
        standard=standard,
        domains=MappingProxyType(described),
        found=tuple(found),
        define=define,
        other_files=tuple(member.name for member in members if member.name not in used),
    )


def _datasets(members: list[Member]) -> list[Member]:
    """The members that are data sets.

    Tables of any trade (CSV, XLSX, R) lie beside the data sets of a package as reports and listings; they
    are data sets only where the package has none of this field's own formats.
    """
    readable = [member for member in members if member.suffix in _READERS]
    own = [member for member in readable if member.suffix not in _ANY_TRADE]
    return own or readable


def _domains(datasets: list[Member], found: list[StudyProblem], *, where: str) -> dict[str, Domain]:
    """Every data set that can be read; what is wrong with the others goes to ``found``."""
    domains: dict[str, Domain] = {}
    for member in sorted(datasets, key=lambda one: list(_READERS).index(one.suffix)):
        if member.size == 0:
            found.append(StudyProblem(member.name, "empty_file", {}))
            continue
        try:
            read, problems = _READERS[member.suffix](member)
        except BrokenFile as broken:
            found.append(StudyProblem(member.name, broken.code, broken.values))
            continue
        found += problems
        for domain in read:
            held = domains.setdefault(domain.name, domain)
            if held is domain:
                continue
            if _folder(held) != member.folder:
                folders = ", ".join(sorted({_folder(held) or ".", member.folder or "."}))
                raise StudyError("study_several", where=where, domain=domain.name, folders=folders)
            twice = {"domain": domain.name, "used": held.file}
            found.append(StudyProblem(member.name, "domain_twice", twice))
    return {name: domains[name] for name in sorted(domains)}


def _defines(members: list[Member], found: list[StudyProblem]) -> dict[str, Define]:
    """The define.xml of every folder that has one."""
    defines: dict[str, Define] = {}
    for member in members:
        if member.suffix != ".xml" or "DEFINE" not in member.stem:
            continue
        try:
            defines.setdefault(member.folder, read_define(member.read(), file=member.name))
        except BrokenFile as broken:
            found.append(StudyProblem(member.name, broken.code, broken.values))
    return defines


def _otherwise(
    define: Define, names: list[str], *, unread: list[str], study_id: str | None
) -> list[StudyProblem]:
    """Where a define.xml and the data sets beside it tell of different things."""
    if not names:
        return []
    found = []
    if study_id and define.study and study_id.casefold() not in define.study.casefold():
        found.append(StudyProblem(define.file, "define_study", {"told": define.study, "found": study_id}))
    for code, lacking in (
        ("define_without", define.domains.keys() - {*names, *unread}),
        ("define_silent", {*names} - define.domains.keys() if define.domains else set()),
    ):
        if lacking:
            found.append(StudyProblem(define.file, code, {"domains": some(sorted(lacking))}))
    return found


def _describe(domain: Domain, define: Define | None) -> Domain:
    """The domain with the labels and code lists that the define.xml of its folder gives."""
    told = define.domains.get(domain.name) if define is not None else None
    if define is None or told is None:
        return domain
    by_name = {one.name: one for one in told.variables}
    columns = []
    for variable in domain.columns:
        one = by_name.get(variable.name)
        if one is None:
            columns.append(variable)
            continue
        codelist = define.codelists.get(one.codelist or "")
        columns.append(
            variable._replace(
                label=variable.label or one.label, codelist=codelist.name if codelist is not None else None
            )
        )
    return dataclasses.replace(domain, label=domain.label or told.label, columns=tuple(columns))


def _folder(domain: Domain) -> str:
    parent = str(pathlib.PurePosixPath(domain.file).parent)
    return "" if parent == "." else parent


def _study_id(domains: Mapping[str, Domain]) -> str | None:
    """``STUDYID`` of the first record that has one."""
    first = [name for name in ("TS", "DM", "ADSL") if name in domains]
    for name in [*first, *domains]:
        if "STUDYID" not in domains[name]:
            continue
        values = domains[name].frame.select("STUDYID").head(1).collect()["STUDYID"]
        if len(values) and values[0] is not None:
            return str(values[0])
    return None

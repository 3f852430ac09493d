"""A study as it lies on disk: its domains, the standard they follow, and what is wrong with its files."""

from __future__ import annotations

import dataclasses
import difflib
import os
import pathlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ._domain import Domain, Standard
from ._package import Member, package
from ._standard import find_standard
from ._study_problems import BrokenFile, MissingDomain, StudyError, StudyProblem, problems_frame
from ._xpt import read_xpt

if TYPE_CHECKING:
    import polars as pl

_Reader = Callable[[Member], tuple[Domain, list[StudyProblem]]]
# In order of preference where one domain lies in a package in several formats.
_READERS: Mapping[str, _Reader] = MappingProxyType({".xpt": read_xpt, ".xpt5": read_xpt, ".xpt8": read_xpt})


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
    other_files
        Files of the package that are no data sets (documents, style sheets).
    """

    path: pathlib.Path
    study_id: str | None
    standard: Standard | None
    domains: Mapping[str, Domain]
    found: tuple[StudyProblem, ...]
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
        return self[name].frame.collect()

    def _missing(self, name: str) -> MissingDomain:
        where = str(self.path)
        for problem in self.found:
            if pathlib.PurePosixPath(problem.file).stem.upper() == name:
                return MissingDomain(
                    "broken_domain", where=where, domain=name, file=problem.file, reason=problem.say()
                )
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
    datasets = [member for member in members if member.suffix in _READERS]
    if not datasets:
        raise StudyError("study_none", where=str(root), files=_some(member.name for member in members))
    domains: dict[str, Domain] = {}
    found: list[StudyProblem] = []
    for member in sorted(datasets, key=lambda one: list(_READERS).index(one.suffix)):
        try:
            domain, problems = _READERS[member.suffix](member)
        except BrokenFile as broken:
            found.append(StudyProblem(member.name, broken.code, broken.values))
            continue
        found += problems
        held = domains.get(domain.name)
        if held is None:
            domains[domain.name] = domain
            continue
        if _folder(held) != member.folder:
            folders = ", ".join(sorted({_folder(held) or ".", member.folder or "."}))
            raise StudyError("study_several", where=str(root), domain=domain.name, folders=folders)
        found.append(StudyProblem(member.name, "domain_twice", {"domain": domain.name, "used": held.file}))
    ordered = {name: domains[name] for name in sorted(domains)}
    return Study(
        path=root,
        study_id=_study_id(ordered),
        standard=find_standard(ordered),
        domains=MappingProxyType(ordered),
        found=tuple(found),
        other_files=tuple(member.name for member in members if member.suffix not in _READERS),
    )


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


def _some(names: Iterable[str], *, most: int = 5) -> str:
    every = list(names)
    more = f" … ({len(every)})" if len(every) > most else ""
    return ", ".join(every[:most]) + more

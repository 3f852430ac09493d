"""The variables that the implementation guides publish, as far as they may be passed on.

Complete for SENDIG 3.0 and 3.1. For SDTMIG 3.3 and ADaMIG 1.1 they are the variables that CDISC's own
example submissions use, and for data sets which those leave out, the variables of public test data, without
their requiredness. The guides of other versions are answered with the
nearest of these, and :func:`published_list` says so. Sources and licences stand in the head of
``_published_variables.csv``.
"""

from __future__ import annotations

import csv
import functools
import pathlib
from typing import Literal, NamedTuple

_FILE = pathlib.Path(__file__).with_name("_published_variables.csv")
# Version asked for to version that is there.
_NEAREST = {
    "SEND": {"3.0": "3.0", "3.1": "3.1", "3.1.1": "3.1", None: "3.1"},
    "SDTM": dict.fromkeys(["3.2", "3.3", "3.4", None], "3.3"),
    "ADaM": dict.fromkeys(["1.0", "1.1", "1.2", "1.3", None], "1.1"),
}
_COMPLETE = {("SEND", "3.0"), ("SEND", "3.1")}


class PublishedVariable(NamedTuple):
    """A variable as an implementation guide publishes it.

    Attributes
    ----------
    name, label
        Name and label.
    type
        ``text`` or ``number``.
    codelist
        Submission value of its controlled terms (several parted by a blank); empty without.
    format
        ``ISO 8601`` and the like, or the one value it takes; empty without.
    role
        ``Identifier``, ``Topic``, ``Timing`` ...; empty where the source does not say.
    core
        ``Req``, ``Exp`` or ``Perm``; empty where the source does not say.
    order
        Place within the domain, from 1.
    """

    name: str
    label: str
    type: Literal["text", "number"]
    codelist: str
    format: str
    role: str
    core: str
    order: int


class PublishedList(NamedTuple):
    """Which published list answers for a standard and version.

    Attributes
    ----------
    standard, version
        The list that is there.
    exact
        Whether it is of the version that was asked for.
    complete
        Whether it holds every domain and variable of the guide, with their requiredness.
    domains
        Domains it knows.
    """

    standard: str
    version: str
    exact: bool
    complete: bool
    domains: tuple[str, ...]


def published_list(standard: str, version: str | None = None) -> PublishedList | None:
    """The list that answers for a standard and version; ``None`` where there is none.

    Examples
    --------
    >>> from kai_workbench import standards
    >>> standards.published_list("SEND", "3.1.1")[:4]
    ('SEND', '3.1', False, True)
    """
    there = _NEAREST.get(standard, {}).get(version)
    if there is None:
        return None
    domains = tuple(sorted(_guide(standard, there)))
    return PublishedList(standard, there, there == version, (standard, there) in _COMPLETE, domains)


def variables(standard: str, version: str | None, domain: str) -> tuple[PublishedVariable, ...]:
    """The published variables of a domain, in order; none where no list knows it.

    Parameters
    ----------
    standard
        ``SEND``, ``SDTM`` or ``ADaM``.
    version
        Version of the implementation guide; see :func:`published_list` for what answers.
    domain
        Name of the data set; every ``SUPP..`` is ``SUPPQUAL``.

    Examples
    --------
    >>> from kai_workbench import standards
    >>> [one.name for one in standards.variables("SEND", "3.1", "POOLDEF")]
    ['STUDYID', 'POOLID', 'USUBJID']
    """
    found = published_list(standard, version)
    if found is None:
        return ()
    return _guide(found.standard, found.version).get(_key(domain), ())


def published_type(domain: str, name: str) -> Literal["text", "number"] | None:
    """The type that all published lists give a variable; ``None`` if none knows it or they differ."""
    return _types().get((_key(domain), name))


def is_undecided(domain: str, name: str) -> bool:
    """Whether one published list has the variable as text and another as a number."""
    return len(_types_told().get((_key(domain), name), ())) > 1


def _key(domain: str) -> str:
    """The published domain of a data set: ``SUPPQUAL`` of ``SUPPLB``, ``LB`` of the split ``LBCH``."""
    name = domain.upper()
    if name.startswith("SUPP"):
        return "SUPPQUAL"
    known = _names()
    return name[:2] if name not in known and len(name) == 4 and name[:2] in known else name


@functools.cache
def _lines() -> tuple[str, ...]:
    """The header and one line for every variable of every guide."""
    return tuple(line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(line.split(",", 3)[2] for line in _lines()[1:])


@functools.cache
def _guides() -> frozenset[tuple[str, str]]:
    return frozenset((name, version) for name, version, _ in (line.split(",", 2) for line in _lines()[1:]))


@functools.cache
def _guide(standard: str, version: str) -> dict[str, tuple[PublishedVariable, ...]]:
    """The variables of one guide by domain; the other guides are not parsed."""
    header, *lines = _lines()
    start = f"{standard},{version},"
    found: dict[str, list[PublishedVariable]] = {}
    for row in csv.DictReader([header, *(line for line in lines if line.startswith(start))]):
        told = PublishedVariable(
            name=row["name"],
            label=row["label"],
            type="number" if row["type"] == "number" else "text",
            codelist=row["codelist"],
            format=row["format"],
            role=row["role"],
            core=row["core"],
            order=int(row["order"]),
        )
        found.setdefault(row["domain"], []).append(told)
    return {name: tuple(told) for name, told in found.items()}


@functools.cache
def _types() -> dict[tuple[str, str], Literal["text", "number"] | None]:
    return {key: next(iter(told)) if len(told) == 1 else None for key, told in _types_told().items()}


@functools.cache
def _types_told() -> dict[tuple[str, str], set[Literal["text", "number"]]]:
    """The types that the published lists give each variable; none to a date."""
    found: dict[tuple[str, str], set[Literal["text", "number"]]] = {}
    dates: set[tuple[str, str]] = set()
    every = ((domain, one) for guide in _guides() for domain, told in _guide(*guide).items() for one in told)
    for domain, one in every:
        key = (domain, one.name)
        found.setdefault(key, set()).add(one.type)
        # SAS keeps a date as a number; a file without types writes it as people do.
        if one.format.startswith(("DATE", "TIME", "E8601", "IS8601", "YYMMDD")):
            dates.add(key)
    return {key: set() if key in dates else told for key, told in found.items()}

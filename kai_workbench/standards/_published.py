"""The variables that the implementation guides publish.

SENDIG 3.0, 3.1 and 3.1.1, SDTMIG 3.1.2 to 3.4 and ADaMIG 1.0 to 1.3 with the structures for occurrences and
for times to an event, as CDISC's own rules engine carries them. Source and licence stand in the head of each
table in ``_published_variables``.
"""

from __future__ import annotations

import csv
import functools
import pathlib
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

_FOLDER = pathlib.Path(__file__).with_name("_published_variables")
# Version asked for to version that is there; a study that tells none is held to a guide that asks little.
_VERSIONS = {
    "SEND": {"3.0": "3.0", "3.1": "3.1", "3.1.1": "3.1.1", None: "3.1"},
    "SDTM": {one: one for one in ("3.1.2", "3.1.3", "3.2", "3.3", "3.4")} | {None: "3.4"},
    "ADaM": {one: one for one in ("1.0", "1.1", "1.2", "1.3")} | {None: "1.1"},
}
# What stands for figures in the names that ADaM publishes: period, record selection, group, window.
_FIGURES = {"xx": r"\d\d", "zz": r"\d\d", "y": r"[1-9]\d?", "w": r"[1-9]\d?", "*": r"[A-Z][A-Z0-9_]*"}
_FIGURE = re.compile(r"xx|zz|y|w|\*")
# Formats of numbers of ADaM that are dates and times: SAS keeps them so, other files as people write them.
DATED = frozenset({"DATE", "TIME", "DATETIME"})


class PublishedVariable(NamedTuple):
    """A variable as an implementation guide publishes it.

    Attributes
    ----------
    name
        Name; under ADaM it may stand for many (``TRTxxP``, ``*DT``).
    label
        Label.
    type
        ``text`` or ``number``.
    codelist
        Its controlled terms (several parted by a blank): submission value, or NCI code where SEND's
        terminology has no such list; empty without.
    format
        ``ISO 8601`` and the like, or the values it takes; of :data:`DATED` for a number of ADaM
        that is a date; empty without.
    role
        ``Identifier``, ``Topic``, ``Timing`` ...; empty under ADaM.
    core
        ``Req``, ``Exp`` or ``Perm``, under ADaM ``Req``, ``Cond`` or ``Perm``.
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
    domains
        Domains it knows; under ADaM its structures.
    """

    standard: str
    version: str
    exact: bool
    domains: tuple[str, ...]


def published_list(standard: str, version: str | None = None) -> PublishedList | None:
    """The list that answers for a standard and version; ``None`` where there is none.

    Examples
    --------
    >>> from kai_workbench import standards
    >>> standards.published_list("SEND", "3.1.1")[:3]
    ('SEND', '3.1.1', True)
    """
    there = _VERSIONS.get(standard, {}).get(version)
    if there is None:
        return None
    return PublishedList(standard, there, there == version, tuple(sorted(guide(standard, there))))


def variables(
    standard: str, version: str | None, domain: str, *, columns: Collection[str] = ()
) -> tuple[PublishedVariable, ...]:
    """The published variables of a domain, in order; none where no list knows it.

    Parameters
    ----------
    standard
        ``SEND``, ``SDTM`` or ``ADaM``.
    version
        Version of the implementation guide; see :func:`published_list` for what answers.
    domain
        Name of the data set; every ``SUPP..`` is ``SUPPQUAL``.
    columns
        Names of the data set's variables. A data set of ADaM follows a structure, and but for ADSL, ADAE,
        ADTTE and ADLB only its variables tell which.

    Examples
    --------
    >>> from kai_workbench import standards
    >>> [one.name for one in standards.variables("SEND", "3.1", "POOLDEF")]
    ['STUDYID', 'POOLID', 'USUBJID']
    >>> standards.variables("ADaM", "1.1", "ADVS", columns=["PARAMCD", "AVAL"])[5].name
    'TRTP'
    """
    found = published_list(standard, version)
    if found is None:
        return ()
    if standard == "ADaM":
        return _analysis(found.version, domain.upper(), columns)
    return guide(standard, found.version).get(key_of(domain), ())


def matched(listed: Sequence[PublishedVariable], names: Iterable[str]) -> dict[str, PublishedVariable]:
    """Of the names those that the list publishes, each with its variable.

    Examples
    --------
    >>> from kai_workbench import standards
    >>> adsl = standards.variables("ADaM", "1.1", "ADSL")
    >>> {name: one.name for name, one in standards.matched(adsl, ["TRT01P", "TR02SDT", "MINE"]).items()}
    {'TRT01P': 'TRTxxP', 'TR02SDT': 'TRxxSDT'}
    """
    exact = {one.name: one for one in listed}
    patterns = [(pattern, one) for one in listed if (pattern := _pattern(one.name)) is not None]
    found = {}
    for name in names:
        told = exact.get(name) or next((one for pattern, one in patterns if pattern.fullmatch(name)), None)
        if told is not None:
            found[name] = told
    return found


def key_of(domain: str) -> str:
    """The published domain of a data set: ``SUPPQUAL`` of ``SUPPLB``, ``LB`` of the split ``LBCH``."""
    name = domain.upper()
    if name.startswith("SUPP"):
        return "SUPPQUAL"
    known = _names()
    return name[:2] if name not in known and len(name) == 4 and name[:2] in known else name


@functools.cache
def guide(standard: str, version: str) -> dict[str, tuple[PublishedVariable, ...]]:
    """The variables of one guide by domain."""
    found: dict[str, list[PublishedVariable]] = {}
    with (_FOLDER / f"{standard.lower()}-{version}.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(line for line in stream if not line.startswith("#"))
        next(rows)
        for domain, order, name, label, kind, codelist, form, role, core in rows:
            told = PublishedVariable(
                name, label, "number" if kind == "number" else "text", codelist, form, role, core, int(order)
            )
            found.setdefault(domain, []).append(told)
    return {name: tuple(told) for name, told in found.items()}


def _analysis(version: str, domain: str, columns: Collection[str]) -> tuple[PublishedVariable, ...]:
    """The variables of a data set of ADaM by its structure."""
    there = guide("ADaM", version)
    structure = _structure(domain, columns)
    if structure == "TTE":  # a basic data structure whose guide is stricter
        strict = {one.name for one in there["TTE"]}
        return (*there["TTE"], *(one for one in there["BDS"] if one.name not in strict))
    listed = there.get(structure, ())
    if structure != "OCCDS":
        return listed
    prefix = domain[2:4] if len(domain) == 4 else "--"
    return tuple(one._replace(name=one.name.replace("--", prefix)) for one in listed)


def _structure(domain: str, columns: Collection[str]) -> str:
    """The structure that a data set of ADaM follows; its own name where nothing tells."""
    if domain in {"ADSL", "ADAE", "BDS", "OCCDS", "TTE"}:
        return domain
    if "CNSR" in columns or domain == "ADTTE":
        return "TTE"
    if "PARAMCD" in columns or domain == "ADLB":
        return "BDS"
    if any(name.endswith(("TERM", "DECOD", "TRT")) and len(name) > 4 for name in columns):
        return "OCCDS"
    return domain


@functools.cache
def _pattern(name: str) -> re.Pattern[str] | None:
    """What a published name that stands for many stands for."""
    if name.isupper() and name.isalnum():
        return None
    return re.compile(_FIGURE.sub(lambda one: _FIGURES[one.group()], name))


@functools.cache
def _names() -> frozenset[str]:
    """Domains of the newest guides."""
    return frozenset(guide("SEND", "3.1.1")) | frozenset(guide("SDTM", "3.4"))

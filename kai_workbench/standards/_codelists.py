"""Controlled terms of SEND, from the catalog data set ``cdisc-core``."""

from __future__ import annotations

import functools
import gzip
import json
from typing import Any, NamedTuple

from kai_workbench import catalog

from ._study_problems import StudyError


class Term(NamedTuple):
    """A controlled term: its submission value, its NCI code, and words that mean the same."""

    value: str
    code: str
    synonyms: tuple[str, ...]


class Codelist(NamedTuple):
    """A list of controlled terms.

    Attributes
    ----------
    name
        Submission value of the list (``SEX``).
    code
        NCI code of the list.
    label
        Its name in words.
    extensible
        Whether a sponsor may add terms.
    terms
        Its terms in the order of publication.
    version
        Date of the controlled terminology.
    """

    name: str
    code: str
    label: str
    extensible: bool
    terms: tuple[Term, ...]
    version: str

    @property
    def values(self) -> frozenset[str]:
        """Submission values of all terms."""
        return frozenset(term.value for term in self.terms)


def codelist(name: str) -> Codelist:
    """The SEND code list of that submission value or NCI code.

    Raises
    ------
    StudyError
        There is no such code list.
    Unreachable, LicenceNotAccepted, HashMismatch
        As :func:`kai_workbench.catalog.fetch`.
    """
    try:
        return _codelists()[name]
    except KeyError:
        raise StudyError("unknown_codelist", name=name) from None


def codelists() -> tuple[Codelist, ...]:
    """Every SEND code list, in order of name."""
    return tuple(sorted(set(_codelists().values()), key=lambda one: one.name))


@functools.cache
def _codelists() -> dict[str, Codelist]:
    path = catalog.fetch("cdisc-core", resource="send_terminology")["send_terminology"]
    told = json.loads(gzip.decompress(path.read_bytes()))
    version = str(told["package"]).removeprefix("sendct-")
    made = [_codelist(one, version) for one in told["codelists"]]
    return {one.code: one for one in made} | {one.name: one for one in made}


def _codelist(told: dict[str, Any], version: str) -> Codelist:
    terms = tuple(
        Term(one["submissionValue"], one["conceptId"], tuple(one.get("synonyms") or ()))
        for one in told["terms"]
    )
    return Codelist(
        name=told["submissionValue"],
        code=told["conceptId"],
        label=told["name"],
        extensible=told["extensible"],
        terms=terms,
        version=version,
    )

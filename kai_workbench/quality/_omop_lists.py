"""The checks and thresholds of the OHDSI DataQualityDashboard, as the package carries them."""

from __future__ import annotations

import csv
import functools
import pathlib
from collections.abc import Mapping
from typing import NamedTuple

from kai_workbench.standards import OmopField, omop_fields
from kai_workbench.standards._omop_fields import CdmVersion

from ._table import Category
from ._words import Words, words

_CONFORMANCE = "cdmTable cdmField isRequired cdmDatatype isPrimaryKey isForeignKey fkDomain fkClass"
CATEGORIES: dict[str, Category] = {
    **dict.fromkeys([*_CONFORMANCE.split(), "isStandardValidConcept"], "conformance"),
    "measureValueCompleteness": "completeness",
    "standardConceptRecordCompleteness": "completeness",
    "sourceConceptRecordCompleteness": "completeness",
    "sourceValueCompleteness": "completeness",
    "unitMissing": "completeness",
    "unitUnmapped": "completeness",
}


class Limit(NamedTuple):
    """One check of one field.

    Attributes
    ----------
    check
        Its name in the DataQualityDashboard.
    argument
        What it compares with: a bound, another field, a domain; empty where nothing.
    threshold
        Largest share of failures allowed.
    """

    check: str
    argument: str
    threshold: float


class ConceptLimit(NamedTuple):
    """One check of records that hold one of ``concepts`` in a field."""

    table: str
    field: str
    check: str
    argument: str
    threshold: float
    concepts: tuple[int, ...]


def category(check: str) -> Category:
    """Conformance, completeness or plausibility."""
    return CATEGORIES.get(check.split(":", maxsplit=1)[0], "plausibility")


def field_source(version: str) -> Words:
    """Where the thresholds by field come from."""
    return words("dqd.threshold.field", version=version)


def _rows(name: str) -> list[list[str]]:
    text = pathlib.Path(__file__).with_name(name).read_text(encoding="utf-8")
    rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    return rows[1:]


@functools.cache
def limits(version: CdmVersion) -> Mapping[tuple[str, str], tuple[Limit, ...]]:
    """The checks of every field of a version, by table and field.

    One mistake is not counted twice: where an older check (``plausibleTemporalAfter``,
    ``plausibleDuringLife``) asks the same as a newer one, only the newer is kept; and a required field is
    not asked again for completeness.
    """
    found: dict[tuple[str, str], list[Limit]] = {}
    for fields in omop_fields(version).values():
        for field in fields:
            found[field.table, field.name] = _of_schema(field)
    listed = [row for row in _rows("_omop_limits.csv") if version in row[0].split()]
    ends = {
        (table, argument) for _, table, _, check, argument, _ in listed if check == "plausibleStartBeforeEnd"
    }
    have = {(row[1], row[2], row[3]) for row in listed}
    for _, table, name, check, argument, threshold in listed:
        if check == "plausibleDuringLife" and (table, name, "plausibleBeforeDeath") in have:
            continue
        if check == "plausibleTemporalAfter" and (
            (argument.startswith("person.") and (table, name, "plausibleAfterBirth") in have)
            or (argument.startswith(f"{table}.") and (table, name) in ends)
        ):
            continue
        found[table, name].append(Limit(check, argument, float(threshold) / 100))
    return {key: tuple(value) for key, value in found.items()}


def _of_schema(field: OmopField) -> list[Limit]:
    found = [Limit("isRequired", "", 0.0)] if field.required else []
    if field.kind != "text":
        found.append(Limit("cdmDatatype", field.type, 0.0))
    if field.key:
        found.append(Limit("isPrimaryKey", "", 0.0))
    if field.refers_to:
        found.append(Limit("isForeignKey", field.refers_to, 0.0))
    if field.domain:
        found.append(Limit("fkDomain", field.domain, 0.0))
    if field.concept_class:
        found.append(Limit("fkClass", field.concept_class, 0.0))
    if not field.required:
        found.append(Limit("measureValueCompleteness", "", 1.0))
    return found


@functools.cache
def concept_limits() -> tuple[ConceptLimit, ...]:
    """The checks of records by concept: gender, units, ranges."""
    return tuple(
        ConceptLimit(
            table, field, check, argument, float(threshold) / 100, tuple(int(one) for one in concepts.split())
        )
        for table, field, check, argument, threshold, concepts in _rows("_omop_concepts.csv")
    )

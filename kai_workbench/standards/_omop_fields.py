"""The fields of the OMOP common data model as published."""

from __future__ import annotations

import csv
import functools
import pathlib
from collections.abc import Mapping
from typing import Literal, NamedTuple

import polars as pl

CdmVersion = Literal["5.3", "5.4"]
VERSIONS: tuple[CdmVersion, ...] = ("5.3", "5.4")
Kind = Literal["whole", "number", "day", "time", "text"]

_KINDS: dict[str, Kind] = {
    "integer": "whole",
    "bigint": "whole",
    "float": "number",
    "date": "day",
    "datetime": "time",
}
POLARS: dict[Kind, pl.DataType] = {
    "whole": pl.Int64(),
    "number": pl.Float64(),
    "day": pl.Date(),
    "time": pl.Datetime("us"),
    "text": pl.String(),
}
# Tables that the data model requires (OMOP_CDMv5.4_Table_Level.csv).
REQUIRED = ("person", "observation_period")


class OmopField(NamedTuple):
    """A field of the OMOP common data model.

    Attributes
    ----------
    table, name
        In lower case, as all of OMOP is told here.
    type
        As published: ``integer``, ``date``, ``varchar(50)``.
    required
        Whether it may not be empty.
    key
        Whether it is its table's primary key.
    refers_to
        ``table.field`` that it points to; empty where it points nowhere.
    domain, concept_class
        Where it points to a concept: the domain or class that the concept must have; empty for any.
    """

    table: str
    name: str
    type: str
    required: bool
    key: bool
    refers_to: str
    domain: str
    concept_class: str

    @property
    def kind(self) -> Kind:
        """What its values are: ``whole`` and other ``number``, ``day``, ``time`` or ``text``."""
        return _KINDS.get(self.type, "text")


@functools.cache
def omop_fields(version: CdmVersion) -> Mapping[str, tuple[OmopField, ...]]:
    """The fields of every table of a version, in published order.

    Examples
    --------
    >>> person = omop_fields("5.4")["person"]
    >>> person[0].name, person[0].key, person[1].domain
    ('person_id', True, 'Gender')
    """
    text = pathlib.Path(__file__).with_name("_omop_fields.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, tuple[OmopField, ...]] = {}
    for versions, table, name, kind, required, key, refers_to, domain, concept_class in rows:
        if version in versions.split():
            field = OmopField(
                table, name, kind, required == "yes", key == "yes", refers_to, domain, concept_class
            )
            found[table] = (*found.get(table, ()), field)
    return found


def omop_schema(version: CdmVersion, table: str) -> dict[str, pl.DataType]:
    """Names and types of a table's columns; whole numbers are ``Int64``, text ``String``.

    Examples
    --------
    >>> omop_schema("5.3", "death")["death_date"]
    Date
    """
    return {field.name: POLARS[field.kind] for field in omop_fields(version)[table]}


# Every table of any version.
KNOWN = frozenset(table for version in VERSIONS for table in omop_fields(version))

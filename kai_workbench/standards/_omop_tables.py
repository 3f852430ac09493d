# ruff: noqa: S608, names are quoted and values written by _omop_predicate
"""From what a source holds to OMOP tables: found by name, typed as published, every deviation told."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import polars as pl

from kai_workbench.text import Lang, say

from ._omop_fields import KNOWN, REQUIRED, VERSIONS, CdmVersion, Kind, OmopField, omop_fields
from ._omop_predicate import quoted
from ._omop_source import Column, Dialect, kind_of

PROBLEMS = {
    "table": pl.String,
    "column": pl.String,
    "problem": pl.String,
    "detail": pl.String,
    "params": pl.String,
}
_TYPES: dict[Kind, dict[Dialect, str]] = {
    "whole": {"duckdb": "BIGINT", "postgresql": "bigint"},
    "number": {"duckdb": "DOUBLE", "postgresql": "double precision"},
    "day": {"duckdb": "DATE", "postgresql": "date"},
    "time": {"duckdb": "TIMESTAMP", "postgresql": "timestamp"},
    "text": {"duckdb": "VARCHAR", "postgresql": "text"},
}
_DAY = r"\d{4}-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])"
# How values of a kind look in a column of text.
_LOOKS: dict[Kind, str] = {
    "whole": r"[+-]?\d{1,18}(\.0*)?",
    "number": r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?",
    "day": rf"{_DAY}([ T]00:00(:00(\.0+)?)?)?",
    "time": rf"{_DAY}([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?",
    "text": ".*",
}
# Types that hold another kind without loss.
_FITS: dict[Kind, set[Kind]] = {
    "whole": {"whole"},
    "number": {"number", "whole"},
    "day": {"day", "time"},
    "time": {"time", "day"},
    "text": {"text", "whole", "number", "day", "time"},
}


class OmopProblem(NamedTuple):
    """One deviation from the published tables: ``omop.problem.<code>`` is its phrase."""

    table: str
    column: str
    code: str
    values: Mapping[str, object] = {}

    def say(self, lang: Lang = "en") -> str:
        """What is wrong, and what was done about it."""
        return say(f"omop.problem.{self.code}", lang, **self.values)


def problems_frame(problems: Iterable[OmopProblem]) -> pl.DataFrame:
    """The problems as a table: table, column, problem (code), detail (English), params (JSON)."""
    rows = [
        (one.table, one.column, one.code, one.say(), json.dumps(one.values, ensure_ascii=False, default=str))
        for one in problems
    ]
    return pl.DataFrame(rows, schema=PROBLEMS, orient="row")


@dataclasses.dataclass(frozen=True, kw_only=True)
class OmopTable:
    """One table as it lies in its source.

    Attributes
    ----------
    name
        Its published name, in lower case.
    schema, source_name, reference
        How the source calls it.
    columns
        What it has of the published fields, by their name, as the source calls them.
    missing
        Published fields that it lacks.
    values
        SQL of every published field with its published type and name; what lacks is NULL.
    where
        SQL that leaves out what is no record; empty for none.
    """

    name: str
    schema: str
    source_name: str
    reference: str
    fields: tuple[OmopField, ...]
    columns: Mapping[str, Column]
    missing: tuple[str, ...]
    values: Mapping[str, str]
    where: str

    def select(self, mentioned: str | None = None) -> str:
        """A SELECT of all published fields, or only of those whose names occur in ``mentioned``.

        Fields that are not needed cost a database time even where it leaves them unread.
        """
        words = set(re.findall(r"\w+", mentioned)) if mentioned is not None else set(self.values)
        chosen = [value for name, value in self.values.items() if name in words]
        return f"SELECT {', '.join(chosen) or '1 AS one'} FROM {self.reference}{self.where}"

    def stored_as_text(self) -> tuple[OmopField, ...]:
        """Fields that are no text by publication, but are kept as text here."""
        return tuple(
            field
            for field in self.fields
            if field.name in self.columns
            and field.kind != "text"
            and kind_of(self.columns[field.name].type) not in _FITS[field.kind]
        )

    def readable(self, field: OmopField, dialect: Dialect) -> str:
        """SQL that is true where the stored value of a field can be read as its published type."""
        return _looks(quoted(self.columns[field.name].name), field.kind, dialect)

    def blank(self, field: OmopField, dialect: Dialect) -> str:
        """SQL that is true where a field holds nothing."""
        return f"{_trimmed(quoted(self.columns[field.name].name), dialect)} IS NULL"


def match_tables(
    columns: list[Column], version: CdmVersion, dialect: Dialect, schema: str | None
) -> tuple[dict[str, OmopTable], list[OmopProblem]]:
    """The OMOP tables among the columns of a source, and how they deviate from the published ones."""
    published = omop_fields(version)
    problems: list[OmopProblem] = []
    grouped: dict[str, dict[tuple[str, str], list[Column]]] = {}
    for column in columns:
        grouped.setdefault(column.table.lower(), {}).setdefault((column.schema, column.table), []).append(
            column
        )
    order = _schemas(columns, schema)
    tables: dict[str, OmopTable] = {}
    for name, fields in published.items():
        places = {
            key: found for key, found in grouped.get(name, {}).items() if schema is None or key[0] in order
        }
        if not places:
            code = "missing_required_table" if name in REQUIRED else "missing_table"
            problems.append(OmopProblem(name, "", code))
            continue
        chosen = min(places, key=lambda key: (order.index(key[0]), key[1] != name, key[1]))
        if len(places) > 1:
            told = ", ".join(".".join(filter(None, key)) for key in sorted(places))
            problems.append(
                OmopProblem(
                    name, "", "several_places", {"places": told, "chosen": ".".join(filter(None, chosen))}
                )
            )
        tables[name] = _table(name, fields, places[chosen], dialect)
        problems += _deviations(tables[name], places[chosen])
    others = sorted({column.table for column in columns if column.table.lower() not in published})
    problems += [OmopProblem(other, "", "not_omop") for other in others]
    return tables, problems


def _schemas(columns: list[Column], wanted: str | None) -> list[str]:
    """Schemas, the one with most OMOP tables first (or the one that was asked for)."""
    counts: dict[str, set[str]] = {}
    for column in columns:
        if column.table.lower() in KNOWN:
            counts.setdefault(column.schema, set()).add(column.table.lower())
    ordered = sorted(counts, key=lambda one: ("person" not in counts[one], -len(counts[one]), one))
    if wanted is None:
        return ordered
    return [one for one in ordered if one.lower() == wanted.lower()]


def _table(name: str, fields: tuple[OmopField, ...], found: list[Column], dialect: Dialect) -> OmopTable:
    by_name: dict[str, Column] = {}
    for column in found:
        by_name.setdefault(column.plain, column)
    held = {field.name: by_name[field.name] for field in fields if field.name in by_name}
    missing = tuple(field.name for field in fields if field.name not in by_name)
    values = {}
    for field in fields:
        value = f"CAST(NULL AS {_TYPES[field.kind][dialect]})"
        if field.name in held:
            column = held[field.name]
            value = _typed(quoted(column.name), column.type, field.kind, dialect)
        values[field.name] = f"{value} AS {quoted(field.name)}"
    reference = found[0].reference
    where = ""
    first = [field for field in fields if field.name in held and field.kind != "text"][:1]
    if first and kind_of(held[first[0].name].type) == "text":
        # Some makers of databases load a table without rows as one row of its column names.
        where = f" WHERE lower(trim({quoted(held[first[0].name].name)})) IS DISTINCT FROM '{first[0].name}'"
    return OmopTable(
        name=name,
        schema=found[0].schema,
        source_name=found[0].table,
        reference=reference,
        fields=fields,
        columns=held,
        missing=missing,
        values=values,
        where=where,
    )


def _typed(column: str, stored: str, kind: Kind, dialect: Dialect) -> str:
    """A column as its published type; text that cannot be read so becomes NULL."""
    held, wanted = kind_of(stored), _TYPES[kind][dialect]
    if held in _FITS[kind]:
        return f"CAST({column} AS {wanted})"
    value = _trimmed(column, dialect)
    if kind == "whole":
        value = f"CAST({value} AS DECIMAL(38, 3))"
    if dialect == "duckdb" and kind in {"day", "time"}:
        value = _dashed(value)
    return f"CASE WHEN {_looks(column, kind, dialect)} THEN CAST({value} AS {wanted}) END"


def _dashed(text: str) -> str:
    """A day written 20200131 with dashes, as DuckDB wants it; PostgreSQL reads both."""
    return f"regexp_replace({text}, '^(\\d{{4}})(\\d{{2}})(\\d{{2}})', '\\1-\\2-\\3')"


def _trimmed(column: str, dialect: Dialect) -> str:
    return f"NULLIF(trim(CAST({column} AS {_TYPES['text'][dialect]})), '')"


def _looks(column: str, kind: Kind, dialect: Dialect) -> str:
    text, pattern = _trimmed(column, dialect), _LOOKS[kind]
    if dialect == "duckdb":
        looks = f"regexp_full_match({text}, '{pattern}')"
        if kind in {"day", "time"}:
            # No 31st of April passes.
            looks = f"({looks} AND TRY_CAST({_dashed(text)} AS TIMESTAMP) IS NOT NULL)"
        return looks
    return f"{text} ~ '^({pattern})$'"


def _deviations(table: OmopTable, found: list[Column]) -> list[OmopProblem]:
    problems = [OmopProblem(table.name, column, "missing_column") for column in table.missing]
    known = {field.name for field in table.fields}
    used = {column.name for column in table.columns.values()}
    problems += [
        OmopProblem(table.name, column.name, "extra_column")
        for column in found
        if column.name not in used and column.plain not in known
    ]
    problems += [
        OmopProblem(
            table.name,
            field.name,
            "stored_as_text" if kind_of(table.columns[field.name].type) == "text" else "type_differs",
            {"stored": table.columns[field.name].type.lower(), "published": field.type},
        )
        for field in table.stored_as_text()
    ]
    return problems


def version_of_columns(columns: list[Column]) -> CdmVersion:
    """The version that knows most of the columns, then has most of its tables whole; in doubt the newer."""
    found = {(column.table.lower(), column.plain) for column in columns}
    tables = {table for table, _ in found}

    def agreement(version: CdmVersion) -> tuple[int, int, int]:
        published = [
            {(table, field.name) for field in fields}
            for table, fields in omop_fields(version).items()
            if table in tables
        ]
        known = sum(len(fields & found) for fields in published)
        return known, sum(fields <= found for fields in published), VERSIONS.index(version)

    return max(VERSIONS, key=agreement)


def version_of_text(told: str) -> CdmVersion | None:
    """The version that CDM_SOURCE tells; ``None`` where it is none that is known here.

    Examples
    --------
    >>> version_of_text("v5.3.1"), version_of_text("5.4"), version_of_text("6.0")
    ('5.3', '5.4', None)
    """
    found = re.search(r"(?<!\d)5\.([34])(?!\d)", told)
    return VERSIONS[0 if found.group(1) == "3" else 1] if found else None

# ruff: noqa: S608, names are quoted by the sources that found them
"""Opening an OMOP database wherever it lies, and finding its tables and its version."""

from __future__ import annotations

import os
import pathlib
import re

import polars as pl

from ._omop import Omop
from ._omop_duckdb import open_database, open_files, table_files
from ._omop_errors import OmopError
from ._omop_fields import KNOWN, VERSIONS, omop_fields
from ._omop_postgres import PostgresSource
from ._omop_source import Column, Source
from ._omop_tables import (
    OmopProblem,
    match_tables,
    problems_frame,
    version_of_columns,
    version_of_text,
)
from ._study_problems import StudyError

_ADDRESS = re.compile(r"postgres(ql)?://", re.IGNORECASE)
_DATABASES = {".duckdb", ".db", ".ddb"}


def open_omop(
    source: str | os.PathLike[str],
    *,
    schema: str | None = None,
    timeout: float = 600,
    lenient: bool = False,
) -> Omop:
    """Open an OMOP database for reading.

    Parameters
    ----------
    source
        A DuckDB file; a folder or zip archive of Parquet or CSV tables; or the address of a PostgreSQL
        database, ``postgresql://user@host/name``. A password is better kept in ``PGPASSWORD`` or a
        ``.pgpass`` file than in the address; either way it is never shown.
    schema
        The database schema that holds the tables; by default the one with most of them.
    timeout
        Seconds that PostgreSQL may take over one question.
    lenient
        Read values that do not fit the published type as missing, instead of refusing their table;
        :meth:`Omop.unreadable` lists them.

    Returns
    -------
    Omop
        Upper and lower case of names does not matter. Tables and columns that lack are told in
        ``problems``, the columns read as empty.

    Raises
    ------
    OmopError
        There is no OMOP table, the file is no database, the server does not answer.
    StudyError
        The path or the archive cannot be read.
    """
    opened: Source
    if isinstance(source, str) and _ADDRESS.match(source):
        opened = PostgresSource(source, timeout=timeout)
    else:
        path = pathlib.Path(source)
        opened = open_database(path) if _is_database(path) else open_files(path)
    try:
        return _opened(opened, schema, lenient=lenient)
    except BaseException:
        opened.close()
        raise


def looks_like_omop(source: str | os.PathLike[str]) -> bool:
    """Whether a path or an address is worth opening with :func:`open_omop`; nothing is opened but file names.

    A folder or archive with a PERSON table, a DuckDB file, a PostgreSQL address.
    """
    if isinstance(source, str) and _ADDRESS.match(source):
        return True
    path = pathlib.Path(source)
    if _is_database(path):
        return True
    if not (path.is_dir() or path.suffix.lower() == ".zip"):
        return False
    try:
        found = table_files(path)
    except StudyError:
        return False
    return "person" in found or len(found) > 2


def _is_database(path: pathlib.Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK" or path.suffix.lower() in _DATABASES


def _opened(source: Source, schema: str | None, *, lenient: bool) -> Omop:
    columns = _with_headers(source)
    version = version_of_columns(columns)
    tables, problems = match_tables(columns, version, source.dialect, schema)
    if not tables:
        raise OmopError("omop_none", where=source.where)
    problems = [OmopProblem(table, "", code, values) for table, code, values in source.broken] + problems
    omop = Omop(source, version, tables, pl.DataFrame(), lenient)
    told = _told_version(omop)
    stated = version_of_text(told) if told else None
    if told is None:
        problems.insert(
            0, OmopProblem("cdm_source", "cdm_version", "version_from_columns", {"version": version})
        )
    elif stated is None:
        values = {"told": told, "version": version}
        problems.insert(0, OmopProblem("cdm_source", "cdm_version", "version_unknown", values))
    elif stated != version:
        values = {"told": told, "version": version}
        tables, problems = match_tables(columns, stated, source.dialect, schema)
        problems.insert(0, OmopProblem("cdm_source", "cdm_version", "version_contradicts", values))
    problems += _headers(omop)
    return Omop(source, stated or version, tables, problems_frame(problems), lenient)


def _with_headers(source: Source) -> list[Column]:
    """The columns of a source; those of tables that were loaded without header by their first row.

    Eunomia's empty tables are so: one row of names in columns called ``column00``, ``column01``.
    """
    published = {
        name: {field.name for version in VERSIONS for field in omop_fields(version).get(name, ())}
        for name in KNOWN
    }
    tables: dict[str, list[Column]] = {}
    for column in source.columns():
        tables.setdefault(column.reference, []).append(column)
    for reference, columns in tables.items():
        names = published.get(columns[0].table.lower(), set())
        if not names or any(column.plain in names for column in columns):
            continue
        first = pl.concat(list(source.batches(f"SELECT * FROM {reference} AS t LIMIT 1")))
        row = [str(value).strip().lower() for value in first.row(0)] if first.height else []
        if len(row) == len(columns) and names & set(row):
            tables[reference] = [
                column._replace(meant=name) for column, name in zip(columns, row, strict=True)
            ]
    return [column for columns in tables.values() for column in columns]


def _told_version(omop: Omop) -> str | None:
    if "cdm_source" not in omop.found or "cdm_version" in omop.found["cdm_source"].missing:
        return None
    relation = omop.relation("cdm_source")
    told = omop.collect(f"SELECT cdm_version FROM {relation} AS t WHERE cdm_version IS NOT NULL LIMIT 1")
    value = str(told.item()).strip() if told.height else ""
    return value if value and value.lower() != "cdm_version" else None


def _headers(omop: Omop) -> list[OmopProblem]:
    """Tables without rows that were loaded as one row of column names."""
    if omop.source.dialect == "duckdb" and not any(table.schema for table in omop.found.values()):
        return []
    found = []
    for table in omop.found.values():
        if table.where:
            condition = table.where.removeprefix(" WHERE ")
            sql = f"SELECT count(*) FROM {table.reference} AS t WHERE NOT ({condition})"
            if omop.collect(sql).item():
                found.append(OmopProblem(table.name, "", "header_as_row"))
    return found

# ruff: noqa: S608, names are quoted and values written by _omop_predicate; questions are read-only
"""An OMOP database: its tables as frames with declared schemas, wherever they lie."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Self

import polars as pl
from polars.io.plugins import register_io_source

from ._domain import Standard
from ._omop_errors import DatabaseGone, MissingTable, OmopError
from ._omop_fields import CdmVersion, omop_schema
from ._omop_predicate import quoted, split
from ._omop_source import Source
from ._omop_summary import OmopSummary, summary_of
from ._omop_tables import OmopTable

_QUESTION = re.compile(r"(\s|--[^\n]*\n|/\*.*?\*/)*(select|with|values|table)\b", re.IGNORECASE | re.DOTALL)


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Omop:
    """An OMOP database, open for reading only.

    Attributes
    ----------
    version
        Version of the common data model, ``5.3`` or ``5.4``: as CDM_SOURCE tells it, or else the one whose
        published columns agree best.
    tables
        The tables that are there, by their published names in lower case. Every frame has the published
        columns and types; rows are fetched when it is collected, and filters and choices of columns are
        left to the database.
    found
        How each table lies in its source.
    problems
        How the tables deviate from the published ones: ``table``, ``column``, ``problem`` (code),
        ``detail`` (English), ``params`` (JSON).
    """

    source: Source
    version: CdmVersion
    found: Mapping[str, OmopTable]
    problems: pl.DataFrame
    lenient: bool = False
    _unreadable: dict[str, pl.DataFrame] = dataclasses.field(default_factory=dict)

    @property
    def where(self) -> str:
        """The path or the address (never with its password)."""
        return self.source.where

    @property
    def standard(self) -> Standard:
        """``OMOP`` and the version of the common data model."""
        return Standard("OMOP", self.version)

    @property
    def tables(self) -> Mapping[str, pl.LazyFrame]:
        """Every table that is there as a lazy frame."""
        return {name: self.table(name) for name in self.found}

    def __repr__(self) -> str:
        return f"Omop({self.where!r}, version={self.version!r}, {len(self.found)} tables)"

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self.found

    def __getitem__(self, name: str) -> pl.LazyFrame:
        return self.table(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and connections; frames not yet collected can be collected no more."""
        self.source.close()

    def table(
        self, name: str, *, columns: list[str] | None = None, where: str | pl.Expr | None = None
    ) -> pl.LazyFrame:
        """A table as a lazy frame.

        Parameters
        ----------
        name
            Its published name, in any case.
        columns
            The columns wanted; by default all published ones.
        where
            Rows wanted: an SQL condition over the published column names, or a polars expression.

        Raises
        ------
        MissingTable
            The database has no such table.
        OmopError
            When collected: the condition is no SQL, or values cannot be read as the published type.
        DatabaseGone
            When collected: the database went away; no half table is ever returned.
        """
        table = self._found(name)
        condition = where if isinstance(where, str) else ""
        schema = omop_schema(self.version, table.name)

        def read(
            with_columns: list[str] | None,
            predicate: pl.Expr | None,
            n_rows: int | None,
            batch_size: int | None,  # noqa: ARG001, polars passes it
        ) -> Iterator[pl.DataFrame]:
            return self._read(table, with_columns, predicate, n_rows, condition)

        frame = register_io_source(io_source=read, schema=pl.Schema(schema))
        if isinstance(where, pl.Expr):
            frame = frame.filter(where)
        return frame.select(columns) if columns is not None else frame

    def query(self, sql: str, *, limit: int | None = None) -> pl.DataFrame:
        """The answer to one SELECT over the published table and column names, in lower case.

        Parameters
        ----------
        sql
            One SELECT in the language of the database (DuckDB's for files).
        limit
            The largest number of rows wanted.

        Raises
        ------
        OmopError
            It is no question, the database refuses it, or it takes longer than the time limit.
        DatabaseGone
            The database went away; what had arrived is in the error's ``partial``.
        """
        if not _QUESTION.match(sql):
            raise OmopError("omop_not_a_question", where=self.where, sql=" ".join(sql.split())[:60])
        asked = self._named(sql.strip().rstrip(";"))
        if limit is not None:
            asked = f"SELECT * FROM ({asked}) AS asked LIMIT {int(limit)}"
        return self.collect(asked)

    def collect(self, sql: str) -> pl.DataFrame:
        """The answer to SQL in the source's own names; as :meth:`query` otherwise."""
        parts: list[pl.DataFrame] = []
        try:
            parts.extend(self.source.batches(sql))
        except DatabaseGone as gone:
            gone.partial = pl.concat(parts) if parts else None
            raise
        return pl.concat(parts)

    def relation(self, name: str, mentioned: str | None = None) -> str:
        """A table with its published names and types, as SQL for a FROM clause.

        Given SQL that uses the table, only the columns whose names occur in it are fetched.
        """
        return f"({self._found(name).select(mentioned)})"

    def rows(self, name: str) -> int:
        """How many rows a table has."""
        return int(self.collect(f"SELECT count(*) FROM {self.relation(name, '')} AS t").item())

    def summary(self) -> OmopSummary:
        """Whose data these are: version, persons, period, and the rows of every table."""
        return summary_of(self)

    def unreadable(self, name: str) -> pl.DataFrame:
        """Values of a table that cannot be read as their published type.

        Returns
        -------
        polars.DataFrame
            ``table``, ``column``, ``type`` (published), ``values`` (how many), ``example``.
        """
        table = self._found(name)
        if table.name not in self._unreadable:
            self._unreadable[table.name] = self._count_unreadable(table)
        return self._unreadable[table.name]

    # --- the reading --------------------------------------------------------------------------

    def _found(self, name: str) -> OmopTable:
        table = self.found.get(name.lower())
        if table is None:
            known = ", ".join(self.found)
            raise MissingTable("omop_no_table", where=self.where, table=name.lower(), tables=known)
        return table

    def _read(
        self,
        table: OmopTable,
        columns: list[str] | None,
        predicate: pl.Expr | None,
        rows: int | None,
        where: str,
    ) -> Iterator[pl.DataFrame]:
        self._refuse_unreadable(table, columns)
        schema = omop_schema(self.version, table.name)
        wanted = list(columns) if columns is not None else list(schema)
        chosen = ", ".join(quoted(column) for column in wanted) or "1 AS one"
        asked = split(predicate)
        needed = f"{chosen} {where} {asked.sql}"
        sql = f"SELECT * FROM ({table.select(needed)}) AS t"
        sql += f" WHERE ({where})" if where else ""
        sql += f" LIMIT {rows}" if rows is not None else ""
        sql = f"SELECT {chosen} FROM ({sql}) AS t" + (f" WHERE {asked.sql}" if asked.sql else "")
        parts: list[pl.DataFrame] = []
        types = {column: schema[column] for column in wanted}
        try:
            for batch in self.source.batches(sql):
                frame = batch.select(pl.col(name).cast(kind) for name, kind in types.items())
                parts.append(frame.filter(asked.rest) if asked.rest is not None else frame)
        except DatabaseGone as gone:
            gone.partial = pl.concat(parts) if parts else None
            raise
        # Handed on only when the last row is there: whoever takes the first batch may take it for all.
        yield from parts

    def _refuse_unreadable(self, table: OmopTable, columns: list[str] | None) -> None:
        if self.lenient or not table.stored_as_text():
            return
        lost = self.unreadable(table.name)
        lost = lost.filter(pl.col("column").is_in(columns)) if columns is not None else lost
        if lost.height:
            first = lost.row(0, named=True)
            raise OmopError(
                "omop_unreadable",
                where=f"{self.where}, {table.name}.{first['column']}",
                values=f"{first['values']:,}",
                type=first["type"],
                example=first["example"],
                columns=lost.height,
            )

    def _count_unreadable(self, table: OmopTable) -> pl.DataFrame:
        schema = {
            "table": pl.String,
            "column": pl.String,
            "type": pl.String,
            "values": pl.Int64,
            "example": pl.String,
        }
        fields = table.stored_as_text()
        if not fields:
            return pl.DataFrame(schema=schema)
        dialect = self.source.dialect
        parts = []
        for i, field in enumerate(fields):
            column = f"CAST({quoted(table.columns[field.name].name)} AS VARCHAR)"
            bad = f"NOT ({table.blank(field, dialect)}) AND NOT ({table.readable(field, dialect)})"
            bad += f" AND lower(trim({column})) <> '{field.name}'"
            parts.append(f"count(*) FILTER (WHERE {bad}) AS n{i}, min({column}) FILTER (WHERE {bad}) AS e{i}")
        row = self.collect(f"SELECT {', '.join(parts)} FROM {table.reference} AS t").row(0)
        found = [
            (table.name, field.name, field.type, row[2 * i], row[2 * i + 1])
            for i, field in enumerate(fields)
            if row[2 * i]
        ]
        return pl.DataFrame(found, schema=schema, orient="row")

    def _named(self, sql: str) -> str:
        """The question with the tables that it mentions defined before it."""
        used = [name for name in self.found if re.search(rf"(?<![\w.\"]){name}(?!\w)", sql, re.IGNORECASE)]
        if not used:
            return sql
        ours = ", ".join(
            f"{name} AS ({self.found[name].select(sql if '*' not in sql else None)})" for name in used
        )
        theirs = re.match(r"(\s|--[^\n]*\n|/\*.*?\*/)*with\s+(recursive\s+)?", sql, re.IGNORECASE | re.DOTALL)
        if theirs is None:
            return f"WITH {ours} {sql}"
        return f"WITH {theirs.group(2) or ''}{ours}, {sql[theirs.end() :]}"

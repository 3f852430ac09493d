"""What every place that OMOP tables lie in can do: say what it holds, and answer SQL in batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, cast

from ._omop_fields import Kind

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

Dialect = Literal["duckdb", "postgresql"]
BATCH = 100_000

_WHOLE = {"tinyint", "smallint", "integer", "int", "bigint", "hugeint", "utinyint", "usmallint", "uinteger"}
_WHOLE |= {"ubigint", "int2", "int4", "int8"}
_NUMBER = {"numeric", "decimal", "double", "double precision", "real", "float", "float4", "float8"}
_TEXT = {"varchar", "text", "character varying", "character", "char", "bpchar", "string", "name"}


def no_rows(schema: pa.Schema) -> pl.DataFrame:
    """A frame of these columns without a row.

    Of no batches: ``schema.empty_table()`` makes arrays, and to make one pyarrow imports pandas.
    """
    import polars as pl
    import pyarrow as pa

    return cast("pl.DataFrame", pl.from_arrow(pa.Table.from_batches([], schema=schema)))


class Column(NamedTuple):
    """A column as the source has it: its schema, table, name and type, all in the source's spelling."""

    schema: str
    table: str
    name: str
    type: str
    # How the table is written in a FROM clause.
    reference: str
    # What the column is meant to be called, where the table was loaded without its header.
    meant: str = ""

    @property
    def plain(self) -> str:
        """Its name as OMOP spells names."""
        return (self.meant or self.name).strip().strip('"').lower()


class Source(Protocol):
    """A place that OMOP tables lie in."""

    where: str
    dialect: Dialect
    # What could not be read at all: table, code of the problem, what fills its marks.
    broken: list[tuple[str, str, dict[str, object]]]

    def columns(self) -> list[Column]:
        """Every column of every table."""

    def batches(self, sql: str, *, size: int = BATCH) -> Iterator[pl.DataFrame]:
        """The answer to one SELECT, at least one batch of it even where it has no rows.

        Raises
        ------
        OmopError
            The database refuses the question.
        DatabaseGone
            It went away before the last row; what had arrived is in its ``partial``.
        """

    def estimates(self) -> dict[tuple[str, str], int]:
        """About how many rows a table of a schema has, where they are too many to count at a glance."""

    def close(self) -> None:
        """Let go of files and connections."""


def kind_of(type_: str) -> Kind | None:
    """What a type of a database holds; ``None`` for what OMOP does not use.

    Examples
    --------
    >>> kind_of("DECIMAL(18,3)"), kind_of("timestamp without time zone"), kind_of("UUID")
    ('number', 'time', None)
    """
    plain = type_.lower().split("(")[0].strip()
    if plain in _WHOLE:
        return "whole"
    if plain in _NUMBER:
        return "number"
    if plain in _TEXT:
        return "text"
    if plain == "date":
        return "day"
    return "time" if plain.startswith(("timestamp", "datetime")) else None

# ruff: noqa: S608, names are quoted and values written by _omop_predicate
"""OMOP tables in PostgreSQL, read through ADBC."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import polars as pl

from ._omop_errors import DatabaseGone, OmopError, passwords, without_password
from ._omop_predicate import literal, quoted
from ._omop_source import BATCH, Column, Dialect

_COLUMNS = """
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, NULL)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
  AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
ORDER BY n.nspname, c.relname, a.attnum
"""
_MANY = 1_000_000
_CANCELLED = "57014"
_READ_ONLY = "25006"


class PostgresSource:
    """Questions put to a PostgreSQL server, each in a read-only transaction with a time limit.

    Every question has a connection of its own, closed as soon as it is answered: frames can be read side
    by side, and a server that goes away takes one answer with it, not the source.
    """

    dialect: Dialect = "postgresql"

    def __init__(self, address: str, *, timeout: float) -> None:
        self._secrets = passwords(address)
        self._address = address
        self._timeout = max(1, int(timeout * 1000))
        self.where = without_password(address, self._secrets)
        self.broken: list[tuple[str, str, dict[str, object]]] = []

    def __repr__(self) -> str:
        return f"PostgresSource({self.where!r})"

    def columns(self) -> list[Column]:
        """Every column of every table that the user may read."""
        rows = pl.concat(list(self.batches(_COLUMNS))).iter_rows()
        return [
            Column(schema, table, name, kind, f"{quoted(schema)}.{quoted(table)}")
            for schema, table, name, kind in rows
        ]

    def estimate(self, schema: str, table: str) -> int | None:
        """The planner's own number of rows, where it is above a million."""
        sql = (
            "SELECT c.reltuples::bigint FROM pg_catalog.pg_class c "
            "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE n.nspname = {literal(schema)} AND c.relname = {literal(table)}"
        )
        rows = pl.concat(list(self.batches(sql)))
        known = rows.item() if rows.height else None
        return int(known) if known is not None and known > _MANY else None

    def batches(self, sql: str, *, size: int = BATCH) -> Iterator[pl.DataFrame]:
        """The answer to one SELECT, batch by batch as the server sends it."""
        count = 0
        with self._told(lambda: count), contextlib.ExitStack() as stack:
            connection = stack.enter_context(contextlib.closing(self._connect()))
            cursor = stack.enter_context(contextlib.closing(connection.cursor()))
            # The first statement of the transaction: no later one can take it back.
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = {self._timeout}")
            cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(size * 64)})
            cursor.execute(sql)
            reader = cursor.fetch_record_batch()
            yield cast("pl.DataFrame", pl.from_arrow(reader.schema.empty_table()))
            for batch in reader:
                frame = cast("pl.DataFrame", pl.from_arrow(batch))
                count += frame.height
                yield frame

    def close(self) -> None:
        """Nothing is held open between questions."""

    def _connect(self) -> Any:
        try:
            from adbc_driver_postgresql import dbapi
        except ImportError:
            raise OmopError("omop_no_driver", where=self.where) from None
        address = self._address
        if "connect_timeout" not in address:
            address += ("&" if "?" in address else "?") + "connect_timeout=10"
        try:
            return dbapi.connect(address)
        except dbapi.Error as error:
            raise OmopError("omop_no_server", where=self.where, reason=self._line(error)) from None

    @contextlib.contextmanager
    def _told(self, arrived: Callable[[], int]) -> Iterator[None]:
        """Say what the driver's errors mean, without the password that some of them repeat."""
        try:
            yield
        except (OmopError, GeneratorExit):
            raise
        except Exception as error:  # noqa: BLE001, the driver raises its own, Arrow's and the system's errors
            state, line = _state(error), self._line(error)
            if state == _CANCELLED:
                raise OmopError("omop_timeout", where=self.where, seconds=self._timeout / 1000) from None
            if state == _READ_ONLY:
                raise OmopError("omop_read_only", where=self.where, reason=line) from None
            if state is not None and not state.startswith(("08", "57", "58", "XX")):
                raise OmopError("omop_bad_query", where=self.where, reason=line) from None
            raise DatabaseGone("omop_gone", where=self.where, rows=f"{arrived():,}", reason=line) from None

    def _line(self, error: BaseException) -> str:
        text = without_password(str(error), self._secrets)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        told = next((line for line in lines if "ERROR" in line or "FATAL" in line), None)
        return told or next(iter(lines), type(error).__name__)


def _state(error: BaseException) -> str | None:
    """The SQLSTATE of an error, from its attribute or its text."""
    state = getattr(error, "sqlstate", None)
    if not state:
        found = re.search(r"SQLSTATE:?\s*([0-9A-Z]{5})", str(error))
        state = found.group(1) if found else None
    return state

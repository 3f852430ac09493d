"""OMOP tables in PostgreSQL, read through ADBC."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any, cast

import polars as pl

from ._omop_errors import DatabaseGone, OmopError, passwords, without_password
from ._omop_predicate import quoted
from ._omop_source import BATCH, Column, Dialect, no_rows

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
# Tables so large that counting their rows takes longer than a glance should.
_ESTIMATES = """
SELECT n.nspname, c.relname, c.reltuples::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND c.reltuples > 1000000
"""
_CANCELLED = "57014"
_READ_ONLY = "25006"
_SIZE = "adbc.postgresql.batch_size_hint_bytes"
_ROW = 64  # bytes, about


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

    def estimates(self) -> dict[tuple[str, str], int]:
        """The planner's own numbers of rows, of tables above a million."""
        rows = pl.concat(list(self.batches(_ESTIMATES))).iter_rows()
        return {(schema, table): int(count) for schema, table, count in rows}

    def batches(self, sql: str, *, size: int = BATCH) -> Iterator[pl.DataFrame]:
        """The answer to one SELECT, batch by batch as the server sends it."""
        count, began = 0, time.monotonic()
        with (
            contextlib.closing(self._connect()) as connection,
            contextlib.closing(connection.cursor()) as cursor,
        ):
            try:
                # The first statement of the transaction: no later one can take it back.
                cursor.execute("SET TRANSACTION READ ONLY")
                cursor.execute(f"SET LOCAL statement_timeout = {self._timeout}")
                cursor.adbc_statement.set_options(**{_SIZE: str(size * _ROW)})
                cursor.execute(sql)
                reader = cursor.fetch_record_batch()
                yield no_rows(reader.schema)
                for batch in reader:
                    frame = cast("pl.DataFrame", pl.from_arrow(batch))
                    count += frame.height
                    yield frame
            except Exception as error:  # noqa: BLE001, the driver raises its own, Arrow's and the system's errors
                raise self._told(error, connection, arrived=count, seconds=time.monotonic() - began) from None

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

    def _told(self, error: Exception, connection: Any, *, arrived: int, seconds: float) -> OmopError:
        """What an error of the driver means, without the password that some of them repeat."""
        state, line = getattr(error, "sqlstate", None), self._line(error)
        try:
            connection.rollback()
        except Exception:  # noqa: BLE001, as above: a server that is there rolls back
            return DatabaseGone("omop_gone", where=self.where, rows=f"{arrived:,}", reason=line)
        if state == _CANCELLED or (state is None and seconds * 1000 >= self._timeout):
            return OmopError("omop_timeout", where=self.where, seconds=self._timeout / 1000)
        key = "omop_read_only" if state == _READ_ONLY else "omop_bad_query"
        return OmopError(key, where=self.where, reason=line)

    def _line(self, error: BaseException) -> str:
        text = without_password(str(error), self._secrets)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        told = next((line for line in lines if "ERROR" in line or "FATAL" in line), None)
        return told or next(iter(lines), type(error).__name__)

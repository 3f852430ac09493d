# ruff: noqa: S608, names are quoted and values written by _omop_predicate
"""OMOP tables in a DuckDB database, or in Parquet and CSV files that DuckDB reads in place."""

from __future__ import annotations

import os
import pathlib
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import polars as pl

from ._omop_errors import DatabaseGone, OmopError
from ._omop_fields import KNOWN
from ._omop_predicate import literal, quoted
from ._omop_source import BATCH, Column, Dialect, no_rows
from ._package import Member, package

if TYPE_CHECKING:
    import duckdb

_ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv")


class DuckdbSource:
    """Questions put to DuckDB; nothing is ever written.

    The database or the files can be read, and nothing else of the machine: access to other files, to
    extensions and to the network is switched off before the first question.
    """

    dialect: Dialect = "duckdb"

    def __init__(self, where: str, connection: duckdb.DuckDBPyConnection, found: list[Column]) -> None:
        self.where = where
        self.broken: list[tuple[str, str, dict[str, object]]] = []
        self._connection = connection
        self._columns = found
        self._remove: weakref.finalize[..., DuckdbSource] | None = None

    def __repr__(self) -> str:
        return f"DuckdbSource({self.where!r})"

    def columns(self) -> list[Column]:
        """Every column of every table."""
        return self._columns

    def batches(self, sql: str, *, size: int = BATCH) -> Iterator[pl.DataFrame]:
        """The answer to one SELECT, batch by batch."""
        import duckdb

        count = 0
        # A connection of its own, so that several frames can be read at once.
        with self._connection.cursor() as cursor:
            try:
                reader = cursor.sql(sql).to_arrow_reader(size)
                empty = no_rows(reader.schema)
                for batch in reader:
                    frame = cast("pl.DataFrame", pl.from_arrow(batch))
                    count += frame.height
                    yield frame
                yield empty
            except (duckdb.IOException, duckdb.FatalException, duckdb.InternalException) as error:
                raise DatabaseGone(
                    "omop_gone", where=self.where, rows=f"{count:,}", reason=_line(error)
                ) from None
            except duckdb.Error as error:
                raise OmopError("omop_bad_query", where=self.where, reason=_line(error)) from None

    def estimates(self) -> dict[tuple[str, str], int]:
        """Nothing: DuckDB counts at once."""
        return {}

    def keep(self, folder: pathlib.Path) -> None:
        """A temporary folder that is needed as long as the source is."""
        self._remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of the files."""
        self._connection.close()
        if self._remove is not None:
            self._remove()


def open_database(path: pathlib.Path) -> DuckdbSource:
    """A DuckDB database file, opened for reading only.

    Where its format cannot be read without writing to it (an older format, a change not yet merged), a copy
    is opened instead.

    Raises
    ------
    OmopError
        It is no DuckDB database, or another program is writing to it.
    """
    import duckdb

    folder: pathlib.Path | None = None
    try:
        connection = _attached(path, read_only=True)
    except duckdb.Error as error:
        if "lock" in str(error).lower():
            raise OmopError("omop_in_use", where=str(path), reason=_line(error)) from None
        folder = pathlib.Path(tempfile.mkdtemp(prefix="kai-omop-"))
        copy = folder / path.name
        shutil.copyfile(path, copy)
        if (log := path.with_name(path.name + ".wal")).is_file():
            shutil.copyfile(log, copy.with_name(copy.name + ".wal"))
        try:
            connection = _attached(copy, read_only=False)
        except duckdb.Error:
            shutil.rmtree(folder)
            raise OmopError("omop_not_duckdb", where=str(path), reason=_line(error)) from None
    _lock(connection)
    rows = connection.execute(
        "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_catalog = 'cdm' ORDER BY table_schema, table_name, ordinal_position"
    ).fetchall()
    found = [
        Column(schema, table, name, kind, f"cdm.{quoted(schema)}.{quoted(table)}")
        for schema, table, name, kind in rows
    ]
    source = DuckdbSource(str(path), connection, found)
    if folder is not None:
        source.keep(folder)
    return source


def _attached(path: pathlib.Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"ATTACH {literal(str(path))} AS cdm{' (READ_ONLY)' if read_only else ''}")
    except duckdb.Error:
        connection.close()
        raise
    return connection


def _lock(connection: duckdb.DuckDBPyConnection, *, folders: tuple[str, ...] = ()) -> None:
    """Shut the database in: nothing of the machine but ``folders`` can be read from now on."""
    if folders:
        listed = ", ".join(literal(folder) for folder in folders)
        connection.execute(f"SET allowed_directories = [{listed}]")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def table_files(path: str | os.PathLike[str]) -> dict[str, list[Member]]:
    """The files of a folder or archive that hold OMOP tables, by the table's name in lower case.

    A table lies in a file that bears its name, or in the parts of a folder that does.
    """
    found: dict[str, list[Member]] = {}
    for member in package(path):
        name = pathlib.PurePosixPath(member.name)
        if not member.name.lower().endswith(_ENDINGS):
            continue
        stem = name.name.lower().split(".")[0]
        table = stem if stem in KNOWN else name.parent.name.lower()
        if table in KNOWN:
            found.setdefault(table, []).append(member)
    return found


def open_files(path: pathlib.Path) -> DuckdbSource:
    """A folder or a zip archive of Parquet or CSV tables. An archive is unpacked to a temporary folder.

    Raises
    ------
    StudyError
        The archive is damaged, far larger than it seems, or holds a path out of itself.
    """
    import duckdb

    members = table_files(path)
    root, folder = path, None
    if any(member.packed for parts in members.values() for member in parts):
        root = folder = pathlib.Path(tempfile.mkdtemp(prefix="kai-omop-"))
    connection = duckdb.connect(":memory:")
    source = DuckdbSource(str(path), connection, [])
    if folder is not None:
        source.keep(folder)
    _lock(connection, folders=(str(root),))
    for table, parts in sorted(members.items()):
        try:
            reference = _reader([_on_disk(part, root) for part in parts])
            described = connection.execute(f"DESCRIBE SELECT * FROM {reference}").fetchall()
        except (duckdb.Error, OSError, UnicodeDecodeError, EOFError) as error:
            source.broken.append((table, "broken_file", {"file": parts[0].name, "reason": _line(error)}))
            continue
        source.columns().extend(Column("", table, name, kind, reference) for name, kind, *_ in described)
    return source


def _on_disk(member: Member, root: pathlib.Path) -> pathlib.Path:
    if not member.packed:
        return member.path
    # The package was checked for paths that lead out of it.
    target = root / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.size
    with member.open() as stream, target.open("wb") as file:
        while left >= 0 and (block := stream.read(min(1 << 20, left + 1))):
            left -= len(block)
            file.write(block)
    if left < 0:
        raise OSError(member.name)
    return target


def _reader(paths: list[pathlib.Path]) -> str:
    listed = "[" + ", ".join(literal(str(path)) for path in paths) + "]"
    if paths[0].name.lower().endswith(".parquet"):
        return f"read_parquet({listed}, union_by_name = true)"
    delimiter, quote = ",", '"'
    if not paths[0].name.lower().endswith(".gz"):
        with paths[0].open(encoding="utf-8-sig") as file:
            first = file.readline()
        delimiter = max(",\t;|", key=first.count)
    if delimiter == "\t":
        quote = ""  # the vocabularies of OHDSI hold single quotation marks within names
    return (
        f"read_csv({listed}, header = true, all_varchar = true, delim = {literal(delimiter)}, "
        f"quote = {literal(quote)}, escape = {literal(quote)}, nullstr = '', union_by_name = true)"
    )


def _line(error: BaseException) -> str:
    """The first line of what a library says."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)

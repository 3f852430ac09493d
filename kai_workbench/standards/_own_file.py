"""A person's file, whatever it claims to be: how large, what it really is, and its cells."""

from __future__ import annotations

import hashlib
import io
import os
import pathlib
from typing import NamedTuple

import polars as pl

from ._cells import MAX_COLUMNS, MAX_ROWS, Cells
from ._csv_file import read_csv
from ._problems import Problem, TableError
from ._quality import Note
from ._xlsx_file import ENCRYPTED, OLE, read_xlsx

MAX_BYTES = 20 * 1024 * 1024

_OTHER = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"7z\xbc\xaf": "7z",
}
_EXTENSIONS = {
    "csv": (".csv", ".tsv", ".txt"),
    "xlsx": (".xlsx", ".xlsm"),
    "parquet": (".parquet", ".pq"),
}


class OwnFile(NamedTuple):
    """The cells of a person's file, its name and its hash."""

    cells: Cells
    name: str
    sha256: str


def read_own(source: str | os.PathLike[str] | bytes, *, name: str | None, max_bytes: int) -> OwnFile:
    """Read a file as plain cells, judging it by its content and not by its name.

    Raises
    ------
    TableError
        Not there, too large (told before it is read), not a table, encrypted, damaged.
    """
    where = name or ("upload" if isinstance(source, bytes) else pathlib.Path(source).name)
    content = (
        source if isinstance(source, bytes) else _read(pathlib.Path(source), where=where, max_bytes=max_bytes)
    )
    _refuse_large(len(content), where=where, max_bytes=max_bytes)
    kind = _kind(content, where=where)
    match kind:
        case "xlsx":
            cells = read_xlsx(content, where=where)
        case "parquet":
            cells = _read_parquet(content, where=where)
        case _:
            cells = read_csv(content, where=where)
    suffix = pathlib.Path(where).suffix.lower()
    if suffix and suffix not in _EXTENSIONS[kind]:
        cells.notes.append(Note("extension", value=suffix, limit=kind.upper()))
    return OwnFile(cells, where, hashlib.sha256(content).hexdigest())


def _read(path: pathlib.Path, *, where: str, max_bytes: int) -> bytes:
    try:
        _refuse_large(path.stat().st_size, where=where, max_bytes=max_bytes)
        with path.open("rb") as file:
            # One byte more than allowed, should the file grow or its size be untrue.
            return file.read(max_bytes + 1)
    except OSError as error:
        raise TableError(
            [Problem("unreadable", value=str(path), hint=error.strerror or "")], where=where
        ) from None


def _refuse_large(size: int, *, where: str, max_bytes: int) -> None:
    if size > max_bytes:
        told = f"{size / 1024**2:,.1f} MB"
        raise TableError([Problem("too_large", value=told, hint=f"{max_bytes / 1024**2:g} MB")], where=where)


def _kind(content: bytes, *, where: str) -> str:
    if not content.strip():
        raise TableError([Problem("empty_file")], where=where)
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    if content.startswith(b"PAR1"):
        return "parquet"
    if content.startswith(OLE):
        raise TableError([Problem("encrypted" if ENCRYPTED in content else "old_xls")], where=where)
    for magic, told in _OTHER.items():
        if content.startswith(magic):
            raise TableError([Problem("not_a_table", hint=told)], where=where)
    if content.lstrip()[:1] in {b"{", b"<"}:
        raise TableError([Problem("not_a_table", hint="JSON, XML, HTML")], where=where)
    return "csv"


def _read_parquet(content: bytes, *, where: str) -> Cells:
    try:
        scan = pl.scan_parquet(io.BytesIO(content))
        schema = scan.collect_schema()
        rows = scan.select(pl.len()).collect().item()
        if rows > MAX_ROWS or len(schema) > MAX_COLUMNS:
            raise TableError([Problem("too_many_cells", hint=f"{MAX_ROWS:,} × {MAX_COLUMNS}")], where=where)
        frame = scan.select(
            pl.col(name).cast(pl.Float64) if dtype.is_numeric() else pl.col(name).cast(pl.String)
            for name, dtype in schema.items()
            if not dtype.is_nested()
        ).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise TableError([Problem("damaged", hint=type(error).__name__)], where=where) from None
    if not rows:
        raise TableError([Problem("empty_file")], where=where)
    nested = [name for name, dtype in schema.items() if dtype.is_nested()]
    notes = [Note("column_ignored", column=name, value=name) for name in nested]
    # A parquet file has no header row; counted as its spreadsheet export would be.
    return Cells(
        frame.columns, 1, [(i, list(row)) for i, row in enumerate(frame.iter_rows(), start=2)], notes
    )

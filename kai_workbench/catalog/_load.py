"""From a verified file to a polars frame."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import polars as pl

from kai_workbench import _paths
from kai_workbench._files import atomic_path

from . import _cvtdb, _kai101_studies
from ._dataset import Resource
from ._descriptors import dataset
from ._errors import CatalogError, MissingPackage
from ._fetch import fetch
from ._rda import read_rda

# Raised whenever a derived table, or the way a file is read, changes: an older copy is then not used.
_DERIVED_VERSION = 1
_READ_VERSION = 1


def load(name: str, resource: str) -> pl.LazyFrame:
    """A table of the catalog, as upstream wrote it.

    Parameters
    ----------
    name
        Name of the data set.
    resource
        Name of one of its resources that is a table.

    Returns
    -------
    polars.LazyFrame
        Upstream's own column names and values; the descriptor states their units.

    Raises
    ------
    UnknownDataset, LicenceNotAccepted, HashMismatch, Unreachable, MissingPackage
        As :func:`fetch`.
    CatalogError
        The resource is no table.
    """
    one = dataset(name)
    wanted = one.resource(resource)
    if not wanted.rows:
        raise CatalogError("not_a_table", dataset=name, name=resource, format=wanted.format)
    if wanted.origin == "generated":
        # Made in memory: it must work where nothing can be written.
        return _kai101_studies.TABLES[wanted.generator]().lazy()
    path = fetch(name, resource=resource)[resource]
    if wanted.origin == "derived":
        return _derived(wanted, one.resource(wanted.derived_from), path)
    if wanted.format in _SLOW:
        return _kept(wanted, wanted, _READ_VERSION, lambda: _read(wanted, path).collect())
    return _read(wanted, path)


# These take seconds to tens of seconds to read; a copy of the table takes none.
_SLOW = ("xlsx", "rda")


def _read(wanted: Resource, path: pathlib.Path) -> pl.LazyFrame:
    match wanted.format:
        case "csv":
            return pl.scan_csv(path, null_values=list(wanted.null_values), infer_schema_length=None)
        case "parquet":
            return pl.scan_parquet(path)
        case "rda":
            return read_rda(path)[wanted.name].lazy()
        case "xlsx":
            return _workbook(path, wanted.table).lazy()
        case "xpt":
            return _transport(path)
        case "duckdb":
            return _duckdb_table(path, wanted.table).lazy()
        case _:
            raise CatalogError(
                "not_a_table", where=str(path), dataset="", name=wanted.name, format=wanted.format
            )


def _derived(wanted: Resource, source: Resource, path: pathlib.Path) -> pl.LazyFrame:
    """A table made from another."""
    make = _cvtdb.GENERATORS[wanted.generator]
    return _kept(wanted, source, _DERIVED_VERSION, lambda: make(_read(source, path).collect()))


def _kept(wanted: Resource, source: Resource, version: int, make: Callable[[], pl.DataFrame]) -> pl.LazyFrame:
    """A table that takes long to make, from the cache: kept under the hash of the file it was made from."""
    folder = _paths.cache_dir() / "catalog"
    kept = folder / f"{wanted.name}-{version}-{source.sha256[:16]}.parquet"
    if not _whole(kept):
        made = make()
        try:
            with atomic_path(kept) as part:
                made.write_parquet(part)
        except OSError:
            # Nothing can be written here: it is slow every time, but it works.
            return made.lazy()
    return pl.scan_parquet(kept)


def _whole(kept: pathlib.Path) -> bool:
    """Whether a copy is there and its end, which names its columns, can be read."""
    try:
        pl.read_parquet_schema(kept)
    except (OSError, pl.exceptions.PolarsError):
        return False
    return True


def _transport(path: pathlib.Path) -> pl.LazyFrame:
    import polars_readstat

    return polars_readstat.scan_readstat(str(path), preserve_order=True, missing_string_as_null=True)


def _workbook(path: pathlib.Path, table: str) -> pl.DataFrame:
    """A sheet of a workbook, by default the first. Its header is the first row that is filled to the end."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheet = next(one for one in book.worksheets if table in ("", one.title.lower()))
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    book.close()
    start = next(at for at, row in enumerate(rows) if all(cell is not None for cell in row))
    columns = {str(name): [row[at] for row in rows[start + 1 :]] for at, name in enumerate(rows[start])}
    # A column that mixes numbers and words is text; nothing becomes null for its type.
    return pl.DataFrame(
        [
            pl.Series(name, values, strict=False)
            if {type(value) for value in values} <= {int, float, type(None)}
            else pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)
            for name, values in columns.items()
        ]
    )


def _duckdb_table(path: pathlib.Path, table: str) -> pl.DataFrame:
    try:
        import duckdb
    except ImportError:
        raise MissingPackage("package_missing", dataset=path.stem, package="duckdb") from None
    with duckdb.connect(str(path), read_only=True) as connection:
        frame = pl.from_arrow(connection.table(table).to_arrow_table())
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(table)
    return frame

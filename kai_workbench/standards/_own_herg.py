"""A person's own table of hERG block, cell by cell."""

from __future__ import annotations

import os

import polars as pl

from ._own_file import MAX_BYTES, read_own
from ._own_species_pk import read_number
from ._problems import Problem, TableError

_UNITS = {"concentration_nm": 1.0, "concentration_um": 1000.0}
_TEMPLATE = """concentration_uM,block_percent
0.3,9
0.3,14
1,24
1,31
3,52
3,57
10,79
10,84
"""


def herg_block_template() -> str:
    """A CSV that :func:`read_herg_block` reads, to be filled in; its values are invented."""
    return _TEMPLATE


def read_herg_block(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, max_bytes: int = MAX_BYTES
) -> pl.DataFrame:
    """Read block of hERG by cell, for :class:`kai_workbench.models.HERGBlock`.

    Parameters
    ----------
    source
        CSV, XLSX or Parquet with ``concentration_nM`` or ``concentration_uM``, and ``block_percent``;
        one row a cell. Other columns are left out.
    name
        Of the file, for the words of errors.

    Returns
    -------
    polars.DataFrame
        ``drug`` (the file's name), ``concentration_nM``, ``block_percent``.

    Raises
    ------
    kai_workbench.standards.TableError
        Everything that must be mended, row by row.
    """
    file = read_own(source, name=name, max_bytes=max_bytes)
    header = [one.strip().lower() for one in file.cells.header]
    concentration = next((one for one in _UNITS if one in header), None)
    lacking = [
        shown
        for shown, there in (
            ("concentration_nM", concentration),
            ("block_percent", "block_percent" in header),
        )
        if not there
    ]
    problems = [
        Problem("missing_column", column=one, hint="concentration_nM (concentration_uM), block_percent")
        for one in lacking
    ]
    if concentration is None or problems:
        raise TableError(problems, where=file.name)
    rows = []
    for number, cells in file.cells.rows:
        found = []
        for column in (concentration, "block_percent"):
            at = header.index(column)
            cell = cells[at] if at < len(cells) else None
            if cell is None:
                cell = ""
            code, value = read_number(cell, decimal_comma=file.cells.decimal_comma)
            # Block may be none, or below none by the noise of a cell.
            if code in ("negative", "zero") and column == "block_percent":
                code = None
            if code is not None:
                problems.append(
                    Problem(code, row=number, column=file.cells.header[at].strip(), value=str(cell))
                )
            found.append(value)
        rows.append((file.name, found[0] * _UNITS[concentration], found[1]))
    if problems:
        raise TableError(problems, where=file.name)
    schema = {"drug": pl.String, "concentration_nM": pl.Float64, "block_percent": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")

"""A person's table as a frame: numbers where every cell of a column is one, text elsewhere."""

from __future__ import annotations

import math
import os
from typing import NamedTuple

import polars as pl

from ._cells import Cell
from ._own_file import MAX_BYTES, read_own
from ._problems import Problem, TableError
from ._quality import quality_frame
from ._xlsx_file import DATE_MARK

# "." is how NONMEM's tables write it, the others how spreadsheets and R do.
_MISSING = {"", ".", "NA", "N/A", "NaN", "nan", "null"}
# Names of people, animals and studies: numbers or not, as it comes.
LABELS = frozenset({"id", "subject", "usubjid", "animal", "study", "compound", "drug", "experiment", "group"})


class OwnTable(NamedTuple):
    """A table and where it came from.

    Attributes
    ----------
    frame
        Columns as the file names them; a column is ``Float64`` where each of its cells is a number or
        missing (empty, ``.``, ``NA``), ``String`` otherwise; whole numbers that name people, animals
        or studies are ``Int64``.
    name, sha256
        Of the file.
    quality
        What was noticed while reading: encoding, delimiter, sheet, columns left out.
    """

    frame: pl.DataFrame
    name: str
    sha256: str
    quality: pl.DataFrame


def read_own_table(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, max_bytes: int = MAX_BYTES
) -> OwnTable:
    r"""Read a CSV, XLSX or Parquet file of any columns, as data only.

    Parameters
    ----------
    source
        Path of the file, or its bytes.
    name
        What to call it in messages; by default the file's name.
    max_bytes
        A larger file is refused before it is read; by default 20 MB.

    Returns
    -------
    OwnTable
        Rows in the order of the file; rows that are empty throughout are left out.

    Raises
    ------
    TableError
        Not there, too large, not a table, encrypted, damaged, without rows, two columns of one name, or a
        column of numbers with something else among them (but for names of people, animals and studies).

    Examples
    --------
    >>> from kai_workbench import standards
    >>> standards.read_own_table(b"ID,TIME,DV\n1,0,.\n1,1,2.5\n").frame["DV"].to_list()
    [None, 2.5]
    """
    file = read_own(source, name=name, max_bytes=max_bytes)
    cells = file.cells
    if not cells.rows:
        raise TableError([Problem("empty_file")], where=file.name)
    problems: list[Problem] = []
    columns: dict[str, pl.Series] = {}
    for k, header in enumerate(cells.header):
        if not header:
            continue
        if header in columns:
            problems.append(Problem("column_twice", cells.header_row, header, header))
            continue
        values = [(row, given[k] if k < len(given) else None) for row, given in cells.rows]
        columns[header] = _column(header, values, problems, decimal_comma=cells.decimal_comma)
    if problems:
        raise TableError(problems, where=file.name)
    return OwnTable(pl.DataFrame(columns), file.name, file.sha256, quality_frame(cells.notes))


def _column(
    header: str, cells: list[tuple[int, Cell]], problems: list[Problem], *, decimal_comma: bool
) -> pl.Series:
    """A column of numbers, or of text where it is no column of numbers."""
    known = {
        row: value
        for row, value in cells
        if value is not None and not (isinstance(value, str) and value.strip() in _MISSING)
    }
    numbers = {row: _number(value, decimal_comma=decimal_comma) for row, value in known.items()}
    wrong = [(row, value) for row, value in known.items() if math.isnan(numbers[row])]
    is_label = header.lower() in LABELS
    if not wrong:
        column = pl.Series([numbers.get(row) for row, _ in cells], dtype=pl.Float64)
        whole = is_label and all(number.is_integer() for number in numbers.values())
        return column.cast(pl.Int64) if whole else column
    if not is_label and len(wrong) <= len(numbers) / 2:
        problems += [Problem("not_a_number", row, header, _text(value)) for row, value in wrong]
    return pl.Series([_text(known[row]) if row in known else None for row, _ in cells], dtype=pl.String)


def _number(value: str | float, *, decimal_comma: bool) -> float:
    """The number in a cell; NaN where there is none."""
    if isinstance(value, float):
        return value
    text = value.strip()
    try:
        # float() also reads "1_000"; that is no number in a person's table.
        return math.nan if "_" in text else float(text.replace(",", ".") if decimal_comma else text)
    except ValueError:
        return math.nan


def _text(value: str | float) -> str:
    return value.strip().removeprefix(DATE_MARK) if isinstance(value, str) else f"{value:.15g}"

"""A person's file as plain cells: what the readers of CSV, XLSX and Parquet all hand on."""

from __future__ import annotations

import dataclasses

from ._quality import Note

# Far above any table of compounds; below what would make the page or the memory suffer.
MAX_ROWS = 100_000
MAX_COLUMNS = 200

Cell = str | float | None


@dataclasses.dataclass(frozen=True)
class Cells:
    """Header and rows of a table, nothing interpreted yet.

    Attributes
    ----------
    header
        Names of the columns as the file has them.
    header_row
        Row of the header, as a spreadsheet counts.
    rows
        (row number, cells); rows that are empty throughout are left out.
    notes
        What was noticed while reading: an encoding, a delimiter, a sheet.
    decimal_comma
        Whether numbers are written with a comma.
    """

    header: list[str]
    header_row: int
    rows: list[tuple[int, list[Cell]]]
    notes: list[Note]
    decimal_comma: bool = False

"""XLSX read as data: no formula is trusted, no macro runs, no bomb goes off."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from typing import Any

from ._cells import MAX_COLUMNS, MAX_ROWS, Cell, Cells
from ._own_names import field
from ._problems import Problem, TableError
from ._quality import Note
from ._study_problems import some

# A sheet of 100,000 rows unpacks to some 60 MB; a bomb unpacks to thousands.
_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_PARTS = 2000
# Containers of the format before 2007; workbooks with a password lie in one too, under this name.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"')


def read_xlsx(content: bytes, *, where: str) -> Cells:
    """The cells of the one sheet of a workbook that holds the table.

    Raises
    ------
    TableError
        A bomb, no workbook, formulas, merged cells, several sheets that could be meant.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    notes = _look_into(content, where=where)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheets = {
                sheet.title: _rows(sheet, where=where)
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            }
            merged = {title: merged_cells(book[title]) for title in sheets}
            hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        finally:
            book.close()
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
    ) as error:
        # What openpyxl and the XML parser raise over a damaged workbook; ParseError is a SyntaxError.
        raise TableError([Problem("damaged", hint=type(error).__name__)], where=where) from None
    title = _choose(sheets, where=where)
    if merged[title]:
        raise TableError([Problem("merged", value=some(merged[title]))], where=f"{where}, {title}")
    others = [name for name in [*sheets, *hidden] if name != title]
    if others:
        notes.append(Note("sheet", value=title, limit=", ".join(others)))
    (header_row, header), *rows = sheets[title]
    names = ["" if value is None else _text(value) for value in header]
    return Cells(
        names, header_row, [(row, [_cell(value) for value in values]) for row, values in rows], notes
    )


def _look_into(content: bytes, *, where: str) -> list[Note]:
    """What the archive says of itself, before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
                raise TableError([Problem("zip_bomb", hint=f"{_MAX_UNPACKED // 1024**2} MB")], where=where)
            if any(part.flag_bits & 1 for part in parts):
                raise TableError([Problem("encrypted")], where=where)
            if "xl/workbook.xml" not in names:
                raise TableError([Problem("not_a_table", hint="zip")], where=where)
    except zipfile.BadZipFile:
        raise TableError([Problem("damaged", hint="zip")], where=where) from None
    return [Note("macros")] if any(name.endswith("vbaProject.bin") for name in names) else []


def _rows(sheet: Any, *, where: str) -> list[tuple[int, list[Any]]]:
    """Rows of a sheet that hold anything; formulas are refused, all of them at once."""
    found: list[tuple[int, list[Any]]] = []
    formulas: list[Problem] = []
    # What the sheet claims of its own extent may be wrong; what it holds is counted instead.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        values = [cell.value for cell in cells]
        formulas += [
            Problem("formula", row=number, column=cell.column_letter, value=str(cell.value))
            for cell in cells
            if cell.data_type == "f"
        ]
        while values and (values[-1] is None or (isinstance(values[-1], str) and not values[-1].strip())):
            values.pop()
        if values:
            found.append((number, values))
        if len(found) > MAX_ROWS or len(values) > MAX_COLUMNS or number > 10 * MAX_ROWS:
            raise TableError([Problem("too_many_cells", hint=f"{MAX_ROWS:,} × {MAX_COLUMNS}")], where=where)
    if formulas:
        raise TableError(formulas, where=f"{where}, {sheet.title}")
    return found


def merged_cells(sheet: Any) -> list[str]:
    """The ranges of a sheet that are merged: all but their first cell look filled, and are empty."""
    found: list[str] = []
    kept = b""
    # openpyxl tells them only when it reads the whole sheet into memory.
    with sheet.parent._archive.open(sheet._worksheet_path) as stream:  # noqa: SLF001
        while piece := stream.read(1024 * 1024):
            text = kept + piece
            matches = list(_MERGED.finditer(text))
            found += [match.group(1).decode() for match in matches]
            # What begins at the end of this piece may go on in the next.
            kept = text[max(len(text) - 200, matches[-1].end() if matches else 0) :]
    return sorted(found, key=_place)


def _place(cells: str) -> tuple[int, int, str]:
    """Row and column of the first cell of a range; a file may list its ranges in any order."""
    first = cells.partition(":")[0]
    column = first.rstrip("0123456789")
    return int(first[len(column) :]), len(column), column


def _choose(sheets: dict[str, list[tuple[int, list[Any]]]], *, where: str) -> str:
    filled = [title for title, rows in sheets.items() if rows]
    if not filled:
        raise TableError([Problem("empty_file")], where=where)
    fitting = [title for title in filled if "compound" in {field(str(name)) for name in sheets[title][0][1]}]
    if len(fitting) > 1:
        raise TableError([Problem("several_sheets", hint=", ".join(fitting))], where=where)
    return fitting[0] if fitting else filled[0]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).upper()
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        # A spreadsheet turns "1-2" and, in some languages, "1.2" into a date without asking.
        return f"{DATE_MARK}{value}"
    return str(value).strip() or None


DATE_MARK = "\N{CALENDAR}"


def _text(value: Any) -> str:
    return str(value).strip()

"""CSV as people's spreadsheets write it: several encodings, several delimiters."""

from __future__ import annotations

import csv
import io
import re

from ._cells import MAX_COLUMNS, MAX_ROWS, Cell, Cells
from ._problems import Problem, TableError
from ._quality import Note

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+")


def read_csv(content: bytes, *, where: str) -> Cells:
    """The cells of a delimited text file.

    Raises
    ------
    TableError
        No encoding fits, or the text is no table.
    """
    notes: list[Note] = []
    text, encoding = _decode(content, where=where)
    if encoding not in {"utf-8", "utf-8-sig"}:
        notes.append(Note("encoding", value=encoding))
    told = re.match(r"sep=(.)\r?\n", text)
    body = text[told.end() :] if told else text
    delimiter = told.group(1) if told else _delimiter(body)
    if delimiter != ",":
        notes.append(Note("delimiter", value=_DELIMITERS.get(delimiter, delimiter)))
    records = _records(body, delimiter, where=where, first=2 if told else 1)
    if not records:
        raise TableError([Problem("empty_file")], where=where)
    header_row, header = records[0]
    rows = records[1:]
    comma = delimiter != "," and _writes_decimal_comma(rows)
    if comma:
        notes.append(Note("decimal_comma"))
    cells: list[tuple[int, list[Cell]]] = [
        (row, [value.strip() or None for value in values]) for row, values in rows
    ]
    return Cells([name.strip() for name in header], header_row, cells, notes, decimal_comma=comma)


def _decode(content: bytes, *, where: str) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\0" in content[:4096]:
        even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
        candidates = ["utf-16-le" if odd > even else "utf-16-be"]
    else:
        candidates = ["utf-8-sig", "cp949"]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and _printable(text):
            plain = "utf-8" if encoding == "utf-8-sig" else encoding
            return text, plain
    raise TableError([Problem("encoding")], where=where)


def _printable(text: str) -> bool:
    """Whether the text has no control characters: those are of a file that is no text."""
    return not re.search(r"[\x01-\x08\x0b\x0c\x0e-\x1f]", text[:100_000])


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first line into most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {mark: len(next(csv.reader([first], delimiter=mark))) for mark in _DELIMITERS}
    return max(counts, key=lambda mark: counts[mark])


def _records(text: str, delimiter: str, *, where: str, first: int) -> list[tuple[int, list[str]]]:
    """Records that hold anything, with their row numbers; trailing empty cells cut off."""
    found: list[tuple[int, list[str]]] = []
    try:
        for row, values in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=first
        ):
            while values and not values[-1].strip():
                values.pop()
            if not values:
                continue
            found.append((row, values))
            if len(found) > MAX_ROWS or len(values) > MAX_COLUMNS:
                raise TableError(
                    [Problem("too_many_cells", hint=f"{MAX_ROWS:,} × {MAX_COLUMNS}")], where=where
                )
    except csv.Error as error:
        raise TableError([Problem("not_a_table", hint=str(error))], where=where) from None
    return found


def _writes_decimal_comma(rows: list[tuple[int, list[str]]]) -> bool:
    """Whether some number can only be read with a decimal comma; ``1,234`` alone tells nothing."""
    values = (value.strip() for _, row in rows for value in row)
    return any(_DECIMAL_COMMA.fullmatch(value) and not _GROUPED.fullmatch(value) for value in values)

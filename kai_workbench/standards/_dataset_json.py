"""Dataset-JSON 1.1: ``.json``, ``.ndjson`` and the compressed ``.dsjc``.

The specification (CDISC Dataset-JSON 1.1, 2024) compresses ``.dsjc`` with zlib; the files that CDISC
itself publishes are gzip. Both are taken. The structure is checked when the file is opened, so that a
short row or a wrong count is told before anything is computed from it.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import zlib
from typing import Any, NamedTuple, NoReturn

import polars as pl

from ._domain import Domain, Variable
from ._file_reasons import why
from ._json_records import plain_records
from ._package import MAX_RATIO, Member
from ._problems import Problem
from ._study_problems import BrokenFile, StudyProblem

_TEXT = {"string", "datetime", "date", "time", "URI", "decimal", "boolean"}
_NUMBER = {"integer", "float", "double"}
# What a program keeps as a number (SAS) although the file writes it as a text.
_TEMPORAL = {"date": pl.Date(), "datetime": pl.Datetime("us"), "time": pl.Time()}
_SMALL = 64 * 1024**2


class _Column(NamedTuple):
    name: str
    label: str
    data_type: str
    target: str
    length: int | None
    format: str

    @property
    def dtype(self) -> pl.DataType:
        if self.target == "integer" and self.data_type in _TEMPORAL:
            return _TEMPORAL[self.data_type]
        number = self.data_type in _NUMBER or (self.data_type == "decimal" and self.target == "decimal")
        return pl.Float64() if number else pl.String()


class _Told(NamedTuple):
    name: str
    label: str
    records: int
    columns: tuple[_Column, ...]


def read_dataset_json(member: Member) -> tuple[list[Domain], list[StudyProblem]]:
    """The data set of a Dataset-JSON file.

    Raises
    ------
    BrokenFile
        ``bad_json``, ``json_version``, ``json_structure``, ``json_records``, ``json_row``, ``json_value``,
        ``json_packed``.
    """
    told, frame, problems = _read(member)
    domain = Domain(
        name=(told.name or member.stem).upper(),
        label=told.label,
        file=member.name,
        format="dataset-json",
        rows=frame.height,
        columns=tuple(_variable(column) for column in told.columns),
        frame=frame.lazy(),  # all of it was parsed to be checked; parsing it again would double the time
    )
    return [domain], problems


def _read(member: Member) -> tuple[_Told, pl.DataFrame, list[StudyProblem]]:
    content = _unpacked(member)
    if member.suffix == ".json":
        whole = _parse(content)
        if not isinstance(whole, dict):
            raise BrokenFile("json_structure", detail="{ }")
        told, rows = _told(whole), whole.get("rows", [])
    else:
        head, _, rest = content.partition(b"\n")
        told = _told(_parse(head))
        quick = _plain(told, rest)
        if quick is not None:
            return told, quick, _not_whole(told, quick, member.name)
        rows = _parse_lines(rest)
    if not isinstance(rows, list):
        raise BrokenFile("json_structure", detail="rows")
    if len(rows) != told.records:
        raise BrokenFile("json_records", told=f"{told.records:,}", found=f"{len(rows):,}")
    width = len(told.columns)
    if {(type(row), len(row) if isinstance(row, list) else 0) for row in rows} - {(list, width)}:
        raise _ragged(rows, width)
    cells = list(zip(*rows, strict=True)) if rows else [()] * width
    frame = pl.DataFrame([_series(*pair) for pair in zip(told.columns, cells, strict=True)])
    return told, frame, _not_whole(told, frame, member.name)


def _plain(told: _Told, content: bytes) -> pl.DataFrame | None:
    """The records of an NDJSON file that is a plain table; ``None`` of another."""
    if any(column.data_type == "boolean" for column in told.columns):
        return None
    kinds = {column.name: column.data_type in _NUMBER for column in told.columns}
    found = plain_records(content, kinds, records=told.records)
    if found is None:
        return None
    texts = [column for column in told.columns if not kinds[column.name]]
    return found.with_columns(_of_texts(column, found[column.name]) for column in texts)


def _not_whole(told: _Told, frame: pl.DataFrame, file: str) -> list[StudyProblem]:
    """Integers that are none: CDISC's own examples have some, so they are told and kept."""
    problems = []
    for column in told.columns:
        if column.data_type == "integer":
            series = frame[column.name]
            broken = (series != series.round()).arg_true()
            if len(broken):
                values = {"column": column.name, "row": broken[0] + 1, "value": str(series[int(broken[0])])}
                problems.append(StudyProblem(file, "json_not_whole", values))
    return problems


def _ragged(rows: list[Any], width: int) -> BrokenFile:
    """The first row that has not a value for every column."""
    lengths = (len(row) if isinstance(row, list) else 0 for row in rows)
    number, found = next((at, length) for at, length in enumerate(lengths, start=1) if length != width)
    return BrokenFile("json_row", row=number, found=found, expected=width)


def _unpacked(member: Member) -> bytes:
    content = member.read()
    # A file that was named .dsjc without being compressed begins with the brace of its JSON.
    if member.suffix != ".dsjc" or content[:64].lstrip().startswith(b"{"):
        return content
    limit = max(_SMALL, MAX_RATIO * len(content))
    gzipped = content.startswith(b"\x1f\x8b")
    try:
        if gzipped:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                opened = file.read(limit + 1)
        else:
            opened = zlib.decompressobj().decompress(content, limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BrokenFile("json_packed", reason=why(error), said=str(error)) from None
    if len(opened) > limit:
        raise BrokenFile("json_bomb", limit=f"{limit / 1e6:,.0f}")
    return opened


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise BrokenFile("not_text", reason=Problem("file_byte", value=f"{error.start:,}")) from None
    except (ValueError, RecursionError) as error:
        raise BrokenFile("bad_json", reason=_place(error), said=str(error)) from None


def _parse_lines(content: bytes) -> Any:
    """The records of an NDJSON file, parsed as one list; a broken one is told with its number."""
    with contextlib.suppress(BrokenFile):
        # A line break within a text is escaped, so every other one ends a record.
        return _parse(b"[" + content.strip().replace(b"\n", b",") + b"]")
    lines = [line for line in content.splitlines() if line.strip()]
    try:
        return _parse(b"[" + b",".join(lines) + b"]")
    except BrokenFile as broken:
        if broken.code != "bad_json":
            raise
        for number, line in enumerate(lines, start=1):
            try:
                json.loads(line)
            except ValueError as error:
                at = getattr(error, "pos", 0) + 1
                reason = Problem("file_record", value=f"{number:,}", hint=f"{at:,}")
                raise BrokenFile("bad_json", reason=reason, said=str(error)) from None
        raise


def _place(error: Exception) -> Problem:
    """Where the JSON is broken."""
    if isinstance(error, json.JSONDecodeError):
        return Problem("file_place", value=f"{error.lineno:,}", hint=f"{error.colno:,}")
    return Problem("file_word", value=str(error)) if isinstance(error, _Word) else Problem("file_inside")


class _Word(ValueError):
    """``NaN`` or ``Infinity``."""


def _refuse(word: str) -> NoReturn:
    raise _Word(word)


def _told(head: Any) -> _Told:
    if not isinstance(head, dict):
        raise BrokenFile("json_structure", detail="{ }")
    version = head.get("datasetJSONVersion")
    if not (isinstance(version, str) and version.startswith("1.1")):
        raise BrokenFile("json_version", found=version)
    name, records, columns = head.get("name"), head.get("records"), head.get("columns")
    if not isinstance(name, str):
        raise BrokenFile("json_structure", detail="name")
    if not isinstance(records, int):
        raise BrokenFile("json_structure", detail="records")
    if not isinstance(columns, list):
        raise BrokenFile("json_structure", detail="columns")
    found = tuple(_column(one) for one in columns)
    if len({column.name for column in found}) != len(found):
        raise BrokenFile("json_structure", detail="columns: name")
    return _Told(name, str(head.get("label") or ""), records, found)


def _column(told: Any) -> _Column:
    if not (isinstance(told, dict) and isinstance(told.get("name"), str)):
        raise BrokenFile("json_structure", detail="columns")
    kind = told.get("dataType")
    if kind not in _TEXT | _NUMBER:
        raise BrokenFile("json_structure", detail=f"{told['name']}: dataType {kind}")
    length = told.get("length")
    return _Column(
        told["name"],
        str(told.get("label") or ""),
        kind,
        str(told.get("targetDataType") or ""),
        length if isinstance(length, int) else None,
        str(told.get("displayFormat") or ""),
    )


_IS_TEXT = frozenset[type]({str, type(None)})
_IS_NUMBER = frozenset[type]({int, float, type(None)})
_IS_BOOLEAN = frozenset[type]({bool, type(None)})


def _takes(data_type: str) -> frozenset[type]:
    """Python's types of the values that JSON may hold for a type of the specification."""
    if data_type in _NUMBER:
        return _IS_NUMBER
    return _IS_BOOLEAN if data_type == "boolean" else _IS_TEXT


def _series(column: _Column, cells: tuple[Any, ...]) -> pl.Series:
    """One column; a value that is not of its type is told with its row."""
    takes = _takes(column.data_type)
    if set(map(type, cells)) - takes:
        number = next(at for at, cell in enumerate(cells) if type(cell) not in takes)
        raise _value(column, number, cells[number])
    if column.data_type in _NUMBER:
        return pl.Series(column.name, cells, dtype=pl.Float64, strict=False)
    if column.data_type == "boolean":
        return pl.Series(column.name, cells, dtype=pl.Boolean).cast(pl.String)
    return _of_texts(column, pl.Series(column.name, cells, dtype=pl.String))


def _of_texts(column: _Column, texts: pl.Series) -> pl.Series:
    """The texts of a column in the type that the column tells."""
    series = texts.set(texts == "", None)
    if column.dtype == pl.String:
        return series
    made = (
        _temporal(series, column) if column.data_type in _TEMPORAL else series.cast(pl.Float64, strict=False)
    )
    lost = made.is_null() & series.is_not_null()
    if lost.any():
        number = int(lost.arg_true()[0])
        raise _value(column, number, series[number])
    return made


def _temporal(series: pl.Series, column: _Column) -> pl.Series:
    if column.data_type == "date":
        return series.str.to_date("%Y-%m-%d", strict=False)
    if column.data_type == "time":
        return series.str.to_time("%H:%M:%S%.f", strict=False)
    return series.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)


def _value(column: _Column, number: int, cell: Any) -> BrokenFile:
    return BrokenFile(
        "json_value", row=number + 1, column=column.name, value=str(cell)[:60], type=column.data_type
    )


def _variable(column: _Column) -> Variable:
    return Variable(
        name=column.name,
        label=column.label,
        type="text" if column.dtype == pl.String else "number",
        length=column.length,
        format=column.format,
    )

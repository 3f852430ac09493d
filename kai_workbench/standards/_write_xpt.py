"""Writing SAS transport files, versions 5 and 8."""

from __future__ import annotations

import dataclasses
import datetime
import pathlib
import re
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO, Literal

import polars as pl

from kai_workbench._files import atomic_path

from ._writing import WriteError, batches, height, plain

if TYPE_CHECKING:
    import numpy as np

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_FORMAT = re.compile(r"(\$?[A-Za-z_][A-Za-z0-9_]*?)?(\d*)(?:\.(\d*))?\Z")
_EPOCH = datetime.date(1960, 1, 1)
_LARGEST_INTEGER = 2**53
_RECORD = 80


@dataclasses.dataclass(frozen=True)
class _Limits:
    name: int
    label: int
    text: int


_LIMITS = {5: _Limits(name=8, label=40, text=200), 8: _Limits(name=32, label=256, text=32_767)}
_DATASET_LABEL = 40


@dataclasses.dataclass(frozen=True)
class _Column:
    name: str
    label: bytes
    is_text: bool
    width: int
    format_name: str
    format_width: int
    format_decimals: int


def write_xpt(
    frame: pl.DataFrame | pl.LazyFrame,
    path: pathlib.Path | str,
    *,
    name: str,
    label: str = "",
    labels: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    lengths: Mapping[str, int] | None = None,
    version: Literal[5, 8] = 5,
    encoding: str = "ascii",
    created: datetime.datetime | None = None,
) -> pathlib.Path:
    """Write a table as a SAS transport file.

    The rows go to the file in batches; the file takes its name only when all of it is written.

    Parameters
    ----------
    frame
        Text, numbers, booleans (1 and 0), dates, date-times and times, any number of rows. SAS has
        two kinds of columns: dates become days, date-times and times seconds, counted from
        1960-01-01, with the formats ``DATE9.``, ``DATETIME20.`` and ``TIME8.``.
    path
        Where to write.
    name
        Name of the data set: at most 8 characters in version 5, 32 in version 8.
    label
        Label of the data set, at most 40 bytes.
    labels
        Label by column: at most 40 bytes in version 5, 256 in version 8.
    formats
        SAS format by column, such as ``"8.2"`` or ``"DATE9."``.
    lengths
        Bytes of a text column, where it shall be wider than its longest value.
    version
        5, what agencies ask for: names of 8 characters, labels of 40 bytes, text of 200 bytes; or 8:
        32 characters, 256 and 32,767 bytes.
    encoding
        How text is written. The file cannot say which it was, so anything but ASCII has to be told
        to the reader.
    created
        The time written into the file, by default now. The same frame and time give the same bytes.

    Returns
    -------
    pathlib.Path
        ``path``.

    Raises
    ------
    WriteError
        A name, a label or a text too long; a letter outside the encoding; a number that the format
        cannot hold; a type it does not know; a last row that is blank, which readers of version 5
        take for padding. Nothing is written then.

    Notes
    -----
    The format knows no empty text beside missing text, and drops blanks at the end of a text.
    Layout: SAS technical notes "Record Layout of a SAS Version 5 or 6 Data Set in SAS Transport
    (XPORT) Format" (TS-140) and the same of version 8 or 9. Version 8 files state their number of
    rows, as SAS writes it.
    """
    path = pathlib.Path(path)
    frame = plain(frame)
    where = path.name
    told = _Told(labels or {}, formats or {}, lengths or {}, encoding)
    limits = _LIMITS[version]
    _check_name(name, limits, where)
    columns = _columns(frame, told, limits, where)
    if len(label.encode(encoding, "replace")) > _DATASET_LABEL:
        raise WriteError("label_too_long", where=where, name=name, limit=_DATASET_LABEL, value=label)
    stamp = _stamp(created or datetime.datetime.now(tz=datetime.UTC))
    rows = height(frame)
    with atomic_path(path) as part, part.open("wb") as file:
        file.write(
            _header(
                name,
                label=_encode(label, encoding, where),
                stamp=stamp,
                columns=columns,
                version=version,
                rows=rows,
            )
        )
        _write_rows(file, frame, columns, version=version, encoding=encoding, where=where)
        file.write(b" " * (-file.tell() % _RECORD))
    return path


@dataclasses.dataclass(frozen=True)
class _Told:
    """What the caller told about columns."""

    labels: Mapping[str, str]
    formats: Mapping[str, str]
    lengths: Mapping[str, int]
    encoding: str


def _check_name(name: str, limits: _Limits, where: str) -> None:
    if not _NAME.match(name) or len(name) > limits.name:
        raise WriteError("xpt_name", where=where, name=name, limit=limits.name)


def _columns(
    frame: pl.DataFrame | pl.LazyFrame, told: _Told, limits: _Limits, where: str
) -> tuple[_Column, ...]:
    schema = frame.collect_schema()
    if not schema:
        raise WriteError("no_columns", where=where)
    seen: set[str] = set()
    for name in schema:
        _check_name(name, limits, where)
        if name.upper() in seen:
            raise WriteError("twice_named", where=where, name=name)
        seen.add(name.upper())
    widths = _widths(frame, [name for name, dtype in schema.items() if dtype == pl.String], told.encoding)
    columns = []
    for name, dtype in schema.items():
        given = told.formats.get(name) or _default_format(name, dtype, where)
        matched = _FORMAT.match(given)
        if matched is None:
            raise WriteError("xpt_format", where=where, name=name, value=given)
        label = _encode(told.labels.get(name, ""), told.encoding, f"{where}, {name}")
        if len(label) > limits.label:
            raise WriteError(
                "label_too_long", where=where, name=name, limit=limits.label, value=told.labels[name]
            )
        is_text = dtype == pl.String
        width = max(widths[name], told.lengths.get(name, 1), 1) if is_text else 8
        if width > limits.text:
            raise WriteError("text_too_long", where=where, name=name, limit=limits.text, value=width)
        columns.append(
            _Column(
                name,
                label,
                is_text,
                width,
                (matched[1] or "").upper(),
                int(matched[2] or 0),
                int(matched[3] or 0),
            )
        )
    return tuple(columns)


def _widths(frame: pl.DataFrame | pl.LazyFrame, names: list[str], encoding: str) -> dict[str, int]:
    """Bytes of the longest text of each column."""
    if not names:
        return {}
    single_byte = encoding.lower().replace("_", "-") in {"ascii", "us-ascii", "latin-1", "windows-1252"}
    if single_byte or encoding.lower() in {"utf-8", "utf8"}:
        length = pl.col(names).str.len_chars() if single_byte else pl.col(names).str.len_bytes()
        longest = frame.lazy().select(length.max()).collect(engine="streaming").row(0, named=True)
        return {name: int(value or 0) for name, value in longest.items()}
    widths = dict.fromkeys(names, 0)
    for batch in batches(frame.select(names)):
        for name in names:
            texts = batch[name].drop_nulls().unique()
            widths[name] = max([widths[name], *(len(text.encode(encoding, "replace")) for text in texts)])
    return widths


def _default_format(name: str, dtype: pl.DataType, where: str) -> str:
    if dtype == pl.Date:
        return "DATE9."
    if isinstance(dtype, pl.Datetime):
        return "DATETIME20."
    if dtype == pl.Time:
        return "TIME8."
    if dtype in (pl.String, pl.Boolean, pl.Null) or dtype.is_integer() or dtype.is_float():
        return ""
    raise WriteError("unwritable_type", where=where, name=name, value=str(dtype))


def _stamp(when: datetime.datetime) -> bytes:
    return f"{when:%d}{_MONTHS[when.month - 1]}{when:%y:%H:%M:%S}".encode("ascii")


def _record(kind: str, numbers: str) -> bytes:
    return f"HEADER RECORD*******{kind:<8}HEADER RECORD!!!!!!!{numbers:<30}  ".encode("ascii")


def _header(
    name: str, *, label: bytes, stamp: bytes, columns: tuple[_Column, ...], version: int, rows: int
) -> bytes:
    long = version == 8
    nothing = "0" * 30
    first = b"SAS     SAS     SASLIB  9.4     KAI     ".ljust(64) + stamp
    member = b"SAS     " + name.encode("ascii").ljust(32 if long else 8) + b"SASDATA 9.4     KAI     "
    parts = [
        _record("LIBV8" if long else "LIBRARY", nothing),
        first,
        stamp.ljust(_RECORD),
        _record("MEMBV8" if long else "MEMBER", "000000000000000001600000000140"),
        _record("DSCPTV8" if long else "DSCRPTR", nothing),
        member.ljust(64) + stamp,
        stamp.ljust(32) + label.ljust(40) + b" " * 8,
        _record("NAMSTV8" if long else "NAMESTR", f"000000{len(columns):04d}".ljust(30, "0")),
        _padded(b"".join(_namestr(columns, long=long))),
    ]
    extended = [(i, one) for i, one in enumerate(columns, 1) if len(one.label) > _LIMITS[5].label]
    if extended:
        parts.append(_record("LABELV8", f"{len(extended)}"))
        parts.append(
            _padded(
                b"".join(
                    struct.pack(">3h", i, len(one.name), len(one.label)) + one.name.encode() + one.label
                    for i, one in extended
                )
            )
        )
    parts.append(_record("OBSV8", f"{rows:>15}") if long else _record("OBS", nothing))
    return b"".join(parts)


def _padded(content: bytes) -> bytes:
    return content + b" " * (-len(content) % _RECORD)


def _namestr(columns: tuple[_Column, ...], *, long: bool) -> list[bytes]:
    position = 0
    described = []
    for number, one in enumerate(columns, 1):
        short = one.name.encode("ascii")
        described.append(
            struct.pack(">4h", 2 if one.is_text else 1, 0, one.width, number)
            + short[:8].ljust(8)
            + one.label[:40].ljust(40)
            + one.format_name.encode("ascii")[:8].ljust(8)
            + struct.pack(">3h2x", one.format_width, one.format_decimals, 0)
            + b" " * 8
            + struct.pack(">2hi", 0, 0, position)
            + (short.ljust(32) + struct.pack(">h", len(one.label)) + bytes(18) if long else bytes(52))
        )
        position += one.width
    return described


def _write_rows(
    file: BinaryIO,
    frame: pl.DataFrame | pl.LazyFrame,
    columns: tuple[_Column, ...],
    *,
    version: int,
    encoding: str,
    where: str,
) -> None:
    import numpy as np

    from ._ibm_float import to_ibm

    width = sum(one.width for one in columns)
    blank_end = False
    row = 0
    for batch in batches(frame):
        table = np.empty((batch.height, width), dtype=np.uint8)
        at = 0
        for one in columns:
            series = batch[one.name]
            place = f"{where}, {one.name}"
            cells = (
                _text(series, one.width, encoding, place, row)
                if one.is_text
                else to_ibm(_numbers(series, place, row))
            )
            table[:, at : at + one.width] = cells
            at += one.width
        if batch.height:
            blank_end = bool((table[-1] == ord(" ")).all())
        file.write(table)
        row += batch.height
    if blank_end and version == 5:
        raise WriteError("xpt_blank_end", where=where, row=row)


def _encode(text: str, encoding: str, where: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise WriteError(
            "not_in_encoding", where=where, value=text[error.start : error.end], encoding=encoding
        ) from None


def _text(series: pl.Series, width: int, encoding: str, where: str, before: int) -> np.ndarray:
    import numpy as np

    filled = series.fill_null("")
    padded: str = filled.str.pad_end(width).str.join("").item()
    if padded.isascii():
        joined = padded.encode("ascii")
    else:
        encoded = {
            text: _encode(text, encoding, f"{where}, row {before + 1 + (filled == text).arg_max()}")
            for text in filled.unique(maintain_order=True)
        }
        joined = b"".join(encoded[text].ljust(width) for text in filled)
    return np.frombuffer(joined, dtype=np.uint8).reshape(len(series), width)


def _numbers(series: pl.Series, where: str, before: int) -> np.ndarray:
    from ._ibm_float import fits

    dtype = series.dtype
    if dtype == pl.Date:
        series = series.cast(pl.Int32) - (_EPOCH - datetime.date(1970, 1, 1)).days
    elif isinstance(dtype, pl.Datetime):
        seconds = series.dt.replace_time_zone(None).dt.epoch("us").cast(pl.Float64) / 1e6
        series = seconds - (_EPOCH - datetime.date(1970, 1, 1)).days * 86_400
    elif dtype == pl.Time:
        series = series.cast(pl.Int64).cast(pl.Float64) / 1e9
    elif dtype.is_integer():
        _refuse(series.abs() > _LARGEST_INTEGER, series, "number_too_large", where, before)
    elif dtype.is_float():
        _refuse(series.is_nan() | series.is_infinite(), series, "not_a_number", where, before)
    values: np.ndarray = series.cast(pl.Float64).to_numpy()
    _refuse(pl.Series(~fits(values)), series, "number_too_large", where, before)
    return values


def _refuse(bad: pl.Series, series: pl.Series, key: str, where: str, before: int) -> None:
    first = bad.fill_null(value=False).arg_max()
    if first is not None and bad[first]:
        raise WriteError(key, where=f"{where}, row {before + first + 1}", value=series[first])

"""Data frames out of R's ``.rda`` files.

R's serialisation has been stable since R 3.5 and a data frame uses little of it: vectors, their
attributes, and strings. The package ``rdata`` reads all of R's objects but makes a Python object
of every cell: 2.1 million cells of CvTdb took it minutes, where this takes about a second. What
is not a vector, a list or an attribute is refused by name. Format: R Internals, section 1.8,
"Serialization Formats".
"""

from __future__ import annotations

import bz2
import lzma
import pathlib
import struct
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl

from ._errors import CatalogError

_SYMBOL, _PAIRLIST, _LOGICAL, _INTEGER, _REAL, _STRING, _LIST = 1, 2, 10, 13, 14, 16, 19
_ALTREP, _NIL, _REFERENCE = 238, 254, 255
_HAS_ATTRIBUTES, _HAS_TAG = 0x200, 0x400
_NA_INTEGER = -(2**31)
_NA_REAL_LOW_WORD = 1954
_LATIN1 = 1 << 2
# Letters at the start of a packed file, and what unpacks it.
_MAGIC: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ", lzma.LZMADecompressor),
)
# A file of this size when unpacked is read whatever it weighed; above, a bomb is told by its ratio.
_SMALL, _MAX_RATIO = 64 * 1024**2, 200


class _Vector(NamedTuple):
    """A vector and what R hangs on it: names, class, levels."""

    values: Any
    attributes: dict[str, Any]


def read_rda(path: pathlib.Path) -> dict[str, pl.DataFrame]:
    """Every data frame saved in ``path``, by its name in R.

    Parameters
    ----------
    path
        A file written by R's ``save``, compressed or not.

    Returns
    -------
    dict of str to polars.DataFrame
        R's ``NA`` is null; factors are strings.

    Raises
    ------
    CatalogError
        The file is no binary ``.rda``, or holds something that is no data frame.
    """
    return read_rda_bytes(path.read_bytes(), where=str(path))


def read_rda_bytes(content: bytes, *, where: str) -> dict[str, pl.DataFrame]:
    """As :func:`read_rda`, of a file already in memory; ``where`` names it in errors."""
    return {name: frame for name, (frame, _) in read_rda_labelled(content, where=where).items()}


def read_rda_labelled(content: bytes, *, where: str) -> dict[str, tuple[pl.DataFrame, list[str]]]:
    """Every data frame, and the labels that R packages hang on its columns (attribute ``label``)."""
    saved = _saved(content, where)
    try:
        return {name: (_frame(value), _labels(value)) for name, value in saved.items()}
    except _WRONG as error:
        raise CatalogError("not_rda", where=where, found=error) from error


def _saved(content: bytes, where: str) -> dict[str, Any]:
    """Everything that was saved, by name."""
    try:
        content = _unpacked(content)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:  # bz2 raises ValueError
        raise CatalogError("not_rda", where=where, found=error) from error
    if content[:7] not in {b"RDX2\nX\n", b"RDX3\nX\n"}:
        raise CatalogError("not_rda", where=where, found=content[:7])
    try:
        return _Reader(content).read_all().attributes
    except _WRONG as error:
        raise CatalogError("not_rda", where=where, found=error) from error


def _unpacked(content: bytes) -> bytes:
    """The content of a packed file; of one that is not packed, itself."""
    for magic, opener in _MAGIC:
        if content.startswith(magic):
            unpacking = opener()
            whole = bytes(unpacking.decompress(content, max(_SMALL, _MAX_RATIO * len(content))))
            if not unpacking.eof:
                raise EOFError("the file ends too soon, or unpacks to far more than it weighs")
            return whole
    return content


class _UnknownObject(ValueError):
    """Something in the file that no data frame is made of; ``kind`` is R's number of its type."""

    kind: int | None = None

    @classmethod
    def of(cls, kind: int) -> _UnknownObject:
        """An object of a type that is not read here."""
        error = cls(f"object type {kind}")
        error.kind = kind
        return error


# All that reading bytes as something they are not can end in.
_WRONG = (
    ValueError,  # _UnknownObject, texts in no encoding, columns of unequal length
    struct.error,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
    MemoryError,
    OverflowError,
    pl.exceptions.PolarsError,
)


class _Reader:
    """Walks once through the bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 7
        self.references: list[str] = []
        self.encoding = "utf-8"
        self.strings: dict[tuple[int, bytes], str] = {}

    def read_all(self) -> _Vector:
        version = self._int()
        self.at += 8  # the writing and the oldest reading version of R
        if version >= 3:
            length = self._int()
            self.encoding = self._take(length).decode("ascii")
        return _Vector(None, self._object())

    def _int(self) -> int:
        (value,) = struct.unpack_from(">i", self.content, self.at)
        self.at += 4
        return int(value)

    def _take(self, length: int) -> bytes:
        taken = self.content[self.at : self.at + length]
        if len(taken) != length:
            raise _UnknownObject("the file ends too soon")
        self.at += length
        return taken

    def _object(self) -> Any:
        flags = self._int()
        kind = flags & 0xFF
        if kind == _NIL:
            return {}
        if kind == _REFERENCE:
            return self.references[(flags >> 8 or self._int()) - 1]
        if kind == _SYMBOL:
            self.references.append(str(self._string(self._int())))
            return self.references[-1]
        if kind == _PAIRLIST:
            return self._pairs(flags)
        if kind == _ALTREP:
            return self._alternative()
        return _Vector(self._values(kind), self._object() if flags & _HAS_ATTRIBUTES else {})

    def _pairs(self, flags: int) -> dict[str, Any]:
        """A pairlist, whose tags are names."""
        found: dict[str, Any] = {}
        while flags & 0xFF == _PAIRLIST:
            if flags & _HAS_ATTRIBUTES:
                self._object()
            tag = self._object() if flags & _HAS_TAG else str(len(found))
            found[tag] = self._object()
            flags = self._int()
        if flags & 0xFF != _NIL:
            raise _UnknownObject(f"a list that ends in object type {flags & 0xFF}")
        return found

    def _alternative(self) -> _Vector:
        """A vector that R keeps in short form."""
        told, state, attributes = self._object(), self._object(), self._object()
        name = next(iter(told.values()))
        if name == "compact_intseq":
            import numpy as np

            count, first, step = (int(value) for value in state.values)
            return _Vector(np.arange(first, first + count * step, step, dtype=np.int64), attributes)
        if str(name).startswith("wrap_"):
            inner = next(iter(state.values())) if isinstance(state, dict) else state.values[0]
            return _Vector(inner.values, inner.attributes | attributes)
        raise _UnknownObject(f"a vector in the short form {name}")

    def _values(self, kind: int) -> Any:
        import numpy as np

        length = self._int()
        if length < 0:
            raise _UnknownObject("a vector of more than 2^31 values")
        if kind == _STRING:
            return self._string_vector(length)
        if kind == _LIST:
            return [self._object() for _ in range(length)]
        if kind in {_INTEGER, _LOGICAL}:
            return np.frombuffer(self._take(4 * length), dtype=">i4").astype(np.int64)
        if kind == _REAL:
            return np.frombuffer(self._take(8 * length), dtype=">f8").astype(np.float64)
        raise _UnknownObject.of(kind)

    def _string_vector(self, length: int) -> list[str | None]:
        """The hot loop: nearly all of a file is here."""
        content, at, known = self.content, self.at, self.strings
        header = struct.Struct(">ii").unpack_from
        found: list[str | None] = []
        for _ in range(length):
            flags, size = header(content, at)
            at += 8
            if size < 0:
                found.append(None)
                continue
            key = (flags & _LATIN1, content[at : at + size])
            at += size
            text = known.get(key)
            if text is None:
                text = known[key] = key[1].decode("latin-1" if key[0] else self.encoding)
            found.append(text)
        self.at = at
        return found

    def _string(self, flags: int) -> str | None:
        size = self._int()
        if size < 0:
            return None
        return self._take(size).decode("latin-1" if flags & _LATIN1 else self.encoding)


def _frame(vector: _Vector) -> pl.DataFrame:
    if "data.frame" not in vector.attributes["class"].values:
        raise _UnknownObject("an object that is no data frame")
    names = vector.attributes["names"].values
    return pl.DataFrame([_series(name, column) for name, column in zip(names, vector.values, strict=True)])


def _labels(vector: _Vector) -> list[str]:
    told = (column.attributes.get("label") for column in vector.values)
    return [str(one.values[0]) if isinstance(one, _Vector) and len(one.values) else "" for one in told]


def _series(name: str, column: _Vector) -> pl.Series:
    import numpy as np

    values = column.values
    if isinstance(values, list) and any(isinstance(value, _Vector) for value in values):
        raise _UnknownObject("a column of lists")
    if isinstance(values, list):
        return pl.Series(name, values, dtype=pl.String)
    if values.dtype == np.float64:
        # NA is one NaN of many, told by its low word; a NaN that was computed stays one.
        missing = (values.view(np.uint64) & 0xFFFFFFFF == _NA_REAL_LOW_WORD) & np.isnan(values)
    else:
        missing = values == _NA_INTEGER
    if "levels" in column.attributes:
        levels = column.attributes["levels"].values
        return pl.Series(
            name, [None if gone else levels[i - 1] for i, gone in zip(values, missing, strict=True)]
        )
    series = pl.Series(name, values)
    series = series.set(pl.Series(missing), None) if missing.any() else series
    return _days_or_times(series, column.attributes)


def _days_or_times(series: pl.Series, attributes: dict[str, Any]) -> pl.Series:
    """R's ``Date`` (days since 1970) and ``POSIXct`` (seconds since 1970) as what they are.

    Times are told by the clock of the zone that R keeps with them; without one, of UTC.
    """
    kinds = attributes["class"].values if "class" in attributes else []
    if "Date" in kinds:
        return series.cast(pl.Float64).fill_nan(None).floor().cast(pl.Int32).cast(pl.Date)
    if "POSIXct" in kinds:
        seconds = series.cast(pl.Float64).fill_nan(None)
        times = (seconds * 1_000_000).round().cast(pl.Int64).cast(pl.Datetime("us"))
        zone = attributes["tzone"].values[0] if "tzone" in attributes else ""
        if not zone or zone in {"UTC", "GMT"}:
            return times
        return times.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return series

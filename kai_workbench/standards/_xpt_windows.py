"""Transport files that are not UTF-8: their texts, labels and numbers, with texts as windows-1252.

polars-readstat reads the numbers; its texts have U+FFFD where a byte was no UTF-8, so the texts are
taken from the records. Layout as in :mod:`._xpt`.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from ._problems import Problem
from ._study_problems import BrokenFile

ENCODING = "windows-1252"
_BLOCK = 80
_LOST = "�"
# NAMESTR and DSCRPTR in version 5, NAMSTV8 and DSCPTV8 in version 8.
_DESCRIPTIONS = b"HEADER RECORD*******NAM"
_MEMBER_DESCRIPTION = b"HEADER RECORD*******DSC"
_DESCRIPTION_LENGTH = 140
_LABEL = slice(16, 56)
_FILE_LABEL = slice(_BLOCK + 32, _BLOCK + 72)


class Layout(NamedTuple):
    """Where the records of a file are."""

    start: int
    length: int
    rows: int
    texts: tuple[tuple[int, int], ...]  # first byte and width of every text column

    def column(self, content: bytes | mmap.mmap, offset: int, width: int) -> list[bytes]:
        """The bytes of one text column, blanks at the end left out."""
        first = self.start + offset
        end = first + self.rows * self.length
        return [content[at : at + width].rstrip(b" \0") for at in range(first, end, self.length)]


def check_texts(content: bytes | mmap.mmap, layout: Layout) -> None:
    """Refuse a file that nobody can read before it is used.

    Raises
    ------
    BrokenFile
        ``not_text``: bytes that stand for nothing in windows-1252.
    """
    for offset, width in layout.texts:
        try:
            b"".join(layout.column(content, offset, width)).decode(ENCODING)
        except UnicodeDecodeError as error:
            raise BrokenFile(
                "not_text", reason=Problem("file_byte", value=f"0x{error.object[error.start]:02X}")
            ) from None


def labels(content: bytes | mmap.mmap, told: Mapping[str, Any]) -> dict[str, Any]:
    """``columns`` and ``file_label`` again where they lost bytes; labels of over 40 bytes stay as told."""
    columns = list(told["columns"])
    at = content.find(_DESCRIPTIONS) + _BLOCK
    for number, one in enumerate(columns):
        if _LOST in str(one["label"] or ""):
            first = at + number * _DESCRIPTION_LENGTH
            label = _text(content[first : first + _DESCRIPTION_LENGTH][_LABEL])
            columns[number] = dict(one) | {"label": label}
    file_label = told["file_label"]
    if _LOST in str(file_label or ""):
        first = content.find(_MEMBER_DESCRIPTION) + _BLOCK
        file_label = _text(content[first : first + 2 * _BLOCK][_FILE_LABEL])
    return {"columns": columns, "file_label": file_label}


def _text(content: bytes) -> str:
    return content.rstrip(b" \0").decode(ENCODING, errors="replace")


def with_texts(
    frame: pl.DataFrame, content: bytes | mmap.mmap, layout: Layout, names: list[str]
) -> pl.DataFrame:
    """``frame`` with its text columns, ``names`` in the file's order, read anew; blank is null."""
    columns = [
        pl.Series(
            name, [text.decode(ENCODING) or None for text in layout.column(content, *place)], dtype=pl.String
        )
        for name, place in zip(names, layout.texts, strict=True)
    ]
    return frame.head(layout.rows).with_columns(columns)

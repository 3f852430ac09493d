"""SAS transport files, versions 5 and 8, read by polars-readstat.

A transport file of version 5 says nowhere how many records it holds; they end where the file ends,
padded with blanks to a multiple of 80 bytes. A cut file therefore shows only in the last, broken
record. polars-readstat writes U+FFFD where a byte is no UTF-8 and says nothing, so the bytes of the
text columns are looked at first, and those of a file that is not UTF-8 are read as windows-1252.

Layout: SAS Institute, "The Record Layout of a Data Set in SAS Transport (XPORT) Format", TS-140.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from ._deferred import deferred
from ._domain import Domain, Variable
from ._package import Member
from ._study_problems import BrokenFile, StudyProblem
from ._xpt_windows import ENCODING, Layout, check_texts, labels, with_texts

if TYPE_CHECKING:
    import polars as pl

_BLOCK = 80
# Marks of the headers of version 5 and of version 8.
_LIBRARY = (b"HEADER RECORD*******LIBRARY", b"HEADER RECORD*******LIBV8")
_MEMBER = (b"HEADER RECORD*******MEMBER  ", b"HEADER RECORD*******MEMBV8")
_RECORDS = (
    b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!",
    b"HEADER RECORD*******OBSV8   HEADER RECORD!!!!!!!",
)
_CHUNK = 8 * 1024**2


def read_xpt(member: Member) -> tuple[list[Domain], list[StudyProblem]]:
    """The one data set of a transport file; its records are read when asked for.

    Raises
    ------
    BrokenFile
        ``not_xpt``, ``truncated_xpt``, ``several_datasets``, ``not_text``.
    """
    if member.packed or member.size == 0:
        return _read(member, member.read())
    try:
        with (
            member.path.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            return _read(member, content)
    except OSError as error:
        raise BrokenFile("unreadable", reason=error.strerror or str(error)) from None


def _read(member: Member, content: bytes | mmap.mmap) -> tuple[list[Domain], list[StudyProblem]]:
    version = next((at for at, mark in enumerate(_LIBRARY) if content[: len(mark)] == mark), None)
    if version is None:
        raise BrokenFile("not_xpt", found=repr(bytes(content[:16])))
    at = content.find(_RECORDS[version])
    if at < 0 or len(content) < at + _BLOCK:
        raise BrokenFile("truncated_xpt", bytes=f"{len(content):,}")
    reader = _reader(member, bytes(content) if member.packed else None)
    told = _metadata(reader)
    if _several(content, at, _MEMBER[version]):
        raise BrokenFile("several_datasets")
    layout = _layout(told, content, at)
    problems = []
    is_utf8 = _is_utf8(content, layout)
    if not is_utf8:
        check_texts(content, layout)
        problems.append(StudyProblem(member.name, "not_utf8", {"encoding": ENCODING}))
        told |= labels(content, told)
    columns = tuple(_variable(one) for one in told["columns"])
    name = _name(str(told["table_name"] or "").strip().upper(), member)
    kind: Literal["xpt5", "xpt8"] = "xpt8" if version else "xpt5"
    schema = told["schema"]
    if not is_utf8:
        names = [str(one["name"]) for one in told["columns"] if one["type"] == "Character"]
        frame = deferred(schema, lambda: _windows(member, layout, names))
    elif member.packed:
        frame = deferred(schema, lambda: _scan(member, _reader(member, member.read())))
    else:
        frame = _scan(member, reader)
    domain = Domain(
        name=name,
        label=str(told["file_label"] or "").strip(),
        file=member.name,
        format=kind,
        rows=layout.rows,
        columns=columns,
        frame=frame,
    )
    return [domain], problems


def _name(told: str, member: Member) -> str:
    """The data set's own name; some writers call every supplemental data set ``SUPP``."""
    return member.stem if told in {"", "SUPP", "SUPPQUAL"} else told


def _reader(member: Member, content: bytes | None) -> Any:
    import polars_readstat

    return polars_readstat.ScanReadstat(
        _named(member), preserve_order=True, missing_string_as_null=True, threads=1, data=content
    )


def _scan(member: Member, reader: Any) -> pl.LazyFrame:
    """The records; a reader that has read the header before does not read it again."""
    import polars_readstat

    return polars_readstat.scan_readstat(_named(member), reader=reader)


def _named(member: Member) -> str:
    """The path; for bytes in memory it only tells polars-readstat the format."""
    return "member.xpt" if member.packed else str(member.path)


def _metadata(reader: Any) -> dict[str, Any]:
    try:
        return dict(reader.metadata) | {"schema": dict(reader.schema)}
    except Exception as error:  # noqa: BLE001, polars-readstat raises whatever its Rust side names
        raise BrokenFile("not_xpt", found=str(error)[:120]) from None


def _layout(told: Mapping[str, Any], content: bytes | mmap.mmap, at: int) -> Layout:
    """Where the records lie, and how many there are.

    Raises
    ------
    BrokenFile
        The last record is cut.
    """
    start, length = at + _BLOCK, int(told["row_length"])
    rows = max(0, (len(content) - start) // length) if length else 0
    rest = content[start + rows * length :]
    if rest.strip(b" ") or len(rest) >= max(_BLOCK, length):
        raise BrokenFile("truncated_xpt", bytes=f"{len(content):,}")
    # Blanks that fill the last block look like records when a record is shorter than a block.
    while rows and not content[start + (rows - 1) * length : start + rows * length].strip(b" "):
        rows -= 1
    texts, offset = [], 0
    for one in told["columns"]:
        width = int(one["storage_width"])
        if one["type"] == "Character":
            texts.append((offset, width))
        offset += width
    return Layout(start, length, rows, tuple(texts))


def _several(content: bytes | mmap.mmap, at: int, mark: bytes) -> bool:
    """Whether another data set follows the first; headers stand at multiples of 80 bytes."""
    after = content.find(mark, at)
    while after >= 0:
        if after % _BLOCK == 0:
            return True
        after = content.find(mark, after + 1)
    return False


def _chunks(content: bytes | mmap.mmap, layout: Layout) -> Iterator[bytes]:
    """Whole records, some MB at a time so that memory stays small."""
    step = max(1, _CHUNK // max(1, layout.length)) * layout.length
    end = layout.start + layout.rows * layout.length
    for first in range(layout.start, end, step):
        yield content[first : min(first + step, end)]


def _is_utf8(content: bytes | mmap.mmap, layout: Layout) -> bool:
    """Whether every text of the file is UTF-8; numbers are binary and are passed over.

    Most texts are ASCII, and that is told at once, numbers blanked out; others are looked at column of bytes
    by column of bytes.
    """
    for records in _chunks(content, layout):
        if _blanked(records, layout).isascii():
            continue
        for offset, width in layout.texts:
            if all(records[at :: layout.length].isascii() for at in range(offset, offset + width)):
                continue
            for first in range(offset, len(records), layout.length):
                try:
                    records[first : first + width].decode("utf-8")
                except UnicodeDecodeError:
                    return False
    return True


def _blanked(records: bytes, layout: Layout) -> bytearray:
    """Records without what stands between their texts."""
    blank = b" " * (len(records) // layout.length)
    plain, reached = bytearray(records), 0
    for offset, width in (*layout.texts, (layout.length, 0)):
        for at in range(reached, offset):
            plain[at :: layout.length] = blank
        reached = offset + width
    return plain


def _windows(member: Member, layout: Layout, names: list[str]) -> pl.LazyFrame:
    content = member.read()
    frame = _scan(member, _reader(member, content if member.packed else None)).collect()
    return with_texts(frame, content, layout, names).lazy()


def _variable(told: Mapping[str, Any]) -> Variable:
    text = told["type"] == "Character"
    return Variable(
        name=str(told["name"]),
        label=str(told["label"] or "").strip(),
        type="text" if text else "number",
        length=int(told["storage_width"]) if text else None,
        format=str(told["format"] or ""),
    )

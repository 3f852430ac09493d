"""Data sets in formats that are not of this field: CSV, Parquet, XLSX, SAS7BDAT, R."""

from __future__ import annotations

import csv
import io
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import polars as pl

from kai_workbench.catalog import CatalogError
from kai_workbench.catalog._rda import read_rda_labelled

from ._csv_file import _decode, _delimiter
from ._deferred import deferred
from ._domain import Domain, Format, Variable
from ._file_reasons import why
from ._package import Member
from ._problems import Problem, TableError
from ._study_problems import BrokenFile, StudyProblem, some
from ._untyped import give_types, plain_name, variables_of
from ._xlsx_file import ENCRYPTED, OLE, _look_into, _rows, merged_cells

_Read = tuple[list[Domain], list[StudyProblem]]


def read_csv_table(member: Member) -> _Read:
    """The data set of a CSV file; its name is the file's.

    Raises
    ------
    BrokenFile
        ``not_csv``: no encoding fits, markup of a web page, rows longer than the header, columns without or
        with the same name. Rows that are shorter are told, and read.
    """
    frame, encoding, short = _csv(member)
    problems = [] if encoding == "utf-8" else [StudyProblem(member.name, "not_utf8", {"encoding": encoding})]
    if short:
        told = {"row": short[0][0], "cells": short[0][1], "names": frame.width, "rows": len(short)}
        problems.append(StudyProblem(member.name, "short_rows", told))
    typed, variables, wrong = give_types(frame, domain=member.stem, file=member.name)
    schema = typed.schema
    domain = Domain(
        name=member.stem,
        label="",
        file=member.name,
        format="csv",
        rows=typed.height,
        columns=variables,
        frame=deferred(schema, lambda: _csv(member)[0].lazy().cast(schema)),
    )
    return [domain], problems + wrong


def _csv(member: Member) -> tuple[pl.DataFrame, str, list[tuple[int, int]]]:
    """The texts of the file, its encoding, and the rows that are shorter than the header."""
    try:
        text, encoding = _text(member)
        delimiter = _delimiter(text)
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        names = _names(header, "not_csv")
        frame = pl.read_csv(
            io.BytesIO(text.encode()), separator=delimiter, infer_schema=False, null_values=[""]
        )
    except TableError as error:
        raise BrokenFile("not_csv", reason=error.problems[0]) from None
    except pl.exceptions.PolarsError as error:
        long = next(_unequal(text, delimiter, at_most=len(names)), None)
        if long is None:
            raise BrokenFile("not_csv", reason=str(error).splitlines()[0][:160]) from None
        raise BrokenFile("not_csv", reason=_longer(*long, len(names))) from None
    # polars gives a second column of the same name another one; the header itself was checked.
    frame.columns = names
    # A row that is short has nothing in the last column: only then is it worth counting.
    cut = frame.width > 1 and frame[names[-1]].null_count() > 0
    short = list(_unequal(text, delimiter, at_least=len(names))) if cut else []
    return frame, encoding, short


def _text(member: Member) -> tuple[str, str]:
    text, encoding = _decode(member.read(), where=member.name)
    if text.lstrip()[:1] == "<":  # a page that asks to sign in, saved in place of the table
        raise TableError([Problem("web_page")], where=member.name)
    return text, encoding


def _unequal(
    text: str, delimiter: str, *, at_least: int = 0, at_most: int = sys.maxsize
) -> Iterator[tuple[int, int]]:
    """Number and cells of every row that has fewer or more; empty rows are none."""
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
        if cells and not at_least <= len(cells) <= at_most:
            yield number, len(cells)


def _longer(row: int, cells: int, names: int) -> Problem:
    return Problem("long_row", row=row, value=str(cells), hint=str(names))


def _names(told: list[str], problem: str) -> list[str]:
    names = [plain_name(name) for name in told]
    if not names or "" in names or len(set(names)) != len(names):
        twice = sorted({name or "?" for name in names if not name or names.count(name) > 1})
        raise BrokenFile(problem, reason=Problem("column_names", value=", ".join(twice)))
    return names


def read_parquet_table(member: Member) -> _Read:
    """The data set of a Parquet file; labels are read where R or Python packages keep them.

    Raises
    ------
    BrokenFile
        ``not_parquet``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    source: Any = io.BytesIO(member.read()) if member.packed else member.path
    try:
        told = pq.ParquetFile(source)
        whole = _scan_parquet(member).collect_schema()
        frame = _plain(_scan_parquet(member))
        schema = frame.collect_schema()
    except (pa.ArrowInvalid, pl.exceptions.PolarsError, OSError) as error:
        raise BrokenFile(
            "not_parquet", reason=_parquet_reason(member, error), said=str(error)[:160]
        ) from None
    arrow = told.schema_arrow
    labels = [
        (field.metadata or {}).get(b"label", b"").decode("utf-8", "replace")
        for field, dtype in zip(arrow, whole.dtypes(), strict=True)
        if not _without_text(dtype)
    ]
    domain = Domain(
        name=member.stem,
        label=(arrow.metadata or {}).get(b"label", b"").decode("utf-8", "replace"),
        file=member.name,
        format="parquet",
        rows=told.metadata.num_rows,
        columns=variables_of(schema, labels),
        frame=deferred(schema, lambda: _plain(_scan_parquet(member))) if member.packed else frame,
    )
    nested = [name for name, dtype in whole.items() if _without_text(dtype)]
    told = [StudyProblem(member.name, "nested_columns", {"columns": some(nested)})] if nested else []
    return [domain], told


def _parquet_reason(member: Member, error: Exception) -> Problem:
    """Why a Parquet file cannot be read; the format begins and ends with the same four letters."""
    content = member.read()
    if not content.startswith(b"PAR1"):
        return Problem("file_begins_otherwise")
    return why(error) if content.endswith(b"PAR1") else Problem("file_ends_early")


def _scan_parquet(member: Member) -> pl.LazyFrame:
    return pl.scan_parquet(io.BytesIO(member.read()) if member.packed else member.path)


def _plain(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Texts and numbers only: numbers as 64-bit floats, everything else as text, empty texts as null.

    Columns of lists, structures and bytes have no text and are left out; who calls tells them.
    """
    schema = {name: dtype for name, dtype in frame.collect_schema().items() if not _without_text(dtype)}
    exprs = []
    for name, dtype in schema.items():
        column = pl.col(name)
        if dtype.is_numeric():
            exprs.append(column.cast(pl.Float64).fill_nan(None))
        elif dtype.is_temporal():
            exprs.append(column)
        else:
            exprs.append(pl.when(column.cast(pl.String) != "").then(column.cast(pl.String)).alias(name))
    names = {name: plain_name(name) for name in schema}
    return frame.select(exprs).rename(names)


def _without_text(dtype: pl.DataType) -> bool:
    return dtype.is_nested() or dtype == pl.Binary


def read_xlsx_table(member: Member) -> _Read:
    """Every visible sheet of a workbook as a data set: the sheet's name, or the file's if it is alone.

    Raises
    ------
    BrokenFile
        ``not_xlsx``: damaged, encrypted, a bomb; or no sheet of it can be read. One of several sheets that
        cannot be read (formulas, merged cells, cells outside of the header) is told, and the others are read.
    """
    sheets, problems = _sheets(member)
    domains = []
    alone = len(sheets) + len(problems) == 1
    if not sheets and len(problems) == 1:
        raise BrokenFile(problems[0].code, **problems[0].values)
    for title, frame in sheets.items():
        name = member.stem if alone else plain_name(title)
        typed, variables, wrong = give_types(frame, domain=name, file=member.name)
        problems += wrong
        domains.append(_held(name, member, "xlsx", typed, variables))
    return domains, problems


def read_xls(member: Member) -> _Read:
    """Workbooks of the format before 2007 are not read.

    Raises
    ------
    BrokenFile
        ``old_xls``, always.
    """
    raise BrokenFile("old_xls", said=member.name)


def _sheets(member: Member) -> tuple[dict[str, pl.DataFrame], list[StudyProblem]]:
    """The visible sheets that hold anything, and what is wrong with those that cannot be read."""
    import openpyxl

    content = member.read()
    if content.startswith(OLE):
        secret = Problem("encrypted" if ENCRYPTED in content else "old_xls")
        raise BrokenFile("not_xlsx_because", reason=secret)
    found: dict[str, pl.DataFrame] = {}
    problems = []
    try:
        _look_into(content, where=member.name)
        with warnings.catch_warnings():
            # Styles and extensions that openpyxl does not know; only values are read here.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False, keep_links=False
            )
        try:
            visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for sheet in visible:
                try:
                    rows = _rows(sheet, where=member.name)
                    if rows:
                        found[sheet.title] = _sheet(rows, merged_cells(sheet))
                except TableError as error:
                    told = {"reason": error.problems[0], "sheet": sheet.title}
                    problems.append(StudyProblem(member.name, "bad_sheet", told))
                except BrokenFile as broken:
                    told = dict(broken.values) | {"sheet": sheet.title}
                    problems.append(StudyProblem(member.name, broken.code, told))
        finally:
            book.close()
    except TableError as error:
        raise BrokenFile("not_xlsx", reason=error.problems[0]) from None
    except Exception as error:  # noqa: BLE001, openpyxl and its XML parser raise anything over a damaged workbook
        raise BrokenFile("not_xlsx", reason=Problem("damaged", hint=type(error).__name__)) from None
    return found, problems


def _sheet(rows: list[tuple[int, list[Any]]], merged: list[str]) -> pl.DataFrame:
    if merged:
        raise BrokenFile("merged_cells", cells=some(merged))
    names = _names(["" if value is None else str(value) for value in rows[0][1]], "bad_sheet")
    columns: dict[str, list[str | None]] = {name: [] for name in names}
    for number, values in rows[1:]:
        if len(values) > len(names):
            raise BrokenFile("bad_sheet", reason=_longer(number, len(values), len(names)))
        for place, name in enumerate(names):
            columns[name].append(_cell(values[place]) if place < len(values) else None)
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value).strip() or None


def read_sas7bdat_table(member: Member) -> _Read:
    """The data set of a SAS7BDAT file; its name is the file's.

    Raises
    ------
    BrokenFile
        ``not_sas7bdat``, ``not_text``.
    """
    import polars_readstat

    data = member.read() if member.packed else None
    source = "member.sas7bdat" if member.packed else str(member.path)
    try:
        reader = polars_readstat.ScanReadstat(source, threads=1, data=data)
        told, schema = reader.metadata, pl.Schema(dict(reader.schema))
        frame = _scan_sas(member, data)
        rows = frame.select(pl.len()).collect().item()
        spoilt = _spoilt(frame, schema)
    except Exception as error:  # noqa: BLE001, polars-readstat raises whatever its Rust side names
        raise BrokenFile("not_sas7bdat", reason=why(error), said=str(error)[:160]) from None
    if member.size < told["header_length"] + told["page_size"] * told["page_count"]:
        # What is there of it would be read without a word.
        raise BrokenFile("not_sas7bdat", reason=Problem("file_ends_early"))
    if spoilt:
        raise BrokenFile("not_text", reason=", ".join(spoilt[:5]))
    described = {one["name"]: one for one in told["columns"]}
    columns = tuple(
        Variable(
            name=plain_name(name),
            label=str(described.get(name, {}).get("label") or ""),
            type="text" if dtype == pl.String else "number",
            format=str(described.get(name, {}).get("format") or ""),
        )
        for name, dtype in schema.items()
    )
    plain = pl.Schema({plain_name(name): dtype for name, dtype in _plain(frame).collect_schema().items()})
    domain = Domain(
        name=member.stem,
        label=str(told.get("file_label") or ""),
        file=member.name,
        format="sas7bdat",
        rows=int(rows),
        columns=columns,
        frame=deferred(plain, lambda: _plain(_scan_sas(member, member.read() if member.packed else None))),
    )
    return [domain], []


def _scan_sas(member: Member, data: bytes | None) -> pl.LazyFrame:
    import polars_readstat

    source = "member.sas7bdat" if member.packed else str(member.path)
    return polars_readstat.scan_readstat(
        source, preserve_order=True, missing_string_as_null=True, threads=1, data=data
    )


def _spoilt(frame: pl.LazyFrame, schema: pl.Schema) -> list[str]:
    """Text columns in which a byte could not be decoded; SAS7BDAT itself says its encoding."""
    texts = [name for name, dtype in schema.items() if dtype == pl.String]
    if not texts:
        return []
    found = frame.select(
        pl.col(texts).str.contains("\N{REPLACEMENT CHARACTER}", literal=True).any()
    ).collect()
    return [name for name in texts if found[name][0]]


def read_rda_tables(member: Member) -> _Read:
    """Every data frame of an R ``.rda`` file, by its name in R.

    Raises
    ------
    BrokenFile
        ``not_rda``.
    """
    try:
        frames = read_rda_labelled(member.read(), where=member.name)
    except CatalogError as error:
        found = error.values.get("found", "")
        kind = getattr(found, "kind", None)
        if kind is not None:
            reason = Problem("file_object", value=str(kind))
        else:
            reason = why(found) if isinstance(found, Exception) else Problem("file_begins_otherwise")
        raise BrokenFile("not_rda", reason=reason, said=str(found)[:160]) from None
    domains = []
    for name, (frame, labels) in frames.items():
        plain = _plain(frame.lazy()).collect()
        domains.append(_held(plain_name(name), member, "rda", plain, variables_of(plain.schema, labels)))
    return domains, []


def _held(
    name: str, member: Member, kind: Format, frame: pl.DataFrame, columns: tuple[Variable, ...]
) -> Domain:
    """A data set kept in memory: its file cannot be read in part."""
    return Domain(
        name=name,
        label="",
        file=member.name,
        format=kind,
        rows=frame.height,
        columns=columns,
        frame=frame.lazy(),
    )

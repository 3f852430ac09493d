"""Writing Dataset-JSON 1.1: one object, lines, or lines compressed."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import json
import pathlib
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring
from typing import BinaryIO, cast

import polars as pl

from kai_workbench import __version__
from kai_workbench._files import atomic_path

from ._writing import WriteError, batches, height, plain

_VERSION = "1.1.0"
_SUFFIXES = (".json", ".ndjson", ".dsjc")


def write_dataset_json(
    frame: pl.DataFrame | pl.LazyFrame,
    path: pathlib.Path | str,
    *,
    name: str,
    label: str = "",
    labels: Mapping[str, str] | None = None,
    keys: tuple[str, ...] = (),
    study: str = "",
    item_group: str = "",
    originator: str = "",
    created: datetime.datetime | None = None,
) -> pathlib.Path:
    """Write a table as CDISC Dataset-JSON 1.1.

    Parameters
    ----------
    frame
        Text, numbers, booleans, dates, date-times and times, any number of rows.
    path
        Where to write. The ending says how: ``.json`` (one object), ``.ndjson`` (the description in
        the first line, a row in each other), ``.dsjc`` (the lines compressed by gzip).
    name, label
        Name and label of the data set; without a label the name stands in its place.
    labels
        Label by column; without one the column's name.
    keys
        Columns that identify a row, in order.
    study
        Identifier of the study (``studyOID``).
    item_group
        Identifier of the data set in a Define-XML (``itemGroupOID``), by default ``IG.<name>``.
    originator
        Who made the file.
    created
        The time written into the file, by default now. The same frame and time give the same bytes.

    Returns
    -------
    pathlib.Path
        ``path``.

    Raises
    ------
    WriteError
        Another ending; no columns; a key that is no column; a number that JSON does not know (NaN,
        infinity); a type it does not know. Nothing is written then.

    Notes
    -----
    Missing values are ``null``. Dates, date-times and times are written in ISO 8601 with
    ``targetDataType`` ``integer``, as analysis data sets have them; a text column such as ``--DTC``
    stays text. The specification: https://www.cdisc.org/standards/data-exchange/dataset-json
    """
    path = pathlib.Path(path)
    if path.suffix not in _SUFFIXES:
        raise WriteError("dataset_json_suffix", where=path.name, value=path.suffix)
    frame = plain(frame)
    columns = _columns(frame, name, labels or {}, keys, path.name)
    when = created or datetime.datetime.now(tz=datetime.UTC)
    described: dict[str, object] = {
        "datasetJSONCreationDateTime": when.replace(tzinfo=None).isoformat(timespec="seconds"),
        "datasetJSONVersion": _VERSION,
        "fileOID": ".".join(part for part in ("KAI", study, name) if part),
        "sourceSystem": {"name": "KAI Workbench", "version": __version__},
        "itemGroupOID": item_group or f"IG.{name}",
        "records": height(frame),
        "name": name,
        "label": label or name,
        "columns": columns,
    }
    if originator:
        described["originator"] = originator
    if study:
        described["studyOID"] = study
    with atomic_path(path) as part, _opened(part, path.suffix) as file:
        _write(file, described, frame, one_object=path.suffix == ".json", where=path.name)
    return path


@contextlib.contextmanager
def _opened(part: pathlib.Path, suffix: str) -> Iterator[BinaryIO]:
    with part.open("wb") as raw:
        if suffix != ".dsjc":
            yield raw
            return
        # Neither a name nor a time goes into the file, so that the same table gives the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
            yield cast("BinaryIO", packed)


def _write(
    file: BinaryIO,
    described: dict[str, object],
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    one_object: bool,
    where: str,
) -> None:
    head = _dumps(described)
    file.write((f'{head[:-1]},"rows":[\n' if one_object else f"{head}\n").encode())
    between = ""
    row = 0
    for batch in batches(frame):
        _check_numbers(batch, where, row)
        cells = [_as_json(series) for series in batch.with_columns(*_as_text(batch))]
        lines = [f"[{','.join(row)}]" for row in zip(*cells, strict=True)]
        if not lines:
            continue
        joint = ",\n" if one_object else "\n"
        file.write((between + joint.join(lines)).encode())
        between = joint
        row += batch.height
    file.write(b"\n]}\n" if one_object else b"\n" if row else b"")


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _as_json(series: pl.Series) -> list[str]:
    """Every cell as JSON; by columns, which is many times faster than row by row."""
    if series.dtype == pl.String:
        return ["null" if cell is None else encode_basestring(cell) for cell in series.to_list()]
    if series.dtype == pl.Boolean:
        return ["null" if cell is None else "true" if cell else "false" for cell in series.to_list()]
    return ["null" if cell is None else repr(cell) for cell in series.to_list()]


def _as_text(batch: pl.DataFrame) -> list[pl.Expr]:
    made = []
    for name, dtype in batch.schema.items():
        if isinstance(dtype, pl.Datetime):
            made.append(pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.f"))
        elif dtype == pl.Date:
            made.append(pl.col(name).dt.strftime("%Y-%m-%d"))
        elif dtype == pl.Time:
            made.append(pl.col(name).dt.strftime("%H:%M:%S%.f"))
    return made


def _check_numbers(batch: pl.DataFrame, where: str, before: int) -> None:
    for name, dtype in batch.schema.items():
        if dtype.is_float():
            bad = (batch[name].is_nan() | batch[name].is_infinite()).fill_null(value=False)
            if bad.any():
                row = int(bad.arg_max() or 0)
                raise WriteError(
                    "not_a_number", where=f"{where}, {name}, row {before + row + 1}", value=batch[name][row]
                )


def _columns(
    frame: pl.DataFrame | pl.LazyFrame,
    name: str,
    labels: Mapping[str, str],
    keys: tuple[str, ...],
    where: str,
) -> list[dict[str, object]]:
    schema = frame.collect_schema()
    if not schema:
        raise WriteError("no_columns", where=where)
    for key in keys:
        if key not in schema:
            raise WriteError("unknown_key", where=where, name=key)
    texts = [column for column, dtype in schema.items() if dtype == pl.String]
    longest: dict[str, int | None] = {}
    if texts:
        length = pl.col(texts).str.len_chars().max()
        longest = frame.lazy().select(length).collect(engine="streaming").row(0, named=True)
    described = []
    for column, dtype in schema.items():
        one: dict[str, object] = {
            "itemOID": f"IT.{name}.{column}",
            "name": column,
            "label": labels.get(column) or column,
            **_data_type(dtype, f"{where}, {column}"),
        }
        if column in longest:
            one["length"] = max(longest[column] or 0, 1)
        if column in keys:
            one["keySequence"] = keys.index(column) + 1
        described.append(one)
    return described


def _data_type(dtype: pl.DataType, where: str) -> dict[str, object]:
    if dtype in (pl.String, pl.Null):
        return {"dataType": "string"}
    if dtype == pl.Boolean:
        return {"dataType": "boolean"}
    if dtype.is_integer():
        return {"dataType": "integer"}
    if dtype.is_float():
        return {"dataType": "double" if dtype == pl.Float64 else "float"}
    if dtype == pl.Date:
        return {"dataType": "date", "targetDataType": "integer", "displayFormat": "DATE9."}
    if isinstance(dtype, pl.Datetime):
        return {"dataType": "datetime", "targetDataType": "integer", "displayFormat": "DATETIME20."}
    if dtype == pl.Time:
        return {"dataType": "time", "targetDataType": "integer", "displayFormat": "TIME8."}
    raise WriteError("unwritable_type", where=where, name=where, value=str(dtype))

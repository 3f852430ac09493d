"""Lazy frames whose rows are read when they are asked for, with a schema known before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl
from polars.io.plugins import register_io_source

_LONG = 1000  # records; below, a column weighs less than what is spent on making it light


def deferred(schema: Mapping[str, pl.DataType], read: Callable[[], pl.LazyFrame]) -> pl.LazyFrame:
    """A lazy frame of ``schema`` that calls ``read`` when it is collected.

    Parameters
    ----------
    schema
        Names and types of what ``read`` gives.
    read
        Opens the file; it is asked for the wanted columns and rows only.
    """

    def source(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,  # noqa: ARG001, polars passes it
    ) -> Iterator[pl.DataFrame]:
        wanted = read()
        if with_columns is not None:
            wanted = wanted.select(with_columns)
        if n_rows is not None:
            wanted = wanted.head(n_rows)
        frame = wanted.collect()
        yield frame.filter(predicate) if predicate is not None else frame

    return register_io_source(io_source=source, schema=pl.Schema(dict(schema)))


def thin(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame, text columns of one value (or of none) kept as that value alone.

    Every record of a submission repeats its study and domain, and half of the permissible columns of a
    real file are empty; polars keeps 16 bytes for each such cell otherwise, more than the file does.
    """
    if frame.height < _LONG:
        return frame
    alone = [
        pl.lit(series[0], dtype=pl.String).alias(series.name)
        for series in frame.iter_columns()
        if series.dtype == pl.String and _one_value(series)
    ]
    return frame.with_columns(alone) if alone else frame


def _one_value(series: pl.Series) -> bool:
    missing = series.null_count()
    if missing:
        return missing == len(series)
    return bool(series[0] == series[-1] and (series == series[0]).all())

"""Lazy frames whose rows are read when they are asked for, with a schema known before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl
from polars.io.plugins import register_io_source


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

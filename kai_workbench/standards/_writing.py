"""What every writer of tables shares: a frame read in batches, and a refusal that says where."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from kai_workbench.errors import KaiError

BATCH = 65_536


class WriteError(KaiError):
    """The table holds something that the file's format cannot."""


def height(frame: pl.DataFrame | pl.LazyFrame) -> int:
    """Number of rows; a lazy frame is counted, not collected."""
    if isinstance(frame, pl.DataFrame):
        return frame.height
    return int(frame.select(pl.len()).collect(engine="streaming").item())


def batches(frame: pl.DataFrame | pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows in order, some thousands at a time."""
    if isinstance(frame, pl.DataFrame):
        yield from frame.iter_slices(BATCH)
    else:
        yield from frame.collect_batches(chunk_size=BATCH, engine="streaming")


def plain(frame: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame | pl.LazyFrame:
    """The same rows with categories written out as the text they stand for."""
    schema = frame.collect_schema()
    texts = [name for name, dtype in schema.items() if dtype == pl.Categorical or isinstance(dtype, pl.Enum)]
    return frame.with_columns(pl.col(texts).cast(pl.String)) if texts else frame

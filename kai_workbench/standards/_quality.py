"""One row for everything that was noticed in a table and did not stop its reading."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from kai_workbench.text import Lang, say


class Note(NamedTuple):
    """Something noticed about one value, one row or the whole file.

    ``row`` is counted as a spreadsheet counts, the header being row 1; ``None`` is the whole file.
    """

    check: str
    row: int | None = None
    compound: str | None = None
    column: str | None = None
    value: str = ""
    limit: str = ""


_SCHEMA = {
    "row": pl.Int64,
    "compound": pl.String,
    "column": pl.String,
    "check": pl.String,
    "value": pl.String,
    "limit": pl.String,
    "detail": pl.String,
    "action": pl.String,
}


def quality_frame(notes: list[Note]) -> pl.DataFrame:
    """The notes as a quality table in English.

    Returns
    -------
    polars.DataFrame
        ``row``, ``compound``, ``column``, ``check``, ``value``, ``limit``, ``detail`` (what was
        noticed) and ``action`` (what was done about it).
    """
    rows = [
        (
            note.row,
            note.compound,
            note.column,
            note.check,
            note.value,
            note.limit,
            *_told(note.check, "en", value=note.value, limit=note.limit, column=note.column),
        )
        for note in notes
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def quality_in(quality: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """The same quality table with ``detail`` and ``action`` in the reader's language."""
    told = [
        _told(row["check"], lang, value=row["value"], limit=row["limit"], column=row["column"])
        for row in quality.iter_rows(named=True)
    ]
    return quality.with_columns(
        pl.Series("detail", [detail for detail, _ in told], dtype=pl.String),
        pl.Series("action", [action for _, action in told], dtype=pl.String),
    )


def _told(check: str, lang: Lang, **values: object) -> tuple[str, str]:
    return say(f"quality.{check}", lang, **values), say(f"quality.{check}.action", lang, **values)

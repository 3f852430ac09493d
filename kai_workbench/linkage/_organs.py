"""Organs as the tables of this room name them: one word, whichever side it was seen on."""

from __future__ import annotations

import polars as pl

from kai_workbench import standards


def organ_of(name: str) -> str:
    """The organ a specimen term means, in the capital letters in which tables are read and asked.

    Which organ it is, :func:`kai_workbench.standards.organ_id` decides; this is its id as a word. A term
    that is no known organ stays as it is written, in capital letters.

    Examples
    --------
    >>> organ_of("GLAND, ADRENAL"), organ_of("BONE MARROW, STERNUM"), organ_of("Kidneys")
    ('ADRENAL', 'BONE MARROW', 'KIDNEY')
    """
    return standards.organ_id(" ".join(name.split())).upper().replace("_", " ")


def with_organs(frame: pl.DataFrame, *, column: str = "organ") -> pl.DataFrame:
    """The frame with ``organ_name`` beside the organ as reported."""
    names = {name: organ_of(name) for name in frame[column].drop_nulls().unique().to_list()}
    return frame.with_columns(
        organ_name=pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)
    )

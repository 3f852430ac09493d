"""Records of a domain under the names and types that the rest of the room counts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kai_workbench.standards import Study

if TYPE_CHECKING:
    from collections.abc import Sequence


def records(
    study: Study, domain: str, *, text: Sequence[str] = (), numbers: Sequence[str] = ()
) -> pl.DataFrame:
    """The named variables of a domain; one that the file lacks is null, as is a blank.

    A code that the file holds as a number (``PCTESTCD`` 6576.0) comes back as the text ``6576``.
    A study without the domain gives no rows.
    """
    wanted = [*text, *numbers]
    if domain not in study:
        schema = dict.fromkeys(text, pl.String) | dict.fromkeys(numbers, pl.Float64)
        return pl.DataFrame(schema=schema)
    there = study.frame(domain)
    return there.select(
        (
            (_text(name, there.schema[name]) if name in text else _number(name, there.schema[name])).alias(
                name
            )
            if name in there.columns
            else pl.lit(None, pl.String if name in text else pl.Float64).alias(name)
        )
        for name in wanted
    )


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_float():
        whole = column == column.round(0)
        column = (
            pl.when(whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    stripped = column.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def _number(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    return (column.str.strip_chars() if kind == pl.String else column).cast(pl.Float64, strict=False)


def study_name(study: Study) -> str:
    """What the study is called in every table."""
    return study.study_id or study.path.name


def first_number(name: str) -> pl.Expr:
    """The first whole number in a text: the day in ``Day 28 Dose``."""
    return pl.col(name).str.extract(r"(\d+)").cast(pl.Float64)

"""Records of NDJSON read as a table of comma-separated values, where they are one.

An array of texts, numbers and nulls is a line of such a table unless a text holds an escape: then polars
reads it in less than half the time that parsing every value into Python takes. What is not plainly such a
table is left to the parser, which says what is wrong and where.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

# Escapes; words that JSON refuses and polars takes; a text that would become nothing; blanks after a text.
_NOT_PLAIN = (b"\\", b"NaN", b"Infinity", b"\r", b'"null"', b'" ,', b'" ]')
_END = "\n"  # no column of a data set is called so


def plain_records(content: bytes, columns: Mapping[str, bool], *, records: int) -> pl.DataFrame | None:
    """The records as texts and numbers; ``None`` where they are no plain table, or not what was told.

    Parameters
    ----------
    content
        One array a line.
    columns
        Whether each column, in order, is of numbers (else of texts).
    records
        How many there should be.
    """
    lines = content.strip()
    if not (records and lines.startswith(b"[") and lines.endswith(b"]")):
        return None
    if any(word in lines for word in _NOT_PLAIN):
        return None
    # A last value of our own shows that every line has as many values as there are columns.
    body = lines[1:-1].replace(b"]\n[", b",1\n") + b",1"
    if body.count(b"\n") != records - 1:
        return None
    kinds: dict[str, pl.DataType] = {
        name: pl.Float64() if number else pl.String() for name, number in columns.items()
    }
    try:
        found = pl.read_csv(
            body,
            has_header=False,
            schema=kinds | {_END: pl.Int8()},
            null_values=["null"],
            empty_string_is_null=False,
            extra_columns="raise",
            missing_columns="raise",
        )
    except (pl.exceptions.PolarsError, ValueError):
        return None
    if found.height != records or not (found[_END] == 1).fill_null(value=False).all():
        return None
    texts = [name for name, number in columns.items() if not number]
    numbers = [name for name, number in columns.items() if number]
    # Every text stands in quotation marks, nothing else does, and without escapes none holds one.
    if any(found[name].str.contains('"', literal=True).any() for name in texts):
        return None
    if body.count(b'"') != 2 * sum(found.height - found[name].null_count() for name in texts):
        return None
    if not all(found[name].is_finite().fill_null(value=True).all() for name in numbers):
        return None
    return found.drop(_END)

"""Types for tables whose file keeps none (CSV, XLSX): the published variable's, else what all values say."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from ._domain import Variable
from ._published_types import is_undecided, published_type
from ._study_problems import StudyProblem

# "007" is a label, "0.5" a number; a plus sign or a grouping comma is no number of a data set.
_NUMBER = r"^-?(0|[1-9][0-9]*)?(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
ANY_NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"


def give_types(
    frame: pl.DataFrame, *, domain: str, file: str
) -> tuple[pl.DataFrame, tuple[Variable, ...], list[StudyProblem]]:
    """A frame of texts with numbers made of the columns that are numbers.

    Parameters
    ----------
    frame
        Texts only; empty texts are null.
    domain
        Name of the data set, by which published variables are found.
    file
        Name for the problems.

    Returns
    -------
    tuple
        The frame, its variables, and a problem for every published number that holds something else;
        such a column stays text, so that nothing is lost. So does one that the guides publish with
        different types, until the study's standard is known.
    """
    problems: list[StudyProblem] = []
    columns = []
    for series in frame.iter_columns():
        wanted = published_type(domain, series.name)
        guessed = wanted is None and not is_undecided(domain, series.name)
        if wanted == "number" or (guessed and _all_match(series, _NUMBER)):
            bad = series.is_not_null() & ~series.str.contains(ANY_NUMBER)
            if bad.any():
                first = int(bad.arg_true()[0])
                problems.append(
                    StudyProblem(
                        file,
                        "not_numbers",
                        {"column": series.name, "row": first + 1, "value": str(series[first])[:60]},
                    )
                )
            else:
                series = series.str.strip_chars().cast(pl.Float64)  # noqa: PLW2901, the column made a number
        columns.append(series)
    made = pl.DataFrame(columns)
    return made, variables_of(made.schema), problems


def variables_of(schema: pl.Schema, labels: Sequence[str] = ()) -> tuple[Variable, ...]:
    """Variables of a frame whose file keeps no more than names."""
    told = labels or [""] * len(schema)
    return tuple(
        Variable(name, label, "text" if dtype == pl.String else "number")
        for (name, dtype), label in zip(schema.items(), told, strict=True)
    )


def _all_match(series: pl.Series, pattern: str) -> bool:
    """Whether the column holds something, and all of it is a number beyond doubt."""
    told = series.drop_nulls()
    return len(told) > 0 and bool((told.str.contains(pattern) & told.str.contains(r"[0-9]")).all())


def plain_name(name: str) -> str:
    """A column's name as the standards write it: upper case, no blanks around, no byte-order mark."""
    return re.sub(r"^\ufeff", "", name).strip().upper()

"""Values that each may be, and together or at this time cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from kai_workbench.standards import partial_date

from ._core import Outcome
from ._core_data import Data, as_text
from ._findings import Checked, finding
from ._words import words

FIRST_YEAR = 1900
# Lower and upper ends by their names; "--" stands for the letters of the data set. Ends that are dates are
# compared with the dates.
_ENDS = (
    ("--STDY", "--ENDY"),
    ("--ORNRLO", "--ORNRHI"),
    ("--STNRLO", "--STNRHI"),
    ("--LLOQ", "--ULOQ"),
    ("ASTDY", "AENDY"),
    ("ANRLO", "ANRHI"),
    ("A1LO", "A1HI"),
)


def years(checked: Checked) -> Iterator[Outcome]:
    """Nothing happened before 1900 or after today; what TS plans is not looked at."""
    tomorrow = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(
        days=1
    )  # it may be tomorrow where the data were made
    for data in checked.study.data():
        if data.name in {"TS", "TV"}:
            continue
        for name in data.frame.columns:
            column = data.frame[name]
            if name.endswith("DTC") and not column.dtype.is_temporal():
                texts = as_text(column)
                distinct = texts.drop_nulls().unique()
                days = partial_date(distinct)["date"]
                told = distinct.filter(days.is_not_null())
                days = days.drop_nulls()
                wrong = told.filter((days.dt.year() < FIRST_YEAR) | (days > tomorrow))
                known, failing = texts.is_in(told.to_list()), texts.is_in(wrong.to_list())
            elif column.dtype in {pl.Date, pl.Datetime}:
                known = column.is_not_null()
                failing = known & ((column.dt.year() < FIRST_YEAR) | (column.dt.date() > tomorrow))
            else:
                continue
            known, failing = known.fill_null(value=False), failing.fill_null(value=False)
            if known.any():
                yield finding(
                    "schema.years",
                    data,
                    data.frame.filter(failing),
                    source="schema",
                    category="plausibility",
                    denominator=int(known.sum()),
                    threshold_source=words("quality.threshold.years", first=FIRST_YEAR),
                    variable=name,
                )


def range_order(checked: Checked) -> Iterator[Outcome]:
    """No interval of numbers ends below its beginning: study days, reference ranges, limits of an assay."""
    for data in checked.study.data():
        for low, high in _pairs(data):
            first, last = _numbers(data.frame[low]), _numbers(data.frame[high])
            known = first.is_not_null() & last.is_not_null()
            if not known.any():
                continue
            reversed_ = (known & (last < first)).fill_null(value=False)
            shown = data.frame.with_columns(
                __value=as_text(data.frame[high]), __expected=as_text(data.frame[low])
            )
            yield finding(
                "schema.range_order",
                data,
                shown.filter(reversed_),
                source="schema",
                category="plausibility",
                denominator=int(known.sum()),
                threshold_source=words("quality.threshold.order"),
                variable=high,
                values={"start": low, "end": high},
            )


def _pairs(data: Data) -> Iterator[tuple[str, str]]:
    """The pairs of ends that the data set has."""
    columns = set(data.frame.columns)
    for low, high in _ENDS:
        pair = (low.replace("--", data.name[:2]), high.replace("--", data.name[:2]))
        if columns.issuperset(pair):
            yield pair


def _numbers(column: pl.Series) -> pl.Series:
    """Numbers, also of columns that are text in the standard (limits as collected); the rest is null."""
    if column.dtype.is_numeric():
        return column.cast(pl.Float64)
    return as_text(column).str.strip_chars().cast(pl.Float64, strict=False)

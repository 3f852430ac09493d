"""Dates that can be, in the order in which they happen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import polars as pl

from kai_workbench.standards import partial_date

from ._core import Outcome
from ._core_data import Data, as_text, empty
from ._core_dates import moments, valid_date, valid_duration
from ._findings import Checked, finding
from ._words import words

# Data sets that tell dates as the value of a parameter: the variables of parameter and value.
_TOLD = {"TS": ("TSPARMCD", "TSVAL"), "SUPP": ("QNAM", "QVAL")}
# Pairs of start and end that the names do not tell.
_PAIRS = (
    ("BRTHDTC", "RFSTDTC"),
    ("BRTHDTC", "DTHDTC"),
    ("RFSTDTC", "DTHDTC"),
    ("ASTDT", "AENDT"),
    ("ASTDTM", "AENDTM"),
    ("TRTSDT", "TRTEDT"),
    ("TRTSDTM", "TRTEDTM"),
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# Midnight as the end of a day, which ISO 8601 has and Python has not.
_LAST = re.compile(r"T24(:00(:00(\.0+)?)?)?(?=Z|[+-]|$)")
_ZONE = r"(T.*)(?:Z|[+-]\d{2}(?::?\d{2})?)$"
_PLAIN = r"^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?)?)?$"
# Length of "2017-03-11T09:20:30.123456" by precision: year, month, day, hour, minute, second, fraction.
_LENGTHS = (4, 7, 10, 13, 16, 19, 26)


def real_date(text: str) -> bool:
    """Whether ``text`` is an ISO 8601 date, of any precision, of a day that the calendar has.

    Parts may be unknown (``2003---15``), and an interval has two ends, one of which may be a duration.

    Examples
    --------
    >>> [real_date(one) for one in ("2003-12", "2003---15", "2003-02-30", "15DEC2003", "20031215")]
    [True, True, False, False, False]
    """
    ends = text.strip().split("/")
    if len(ends) > 2:
        return False
    dates = [one for one in ends if not valid_duration(one, negative=False)]
    return bool(dates) and all(_real(one) for one in dates)


def _real(text: str) -> bool:
    plain = _LAST.sub("T00", text)
    day = _DAY.match(plain)
    if day is not None:
        try:
            dt.date(*(int(part) for part in day.groups()))
        except ValueError:
            return False
    return valid_date(plain)


def _real_dates(texts: pl.Series) -> pl.Series:
    """:func:`real_date` of every text; most are told by the reader of dates, all at once."""
    texts = texts.rename("text")
    distinct = texts.unique()
    read = partial_date(distinct)["precision"].is_not_null() & ~distinct.str.contains("/")
    hard = distinct.filter(~read)
    real = set(distinct.filter(read)) | {one for one in hard if real_date(one)}
    return texts.is_in(list(real))


def dates(checked: Checked) -> Iterator[Outcome]:
    """Dates are ISO 8601, and of days that the calendar has."""
    for data in checked.study.data():
        columns = data.frame.columns
        named = [name for name in columns if name.endswith("DTC")]
        parameter, value = _TOLD.get("SUPP" if data.supplemental else data.name, ("", ""))
        for name in [*named, *([value] if {parameter, value} <= set(columns) else [])]:
            told = data.frame
            if name == value:
                told = told.filter(as_text(told[parameter]).str.ends_with("DTC"))
            told = told.filter(~empty(told[name]))
            if told.height:
                yield finding(
                    "schema.dates",
                    data,
                    told.filter(~_real_dates(as_text(told[name]))),
                    source="schema",
                    category="conformance",
                    denominator=told.height,
                    threshold_source=words("quality.threshold.iso8601"),
                    variable=name,
                )


def date_order(checked: Checked) -> Iterator[Outcome]:
    """Nothing ends before it begins, as far as both dates are known."""
    for data in checked.study.data():
        for start, end in _pairs(data):
            first, last = data.frame[start], data.frame[end]
            known, reversed_ = _reversed(first, last)
            if not known.any():
                continue
            yield finding(
                "schema.date_order",
                data,
                data.frame.with_columns(__value=as_text(last), __expected=as_text(first)).filter(reversed_),
                source="schema",
                category="plausibility",
                denominator=int(known.sum()),
                threshold_source=words("quality.threshold.order"),
                variable=end,
                values={"start": start, "end": end},
            )


def _pairs(data: Data) -> Iterator[tuple[str, str]]:
    """Variables of start and end that the data set has."""
    columns = data.frame.columns
    for name in columns:
        stem = name.removesuffix("ENDTC")
        if stem == name:
            continue
        if f"{stem}STDTC" in columns:
            yield f"{stem}STDTC", name
        elif f"{stem}DTC" in columns and data.observation_class == "FINDINGS":
            yield f"{stem}DTC", name  # a collection begins at --DTC; of an event it is the day of asking
    yield from (pair for pair in _PAIRS if set(pair) <= set(columns))


def _reversed(start: pl.Series, end: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Where both dates are known, and where the end is before the start."""
    if start.dtype.is_numeric() and end.dtype.is_numeric():
        known = start.is_not_null() & end.is_not_null()
        return known, (known & (end < start)).fill_null(value=False)
    read = pl.DataFrame(
        {
            "first": as_text(start).fill_null("").str.split("/").list.first(),
            "last": as_text(end).fill_null("").str.split("/").list.last(),
        }
    )
    # Dates of plain digits are in order as texts, cut to the shorter; the others are read one by one.
    plain = pl.col("first").str.contains(_PLAIN) & pl.col("last").str.contains(_PLAIN)
    shared = pl.min_horizontal(pl.col("first").str.len_chars(), pl.col("last").str.len_chars())
    read = read.with_columns(
        known=plain,
        before=plain & (pl.col("last").str.slice(0, shared) < pl.col("first").str.slice(0, shared)),
    ).with_row_index("at")
    asked = read.filter(~pl.col("known") & (pl.col("first") != "") & (pl.col("last") != ""))
    if asked.height:
        known, before = _read_one_by_one(asked["first"], asked["last"])
        told = asked.select("at").with_columns(known.alias("known"), before.alias("before"))
        read = read.update(told, on="at")
    return read["known"], read["before"]


def _read_one_by_one(first: pl.Series, last: pl.Series) -> tuple[pl.Series, pl.Series]:
    """As :func:`_reversed`, for dates with zones, fractions or parts unknown."""
    zoned = first.str.contains(_ZONE) & last.str.contains(_ZONE)
    read = pl.DataFrame({"zoned": zoned})
    for side, texts in (("first", first), ("last", last)):
        # One zone alone cannot be reckoned with: the clocks of the place are compared then.
        local, utc = moments(texts.str.replace(_ZONE, "$1")), moments(texts)
        read = read.with_columns(
            local["precision"].alias(f"{side}_precision"),
            local["full"].alias(f"{side}_local"),
            utc["full"].alias(f"{side}_utc"),
        )
    shared = pl.min_horizontal("first_precision", "last_precision").replace_strict(
        list(range(7)), _LENGTHS, default=0, return_dtype=pl.Int64
    )

    def told(side: str) -> pl.Expr:
        moment = pl.when("zoned").then(f"{side}_utc").otherwise(f"{side}_local")
        return moment.str.slice(0, shared)

    answer = read.select(
        known=pl.col("first_local").is_not_null() & pl.col("last_local").is_not_null(),
        before=(told("last") < told("first")).fill_null(value=False),
    )
    return answer["known"], answer["before"]

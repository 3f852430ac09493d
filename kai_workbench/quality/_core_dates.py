"""Dates of clinical data: ISO 8601 texts of any precision, some with parts unknown."""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import NamedTuple

import polars as pl

# Length of "2017-03-11T09:20:30.123456" cut after year, month, day, hour, minute, second, fraction.
_LENGTHS = (4, 7, 10, 13, 16, 19, 26)
_UNCERTAIN = ("/", "--", "-:")
_MOMENT = (
    r"(?P<{0}year>-?[0-9]{{4}}|-)(-{{1,2}}(?P<{0}month>1[0-2]|0[1-9]|-))?"
    r"(-{{1,2}}(?P<{0}day>3[01]|0[1-9]|[12][0-9]|-))?"
    r"(T(?P<{0}hour>2[0-3]|[01][0-9]|-)(:(?P<{0}minute>[0-5][0-9]|-)"
    r"(:(?P<{0}second>[0-5][0-9]|-))?(\.(?P<{0}fraction>[0-9]+))?)?"
    r"(?P<{0}zone>Z|[+-](2[0-3]|[01][0-9]):[0-5][0-9])?)?"
)
_CLOCK = r"-{4,8}T(2[0-3]|[01][0-9]|-)(:([0-5][0-9]|-)(:([0-5][0-9]|-))?(\.[0-9]+)?)?"
_DATE = re.compile(f"({_MOMENT.format('')}(/{_MOMENT.format('end_')})?|{_CLOCK})")
_PARTS = ("year", "month", "day", "hour", "minute", "second", "fraction")
_AMOUNT = r"\d+(?:[.,]\d*)?"
_DURATION = re.compile(
    rf"P(?!$)(?:(?:({_AMOUNT}Y)?,?({_AMOUNT}M)?,?({_AMOUNT}D)?,?"
    rf"(T(?=\d)(?:({_AMOUNT}H)?,?({_AMOUNT}M)?,?({_AMOUNT}S)?)?)?)|({_AMOUNT}W))"
)


class Moment(NamedTuple):
    """A date text read: its precision (0 year ... 6 fraction of a second), and itself in full, in UTC."""

    precision: int
    full: str


@functools.lru_cache(maxsize=200_000)
def moment(text: str) -> Moment | None:
    """``text`` read as a date; ``None`` where it is none, or nothing of it is known.

    Examples
    --------
    >>> moment("1997-07-16T19:20+01:00")
    Moment(precision=4, full='1997-07-16T18:20:00.000000')
    """
    found = _DATE.fullmatch(text)
    if found is None or not valid_date(text):
        return None
    held = [found.group(part) for part in _PARTS]
    known = next((i for i, part in enumerate(held) if part in {None, "-", ""}), len(held))
    if known == 0:
        return None
    numbers = [int(part) for part in held[:known]]
    if known == len(held):
        numbers[6] = int(str(held[6])[:6].ljust(6, "0"))
    numbers += [1970, 1, 1, 0, 0, 0, 0][known:]
    year, month, day, hour, minute, second, fraction = numbers
    try:
        full = dt.datetime(year, month, day, hour, minute, second, fraction, tzinfo=dt.UTC)
    except ValueError:
        return None
    return Moment(known - 1, (full - _offset(found.group("zone"))).strftime("%Y-%m-%dT%H:%M:%S.%f"))


def _offset(zone: str | None) -> dt.timedelta:
    if not zone or zone == "Z":
        return dt.timedelta()
    ahead = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return -ahead if zone[0] == "-" else ahead


@functools.lru_cache(maxsize=200_000)
def valid_date(text: str) -> bool:
    """Whether ``text`` is an ISO 8601 date, time or interval of any precision."""
    if _DATE.fullmatch(text) is None:
        return False
    if any(sign in text for sign in _UNCERTAIN):
        return True
    parts = text.partition("T")[0].split("-")
    try:
        dt.date(*(int(part) for part in parts), *(1, 1)[len(parts) - 1 :])
    except (ValueError, TypeError):
        return False
    return True


@functools.lru_cache(maxsize=200_000)
def complete_date(text: str) -> bool:
    """Whether ``text`` has at least year, month and day, all known."""
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def valid_duration(text: str, *, negative: bool = True) -> bool:
    """Whether ``text`` is an ISO 8601 duration; only its smallest part may have decimals.

    Examples
    --------
    >>> [valid_duration(one) for one in ("P1Y2M", "PT1.5S", "P1.5Y2M", "1Y")]
    [True, True, False, False]
    """
    found = _DURATION.fullmatch(text.removeprefix("-") if negative else text)
    if found is None:
        return False
    years, months, days, clock, hours, minutes, seconds, weeks = found.groups()
    if clock and not (hours or minutes or seconds):
        return False
    parts = [part for part in (years, months, weeks, days, hours, minutes, seconds) if part]
    return not any("." in part or "," in part for part in parts[:-1])


def study_day(date: pl.Series, reference: pl.Series) -> pl.Series:
    """Study day of each date: 1 on the day of reference, -1 on the day before; null where unknown."""
    days = [_day(text) for text in date], [_day(text) for text in reference]
    passed = pl.Series(days[0], dtype=pl.Int64) - pl.Series(days[1], dtype=pl.Int64)
    return (passed + (passed >= 0).cast(pl.Int64)).cast(pl.Float64)


@functools.lru_cache(maxsize=200_000)
def _day(text: str | None) -> int | None:
    try:
        return dt.datetime.fromisoformat(text or "").date().toordinal()
    except ValueError:
        return None


def moments(texts: pl.Series) -> pl.DataFrame:
    """``precision`` and ``full`` of each text; null where it is no date."""
    distinct = texts.unique()
    read = {text: moment(text) for text in distinct if text}
    known = {text: one for text, one in read.items() if one is not None}
    precision = texts.replace_strict(
        list(known), [one.precision for one in known.values()], default=None, return_dtype=pl.Int64
    )
    full = texts.replace_strict(
        list(known), [one.full for one in known.values()], default=None, return_dtype=pl.String
    )
    return pl.DataFrame({"precision": precision, "full": full})


def compare(left: pl.Series, right: pl.Series, operator: str) -> pl.Series:
    """Compare dates as far as both are known; ``eq`` and ``ne`` also compare their precision."""
    held = pl.concat(
        [moments(left), moments(right).rename({"precision": "precision_right", "full": "full_right"})],
        how="horizontal",
    )
    shared = pl.min_horizontal("precision", "precision_right").replace_strict(
        list(range(7)), _LENGTHS, default=0, return_dtype=pl.Int64
    )
    ours, theirs = pl.col("full").str.slice(0, shared), pl.col("full_right").str.slice(0, shared)
    alike = pl.col("precision") == pl.col("precision_right")
    answer = {
        "eq": alike & (ours == theirs),
        "ne": ~alike | (ours != theirs),
        "lt": ours < theirs,
        "le": ours <= theirs,
        "gt": ours > theirs,
        "ge": ours >= theirs,
    }[operator]
    return held.select(answer.fill_null(value=False).alias("answer"))["answer"]

"""Dates as the standards write them: ISO 8601 texts that may stop early.

``2003-12`` is a month. The text is always kept; beside it stand the first day that it can mean and its
precision, so that nobody takes the first of January for a measured day.
"""

from __future__ import annotations

import polars as pl

PRECISIONS = ("year", "month", "day", "hour", "minute", "second")

# Year, month, day, hour, minute, second with fractions; a zone is allowed and left out of the date. ISO 8601
# has no month 13 and no hour 25: what cannot be a date is found when it is made.
_ISO = (
    r"^(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:T(?P<hour>\d{2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?$"
)
# A later part may be known where an earlier is not (2003---15): only what comes before the gap counts.
_GAP = r"^(?P<year>\d{4})-(?:(?P<month>\d{2})-(?:(?P<day>\d{2})T)?)?-"


def partial_date(texts: pl.Series) -> pl.DataFrame:
    """What ISO 8601 texts say, and how precisely.

    Parameters
    ----------
    texts
        Values of a ``--DTC`` variable. Of an interval (``2003-12-01/2003-12-10``) the start is taken.

    Returns
    -------
    polars.DataFrame
        ``date`` (the first day it can mean), ``datetime`` (null unless the hour is known; the zone is
        not applied) and ``precision`` (``year`` to ``second``; null where the text is no date).

    Examples
    --------
    >>> import polars as pl
    >>> from kai_workbench import standards
    >>> standards.partial_date(pl.Series(["2003-12", "2003-12-15T13:05"]))["precision"].to_list()
    ['month', 'minute']
    """
    start = pl.col("text").str.strip_chars().str.split("/").list.first()
    parts = pl.DataFrame({"text": texts.cast(pl.String)}).select(
        whole=start.str.extract_groups(_ISO), gap=start.str.extract_groups(_GAP)
    )

    def part(name: str) -> pl.Expr:
        known = pl.col("whole").struct.field(name)
        if name in {"year", "month", "day"}:
            known = pl.coalesce(known, pl.col("gap").struct.field(name))
        return known.cast(pl.Int32)

    made = parts.select(part(name).alias(name) for name in PRECISIONS)
    depth = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int8) for name in PRECISIONS)
    first = [pl.col("year"), *(pl.col(name).fill_null(1) for name in ("month", "day"))]
    text = pl.format("{}-{}-{}", *(one.cast(pl.String).str.zfill(2) for one in first))
    clock = pl.format(
        " {}:{}:{}", *(pl.col(name).fill_null(0).cast(pl.String).str.zfill(2) for name in PRECISIONS[3:])
    )
    moment = pl.concat_str(text, clock).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    told = made.select(
        date=text.str.to_date("%Y-%m-%d", strict=False),
        datetime=pl.when(pl.col("hour").is_not_null()).then(moment),
        precision=depth.replace_strict(dict(enumerate(PRECISIONS, start=1)), default=None),
    )
    timed = pl.col("precision").is_in(PRECISIONS[3:])
    real = pl.col("date").is_not_null() & (pl.col("datetime").is_not_null() | ~timed)
    return told.select(pl.when(real).then(name) for name in ("date", "datetime", "precision"))


def with_dates(frame: pl.DataFrame, *, times: bool = False) -> pl.DataFrame:
    """The frame with ``<X>DTC_date`` and ``<X>DTC_precision`` beside every ``--DTC`` text.

    Parameters
    ----------
    frame
        Records of a domain.
    times
        Add ``<X>DTC_datetime`` too.
    """
    columns: list[pl.Series] = []
    for series in frame.iter_columns():
        columns.append(series)
        if series.name.endswith("DTC") and series.dtype == pl.String:
            told = partial_date(series)
            wanted = ("date", "datetime", "precision") if times else ("date", "precision")
            columns += [told[name].alias(f"{series.name}_{name}") for name in wanted]
    return pl.DataFrame(columns)

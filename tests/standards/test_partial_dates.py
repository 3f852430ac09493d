"""ISO 8601 texts that may stop early."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_workbench import standards

DAY = dt.date(2003, 12, 15)


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("2003", dt.date(2003, 1, 1), "year"),
        ("2003-12", dt.date(2003, 12, 1), "month"),
        ("2003-12-15", DAY, "day"),
        ("2003-12-15T13", DAY, "hour"),
        ("2003-12-15T13:05", DAY, "minute"),
        ("2003-12-15T13:05:07.25", DAY, "second"),
        ("2003-12-15T13:05+09:00", DAY, "minute"),
        ("2003-12-15/2003-12-20", DAY, "day"),
        ("2003---15", dt.date(2003, 1, 1), "year"),
        ("2003-12--T10:00", dt.date(2003, 12, 1), "month"),
        ("2003-12-15T-:15", DAY, "day"),
        ("2003-02-30", None, None),
        ("2003-13", None, None),
        ("2003-12-15T25:00", None, None),
        ("--12-15", None, None),
        ("15DEC2003", None, None),
        (None, None, None),
    ],
)
def test_a_text_gives_its_first_possible_day_and_its_precision(text, date, precision):
    told = standards.partial_date(pl.Series([text], dtype=pl.String)).row(0, named=True)
    assert (told["date"], told["precision"]) == (date, precision)
    assert (told["datetime"] is not None) == (precision in {"hour", "minute", "second"})


LONG_AGO, FAR_OFF = dt.datetime.fromisoformat("1900-01-01"), dt.datetime.fromisoformat("2100-01-01")


@given(st.datetimes(min_value=LONG_AGO, max_value=FAR_OFF).map(lambda at: at.replace(microsecond=0)))
def test_a_full_moment_comes_back(at):
    told = standards.partial_date(pl.Series([at.isoformat()])).row(0, named=True)
    assert told["datetime"] == at
    assert told["date"] == at.date()


def test_dates_stand_beside_their_text():
    frame = pl.DataFrame({"USUBJID": ["a"], "LBDTC": ["2003-12"], "LBDY": [1.0]})
    dated = standards.with_dates(frame)
    assert dated.columns == ["USUBJID", "LBDTC", "LBDTC_date", "LBDTC_precision", "LBDY"]
    assert dated.select(frame.columns).equals(frame)
    assert "LBDTC_datetime" in standards.with_dates(frame, times=True)

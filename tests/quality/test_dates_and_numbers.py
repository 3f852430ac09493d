"""Dates and numbers that are none, and ends before their start, are found with the record's key."""

from __future__ import annotations

import polars as pl
from _small_study import clean, opened

from kai_workbench import quality


def failing(domains, folder, check):
    table = quality.check_study(opened(domains, folder / "study"), rules=())
    rows = table.rows.filter(check=check).select("domain", "row", "key", "value")
    lines = table.checks.filter(check=check).select("domain", "variable", "denominator", "failures", "status")
    return rows.rows(), lines.rows()


BAD = [
    "15JAN2020", "20200115", "2020-02-30", "2020-13", "2020/01/15", "2020-1-5", "2020-01-15 08:30",
    "2020-01-15T25:00", "UNK", "2020-01-01/2020-02-30",
]  # fmt: skip
GOOD = [
    "2020", "2020-01", "2020-01-15T08:30:15.25+09:00", "2020-01-15T24:00", "2024-02-29", "2020---15",
    "--01-15", "-----T07:00", "2020-01-01T08:00/2020-01-01T09:00", "2020-01-01T08:00/PT30M",
]  # fmt: skip


def test_a_date_that_is_none_is_found_and_every_precision_of_iso_8601_is_one(tmp_path):
    study = clean()
    weights = study["BW"].with_columns(BWDTC=pl.Series(BAD))
    examined = study["MI"].with_columns(MIDTC=pl.Series([*GOOD, *[""] * 10]))
    rows, lines = failing(study | {"BW": weights, "MI": examined}, tmp_path, "schema.dates")
    assert [(name, row, value) for name, row, _, value in rows] == [
        ("BW", row, text) for row, text in enumerate(BAD, start=1)
    ]
    assert rows[3][2] == "USUBJID=S-22, BWSEQ=1"
    assert ("BW", "BWDTC", 10, 10, "failed") in lines
    assert ("MI", "MIDTC", 10, 0, "passed") in lines


def test_dates_told_as_parameters_are_read(tmp_path):
    study = clean()
    row = study["TS"][:1].with_columns(
        TSSEQ=pl.lit(1.0),
        TSPARMCD=pl.lit("STSTDTC"),
        TSPARM=pl.lit("Study Start"),
        TSVAL=pl.lit("1 Jan 2020"),
    )
    rows, lines = failing(study | {"TS": pl.concat([study["TS"], row])}, tmp_path, "schema.dates")
    assert rows == [("TS", 3, "TSPARMCD=STSTDTC, TSSEQ=1", "1 Jan 2020")]
    assert ("TS", "TSVAL", 1, 1, "failed") in lines


ORDERS = [
    ("2020-01-01", "2019-12-31", True),
    ("2020-01-02", "2020-01-01T23:59", True),
    ("2020-01", "2020-01-01", False),
    ("2020-01-02", "2020-01", False),
    ("2020-01-02", "2020-01-02T03:00+09:00", False),
    ("2020-01-02T03:00+09:00", "2020-01-01T19:00Z", False),
    ("2020-01-02T03:00+09:00", "2020-01-01T17:00Z", True),
    ("2020---15", "2019-06-01", True),
    ("2020-01-02T08:00:00.5", "2020-01-02T08:00:00.25", True),
]


def test_an_end_before_its_start_is_found_as_far_as_both_are_known(tmp_path):
    study = clean()
    starts, ends, _ = zip(*ORDERS, strict=True)
    given = study["EX"].with_columns(
        EXSTDTC=pl.Series([*starts, "2020-01-01"]), EXENDTC=pl.Series([*ends, "nobody knows"])
    )
    rows, lines = failing(study | {"EX": given}, tmp_path, "schema.date_order")
    assert [row for _, row, _, _ in rows] == [i for i, one in enumerate(ORDERS, start=1) if one[2]]
    assert rows[0] == ("EX", 1, "USUBJID=S-11, EXSEQ=1", "2019-12-31")
    assert ("EX", "EXENDTC", len(ORDERS), 5, "failed") in lines


def test_a_day_of_asking_begins_no_event(tmp_path):
    """--DTC of an event is the day on which it was told, which may be after its end."""
    study = clean()
    told = study["BW"].select("STUDYID", "USUBJID").with_columns(
        DOMAIN=pl.lit("CE"), CESEQ=pl.lit(1.0), CETERM=pl.lit("FALL"), CEDTC=pl.lit("2020-02-01"),
        CEENDTC=pl.lit("2020-01-15"),
    )  # fmt: skip
    rows, _ = failing(study | {"CE": told}, tmp_path, "schema.date_order")
    assert rows == []
    born = study["DM"].with_columns(BRTHDTC=pl.lit("2020-01-02"))
    rows, _ = failing(study | {"DM": born}, tmp_path, "schema.date_order")
    assert len(rows) == born.height


def test_a_dose_that_is_no_number_is_found_in_its_record(tmp_path):
    study = clean()
    doses = study["EX"].with_columns(EXDOSE=pl.Series(["0", " 1e1 ", "ten", "NaN", "", *["100"] * 5]))
    rows, lines = failing(study | {"EX": doses}, tmp_path, "schema.numbers")
    assert rows == [("EX", 3, "USUBJID=S-21, EXSEQ=1", "ten"), ("EX", 4, "USUBJID=S-22, EXSEQ=1", "NaN")]
    assert lines == [("EX", "EXDOSE", 9, 2, "failed")]


def test_years_that_cannot_be_are_found(tmp_path):
    study = clean()
    texts = [
        "0203-01-01",
        "1899-12-31",
        "2103-05-06",
        "1900-01-01",
        "2020-01",
        "",
        "UNK",
        "2020",
        "9999-12",
        "2024",
    ]
    weights = study["BW"].with_columns(BWDTC=pl.Series(texts))
    rows, lines = failing(study | {"BW": weights}, tmp_path, "schema.years")
    assert [value for _, _, _, value in rows] == ["0203-01-01", "1899-12-31", "2103-05-06", "9999-12"]
    assert ("BW", "BWDTC", 8, 4, "failed") in lines


def test_reference_ranges_and_study_days_that_end_below_their_beginning_are_found(tmp_path):
    study = clean()
    results = study["BW"].with_columns(
        BWSTRESU=pl.lit("g"),
        BWORNRLO=pl.Series(["1", "10", "<5", "", "9", "1", "1", "1", "1", "1"]),
        BWORNRHI=pl.Series(["2", "9", "2", "4", "10", "1", "", "2", "2", "2"]),
        BWSTDY=pl.Series([1.0, 5.0, None, *[1.0] * 7]),
        BWENDY=pl.Series([1.0, -2.0, 3.0, *[2.0] * 7]),
    )
    rows, lines = failing(study | {"BW": results}, tmp_path, "schema.range_order")
    assert [(row, value) for _, row, _, value in rows] == [(2, "-2"), (2, "9")]
    assert ("BW", "BWORNRHI", 7, 1, "failed") in lines
    assert ("BW", "BWENDY", 9, 1, "failed") in lines

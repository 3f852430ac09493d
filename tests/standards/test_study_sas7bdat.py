"""SAS7BDAT: values, dates, packed records, encodings, and files that were cut."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
from _sas7bdat import sas7bdat

from kai_workbench import standards

ROWS = 700
COLUMNS = {
    "USUBJID": ["가-1", "A-2", None] * ROWS,
    "LBDY": [1.0, None, 3.5] * ROWS,
    "ADT": [0.0, 21915.0, None] * ROWS,
    "ADTM": [0.5, 1893456000.0, None] * ROWS,
    "ATM": [3600.0, None, 1.0] * ROWS,
}
FORMATS = {"ADT": "DATE9.", "ADTM": "DATETIME20.", "ATM": "TIME8."}


def opened(folder, content):
    (folder / "lb.sas7bdat").write_bytes(content)
    return standards.open_study(folder / "lb.sas7bdat")


@pytest.mark.parametrize("packed", [False, True])
def test_values_dates_and_missing_ones_of_many_pages_are_read(tmp_path, packed):
    study = opened(tmp_path, sas7bdat(COLUMNS, formats=FORMATS, packed=packed))
    assert study.found == ()
    assert study["LB"].rows == 3 * ROWS
    frame = study.frame("LB")
    assert frame["USUBJID"].head(3).to_list() == ["가-1", "A-2", None]
    assert frame["LBDY"].head(3).to_list() == [1.0, None, 3.5]
    assert frame["ADT"].head(3).to_list() == [datetime.date(1960, 1, 1), datetime.date(2020, 1, 1), None]
    assert frame["ADTM"].cast(pl.String).head(3).to_list() == [
        "1960-01-01 00:00:00.500000",
        "2020-01-01 00:00:00.000000",
        None,
    ]
    assert frame["ATM"].head(3).to_list() == [datetime.time(1), None, datetime.time(0, 0, 1)]
    assert frame.tail(3).equals(frame.head(3)), "the order of the file"
    assert study["LB"]["ADT"].type == "number", "as SAS keeps a date"


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_was_cut_is_refused_and_not_read_in_part(tmp_path, packed):
    whole = sas7bdat(COLUMNS, packed=packed)
    for length in (len(whole) // 2, len(whole) - 1):
        study = opened(tmp_path, whole[:length])
        assert not study.domains
        assert [one.code for one in study.found] == ["not_sas7bdat"]
        assert "too soon" in study.problems["detail"][0]


def test_a_table_without_records_is_a_table(tmp_path):
    study = opened(tmp_path, sas7bdat({"A": [], "B": []}))
    assert study.frame("LB").shape == (0, 2)


@pytest.mark.parametrize(
    ("code", "encoding", "text"),
    [
        (140, "euc_kr", "가나다"),
        (141, "cp949", "가나다"),
        (62, "cp1252", "é…ñabc"),
        (29, "latin1", "éñabcd"),
        (134, "euc_jp", "日本語"),
    ],
)
def test_texts_are_read_in_the_encoding_that_the_file_tells(tmp_path, code, encoding, text):
    content = bytearray(sas7bdat({"T": ["ABCDEF"]}))
    start = content.index(b"ABCDEF")
    content[start : start + 6] = text.encode(encoding)
    content[70] = code  # of the encoding, in the header
    assert opened(tmp_path, bytes(content)).frame("LB")["T"].to_list() == [text]


def test_texts_in_another_encoding_than_told_are_refused(tmp_path):
    content = bytearray(sas7bdat({"T": ["ABCDEF"]}))
    start = content.index(b"ABCDEF")
    content[start : start + 6] = "가나다".encode("cp949")
    assert [one.code for one in opened(tmp_path, bytes(content)).found] == ["not_text"]

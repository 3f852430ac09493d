"""SAS transport files: every value as pyreadstat reads it, and what may be wrong with the bytes."""

from __future__ import annotations

import datetime as dt
import math
import pathlib

import polars as pl
import pytest

from kai_workbench import standards

FRAME = pl.DataFrame(
    {"USUBJID": ["a", None, "c", "d d "], "LBSTRESN": [1.5, None, -2.0, 1e10], "LBSEQ": [1.0, 2.0, 3.0, 4.0]}
)


def opened(path: pathlib.Path) -> standards.Study:
    return standards.open_study(path)


@pytest.mark.parametrize("version", [5, 8])
def test_texts_numbers_and_labels_come_back(tmp_path, version):
    path = tmp_path / "lb.xpt"
    labels = {"USUBJID": "Unique Subject Identifier"}
    standards.write_xpt(FRAME, path, name="LB", label="Laboratory", labels=labels, version=version)
    domain = opened(path)["LB"]
    assert domain.format == f"xpt{version}"
    assert domain["USUBJID"].label == "Unique Subject Identifier"
    assert domain["USUBJID"].type == "text"
    assert domain["LBSTRESN"].type == "number"
    read = domain.frame.collect()
    assert read["USUBJID"].to_list() == ["a", None, "c", "d d"]
    assert read.drop("USUBJID").equals(FRAME.drop("USUBJID"))


def test_formatted_numbers_are_dates(tmp_path):
    days = pl.DataFrame({"TRTSDT": [dt.date(2020, 2, 29), None]})
    path = tmp_path / "adsl.xpt"
    standards.write_xpt(days, path, name="ADSL", formats={"TRTSDT": "DATE9."})
    domain = opened(path)["ADSL"]
    assert domain["TRTSDT"].format.startswith("DATE9")
    assert domain.frame.collect()["TRTSDT"].to_list() == [dt.date(2020, 2, 29), None]


@pytest.mark.parametrize("lost", [1, 40, 79, 81, 160])
def test_a_cut_file_is_told_and_not_used(tmp_path, lost):
    path = tmp_path / "lb.xpt"
    wide = FRAME.with_columns(pl.lit("x" * 90).alias("LBTEST"))
    standards.write_xpt(wide, path, name="LB")
    content = path.read_bytes().rstrip(b" ")
    path.write_bytes(content[:-lost])
    study = opened(path)
    assert not study.domains
    assert study.problems["problem"].to_list() == ["truncated_xpt"]


def test_a_cut_header_is_told(tmp_path):
    path = tmp_path / "lb.xpt"
    standards.write_xpt(FRAME, path, name="LB")
    path.write_bytes(path.read_bytes()[:600])
    assert opened(path).problems["problem"].to_list() == ["truncated_xpt"]


def test_two_data_sets_in_one_file_are_told(tmp_path):
    first, second = tmp_path / "a.xpt", tmp_path / "b.xpt"
    standards.write_xpt(FRAME, first, name="A")
    standards.write_xpt(FRAME, second, name="B")
    both = tmp_path / "both.xpt"
    both.write_bytes(first.read_bytes() + second.read_bytes()[240:])
    assert opened(both).problems["problem"].to_list() == ["several_datasets"]


def test_text_that_is_not_utf8_is_read_as_windows_1252_and_told(tmp_path):
    path = tmp_path / "co.xpt"
    texts = pl.DataFrame({"COVAL": ["animal’s café", "plain"], "COSEQ": [1.0, None]})
    standards.write_xpt(texts, path, name="CO", encoding="windows-1252")
    study = opened(path)
    assert study.problems.select("file", "problem").rows() == [("co.xpt", "not_utf8")]
    assert study.frame("CO").equals(texts)


@pytest.mark.parametrize("version", [5, 8])
def test_labels_that_are_not_utf8_are_read_as_the_texts_are(tmp_path, version):
    path = tmp_path / "co.xpt"
    texts = pl.DataFrame({"COVAL": ["plain", "naïve"], "COSEQ": [1.0, 2.0]})
    labels = {"COVAL": "Comment of the animal's caf@", "COSEQ": "Number"}
    standards.write_xpt(
        texts, path, name="CO", label="Notes of caf@s", labels=labels, encoding="windows-1252"
    )
    path.write_bytes(path.read_bytes().replace(b"caf@", "café".encode("windows-1252")))
    domain = opened(path)["CO"]
    assert domain.label == "Notes of cafés"
    assert [one.label for one in domain.columns] == ["Comment of the animal's café", "Number"]


def test_text_that_nobody_can_read_is_told_by_name(tmp_path):
    path = tmp_path / "co.xpt"
    standards.write_xpt(pl.DataFrame({"COVAL": ["@@@@"]}), path, name="CO")
    path.write_bytes(path.read_bytes().replace(b"@@@@", b"\x81\x8d\x8f\x90"))
    study = opened(path)
    assert not study.domains
    assert study.problems["problem"].to_list() == ["not_text"]


def test_utf8_is_kept_and_binary_numbers_are_not_taken_for_text(tmp_path):
    path = tmp_path / "co.xpt"
    texts = pl.DataFrame({"COVAL": ["간 비대", None], "COSEQ": [-1.1e-30, 3.3e20]})
    standards.write_xpt(texts, path, name="CO", encoding="utf-8")
    study = opened(path)
    assert study.problems.is_empty()
    assert study.frame("CO")["COVAL"].to_list() == ["간 비대", None]


@pytest.mark.slow
def test_every_value_of_the_send_studies_equals_pyreadstats(mirror):
    pyreadstat = pytest.importorskip("pyreadstat")
    compared = 0
    for folder in sorted((mirror / "send").iterdir()):
        if not folder.is_dir():
            continue
        study = standards.open_study(folder)
        for domain in study.domains.values():
            encoding = "windows-1252" if any(one.file == domain.file for one in study.found) else None
            told, meta = pyreadstat.read_xport(
                folder / domain.file,
                encoding=encoding,
                output_format="dict",
                disable_datetime_conversion=True,
            )
            assert meta.column_names == [variable.name for variable in domain.columns]
            for series in domain.frame.collect().iter_columns():
                assert same(series, told[series.name]), (folder.name, domain.name, series.name)
                compared += len(series)
    assert compared > 2_000_000


def same(series: pl.Series, told: list) -> bool:
    """Null is an empty text or a missing number; every other value is equal, numbers to the last bit.

    Where the file's type is not the published one, a text and a number are the same that say the same.
    """
    numbers = {type(one) for one in told} & {float, int} != set()
    if series.dtype == pl.String and numbers:
        series = series.cast(pl.Float64)
    elif series.dtype == pl.Float64 and not numbers:
        told = [float(one) if one else None for one in told]
    if series.dtype == pl.String:
        return series.fill_null("").to_list() == ["" if one is None else one for one in told]
    pairs = zip(series.to_list(), told, strict=True)
    return all(
        one == other if one is not None else other is None or math.isnan(other) for one, other in pairs
    )


def test_a_column_of_another_type_than_published_is_read_as_published_and_told(tmp_path):
    frame = pl.DataFrame(
        {"STUDYID": [6576.0, 0.5], "USUBJID": ["a", "b"], "BWSTRESN": [" 12.5", None], "BWDY": ["1", "x"]}
    )
    standards.write_xpt(frame, tmp_path / "bw.xpt", name="BW")
    version = pl.DataFrame({"TSPARMCD": ["SNDIGVER"], "TSVAL": ["SENDIG 3.1"]})
    standards.write_xpt(version, tmp_path / "ts.xpt", name="TS")
    study = opened(tmp_path)
    assert study.study_id == "6576"
    read = study.frame("BW")
    assert read["STUDYID"].to_list() == ["6576", "0.5"]
    assert read["BWSTRESN"].to_list() == [12.5, None]
    assert read["BWDY"].to_list() == ["1", "x"], "nothing is lost where a value is no number"
    assert study["BW"]["BWSTRESN"].type == "number"
    told = [(one.code, one.values["column"]) for one in study.found]
    assert told == [("type_differs", "STUDYID"), ("type_differs", "BWSTRESN"), ("not_numbers", "BWDY")]

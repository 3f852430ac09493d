"""``kai study check``: a summary, files, and an ending that a script can ask for."""

from __future__ import annotations

import importlib
import pathlib
import sys

import polars as pl
import pytest
from typer.testing import CliRunner

from kai_workbench import standards
from kai_workbench.cli._main import app

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "quality"))
small = importlib.import_module("_small_study")
by_hand = importlib.import_module("_core_rules_by_hand")


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    """What is checked must not depend on what this machine can fetch."""
    monkeypatch.setenv("KAI_OFFLINE", "1")
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(app, ["study", "check", *map(str, words)])


@pytest.fixture
def no_rules(tmp_path):
    return by_hand.rules_file(tmp_path, by_hand.rule("R1", {"all": [by_hand.leaf("XX", "empty")]}))


def test_a_study_in_which_nothing_is_wrong_ends_with_0(run, no_rules, tmp_path):
    small.opened(small.clean(), tmp_path / "study")
    answer = run(tmp_path / "study", "--rules", no_rules)
    assert answer.exit_code == 0, answer.output
    assert "No check failed" in answer.output


def test_failures_are_listed_written_and_end_with_1(run, no_rules, tmp_path):
    small.opened(small.change(small.clean(), "BW", "BWSTRESN", 0.0), tmp_path / "study")
    answer = run(tmp_path / "study", "--rules", no_rules, "--out", tmp_path / "out", "--lang", "ko")
    assert answer.exit_code == 1
    assert "trap12.zero" in answer.output
    assert "실패" in answer.output
    rows = pl.read_parquet(tmp_path / "out" / "rows.parquet").filter(pl.col("check") == "trap12.zero")
    assert rows["key"].to_list() == ["USUBJID=S-11, BWSEQ=1"]
    assert (tmp_path / "out" / "quality.html").stat().st_size > 1000


def test_what_cannot_be_read_is_told_in_words_and_ends_with_2(run, tmp_path):
    (tmp_path / "bomb.zip").write_bytes(b"PK\x03\x04 not really")
    for path in (tmp_path / "nowhere", tmp_path / "bomb.zip", tmp_path):
        answer = run(path)
        assert answer.exit_code == 2
        assert "Traceback" not in answer.output
        assert answer.output.strip()


def test_an_omop_database_is_read_and_checked(run, tmp_path, monkeypatch):
    hospital = tmp_path / "hospital"
    standards.write_kai101("omop", hospital)
    answer = CliRunner().invoke(app, ["study", "read", str(hospital), "--lang", "ko"])
    assert answer.exit_code == 0, answer.output
    assert "OMOP 5.4" in answer.output
    assert "PERSON (환자)" in answer.output
    checked = run(hospital, "--out", tmp_path / "out")
    assert checked.exit_code == 0, checked.output
    assert "OMOP 5.4" in checked.output
    person = hospital / "person.parquet"
    pl.read_parquet(person).with_columns(year_of_birth=pl.lit(1492)).write_parquet(person)
    failed = run(hospital)
    assert failed.exit_code == 1
    assert "PERSON" in failed.output

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest
from typer.testing import CliRunner

from kai_workbench import standards
from kai_workbench.cli import _study

runner = CliRunner()


def run(*arguments: str):
    return runner.invoke(_study.app, list(arguments), env={"COLUMNS": "200"})


def test_read_prints_the_study_in_both_languages(mirror):
    told = run("read", str(mirror / "send/PointCross"))
    assert told.exit_code == 0
    for word in (
        "PC201708",
        "SEND 3.0",
        "RAT, SPRAGUE-DAWLEY",
        "200 mg/kg",
        "18,749",
        "Every data set was read.",
    ):
        assert word in told.output
    korean = run("read", str(mirror / "send/PointCross"), "--lang", "ko")
    for word in ("표준", "투여 경로", "도메인", "모든 데이터셋을 읽었습니다."):
        assert word in korean.output


def test_read_tells_doses_of_ex_where_there_are_no_sets(mirror):
    told = run("read", str(mirror / "dataset_json/sdtm"))
    assert "Doses given (EX)" in told.output
    assert "Zanomaline 81 mg" in told.output or "81 mg" in told.output


def test_read_tells_broken_files_and_square_brackets_are_no_markup(tmp_path):
    frame = pl.DataFrame({"STUDYID": ["[bold]S[/bold]"], "USUBJID": ["a"]})
    standards.write_xpt(frame, tmp_path / "dm.xpt", name="DM")
    (tmp_path / "lb.xpt").write_bytes(b"nothing")
    told = run("read", str(tmp_path))
    assert told.exit_code == 0
    assert "[bold]S[/bold]" in told.output
    assert "lb.xpt: This is no SAS transport file" in told.output


def test_a_path_that_is_no_study_is_an_error_in_words(tmp_path):
    with pytest.raises(standards.StudyError, match="holds no files"):
        runner.invoke(_study.app, ["read", str(tmp_path)], catch_exceptions=False)


def test_help_shows_an_example():
    assert "Example: kai study read" in run("read", "--help").output


def test_a_summary_does_not_load_what_it_does_not_need():
    # Every command pays for what the command line imports: a summary shall answer in about a second.
    code = (
        "import sys; import kai_workbench.cli._main, kai_workbench.standards;"
        "heavy = {'kai_workbench.inference', 'kai_workbench.catalog._kai101', 'rich.markdown', 'pint'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

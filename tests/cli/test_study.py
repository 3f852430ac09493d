from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest
from typer.testing import CliRunner

from kai_workbench import standards
from kai_workbench.cli import _main, _on_demand, _study

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


def test_a_summary_does_not_load_what_it_does_not_need(tmp_path):
    # Every command pays for what the command line imports: a summary shall answer in about a second.
    standards.write_xpt(pl.DataFrame({"USUBJID": ["a"], "AGE": [1.0]}), tmp_path / "dm.xpt", name="DM")
    code = (
        "import sys; from kai_workbench.cli._main import app; app(sys.argv[1:], standalone_mode=False);"
        "heavy = {'kai_workbench.inference', 'kai_workbench.quality', 'kai_workbench.catalog._kai101',"
        " 'kai_workbench.cli._checks', 'rich.markdown', 'pint', 'numpy', 'duckdb', 'pyarrow', 'jsonschema'};"
        "print('loaded', sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, "study", "read", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Every data set was read." in told.stdout
    assert told.stdout.strip().endswith("loaded []")


def test_every_command_is_listed_and_found():
    listed = CliRunner().invoke(_main.app, ["--help"], env={"COLUMNS": "200"}).output
    for name in _on_demand.COMMANDS:
        assert f" {name} " in listed
        told = CliRunner().invoke(_main.app, [name, "--help"], env={"COLUMNS": "200"})
        assert told.exit_code == 0, told.output
        assert f"Usage: kai {name}" in told.output
    assert "Did you mean 'study'?" in CliRunner().invoke(_main.app, ["stud"]).output

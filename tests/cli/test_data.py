from __future__ import annotations

import pytest
from typer.testing import CliRunner

from kai_workbench import catalog
from kai_workbench.cli import _data

runner = CliRunner()


def run(*arguments: str):
    return runner.invoke(_data.app, list(arguments), env={"COLUMNS": "200"})


def test_list_shows_every_data_set_and_search_narrows_it():
    told = run("list")
    assert told.exit_code == 0
    for one in catalog.datasets():
        assert one.name in told.output
    found = run("list", "omop")
    assert "eunomia-gibleed" in found.output
    assert "cvtdb" not in found.output
    assert run("list", "nothing-like-it").exit_code == 1


@pytest.mark.parametrize(
    "arguments", [["--help"], *([name, "--help"] for name in ("list", "show", "fetch", "package", "verify"))]
)
def test_every_help_shows_an_example(arguments):
    told = run(*arguments)
    assert told.exit_code == 0
    assert "Example: kai data" in told.output


def test_show_prints_the_card_in_both_languages():
    assert "How to cite" in run("show", "cvtdb").output
    assert "인용 방법" in run("show", "cvtdb", "--lang", "ko").output


def test_fetch_names_the_verified_files():
    told = run("fetch", "kai-101")
    assert told.exit_code == 0
    assert "species_pk.csv" in told.output
    assert f"{len(catalog.dataset('kai-101').resources)} file(s) of kai-101, verified." in told.output


def test_errors_are_raised_for_the_main_command_to_tell():
    with pytest.raises(catalog.UnknownDataset):
        runner.invoke(_data.app, ["fetch", "nothing"], catch_exceptions=False)


def test_verify_tells_each_file_and_fails_on_a_wrong_one(tmp_path, monkeypatch):
    monkeypatch.setenv("KAI_DATA_DIR", str(tmp_path))
    path = catalog.fetch("kai-101")["truth"]
    assert run("verify", "kai-101").exit_code == 0
    path.write_text("changed", encoding="utf-8")
    told = run("verify", "kai-101")
    assert told.exit_code == 1
    assert "NOT the described file" in told.output


def test_fetch_shows_progress_while_a_file_arrives(monkeypatch):
    def fetch(name, *, progress, **options):
        for done in (0, 50, 100):
            progress("table.bin", done, 100)
        return {}

    monkeypatch.setattr(_data.catalog, "fetch", fetch)
    assert run("fetch", "anything").exit_code == 0


def test_package_writes_a_study_of_kai_101(tmp_path):
    told = run("package", "dog", str(tmp_path), "--format", "dsjc")
    assert told.exit_code == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"dm.dsjc", "mi.dsjc"} <= names
    assert f"{len(names)} file(s) written" in told.output
    assert "저장했습니다" in run("package", "dog", str(tmp_path), "--lang", "ko").output

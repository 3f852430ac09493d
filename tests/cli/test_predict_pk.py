"""``kai predict-pk`` as a person types it, on the embedded data."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import polars as pl
import pytest


def process(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with nothing to fetch from."""
    clean = {name: value for name, value in os.environ.items() if name != "KAI_DATA_MIRROR"}
    return subprocess.run(
        [sys.executable, "-m", "kai_workbench.cli", *words],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
        env=clean | {"KAI_OFFLINE": "1", "COLUMNS": "160", "LANG": "C.UTF-8"},
    )


@pytest.fixture(scope="module")
def predicted(tmp_path_factory: pytest.TempPathFactory):
    out = tmp_path_factory.mktemp("out")
    return out, process("predict-pk", "--dose", "50", "--out", str(out))


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    """Nothing to fetch from."""
    monkeypatch.setenv("KAI_OFFLINE", "1")
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)


@pytest.mark.slow
def test_prints_the_prediction_with_units_and_says_that_it_is_synthetic(predicted):
    _, done = predicted
    assert done.returncode == 0, done.stderr
    assert "KAI-101" in done.stdout
    assert "SYNTHETIC" in done.stdout
    for unit in ("mL/min/kg", "L/kg", "ng·h/mL"):
        assert unit in done.stdout
    assert "90% interval" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_writes_a_report_a_chart_and_a_table(predicted):
    out, _ = predicted
    report = (out / "KAI-101.html").read_text()
    assert "SYNTHETIC · 합성" in report
    assert (out / "KAI-101.png").read_bytes().startswith(b"\x89PNG")
    table = pl.read_csv((out / "KAI-101.csv").read_bytes().removeprefix("\ufeff".encode()))
    assert table["parameter"].to_list() == ["clearance", "volume_ss", "half_life", "auc"]
    assert (table["lo90"] < table["median"]).all()
    assert (table["median"] < table["hi90"]).all()


@pytest.mark.slow
def test_the_report_asks_nothing_of_the_network(predicted):
    out, _ = predicted
    report = (out / "KAI-101.html").read_text()
    for asking in ("<script", "<link", "src=", "@import"):
        assert asking not in report, asking
    assert set(re.findall(r"url\((.)", report)) <= {"#"}, "only parts of the page itself"


@pytest.mark.slow
def test_own_table_is_predicted_in_korean(kai, tmp_path):
    own = tmp_path / "자체 화합물.csv"
    own.write_text(
        "화합물,종,청소율,청소율 단위,분포용적,분포용적 단위\n"
        "약물가,랫드,1.2,L/h/kg,0.9,L/kg\n약물가,개,4,mL/min/kg,700,mL/kg\n약물나,개,900,mL/min/kg,,\n",
        encoding="cp949",
    )
    done = kai("predict-pk", "--table", str(own), "--out", str(tmp_path), "--lang", "ko")
    assert done.returncode == 0, done.stderr
    assert "약물가" in done.stdout
    assert "합성 자료" in done.stdout
    assert (tmp_path / "약물가.html").exists()
    first, second = done.stdout.split("약물나의", 1)
    implausible, no_volume = "4행: clearance_dog_mL_min_kg 값 900", "분포용적이 주어지지 않아"
    assert (implausible in first, implausible in second) == (False, True)
    assert (no_volume in first, no_volume in second) == (False, True)
    assert "clearance_dog_mL_min_kg 값 900" in (tmp_path / "약물나.html").read_text()


def test_a_bad_table_is_refused_by_row_before_anything_is_computed(kai, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("compound,species,clearance,clearance_unit\nX,rat,-3,mL/min/kg\nX,dog,0,mL/min/kg\n")
    done = kai("predict-pk", "--table", str(own), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "row 2" in done.stderr
    assert "row 3" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--table", "nowhere.csv"], "no such file"),
        (["my-compounds.csv"], "--table my-compounds.csv"),
        (["--source", "chembl"], "pk_animal_human, kai-101"),
        (["--lang", "fr"], "en or ko"),
    ],
)
def test_a_slip_is_told_in_words(kai, words, told):
    done = kai("predict-pk", *words)
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_named_real_data_are_not_replaced_by_synthetic_ones(kai):
    done = kai("predict-pk", "--source", "pk_animal_human")
    assert done.returncode == 1
    assert "SYNTHETIC" not in done.stdout


def test_the_version_is_told(kai):
    assert "KAI Workbench" in kai("--version").stdout

"""``kai report trial`` as a person types it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kai_workbench.cli import main

PLAN = """title = "Two stages"
[design]
name = "simon"
null_rate = 0.1
target_rate = 0.3
r1 = 1
n1 = 10
r = 5
n = 29
[[scenario]]
name = "works"
role = "alternative"
rates = [0.3]
"""


def kai(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kai_workbench.cli", "report", "trial", *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | {"COLUMNS": "200", "LANG": "C.UTF-8", "KAI_LANG": "en"},
    )


def test_it_writes_the_report_and_its_tables(tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN)
    done = kai(
        str(tmp_path / "plan.toml"), "--out", str(tmp_path / "out"), "--formats", "html, csv", "--lang", "ko"
    )
    assert done.returncode == 0, done.stderr
    names = {one.name for one in (tmp_path / "out").iterdir()}
    assert {"trial-report.html", "trial-protocol.html", "operating-characteristics.csv"} <= names
    assert all(str(tmp_path / "out" / name) in done.stdout for name in names)
    assert '<html lang="ko">' in (tmp_path / "out" / "trial-report.html").read_text()


def test_a_mistake_is_told_in_one_line_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    (tmp_path / "plan.toml").write_text(PLAN.replace("r1 = 1", "r1 = 11"))
    words = ["kai", "report", "trial", str(tmp_path / "plan.toml"), "--out", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "plan.toml, line 6" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()

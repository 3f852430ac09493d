"""``kai report trial`` as a person types it."""

from __future__ import annotations

import sys

import pytest

from kai_workbench import trials
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


@pytest.fixture
def kai(monkeypatch, capsys):
    """The command in this process: how it ended, and what it said."""

    def run(*words: str) -> tuple[int | None, str, str]:
        monkeypatch.setattr(sys, "argv", ["kai", "report", "trial", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


def test_it_writes_the_report_and_its_tables(kai, tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN)
    words = ("--out", str(tmp_path / "out"), "--formats", "html, csv", "--lang", "ko")
    code, out, err = kai(str(tmp_path / "plan.toml"), *words)
    assert code == 0, err
    names = {one.name for one in (tmp_path / "out").iterdir()}
    assert {"trial-report.html", "trial-protocol.html", "operating-characteristics.csv"} <= names
    assert all(str(tmp_path / "out" / name) in out for name in names)
    assert '<html lang="ko">' in (tmp_path / "out" / "trial-report.html").read_text()


def test_a_mistake_is_told_in_one_line_and_nothing_is_written(kai, tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN.replace("r1 = 1", "r1 = 11"))
    code, _, err = kai(str(tmp_path / "plan.toml"), "--out", str(tmp_path / "out"))
    assert code == 1
    assert "plan.toml, line 6" in err
    assert not (tmp_path / "out").exists()


def test_the_example_is_a_plan_that_is_read(kai):
    _, out, _ = kai("--example")
    assert trials.plan_from_text(out).title

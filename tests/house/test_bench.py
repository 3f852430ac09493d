from __future__ import annotations

import importlib.util
import json
import sys

import pytest


@pytest.fixture(scope="module")
def bench(root):
    spec = importlib.util.spec_from_file_location("kai_bench", root / "benchmarks" / "_bench.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["kai_bench"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["kai_bench"]


@pytest.fixture
def run(bench, tmp_path, monkeypatch, capsys):
    """``make bench`` for three small programs; what it ended with and what it said."""
    (tmp_path / "good.py").write_text("import sys; print('seen', *sys.argv[1:])")
    (tmp_path / "bad.py").write_text("raise SystemExit('missed what is required')")
    (tmp_path / "long.py").write_text("print('an hour later')")
    (tmp_path / "programs.toml").write_text(
        "[good]\nshows = 'one'\nshort = '--few 1'\nshort_seconds = 7200\n"
        "[bad]\nshows = 'two'\nshort = ''\n"
        "[long]\nshows = 'three'\nneeds = ['no_such_package']\n"
    )
    monkeypatch.setattr(bench, "HERE", tmp_path)
    monkeypatch.setattr(bench, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(bench, "TIMES", tmp_path / "kept" / "seconds.json")

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["_bench.py", *words])
        ended = 0
        try:
            bench.main()
        except SystemExit as leave:
            ended = leave.code
        return ended, capsys.readouterr().out

    return run


def test_every_program_is_planned_and_the_short_ones_are_about_half_an_hour(bench, root):
    there = {path.stem for path in (root / "benchmarks").glob("[a-z]*.py")}
    assert {one.name for one in bench.planned([], whole=True)} == there
    short = bench.planned([], whole=False)
    assert {"cross_species_pk", "first_posterior"} < {one.name for one in short} < there
    assert all(one.seconds for one in short)
    assert sum(one.seconds for one in short) < 40 * 60


def test_a_program_that_fails_is_named_at_the_end_and_the_others_have_run(run, tmp_path):
    ended, said = run()
    assert "bad" in ended
    assert "good" not in ended
    assert "seen --few 1" in said
    assert "an hour later" not in said
    assert "120.0 min" in said  # told before it ran
    assert list(json.loads((tmp_path / "kept" / "seconds.json").read_text())) == ["good.py --few 1"]
    assert "missed what is required" in (tmp_path / "kept" / "bad.txt").read_text()


def test_those_that_are_named_run_and_what_they_lack_is_told(run):
    assert run("good")[0] == 0
    ended, said = run("long")
    assert ended == 1
    assert "no_such_package" in said
    assert "no such program" in run("longer")[0].lower()


def test_nothing_runs_when_it_is_only_listed(run, tmp_path):
    ended, said = run("--all", "--list")
    assert ended == 0
    assert "three" in said
    assert not (tmp_path / "kept").exists()

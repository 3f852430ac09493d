from __future__ import annotations

import os
import time

import numpy as np
import pytest
from _models import Line
from typer.testing import CliRunner

from kai_workbench import inference
from kai_workbench.cli._cache import app
from kai_workbench.errors import KaiError
from kai_workbench.inference import _folder

DATA = np.array([1.0, 2.0, 3.0, 2.5])


def test_what_was_used_longest_ago_makes_room(own_cache, monkeypatch):
    first, second = (inference.fit(Line(), DATA, seed=seed) for seed in (1, 2))
    past = time.time() - 1000
    for fit, used in ((first, past), (second, past + 1)):
        for path in own_cache.glob(f"fits/{fit.key}.*"):
            os.utime(path, (used, used))
    assert inference.fit(Line(), DATA, seed=1).from_cache  # used again: now the younger of the two
    for path in own_cache.glob("compiled/*.code"):
        os.utime(path)
    size = sum(entry.size for folder in ("fits", "compiled") for entry in _folder.entries(own_cache / folder))
    monkeypatch.setenv("KAI_CACHE_LIMIT_MB", str((size + 10_000) / 1e6))
    third = inference.fit(Line(), DATA, seed=3)
    kept = {path.stem for path in own_cache.glob("fits/*.json")}
    assert kept == {first.key, third.key}
    assert {path.stem for path in own_cache.glob("fits/*.nc")} == kept


def test_a_limit_that_is_no_number_is_told(own_cache, monkeypatch):
    monkeypatch.setenv("KAI_CACHE_LIMIT_MB", "lots")
    with pytest.raises(KaiError, match="for example 2000"):
        inference.cache_info()


def test_leftovers_of_a_killed_process_are_swept(own_cache):
    inference.fit(Line(), DATA)
    old, new = (own_cache / "fits" / name for name in (".x.nc.abc.part", ".y.nc.abc.part"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    inference.fit(Line(), DATA, seed=9)
    assert not old.exists()
    assert new.exists()  # may be another process's, still writing


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_only_costs_time(own_cache):
    own_cache.mkdir()
    own_cache.chmod(0o500)
    assert not inference.fit(Line(), DATA).from_cache
    assert not inference.cache_info().usable


@pytest.mark.skipif(os.name != "posix", reason="owners of files")
def test_a_folder_of_somebody_else_is_not_used(own_cache, monkeypatch):
    inference.fit(Line(), DATA)
    monkeypatch.setattr(_folder.os, "getuid", lambda: 4242)
    assert not inference.cache_info().usable
    assert not inference.fit(Line(), DATA).from_cache


def test_the_command_shows_and_clears(own_cache):
    fit = inference.fit(Line(), DATA)
    inference.warm(Line(), DATA)
    runner = CliRunner()
    shown = runner.invoke(app, ["show"])
    assert shown.exit_code == 0
    assert "test-line: 1" in shown.output
    assert "한도" in runner.invoke(app, ["show", "--lang", "ko"]).output
    refused = runner.invoke(app, ["clear"], input="n\n")
    assert refused.exit_code == 1
    assert (own_cache / "fits" / f"{fit.key}.nc").exists()
    assert runner.invoke(app, ["clear", "--fits", "--yes"]).exit_code == 0
    assert inference.cache_info().fits == 0
    assert runner.invoke(app, ["clear", "--yes"]).exit_code == 0
    info = inference.cache_info()
    assert (info.fits, info.compiled) == (0, 0)
    assert "Example" in runner.invoke(app, ["clear", "--help"]).output


def _tables(cache):
    """One quality table, one file that is slow to read, one programme; the first the oldest."""
    made = [cache / "quality" / "k" / "rows.parquet", cache / "catalog" / "t.parquet",
            cache / "programmes" / "p-k" / "links.json"]  # fmt: skip
    for age, path in enumerate(made):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x" * 1000)
        for one in (path, path.parent):
            os.utime(one, (time.time() - 1000 + age, time.time() - 1000 + age))
    return made


def test_tables_that_other_rooms_keep_count_and_make_room_by_age(own_cache, monkeypatch):
    oldest, *others = _tables(own_cache)
    assert (inference.cache_info().tables, inference.cache_info().table_bytes >= 3000) == (3, True)
    left = own_cache / "programmes" / ".p.part"
    left.mkdir()
    os.utime(left, (0, 0))
    monkeypatch.setenv("KAI_CACHE_LIMIT_MB", str((inference.cache_info().table_bytes - 500) / 1e6))
    _folder.keep_within_limit()
    assert not oldest.parent.exists()
    assert all(path.exists() for path in others)
    assert not left.exists()


def test_tables_are_cleared_alone_or_with_the_rest(own_cache):
    _tables(own_cache)
    kept = own_cache / "fits"
    kept.mkdir(mode=0o700, exist_ok=True)
    (kept / "f.json").write_text('{"model": "m"}')
    told = CliRunner().invoke(app, ["show"])
    assert "Kept tables" in told.output
    assert CliRunner().invoke(app, ["clear", "--tables", "--yes"]).exit_code == 0
    assert (inference.cache_info().tables, inference.cache_info().fits) == (0, 1)
    _tables_again = own_cache / "catalog" / "t.parquet"
    _tables_again.write_bytes(b"x")
    assert CliRunner().invoke(app, ["clear", "--yes"]).exit_code == 0
    assert (inference.cache_info().tables, inference.cache_info().fits) == (0, 0)

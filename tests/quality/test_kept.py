from __future__ import annotations

import pytest

from kai_workbench import quality, standards
from kai_workbench.quality import _kept


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.setenv("KAI_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("KAI_OFFLINE", "1")
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)
    standards.write_kai101("rat", tmp_path / "package")
    return tmp_path / "package"


@pytest.fixture
def checked(monkeypatch):
    """How often a study was really checked."""
    times = []

    def check(study):
        times.append(study.study_id)
        return quality.check_study(study)

    monkeypatch.setattr(_kept, "check_study", check)
    return times


def test_a_study_is_checked_once_and_the_table_stays_the_same(package, checked):
    first = quality.kept_check(standards.open_study(package))
    again = quality.kept_check(standards.open_study(package))
    assert len(checked) == 1
    assert again.checks.equals(first.checks)
    assert again.rows.equals(first.rows)
    assert first.checks.equals(quality.check_study(standards.open_study(package)).checks)


def test_one_changed_value_is_checked_again(package, checked):
    study = standards.open_study(package)
    before = quality.kept_check(study)
    tables = {name: study.frame(name) for name in ("DM", "BW")}
    tables["DM"] = tables["DM"].with_columns(SEX=tables["DM"]["SEX"].replace({"M": "X"}))
    changed = package.parent / "changed"
    standards.write_study(tables, changed, standard=standards.Standard("SEND", "3.1"), study="KAI101-R")
    after = quality.kept_check(standards.open_study(changed))
    assert len(checked) == 2
    assert not after.checks.equals(before.checks)


def test_a_damaged_copy_is_made_again(package, checked):
    study = standards.open_study(package)
    first = quality.kept_check(study)
    (kept,) = (package.parent / "cache" / "quality").iterdir()
    (kept / "checks.parquet").write_bytes(b"PAR1 and no more")
    again = quality.kept_check(study)
    assert len(checked) == 2
    assert again.checks.equals(first.checks)


def test_a_cache_that_cannot_be_written_is_done_without(package, checked, monkeypatch):
    monkeypatch.setenv("KAI_CACHE_DIR", str(package / "dm.xpt"))  # a file, not a folder
    table = quality.kept_check(standards.open_study(package))
    assert len(checked) == 1
    assert table.checks.height

from __future__ import annotations

import polars as pl
import pytest
from _three_sites import SITES, change, study, toxicity

from kai_workbench import federation
from kai_workbench.federation import Refused, Site


@pytest.fixture
def opened(tmp_path):
    model, rows = toxicity()
    return study(tmp_path, model, rows, approve=False)


def test_people_are_counted_over_all_sites(opened):
    assert federation.count(opened, ("dose", ">=", 5), ("dose", "<", 20)) == federation.Count(48, 0, 3)
    assert federation.count(opened).at_least == 120


def test_a_site_keeps_a_small_number_back(opened, tmp_path):
    path = tmp_path / "Busan" / "patients.parquet"
    patients = pl.read_parquet(path)
    fewer = patients.filter((pl.col("dose") < 20) | (pl.int_range(pl.len()) >= patients.height - 4))
    fewer.write_parquet(path)
    found = federation.count(opened, ("dose", "==", 20))
    assert found == federation.Count(16, 1, 3)
    assert "kept small numbers back" in str(found)


def test_a_number_that_leaves_out_few_people_is_kept_back_too(opened, tmp_path):
    path = tmp_path / "Busan" / "patients.parquet"
    patients = pl.read_parquet(path)
    patients.filter((pl.col("dose") > 1) | (pl.int_range(pl.len()) < 4)).write_parquet(path)
    assert federation.count(opened, ("dose", ">", 1)) == federation.Count(64, 1, 3)


def test_two_counts_that_differ_by_few_people_are_not_both_answered(opened, tmp_path):
    for name in SITES:
        path = tmp_path / name / "patients.parquet"
        patients = pl.read_parquet(path)
        fourth = (pl.col("dose") == 5) & (pl.int_range(pl.len()).over("dose") < 2)
        patients.with_columns(dose=pl.when(fourth).then(6.0).otherwise("dose")).write_parquet(path)
    assert federation.count(opened, ("dose", ">=", 6)).kept_back == 0
    assert federation.count(opened, ("dose", ">", 6)) == federation.Count(0, 3, 3)
    assert federation.count(opened, ("dose", ">=", 6)).at_least == 54  # the same again tells nothing new


@pytest.mark.parametrize(
    "criterion",
    [("subject", "==", "Seoul-1"), ("dose", "like", 3), ("dose", "==", "3"), ("dose", "in", []), ("dose",)],
)
def test_what_may_not_be_asked_is_refused(opened, criterion):
    with pytest.raises(Refused):
        federation.count(opened, criterion)


def test_a_column_that_the_rules_close_is_not_counted(opened, tmp_path):
    closed = {"dose": {"kind": "number", "countable": False}, "toxicity": {"kind": "whole"}}
    change(tmp_path / "Busan", columns=closed)
    with pytest.raises(Refused) as error:
        federation.count(opened, ("dose", ">", 1))
    assert error.value.where.startswith("Busan")


def test_counts_are_paid_for_and_logged(opened, tmp_path):
    federation.count(opened, ("dose", "in", [1.0, 2.5]))
    site = Site(tmp_path / "Seoul")
    assert site.spent() == 1
    assert [entry.what for entry in site.audit()] == ["init", "hello", "keys", "count", "end"]
    assert site.audit()[3].details["criteria"] == [["dose", "in", [1.0, 2.5]]]

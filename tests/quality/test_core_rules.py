"""A rule is evaluated where it applies, and is never passed without having been evaluated."""

from __future__ import annotations

import pathlib
import re

import polars as pl
import pytest
from _core_rules_by_hand import leaf, rule, rules

from kai_workbench import quality, standards
from kai_workbench.quality import CoreStudy, check_core

HERE = pathlib.Path(__file__).parent
DM = pl.DataFrame(
    {
        "STUDYID": "S",
        "DOMAIN": "DM",
        "USUBJID": ["A", "B", "C"],
        "RFSTDTC": ["2020-01-01", "2020-01-01", ""],
        "SEX": ["M", "F", "M"],
    }
)
LB = pl.DataFrame(
    {
        "STUDYID": "S",
        "DOMAIN": "LB",
        "USUBJID": ["A", "A", "B", "X"],
        "LBSEQ": [1.0, 2.0, 1.0, 1.0],
        "LBTESTCD": ["ALT", "ALT", "ALT", "AST"],
        "LBDTC": ["2020-01-02", "2019-12-31", "2020-01-05", "2020-01-05"],
        "LBDY": [2.0, -1.0, 9.0, None],
    }
)
SUPPLB = pl.DataFrame(
    {
        "STUDYID": "S",
        "RDOMAIN": "LB",
        "USUBJID": ["A", "A", "B"],
        "IDVAR": "LBSEQ",
        "IDVARVAL": ["1", "7", "1.0"],
        "QNAM": ["Q1", "Q2", "Q3"],
        "QVAL": "x",
    }
)
FRAMES = {"DM": DM, "LB": LB, "SUPPLB": SUPPLB}


def checked(folder, *told, frames=FRAMES, **more):
    return check_core(CoreStudy(frames, **more), rules(folder, *told))


def only(table):
    assert table.checks.height == 1
    return table.checks.row(0, named=True)


def test_a_failing_record_is_told_with_its_number_key_and_value(tmp_path):
    known = {"operator": "distinct", "id": "$known", "domain": "DM", "name": "USUBJID"}
    strange = {"all": [leaf("USUBJID", "is_not_contained_by", "$known")]}
    table = checked(tmp_path, rule("R1", strange, operations=[known], domains={"Include": ["LB"]}))
    assert only(table) | {"status": "failed", "denominator": 4, "failures": 1} == only(table)
    row = table.rows.row(0, named=True)
    assert (row["row"], row["key"], row["value"]) == (4, "USUBJID=X, LBSEQ=1", "X")
    assert row["detail"] == "LBSEQ is wrong"


@pytest.mark.parametrize(
    ("scope", "applies"),
    [
        ({"domains": {"Include": ["LB"]}}, ["LB"]),
        ({"domains": {"Exclude": ["LB"]}}, ["DM", "SUPPLB"]),
        ({"domains": {"Include": ["SUPP--"]}}, ["SUPPLB"]),
        ({"classes": {"Include": ["FINDINGS"]}}, ["LB"]),
        ({"classes": {"Exclude": ["RELATIONSHIP"]}}, ["DM", "LB"]),
        ({"classes": {"Include": ["ALL"]}, "domains": {"Include": ["ALL"]}}, ["DM", "LB", "SUPPLB"]),
    ],
)
def test_a_rule_looks_at_the_data_sets_of_its_scope(tmp_path, scope, applies):
    table = checked(tmp_path, rule("R1", {"all": [leaf("USUBJID", "empty")]}, **scope))
    assert table.checks["domain"].to_list() == applies


def test_a_rule_that_applies_to_nothing_says_what_lacks(tmp_path):
    table = checked(
        tmp_path,
        rule("R1", {"all": [leaf("--STAT", "empty")]}, domains={"Include": ["LB"]}),
        rule("R2", {"all": [leaf("USUBJID", "empty")]}, domains={"Include": ["EX"]}),
    )
    assert table.checks["status"].to_list() == ["not applicable"] * 2
    assert "LBSTAT" in table.checks["reason"][0]
    assert "scope" in table.checks["reason"][1]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"conditions": {"all": [leaf("USUBJID", "is_prime")]}}, "is_prime"),
        ({"operations": [{"id": "$x", "operator": "get_model_column_order"}]}, "get_model_column_order"),
        ({"datasets": [{"domain_name": "DM", "match_key": ["USUBJID"], "join_type": "left"}]}, "DM"),
        ({"rule_type": "Variable Metadata Check against Define XML"}, "Define XML"),
        ({"standards": [{"Name": "USDM", "Version": "4.0"}]}, "USDM"),
    ],
)
def test_a_rule_that_asks_for_what_is_not_known_here_is_not_evaluated_and_never_passed(
    tmp_path, told, reason
):
    table = checked(tmp_path, rule("R1", {"all": [leaf("USUBJID", "empty")]}) | told)
    line = only(table)
    assert line["status"] == "not evaluated"
    assert reason in line["reason"]
    assert line["denominator"] is None


def test_records_are_joined_with_the_subject_and_only_own_rows_are_counted(tmp_path):
    with_dm = [{"domain_name": "DM", "match_key": ["USUBJID"], "wildcard": "**"}]
    wrong = {"all": [leaf("SEX", "equal_to", "M"), leaf("--TESTCD", "equal_to", "ALT")]}
    table = checked(tmp_path, rule("R1", wrong, datasets=with_dm, domains={"Include": ["LB"]}))
    assert only(table) | {"denominator": 4, "failures": 2} == only(table)
    assert table.rows["row"].to_list() == [1, 2]


def test_the_study_day_is_counted_from_the_subjects_reference_date(tmp_path):
    day = {"operator": "dy", "id": "$day", "name": "--DTC"}
    wrong = {"all": [leaf("--DY", "non_empty"), leaf("--DY", "not_equal_to", "$day")]}
    table = checked(tmp_path, rule("R1", wrong, operations=[day], domains={"Include": ["LB"]}))
    assert table.rows["key"].to_list() == ["USUBJID=B, LBSEQ=1"]


def test_a_supplemental_qualifier_without_its_parent_record_is_found(tmp_path):
    parent = [{"domain_name": "SUPP--", "match_key": ["USUBJID", "IDVAR", "IDVARVAL"], "child": True}]
    lost = {
        "all": [leaf("IDVARVAL", "not_equal_to", "IDVAR", value_is_reference=True, type_insensitive=True)]
    }
    table = checked(tmp_path, rule("R1", lost, datasets=parent, domains={"Include": ["SUPP--"]}))
    assert table.rows["key"].to_list() == ["RDOMAIN=LB, USUBJID=A, IDVAR=LBSEQ, IDVARVAL=7, QNAM=Q2"]


def test_operations_count_and_find_extremes_by_group(tmp_path):
    count = {"operator": "record_count", "id": "$n", "group": ["USUBJID"], "filter": {"LBTESTCD": "ALT"}}
    latest = {"operator": "max_date", "id": "$last", "name": "LBDTC", "group": ["USUBJID"]}
    wrong = {"all": [leaf("$n", "greater_than", 1), leaf("LBDTC", "date_equal_to", "$last")]}
    table = checked(tmp_path, rule("R1", wrong, operations=[count, latest], domains={"Include": ["LB"]}))
    assert table.rows["row"].to_list() == [1]


def test_an_operation_on_a_domain_that_the_study_lacks_makes_a_rule_not_applicable(tmp_path):
    arms = {"operator": "distinct", "id": "$arms", "domain": "TA", "name": "ARMCD"}
    table = checked(
        tmp_path, rule("R1", {"all": [leaf("SEX", "is_contained_by", "$arms")]}, operations=[arms])
    )
    assert (only(table)["status"], only(table)["reason"]) == (
        "not applicable",
        "The study does not have: TA.",
    )


def test_a_rule_about_data_sets_and_one_about_groups_count_those(tmp_path):
    table = checked(
        tmp_path,
        rule(
            "R1", {"all": [leaf("SPECIES", "not_exists")]}, sensitivity="Dataset", domains={"Include": ["DM"]}
        ),
        rule(
            "R2",
            {"all": [leaf("LBTESTCD", "equal_to", "ALT")]},
            sensitivity="Group",
            grouping_variables=["USUBJID"],
            domains={"Include": ["LB"]},
        ),
    )
    assert table.checks.select("denominator", "failures").rows() == [(1, 1), (3, 2)]


def test_rules_about_variables_and_about_which_data_sets_there_are(tmp_path):
    long_name = {"all": [leaf("variable_name", "longer_than", 7)]}
    table = checked(
        tmp_path,
        rule("R1", long_name, rule_type="Variable Metadata Check", domains={"Include": ["LB"]}),
        rule("R2", {"all": [leaf("POOLDEF", "not_exists")]}, rule_type="Domain Presence Check"),
    )
    assert table.rows["variable"].to_list()[0] == "LBTESTCD"
    assert table.checks["status"].to_list() == ["failed", "failed"]
    assert table.checks["check"].to_list() == ["R1", "R2"]


def test_rules_are_chosen_by_guide_and_version(tmp_path):
    older = [{"Name": "SENDIG", "Version": "3.0", "Substandard": None}]
    told = rules(
        tmp_path,
        rule("R1", {"all": [leaf("SEX", "empty")]}),
        rule("R2", {"all": [leaf("SEX", "empty")]}, standards=older),
    )
    assert [one.id for one in quality.rules_of(told, "SEND", "3.0")] == ["R2"]
    assert quality.rules_of(told, "SDTM", "3.4") == []


@pytest.fixture(scope="session")
def core(mirror):
    return quality.read_rules(mirror / "cdisc_core" / "core_rules.json.gz")


def test_the_documentation_tells_how_many_rules_are_evaluated(core):
    page = (HERE.parents[1] / "docs" / "quality.md").read_text(encoding="utf-8")
    kept = re.search(r"<!-- coverage -->\n(.*?)<!-- /coverage -->", page, re.DOTALL)
    assert kept is not None
    assert kept[1].strip() == quality.coverage_markdown(core).strip()


def test_the_reference_engines_findings_in_a_real_study_are_found(core, mirror):
    """Counts that cdisc-rules-engine 0.17.1 reported for study CJUGSEND00 (SENDIG 3.1)."""
    reported = {
        ("CORE-000321", "CO"): 1, ("CORE-000328", "SE"): 1, ("CORE-000390", "CV"): 768,
        ("CORE-000474", "EG"): 960, ("CORE-000480", "VS"): 192, ("CORE-000547", "CL"): 218,
        ("CORE-000547", "CO"): 8, ("CORE-000548", "CV"): 64, ("CORE-000548", "EG"): 80,
        ("CORE-000548", "RE"): 16, ("CORE-000548", "VS"): 16, ("CORE-000608", "RE"): 192,
        ("CORE-000771", "CL"): 47, ("CORE-000776", "SE"): 1, ("CORE-000914", "CV"): 64,
        ("CORE-000914", "EG"): 80, ("CORE-000914", "RE"): 16, ("CORE-000914", "VS"): 16,
    }  # fmt: skip
    study = standards.open_study(mirror / "send" / "CJUGSEND00")
    frames = {name: study.frame(name) for name in study.domains}
    records = [one for one in quality.rules_of(core, "SEND", "3.1") if one.kind == "Record Data"]
    failed = check_core(CoreStudy(frames), records).failed
    assert dict(zip(failed.select("check", "domain").rows(), failed["failures"], strict=True)) == reported


AE = pl.DataFrame(
    {
        "STUDYID": "S", "DOMAIN": "AE", "USUBJID": ["A", "A", "B"], "AESEQ": [1.0, 2.0, 1.0],
        "AELNKID": ["", "L1", "L1"], "AETERM": ["Rash", "Fever", "Fever"],
    }
)  # fmt: skip
FA = pl.DataFrame(
    {
        "STUDYID": "S", "DOMAIN": "FA", "USUBJID": ["A", "A", "B", "B"], "FASEQ": [1.0, 2.0, 1.0, 2.0],
        "FALNKID": ["", "L1", "L1", ""], "FAOBJ": ["Rash", "Cough", "Fever", "Cough"],
    }
)  # fmt: skip
_SAME = {
    "all": [leaf("FAOBJ", "not_equal_to", "RELREC.**TERM"), leaf("FAOBJ", "not_equal_to", "RELREC.**TRT")]
}
_THROUGH = {"datasets": [{"domain_name": "RELREC", "match_key": [], "wildcard": "**"}]}


def related(*records):
    names = ("RELID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL")
    return pl.DataFrame(records, schema=dict.fromkeys(names, pl.String), orient="row")


@pytest.mark.parametrize(
    ("links", "wrong", "looked_at"),
    [
        # Record by record, as SDTMIG 3.4, section 8.2.1; a number is the same however it is written.
        ([("1", "AE", "A", "AESEQ", "1"), ("1", "FA", "A", "FASEQ", "1.0")], [], True),
        ([("1", "AE", "A", "AESEQ", "1"), ("1", "FA", "A", "FASEQ", "2")], [2], True),
        # The same identifier for another subject is another relation.
        ([("1", "AE", "A", "AESEQ", "1"), ("1", "FA", "B", "FASEQ", "2")], [], False),
        # Whole data sets by a linking variable, section 8.2.2: empty links are none.
        ([("1", "AE", "", "AELNKID", ""), ("1", "FA", "", "FALNKID", "")], [2], True),
        ([("1", "AE", "", "AENOT", ""), ("1", "FA", "", "FALNKID", "")], [], False),
    ],
)
def test_related_records_are_compared(tmp_path, links, wrong, looked_at):
    told = rule("R1", _SAME, domains={"Include": ["FA"]}, **_THROUGH)
    table = checked(tmp_path, told, frames={"AE": AE, "FA": FA, "RELREC": related(*links)})
    assert table.rows["row"].to_list() == wrong
    assert only(table)["status"] == ("failed" if wrong else "passed" if looked_at else "not applicable")


def test_a_relation_to_another_domain_than_the_rule_names_is_not_taken(tmp_path):
    of_findings = {"datasets": [{"domain_name": "RELREC", "match_key": [], "wildcard": "FA"}]}
    told = rule("R1", {"all": [leaf("AETERM", "not_equal_to", "RELREC.FAOBJ")]}, domains={"Include": ["AE"]})
    links = related(("1", "AE", "A", "AESEQ", "1"), ("1", "LB", "A", "LBSEQ", "1"))
    frames = {"AE": AE, "FA": FA, "LB": LB, "RELREC": links}
    assert only(checked(tmp_path, told | of_findings, frames=frames))["status"] == "not applicable"
    links = related(("1", "AE", "A", "AESEQ", "1"), ("1", "FA", "A", "FASEQ", "2"))
    assert checked(tmp_path, told | of_findings, frames=frames | {"RELREC": links}).rows["row"].to_list() == [
        1
    ]


@pytest.mark.parametrize(
    ("scope", "applies"),
    [
        ({"include_split_datasets": True}, ["LBCH"]),
        ({"include_split_datasets": False}, ["DM", "SUPPLB"]),
        ({"Include": ["LB"], "include_split_datasets": True}, ["LBCH"]),
        ({}, ["DM", "LBCH", "SUPPLB"]),
    ],
)
def test_a_rule_on_split_data_sets_looks_at_parts_of_a_domain_alone(tmp_path, scope, applies):
    frames = {"DM": DM, "LBCH": LB, "SUPPLB": SUPPLB}
    table = checked(tmp_path, rule("R1", {"all": [leaf("USUBJID", "empty")]}, domains=scope), frames=frames)
    assert table.checks["domain"].drop_nulls().to_list() == applies


def test_a_domain_read_in_several_pieces_is_checked_like_one_in_one(tmp_path):
    pieces = pl.concat([LB.head(1), LB.slice(1, 2), LB.tail(1)], rechunk=False)
    table = checked(tmp_path, rule("R1", {"all": [leaf("LBDY", "empty")]}), frames={"LB": pieces})
    assert table.rows["key"].to_list() == ["USUBJID=X, LBSEQ=1"]


def test_labels_are_not_asked_of_a_file_that_has_no_place_for_them(tmp_path):
    bare = {"all": [leaf("variable_label", "empty")]}
    told = rule("R1", bare, rule_type="Variable Metadata Check", domains={"Include": ["LB"]})
    assert only(checked(tmp_path, told))["status"] == "failed"
    line = only(checked(tmp_path, told, unlabelled={"LB"}))
    assert line["status"] == "not evaluated"
    assert "variable_label" in line["reason"]

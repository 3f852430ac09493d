"""An error planted in a study is found with its record's key; a clean study has none of them."""

from __future__ import annotations

import polars as pl
import pytest
from _core_rules_by_hand import leaf, rule, rules
from _small_study import change, clean, more, opened

from kai_workbench import quality, standards

NO_TERMS = pl.col("source") != "terms"


@pytest.fixture(autouse=True)
def _without_terminology(monkeypatch):
    """Code lists are made by hand, so that the tests need no data set."""
    term = standards.Term
    made = (
        standards.Codelist("SEX", "C1", "Sex", False, (term("M", "", ()), term("F", "", ())), "2026"),
        standards.Codelist("ROUTE", "C2", "Route", True, (term("ORAL", "", ()),), "2026"),
    )
    monkeypatch.setattr(standards, "codelists", lambda: made)


def checked(domains, folder, **told):
    return quality.check_study(opened(domains, folder / "study"), **({"rules": ()} | told))


def found(table, check):
    """Domain, record number and key of what failed a check."""
    return table.rows.filter(pl.col("check") == check).select("domain", "row", "key").rows()


def test_a_clean_study_fails_no_check(tmp_path):
    table = checked(clean(), tmp_path)
    assert table.failed.rows() == []
    assert table.ok
    assert table.checks.filter(pl.col("status") == "passed").height > 80


PLANTED = {
    "a subject twice": (
        lambda study: more(study, "DM", 3),
        "keys.subject_twice", [("DM", 3, "USUBJID=S-21"), ("DM", 11, "USUBJID=S-21")],
    ),
    "a number twice": (
        lambda study: more(study, "BW", 2), "keys.number_twice",
        [("BW", 2, "USUBJID=S-12, BWSEQ=1"), ("BW", 11, "USUBJID=S-12, BWSEQ=1")],
    ),
    "an unknown subject": (
        lambda study: change(study, "BW", "USUBJID", "S-99", row=4),
        "keys.subject_unknown", [("BW", 4, "USUBJID=S-99, BWSEQ=1")],
    ),
    "an unknown set": (
        lambda study: change(study, "DM", "SETCD", "9", row=2), "keys.set_unknown",
        [("DM", 2, "USUBJID=S-12")],
    ),
    "an unknown arm": (
        lambda study: change(study, "DM", "ARMCD", "9", row=2), "keys.arm_unknown",
        [("DM", 2, "USUBJID=S-12")],
    ),
    "a lost relation": (
        lambda study: change(study, "RELREC", "IDVARVAL", "7", row=2), "keys.relrec",
        [("RELREC", 2, "RELID=1, RDOMAIN=MI, USUBJID=S-11, IDVAR=MISEQ, IDVARVAL=7")],
    ),
    "a relation to a domain that is not there": (
        lambda study: change(study, "RELREC", "RDOMAIN", "LB", row=1), "keys.relrec",
        [("RELREC", 1, "RELID=1, RDOMAIN=LB, USUBJID=S-11, IDVAR=BWSEQ, IDVARVAL=1")],
    ),
    "a qualifier without a parent": (
        lambda study: change(study, "SUPPMI", "IDVARVAL", "5"), "keys.supp_parent",
        [("SUPPMI", 1, "RDOMAIN=MI, USUBJID=S-11, IDVAR=MISEQ, IDVARVAL=5, QNAM=NOTE")],
    ),
    "a closed code list": (
        lambda study: change(study, "DM", "SEX", "Male", row=5), "terms.codelist",
        [("DM", 5, "USUBJID=S-2TK1")],
    ),
    "a required value missing": (
        lambda study: change(study, "BW", "BWTEST", "", row=6), "schema.values",
        [("BW", 6, "USUBJID=S-2TK2, BWSEQ=1")],
    ),
    "a dose that is no number": (
        lambda study: change(study, "TX", "TXVAL", "1x10^11", row=6), "trap01.dose_text",
        [("TX", 6, "SETCD=2, TXPARMCD=TRTDOS, TXSEQ=6")],
    ),
    "a dose ten times the planned one": (
        lambda study: change(study, "EX", "EXDOSE", 100.0, row=3), "trap02.doses_disagree",
        [("EX", 3, "USUBJID=S-21, EXSEQ=1")],
    ),
    "a dosed control": (
        lambda study: change(study, "EX", "EXDOSE", 10.0, row=1), "trap02.doses_disagree",
        [("EX", 1, "USUBJID=S-11, EXSEQ=1")],
    ),
    "a pool that is not defined": (
        lambda study: more(study, "PP", 1, USUBJID="", POOLID="P9", PPSEQ=9.0), "trap03.pool",
        [("PP", 5, "POOLID=P9, PPSEQ=9")],
    ),
    "a negative exposure": (
        lambda study: change(study, "PP", "PPSTRESN", -11177.0, row=2), "trap06.impossible",
        [("PP", 2, "USUBJID=S-2TK2, PPSEQ=1")],
    ),
    "a severity on another scale": (
        lambda study: change(study, "MI", "MISEV", "MILD", row=7), "trap07.severity_scale",
        [("MI", 7, "USUBJID=S-31, MISEQ=1")],
    ),
    "sets that nothing tells apart": (
        lambda study: change(
            change(study, "TX", "TXVAL", "NON-TK", row=13), "TX", "TXVAL", "Group 2", row=14
        ),
        "trap08.sets_alike", [("TX", None, "SETCD=2"), ("TX", None, "SETCD=2TK")],
    ),
    "exposure that falls with the dose": (
        lambda study: change(change(study, "PP", "PPSTRESN", 1.0, row=3), "PP", "PPSTRESN", 1.0, row=4),
        "trap09.no_dose_effect", [("PP", None, "PPCAT=DRUG, PPTESTCD=AUCLST")],
    ),
    "a body weight of 0": (
        lambda study: change(study, "BW", "BWSTRESN", 0.0, row=9), "trap12.zero",
        [("BW", 9, "USUBJID=S-3TK1, BWSEQ=1")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_found_with_its_key(tmp_path, name):
    plant, check, keys = PLANTED[name]
    table = checked(plant(clean()), tmp_path)
    assert found(table, check) == keys
    assert check in table.failed["check"].to_list()


def test_pools_without_pooldef_are_found(tmp_path):
    study = more(clean(), "PP", 1, USUBJID="", POOLID="P1", PPSEQ=9.0)
    del study["POOLDEF"]
    table = checked(study, tmp_path)
    for check in ("keys.pool_unknown", "trap03.pool"):
        assert found(table, check) == [("PP", 5, "POOLID=P1, PPSEQ=9")]


def test_a_dose_by_animal_is_compared_through_body_weight(tmp_path):
    study = clean()
    by_animal = study["EX"].with_columns(EXDOSU=pl.lit("mg"), EXDOSE=pl.col("EXDOSE") * 0.25)
    table = checked(study | {"EX": by_animal}, tmp_path)
    assert found(table, "trap02.doses_disagree") == []
    assert table.checks.filter(pl.col("check") == "trap01.dose_basis")["failures"].to_list() == [10]
    assert table.ok, "EX by animal is a note"
    tenfold = change(study | {"EX": by_animal}, "EX", "EXDOSE", 25.0, row=3)
    (tmp_path / "tenfold").mkdir()
    table = checked(tenfold, tmp_path / "tenfold")
    assert found(table, "trap02.doses_disagree") == [("EX", 3, "USUBJID=S-21, EXSEQ=1")]


def test_missing_and_unknown_variables_and_wrong_types_are_found(tmp_path):
    study = clean()
    odd = study["BW"].drop("BWTEST").with_columns(BWFUNNY=pl.lit("x"), BWSTRESN=pl.lit("250"))
    table = checked(study | {"BW": odd}, tmp_path)
    assert found(table, "schema.variables") == [("BW", None, "BWTEST")]
    assert found(table, "schema.unknown") == [("BW", None, "BWFUNNY")]
    assert found(table, "schema.types") == [("BW", None, "BWSTRESN")]


def test_a_domain_that_every_study_needs_is_missed(tmp_path):
    study = clean()
    del study["TX"]
    table = checked(study, tmp_path)
    assert found(table, "schema.domains") == [(None, None, "TX")]


def test_a_term_added_to_an_extensible_list_and_fewer_examined_animals_are_notes(tmp_path):
    study = change(clean(), "MI", "MISPEC", "", row=1)
    table = checked(study, tmp_path)
    assert found(table, "terms.extended")[0] == ("EX", 1, "USUBJID=S-11, EXSEQ=1")
    assert found(table, "trap04.examined") == [("MI", None, "SETCD=1, MISPEC=LIVER")]
    notes = table.checks.filter(pl.col("check").is_in(["terms.extended", "trap04.examined"]))
    assert set(notes["status"]) == {"passed"}
    assert set(notes["threshold"]) == {1.0}


def test_several_analytes_need_parameters_that_name_theirs(tmp_path):
    study = clean()
    measured = study["PP"].select(
        "STUDYID",
        "USUBJID",
        DOMAIN=pl.lit("PC"),
        PCSEQ=pl.lit(1.0),
        PCTESTCD=pl.Series(["D", "M1", "D", "M1"]),
        PCTEST=pl.lit("x"),
        PCORRES=pl.lit("1"),
        PCSTRESC=pl.lit("1"),
        PCSTRESN=pl.lit(1.0),
        PCSPEC=pl.lit("PLASMA"),
    )
    study = change(study | {"PC": measured}, "PP", "PPCAT", "", row=2)
    table = checked(study, tmp_path)
    assert table.rows.filter(pl.col("check") == "trap05.analytes")["value"].to_list() == ["D", "M1"]
    assert found(table, "trap05.analyte_untold") == [("PP", 2, "USUBJID=S-2TK2, PPSEQ=1")]


def test_a_noael_in_the_data_is_told_as_a_judgement(tmp_path):
    study = more(clean(), "TS", 1, TSPARMCD="NOAEL", TSVAL="10")
    table = checked(study, tmp_path)
    assert found(table, "trap11.noael") == [("TS", 3, "TSPARMCD=NOAEL, TSSEQ=1")]
    assert table.ok


def test_the_version_of_the_cdisc_pilot_is_told(tmp_path):
    study = clean()
    events = study["BW"].select(
        STUDYID=pl.lit("CDISCPILOT01"),
        DOMAIN=pl.lit("AE"),
        USUBJID="USUBJID",
        AESEQ="BWSEQ",
        AETERM=pl.lit("x"),
    )
    table = checked(study | {"AE": events}, tmp_path)
    assert "10 records" in table.rows.filter(pl.col("check") == "trap10.pilot_unknown")["detail"][0]


def test_a_broken_file_is_a_finding_and_the_rest_is_checked(tmp_path):
    opened(clean(), tmp_path / "study")
    whole = (tmp_path / "study" / "bw.xpt").read_bytes()
    (tmp_path / "study" / "bw.xpt").write_bytes(whole[: len(whole) // 3])
    table = quality.check_study(standards.open_study(tmp_path / "study"), rules=())
    assert found(table, "schema.files")[0][2] == "bw.xpt"
    assert "schema.files" in table.failed["check"].to_list()
    assert table.checks.filter((pl.col("domain") == "MI") & (pl.col("status") == "passed")).height


def test_core_rules_are_part_of_the_table(tmp_path):
    told = rules(tmp_path, rule("R1", {"all": [leaf("EXLOT", "non_empty")]}, domains={"Include": ["EX"]}))
    table = checked(clean(), tmp_path, rules=told)
    assert table.failed.select("check", "source", "denominator", "failures").rows() == [
        ("R1", "CORE", 10, 10)
    ]


def test_without_the_rules_the_table_says_that_they_were_not_evaluated(tmp_path):
    table = checked(clean(), tmp_path, rules=tmp_path / "nowhere.json.gz")
    line = table.checks.filter(pl.col("source") == "CORE").row(0, named=True)
    assert line["status"] == "not evaluated"
    assert "nowhere" in line["reason"]


SEND = ["CBER-POC-Pilot-Study1-Vaccine", "CDISC-Safety-Pharmacology-POC", "CJUGSEND00", "Nimble", "PDS",
        "PointCross", "scoreSEND-35449", "scoreSEND-87497"]  # fmt: skip
# What is known to be wrong in the real studies: check, and a record that must be among the failing.
KNOWN = {
    "CDISC-Safety-Pharmacology-POC": [("trap01.dose_text", "SETCD=1, TXPARMCD=TRTDOS")],
    "CJUGSEND00": [("trap01.dose_text", "SETCD=1, TXPARMCD=TRTDOS")],
    "PDS": [("trap06.impossible", "USUBJID=PDS2014-0031, PPSEQ=6")],
    "PointCross": [("trap06.impossible", "USUBJID=PC201708-2201, PPSEQ=5")],
    "scoreSEND-35449": [("trap01.dose_basis", "USUBJID=35449-4003, EXSEQ=1")],
    "scoreSEND-87497": [
        ("trap01.dose_text", "SETCD=4M, TXPARMCD=TRTDOS"),
        ("trap08.sets_share_dose", "SETCD=1TK"),
    ],
}


@pytest.mark.parametrize("name", SEND)
def test_a_real_study_is_checked_to_the_end(mirror, name):
    study = standards.open_study(mirror / "send" / name)
    table = quality.check_study(study, rules=mirror / "cdisc_core" / "core_rules.json.gz")
    assert set(table.checks["status"]) <= {"passed", "failed", "not evaluated", "not applicable"}
    assert set(table.checks["source"]) == {"schema", "terms", "keys", "traps", "CORE"}
    silent = table.checks.filter((pl.col("status") == "not evaluated") & (pl.col("reason") == ""))
    assert silent.is_empty(), "what was not evaluated says why"
    listed = table.checks.filter(pl.col("failures") > 0).select("check", "domain").unique()
    kept = table.rows.select("check", "domain").unique()
    assert listed.join(kept, on=["check", "domain"], how="anti", nulls_equal=True).is_empty()
    for check, key in KNOWN.get(name, []):
        keys = table.rows.filter(pl.col("check") == check)["key"].to_list()
        assert any(one.startswith(key) for one in keys), (check, keys[:5])


def test_records_of_a_domain_in_several_data_sets_are_found_by_its_name(tmp_path):
    study = clean()
    parts = {"MI": study["MI"].head(10), "MIKI": study["MI"].tail(10)}
    split = {name: one for name, one in study.items() if name != "MI"} | {
        "MILI": parts["MI"],
        "MIKI": parts["MIKI"],
    }
    kept = study["SUPPMI"].with_columns(IDVARVAL=pl.lit("2"))  # in MIKI
    table = checked(split | {"SUPPMI": kept}, tmp_path)
    assert found(table, "keys.supp_parent") == []
    assert found(table, "keys.relrec") == []
    lost = study["SUPPMI"].with_columns(IDVARVAL=pl.lit("3"))
    (tmp_path / "lost").mkdir()
    assert len(found(checked(split | {"SUPPMI": lost}, tmp_path / "lost"), "keys.supp_parent")) == 1


def test_the_pilot_with_split_laboratory_data_has_parents_arms_and_types(mirror):
    package = mirror / "cdiscpilot_sdtm" / "cdiscpilot_update2.zip"
    table = quality.check_study(standards.open_study(package), rules=())
    told = table.checks.filter(
        pl.col("check").is_in(["keys.supp_parent", "keys.arm_unknown", "schema.types"])
    )
    assert set(told["status"]) - {"not evaluated"} == {"passed"}
    assert told.filter(check="keys.supp_parent")["denominator"].sum() > 60_000

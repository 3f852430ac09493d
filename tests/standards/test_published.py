"""Published variable lists and controlled terms."""

from __future__ import annotations

import csv

import pytest

from kai_workbench import standards
from kai_workbench.standards._published_types import is_undecided, published_type


@pytest.mark.parametrize(
    ("version", "file"), [("3.0", "sendig_variables30.csv"), ("3.1", "sendig_variables31.csv")]
)
def test_the_embedded_send_lists_are_the_published_ones(mirror, version, file):
    with (mirror / "cdisc_core" / file).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    domains = {row[2].strip() for row in rows}
    told = standards.published_list("SEND", version)
    assert told is not None
    assert told.exact
    assert set(told.domains) == domains
    for domain in domains:
        published = [
            (row[4].strip(), " ".join(row[5].split()), row[6].strip(), row[10].strip())
            for row in rows
            if row[2].strip() == domain
        ]
        ours = [
            (one.name, one.label, {"text": "Char", "number": "Num"}[one.type], one.core)
            for one in standards.variables("SEND", version, domain)
        ]
        assert ours == published, domain


@pytest.mark.parametrize(
    ("guide", "domains", "count"),
    [
        (("SDTM", "3.2"), 53, 1253),  # with the 7 domains for devices
        (("SDTM", "3.3"), 66, 1833),
        (("SDTM", "3.4"), 70, 2027),
        (("SEND", "3.1.1"), 30, 675),
    ],
)
def test_the_guides_are_whole(guide, domains, count):
    told = standards.published_list(*guide)
    assert told is not None
    assert told.exact
    listed = [standards.variables(*guide, name) for name in told.domains]
    assert (len(listed), sum(len(one) for one in listed)) == (domains, count)
    for one in listed:
        assert [each.order for each in one] == list(range(1, len(one) + 1))
        assert {each.core for each in one} <= {"Req", "Exp", "Perm"}
        assert one[0].name == "STUDYID" or one[0].name in {"RDOMAIN", "SPDEVID"}, one[0]


@pytest.mark.parametrize("folder", ["dataset_json/sdtm", "dataset_json/adam"])
def test_the_examples_of_cdisc_have_every_required_variable_with_its_published_label(mirror, folder):
    study = standards.open_study(mirror / folder)
    same = told = 0
    for domain in study.domains.values():
        names = [one.name for one in domain.columns]
        listed = standards.variables(*study.standard, domain.name, columns=names)
        known = standards.matched(listed, names)
        assert {one.name for one in listed if one.core == "Req"} <= {one.name for one in known.values()}
        for column in domain.columns:
            if column.name in known and known[column.name].name == column.name:
                told += 1
                same += column.label.lower() == known[column.name].label.lower()
    assert told > 50
    assert same >= 0.9 * told, (same, told)


def test_what_is_new_in_a_version_is_not_in_the_one_before():
    def names(version, domain):
        return {one.name for one in standards.variables("SDTM", version, domain)}

    assert "AGEU" in names("3.2", "DM") & names("3.4", "DM")
    assert {"ARMNRS", "ACTARMUD"} <= names("3.3", "DM") - names("3.2", "DM")
    assert "GFTESTCD" in names("3.4", "GF")
    assert not names("3.3", "GF")
    assert "LBLOBXFL" in names("3.3", "LB") - names("3.2", "LB")
    assert standards.published_list("SDTM", "9") is None
    assert standards.variables("SDTM", "9", "DM") == ()
    assert (
        standards.variables("SDTM", "3.3", "SUPPAE") == standards.variables("SDTM", "3.3", "SUPPQUAL") != ()
    )


def test_a_data_set_of_adam_follows_the_structure_that_its_variables_tell():
    def names(domain, *columns):
        return {one.name for one in standards.variables("ADaM", "1.1", domain, columns=columns)}

    assert "TRTxxP" in names("ADSL")
    assert names("ADLB") == names("ADVS", "PARAMCD", "AVAL") == names("BDS") != set()
    assert {"CNSR", "CHG"} <= names("ADTTE") == names("ADEVENT", "PARAMCD", "CNSR")
    assert {"AETERM", "AESER"} <= names("ADAE")
    assert "CMTRT" not in names("ADAE")
    assert "MHTERM" in names("ADMH", "MHTERM", "MHDECOD")
    assert names("ADXX", "STUDYID") == set()
    required = {one.name for one in standards.variables("ADaM", "1.0", "ADTTE") if one.core == "Req"}
    assert {"AVAL", "PARAMCD", "TRTP"} <= required


def test_names_that_stand_for_many_are_matched_and_no_others():
    adsl = standards.variables("ADaM", "1.3", "ADSL")
    found = standards.matched(adsl, ["TRT01P", "TRT1P", "AGEGR12N", "AGEGR0", "PH2SDT", "STRAT3R", "AGE"])
    assert {name: one.name for name, one in found.items()} == {
        "TRT01P": "TRTxxP",
        "AGEGR12N": "AGEGRyN",
        "PH2SDT": "PHwSDT",
        "STRAT3R": "STRATwR",
        "AGE": "AGE",
    }
    days = standards.matched(standards.variables("ADaM", "1.1", "BDS"), ["CHESTDT", "DT"])
    assert {name: one.name for name, one in days.items()} == {"CHESTDT": "*DT"}


def test_the_model_allows_more_than_a_guide_lists():
    listed = {one.name for one in standards.variables("SDTM", "3.3", "LB")}
    model = standards.allowed("SDTM", "3.3", domain="LB", prefix="LB", kind="FINDINGS")
    assert "LBREPNUM" in model - listed
    assert "AETERM" not in model
    assert "LBTERM" not in model
    elements = standards.allowed("SDTM", "3.3", domain="SE", prefix="SE", kind="SPECIAL PURPOSE")
    assert "SESTDY" in elements, "a day beside its date"
    assert "SELOC" not in elements


def test_types_agree_between_lists_or_are_not_told():
    assert published_type("LB", "LBSTRESN") == "number"
    assert published_type("SUPPLB", "QVAL") == "text"
    assert published_type("LB", "MYVAR") is None
    assert published_type("ADSL", "TRTSDT") is None, "a number in SAS, a date elsewhere"
    assert published_type("ADVS", "AVALCAT1") == "text"
    assert published_type("ADVS", "BASE") == "number"
    assert is_undecided("LB", "LBORNRLO")
    assert not is_undecided("DM", "AGE")


def test_the_variables_of_real_studies_are_read_in_the_published_types(mirror):
    told = 0
    for folder in ("PointCross", "scoreSEND-35449", "scoreSEND-87497", "CBER-POC-Pilot-Study1-Vaccine"):
        study = standards.open_study(mirror / "send" / folder)
        for domain in study.domains.values():
            schema = domain.frame.collect_schema()
            for one in standards.variables("SEND", study.standard.version, domain.name):
                if one.name in domain:
                    assert domain[one.name].type == one.type, (folder, domain.name, one.name)
                    assert str(schema[one.name]) == {"text": "String", "number": "Float64"}[one.type]
                    told += 1
    assert told > 1000


def test_controlled_terms_are_found_by_name_and_by_code(mirror):
    sex = standards.codelist("SEX")
    assert sex is standards.codelist("C66731")
    assert {"F", "M", "U"} <= sex.values
    assert not sex.extensible
    assert sex.version == "2026-03-27"
    assert len(standards.codelists()) == 184
    with pytest.raises(standards.StudyError, match="NOTHING"):
        standards.codelist("NOTHING")

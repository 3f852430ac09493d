"""Published variable lists and controlled terms."""

from __future__ import annotations

import csv

import pytest

from kai_workbench import standards
from kai_workbench.standards._published import published_type


@pytest.mark.parametrize(
    ("version", "file"), [("3.0", "sendig_variables30.csv"), ("3.1", "sendig_variables31.csv")]
)
def test_the_embedded_send_lists_are_the_published_ones(mirror, version, file):
    with (mirror / "cdisc_core" / file).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    domains = {row[2].strip() for row in rows}
    told = standards.published_list("SEND", version)
    assert told is not None
    assert told.complete
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


def test_a_list_of_another_version_says_so():
    assert standards.published_list("SEND", "3.1.1") == standards.published_list("SEND", "3.1")._replace(
        exact=False
    )
    sdtm = standards.published_list("SDTM", "3.4")
    assert (sdtm.version, sdtm.exact, sdtm.complete) == ("3.3", False, False)
    assert standards.published_list("SDTM", "9") is None
    assert standards.variables("SDTM", "9", "DM") == ()
    assert (
        standards.variables("SDTM", "3.3", "SUPPAE") == standards.variables("SDTM", "3.3", "SUPPQUAL") != ()
    )


def test_types_agree_between_lists_or_are_not_told():
    assert published_type("LB", "LBSTRESN") == "number"
    assert published_type("SUPPLB", "QVAL") == "text"
    assert published_type("LB", "MYVAR") is None
    assert published_type("ADSL", "TRTSDT") is None, "a number in SAS, a date elsewhere"


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

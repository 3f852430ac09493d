"""Define-XML: labels, code lists, the standard; and documents that must not be trusted."""

from __future__ import annotations

import pytest

from kai_workbench import standards
from kai_workbench.standards._define_xml import read_define
from kai_workbench.standards._study_problems import BrokenFile

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3"><Study OID="s">&b;</Study></ODM>"""


@pytest.mark.parametrize(
    ("folder", "version", "standard"),
    [("sdtm", "2.1.0", "SDTM 3.3"), ("adam", "2.1.0", "ADaM 1.1"), ("send", "2.0.0", "SEND 3.1")],
)
def test_both_versions_tell_standard_labels_and_code_lists(mirror, folder, version, standard):
    study = standards.open_study(mirror / "dataset_json" / folder)
    assert study.define is not None
    assert study.define.version.startswith(version[:3])
    assert str(study.define.standard) == standard
    domain = study["ADSL" if folder == "adam" else "DM"]
    assert domain.label
    assert domain["SEX"].label == "Sex"
    assert domain["SEX"].codelist
    described = study.define.domains[domain.name]
    assert described.structure
    sex = next(variable for variable in described.variables if variable.name == "SEX")
    terms = study.define.codelists[sex.codelist or ""]
    assert {"M", "F"} & {term.value for term in terms.terms}
    assert terms.code == "C66731"


def test_labels_of_a_transport_file_come_from_the_define_where_it_has_none(mirror):
    study = standards.open_study(mirror / "send" / "CJUGSEND00")
    assert study["EG"].label
    assert all(variable.label for variable in study["EG"].columns)


@pytest.mark.parametrize("content", [BOMB, BOMB.decode().encode("utf-16"), b"<not xml", b"<ODM/>", b""])
def test_entities_and_other_documents_are_refused(content):
    with pytest.raises(BrokenFile) as caught:
        read_define(content, file="define.xml")
    assert caught.value.code == "bad_define"


def test_an_older_define_is_told_by_its_version_and_the_study_is_read(mirror):
    study = standards.open_study(mirror / "send" / "PDS")
    assert study.define is None
    assert "Define-XML 1.0" in study.problems["detail"][0]
    assert "LB" in study


def test_a_define_of_another_study_and_what_either_side_lacks_are_told_in_both_languages(tmp_path):
    standards.write_kai101("dog", tmp_path / "dog")
    standards.write_kai101("rat", tmp_path / "rat")
    assert standards.open_study(tmp_path / "dog").found == ()
    (tmp_path / "rat" / "define.xml").replace(tmp_path / "dog" / "define.xml")
    (tmp_path / "dog" / "bw.xpt").rename(tmp_path / "dog" / "zz.xpt")
    (tmp_path / "dog" / "mi.xpt").write_bytes(b"")
    study = standards.open_study(tmp_path / "dog")
    told = {one.code: one for one in study.found if one.file == "define.xml"}
    assert told["define_study"].values == {"told": "KAI101-T01", "found": "KAI101-T02"}
    # MI is here, and broken: that is told of its own file.
    assert "DD, POOLDEF" in told["define_without"].say("en")
    assert "MI" not in told["define_without"].values["domains"]
    assert all(one.say("ko") != one.say("en") for one in told.values())

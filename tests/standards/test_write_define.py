"""A package that is written says in its define.xml what its tables show, and nothing else."""

from __future__ import annotations

import datetime
import re

import polars as pl
import pytest

from kai_workbench import catalog, standards

DM = pl.DataFrame(
    {
        "STUDYID": "S & Co <1>",
        "DOMAIN": "DM",
        "USUBJID": ["A", "B"],
        "SEX": ["M", "F"],
        "AGE": [60, 61],
        "RFSTDTC": ["2026-01-01", "2026-01"],
    }
)
LB = pl.DataFrame(
    {
        "STUDYID": "S & Co <1>",
        "DOMAIN": "LB",
        "USUBJID": ["A", "A", "B"],
        "LBSEQ": [1, 2, 1],
        "LBTESTCD": ["ALT", "AST", "ALT"],
        "LBTEST": ["Alanine", "Aspartate", "Alanine"],
        "LBSTRESN": [1.5, 2.0, None],
        "LBDTC": ["2026-01-01T08:00", "2026-01-01T09:00", None],
        "LBCOMM": ["x", "long text", None],
    }
)
SEND = standards.Standard("SEND", "3.1")


def written(folder, **more):
    standards.write_study({"DM": DM, "LB": LB}, folder, study="S & Co <1>", standard=SEND, **more)
    return standards.open_study(folder)


@pytest.mark.parametrize("name", ["rat", "dog", "phase1", "phase2", "adam"])
def test_the_packages_of_kai_101_describe_themselves(tmp_path, name):
    standards.write_kai101(name, tmp_path)
    study = standards.open_study(tmp_path)
    about, define = catalog.KAI101_STUDIES[name], study.define
    assert define is not None
    assert (define.version, define.study) == ("2.1.0", about.study)
    assert define.standard == (about.standard, about.version)
    assert set(define.domains) == set(study.domains)
    for domain, described in define.domains.items():
        frame = study.frame(domain)
        assert [one.name for one in described.variables] == frame.columns
        assert described.label.startswith("SYNTHETIC ")
        assert described.structure.startswith("One record per ")
        keys = described.structure.removeprefix("One record per ").split(", ")
        assert frame.select(keys).n_unique() == frame.height
        for one in described.variables:
            assert one.label
            assert one.origin == "Other"  # simulated: neither collected nor derived from what was
            if one.codelist:
                terms = {term.value for term in define.codelists[one.codelist].terms}
                assert terms == set(frame[one.name].drop_nulls()) - {""}
    assert len(re.findall("SYNTHETIC: drawn from a model", (tmp_path / "define.xml").read_text())) == sum(
        len(described.variables) for described in define.domains.values()
    )


def test_types_keys_and_terms_are_those_of_the_tables(tmp_path):
    define = written(tmp_path).define
    told = {one.name: one for domain in define.domains.values() for one in domain.variables}
    types = {name: told[name].data_type for name in ("AGE", "LBSTRESN", "RFSTDTC", "LBDTC", "LBCOMM")}
    assert types == {
        "AGE": "integer", "LBSTRESN": "float", "RFSTDTC": "partialDatetime", "LBDTC": "datetime",
        "LBCOMM": "text",
    }  # fmt: skip
    assert told["LBCOMM"].length == 9
    assert [define.domains[name].structure for name in ("DM", "LB")] == [
        "One record per USUBJID",
        "One record per USUBJID, LBSEQ",
    ]
    tests = define.codelists[told["LBTESTCD"].codelist]
    assert [(term.value, term.decode) for term in tests.terms] == [("ALT", "Alanine"), ("AST", "Aspartate")]
    assert tests.name == "LBTESTCD"
    assert told["SEX"].mandatory
    assert not told["LBCOMM"].mandatory
    assert define.study == "S & Co <1>"


def test_an_origin_that_is_not_known_is_not_claimed(tmp_path):
    define = written(tmp_path).define
    assert {one.origin for domain in define.domains.values() for one in domain.variables} == {"Not Available"}


def test_labels_reach_a_format_that_has_none(tmp_path):
    labels = {"DM": ("Demographics", {"SEX": "Sex"}), "LB": ("Laboratory", {})}
    study = written(tmp_path, format="csv", labels=labels)
    assert study["DM"].label == "Demographics"
    assert study["DM"]["SEX"].label == "Sex"
    assert study.standard == SEND


def test_records_that_nothing_tells_apart_are_said_to_be_so(tmp_path):
    path = standards.write_define(
        {"LB": pl.concat([LB, LB])}, tmp_path / "define.xml", standard=SEND, study="S",
        created=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    text = path.read_text(encoding="utf-8")
    assert 'def:Structure="Records that no variables tell apart"' in text
    assert "KeySequence" not in text
    assert 'CreationDateTime="2026-01-01T00:00:00+00:00"' in text


def test_without_a_standard_nothing_is_described(tmp_path):
    standards.write_study({"DM": DM}, tmp_path)
    assert not (tmp_path / "define.xml").exists()

from __future__ import annotations

import json

import polars as pl
import pytest

from kai_workbench import linkage


@pytest.fixture(scope="module")
def acetaminophen(mirror):
    return linkage.programme("Acetaminophen", accept_licence=True)


@pytest.fixture(scope="module")
def filled(mirror, tmp_path_factory):
    workspace = linkage.Workspace.create(tmp_path_factory.mktemp("programme") / "ws")
    linkage.programme("6576", accept_licence=True).store(workspace, who="Kim")
    linkage.propose_links(workspace)
    return workspace


def test_acetaminophen_is_assembled_from_animal_to_patient(acetaminophen):
    told = acetaminophen.tables
    assert acetaminophen.gaps.height == 0
    assert set(told["concentration_time"]["species"]) == {"mouse", "rat", "dog", "human"}
    assert set(told["pharmacokinetics"]["species"]) == {"rat", "dog", "monkey", "human"}
    assert told["liver_injury"]["vDILIConcern"].to_list() == ["vMost-DILI-Concern"]
    assert told["heart_injury"]["DICT _ Concern"].to_list() == ["less"]
    assert "LIVER" in told["toxicity"].filter(level="loael")["organ_name"].to_list()
    assert told["drug_exposure"].filter(~pl.col("combination"))["persons"].max() > 1000


def test_what_is_simulated_and_what_is_a_metabolite_is_said(acetaminophen):
    assert acetaminophen.synthetic_tables == ("drug_exposure",)
    (link,) = [one for one in acetaminophen.links if one.kind == "metabolite of"]
    assert link.target == "compound:Phenacetin"
    assert set(link.evidence["rows by species"]) == {"mouse", "dog", "human"}


def test_a_programme_that_lacks_a_source_says_so_and_goes_on(mirror, monkeypatch, tmp_path):
    monkeypatch.delenv("KAI_DATA_MIRROR")
    monkeypatch.setenv("KAI_DATA_DIR", str(tmp_path))
    told = linkage.programme("acetaminophen")
    assert "toxref" in told.gaps["source"].to_list()
    assert "drug_exposure" in told.tables


def test_compound_6576_has_two_studies_and_no_human_side(mirror):
    told = linkage.programme("6576", accept_licence=True)
    assert [study.study_id for study in told.studies] == ["87497", "35449"]
    assert told.gaps["source"].to_list() == ["human"]
    assert not told.synthetic


def test_an_unknown_programme_is_refused_with_those_there_are():
    with pytest.raises(linkage.ProgrammeError, match="acetaminophen, 6576, kai-101"):
        linkage.programme("aspirin")


def test_rules_propose_what_rat_and_dog_have_in_common_with_the_numbers(filled):
    told = filled.links()
    assert set(told["status"]) == {"proposed"}
    assert set(told["kind"]) == {"same compound", "same organ", "same effect", "species scaling"}
    (effect,) = told.filter(kind="same effect").iter_rows(named=True)
    assert effect["from"] == "finding:35449/ADRENAL/HYPERTROPHY"
    evidence = json.loads(effect["evidence"])
    assert evidence["87497"]["incidence_top"] == evidence["35449"]["incidence_top"] == 1.0
    assert all(one["p"] <= 0.05 for one in evidence.values())


def test_rules_that_run_again_propose_nothing_new(filled):
    before = len(filled.history())
    assert linkage.propose_links(filled) == []
    assert len(filled.history()) == before


def test_an_analyte_that_is_not_the_treatment_is_proposed_as_a_metabolite(tmp_path, pds):
    workspace = linkage.Workspace.create(tmp_path / "ws")
    workspace.add_study(pds, who="Kim")
    linkage.propose_links(workspace)
    (link,) = workspace.links().filter(kind="metabolite of").iter_rows(named=True)
    assert link["from"] == "analyte:PDS2014/PDS-12345678"
    assert link["confidence"] < 0.5

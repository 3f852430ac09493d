from __future__ import annotations

import pytest

from kai_workbench import linkage
from kai_workbench.text import phrases


@pytest.fixture(scope="module")
def kai101():
    return linkage.programme("kai-101")


def test_a_programme_proposes_what_its_workspace_does(kai101, tmp_path):
    workspace = linkage.Workspace.create(tmp_path / "ws")
    kai101.store(workspace, who="Kim")
    assert linkage.propose_links(workspace) == []
    assert set(workspace.links()["link"]) == {one.id for one in kai101.links}


def test_animals_and_people_are_linked_by_organ_with_the_numbers_of_each(kai101):
    found = [one for one in kai101.links if one.kind == "same organ" and "KAI101-C01" in one.source]
    assert {one.source for one in found} == {"organ:KAI101-C01/BONE MARROW", "organ:KAI101-C01/LIVER"}
    for one in found:
        assert one.evidence["KAI101-C01"]["domain"] == "AE"
        assert one.evidence["KAI101-C01"]["dose_unit"] == "mg"
        assert all(side["p"] <= 0.05 for side in one.evidence.values())


def test_a_metabolite_is_told_from_its_parent(kai101):
    found = {one.source for one in kai101.links if one.kind == "metabolite of"}
    assert found == {f"analyte:KAI101-{study}/KAI-101M" for study in ("C01", "C02", "T01", "T02")}


def test_a_rule_whose_table_is_missing_proposes_nothing(kai101):
    told = linkage.rule_links({"study": kai101.tables["study"]})
    assert told["compound"] == told["analyte"] == told["organ"] == []
    assert len(told["studies"]) == 6
    assert {one.source for one in told["scaling"]} == {"study:KAI101-T01", "study:KAI101-T02"}
    assert not any(linkage.rule_links({}).values())


def test_sexes_put_together_are_those_of_counting_without_sex(kai101):
    study = next(one for one in kai101.studies if one.study_id == "KAI101-T01")
    keys = ["set_code", "organ", "term"]
    whole = linkage.findings(study, by_sex=False).select(*keys, "affected", "examined").sort(keys)
    parts = linkage.sexes_together(linkage.findings(study)).select(*keys, "affected", "examined").sort(keys)
    assert whole.equals(parts)


def test_every_method_and_evidence_of_a_rule_has_words_in_both_languages(kai101):
    known = {phrase.en for key, phrase in phrases().items() if key.startswith("link.method.")}
    assert {one.method for one in kai101.links} <= known
    for one in kai101.links:
        sides = [value for value in one.evidence.values() if isinstance(value, dict)] or [one.evidence]
        keys = {key for side in sides for key in side} - {"dose_unit"}
        assert {f"link.evidence.{key}" for key in keys} <= phrases().keys()

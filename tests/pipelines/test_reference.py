from __future__ import annotations

import pytest

from kai_workbench import catalog, pipelines


@pytest.fixture
def nothing_to_be_had(monkeypatch, tmp_path):
    """No mirror, no network, no file from before."""
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)
    monkeypatch.setenv("KAI_OFFLINE", "1")
    monkeypatch.setenv("KAI_DATA_DIR", str(tmp_path))


@pytest.mark.usefixtures("nothing_to_be_had")
def test_where_nothing_can_be_fetched_the_synthetic_compounds_stand_in_and_say_so(fitted):
    known = pipelines.reference()
    assert known.synthetic
    assert known.source.startswith("kai-101")
    assert known.fallback
    assert not known.with_structure
    human_pk = pipelines.predict_human_pk(draws=500, tune=400)
    assert human_pk.compound == "KAI-101"
    assert human_pk.synthetic


@pytest.mark.usefixtures("nothing_to_be_had")
def test_real_data_asked_for_by_name_are_never_replaced():
    with pytest.raises(catalog.Unreachable):
        pipelines.reference("pk_animal_human")


def test_synthetic_data_asked_for_by_name_are_no_fallback(reference):
    assert reference.synthetic
    assert not reference.fallback


def test_the_real_compounds_come_first_where_they_can_be_had(mirror):
    known = pipelines.reference(structure=False)
    assert not known.synthetic
    assert not known.fallback
    assert known.frame.height == 371
    assert known.compound("ACETAMINOPHEN")["compound"].item() == "Acetaminophen"
    assert known.quality.height


def test_a_name_that_is_far_from_all_still_gets_an_example(reference):
    with pytest.raises(catalog.CatalogError, match="KAI-"):
        reference.compound("zzzzzz")

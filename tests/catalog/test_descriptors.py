from __future__ import annotations

import json
import pathlib

import jsonschema
import pytest

from kai_workbench import _paths, catalog
from kai_workbench.catalog import _cvtdb, _kai101_studies

FOLDER = _paths.bundled("data_catalog")
DESCRIPTORS = sorted(FOLDER.glob("*/datapackage.json"))


def _read(path: pathlib.Path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DESCRIPTORS, ids=lambda path: path.parent.name)
def test_every_descriptor_passes_the_schema(path):
    schema = _read(FOLDER / "schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(_read(path)))
    assert not errors, [f"{error.json_path}: {error.message}" for error in errors]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.pop("licenses"),
        lambda told: told["x-kai"].pop("redistributable"),
        lambda told: told["resources"][0].pop("hash"),
        lambda told: told["resources"][0].update(hash="sha256:short"),
        lambda told: told["resources"][0].update(path="https://raw.githubusercontent.com/a/b/main/c.csv"),
        lambda told: told["resources"][0]["x-kai"].update(mirror="../outside/file.csv"),
        lambda told: told["x-kai"].update(synthetic=True),
        lambda told: told.update(surprise=1),
    ],
)
def test_the_schema_refuses_what_a_catalog_must_not_say(spoil):
    told = _read(FOLDER / "pk_animal_human" / "datapackage.json")
    spoil(told)
    validator = jsonschema.Draft202012Validator(_read(FOLDER / "schema.json"))
    assert list(validator.iter_errors(told))


def test_the_catalog_holds_its_data_sets_under_their_folder_names():
    names = [one.name for one in catalog.datasets()]
    assert names == [path.parent.name for path in DESCRIPTORS]
    assert set(names) >= {"pk_animal_human", "kai-101", "cdisc-pilot", "eunomia-gibleed", "cvtdb", "cipa"}
    assert set(names) >= {"send-studies", "cdisc-core", "dataset-json-examples"}


@pytest.mark.parametrize("one", catalog.datasets(), ids=lambda one: one.name)
def test_resources_are_named_once_and_generators_exist(one):
    names = [resource.name for resource in one.resources]
    assert len(names) == len(set(names))
    for resource in one.resources:
        if resource.origin == "generated":
            known = _kai101_studies.KAI101_STUDIES if resource.format == "zip" else _kai101_studies.TABLES
            assert resource.generator in known
        if resource.origin == "derived":
            assert resource.generator in _cvtdb.GENERATORS
            assert resource.derived_from in names


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("omop", "eunomia-gibleed"),
        ("CLEARANCE rat", "pk_animal_human"),
        ("herg", "cipa"),
        ("acetaminophen", "cvtdb"),
        ("분포용적", "pk_animal_human"),
        ("adverse events", "cdisc-pilot"),
        ("kai-101", "kai-101"),
    ],
)
def test_search_finds_by_name_subject_table_and_language(query, first):
    found = [one.name for one in catalog.search(query)]
    assert first in found[:2]


def test_search_needs_every_word_and_gives_all_for_none():
    assert catalog.search("omop herg") == []
    assert len(catalog.search("")) == len(catalog.datasets())


@pytest.mark.parametrize("one", catalog.datasets(), ids=lambda one: one.name)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_card_tells_species_standard_rows_licence_and_how_to_cite(one, lang):
    card = one.card(lang)
    for told in (one.licence, one.citation, f"{one.rows:,}", one.terms, one.resources[0].name):
        assert told in card
    assert ("합성" if lang == "ko" else "SYNTHETIC") in card or not one.synthetic


def test_an_unknown_data_set_is_answered_with_near_names():
    with pytest.raises(catalog.UnknownDataset, match="pk_animal_human") as caught:
        catalog.dataset("pk_animals")
    assert "카탈로그" in caught.value.say("ko")
    with pytest.raises(catalog.UnknownDataset, match="animal"):
        catalog.dataset("pk_animal_human").resource("animals")


def test_the_catalog_says_which_version_of_the_pilot_it_holds():
    pilot = catalog.dataset("cdisc-pilot")
    assert pilot.resource("sdtm-ae").rows == 961
    assert pilot.resource("adam-adae").rows == 1191
    assert "961" in pilot.description
    assert "1,191" in pilot.description

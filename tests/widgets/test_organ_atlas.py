from __future__ import annotations

import json
import pathlib
import re

import kai_widgets
import pytest
from kai_widgets import OrganAtlas
from kai_widgets.organ_atlas import COLOURS, AtlasError, drawn

from kai_workbench import charts, standards
from kai_workbench.text import LANGUAGES, atlas_labels, phrases

FOLDER = pathlib.Path(kai_widgets.__file__).parent / "organ_atlas"
FIGURES = sorted(path.stem for path in (FOLDER / "figures").glob("*.json"))
DOSES = [{"label": str(dose), "value": dose, "unit": "mg/kg"} for dose in (0, 10, 100)]
SPECIES = [{"id": "rat", "label": "Rat", "doses": DOSES}, {"id": "human", "label": "Human", "doses": []}]
ORGANS = {"liver": "Liver", "kidney": "Kidney"}
RECORD = {"species": "rat", "dose": 2, "organ": "liver", "affected": 8, "examined": 10}


def atlas(*records, **traits) -> OrganAtlas:
    return OrganAtlas(**{"species": SPECIES, "organs": ORGANS, "values": list(records)} | traits)


def test_an_incidence_is_worked_out_from_its_counts():
    made = atlas(RECORD, RECORD | {"dose": 1, "affected": 0, "examined": 0})
    assert [one["value"] for one in made.values] == [0.8, None]


def test_a_concordance_is_never_made_from_counts():
    assert atlas(RECORD, measure="concordance").values[0]["value"] is None


def test_the_highest_dose_is_shown_first_and_a_chosen_one_stays():
    made = atlas(RECORD)
    assert made.dose == {"rat": 2}
    made.dose = {"rat": 0}
    made.show(values=[RECORD | {"dose": 1}])
    assert made.dose == {"rat": 0}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"species": "cat"}, r"values\[0\]: no species 'cat'; there are 'human', 'rat'"),
        ({"organ": "gizzard"}, r"values\[0\] \(rat, gizzard\): the organ has no label"),
        ({"dose": 3}, r"\(rat, liver\): 'dose' is a place among its doses, 0 to 2, got 3"),
        ({"dose": None}, "'dose' is a place among its doses"),
        ({"dose": True}, "'dose' is a place among its doses"),
        ({"species": "human"}, "this species has no doses, so 'dose' must be None, got 2"),
        ({"affected": 11}, "11 affected of 10 examined"),
        ({"affected": 1.5}, "'affected' must be a whole number from 0, got 1.5"),
        ({"examined": -1}, "'examined' must be a whole number from 0, got -1"),
        ({"examined": float("nan")}, "'examined' must be a whole number"),
        ({"examined": None}, "of how many 'examined' is not said"),
        ({"value": 80}, "'value' must be from 0 to 1, got 80"),
        ({"low": 0.1}, "an interval needs both"),
        ({"low": 0.9, "high": 0.1}, "ends .* before it begins"),
        ({"colour": "red"}, r"values\[0\] does not know 'colour'; it takes species, dose,"),
    ],
)
def test_a_record_that_cannot_be_drawn_is_refused_by_name(change, message):
    with pytest.raises(AtlasError, match=message):
        atlas(RECORD | change)


def test_two_records_of_one_organ_are_refused():
    with pytest.raises(ValueError, match=r"values\[1\] \(rat, liver\): dose 2 is there twice"):
        atlas(RECORD, RECORD)


@pytest.mark.parametrize(
    ("species", "message"),
    [
        ([{"id": "rat"}], r"species\[0\] needs a text as 'label'"),
        ([*SPECIES, SPECIES[0]], r"species\[2\]: the species 'rat' is there twice"),
        ([{"id": "rat", "label": "Rat", "doses": [{"value": 1}]}], r"species\[0\].doses\[0\] needs a text"),
        ([{"id": "rat", "label": "Rat", "doses": [{"label": "x", "value": "1"}]}], "must be a finite number"),
        ([{"id": "rat", "label": "Rat", "dose": []}], r"species\[0\] does not know 'dose'"),
    ],
)
def test_a_species_that_is_not_one_is_refused(species, message):
    with pytest.raises(AtlasError, match=message):
        OrganAtlas(species=species)


def test_only_what_is_there_can_be_chosen():
    made = atlas(RECORD, selected="liver")
    with pytest.raises(AtlasError, match="no organ 'gizzard'; there are 'kidney', 'liver'"):
        made.selected = "gizzard"
    with pytest.raises(AtlasError, match="no species 'human' with doses; there are 'rat'"):
        made.dose = {"human": 0}
    with pytest.raises(AtlasError, match="dose of rat: 'dose' is a place among its doses, 0 to 2, got 7"):
        made.dose = {"rat": 7}
    assert (made.selected, made.dose) == ("liver", {"rat": 2})


def test_labels_are_filled_up_and_an_unknown_one_is_refused():
    made = atlas(labels={"organ": "장기"})
    assert made.labels["organ"] == "장기"
    assert made.labels["hint"] == OrganAtlas.LABELS["hint"]
    with pytest.raises(AtlasError, match="labels does not know 'organs'"):
        atlas(labels={"organs": "장기"})
    with pytest.raises(AtlasError, match=r"labels\['status'\] cannot fill in 'percent'; it knows 'affected'"):
        atlas(labels={"status": "{percent}"})


def test_a_change_of_study_is_checked_as_a_whole_and_keeps_what_still_exists():
    made = atlas(RECORD, selected="kidney", dose={"rat": 1})
    with pytest.raises(AtlasError, match=r"values\[0\]: no species 'rat'"):
        made.show(species=[{"id": "dog", "label": "Dog", "doses": DOSES[:1]}])
    assert [one["id"] for one in made.species] == ["rat", "human"]
    assert made.dose == {"rat": 1}
    dog = RECORD | {"species": "dog", "dose": 0}
    made.show(
        species=[{"id": "dog", "label": "Dog", "doses": DOSES[:1]}], organs={"liver": "Liver"}, values=[dog]
    )
    assert made.dose == {"dog": 0}
    assert made.selected == ""
    assert made.values[0]["value"] == 0.8
    with pytest.raises(TypeError, match="OrganAtlas has no 'colour' to show"):
        made.show(colour="red")


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_is_path_data_inside_its_box(name):
    drawing = json.loads((FOLDER / "figures" / f"{name}.json").read_text())
    shapes = [*drawing["body"], *drawing["lines"], *drawing["over"]]
    for organ in drawing["organs"].values():
        shapes += [*organ["parts"], *({"d": d} for d in organ.get("lines", []))]
    for shape in shapes:
        assert re.fullmatch(r"M[-\d. ]+(C[-\d. ]+)*Z?", shape["d"])
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", shape["d"])]
        assert min(numbers[::2]) >= -10
        assert max(numbers[::2]) <= drawing["width"] + 10
        assert drawing["top"] <= min(numbers[1::2])
        assert max(numbers[1::2]) <= drawing["height"]


def test_every_drawn_organ_is_one_that_specimens_lead_to_and_has_a_name():
    known = {organ.id for organ in standards.ORGANS}
    for species in COLOURS:
        assert drawn(species) <= known
    assert known <= {key.removeprefix("organ.") for key in phrases()}
    assert len(drawn("human")) >= 35
    assert drawn("minipig") == frozenset()


def test_a_species_has_only_organs_that_its_kind_has():
    assert "gallbladder" not in drawn("rat")
    assert "seminal_vesicle" not in drawn("dog")
    assert drawn("mouse") == drawn("rat")


def test_species_have_the_colours_that_they_have_in_charts():
    assert charts._look.COLOURS.items() >= COLOURS.items()


def test_the_house_has_words_for_every_label_in_both_languages():
    # The badge alone speaks both languages at once.
    assert OrganAtlas.LABELS["synthetic"] == "SYNTHETIC · 합성"
    ours = {lang: OrganAtlas(labels=atlas_labels(lang)).labels for lang in LANGUAGES}
    assert ours["en"] == OrganAtlas.LABELS
    same = {name for name in ours["en"] if ours["ko"][name] == ours["en"][name]}
    assert same == {"synthetic"}


def test_its_scripts_ask_for_nothing_outside():
    text = "".join(path.read_text() for path in FOLDER.glob("*.js"))
    assert not re.search(r"https?://|\bimport\b", text)

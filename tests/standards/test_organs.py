from __future__ import annotations

import gzip
import json

import polars as pl
import pytest

from kai_workbench import standards
from kai_workbench.text import phrases

REGIONS = {key.removeprefix("region.") for key in phrases() if key.startswith("region.")}


@pytest.mark.parametrize(
    ("specimen", "organ"),
    [
        ("LIVER", "liver"),
        ("GLAND, ADRENAL", "adrenal"),
        ("gland, adrenal ", "adrenal"),
        ("ADRENAL", "adrenal"),
        ("BONE MARROW, STERNUM", "bone_marrow"),
        ("BONE, STERNUM", "bone"),
        ("GLAND, SALIVARY, PAROTID", "salivary_gland"),
        ("GLAND, THYROID/GLAND, PARATHYROID", "thyroid"),
        ("ARTERY, AORTA", "aorta"),
        ("ARTERY, FEMORAL", "vessel"),
        ("SMALL INTESTINE, JEJUNUM", "small_intestine"),
        ("MUSCLE, QUADRICEPS FEMORIS", "skeletal_muscle"),
        ("NERVE, OPTIC", "eye"),
        ("NERVE, SCIATIC", "nerve"),
        ("SITE, INJECTION", "injection_site"),
        ("thyroid gland", "thyroid"),
        ("Kidneys", "kidney"),
        ("hepatobiliary", "liver"),
        ("intestine small", "small_intestine"),
    ],
)
def test_a_specimen_leads_to_its_organ(specimen, organ):
    assert standards.organ_id(specimen) == organ


@pytest.mark.parametrize("specimen", ["SITE, MICROCHIP", "MUSCLE, SMOOTH", "PLASMA", "새 장기"])
def test_what_has_no_organ_keeps_its_own_name_and_is_not_lost(specimen):
    assert standards.organ_id(specimen) == specimen
    assert standards.organ_region(specimen) == "unplaced"
    assert standards.organ_label(specimen, "ko") == specimen


def test_every_organ_has_a_region_with_a_name_and_no_term_belongs_to_two():
    assert {organ.region for organ in standards.ORGANS} <= REGIONS
    terms = [term for organ in standards.ORGANS for term in organ.specimens]
    assert len(terms) == len(set(terms))
    assert len({organ.id for organ in standards.ORGANS}) == len(standards.ORGANS)


def test_a_frame_gets_organ_and_region_beside_every_row():
    frame = pl.DataFrame({"MISPEC": ["LIVER", None, "SITE, MICROCHIP", "LIVER", " "], "n": range(5)})
    told = standards.with_organ_ids(frame, "MISPEC")
    assert told["organ"].to_list() == ["liver", None, "SITE, MICROCHIP", "liver", None]
    assert told["region"].to_list() == ["abdomen", None, "unplaced", "abdomen", None]
    assert told.columns == ["MISPEC", "n", "organ", "region"]


def test_labels_run_from_head_to_tail_and_unknown_terms_follow():
    labels = standards.organ_labels({"kidney", "brain", "SITE, MICROCHIP"}, "ko")
    assert list(labels.items()) == [
        ("brain", "뇌"),
        ("kidney", "신장"),
        ("SITE, MICROCHIP", "SITE, MICROCHIP"),
    ]
    assert list(standards.organ_labels()) == [organ.id for organ in standards.ORGANS]


def test_every_specimen_of_the_eight_real_studies_is_placed_or_is_no_organ(mirror):
    found = set()
    for folder in sorted((mirror / "send").iterdir()):
        if folder.is_dir():
            study = standards.open_study(folder)
            for name in ("MI", "MA", "OM"):
                if name in study:
                    found |= set(study.frame(name)[f"{name}SPEC"].drop_nulls().str.strip_chars())
    unplaced = {term for term in found if standards.organ_region(standards.organ_id(term)) == "unplaced"}
    assert len(found) > 70
    assert unplaced - {""} == {"HINDLIMB", "SITE, MICROCHIP"}


def test_the_terms_are_those_of_the_controlled_terminology(mirror):
    published = json.loads(gzip.decompress((mirror / "cdisc_core/sendct-2026-03-27.json.gz").read_bytes()))
    (specimens,) = (one for one in published["codelists"] if one["submissionValue"] == "SPEC")
    terms = {term["submissionValue"] for term in specimens["terms"]}
    ours = {term for organ in standards.ORGANS for term in organ.specimens}
    # "MUSCLE" begins the names of muscles; "ALL TISSUES" is what studies write and no published term.
    assert ours - terms == {"MUSCLE", "ALL TISSUES"}
    unplaced = [term for term in terms if standards.organ_region(standards.organ_id(term)) == "unplaced"]
    assert len(unplaced) < 0.2 * len(terms)

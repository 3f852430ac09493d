from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import catalog, linkage, standards


@pytest.fixture(scope="module")
def phase1():
    return standards.open_study(catalog.fetch("kai-101", resource="phase1")["phase1"])


@pytest.mark.parametrize(
    ("term", "organ"),
    [
        ("Alanine aminotransferase increased", "LIVER"),
        ("  blood  creatinine INCREASED ", "KIDNEY"),
        ("Fatigue", None),
    ],
)
def test_an_event_points_to_an_organ_or_says_that_it_points_to_none(term, organ):
    assert linkage.organ_of_event(term) == organ


def test_every_organ_of_an_event_is_one_that_animals_have_too():
    for organ in set(linkage.EVENT_ORGANS.values()):
        assert linkage.organ_of(organ) == organ
        assert standards.organ_region(standards.organ_id(organ)) != "unplaced"


def test_no_event_is_lost_in_silence(phase1):
    told = linkage.event_terms(phase1)
    assert told["events"].sum() == phase1.frame("AE").height
    assert told.filter(pl.col("organ").is_null())["term"].to_list() == ["FATIGUE"]


def test_people_are_counted_once_of_all_who_were_given_the_dose(study_of):
    study = study_of(
        DM={"USUBJID": ["A", "B", "C"], "SEX": ["M", "F", "M"]},
        EX={"USUBJID": ["A", "A", "B", "C"], "EXDOSE": [50.0, 100.0, 100.0, 50.0], "EXDOSU": ["mg"] * 4},
        AE={
            "USUBJID": ["A", "A", "C", "C"],
            "AEDECOD": ["Nausea", "NAUSEA", "Nausea", "Fatigue"],
            "AETERM": ["sick", "sick", "sick", "tired"],
        },
    )
    told = linkage.event_findings(study)
    assert told.select("organ", "term", "dose", "affected", "examined").rows() == [
        ("STOMACH", "NAUSEA", 50.0, 1, 1),
        ("STOMACH", "NAUSEA", 100.0, 1, 2),
    ]


def test_a_study_without_events_has_none_and_a_workspace_takes_those_there_are(study_of, phase1, tmp_path):
    assert linkage.event_findings(study_of(DM={"USUBJID": ["A"]})).is_empty()
    workspace = linkage.Workspace.create(tmp_path / "ws")
    workspace.add_study(phase1, who="Kim")
    told = workspace.find(organ="LIVER", species="human")
    assert set(told["term"]) == {"ALANINE AMINOTRANSFERASE INCREASED"}
    assert told["examined"].min() >= 3


def test_the_exposure_of_people_goes_by_the_dose_that_they_were_given(phase1):
    told = linkage.group_exposures(phase1)
    assert [(one.species, one.dose, one.dose_unit) for one in told] == [
        ("human", dose, "mg") for dose in (50.0, 100.0, 200.0, 400.0, 600.0)
    ]
    assert all(one.known and one.source == "each" and not one.computed for one in told)


def test_exposures_of_all_species_come_in_the_unit_that_was_asked_for(phase1):
    plain = linkage.group_exposures(phase1)[0]
    told = linkage.group_exposures(phase1, unit="h*ug/mL")[0]
    assert told.draws.attrs["unit"] == "h*ug/mL"
    assert [1000 * one for one in told.values] == pytest.approx(plain.values)
    with pytest.raises(standards.UnitMismatch):
        linkage.group_exposures(phase1, unit="mg/kg")


def test_a_clearance_of_nought_gives_no_exposure_and_one_that_is_told_the_dose_over_it():
    table = pl.DataFrame(
        {
            "species": ["human", "rat", "dog"],
            "parameter": ["clearance"] * 3,
            "value": [5.0, 10.0, 0.0],
            "unit": ["mL/min/kg"] * 3,
        }
    )
    told = linkage.clearance_exposures(table, doses={"human": (700.0,), "rat": (6.0,), "dog": (1.0,)})
    # 10 mg/kg over 300 mL/h/kg, and 6 mg/kg over 600 mL/h/kg.
    assert [(one.species, float(one.draws[0])) for one in told] == [
        ("human", pytest.approx(10e6 / 300)),
        ("rat", pytest.approx(6e6 / 600)),
    ]
    assert not any(one.known for one in told)


def test_effect_levels_keep_not_told_apart_from_no_concern():
    tables = {
        "toxicity": pl.DataFrame(
            {
                "level": ["lel", "lel", "nel", "lel"],
                "qualifier": ["=", "=", "=", ">"],
                "endpoint": ["pathology microscopic", "organ weight", "organ weight", "organ weight"],
                "organ_name": ["KIDNEY", "KIDNEY", "BRAIN", "SPLEEN"],
                "effect": ["casts", "absolute", "absolute", "absolute"],
                "dose_mg_kg_day": [30.0, 10.0, 5.0, 1.0],
            }
        ),
        "liver_injury": pl.DataFrame({"vDILIConcern": ["vNo-DILI-Concern"]}),
    }
    told = linkage.effect_levels(tables)
    assert told.select("organ_name", "animal", "animal_finding", "animal_dose", "human").rows() == [
        ("KIDNEY", "affected", "organ weight, absolute", 10.0, "not told"),
        ("LIVER", "not told", None, None, "examined"),
    ]

from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import linkage, standards

SETS = {
    "SETCD": ["1", "1", "1", "2", "2", "3", "3"],
    "SET": ["Control", "Control", "Control", "Low", "Low", "High", "High"],
    "TXPARMCD": ["TRTDOS", "TRTDOSU", "TCNTRL", "TRTDOS", "TRTDOSU", "TRTDOS", "TRTDOSU"],
    "TXVAL": ["0", "mg/kg", "Vehicle", "1,000.0", "mg/kg", "as needed", "mg/kg"],
}
ANIMALS = {
    "USUBJID": ["S1-1", "S1-2", "S1-3", "S1-4", "S1-5"],
    "SEX": ["M", "M", "M", "M", "M"],
    "SETCD": ["1", "1", "2", "2", "2"],
    "ARMCD": ["1", "1", "2", "2", "2"],
}


@pytest.mark.parametrize(
    ("text", "values", "problem"),
    [
        ("25", (25.0,), None),
        ("1,000.0", (1000.0,), None),
        ("1x10^11", (1e11,), None),
        ("1 x 10E13", (1e13,), None),
        ("1E11", (1e11,), None),
        ("2.5 x 10^6", (2.5e6,), None),
        ("0;20;50;150", (0.0, 20.0, 50.0, 150.0), "several"),
        ("1,00", (), "unreadable"),
        ("as needed", (), "unreadable"),
        ("0;x", (), "unreadable"),
        ("", (), "missing"),
        (None, (), "missing"),
    ],
)
def test_a_dose_text_is_read_as_studies_write_it_or_named_unreadable(text, values, problem):
    told = linkage.dose_of(text)
    assert told.values == values
    assert told.problem == problem


def test_the_dose_of_a_set_comes_from_tx_and_an_unreadable_one_says_so(study_of):
    told = linkage.groups(study_of(TX=SETS, DM=ANIMALS))
    assert told["dose"].to_list() == [0.0, 1000.0, None]
    assert told["dose_problem"].to_list() == [None, None, "unreadable"]
    assert told["dose_text"].to_list() == ["0", "1,000.0", "as needed"]
    assert told["control"].to_list() == [True, False, False]
    assert told["n_male"].to_list() == [2, 3, 0]


def test_plan_and_gift_that_differ_tenfold_are_both_shown(study_of):
    gifts = {
        "USUBJID": ANIMALS["USUBJID"],
        "EXDOSE": [0.0, 0.0, 100.0, 100.0, 100.0],
        "EXDOSU": ["mg/kg"] * 5,
    }
    study = study_of(TX=SETS, DM=ANIMALS, EX=gifts)
    told = linkage.dose_agreement(study).filter(set_code="2").row(0, named=True)
    assert told["planned"] == 1000
    assert told["given"] == 100
    assert told["agrees"] is False
    both = linkage.doses(study).filter(set_code="2")
    assert set(both["source"]) == {"TX", "EX"}
    assert linkage.groups(study).filter(set_code="2")["dose"][0] == 1000


def test_a_dose_per_animal_is_compared_through_the_body_weight(rat, dog):
    for study in (rat, dog):
        told = linkage.dose_agreement(study)
        assert set(told["given_unit"]) == {"mg"}
        assert told["agrees"].all()


def test_the_denominator_is_the_animals_examined_and_not_the_group(study_of):
    looked = {
        "USUBJID": ["S1-1", "S1-2", "S1-3", "S1-4", "S1-4", "S1-5", "S1-5"],
        "MISPEC": ["LIVER", "LIVER", "LIVER", "LIVER", "LIVER", "LIVER", "KIDNEY"],
        "MISTRESC": ["NORMAL", "Unremarkable", "Necrosis", "Necrosis", "NECROSIS", "", "NORMAL"],
        "MISEV": ["", "", "2 OF 5", "1 OF 5", "4 OF 5", "", ""],
        "MISTAT": ["", "", "", "", "", "NOT DONE", ""],
    }
    told = linkage.findings(study_of(TX=SETS, DM=ANIMALS, MI=looked))
    normal = told.filter(organ="KIDNEY").row(0, named=True)
    assert (normal["term"], normal["affected"], normal["examined"]) == (None, 0, 1)
    told = told.filter(organ="LIVER")
    low = told.filter(set_code="2").row(0, named=True)
    assert (low["affected"], low["examined"], low["unexamined"]) == (2, 2, 1)
    assert low["severity_scale"] == "n of 5"
    assert [(one["grade"], one["animals"]) for one in low["severity"]] == [("2 OF 5", 1), ("4 OF 5", 1)]
    control = told.filter(set_code="1").row(0, named=True)
    assert (control["affected"], control["examined"]) == (0, 2)


def test_severity_scales_are_told_apart():
    assert linkage.severity_scale(pl.Series(["MINIMAL", "marked"])) == "minimal-mild-moderate-marked-severe"
    assert linkage.severity_scale(pl.Series(["1 OF 4"])) == "n of 4"
    assert linkage.severity_scale(pl.Series(["1 OF 4", "MILD"])) == "mixed"
    assert linkage.severity_scale(pl.Series(["+", "++"])) == "own words"
    assert linkage.severity_scale(pl.Series([None], dtype=pl.String)) is None


def test_toxicokinetic_and_recovery_sets_are_told_from_the_main_ones(rat, dog, pds):
    told = linkage.groups(rat)
    assert told.filter("recovery")["set_code"].to_list() == ["1R", "3R"]
    assert told.filter("satellite")["set_code"].to_list() == ["1TK", "2TK", "3TK", "4TK"]
    assert told.filter(set_code="4TK")["dose"][0] == told.filter(set_code="4M")["dose"][0] == 1000
    both = linkage.groups(dog)
    assert both["toxicokinetic"].all()
    assert not both["satellite"].any()
    assert linkage.groups(pds).filter("recovery")["set_code"].to_list() == ["02", "09", "14", "21"]


def test_the_purpose_of_a_set_is_told_by_controlled_terminology_or_else_by_its_label(study_of):
    told = {"1": "non-TK", "2": "TK ONLY", "3": "Not limited to TK", "4": "TK", "5TK": None}
    rows = [(code, text) for code, text in told.items() if text] + [("5TK", "x")]
    study = study_of(
        TX={
            "SETCD": [code for code, _ in rows],
            "SET": [f"Group {code}" for code, _ in rows],
            "TXSEQ": list(range(1, len(rows) + 1)),
            "TXPARMCD": ["TKDESC"] * 4 + ["SPGRPCD"],
            "TXPARM": ["Toxicokinetic Description"] * 4 + ["Group"],
            "TXVAL": [text for _, text in rows],
        }
    )
    found = linkage.groups(study).select("set_code", "toxicokinetic", "satellite").rows()
    assert found == [
        ("1", False, False), ("2", True, True), ("3", True, False), ("4", True, True), ("5TK", True, True),
    ]  # fmt: skip


def test_hypertrophy_of_the_adrenal_in_rat_and_dog_has_the_counts_of_the_records(rat, dog):
    told = linkage.findings(rat).filter(organ="GLAND, ADRENAL", term="HYPERTROPHY", set_code="4M")
    assert told.select("sex", "affected", "examined").sort("sex").rows() == [("F", 10, 10), ("M", 10, 10)]
    both = linkage.findings(dog, by_sex=False).filter(organ="GLAND, ADRENAL", term="HYPERTROPHY")
    assert both.filter(set_code="4M+TK").select("affected", "examined").row(0) == (6, 6)
    assert both.filter(set_code="4R+TK").select("affected", "examined").row(0) == (2, 4)


def test_pooled_parameters_are_expanded_through_the_pool_definition(rat):
    told = linkage.exposures(rat)
    assert told.height == 78
    assert told["subject"].null_count() == 78
    assert set(told["set_code"]) == {"2TK", "3TK", "4TK"}
    assert set(told["n"]) == {9}
    assert set(told["sex"]) == {"F", "M"}
    members = linkage.pools(rat).filter(pool=told["pool"][0])
    assert members["subject"].n_unique() == 9


def test_a_pool_without_definition_is_reported(study_of):
    lost = {"USUBJID": [""], "POOLID": ["P1"], "PPTESTCD": ["CMAX"], "PPSTRESN": [5.0], "PPSTRESU": ["ng/mL"]}
    told = linkage.exposures(study_of(TX=SETS, DM=ANIMALS, PP=lost))
    assert told["problem"].to_list() == ["pool_unknown"]
    assert told["mean"].to_list() == [None]


def test_a_negative_exposure_is_shown_and_never_averaged(pds):
    told = linkage.exposures(pds)
    negative = told.filter(pl.col("value") < 0)
    assert negative.height > 0
    assert set(negative["problem"]) == {"negative"}
    assert told["mean"].drop_nulls().min() > 0


def test_parent_and_metabolite_stay_apart(study_of):
    hours = [0.5, 1.0, 2.0, 4.0]
    samples = {
        "USUBJID": ["S1-3"] * 8,
        "PCTESTCD": ["PARENT"] * 4 + ["METAB"] * 4,
        "PCTEST": ["Parent"] * 4 + ["Metabolite"] * 4,
        "PCSPEC": ["PLASMA"] * 8,
        "PCSTRESN": [8.0, 4, 2, 1, 1, 2, 3, 2],
        "PCSTRESU": ["ng/mL"] * 8,
        "PCELTM": [f"PT{60 * hour:.0f}M" for hour in hours] * 2,
        "PCDY": [1.0] * 8,
    }
    told = linkage.exposures(study_of(TX=SETS, DM=ANIMALS, PC=samples)).filter(parameter="CMAX")
    assert dict(told.select("analyte", "value").rows()) == {"Parent": 8.0, "Metabolite": 3.0}
    assert set(told["source"]) == {"PC by NCA"}


def test_exposure_computed_from_concentrations_agrees_with_the_report(rat, dog, pds):
    # The rat study's mean curves, Bailer's standard errors included; the dog study's linear trapezoids.
    sparse = linkage.compare_exposures(rat)
    areas = sparse.filter(parameter="AUCLST")["ratio"]
    assert areas.len() == 12
    assert areas.min() == pytest.approx(1, abs=2e-5)
    assert areas.max() == pytest.approx(1, abs=2e-5)
    assert sparse.filter(parameter="AUCLSTSE")["ratio"].median() == pytest.approx(1, abs=1e-5)
    linear = linkage.compare_exposures(dog, method="linear").filter(parameter="AUCLST")["ratio"]
    assert linear.median() == pytest.approx(1, abs=1e-4)
    logs = linkage.compare_exposures(pds).filter(parameter="AUCLST")["ratio"]
    assert (logs - 1).abs().max() < 1e-4
    for study in (rat, dog, pds):
        tops = linkage.compare_exposures(study).filter(pl.col("parameter").is_in(["CMAX", "TMAX"]))["ratio"]
        assert (tops - 1).abs().max() < 1e-9


def test_hours_are_read_from_durations_and_from_words(study_of):
    samples = {
        "USUBJID": ["S1-3"] * 6,
        "PCTEST": ["X"] * 6,
        "PCSTRESN": [1.0] * 6,
        "PCSTRESU": ["ng/mL"] * 6,
        "PCELTM": ["PT12H", "P1DT2H30M", "-PT1H", "", "", ""],
        "PCTPT": ["", "", "", "Predose", "0.5hr", "48H"],
        "PCDY": [1.0] * 6,
    }
    told = linkage.concentrations(study_of(TX=SETS, DM=ANIMALS, PC=samples))
    assert told["time_h"].to_list() == [12.0, 26.5, 0.0, 0.0, 0.5, 48.0]


def test_a_domain_without_findings_and_a_missing_one_are_refused(study_of):
    study = study_of(TX=SETS, DM=ANIMALS)
    with pytest.raises(linkage.FindingError, match="Choose MI"):
        linkage.findings(study, "LB")
    with pytest.raises(standards.MissingDomain):
        linkage.findings(study)


def test_a_subject_who_stands_twice_in_dm_is_counted_once(study_of):
    twice = {name: [*values, values[-1]] for name, values in ANIMALS.items()}
    study = study_of(TX=SETS, DM=twice)
    assert linkage.animals(study)["subject"].to_list() == ANIMALS["USUBJID"]
    assert linkage.groups(study)["n_male"].to_list() == [2, 3, 0]


def test_without_dm_nobody_is_counted_as_none_and_findings_are_refused(study_of):
    looked = {"USUBJID": ["S1-1"], "MISPEC": ["LIVER"], "MISTRESC": ["NECROSIS"]}
    study = study_of(TX=SETS, MI=looked)
    assert linkage.groups(study)["n_male"].to_list() == [None, None, None]
    with pytest.raises(standards.MissingDomain, match="DM"):
        linkage.findings(study)


def test_a_tissue_that_was_lost_is_no_finding_and_its_animal_not_in_the_denominator(study_of):
    told = ["TISSUE LOST AT NECROPSY", "Not examined", "Insufficient tissue", "Tooth, missing", "NORMAL"]
    study = study_of(
        TX=SETS,
        DM=ANIMALS | {"SETCD": ["1"] * 5, "ARMCD": ["1"] * 5},
        MA={"USUBJID": ANIMALS["USUBJID"], "MASPEC": ["BODY, WHOLE"] * 5, "MASTRESC": told},
    )
    found = linkage.findings(study, "MA")
    assert found.select("term", "affected", "examined", "unexamined").rows() == [("TOOTH, MISSING", 1, 2, 3)]

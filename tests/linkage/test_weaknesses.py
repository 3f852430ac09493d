from __future__ import annotations

import pytest

from kai_workbench import linkage, quality
from kai_workbench.quality import QualityTable, Result

CHECKED = QualityTable.of([Result("x", "schema", "conformance", "X", denominator=9, failures=0)])
SETS = {
    "SETCD": ["1", "1", "1", "2", "2"],
    "SET": ["Control"] * 3 + ["High"] * 2,
    "TXPARMCD": ["TRTDOS", "TRTDOSU", "TCNTRL", "TRTDOS", "TRTDOSU"],
    "TXVAL": ["0", "mg/kg", "Vehicle", "10", "mg/kg"],
}


def animals(each):
    return {
        "USUBJID": [f"{code}-{k}" for code in "12" for k in range(each)],
        "SEX": ["M"] * 2 * each,
        "SETCD": [code for code in "12" for _ in range(each)],
        "SPECIES": ["RAT"] * 2 * each,
    }


def livers(each):
    told = animals(each)
    return {
        "USUBJID": told["USUBJID"],
        "MISPEC": ["LIVER"] * 2 * each,
        "MISTRESC": ["NORMAL"] * each + ["HYPERTROPHY"] * each,
    }


def codes(study, checked=CHECKED):
    found = linkage.findings(study, by_sex=False) if "MI" in study else linkage.event_findings(study)
    return {one.code: one for one in linkage.study_weaknesses(study, findings=found, quality=checked)}


def test_a_study_with_enough_animals_that_passed_its_checks_has_no_weakness(study_of):
    assert codes(study_of(TX=SETS, DM=animals(10), MI=livers(10))) == {}


def test_few_animals_are_said_with_what_none_affected_still_allows(study_of):
    told = codes(study_of(TX=SETS, DM=animals(4), MI=livers(4)))
    assert set(told) == {"few"}
    # Clopper & Pearson: 1 - 0.025 ** (1/4) = 0.602.
    assert "with 4. None affected of 4 still allows an incidence of 60%" in told["few"].say("en")
    assert told["few"].say("ko").startswith("랫드, S1")


def test_failed_checks_are_counted_by_category_and_those_not_evaluated_too(study_of):
    study = study_of(TX=SETS, DM=animals(10), MI=livers(10))
    table = QualityTable.of(
        [
            Result("a", "schema", "conformance", "A", denominator=9, failures=2),
            Result("b", "schema", "conformance", "B", denominator=9, failures=0),
            Result("d", "terms", "conformance", "D", denominator=9, failures=4, threshold=0.5),
            Result("c", "CORE", "plausibility", "C", status="not evaluated"),
        ]
    )
    told = codes(study, table)
    assert told["failed"].say() == "Rat, S1: 1 of 3 evaluated checks of conformance failed (places: 2)."
    assert told["not_evaluated"].say() == "Rat, S1: 1 of 4 checks could not be evaluated."
    assert set(codes(study, None)) == {"unchecked"}


def test_what_was_left_out_is_counted_with_why(study_of):
    sets = {
        key: [*value, extra]
        for (key, value), extra in zip(SETS.items(), ("3", "Odd", "TRTDOS", "as needed"), strict=True)
    }
    placed = animals(10)
    placed["SETCD"] = [*placed["SETCD"][:-1], "9"]
    study = study_of(
        TX=sets,
        DM=placed,
        MI=livers(10),
        PP={
            "USUBJID": ["2-0", "2-1"],
            "PPTESTCD": ["AUCLST"] * 2,
            "PPCAT": ["X"] * 2,
            "PPSTRESN": [5.0, -3.0],
            "PPSTRESU": ["h*ng/mL"] * 2,
        },
    )
    told = codes(study)
    assert "1 of 2 exposure values are negative" in told["negative"].say()
    assert "1 of 3 trial sets have no single dose (as needed)" in told["dose"].say()
    assert "1 of 20 animals belong to no set" in told["no_set"].say()


def test_events_that_were_brought_to_no_organ_are_named(study_of):
    study = study_of(
        DM={"USUBJID": ["A"]},
        EX={"USUBJID": ["A"], "EXDOSE": [1.0], "EXDOSU": ["mg"]},
        AE={"USUBJID": ["A", "A"], "AEDECOD": ["Nausea", "Fatigue"]},
    )
    told = codes(study)["event"].say()
    assert "1 of 2 adverse event terms were brought to no organ and are not compared (FATIGUE)" in told


def exposure(species="rat", *, source="each", n=6, sd=10.0, computed=False):
    draws = linkage.exposure_draws(100.0, sd=sd, n=n if sd else None, unit="h*ng/mL")
    return linkage.GroupExposure(
        species=species,
        dose=1.0,
        dose_unit="mg/kg",
        draws=draws,
        values=(),
        n=n,
        source=source,
        computed=computed,
    )


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (exposure(), []),
        (exposure(sd=None, source="pool"), ["exposure_alone"]),
        (exposure(source="sparse"), ["exposure_sparse"]),
        (exposure(computed=True), ["exposure_computed"]),
        (exposure(sd=None, source="pool", computed=True), ["exposure_alone", "exposure_sparse"]),
        (exposure(n=2), ["exposure_few"]),
        (exposure(sd=None, source="clearance"), ["exposure_alone", "exposure_clearance"]),
        (exposure("dog"), ["exposure_none"]),
        (exposure(source="expected", sd=None), ["exposure_none"]),
    ],
)
def test_each_way_in_which_an_exposure_is_weak_is_said(one, found):
    told = linkage.exposure_weaknesses([one], species=("rat",))
    assert sorted(each.code for each in told) == found
    assert all(each.say("ko") != each.say("en") for each in told)


def test_species_that_share_a_weakness_are_named_together():
    (told,) = linkage.exposure_weaknesses(
        [exposure("rat", n=2), exposure("dog", n=2)], species=("rat", "dog")
    )
    assert told.say() == "Rat, Dog: 2 of 2 mean exposures rest on fewer than three."


def test_the_real_rat_study_says_how_much_of_it_failed(rat):
    found = linkage.sexes_together(linkage.findings(rat))
    told = linkage.study_weaknesses(rat, findings=found, quality=quality.check_study(rat, rules=()))
    assert {"failed", "few", "file"} <= {one.code for one in told}

"""A study at a glance."""

from __future__ import annotations

import polars as pl

from kai_workbench import standards


def test_a_toxicity_study_tells_its_sets_with_doses_as_written(mirror):
    told = standards.open_study(mirror / "send/scoreSEND-87497").summary()
    assert (told.study_id, str(told.standard), told.species) == ("87497", "SEND 3.0", ("RAT",))
    assert told.subjects == 160
    assert told.sexes == {"M": 80, "F": 80}
    assert told.sets.filter(pl.col("set_code") == "4TK").row(0)[2:] == ("1,000.0", "mg/kg/day", 18)
    assert told.doses["source"].unique().to_list() == ["TX"]
    assert told.arms["subjects"].sum() == 160
    assert (told.start, told.end) == ("2017-02-14", "2017-08-04")
    assert told.rows == 30387


def test_a_latin_square_keeps_its_doses_as_one_text(mirror):
    told = standards.open_study(mirror / "send/CJUGSEND00").summary()
    assert told.doses["dose"].to_list() == ["0;10;30;100"]


def test_a_clinical_study_tells_arms_and_doses_of_ex(mirror):
    told = standards.open_study(mirror / "cdiscpilot_sdtm/cdiscpilot_update2.zip").summary()
    assert told.arms["arm_code"].to_list() == ["Pbo", "Xan_Hi", "Xan_Lo"]
    assert sorted(told.doses["dose"].to_list()) == ["0", "54", "81"]
    assert told.doses["source"].unique().to_list() == ["EX"]
    assert told.sets.is_empty()
    assert told.subjects == 306


def test_a_study_that_says_nothing_gives_an_empty_summary(tmp_path):
    (tmp_path / "table.csv").write_text("A,B\n1,x\n", encoding="utf-8")
    told = standards.open_study(tmp_path).summary()
    assert (told.study_id, told.standard, told.subjects, told.species) == (None, None, None, ())
    assert told.rows == 1

"""What a model is given lacks the records that cannot be used, and the list of them goes with it."""

from __future__ import annotations

import polars as pl
import pytest
from _small_study import change, clean, more, opened

from kai_workbench import linkage, quality


def _planted(folder):
    """An exposure below 0, one of an undefined pool, and a body weight of an unknown animal."""
    study = change(clean(), "PP", "PPSTRESN", -11177.0, row=2)
    study = more(study, "PP", 1, USUBJID="", POOLID="P9", PPSEQ=9.0)
    return opened(change(study, "BW", "USUBJID", "S-99", row=4), folder)


def test_records_that_cannot_be_used_are_left_out_and_told_with_their_reason(tmp_path):
    study = _planted(tmp_path)
    given = quality.usable(study, quality.check_study(study, rules=()))
    assert given.left_out.rows.select("check", "domain", "row").sort("check").rows() == [
        ("keys.subject_unknown", "BW", 4),
        ("trap03.pool", "PP", 5),
        ("trap06.impossible", "PP", 2),
    ]
    assert all(given.left_out.rows["detail"])
    assert given.left_out.rows["key"].to_list()[0] == "USUBJID=S-99, BWSEQ=1"
    expected = study.frame("PP").with_row_index("row", offset=1).filter(~pl.col("row").is_in([2, 5]))
    assert given.study.frame("PP").equals(expected.drop("row"))
    assert given.study["PP"].rows == study["PP"].rows - 2
    assert study.frame("PP").height == 5  # the study that was checked keeps them


def test_what_reads_studies_no_longer_meets_the_records(tmp_path):
    study = _planted(tmp_path)
    assert linkage.exposures(study)["value"].min() < 0
    given = quality.usable(study, quality.check_study(study, rules=()))
    told = linkage.exposures(given.study)
    assert told["value"].min() > 0
    assert told["problem"].null_count() == told.height


def test_the_checks_can_be_chosen_and_a_clean_study_keeps_everything(tmp_path):
    study = _planted(tmp_path)
    given = quality.usable(study, quality.check_study(study, rules=()), checks=["trap06.impossible"])
    assert given.left_out.rows["row"].to_list() == [2]
    whole = opened(clean(), tmp_path / "clean")
    given = quality.usable(whole, quality.check_study(whole, rules=()))
    assert given.left_out.rows.is_empty()
    assert all(given.study.frame(name).equals(whole.frame(name)) for name in whole.domains)


def test_a_table_that_does_not_name_every_record_is_refused(tmp_path):
    study = _planted(tmp_path)
    table = quality.check_study(study, rules=())
    cut = quality.QualityTable(table.checks, table.rows.filter(pl.col("row") != 2))
    with pytest.raises(quality.LeftOutError, match=r"trap06\.impossible, PP: 1 records fail.*lists 0"):
        quality.usable(study, cut)
    other = quality.QualityTable(
        table.checks.with_columns(pl.col("domain").replace({"PP": "PC"})),
        table.rows.with_columns(pl.col("domain").replace({"PP": "PC"})),
    )
    with pytest.raises(quality.LeftOutError, match="PC"):
        quality.usable(study, other)

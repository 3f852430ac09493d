from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import catalog, standards


@pytest.mark.parametrize(("drug", "rows", "top"), [("dofetilide", 657, 3.27), ("quinidine", 639, 2550.0)])
def test_a_crossover_comes_in_ng_per_ml_and_without_gaps(mirror, drug, rows, top):
    table = standards.concentration_qtc(drug)
    frame = table.frame
    assert frame.height == rows
    assert frame["subject"].n_unique() == 22
    assert frame["time_h"].n_unique() == 15
    assert sum(frame.null_count().row(0)) == 0
    assert frame.filter(active=0)["concentration_ng_mL"].unique().to_list() == [0.0]
    assert frame["concentration_ng_mL"].max() == pytest.approx(top)
    assert frame.group_by("subject", "active").agg(pl.col("baseline_qtc_ms").n_unique())[
        "baseline_qtc_ms"
    ].unique().to_list() == [1]
    assert table.sha256 == catalog.dataset("cqt").resource(f"cqtkit_data_{drug}").sha256
    assert "cqt" in repr(table)


def test_the_change_is_from_the_baseline_of_the_period(mirror):
    first = standards.concentration_qtc("dofetilide").frame.row(0, named=True)
    assert first["delta_qtc_ms"] == pytest.approx(379.093639 - 380.721629)
    assert first["concentration_ng_mL"] == pytest.approx(0.120)  # 120 pg/mL


def test_cells_of_cipa_come_in_nm(mirror):
    cells = standards.herg_block("dofetilide", "quinidine").frame
    assert cells["drug"].unique().sort().to_list() == ["dofetilide", "quinidine"]
    assert cells["concentration_nM"].min() > 0
    assert standards.herg_block().frame["drug"].n_unique() == 12


def test_a_drug_that_is_not_there_is_answered_with_those_that_are(mirror):
    with pytest.raises(catalog.UnknownDataset, match="dofetilide, quinidine"):
        standards.concentration_qtc("aspirin")
    with pytest.raises(catalog.UnknownDataset, match="verapamil"):
        standards.herg_block("aspirin")

from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import catalog, standards
from kai_workbench.standards import _species_pk


@pytest.fixture(scope="module")
def real(mirror):
    return standards.species_pk("pk_animal_human")


def test_the_real_table_has_its_compounds_and_counts(real):
    frame = real.frame
    assert frame.schema == _species_pk.SCHEMA
    assert frame.height == 371
    assert frame["compound"].n_unique() == 371
    assert frame["clearance_human_mL_min_kg"].count() == 369
    animal = pl.any_horizontal(pl.col(f"volume_ss_{s}_L_kg").is_not_null() for s in ("rat", "dog", "monkey"))
    assert frame.filter(animal)["volume_ss_human_L_kg"].count() == 366
    counts = [frame[f"clearance_{s}_mL_min_kg"].count() for s in ("rat", "dog", "monkey")]
    assert counts == [318, 253, 122]
    assert not real.synthetic


def test_values_go_to_their_own_columns(real):
    row = real.frame.row(by_predicate=pl.col("compound") == "Acetaminophen", named=True)
    assert row["clearance_rat_mL_min_kg"] == 15
    assert row["clearance_monkey_mL_min_kg"] == 7.3
    assert row["volume_ss_dog_L_kg"] == 0.58
    assert row["fraction_unbound_human"] == 0.52
    assert row["volume_ss_monkey_L_kg"] is None
    assert row["smiles"] == "CC(=O)Nc1ccc([O-])cc1"


def test_a_clearance_of_zero_is_null_and_told(real):
    zero = real.quality.filter(pl.col("check") == "not_positive")
    assert zero.select("row", "compound", "column", "value").rows() == [
        (4, "7-Hydroxystaurosporine", "clearance_human_mL_min_kg", "0")
    ]
    row = real.frame.row(by_predicate=pl.col("compound") == "7-Hydroxystaurosporine", named=True)
    assert row["clearance_human_mL_min_kg"] is None
    assert row["clearance_rat_mL_min_kg"] == 65


def test_odd_values_stay_and_are_told_in_both_languages(real):
    odd = real.quality.filter(pl.col("check") == "implausible")
    assert "Esmolol" in odd["compound"].to_list()
    kept = real.frame.row(by_predicate=pl.col("compound") == "Esmolol", named=True)
    assert kept["clearance_dog_mL_min_kg"] == 1500
    assert "단위" in standards.quality_in(odd, "ko")["detail"][0]
    assert "check its unit" in odd["detail"][0]


def test_the_synthetic_table_says_that_it_is():
    table = standards.species_pk("kai-101")
    assert table.synthetic
    assert "SYNTHETIC" in repr(table)
    assert table.frame.schema == _species_pk.SCHEMA
    assert table.sha256 == catalog.dataset("kai-101").resource("species_pk").sha256


def test_a_data_set_without_such_a_table_is_refused_with_those_that_have_one():
    with pytest.raises(catalog.UnknownDataset, match="kai-101"):
        standards.species_pk("cipa")


def test_doubled_compounds_zeroes_and_infinities_never_pass_silently():
    raw = pl.DataFrame(
        {"compound": ["A", "B", " a"], "clearance_rat_mL_min_kg": [1.0, float("inf"), 2.0]},
        schema_overrides=dict(_species_pk.SCHEMA),
    )
    raw = raw.with_columns(
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in _species_pk.SCHEMA.items()
        if name not in raw.columns
    ).select(list(_species_pk.SCHEMA))
    frame, notes = _species_pk.tidy(raw)
    assert frame["compound"].to_list() == ["A", "B"]
    assert frame["clearance_rat_mL_min_kg"].to_list() == [1.0, None]
    assert [(note.check, note.row) for note in notes] == [("not_positive", 3), ("duplicate_compound", 4)]


def test_the_human_table_keeps_its_descriptors(mirror):
    human = standards.human_pk()
    assert human.frame.height == 1283
    assert human.frame["clearance_human_mL_min_kg"].count() == 1281
    assert {"MW", "MoKa.LogP", "TPSA_NO", "half_life_human_h"} <= set(human.frame.columns)
    assert human.frame["compound"].n_unique() == 1283


def test_both_tables_join_on_the_structure(real, mirror):
    both = real.frame.join(standards.human_pk().frame, on="smiles", suffix="_of_human")
    assert both.height == 300

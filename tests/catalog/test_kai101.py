from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from kai_workbench import catalog
from kai_workbench.catalog import _kai101


@pytest.fixture(scope="module")
def truth():
    return _kai101.truth()


def test_the_tables_are_the_same_in_another_process():
    code = (
        "import hashlib; from kai_workbench.catalog import _kai101_studies as k;"
        "print(*(hashlib.sha256(k.as_file(name)).hexdigest() for name in ('species_pk', 'truth')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    one = catalog.dataset("kai-101")
    assert told.stdout.split() == [one.resource(name).sha256 for name in ("species_pk", "truth")]


def test_it_needs_no_disk(monkeypatch):
    monkeypatch.setenv("KAI_DATA_DIR", "/proc/nowhere")
    assert catalog.load("kai-101", "species_pk").collect().height == 121


def test_the_programme_is_measured_in_animals_and_not_in_human(truth):
    table = _kai101.species_pk()
    kai = table.row(by_predicate=pl.col("compound") == "KAI-101", named=True)
    assert kai["smiles"] is None
    for name, value in kai.items():
        if name not in {"compound", "smiles", "inchi"}:
            assert (value is None) == ("human" in name)
    planted = truth.filter((pl.col("subject") == "KAI-101") & (pl.col("species") == "human"))
    assert set(planted["quantity"]) == {"clearance", "volume_ss", "fraction_unbound"}
    assert planted["value"].min() > 0


def test_reference_compounds_have_a_human_and_an_animal_value():
    table = _kai101.species_pk().filter(pl.col("compound") != "KAI-101")
    assert table.height == 120
    assert table["clearance_human_mL_min_kg"].null_count() == 0
    animals = table.select(f"clearance_{s}_mL_min_kg" for s in ("rat", "dog", "monkey"))
    assert animals.with_columns(pl.all().is_not_null().cast(int)).sum_horizontal().min() >= 1
    shares = 1 - animals.null_count().row(0)[0] / 120, 1 - animals.null_count().row(0)[2] / 120
    assert 0.75 < shares[0] < 0.97  # rat: .86 in the real table
    assert 0.2 < shares[1] < 0.5  # monkey: .33


def _moments(truth, quantity, statistic):
    told = truth.filter((pl.col("quantity") == quantity) & (pl.col("statistic") == statistic))
    return dict(told.select("species", "value").iter_rows())


@pytest.mark.parametrize("quantity", ["clearance", "volume_ss"])
def test_a_large_draw_has_the_moments_that_the_truth_tells(truth, quantity, monkeypatch):
    monkeypatch.setattr(_kai101, "REFERENCE_COMPOUNDS", 20_000)
    values, _, _ = _kai101._draw.__wrapped__()
    logs = np.log(values[quantity])
    mean, sd = _moments(truth, quantity, "mean"), _moments(truth, quantity, "sd")
    for i, species in enumerate(_kai101.SPECIES):
        assert logs[:, i].mean() == pytest.approx(mean[species], abs=4 * sd[species] / np.sqrt(20_000))
        assert logs[:, i].std() == pytest.approx(sd[species], rel=0.03)
    both = np.corrcoef(np.hstack([np.log(values["clearance"]), np.log(values["volume_ss"])]).T)
    names = [(q, s) for q in ("clearance", "volume_ss") for s in _kai101.SPECIES]
    told = truth.filter(
        (pl.col("statistic") == "correlation")
        & pl.col("quantity").is_in(["clearance", "volume_ss"])
        & pl.col("other_quantity").is_in(["clearance", "volume_ss"])
    )
    assert told.height == 28
    for row in told.iter_rows(named=True):
        i = names.index((row["quantity"], row["species"]))
        j = names.index((row["other_quantity"], row["other_species"]))
        assert both[i, j] == pytest.approx(row["value"], abs=0.03)


def test_the_planted_parameters_lie_near_the_real_table(truth, mirror):
    real = catalog.load("pk_animal_human", "animal").collect()
    for quantity, column in (("clearance", "CL_mL_min_kg"), ("volume_ss", "VDss_L_kg")):
        mean, sd = _moments(truth, quantity, "mean"), _moments(truth, quantity, "sd")
        for species in _kai101.SPECIES:
            logs = real[f"{species}_{column}"].drop_nulls()
            logs = logs.filter(logs > 0).log()
            assert mean[species] == pytest.approx(logs.mean(), abs=0.15)
            assert sd[species] == pytest.approx(logs.std(), abs=0.15)

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from kai_workbench import pipelines
from kai_workbench.models import CrossSpecies

HUMAN = "clearance_human_mL_min_kg"
SAMPLER = {"draws": 250, "tune": 300}


@pytest.fixture(scope="module")
def frame(reference):
    return reference.frame[:61]


@pytest.fixture(scope="module")
def fold(frame):
    return pipelines.folds(frame, k=3)


@pytest.fixture(scope="module")
def validated(frame, fold, fitted):
    return pipelines.cross_validate(frame, parameter=CrossSpecies(), fold=fold, **SAMPLER)


def test_folds_are_even_and_fixed_by_their_seed(frame, fold):
    assert np.ptp(np.bincount(fold)) <= 1
    np.testing.assert_array_equal(fold, pipelines.folds(frame, k=3))
    assert (fold != pipelines.folds(frame, k=3, seed=1)).any()


def test_one_structure_under_two_names_stays_in_one_fold():
    pytest.importorskip("rdkit", reason="needs the extra: structure")
    smiles = ["C" * n + tail for n in range(1, 25) for tail in ("N", "[NH3+]")]
    frame = pl.DataFrame({"compound": [f"{i}" for i in range(len(smiles))], "smiles": smiles})
    fold = pipelines.folds(frame, k=5)
    np.testing.assert_array_equal(fold[::2], fold[1::2])
    assert len(set(fold)) == 5


def test_every_compound_with_a_human_value_is_predicted_once(frame, fold, validated):
    known = frame.filter(pl.col(HUMAN).is_not_null())
    assert sorted(validated["compound"]) == sorted(known["compound"])
    both = validated.join(frame.with_columns(own=pl.Series(fold)), on="compound")
    np.testing.assert_allclose(both["observed"], both[HUMAN])
    assert (both["fold"] == both["own"]).all()
    assert (both["lo90"] < both["lo50"]).all()
    assert (both["hi50"] < both["hi90"]).all()


def test_a_held_out_human_value_does_not_reach_its_own_fold(frame, fold, validated):
    at = int(np.flatnonzero((fold == 1) & frame[HUMAN].is_not_null().to_numpy())[0])
    name = frame["compound"][at]
    false = frame.with_columns(
        pl.when(pl.col("compound") == name).then(pl.col(HUMAN) * 50).otherwise(pl.col(HUMAN)).alias(HUMAN)
    )
    again = pipelines.cross_validate(false, parameter=CrossSpecies(), fold=fold, **SAMPLER)
    columns = ["compound", "median", "lo90", "hi90"]
    for one in range(3):
        before, after = (table.filter(pl.col("fold") == one).select(columns) for table in (validated, again))
        assert after.equals(before) == (one == 1)


def test_its_progress_is_told(frame, fold, validated):
    told = []
    pipelines.cross_validate(
        frame, parameter=CrossSpecies(), fold=fold, progress=lambda *now: told.append(now), **SAMPLER
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_predictions_are_about_as_good_as_the_planted_population_allows(validated):
    # Given all three animals the planted log SD of human clearance is 0.8, given one about 1.1;
    # a normal error of SD s has a mean absolute value of 0.8 s.
    a = pipelines.accuracy(validated)
    assert np.exp(0.8 * 0.8 * 0.75) < a.gmfe < np.exp(0.8 * 1.15 * 1.25)
    assert 0.8 < a.coverage_90 < 0.98
    assert 0.35 < a.coverage_50 < 0.7


def test_accuracy_by_hand():
    table = pl.DataFrame(
        {
            "observed": [1.0, 8.0, 1.0, 1.0],
            "median": [1.0, 2.0, 2.0, 2.5],
            "lo50": [0.9, 1.5, 0.5, 2.0],
            "hi50": [1.1, 2.5, 3.0, 3.0],
            "lo90": [0.5, 1.0, 0.4, 0.5],
            "hi90": [2.0, 4.0, 8.0, 5.0],
        }
    )
    a = pipelines.accuracy(table)
    assert (a.n, a.within_2_fold, a.coverage_50, a.coverage_90) == (4, 0.5, 0.5, 0.75)
    assert a.gmfe == pytest.approx((1 * 4 * 2 * 2.5) ** 0.25)

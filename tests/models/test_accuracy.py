from __future__ import annotations

import math

import polars as pl
import pytest

from kai_workbench import models
from kai_workbench.models._errors import ModelDataError


def test_fold_errors_count_the_same_either_way():
    assert models.gmfe([2.0], [1.0]) == pytest.approx(2)
    assert models.gmfe([1.0], [2.0]) == pytest.approx(2)
    assert models.gmfe([1.0, 8.0], [2.0, 1.0]) == pytest.approx(4)  # √(2 × 8)
    assert models.gmfe([3.0, 7.0], [3.0, 7.0]) == 1


def test_the_limits_of_a_fold_are_within_it():
    assert models.within_fold([2, 1, 0.3, 0.1], [1, 2, 0.1, 0.3], fold=2) == 0.5
    assert models.within_fold([2, 1, 0.3, 0.1], [1, 2, 0.1, 0.3], fold=3) == 1
    assert models.within_fold([2.001], [1]) == 0


def test_coverage_counts_both_limits_as_inside():
    assert models.coverage([1, 2, 3, 4], [1, 0, 4, 0], [2, 2, 5, 3]) == 0.5


def test_polars_columns_can_be_compared():
    frame = pl.DataFrame({"predicted": [1.0, 4.0], "observed": [2.0, 2.0]})
    assert models.gmfe(frame["predicted"], frame["observed"]) == pytest.approx(2)


@pytest.mark.parametrize(
    ("predicted", "observed", "key", "where"),
    [
        ([1.0, math.nan], [1.0, 1.0], "value_missing", "predicted[1]"),
        (pl.Series([1.0, 1.0]), pl.Series([None, 1.0]), "value_missing", "observed[0]"),
        ([1.0, 0.0], [1.0, 1.0], "value_not_positive", "predicted[1]"),
        ([1.0], [-1.0], "value_not_positive", "observed[0]"),
        ([1.0, 2.0], [1.0], "shapes_differ", ""),
        ([], [], "nothing_to_compare", ""),
    ],
)
def test_what_cannot_be_compared_is_refused_and_never_dropped(predicted, observed, key, where):
    for measure in (models.gmfe, models.within_fold):
        with pytest.raises(ModelDataError) as error:
            measure(predicted, observed)
        assert (error.value.key, error.value.where) == (key, where)


@pytest.mark.parametrize("fold", [0.5, math.nan])
def test_a_fold_below_one_is_refused(fold):
    with pytest.raises(ModelDataError) as error:
        models.within_fold([1], [1], fold=fold)
    assert error.value.key == "fold_below_one"


def test_swapped_limits_are_refused():
    with pytest.raises(ModelDataError) as error:
        models.coverage([1, 1], [0, 2], [2, 0])
    assert (error.value.key, error.value.where) == ("limits_swapped", "[1]")

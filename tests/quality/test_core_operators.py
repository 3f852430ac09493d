"""The rule operators answer as the reference engine does, on its own examples and on ours."""

from __future__ import annotations

import dataclasses
import json
import pathlib

import polars as pl
import pytest

from kai_workbench.quality._core_conditions import ALL_OPERATORS, mask
from kai_workbench.quality._core_data import ROW, CannotEvaluate, NotHere, data_set
from kai_workbench.quality._core_dates import moment, study_day, valid_date
from kai_workbench.quality._core_rule import Branch, Leaf

EXAMPLES = json.loads(pathlib.Path(__file__).with_name("core_operator_examples.json").read_text())["examples"]


def data_of(columns, prefix=""):
    frame = pl.DataFrame({name: pl.Series(name, values, strict=False) for name, values in columns.items()})
    lists = {name: frame[name] for name, kind in frame.schema.items() if isinstance(kind, pl.List)}
    made = data_set("XX", frame.drop(lists) if len(lists) < frame.width else frame.select(pl.lit(1)))
    rows = made.frame if len(lists) < frame.width else pl.DataFrame({ROW: range(1, frame.height + 1)})
    return dataclasses.replace(made, frame=rows, values=lists, prefix=prefix)


def answers(data, node):
    found = mask(data, node)
    return [found] * data.frame.height if isinstance(found, bool) else found.to_list()


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{i}-{one['operator']}" for i, one in enumerate(EXAMPLES)]
)
def test_an_operator_answers_as_the_reference_engine(example):
    told = dict(example["value"])
    leaf = Leaf(example["operator"], told.pop("target"), told.pop("comparator", None), told)
    assert answers(data_of(example["data"], example["prefix"]), leaf) == example["expected"]


def test_every_operator_has_an_example_that_is_true_and_one_that_is_false():
    assert {one["operator"] for one in EXAMPLES} == set(ALL_OPERATORS)
    for answer in (True, False):
        seen = {one["operator"] for one in EXAMPLES if answer in one["expected"]}
        assert seen == set(ALL_OPERATORS), f"never {answer}: {set(ALL_OPERATORS) - seen}"


def test_a_variable_that_is_not_there_stops_an_all_and_only_its_own_branch_of_an_any():
    data = data_of({"A": ["x", ""]})
    here, gone = Leaf("empty", "A", None, {}), Leaf("empty", "B", None, {})
    with pytest.raises(NotHere) as told:
        mask(data, Branch("all", (here, gone)))
    assert told.value.names == {"B"}
    assert answers(data, Branch("any", (here, gone))) == [False, True]
    with pytest.raises(NotHere):
        mask(data, Branch("any", (gone, gone)))


def test_a_comparator_that_can_only_be_a_variable_is_never_taken_for_a_value():
    data = data_of({"XXCAT": ["a", "XXDTC"]}, "XX")
    for comparator in ("--SCAT", "DM.RFSTDTC", "$dm_usubjid"):
        with pytest.raises(NotHere):
            mask(data, Leaf("not_equal_to", "--CAT", comparator, {}))
    assert answers(data, Leaf("equal_to", "--CAT", "XXDTC", {})) == [False, True]


def test_an_operator_nobody_knows_cannot_be_evaluated():
    with pytest.raises(CannotEvaluate, match="is_prime"):
        mask(data_of({"A": ["x"]}), Leaf("is_prime", "A", None, {}))


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("2020", "2020-01-01T00:00:00.000000"),
        ("2020-02-29T10:30", "2020-02-29T10:30:00.000000"),
        ("1997-07-16T19:20:30.45+01:00", "1997-07-16T18:20:30.450000"),
        ("2003-12-15T-:15", "2003-12-15T00:00:00.000000"),
    ],
)
def test_a_date_of_any_precision_is_read_in_full(text, full):
    assert moment(text).full == full


@pytest.mark.parametrize("text", ["", "2020-02-30", "20200101", "2020-1-1", "2020-13", "--12-15x"])
def test_what_is_no_date_is_not_read_as_one(text):
    assert not valid_date(text)
    assert moment(text) is None


def test_there_is_no_study_day_zero():
    dates = pl.Series(["2020-01-01", "2020-01-02", "2020-01-03", "", "2020-01"])
    assert study_day(dates, pl.Series(["2020-01-02"] * 5)).to_list() == [-1.0, 1.0, 2.0, None, None]

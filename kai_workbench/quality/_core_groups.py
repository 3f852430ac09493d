"""The operators of CDISC CORE rules that compare records with each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from ._core_data import ROW, CannotEvaluate, Data, NotHere, empty
from ._core_dates import moment
from ._core_operators import Mask, Operator, negated
from ._core_rule import Leaf
from ._words import words


def _names(data: Data, told: Any) -> list[str]:
    """Names of variables, out of one name or nested lists of them."""
    if told is None:
        return []
    if isinstance(told, str):
        held = data.values.get(told)
        if held is not None:
            raise CannotEvaluate(words("quality.reason.shape", what=told))
        return [data.resolve(told)]
    return [name for one in told for name in _names(data, one)]


def _nulled(column: str) -> pl.Expr:
    """A column with empty texts as null."""
    return pl.col(column).cast(pl.String).replace("", None)


def unique_set(data: Data, leaf: Leaf) -> Mask:
    """The target and the comparator's variables together occur once; variables that lack do not count."""
    if leaf.options.get("regex"):
        raise CannotEvaluate(words("quality.reason.option", what="regex"))
    target, others = data.resolve(leaf.target), _names(data, leaf.comparator)
    if target not in data.frame.columns:
        raise NotHere(frozenset({target}))
    here = [name for name in dict.fromkeys([target, *others]) if name in data.frame.columns]
    return data.frame.select(pl.len().over(here) <= 1).to_series()


def not_unique_relationship(data: Data, leaf: Leaf) -> Mask:
    """A value of one belongs to several values of the other; having none is one more value."""
    left, right = [data.resolve(leaf.target)], _names(data, leaf.comparator)
    frame = data.frame.select(_nulled(name) for name in dict.fromkeys([*left, *right]))
    return frame.select(_several(left, right) | _several(right, left)).to_series()


def _several(keys: list[str], values: list[str]) -> pl.Expr:
    full = pl.all_horizontal(pl.col(name).is_not_null() for name in keys)
    return full & (pl.struct(values).n_unique().over(keys) > 1)


def inconsistent(data: Data, leaf: Leaf) -> Mask:
    """Not the commonest value of its group; where several are commonest, all of the group."""
    target = data.resolve(leaf.target)
    groups = [name for name in _names(data, leaf.comparator) if name in data.frame.columns]
    if not groups:
        raise NotHere(frozenset(_names(data, leaf.comparator)))
    frame = data.frame.select(*dict.fromkeys([*groups, target])).with_columns(
        __n=pl.len().over([*groups, target])
    )
    most = pl.col("__n").max().over(groups)
    frame = frame.with_columns(
        __several=pl.col(target).n_unique().over(groups) > 1,
        __minor=pl.col("__n") < most,
        __most=most,
    )
    ties = frame.with_columns(
        __tied=pl.col(target).filter(pl.col("__n") == pl.col("__most")).n_unique().over(groups)
    )
    return ties.select(pl.col("__several") & (pl.col("__minor") | (pl.col("__tied") > 1))).to_series()


def empty_but_last(data: Data, leaf: Leaf) -> Mask:
    """No value, in a record that is not the last of its group."""
    target, group = data.resolve(leaf.target), data.resolve(leaf.comparator)
    order = data.resolve(leaf.options.get("ordering"))
    frame = data.frame.with_columns(__empty=empty(data.series(target)))
    ordered = frame.sort([group, order] if order else [group], maintain_order=True)
    last = pl.col(ROW) == pl.col(ROW).last().over(group)
    return ordered.with_columns(__answer=pl.col("__empty") & ~last).sort(ROW)["__answer"]


def next_corresponds(data: Data, leaf: Leaf) -> Mask:
    """Equals the comparator of the group's next record; the last record has nothing to equal."""
    target, other = data.resolve(leaf.target), data.resolve(leaf.comparator)
    group, order = data.resolve(leaf.options["within"]), data.resolve(leaf.options["ordering"])
    following = pl.col(other).shift(-1).over(group)
    last = pl.col(ROW) == pl.col(ROW).last().over(group)
    ordered = data.frame.sort(order, maintain_order=True)
    return ordered.with_columns(__answer=last | (pl.col(target) == following).fill_null(value=False)).sort(
        ROW
    )["__answer"]


def on_several_rows(data: Data, leaf: Leaf) -> Mask:
    """The value occurs in more than ``comparator`` (1) records of its group."""
    keys = [*_names(data, leaf.options["within"]), data.resolve(leaf.target)]
    least = leaf.comparator if isinstance(leaf.comparator, int) and leaf.comparator else 1
    return data.frame.select(pl.len().over(keys) > least).to_series()


def same_values(data: Data, leaf: Leaf) -> Mask:
    """The column has one value only."""
    return data.series(data.resolve(leaf.target)).n_unique() <= 1


def inconsistent_columns(data: Data, leaf: Leaf) -> Mask:
    """Of the numbered variables (``TSVAL``, ``TSVAL1``, ...) one has a value and the one before has none."""
    pattern = re.compile(rf"{re.escape(data.resolve(leaf.target))}(\d*)")
    found = sorted(filter(pattern.fullmatch, data.frame.columns), key=lambda name: (len(name), name))
    wrong: Mask = False
    for before, after in itertools.pairwise(found):
        wrong = wrong | (empty(data.frame[before]) & ~empty(data.frame[after]))
    return wrong


def sorted_by(data: Data, leaf: Leaf) -> Mask:
    """Of the group's records ordered by the target, the comparator too is in order, and no dates overlap."""
    target, groups = data.resolve(leaf.target), _names(data, leaf.options["within"])
    if leaf.options.get("regex"):
        raise CannotEvaluate(words("quality.reason.option", what="regex"))
    wrong: set[int] = set()
    for one in leaf.comparator:
        column, descending = data.resolve(one["name"]), one["sort_order"].lower() == "desc"
        kept = data.frame.select(*dict.fromkeys([*groups, column, target, ROW]))
        ordered = kept.sort([*groups, target], maintain_order=True)
        for part in ordered.partition_by(groups, maintain_order=True):
            wrong |= _disordered(part.select(ROW, value=target, by=column), descending=descending)
    return ~data.frame[ROW].is_in(list(wrong))


def _disordered(part: pl.DataFrame, *, descending: bool) -> set[int]:
    """Numbers of the records, ordered by ``value``, whose ``by`` is out of order, or lacks before others."""
    none = empty(part["by"])
    last = part.filter(~none)[ROW].last() if not none.all() else None
    after = part[ROW].index_of(last) if last is not None else 0
    lacking = set(part[ROW].gather(none.arg_true().filter(none.arg_true() < after)))
    held = part.filter(~none)
    overlapping = _overlapping(held[ROW].to_list(), held["by"].to_list())
    clear = held.filter(~pl.col(ROW).is_in(list(overlapping)))
    expected = clear.sort("by", descending=descending, maintain_order=True)["value"]
    wrong = set(clear.filter((clear["value"] != expected).fill_null(value=False))[ROW])
    before, behind = (held["by"].shift(1), held["by"].shift(-1))[:: -1 if descending else 1]
    wrong |= set(held.filter(((held["by"] < before) | (held["by"] > behind)).fill_null(value=False))[ROW])
    return wrong | overlapping | lacking


def _overlapping(rows: list[int], dates: list[Any]) -> set[int]:
    """Records whose date is a less precise form of another's, and those others."""
    known = {date: moment(date) for date in dates if isinstance(date, str)}
    wrong: set[int] = set()
    for short, read in known.items():
        longer = {date for date in known if date != short and date.startswith(short)}
        if read is not None and longer:
            wrong |= {row for row, date in zip(rows, dates, strict=True) if date in longer | {short}}
    return wrong


GROUP_OPERATORS: Mapping[str, Operator] = {
    "is_unique_set": unique_set,
    "is_not_unique_set": negated(unique_set),
    "is_unique_relationship": negated(not_unique_relationship),
    "is_not_unique_relationship": not_unique_relationship,
    "is_inconsistent_across_dataset": inconsistent,
    "empty_within_except_last_row": empty_but_last,
    "has_next_corresponding_record": next_corresponds,
    "does_not_have_next_corresponding_record": negated(next_corresponds),
    "present_on_multiple_rows_within": on_several_rows,
    "not_present_on_multiple_rows_within": negated(on_several_rows),
    "has_same_values": same_values,
    "has_different_values": negated(same_values),
    "inconsistent_enumerated_columns": inconsistent_columns,
    "target_is_sorted_by": sorted_by,
    "target_is_not_sorted_by": negated(sorted_by),
}


def needed(data: Data, leaf: Leaf) -> Iterable[str]:
    """Variables without which a comparison between records cannot be made."""
    match leaf.operator:
        case "is_unique_set" | "is_not_unique_set" | "is_inconsistent_across_dataset":
            return ()
        case "target_is_sorted_by" | "target_is_not_sorted_by":
            columns = [data.resolve(one["name"]) for one in leaf.comparator]
            return columns + _names(data, leaf.options["within"])
        case "inconsistent_enumerated_columns" | "has_same_values" | "has_different_values":
            return ()
        case "present_on_multiple_rows_within" | "not_present_on_multiple_rows_within":
            return _names(data, leaf.options["within"])
        case _:
            others = [leaf.comparator, leaf.options.get("within"), leaf.options.get("ordering")]
            return [name for one in others for name in _names(data, one)]

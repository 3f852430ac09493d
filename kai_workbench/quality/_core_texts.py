"""The operators of CDISC CORE rules on texts, numbers and dates."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from ._core_data import CannotEvaluate, Data, as_number, as_text, by_value, empty
from ._core_dates import compare, complete_date, valid_date, valid_duration
from ._core_operators import Mask, Operator, canonical, column, comparator, conjunction, negated, same, target
from ._core_rule import Leaf
from ._words import words


def _regex(*, whole: bool = True, wanted: bool = True) -> Operator:
    def test(data: Data, leaf: Leaf) -> Mask:
        texts = as_text(column(data, leaf))
        pattern = re.compile(leaf.comparator)
        first, last = leaf.options.get("prefix"), leaf.options.get("suffix")
        if whole:
            return by_value(texts, lambda text: (pattern.match(text) is not None) is wanted)
        part = slice(first) if first else slice(-int(last or 0), None)
        return by_value(texts, lambda text: (pattern.search(text[part]) is not None) is wanted)

    return test


def _part(data: Data, leaf: Leaf) -> pl.Series:
    """The first or last letters of the target."""
    texts = as_text(column(data, leaf))
    first, last = leaf.options.get("prefix"), leaf.options.get("suffix")
    return texts.str.head(first) if first else texts.str.tail(int(last or 0))


def part_equal(data: Data, leaf: Leaf) -> Mask:
    """The first or last letters equal the comparator; ``DOMAIN`` stands for the data set's own."""
    right = data.prefix if leaf.comparator == "DOMAIN" else comparator(data, leaf)
    return same(_part(data, leaf), right)


def part_contained(data: Data, leaf: Leaf) -> Mask:
    """The first or last letters are one of the comparator's values."""
    right = comparator(data, leaf)
    if isinstance(right, str):
        raise CannotEvaluate(words("quality.reason.shape", what=right))
    return _part(data, leaf).is_in([one for one in right if isinstance(one, str)])


def _number(test: Callable[[Any, Any], Any]) -> Operator:
    def compared(data: Data, leaf: Leaf) -> Mask:
        left, right = target(data, leaf), as_number(comparator(data, leaf))
        if right is None:
            return False
        if not isinstance(left, pl.Series):
            answer = test(left, right)
            return answer if isinstance(answer, pl.Series) else bool(answer)
        number = as_number(left)
        return test(number, right).fill_null(value=False) & ~empty(number)

    return compared


def _length(test: Callable[[Any, Any], Any]) -> Operator:
    def compared(data: Data, leaf: Leaf) -> Mask:
        left, right = as_text(column(data, leaf)).str.len_chars(), comparator(data, leaf)
        if isinstance(right, pl.Series):
            right = right if right.dtype.is_numeric() else right.str.len_chars()
        return test(left, right).fill_null(value=False)

    return compared


def _ends(*, start: bool) -> Operator:
    def test(data: Data, leaf: Leaf) -> Mask:
        left, right = as_text(column(data, leaf)), comparator(data, leaf)
        if isinstance(right, str):
            return left.str.starts_with(right) if start else left.str.ends_with(right)
        ends = tuple(one for one in right.unique() if isinstance(one, str))
        return by_value(left, lambda text: text.startswith(ends) if start else text.endswith(ends))

    return test


def string_part(data: Data, leaf: Leaf) -> Mask:
    """The target equals what a regular expression takes out of the comparator."""
    pattern, right = re.compile(leaf.options["regex"]), comparator(data, leaf)
    taken = pl.Series([right] * data.frame.height if isinstance(right, str) else right)
    parts = {one: _first(pattern, one) for one in taken.unique() if one is not None}
    held = taken.replace_strict(list(parts), list(parts.values()), default=None, return_dtype=pl.String)
    left = column(data, leaf)
    if leaf.options.get("type_insensitive"):
        left, held = canonical(left), canonical(held.fill_null(""))
    both = empty(left) & empty(held.fill_null(""))
    return conjunction(same(left, held), ~both)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.findall(text)
    return str(found[0]) if found else None


def _dates(test: str) -> Operator:
    def compared(data: Data, leaf: Leaf) -> Mask:
        if leaf.options.get("date_component"):
            raise CannotEvaluate(words("quality.reason.option", what="date_component"))
        left, right = as_text(column(data, leaf)), comparator(data, leaf)
        if not isinstance(right, pl.Series):
            right = pl.repeat(str(right), len(left), eager=True)
        return compare(left, as_text(right), test)

    return compared


def invalid_date(data: Data, leaf: Leaf) -> Mask:
    """No ISO 8601 date; an empty text is none either."""
    return ~by_value(as_text(column(data, leaf)), valid_date)


def invalid_duration(data: Data, leaf: Leaf) -> Mask:
    """No ISO 8601 duration."""
    negative = leaf.options.get("negative") is not False
    return ~by_value(as_text(column(data, leaf)), lambda text: valid_duration(text, negative=negative))


def is_complete(data: Data, leaf: Leaf) -> Mask:
    """At least year, month and day are there."""
    return by_value(as_text(column(data, leaf)), complete_date)


TEXT_OPERATORS: Mapping[str, Operator] = {
    "matches_regex": _regex(),
    "not_matches_regex": _regex(wanted=False),
    "prefix_matches_regex": _regex(whole=False),
    "not_prefix_matches_regex": _regex(whole=False, wanted=False),
    "suffix_matches_regex": _regex(whole=False),
    "not_suffix_matches_regex": _regex(whole=False, wanted=False),
    "prefix_equal_to": part_equal,
    "prefix_not_equal_to": negated(part_equal),
    "suffix_equal_to": part_equal,
    "suffix_not_equal_to": negated(part_equal),
    "prefix_is_contained_by": part_contained,
    "prefix_is_not_contained_by": negated(part_contained),
    "suffix_is_contained_by": part_contained,
    "suffix_is_not_contained_by": negated(part_contained),
    "less_than": _number(operator.lt),
    "less_than_or_equal_to": _number(operator.le),
    "greater_than": _number(operator.gt),
    "greater_than_or_equal_to": _number(operator.ge),
    "longer_than": _length(operator.gt),
    "longer_than_or_equal_to": _length(operator.ge),
    "shorter_than": _length(operator.lt),
    "shorter_than_or_equal_to": _length(operator.le),
    "has_equal_length": _length(operator.eq),
    "has_not_equal_length": _length(operator.ne),
    "starts_with": _ends(start=True),
    "ends_with": _ends(start=False),
    "equals_string_part": string_part,
    "does_not_equal_string_part": negated(string_part),
    "invalid_date": invalid_date,
    "invalid_duration": invalid_duration,
    "is_complete_date": is_complete,
    "is_incomplete_date": negated(is_complete),
    "date_equal_to": _dates("eq"),
    "date_not_equal_to": _dates("ne"),
    "date_less_than": _dates("lt"),
    "date_less_than_or_equal_to": _dates("le"),
    "date_greater_than": _dates("gt"),
    "date_greater_than_or_equal_to": _dates("ge"),
}

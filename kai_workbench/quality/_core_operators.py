"""The operators of CDISC CORE rules, on whole columns.

What each does with empty values and with mixed types follows the reference engine
(cdisc-org/cdisc-rules-engine, ``check_operators/dataframe_operators.py``); the tests hold its examples.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from ._core_data import CannotEvaluate, Data, as_number, as_text, by_value, empty, is_text
from ._core_dates import compare, complete_date, valid_date, valid_duration
from ._core_rule import Leaf
from ._words import words

Mask = pl.Series | bool
Operator = Callable[[Data, Leaf], Mask]


def inverse(mask: Mask) -> Mask:
    """True where ``mask`` is false."""
    return not mask if isinstance(mask, bool) else ~mask


def comparator(data: Data, leaf: Leaf) -> Any:
    """What is compared with: a column, an operation's result, or the value itself."""
    told = data.resolve(leaf.comparator)
    if isinstance(told, str) and not leaf.options.get("value_is_literal") and told in data:
        return data[told]
    return told


def _target(data: Data, leaf: Leaf) -> Any:
    return data[data.resolve(leaf.target)]


def _column(data: Data, leaf: Leaf) -> pl.Series:
    return data.series(data.resolve(leaf.target))


def _lower(value: Any) -> Any:
    if isinstance(value, pl.Series):
        return as_text(value).str.to_lowercase()
    return value.lower() if isinstance(value, str) else value


def _canonical(value: Any) -> Any:
    """A number however it is written as one text, so that 200 and "200.00" are the same."""
    if not isinstance(value, pl.Series):
        number = as_number(value)
        return str(value).strip() if number is None else str(pl.Series([number]).cast(pl.String)[0])
    number = as_number(value).cast(pl.String)
    return (
        number.fill_null("")
        if not is_text(value)
        else number.zip_with(number.is_not_null(), value.str.strip_chars())
    )


def _equal(data: Data, leaf: Leaf, *, fold: bool = False) -> tuple[Mask, Mask]:
    """Where both are equal, and where both are empty."""
    left, right = _target(data, leaf), comparator(data, leaf)
    if leaf.options.get("value_is_reference"):
        right = _referenced(data, leaf)
    if not isinstance(left, pl.Series) and not isinstance(right, pl.Series):
        return bool(left == right), False
    left = left if isinstance(left, pl.Series) else data.series(data.resolve(leaf.target))
    none = empty(left)
    if isinstance(right, pl.Series):
        both = none & empty(right)
    else:
        both = none if right in {None, ""} else pl.repeat(False, len(left), eager=True)
    if leaf.options.get("type_insensitive"):
        left, right = _canonical(left), _canonical(right)
    if fold:
        left, right = _lower(left), _lower(right)
    return _same(left, right) & ~both, both


def _same(left: pl.Series, right: Any) -> pl.Series:
    """Equal values; a text never equals a number."""
    text = is_text(right) if isinstance(right, pl.Series) else isinstance(right, str)
    if isinstance(left.dtype, pl.List) or text != is_text(left) or right is None:
        return pl.repeat(False, len(left), eager=True)
    return (left == right).fill_null(value=False)


def _referenced(data: Data, leaf: Leaf) -> pl.Series:
    """For each record the value, as text, of the variable that the comparator names in it."""
    names = data.series(data.resolve(leaf.comparator))
    chosen = pl.repeat("", len(names), eager=True)
    for name in names.unique():
        if name in data.frame.columns:
            chosen = as_text(data.frame[name]).fill_null("").zip_with(names == name, chosen)
    return chosen


def equal_to(data: Data, leaf: Leaf) -> Mask:
    """Equal; never where either is empty."""
    return _equal(data, leaf)[0]


def not_equal_to(data: Data, leaf: Leaf) -> Mask:
    """Not equal; one of them may be empty, not both."""
    same, both = _equal(data, leaf)
    return not same if isinstance(same, bool) else ~same & ~both


def equal_folded(data: Data, leaf: Leaf) -> Mask:
    """Equal, capital or small letters alike."""
    return _equal(data, leaf, fold=True)[0]


def not_equal_folded(data: Data, leaf: Leaf) -> Mask:
    """Not equal, capital or small letters alike."""
    same, both = _equal(data, leaf, fold=True)
    return not same if isinstance(same, bool) else ~same & ~both


def is_empty(data: Data, leaf: Leaf) -> Mask:
    """No value."""
    value = _target(data, leaf)
    return empty(value) if isinstance(value, pl.Series) else not value and value != 0


def exists(data: Data, leaf: Leaf) -> Mask:
    """The variable is in the data set."""
    return data.resolve(leaf.target) in data


def contained(data: Data, leaf: Leaf, *, fold: bool = False) -> Mask:
    """The value is one of the comparator's; a list belongs if any of its values does."""
    left, right = _column(data, leaf), comparator(data, leaf)
    if fold:
        left = _lower(left)
    if isinstance(right, pl.Series) and isinstance(right.dtype, pl.List):
        right = right.list.eval(pl.element().str.to_lowercase()) if fold else right
        frame = pl.DataFrame({"left": left, "right": right})
        inside = frame.select(pl.col("right").list.contains(pl.col("left"))).to_series()
        return inside.fill_null(value=False) & left.is_not_null()
    if isinstance(right, str):
        raise CannotEvaluate(words("quality.reason.shape", what=right))
    values = [one for one in right if one is not None]
    values = [_lower(one) for one in values] if fold else values
    if isinstance(left.dtype, pl.List):
        return left.list.eval(pl.element().is_in(values)).list.any().fill_null(value=False)
    kind = str if is_text(left) else int | float
    return left.is_in([one for one in values if isinstance(one, kind)]).fill_null(value=False)


def contained_folded(data: Data, leaf: Leaf) -> Mask:
    """One of the comparator's values, capital or small letters alike."""
    return contained(data, leaf, fold=True)


def contains(data: Data, leaf: Leaf) -> Mask:
    """A text holds the comparator; a list has it among its values."""
    left, right = _target(data, leaf), comparator(data, leaf)
    if not isinstance(left, pl.Series):
        return right in left
    if isinstance(right, pl.Series):
        return right.is_in(left.unique().to_list())
    if isinstance(left.dtype, pl.List):
        return left.list.contains(right).fill_null(value=False)
    if is_text(left) and isinstance(right, str):
        return left.str.contains(right, literal=True)
    return _same(left, right)


def contains_folded(data: Data, leaf: Leaf) -> Mask:
    """A text holds the comparator, capital or small letters alike."""
    left, right = _column(data, leaf), _lower(comparator(data, leaf))
    if isinstance(left.dtype, pl.List):
        return left.list.eval(pl.element().str.to_lowercase()).list.contains(right).fill_null(value=False)
    frame = pl.DataFrame({"left": _lower(left), "right": right})
    return frame.select(pl.col("left").str.contains(pl.col("right"), literal=True)).to_series()


def contains_all(data: Data, leaf: Leaf) -> Mask:
    """Every value of the comparator occurs: in the record's list, or else anywhere in the column."""
    left, right = _target(data, leaf), comparator(data, leaf)
    if isinstance(right, pl.Series) and isinstance(right.dtype, pl.List):
        asked = right.to_list()
        if isinstance(left, pl.Series):
            held = [set(one or ()) for one in left.to_list()]
            return pl.Series([set(one or ()) <= have for one, have in zip(asked, held, strict=True)])
        return pl.Series([set(one or ()) <= set(left) for one in asked])
    have = set(left.unique()) if isinstance(left, pl.Series) else set(left)
    if isinstance(right, pl.Series):
        return set(right.unique()) <= have
    wanted: set[Any] = set()
    for one in right if isinstance(right, list | tuple) else [right]:
        value = data.values.get(one, one)
        wanted |= set(value) if isinstance(value, frozenset | list | tuple) else {value}
    return wanted <= have


def _regex(*, whole: bool = True, wanted: bool = True) -> Operator:
    def test(data: Data, leaf: Leaf) -> Mask:
        column = as_text(_column(data, leaf))
        pattern = re.compile(leaf.comparator)
        first, last = leaf.options.get("prefix"), leaf.options.get("suffix")
        if whole:
            return by_value(column, lambda text: (pattern.match(text) is not None) is wanted)
        part = slice(first) if first else slice(-int(last or 0), None)
        return by_value(column, lambda text: (pattern.search(text[part]) is not None) is wanted)

    return test


def _part(data: Data, leaf: Leaf) -> pl.Series:
    """The first or last letters of the target."""
    column = as_text(_column(data, leaf))
    first, last = leaf.options.get("prefix"), leaf.options.get("suffix")
    return column.str.head(first) if first else column.str.tail(int(last or 0))


def part_equal(data: Data, leaf: Leaf) -> Mask:
    """The first or last letters equal the comparator; ``DOMAIN`` stands for the data set's own."""
    right = data.prefix if leaf.comparator == "DOMAIN" else comparator(data, leaf)
    return _same(_part(data, leaf), right)


def part_contained(data: Data, leaf: Leaf) -> Mask:
    """The first or last letters are one of the comparator's values."""
    right = comparator(data, leaf)
    if isinstance(right, str):
        raise CannotEvaluate(words("quality.reason.shape", what=right))
    return _part(data, leaf).is_in([one for one in right if isinstance(one, str)])


def _number(test: Callable[[Any, Any], Any]) -> Operator:
    def compared(data: Data, leaf: Leaf) -> Mask:
        left, right = _target(data, leaf), as_number(comparator(data, leaf))
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
        left, right = as_text(_column(data, leaf)).str.len_chars(), comparator(data, leaf)
        if isinstance(right, pl.Series):
            right = right if right.dtype.is_numeric() else right.str.len_chars()
        return test(left, right).fill_null(value=False)

    return compared


def _ends(*, start: bool) -> Operator:
    def test(data: Data, leaf: Leaf) -> Mask:
        left, right = as_text(_column(data, leaf)), comparator(data, leaf)
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
    left = _column(data, leaf)
    if leaf.options.get("type_insensitive"):
        left, held = _canonical(left), _canonical(held.fill_null(""))
    both = empty(left) & empty(held.fill_null(""))
    return _same(left, held) & ~both


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.findall(text)
    return str(found[0]) if found else None


def _dates(test: str) -> Operator:
    def compared(data: Data, leaf: Leaf) -> Mask:
        if leaf.options.get("date_component"):
            raise CannotEvaluate(words("quality.reason.option", what="date_component"))
        left, right = as_text(_column(data, leaf)), comparator(data, leaf)
        if not isinstance(right, pl.Series):
            right = pl.repeat(str(right), len(left), eager=True)
        return compare(left, as_text(right), test)

    return compared


def invalid_date(data: Data, leaf: Leaf) -> Mask:
    """No ISO 8601 date; an empty text is none either."""
    return ~by_value(as_text(_column(data, leaf)), valid_date)


def invalid_duration(data: Data, leaf: Leaf) -> Mask:
    """No ISO 8601 duration."""
    negative = leaf.options.get("negative") is not False
    return ~by_value(as_text(_column(data, leaf)), lambda text: valid_duration(text, negative=negative))


def is_complete(data: Data, leaf: Leaf) -> Mask:
    """At least year, month and day are there."""
    return by_value(as_text(_column(data, leaf)), complete_date)


def _not(test: Operator) -> Operator:
    return lambda data, leaf: inverse(test(data, leaf))


OPERATORS: Mapping[str, Operator] = {
    "equal_to": equal_to,
    "not_equal_to": not_equal_to,
    "equal_to_case_insensitive": equal_folded,
    "not_equal_to_case_insensitive": not_equal_folded,
    "empty": is_empty,
    "non_empty": _not(is_empty),
    "exists": exists,
    "not_exists": _not(exists),
    "is_contained_by": contained,
    "is_not_contained_by": _not(contained),
    "is_contained_by_case_insensitive": contained_folded,
    "is_not_contained_by_case_insensitive": _not(contained_folded),
    "contains": contains,
    "does_not_contain": _not(contains),
    "contains_case_insensitive": contains_folded,
    "does_not_contain_case_insensitive": _not(contains_folded),
    "contains_all": contains_all,
    "not_contains_all": _not(contains_all),
    "matches_regex": _regex(),
    "not_matches_regex": _regex(wanted=False),
    "prefix_matches_regex": _regex(whole=False),
    "not_prefix_matches_regex": _regex(whole=False, wanted=False),
    "suffix_matches_regex": _regex(whole=False),
    "not_suffix_matches_regex": _regex(whole=False, wanted=False),
    "prefix_equal_to": part_equal,
    "prefix_not_equal_to": _not(part_equal),
    "suffix_equal_to": part_equal,
    "suffix_not_equal_to": _not(part_equal),
    "prefix_is_contained_by": part_contained,
    "prefix_is_not_contained_by": _not(part_contained),
    "suffix_is_contained_by": part_contained,
    "suffix_is_not_contained_by": _not(part_contained),
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
    "does_not_equal_string_part": _not(string_part),
    "invalid_date": invalid_date,
    "invalid_duration": invalid_duration,
    "is_complete_date": is_complete,
    "is_incomplete_date": _not(is_complete),
    "date_equal_to": _dates("eq"),
    "date_not_equal_to": _dates("ne"),
    "date_less_than": _dates("lt"),
    "date_less_than_or_equal_to": _dates("le"),
    "date_greater_than": _dates("gt"),
    "date_greater_than_or_equal_to": _dates("ge"),
}

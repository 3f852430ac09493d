"""The operators of CDISC CORE rules, on whole columns.

What each does with empty values and with mixed types follows the reference engine
(cdisc-org/cdisc-rules-engine, ``check_operators/dataframe_operators.py``); the tests hold its examples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from ._core_data import ROW, CannotEvaluate, Data, as_number, as_text, empty, is_text
from ._core_rule import Leaf
from ._words import words

Mask = pl.Series | bool
Operator = Callable[[Data, Leaf], Mask]


def inverse(mask: Mask) -> Mask:
    """True where ``mask`` is false."""
    return not mask if isinstance(mask, bool) else ~mask


def conjunction(one: Mask, other: Mask) -> Mask:
    """True where both are."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def disjunction(one: Mask, other: Mask) -> Mask:
    """True where either is."""
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    return one | other


def comparator(data: Data, leaf: Leaf) -> Any:
    """What is compared with: a column, an operation's result, or the value itself."""
    told = data.resolve(leaf.comparator)
    if isinstance(told, str) and not leaf.options.get("value_is_literal") and told in data:
        return data[told]
    return told


def target(data: Data, leaf: Leaf) -> Any:
    return data[data.resolve(leaf.target)]


def column(data: Data, leaf: Leaf) -> pl.Series:
    return data.series(data.resolve(leaf.target))


def _lower(value: Any) -> Any:
    if isinstance(value, pl.Series):
        return as_text(value).str.to_lowercase()
    return value.lower() if isinstance(value, str) else value


def canonical(value: Any) -> Any:
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
    left, right = target(data, leaf), comparator(data, leaf)
    if leaf.options.get("value_is_reference"):
        right = _referenced(data, leaf)
    if not isinstance(left, pl.Series) and not isinstance(right, pl.Series):
        return bool(left == right), False
    left = left if isinstance(left, pl.Series) else data.series(data.resolve(leaf.target))
    both: Mask = False
    if isinstance(right, pl.Series):
        both = empty(left) & empty(right)
    elif right is None or right == "":
        both = empty(left)
    if leaf.options.get("type_insensitive"):
        left, right = canonical(left), canonical(right)
    if fold:
        left, right = _lower(left), _lower(right)
    return conjunction(same(left, right), inverse(both)), both


def same(left: pl.Series, right: Any) -> Mask:
    """Equal values; a text never equals a number."""
    text = is_text(right) if isinstance(right, pl.Series) else isinstance(right, str)
    if isinstance(left.dtype, pl.List) or text != is_text(left) or right is None:
        return False
    equal = left == right
    return equal.fill_null(value=False) if equal.null_count() else equal


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
    alike, both = _equal(data, leaf)
    return conjunction(inverse(alike), inverse(both))


def equal_folded(data: Data, leaf: Leaf) -> Mask:
    """Equal, capital or small letters alike."""
    return _equal(data, leaf, fold=True)[0]


def not_equal_folded(data: Data, leaf: Leaf) -> Mask:
    """Not equal, capital or small letters alike."""
    alike, both = _equal(data, leaf, fold=True)
    return conjunction(inverse(alike), inverse(both))


def is_empty(data: Data, leaf: Leaf) -> Mask:
    """No value."""
    value = target(data, leaf)
    return empty(value) if isinstance(value, pl.Series) else not value and value != 0


def exists(data: Data, leaf: Leaf) -> Mask:
    """The variable is in the data set."""
    return data.resolve(leaf.target) in data


def contained(data: Data, leaf: Leaf, *, fold: bool = False) -> Mask:
    """The value is one of the comparator's; a list belongs if any of its values does."""
    left, right = column(data, leaf), comparator(data, leaf)
    if fold:
        left = _lower(left)
    if isinstance(right, pl.Series) and isinstance(right.dtype, pl.List):
        right = right.list.eval(pl.element().str.to_lowercase()) if fold else right
        if left.dtype.is_numeric():
            right = right.list.eval(pl.element().cast(pl.Float64))
            left = left.cast(pl.Float64)
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
    left, right = target(data, leaf), comparator(data, leaf)
    if not isinstance(left, pl.Series):
        return right in left
    if isinstance(right, pl.Series):
        return right.is_in(left.unique().to_list())
    if isinstance(left.dtype, pl.List):
        return left.list.contains(right).fill_null(value=False)
    if is_text(left) and isinstance(right, str):
        return left.str.contains(right, literal=True)
    return same(left, right)


def contains_folded(data: Data, leaf: Leaf) -> Mask:
    """A text holds the comparator, capital or small letters alike."""
    left, right = column(data, leaf), _lower(comparator(data, leaf))
    if isinstance(left.dtype, pl.List):
        return left.list.eval(pl.element().str.to_lowercase()).list.contains(right).fill_null(value=False)
    frame = pl.DataFrame({"left": _lower(left), "right": right})
    return frame.select(pl.col("left").str.contains(pl.col("right"), literal=True)).to_series()


def contains_all(data: Data, leaf: Leaf) -> pl.Series:
    """Every value of the comparator occurs: in the record's list, or else anywhere in the column.

    Where the question is about the column, the first record bears the answer for all.
    """
    left, right = target(data, leaf), comparator(data, leaf)
    if isinstance(right, pl.Series) and isinstance(right.dtype, pl.List):
        asked = right.to_list()
        if isinstance(left, pl.Series):
            held = [set(one or ()) for one in left.to_list()]
            return pl.Series([set(one or ()) <= have for one, have in zip(asked, held, strict=True)])
        return pl.Series([set(one or ()) <= set(left) for one in asked])
    have = set(left.unique()) if isinstance(left, pl.Series) else set(left)
    if isinstance(right, pl.Series):
        return _first_bears(data, set(right.unique()) <= have)
    wanted: set[Any] = set()
    for one in right if isinstance(right, list | tuple) else [right]:
        value = data.values.get(one, one)
        wanted |= set(value) if isinstance(value, frozenset | list | tuple) else {value}
    return _first_bears(data, wanted <= have)


def lacks_some(data: Data, leaf: Leaf) -> Mask:
    """Some value of the comparator does not occur."""
    answer = contains_all(data, leaf)
    right = comparator(data, leaf)
    if isinstance(right, pl.Series) and isinstance(right.dtype, pl.List):
        return inverse(answer)
    return _first_bears(data, not answer[0])


def _first_bears(data: Data, answer: bool) -> pl.Series:  # noqa: FBT001
    return (data.frame[ROW] == data.frame[ROW].min()) & answer


def negated(test: Operator) -> Operator:
    """The operator that is true where ``test`` is false."""
    return lambda data, leaf: inverse(test(data, leaf))


VALUE_OPERATORS: Mapping[str, Operator] = {
    "equal_to": equal_to,
    "not_equal_to": not_equal_to,
    "equal_to_case_insensitive": equal_folded,
    "not_equal_to_case_insensitive": not_equal_folded,
    "empty": is_empty,
    "non_empty": negated(is_empty),
    "exists": exists,
    "not_exists": negated(exists),
    "is_contained_by": contained,
    "is_not_contained_by": negated(contained),
    "is_contained_by_case_insensitive": contained_folded,
    "is_not_contained_by_case_insensitive": negated(contained_folded),
    "contains": contains,
    "does_not_contain": negated(contains),
    "contains_case_insensitive": contains_folded,
    "does_not_contain_case_insensitive": negated(contains_folded),
    "contains_all": contains_all,
    "not_contains_all": lacks_some,
}

"""Which records fulfil a rule's conditions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ._core_data import CannotEvaluate, Data, NotHere
from ._core_groups import GROUP_OPERATORS, needed
from ._core_operators import VALUE_OPERATORS, Mask, conjunction, disjunction, inverse
from ._core_rule import Leaf, Node
from ._core_texts import TEXT_OPERATORS
from ._words import words

ALL_OPERATORS = {**VALUE_OPERATORS, **TEXT_OPERATORS, **GROUP_OPERATORS}
_WITHOUT_TARGET = {"exists", "not_exists", "inconsistent_enumerated_columns"}


def mask(data: Data, node: Node) -> Mask:
    """True for each record that fulfils the conditions, or for all of them alike.

    Raises
    ------
    NotHere
        A variable that is needed is not in the data. As in the reference engine one alternative of
        an ``any`` may lack its variables, not all.
    CannotEvaluate
        An operator is not known here.
    """
    lacking = _lacking(data, node)
    if lacking:
        raise NotHere(lacking)
    return _mask(data, node)


def _lacking(data: Data, node: Node) -> frozenset[str]:
    """Variables without which the conditions cannot be told."""
    if isinstance(node, Leaf):
        return frozenset(name for name in _needed(data, node) if name not in data)
    each = [_lacking(data, child) for child in node.children]
    if node.kind == "any" and not all(each):
        return frozenset()
    return frozenset().union(*each)


def _needed(data: Data, leaf: Leaf) -> Iterator[str]:
    if leaf.operator not in ALL_OPERATORS:
        raise CannotEvaluate(words("quality.reason.operator", what=leaf.operator))
    if leaf.operator not in _WITHOUT_TARGET:
        yield data.resolve(leaf.target)
    if leaf.operator in GROUP_OPERATORS:
        yield from needed(data, leaf)
    else:
        told = leaf.comparator if isinstance(leaf.comparator, list) else [leaf.comparator]
        yield from (data.resolve(one) for one in told if _is_variable(leaf, one))


def _is_variable(leaf: Leaf, told: Any) -> bool:
    """Whether a comparator can only be a variable or a result, never a value."""
    if not isinstance(told, str) or leaf.options.get("value_is_literal"):
        return False
    if leaf.operator.endswith("regex") or leaf.operator in _WITHOUT_TARGET:
        return False
    dates = told.endswith("DTC") and leaf.target.endswith("DTC")
    result = told.startswith("$") or (told.startswith("--") and len(told) > 2)
    head, dot, tail = told.partition(".")
    return result or dates or bool(dot and head.isupper() and tail.strip("*").isupper())


def _mask(data: Data, node: Node) -> Mask:
    if isinstance(node, Leaf):
        return _leaf(data, node)
    if node.kind == "not":
        return inverse(_mask(data, node.children[0]))
    children = [child for child in node.children if node.kind == "all" or not _lacking(data, child)]
    # What is answered without looking at a record comes first.
    children.sort(key=lambda child: not (isinstance(child, Leaf) and child.operator in _WITHOUT_TARGET))
    every = node.kind == "all"
    answer: Mask = every
    for child in children:
        answer = conjunction(answer, _mask(data, child)) if every else disjunction(answer, _mask(data, child))
        if _settled(answer, every=every):
            break
    return answer


def _settled(answer: Mask, *, every: bool) -> bool:
    if isinstance(answer, bool):
        return answer is not every
    return not answer.any() if every else answer.all()


def _leaf(data: Data, leaf: Leaf) -> Mask:
    make = ALL_OPERATORS[leaf.operator]
    told = [data.resolve(leaf.target), leaf.comparator, leaf.options]
    key = json.dumps(told, default=str, sort_keys=True)
    if "$" in key:  # the result of an operation belongs to its rule alone
        return make(data, leaf)
    return data.once((leaf.operator, key), lambda: make(data, leaf))

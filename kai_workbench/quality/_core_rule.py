"""A CDISC CORE rule, as its published JSON tells it."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import json
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

# Names of the implementation guides in the rules, by ours.
GUIDES = {"SEND": "SENDIG", "SDTM": "SDTMIG", "ADaM": "ADaMIG"}


class Leaf(NamedTuple):
    """One comparison: ``target`` ``operator`` ``comparator``; ``options`` are what else it says."""

    operator: str
    target: str
    comparator: Any
    options: Mapping[str, Any]


class Branch(NamedTuple):
    """Conditions that must ``all`` hold, or of which ``any`` must, or one that must ``not``."""

    kind: str
    children: tuple[Node, ...]


Node = Leaf | Branch


class Scope(NamedTuple):
    """What is included and excluded; an empty ``include`` includes everything.

    ``split`` asks for data sets that are parts of a domain (``QSPH``), or refuses them.
    """

    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    split: bool | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule: where it applies, and what a record looks like that breaks it.

    Attributes
    ----------
    kind
        ``Record Data``, ``Variable Metadata Check``, ...
    sensitivity
        What is counted: ``Record``, ``Dataset`` or ``Group``.
    standards
        Pairs of implementation guide and version (``("SENDIG", "3.1")``).
    conditions
        True for a record that breaks the rule.
    variables
        What is reported of a record that breaks it.
    message
        What is said of it, in English.
    references
        Identifiers of the conformance rules it implements (``SEND37``, ``CG0151``).
    """

    id: str
    title: str
    kind: str
    sensitivity: str
    executability: str
    standards: frozenset[tuple[str, str]]
    classes: Scope
    domains: Scope
    conditions: Node
    operations: tuple[Mapping[str, Any], ...]
    datasets: tuple[Mapping[str, Any], ...]
    groups: tuple[str, ...]
    variables: tuple[str, ...]
    message: str
    references: tuple[str, ...]

    def leaves(self) -> Iterator[Leaf]:
        """Every comparison of the rule."""
        return _leaves(self.conditions)

    def related_names(self) -> tuple[str, ...]:
        """Variables of related records (``RELREC...``) that the conditions mention, in order of name."""
        told = [side for leaf in self.leaves() for side in (leaf.target, leaf.comparator)]
        return tuple(sorted({one for one in told if isinstance(one, str) and one.startswith("RELREC.")}))


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    else:
        for child in node.children:
            yield from _leaves(child)


def read_rules(path: str | pathlib.Path) -> tuple[Rule, ...]:
    """The rules of a ``core_rules.json.gz``, in order of id.

    Parameters
    ----------
    path
        The rules of the CDISC CORE engine's cache, as one JSON (resource ``core_rules`` of the data
        set ``cdisc-core``).
    """
    return _read(str(path), pathlib.Path(path).stat().st_mtime_ns)


@functools.lru_cache(maxsize=2)
def _read(path: str, _changed: int) -> tuple[Rule, ...]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        told = json.load(file)["rules"]
    return tuple(_rule(told[name]) for name in sorted(told))


def _rule(told: Mapping[str, Any]) -> Rule:
    cited = (one["Rule_Identifier"]["Id"] for group in told["reference"] for one in group)
    return Rule(
        id=told["core_id"],
        title=(told.get("description") or "").strip() or _message(told),
        kind=told["rule_type"],
        sensitivity=told["sensitivity"],
        executability=told["executability"],
        standards=frozenset((one["Name"], _version(one)) for one in told["standards"]),
        classes=_scope(told["classes"]),
        domains=_scope(told["domains"]),
        conditions=_node(told["conditions"]),
        operations=tuple(told.get("operations") or ()),
        datasets=tuple(told.get("datasets") or ()),
        groups=tuple(told.get("grouping_variables") or ()),
        variables=tuple(told.get("output_variables") or ()),
        message=_message(told),
        references=tuple(dict.fromkeys(cited)),
    )


def _message(told: Mapping[str, Any]) -> str:
    return str(told["actions"][0]["params"]["message"]).strip()


def _version(one: Mapping[str, Any]) -> str:
    return f"{one['Version']} {one['Substandard']}" if one.get("Substandard") else str(one["Version"])


def _scope(told: Mapping[str, Any] | None) -> Scope:
    told = told or {}
    return Scope(
        frozenset(told.get("Include") or ()),
        frozenset(told.get("Exclude") or ()),
        told.get("include_split_datasets"),
    )


def _node(told: Any) -> Node:
    if isinstance(told, str):  # a JSONata expression, which is not for tables
        return Leaf("JSONata", "", told, {})
    for kind in ("all", "any"):
        if kind in told:
            return Branch(kind, tuple(_node(one) for one in told[kind]))
    if "not" in told:
        return Branch("not", (_node(told["not"]),))
    value = dict(told["value"])
    target, comparator = value.pop("target", ""), value.pop("comparator", None)
    return Leaf(told["operator"], target, comparator, value)

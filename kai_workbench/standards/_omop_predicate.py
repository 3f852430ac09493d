"""From a polars filter to SQL, as far as both mean the same; the rest stays a polars filter."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

_COMPARES = {"Eq": "=", "NotEq": "<>", "Lt": "<", "LtEq": "<=", "Gt": ">", "GtEq": ">="}
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001, OMOP knows no time zones
_MANY = 10_000


class Split(NamedTuple):
    """A filter in two parts: ``sql`` for the database (empty: all rows), ``rest`` for polars."""

    sql: str
    rest: pl.Expr | None


class _NotSqlError(Exception):
    """A node that has no SQL of the same meaning."""


def quoted(name: str) -> str:
    """A name in SQL.

    Examples
    --------
    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A value in SQL."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124, NaN differs from itself
            raise _NotSqlError
        return repr(value)
    if isinstance(value, str) and "\0" not in value:
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, dt.datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    raise _NotSqlError


def split(predicate: pl.Expr | None) -> Split:
    """What of a filter the database can apply, and what is left to polars.

    Examples
    --------
    >>> split(pl.col("person_id").eq(4) & pl.col("note_title").str.len_chars().gt(3)).sql
    '("person_id" = 4)'
    """
    if predicate is None:
        return Split("", None)
    parts: list[str] = []
    rest: list[pl.Expr] = []
    for node in _conjuncts(json.loads(predicate.meta.serialize(format="json"))):
        # A hint of the optimiser, not a condition of the person's; polars itself applies it.
        if str(node.get("Display", {}).get("fmt_str", "")).startswith("dynamic_pred"):
            continue
        try:
            parts.append(_sql(node))
        except (_NotSqlError, KeyError, TypeError, ValueError):
            rest.append(_expression(node))
    return Split(" AND ".join(parts), pl.all_horizontal(rest) if rest else None)


def _expression(node: Mapping[str, Any]) -> pl.Expr:
    return pl.Expr.deserialize(io.BytesIO(json.dumps(node).encode()), format="json")


def _conjuncts(node: dict[str, Any]) -> list[dict[str, Any]]:
    inner = node.get("BinaryExpr")
    if inner and inner["op"] == "And":
        return [*_conjuncts(inner["left"]), *_conjuncts(inner["right"])]
    return [node]


def _sql(node: dict[str, Any]) -> str:
    ((kind, inner),) = node.items()
    if kind == "Column":
        return quoted(inner)
    if kind == "Literal":
        return literal(_value(inner))
    if kind == "BinaryExpr":
        left, right = _sql(inner["left"]), _sql(inner["right"])
        if inner["op"] in {"And", "Or"}:
            return f"({left} {inner['op'].upper()} {right})"
        mark = _COMPARES[inner["op"]]
        if mark not in {"=", "<>"} and "'" in (left[:1], right[:1]):
            raise _NotSqlError  # texts are ordered by the database's locale, not by code point
        return f"({left} {mark} {right})"
    if kind == "Function":
        return _function(inner["function"]["Boolean"], inner["input"])
    raise _NotSqlError


def _function(name: Any, inputs: list[dict[str, Any]]) -> str:
    column = _sql(inputs[0])
    if name == "IsNull" or name == "IsNotNull":  # noqa: PLR1714, other names are mappings and have no hash
        return f"({column} IS {'NOT ' if name == 'IsNotNull' else ''}NULL)"
    if name == "Not":
        return f"(NOT {column})"
    if "IsIn" in name:
        values = pl.select(_expression(inputs[1])).item()
        if len(values) > _MANY or not len(values) or any(value is None for value in values):
            raise _NotSqlError
        return f"({column} IN ({', '.join(literal(value) for value in values)}))"
    if "IsBetween" in name and name["IsBetween"]["closed"] == "Both":
        low, high = _sql(inputs[1]), _sql(inputs[2])
        if low.startswith("'"):
            raise _NotSqlError
        return f"({column} BETWEEN {low} AND {high})"
    raise _NotSqlError


def _value(node: dict[str, Any]) -> object:
    """The value of a literal as polars writes it."""
    inner = node.get("Scalar", node.get("Dyn"))
    if inner is None:
        raise _NotSqlError
    ((kind, value),) = inner.items()
    if kind == "Date":
        return _EPOCH.date() + dt.timedelta(days=value)
    if kind == "Datetime":
        number, unit, zone = value
        if zone is not None or unit != "Microseconds":
            raise _NotSqlError
        return _EPOCH + dt.timedelta(microseconds=number)
    if kind in {"Boolean", "String"} or kind.startswith(("Int", "UInt", "Float")):
        return value
    raise _NotSqlError

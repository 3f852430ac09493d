"""Columns in their published type, where a file has another.

Real files keep a body weight as text because its column was typed over, and a study's number as a number.
Whoever counts on the published type should find it; that the file has another is told, value for value
nothing changes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

import polars as pl

from ._domain import Domain, Standard
from ._published import DATED, matched, published_list, variables
from ._published_types import is_undecided
from ._study_problems import StudyProblem
from ._untyped import ANY_NUMBER

_EXACT = 2.0**53  # above, whole numbers are no longer exact


def declare(domain: Domain, standard: Standard | None) -> tuple[Domain, list[StudyProblem]]:
    """The domain with its variables in their published types, and a problem for each that had another.

    A text that is published as a number stays text where one of its values is no number. Tables without types
    of their own have got theirs already, but for variables that one guide publishes as text and another as a
    number: those get the type of this guide, and there is no problem in it.
    """
    found = published_list(*standard) if standard is not None else None
    if found is None:
        return domain, []
    names = [one.name for one in domain.columns]
    listed = variables(found.standard, found.version, domain.name, columns=names)
    known = matched(listed, names)
    # A date of ADaM is a number in SAS alone.
    published = {name: one.type for name, one in known.items() if one.format not in DATED}
    if domain.format in {"csv", "xlsx"}:
        return _settle(domain, published)
    if all(published.get(one.name, one.type) == one.type for one in domain.columns):
        return domain, []
    schema = domain.frame.collect_schema()
    differing = [
        one
        for one in domain.columns
        if published.get(one.name, one.type) != one.type and schema[one.name] in (pl.String, pl.Float64)
    ]
    texts = [one.name for one in differing if one.type == "text"]
    lost = _not_numbers(domain, texts)
    exprs: list[pl.Expr] = []
    problems: list[StudyProblem] = []
    columns = {one.name: one for one in domain.columns}
    for one in differing:
        name, wanted = one.name, published[one.name]
        if name in lost:
            problems.append(StudyProblem(domain.file, "not_numbers", {"column": name, **lost[name]}))
            continue
        exprs.append(pl.col(name).str.strip_chars().cast(pl.Float64) if name in texts else _as_text(name))
        columns[name] = one._replace(type=wanted)
        told = {"column": name, "found": one.type, "published": wanted}
        problems.append(StudyProblem(domain.file, "type_differs", told))
    if not exprs:
        return domain, problems
    frame = domain.frame.with_columns(exprs)
    return dataclasses.replace(domain, columns=tuple(columns.values()), frame=frame), problems


def _settle(
    domain: Domain, published: Mapping[str, Literal["text", "number"]]
) -> tuple[Domain, list[StudyProblem]]:
    """A table of texts whose undecided variables become numbers where this guide says so."""
    undecided = [
        one.name
        for one in domain.columns
        if one.type == "text" and published.get(one.name) == "number" and is_undecided(domain.name, one.name)
    ]
    lost = _not_numbers(domain, undecided)
    problems = [StudyProblem(domain.file, "not_numbers", {"column": name, **lost[name]}) for name in lost]
    numbers = [name for name in undecided if name not in lost]
    if not numbers:
        return domain, problems
    columns = tuple(one._replace(type="number") if one.name in numbers else one for one in domain.columns)
    frame = domain.frame.with_columns(pl.col(numbers).str.strip_chars().cast(pl.Float64))
    return dataclasses.replace(domain, columns=columns, frame=frame), problems


def _not_numbers(domain: Domain, names: list[str]) -> dict[str, dict[str, object]]:
    """The first value that is no number, with its row, of every column that has one."""
    if not names:
        return {}
    found: dict[str, dict[str, object]] = {}
    for series in domain.frame.select(names).collect().iter_columns():
        bad = (series.is_not_null() & ~series.str.contains(ANY_NUMBER)).arg_true()
        if len(bad):
            found[series.name] = {"row": bad[0] + 1, "value": str(series[int(bad[0])])[:60]}
    return found


def _as_text(name: str) -> pl.Expr:
    """A number as a person writes it: 6576, not 6576.0."""
    column = pl.col(name)
    whole = (column == column.round()) & (column.abs() < _EXACT)
    return (
        pl.when(whole)
        .then(column.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(column.cast(pl.String))
        .alias(name)
    )

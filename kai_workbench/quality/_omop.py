# ruff: noqa: S608, every name is a published one, quoted; every value comes from the package's own lists
"""Checks of an OMOP database in the spirit of the OHDSI DataQualityDashboard."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kai_workbench.standards import Omop, OmopField, omop_fields
from kai_workbench.standards._omop_fields import REQUIRED
from kai_workbench.standards._omop_predicate import quoted

from ._omop_concepts import concept_checks
from ._omop_keys import failing_rows, key_columns, listed, shortened
from ._omop_lists import Limit, category, field_source, limits
from ._omop_questions import Question, questions
from ._table import QualityTable, Result
from ._words import words

if TYPE_CHECKING:
    import polars as pl

KEYS = 100
_TOGETHER = 16  # groups of checks in one question: few round trips, yet no endless statement


def check_omop(
    omop: Omop, *, keys: int = KEYS, thresholds: Mapping[str, float] | None = None
) -> QualityTable:
    """Check an OMOP database: its tables, fields, concepts, days and units.

    The database does the counting, one question for many checks of a table; only counts and the keys of
    failing records are read.

    Parameters
    ----------
    omop
        An open database (:func:`kai_workbench.standards.open_omop`).
    keys
        Largest number of failing records that are listed for one check.
    thresholds
        Largest shares of failures allowed, from 0 to 1, that replace the published ones, by check
        (``fkDomain``) or by field and check (``MEASUREMENT.UNIT_CONCEPT_ID.fkDomain``).

    Returns
    -------
    QualityTable
        Source ``DQD``. Every check names where its threshold comes from. ``rows`` holds the keys
        (``person_id`` and the primary key) of records that fail a failed check or any of plausibility.

    Raises
    ------
    DatabaseGone
        The database went away; a half-checked database is never told as checked.

    Notes
    -----
    After the DataQualityDashboard (Blacketer et al., J Am Med Inform Assoc 2021;28:2251-7), by its
    published lists and without its code. It differs where that tells more: numeric values *without* a unit,
    with a unit that is *not mapped* and with an *implausible* one are three checks; a concept of 0 is
    counted as unmapped and not as dangling; a concept that is neither standard nor classified is not
    standard.
    """
    results: list[Result] = []
    rows: list[pl.DataFrame] = []
    empty: dict[str, bool] = {}
    checks = limits(omop.version)
    for table, fields in omop_fields(omop.version).items():
        results.append(_table_there(omop, table))
        results += [_field_there(omop, field) for field in fields]
        if table not in omop.found:
            continue
        held = [field for field in fields if field.name in omop.found[table].columns]
        results += _types(omop, table, held)
        asked = [one for field in held for one in questions(omop, field, checks[table, field.name])]
        _look_for_rows(omop, asked, empty)
        for result, failing in _answers(omop, table, asked, empty, keys=keys):
            results.append(result)
            if failing is not None:
                rows.append(failing)
        results += _source_values(omop, table, held, checks)
    found, more = concept_checks(omop, keys)
    return QualityTable.of([_ours(one, thresholds or {}) for one in [*results, *found]], [*rows, *more])


def _table_there(omop: Omop, table: str) -> Result:
    there = table in omop.found
    optional = not there and table not in REQUIRED
    return Result(
        "cdmTable",
        "DQD",
        "conformance",
        words("dqd.title.cdmTable", table=table.upper()),
        domain=table.upper(),
        denominator=1,
        failures=0 if there else 1,
        threshold_source=field_source(omop.version),
        status="not applicable" if optional else None,
        reason=words("dqd.reason.optional_table") if optional else "",
    )


def _field_there(omop: Omop, field: OmopField) -> Result:
    table = omop.found.get(field.table)
    return Result(
        "cdmField",
        "DQD",
        "conformance",
        words("dqd.title.cdmField", table=field.table.upper(), field=field.name.upper()),
        domain=field.table.upper(),
        variable=field.name.upper(),
        denominator=1,
        failures=int(table is None or field.name in table.missing),
        threshold_source=field_source(omop.version),
        status="not applicable" if table is None else None,
        reason=words("dqd.reason.no_table") if table is None else "",
    )


def _types(omop: Omop, table: str, fields: list[OmopField]) -> Iterator[Result]:
    """Values that cannot be read as the published type; columns of that type cannot hold any."""
    held = [field for field in fields if field.kind != "text"]
    if not held:
        return
    lost = dict(omop.unreadable(table).select("column", "values").iter_rows())
    place = omop.found[table]
    blank = [place.blank(field, omop.source.dialect) for field in held]
    counts = [f"count(*) FILTER (WHERE NOT ({one})) AS n{i}" for i, one in enumerate(blank)]
    row = omop.collect(f"SELECT {', '.join(counts)} FROM {place.reference} AS t").row(0)
    for field, count in zip(held, row, strict=True):
        told = {"table": table.upper(), "field": field.name.upper(), "argument": field.type}
        title = words("dqd.title.cdmDatatype", **told)
        asked = Question(
            check="cdmDatatype", table=table, field=field.name, title=title, threshold=0.0, bad=""
        )
        yield _judged(omop, asked, int(count), int(lost.get(field.name, 0)))


def _look_for_rows(omop: Omop, asked: list[Question], empty: dict[str, bool]) -> None:
    """Note in ``empty`` which of the tables that are needed have no rows."""
    for table in {need for one in asked for need in one.needs} - empty.keys():
        there = table in omop.found
        sql = f"SELECT 1 AS one FROM {omop.relation(table, '')} AS t LIMIT 1" if there else ""
        empty[table] = not there or omop.collect(sql).is_empty()


def _answers(
    omop: Omop, table: str, asked: list[Question], empty: Mapping[str, bool], *, keys: int
) -> Iterator[tuple[Result, pl.DataFrame | None]]:
    """Ask the questions of a table together, and list the records that fail."""
    groups: dict[tuple[str, str, str], list[Question]] = {}
    for one in asked:
        lacking = [need for need in one.needs if empty[need]]
        if lacking:
            reason = words("dqd.reason.needs", table=lacking[0].upper())
            yield _judged(omop, one)._replace(status="not evaluated", reason=reason), None
        else:
            values = one.field if one.grain == "values" else ""
            groups.setdefault((one.grain, one.join, values), []).append(one)
    for batch in itertools.batched(groups.values(), _TOGETHER):
        for one, looked, failed in _count(omop, table, list(batch)):
            result = _judged(omop, one, looked, failed)
            if listed(result):
                yield shortened(result, keys), _failing(omop, one, keys)
            else:
                yield result, None


def _count(omop: Omop, table: str, groups: list[list[Question]]) -> Iterator[tuple[Question, int, int]]:
    """How many records each question looks at, and how many of them fail: one answer for all."""
    selects = []
    for g, together in enumerate(groups):
        mentioned = " ".join(f"{one.field} {one.among} {one.bad} {one.join}" for one in together)
        relation, count = omop.relation(table, mentioned), "count(*) {}"
        if together[0].grain == "values":
            column = quoted(together[0].field)
            relation = f"(SELECT {column}, count(*) AS n FROM {omop.relation(table, column)} AS s GROUP BY 1)"
            count = "CAST(sum(t.n) {} AS BIGINT)"
        parts = [
            f"{count.format(f'FILTER (WHERE {condition})')} AS {name}{g}_{i}"
            for i, one in enumerate(together)
            for name, condition in (("d", one.among), ("f", f"({one.among}) AND ({one.bad})"))
        ]
        selects.append(f"(SELECT {', '.join(parts)} FROM {relation} AS t {together[0].join}) AS g{g}")
    row = omop.collect(f"SELECT * FROM {' CROSS JOIN '.join(selects)}").row(0, named=True)
    for g, together in enumerate(groups):
        for i, one in enumerate(together):
            yield one, int(row[f"d{g}_{i}"] or 0), int(row[f"f{g}_{i}"] or 0)


def _failing(omop: Omop, one: Question, keys: int) -> pl.DataFrame:
    bad = f"({one.among}) AND ({one.bad_record or one.bad})"
    chosen = [*key_columns(omop, one.table), f"CAST(t.{quoted(one.field)} AS VARCHAR) AS value"]
    place = f"{omop.relation(one.table, f'{chosen} {bad} {one.join}')} AS t {one.join}"
    found = omop.collect(f"SELECT {', '.join(chosen)} FROM {place} WHERE {bad} LIMIT {int(keys)}")
    return failing_rows(found, check=one.check, table=one.table, field=one.field, title=one.title)


def _source_values(
    omop: Omop,
    table: str,
    fields: list[OmopField],
    checks: Mapping[tuple[str, str], tuple[Limit, ...]],
) -> Iterator[Result]:
    """Distinct source values of which a record has no standard concept."""
    asked: list[Question] = []
    selects: list[str] = []
    for field, limit in [(one, limit) for one in fields for limit in checks[table, one.name]]:
        if limit.check != "sourceValueCompleteness" or limit.argument not in omop.found[table].columns:
            continue
        told = {"table": table.upper(), "field": field.name.upper(), "argument": limit.argument.upper()}
        title = words(f"dqd.title.{limit.check}", **told)
        column, concept = f"t.{quoted(field.name)}", f"t.{quoted(limit.argument)}"
        lost = f"max(CASE WHEN {concept} = 0 THEN 1 ELSE 0 END) AS lost"
        relation = omop.relation(table, lost + column)
        values = f"SELECT {lost} FROM {relation} AS t WHERE {column} IS NOT NULL GROUP BY {column}"
        i = len(asked)
        counts = f"count(*) AS d{i}, count(*) FILTER (WHERE u.lost = 1) AS f{i}"
        selects.append(f"(SELECT {counts} FROM ({values}) AS u) AS g{i}")
        asked.append(
            Question(
                check=limit.check,
                table=table,
                field=field.name,
                title=title,
                threshold=limit.threshold,
                bad=f"{concept} = 0",
            )
        )
    if asked:
        row = omop.collect(f"SELECT * FROM {' CROSS JOIN '.join(selects)}").row(0, named=True)
        for i, one in enumerate(asked):
            yield _judged(omop, one, row[f"d{i}"], row[f"f{i}"])


def _judged(omop: Omop, one: Question, looked: int | None = None, failed: int | None = None) -> Result:
    return Result(
        one.check,
        "DQD",
        category(one.check),
        one.title,
        domain=one.table.upper(),
        variable=one.field.upper(),
        denominator=looked,
        failures=failed,
        threshold=one.threshold,
        threshold_source=field_source(omop.version),
    )


def _ours(result: Result, thresholds: Mapping[str, float]) -> Result:
    """The result under the caller's own threshold, if there is one."""
    check = result.check.split(":")[0]
    names: Iterable[str] = (f"{result.domain}.{result.variable}.{check}", check)
    for name in names:
        if name in thresholds:
            return result._replace(threshold=thresholds[name], threshold_source=words("dqd.threshold.given"))
    return result

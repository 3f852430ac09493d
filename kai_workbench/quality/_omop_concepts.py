# ruff: noqa: S608, every name is a published one, quoted; every value comes from the package's own lists
"""Checks of OMOP records by their concept: gender, ranges, and units missing, unmapped or implausible."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kai_workbench.standards import Omop
from kai_workbench.standards._omop_predicate import quoted

from ._omop_keys import failing_rows, key_columns, listed, shortened
from ._omop_lists import ConceptLimit, category, concept_limits
from ._table import Result
from ._words import Words, words

if TYPE_CHECKING:
    import polars as pl

GENDERS = {"Male": 8507, "Female": 8532}
NO_UNIT = -1
_NUMERIC = "t.value_as_number IS NOT NULL"
_UNMAPPED = "COALESCE(t.unit_concept_id, 0) = 0"
_BLANK = "NULLIF(trim(t.unit_source_value), '') IS NULL"


class _Asked(NamedTuple):
    """One check of records: which are looked at, which of them fail."""

    check: str
    table: str
    field: str
    title: Words
    threshold: float
    source: Words
    among: str
    bad: str
    join: str = ""


def concept_checks(omop: Omop, keys: int) -> tuple[list[Result], list[pl.DataFrame]]:
    """The checks by concept of every table that is there, and the keys of records that fail."""
    asked: list[_Asked] = []
    results: list[Result] = []
    for table in ("condition_occurrence", "procedure_occurrence", "measurement", "observation"):
        if table in omop.found:
            listed = [one for one in concept_limits() if one.table == table and _has(omop, table, one.field)]
            present = _present(omop, table, listed)
            for limit in listed:
                asked += _of_limit(omop, limit, present)
            results += _not_evaluated(omop, listed)
    if _has(omop, "measurement", "value_as_number", "unit_concept_id", "unit_source_value"):
        asked.append(_units_overall())
    rows: list[pl.DataFrame] = []
    for table in dict.fromkeys(one.table for one in asked):
        found, failing = _answered(omop, [one for one in asked if one.table == table], keys)
        results += found
        rows += failing
    return results, rows


def _has(omop: Omop, table: str, *columns: str) -> bool:
    return table in omop.found and all(column in omop.found[table].columns for column in columns)


def _present(omop: Omop, table: str, listed: list[ConceptLimit]) -> dict[int, str]:
    """The listed concepts that occur in a table, with their names where the vocabulary tells them."""
    concepts = sorted({one for limit in listed for one in limit.concepts})
    if not concepts:
        return {}
    column = quoted(listed[0].field)
    ids = ", ".join(map(str, concepts))
    used = f"SELECT DISTINCT {column} AS c FROM {omop.relation(table, column)} AS t WHERE {column} IN ({ids})"
    if "concept" not in omop.found:
        return {row[0]: str(row[0]) for row in omop.collect(used).iter_rows()}
    relation = omop.relation("concept", "concept_id concept_name")
    names = f"SELECT concept_id, max(concept_name) AS name FROM {relation} AS u GROUP BY 1"
    sql = f"SELECT a.c, b.name FROM ({used}) AS a LEFT JOIN ({names}) AS b ON b.concept_id = a.c"
    return {concept: name or str(concept) for concept, name in omop.collect(f"{sql} ORDER BY 1").iter_rows()}


def _of_limit(omop: Omop, limit: ConceptLimit, present: dict[int, str]) -> list[_Asked]:
    if limit.check == "plausibleGenderUseDescendants":
        return _descendants(omop, limit)
    found: list[_Asked] = []
    for concept in limit.concepts:
        if concept in present:
            found += _of_concept(omop, limit, concept, present[concept])
    return found


def _of_concept(omop: Omop, limit: ConceptLimit, concept: int, name: str) -> list[_Asked]:
    """The checks that a limit asks of one concept that occurs."""
    among = f"t.{quoted(limit.field)} = {concept}"
    source = words("dqd.threshold.concept")

    def asked(check: str, among: str, bad: str, join: str = "", **told: str) -> _Asked:
        title = words(f"dqd.title.{check}", concept=name, **told)
        told_source = source if check.startswith("plausible") else words("dqd.threshold.units")
        return _Asked(
            f"{check}:{concept}",
            limit.table,
            limit.field,
            title,
            limit.threshold,
            told_source,
            among,
            bad,
            join,
        )

    if limit.check == "plausibleGender":
        if not _has(omop, "person", "gender_concept_id"):
            return []
        bad = f"p.gender_concept_id <> {GENDERS[limit.argument]}"
        return [asked("plausibleGender", among, bad, _person(omop), gender=limit.argument.lower())]
    if not _has(omop, limit.table, "value_as_number", "unit_concept_id", "unit_source_value"):
        return []
    if limit.check == "plausibleUnitConceptIds":
        units = [int(one) for one in limit.argument.split()]
        numeric = f"{among} AND {_NUMERIC}"
        plausible = ", ".join(str(one) for one in units if one != NO_UNIT) or "NULL"
        bad = f"t.unit_concept_id NOT IN ({plausible})" if plausible != "NULL" else "TRUE"
        found = [asked("plausibleUnitConceptIds", f"{numeric} AND NOT ({_UNMAPPED})", bad)]
        if NO_UNIT not in units:
            found.append(asked("unitUnmapped", f"{numeric} AND NOT ({_BLANK})", _UNMAPPED))
            found.append(asked("unitMissing", numeric, f"{_UNMAPPED} AND {_BLANK}"))
        return found
    bound, unit = limit.argument.split()
    sign = "<" if limit.check == "plausibleValueLow" else ">"
    of_unit = f"{among} AND t.unit_concept_id = {unit} AND {_NUMERIC}"
    made = asked(
        f"{limit.check}OfConcept", of_unit, f"t.value_as_number {sign} {bound}", argument=bound, unit=unit
    )
    return [made._replace(check=f"{limit.check}:{concept}:{unit}")]


def _person(omop: Omop) -> str:
    relation = omop.relation("person", "person_id gender_concept_id")
    gender = "SELECT person_id, max(gender_concept_id) AS gender_concept_id"
    return f"JOIN ({gender} FROM {relation} AS q GROUP BY person_id) AS p ON p.person_id = t.person_id"


def _descendants(omop: Omop, limit: ConceptLimit) -> list[_Asked]:
    if not (_has(omop, "person", "gender_concept_id") and _ancestors(omop)):
        return []
    ids = ", ".join(map(str, limit.concepts))
    relation = omop.relation("concept_ancestor", "ancestor_concept_id descendant_concept_id")
    below = f"SELECT descendant_concept_id FROM {relation} AS a WHERE ancestor_concept_id IN ({ids})"
    title = words("dqd.title.plausibleGenderUseDescendants", gender=limit.argument.lower(), concepts=ids)
    return [
        _Asked(
            f"plausibleGenderUseDescendants:{limit.argument.lower()}",
            limit.table,
            limit.field,
            title,
            limit.threshold,
            words("dqd.threshold.concept"),
            f"t.{quoted(limit.field)} IN ({below})",
            f"p.gender_concept_id <> {GENDERS[limit.argument]}",
            _person(omop),
        )
    ]


def _ancestors(omop: Omop) -> bool:
    if "concept_ancestor" not in omop.found:
        return False
    return (
        omop.collect(f"SELECT 1 AS one FROM {omop.relation('concept_ancestor', '')} AS t LIMIT 1").height > 0
    )


def _not_evaluated(omop: Omop, listed: list[ConceptLimit]) -> list[Result]:
    if _ancestors(omop):
        return []
    return [
        Result(
            f"{one.check}:{one.argument.lower()}",
            "DQD",
            category(one.check),
            words(
                "dqd.title.plausibleGenderUseDescendants",
                gender=one.argument.lower(),
                concepts=", ".join(map(str, one.concepts)),
            ),
            domain=one.table.upper(),
            variable=one.field.upper(),
            threshold=one.threshold,
            threshold_source=words("dqd.threshold.concept"),
            status="not evaluated",
            reason=words("dqd.reason.needs", table="CONCEPT_ANCESTOR"),
        )
        for one in listed
        if one.check == "plausibleGenderUseDescendants"
    ]


def _units_overall() -> _Asked:
    """Numeric values of any measurement without a unit: told, and judged by concept only."""
    return _Asked(
        "unitMissing",
        "measurement",
        "unit_concept_id",
        words("dqd.title.unitMissingOverall"),
        1.0,
        words("dqd.threshold.told"),
        _NUMERIC,
        f"{_UNMAPPED} AND {_BLANK}",
    )


def _answered(omop: Omop, asked: list[_Asked], keys: int) -> tuple[list[Result], list[pl.DataFrame]]:
    """One question for all checks of a table that need the same, then the keys of those that fail."""
    results: list[Result] = []
    rows: list[pl.DataFrame] = []
    for join in dict.fromkeys(one.join for one in asked):
        together = [one for one in asked if one.join == join]
        counts = [
            f"count(*) FILTER (WHERE {among}) AS {name}{i}"
            for i, one in enumerate(together)
            for name, among in (("d", one.among), ("f", f"({one.among}) AND ({one.bad})"))
        ]
        place = f"{omop.relation(together[0].table, ' '.join([*counts, join]))} AS t {join}"
        row = omop.collect(f"SELECT {', '.join(counts)} FROM {place}").row(0)
        for i, one in enumerate(together):
            looked, failed = int(row[2 * i]), int(row[2 * i + 1])
            if not looked and ":" in one.check:
                continue  # of hundreds of listed concepts, those without such records are not told
            result = _result(one, looked, failed)
            if listed(result):
                result = shortened(result, keys)
                rows.append(_failing(omop, one, keys))
            results.append(result)
    return results, rows


def _result(one: _Asked, looked: int, failed: int) -> Result:
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
        threshold_source=one.source,
    )


def _failing(omop: Omop, one: _Asked, keys: int) -> pl.DataFrame:
    shown = "unit_source_value" if one.check.startswith(("unit", "plausibleUnit")) else one.field
    chosen = [*key_columns(omop, one.table), f"CAST(t.{quoted(shown)} AS VARCHAR) AS value"]
    bad = f"({one.among}) AND ({one.bad})"
    place = f"{omop.relation(one.table, f'{chosen} {bad} {one.join}')} AS t {one.join}"
    sql = f"SELECT {', '.join(chosen)} FROM {place} WHERE {bad} LIMIT {int(keys)}"
    return failing_rows(omop.collect(sql), check=one.check, table=one.table, field=one.field, title=one.title)

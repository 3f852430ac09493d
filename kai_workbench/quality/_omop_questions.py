# ruff: noqa: S608, every name is a published one, quoted; every value comes from the package's own lists
"""Checks of fields as SQL that means the same in DuckDB and PostgreSQL."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from kai_workbench.standards import Omop, OmopField
from kai_workbench.standards._omop_predicate import quoted

from ._omop_lists import Limit
from ._words import Words, words

Grain = Literal["records", "values"]

# Days after death and around a visit that still pass, as in the DataQualityDashboard.
AFTER_DEATH = 60
AROUND_VISIT = 7
_BIRTH = (
    "SELECT person_id, max(COALESCE(CAST(birth_datetime AS DATE), "
    "make_date(CASE WHEN year_of_birth BETWEEN 1 AND 9999 THEN CAST(year_of_birth AS INTEGER) END, "
    "CASE WHEN month_of_birth BETWEEN 1 AND 12 THEN CAST(month_of_birth AS INTEGER) ELSE 1 END, 1) "
    "+ CASE WHEN day_of_birth BETWEEN 1 AND 31 THEN CAST(day_of_birth AS INTEGER) - 1 ELSE 0 END)) AS born "
    "FROM {relation} AS q GROUP BY person_id"
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Question:
    """One check of one field, ready to be asked.

    Attributes
    ----------
    among
        SQL that is true for the records that are looked at.
    bad
        SQL that is true for those of them that fail.
    join
        What is joined to the table ``t`` for that.
    grain
        Counted by ``records`` as they stand, or by the ``values`` of the field and how often each
        occurs (``t.n``): far fewer to look up in a vocabulary of millions.
    bad_record
        ``bad`` for one record, where counting by values words it otherwise.
    needs
        Tables that must have rows for the check to mean anything.
    """

    check: str
    table: str
    field: str
    title: Words
    threshold: float
    bad: str
    among: str = "TRUE"
    join: str = ""
    grain: Grain = "records"
    bad_record: str = ""
    needs: tuple[str, ...] = ()


def questions(omop: Omop, field: OmopField, checks: tuple[Limit, ...]) -> Iterator[Question]:
    """The questions of one field that is there; those that need no SQL are left out."""
    for limit in checks:
        asked = _asked(omop, field, limit)
        if asked is not None:
            told = {"table": field.table.upper(), "field": field.name.upper(), "argument": limit.argument}
            yield dataclasses.replace(
                asked, title=words(f"dqd.title.{limit.check}", **told), threshold=limit.threshold
            )


def _asked(omop: Omop, field: OmopField, limit: Limit) -> Question | None:
    made = _MAKERS.get(limit.check)
    blank = Question(
        check=limit.check,
        table=field.table,
        field=field.name,
        title=words("omop.none"),
        threshold=0.0,
        bad="FALSE",
        among=f"t.{quoted(field.name)} IS NOT NULL",
    )
    return made(omop, field, limit, blank) if made is not None else None


def _empty(omop: Omop, field: OmopField, limit: Limit, base: Question) -> Question:  # noqa: ARG001
    return dataclasses.replace(base, among="TRUE", bad=f"t.{quoted(field.name)} IS NULL")


def _unmapped(omop: Omop, field: OmopField, limit: Limit, base: Question) -> Question:  # noqa: ARG001
    return dataclasses.replace(base, among="TRUE", bad=f"t.{quoted(field.name)} = 0")


def _unique(omop: Omop, field: OmopField, limit: Limit, base: Question) -> Question:  # noqa: ARG001
    column = quoted(field.name)
    # A second scan, only to list the records that fail.
    twice = (
        f"SELECT {column} FROM {omop.relation(field.table, field.name)} AS u GROUP BY 1 HAVING count(*) > 1"
    )
    return dataclasses.replace(base, bad="t.n > 1", bad_record=f"t.{column} IN ({twice})", grain="values")


def _refers(omop: Omop, field: OmopField, limit: Limit, base: Question) -> Question:
    table, key = limit.argument.split(".")
    column = f"t.{quoted(field.name)}"
    # Concept 0 says that there is no concept: completeness counts it, nothing dangles.
    among = f"{base.among} AND {column} <> 0" if limit.argument == "concept.concept_id" else base.among
    if table not in omop.found or key not in omop.found[table].columns:
        return dataclasses.replace(base, needs=(table,))
    keys = f"(SELECT DISTINCT {quoted(key)} AS k FROM {omop.relation(table, key)} AS u)"
    join = f"LEFT JOIN {keys} AS f ON f.k = {column}"
    return dataclasses.replace(
        base, among=among, bad="f.k IS NULL", join=join, grain="values", needs=(table,)
    )


def _bounded(omop: Omop, field: OmopField, limit: Limit, base: Question) -> Question:  # noqa: ARG001
    sign = "<" if limit.check == "plausibleValueLow" else ">"
    return dataclasses.replace(base, bad=f"t.{quoted(field.name)} {sign} {_bound(limit.argument, field)}")


def _ordered(omop: Omop, field: OmopField, limit: Limit, base: Question) -> Question | None:
    """A start before its end: ``plausibleStartBeforeEnd`` is asked of the start, the other of the end."""
    table, other = limit.argument.split(".") if "." in limit.argument else (field.table, limit.argument)
    if table != field.table or other not in omop.found[table].columns:
        return None
    this, that = f"t.{quoted(field.name)}", f"t.{quoted(other)}"
    sign = ">" if limit.check == "plausibleStartBeforeEnd" else "<"
    return dataclasses.replace(
        base, bad=f"{this} {sign} {that}", among=f"{base.among} AND {that} IS NOT NULL"
    )


def _lived(omop: Omop, field: OmopField, limit: Limit, base: Question) -> Question | None:
    """What is compared with a birth, a death or a visit; each once a person, whatever is doubled."""
    what = _LIVED[limit.check]
    if what.key not in omop.found[field.table].columns:
        return None
    if what.table not in omop.found:
        return dataclasses.replace(base, needs=(what.table,))
    day = f"CAST(t.{quoted(field.name)} AS DATE)"
    told = what.told.format(relation=omop.relation(what.table, what.told))
    return dataclasses.replace(
        base,
        bad=what.bad.format(day=day),
        among=f"{base.among} AND x.{what.known} IS NOT NULL",
        join=f"LEFT JOIN ({told}) AS x ON x.{what.key} = t.{what.key}",
        # Without deaths nobody has died; without persons or visits nothing is known.
        needs=() if what.table == "death" else (what.table,),
    )


def _of_concept(omop: Omop, field: OmopField, limit: Limit, base: Question) -> Question:
    if "concept" not in omop.found:
        return dataclasses.replace(base, needs=("concept",))
    wanted = limit.argument.replace("'", "''")
    bad = {
        "fkDomain": f"c.domain_id IS DISTINCT FROM '{wanted}'",
        "fkClass": f"c.concept_class_id IS DISTINCT FROM '{wanted}'",
        "isStandardValidConcept": "(c.standard_concept IS DISTINCT FROM 'S' OR c.invalid_reason IS NOT NULL)",
    }[limit.check]
    told = (
        "SELECT concept_id, max(domain_id) AS domain_id, max(concept_class_id) AS concept_class_id, "
        "max(standard_concept) AS standard_concept, max(NULLIF(trim(invalid_reason), '')) AS invalid_reason "
        "FROM {relation} AS u GROUP BY concept_id"
    )
    named = told.format(relation=omop.relation("concept", told))
    column = f"t.{quoted(field.name)}"
    return dataclasses.replace(
        base,
        bad=bad,
        among=f"{column} <> 0 AND c.concept_id IS NOT NULL",
        join=f"LEFT JOIN ({named}) AS c ON c.concept_id = {column}",
        grain="values",
        needs=("concept",),
    )


def _bound(argument: str, field: OmopField) -> str:
    if argument == "tomorrow":
        return "CURRENT_DATE + 1"
    if argument == "next year":
        return "EXTRACT(YEAR FROM CURRENT_DATE) + 1"
    return f"DATE '{argument}'" if field.kind in {"day", "time"} else argument


class _Lived(NamedTuple):
    """A day of a person's life or stay that other days are compared with."""

    table: str
    key: str
    told: str
    known: str
    bad: str


_DEATH = _Lived(
    "death",
    "person_id",
    "SELECT person_id, min(death_date) AS died FROM {relation} AS q GROUP BY person_id",
    "died",
    f"{{day}} > x.died + {AFTER_DEATH}",
)
_LIVED = {
    "plausibleAfterBirth": _Lived("person", "person_id", _BIRTH, "born", "{day} < x.born"),
    "plausibleBeforeDeath": _DEATH,
    "plausibleDuringLife": _DEATH,
    "withinVisitDates": _Lived(
        "visit_occurrence",
        "visit_occurrence_id",
        "SELECT visit_occurrence_id, min(visit_start_date) AS began, max(visit_end_date) AS ended "
        "FROM {relation} AS q GROUP BY visit_occurrence_id",
        "began",
        f"({{day}} < x.began - {AROUND_VISIT} OR {{day}} > x.ended + {AROUND_VISIT})",
    ),
}
_MAKERS: dict[str, Callable[[Omop, OmopField, Limit, Question], Question | None]] = {
    "isRequired": _empty,
    "measureValueCompleteness": _empty,
    "standardConceptRecordCompleteness": _unmapped,
    "sourceConceptRecordCompleteness": _unmapped,
    "isPrimaryKey": _unique,
    "isForeignKey": _refers,
    **dict.fromkeys(("fkDomain", "fkClass", "isStandardValidConcept"), _of_concept),
    **dict.fromkeys(("plausibleValueLow", "plausibleValueHigh"), _bounded),
    **dict.fromkeys(("plausibleStartBeforeEnd", "plausibleTemporalAfter"), _ordered),
    **dict.fromkeys(_LIVED, _lived),
}

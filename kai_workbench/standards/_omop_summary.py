# ruff: noqa: S608, names are quoted and values written by _omop_predicate
"""An OMOP database at a glance."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl

from kai_workbench.text import Lang, say

from ._domain import Standard

if TYPE_CHECKING:
    from ._omop import Omop

_GENDERS = {8507: "male", 8532: "female"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class OmopSummary:
    """Whose data these are.

    Attributes
    ----------
    where, standard
        The path or address, and the version of the common data model.
    source_name, vocabulary
        As CDM_SOURCE tells them; empty where it does not.
    persons
        Number of persons; ``None`` without a PERSON table.
    sexes
        Number of persons by ``male``, ``female`` and ``other``.
    period
        First and last day under observation; ``None`` where there is none.
    tables
        One row a table: ``table``, ``rows``, ``counted`` (else the planner's estimate).
    missing
        Published tables that are not there.
    """

    where: str
    standard: Standard
    source_name: str
    vocabulary: str
    persons: int | None
    sexes: dict[str, int]
    period: tuple[dt.date, dt.date] | None
    tables: pl.DataFrame
    missing: tuple[str, ...]

    def told(self, lang: Lang = "en") -> str:
        """The summary as lines of text."""
        sexes = ", ".join(f"{say(f'omop.sex.{key}', lang)} {count:,}" for key, count in self.sexes.items())
        days = " – ".join(day.isoformat() for day in self.period) if self.period else say("omop.none", lang)
        facts = {
            "standard": str(self.standard),
            "source": self.source_name or say("omop.none", lang),
            "vocabulary": self.vocabulary or say("omop.none", lang),
            "persons": say("omop.none", lang) if self.persons is None else f"{self.persons:,} ({sexes})",
            "period": days,
        }
        lines = [f"{say(f'omop.fact.{key}', lang)}: {value}" for key, value in facts.items()]
        for table, rows, counted in self.tables.iter_rows():
            if rows:
                about = "" if counted else "~"
                lines.append(f"  {table.upper()} ({say(f'omop.table.{table}', lang)}): {about}{rows:,}")
        empty = [table.upper() for table, rows, _ in self.tables.iter_rows() if not rows]
        if empty:
            lines.append(f"{say('omop.fact.empty', lang)}: {', '.join(empty)}")
        if self.missing:
            lines.append(
                f"{say('omop.fact.missing', lang)}: {', '.join(name.upper() for name in self.missing)}"
            )
        return "\n".join(lines)


def summary_of(omop: Omop) -> OmopSummary:
    """The summary of an open database: one question for all counts, large tables estimated."""
    from ._omop_fields import omop_fields

    about = _first(omop, "cdm_source", ["cdm_source_name", "vocabulary_version"])
    days = _first(
        omop,
        "observation_period",
        ["min(observation_period_start_date) AS a", "max(observation_period_end_date) AS b"],
    )
    persons: int | None = None
    sexes: dict[str, int] = {}
    if "person" in omop:
        people = omop.relation("person", "gender_concept_id")
        sql = f"SELECT gender_concept_id, count(*) FROM {people} AS t GROUP BY 1"
        for gender, count in omop.collect(sql).iter_rows():
            key = _GENDERS.get(gender, "other")
            sexes[key] = sexes.get(key, 0) + int(count)
        persons = sum(sexes.values())
    return OmopSummary(
        where=omop.where,
        standard=omop.standard,
        source_name=str(about[0] or "") if about else "",
        vocabulary=str(about[1] or "") if about else "",
        persons=persons,
        sexes={key: sexes[key] for key in ("female", "male", "other") if key in sexes},
        period=(days[0], days[1]) if days and days[0] is not None and days[1] is not None else None,
        tables=_counts(omop),
        missing=tuple(name for name in omop_fields(omop.version) if name not in omop.found),
    )


def _first(omop: Omop, table: str, columns: list[str]) -> tuple[Any, ...] | None:
    if table not in omop:
        return None
    rows = omop.collect(
        f"SELECT {', '.join(columns)} FROM {omop.relation(table, ' '.join(columns))} AS t LIMIT 1"
    )
    return rows.row(0) if rows.height else None


def _counts(omop: Omop) -> pl.DataFrame:
    large = omop.source.estimates()
    known = {name: large.get((table.schema, table.source_name)) for name, table in omop.found.items()}
    counted = [name for name, rows in known.items() if rows is None]
    if counted:
        # A frame has no two columns of the same name, so every count has its table's.
        counts = [f"(SELECT count(*) FROM {omop.relation(name, '')} AS t) AS {name}" for name in counted]
        known |= omop.collect(f"SELECT {', '.join(counts)}").row(0, named=True)
    rows = [(name, known[name], name in counted) for name in omop.found]
    return pl.DataFrame(
        rows, schema={"table": pl.String, "rows": pl.Int64, "counted": pl.Boolean}, orient="row"
    )

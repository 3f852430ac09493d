"""What a study is, at a glance: species, arms and sets, doses, domains, rows, period."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import polars as pl

from ._domain import Standard

if TYPE_CHECKING:
    from ._study import Study

_DOMAINS = {
    "domain": pl.String,
    "label": pl.String,
    "rows": pl.Int64,
    "variables": pl.Int64,
    "format": pl.String,
    "file": pl.String,
}
_ARMS = {"arm_code": pl.String, "arm": pl.String, "subjects": pl.Int64}
_SETS = {
    "set_code": pl.String,
    "set": pl.String,
    "dose": pl.String,
    "unit": pl.String,
    "subjects": pl.Int64,
}
_DOSES = {"treatment": pl.String, "dose": pl.String, "unit": pl.String, "source": pl.String}
# Where a start and an end are looked for, best first: trial summary parameters, then columns of subjects.
_PERIODS = (("STSTDTC", "STENDTC"), ("SSTDTC", "SENDTC"), ("EXPSTDTC", "EXPENDTC"))
_SUBJECT_PERIODS = (("DM", "RFSTDTC", "RFENDTC"), ("ADSL", "TRTSDT", "TRTEDT"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class StudySummary:
    """A study at a glance.

    Attributes
    ----------
    study_id, standard, title
        As :class:`Study`; the title of its trial summary.
    species, strains, routes, treatments
        Texts as the study writes them; none where it does not say.
    subjects
        Number of subjects; ``None`` without demographics.
    sexes
        Number of subjects by sex.
    arms
        arm_code, arm, subjects.
    sets
        set_code, set, dose, unit (texts of TX, not numbers: they hold "1,000.0" and "0;20;50"), subjects.
    doses
        treatment, dose, unit, source (``TX`` or ``EX``): each that occurs, once.
    domains
        domain, label, rows, variables, format, file.
    start, end
        First and last day as text; empty where unknown.
    """

    study_id: str | None
    standard: Standard | None
    title: str
    species: tuple[str, ...]
    strains: tuple[str, ...]
    routes: tuple[str, ...]
    treatments: tuple[str, ...]
    subjects: int | None
    sexes: dict[str, int]
    arms: pl.DataFrame
    sets: pl.DataFrame
    doses: pl.DataFrame
    domains: pl.DataFrame
    start: str
    end: str

    @property
    def rows(self) -> int:
        """Records of all domains."""
        return int(self.domains["rows"].sum())


def summarise(study: Study) -> StudySummary:
    """The summary of a study; see :meth:`Study.summary`."""
    trial = _trial_summary(study)
    people = _subjects(study)
    sets = _sets(study, people)
    start, end = _period(study, trial)
    sexes = people["SEX"].drop_nulls().value_counts(sort=True).rows() if "SEX" in people.columns else []
    return StudySummary(
        study_id=study.study_id,
        standard=study.standard,
        title=next(iter(trial.get("TITLE", trial.get("STITLE", ()))), ""),
        species=_told(trial, "SPECIES", people),
        strains=_told(trial, "STRAIN", people),
        routes=trial.get("ROUTE", ()),
        treatments=trial.get("TRT", ()),
        subjects=people.height if people.width else None,
        sexes=dict(sexes),
        arms=_arms(study, people),
        sets=sets,
        doses=_doses(study, sets),
        domains=pl.DataFrame(
            [
                (one.name, one.label, one.rows, len(one.columns), one.format, one.file)
                for one in study.domains.values()
            ],
            schema=_DOMAINS,
            orient="row",
        ),
        start=start,
        end=end,
    )


def _columns(study: Study, domain: str, *names: str) -> pl.DataFrame:
    """The named columns of a domain that are there; an empty frame where none is."""
    if domain not in study:
        return pl.DataFrame()
    there = [name for name in names if name in study[domain]]
    return study[domain].frame.select(there).collect() if there else pl.DataFrame()


def _trial_summary(study: Study) -> dict[str, tuple[str, ...]]:
    told = _columns(study, "TS", "TSPARMCD", "TSVAL")
    if told.width < 2:
        return {}
    kept = told.drop_nulls().unique(maintain_order=True)
    grouped = kept.group_by("TSPARMCD", maintain_order=True).agg("TSVAL")
    return {name: tuple(values) for name, values in grouped.iter_rows()}


def _subjects(study: Study) -> pl.DataFrame:
    names = ("USUBJID", "SEX", "SPECIES", "STRAIN", "ARMCD", "ARM", "SETCD", "TRT01P")
    people = _columns(study, "DM" if "DM" in study else "ADSL", *names)
    return people.unique("USUBJID", maintain_order=True) if "USUBJID" in people.columns else pl.DataFrame()


def _told(trial: dict[str, tuple[str, ...]], name: str, people: pl.DataFrame) -> tuple[str, ...]:
    if name in trial or name not in people.columns:
        return trial.get(name, ())
    return tuple(people[name].drop_nulls().unique().sort())


def _count(people: pl.DataFrame, by: str) -> pl.DataFrame:
    return people.group_by(by, maintain_order=True).agg(subjects=pl.len().cast(pl.Int64))


def _arms(study: Study, people: pl.DataFrame) -> pl.DataFrame:
    planned = _columns(study, "TA", "ARMCD", "ARM")
    if planned.width == 2:
        arms = planned.drop_nulls("ARMCD").unique("ARMCD", maintain_order=True)
        if "ARMCD" in people.columns:
            arms = arms.join(_count(people, "ARMCD"), on="ARMCD", how="left")
        else:
            arms = arms.with_columns(subjects=pl.lit(None, pl.Int64))
        return arms.rename({"ARMCD": "arm_code", "ARM": "arm"}).select(*_ARMS)
    by = next((name for name in ("ARM", "TRT01P", "ARMCD") if name in people.columns), None)
    if by is None:
        return pl.DataFrame(schema=_ARMS)
    return _count(people, by).select(
        arm_code=pl.lit(None, pl.String), arm=pl.col(by), subjects=pl.col("subjects")
    )


def _sets(study: Study, people: pl.DataFrame) -> pl.DataFrame:
    told = _columns(study, "TX", "SETCD", "SET", "TXPARMCD", "TXVAL")
    if not {"SETCD", "TXPARMCD", "TXVAL"} <= set(told.columns):
        return pl.DataFrame(schema=_SETS)
    label = "SET" if "SET" in told.columns else "SETCD"

    def value(parameter: str) -> pl.Expr:
        return pl.col("TXVAL").filter(pl.col("TXPARMCD") == parameter).drop_nulls().str.join("; ")

    sets = told.group_by("SETCD", maintain_order=True).agg(
        pl.col(label).first().alias("set"), dose=value("TRTDOS"), unit=value("TRTDOSU")
    )
    blank = [pl.when(pl.col(name) != "").then(name) for name in ("dose", "unit")]
    sets = sets.with_columns(blank)
    if "SETCD" in people.columns:
        sets = sets.join(_count(people, "SETCD"), on="SETCD", how="left")
    else:
        sets = sets.with_columns(subjects=pl.lit(None, pl.Int64))
    return sets.rename({"SETCD": "set_code"}).select(*_SETS)


def _doses(study: Study, sets: pl.DataFrame) -> pl.DataFrame:
    """Doses of the sets where TX tells them; of EX otherwise (EX may be per animal where TX is per kg)."""
    if sets["dose"].is_not_null().any():
        told = sets.drop_nulls("dose").unique(["dose", "unit"], maintain_order=True)
        return told.select(
            treatment=pl.lit(None, pl.String), dose="dose", unit="unit", source=pl.lit("TX")
        ).select(*_DOSES)
    told = _columns(study, "EX", "EXTRT", "EXDOSE", "EXDOSU")
    if told.width < 3:
        return pl.DataFrame(schema=_DOSES)
    once = told.drop_nulls("EXDOSE").unique(maintain_order=True).sort("EXTRT", "EXDOSE")
    text = pl.col("EXDOSE").cast(pl.String).str.strip_suffix(".0")
    return once.select(treatment="EXTRT", dose=text, unit="EXDOSU", source=pl.lit("EX")).select(*_DOSES)


def _period(study: Study, trial: dict[str, tuple[str, ...]]) -> tuple[str, str]:
    start = end = ""
    for first, last in _PERIODS:
        start = start or next(iter(trial.get(first, ())), "")
        end = end or next(iter(trial.get(last, ())), "")
    for domain, first, last in _SUBJECT_PERIODS:
        days = _columns(study, domain, first, last)
        if not start and first in days.columns:
            start = _day(days[first].min())
        if not end and last in days.columns:
            end = _day(days[last].max())
    return start, end


def _day(value: object) -> str:
    return "" if value is None else str(value)[:10]

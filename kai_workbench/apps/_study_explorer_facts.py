"""What a study holds, put side by side once: animals, dose groups, findings, measurements, weights."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import polars as pl

from kai_workbench import linkage
from kai_workbench.errors import KaiError
from kai_workbench.standards import Study

_MEASURED = ("LB", "OM", "EG", "VS", "CV", "RE")
_NORMAL = ("NORMAL", "UNREMARKABLE", "NO ABNORMALITIES", "NO ABNORMALITIES DETECTED", "NO VISIBLE LESIONS")
MEASURES = {
    "subject": pl.String,
    "test": pl.String,
    "title": pl.String,
    "category": pl.String,
    "unit": pl.String,
    "day": pl.Float64,
    "value": pl.Float64,
}
WEIGHTS = {
    "subject": pl.String,
    "day": pl.Float64,
    "weight": pl.Float64,
    "unit": pl.String,
    "value": pl.Float64,
}


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """One study, read.

    Attributes
    ----------
    name
        What it is called in the address.
    study
        The package.
    synthetic
        Whether the catalog says that its animals are invented; ``None`` for a reader's own package.
    labels, unit, control
        The dose groups in order: their doses as shown, the doses' unit, whether each is a control.
    crossed
        Whether animals get several doses in turn (a Latin square), so that groups are orders of doses.
    animals
        ``subject``, ``short`` (without the study's name), ``sex``, ``set_code``, ``rank`` (place of
        the dose group), ``recovery``, ``satellite``.
    incidence
        Of :func:`kai_workbench.linkage.findings` with ``rank`` and ``key``; empty without findings.
    lesions
        One row an animal and finding: ``subject``, ``domain``, ``organ``, ``term``, ``key``, ``grade``.
    measures
        One row an animal, test and day: ``subject``, ``test`` (key), ``title``, ``category``, ``unit``,
        ``day``, ``value`` (the mean where several were taken in a day).
    weights
        Body weight from the last before the first dose on: ``subject``, ``day``, ``weight``, ``unit``
        and ``value``, per cent of that first one. Terminal weights are of fasted animals and are not here.
    told
        The trial summary, first value of each parameter.
    """

    name: str
    study: Study
    synthetic: bool | None
    labels: tuple[str, ...]
    unit: str
    control: tuple[bool, ...]
    crossed: bool
    animals: pl.DataFrame
    incidence: pl.DataFrame
    lesions: pl.DataFrame
    measures: pl.DataFrame
    weights: pl.DataFrame
    told: dict[str, str]

    @property
    def species(self) -> str:
        """In small letters, as the charts know it."""
        return self.told.get("SPECIES", "").lower()

    @functools.cached_property
    def groups(self) -> Any:
        """The dose groups as the charts want them."""
        from kai_workbench.charts import DoseGroups

        return DoseGroups(self.labels, self.unit, self.control, self.species)

    @property
    def names(self) -> list[str]:
        """Each group's dose with its unit."""
        return [f"{label} {self.unit}".strip() for label in self.labels]

    def subject(self, short: str) -> str | None:
        """The animal that is called so in short."""
        found = self.animals.filter(pl.col("short") == short)["subject"]
        return str(found[0]) if found.len() else None


def facts(study: Study, *, name: str, synthetic: bool | None) -> Facts:
    """Read what the app shows; takes a second for a large study.

    Raises
    ------
    kai_workbench.standards.MissingDomain
        The package has no demographics: nothing can be shown of animals that are not known.
    KaiError
        The demographics name no animal.
    """
    demographics = study["DM"]
    if "USUBJID" not in demographics or _named(study.frame("DM")).is_empty():
        raise KaiError("study_explorer_no_animals", where=demographics.file)
    told = linkage.groups(study)
    sets, labels, unit, control = _groups(told)
    prefix = f"{study.study_id}"
    short = pl.col("subject").str.strip_prefix(prefix).str.strip_chars_start("-_. ")
    animals = (
        linkage.animals(study)
        .unique("subject", keep="first", maintain_order=True)
        .join(sets, on="set_code", how="left", maintain_order="left")
        .select(
            "subject",
            pl.when(short == "").then("subject").otherwise(short).alias("short"),
            "sex",
            "set_code",
            "rank",
            pl.col("recovery").fill_null(value=False),
            pl.col("satellite").fill_null(value=False),
        )
    )
    return Facts(
        name=name,
        study=study,
        synthetic=synthetic,
        labels=labels,
        unit=unit,
        control=control,
        crossed=bool((told["dose_problem"] == "several").any()),
        animals=animals,
        incidence=_incidence(study, sets),
        lesions=pl.concat([_lesions(study, domain) for domain in ("MI", "MA")]),
        measures=_measures(study),
        weights=_weights(study),
        told=_told(study),
    )


def _named(demographics: pl.DataFrame) -> pl.Series:
    subjects = demographics["USUBJID"].cast(pl.String).drop_nulls()
    return subjects.filter(subjects.str.strip_chars() != "")


def _groups(sets: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...], str, tuple[bool, ...]]:
    """The place of each set among the doses, and what the doses are called."""
    same = ["dose", "dose_unit", "control", "_text"]
    told = sets.with_columns(
        _text=pl.when(pl.col("dose").is_null()).then(pl.coalesce("dose_text", "group_label", "set_code")),
        control=pl.col("control").fill_null(value=False),
    )
    ordered = (
        told.unique(same, keep="first", maintain_order=True)
        .sort("control", "dose", descending=[True, False], nulls_last=True, maintain_order=True)
        .with_row_index("rank")
        .with_columns(pl.col("rank").cast(pl.Int64))
    )
    units_ = ordered["dose_unit"].drop_nulls().unique()
    unit = str(units_[0]) if units_.len() == 1 else ""
    labels = tuple(
        " ".join(filter(None, [_said(row), "" if unit else row["dose_unit"]]))
        for row in ordered.iter_rows(named=True)
    )
    joined = told.select("set_code", *same).join(
        ordered.select(*same, "rank"), on=same, how="left", nulls_equal=True
    )
    return joined.select("set_code", "rank"), labels, unit, tuple(ordered["control"])


def _said(row: dict[str, Any]) -> str:
    return f"{row['dose']:,.6g}" if row["dose"] is not None else str(row["_text"])


def _incidence(study: Study, sets: pl.DataFrame) -> pl.DataFrame:
    domain = next((one for one in ("MI", "MA", "TF") if one in study), None)
    if domain is None:
        return pl.DataFrame(schema={"key": pl.String, "organ": pl.String})
    found = linkage.findings(study, domain)
    return found.join(sets, on="set_code", how="left", maintain_order="left").with_columns(
        key=pl.concat_str("organ", pl.lit(": "), "term"), rank=pl.col("rank")
    )


def _column(frame: pl.DataFrame, name: str, kind: Any = pl.String) -> pl.Expr:
    """A column under this type, empty where the file lacks it; some files write numbers as text."""
    if name not in frame.columns:
        return pl.lit(None, kind).alias(name)
    there = pl.col(name)
    if frame.schema[name] == pl.String:
        there = there.str.strip_chars()
    return there.cast(kind, strict=False)


def _day(frame: pl.DataFrame, domain: str) -> pl.Expr:
    """The planned day before the day itself, so that the animals of a group share it."""
    names = (f"{domain}NOMDY", "VISITDY", f"{domain}DY")
    return pl.coalesce(_column(frame, name, pl.Float64) for name in names).alias("day")


def _lesions(study: Study, domain: str) -> pl.DataFrame:
    """Every finding of every animal, named as :func:`kai_workbench.linkage.findings` names it."""
    frame = study.frame(domain) if domain in study else pl.DataFrame()
    result = pl.coalesce(_column(frame, f"{domain}STRESC"), _column(frame, f"{domain}ORRES"))
    named = frame.select(
        subject=_column(frame, "USUBJID"),
        domain=pl.lit(domain),
        organ=_column(frame, f"{domain}SPEC").str.strip_chars().str.to_uppercase(),
        term=result.str.strip_chars().str.to_uppercase(),
        grade=_column(frame, f"{domain}SEV").str.strip_chars().str.to_lowercase(),
    )
    seen = named.filter(
        pl.col("term").is_not_null() & (pl.col("term") != "") & ~pl.col("term").is_in(_NORMAL)
    )
    if not frame.width:
        seen = seen.clear()
    return seen.with_columns(key=pl.concat_str("organ", pl.lit(": "), "term"))


def _measures(study: Study) -> pl.DataFrame:
    parts = [_measured(study.frame(domain), domain) for domain in _MEASURED if domain in study]
    together = pl.concat([pl.DataFrame(schema=MEASURES), *parts])
    keys = [name for name in MEASURES if name != "value"]
    return together.group_by(keys, maintain_order=True).agg(pl.col("value").mean())


def _measured(frame: pl.DataFrame, domain: str) -> pl.DataFrame:
    specimen = _column(frame, f"{domain}SPEC")
    title = pl.coalesce(_column(frame, f"{domain}TEST"), _column(frame, f"{domain}TESTCD"))
    if domain == "OM":
        title = pl.concat_str(specimen.str.to_titlecase(), pl.lit(" – "), title.str.to_lowercase())
    category = _column(frame, f"{domain}CAT").str.to_uppercase() if domain == "LB" else pl.lit(domain)
    parts = [_column(frame, f"{domain}TESTCD"), specimen.fill_null("")]
    excluded = _column(frame, f"{domain}EXCLFL").eq_missing("Y")
    return (
        frame.filter(~excluded)
        .select(
            subject=_column(frame, "USUBJID"),
            test=pl.concat_str(pl.lit(domain), *parts, separator="/").str.strip_chars_end("/"),
            title=title,
            category=pl.coalesce(category, pl.lit(domain)),
            unit=_column(frame, f"{domain}STRESU").fill_null(""),
            day=_day(frame, domain),
            value=_column(frame, f"{domain}STRESN", pl.Float64),
        )
        .drop_nulls(["subject", "test", "value"])
    )


def _weights(study: Study) -> pl.DataFrame:
    if "BW" not in study:
        return pl.DataFrame(schema=WEIGHTS)
    frame = study.frame("BW")
    weighed = (
        frame.filter(_column(frame, "BWTESTCD").eq_missing("BW"))
        .select(
            subject=_column(frame, "USUBJID"),
            day=_day(frame, "BW"),
            weight=_column(frame, "BWSTRESN", pl.Float64),
            unit=_column(frame, "BWSTRESU").fill_null(""),
        )
        .drop_nulls(["subject", "day", "weight"])
        .sort("subject", "day")
    )
    before = pl.col("day").filter(pl.col("day") <= 1).last().over("subject")
    begun = weighed.with_columns(_start=pl.coalesce(before, pl.col("day").first().over("subject")))
    start = pl.col("weight").filter(pl.col("day") == pl.col("_start")).first().over("subject")
    kept = begun.with_columns(value=100 * pl.col("weight") / start).filter(pl.col("day") >= pl.col("_start"))
    return kept.select(list(WEIGHTS))


def _told(study: Study) -> dict[str, str]:
    """The trial summary, first value of each parameter."""
    if "TS" not in study:
        return {}
    frame = study.frame("TS")
    said = frame.select(_column(frame, "TSPARMCD"), _column(frame, "TSVAL")).drop_nulls()
    return {code: value.strip() for code, value in reversed(said.rows()) if value.strip()}

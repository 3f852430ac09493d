"""What a comparison of animals and people rests on that is weak, said one thing at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from types import MappingProxyType

import polars as pl

from kai_workbench.quality import QualityTable
from kai_workbench.standards import Study
from kai_workbench.text import Lang, phrases, say

from ._concentrations import concentrations
from ._design import animals, groups
from ._design import species as species_of
from ._events import event_terms
from ._exposures import exposures
from ._group_exposures import GroupExposure
from ._incidence import incidence_interval
from ._records import study_name

# Fewer than this, and none affected still allows an incidence of 31% or more.
_FEW = 10
# Fewer than this, and the spread of a mean is hardly told.
_LEAST = 3


@dataclasses.dataclass(frozen=True, kw_only=True)
class Weakness:
    """One thing that is weak.

    Attributes
    ----------
    code
        What it is: phrase ``weakness.<code>``.
    where
        Names of species and studies.
    values
        What the phrase fills in; a value that is itself the key of a phrase is said in the same language.
    """

    code: str
    where: tuple[str, ...] = ()
    values: MappingProxyType[str, object] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    def say(self, lang: Lang = "en") -> str:
        """In a sentence."""
        known = phrases()
        filled = {
            name: say(value, lang) if isinstance(value, str) and value in known else value
            for name, value in self.values.items()
        }
        names = [say(f"species.{one}", lang) if f"species.{one}" in known else one for one in self.where]
        return say(f"weakness.{self.code}", lang, where=", ".join(names), **filled)


def study_weaknesses(
    study: Study,
    *,
    findings: pl.DataFrame,
    quality: QualityTable | None = None,
    lost: Sequence[Weakness] | None = None,
) -> list[Weakness]:
    """What is weak in one study.

    Parameters
    ----------
    study
        An open SEND or SDTM study.
    findings
        From :func:`findings` or :func:`event_findings`, sexes together.
    quality
        From :func:`kai_workbench.quality.check_study`; without, that it was not checked is a weakness.
    lost
        From :func:`left_out`, where it is known already.

    Returns
    -------
    list of Weakness
        Failed checks by category; checks that could not be evaluated; files that were not read; rows left
        out of the comparison, with why; organs at which fewer than ten animals or people were looked at.
    """
    who = _who(study)
    return [*_checked(who, quality), *(left_out(study) if lost is None else lost), *_few(findings, who)]


def exposure_weaknesses(exposures: Sequence[GroupExposure], *, species: Sequence[str]) -> list[Weakness]:
    """What is weak in the exposures of a programme.

    Parameters
    ----------
    exposures
        Of all species, from :func:`group_exposures` and its kind.
    species
        Those compared; one without any exposure is a weakness.

    Returns
    -------
    list of Weakness
        Species without exposure; exposures of unknown uncertainty; those that rest on sparse samples, or
        were computed from concentrations because the study reports none; means of fewer than three. One
        weakness names all species that have it.
    """
    mine = [one for one in exposures if one.source != "expected"]
    measured = {one.species for one in mine}
    without = tuple(one for one in species if one not in measured)
    found = [_weakness("exposure_none", without)] if without else []
    counts = {
        "exposure_alone": [one for one in mine if not one.known],
        "exposure_sparse": [one for one in mine if one.source == "sparse" or _is_sparse(one)],
        "exposure_computed": [
            one for one in mine if one.computed and one.source != "curve" and not _is_sparse(one)
        ],
        "exposure_few": [one for one in mine if one.source == "each" and one.n < _LEAST],
        "exposure_clearance": [one for one in mine if one.source == "clearance"],
    }
    for code, weak in counts.items():
        where = tuple(dict.fromkeys(one.species for one in weak))
        if where:
            of = sum(one.species in where for one in mine)
            found.append(_weakness(code, where, n=len(weak), all=of))
    return found


def _is_sparse(one: GroupExposure) -> bool:
    return one.computed and one.source == "pool"


def _weakness(code: str, where: tuple[str, ...], **values: object) -> Weakness:
    return Weakness(code=code, where=where, values=MappingProxyType(values))


def _checked(who: tuple[str, ...], quality: QualityTable | None) -> list[Weakness]:
    if quality is None:
        return [_weakness("unchecked", who)]
    told = quality.checks.filter(pl.col("status").is_in(["failed", "passed"]))
    failed = pl.col("status") == "failed"
    # A check that passed may have found something below what is allowed.
    counted = told.group_by("category").agg(
        n=failed.sum(), all=pl.len(), rows=pl.col("failures").filter(failed).sum()
    )
    found = [
        _weakness(
            "failed",
            who,
            category=f"quality.category.{row['category']}",
            n=f"{row['n']:,}",
            all=f"{row['all']:,}",
            rows=f"{row['rows'] or 0:,}",
        )
        for row in counted.sort("category").iter_rows(named=True)
        if row["n"]
    ]
    blind = quality.checks.filter(status="not evaluated").height
    if blind:
        found.append(_weakness("not_evaluated", who, n=f"{blind:,}", all=f"{told.height + blind:,}"))
    return found


def _who(study: Study) -> tuple[str, ...]:
    return tuple(filter(None, (species_of(study), study_name(study))))


def left_out(study: Study) -> list[Weakness]:
    """Files and rows of a study that take no part in a comparison, counted by why."""
    found, who = [], _who(study)

    def add(code: str, n: int, of: int, **values: object) -> None:
        if n:
            found.append(_weakness(code, who, n=f"{n:,}", all=f"{of:,}", **values))

    files = study.problems["file"].drop_nulls().unique()
    add("file", files.len(), files.len(), files=_named(files.sort().to_list()))
    if {"PP", "PC"} & set(study.domains):
        told = exposures(study)
        add("negative", told.filter(problem="negative").height, told.height)
        add("pool_unknown", told.filter(problem="pool_unknown").height, told.height)
    if "PC" in study:
        samples = concentrations(study)
        lost = pl.col("time_h").is_null() | (pl.col("concentration").is_null() & ~pl.col("below_limit"))
        add("sample", samples.filter(lost).height, samples.height)
    if "TX" in study:
        sets = groups(study)
        lost_sets = sets.filter(pl.col("dose").is_null())
        texts = [str(one) for one in lost_sets["dose_text"].drop_nulls().unique().sort().to_list()]
        add("dose", lost_sets.height, sets.height, texts=_named(texts) or "–")
        placed = animals(study)
        lost_animals = placed.filter(pl.col("control").is_null())
        add("no_set", lost_animals.height, placed.height)
    if "AE" in study:
        terms = event_terms(study)
        lost_terms = terms.filter(pl.col("organ").is_null())
        add("event", lost_terms.height, terms.height, terms=_named(lost_terms["term"].to_list()))
    return found


def _named(names: Sequence[str], *, most: int = 4) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _few(findings: pl.DataFrame, who: tuple[str, ...]) -> list[Weakness]:
    main = findings.filter(~pl.col("recovery"), pl.col("dose").is_not_null(), pl.col("examined") > 0)
    if not main.height:
        return [_weakness("no_findings", who)]
    # A finding of an organ repeats its denominator; sets of one dose are put together.
    looked = (
        main.group_by("organ", "dose", "set_code")
        .agg(pl.col("examined").max())
        .group_by("organ", "dose")
        .agg(pl.col("examined").sum())
    )
    few = looked.filter(pl.col("examined") < _FEW)
    if not few.height:
        return []
    least = int(few["examined"].min())  # type: ignore[arg-type]
    upper = incidence_interval(0, least, kind="clopper-pearson")[1]
    return [
        _weakness("few", who, n=few.height, all=looked.height, few=_FEW, least=least, upper=f"{upper:.0%}")
    ]

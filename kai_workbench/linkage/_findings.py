"""Findings with the denominators that they need: the animals examined for that organ."""

from __future__ import annotations

import polars as pl

from kai_workbench.errors import KaiError
from kai_workbench.standards import Study

from ._design import animals
from ._records import records, study_name

_NORMAL = (
    "NORMAL",
    "UNREMARKABLE",
    "NO ABNORMALITIES DETECTED",
    "NO ABNORMALITY DETECTED",
    "NAD",
    "WITHIN NORMAL LIMITS",
)
# Results that say that nobody looked: the animal does not belong to the denominator.
_NOT_LOOKED = (
    r"^(?:NOT|NO LONGER) (?:DONE|EXAMINED|EVALUATED|AVAILABLE|SAMPLED|COLLECTED|TAKEN|SECTIONED)\b"
    r"|\b(?:TISSUE|ORGAN|SPECIMEN|SAMPLE|SLIDE|SECTION)S?,? (?:WAS |WERE )?"
    r"(?:LOST|MISSING|UNAVAILABLE"
    r"|NOT (?:PRESENT|AVAILABLE|EXAMINED|EVALUATED|COLLECTED|SAMPLED|TAKEN|ON SLIDE))\b"
    r"|\b(?:INSUFFICIENT|INADEQUATE) (?:TISSUE|SPECIMEN|SAMPLE|MATERIAL|SECTION)\b"
    r"|\bPRECLUDES? (?:EXAMINATION|EVALUATION|DIAGNOSIS)\b"
)
# Words of severity in their order; a study's own scale is the set of words it uses.
_WORDS = {
    "MINIMAL": 1,
    "VERY SLIGHT": 1,
    "TRACE": 1,
    "MILD": 2,
    "SLIGHT": 2,
    "MODERATE": 3,
    "MARKED": 4,
    "SEVERE": 5,
    "MASSIVE": 5,
}
_OF = r"^(\d+)\s*(?:OF|/)\s*(\d+)$"


class FindingError(KaiError):
    """A domain that holds no findings of organs was asked for."""


def severity_scale(values: pl.Series) -> str | None:
    """Name of the scale that the severities are written in.

    Returns ``minimal-mild-moderate-marked-severe``, ``n of 5`` (or whichever number it ends at),
    ``own words`` if neither, ``mixed`` if both, ``None`` if no severity is given.

    Examples
    --------
    >>> import polars as pl
    >>> severity_scale(pl.Series(["1 OF 5", "3 OF 5"]))
    'n of 5'
    """
    told = values.drop_nulls().str.to_uppercase().unique()
    if not told.len():
        return None
    ends = told.str.extract(_OF, 2).drop_nulls().unique().sort()
    words = told.is_in(list(_WORDS))
    if ends.len() == 1 and told.str.contains(_OF).all():
        return f"n of {ends[0]}"
    if words.all():
        return "minimal-mild-moderate-marked-severe"
    return "mixed" if ends.len() or words.any() else "own words"


def findings(study: Study, domain: str = "MI", *, by_sex: bool = True) -> pl.DataFrame:
    """Incidence of every finding of an organ in every trial set.

    Parameters
    ----------
    study
        An open SEND study.
    domain
        ``MI`` (microscopic), ``MA`` (macroscopic) or ``TF`` (tumours).
    by_sex
        Count the sexes apart; else ``sex`` is null.

    Returns
    -------
    polars.DataFrame
        One row per set, sex, organ and term that was seen anywhere in the study, so a set without it
        shows 0 affected; an organ that was examined and always normal has a row with a null term:
        ``study``, ``domain``, ``set_code``, ``group``, ``dose``, ``dose_unit``,
        ``control``, ``recovery``, ``toxicokinetic``, ``satellite``, ``sex``, ``organ``, ``term`` (capital
        letters), ``term_reported``, ``affected``, ``examined`` (animals with a record of that organ that
        was not "not done", nor says that the tissue was lost or could not be looked at; for TF, where
        animals without a tumour have no record, those examined in MI),
        ``severity`` (list of struct: grade as written, rank 1 (least) and up, animals),
        ``severity_scale``, ``unexamined`` (animals whose organ was not done or without result).

    Raises
    ------
    kai_workbench.standards.MissingDomain
        The study has no such domain, or no DM, without which nobody knows who was in which set.
    FindingError
        The domain holds no findings of organs.

    Notes
    -----
    Records of subjects that DM does not have are left out;
    :func:`kai_workbench.quality.check_study` names them (``keys.subject_unknown``).
    """
    domain = domain.upper()
    if domain not in {"MI", "MA", "TF"}:
        raise FindingError("finding_domain", where=domain)
    seen = _seen(study, study[domain].name)
    _ = study["DM"]
    examined_in = seen if domain != "TF" or "MI" not in study else _seen(study, "MI")
    keys = ["set_code", "sex"]
    sets = animals(study)
    if not by_sex:
        sets = sets.with_columns(sex=pl.lit(None, pl.String))
    seen = seen.join(sets.select("subject", *keys), on="subject", how="inner", maintain_order="left")
    looked = examined_in.join(sets.select("subject", *keys), on="subject", how="inner")
    examined = looked.group_by(*keys, "organ").agg(
        examined=pl.col("subject").filter("done").n_unique(),
        unexamined=pl.col("subject").filter(~pl.col("done")).n_unique(),
    )
    abnormal = seen.filter("done", ~pl.col("term").is_in(_NORMAL))
    worst = abnormal.group_by(*keys, "organ", "term", "subject", maintain_order=True).agg(
        pl.col("grade").sort_by("rank", descending=True, nulls_last=True).first(), pl.col("rank").max()
    )
    affected = worst.group_by(*keys, "organ", "term").agg(affected=pl.col("subject").n_unique())
    graded = (
        worst.drop_nulls("grade")
        .group_by(*keys, "organ", "term", "grade", "rank")
        .agg(animals=pl.len().cast(pl.Int64))
        .sort("rank", "grade")
        .group_by(*keys, "organ", "term", maintain_order=True)
        .agg(severity=pl.struct("grade", "rank", "animals"))
    )
    terms = abnormal.group_by("organ", "term", maintain_order=True).agg(
        term_reported=pl.col("reported").first()
    )
    told = sets.unique(subset=keys, maintain_order=True).drop("subject", "species", "arm", "group_label")
    scale = severity_scale(abnormal["grade"])
    return (
        examined.join(terms, on="organ", how="left")
        .join(affected, on=[*keys, "organ", "term"], how="left", nulls_equal=True)
        .join(graded, on=[*keys, "organ", "term"], how="left", nulls_equal=True)
        .join(told, on=keys, how="left", nulls_equal=True)
        .select(
            study=pl.lit(study_name(study)),
            domain=pl.lit(domain),
            set_code="set_code",
            group="group",
            dose="dose",
            dose_unit="dose_unit",
            control="control",
            recovery="recovery",
            toxicokinetic="toxicokinetic",
            satellite="satellite",
            sex="sex",
            organ="organ",
            term="term",
            term_reported="term_reported",
            affected=pl.col("affected").fill_null(0).cast(pl.Int64),
            examined=pl.col("examined").cast(pl.Int64),
            severity="severity",
            severity_scale=pl.lit(scale, pl.String),
            unexamined=pl.col("unexamined").cast(pl.Int64),
        )
        .sort("organ", "term", "set_code", "sex", nulls_last=True)
    )


def sexes_together(findings: pl.DataFrame) -> pl.DataFrame:
    """Counts of both sexes of a set as one, as ``findings(study, by_sex=False)`` has them; ``sex`` is null.

    The severities are left out.
    """
    keys = ["study", "domain", "set_code", "dose", "dose_unit", "control", "recovery", "organ", "term"]
    return (
        findings.group_by(keys, maintain_order=True)
        .agg(pl.col("affected", "examined").sum())
        .with_columns(sex=pl.lit(None, pl.String))
    )


def _seen(study: Study, domain: str) -> pl.DataFrame:
    """One row per record: subject, organ, term, grade and its rank, and whether the organ was examined."""
    names = {part: domain + part for part in ("SPEC", "STRESC", "ORRES", "SEV", "STAT")}
    told = records(study, domain, text=("USUBJID", *names.values()))
    result = pl.coalesce(names["STRESC"], names["ORRES"])
    grade = pl.col(names["SEV"]).str.to_uppercase()
    rank = pl.coalesce(
        grade.replace_strict(_WORDS, default=None, return_dtype=pl.Int64),
        grade.str.extract(_OF, 1).cast(pl.Int64),
    )
    looked = ~result.str.to_uppercase().str.contains(_NOT_LOOKED)
    undone = (pl.col(names["STAT"]).str.to_uppercase() == "NOT DONE").fill_null(value=False)
    done = result.is_not_null() & looked & ~undone
    return told.select(
        subject="USUBJID",
        organ=pl.col(names["SPEC"]).str.to_uppercase(),
        term=result.str.to_uppercase(),
        reported=result,
        grade=grade,
        rank=rank,
        done=done,
    ).filter(pl.col("organ").is_not_null())

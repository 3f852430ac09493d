"""Adverse events of people, brought to organs and counted as the animals' findings are."""

from __future__ import annotations

from types import MappingProxyType

import polars as pl

from kai_workbench.standards import Study

from ._design import treatment
from ._doses import doses
from ._records import records, study_name

# Which organ an adverse event points to: a proposal, not a verdict. Preferred terms as CDISC's public
# examples write them; MedDRA is licensed, and no part of its hierarchy is here.
EVENT_ORGANS = MappingProxyType(
    {
        "ALANINE AMINOTRANSFERASE INCREASED": "LIVER",
        "ASPARTATE AMINOTRANSFERASE INCREASED": "LIVER",
        "BLOOD BILIRUBIN INCREASED": "LIVER",
        "NEUTROPHIL COUNT DECREASED": "BONE MARROW",
        "PLATELET COUNT DECREASED": "BONE MARROW",
        "ANAEMIA": "BONE MARROW",
        "ANEMIA": "BONE MARROW",
        "NAUSEA": "STOMACH",
        "VOMITING": "STOMACH",
        "DIARRHEA": "LARGE INTESTINE",
        "DIARRHOEA": "LARGE INTESTINE",
        "BLOOD CREATININE INCREASED": "KIDNEY",
        "ELECTROCARDIOGRAM QT PROLONGED": "HEART",
        "COUGH": "LUNG",
        "HEADACHE": "BRAIN",
        "RASH": "SKIN",
    }
)


def organ_of_event(term: str) -> str | None:
    """The organ that an adverse event points to; ``None`` where the short table names none.

    Parameters
    ----------
    term
        Preferred term (``AEDECOD``); letter case and blanks do not matter.

    Examples
    --------
    >>> organ_of_event("Blood creatinine increased"), organ_of_event("Dizziness")
    ('KIDNEY', None)
    """
    return EVENT_ORGANS.get(" ".join(term.upper().split()))


def event_terms(study: Study) -> pl.DataFrame:
    """Every adverse event of a study with the organ it was brought to, so that none is lost in silence.

    Returns
    -------
    polars.DataFrame
        ``study``, ``term`` (preferred term in capital letters; as reported where there is none),
        ``organ`` (null where :func:`organ_of_event` names none), ``events``, ``persons``; most persons
        first.
    """
    return (
        _events(study)
        .group_by("term", "organ")
        .agg(events=pl.len().cast(pl.Int64), persons=pl.col("subject").n_unique().cast(pl.Int64))
        .select(pl.lit(study_name(study)).alias("study"), "term", "organ", "events", "persons")
        .sort("persons", "term", descending=[True, False])
    )


def event_findings(study: Study) -> pl.DataFrame:
    """People with an adverse event of an organ, of those given each dose.

    Parameters
    ----------
    study
        An open SDTM study with AE and EX.

    Returns
    -------
    polars.DataFrame
        The columns of :func:`findings`, so that :func:`incidence` and :func:`concordance` take it:
        ``domain`` is ``AE``, ``organ`` that of :func:`organ_of_event`, ``dose`` the highest that the
        person was given (EX), ``affected`` persons with the event at least once, ``examined`` everybody
        given that dose. Whoever was given 0, or another treatment than the study's own (TS), is the
        ``control`` with dose 0. ``set_code``, ``group``, ``sex``, ``severity`` and ``severity_scale`` are
        null. Events without an organ are left out; :func:`event_terms` shows them. Empty without AE or EX.
    """
    given = _given(study)
    events = _events(study).drop_nulls("organ").unique(["subject", "organ", "term"])
    size = given.group_by("dose", "dose_unit").agg(examined=pl.col("subject").n_unique().cast(pl.Int64))
    counted = (
        events.join(given, on="subject")
        .group_by("organ", "term", "dose", "dose_unit")
        .agg(affected=pl.col("subject").n_unique().cast(pl.Int64))
    )
    every = events.group_by("organ", "term").agg(pl.col("reported").first()).join(size, how="cross")
    no, text = pl.lit(value=False), pl.lit(None, pl.String)
    return (
        every.join(counted, on=["organ", "term", "dose", "dose_unit"], how="left")
        .select(
            study=pl.lit(study_name(study)),
            domain=pl.lit("AE"),
            set_code=text,
            group=text,
            dose="dose",
            dose_unit="dose_unit",
            control=pl.col("dose") == 0,
            recovery=no,
            toxicokinetic=no,
            satellite=no,
            sex=text,
            organ="organ",
            term="term",
            term_reported="reported",
            affected=pl.col("affected").fill_null(0),
            examined="examined",
            severity=pl.lit(None, _SEVERITY),
            severity_scale=text,
            unexamined=pl.lit(0, pl.Int64),
        )
        .sort("organ", "term", "dose")
    )


def _given(study: Study) -> pl.DataFrame:
    """The highest dose of every person: of the study's treatment, where EX names others too."""
    told = doses(study).filter(
        pl.col("source") == "EX", pl.col("subject").is_not_null(), pl.col("highest").is_not_null()
    )
    own = pl.col("treatment").str.strip_chars().str.to_uppercase() == (treatment(study) or "").strip().upper()
    if told.select(own.any()).item():
        told = told.with_columns(highest=pl.when(own).then("highest").otherwise(0.0))
    told = told.sort("highest", descending=True, maintain_order=True).unique("subject", maintain_order=True)
    # A dose of 0 is 0 in any unit: the control is one group.
    unit = told.filter(pl.col("highest") > 0)["unit"].drop_nulls().mode().sort()
    return told.select(
        "subject",
        dose="highest",
        dose_unit=pl.when(pl.col("highest") > 0).then("unit").otherwise(pl.lit(next(iter(unit), None))),
    )


_SEVERITY = pl.List(pl.Struct({"grade": pl.String(), "rank": pl.Int64(), "animals": pl.Int64()}))


def _events(study: Study) -> pl.DataFrame:
    told = records(study, "AE", text=("USUBJID", "AEDECOD", "AETERM")).drop_nulls("USUBJID")
    reported = pl.coalesce("AEDECOD", "AETERM")
    terms = told.select(subject="USUBJID", reported=reported, term=reported.str.to_uppercase()).drop_nulls()
    organs = {term: organ_of_event(term) for term in terms["term"].unique()}
    return terms.with_columns(
        organ=pl.col("term").replace_strict(organs, default=None, return_dtype=pl.String)
    )

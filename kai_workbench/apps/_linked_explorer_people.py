"""Adverse events of people, counted by organ as the animals' findings are."""

from __future__ import annotations

import polars as pl

from kai_workbench import linkage
from kai_workbench.standards import Study

# Which organ an adverse event points to. A proposal, not a verdict: each becomes a link to be judged.
ORGAN_OF_EVENT = {
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


def events_by_organ(study: Study) -> pl.DataFrame:
    """People with an adverse event of an organ, of those given each dose.

    Returns
    -------
    polars.DataFrame
        The columns of :func:`kai_workbench.linkage.findings` that incidence and concordance need;
        ``domain`` is ``AE``, ``examined`` counts everybody who was given the dose.
    """
    doses = (
        linkage.doses(study)
        .filter(pl.col("source") == "EX", pl.col("subject").is_not_null(), pl.col("highest") > 0)
        .select("subject", dose="highest", dose_unit="unit")
    )
    events = (
        study.frame("AE")
        .select(subject="USUBJID", term=pl.col("AEDECOD").str.to_uppercase())
        .with_columns(
            organ=pl.col("term").replace_strict(ORGAN_OF_EVENT, default=None, return_dtype=pl.String)
        )
        .drop_nulls()
        .unique()
    )
    given = doses.group_by("dose", "dose_unit").agg(examined=pl.col("subject").n_unique().cast(pl.Int64))
    counted = (
        events.join(doses, on="subject")
        .group_by("organ", "term", "dose", "dose_unit")
        .agg(affected=pl.col("subject").n_unique().cast(pl.Int64))
    )
    every = events.select("organ", "term").unique().join(given, how="cross")
    return (
        every.join(counted, on=["organ", "term", "dose", "dose_unit"], how="left")
        .with_columns(
            pl.col("affected").fill_null(0),
            study=pl.lit(study.study_id, pl.String),
            domain=pl.lit("AE"),
            sex=pl.lit(None, pl.String),
            control=pl.lit(value=False),
            recovery=pl.lit(value=False),
        )
        .sort("organ", "term", "dose")
    )

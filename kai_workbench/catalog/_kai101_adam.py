"""Analysis data sets of KAI-101's phase 2, derived from its SDTM tables alone (ADaMIG 1.3)."""

from __future__ import annotations

import functools

import polars as pl

from ._kai101_columns import ADAM, dtype
from ._kai101_sdtm import sdtm_study
from ._kai101_truth import MONTH

_TREATMENTS = {"STD": 0, "KAI": 1}


def adam_study() -> dict[str, pl.DataFrame]:
    """ADSL, ADAE, ADTTE and ADLB."""
    return dict(_tables())


@functools.cache
def _tables() -> dict[str, pl.DataFrame]:
    sdtm = sdtm_study("phase2")
    subjects = _adsl(sdtm)
    made = {
        "ADSL": subjects,
        "ADAE": _adae(sdtm, subjects),
        "ADTTE": _adtte(sdtm, subjects),
        "ADLB": _adlb(sdtm, subjects),
    }
    return {name: _ordered(name, table) for name, table in made.items()}


def _ordered(name: str, table: pl.DataFrame) -> pl.DataFrame:
    columns = ADAM[name].split()
    return table.select(pl.col(column).cast(dtype(column)) for column in columns)


def _date(column: str) -> pl.Expr:
    return pl.col(column).str.slice(0, 10).str.to_date()


def _day(of: str, start: str = "TRTSDT") -> pl.Expr:
    """Study day: the first day of treatment is 1, the one before it is -1."""
    days = (pl.col(of) - pl.col(start)).dt.total_days()
    return pl.when(days >= 0).then(days + 1).otherwise(days)


def _adsl(sdtm: dict[str, pl.DataFrame]) -> pl.DataFrame:
    ends = sdtm["DS"].filter(pl.col("DSSCAT") == "STUDY PARTICIPATION")
    first_dose = sdtm["EX"].sort("USUBJID", "EXSEQ").group_by("USUBJID", maintain_order=True).first()
    randomised = sdtm["DS"].filter(pl.col("DSDECOD") == "RANDOMIZED").select("USUBJID", ITTFL=pl.lit("Y"))
    return (
        sdtm["DM"]
        .join(ends.select("USUBJID", "DSDECOD", "DSSTDTC"), on="USUBJID", how="left")
        .join(first_dose.select("USUBJID", DOSE01A="EXDOSE", DOSE01U="EXDOSU"), on="USUBJID", how="left")
        .join(randomised, on="USUBJID", how="left")
        .with_columns(
            ITTFL=pl.col("ITTFL").fill_null("N"),
            SAFFL=pl.when(pl.col("DOSE01A").is_not_null()).then(pl.lit("Y")).otherwise(pl.lit("N")),
            TRT01P=pl.col("ARM"),
            TRT01A=pl.col("ACTARM"),
            TRT01PN=pl.col("ARMCD").replace_strict(_TREATMENTS),
            TRT01AN=pl.col("ACTARMCD").replace_strict(_TREATMENTS),
            TRTSDT=_date("RFXSTDTC"),
            TRTEDT=_date("RFXENDTC"),
            DTHDT=_date("DTHDTC"),
            EOSDT=_date("DSSTDTC"),
            LSTALVDT=_date("RFPENDTC"),
            AGEGR1=pl.when(pl.col("AGE") < 65).then(pl.lit("<65")).otherwise(pl.lit(">=65")),
            AGEGR1N=pl.when(pl.col("AGE") < 65).then(1).otherwise(2),
            EOSSTT=pl.lit("DISCONTINUED"),
            DCSREAS=pl.col("DSDECOD"),
        )
        .with_columns(TRTDURD=(pl.col("TRTEDT") - pl.col("TRTSDT")).dt.total_days() + 1)
    )


def _with_subjects(table: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    kept = subjects.select(
        "USUBJID", "SUBJID", "SITEID", "AGE", "AGEU", "SEX", "RACE", "TRTSDT", "TRTEDT", "SAFFL", "ITTFL",
        TRTA="TRT01A", TRTAN="TRT01AN", TRTP="TRT01P", TRTPN="TRT01PN",
    )  # fmt: skip
    return table.join(kept, on="USUBJID", how="left", maintain_order="left")


def _adae(sdtm: dict[str, pl.DataFrame], subjects: pl.DataFrame) -> pl.DataFrame:
    emergent = (pl.col("ASTDT") >= pl.col("TRTSDT")) & (
        pl.col("ASTDT") <= pl.col("TRTEDT") + pl.duration(days=30)
    )
    first = pl.col("TRTEMFL") == "Y"
    return (
        _with_subjects(sdtm["AE"], subjects)
        .with_columns(ASTDT=_date("AESTDTC"), AENDT=_date("AEENDTC"))
        .with_columns(ASTDY=_day("ASTDT"), AENDY=_day("AENDT"), TRTEMFL=pl.when(emergent).then(pl.lit("Y")))
        .sort("USUBJID", "ASTDT", "AESEQ")
        .with_columns(
            AOCCFL=pl.when(first & (first.cum_sum().over("USUBJID") == 1)).then(pl.lit("Y")),
            AOCCPFL=pl.when(first & (first.cum_sum().over("USUBJID", "AEDECOD") == 1)).then(pl.lit("Y")),
        )
    )


def _adtte(sdtm: dict[str, pl.DataFrame], subjects: pl.DataFrame) -> pl.DataFrame:
    """Overall and progression-free survival, in months from the first dose."""
    responses = sdtm["RS"].filter(pl.col("RSTESTCD") == "OVRLRESP").with_columns(RSDT=_date("RSDTC"))
    progressed = (
        responses.filter(pl.col("RSSTRESC") == "PD").sort("USUBJID", "RSDT").group_by("USUBJID").first()
    )
    looked = responses.sort("USUBJID", "RSDT").group_by("USUBJID").last()
    ends = sdtm["DS"].filter(pl.col("DSSCAT") == "STUDY PARTICIPATION").select("USUBJID", "DSSEQ")
    base = (
        subjects.join(progressed.select("USUBJID", PDDT="RSDT", PDSEQ="RSSEQ"), on="USUBJID", how="left")
        .join(looked.select("USUBJID", LASTDT="RSDT", LASTSEQ="RSSEQ"), on="USUBJID", how="left")
        .join(ends, on="USUBJID", how="left")
        .with_columns(
            STARTDT=pl.col("TRTSDT"), TRTP="TRT01P", TRTPN="TRT01PN", TRTA="TRT01A", TRTAN="TRT01AN"
        )
    )
    died, progress = pl.col("DTHDT").is_not_null(), pl.col("PDDT").is_not_null()
    seen = pl.col("LASTDT").is_not_null()
    overall = base.with_columns(
        PARAM=pl.lit("Overall Survival (Months)"), PARAMCD=pl.lit("OS"), PARAMN=1,
        CNSR=pl.when(died).then(0).otherwise(1), ADT=pl.coalesce("DTHDT", "LSTALVDT"),
        EVNTDESC=pl.when(died).then(pl.lit("Death")).otherwise(pl.lit("Alive at last contact")),
        CNSDTDSC=pl.when(~died).then(pl.lit("Last contact")),
        SRCDOM=pl.when(died).then(pl.lit("DM")).otherwise(pl.lit("DS")),
        SRCVAR=pl.when(died).then(pl.lit("DTHDTC")).otherwise(pl.lit("DSSTDTC")),
        SRCSEQ=pl.when(~died).then("DSSEQ"),
    )  # fmt: skip
    free = base.with_columns(
        PARAM=pl.lit("Progression-Free Survival (Months)"), PARAMCD=pl.lit("PFS"), PARAMN=2,
        CNSR=pl.when(progress | died).then(0).otherwise(1),
        ADT=pl.coalesce("PDDT", "DTHDT", "LASTDT", "TRTSDT"),
        EVNTDESC=pl.when(progress).then(pl.lit("Progressive disease")).when(died).then(pl.lit("Death"))
        .otherwise(pl.lit("No progression seen")),
        CNSDTDSC=pl.when(progress | died).then(None).when(seen).then(pl.lit("Last tumor assessment"))
        .otherwise(pl.lit("First dose")),
        SRCDOM=pl.when(~progress & died).then(pl.lit("DM")).when(seen).then(pl.lit("RS"))
        .otherwise(pl.lit("DM")),
        SRCVAR=pl.when(~progress & died).then(pl.lit("DTHDTC")).when(seen).then(pl.lit("RSDTC"))
        .otherwise(pl.lit("RFXSTDTC")),
        SRCSEQ=pl.when(progress).then("PDSEQ").when(~died).then("LASTSEQ"),
    )  # fmt: skip
    both = pl.concat([overall, free], how="diagonal_relaxed")
    days = (pl.col("ADT") - pl.col("STARTDT")).dt.total_days() + 1
    return both.with_columns(AVAL=(days / MONTH).round(4)).sort("USUBJID", "PARAMN")


def _adlb(sdtm: dict[str, pl.DataFrame], subjects: pl.DataFrame) -> pl.DataFrame:
    codes = {
        code: number for number, code in enumerate(sdtm["LB"]["LBTESTCD"].unique(maintain_order=True), 1)
    }
    base = sdtm["LB"].filter(pl.col("LBLOBXFL") == "Y")
    return (
        _with_subjects(sdtm["LB"], subjects)
        .join(
            base.select("USUBJID", "LBTESTCD", BASE="LBSTRESN", BNRIND="LBNRIND"),
            on=["USUBJID", "LBTESTCD"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            PARAM=pl.format("{} ({})", "LBTEST", "LBSTRESU"),
            PARAMCD=pl.col("LBTESTCD"),
            PARAMN=pl.col("LBTESTCD").replace_strict(codes),
            PARCAT1=pl.col("LBCAT"),
            AVAL=pl.col("LBSTRESN"),
            AVALC=pl.col("LBSTRESC"),
            ANRLO=pl.col("LBSTNRLO"),
            ANRHI=pl.col("LBSTNRHI"),
            ANRIND=pl.col("LBNRIND"),
            ADT=_date("LBDTC"),
            AVISIT=pl.when(pl.col("LBLOBXFL") == "Y").then(pl.lit("Baseline")).otherwise(pl.col("VISIT")),
            AVISITN=pl.col("VISITNUM"),
            ABLFL=pl.col("LBLOBXFL"),
        )
        .with_columns(ADY=_day("ADT"))
        .with_columns(
            CHG=pl.when(pl.col("ADY") > 1).then((pl.col("AVAL") - pl.col("BASE")).round(4)),
            PCHG=pl.when(pl.col("ADY") > 1).then(
                (100 * (pl.col("AVAL") - pl.col("BASE")) / pl.col("BASE")).round(2)
            ),
            ANL01FL=pl.when((pl.col("ADY") > 1) & (pl.col("ADT") <= pl.col("TRTEDT"))).then(pl.lit("Y")),
        )
    )

"""Who was in which group: animals and trial sets."""

from __future__ import annotations

import polars as pl

from kai_workbench.standards import Study, UnknownUnit, units

from ._dose_text import dose_of
from ._records import records, study_name

# Of controlled terminology: blood is taken of the set, alone or among other things.
_PURPOSE = {"TK ONLY": True, "NOT LIMITED TO TK": False}
_SAMPLED = ("TK", *_PURPOSE)
_PARAMETERS = ("TRTDOS", "TRTDOSU", "ARMCD", "SPGRPCD", "GRPLBL", "TCNTRL", "TKDESC", "SETLBL", "TRT")
_RECOVERY = r"(?i)\brecover"
_NO_RECOVERY = r"(?i)non-?\s?recover"


def groups(study: Study) -> pl.DataFrame:
    """The trial sets of a study, with their dose as TX tells it.

    Returns
    -------
    polars.DataFrame
        One row per trial set: ``study``, ``species``, ``set_code``, ``set_label``, ``group``,
        ``group_label``, ``arm``, ``treatment``, ``dose`` (null where the text is no single number),
        ``doses`` (all of a Latin square), ``dose_unit``, ``dose_text``, ``dose_problem`` (``missing``,
        ``several``, ``unreadable``), ``per_kg`` (per body weight), ``control``, ``recovery``,
        ``toxicokinetic`` (blood was taken for it), ``satellite`` (for nothing else), ``n_male``,
        ``n_female`` (animals in DM, not the planned numbers; null where there is no DM).

    Notes
    -----
    Recovery is told by an element of the set's arm; a toxicokinetic set by ``TKDESC``, or where that
    is absent by its label or code.
    """
    told = records(study, "TX", text=("SETCD", "SET", "TXPARMCD", "TXVAL"))
    wide = (
        told.filter(pl.col("TXPARMCD").is_in(_PARAMETERS))
        .group_by("SETCD", "TXPARMCD", maintain_order=True)
        .agg(pl.col("TXVAL").first())
        .pivot("TXPARMCD", index="SETCD", values="TXVAL", maintain_order=True)
    )
    wide = wide.with_columns(
        pl.lit(None, pl.String).alias(name) for name in _PARAMETERS if name not in wide.columns
    )
    labels = told.group_by("SETCD", maintain_order=True).agg(pl.col("SET").drop_nulls().first())
    sets = labels.join(wide, on="SETCD", how="left", maintain_order="left")
    doses = [dose_of(text) for text in sets["TRTDOS"]]
    label = pl.concat_str(
        pl.col("SETLBL").fill_null(""), pl.col("SET").fill_null(""), pl.col("SETCD"), separator=" "
    )
    taken_for = pl.col("TKDESC").str.strip_chars().str.to_uppercase()
    sampled = pl.coalesce(
        taken_for.is_in(_SAMPLED), label.str.contains(r"(?i)toxicokinetic|(?:\b|\d|\+)TK\b")
    )
    also_main = label.str.contains(r"(?i)\bmain\b|M\+TK|R\+TK|recovery and toxicokinetic")
    sexes = (
        _subjects(study)
        .group_by("SETCD")
        .agg(n_male=(pl.col("SEX") == "M").sum(), n_female=(pl.col("SEX") == "F").sum())
    )
    # Without demographics nobody knows how many there were: that is not 0.
    nobody = pl.lit(0 if "DM" in study else None)
    return (
        sets.with_columns(
            dose=pl.Series([one.value for one in doses], dtype=pl.Float64),
            doses=pl.Series([list(one.values) for one in doses], dtype=pl.List(pl.Float64)),
            dose_problem=pl.Series([one.problem for one in doses], dtype=pl.String),
            per_kg=pl.Series([_per_weight(unit) for unit in sets["TRTDOSU"]], dtype=pl.Boolean),
            _control=pl.col("TCNTRL").is_not_null(),
            toxicokinetic=sampled,
            # What TKDESC says of the purpose; "TK" says nothing of it, so there the label does.
            satellite=pl.coalesce(
                taken_for.replace_strict(_PURPOSE, default=None, return_dtype=pl.Boolean()),
                sampled & ~also_main,
            ),
        )
        .join(_recovery(study), left_on="ARMCD", right_on="_arm", how="left", maintain_order="left")
        .join(sexes, on="SETCD", how="left", maintain_order="left")
        .select(
            study=pl.lit(study_name(study)),
            species=pl.lit(species(study), pl.String),
            set_code="SETCD",
            set_label=pl.coalesce("SETLBL", "SET"),
            group="SPGRPCD",
            group_label=pl.coalesce("GRPLBL", "SET"),
            arm="ARMCD",
            treatment=pl.coalesce("TRT", pl.lit(treatment(study), pl.String)),
            dose="dose",
            doses="doses",
            dose_unit="TRTDOSU",
            dose_text="TRTDOS",
            dose_problem="dose_problem",
            per_kg="per_kg",
            control=(pl.col("_control") & ~(pl.col("doses").list.max() > 0).fill_null(value=False))
            | (pl.col("dose") == 0).fill_null(value=False),
            recovery=pl.col("_recovery").fill_null(value=False)
            | (label.str.contains(_RECOVERY) & ~label.str.contains(_NO_RECOVERY)),
            toxicokinetic=pl.col("toxicokinetic").fill_null(value=False),
            satellite=pl.col("satellite").fill_null(value=False),
            n_male=pl.col("n_male").fill_null(nobody).cast(pl.Int64),
            n_female=pl.col("n_female").fill_null(nobody).cast(pl.Int64),
        )
    )


def animals(study: Study) -> pl.DataFrame:
    """The animals of a study and the set each belongs to.

    Returns
    -------
    polars.DataFrame
        One row per subject of DM (of one that stands there twice, which
        :func:`kai_workbench.quality.check_study` finds, the first record): ``study``, ``subject``
        (``USUBJID``), ``sex``, ``species``, ``set_code``, ``arm``, then from the set ``group``,
        ``group_label``, ``dose``, ``dose_unit``, ``control``, ``recovery``, ``toxicokinetic``,
        ``satellite``; null where TX lacks the set.
    """
    told = _subjects(study)
    sets = groups(study).select(
        "set_code",
        "group",
        "group_label",
        "dose",
        "dose_unit",
        "control",
        "recovery",
        "toxicokinetic",
        "satellite",
    )
    return told.select(
        study=pl.lit(study_name(study)),
        subject="USUBJID",
        sex="SEX",
        species=pl.coalesce("SPECIES", pl.lit(species(study), pl.String)),
        set_code="SETCD",
        arm="ARMCD",
    ).join(sets, on="set_code", how="left", maintain_order="left")


def _subjects(study: Study) -> pl.DataFrame:
    """Records of DM, of each subject the first."""
    told = records(study, "DM", text=("USUBJID", "SEX", "SPECIES", "SETCD", "ARMCD"))
    return told.filter(pl.col("USUBJID").is_null() | pl.col("USUBJID").is_first_distinct())


def summary_value(study: Study, parameter: str) -> str | None:
    """The first value of a trial summary parameter that says something."""
    told = records(study, "TS", text=("TSPARMCD", "TSVAL")).filter(pl.col("TSPARMCD") == parameter)
    said = told["TSVAL"].drop_nulls()
    useful = said.filter(~said.str.to_uppercase().is_in(["NOT AVAILABLE", "NOT APPLICABLE", "UNKNOWN", "NA"]))
    return str(useful[0]) if useful.len() else None


def species(study: Study) -> str | None:
    """Species of the study, in small letters; ``None`` where TS and DM tell none.

    A study in SDTM or ADaM is one of people unless it says otherwise.
    """
    told = summary_value(study, "SPECIES")
    if told is None:
        dm = records(study, "DM", text=("SPECIES",))["SPECIES"].drop_nulls()
        told = str(dm[0]) if dm.len() else None
    if told is None and study.standard is not None and study.standard.name in {"SDTM", "ADaM"}:
        return "human"
    return told.lower() if told else None


def treatment(study: Study) -> str | None:
    """Name of the substance given, as TS tells it."""
    return summary_value(study, "TRT")


def _recovery(study: Study) -> pl.DataFrame:
    elements = records(study, "TA", text=("ARMCD", "ELEMENT"))
    return (
        elements.drop_nulls("ARMCD")
        .group_by(_arm="ARMCD")
        .agg(_recovery=pl.col("ELEMENT").str.contains(_RECOVERY).any())
    )


def _per_weight(unit: str | None) -> bool | None:
    """Whether a dose unit is per body weight; ``None`` if the unit is not known."""
    if unit is None:
        return None
    try:
        units.parse_ucum(unit)
    except UnknownUnit:
        return None
    return "/kg" in unit or "/g" in unit

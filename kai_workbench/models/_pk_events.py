"""Dosing events and concentrations as pharmacometrics writes them, checked row by row.

The columns are NONMEM's (NONMEM Users Guide, part VI, PREDPP): ``ID TIME AMT RATE II ADDL EVID CMT DV
MDV SS``, and ``BLQ`` and ``LLOQ`` for concentrations below the limit of quantification.
"""

from __future__ import annotations

import dataclasses
import math
import warnings
from typing import Any

import polars as pl

from ..text import Lang, say
from ._errors import ModelDataError
from ._tables import checked_frame

NUMBERS = ("TIME", "AMT", "RATE", "II", "ADDL", "EVID", "CMT", "DV", "MDV", "SS", "BLQ", "LLOQ")
_DEFAULTS = {"AMT": 0.0, "RATE": 0.0, "II": 0.0, "ADDL": 0.0, "MDV": 0.0, "SS": 0.0, "BLQ": 0.0}
_OBSERVATION, _DOSE, _OTHER, _RESET, _RESET_AND_DOSE = (0.0, 1.0, 2.0, 3.0, 4.0)


# Units that are confused differ by a thousand; people rarely by more than thirty.
_APART = math.log(100)


class PKDataWarning(Warning):
    """Something about dosing events or concentrations that a pharmacometrician would look at."""


@dataclasses.dataclass(frozen=True)
class PKNote:
    """Something that does not stop an analysis, and is to be known.

    Attributes
    ----------
    key, where, values
        The phrase ``warning.<key>``, what it concerns, and what fills its marks.
    """

    key: str
    where: str
    values: dict[str, object] = dataclasses.field(default_factory=dict)

    def say(self, lang: Lang = "en") -> str:
        """The note in the reader's language."""
        return f"{self.where}: {say(f'warning.{self.key}', lang, **self.values)}"


@dataclasses.dataclass(frozen=True)
class PKEvents:
    """Checked events of a population. Made by :func:`read_pk_events`.

    Attributes
    ----------
    doses
        One row a dose given, ADDL written out: ``row`` (of the table, from 1), ``ID, TIME, AMT, RATE,
        II, CMT, SS``, and ``reset`` (the number of resets of the subject before it).
    observations
        One row a concentration: ``row, ID, TIME, DV, CMT, BLQ`` (boolean), ``LLOQ``, ``reset``.
    subjects
        IDs in the table's order; one without an observation is kept if ``for_prediction``.
    covariates
        One row a subject, ``ID`` and every other column of the table.
    notes
        What is to be known about the data.
    records
        ``row, ID, TIME, reset`` of every record, and ``OCC`` where the table has it.
    """

    doses: pl.DataFrame
    observations: pl.DataFrame
    subjects: tuple[Any, ...]
    covariates: pl.DataFrame
    notes: tuple[PKNote, ...] = ()
    records: pl.DataFrame = dataclasses.field(default_factory=pl.DataFrame)


def read_pk_events(data: pl.DataFrame, *, for_prediction: bool = False) -> PKEvents:
    """Check a NONMEM-style table and write out its doses.

    Parameters
    ----------
    data
        Columns ``ID`` and ``TIME``; ``AMT`` for doses; ``DV`` for concentrations; the others if they
        are needed. ``EVID`` may be left out: a row with an amount is a dose. TIME, II in one unit of
        time, AMT in one of amount, RATE in amount per time, DV and LLOQ in one of concentration. ``OCC``,
        a number or a word, is the occasion, for models with differences between occasions.
    for_prediction
        Whether observation rows say only when to predict: DV may be missing.

    Raises
    ------
    ModelDataError
        Naming the row: a column missing, a value that is not a number, records out of order, a
        negative amount or rate, unknown EVID, a steady-state or repeated dose without II, an infusion
        longer than its interval at steady state, no dose, no observation, all concentrations below
        the limit of quantification, no table of polars, a BLQ record without a limit, concentrations
        that are all the same.

    Warns
    -----
    PKDataWarning
        One subject; subjects without doses or without observations; concentrations before the first
        dose; subjects whose concentrations per dose lie a hundredfold apart from the others'. Also
        kept in ``notes``.
    """
    table = _numbers(checked_frame(data))
    _check_rows(table, for_prediction=for_prediction)
    _check_order(table)
    doses = _doses(table)
    observations = _observations(table, for_prediction=for_prediction)
    notes = () if for_prediction else tuple(_notes(table, doses, observations))
    for note in notes:
        warnings.warn(note.say(), PKDataWarning, stacklevel=2)
    ids = set(observations["ID"].to_list())
    subjects = tuple(i for i in table["ID"].unique(maintain_order=True) if i in ids)
    others = [name for name in data.columns if name not in NUMBERS and name != "ID"]
    covariates = _covariates(table.filter(pl.col("ID").is_in(ids)), others)
    known = ("row", "ID", "TIME", "reset", *(("OCC",) if "OCC" in table.columns else ()))
    records = _with_resets(table).select(known)
    return PKEvents(doses.filter(pl.col("ID").is_in(ids)), observations, subjects, covariates, notes, records)


def _numbers(data: pl.DataFrame) -> pl.DataFrame:
    """The table with all columns, numbers as numbers, and ``row``."""
    for name in ("ID", "TIME"):
        if name not in data.columns:
            raise ModelDataError("pk_missing_column", where=name, columns=", ".join(data.columns))
    if not data.height:
        raise ModelDataError("pk_empty")
    table = data.with_row_index("row", offset=1)
    table = _cast(table)
    nobody = table.filter(pl.col("ID").is_null() | pl.col("TIME").is_null())
    if nobody.height:
        raise ModelDataError("pk_no_time", where=f"row {nobody['row'][0]}")
    for name, default in _DEFAULTS.items():
        value = pl.col(name).fill_null(default) if name in table.columns else pl.lit(default)
        table = table.with_columns(value.alias(name))
    if "EVID" in table.columns and "AMT" not in data.columns:
        raise ModelDataError("pk_missing_column", where="AMT", columns=", ".join(data.columns))
    missing = [name for name in ("DV", "CMT", "LLOQ") if name not in table.columns]
    table = table.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in missing)
    if "EVID" not in table.columns:
        dosed = (pl.col("AMT") != 0) | (pl.col("RATE") != 0)
        table = table.with_columns(pl.when(dosed).then(_DOSE).otherwise(_OBSERVATION).alias("EVID"))
    return table


def _cast(table: pl.DataFrame) -> pl.DataFrame:
    """Number columns as numbers."""
    for name in NUMBERS:
        if name not in table.columns:
            continue
        column = table[name]
        if column.dtype == pl.String:  # "." is the field's own word for missing
            column = column.str.strip_chars().replace([".", ""], [None, None])
        cast = column.cast(pl.Float64, strict=False)
        wrong = table.filter((cast.is_null() & column.is_not_null()) | ~cast.fill_null(0).is_finite())
        if wrong.height:
            raise _at(wrong, "pk_not_a_number", column=name, value=wrong[name][0])
        table = table.with_columns(cast.alias(name))
    return table


def _at(rows: pl.DataFrame, key: str, **values: object) -> ModelDataError:
    """A refusal at the first of ``rows``."""
    row = rows.row(0, named=True)
    return ModelDataError(key, where=f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}", **values)


def _check_rows(table: pl.DataFrame, *, for_prediction: bool) -> None:
    dosing = pl.col("EVID").is_in([_DOSE, _RESET_AND_DOSE])
    measured = (pl.col("EVID") == _OBSERVATION) & (pl.col("MDV") == 0)
    known = pl.col("EVID").is_in([_OBSERVATION, _DOSE, _OTHER, _RESET, _RESET_AND_DOSE])
    longer = pl.col("AMT") > pl.col("RATE") * pl.col("II") * (1 + 1e-12)
    rules: list[tuple[str, pl.Expr, str]] = [
        ("pk_unknown_evid", ~known | pl.col("EVID").is_null(), "EVID"),
        ("pk_unknown_cmt", ~pl.col("CMT").fill_null(0).is_in([0.0, 1.0, 2.0]), "CMT"),
        ("pk_negative_amount", pl.col("AMT") < 0, "AMT"),
        ("pk_modelled_rate", pl.col("RATE").is_in([-1.0, -2.0]), "RATE"),
        ("pk_negative_rate", pl.col("RATE") < 0, "RATE"),
        ("pk_negative_interval", pl.col("II") < 0, "II"),
        ("pk_amount_on_observation", (pl.col("EVID") == _OBSERVATION) & (pl.col("AMT") != 0), "AMT"),
        ("pk_dose_without_amount", dosing & (pl.col("AMT") == 0), "AMT"),
        ("pk_unknown_ss", ~pl.col("SS").is_in([0.0, 1.0, 2.0]), "SS"),
        ("pk_ss_without_interval", dosing & (pl.col("SS") > 0) & (pl.col("II") == 0), "SS"),
        ("pk_addl", (pl.col("ADDL") < 0) | (pl.col("ADDL") != pl.col("ADDL").floor()), "ADDL"),
        ("pk_addl_without_interval", dosing & (pl.col("ADDL") > 0) & (pl.col("II") == 0), "ADDL"),
        (
            "pk_infusion_beyond_interval",
            dosing & (pl.col("SS") > 0) & (pl.col("RATE") > 0) & longer,
            "II",
        ),
        ("pk_unknown_blq", ~pl.col("BLQ").is_in([0.0, 1.0]), "BLQ"),
        ("pk_lloq", measured & (pl.col("LLOQ") <= 0), "LLOQ"),
    ]  # fmt: skip
    if not for_prediction:
        rules += [
            ("pk_blq_without_limit", measured & (pl.col("BLQ") == 1) & pl.col("LLOQ").is_null(), "LLOQ"),
            ("pk_no_concentration", measured & pl.col("DV").is_null() & (pl.col("BLQ") == 0), "DV"),
        ]
    for key, rule, column in rules:
        wrong = table.filter(rule)
        if wrong.height:
            raise _at(wrong, key, value=wrong[column][0])


def _check_order(table: pl.DataFrame) -> None:
    """Records of a subject together and in time; a reset may set the clock back."""
    run = (pl.col("ID") != pl.col("ID").shift(1)).fill_null(value=True).cum_sum().alias("run")
    runs = table.with_columns(run)
    again = runs.filter(pl.col("run") != pl.col("run").min().over("ID"))
    if again.height:
        raise _at(again, "pk_subject_split")
    back = runs.filter(
        (pl.col("TIME") < pl.col("TIME").shift(1).over("ID"))
        & ~pl.col("EVID").is_in([_RESET, _RESET_AND_DOSE])
    )
    if back.height:
        raise _at(back, "pk_out_of_order")


def _with_resets(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(
        pl.col("EVID").is_in([_RESET, _RESET_AND_DOSE]).cast(pl.Int64).cum_sum().over("ID").alias("reset")
    )


def _doses(table: pl.DataFrame) -> pl.DataFrame:
    """One row a dose; additional doses written out, those after the first no longer at steady state."""
    given = _with_resets(table).filter(pl.col("EVID").is_in([_DOSE, _RESET_AND_DOSE]))
    if not given.height:
        raise ModelDataError("pk_no_dose")
    number = pl.int_ranges(0, pl.col("ADDL").cast(pl.Int64) + 1).alias("number")
    written = given.with_columns(number).explode("number")
    return written.with_columns(
        (pl.col("TIME") + pl.col("number") * pl.col("II")).alias("TIME"),
        pl.when(pl.col("number") == 0).then("SS").otherwise(0.0).alias("SS"),
    ).select("row", "ID", "TIME", "AMT", "RATE", "II", "CMT", "SS", "reset")


def _observations(table: pl.DataFrame, *, for_prediction: bool) -> pl.DataFrame:
    seen = _with_resets(table).filter((pl.col("EVID") == _OBSERVATION) & (pl.col("MDV") == 0))
    if not seen.height:
        raise ModelDataError("pk_no_observation")
    # A value under the limit is censored whether or not someone ticked the column.
    below = (pl.col("BLQ") == 1) | (pl.col("DV") < pl.col("LLOQ")).fill_null(value=False)
    seen = seen.with_columns(below.alias("BLQ"))
    if not for_prediction and seen["BLQ"].all():
        raise ModelDataError("pk_all_blq", n=seen.height)
    quantified = seen.filter(~pl.col("BLQ"))["DV"]
    if not for_prediction and len(quantified) >= 3 and quantified.n_unique() == 1:
        raise ModelDataError("pk_constant", n=len(quantified), value=quantified[0])
    return seen.select("row", "ID", "TIME", "DV", "CMT", "BLQ", "LLOQ", "reset")


def _notes(table: pl.DataFrame, doses: pl.DataFrame, observations: pl.DataFrame) -> list[PKNote]:
    notes = []
    everyone = table["ID"].unique(maintain_order=True).to_list()
    dosed, seen = set(doses["ID"]), set(observations["ID"])
    if unseen := [i for i in everyone if i not in seen]:
        notes.append(PKNote("pk_dose_without_observation", names_of(unseen), {"n": len(unseen)}))
    if undosed := [i for i in everyone if i in seen and i not in dosed]:
        notes.append(PKNote("pk_observation_without_dose", names_of(undosed), {"n": len(undosed)}))
    if len(seen) == 1:
        notes.append(PKNote("pk_one_subject", names_of(list(seen))))
    first = doses.group_by("ID").agg(pl.col("row").min().alias("first"))
    early = observations.join(first, on="ID").filter(
        (pl.col("row") < pl.col("first")) & (pl.col("DV").fill_null(0) > 0) & ~pl.col("BLQ")
    )
    if early.height:
        rows = ", ".join(str(row) for row in early["row"][:5])
        notes.append(PKNote("pk_before_first_dose", f"row {rows}", {"n": early.height}))
    negative = observations.filter((pl.col("DV") < 0) & ~pl.col("BLQ"))
    if negative.height:
        rows = ", ".join(str(row) for row in negative["row"][:5])
        notes.append(PKNote("pk_negative_concentration", f"row {rows}", {"n": negative.height}))
    if apart := _apart(doses, observations):
        notes.append(PKNote("pk_units_apart", names_of(apart), {"n": len(apart)}))
    return notes


def _apart(doses: pl.DataFrame, observations: pl.DataFrame) -> list[Any]:
    """Subjects whose concentrations per dose are a hundred times more or less than the others'."""
    level = observations.filter((pl.col("DV") > 0) & ~pl.col("BLQ")).group_by("ID", maintain_order=True)
    first = doses.group_by("ID").agg(pl.col("AMT").first())
    each = level.agg(pl.col("DV").median()).join(first, on="ID", maintain_order="left")
    if each.height < 3:
        return []
    ratio = (each["DV"] / each["AMT"]).log()
    return each.filter((ratio - ratio.median()).abs() > _APART)["ID"].to_list()


def names_of(ids: list[Any]) -> str:
    more = f" (+{len(ids) - 5})" if len(ids) > 5 else ""
    return "ID " + ", ".join(str(i) for i in ids[:5]) + more


def _covariates(table: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """First known value of each subject; ``<name>__varies`` says that it changes."""
    return table.group_by("ID", maintain_order=True).agg(
        *(pl.col(name).drop_nulls().first() for name in names),
        *((pl.col(name).drop_nulls().n_unique() > 1).alias(f"{name}__varies") for name in names),
    )

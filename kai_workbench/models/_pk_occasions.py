"""Occasions of a subject: which records belong to which, and what is left from one to the next."""

from __future__ import annotations

import dataclasses
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..standards import units
from ._dosing import check_observed, dose_arrays, routes_of
from ._errors import ModelDataError
from ._pk_events import PKDataWarning, PKEvents, PKNote

if TYPE_CHECKING:
    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]
COLUMN = "OCC"
_FEW = 5
_ROUNDING = 1 + 1e-12


@dataclasses.dataclass(frozen=True)
class Occasions:
    """The occasions of all subjects, one row each, and the records of each.

    Attributes
    ----------
    table
        ``unit`` (number of the occasion), ``ID``, ``label``, ``row``, ``start``, ``reset`` (of its first
        record), ``end_row``, ``end``, ``end_reset`` (where the next one takes over, or of its last record),
        ``previous`` (unit before whose drug may be left, -1 for none).
    records
        ``row`` and ``unit`` of every record.
    """

    table: pl.DataFrame
    records: pl.DataFrame

    @property
    def labels(self) -> list[str]:
        """``"<ID>, <OCC>"``."""
        return [f"{subject}, {label}" for subject, label in self.table.select("ID", "label").iter_rows()]


def read_occasions(events: PKEvents, *, for_prediction: bool = False) -> Occasions:
    """Occasions by the column ``OCC``: one begins with its first record and lasts until the next begins.

    Parameters
    ----------
    for_prediction
        Without the column every subject has one occasion; nothing is asked of the number of them.

    Raises
    ------
    ModelDataError
        No such column; a record without one; one that comes back after another; no subject with two
        occasions that were observed.
    """
    records = events.records.filter(pl.col("ID").is_in(list(events.subjects)))
    if COLUMN not in records.columns:
        if not for_prediction:
            raise ModelDataError("pk_no_occasion", where=COLUMN)
        records = records.with_columns(pl.lit("1").alias(COLUMN))
    records = records.with_columns(_label(records[COLUMN]).alias("label"))
    _refuse(records.filter(pl.col("label").is_null()), "pk_occasion_missing")
    changes = (pl.col("ID") != pl.col("ID").shift(1)) | (pl.col("label") != pl.col("label").shift(1))
    records = records.with_columns((changes.fill_null(value=True).cum_sum().cast(pl.Int64) - 1).alias("unit"))
    again = records.filter(pl.col("unit") != pl.col("unit").min().over("ID", "label"))
    _refuse(again, "pk_occasion_back")
    occasions = Occasions(_table(records), records.select("row", "ID", "TIME", "reset", "unit"))
    if not for_prediction:
        _check_told(occasions, events)
    return occasions


def _label(column: pl.Series) -> pl.Series:
    if column.dtype.is_numeric():
        known = column.cast(pl.Float64).fill_nan(None)
        return pl.Series([None if x is None else f"{x:g}" for x in known], dtype=pl.String)
    text = column.cast(pl.String).str.strip_chars()
    return text.replace([".", ""], [None, None])


def _refuse(wrong: pl.DataFrame, key: str) -> None:
    if wrong.height:
        row = wrong.row(0, named=True)
        where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
        raise ModelDataError(key, where=where, value=row["label"])


def _table(records: pl.DataFrame) -> pl.DataFrame:
    """One row an occasion; the next takes over where its clock was not set anew."""
    first = records.group_by("unit", maintain_order=True).agg(
        pl.col("ID", "label", "row", "reset").first(), pl.col("TIME").first().alias("start"),
        pl.col("row").last().alias("last_row"), pl.col("TIME").last().alias("last"),
        pl.col("reset").last().alias("last_reset"),
    )  # fmt: skip
    follows = (pl.col("ID") == pl.col("ID").shift(1)) & (pl.col("reset") == pl.col("last_reset").shift(1))
    first = first.with_columns(
        pl.when(follows.fill_null(value=False)).then(pl.col("unit") - 1).otherwise(-1).alias("previous")
    )
    taken_over = pl.col("previous").shift(-1).fill_null(-1) >= 0

    def end(following: str, own: pl.Expr) -> pl.Expr:
        return pl.when(taken_over).then(pl.col(following).shift(-1)).otherwise(own)

    return first.with_columns(
        end("row", pl.col("last_row") + 1).alias("end_row"),
        end("start", pl.col("last")).alias("end"),
        pl.col("last_reset").alias("end_reset"),
        taken_over.alias("taken_over"),
    )


def _check_told(occasions: Occasions, events: PKEvents) -> None:
    """Whether differences between occasions can be told from other things at all."""
    seen = events.observations.select("row").join(occasions.records, on="row")
    count = seen.group_by("ID", "unit").agg(pl.len().alias("n"))
    observed = count.group_by("ID").agg(pl.len().alias("occasions"))
    several = observed.filter(pl.col("occasions") > 1).height
    if not several:
        raise ModelDataError("pk_one_occasion", where=COLUMN)
    notes = []
    if several < _FEW:
        notes.append(PKNote("pk_few_occasions", COLUMN, {"n": several}))
    if count["n"].max() == 1:
        notes.append(PKNote("pk_single_observations", COLUMN))
    for note in notes:
        warnings.warn(note.say(), PKDataWarning, stacklevel=2)


def occasion_design(model: PopulationPK, events: PKEvents, occasions: Occasions) -> dict[str, NDArray[Any]]:
    """Doses of an observation's own occasion, and what it takes to carry over what is left of earlier ones.

    Returns
    -------
    dict
        As :func:`._dosing.dose_arrays` for observations, and with ``end_`` for the ends of occasions;
        ``of_subject`` (observation; whose occasion it is) and ``subject_of`` (occasion); ``since``
        (observation; time since the occasion began) and ``carried`` (1 where earlier doses count);
        ``occasion_lasting``, ``occasion_kept``, ``occasion_previous`` (occasion).
    """
    routes_of(events.doses, model.routes)  # refused by ID, before occasions stand in for it
    check_observed(events.observations, model.routes)
    table = occasions.table
    doses = _own_doses(events.doses, occasions)
    unit_of = occasions.records.select("row", "unit")
    seen = events.observations.join(unit_of, on="row", how="left", maintain_order="left")
    seen = seen.drop("ID").rename({"unit": "ID"})
    ends = pl.DataFrame(
        {
            "row": table["end_row"], "TIME": table["end"], "reset": table["end_reset"], "ID": table["unit"],
            "CMT": pl.Series([None] * table.height, dtype=pl.Float64),
        }
    )  # fmt: skip
    arrays: dict[str, NDArray[Any]] = {}
    for prefix, rows in (("", seen), ("end_", ends)):
        every = PKEvents(doses, rows, tuple(table["unit"]), events.covariates)
        found = dose_arrays(every, model.routes)
        per_litre = units.convert(1.0, f"{model.amount_unit}/L", model.concentration_unit)
        arrays |= {
            prefix + name: x * per_litre if name.endswith("_amount") else x for name, x in found.items()
        }
    number = {subject: at for at, subject in enumerate(events.subjects)}
    previous = table["previous"].to_numpy().astype(np.int64)
    of_unit = seen["ID"].to_numpy().astype(np.int64)
    start = table["start"].to_numpy()
    return arrays | {
        "of_subject": of_unit,
        "subject_of": np.array([number[i] for i in table["ID"]], dtype=np.int64),
        "since": np.maximum(
            np.where(previous[of_unit] >= 0, seen["TIME"].to_numpy() - start[of_unit], 0.0), 0.0
        ),
        "carried": ((previous[of_unit] >= 0) & _unbroken(seen, table, doses)).astype(float),
        "occasion_lasting": np.where(table["taken_over"].to_numpy(), table["end"].to_numpy() - start, 0.0),
        "occasion_kept": ((previous >= 0) & _unbroken(ends, table, doses)).astype(float),
        "occasion_previous": previous,
        "end_of_subject": np.arange(table.height),
    }


def _unbroken(rows: pl.DataFrame, table: pl.DataFrame, doses: pl.DataFrame) -> NDArray[np.bool_]:
    """Whether nothing emptied the compartments between the start of the occasion and the row."""
    unit = rows["ID"].to_numpy().astype(np.int64)
    found: NDArray[np.bool_] = rows["reset"].to_numpy() == table["reset"].to_numpy()[unit]
    filled = doses.filter(pl.col("SS") == 1)
    for row, owner in filled.select("row", "ID").iter_rows():
        found &= ~((unit == owner) & (rows["row"].to_numpy() > row))
    return found


def _own_doses(doses: pl.DataFrame, occasions: Occasions) -> pl.DataFrame:
    """Doses with the number of their occasion for ID; an infusion under way at its end is cut in two."""
    by_row = occasions.records.select("row", pl.col("TIME").alias("recorded"), "unit")
    each = doses.join(by_row, on="row", how="inner", maintain_order="left").with_row_index("at")
    # An additional dose belongs to the occasion that it falls into, by time and since the same reset.
    known = occasions.records.select("ID", "reset", "TIME", pl.col("unit").alias("by_time"))
    later = each.with_columns(pl.col("TIME") * _ROUNDING).join_asof(
        known, on="TIME", by=["ID", "reset"], strategy="backward", check_sortedness=False
    )
    each = each.join(later.select("at", "by_time"), on="at", how="left", maintain_order="left")
    unit = pl.when(pl.col("TIME") > pl.col("recorded")).then("by_time").otherwise("unit")
    each = each.with_columns(unit.alias("unit"))
    table = occasions.table
    end, goes_on = table["end"].to_list(), table["taken_over"].to_list()
    rows = []
    for row in each.drop("at", "recorded", "by_time").iter_rows(named=True):
        rows.extend(_cut(row, end, goes_on))
    schema = pl.Schema({**doses.schema, "ID": pl.Int64()})
    cut = pl.DataFrame([{**row, "ID": row["unit"]} for row in rows], schema=schema, orient="row")
    return cut.sort("ID", maintain_order=True)


def _cut(row: dict[str, Any], end: list[float], goes_on: list[bool]) -> list[dict[str, Any]]:
    pieces = [row]
    while pieces[-1]["RATE"] > 0 and goes_on[pieces[-1]["unit"]]:
        last, limit = pieces[-1], end[pieces[-1]["unit"]]
        given = (limit - last["TIME"]) * last["RATE"]
        if given >= last["AMT"] / _ROUNDING:
            break
        if last["SS"] > 0:
            where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
            raise ModelDataError("pk_occasion_infusion", where=where)
        rest = {**last, "TIME": limit, "AMT": last["AMT"] - given, "unit": last["unit"] + 1}
        pieces[-1:] = [{**last, "AMT": given}] if given > 0 else []
        pieces.append(rest)
    return pieces

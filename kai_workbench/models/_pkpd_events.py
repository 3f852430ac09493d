"""Doses, concentrations and responses of one table, checked row by row."""

from __future__ import annotations

import dataclasses
import math
import warnings

import polars as pl

from ._errors import ModelDataError
from ._pk_events import PKDataWarning, PKEvents, PKNote, names_of, read_pk_events
from ._tables import checked_frame

CONCENTRATION, RESPONSE = 1, 2
_OTHER_EVENT = 2.0
_FEWEST_COMPARED, _APART = 3, math.log(30)


@dataclasses.dataclass(frozen=True)
class PKPDEvents:
    """Checked events of a population with a response. Made by :func:`read_pkpd_events`.

    Attributes
    ----------
    concentrations, responses
        The same doses and subjects, with the observations of each; either may have none.
    """

    concentrations: PKEvents
    responses: PKEvents


def read_pkpd_events(data: pl.DataFrame, *, for_prediction: bool = False) -> PKPDEvents:
    """Check a NONMEM-style table of doses, concentrations and responses.

    Parameters
    ----------
    data
        As :func:`read_pk_events` takes it, and ``DVID``: 1 where DV is a concentration, 2 where it is a
        response. Of doses it says nothing: leave it empty there, or 1.
    for_prediction
        Whether observation rows say only when to predict: DV may be missing.

    Raises
    ------
    ModelDataError
        As :func:`read_pk_events`; or DVID is missing or is neither 1 nor 2, no response is there (unless
        for prediction), or all responses are the same.

    Warns
    -----
    PKDataWarning
        As :func:`read_pk_events`, of the concentrations.
    """
    if "DVID" not in checked_frame(data).columns:
        raise ModelDataError("pkpd_no_dvid", where="DVID", columns=", ".join(data.columns))
    table, dvid = data.drop("DVID"), data["DVID"]
    if dvid.dtype == pl.String:
        dvid = dvid.str.strip_chars()
    kind = dvid.cast(pl.Float64, strict=False)
    if "CMT" in table.columns:  # a response lies in no compartment of the concentrations
        table = table.with_columns(CMT=pl.when(kind == RESPONSE).then(None).otherwise("CMT"))
    everything = read_pk_events(table, for_prediction=True)
    kinds = pl.DataFrame({"kind": kind, "told": dvid.cast(pl.String)}).with_row_index("row", offset=1)
    seen = everything.observations.join(kinds, on="row", how="left", maintain_order="left")
    wrong = seen.filter(~pl.col("kind").fill_null(0).is_in([float(CONCENTRATION), float(RESPONSE)]))
    if wrong.height:
        row = wrong.row(0, named=True)
        where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
        raise ModelDataError("pkpd_unknown_dvid", where=where, value=row["told"])
    measured = seen.filter(pl.col("kind") == CONCENTRATION).height
    if not for_prediction:
        if measured:
            # The other kind is hidden as another event, so that rows keep their numbers in what is said.
            read_pk_events(_without(table, kind, RESPONSE))
        if measured == seen.height:
            raise ModelDataError("pkpd_no_response", where="DVID")
        responses = _responses(table, kind)
        seen = pl.concat([seen.filter(pl.col("kind") == CONCENTRATION), responses]).sort("row")

    def of(which: int) -> PKEvents:
        rows = seen.filter(pl.col("kind") == which).drop("kind", "told")
        return dataclasses.replace(everything, observations=rows)

    return PKPDEvents(of(CONCENTRATION), of(RESPONSE))


def _responses(table: pl.DataFrame, kind: pl.Series) -> pl.DataFrame:
    """The responses, with what a missing or a constant response is refused with."""
    hidden = _without(table, kind, CONCENTRATION)
    # The remarks about concentrations say nothing of responses; what is wrong with a row does.
    seen = read_pk_events(hidden, for_prediction=True).observations
    missing = seen.filter(pl.col("DV").is_null() & ~pl.col("BLQ"))
    if missing.height:
        row = missing.row(0, named=True)
        where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
        raise ModelDataError("pkpd_missing_response", where=where)
    value = seen["DV"]
    if len(value) >= 3 and value.n_unique() == 1:
        raise ModelDataError("pkpd_constant", where="DV", n=len(value), value=value[0])
    each = seen.filter(pl.col("DV") > 0).group_by("ID", maintain_order=True).agg(pl.col("DV").median())
    away = (each["DV"].log() - each["DV"].log().median()).abs()
    if each.height >= _FEWEST_COMPARED and (apart := each.filter(away > _APART)["ID"].to_list()):
        note = PKNote("pkpd_units_apart", names_of(apart), {"n": len(apart)})
        warnings.warn(note.say(), PKDataWarning, stacklevel=3)
    return seen.with_columns(kind=pl.lit(float(RESPONSE)), told=pl.lit(str(RESPONSE)))


def _without(table: pl.DataFrame, kind: pl.Series, which: int) -> pl.DataFrame:
    """The table with the observations of one kind turned into events of another kind (EVID 2)."""
    names = table.columns
    amount = pl.col("AMT").cast(pl.Float64, strict=False).fill_null(0) if "AMT" in names else pl.lit(0.0)
    event = pl.when(amount != 0).then(1.0).otherwise(0.0)
    if "EVID" in names:
        event = pl.col("EVID").cast(pl.Float64, strict=False)
    return table.with_columns(
        EVID=pl.when((event == 0) & (kind == which).fill_null(value=False))
        .then(_OTHER_EVENT)
        .otherwise(event)
    )

"""Exposures of groups as a frame, and back."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ._group_exposures import GroupExposure

_ATTRIBUTES = ("unit", "method", "uncertainty", "provenance")
_PLAIN = ("species", "dose", "dose_unit", "n", "source", "parameter", "computed", "day", "series")
_SCHEMA = {
    "study": pl.String(),
    **dict.fromkeys(_PLAIN, pl.String()),
    **dict.fromkeys(("dose", "day"), pl.Float64()),
    "n": pl.Int64(),
    "computed": pl.Boolean(),
    **dict.fromkeys(("draws", "values"), pl.List(pl.Float64())),
    **dict.fromkeys(_ATTRIBUTES, pl.String()),
}


def frame_of(exposures: Mapping[str, tuple[GroupExposure, ...]]) -> pl.DataFrame:
    """A row for each exposure; a study without any keeps its name in a row of nulls."""
    rows: list[dict[str, object]] = []
    for study, found in exposures.items():
        if not found:
            rows.append({"study": study})
        for one in found:
            plain = {name: getattr(one, name) for name in _PLAIN}
            attributes = {name: one.draws.attrs[name] for name in _ATTRIBUTES}
            draws = one.draws.to_numpy().tolist()
            rows.append({"study": study, **plain, "draws": draws, "values": list(one.values), **attributes})
    return pl.DataFrame(rows, schema=_SCHEMA)


def exposures_of(frame: pl.DataFrame) -> dict[str, tuple[GroupExposure, ...]]:
    """The exposures of a frame that :func:`frame_of` made, by study."""
    import xarray as xr

    found: dict[str, list[GroupExposure]] = {}
    draws = frame["draws"]
    for place, row in enumerate(frame.drop("draws").iter_rows(named=True)):
        mine = found.setdefault(row["study"], [])
        if row["species"] is None:
            continue
        attributes = {name: row[name] for name in _ATTRIBUTES}
        mine.append(
            GroupExposure(
                draws=xr.DataArray(draws[place].to_numpy(writable=True), dims=["sample"], attrs=attributes),
                values=tuple(row["values"]),
                **{name: row[name] for name in _PLAIN},
            )
        )
    return {study: tuple(mine) for study, mine in found.items()}

"""Effect levels of animals beside ranks of injury in people, organ by organ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

# What ToxRefDB calls looking at an organ; its other endpoints are of the whole animal or its blood.
_LOOKED = ("pathology microscopic", "pathology gross", "organ weight")


class _Side(NamedTuple):
    state: str
    finding: str | None = None
    dose: float | None = None


_NOT_TOLD = _Side("not told")
_SCHEMA: dict[str, pl.DataType] = {
    "organ_name": pl.String(),
    **{
        f"{one}{field}": kind
        for one in ("animal", "human")
        for field, kind in (
            ("", pl.String()),
            ("_finding", pl.String()),
            ("_dose", pl.Float64()),
            ("_dose_unit", pl.String()),
        )
    },
    "species_affected": pl.Int64(),
    "agreement": pl.String(),
}


def effect_levels(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Where public data tell of an effect on an organ, in animals and in people.

    Parameters
    ----------
    tables
        Of a programme (:func:`programme`): ``toxicity`` (ToxRefDB), ``liver_injury`` (DILIrank),
        ``heart_injury`` (DICTrank); any of them may be missing.

    Returns
    -------
    polars.DataFrame
        One row per organ: ``organ_name``; ``animal`` (``affected`` or ``not told``; the public summary
        names no species), ``animal_finding``, ``animal_dose`` (the lowest effect level, lel or loael, that
        is told as equal), ``animal_dose_unit``; ``human`` (``affected``; ``examined``: ranked as of no
        concern; ``not told``), ``human_finding``; ``species_affected``; ``agreement`` (``all affected``,
        else null). What is not told is not the same as safe.
    """
    animal, people = _animal(tables), _people(tables)
    rows = [
        _row(organ, animal.get(organ, _NOT_TOLD), people.get(organ, _NOT_TOLD))
        for organ in {**animal, **people}
    ]
    return pl.DataFrame(rows, schema=_SCHEMA).sort("species_affected", "organ_name", descending=[True, False])


def _animal(tables: Mapping[str, pl.DataFrame]) -> dict[str, _Side]:
    found: dict[str, _Side] = {}
    if "toxicity" not in tables:
        return found
    levels = tables["toxicity"].filter(
        pl.col("level").is_in(["lel", "loael"]),
        pl.col("endpoint").is_in(_LOOKED),
        pl.col("qualifier") == "=",
        pl.col("organ_name").is_not_null(),
    )
    for row in levels.sort("dose_mg_kg_day").iter_rows(named=True):
        weighed = row["endpoint"] == "organ weight"
        seen = f"{row['endpoint']}, {row['effect']}" if weighed else row["effect"]
        found.setdefault(row["organ_name"], _Side("affected", seen, row["dose_mg_kg_day"]))
    return found


def _people(tables: Mapping[str, pl.DataFrame]) -> dict[str, _Side]:
    found = {}
    for table, organ, source, column, none in (
        ("liver_injury", "LIVER", "DILIrank", "vDILIConcern", "vno-dili-concern"),
        ("heart_injury", "HEART", "DICTrank", "DICT _ Concern", "no"),
    ):
        if table in tables and tables[table].height:
            concern = str(tables[table][column][0])
            state = "examined" if concern.lower() == none else "affected"
            found[organ] = _Side(state, f"{source}: {concern}")
    return found


def _row(organ: str, animal: _Side, people: _Side) -> dict[str, object]:
    hit = [one.state == "affected" for one in (animal, people)]
    return {
        "organ_name": organ,
        "animal": animal.state,
        "animal_finding": animal.finding,
        "animal_dose": animal.dose,
        "animal_dose_unit": None if animal.dose is None else "mg/kg/day",
        "human": people.state,
        "human_finding": people.finding,
        "human_dose": None,
        "human_dose_unit": None,
        "species_affected": sum(hit),
        "agreement": "all affected" if all(hit) else None,
    }

"""SEND 3.1 packages of KAI-101: four weeks in rat and dog."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from ._kai101_columns import SEND, frame
from ._kai101_design import design_tables
from ._kai101_inlife import Row, body_weights, food, laboratory, signs
from ._kai101_pathology import death_diagnosis, organ_weights, pathology
from ._kai101_toxicokinetics import toxicokinetics
from ._kai101_truth import TOXICOLOGY

if TYPE_CHECKING:
    import polars as pl

_NO_DOMAIN = {"POOLDEF", "RELREC", "SUPPMI"}
# Expected columns that stay empty belong to the package; permissible ones do not.
_PERMISSIBLE = {
    "FW": ("POOLID",), "PP": ("POOLID",), "RELREC": ("POOLID", "RELTYPE"),
    "SUPPMI": ("POOLID", "QEVAL"), "MA": ("MASPID",), "MI": ("MISPID", "MIDTHREL"),
    "TA": ("TABRANCH", "TATRANS"),
}  # fmt: skip


@functools.cache
def _tables(species: str) -> dict[str, pl.DataFrame]:
    study = TOXICOLOGY[species].study
    tables = design_tables(species)
    eaten, cages = food(species)
    seen = pathology(species)
    kinetics = toxicokinetics(species)
    rows: dict[str, list[Row]] = {
        "BW": list(body_weights(species)),
        "FW": eaten,
        "CL": list(signs(species)),
        "LB": list(laboratory(species)),
        "OM": list(organ_weights(species)),
        "MA": seen["MA"],
        "MI": seen["MI"],
        "DD": list(death_diagnosis(species)),
        "PC": kinetics["PC"],
        "PP": kinetics["PP"],
        "POOLDEF": cages + kinetics["POOLDEF"],
        "RELREC": seen["RELREC"] + kinetics["RELREC"],
        "SUPPMI": seen["SUPPMI"],
    }
    for name, table in rows.items():
        if table:
            own: Row = {"STUDYID": study}
            if name not in _NO_DOMAIN:
                own["DOMAIN"] = name
            tables[name] = frame(SEND[name], ({**own, **row} for row in table))
    return {name: _without_empty(name, table) for name, table in tables.items()}


def _without_empty(name: str, table: pl.DataFrame) -> pl.DataFrame:
    empty = [column for column in _PERMISSIBLE.get(name, ()) if table[column].null_count() == table.height]
    return table.drop(empty)


def send_study(species: str) -> dict[str, pl.DataFrame]:
    """The tables of one study by domain; SEND 3.1."""
    return dict(_tables(species))

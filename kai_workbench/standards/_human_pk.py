"""The human PK table: 1,283 compounds with descriptors."""

from __future__ import annotations

import dataclasses

import polars as pl

from kai_workbench import catalog

from ._quality import Note, quality_frame
from ._species_pk import column

_RENAMED = {
    "human_CL_mL_min_kg": column("clearance", "human"),
    "human_VDss_L_kg": column("volume_ss", "human"),
    "human_fup": column("fraction_unbound", "human"),
    "human_mrt": "mean_residence_time_human_h",
    "human_thalf": "half_life_human_h",
}
# Descriptors keep the names that their makers gave them.
_DESCRIPTORS = (
    "MW",
    "HBA",
    "HBD",
    "TPSA_NO",
    "RotBondCount",
    "MoKa.LogP",
    "MoKa.LogD7.4",
    "molecular_weight_smiles_r",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class HumanCompounds:
    """Human pharmacokinetics of many compounds, and what was noticed while reading them.

    Attributes
    ----------
    frame
        One row per compound: ``compound`` (``human-0001`` …, the row's place in the upstream
        table, which gives no names), ``smiles``, ``clearance_human_mL_min_kg``,
        ``volume_ss_human_L_kg``, ``fraction_unbound_human``, ``mean_residence_time_human_h``,
        ``half_life_human_h``, then the descriptors under upstream's names.
    quality, source, sha256
        As in :class:`SpeciesPK`.
    """

    frame: pl.DataFrame
    quality: pl.DataFrame
    source: str
    sha256: str

    def __repr__(self) -> str:
        return (
            f"HumanCompounds({self.frame.height} compounds from {self.source}; {self.quality.height} notes)"
        )


def human_pk() -> HumanCompounds:
    """Clearance, volume and fraction unbound of 1,283 compounds in human, with descriptors.

    The compounds carry no names. ``smiles`` joins 300 of the 371 compounds of :func:`species_pk`,
    but 358 of them are here by connectivity (the first block of the InChIKey): to leave a compound
    out of a fit, leave out every row of its connectivity.

    Raises
    ------
    kai_workbench.catalog.CatalogError
        As :func:`kai_workbench.catalog.fetch`.
    """
    told = catalog.dataset("pk_animal_human")
    raw = catalog.load("pk_animal_human", "human").collect()
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)
    frame = raw.select(
        (pl.lit("human-") + number).alias("compound"),
        pl.col("smiles_r").alias("smiles"),
        *(pl.col(upstream).alias(name) for upstream, name in _RENAMED.items()),
        *_DESCRIPTORS,
    )
    notes = []
    for name in _RENAMED.values():
        wrong = frame.with_row_index("_row", offset=2).filter(pl.col(name) <= 0)
        for row, compound, found in wrong.select("_row", "compound", name).iter_rows():
            notes.append(Note("not_positive", row, compound, name, f"{found:g}"))
    frame = frame.with_columns(
        pl.when(pl.col(name) > 0).then(pl.col(name)).alias(name) for name in _RENAMED.values()
    )
    return HumanCompounds(
        frame=frame,
        quality=quality_frame(notes),
        source=f"pk_animal_human, human ({told.licence}, {told.version})",
        sha256=told.resource("human").sha256,
    )

"""The compounds that a prediction learns from."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Collection
from typing import Literal

import polars as pl

from .. import catalog, standards
from ..models import StructurePrior
from ..standards import SpeciesPK

LIBRARY = ("smiles", "clearance_human_mL_min_kg", "volume_ss_human_L_kg", "fraction_unbound_human")
Source = Literal["pk_animal_human", "kai-101"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reference:
    """Compounds measured in animals and human, with what structure predicts where it is known.

    Attributes
    ----------
    frame
        The species PK table (:class:`kai_workbench.standards.SpeciesPK`); with
        ``clearance_structure_mL_min_kg`` and ``volume_ss_structure_L_kg`` if ``with_structure``.
    quality
        What was left out of the table or noticed in it, and why.
    source
        To be shown beside every number.
    synthetic
        Whether the compounds are invented.
    with_structure
        Whether structure-based predictions are there.
    fallback
        Why the embedded synthetic data were taken instead of the real ones; empty if they were not.
    """

    frame: pl.DataFrame
    quality: pl.DataFrame
    source: str
    synthetic: bool
    with_structure: bool
    fallback: str = ""

    def compound(self, name: str) -> pl.DataFrame:
        """The row of a compound, whatever the case of its name.

        Raises
        ------
        kai_workbench.catalog.CatalogError
            No such compound; names those that come near.
        """
        row = self.named(name)
        if row.height == 0:
            from difflib import get_close_matches

            names = self.frame["compound"].to_list()
            lower = {one.lower(): one for one in names}
            near = [lower[one] for one in get_close_matches(name.strip().lower(), lower, n=3, cutoff=0.5)]
            raise catalog.CatalogError(
                "unknown_compound", where=name, n=len(names), near=", ".join(near) or names[0]
            )
        return row

    def named(self, name: str) -> pl.DataFrame:
        """The row of a compound, or no row."""
        return self.frame.filter(self.is_named(name)).head(1)

    def is_named(self, name: str) -> pl.Series:
        """Which rows bear the name, whatever the case."""
        return self.frame["compound"].str.strip_chars().str.to_lowercase() == name.strip().lower()


def reference(source: Source | None = None, *, structure: bool | None = None) -> Reference:
    """The reference compounds: the real ones if they can be had, else the synthetic KAI-101 programme.

    Parameters
    ----------
    source
        A data set of the catalog; by default the real one, falling back on the embedded one when
        nothing can be fetched.
    structure
        Whether to add what structure predicts (needs the extra ``structure``); by default if
        RDKit and scikit-learn are installed and the compounds have structures.

    Raises
    ------
    kai_workbench.catalog.CatalogError
        ``source`` was named and cannot be had.
    kai_workbench.models.ModelDataError
        ``structure`` was asked for and cannot be had.
    """
    fallback = ""
    if source is None:
        try:
            table = standards.species_pk("pk_animal_human")
        except catalog.Unreachable as error:
            table, fallback = standards.species_pk("kai-101"), str(error)
    else:
        table = standards.species_pk(source)
    wanted = _installed() if structure is None else structure
    if table.synthetic or not wanted:
        return _reference(table, table.frame, with_structure=False, fallback=fallback)
    return _reference(table, with_structure(table.frame), with_structure=True, fallback=fallback)


def with_structure(frame: pl.DataFrame, *, without: Collection[str] = ()) -> pl.DataFrame:
    """Add to ``frame`` what structure predicts for human, learnt from the catalog's human compounds.

    Each compound is predicted without itself; see :class:`kai_workbench.models.StructurePrior`.

    Parameters
    ----------
    frame
        A species PK table with ``smiles``.
    without
        Structures not to learn from at all: the test compounds of a cross-validation.

    Returns
    -------
    polars.DataFrame
        ``frame`` with ``clearance_structure_mL_min_kg`` and ``volume_ss_structure_L_kg``.
    """
    library = pl.concat(
        [
            standards.human_pk().frame.select(LIBRARY),
            standards.species_pk("pk_animal_human").frame.select(LIBRARY),
        ]
    ).filter(pl.col("smiles").is_not_null())
    predicted = StructurePrior().predict(frame, learn_from=library, without=without)
    return pl.concat([frame, predicted.drop("compound")], how="horizontal")


def _reference(table: SpeciesPK, frame: pl.DataFrame, *, with_structure: bool, fallback: str) -> Reference:
    return Reference(
        frame=frame,
        quality=table.quality,
        source=table.source,
        synthetic=table.synthetic,
        with_structure=with_structure,
        fallback=fallback,
    )


def _installed() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("rdkit", "sklearn"))

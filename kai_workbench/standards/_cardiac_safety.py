"""Tables of cardiac safety: block of hERG in cells, QTc and concentration in people."""

from __future__ import annotations

import dataclasses
from typing import Literal

import polars as pl

from kai_workbench import catalog

_TO_NG_ML = {"pg/mL": 1e-3, "ng/mL": 1.0}
_TO_NM = {"nM": 1.0, "uM": 1e3}


@dataclasses.dataclass(frozen=True, kw_only=True)
class CardiacTable:
    """A table of the catalog in the columns that a model asks for.

    Attributes
    ----------
    frame
        Columns as told by the function that made it.
    source
        Where the values come from, to be shown beside them.
    sha256
        Hash of the file that was read.
    """

    frame: pl.DataFrame
    source: str
    sha256: str

    def __repr__(self) -> str:
        return f"CardiacTable({self.frame.height} rows from {self.source})"


def herg_block(*drugs: str) -> CardiacTable:
    """Block of hERG measured cell by cell for CiPA, for :class:`kai_workbench.models.HERGBlock`.

    Parameters
    ----------
    drugs
        In small letters; all by default.

    Returns
    -------
    CardiacTable
        ``drug``, ``concentration_nM`` (in the bath), ``block_percent``.

    Raises
    ------
    kai_workbench.catalog.UnknownDataset
        A drug is not in the table; the answer names those that are.
    kai_workbench.catalog.CatalogError
        As :func:`kai_workbench.catalog.fetch`.
    """
    raw = catalog.load("cipa", "herg_block").collect()
    known = raw["drug"].unique().sort().to_list()
    for drug in drugs:
        if drug not in known:
            raise catalog.UnknownDataset("unknown_drug", name=drug, near=", ".join(known))
    frame = raw.select(
        "drug",
        concentration_nM=pl.col("conc").cast(pl.Float64) * pl.col("units").replace_strict(_TO_NM),
        block_percent=pl.col("block").cast(pl.Float64),
    )
    return _told("cipa", "herg_block", frame.filter(pl.col("drug").is_in(drugs)) if drugs else frame)


def concentration_qtc(drug: Literal["dofetilide", "quinidine"]) -> CardiacTable:
    """A crossover of a drug and placebo, for :class:`kai_workbench.models.ConcentrationQTc`.

    Returns
    -------
    CardiacTable
        One row a subject, period and nominal time: ``subject``, ``time_h``, ``active`` (1 on drug, 0
        on placebo), ``concentration_ng_mL`` (plasma, total), ``delta_qtc_ms`` (change of QTcF, after
        Fridericia, from the baseline of the period), ``baseline_qtc_ms``.

    Raises
    ------
    kai_workbench.catalog.UnknownDataset
        There is no such drug in the data set.
    kai_workbench.catalog.CatalogError
        As :func:`kai_workbench.catalog.fetch`.
    """
    resource = f"cqtkit_data_{drug}"
    known = [one.name for one in catalog.dataset("cqt").resources]
    if resource not in known:
        near = ", ".join(name.removeprefix("cqtkit_data_") for name in known)
        raise catalog.UnknownDataset("unknown_drug", name=drug, near=near)
    raw = catalog.load("cqt", resource).collect()
    active = (pl.col("TRTG") != "Placebo").cast(pl.Int64)
    to_ng_mL = pl.col("CONCU").replace_strict(_TO_NG_ML, return_dtype=pl.Float64)
    frame = raw.select(
        subject=pl.col("ID").cast(pl.Int64),
        time_h=pl.col("NTLD"),
        active=active,
        concentration_ng_mL=pl.when(active == 0).then(pl.col("CONC")).otherwise(pl.col("CONC") * to_ng_mL),
        delta_qtc_ms=pl.col("QTCF") - pl.col("QTCFBL"),
        baseline_qtc_ms=pl.col("QTCFBL"),
    )
    return _told("cqt", resource, frame)


def _told(dataset: str, resource: str, frame: pl.DataFrame) -> CardiacTable:
    told = catalog.dataset(dataset)
    return CardiacTable(
        frame=frame,
        source=f"{dataset} ({told.licence}, {told.version})",
        sha256=told.resource(resource).sha256,
    )

"""Tables of tumour sizes: volumes in mice, sums of diameters in patients."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import polars as pl

from kai_workbench import catalog

_ARMS = {"low": 6.25, "medium": 25.0, "high": 100.0}
# What upstream writes for a lesion that is seen and cannot be measured.
_TOO_SMALL = "TOO SMALL TO MEASURE"


@dataclasses.dataclass(frozen=True, kw_only=True)
class TumourTable:
    """Tumour sizes of the catalog in the columns that a model asks for.

    Attributes
    ----------
    frame
        Columns as told by the function that made it.
    exposure
        Stretches of treatment: ``subject``, ``start``, ``stop``, ``exposure``; None where not known.
    left_out
        Rows of the upstream table without a size or a time, with the ``reason``.
    source
        Where the values come from, to be shown beside them.
    sha256
        Hashes of the files that were read.
    """

    frame: pl.DataFrame
    exposure: pl.DataFrame | None
    left_out: pl.DataFrame
    source: str
    sha256: tuple[str, ...]

    def __repr__(self) -> str:
        return f"TumourTable({self.frame.height} rows from {self.source}, {self.left_out.height} left out)"


def clinical_tumour_size(study: int) -> TumourTable:
    """Sums of longest diameters of one of five trials.

    Lesions too small to measure have a size of 0 here, as those that have vanished: a model treats
    both as below its limit. A row that upstream holds twice is kept once.

    Parameters
    ----------
    study
        1 to 5.

    Returns
    -------
    TumourTable
        ``subject``, ``arm``, ``time`` (d since the start of treatment), ``size`` (mm).

    Raises
    ------
    kai_workbench.catalog.UnknownDataset
        There is no such study.
    """
    name = f"study{study}"
    resource = catalog.dataset("tgi_clinical").resource(name)
    told = pl.col("TargetLesionLongDiam_mm").str.strip_chars()
    raw = catalog.load("tgi_clinical", name).collect()
    raw = raw.select(
        subject=pl.format("{}-{}", pl.lit(study), pl.col("Patient_Anonmyized").cast(pl.Int64)),
        arm=pl.col("Study_Arm").str.extract(r"Arm_(\d+)$").cast(pl.Int64),
        time=pl.col("Treatment_Day").cast(pl.Float64),
        size=pl.when(told == _TOO_SMALL).then(0.0).otherwise(told.cast(pl.Float64, strict=False)),
        told=told,
    )
    reason = (
        pl.when(pl.col("time").is_null())
        .then(pl.lit("no time"))
        .when(pl.col("size").is_null())
        .then(pl.coalesce(pl.col("told").str.to_lowercase(), pl.lit("no size")))
        .when(~pl.struct(pl.all()).is_first_distinct())
        .then(pl.lit("the same row twice"))
    )
    raw = raw.with_columns(reason=reason)
    return TumourTable(
        frame=raw.filter(pl.col("reason").is_null()).drop("told", "reason"),
        exposure=None,
        left_out=raw.filter(pl.col("reason").is_not_null()),
        source=_source("tgi_clinical", name),
        sha256=(resource.sha256,),
    )


def pdx_volumes(drugs: Sequence[str] | None = None) -> TumourTable:
    """Volumes of patient-derived breast tumours, one mouse a tumour and treatment.

    Parameters
    ----------
    drugs
        Treatments, as upstream writes them (``"untreated"`` for none); all by default.

    Returns
    -------
    TumourTable
        ``subject`` (the mouse), ``tumour`` (the patient's number), ``drug``, ``time`` (d), ``size``
        (mm³, 0 where it has vanished).

    Raises
    ------
    kai_workbench.catalog.UnknownDataset
        There is no such treatment; the answer names those that are.
    """
    raw = catalog.load("pdx_brca", "volumes").collect()
    mice = catalog.load("pdx_brca", "models").collect().select("model.id", tumour="patient.id")
    known = raw["drug"].unique().sort().to_list()
    for drug in drugs or ():
        if drug not in known:
            raise catalog.UnknownDataset("unknown_drug", name=drug, near=", ".join(known))
    frame = raw.join(mice, on="model.id", how="left", maintain_order="left").select(
        pl.col("model.id").alias("subject"),
        "tumour",
        "drug",
        time=pl.col("time").cast(pl.Float64),
        size=pl.col("volume").cast(pl.Float64),
    )
    return TumourTable(
        frame=frame.filter(pl.col("drug").is_in(list(drugs))) if drugs else frame,
        exposure=None,
        left_out=frame.clear().with_columns(reason=pl.lit("")),
        source=_source("pdx_brca", "volumes"),
        sha256=(catalog.dataset("pdx_brca").resource("volumes").sha256,),
    )


def erlotinib_pdx() -> TumourTable:
    """A patient-derived lung tumour in 30 mice, untreated or under erlotinib at three doses.

    Returns
    -------
    TumourTable
        ``subject`` (the mouse), ``dose_mg_kg`` (of a treated day, 0 for controls), ``time`` (d),
        ``size`` (cm³); its ``exposure`` is the dose of each treated day over that day, mg/kg/d.
    """
    names = {"control_growth": 0.0, **{f"{arm}_dose": dose for arm, dose in _ARMS.items()}}
    sizes, days, missing = [], [], []
    for name, dose in names.items():
        raw = catalog.load("pdx_erlotinib", name).collect()
        base = {
            "subject": pl.col("ID"),
            "dose_mg_kg": pl.lit(dose),
            "time": pl.col("Time").cast(pl.Float64),
            "size": pl.col("Value"),
        }
        volumes = raw.filter(pl.col("Observable") == "Tumour volume").select(**base)
        sizes.append(volumes.filter(pl.col("size").is_not_null()))
        missing.append(volumes.filter(pl.col("size").is_null()).with_columns(reason=pl.lit("no size")))
        if dose:
            given = raw.filter(pl.col("Dose") > 0).select(base["subject"].alias("subject"), time=base["time"])
            days.append(
                given.unique(maintain_order=True).select(
                    "subject", start="time", stop=pl.col("time") + 1, exposure=pl.lit(dose)
                )
            )
    told = catalog.dataset("pdx_erlotinib")
    return TumourTable(
        frame=pl.concat(sizes).sort("dose_mg_kg", "subject", "time", maintain_order=True),
        exposure=pl.concat(days).sort("subject", "start"),
        left_out=pl.concat(missing),
        source=_source("pdx_erlotinib", ""),
        sha256=tuple(told.resource(name).sha256 for name in names),
    )


def _source(dataset: str, resource: str) -> str:
    told = catalog.dataset(dataset)
    return f"{dataset} {resource} ({told.licence}, {told.version})".replace("  ", " ")

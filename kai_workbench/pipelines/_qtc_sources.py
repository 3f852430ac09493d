"""The drugs whose QTc risk can be asked for: cells, exposure, and what the clinic saw."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import Literal

import numpy as np
import polars as pl

from .. import catalog, standards
from ..models import (
    ImportanceDraws,
    ModelDataError,
    free_concentration,
    herg_block,
    herg_draws,
    qtc_slope_draws,
)
from . import _qtc_synthetic as invented
from ._fallback import real_or_embedded

Source = Literal["cipa", "kai-101"]
# Fraction unbound as the catalog's pk_animal_human has it, molar mass from the formula, g/mol.
_CLINICAL = {"dofetilide": (0.36, 441.6), "quinidine": (0.26, 324.4)}
_DRAWS = 2000  # the slope's; its likelihood is the dearer one


@dataclasses.dataclass(frozen=True, kw_only=True)
class QTcDrug:
    """One drug.

    Attributes
    ----------
    name
        As the sources spell it.
    free_cmax_nM
        Unbound peak concentration in people, nM.
    cmax_ng_mL, fraction_unbound, molar_mass
        Total peak (ng/mL), share unbound in plasma, g/mol; missing where only the free one is told.
    exposure_from
        ``trial`` (geometric mean of the subjects' peaks), ``cipa`` (the consensus), ``planted``.
    clinical
        Whether there is a concentration–QTc study.
    """

    name: str
    free_cmax_nM: float  # noqa: N815, units keep their case
    cmax_ng_mL: float | None = None  # noqa: N815, units keep their case
    fraction_unbound: float | None = None
    molar_mass: float | None = None
    exposure_from: Literal["trial", "cipa", "planted"] = "cipa"
    clinical: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class QTcSource:
    """Cells, exposures and clinical studies that belong together.

    Attributes
    ----------
    drugs
        By name.
    cells
        ``drug``, ``concentration_nM``, ``block_percent``.
    studies
        Concentration–QTc tables by drug.
    other_currents
        ``drug``, ``current``, ``ic50_nM``, ``hill``: block of calcium and late sodium, which shortens.
    reference
        The drug from which the milliseconds of a share of block are learnt.
    source
        To be shown beside every number.
    synthetic
        Whether all of it is invented.
    fallback
        Why the embedded data were taken; empty if they were not.
    """

    drugs: dict[str, QTcDrug]
    cells: pl.DataFrame
    studies: dict[str, pl.DataFrame]
    other_currents: pl.DataFrame
    reference: str
    source: str
    synthetic: bool
    fallback: str = ""

    def drug(self, name: str) -> QTcDrug:
        """One drug, whatever the case of its name.

        Raises
        ------
        ModelDataError
            There is none of that name; tells those that there are.
        """
        known = {one.lower(): one for one in self.drugs}
        if name.strip().lower() not in known:
            raise ModelDataError("qtc_unknown_drug", where=name, known=", ".join(self.drugs))
        return self.drugs[known[name.strip().lower()]]

    def block(self, drug: str) -> ImportanceDraws:
        """Posterior of IC50 (nM) and Hill coefficient; see :func:`kai_workbench.models.herg_draws`."""
        return _block(self, self.drug(drug).name)

    def slope(self, drug: str) -> ImportanceDraws:
        """Posterior of the clinical slope; see :func:`kai_workbench.models.qtc_slope_draws`.

        Raises
        ------
        ModelDataError
            There is no clinical study of this drug.
        """
        one = self.drug(drug)
        if not one.clinical:
            raise ModelDataError("qtc_no_clinical", where=drug, known=", ".join(self.studies))
        return _slope(self, one.name)

    def other_block(self, drug: str, free_nM: float) -> dict[str, float]:
        """Per cent of the other currents blocked at a free concentration, by current."""
        rows = self.other_currents.filter(pl.col("drug") == self.drug(drug).name)
        return {
            row["current"]: 100 * float(herg_block(free_nM, ic50_nM=row["ic50_nM"], hill=row["hill"]))
            for row in rows.to_dicts()
        }

    def measured(self, drug: str, *, parts: int = 10) -> pl.DataFrame:
        """The clinical study's own ΔΔQTc: of each subject and time, active less placebo, in parts.

        Returns
        -------
        polars.DataFrame
            One row a part of the concentrations: ``concentration_ng_mL``, ``ddqtc_ms`` (means), ``n``.
        """
        rows = self.studies[self.drug(drug).name]
        keys = ["subject", "time_h"]
        both = [
            rows.filter(pl.col("active") == active)
            .group_by(keys)
            .agg(pl.col("delta_qtc_ms", "concentration_ng_mL").mean())
            for active in (1, 0)
        ]
        pairs = both[0].join(both[1], on=keys, suffix="_placebo").filter(pl.col("concentration_ng_mL") > 0)
        rank = pl.col("concentration_ng_mL").rank("ordinal") - 1
        return (
            pairs.with_columns(part=(rank * parts / pl.len()).floor())
            .group_by("part")
            .agg(
                pl.col("concentration_ng_mL").mean(),
                ddqtc_ms=(pl.col("delta_qtc_ms") - pl.col("delta_qtc_ms_placebo")).mean(),
                n=pl.len(),
            )
            .sort("part")
            .drop("part")
        )

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@functools.lru_cache(maxsize=64)
def _block(source: QTcSource, drug: str) -> ImportanceDraws:
    return herg_draws(source.cells, drug=drug)


@functools.lru_cache(maxsize=8)
def _slope(source: QTcSource, drug: str) -> ImportanceDraws:
    return qtc_slope_draws(source.studies[drug], draws=_DRAWS)


def qtc_source(source: Source | None = None) -> QTcSource:
    """CiPA's drugs with the clinical studies of two, or what is embedded.

    Parameters
    ----------
    source
        By default the real data, falling back on the embedded ones when they cannot be had.

    Raises
    ------
    kai_workbench.catalog.CatalogError
        ``source`` was named and cannot be had.
    """
    return real_or_embedded(source, _real, _invented)


def _real() -> QTcSource:
    cells = standards.herg_block()
    free = catalog.load("cipa", "training_drugs").collect()
    studies = {name: standards.concentration_qtc(name) for name in ("dofetilide", "quinidine")}
    drugs = {
        name: QTcDrug(name=name, free_cmax_nM=float(value))
        for name, value in free.sort("drug").select("drug", "therapeutic").iter_rows()
        if name in cells.frame["drug"]
    }
    for name, (fraction_unbound, molar_mass) in _CLINICAL.items():
        peaks = studies[name].frame.filter(pl.col("active") == 1).group_by("subject")
        top = peaks.agg(pl.col("concentration_ng_mL").max())["concentration_ng_mL"].to_numpy()
        cmax = math.exp(float(np.log(top[top > 0]).mean()))
        drugs[name] = _measured(name, cmax, fraction_unbound, molar_mass, "trial", clinical=True)
    told = dict.fromkeys([cells.source, *(one.source for one in studies.values())])
    return QTcSource(
        drugs=drugs,
        cells=cells.frame,
        studies={name: one.frame for name, one in studies.items()},
        other_currents=_other_currents(),
        reference="dofetilide",
        source=", ".join(told),
        synthetic=False,
    )


def _other_currents() -> pl.DataFrame:
    raw = catalog.load("cipa", "li2017_ic50").collect()
    number = pl.Float64
    parts = [
        raw.select(
            "drug",
            current=pl.lit(current),
            ic50_nM=pl.col(f"{current}_IC50").cast(number, strict=False),
            hill=pl.col(f"{current}_h").cast(number, strict=False),
        )
        for current in ("ICaL", "INaL")
    ]
    there = (pl.col("ic50_nM") > 0) & (pl.col("hill") > 0)
    return pl.concat(parts).filter(there & pl.col("ic50_nM").is_finite())


def _invented(fallback: str) -> QTcSource:
    control = (
        invented.CONTROL_CMAX_NG_ML,
        invented.CONTROL_FRACTION_UNBOUND,
        invented.CONTROL_MOLAR_MASS,
    )
    return QTcSource(
        drugs={
            "KAI-101": _measured("KAI-101", *invented.kai101_exposure(), "planted", clinical=False),
            invented.CONTROL: _measured(invented.CONTROL, *control, "planted", clinical=True),
        },
        cells=invented.cells(),
        studies={invented.CONTROL: invented.crossover()},
        other_currents=pl.DataFrame(
            schema={"drug": pl.String, "current": pl.String, "ic50_nM": pl.Float64, "hill": pl.Float64}
        ),
        reference=invented.CONTROL,
        source="KAI-101 (synthetic)",
        synthetic=True,
        fallback=fallback,
    )


def _measured(
    name: str,
    cmax: float,
    fraction_unbound: float,
    molar_mass: float,
    exposure_from: Literal["trial", "planted"],
    *,
    clinical: bool,
) -> QTcDrug:
    free = free_concentration(cmax, fraction_unbound=fraction_unbound, molar_mass=molar_mass)
    return QTcDrug(
        name=name,
        free_cmax_nM=float(free),
        cmax_ng_mL=cmax,
        fraction_unbound=fraction_unbound,
        molar_mass=molar_mass,
        exposure_from=exposure_from,
        clinical=clinical,
    )

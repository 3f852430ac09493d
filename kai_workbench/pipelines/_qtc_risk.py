"""From block of hERG and an exposure to the QTc interval, draw by draw."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..models import herg_block, predicted_ddqtc, qtc_sensitivity, safety_margin
from ..models._concentration_qtc import LIMIT_MS
from ..models._first_in_human_dose import checked
from ._qtc_sources import QTcSource

Floats = NDArray[np.float64]
MULTIPLES = tuple(float(f"{one:.4g}") for one in np.geomspace(0.1, 30, 41))
_Z90 = 1.6448536269514722


@dataclasses.dataclass(frozen=True, kw_only=True)
class QTcRisk:
    """ΔΔQTc of a drug at multiples of its free Cmax.

    Attributes
    ----------
    multiples
        Of the free Cmax, (multiple,).
    free_cmax_nM
        Draws, (sample,).
    ic50_nM, hill
        Draws, (sample,).
    ddqtc_ms
        Draws at each multiple, (multiple, sample).
    at_ms
        Draws at the exposure asked for, (sample,).
    times
        That exposure as a multiple of the free Cmax.
    """

    multiples: Floats
    free_cmax_nM: Floats  # noqa: N815, units keep their case
    ic50_nM: Floats  # noqa: N815, units keep their case
    hill: Floats
    ddqtc_ms: Floats
    at_ms: Floats
    times: float

    @property
    def margin(self) -> Floats:
        """IC50 over the free Cmax, draws."""
        return safety_margin(self.ic50_nM, self.free_cmax_nM)

    @property
    def blocked(self) -> Floats:
        """Share of hERG blocked at the exposure asked for, draws."""
        return herg_block(self.times * self.free_cmax_nM, ic50_nM=self.ic50_nM, hill=self.hill)

    def probability_over(self, limit_ms: float = LIMIT_MS) -> float:
        """How likely the mean prolongation at the exposure asked for is above a limit."""
        return float((self.at_ms > limit_ms).mean())

    @property
    def upper_ms(self) -> float:
        """Upper bound of the two-sided 90% interval there; ICH E14 asks whether it is below 10 ms."""
        return float(np.quantile(self.at_ms, 0.95))

    def summary(self, *, limit_ms: float = LIMIT_MS) -> pl.DataFrame:
        """Median and intervals of every quantity at the exposure asked for.

        Returns
        -------
        polars.DataFrame
            ``quantity`` (``free_cmax``, ``ic50``, ``hill``, ``margin``, ``block``, ``ddqtc``), ``unit``,
            ``median``, ``lo50``, ``hi50``, ``lo90``, ``hi90``, ``over_limit`` (of ``ddqtc`` alone).
        """
        rows = []
        for name, unit, draws in (
            ("free_cmax", "nM", self.free_cmax_nM),
            ("ic50", "nM", self.ic50_nM),
            ("hill", "1", self.hill),
            ("margin", "1", self.margin),
            ("block", "%", 100 * self.blocked),
            ("ddqtc", "ms", self.at_ms),
        ):
            lo90, lo50, median, hi50, hi90 = (
                float(one) for one in np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95))
            )
            over = self.probability_over(limit_ms) if name == "ddqtc" else None
            rows.append((name, unit, median, lo50, hi50, lo90, hi90, over))
        names = ("median", "lo50", "hi50", "lo90", "hi90", "over_limit")
        schema = {"quantity": pl.String, "unit": pl.String} | dict.fromkeys(names, pl.Float64)
        return pl.DataFrame(rows, schema=schema, orient="row")


def qtc_risk(
    ic50_nM: Any,
    hill: Any,
    *,
    free_cmax_nM: float,
    sensitivity_ms: Any,
    times: float = 1.0,
    cmax_fold: float = 1.0,
    departure_fold: float = 1.0,
    multiples: Any = MULTIPLES,
    seed: int = 20260101,
) -> QTcRisk:
    """Draws of ΔΔQTc at multiples of a free Cmax.

    Parameters
    ----------
    ic50_nM, hill
        Draws that belong together; of :meth:`QTcSource.block`, or of the reader's own.
    free_cmax_nM
        Unbound peak concentration, nM.
    sensitivity_ms
        Draws of the milliseconds at full block, of :func:`reference_sensitivity`; paired at random.
    times
        The exposure asked about, as a multiple of the free Cmax.
    cmax_fold
        The free Cmax is known within this fold, with 90% probability (lognormal); 1: exactly.
    departure_fold
        Another drug's milliseconds for the same block lie within this fold of the reference's, with 90%
        probability (lognormal); 1: all drugs are alike.

    Raises
    ------
    ModelDataError
        A number is not positive, or a fold is below 1.
    """
    checked(free_cmax_nM=free_cmax_nM, times=times, multiples=multiples)
    checked(least=1 - 1e-12, cmax_fold=cmax_fold, departure_fold=departure_fold)
    rng = np.random.default_rng(seed)
    ic50, own_hill = np.asarray(ic50_nM, dtype=float), np.asarray(hill, dtype=float)
    n = ic50.size
    sensitivity = rng.permutation(np.resize(rng.permutation(np.asarray(sensitivity_ms, dtype=float)), n))
    free = free_cmax_nM * np.exp(np.log(cmax_fold) / _Z90 * rng.normal(size=n))
    sensitivity = sensitivity * np.exp(np.log(departure_fold) / _Z90 * rng.normal(size=n))
    at = np.asarray(multiples, dtype=float)
    shared = {"ic50_nM": ic50, "hill": own_hill, "sensitivity_ms": sensitivity}
    return QTcRisk(
        multiples=at,
        free_cmax_nM=free,
        ic50_nM=ic50,
        hill=own_hill,
        ddqtc_ms=predicted_ddqtc(at[:, None] * free, **shared),
        at_ms=predicted_ddqtc(times * free, **shared),
        times=times,
    )


def reference_sensitivity(source: QTcSource, reference: str | None = None, *, seed: int = 20260101) -> Floats:
    """Draws of the milliseconds of ΔΔQTc at full block of hERG, learnt from a reference drug.

    Its clinical slope and its block are matched at its Cmax (:func:`kai_workbench.models.qtc_sensitivity`).
    """
    one = source.drug(reference or source.reference)
    slope, block = source.slope(one.name), source.block(one.name)
    assert one.cmax_ng_mL is not None
    assert one.fraction_unbound is not None
    assert one.molar_mass is not None
    n = slope.values["slope"].size
    pick = np.random.default_rng(seed).permutation(block.values["hill"].size)[:n]
    return qtc_sensitivity(
        slope.values["slope"],
        at_ng_mL=one.cmax_ng_mL,
        fraction_unbound=one.fraction_unbound,
        molar_mass=one.molar_mass,
        ic50_nM=block.values["ic50_nM"][pick],
        hill=block.values["hill"][pick],
    )


def lognormal_within(median: float, fold: float, *, n: int = 4000, seed: int = 20260101) -> Floats:
    """Draws of a number known within a fold, with 90% probability.

    Examples
    --------
    >>> import numpy as np
    >>> np.quantile(lognormal_within(10.0, 2.0), [0.05, 0.5, 0.95]).round(0).tolist()
    [5.0, 10.0, 20.0]
    """
    checked(median=median)
    checked(least=1 - 1e-12, fold=fold)
    rng = np.random.default_rng(seed)
    return np.asarray(median * np.exp(np.log(fold) / _Z90 * rng.normal(size=n)))

"""From hERG block in vitro to QTc in people, draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]


def _positive(**values: Any) -> None:
    for name, value in values.items():
        array = np.asarray(value, dtype=float)
        if not np.all((array > 0) & np.isfinite(array)):
            raise ModelDataError("prior_not_positive", where=name, value=float(np.min(array)))


def free_concentration(total_ng_mL: Any, *, fraction_unbound: Any, molar_mass: float) -> Floats:
    """Unbound concentration, nM, from a total one in ng/mL.

    Parameters
    ----------
    fraction_unbound
        In plasma, (0, 1]; one number or draws.
    molar_mass
        g/mol.
    """
    _positive(fraction_unbound=fraction_unbound, molar_mass=molar_mass)
    if np.any(np.asarray(fraction_unbound) > 1):
        raise ModelDataError("not_a_share", where="fraction_unbound", value=float(np.max(fraction_unbound)))
    return np.asarray(np.asarray(total_ng_mL) * np.asarray(fraction_unbound) * 1000 / molar_mass)


def herg_block(free_nM: Any, *, ic50_nM: Any, hill: Any = 1.0) -> Floats:
    """Share of hERG current blocked, 0 to 1, broadcasting over draws."""
    _positive(ic50_nM=ic50_nM, hill=hill)
    with np.errstate(divide="ignore"):
        return np.asarray(scipy.special.expit(np.asarray(hill) * (np.log(free_nM) - np.log(ic50_nM))))


def safety_margin(ic50_nM: Any, free_cmax_nM: Any) -> Floats:
    """IC50 as a multiple of the free Cmax; below 30 is the usual warning (Redfern et al. 2003)."""
    _positive(ic50_nM=ic50_nM, free_cmax_nM=free_cmax_nM)
    return np.asarray(np.asarray(ic50_nM) / np.asarray(free_cmax_nM))


def qtc_sensitivity(
    slope_ms_per_ng_mL: Any,
    *,
    at_ng_mL: float,
    fraction_unbound: Any,
    molar_mass: float,
    ic50_nM: Any,
    hill: Any = 1.0,
) -> Floats:
    """Milliseconds of ΔΔQTc per unit share of hERG blocked, learnt from a reference drug.

    The reference drug's clinical slope (:class:`ConcentrationQTc`) at a concentration, divided by
    the block there (:class:`HERGBlock`). Independent posteriors may be paired draw by draw.

    Parameters
    ----------
    slope_ms_per_ng_mL
        Draws.
    at_ng_mL
        Total concentration at which slope and block are matched; a clinical Cmax.
    """
    _positive(at_ng_mL=at_ng_mL)
    free = free_concentration(at_ng_mL, fraction_unbound=fraction_unbound, molar_mass=molar_mass)
    blocked = herg_block(free, ic50_nM=ic50_nM, hill=hill)
    return np.asarray(np.asarray(slope_ms_per_ng_mL) * at_ng_mL / blocked)


def predicted_ddqtc(free_nM: Any, *, ic50_nM: Any, hill: Any, sensitivity_ms: Any) -> Floats:
    """Draws of ΔΔQTc, ms: sensitivity times the share of hERG blocked at a free concentration.

    Holds for drugs that block hERG alone: a drug that also blocks calcium or late sodium currents
    prolongs less than this.
    """
    return np.asarray(np.asarray(sensitivity_ms) * herg_block(free_nM, ic50_nM=ic50_nM, hill=hill))


def qtc_reference(
    block: Fit,
    clinical: Fit,
    *,
    drug: str,
    cmax_ng_mL: float,
    fraction_unbound: Any,
    molar_mass: float,
    seed: int = 20260101,
) -> Floats:
    """Milliseconds of ΔΔQTc per unit share of hERG blocked, from two fits of a reference drug.

    Parameters
    ----------
    block, clinical
        Fits of :class:`HERGBlock` and of :class:`ConcentrationQTc`; their draws are paired at random,
        as many as the smaller has.
    drug
        The reference drug, as ``block`` names it.
    cmax_ng_mL
        Its total Cmax, where slope and block are matched.
    fraction_unbound, molar_mass
        As :func:`free_concentration`.
    """
    ic50, hill = block.model.predict(block, drug=drug)  # type: ignore[attr-defined]
    slope = clinical.require().posterior["slope"].to_numpy().ravel()
    rng = np.random.default_rng(seed)
    n = min(slope.size, ic50.size)
    pick = rng.permutation(ic50.size)[:n]
    return qtc_sensitivity(
        rng.permutation(slope)[:n],
        at_ng_mL=cmax_ng_mL,
        fraction_unbound=fraction_unbound,
        molar_mass=molar_mass,
        ic50_nM=ic50.to_numpy()[pick],
        hill=hill.to_numpy()[pick],
    )


def ddqtc_from_herg(
    block: Fit,
    *,
    drug: str,
    free_cmax_nM: float,
    sensitivity_ms: Any,
    multiples: Sequence[float] = (1.0, 3.0, 10.0, 30.0),
    seed: int = 20260101,
) -> xr.DataArray:
    """Draws of a drug's ΔΔQTc, ms, at multiples of its free Cmax, dims ``multiple`` and ``sample``.

    Parameters
    ----------
    block
        Fit of :class:`HERGBlock` that holds the drug.
    free_cmax_nM
        Unbound Cmax, nM (:func:`free_concentration`).
    sensitivity_ms
        Draws of :func:`qtc_reference`; paired at random with those of the fit.
    """
    import xarray as xr

    times = np.asarray(multiples, dtype=float)
    _positive(free_cmax_nM=free_cmax_nM, multiples=times)
    ic50, hill = block.model.predict(block, drug=drug)  # type: ignore[attr-defined]
    sensitivity = np.asarray(sensitivity_ms, dtype=float).ravel()
    rng = np.random.default_rng(seed)
    n = min(sensitivity.size, ic50.size)
    pick = rng.permutation(ic50.size)[:n]
    values = predicted_ddqtc(
        free_cmax_nM * times[:, None],
        ic50_nM=ic50.to_numpy()[pick],
        hill=hill.to_numpy()[pick],
        sensitivity_ms=rng.permutation(sensitivity)[:n],
    )
    return xr.DataArray(
        values,
        dims=("multiple", "sample"),
        coords={"multiple": times, "free_nM": ("multiple", free_cmax_nM * times)},
        attrs={"unit": "ms", "source": block.key},
    )


def ddqtc_table(predicted: Any, seen: Any = None, *, level: float = 0.9) -> pl.DataFrame:
    """Predicted ΔΔQTc beside what the clinic saw, one row a concentration.

    Parameters
    ----------
    predicted
        Draws of :func:`ddqtc_from_herg`, last axis the draws.
    seen
        Draws of :meth:`ConcentrationQTc.predict` at the same concentrations.
    level
        Of the central intervals; 0.9 is ICH E14's.

    Returns
    -------
    polars.DataFrame
        ``multiple`` and ``free_nM`` where the draws bear them; ``predicted_ms``, ``predicted_low_ms``,
        ``predicted_high_ms``, and the same of ``seen`` with ``ratio`` (seen over predicted, medians).

    Raises
    ------
    ModelDataError
        The two differ in how many concentrations they hold, or ``level`` is no share.
    """
    import polars as pl

    if not 0 < level < 1:
        raise ModelDataError("not_a_share", where="level", value=level)
    columns: dict[str, Any] = {
        name: np.asarray(predicted.coords[name])
        for name in ("multiple", "free_nM")
        if name in getattr(predicted, "coords", {})
    }
    tail = (1 - level) / 2
    for name, draws in (("predicted", predicted), ("seen", seen)):
        if draws is None:
            continue
        found = np.quantile(np.atleast_2d(np.asarray(draws)), [0.5, tail, 1 - tail], axis=-1)
        columns |= {f"{name}_ms": found[0], f"{name}_low_ms": found[1], f"{name}_high_ms": found[2]}
    if len({len(column) for column in columns.values()}) != 1:
        n, asked = len(columns["seen_ms"]), len(columns["predicted_ms"])
        raise ModelDataError("concentrations_differ", where="seen", n=n, asked=asked)
    if seen is not None:
        columns["ratio"] = columns["seen_ms"] / columns["predicted_ms"]
    return pl.DataFrame(columns)

"""The terminal slope."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ._nca_curves import Array, Curves, Mask
from ._nca_options import Route, TerminalPhase

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Slope(NamedTuple):
    """One value per curve; NaN (and 0 points) where no slope could be drawn."""

    rate: Array
    intercept: Array
    r2: Array
    adjusted_r2: Array
    points: NDArray[np.int64]
    start: Array
    end: Array


def terminal(curves: Curves, phase: TerminalPhase, *, route: Route, tmax: Array, end_of_dose: Array) -> Slope:
    """Log-linear regression through the last points, chosen as ``phase`` says."""
    able = _able(curves, phase, route=route, tmax=tmax, end_of_dose=end_of_dose)
    time, log_conc, mask = _to_the_end(curves, able)
    fits = _all_fits(time, log_conc, mask)
    return _chosen(fits, time, mask, phase)


def _able(curves: Curves, phase: TerminalPhase, *, route: Route, tmax: Array, end_of_dose: Array) -> Mask:
    """Points that may take part; a boundary that was asked for is kept to."""
    time = curves.time
    able = curves.measurable & ~curves.made
    with np.errstate(invalid="ignore"):
        if phase.between is not None:
            return np.asarray(able & (time >= phase.between[0]) & (time <= phase.between[1]))
        with_tmax = phase.with_tmax if phase.with_tmax is not None else route == "iv bolus"
        after = time >= tmax[:, None] if with_tmax else time > tmax[:, None]
        return np.asarray(able & after & (time >= end_of_dose[:, None]))


def _to_the_end(curves: Curves, able: Mask) -> tuple[Array, Array, Mask]:
    """Able points moved to the right edge, the last one in the last column; centred for exact sums."""
    order = np.argsort(able, axis=1, kind="stable")
    mask = np.take_along_axis(able, order, axis=1)
    time = np.where(mask, np.take_along_axis(curves.time, order, axis=1), 0.0)
    concentration = np.where(mask, np.take_along_axis(curves.concentration, order, axis=1), 1.0)
    return time, np.log(concentration), mask


class _Fits(NamedTuple):
    """Regressions through the last n points, n counted from the right edge; shape (curves, points)."""

    slope: Array
    intercept: Array
    r2: Array
    adjusted: Array
    size: NDArray[np.int64]


def _all_fits(time: Array, log_conc: Array, mask: Mask) -> _Fits:
    def tail_sum(values: Array) -> Array:
        return np.asarray(np.cumsum(np.where(mask, values, 0.0)[:, ::-1], axis=1)[:, ::-1])

    base_t, base_y = time[:, -1:], log_conc[:, -1:]
    t, y = time - base_t, log_conc - base_y
    n = tail_sum(np.ones_like(t))
    sum_t, sum_y = tail_sum(t), tail_sum(y)
    with np.errstate(divide="ignore", invalid="ignore"):
        stt = tail_sum(t * t) - sum_t**2 / n
        sty = tail_sum(t * y) - sum_t * sum_y / n
        syy = tail_sum(y * y) - sum_y**2 / n
        slope = sty / stt
        intercept = sum_y / n - slope * sum_t / n + base_y - slope * base_t
        r2 = np.where(syy > 0, sty**2 / (stt * syy), np.nan)
        adjusted = np.where(n > 2, 1 - (1 - r2) * (n - 1) / (n - 2), np.nan)
    return _Fits(slope, intercept, r2, adjusted, np.where(mask, n, 0).astype(np.int64))


def _chosen(fits: _Fits, time: Array, mask: Mask, phase: TerminalPhase) -> Slope:
    rows = np.arange(time.shape[0])
    falls = np.nan_to_num(fits.slope) < 0
    if phase.last is not None:
        allowed = falls & mask & (fits.size == phase.last)
    elif phase.between is not None:
        most = fits.size.max(axis=1, keepdims=True)
        allowed = falls & mask & (fits.size == most) & (most >= phase.least)
    else:
        allowed = falls & mask & (fits.size >= phase.least)
    rank = np.where(allowed, np.nan_to_num(fits.adjusted, nan=0.0), -np.inf)
    near = allowed & (rank >= rank.max(axis=1, keepdims=True) - phase.tolerance)
    # The leftmost column that is near enough holds the most points.
    at = np.argmax(near, axis=1)
    found = near.any(axis=1)

    def pick(values: Array) -> Array:
        return np.where(found, values[rows, at], np.nan)

    return Slope(
        rate=-pick(fits.slope),
        intercept=pick(fits.intercept),
        r2=pick(fits.r2),
        adjusted_r2=pick(fits.adjusted),
        points=np.where(found, fits.size[rows, at], 0),
        start=pick(time),
        end=np.where(found, time[:, -1], np.nan),
    )

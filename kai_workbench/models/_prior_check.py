"""Whether priors and what was observed can be of one world: one rule for every model, before compiling."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError

Floats = NDArray[np.float64]
DRAWS = 100
_FARTHEST_SD = 4.0
_LEAST_FOLD = 2.0
_LEAST_POINTS, _LEAST_LOG_ODDS = 10.0, 1.0


def halves(scale: float, *, draws: int = DRAWS) -> Floats:
    """Draws (draw, 1) of a half-normal prior, independent of :func:`normals`."""
    found: Floats = np.abs(scale * np.random.default_rng(1).standard_normal((draws, 1)))
    return found


def normals(priors: Any, *, draws: int = DRAWS) -> Floats:
    """Draws of independent normal priors, (draw, prior), the same at every call.

    Parameters
    ----------
    priors
        (prior, 2): means and SDs.
    """
    mean, sd = np.asarray(priors, dtype=float).T
    found: Floats = mean + sd * np.random.default_rng(0).standard_normal((draws, len(mean)))
    return found


def check_ratio(
    observed: Any, expected: Any, *, where: str, unit: str, error: float = 0.0, least: float = _LEAST_FOLD
) -> None:
    """Refuse priors that expect quite other positive numbers: as a rule a unit is wrong.

    For every draw from the priors the median ratio of what was observed to what is expected is taken, the
    observations of which the priors are surest counting most. Its logs scatter by what the priors leave
    open; where 1 lies four SD away, the priors have no mass where the data are.

    Parameters
    ----------
    observed
        (observation,); those not above 0 count for nothing.
    expected
        (draw, observation): under draws from the priors, without residual error.
    where, unit
        What is told beside the ratio.
    error
        SD of the median's log that single measurements make.
    least
        Ratios nearer to 1 are never refused.

    Raises
    ------
    ModelDataError
        With the ratio.
    """
    with np.errstate(all="ignore"):  # extreme draws are left out
        off = np.log(np.asarray(observed, float)) - np.log(np.asarray(expected, float))
    fold = float(np.log(least))
    if (away := _away(_medians(off, fold), error=error, least=fold)) is not None:
        raise ModelDataError("prior_far", where=where, ratio=f"{np.exp(away):.2g}", unit=unit)


def check_difference(
    observed: Any, expected: Any, *, where: str, unit: str, error: float, least: float
) -> None:
    """:func:`check_ratio` of numbers that may be 0 or negative: the median difference is taken.

    Parameters
    ----------
    error
        SD of the median difference that single measurements make, by the prior of the residual error.
    least
        Smaller differences are never refused, in the unit of the observations.
    """
    off = np.asarray(observed, float) - np.asarray(expected, float)
    if (away := _away(_medians(off, least), error=error, least=least)) is not None:
        raise ModelDataError("prior_apart", where=where, difference=f"{away:+.3g}", unit=unit)


def median_error(sd: float, count: int) -> float:
    """SD of a median of so many normal errors."""
    return float(sd * np.sqrt(np.pi / 2 / max(count, 1)))


def check_rate(events: Any, trials: Any, expected: Any, *, where: str) -> None:
    """Refuse priors that expect quite another share of events.

    Parameters
    ----------
    events, trials
        (group,) counts.
    expected
        (draw, group): shares under draws from the priors.
    """
    n = float(np.sum(trials))
    if n == 0:
        return
    seen = float(np.sum(events)) / n
    told = (np.asarray(expected, float) * np.asarray(trials, float)).sum(axis=-1, keepdims=True) / n
    error = float(np.sqrt(max(seen * (1 - seen), 1 / n) / n))
    check_difference([100 * seen], 100 * told, where=where, unit="%", error=100 * error, least=_LEAST_POINTS)


def check_log_odds(events: Any, trials: Any, expected: Any, *, where: str) -> None:
    """Refuse priors that expect quite other log-odds of groups; groups of nobody count for nothing.

    Parameters
    ----------
    expected
        (draw, group): log-odds under draws from the priors.
    """
    told = np.asarray(trials) > 0
    if not told.any():
        return
    r, n = np.asarray(events, float)[told], np.asarray(trials, float)[told]
    seen = np.log((r + 0.5) / (n - r + 0.5))
    error = median_error(float(np.median(np.sqrt(1 / (r + 0.5) + 1 / (n - r + 0.5)))), len(n))
    check_difference(
        seen, np.asarray(expected)[:, told], where=where, unit="logit", error=error, least=_LEAST_LOG_ODDS
    )


def _medians(off: Floats, least: float) -> Floats:
    """Of every draw, over its finite entries, those counting most of which the priors are surest.

    Late concentrations may lie anywhere within ten orders of magnitude while the first are known within a
    factor: weights are one over the variance between draws, ``least`` squared added. Draws without a finite
    entry are left out.
    """
    off = np.where(np.isfinite(off), off, np.nan)
    off = off[:, np.isfinite(off).sum(axis=0) > 1]
    off = off[np.isfinite(off).any(axis=1)]
    if not off.size:
        return np.zeros(0)
    weight = np.where(np.isnan(off), 0.0, 1 / (np.nanvar(off, axis=0) + least**2))
    order = np.argsort(off, axis=1)
    off, weight = np.take_along_axis(off, order, 1), np.take_along_axis(weight, order, 1)
    so_far = np.round(np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True), 12)
    places = np.stack([np.argmax(so_far >= 0.5, axis=1), np.argmax(so_far > 0.5, axis=1)], axis=1)
    found: Floats = np.take_along_axis(off, places, 1).mean(axis=1)
    return found


def _away(off: Floats, *, error: float, least: float) -> float | None:
    """How far the data lie from the priors, if that is farther than priors and errors leave open."""
    if len(off) < 2:
        return None
    middle, spread = float(np.median(off)), float(np.hypot(np.std(off), error))
    return middle if abs(middle) > max(_FARTHEST_SD * spread, least) else None

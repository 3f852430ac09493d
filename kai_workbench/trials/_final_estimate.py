"""The effect and its interval at the end of a sequential trial, with stopping accounted for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._errors import DesignError
from ._group_sequential import GroupSequential
from ._recursion import crossings
from ._sequential_estimate import sequential_estimate

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_REACH, _NEVER = 8.0, -20.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class FinalEstimate:
    """Made by :func:`final_estimate`.

    Attributes
    ----------
    look
        At which the trial ended, from 1.
    naive, naive_low, naive_high
        The observed difference and its usual interval, which take no account of stopping.
    median_unbiased
        As often too high as too low.
    low, high
        Interval of the stagewise ordering.
    bias_adjusted
        The difference whose estimate would be the observed one on average.
    p_value
        One-sided, of the stagewise ordering.
    """

    look: int
    naive: float
    naive_low: float
    naive_high: float
    median_unbiased: float
    low: float
    high: float
    bias_adjusted: float
    p_value: float


def final_estimate(
    design: GroupSequential, data: pl.DataFrame, *, error: float, level: float = 0.95
) -> FinalEstimate:
    """Estimates after a group sequential trial has ended.

    In the stagewise ordering an outcome is the more extreme the earlier efficacy was shown, and at one look
    the higher its statistic. A futility bound that does not bind is left out, since it need not have been
    followed; so the interval and the p value are on the safe side where it was.

    Parameters
    ----------
    design
        The plan; of a :class:`TwoArmTrial` its ``rule``.
    data
        One row a look, with its statistic ``z``, up to the look at which the trial ended.
    error
        Standard error of the difference at that look, without regard to stopping; it gives the unit.
    level
        Of the intervals.

    Raises
    ------
    DesignError
        What :meth:`GroupSequential.next` refuses; or the trial goes on after these looks.

    References
    ----------
    Tsiatis AA, Rosner GL, Mehta CR. Biometrics 1984;40:797 (ordering). Whitehead J. Biometrika 1986;73:573
    (bias). Wassmer G, Brannath W. Group Sequential and Confirmatory Adaptive Designs in Clinical Trials,
    section 4.1. Springer 2016.

    Examples
    --------
    >>> import polars as pl
    >>> from kai_workbench import trials
    >>> design = trials.GroupSequential(
    ...     information=(0.25, 0.5, 0.75, 1), efficacy=trials.obrien_fleming()
    ... )
    >>> told = trials.final_estimate(design, pl.DataFrame({"z": [1.0, 3.0]}), error=44**-0.5)
    >>> round(told.median_unbiased, 3), round(told.low, 3), round(told.high, 3), round(told.p_value, 4)
    (0.452, 0.157, 0.748, 0.0014)
    """
    _check.positive(error, where="error")
    _check.share(level, where="level")
    if design.next(data).action == "continue":
        raise DesignError("estimate_before_end", where="z", n=data.height)
    k, z = data.height - 1, float(data["z"][-1])
    share = float(np.sqrt(design.information[k]))
    seen = z / share  # the drift that was observed
    p = lambda drift: float(stagewise_p(design, k, np.array([z]), drift)[0])
    tail = (1 - level) / 2
    spread = _REACH / share
    told = [
        _root(lambda drift, q=q: p(drift) - q, seen - spread, seen + spread)  # type: ignore[misc]
        for q in (0.5, tail, 1 - tail)
    ]
    bounds = np.asarray(design.information), _lower(design), design.upper
    off = lambda drift: drift + sequential_estimate(*bounds, drift)["bias"] - seen
    unit, half = error * share, error * float(scipy.special.ndtri(1 - tail))
    return FinalEstimate(
        look=k + 1,
        naive=z * error,
        naive_low=z * error - half,
        naive_high=z * error + half,
        median_unbiased=told[0] * unit,
        low=told[1] * unit,
        high=told[2] * unit,
        bias_adjusted=_root(off, seen - spread, seen + spread) * unit,
        p_value=p(0.0),
    )


def stagewise_p(design: GroupSequential, look: int, z: Floats, drift: float) -> Floats:
    """Probability of what is at least as extreme as ending at a look, from 0, with each of ``z``."""
    t, low, high = np.asarray(design.information)[: look + 1], _lower(design), design.upper.copy()
    found = np.empty(z.size)
    for j, one in enumerate(z):
        high[look] = one
        under = low[: look + 1].copy()
        under[look] = one
        found[j] = crossings(t, under, high[: look + 1], drift)[1].sum()
    return found


def _lower(design: GroupSequential) -> Floats:
    """Futility bounds that must be followed."""
    low = design.lower.copy()
    if not design.binding:
        low[:-1] = _NEVER
    return low


def _root(f: Callable[[float], float], low: float, high: float) -> float:
    return float(scipy.optimize.brentq(f, low, high, xtol=1e-9))

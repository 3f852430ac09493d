"""The Bayesian optimal interval design."""

from __future__ import annotations

import dataclasses
import math

from . import _check
from ._errors import DesignError
from ._interval_design import DOWN, STAY, UP, IntervalDesign


@dataclasses.dataclass(frozen=True, kw_only=True)
class BOIN(IntervalDesign):
    """Up where the observed DLT rate is at most λe, down where it is at least λd.

    Parameters
    ----------
    doses, unit, target, cohort_size, max_patients, start
        See :class:`Escalation`.
    cutoff, lowest_offset, enough, stay_on_one_of_three
        See :class:`IntervalDesign`.
    low, high
        The highest DLT rate that is too low and the lowest that is too high; .6 and 1.4 times the
        target if None.

    References
    ----------
    Liu S, Yuan Y. J R Stat Soc C 2015;64:507. Rules and selection as in the R package BOIN 2.7.2.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.BOIN(doses=(10, 20, 40, 80))
    >>> [round(bound, 4) for bound in design.boundaries]
    [0.2365, 0.3585]
    >>> design.next([(10, 3, 0), (20, 3, 2)]).action
    'de-escalate'
    """

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        low, high = self.interval
        _check.share(low, where="low")
        _check.share(high, where="high")
        if not low < self.target < high:
            raise DesignError(
                "escalation_target_between", where="low, high", value=(low, high), target=self.target
            )

    @property
    def interval(self) -> tuple[float, float]:
        """``low`` and ``high`` with their defaults."""
        low = 0.6 * self.target if self.low is None else self.low
        return low, 1.4 * self.target if self.high is None else self.high

    @property
    def boundaries(self) -> tuple[float, float]:
        """λe and λd: where the likelihoods of the target and of ``low`` or ``high`` are equal."""
        (low, high), p = self.interval, self.target
        up = math.log((1 - low) / (1 - p)) / math.log(p * (1 - low) / (low * (1 - p)))
        down = math.log((1 - p) / (1 - high)) / math.log(high * (1 - p) / (p * (1 - high)))
        return up, down

    def rule(self, patients: int, dlts: int) -> int:
        """Observed rate against the boundaries."""
        up, down = self.boundaries
        if dlts <= math.floor(up * patients):
            return UP
        return DOWN if dlts >= math.ceil(down * patients) else STAY

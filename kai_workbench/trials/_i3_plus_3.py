"""The i3+3 design."""

from __future__ import annotations

import dataclasses

from ._errors import DesignError
from ._interval_design import DOWN, STAY, UP, IntervalDesign

_TINY = 1e-9  # 3/10 lies in an interval that begins at .3


@dataclasses.dataclass(frozen=True, kw_only=True)
class I3Plus3(IntervalDesign):
    """Up below the equivalence interval, stay in it; above it down, unless one DLT less is below it.

    Parameters
    ----------
    doses, unit, target, cohort_size, max_patients, start
        See :class:`Escalation`.
    cutoff, lowest_offset, enough, stay_on_one_of_three
        See :class:`IntervalDesign`.
    below, above
        The equivalence interval reaches so far below and above the target.

    References
    ----------
    Liu M, Wang SJ, Ji Y. J Biopharm Stat 2020;30:294.
    """

    below: float = 0.05
    above: float = 0.05

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (0 < self.below < self.target and 0 < self.above < 1 - self.target):
            ends = (self.target - self.below, self.target + self.above)
            raise DesignError(
                "escalation_target_between", where="below, above", value=ends, target=self.target
            )

    def rule(self, patients: int, dlts: int) -> int:
        """Two comparisons with the equivalence interval."""
        low, high = self.target - self.below, self.target + self.above
        rate, one_less = dlts / patients, (dlts - 1) / patients
        if rate < low - _TINY:
            return UP
        if rate <= high + _TINY or one_less < low - _TINY:
            return STAY
        return DOWN

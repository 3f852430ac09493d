"""The modified toxicity probability interval design 2, and the keyboard design, its twin."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from ._errors import DesignError
from ._interval_design import DOWN, STAY, UP, IntervalDesign


@dataclasses.dataclass(frozen=True, kw_only=True)
class MTPI2(IntervalDesign):
    """Follow the interval of equal width that holds the most posterior probability per width.

    [0, 1] is cut into intervals as wide as the equivalence interval, from it outwards. What is left at
    the two ends is narrower, and competes by probability per width.

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
    Guo W, Wang SJ, Yang S, Lynn H, Ji Y. Contemp Clin Trials 2017;58:23. Uniform prior.
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
        """The strongest interval."""
        return _strongest(
            self.target - self.below, self.target + self.above, patients, dlts, whole_keys=False
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Keyboard(MTPI2):
    """Follow the strongest of keys of equal width; what is narrower at the two ends is no key.

    Parameters
    ----------
    doses, unit, target, cohort_size, max_patients, start
        See :class:`Escalation`.
    cutoff, lowest_offset, enough, stay_on_one_of_three
        See :class:`IntervalDesign`.
    below, above
        The target key reaches so far below and above the target.

    References
    ----------
    Yan F, Mandrekar SJ, Yuan Y. Clin Cancer Res 2017;23:3994. Uniform prior.
    """

    def rule(self, patients: int, dlts: int) -> int:
        """The strongest key."""
        return _strongest(self.target - self.below, self.target + self.above, patients, dlts, whole_keys=True)


@functools.lru_cache(maxsize=8192)
def _strongest(low: float, high: float, patients: int, dlts: int, *, whole_keys: bool) -> int:
    import scipy

    width = high - low
    tiny = 1e-9  # so that 0.2 cut into steps of 0.1 leaves no sliver
    down = [low - k * width for k in range(1 + int((low + tiny) / width))]
    up = [high + k * width for k in range(1 + int((1 - high + tiny) / width))]
    cuts = [*reversed(down), *up]
    if cuts[0] > tiny and not whole_keys:
        cuts.insert(0, 0.0)
    if cuts[-1] < 1 - tiny and not whole_keys:
        cuts.append(1.0)
    edges = np.clip(np.array(cuts), 0, 1)
    mass = np.diff(scipy.special.betainc(1 + dlts, 1 + patients - dlts, edges)) / np.diff(edges)
    strongest = int(np.argmax(mass))
    key = int(np.argmin(np.abs(edges[:-1] - low)))
    return UP if strongest < key else DOWN if strongest > key else STAY

"""Go, consider or no-go of a single-arm trial by two criteria."""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy

from . import _check
from ._single_arm import SingleArm, beta_prior, looks, posterior_above


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoNoGo(SingleArm):
    """Go: surely better than the least of interest, and perhaps as good as the target.

    Go where P(p > minimum) ≥ ``sure`` and P(p > target) ≥ ``possible``; no-go where
    P(p > target) < ``possible``; else consider. At a look before the last the trial stops with no-go
    where the predictive probability of go at the end is below ``futility``.

    Parameters
    ----------
    minimum, target
        Lower reference value and target value of the response rate.
    looks
        Patients at each look, rising.
    sure, possible
        0.8 and 0.1.
    futility
        0 never stops early.
    prior
        Beta prior of the response rate.

    References
    ----------
    Lalonde RL et al. Clin Pharmacol Ther 2007;82:21. Fisch R et al. Ther Innov Regul Sci 2015;49:155.
    """

    minimum: float
    target: float
    looks: tuple[int, ...]
    sure: float = 0.8
    possible: float = 0.1
    futility: float = 0.0
    prior: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        _check.share(self.minimum, where="minimum")
        _check.share(self.target, where="target")
        _check.rising((self.minimum, self.target), where="minimum, target")
        object.__setattr__(self, "looks", looks(self.looks))
        _check.share(self.sure, where="sure")
        _check.share(self.possible, where="possible")
        _check.rate(self.futility, where="futility")
        object.__setattr__(self, "prior", beta_prior(self.prior))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Patients at each look."""
        return self.looks

    def _bounds(self) -> tuple[list[int], list[int]]:
        total = self.looks[-1]
        r = np.arange(total + 1)
        hopeless = posterior_above(self.target, r, total, self.prior) < self.possible
        unsure = posterior_above(self.minimum, r, total, self.prior) < self.sure
        stop, go = int(np.count_nonzero(hopeless)), int(np.count_nonzero(hopeless | unsure))
        low, high = [], []
        for n in self.looks[:-1]:
            x, left = np.arange(n + 1), total - n
            chance = scipy.stats.betabinom.sf(go - x - 1, left, self.prior[0] + x, self.prior[1] + n - x)
            low.append(int(np.count_nonzero(chance < self.futility)) - 1)
            high.append(n + 1)
        return [*low, stop - 1], [*high, go]

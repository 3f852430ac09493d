"""Monitoring a single-arm trial by the predictive probability that it will succeed."""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._single_arm import SingleArm, beta_prior, looks, posterior_above, responders

Floats = NDArray[np.float64]


def predictive_probability(
    r: int,
    n: int,
    *,
    total: int,
    null_rate: float,
    threshold: float,
    prior: tuple[float, float] = (1.0, 1.0),
) -> float:
    """Probability that the trial, continued to its end, will succeed.

    Success is P(p > ``null_rate`` | all data) > ``threshold``.

    Parameters
    ----------
    r, n
        Responders and patients so far.
    total
        Patients at the end.
    null_rate
        Response rate to exceed.
    threshold
        Posterior probability that counts as success, θT.
    prior
        Beta prior of the response rate.

    References
    ----------
    Lee JJ, Liu DD. Clin Trials 2008;5:93.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> p = trials.predictive_probability(
    ...     16, 23, total=40, null_rate=0.6, threshold=0.9, prior=(0.6, 0.4)
    ... )
    >>> round(p, 4)
    0.5656
    """
    responders(r, n)
    _check.whole(total, where="total", least=n)
    _check.share(null_rate, where="null_rate")
    _check.share(threshold, where="threshold")
    beta_prior(prior)
    return float(_predictive(np.array([r]), n, total, null_rate, threshold, prior)[0])


def _predictive(  # noqa: PLR0917, the names of the formula, in its order
    r: NDArray[np.int64], n: int, total: int, null_rate: float, threshold: float, prior: tuple[float, float]
) -> Floats:
    left = total - n
    more = np.arange(left + 1)
    wins = posterior_above(null_rate, r[:, None] + more, total, prior) > threshold
    chance = scipy.stats.betabinom.pmf(more, left, prior[0] + r[:, None], prior[1] + n - r[:, None])
    return np.asarray((wins * chance).sum(axis=1))


@dataclasses.dataclass(frozen=True, kw_only=True)
class PredictiveProbability(SingleArm):
    """Stop for no-go where success at the end is unlikely, for go where it is near certain.

    Parameters
    ----------
    null_rate
        Response rate to exceed.
    looks
        Patients at each look, rising; the last is the end.
    threshold
        Posterior probability of exceeding ``null_rate`` that counts as success at the end, θT.
    lower, upper
        No-go below this predictive probability, θL; go above that one, θU. ``upper`` 1 never stops early
        with go.
    prior
        Beta prior of the response rate.

    References
    ----------
    Lee JJ, Liu DD. Clin Trials 2008;5:93.
    """

    null_rate: float
    looks: tuple[int, ...]
    threshold: float = 0.9
    lower: float = 0.05
    upper: float = 1.0
    prior: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "looks", looks(self.looks))
        _check.share(self.null_rate, where="null_rate")
        _check.share(self.threshold, where="threshold")
        _check.rate(self.lower, where="lower")
        _check.rate(self.upper, where="upper")
        _check.rising((self.lower, self.upper), where="lower, upper")
        object.__setattr__(self, "prior", beta_prior(self.prior))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Patients at each look."""
        return self.looks

    def _bounds(self) -> tuple[list[int], list[int]]:
        low, high = [], []
        total = self.looks[-1]
        for n in self.looks:
            r = np.arange(n + 1)
            chance = _predictive(r, n, total, self.null_rate, self.threshold, self.prior)
            if n == total:
                first = int(np.count_nonzero(chance < 0.5))
                low.append(first - 1)
                high.append(first)
            else:
                low.append(int(np.count_nonzero(chance < self.lower)) - 1)
                # rounding may put a certainty above 1: an upper limit of 1 never stops
                high.append(n + 1 - int(np.count_nonzero(chance > self.upper) if self.upper < 1 else 0))
        return low, high

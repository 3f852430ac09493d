"""What a trial says about the difference between its arms."""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy
from numpy.typing import NDArray

from ..models import BetaMixture, NormalMixture
from ._two_arm_binary import rate_nodes

Floats = NDArray[np.float64]
_POINTS, _NODES = 401, 200


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Effect:
    """Distribution of the treatment's value less the control's.

    Attributes
    ----------
    grid
        Differences, rising.
    cdf
        Probability of at most each.
    unit
        Of the difference.
    """

    grid: Floats
    cdf: Floats
    unit: str = "1"

    @property
    def density(self) -> Floats:
        """On the grid."""
        return np.gradient(self.cdf, self.grid)

    @property
    def mean(self) -> float:
        """Of the difference."""
        return float(self.grid[-1] - np.trapezoid(self.cdf, self.grid))

    def quantile(self, q: float) -> float:
        """The difference below which a share ``q`` of the probability lies."""
        kept = np.r_[True, np.diff(self.cdf) > 0]
        return float(np.interp(q, self.cdf[kept], self.grid[kept]))

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Central interval that holds ``level`` of the probability."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def over(self, margin: float) -> float:
        """Probability that the difference exceeds ``margin``."""
        return float(1 - np.interp(margin, self.grid, self.cdf))


def effect_of_rates(control: BetaMixture, treatment: BetaMixture) -> Effect:
    """Difference of two response rates, by quadrature over the control's."""
    rate, weight = rate_nodes(_NODES)
    mass = control.pdf(rate) * weight
    # A posterior of few patients fills the axis, one of many a small part of it: points where it lies.
    reach = [one.interval(1 - 1e-9) for one in (treatment, control)]
    low, high = max(reach[0][0] - reach[1][1], -1.0), min(reach[0][1] - reach[1][0], 1.0)
    grid = np.linspace(low, high, _POINTS)
    below = np.zeros(_POINTS)
    for share, a, b in zip(treatment.weights, treatment.a, treatment.b, strict=True):
        below += share * (scipy.special.betainc(a, b, np.clip(rate + grid[:, None], 0, 1)) @ mass)
    return Effect(grid=grid, cdf=_whole(below))


def effect_of_means(control: NormalMixture, treatment: NormalMixture, *, unit: str = "1") -> Effect:
    """Difference of two means: a normal mixture again, exactly."""
    pairs = [
        (w * v, m - k, float(np.hypot(s, t)))
        for v, k, t in zip(control.weights, control.means, control.sds, strict=True)
        for w, m, s in zip(treatment.weights, treatment.means, treatment.sds, strict=True)
    ]
    weights, means, sds = (np.array(one) for one in zip(*pairs, strict=True))
    low, high = (means - 6 * sds)[weights > 1e-12].min(), (means + 6 * sds)[weights > 1e-12].max()
    grid = np.linspace(low, high, _POINTS)
    return Effect(
        grid=grid, cdf=_whole(scipy.special.ndtr((grid[:, None] - means) / sds) @ weights), unit=unit
    )


def effect_of(
    control: BetaMixture | NormalMixture, treatment: BetaMixture | NormalMixture, *, unit: str = "1"
) -> Effect:
    """Difference of two rates or of two means, treatment less control; both of one kind."""
    if isinstance(control, BetaMixture) and isinstance(treatment, BetaMixture):
        return effect_of_rates(control, treatment)
    assert isinstance(control, NormalMixture)
    assert isinstance(treatment, NormalMixture)
    return effect_of_means(control, treatment, unit=unit)


def _whole(cdf: Floats) -> Floats:
    """Rising from 0 to 1, without the last digits' noise."""
    return np.maximum.accumulate(np.clip(cdf / max(float(cdf[-1]), 1e-12), 0.0, 1.0))

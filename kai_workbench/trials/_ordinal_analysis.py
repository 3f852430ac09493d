"""Ordered categories of two arms: rank sum and proportional odds."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from ._analysis import Analysis, Comparison
from ._ordinal_scenario import OrdinalScenario
from ._outcomes import Outcomes
from ._scenario import Scenario

Floats = NDArray[np.float64]
_ROUNDS, _FAR = 60, 15.0


@dataclasses.dataclass(frozen=True)
class RankSum(Analysis):
    """Wilcoxon's rank sum test with ties.

    The effect is the probability that a patient on treatment does better than one on control, half of
    the ties counted; its standard error is by Delong's placements.
    """

    scenario_type: ClassVar[type[Scenario]] = OrdinalScenario
    neutral: ClassVar[float] = 0.5

    kind: Literal["rank_sum"] = "rank_sum"

    def truth(self, scenario: OrdinalScenario) -> float:
        """Probability of doing better."""
        control, drug = (np.asarray(arm) for arm in scenario.probabilities)
        return float(drug @ (np.cumsum(control) - control / 2))

    def compare(self, outcomes: Outcomes) -> Comparison:
        """Both arms of every trial."""
        table = counts(outcomes)
        control, drug = table[:, 0], table[:, 1]
        m, n = control.sum(axis=1), drug.sum(axis=1)
        below = (np.cumsum(control, axis=1) - control / 2) / m[:, None]  # of the control, half of the ties
        above = 1 - (np.cumsum(drug, axis=1) - drug / 2) / n[:, None]
        estimate = (drug * below).sum(axis=1) / n
        spread = [
            (arm * (place - estimate[:, None]) ** 2).sum(axis=1) / (size * (size - 1))
            for arm, place, size in ((drug, below, n), (control, above, m))
        ]
        return Comparison(z=rank_sum(table), estimate=estimate, error=np.sqrt(sum(spread)))


@dataclasses.dataclass(frozen=True)
class ProportionalOdds(Analysis):
    """Log odds ratio of being in a higher category, by maximum likelihood.

    The test is the model's score test, which is the rank sum test. Where the arms do not overlap there is
    no estimate.

    References
    ----------
    McCullagh P. J R Stat Soc B 1980;42:109. Whitehead J. Stat Med 1993;12:2257.
    """

    scenario_type: ClassVar[type[Scenario]] = OrdinalScenario

    kind: Literal["proportional_odds"] = "proportional_odds"

    def truth(self, scenario: OrdinalScenario) -> float:
        """Log odds ratio."""
        return scenario.log_odds_ratio

    def compare(self, outcomes: Outcomes) -> Comparison:
        """Both arms of every trial."""
        table = counts(outcomes)
        estimate, error = fit_proportional_odds(table)
        return Comparison(z=rank_sum(table), estimate=estimate, error=error)


def counts(outcomes: Outcomes) -> Floats:
    """Patients by trial, arm and category."""
    kinds = int(outcomes.value.max()) + 1
    arms = [outcomes.value[:, here] for here in (~outcomes.treated, outcomes.treated)]
    return np.stack([np.stack([(arm == k).sum(axis=1) for k in range(kinds)], 1) for arm in arms], 1).astype(
        float
    )


def rank_sum(table: Floats) -> Floats:
    """Wilcoxon's statistic with ties, without continuity correction; 0 where all are alike."""
    together = table.sum(axis=1)
    total, m, n = together.sum(axis=1), table[:, 0].sum(axis=1), table[:, 1].sum(axis=1)
    rank = np.cumsum(together, axis=1) - (together - 1) / 2
    apart = (table[:, 1] * rank).sum(axis=1) - n * (total + 1) / 2
    ties = (together**3 - together).sum(axis=1) / (total * (total - 1))
    spread = np.sqrt(m * n / 12 * (total + 1 - ties))
    return np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0)


def fit_proportional_odds(table: Floats) -> tuple[Floats, Floats]:
    """Log odds ratio and its standard error from the observed information.

    Parameters
    ----------
    table
        Patients by trial, arm and category.

    Returns
    -------
    tuple
        By trial; NaN where the likelihood has no maximum.
    """
    trials, _, kinds = table.shape
    # Categories that nobody is in carry no information: they are moved to the end, and left out there.
    order = np.argsort(table.sum(axis=1) == 0, axis=1, kind="stable")
    table = np.take_along_axis(table, order[:, None], axis=2)
    used = (table.sum(axis=1) > 0).sum(axis=1)
    idle = np.arange(kinds - 1) >= used[:, None] - 1
    share = np.cumsum(table.sum(axis=1), axis=1)[:, :-1] / table.sum(axis=(1, 2))[:, None]
    cut = np.where(idle, 40.0, scipy.special.logit(np.clip(share, 1e-9, 1 - 1e-9)))
    theta = np.concatenate([cut, np.zeros((trials, 1))], axis=1)
    fixed = np.concatenate([idle, (used < 2)[:, None]], axis=1)
    far = np.zeros(trials, dtype=bool)
    for _ in range(_ROUNDS):
        slope, expected = _likelihood(theta, table, fixed | far[:, None])
        step = np.linalg.solve(expected, slope[..., None])[..., 0]
        step *= np.minimum(1.0, 1.0 / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-300))
        theta += step
        far |= (np.abs(theta) * ~fixed).max(axis=1) > _FAR
        if np.abs(step).max() < 1e-10:
            break
    _, observed = _likelihood(theta, table, fixed, observed=True)
    none = (used < 2) | far | (np.abs(step).max(axis=1) > 1e-6)
    observed[none] = np.eye(kinds)
    error = np.sqrt(np.linalg.inv(observed)[:, -1, -1])
    return np.where(none, np.nan, theta[:, -1]), np.where(none, np.nan, error)


def _likelihood(
    theta: Floats, table: Floats, fixed: NDArray[np.bool_], *, observed: bool = False
) -> tuple[Floats, Floats]:
    """Slope, and expected or observed information, of cut points and log odds ratio."""
    trials, _, kinds = table.shape
    slope, information = np.zeros((trials, kinds)), np.zeros((trials, kinds, kinds))
    for arm in (0, 1):
        below = scipy.special.expit(theta[:, :-1] - arm * theta[:, -1:])
        density = np.pad(below * (1 - below), ((0, 0), (1, 1)))
        edge = np.zeros((kinds + 1, kinds))  # of each cut, what it depends on; none at the ends
        edge[1:-1, :-1], edge[1:-1, -1] = np.eye(kinds - 1), -arm
        reach = np.concatenate([np.zeros((trials, 1)), below, np.ones((trials, 1))], axis=1)
        p = np.maximum(np.diff(reach, axis=1), 1e-100)
        first = np.diff(density[..., None] * edge, axis=1)
        n = table[:, arm]
        slope += ((n / p)[:, None] @ first)[:, 0]
        weight = n / p / p if observed else n.sum(axis=1, keepdims=True) / p
        information += np.swapaxes(first * weight[..., None], 1, 2) @ first
        if observed:
            bend = density * np.pad(1 - 2 * below, ((0, 0), (1, 1)))
            second = np.diff(bend[..., None, None] * edge[..., None] * edge[:, None], axis=1)
            information -= np.einsum("tk,tkij->tij", n / p, second)
    slope[fixed] = 0.0
    information[fixed] = 0.0
    np.swapaxes(information, 1, 2)[fixed] = 0.0
    information[:, np.arange(kinds), np.arange(kinds)] += fixed
    return slope, information

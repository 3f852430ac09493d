"""Repeated visits of two arms: analysis of covariance at the last visit, and a model of all visits."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from . import _check
from ._analysis import Analysis, Comparison, normal_of_t
from ._longitudinal_scenario import LongitudinalScenario, Strategy
from ._outcomes import Outcomes
from ._scenario import Scenario

Floats = NDArray[np.float64]
_FREE = 3  # intercept, arm, baseline


@dataclasses.dataclass(frozen=True)
class RepeatedMeasures(Analysis):
    """Difference of the means at the last visit, adjusted for baseline.

    Parameters
    ----------
    strategy
        What stopping treatment means: ``hypothetical`` leaves out what was measured after it,
        ``treatment_policy`` uses it.
    visits
        ``all``: a normal model of all visits with means by arm and visit, baseline by visit, and an
        unstructured covariance (MMRM), by maximum likelihood; right where values are missing at random.
        ``last``: analysis of covariance of those who are measured at the last visit; right only where they
        are missing independently of the values, given the baseline.

    Notes
    -----
    Patients who leave do not come back, so the likelihood factors into regressions of each visit on those
    before (Rubin 1974); residual variances have the visit's patients less three for degrees of freedom,
    which is REML where nothing is missing. The standard error is that of the observed information
    (Kenward and Molenberghs 1998), and its degrees of freedom those of the last visit.

    References
    ----------
    Rubin DB. J Am Stat Assoc 1974;69:467. Kenward MG, Molenberghs G. Stat Sci 1998;13:236. Mallinckrodt CH
    et al. Drug Inf J 2008;42:303.
    """

    scenario_type: ClassVar[type[Scenario]] = LongitudinalScenario

    strategy: Strategy = "hypothetical"
    visits: Literal["all", "last"] = "all"

    def __post_init__(self) -> None:
        _check.option(self.strategy, get_args(Strategy), where="strategy")
        _check.option(self.visits, ("all", "last"), where="visits")

    def truth(self, scenario: LongitudinalScenario) -> float:
        """Difference at the last visit under the strategy."""
        return scenario.truth(self.strategy)

    def compare(self, outcomes: Outcomes) -> Comparison:
        """Both arms of every trial."""
        value = outcomes.value
        if self.strategy == "hypothetical" and outcomes.stopped is not None:
            visit = np.arange(value.shape[2])
            value = np.where(visit >= outcomes.stopped[..., None], np.nan, value)
        if self.visits == "last":
            value = value[..., [0, -1]]
        estimate, error, measured = difference_at_last_visit(value, outcomes.treated)
        z = normal_of_t(estimate / error, np.maximum(measured - _FREE, 1))
        return Comparison(z=np.nan_to_num(z), estimate=estimate, error=error)


def difference_at_last_visit(value: Floats, treated: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Difference of means at the last visit, its standard error, and how many were measured there.

    Parameters
    ----------
    value
        (trial, patient, visit), the baseline first; NaN from some visit on, or nowhere.
    treated
        (patient,).

    Returns
    -------
    tuple
        By trial; NaN where too few were measured.
    """
    trials, patients, visits = value.shape
    columns = np.concatenate(
        [
            np.ones((trials, patients, 1)),
            np.broadcast_to(treated.astype(float)[None, :, None], (trials, patients, 1)),
            np.nan_to_num(value),
        ],
        axis=2,
    )
    effect, spread = np.zeros((trials, 0)), np.zeros((trials, 0, 0))
    few, here = np.zeros(trials, dtype=bool), np.zeros(trials)
    for k in range(1, visits):
        seen = ~np.isnan(value[..., k])
        x = columns[..., : k + 2] * seen[..., None]  # intercept, arm, baseline, the visits before
        y = columns[..., k + 2] * seen
        here = seen.sum(axis=1).astype(float)
        square = np.swapaxes(x, 1, 2) @ x
        few |= np.linalg.matrix_rank(square) < k + 2
        square[few] = np.eye(k + 2)
        inverse = np.linalg.inv(square)
        slope = (inverse @ (np.swapaxes(x, 1, 2) @ y[..., None]))[..., 0]
        left = ((y - (x @ slope[..., None])[..., 0]) ** 2).sum(axis=1)
        variance = left / np.maximum(here - _FREE, 1)
        few |= here <= k + 2
        # an effect at this visit is its own, and what the effects before carry over
        carried = slope[:, 3:]
        pick = np.zeros((trials, k + 2))
        pick[:, 1], pick[:, 3:] = 1.0, effect
        both = np.einsum("tij,tj->ti", spread, carried)
        own = variance * np.einsum("ti,tij,tj->t", pick, inverse, pick) + (both * carried).sum(axis=1)
        effect = np.concatenate([effect, (slope[:, 1] + (carried * effect).sum(axis=1))[:, None]], axis=1)
        wider = np.empty((trials, k, k))
        wider[:, :-1, :-1], wider[:, -1, -1] = spread, own
        wider[:, -1, :-1] = wider[:, :-1, -1] = both
        spread = wider
    estimate = np.where(few, np.nan, effect[:, -1])
    return estimate, np.where(few, np.nan, np.sqrt(spread[:, -1, -1])), here

"""Repeated visits of two arms: analysis of covariance at the last visit, and a model of all visits."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from . import _check
from ._analysis import Analysis, Comparison, normal_of_t
from ._errors import DesignError
from ._longitudinal_scenario import REFERENCE, LongitudinalScenario, Strategy
from ._outcomes import Outcomes
from ._reference_imputation import reference_difference
from ._repeated_fit import RepeatedFit
from ._scenario import Scenario

Floats = NDArray[np.float64]
_FREE = 3  # intercept, arm, baseline


@dataclasses.dataclass(frozen=True)
class RepeatedMeasures(Analysis):
    """Difference of the means at the last visit, adjusted for baseline.

    Parameters
    ----------
    strategy
        What stopping treatment means. ``hypothetical`` leaves out what was measured after it,
        ``treatment_policy`` uses it. ``jump_to_reference`` and ``copy_increments`` leave it out and take
        those who stop for like the control from then on, at once or by what is still gained.
    visits
        ``all``: a normal model of all visits with means by arm and visit, baseline by visit, and an
        unstructured covariance (MMRM); right where values are missing at random. ``last``: analysis of
        covariance of those who are measured at the last visit; right only where they are missing
        independently of the values, given the baseline, and not for the strategies of reference.
    error
        Of all visits. ``kenward_roger``: restricted likelihood with Kenward and Roger's standard error and
        degrees of freedom, whatever visits are missing. ``observed``: that of the observed information with
        the last visit's degrees of freedom, about five times faster; patients who leave must not come back.

    Notes
    -----
    ``observed``: the likelihood factors into regressions of each visit on those before (Rubin 1974);
    residual variances have the visit's patients less three for degrees of freedom, which is REML where
    nothing is missing. It allows for coefficients and covariance being estimated together where values are
    missing at random (Kenward and Molenberghs 1998), Kenward and Roger's does not. The strategies of
    reference have a standard error of their own: see ``reference_difference``.

    References
    ----------
    Rubin DB. J Am Stat Assoc 1974;69:467. Kenward MG, Molenberghs G. Stat Sci 1998;13:236. Kenward MG,
    Roger JH. Biometrics 1997;53:983. Mallinckrodt CH et al. Drug Inf J 2008;42:303.
    """

    scenario_type: ClassVar[type[Scenario]] = LongitudinalScenario

    strategy: Strategy = "hypothetical"
    visits: Literal["all", "last"] = "all"
    error: Literal["kenward_roger", "observed"] = "kenward_roger"

    def __post_init__(self) -> None:
        _check.option(self.strategy, get_args(Strategy), where="strategy")
        _check.option(self.visits, ("all", "last"), where="visits")
        _check.option(self.error, ("kenward_roger", "observed"), where="error")
        if self.of_reference and self.visits == "last":
            raise DesignError("reference_needs_visits", where="visits", strategy=self.strategy)

    @property
    def of_reference(self) -> bool:
        """Whether those who stop are taken for like the control."""
        return self.strategy in REFERENCE

    def truth(self, scenario: LongitudinalScenario) -> float:
        """Difference at the last visit under the strategy."""
        return scenario.truth(self.strategy)

    def compare(self, outcomes: Outcomes) -> Comparison:
        """Both arms of every trial."""
        value, treated = outcomes.value, outcomes.treated
        if self.strategy != "treatment_policy" and outcomes.stopped is not None:
            visit = np.arange(value.shape[2])
            value = np.where(visit >= outcomes.stopped[..., None], np.nan, value)
        if self.of_reference:
            assert outcomes.stopped is not None  # a longitudinal scenario draws it
            estimate, error = reference_difference(
                value[..., 1:],
                _covariates(value, treated),
                outcomes.stopped - 1,
                increments=self.strategy == "copy_increments",
            )
            free = (~np.isnan(value[..., -1])).sum(axis=1) - _FREE
        elif self.visits == "last" or self.error == "observed":
            some = value[..., [0, -1]] if self.visits == "last" else value
            estimate, error, measured = difference_at_last_visit(some, treated)
            free = measured - _FREE
        else:
            fit = RepeatedFit.of(value[..., 1:], _covariates(value, treated))
            at = np.zeros((value.shape[2] - 1, _FREE))
            at[-1, 1] = 1.0
            estimate, error, free = fit.contrast(at)
        z = normal_of_t(estimate / error, np.fmax(free, 1))
        return Comparison(z=np.nan_to_num(z), estimate=estimate, error=error)


def _covariates(value: Floats, treated: NDArray[np.bool_]) -> Floats:
    """Intercept, arm and baseline, (trial, patient, 3); all 0 of patients who have not entered."""
    entered = ~np.isnan(value[..., 0])
    return np.stack([entered, treated & entered, np.nan_to_num(value[..., 0])], axis=-1).astype(float)


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

"""Times to an event in two arms: log-rank test and Cox's model."""

from __future__ import annotations

import dataclasses
import math
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from ._analysis import Analysis, Comparison
from ._outcomes import Outcomes
from ._scenario import Scenario, SurvivalScenario

Floats = NDArray[np.float64]
_ROUNDS, _FAR = 40, 12.0


@dataclasses.dataclass(frozen=True)
class TimeToEvent(Analysis):
    """Log hazard ratio by Cox's model; times without ties. Low is better.

    Parameters
    ----------
    test
        ``log_rank``: the model's score test. ``wald``: the estimate over its standard error.

    References
    ----------
    Cox DR. J R Stat Soc B 1972;34:187.
    """

    scenario_type: ClassVar[type[Scenario]] = SurvivalScenario

    test: Literal["log_rank", "wald"] = "log_rank"

    def truth(self, scenario: SurvivalScenario) -> float:
        """Log hazard ratio, treatment over control."""
        return math.log(scenario.medians[0] / scenario.medians[1])

    def benefit(self, scenario: SurvivalScenario) -> bool:
        """Whether the treatment's hazard is lower."""
        return self.truth(scenario) < 0

    def compare(self, outcomes: Outcomes) -> Comparison:
        """Both arms of every trial, each patient followed as long as ``value`` says."""
        assert outcomes.event is not None  # a scenario of times draws it
        event, treated, at_risk = risk_sets(outcomes.value, outcomes.event, outcomes.treated)
        score, information = _score(np.zeros(len(event)), event, treated, at_risk)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = -np.nan_to_num(score / np.sqrt(information))
            beta = np.zeros(len(event))
            for _ in range(_ROUNDS):
                score, information = _score(beta, event, treated, at_risk)
                step = np.clip(np.nan_to_num(score / information), -1, 1)
                beta = beta + step
                if np.abs(step).max() < 1e-9:
                    break
            none = (np.abs(beta) > _FAR) | (np.abs(step) > 1e-6) | ~(information > 0)
            estimate = np.where(none, np.nan, beta)
            error = np.where(none, np.nan, 1 / np.sqrt(information))
            if self.test == "wald":
                z = np.where(none, z, -estimate / error)
        return Comparison(z=z, estimate=estimate, error=error)


def risk_sets(
    value: Floats, event: NDArray[np.bool_], treated: NDArray[np.bool_]
) -> tuple[Floats, Floats, tuple[Floats, Floats]]:
    """In order of time: events, who is treated, and patients at risk by arm, (trial, patient).

    A time below zero is that of a patient who has not entered.
    """
    order = np.argsort(value, axis=1)
    entered = np.take_along_axis(value, order, axis=1) >= 0
    drug = treated[order] & entered
    seen = np.take_along_axis(event, order, axis=1) & entered
    total = np.cumsum(entered[:, ::-1], axis=1)[:, ::-1].astype(float)
    treatment = np.cumsum(drug[:, ::-1], axis=1)[:, ::-1].astype(float)
    return seen.astype(float), drug.astype(float), (total - treatment, treatment)


def _score(
    beta: Floats, event: Floats, treated: Floats, at_risk: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Slope of the partial likelihood, and its information."""
    weight = at_risk[1] * np.exp(beta)[:, None]
    share = weight / np.maximum(at_risk[0] + weight, 1e-300)
    return (event * (treated - share)).sum(axis=1), (event * share * (1 - share)).sum(axis=1)


def seen_at(outcomes: Outcomes, month: Floats) -> Outcomes:
    """What is known at a month of each trial: times cut there, below zero for those yet to enter."""
    assert outcomes.event is not None
    assert outcomes.entry is not None
    follow = month[:, None] - outcomes.entry
    return dataclasses.replace(
        outcomes, value=np.minimum(outcomes.value, follow), event=outcomes.event & (outcomes.value <= follow)
    )


def month_of_event(outcomes: Outcomes, events: int) -> Floats:
    """When so many events have come; when the last patient's time ends, where they never come."""
    assert outcomes.event is not None
    assert outcomes.entry is not None
    ends = outcomes.entry + outcomes.value
    when = np.where(outcomes.event, ends, np.inf)
    found = np.partition(when, events - 1, axis=1)[:, events - 1] if events <= when.shape[1] else None
    last = ends.max(axis=1)
    return last if found is None else np.where(np.isfinite(found), found, last)

"""How two arms are compared: from outcomes to a statistic, an estimate and its standard error."""

from __future__ import annotations

import abc
import dataclasses
import math
from typing import Any, ClassVar, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._outcomes import Outcomes
from ._scenario import BinaryScenario, NormalScenario, Scenario

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Made by :meth:`Analysis.compare`; one of each a trial.

    Attributes
    ----------
    z
        Standard normal where the arms are alike; high where the treatment is better.
    estimate, error
        Of the effect, in the analysis' own measure, and its standard error; NaN where there is none.
    """

    z: Floats
    estimate: Floats
    error: Floats


class Analysis(abc.ABC):
    """A comparison of two arms; a frozen dataclass without data.

    Attributes
    ----------
    scenario_type
        Whose outcomes it compares.
    unit
        Of the effect, UCUM.
    neutral
        Value of the effect where the arms are alike.
    """

    scenario_type: ClassVar[type[Scenario]]
    unit: ClassVar[str] = "1"
    neutral: ClassVar[float] = 0.0

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not have two arms."""
        for field in ("rates", "means", "medians"):
            if hasattr(scenario, field):
                _check.as_many(getattr(scenario, field), 2, where=f"{scenario.name}, {field}")

    @abc.abstractmethod
    def truth(self, scenario: Any) -> float:
        """The effect that the estimate is of."""

    def benefit(self, scenario: Any) -> bool:
        """Whether the treatment is better."""
        return self.truth(scenario) > self.neutral

    @abc.abstractmethod
    def compare(self, outcomes: Outcomes) -> Comparison:
        """Both arms of every trial."""


@dataclasses.dataclass(frozen=True)
class Proportions(Analysis):
    """Difference of two proportions; the test pools the variance, the standard error does not."""

    scenario_type: ClassVar[type[Scenario]] = BinaryScenario

    kind: Literal["proportions"] = "proportions"

    def truth(self, scenario: BinaryScenario) -> float:
        """Difference of the rates."""
        return scenario.rates[1] - scenario.rates[0]

    def compare(self, outcomes: Outcomes) -> Comparison:
        """Both arms of every trial."""
        sizes = [int(here.sum()) for here in (~outcomes.treated, outcomes.treated)]
        p, q = (outcomes.value[:, here].mean(axis=1) for here in (~outcomes.treated, outcomes.treated))
        pooled = (sizes[0] * p + sizes[1] * q) / sum(sizes)
        null = np.sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
        error = np.sqrt(p * (1 - p) / sizes[0] + q * (1 - q) / sizes[1])
        z = np.divide(q - p, null, out=np.zeros_like(p), where=null > 0)
        return Comparison(z=z, estimate=q - p, error=error)


@dataclasses.dataclass(frozen=True)
class Means(Analysis):
    """Difference of two means by Student's t test; the statistic is the normal quantile of its p value."""

    scenario_type: ClassVar[type[Scenario]] = NormalScenario

    kind: Literal["means"] = "means"

    def truth(self, scenario: NormalScenario) -> float:
        """Difference of the means."""
        return scenario.means[1] - scenario.means[0]

    def compare(self, outcomes: Outcomes) -> Comparison:
        """Both arms of every trial."""
        arms = [outcomes.value[:, here] for here in (~outcomes.treated, outcomes.treated)]
        sizes = [arm.shape[1] for arm in arms]
        means = [arm.mean(axis=1) for arm in arms]
        squares = sum(((arm - mean[:, None]) ** 2).sum(axis=1) for arm, mean in zip(arms, means, strict=True))
        free = sum(sizes) - 2
        error = np.sqrt(squares / free * (1 / sizes[0] + 1 / sizes[1]))
        estimate = means[1] - means[0]
        return Comparison(z=normal_of_t(estimate / error, free), estimate=estimate, error=error)


def normal_of_t(t: Floats, free: float | Floats) -> Floats:
    """The normal quantile of t's p value, exact in both tails."""
    tail = scipy.special.stdtr(free, -np.abs(t))
    tiny = math.ulp(0.0)
    return np.asarray(-np.sign(t) * scipy.special.ndtri(np.maximum(tail, tiny)))

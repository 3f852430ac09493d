"""A truth under which a design is tried."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from . import _check
from ._outcomes import Outcomes

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A truth with a name.

    Parameters
    ----------
    name
        How the rows of the result are told apart.
    """

    name: str

    def __post_init__(self) -> None:
        _check.several(self.name, where="name")

    def _freeze(self, **fields: Sequence[float]) -> None:
        for field, values in fields.items():
            object.__setattr__(self, field, tuple(values))


@dataclasses.dataclass(frozen=True)
class ToxicityScenario(Scenario):
    """True probability of a dose-limiting toxicity (DLT) at each dose.

    Parameters
    ----------
    name
        Name of the scenario.
    rates
        P(DLT within the assessment window) by dose, from the lowest dose up.
    efficacy
        P(response) by dose, where the design looks at it.
    patients_per_month
        Mean accrual; patients arrive as a Poisson process. Used where the design depends on time.
    late_share
        Share of the DLTs that come in the second half of the window; .5 is uniform over it.
    association
        Between DLT and response in a patient: ψ of the Gumbel model, in which P(both) exceeds the product
        of the two rates by p(1 − p)q(1 − q)·tanh(ψ/2). 0 for none; used by the designs that look at both.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> trials.ToxicityScenario("third dose", (0.05, 0.12, 0.30, 0.45)).rates
    (0.05, 0.12, 0.3, 0.45)
    """

    rates: tuple[float, ...]
    _: dataclasses.KW_ONLY
    efficacy: tuple[float, ...] | None = None
    patients_per_month: float = 2.0
    late_share: float = 0.5
    association: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.several(self.rates, where=f"{self.name}, rates")
        self._freeze(rates=[_check.rate(rate, where=f"{self.name}, rates") for rate in self.rates])
        if self.efficacy is not None:
            _check.as_many(self.efficacy, len(self.rates), where=f"{self.name}, efficacy")
            self._freeze(
                efficacy=[_check.rate(rate, where=f"{self.name}, efficacy") for rate in self.efficacy]
            )
        _check.positive(self.patients_per_month, where=f"{self.name}, patients_per_month")
        _check.rate(self.late_share, where=f"{self.name}, late_share")
        _check.finite(self.association, where=f"{self.name}, association")


@dataclasses.dataclass(frozen=True)
class BinaryScenario(Scenario):
    """True probability of response in each arm; the control, where there is one, comes first.

    Parameters
    ----------
    name
        Name of the scenario.
    rates
        P(response) by arm.
    """

    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.several(self.rates, where=f"{self.name}, rates")
        self._freeze(rates=[_check.rate(rate, where=f"{self.name}, rates") for rate in self.rates])

    def draw(self, treated: NDArray[np.bool_], n: int, generator: np.random.Generator) -> Outcomes:
        """Responses, 0 or 1, of ``n`` trials of two arms."""
        value = generator.random((n, treated.size)) < np.where(treated, self.rates[1], self.rates[0])
        return Outcomes(treated=treated, value=value.astype(float))


@dataclasses.dataclass(frozen=True)
class NormalScenario(Scenario):
    """True mean of a continuous endpoint in each arm or at each dose.

    Parameters
    ----------
    name
        Name of the scenario.
    means
        By arm or dose, in the endpoint's unit.
    sd
        SD between patients, in the same unit.
    """

    means: tuple[float, ...]
    sd: float

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.several(self.means, where=f"{self.name}, means")
        self._freeze(means=[_check.finite(mean, where=f"{self.name}, means") for mean in self.means])
        _check.positive(self.sd, where=f"{self.name}, sd")

    def draw(self, treated: NDArray[np.bool_], n: int, generator: np.random.Generator) -> Outcomes:
        """Values of ``n`` trials of two arms."""
        mean = np.where(treated, self.means[1], self.means[0])
        return Outcomes(treated=treated, value=mean + self.sd * generator.standard_normal((n, treated.size)))


@dataclasses.dataclass(frozen=True)
class SurvivalScenario(Scenario):
    """Exponential times to an event in each arm, with Poisson accrual and exponential dropout.

    Parameters
    ----------
    name
        Name of the scenario.
    medians
        Median time to the event by arm, months.
    patients_per_month
        Mean accrual over all arms.
    dropout_per_month
        Hazard of dropping out; 0 for none.
    """

    medians: tuple[float, ...]
    _: dataclasses.KW_ONLY
    patients_per_month: float = 10.0
    dropout_per_month: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.several(self.medians, where=f"{self.name}, medians")
        self._freeze(medians=[_check.positive(one, where=f"{self.name}, medians") for one in self.medians])
        _check.positive(self.patients_per_month, where=f"{self.name}, patients_per_month")
        if self.dropout_per_month != 0:
            _check.positive(self.dropout_per_month, where=f"{self.name}, dropout_per_month")

    def draw(self, treated: NDArray[np.bool_], n: int, generator: np.random.Generator) -> Outcomes:
        """Times of ``n`` trials of two arms, each patient's until the event or being lost."""
        shape = (n, treated.size)
        entry = np.cumsum(generator.exponential(1 / self.patients_per_month, shape), axis=1)
        median = np.where(treated, self.medians[1], self.medians[0])
        event = generator.exponential(size=shape) * median / math.log(2)
        lost = np.full(shape, np.inf)
        if self.dropout_per_month:
            lost = generator.exponential(1 / self.dropout_per_month, shape)
        return Outcomes(treated=treated, value=np.minimum(event, lost), event=event <= lost, entry=entry)

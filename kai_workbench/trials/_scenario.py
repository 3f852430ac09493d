"""A truth under which a design is tried."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from . import _check


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

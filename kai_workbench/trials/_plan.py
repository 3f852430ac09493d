"""A trial as it is proposed: the question, the design, the truths it is tried under, and why."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

from . import _check
from ._design import Design
from ._errors import DesignError
from ._scenario import Scenario

Role = Literal["null", "alternative", "nuisance", "drift", "accrual", "dropout"]
ROLES: tuple[Role, ...] = ("null", "alternative", "nuisance", "drift", "accrual", "dropout")
Strategy = Literal[
    "treatment policy", "hypothetical", "composite variable", "while on treatment", "principal stratum"
]


@dataclasses.dataclass(frozen=True, kw_only=True)
class StatedEvent:
    """Something after the start of treatment that bears on what the endpoint means, and what is done then.

    Parameters
    ----------
    event
        What happens.
    strategy
        One of the five of ICH E9(R1).
    """

    event: str
    strategy: Strategy


@dataclasses.dataclass(frozen=True, kw_only=True)
class StatedEstimand:
    """What is to be estimated: the five attributes of ICH E9(R1), in the planner's words.

    Parameters
    ----------
    treatment, population, variable
        Conditions of treatment, whom the question is about, and the endpoint.
    intercurrent_events
        Each with its strategy.
    summary
        At the level of the population: a difference of rates, a DLT rate at each dose ...

    References
    ----------
    ICH E9(R1), 2019.
    """

    treatment: str
    population: str
    variable: str
    summary: str
    intercurrent_events: tuple[StatedEvent, ...] = ()

    def __post_init__(self) -> None:
        for field in ("treatment", "population", "variable", "summary"):
            if not getattr(self, field).strip():
                raise DesignError("plan_empty_text", where=f"estimand, {field}")


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlannedScenario:
    """A truth, and what it stands for in the plan.

    Parameters
    ----------
    truth
        The scenario.
    role
        ``null`` (the treatment does not work, or no dose is safe), ``alternative``, or what is made
        worse: ``nuisance``, ``drift``, ``accrual``, ``dropout``.
    weight
        Of the design prior: how probable the planner holds this truth. All or none have one.
    """

    truth: Scenario
    role: Role
    weight: float | None = None

    def __post_init__(self) -> None:
        _check.option(self.role, ROLES, where=f"{self.truth.name}, role")
        if self.weight is not None:
            _check.rate(self.weight, where=f"{self.truth.name}, weight")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """A setting of the design, and other values that it is tried with.

    Parameters
    ----------
    field
        Of the design.
    values
        Tried one by one, the others as planned.
    """

    field: str
    values: tuple[Any, ...]

    def designs(self, design: Design) -> list[Design]:
        """The design with each of the values, in their order."""
        known = [field.name for field in dataclasses.fields(design) if field.init]  # type: ignore[arg-type]
        _check.option(self.field, known, where="sensitivity, field")
        _check.several(self.values, where="sensitivity, values")
        try:
            return [dataclasses.replace(design, **{self.field: one}) for one in self.values]  # type: ignore[type-var]
        except DesignError as error:
            raise DesignError(error.key, where=f"{error.where}, values", **error.values) from None


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrialPlan:
    """Everything that a report on a design's operating characteristics starts from.

    Parameters
    ----------
    title
        Of the trial.
    design
        As planned.
    scenarios
        The truths.
    estimand
        What is to be estimated; None is said in the report.
    compare
        Another design for the same question, under the same truths.
    prior_why
        Where the prior comes from, in the planner's words.
    sensitivity
        Settings to be varied.
    n_trials
        Simulated per scenario where nothing can be counted.
    seed
        Of all random numbers; the design compared with takes the next one, so that the two are independent.
    examples
        Trials shown patient by patient.
    source_sha256
        Of the file that the plan was read from; empty where there is none.

    Raises
    ------
    DesignError
        A scenario that does not fit a design, weights that do not add to one, a setting to be varied
        that the design does not have.
    """

    title: str
    design: Design
    scenarios: tuple[PlannedScenario, ...]
    estimand: StatedEstimand | None = None
    compare: Design | None = None
    prior_why: str = ""
    sensitivity: tuple[Sensitivity, ...] = ()
    n_trials: int = 10_000
    seed: int = 1
    examples: int = 3
    source_sha256: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise DesignError("plan_empty_text", where="title")
        _check.several(self.scenarios, where="scenario")
        _check.whole(self.n_trials, where="n_trials", least=2, most=10_000_000)
        _check.whole(self.seed, where="seed")
        _check.whole(self.examples, where="examples", most=5)
        names = [one.truth.name for one in self.scenarios]
        for one in self.scenarios:
            if names.count(one.truth.name) > 1:
                raise DesignError("scenario_twice", where=one.truth.name)
            self.design.check(one.truth)
            if self.compare is not None:
                self.compare.check(one.truth)
        self._check_weights()
        for varied in self.sensitivity:
            self.check_varied(varied)

    def _check_weights(self) -> None:
        weights = [one.weight for one in self.scenarios]
        if all(weight is None for weight in weights):
            return
        for one in self.scenarios:
            if one.weight is None:
                raise DesignError("plan_weight_missing", where=one.truth.name)
        total = sum(weight for weight in weights if weight is not None)
        if abs(total - 1) > 1e-6:
            raise DesignError("plan_weights", where="weight", total=f"{total:g}")

    def check_varied(self, varied: Sensitivity) -> None:
        """Refuse a setting that the design does not have, or a value that it refuses."""
        for changed in varied.designs(self.design):
            for one in self.scenarios:
                changed.check(one.truth)

"""What comes of a plan: the design under its truths, beside another, with settings varied."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from .._watch import WorkProgress
from ._dask import cluster
from ._design import Design
from ._measure import Measure
from ._operating_characteristics import OperatingCharacteristics
from ._plan import TrialPlan
from ._simulate import simulate

if TYPE_CHECKING:
    import concurrent.futures

    import polars as pl
    from distributed import Client

# What a design calls its success, the first that it has.
SUCCESS = ("claimed", "go", "superiority", "power", "type_1_error")


@dataclasses.dataclass(frozen=True)
class Varied:
    """The design with one setting changed, and its operating characteristics."""

    field: str
    value: object
    found: OperatingCharacteristics


@dataclasses.dataclass(frozen=True)
class PlanFindings:
    """Operating characteristics of a plan.

    Attributes
    ----------
    plan
        What was asked.
    found
        Of the design.
    compared
        Of the other design, simulated with its own random numbers; None without one.
    varied
        Of the design with settings changed, in the order of the plan.
    """

    plan: TrialPlan
    found: OperatingCharacteristics
    compared: OperatingCharacteristics | None
    varied: tuple[Varied, ...]

    def differences(self) -> pl.DataFrame:
        """The design less the other, of every measure that both have.

        Returns
        -------
        polars.DataFrame
            ``scenario``, ``measure``, ``of``, ``first``, ``second``, ``difference``, ``mcse`` (the two
            are independent, so it is the root of the sum of squares), ``unit``.
        """
        import polars as pl

        rows = []
        for scenario, several in self.found.measures.items() if self.compared is not None else ():
            others = {(one.name, one.of): one for one in self.compared.measures[scenario]}  # type: ignore[union-attr]
            for one in several:
                other = others.get((one.name, one.of))
                if other is not None:
                    error = (one.mcse**2 + other.mcse**2) ** 0.5
                    rows.append(
                        (
                            scenario,
                            one.name,
                            one.of,
                            one.value,
                            other.value,
                            one.value - other.value,
                            error,
                            one.unit,
                        )
                    )
        names = ("scenario", "measure", "of", "first", "second", "difference", "mcse", "unit")
        kinds = (pl.String,) * 3 + (pl.Float64,) * 4 + (pl.String,)
        return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")

    def under_design_prior(self) -> list[Measure]:
        """Averages over the scenarios with the plan's weights; empty without weights.

        Every measure that all scenarios have, and, where the design claims success or not: ``success``,
        ``success_if_true`` and ``success_if_false`` (averages over the scenarios in which the claim is
        true, or false) and ``true_given_success``. A claim is false under the role ``null`` and where
        the design itself calls it a type I error.

        References
        ----------
        FDA, Use of Bayesian Methodology in Clinical Trials, draft guidance, January 2026.
        """
        weights = {one.truth.name: one.weight for one in self.plan.scenarios}
        if None in weights.values():
            return []
        known = {name: float(weight or 0) for name, weight in weights.items()}
        return [*self._averages(known), *self._success(known)]

    def success(self, scenario: str) -> Measure | None:
        """What the design calls success under a scenario, if it claims anything as a whole."""
        alone = {one.name: one for one in self.found.measures[scenario] if not one.of}
        return next((alone[name] for name in SUCCESS if name in alone), None)

    def _averages(self, weights: dict[str, float]) -> list[Measure]:
        of = {
            name: {(one.name, one.of): one for one in several}
            for name, several in self.found.measures.items()
        }
        first = next(iter(of.values()))
        common = [key for key in first if all(key in several for several in of.values())]
        return [
            Measure(
                key[0],
                key[1],
                sum(weights[name] * several[key].value for name, several in of.items()),
                sum((weights[name] * several[key].mcse) ** 2 for name, several in of.items()) ** 0.5,
                first[key].unit,
            )
            for key in common
        ]

    def _success(self, weights: dict[str, float]) -> list[Measure]:
        sums = {True: [0.0, 0.0, 0.0], False: [0.0, 0.0, 0.0]}  # weight, weighted success, its variance
        for one in self.plan.scenarios:
            name = one.truth.name
            claim = self.success(name)
            if claim is None:
                return []
            part = sums[one.role != "null" and claim.name != "type_1_error"]
            part[0] += weights[name]
            part[1] += weights[name] * claim.value
            part[2] += (weights[name] * claim.mcse) ** 2
        (w1, a, va), (w0, b, vb) = sums[True], sums[False]
        found = [Measure("success", "", a + b, (va + vb) ** 0.5)]
        if w1 > 0:
            found.append(Measure("success_if_true", "", a / w1, va**0.5 / w1))
        if w0 > 0:
            found.append(Measure("success_if_false", "", b / w0, vb**0.5 / w0))
        if a + b > 0 and w1 > 0 and w0 > 0:
            error = (b**2 * va + a**2 * vb) ** 0.5 / (a + b) ** 2
            found.append(Measure("true_given_success", "", a / (a + b), error))
        return found


def simulate_plan(
    plan: TrialPlan,
    *,
    workers: int | None = None,
    executor: concurrent.futures.Executor | Client | str | None = None,
    progress: Callable[[int, int, WorkProgress], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PlanFindings:
    """Everything that a plan asks for.

    Parameters
    ----------
    plan
        The plan.
    workers, executor, cancelled
        As in :func:`simulate`.
    progress
        Called with how many of the designs are done, how many there are, and how far this one is.

    Raises
    ------
    DesignError
        A design that a scenario does not fit.
    Cancelled
        ``cancelled`` said so.
    """
    truths = [one.truth for one in plan.scenarios]
    cases = list(_cases(plan))
    found = []
    with cluster(executor, workers) as opened:
        for done, (design, seed) in enumerate(cases):
            tell = None if progress is None else _teller(progress, done, len(cases))
            found.append(
                simulate(
                    design,
                    truths,
                    n_trials=plan.n_trials,
                    seed=seed,
                    workers=workers,
                    executor=opened,
                    progress=tell,
                    cancelled=cancelled,
                )
            )
    first = 1 if plan.compare is None else 2
    settings = [(one.field, value) for one in plan.sensitivity for value in one.values]
    return PlanFindings(
        plan=plan,
        found=found[0],
        compared=found[1] if plan.compare is not None else None,
        varied=tuple(
            Varied(field, value, one) for (field, value), one in zip(settings, found[first:], strict=True)
        ),
    )


def _cases(plan: TrialPlan) -> Iterator[tuple[Design, int]]:
    """Designs to be tried, each with its seed."""
    yield plan.design, plan.seed
    if plan.compare is not None:
        yield plan.compare, plan.seed + 1
    for one in plan.sensitivity:
        yield from ((design, plan.seed) for design in one.designs(plan.design))


def _teller(
    progress: Callable[[int, int, WorkProgress], object], done: int, total: int
) -> Callable[[WorkProgress], object]:
    return lambda told: progress(done, total, told)

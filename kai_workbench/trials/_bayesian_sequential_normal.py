"""Two arms compared by their means, monitored by the posterior probability that the treatment is better."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check, _single_arm
from ._bayesian_sequential import BayesianSequential, thresholds
from ._decision import Decision
from ._design import Rows
from ._errors import DesignError
from ._recommendation import because
from ._recursion import crossings
from ._scenario import NormalScenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class BayesianSequentialNormal(BayesianSequential):
    """Stop with success where P(mean difference > margin | data) ≥ threshold; SD known.

    Parameters
    ----------
    looks
        Patients **per arm** at each look, rising.
    sd
        Between patients, in the endpoint's unit, as the analysis takes it.
    threshold, futility
        As in :class:`BayesianSequentialBinary`.
    margin
        In the endpoint's unit.
    prior
        Mean and SD of the normal prior of the difference; None for a flat one.
    """

    scenario_type: ClassVar[type[NormalScenario]] = NormalScenario

    looks: tuple[int, ...]
    sd: float
    threshold: float = 0.975
    futility: float = 0.0
    margin: float = 0.0
    prior: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "looks", _single_arm.looks(self.looks))
        _check.positive(self.sd, where="sd")
        thresholds(self)
        _check.finite(self.margin, where="margin")
        if self.prior is not None:
            _check.as_many(self.prior, 2, where="prior")
            _check.finite(self.prior[0], where="prior")
            _check.positive(self.prior[1], where="prior")

    @property
    def sizes(self) -> Floats:
        """Patients of both arms at each look."""
        return 2.0 * np.asarray(self.looks)

    @functools.cached_property
    def _information(self) -> Floats:
        return np.asarray(self.looks) / (2 * self.sd**2)

    def bounds(self) -> tuple[Floats, Floats]:
        """Critical values of the z statistic of the difference: futility below, success at or above."""
        information = self._information
        mean, weight = (0.0, 0.0) if self.prior is None else (self.prior[0], self.prior[1] ** -2)

        def z(sure: float) -> Floats:
            if sure <= 0:
                return np.full(information.size, -20.0)
            need = self.margin + scipy.special.ndtri(sure) / np.sqrt(information + weight)
            estimate = (need * (information + weight) - weight * mean) / information
            return np.asarray(estimate * np.sqrt(information))

        low, high = z(self.futility), z(self.threshold)
        low[-1] = high[-1]
        return low, high

    def _better(self, scenario: NormalScenario) -> bool:
        return scenario.means[1] - scenario.means[0] > self.margin

    def _drift(self, scenario: NormalScenario) -> tuple[float, Floats]:
        # z of the truth: the information that the data truly carry, where the SD differs from the analysis's
        return scenario.means[1] - scenario.means[0], self._information * (self.sd / scenario.sd) ** 2

    def ends(self, scenario: NormalScenario) -> tuple[Floats, Floats]:
        """Probability of stopping with success and with futility at each look."""
        low, high = self.bounds()
        difference, information = self._drift(scenario)
        scale = self.sd / scenario.sd
        futility, success = crossings(information, low * scale, high * scale, difference)
        return success, futility

    def _statistics(self, scenario: NormalScenario, n: int, generator: np.random.Generator) -> Floats:
        difference, information = self._drift(scenario)
        step = np.diff(information, prepend=0.0)
        moved = generator.standard_normal((n, step.size)) * np.sqrt(step) + difference * step
        return np.asarray(np.cumsum(moved, axis=1) / np.sqrt(information) * scenario.sd / self.sd)

    def run(self, scenario: NormalScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate the statistics at the looks."""
        low, high = self.bounds()
        z = self._statistics(scenario, n, generator)
        over = (z >= high) | (z < low)
        over[:, -1] = True
        look = np.argmax(over, axis=1)
        at = z[np.arange(n), look]
        return {"look": look, "z": at, "success": at >= high[look], "patients": self.sizes[look]}

    def replay(
        self, scenario: NormalScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial, look by look: ``look``, ``patients``, ``z``, bounds and ``decision``."""
        import polars as pl

        low, high = self.bounds()
        rows = []
        for k, one in enumerate(self._statistics(scenario, n, generator)[trial]):
            action = self._action(k, float(one))
            told = (float(one), float(low[k]), float(high[k]), action)
            rows.append((k + 1, float(self.sizes[k]), *told))
            if action != "continue":
                break
        names = ["look", "patients", "z", "futility_z", "success_z", "decision"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def _action(self, look: int, z: float) -> str:
        low, high = self.bounds()
        if z >= high[look]:
            return "stop_for_success"
        if look == len(self.looks) - 1:
            return "end_without_success"
        return "stop_for_futility" if z < low[look] else "continue"

    def next(self, data: pl.DataFrame) -> Decision:
        """What to do now: ``data`` has one row a look so far, ``estimate`` the difference of means.

        Raises
        ------
        DesignError
            No such column, a missing difference, more looks than planned, or an earlier look had ended
            the trial.
        """
        found = _single_arm.numbers_of(data, "estimate")
        if len(found) > len(self.looks):
            raise DesignError(
                "more_looks_than_planned", where="estimate", n=len(found), planned=len(self.looks)
            )
        if not found:
            return Decision(action="continue", reasons=(because("looks_left", n=len(self.looks)),))
        z = np.asarray(found) * np.sqrt(self._information[: len(found)])
        actions = [self._action(k, float(one)) for k, one in enumerate(z)]
        for k, action in enumerate(actions[:-1]):
            if action != "continue":
                raise DesignError("look_had_ended", where=f"estimate, row {k + 1}", value=found[k])
        information = self._information[len(found) - 1]
        mean, weight = (0.0, 0.0) if self.prior is None else (self.prior[0], self.prior[1] ** -2)
        middle = (information * found[-1] + weight * mean) / (information + weight)
        sure = float(scipy.special.ndtr((middle - self.margin) * np.sqrt(information + weight)))
        told = because("better", p=f"{sure:.4f}", high=f"{self.threshold:g}", low=f"{self.futility:g}")
        return Decision(action=actions[-1], reasons=(told,))

    def decision_table(self) -> pl.DataFrame:
        """By look: patients per arm, and the differences (endpoint's unit) for success and futility."""
        import polars as pl

        low, high = self.bounds()
        root = np.sqrt(self._information)
        return pl.DataFrame(
            {
                "look": np.arange(1, len(self.looks) + 1),
                "patients_per_arm": np.asarray(self.looks),
                "success_at_least": high / root,
                "futility_below": [
                    float(x) if z > -20 and k < len(self.looks) - 1 else None
                    for k, (x, z) in enumerate(zip(low / root, low, strict=True))
                ],
            },
            schema_overrides={"futility_below": pl.Float64},
        )

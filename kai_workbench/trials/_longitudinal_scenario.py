"""Repeated visits in two arms, with patients who stop treatment."""

from __future__ import annotations

import dataclasses
import math
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._errors import DesignError
from ._outcomes import Outcomes
from ._scenario import Scenario

Floats = NDArray[np.float64]
Strategy = Literal["hypothetical", "treatment_policy", "jump_to_reference", "copy_increments"]
REFERENCE = ("jump_to_reference", "copy_increments")
_CELLS, _REACH = 400, 8.0


@dataclasses.dataclass(frozen=True)
class LongitudinalScenario(Scenario):
    """Values at a baseline and at visits, of which the last decides; the higher the better.

    Deviations of a patient from the arm's means are normal and correlated from visit to visit. Between two
    visits a patient may stop treatment: the intercurrent event. What the treatment adds is then kept in
    part, and the patient is measured further or leaves the study.

    Parameters
    ----------
    name
        Name of the scenario.
    means
        Mean change from the mean baseline by arm (control, treatment), then by visit.
    sd
        Between patients at any visit, the baseline included.
    correlation
        Between neighbouring visits; between visits further apart, its power (first-order autoregressive).
    stop
        By arm: probability of stopping between two visits, of a patient whose last value is the arm's mean.
    link
        Log odds ratio of stopping per SD of the last value above the arm's mean; negative where those who do
        badly stop. As it rests on values that are measured, what is missing is missing at random.
    leave
        Share of those who stop who are not measured from then on.
    kept
        Share of the treatment's effect at a visit that is left in those who have stopped.
    months
        From entry to each visit, rising; 1, 2, 3 … by default.
    patients_per_month
        Mean accrual over both arms; patients arrive as a Poisson process.
    """

    means: tuple[tuple[float, ...], tuple[float, ...]]
    sd: float
    _: dataclasses.KW_ONLY
    correlation: float = 0.6
    stop: tuple[float, float] = (0.0, 0.0)
    link: float = 0.0
    leave: float = 1.0
    kept: float = 0.0
    months: tuple[float, ...] | None = None
    patients_per_month: float = 10.0

    def __post_init__(self) -> None:
        super().__post_init__()
        where = f"{self.name}, means"
        _check.as_many(self.means, 2, where=where)
        for arm in self.means:
            _check.several(arm, where=where)
            _check.as_many(arm, len(self.means[0]), where=where)
        means = tuple(tuple(_check.finite(one, where=where) for one in arm) for arm in self.means)
        object.__setattr__(self, "means", means)
        _check.positive(self.sd, where=f"{self.name}, sd")
        if not -1 < _check.finite(self.correlation, where=f"{self.name}, correlation") < 1:
            raise DesignError(
                "prognostic_correlation", where=f"{self.name}, correlation", value=self.correlation
            )
        _check.as_many(self.stop, 2, where=f"{self.name}, stop")
        for one in self.stop:
            if _check.rate(one, where=f"{self.name}, stop") == 1:
                raise DesignError("all_stop", where=f"{self.name}, stop")
        _check.finite(self.link, where=f"{self.name}, link")
        _check.rate(self.leave, where=f"{self.name}, leave")
        _check.rate(self.kept, where=f"{self.name}, kept")
        where = f"{self.name}, months"
        given = range(1, self.visits + 1) if self.months is None else self.months
        months = _check.rising(tuple(given), where=where)
        _check.as_many(months, self.visits, where=where)
        _check.positive(months[0], where=where)
        object.__setattr__(self, "months", months)
        _check.positive(self.patients_per_month, where=f"{self.name}, patients_per_month")

    @property
    def visits(self) -> int:
        """After the baseline."""
        return len(self.means[0])

    def stopped_at(self, arm: int) -> Floats:
        """Probability of stopping before each visit and not earlier, by quadrature from visit to visit."""
        found = np.zeros(self.visits)
        if self.stop[arm] == 0:
            return found
        edges = np.linspace(-_REACH, _REACH, _CELLS + 1)
        z, mass = (edges[1:] + edges[:-1]) / 2, np.diff(scipy.special.ndtr(edges))
        spread = math.sqrt(1 - self.correlation**2)
        ahead = np.diff(scipy.special.ndtr((edges - self.correlation * z[:, None]) / spread), axis=1)
        chance = self._chance(arm, z)
        for k in range(self.visits):
            found[k] = mass @ chance
            mass = (mass * (1 - chance)) @ ahead
        return found

    def stopped_by_end(self, arm: int) -> float:
        """Probability of having stopped before the last visit."""
        return float(self.stopped_at(arm).sum())

    def truth(self, strategy: Strategy) -> float:
        """Difference of the means at the last visit, treatment less control.

        ``hypothetical``: had nobody stopped. ``treatment_policy``: whether they stopped or not, and as if
        all had been measured. ``jump_to_reference``: had the mean of those who stop become the control's.
        ``copy_increments``: had they kept what they had gained until the visit before, and nothing more.
        """
        gaps = np.subtract(self.means[1], self.means[0])
        if strategy == "hypothetical":
            return float(gaps[-1])
        stopped = self.stopped_at(1)
        on = float(gaps[-1]) * float(1 - stopped.sum())
        if strategy == "treatment_policy":
            return on + self.kept * float(gaps[-1]) * float(stopped.sum())
        return on + (float(stopped[1:] @ gaps[:-1]) if strategy == "copy_increments" else 0.0)

    def _chance(self, arm: int, z: Floats) -> Floats:
        """Of stopping before the next visit."""
        if self.stop[arm] == 0:
            return np.zeros_like(z)
        return np.asarray(scipy.special.expit(scipy.special.logit(self.stop[arm]) + self.link * z))

    def draw(self, treated: NDArray[np.bool_], n: int, generator: np.random.Generator) -> Outcomes:
        """Values of ``n`` trials by visit, the baseline first."""
        shape = (n, treated.size)
        z = generator.standard_normal((self.visits + 1, *shape))
        chance, leaves = generator.random((self.visits, *shape)), generator.random(shape) < self.leave
        spread = math.sqrt(1 - self.correlation**2)
        value = np.empty((*shape, self.visits + 1))
        value[..., 0] = self.sd * z[0]
        stopped = np.full(shape, self.visits + 1)
        last = z[0]
        for k in range(self.visits):
            odds = np.where(treated, self._chance(1, last), self._chance(0, last))
            stopped = np.where((stopped > self.visits) & (chance[k] < odds), k + 1, stopped)
            last = self.correlation * last + spread * z[k + 1]
            off, (control, drug) = stopped <= k + 1, (arm[k] for arm in self.means)
            part = np.where(treated, np.where(off, self.kept, 1.0), 0.0)
            value[..., k + 1] = control + part * (drug - control) + self.sd * last
            value[..., k + 1][off & leaves] = np.nan
        entry = np.cumsum(generator.exponential(1 / self.patients_per_month, shape), axis=1)
        due = np.array([0.0, *(self.months or ())])
        return Outcomes(treated=treated, value=value, stopped=stopped, entry=entry, due=due)

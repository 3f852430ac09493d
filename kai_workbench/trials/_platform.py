"""A platform whose arms come and go: what controls from before an arm's time do to it."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check, _measure
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._scenario import NormalScenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Analysis = Literal["concurrent", "pooled", "adjusted"]


@dataclasses.dataclass(frozen=True)
class PlatformScenario(NormalScenario):
    """Means by arm, and a trend over time that all arms share.

    Parameters
    ----------
    name, means, sd
        As in :class:`NormalScenario`; the control comes first.
    trend
        Added to every mean, by period; none by default.
    """

    trend: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        self._freeze(trend=[_check.finite(x, where=f"{self.name}, trend") for x in self.trend])


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlatformTrial(Design):
    """Each arm against a shared control, with controls of other periods left out, pooled or adjusted.

    ``concurrent`` uses the controls of the periods in which the arm was open; ``pooled`` all controls as
    they are, which a trend biases; ``adjusted`` all data in a linear model with period as a factor, which
    a trend shared by all arms does not bias. The estimates are linear in the data: all numbers are exact.

    Parameters
    ----------
    arms
        Labels, the control first.
    patients
        By period and arm: ((50, 50, 0), (50, 50, 50), (50, 0, 50)).
    analysis
        One of the three.
    alpha
        One-sided, of each arm.

    References
    ----------
    Lee KM, Wason J. BMC Med Res Methodol 2020;20:165. Bofill Roig M et al. BMC Med Res Methodol
    2022;22:228.
    """

    scenario_type: ClassVar[type[NormalScenario]] = PlatformScenario

    arms: tuple[str, ...]
    patients: tuple[tuple[int, ...], ...]
    analysis: Analysis = "concurrent"
    alpha: float = 0.025

    def __post_init__(self) -> None:
        _check.several(self.arms, where="arms", least=2)
        if len(set(self.arms)) < len(self.arms):
            raise DesignError("arms_not_distinct", where="arms")
        _check.several(self.patients, where="patients")
        for period, row in enumerate(self.patients, start=1):
            _check.as_many(row, len(self.arms), where=f"patients, period {period}")
            for n in row:
                _check.whole(n, where=f"patients, period {period}")
        object.__setattr__(self, "patients", tuple(tuple(row) for row in self.patients))
        _check.option(self.analysis, ("concurrent", "pooled", "adjusted"), where="analysis")
        _check.share(self.alpha, where="alpha")
        size = np.asarray(self.patients)
        for k, arm in enumerate(self.arms):
            if k and not np.any((size[:, k] > 0) & (size[:, 0] > 0)):
                raise DesignError("arm_without_control", where=arm)

    @functools.cached_property
    def weights(self) -> Floats:
        """Of each cell's mean in each treatment's estimate, (treatment, period, arm)."""
        size = np.asarray(self.patients, dtype=float)
        periods, arms = size.shape
        found = np.zeros((arms - 1, periods, arms))
        if self.analysis == "adjusted":
            cells = np.argwhere(size > 0)
            design = np.zeros((len(cells), periods + arms - 1))
            for row, (period, arm) in enumerate(cells):
                design[row, period] = 1.0
                if arm:
                    design[row, periods + arm - 1] = 1.0
            n = size[size > 0]
            solved = np.linalg.pinv(design.T @ (design * n[:, None])) @ (design * n[:, None]).T
            for k in range(arms - 1):
                found[k][size > 0] = solved[periods + k]
            return found
        for k in range(1, arms):
            open_ = size[:, k] > 0
            used = size[:, 0] * (open_ if self.analysis == "concurrent" else 1.0)
            found[k - 1, :, k] = size[:, k] / size[:, k].sum()
            found[k - 1, :, 0] = -used / used.sum()
        return found

    @property
    def adaptive(self) -> bool:
        """Nothing changes on the way."""
        return False

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.means, len(self.arms), where=f"{scenario.name}, means")
        if scenario.trend:
            _check.as_many(scenario.trend, len(self.patients), where=f"{scenario.name}, trend")

    def _cells(self, scenario: PlatformScenario) -> Floats:
        trend = np.asarray(scenario.trend) if scenario.trend else np.zeros(len(self.patients))
        return np.asarray(trend[:, None] + np.asarray(scenario.means))

    def _errors(self, scenario: PlatformScenario) -> Floats:
        size = np.asarray(self.patients, dtype=float)
        each = np.where(size > 0, 1 / np.maximum(size, 1), 0.0)
        return np.asarray(scenario.sd * np.sqrt((self.weights**2 * each).sum(axis=(1, 2))))

    def enumerate(self, scenario: PlatformScenario) -> list[Measure]:
        """Rejection, bias and standard error of each treatment's estimate."""
        effect = (self.weights * self._cells(scenario)).sum(axis=(1, 2))
        truth = np.asarray(scenario.means[1:]) - scenario.means[0]
        error = self._errors(scenario)
        rejects = scipy.special.ndtr(effect / error + scipy.special.ndtri(self.alpha))
        measures = []
        for k, arm in enumerate(self.arms[1:]):
            bias = effect[k] - truth[k]
            measures += [
                _measure.exact("power" if truth[k] > 0 else "type_1_error", rejects[k], of=arm),
                _measure.exact("bias", bias, of=arm),
                _measure.exact("standard_error", error[k], of=arm),
                _measure.exact("rmse", float(np.hypot(bias, error[k])), of=arm),
            ]
        total = int(np.asarray(self.patients).sum())
        return [*measures, _measure.exact("patients", total, unit="{patients}")]

    def run(self, scenario: PlatformScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate the means of the cells."""
        means = self._means(scenario, n, generator)
        estimate = np.einsum("kpa,npa->nk", self.weights, means)
        z = estimate / self._errors(scenario)
        return {"estimate": estimate, "rejected": z >= -scipy.special.ndtri(self.alpha)}

    def _means(self, scenario: PlatformScenario, n: int, generator: np.random.Generator) -> Floats:
        """(trial, period, arm)."""
        size = np.asarray(self.patients, dtype=float)
        noise = generator.standard_normal((n, *size.shape)) * scenario.sd / np.sqrt(np.maximum(size, 1))
        return np.asarray(self._cells(scenario) + noise)

    def replay(
        self, scenario: PlatformScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: means by ``period`` and ``arm``; at last each arm's estimate, z and decision."""
        import polars as pl

        means = self._means(scenario, n, generator)[trial]
        rows: list[tuple[object, ...]] = [
            (period, arm, size, float(means[period - 1, k]), None, "")
            for period, sizes in enumerate(self.patients, start=1)
            for k, (arm, size) in enumerate(zip(self.arms, sizes, strict=True))
            if size
        ]
        estimate, limit = np.einsum("kpa,pa->k", self.weights, means), -scipy.special.ndtri(self.alpha)
        for arm, gap, error in zip(self.arms[1:], estimate, self._errors(scenario), strict=True):
            z = float(gap / error)
            decision = "stop_for_efficacy" if z >= limit else "end_without_efficacy"
            rows.append((None, arm, None, float(gap), z, decision))
        kinds = {"period": pl.Int64, "arm": pl.String, "patients": pl.Int64, "mean": pl.Float64}
        return pl.DataFrame(rows, schema={**kinds, "z": pl.Float64, "decision": pl.String}, orient="row")

    def summarise(self, rows: Rows, scenario: PlatformScenario) -> list[Measure]:
        """The same measures, and any false claim, from simulated trials."""
        truth = np.asarray(scenario.means[1:]) - scenario.means[0]
        measures = []
        for k, arm in enumerate(self.arms[1:]):
            error = rows["estimate"][:, k] - truth[k]
            measures += [
                _measure.proportion(
                    "power" if truth[k] > 0 else "type_1_error", rows["rejected"][:, k], of=arm
                ),
                _measure.mean("bias", error, of=arm),
                _measure.root_mean_square("rmse", error, of=arm),
            ]
        if (truth <= 0).any():
            false = rows["rejected"][:, truth <= 0].any(axis=1)
            measures.append(_measure.proportion("family_wise_error", false))
        return measures

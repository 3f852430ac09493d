"""Group sequential tests of a normal statistic."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check, _measure
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._recursion import Walk, crossings
from ._scenario import NormalScenario
from ._sequential_estimate import sequential_estimate
from ._spending import Efficacy, HwangShihDeCani, LanDeMets, Spending, WangTsiatis

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_NEVER = 20.0  # a critical value that no trial reaches; finite, so that integrals are


@dataclasses.dataclass(frozen=True, kw_only=True)
class GroupSequential(Design):
    """One-sided test at rising shares of information, stopping for efficacy and, if wanted, futility.

    All numbers come from recursive numerical integration, without simulation. Two arms of a normal
    endpoint can be simulated as well, to see single trials.

    Parameters
    ----------
    information
        Share of the information at each look, rising to 1.
    alpha
        One-sided type I error.
    power
        For which the sample size is meant.
    efficacy
        :class:`WangTsiatis` (``obrien_fleming()``, ``pocock()``), :class:`LanDeMets` or
        :class:`HwangShihDeCani`.
    futility
        None; a spending function of the type II error; or a critical value for each look but the last.
    binding
        Whether the trial must stop at the futility bound. If so, the efficacy bounds are lower, and the
        type I error is kept only by trials that do stop. Not binding is usual.
    patients
        Both arms together at the last look; needed only where means are given.
    allocation
        Patients on treatment for each on control.

    References
    ----------
    Jennison C, Turnbull BW. Group Sequential Methods. Chapman & Hall 2000.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.GroupSequential(information=(1 / 3, 2 / 3, 1), efficacy=trials.obrien_fleming())
    >>> design.upper.round(4).tolist(), round(design.inflation, 4)
    ([3.4711, 2.4544, 2.004], 1.0161)
    """

    scenario_type: ClassVar[type[NormalScenario]] = NormalScenario

    information: tuple[float, ...]
    alpha: float = 0.025
    power: float = 0.9
    efficacy: Efficacy = dataclasses.field(default_factory=LanDeMets)
    futility: Spending | tuple[float, ...] | None = None
    binding: bool = False
    patients: int | None = None
    allocation: float = 1.0

    def __post_init__(self) -> None:
        shares = _check.rising(self.information, where="information")
        _check.positive(shares[0], where="information")
        if abs(shares[-1] - 1) > 1e-9:
            raise DesignError("information_not_one", where="information", value=shares[-1])
        object.__setattr__(self, "information", (*shares[:-1], 1.0))
        _check.share(self.alpha, where="alpha")
        _check.share(self.power, where="power")
        _check.rising((self.alpha, self.power), where="alpha, power")
        if not isinstance(self.efficacy, (WangTsiatis, LanDeMets, HwangShihDeCani)):
            known = "WangTsiatis, LanDeMets, HwangShihDeCani"
            raise DesignError("design_option_unknown", where="efficacy", value=self.efficacy, known=known)
        if self.futility is not None and not isinstance(self.futility, (LanDeMets, HwangShihDeCani)):
            _check.as_many(self.futility, len(shares) - 1, where="futility")
            bounds = tuple(_check.finite(z, where="futility") for z in self.futility)
            object.__setattr__(self, "futility", bounds)
        if self.patients is not None:
            _check.whole(self.patients, where="patients", least=2)
        _check.positive(self.allocation, where="allocation")
        if np.any(self.lower[:-1] >= self.upper[:-1]):
            raise DesignError("bounds_cross", where="futility")

    @property
    def upper(self) -> Floats:
        """Critical value of the z statistic for efficacy at each look."""
        return self._solved[0]

    @property
    def lower(self) -> Floats:
        """Critical value for futility at each look; −20 where there is none, and ``upper`` at the last."""
        return self._solved[1]

    @property
    def drift(self) -> float:
        """Mean of the z statistic at full information with which the power is reached."""
        return self._solved[2]

    @property
    def inflation(self) -> float:
        """Largest sample size over that of a test without looks."""
        fixed = scipy.special.ndtri(1 - self.alpha) + scipy.special.ndtri(self.power)
        return float((self.drift / fixed) ** 2)

    @functools.cached_property
    def _solved(self) -> tuple[Floats, Floats, float]:
        if isinstance(self.futility, (LanDeMets, HwangShihDeCani)):
            # The futility bounds depend on the drift, and it on them: the drift at which the last of the
            # type II error is spent at the last look.
            excess = lambda drift: self._type_2(drift) - (1 - self.power)
            drift = _root(excess, *self._reach)
            upper, lower = self._bounds(drift)
            return upper, lower, drift
        upper, lower = self._bounds(0.0)
        t = np.asarray(self.information)
        drift = _root(lambda d: self.power - crossings(t, lower, upper, d)[1].sum(), *self._reach)
        return upper, lower, drift

    @property
    def _reach(self) -> tuple[float, float]:
        fixed = scipy.special.ndtri(1 - self.alpha) + scipy.special.ndtri(self.power)
        return 0.9 * fixed, 2.5 * fixed

    def _type_2(self, drift: float) -> float:
        upper, lower = self._bounds(drift)
        return float(1 - crossings(np.asarray(self.information), lower, upper, drift)[1].sum())

    def _bounds(self, drift: float) -> tuple[Floats, Floats]:
        """Efficacy and futility bounds; ``drift`` matters where type II error is spent."""
        t = np.asarray(self.information)
        last = t.size - 1
        lower, upper = np.full(t.size, -_NEVER), np.zeros(t.size)
        if isinstance(self.futility, tuple):
            lower[:last] = self.futility
        spends = isinstance(self.futility, (LanDeMets, HwangShihDeCani))
        if isinstance(self.efficacy, WangTsiatis):
            upper = self._scaled(t, self.efficacy, lower if self.binding and not spends else None)
        null, loss = Walk(0.0), Walk(drift)
        spent = np.zeros(t.size)
        if not isinstance(self.efficacy, WangTsiatis):
            spent = np.diff(self.efficacy.spent(t, self.alpha), prepend=0.0)
        lost = np.zeros(t.size)
        if isinstance(self.futility, (LanDeMets, HwangShihDeCani)):
            lost = np.diff(self.futility.spent(t, 1 - self.power), prepend=0.0)
        for k, at in enumerate(t):
            if not isinstance(self.efficacy, WangTsiatis):
                upper[k] = _bound(functools.partial(_excess, null.above, at, spent[k]))
            if k == last:
                break
            if spends:
                lower[k] = min(_bound(functools.partial(_lack, loss.below, at, lost[k])), upper[k])
            null.step(at, lower[k] if self.binding else -_NEVER, upper[k])
            loss.step(at, lower[k], upper[k])
        lower[last] = upper[last]
        return upper, lower

    def _scaled(self, t: Floats, shape: WangTsiatis, lower: Floats | None) -> Floats:
        relative = shape.relative(t)

        def error(scale: float) -> float:
            low = np.full(t.size, -_NEVER) if lower is None else np.minimum(lower, scale * relative)
            return float(crossings(t, low, scale * relative, 0.0)[1].sum() - self.alpha)

        z = float(scipy.special.ndtri(1 - self.alpha))
        return np.asarray(_root(error, 0.8 * z, 3 * z) * relative)

    def crossing(self, drift: float) -> tuple[Floats, Floats]:
        """Probability of stopping for futility and for efficacy at each look.

        Parameters
        ----------
        drift
            Mean of the z statistic at full information; 0 under the null.
        """
        _check.finite(drift, where="drift")
        return crossings(np.asarray(self.information), self.lower, self.upper, drift)

    def expected_information(self, drift: float) -> float:
        """Mean share of the information at which the trial stops."""
        under, over = self.crossing(drift)
        return float((under + over) @ np.asarray(self.information))

    def decision_table(self) -> pl.DataFrame:
        """By look: information, bounds, one-sided p values, and probabilities of stopping.

        Columns ``look``, ``information``, ``efficacy_z``, ``efficacy_p``, ``futility_z`` (empty where
        there is none), and the cumulative ``efficacy_null``, ``efficacy_target``, ``futility_null`` and
        ``futility_target`` at drift 0 and at the drift of the power.
        """
        import polars as pl

        null, target = self.crossing(0.0), self.crossing(self.drift)
        last = len(self.information) - 1
        return pl.DataFrame(
            {
                "look": np.arange(1, last + 2),
                "information": np.asarray(self.information),
                "efficacy_z": self.upper,
                "efficacy_p": scipy.special.ndtr(-self.upper),
                "futility_z": [
                    float(z) if z > -_NEVER and k < last else None for k, z in enumerate(self.lower)
                ],
                "efficacy_null": np.cumsum(null[1]),
                "efficacy_target": np.cumsum(target[1]),
                "futility_null": np.cumsum(null[0]),
                "futility_target": np.cumsum(target[0]),
            },
            schema_overrides={"futility_z": pl.Float64},
        )

    @property
    def adaptive(self) -> bool:
        """With more than one look."""
        return len(self.information) > 1

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.means, 2, where=f"{scenario.name}, means")
        if self.patients is None:
            raise DesignError("patients_needed", where="patients")

    def drift_of(self, scenario: NormalScenario) -> float:
        """Mean of the z statistic at full information when treatment and control have these means."""
        self.check(scenario)
        return float((scenario.means[1] - scenario.means[0]) / self._spread(scenario))

    def _spread(self, scenario: NormalScenario) -> float:
        """Standard error of the difference at full information."""
        assert self.patients is not None  # refused by check
        treated = self.patients * self.allocation / (1 + self.allocation)
        return float(scenario.sd * np.sqrt(1 / treated + 1 / (self.patients - treated)))

    def enumerate(self, scenario: NormalScenario) -> list[Measure]:
        """Rejection, stops and patients by numerical integration."""
        drift = self.drift_of(scenario)
        under, over = self.crossing(drift)
        stopped = under + over
        size = np.asarray(self.information) * (self.patients or 0)
        mean = float(stopped @ size)
        exact = _measure.exact
        return [
            exact(self._rejects(scenario), float(over.sum())),
            exact("stopped_early_efficacy", float(over[:-1].sum())),
            exact("stopped_early_futility", float(under[:-1].sum())),
            exact("patients", mean, unit="{patients}"),
            exact("patients_sd", float(np.sqrt(stopped @ (size - mean) ** 2)), unit="{patients}"),
            *(exact("stopped_at", p, of=f"look {k}") for k, p in enumerate(stopped, start=1)),
            *(exact(name, value) for name, value in self._of_estimate(scenario, drift)),
        ]

    def _of_estimate(self, scenario: NormalScenario, drift: float) -> list[tuple[str, float]]:
        bounds = np.asarray(self.information), self.lower, self.upper
        found, spread = sequential_estimate(*bounds, drift), self._spread(scenario)
        return [(name, value * (1.0 if name == "coverage" else spread)) for name, value in found.items()]

    @staticmethod
    def _rejects(scenario: NormalScenario) -> str:
        return "power" if scenario.means[1] > scenario.means[0] else "type_1_error"

    def _statistics(self, scenario: NormalScenario, n: int, generator: np.random.Generator) -> Floats:
        t = np.asarray(self.information)
        step = np.diff(t, prepend=0.0)
        moved = generator.standard_normal((n, t.size)) * np.sqrt(step) + self.drift_of(scenario) * step
        return np.asarray(np.cumsum(moved, axis=1) / np.sqrt(t))

    def run(self, scenario: NormalScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate the statistics at the looks."""
        z = self._statistics(scenario, n, generator)
        over = (z >= self.upper) | (z < self.lower)
        over[:, -1] = True
        look = np.argmax(over, axis=1)
        at = np.take_along_axis(z, look[:, None], axis=1)[:, 0]
        size = np.asarray(self.information) * (self.patients or 0)
        return {"look": look, "z": at, "rejected": at >= self.upper[look], "patients": size[look]}

    def summarise(self, rows: Rows, scenario: NormalScenario) -> list[Measure]:
        """The same measures from simulated trials."""
        early = rows["look"] < len(self.information) - 1
        scale = self._spread(scenario) / np.sqrt(np.asarray(self.information))[rows["look"]]
        error = rows["z"] * scale - (scenario.means[1] - scenario.means[0])
        return [
            _measure.proportion(self._rejects(scenario), rows["rejected"]),
            _measure.proportion("stopped_early_efficacy", rows["rejected"] & early),
            _measure.proportion("stopped_early_futility", ~rows["rejected"] & early),
            _measure.mean("patients", rows["patients"], unit="{patients}"),
            *(
                _measure.proportion("stopped_at", rows["look"] == k, of=f"look {k + 1}")
                for k in range(len(self.information))
            ),
            _measure.mean("bias", error),
            _measure.root_mean_square("rmse", error),
            _measure.proportion("coverage", np.abs(error) <= scale * float(scipy.special.ndtri(0.975))),
        ]

    def replay(
        self, scenario: NormalScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial, look by look: ``look``, ``patients``, ``z``, bounds and ``decision``."""
        import polars as pl

        z = self._statistics(scenario, n, generator)[trial]
        rows = []
        for k, one in enumerate(z):
            action = self.action(k, float(one))
            size = self.information[k] * (self.patients or 0)
            rows.append((k + 1, size, float(one), float(self.lower[k]), float(self.upper[k]), action))
            if action != "continue":
                break
        return pl.DataFrame(
            rows, schema=["look", "patients", "z", "futility_z", "efficacy_z", "decision"], orient="row"
        )

    def action(self, look: int, z: float) -> str:
        """What the statistic of a look, counted from 0, says to do."""
        if z >= self.upper[look]:
            return "stop_for_efficacy"
        if look == len(self.information) - 1:
            return "end_without_efficacy"
        return "stop_for_futility" if z < self.lower[look] else "continue"

    def next(self, data: pl.DataFrame) -> Decision:
        """What to do now in a running trial.

        Parameters
        ----------
        data
            One row a look so far, with its statistic ``z``.

        Raises
        ------
        DesignError
            No such column, a missing statistic, more looks than planned, or an earlier look had ended
            the trial.
        """
        if "z" not in data.columns:
            raise DesignError("trial_column_missing", where="z", columns=", ".join(data.columns))
        if data.is_empty():
            return Decision(action="continue", reasons=(because("looks_left", n=len(self.information)),))
        if data.height > len(self.information):
            raise DesignError(
                "more_looks_than_planned", where="z", n=data.height, planned=len(self.information)
            )
        z = data["z"].to_list()
        for k, one in enumerate(z):
            if one is None or not np.isfinite(one):
                raise DesignError("outcome_missing", where=f"z, row {k + 1}")
            action = self.action(k, one)
            stops = action != "continue" and (self.binding or action != "stop_for_futility")
            if stops and k < data.height - 1:
                raise DesignError("look_had_ended", where=f"z, row {k + 1}", value=one)
        reasons = [because("statistic", z=f"{one:.4f}", high=f"{self.upper[k]:.4f}")]
        if self.lower[k] > -_NEVER and k < len(self.information) - 1:
            reasons.append(because("futility_below", low=f"{self.lower[k]:.4f}"))
        return Decision(action=action, reasons=tuple(reasons))


def _excess(above: Callable[[float, float], float], at: float, spent: float, z: float) -> float:
    return above(at, z) - spent


def _lack(below: Callable[[float, float], float], at: float, lost: float, z: float) -> float:
    return lost - below(at, z)


def _root(f: Callable[[float], float], low: float, high: float) -> float:
    return float(scipy.optimize.brentq(f, low, high, xtol=1e-10))


def _bound(f: Callable[[float], float]) -> float:
    """Where a falling function is 0; the end of the range where it has one sign."""
    if f(_NEVER) >= 0:
        return _NEVER
    if f(-_NEVER) <= 0:
        return -_NEVER
    return _root(f, -_NEVER, _NEVER)

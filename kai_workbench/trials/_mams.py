"""Several treatments against one control, over several stages."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from .._watch import checkpoint
from . import _check, _measure
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._mams_advice import advice, bounds_table
from ._mams_bounds import never_above
from ._mams_observed import Observed, of_responses
from ._measure import Measure
from ._scenario import BinaryScenario, NormalScenario, Scenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Shape = Literal["obrien-fleming", "pocock", "triangular"]
_NEVER = -20.0
_SOBOL = 16  # 2^16 points; the error of a power of .9 is about .0002


@dataclasses.dataclass(frozen=True, kw_only=True)
class MAMS(Design):
    """Multi-arm multi-stage design of a normal endpoint with known SD, or of a response.

    At each stage every treatment left is compared with the control. One above ``upper`` ends the trial
    in its favour (of several, the best); one below ``lower`` is dropped. The boundaries keep the
    probability of any false claim, over arms and stages; they are found by integration.

    Parameters
    ----------
    arms
        Treatments beside the control.
    treatment, control
        Patients per arm by each stage, relative to a treatment's in the first: (1, 2) for two equal ones.
    alpha
        One-sided, of all arms and stages together.
    efficacy
        Shape of ``upper``.
    futility
        ``"none"``, ``"triangular"`` (with a triangular ``upper``), or a critical value for each stage but
        the last, such as (0.0,).
    interesting, uninteresting
        Differences from the control over the SD: of the one good treatment, and of the others, in the
        configuration in which power is counted.
    power
        Probability of ending in favour of the good treatment, with it the best of those that cross.
    first
        Patients per treatment in the first stage; None for the fewest with ``power``.
    endpoint
        ``"binary"`` compares response rates by a z test with pooled variance; the bounds are those of the
        normal statistic. Without a claim the control counts as selected.
    pending
        Patients who have entered at a look but have no outcome yet, all arms together; where the trial stops
        early they count as patients.

    References
    ----------
    Magirr D, Jaki T, Whitehead J. Biometrika 2012;99:494. Jaki T, Pallmann P, Magirr D. J Stat Softw
    2019;88(4).
    """

    scenario_type: ClassVar[type[Scenario]] = NormalScenario

    arms: int
    treatment: tuple[float, ...] = (1.0, 2.0)
    control: tuple[float, ...] | None = None
    alpha: float = 0.025
    efficacy: Shape = "obrien-fleming"
    futility: Literal["none", "triangular"] | tuple[float, ...] = "none"
    interesting: float = 0.5
    uninteresting: float = 0.0
    power: float = 0.9
    first: int | None = None
    endpoint: Literal["normal", "binary"] = "normal"
    pending: int = 0

    def __post_init__(self) -> None:
        _check.whole(self.arms, where="arms", least=1)
        object.__setattr__(self, "treatment", _check.rising(self.treatment, where="treatment"))
        control = self.treatment if self.control is None else self.control
        object.__setattr__(self, "control", _check.rising(control, where="control"))
        _check.as_many(control, len(self.treatment), where="control")
        for where, values in (("treatment", self.treatment), ("control", control)):
            _check.positive(values[0], where=where)
        if len(self.treatment) > 3:
            raise DesignError("design_above", where="treatment", value=len(self.treatment), most=3)
        _check.share(self.alpha, where="alpha")
        _check.share(self.power, where="power")
        _check.option(self.efficacy, ("obrien-fleming", "pocock", "triangular"), where="efficacy")
        if isinstance(self.futility, str):
            _check.option(self.futility, ("none", "triangular"), where="futility")
            if self.futility == "triangular" != self.efficacy:
                raise DesignError("triangular_both", where="futility")
        else:
            _check.as_many(self.futility, len(self.treatment) - 1, where="futility")
            for z in self.futility:
                _check.finite(z, where="futility")
        _check.finite(self.uninteresting, where="uninteresting")
        _check.rising((self.uninteresting, self.interesting), where="uninteresting, interesting")
        if self.first is not None:
            _check.whole(self.first, where="first", least=1)
        _check.option(self.endpoint, ("normal", "binary"), where="endpoint")
        _check.whole(self.pending, where="pending")
        if self.endpoint == "binary":
            object.__setattr__(self, "scenario_type", BinaryScenario)

    @property
    def _sizes(self) -> tuple[Floats, Floats]:
        assert self.control is not None  # filled in by __post_init__
        return np.asarray(self.treatment), np.asarray(self.control)

    def _shapes(self, scale: float) -> tuple[Floats, Floats]:
        arm, _ = self._sizes
        t = arm / arm[-1]
        low = np.full(t.size, _NEVER)
        if self.efficacy == "pocock":
            high = np.full(t.size, scale)
        elif self.efficacy == "triangular":
            high = scale * (1 + t) / np.sqrt(t) / 2
        else:
            high = scale / np.sqrt(t)
        if self.futility == "triangular":
            low = -scale * (1 - 3 * t) / np.sqrt(t) / 2
        elif isinstance(self.futility, tuple):
            low[:-1] = self.futility
        low[-1] = high[-1]
        return low, high

    def family_error(self, low: Floats, high: Floats) -> float:
        """Probability, without any effect, that some treatment crosses ``high``.

        Given the control, the treatments are independent: the chance that one never crosses, to the power
        of their number, is integrated over the control.
        """
        checkpoint()
        arm, control = self._sizes
        stages = arm.size
        x, w = np.polynomial.hermite_e.hermegauss((60, 24, 14)[stages - 1])
        mesh = np.stack(np.meshgrid(*[x] * stages, indexing="ij"), axis=-1).reshape(-1, stages)
        weight = functools.reduce(np.multiply.outer, [w / w.sum()] * stages).ravel()
        step = np.sqrt(np.diff(control, prepend=0.0))
        mean = np.cumsum(mesh * step, axis=1) / control  # of the control, by stage
        spread = np.sqrt(1 / arm + 1 / control)
        bounds = [(mean + z * spread) * np.sqrt(arm) for z in (low, high)]  # on the treatment's own z
        return float(1 - weight @ never_above(arm, *bounds) ** self.arms)

    @functools.cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        error = lambda scale: self.family_error(*self._shapes(scale)) - self.alpha
        return self._shapes(float(scipy.optimize.brentq(error, 0.5, 6.0, xtol=1e-7)))

    @property
    def upper(self) -> Floats:
        """Critical value of the z statistic for efficacy, by stage."""
        return self._bounds[1]

    @property
    def lower(self) -> Floats:
        """Critical value for futility; −20 for none, and ``upper`` at the last stage."""
        return self._bounds[0]

    @functools.cached_property
    def patients_per_arm(self) -> int:
        """Patients per treatment in the first stage."""
        if self.first is not None:
            return self.first
        stages = len(self.treatment)
        points = scipy.stats.qmc.Sobol(stages * (self.arms + 1), rng=1).random_base2(_SOBOL)
        noise = scipy.special.ndtri(np.clip(points, 1e-12, 1 - 1e-12)).reshape(-1, self.arms + 1, stages)
        effects = np.array([0.0, self.interesting, *[self.uninteresting] * (self.arms - 1)])

        def reached(n: int) -> bool:
            checkpoint()
            won = self._course(self._of_noise(noise, effects, n))["winner"] == 1
            return float(np.mean(won)) >= self.power

        low, high = 1, 2
        while not reached(high):
            if high > 1_000_000:
                raise DesignError("no_such_design", where="power", most=high)
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if reached(middle) else (middle, high)
        return high

    @property
    def patients(self) -> int:
        """Of all arms, if no one stops."""
        arm, control = self._sizes
        n = self.patients_per_arm
        return int(np.ceil(control[-1] * n)) + self.arms * int(np.ceil(arm[-1] * n))

    def _of_noise(self, noise: Floats, effects: Floats, first: int) -> Observed:
        """Means from standard normal increments (trial, arm with the control first, stage)."""
        size = self._size(first)
        step = np.diff(size, axis=1, prepend=0.0)
        means = np.cumsum(noise * np.sqrt(step) + effects[:, None] * step, axis=2) / size
        error = np.sqrt(1 / size[1:] + 1 / size[:1])
        return Observed(size=size, means=means, z=(means[:, 1:] - means[:, :1]) / error, error=error)

    def _size(self, first: int) -> Floats:
        """Patients by arm, the control first, and stage."""
        arm, control = self._sizes
        return np.stack([control, *[arm] * self.arms]) * first

    def _observed(self, scenario: Any, n: int, generator: np.random.Generator) -> Observed:
        """What ``n`` simulated trials would see if no arm stopped."""
        if self.endpoint == "normal":
            noise = generator.standard_normal((n, self.arms + 1, len(self.treatment)))
            return self._of_noise(noise, np.asarray(scenario.means) / scenario.sd, self.patients_per_arm)
        size = self._size(self.patients_per_arm)
        return of_responses(self._responses(scenario, n, generator), size)

    def _responses(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Any:
        """Of patients in order of entry, (trial, arm, patient)."""
        most = int(self._size(self.patients_per_arm).max())
        return generator.random((n, self.arms + 1, most)) < np.asarray(scenario.rates)[:, None]

    def _course(self, seen: Observed) -> Rows:
        """How trials go on from what they see."""
        step = np.diff(seen.size, axis=1, prepend=0.0)
        z, means = seen.z, seen.means
        n, last = z.shape[0], seen.size.shape[1] - 1
        alive = np.ones((n, self.arms), dtype=bool)
        winner, open_ = np.zeros(n, dtype=np.int64), np.ones(n, dtype=bool)
        patients, responders = np.zeros(n), np.zeros(n)
        estimate, error = np.zeros((n, self.arms)), np.zeros((n, self.arms))
        sums = means * seen.size
        for k in range(last + 1):
            here = alive & open_[:, None]  # an arm's estimate is that of its last stage
            estimate = np.where(here, means[:, 1:, k] - means[:, :1, k], estimate)
            error = np.where(here, seen.error[..., k], error)
            entered = step[0, k] + step[1, k] * alive.sum(axis=1)
            gained = sums[..., k] - (sums[..., k - 1] if k else 0.0)
            patients += np.where(open_, entered, 0.0)
            responders += np.where(open_, gained[:, 0] + (gained[:, 1:] * alive).sum(axis=1), 0.0)
            best = np.where(alive, z[:, :, k], -np.inf)
            wins = open_ & (best.max(axis=1) >= self.upper[k])
            winner[wins] = best[wins].argmax(axis=1) + 1
            alive &= z[:, :, k] >= self.lower[k]
            goes_on = open_ & ~wins & alive.any(axis=1)
            if k < last:
                patients += np.where(open_ & ~goes_on, self.pending, 0.0)
            open_ = goes_on
        rows: Rows = {"winner": winner, "patients": patients, "estimate": estimate, "error": error}
        if self.endpoint == "binary":
            rows |= {"outcome": (winner > 0).astype(np.int64), "responders": responders}
        return rows

    @property
    def adaptive(self) -> bool:
        """With more than one stage."""
        return len(self.treatment) > 1

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        field = "means" if self.endpoint == "normal" else "rates"
        _check.as_many(getattr(scenario, field), self.arms + 1, where=f"{scenario.name}, {field}")
        if self.endpoint == "binary" and np.any(self._size(self.patients_per_arm) % 1):
            raise DesignError("stages_not_whole", where="treatment, control, first")

    def run(self, scenario: Any, n: int, generator: np.random.Generator) -> Rows:
        """Simulate the means, or the patients, of the stages."""
        return self._course(self._observed(scenario, n, generator))

    def summarise(self, rows: Rows, scenario: Any) -> list[Measure]:
        """Claims by treatment, any claim, a false claim, and patients; of responses also who responded."""
        true = np.asarray(self._true(scenario))
        better, winner = true > true[0], rows["winner"]
        responses = [
            _measure.proportion("best_arm_selected", true[winner] == true.max()),
            _measure.mean("responders", rows.get("responders", winner), unit="{patients}"),
        ]
        return [
            _measure.proportion("claimed", winner > 0),
            _measure.proportion("type_1_error", (winner > 0) & ~better[winner]),
            *(_measure.proportion("claimed", winner == k, of=f"arm {k}") for k in range(1, self.arms + 1)),
            _measure.mean("patients", rows["patients"], unit="{patients}"),
            *(responses if self.endpoint == "binary" else ()),
            *self._of_estimates(rows, scenario),
        ]

    def _true(self, scenario: Any) -> tuple[float, ...]:
        found: tuple[float, ...] = scenario.means if self.endpoint == "normal" else scenario.rates
        return found

    def _of_estimates(self, rows: Rows, scenario: Any) -> list[Measure]:
        """Of the observed difference of each treatment at its last stage, and of those that are claimed."""
        true, scale = np.asarray(self._true(scenario)), float(getattr(scenario, "sd", 1.0))
        miss = rows["estimate"] * scale - (true[1:] - true[0])
        half = float(scipy.special.ndtri(0.975)) * rows["error"] * scale
        found = []
        for k in range(self.arms):
            arm, won = f"arm {k + 1}", rows["winner"] == k + 1
            found += [
                _measure.mean("bias", miss[:, k], of=arm),
                _measure.root_mean_square("rmse", miss[:, k], of=arm),
                _measure.proportion("coverage", np.abs(miss[:, k]) <= half[:, k], of=arm),
            ]
            if won.sum() > 1:
                found.append(_measure.mean("bias_if_claimed", miss[won, k], of=arm))
        return found

    def decision_table(self) -> pl.DataFrame:
        """By stage: patients of the control and of a treatment, and the bounds of z."""
        return bounds_table(self, self._size(self.patients_per_arm))

    def next(self, data: pl.DataFrame) -> Decision:
        """Which treatments go on, and whether one has shown efficacy.

        Parameters
        ----------
        data
            One row a stage and treatment that was left, in order of time: ``stage`` from 1, ``arm`` ("arm 1",
            "arm 2" …) and ``z``, against the control with all patients so far.

        Raises
        ------
        DesignError
            A column or a statistic is missing, an unknown arm, a treatment that is left has no row in a
            stage, or one that was dropped, or a trial that had ended, goes on.
        """
        return advice(self, data)

    def replay(self, scenario: Any, n: int, generator: np.random.Generator, trial: int) -> pl.DataFrame:
        """One trial, stage by stage: ``stage``, ``patients``, ``arm``, ``z``, bounds and ``decision``."""
        import polars as pl

        seen = self._observed(scenario, n, generator)
        z, last = seen.z[trial], seen.size.shape[1] - 1
        step = np.diff(seen.size, axis=1, prepend=0.0)
        alive, rows, patients = np.ones(self.arms, dtype=bool), [], 0.0
        for k in range(last + 1):
            patients += step[0, k] + step[1, k] * int(alive.sum())
            best = np.where(alive, z[:, k], -np.inf)
            won = best.max() >= self.upper[k]
            for j in np.flatnonzero(alive):
                if won and j == best.argmax():
                    decision = "stop_for_efficacy"
                elif won or k == last:
                    decision = "end_without_efficacy"
                else:
                    decision = "stop_for_futility" if z[j, k] < self.lower[k] else "continue"
                bounds = float(self.lower[k]), float(self.upper[k])
                rows.append((k + 1, patients, f"arm {j + 1}", float(z[j, k]), *bounds, decision))
            alive &= z[:, k] >= self.lower[k]
            if won or not alive.any():
                break
        names = ["stage", "patients", "arm", "z", "futility_z", "efficacy_z", "decision"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def replay_patients(
        self, scenario: Any, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame | None:
        """One trial's patients with an outcome: ``patient``, ``arm``, ``response``; None of means."""
        import polars as pl

        if self.endpoint == "normal":
            return None
        every = self._responses(scenario, n, generator)[trial : trial + 1]
        size = self._size(self.patients_per_arm).astype(int)
        z = of_responses(every, size.astype(float)).z[0]
        alive, told = np.ones(self.arms, dtype=bool), []
        for k in range(size.shape[1]):
            open_ = [0, *(np.flatnonzero(alive) + 1)]
            before = size[:, k - 1] if k else np.zeros(self.arms + 1, dtype=int)
            stage = [(j, arm) for arm in open_ for j in range(before[arm], size[arm, k])]
            told += [
                ("control" if arm == 0 else f"arm {arm}", int(every[0, arm, j])) for j, arm in sorted(stage)
            ]
            won = np.where(alive, z[:, k], -np.inf).max() >= self.upper[k]
            alive &= z[:, k] >= self.lower[k]
            if won or not alive.any():
                break
        frame = pl.DataFrame(told, schema={"arm": pl.String, "response": pl.Int64}, orient="row")
        return frame.select(pl.int_range(1, pl.len() + 1).alias("patient"), "arm", "response")

"""Two-arm trials monitored by the posterior probability that the treatment is better."""

from __future__ import annotations

import abc
import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..models import BetaMixture
from . import _check, _measure, _single_arm
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._scenario import BinaryScenario
from ._two_arm_binary import as_prior, forward, superiority

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Prior = BetaMixture | tuple[float, float]


@dataclasses.dataclass(frozen=True)
class BayesianSequential(Design, abc.ABC):
    """What the binary and the normal design share: how ends are told."""

    @property
    @abc.abstractmethod
    def sizes(self) -> Floats:
        """Patients of both arms at each look."""

    @abc.abstractmethod
    def ends(self, scenario: Any) -> tuple[Floats, Floats]:
        """Probability of stopping with success and with futility at each look."""

    @abc.abstractmethod
    def _better(self, scenario: Any) -> bool: ...

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        arms = scenario.rates if isinstance(scenario, BinaryScenario) else scenario.means
        _check.as_many(arms, 2, where=scenario.name)

    def enumerate(self, scenario: Any) -> list[Measure]:
        """Success, stops and patients without Monte-Carlo error."""
        success, futility = self.ends(scenario)
        stopped = success + futility
        mean = float(stopped @ self.sizes)
        exact = _measure.exact
        return [
            exact("power" if self._better(scenario) else "type_1_error", float(success.sum())),
            exact("stopped_early_success", float(success[:-1].sum())),
            exact("stopped_early_futility", float(futility[:-1].sum())),
            exact("patients", mean, unit="{patients}"),
            exact("patients_sd", float(np.sqrt(stopped @ (self.sizes - mean) ** 2)), unit="{patients}"),
            *(exact("stopped_at", p, of=f"look {k}") for k, p in enumerate(stopped, start=1)),
        ]

    def summarise(self, rows: Rows, scenario: Any) -> list[Measure]:
        """The same measures from simulated trials."""
        early = rows["look"] < self.sizes.size - 1
        return [
            _measure.proportion("power" if self._better(scenario) else "type_1_error", rows["success"]),
            _measure.proportion("stopped_early_success", rows["success"] & early),
            _measure.proportion("stopped_early_futility", ~rows["success"] & early),
            _measure.mean("patients", rows["patients"], unit="{patients}"),
            *(
                _measure.proportion("stopped_at", rows["look"] == k, of=f"look {k + 1}")
                for k in range(self.sizes.size)
            ),
        ]


def thresholds(design: Any) -> None:
    """Refuse limits that are no probabilities, or cross."""
    _check.share(design.threshold, where="threshold")
    _check.rate(design.futility, where="futility")
    _check.rising((design.futility, design.threshold), where="futility, threshold")


@dataclasses.dataclass(frozen=True, kw_only=True)
class BayesianSequentialBinary(BayesianSequential):
    """Stop with success where P(p_treatment > p_control + margin | data) ≥ threshold.

    Parameters
    ----------
    looks
        Patients **per arm** at each look, rising.
    threshold
        For success, at every look. ``calibrate(design, alpha, field="threshold", ...)`` finds it.
    futility
        Stop where the probability is below this; 0 never does.
    margin
        By how much the treatment must be better; negative for non-inferiority.
    prior_control, prior_treatment
        Beta(a, b), or a mixture such as :meth:`kai_workbench.models.BetaMixture.robust` gives.
    """

    scenario_type: ClassVar[type[BinaryScenario]] = BinaryScenario

    looks: tuple[int, ...]
    threshold: float = 0.975
    futility: float = 0.0
    margin: float = 0.0
    prior_control: Prior = (1.0, 1.0)
    prior_treatment: Prior = (1.0, 1.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "looks", _single_arm.looks(self.looks))
        thresholds(self)
        if not -1 < _check.finite(self.margin, where="margin") < 1:
            raise DesignError("margin_not_a_difference", where="margin", value=self.margin)
        for field in ("prior_control", "prior_treatment"):
            object.__setattr__(self, field, as_prior(getattr(self, field), where=field))

    @property
    def sizes(self) -> Floats:
        """Patients of both arms at each look."""
        return 2.0 * np.asarray(self.looks)

    def probability(self, look: int) -> Floats:
        """P(better | counts) at a look, (responders on control, on treatment)."""
        n = self.looks[look]
        control, treatment = self.prior_control, self.prior_treatment
        assert isinstance(control, BetaMixture)
        assert isinstance(treatment, BetaMixture)
        return superiority(n, n, control, treatment, self.margin)

    def _better(self, scenario: BinaryScenario) -> bool:
        return scenario.rates[1] > scenario.rates[0] + self.margin

    def ends(self, scenario: BinaryScenario) -> tuple[Floats, Floats]:
        """Probability of stopping with success and with futility at each look."""
        last = len(self.looks) - 1
        success, futility = np.zeros(last + 1), np.zeros(last + 1)
        mass, before = np.ones((1, 1)), 0
        for k, n in enumerate(self.looks):
            ahead = [forward(before, n - before, rate) for rate in scenario.rates]
            mass = ahead[0].T @ mass @ ahead[1]
            sure = self.probability(k)
            wins = sure >= self.threshold
            stops = ~wins if k == last else sure < self.futility
            success[k], futility[k] = mass[wins].sum(), mass[stops].sum()
            mass, before = np.where(wins | stops, 0.0, mass), n
        return success, futility

    def run(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate counts at the looks."""
        step = np.diff(np.asarray(self.looks), prepend=0)
        counts = [
            np.cumsum(generator.binomial(step, rate, (n, step.size)), axis=1) for rate in scenario.rates
        ]
        look = np.full(n, -1)
        success = np.zeros(n, dtype=bool)
        for k in range(step.size):
            sure = self.probability(k)[counts[0][:, k], counts[1][:, k]]
            wins = sure >= self.threshold
            ends = (look < 0) & (wins | (sure < self.futility) | (k == step.size - 1))
            look[ends], success[ends] = k, wins[ends]
        return {
            "look": look,
            "success": success,
            "patients": self.sizes[look],
            "control": counts[0][np.arange(n), look],
            "treatment": counts[1][np.arange(n), look],
        }

    def decision_table(self) -> pl.DataFrame:
        """By look and responders on control: fewest on treatment for success, most for futility."""
        import polars as pl

        rows = []
        for k, n in enumerate(self.looks):
            sure = self.probability(k)
            for r in range(n + 1):
                wins = np.flatnonzero(sure[r] >= self.threshold)
                stops = np.flatnonzero(sure[r] < self.futility)
                rows.append(
                    (
                        k + 1,
                        n,
                        r,
                        int(wins[0]) if wins.size else None,
                        int(stops[-1]) if stops.size else None,
                    )
                )
        names = ("look", "patients_per_arm", "control", "success_at_least", "futility_at_most")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row")

    def next(self, data: pl.DataFrame) -> Decision:
        """What to do now: ``data`` has one row a patient, ``arm`` (control or treatment) and ``response``.

        Raises
        ------
        DesignError
            A column or an outcome is missing, an unknown arm, or the arms have not both reached a look.
        """
        response = _single_arm.outcomes(data)
        on = _single_arm.arms_of(data, ("control", "treatment")) == 1
        sizes = int((~on).sum()), int(on.sum())
        if sizes[0] != sizes[1] or sizes[0] not in self.looks:
            planned = ", ".join(map(str, self.looks))
            raise DesignError(
                "not_at_a_look", where="arm", control=sizes[0], treatment=sizes[1], planned=planned
            )
        look = self.looks.index(sizes[0])
        counts = int(response[~on].sum()), int(response[on].sum())
        sure = float(self.probability(look)[counts])
        last = look == len(self.looks) - 1
        action = "continue"
        if sure >= self.threshold:
            action = "stop_for_success"
        elif last:
            action = "end_without_success"
        elif sure < self.futility:
            action = "stop_for_futility"
        return Decision(
            action=action,
            reasons=(
                *(
                    because("responders_of", arm=name, r=r, n=sizes[0])
                    for name, r in zip(("control", "treatment"), counts, strict=True)
                ),
                because("better", p=f"{sure:.4f}", high=f"{self.threshold:g}", low=f"{self.futility:g}"),
            ),
        )

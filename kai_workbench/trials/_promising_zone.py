"""Two stages with the sample size raised where the first is promising."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check, _measure, _single_arm
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._scenario import NormalScenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_POINTS = 8001


@dataclasses.dataclass(frozen=True, kw_only=True)
class PromisingZone(Design):
    """Raise the sample size where the conditional power under the observed effect is promising.

    With a conditional power below ``lower`` or from ``target`` on, the trial goes on as planned. Between
    them it is enlarged until the conditional power reaches ``target``, to ``most`` at most. The final
    test is the usual one; ``lower`` None is the least value with which it keeps its type I error at
    every result of the first stage. With ``test="inverse-normal"`` the stages keep their planned
    weights, and any ``lower`` keeps the error.

    Parameters
    ----------
    first, patients, most
        Of both arms, equal ones: at the interim look, as planned, and at most.
    alpha
        One-sided.
    target
        Conditional power aimed at.
    lower
        Where the promising zone begins.
    test
        ``"usual"`` or ``"inverse-normal"``.

    References
    ----------
    Mehta CR, Pocock SJ. Stat Med 2011;30:3267. Chen YHJ, DeMets DL, Lan KKG. Stat Med 2004;23:1023. Cui L,
    Hung HMJ, Wang SJ. Biometrics 1999;55:853 (inverse normal).
    """

    scenario_type: ClassVar[type[NormalScenario]] = NormalScenario

    first: int
    patients: int
    most: int
    alpha: float = 0.025
    target: float = 0.9
    lower: float | None = None
    test: Literal["usual", "inverse-normal"] = "usual"

    def __post_init__(self) -> None:
        _check.whole(self.first, where="first", least=2)
        _check.rising((self.first, self.patients, self.most), where="first, patients, most")
        _check.share(self.alpha, where="alpha")
        _check.share(self.target, where="target")
        if self.lower is not None:
            _check.rate(self.lower, where="lower")
            _check.rising((self.lower, self.target), where="lower, target")
        _check.option(self.test, ("usual", "inverse-normal"), where="test")

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.means, 2, where=f"{scenario.name}, means")

    @property
    def _z(self) -> float:
        return float(-scipy.special.ndtri(self.alpha))

    def conditional_power(self, z: Any, patients: Any = None) -> Floats:
        """Of the planned test after a first statistic ``z``, should its effect be the truth.

        Parameters
        ----------
        z
            Statistic of the first stage.
        patients
            In all; as planned by default. The stages keep their planned weights.
        """
        n1, n2 = self.first, self.patients
        n = np.asarray(n2 if patients is None else patients, dtype=float)
        x = np.asarray(z, dtype=float)
        need = (self._z * np.sqrt(n2) - x * np.sqrt(n1)) / np.sqrt(n2 - n1)
        return np.asarray(scipy.special.ndtr(x * np.sqrt((n - n1) / n1) - need))

    def _raised(self, z: Floats) -> Floats:
        """Whole patients with which the conditional power reaches the target, from planned to most."""
        n1, n2 = self.first, self.patients
        x = np.maximum(z, 1e-6)
        need = (self._z * np.sqrt(n2) - x * np.sqrt(n1)) / np.sqrt(n2 - n1)
        reach = np.maximum(need + scipy.special.ndtri(self.target), 0.0)
        return np.asarray(np.ceil(np.clip(n1 + n1 * (reach / x) ** 2, n2, self.most)))

    @functools.cached_property
    def begins(self) -> float:
        """Conditional power from which the sample size is raised."""
        if self.lower is not None:
            return self.lower
        z = np.linspace(0.01, 6, 60_001)
        power = self.conditional_power(z)
        inside = z[power < self.target]
        n = self._raised(inside)
        share = np.sqrt((n - self.first) / (self.patients - self.first))
        fair = (self._z * np.sqrt(self.patients) - inside * np.sqrt(self.first)) * share
        fair = (fair + inside * np.sqrt(self.first)) / np.sqrt(n)
        unsafe = np.flatnonzero(fair > self._z + 1e-9)
        return float(power[unsafe[-1] + 1]) if unsafe.size else 0.0

    def size(self, z: Any) -> Floats:
        """Patients in all after a first statistic ``z``."""
        x = np.asarray(z, dtype=float)
        power = self.conditional_power(x)
        promising = (power >= self.begins) & (power < self.target)
        return np.where(promising, self._raised(x), float(self.patients))

    def decision_table(self) -> pl.DataFrame:
        """By first statistic ``z``: conditional power, and patients in all."""
        import polars as pl

        z = np.arange(0.0, 4.01, 0.1)
        return pl.DataFrame(
            {"z": z, "conditional_power": self.conditional_power(z), "patients": self.size(z)}
        ).with_columns(pl.col("z").round(1), pl.col("patients").cast(pl.Int64))

    def next(self, data: pl.DataFrame) -> Decision:
        """What to do now in a running trial.

        Parameters
        ----------
        data
            One row a stage so far, with the statistic ``z`` of that stage's own patients.

        Raises
        ------
        DesignError
            No such column, a missing statistic, or more than two stages.
        """
        z = _single_arm.numbers_of(data, "z")
        if len(z) > 2:
            raise DesignError("more_looks_than_planned", where="z", n=len(z), planned=2)
        if not z:
            return Decision(action="continue", reasons=(because("looks_left", n=2),))
        power, size = float(self.conditional_power(z[0])), int(self.size(z[0]))
        told = because("resized", power=f"{power:.4f}", low=f"{self.begins:.4f}", high=self.target, n=size)
        if len(z) == 1:
            return Decision(action="continue", reasons=(told,))
        final = float(self._final(np.asarray(z[0]), np.asarray(z[1])))
        action = "stop_for_efficacy" if final >= self._z else "end_without_efficacy"
        reached = because("statistic", z=f"{final:.4f}", high=f"{self._z:.4f}")
        return Decision(action=action, reasons=(told, reached))

    def rejection(self, z: Any, drift: float) -> Floats:
        """Probability of rejecting after a first statistic ``z``.

        Parameters
        ----------
        drift
            Mean of the statistic at ``patients``.
        """
        x = np.asarray(z, dtype=float)
        n, n1, n2 = self.size(x), self.first, self.patients
        if self.test == "usual":
            need = (self._z * np.sqrt(n) - x * np.sqrt(n1)) / np.sqrt(n - n1)
        else:
            need = (self._z * np.sqrt(n2) - x * np.sqrt(n1)) / np.sqrt(n2 - n1)
        return np.asarray(scipy.special.ndtr(drift * np.sqrt((n - n1) / n2) - need))

    def drift_of(self, scenario: NormalScenario) -> float:
        """Mean of the statistic at ``patients`` when control and treatment have these means."""
        self.check(scenario)
        return float((scenario.means[1] - scenario.means[0]) / (2 * scenario.sd) * np.sqrt(self.patients))

    def enumerate(self, scenario: NormalScenario) -> list[Measure]:
        """Rejection, zones and patients by integration over the first statistic."""
        drift = self.drift_of(scenario)
        z, step = np.linspace(-8, 8, _POINTS, retstep=True)
        z = z + drift * np.sqrt(self.first / self.patients)
        weight = scipy.stats.norm.pdf(np.linspace(-8, 8, _POINTS)) * step
        power, n = self.conditional_power(z), self.size(z)
        promising = (power >= self.begins) & (power < self.target)
        rejects = self.rejection(z, drift)
        fixed = scipy.special.ndtr(drift - self._z)
        mean = float(weight @ n)
        exact = _measure.exact
        return [
            exact(self._name(scenario), float(weight @ rejects)),
            exact("power_without_change" if drift > 0 else "type_1_error_without_change", float(fixed)),
            exact("unfavourable", float(weight @ (power < self.begins))),
            exact("promising", float(weight @ promising)),
            exact("favourable", float(weight @ (power >= self.target))),
            exact("patients", mean, unit="{patients}"),
            exact("patients_sd", float(np.sqrt(weight @ (n - mean) ** 2)), unit="{patients}"),
        ]

    @staticmethod
    def _name(scenario: NormalScenario) -> str:
        return "power" if scenario.means[1] > scenario.means[0] else "type_1_error"

    def run(self, scenario: NormalScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate both stages."""
        drift = self.drift_of(scenario)
        z = generator.standard_normal(n) + drift * np.sqrt(self.first / self.patients)
        size = self.size(z)
        second = generator.standard_normal(n) + drift * np.sqrt((size - self.first) / self.patients)
        rejected = self._final(z, second) >= self._z
        return {"z": z, "patients": size, "rejected": rejected, "power": self.conditional_power(z)}

    def _final(self, first: Floats, second: Floats) -> Floats:
        """Statistic at the end from those of the stages' own patients."""
        planned = self.size(first) if self.test == "usual" else float(self.patients)
        share = self.first / planned
        return np.asarray(np.sqrt(share) * first + np.sqrt(1 - share) * second)

    def summarise(self, rows: Rows, scenario: NormalScenario) -> list[Measure]:
        """The same measures from simulated trials."""
        power = rows["power"]
        return [
            _measure.proportion(self._name(scenario), rows["rejected"]),
            _measure.proportion("unfavourable", power < self.begins),
            _measure.proportion("promising", (power >= self.begins) & (power < self.target)),
            _measure.proportion("favourable", power >= self.target),
            _measure.mean("patients", rows["patients"], unit="{patients}"),
        ]

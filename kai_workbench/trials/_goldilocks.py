"""Goldilocks design: the sample size is chosen by predictive probabilities while outcomes are pending."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..models import BetaMixture
from . import _check, _measure, _single_arm
from ._bayesian_sequential import Prior
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._scenario import BinaryScenario
from ._two_arm_binary import as_prior, foretold, forward, superiority

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Goldilocks(Design):
    """Two arms, yes-or-no endpoint: stop enrolling as soon as enough are in, or when it is hopeless.

    At each look some of those enrolled have no outcome yet. Enrolment stops for expected success where
    the predictive probability of success with the patients enrolled so far exceeds ``success``; the
    final analysis waits for their outcomes. The trial stops for futility where the predictive
    probability of success with ``patients`` is below ``futility``. Every course is counted.

    Parameters
    ----------
    enrolled, observed
        Patients **per arm** enrolled at each look, and with an outcome by then.
    patients
        Per arm at most.
    threshold
        Success is P(p_treatment > p_control + margin | all data) ≥ threshold.
    success, futility
        Of the predictive probabilities; success 1 never stops for it.
    margin, prior_control, prior_treatment
        As in :class:`BayesianSequentialBinary`.

    References
    ----------
    Broglio KR, Connor JT, Berry SM. J Biopharm Stat 2014;24:685.
    """

    scenario_type: ClassVar[type[BinaryScenario]] = BinaryScenario

    enrolled: tuple[int, ...]
    observed: tuple[int, ...]
    patients: int
    threshold: float = 0.975
    success: float = 0.95
    futility: float = 0.05
    margin: float = 0.0
    prior_control: Prior = (1.0, 1.0)
    prior_treatment: Prior = (1.0, 1.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "enrolled", _single_arm.looks(self.enrolled, where="enrolled"))
        object.__setattr__(self, "observed", _single_arm.looks(self.observed, where="observed"))
        _check.as_many(self.observed, len(self.enrolled), where="observed")
        _check.whole(self.patients, where="patients", least=self.enrolled[-1] + 1)
        for seen, entered in zip(self.observed, self.enrolled, strict=True):
            _check.whole(seen, where="observed", most=entered)
        _check.share(self.threshold, where="threshold")
        _check.rate(self.success, where="success")
        _check.rate(self.futility, where="futility")
        if not -1 < _check.finite(self.margin, where="margin") < 1:
            raise DesignError("margin_not_a_difference", where="margin", value=self.margin)
        for field in ("prior_control", "prior_treatment"):
            object.__setattr__(self, field, as_prior(getattr(self, field), where=field))

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.rates, 2, where=f"{scenario.name}, rates")

    def _priors(self) -> tuple[BetaMixture, BetaMixture]:
        control, treatment = self.prior_control, self.prior_treatment
        assert isinstance(control, BetaMixture)
        assert isinstance(treatment, BetaMixture)
        return control, treatment

    def _wins(self, n: int) -> NDArray[np.bool_]:
        return superiority(n, n, *self._priors(), self.margin) >= self.threshold

    @functools.cached_property
    def predictive(self) -> tuple[tuple[Floats, Floats], ...]:
        """By look, for every pair of counts: P(success) with those enrolled, and with ``patients``."""
        control, treatment = self._priors()
        found = []
        for seen, entered in zip(self.observed, self.enrolled, strict=True):
            each = []
            for n in (entered, self.patients):
                ahead = foretold(seen, n, control), foretold(seen, n, treatment)
                each.append(ahead[0] @ self._wins(n) @ ahead[1].T)
            found.append((each[0], each[1]))
        return tuple(found)

    def enumerate(self, scenario: BinaryScenario) -> list[Measure]:
        """Every course counted: success, why enrolment stopped, and patients."""
        better = scenario.rates[1] > scenario.rates[0] + self.margin
        mass, before = np.ones((1, 1)), 0
        won = flip = 0.0
        expected, hopeless, sizes = [], [], []
        for (now, most), seen, entered in zip(self.predictive, self.observed, self.enrolled, strict=True):
            ahead = [forward(before, seen - before, rate) for rate in scenario.rates]
            mass = ahead[0].T @ mass @ ahead[1]
            stops = (now > self.success) if self.success < 1 else np.zeros(now.shape, dtype=bool)
            ends = ~stops & (most < self.futility)
            later = [forward(seen, entered - seen, rate) for rate in scenario.rates]
            final = later[0].T @ np.where(stops, mass, 0.0) @ later[1]
            wins = float(final[self._wins(entered)].sum())
            won += wins
            expected.append(float(mass[stops].sum()))
            flip += expected[-1] - wins
            hopeless.append(float(mass[ends].sum()))
            sizes.append(2.0 * entered)
            mass, before = np.where(stops | ends, 0.0, mass), seen
        left = float(mass.sum())
        ahead = [forward(before, self.patients - before, rate) for rate in scenario.rates]
        won += float((ahead[0].T @ mass @ ahead[1])[self._wins(self.patients)].sum())
        stopped = np.array([a + b for a, b in zip(expected, hopeless, strict=True)] + [left])
        size = np.array([*sizes, 2.0 * self.patients])
        mean = float(stopped @ size)
        exact = _measure.exact
        return [
            exact("power" if better else "type_1_error", won),
            exact("stopped_expecting_success", sum(expected)),
            exact("stopped_expecting_success_failed", flip),
            exact("stopped_early_futility", sum(hopeless)),
            exact("patients", mean, unit="{patients}"),
            exact("patients_sd", float(np.sqrt(stopped @ (size - mean) ** 2)), unit="{patients}"),
            *(exact("stopped_at", p, of=f"look {k}") for k, p in enumerate(stopped, start=1)),
        ]

    def run(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate trials, patient by patient."""
        counts = self._counts(scenario, n, generator)
        end, why = np.full(n, self.patients), np.full(n, 2)
        for (now, most), seen, entered in zip(self.predictive, self.observed, self.enrolled, strict=True):
            x = counts[0, :, seen], counts[1, :, seen]
            on = why == 2
            stops = on & (now[x] > self.success) & (self.success < 1)
            ends = on & ~stops & (most[x] < self.futility)
            end[stops | ends] = entered
            why[stops], why[ends] = 0, 1
        success = np.zeros(n, dtype=bool)
        for size in (*self.enrolled, self.patients):
            at = (end == size) & (why != 1)
            success[at] = self._wins(size)[counts[0, at, size], counts[1, at, size]]
        return {"why": why, "success": success, "patients": 2 * end}

    def _counts(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Ints:
        """Responders so far, (arm, trial, patients of an arm)."""
        draws = generator.random((2, n, self.patients)) < np.asarray(scenario.rates)[:, None, None]
        return np.asarray(np.concatenate([np.zeros((2, n, 1), dtype=int), np.cumsum(draws, axis=2)], axis=2))

    def next(self, data: pl.DataFrame) -> Decision:
        """What to do now in a running trial.

        Parameters
        ----------
        data
            One row a patient enrolled: ``arm`` (control, treatment) and ``response``, 0, 1, or missing. A
            missing response is pending, and foretold from those that are known; that there are as many as
            planned is not asked.

        Returns
        -------
        Decision
            ``stop_enrolment`` waits for the responses that are pending; without any the trial ends.

        Raises
        ------
        DesignError
            A column is missing, an unknown arm, or the arms have not both reached a look.
        """
        response = _single_arm.outcomes_so_far(data)
        arm = _single_arm.arms_of(data, ("control", "treatment"))
        sizes = [int((arm == k).sum()) for k in (0, 1)]
        looks = (*self.enrolled, self.patients)
        if sizes[0] != sizes[1] or sizes[0] not in looks:
            planned = ", ".join(map(str, looks))
            raise DesignError(
                "not_at_a_look", where="arm", control=sizes[0], treatment=sizes[1], planned=planned
            )
        known = ~np.isnan(response)
        seen = [int((known & (arm == k)).sum()) for k in (0, 1)]
        r = [int(np.nansum(response[arm == k])) for k in (0, 1)]
        chances = []
        for total in (sizes[0], self.patients):
            ahead = [
                foretold(n, total, prior)[x] for n, x, prior in zip(seen, r, self._priors(), strict=True)
            ]
            chances.append(float(ahead[0] @ self._wins(total) @ ahead[1]))
        waiting = int((~known).sum())
        now, most = chances
        if sizes[0] == self.patients or (self.success < 1 and now > self.success):
            action = "stop_enrolment" if waiting else "stop_for_success" if now else "end_without_success"
        else:
            action = "stop_for_futility" if most < self.futility else "continue"
        counts = zip(("control", "treatment"), r, seen, strict=True)
        told = because("foretold", n=waiting, now=f"{now:.4f}", most=f"{most:.4f}")
        return Decision(
            action=action, reasons=(*(because("responders_of", arm=a, r=x, n=n) for a, x, n in counts), told)
        )

    def replay(
        self, scenario: BinaryScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial, look by look.

        ``look``, ``observed`` and ``enrolled`` (of an arm), responders of ``control`` and ``treatment``, the
        predictive probabilities of success if enrolment stops ``now`` and at the ``maximum``, ``decision``.
        """
        import polars as pl

        counts = self._counts(scenario, n, generator)[:, trial]
        rows: list[tuple[object, ...]] = []
        end, why = self.patients, "reached"
        looks = zip(self.predictive, self.observed, self.enrolled, strict=True)
        for k, ((now, most), seen, entered) in enumerate(looks, start=1):
            x = int(counts[0, seen]), int(counts[1, seen])
            chance = float(now[x]), float(most[x])
            decision = "continue"
            if self.success < 1 and chance[0] > self.success:
                decision, end, why = "stop_enrolment", entered, "reached"
            elif chance[1] < self.futility:
                decision, why = "stop_for_futility", "futility"
            rows.append((k, seen, entered, *x, *chance, decision))
            if decision != "continue":
                break
        if why == "reached":
            x = int(counts[0, end]), int(counts[1, end])
            decision = "stop_for_success" if self._wins(end)[x] else "end_without_success"
            rows.append((len(rows) + 1, end, end, *x, None, None, decision))
        names = ("look", "observed", "enrolled", "control", "treatment")
        kinds = dict.fromkeys(names, pl.Int64) | dict.fromkeys(("now", "maximum"), pl.Float64)
        return pl.DataFrame(rows, schema=kinds | {"decision": pl.String}, orient="row")

    def summarise(self, rows: Rows, scenario: BinaryScenario) -> list[Measure]:
        """The same measures from simulated trials."""
        better = scenario.rates[1] > scenario.rates[0] + self.margin
        early = rows["why"] == 0
        return [
            _measure.proportion("power" if better else "type_1_error", rows["success"]),
            _measure.proportion("stopped_expecting_success", early),
            _measure.proportion("stopped_expecting_success_failed", early & ~rows["success"]),
            _measure.proportion("stopped_early_futility", rows["why"] == 1),
            _measure.mean("patients", rows["patients"], unit="{patients}"),
        ]

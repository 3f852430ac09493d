"""Response-adaptive randomisation among several arms."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check, _measure, _single_arm
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._scenario import BinaryScenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_OUTCOMES = ("maximum", "superiority", "equivalence")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ResponseAdaptive(Design):
    """Patients go to an arm as often as it is probably the best; arms are dropped, the trial stops early.

    Up to the first look all arms have equal shares (burn-in). At each look, with the outcomes that are in:
    arms whose probability of being the best is below ``inferiority`` are dropped, one after another round
    of counting; the trial stops where one exceeds ``superiority``, or where all that are left lie within
    ``equivalence_gap`` with more than ``equivalence``. Else the shares become proportional to the
    probabilities, raised to ``power``, and are held between ``least`` and ``most``. Probabilities come
    from quadrature, not from draws.

    Parameters
    ----------
    arms
        Labels.
    looks
        Patients with an outcome at each look, rising.
    randomised
        Patients who entered by each look; by default those with an outcome. What lies between has no
        outcome yet.
    superiority, inferiority
        Limits of the probability of being the best; ``inferiority`` None is 1 − superiority, 0 never drops.
    equivalence, equivalence_gap
        Probability, and difference of rates; equivalence 1 never stops for it.
    least, most
        Limits of an arm's share.
    control_share
        Share of the first arm, a common control that keeps it from the start and is never dropped; the other
        arms divide the rest by their probabilities, and the limits are theirs. None: no arm is a control.
    power
        Between 0 (equal shares) and 1.
    highest
        Whether a high rate is wanted.
    prior
        Beta(a, b) of each arm, a and b at least 1.

    References
    ----------
    Granholm A et al. J Open Source Softw 2022;7(72):4284 (adaptr, whose rules without a common control
    these are; with one, adaptr compares the arms with it, and here they compete for being the best).
    """

    scenario_type: ClassVar[type[BinaryScenario]] = BinaryScenario
    batch_size: ClassVar[int] = 500

    arms: tuple[str, ...]
    looks: tuple[int, ...]
    randomised: tuple[int, ...] | None = None
    superiority: float = 0.99
    inferiority: float | None = None
    equivalence: float = 1.0
    equivalence_gap: float = 0.05
    least: float = 0.0
    most: float = 1.0
    control_share: float | None = None
    power: float = 1.0
    highest: bool = True
    prior: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        _check.several(self.arms, where="arms", least=2)
        if len(set(self.arms)) < len(self.arms):
            raise DesignError("arms_not_distinct", where="arms")
        object.__setattr__(self, "looks", _single_arm.looks(self.looks))
        entered = self.looks if self.randomised is None else tuple(self.randomised)
        _check.as_many(entered, len(self.looks), where="randomised")
        before = 0
        for n, seen in zip(entered, self.looks, strict=True):
            _check.whole(n, where="randomised", least=max(seen, before))
            before = n
        object.__setattr__(self, "randomised", entered)
        _check.share(self.superiority, where="superiority")
        lost = 1 - self.superiority if self.inferiority is None else self.inferiority
        _check.rate(lost, where="inferiority")
        if lost >= 1 / len(self.arms):
            raise DesignError(
                "inferiority_too_high", where="inferiority", value=lost, most=1 / len(self.arms)
            )
        object.__setattr__(self, "inferiority", lost)
        _check.rate(self.equivalence, where="equivalence")
        _check.share(self.equivalence_gap, where="equivalence_gap")
        _check.rate(self.least, where="least")
        _check.rate(self.most, where="most")
        _check.rate(self.power, where="power")
        held, others = 0.0, len(self.arms)
        if self.control_share is not None:
            held, others = _check.share(self.control_share, where="control_share"), others - 1
        if self.least * others + held > 1 + 1e-12 or self.most * others + held < 1 - 1e-12:
            raise DesignError("shares_do_not_add", where="least, most", arms=len(self.arms))
        prior = _single_arm.beta_prior(self.prior)
        if min(prior) < 1:
            raise DesignError("design_not_whole", where="prior", value=min(prior), least=1)
        object.__setattr__(self, "prior", prior)

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.rates, len(self.arms), where=f"{scenario.name}, rates")

    def _simulate(
        self, scenario: BinaryScenario, n: int, generator: np.random.Generator, *, course: bool = False
    ) -> Rows:
        from . import _response_adaptive_kernel as kernel

        arms = len(self.arms)
        rows: Rows = {
            "outcome": np.empty(n, dtype=np.int64),
            "winner": np.empty(n, dtype=np.int64),
            "patients": np.empty(n, dtype=np.int64),
            "allocated": np.zeros((n, arms), dtype=np.int64),
            "responders": np.zeros((n, arms), dtype=np.int64),
            "dropped": np.zeros((n, arms), dtype=np.int64),
        }
        told = np.full((n if course else 0, len(self.looks), 2, arms), np.nan)
        assert self.randomised is not None  # filled in by __post_init__
        patients = np.zeros(self.randomised[-1], dtype=np.int64), np.zeros(self.randomised[-1], dtype=bool)
        loops: Any = kernel.trials
        loops(
            generator,
            n,
            np.asarray(scenario.rates),
            np.asarray(self.prior),
            np.asarray(self.looks),
            np.asarray(self.randomised),
            self.least,
            self.most,
            self.control_share or 0.0,
            self.power,
            self.superiority,
            float(self.inferiority or 0.0),
            self.equivalence,
            self.equivalence_gap if self.equivalence < 1 else 0.0,
            self.highest,
            *rows.values(),
            told,
            *patients,
        )
        return rows | ({"course": told, "arm": patients[0], "response": patients[1]} if course else {})

    def run(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate trials, patient by patient."""
        return self._simulate(scenario, n, generator)

    def summarise(self, rows: Rows, scenario: BinaryScenario) -> list[Measure]:
        """Why trials ended, patients, and by arm: selected, dropped, patients, share, error of the rate."""
        outcome, winner, patients = rows["outcome"], rows["winner"], rows["patients"]
        wanted = max(scenario.rates) if self.highest else min(scenario.rates)
        right = np.asarray(scenario.rates)[winner] == wanted
        measures = [_measure.proportion(name, outcome == k) for k, name in enumerate(_OUTCOMES)]
        measures += [
            _measure.proportion("best_arm_selected", right),
            _measure.proportion(
                "false_superiority", (outcome == 1) & (~right | (len(set(scenario.rates)) == 1))
            ),
            _measure.mean("patients", patients, unit="{patients}"),
            _measure.mean("responders", rows["responders"].sum(axis=1), unit="{patients}"),
        ]
        for k, (arm, rate) in enumerate(zip(self.arms, scenario.rates, strict=True)):
            measures += [
                _measure.proportion("selected", winner == k, of=arm),
                _measure.proportion("dropped", rows["dropped"][:, k] > 0, of=arm),
                _measure.mean("patients", rows["allocated"][:, k], of=arm, unit="{patients}"),
                _measure.ratio("share", rows["allocated"][:, k], patients, of=arm),
                *self._of_estimate(rows["responders"][:, k], rows["allocated"][:, k], rate, arm),
            ]
        return measures

    def _of_estimate(self, r: Any, n: Any, rate: float, arm: str) -> list[Measure]:
        """Of the observed share, and coverage of the 95% credible interval."""
        error = r / np.maximum(n, 1) - rate
        below = scipy.special.betainc(self.prior[0] + r, self.prior[1] + n - r, rate)
        return [
            _measure.mean("bias", error, of=arm),
            _measure.root_mean_square("rmse", error, of=arm),
            _measure.proportion("coverage", (below >= 0.025) & (below <= 0.975), of=arm),
        ]

    def replay_patients(
        self, scenario: BinaryScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial, patient by patient: ``patient``, ``arm``, ``response``."""
        import polars as pl

        del n  # trials follow one another: those after this one need not be simulated
        rows = self._simulate(scenario, trial + 1, generator, course=True)
        size = int(rows["patients"][trial])
        return pl.DataFrame(
            {
                "patient": np.arange(1, size + 1),
                "arm": [self.arms[k] for k in rows["arm"][:size]],
                "response": rows["response"][:size].astype(np.int64),
            }
        )

    def replay(
        self, scenario: BinaryScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial by look and arm: ``share`` until the look, ``probability_best``, ``dropped``."""
        import polars as pl

        del n
        rows = self._simulate(scenario, trial + 1, generator, course=True)
        told = []
        for look, (share, chance) in enumerate(rows["course"][trial], start=1):
            if np.isnan(share[0]):
                break
            for k, arm in enumerate(self.arms):
                gone = 0 < rows["dropped"][trial, k] <= look
                told.append(
                    (look, self.looks[look - 1], arm, share[k], None if gone else chance[k], bool(gone))
                )
        return pl.DataFrame(
            told, schema=["look", "patients", "arm", "share", "probability_best", "dropped"], orient="row"
        )

    def probabilities(self, responders: Any, patients: Any) -> tuple[Floats, float]:
        """Probability of each arm to be the best, and of all to lie within the gap.

        Parameters
        ----------
        responders, patients
            By arm.

        Raises
        ------
        DesignError
            More responders than patients.
        """
        from . import _response_adaptive_kernel as kernel

        arms = len(self.arms)
        for where, values in (("responders", responders), ("patients", patients)):
            _check.as_many(values, arms, where=where)
        for arm, r, n in zip(self.arms, responders, patients, strict=True):
            _single_arm.responders(int(r), int(n), where=arm)
        a = self.prior[0] + np.asarray(responders, dtype=float)
        b = self.prior[1] + np.asarray(patients, dtype=float) - np.asarray(responders)
        active, most = np.ones(arms, dtype=bool), kernel._MOST  # noqa: SLF001
        grid, density, distribution = np.empty((5, most)), np.empty((arms, most)), np.empty((arms, most))
        points, moves = kernel.densities(a, b, active, self.equivalence_gap, grid, density, distribution)
        found = np.empty(arms)
        kernel.best(active, points, grid, density, distribution, self.highest, found)
        return found, float(kernel.equivalent(active, points, moves, grid, density, distribution))

    def next(self, data: pl.DataFrame) -> Decision:
        """What to do at this look of a running trial with all its arms.

        Parameters
        ----------
        data
            One row a patient with an outcome: ``arm`` and ``response``, 0 or 1.

        Raises
        ------
        DesignError
            A column or an outcome is missing, or an unknown arm.
        """
        response = _single_arm.outcomes(data)
        which = _single_arm.arms_of(data, self.arms)
        n = np.bincount(which, minlength=len(self.arms))
        r = np.bincount(which, weights=response, minlength=len(self.arms)).astype(int)
        chance, same = self.probabilities(r, n)
        kept = chance >= (self.inferiority or 0.0)
        kept[0] |= self.control_share is not None
        keep = tuple(a for a, fine in zip(self.arms, kept, strict=True) if fine)
        reasons = tuple(
            because("best", arm=a, r=int(x), n=int(m), p=f"{p:.4f}")
            for a, x, m, p in zip(self.arms, r, n, chance, strict=True)
        )
        if chance.max() > self.superiority:
            return Decision(action="stop_for_superiority", reasons=reasons, arms=keep)
        if self.equivalence < 1 and same > self.equivalence:
            told = (*reasons, because("alike", gap=f"{self.equivalence_gap:g}", p=f"{same:.4f}"))
            return Decision(action="stop_for_equivalence", reasons=told, arms=keep)
        action = "stop_at_maximum" if response.size >= self.looks[-1] else "continue"
        return Decision(action=action, reasons=reasons, arms=keep)

"""A question as a clinician puts it, and the designs that answer it, sized alike."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Literal

from .._watch import Stops, stoppable
from . import _check
from ._blrm import BLRM
from ._boin import BOIN
from ._crm import CRM
from ._design import Design
from ._errors import DesignError
from ._i3_plus_3 import I3Plus3
from ._measure import Measure
from ._mtpi2 import MTPI2
from ._operating_characteristics import OperatingCharacteristics
from ._plan import PlannedScenario, Role
from ._question_designs import comparison, several_arms, single_arm
from ._scenario import BinaryScenario, NormalScenario, Scenario, ToxicityScenario
from ._skeleton import skeleton
from ._three_plus_three import ThreePlusThree

Kind = Literal["dose", "activity", "control", "arms"]
QUESTIONS: Mapping[Kind, tuple[str, ...]] = {
    "dose": ("boin", "3+3", "crm", "blrm", "mtpi-2", "i3+3"),
    "activity": ("simon-optimal", "simon-minimax", "predictive", "bop2"),
    "control": ("obrien-fleming", "pocock", "lan-demets", "bayesian", "fixed"),
    "arms": ("adaptive", "drop", "equal", "mams"),
}
TRUTHS = ("null", "between", "alternative", "worse")
_HALF_WIDTH = 0.05
# Log-odds of a DLT between neighbouring doses, and at which part of the way up the target is met.
_SHAPES = {"null": (0.6, -0.45), "between": (0.6, 1.0), "alternative": (0.8, 0.5), "worse": (1.8, 0.25)}


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrialQuestion:
    """What is asked of a trial, in the clinician's numbers.

    Parameters
    ----------
    kind
        ``dose`` (which dose is tolerated), ``activity`` (a single arm: does it work enough to go on),
        ``control`` (is it better than control), ``arms`` (which arm is best).
    doses, unit, target, cohort_size, skeleton
        ``dose``: rising doses, the DLT rate that is sought, patients of a cohort, and the DLT rates that
        the CRM expects (None: spaced evenly around the target at the middle dose).
    null_rate, hoped_rate
        The others: a response rate that is not worth having (of the control, of all arms but one), and the
        one that is hoped for.
    alpha, power
        ``activity``, ``control``: one-sided type I error, and power at ``hoped_rate``.
    most
        Patients at most.
    looks
        Analyses, the last one included.
    arms, superiority
        ``arms``: how many, and how probable the best must be to stop.
    per_month, window
        Patients a month; months until a patient's outcome is known.

    Raises
    ------
    DesignError
        Rates that are none, or out of order.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> asked = trials.TrialQuestion(kind="control", null_rate=0.3, hoped_rate=0.45, alpha=0.025)
    >>> asked.design("obrien-fleming").patients
    326
    """

    kind: Kind
    doses: tuple[float, ...] = (1.0, 2.5, 5.0, 10.0, 25.0)
    unit: str = "mg"
    target: float = 0.3
    cohort_size: int = 3
    skeleton: tuple[float, ...] | None = None
    null_rate: float = 0.1
    hoped_rate: float = 0.3
    alpha: float = 0.05
    power: float = 0.8
    most: int = 400
    looks: int = 3
    arms: int = 3
    superiority: float = 0.99
    per_month: float = 4.0
    window: float = 1.0

    def __post_init__(self) -> None:
        _check.option(self.kind, tuple(QUESTIONS), where="kind")
        object.__setattr__(self, "doses", _check.rising(self.doses, where="doses", least=2))
        _check.share(self.target, where="target")
        for field in ("null_rate", "hoped_rate", "alpha", "power", "superiority"):
            _check.share(getattr(self, field), where=field)
        if self.kind != "dose" and self.null_rate >= self.hoped_rate:
            told = {"null": f"{100 * self.null_rate:.3g}%", "hoped": f"{100 * self.hoped_rate:.3g}%"}
            raise DesignError("question_not_better", **told)
        if self.alpha >= self.power:
            raise DesignError("question_alpha", alpha=self.alpha, power=self.power)
        for field, least in (("most", 3), ("looks", 1), ("arms", 2), ("cohort_size", 1)):
            _check.whole(getattr(self, field), where=field, least=least)
        _check.positive(self.per_month, where="per_month")
        if self.window != 0:
            _check.positive(self.window, where="window")
        if self.skeleton is not None:
            _check.as_many(self.skeleton, len(self.doses), where="skeleton")
            _check.rising(self.skeleton, where="skeleton")

    @property
    def middle(self) -> float:
        """The middle dose, the lower one of two."""
        return self.doses[(len(self.doses) - 1) // 2]

    @property
    def expected(self) -> tuple[float, ...]:
        """DLT rates that the CRM expects."""
        if self.skeleton is not None:
            return self.skeleton
        half = min(_HALF_WIDTH, self.target / 2)
        at = self.doses.index(self.middle) + 1
        return tuple(round(rate, 4) for rate in skeleton(self.target, half, len(self.doses), at))

    def design(self, name: str, *, cancelled: Stops | None = None) -> Design:
        """One of the designs for this kind of question.

        Parameters
        ----------
        name
            One of :data:`QUESTIONS` for the kind.
        cancelled
            Asked again and again while the size is sought.

        Raises
        ------
        DesignError
            No such design; or no trial of at most ``most`` patients keeps to the limits.
        Cancelled
            ``cancelled`` said so.
        """
        _check.option(name, QUESTIONS[self.kind], where="design")
        with stoppable(cancelled):
            return self._sized(name)

    def _sized(self, name: str) -> Design:
        if self.kind == "dose":
            return self._escalation(name)
        if self.kind == "activity":
            return single_arm(
                name,
                null_rate=self.null_rate,
                target_rate=self.hoped_rate,
                alpha=self.alpha,
                power=self.power,
                most=self.most,
                looks=self.looks,
            )
        if self.kind == "control":
            return comparison(
                name,
                control=self.null_rate,
                treatment=self.hoped_rate,
                alpha=self.alpha,
                power=self.power,
                most=self.most,
                looks=self.looks,
            )
        return several_arms(
            name,
            arms=self.arms,
            most=self.most,
            looks=self.looks,
            superiority=self.superiority,
            pending=round(self.per_month * self.window),
        )

    def _escalation(self, name: str) -> Design:
        if name == "3+3":
            return ThreePlusThree(doses=self.doses, unit=self.unit, target=self.target)
        told = {"doses": self.doses, "unit": self.unit, "target": self.target}
        sized = {"cohort_size": self.cohort_size, "max_patients": self.most}
        if name == "crm":
            return CRM(skeleton=self.expected, **told, **sized)  # type: ignore[arg-type]
        if name == "blrm":
            seeks = (round(0.64 * self.target, 4), round(1.32 * self.target, 4))
            return BLRM(reference=self.middle, interval=seeks, **told, **sized)  # type: ignore[arg-type]
        kinds: dict[str, Any] = {"boin": BOIN, "mtpi-2": MTPI2, "i3+3": I3Plus3}
        made: Design = kinds[name](**told, **sized)
        return made

    def rates(self, truth: str) -> tuple[float, ...]:
        """True rates by dose or arm, the control first, under one of :data:`TRUTHS`.

        ``dose``: all doses too toxic; the target met at the highest; at the middle one; met low, and steep.
        The others: nothing works; half of what is hoped for; all of it; the treatment harms, or, of several
        arms, two are nearly as good as each other.
        """
        _check.option(truth, TRUTHS, where="scenario")
        if self.kind == "dose":
            return self._curve(*_SHAPES[truth])
        gain = self.hoped_rate - self.null_rate
        worse = max(round(self.null_rate - gain / 2, 4), round(self.null_rate / 2, 4))
        best = {
            "null": self.null_rate,
            "between": round(self.null_rate + gain / 2, 4),
            "alternative": self.hoped_rate,
            "worse": worse,
        }[truth]
        if self.kind == "activity":
            return (best,)
        if self.kind == "control":
            return (self.null_rate, best)
        if truth == "worse":
            near = round(self.hoped_rate - gain / 4, 4)
            return (*[self.null_rate] * (self.arms - 2), near, self.hoped_rate)
        return (*[self.null_rate] * (self.arms - 1), best)

    def _curve(self, step: float, part: float) -> tuple[float, ...]:
        odds, top = math.log(self.target / (1 - self.target)), len(self.doses) - 1
        at = float(math.floor(part * top)) if part >= 0 else part * top
        return tuple(round(1 / (1 + math.exp(-odds - step * (k - at))), 2) for k in range(top + 1))

    def scenarios(self, own: Mapping[str, tuple[float, ...]] | None = None) -> tuple[PlannedScenario, ...]:
        """The four truths, with the reader's own rates where given.

        Parameters
        ----------
        own
            By name of :data:`TRUTHS`.

        Raises
        ------
        DesignError
            Rates that are none, or too few or many.
        """
        return tuple(
            PlannedScenario(truth=self._truth(name, (own or {}).get(name)), role=self._role(name))
            for name in TRUTHS
        )

    def _role(self, name: str) -> Role:
        if name == "worse":
            return "null" if self.kind in {"activity", "control"} else "nuisance"
        return "null" if name == "null" else "alternative"

    def _truth(self, name: str, own: tuple[float, ...] | None) -> Scenario:
        rates = own or self.rates(name)
        needed = len(self.rates(name))
        if len(rates) != needed:
            raise DesignError("question_rates", where=name, n=len(rates), needed=needed)
        if self.kind == "dose":
            return ToxicityScenario(name, rates)
        checked = BinaryScenario(name, rates)
        if self.kind != "control":
            return checked
        if all(rate in {0, 1} for rate in checked.rates):
            raise DesignError("question_certain", where=name)
        return NormalScenario(name, checked.rates, math.sqrt(sum(p * (1 - p) for p in checked.rates) / 2))

    def duration(self, found: OperatingCharacteristics, scenario: str) -> Measure:
        """Mean months until the last outcome, from the mean number of patients.

        Patients enter evenly. A cohort of an escalation waits for the outcomes of the one before; elsewhere
        accrual does not pause at a look.
        """
        size = found.measure("patients", scenario=scenario)
        if self.kind != "dose":
            months = size.value / self.per_month + self.window
            return Measure("duration", "", months, size.mcse / self.per_month, "mo")
        design = found.design
        cohort = getattr(design, "cohort_size", self.cohort_size)
        left = getattr(design, "max_patients", 0) % cohort
        full = 1 - found.measure("stopped_early", scenario=scenario).value if left else 0.0
        cohorts = size.value / cohort + full * (1 - left / cohort)
        months = size.value / self.per_month + cohorts * self.window
        return Measure("duration", "", months, size.mcse * (1 / self.per_month + self.window / cohort), "mo")

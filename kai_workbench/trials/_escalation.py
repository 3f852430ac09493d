"""What the designs of dose escalation share."""

from __future__ import annotations

import abc
import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from . import _bands, _check
from ._cohorts import Cohort, State, read_cohorts, state_of
from ._design import Design, Rows
from ._errors import DesignError
from ._escalation_exact import Courses, all_courses
from ._escalation_measures import escalation_measures
from ._measure import Measure
from ._recommendation import Action, Reason, Recommendation, because
from ._scenario import Scenario, ToxicityScenario

if TYPE_CHECKING:
    import polars as pl

    from ._cohorts import CohortData

Levels = NDArray[np.int64]
STOP = -1  # the trial ends, and a dose is selected
NONE = -2  # the trial ends without a dose
_MOST_PATHWAYS = 100_000


@dataclasses.dataclass(frozen=True, kw_only=True)
class Escalation(Design, abc.ABC):
    """Cohorts at one of several doses, the next dose decided after each.

    Parameters
    ----------
    doses
        Rising.
    unit
        Of the doses.
    target
        DLT rate that is sought.
    cohort_size
        Patients of a cohort.
    max_patients
        Planned patients; the last cohort is smaller if need be.
    start
        First dose; the lowest if None.
    """

    scenario_type: ClassVar[type[Scenario]] = ToxicityScenario
    modelled: ClassVar[bool] = False  # whether dlt_rates come from a model of all doses together

    doses: tuple[float, ...]
    unit: str = "mg"
    target: float = 0.3
    cohort_size: int = 3
    max_patients: int = 30
    start: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "doses", _check.rising(self.doses, where="doses"))
        _check.share(self.target, where="target")
        _check.whole(self.cohort_size, where="cohort_size", least=1)
        _check.whole(self.max_patients, where="max_patients", least=1)
        if self.start is not None and self.start not in self.doses:
            known = ", ".join(f"{dose:g}" for dose in self.doses)
            raise DesignError("escalation_unknown_dose", where="start", value=self.start, known=known)

    @property
    def labels(self) -> tuple[str, ...]:
        """The doses with their unit."""
        return tuple(f"{dose:g} {self.unit}" for dose in self.doses)

    @property
    def start_level(self) -> int:
        """Level of the first dose, from 0."""
        return 0 if self.start is None else self.doses.index(self.start)

    @property
    def overdose_above(self) -> float:
        """A true DLT rate above this counts as overdosing."""
        return self.target

    def check(self, scenario: Scenario) -> None:
        """Refuse a scenario with other doses than the design's."""
        super().check(scenario)
        assert isinstance(scenario, ToxicityScenario)
        if len(scenario.rates) != len(self.doses):
            raise DesignError(
                "escalation_doses", where=scenario.name, n=len(scenario.rates), needed=len(self.doses)
            )

    @abc.abstractmethod
    def decide(self, state: State) -> Levels:
        """Level of the next cohort, by trial; -1 ends the trial, -2 ends it without a dose."""

    @abc.abstractmethod
    def select(self, state: State) -> Levels:
        """Level of the dose selected at the end, by trial; -1 if none."""

    @abc.abstractmethod
    def admissible(self, state: State) -> NDArray[np.bool_]:
        """Which doses the data do not rule out, (trial, dose)."""

    @abc.abstractmethod
    def reasons(self, state: State, level: int) -> list[Reason]:
        """Why ``decide`` says so, for the first trial of ``state``."""

    def told(self, dose: Any) -> Any:
        """A dose as the tables hold it: a number, or text where it is a pair."""
        return dose

    def next_size(self, treated: int) -> int:
        """Patients of the next cohort."""
        return min(self.cohort_size, self.max_patients - treated)

    # ---- a running trial -------------------------------------------------------------------------

    def next(self, data: CohortData) -> Recommendation:
        """What to do after the cohorts so far.

        Parameters
        ----------
        data
            Cohorts in order of time: a frame with ``dose``, ``patients``, ``dlts`` and, if patients
            were backfilled, ``backfill``; or rows of these.

        Returns
        -------
        Recommendation
            Its dose is always admissible.

        Raises
        ------
        DesignError
            A dose that is none of the design's, counts that cannot be, or more patients than planned.
        """
        cohorts = self.read(data)
        if not cohorts:
            dose = self.doses[self.start_level]
            reasons = (because("no_data", dose=self.labels[self.start_level]),)
            return Recommendation("start", dose, self.unit, reasons, self.doses)
        self.check_cohorts(cohorts)
        state = self.state_after(cohorts)
        treated = sum(cohort.patients for cohort in cohorts if not cohort.backfill)
        if treated > self.max_patients:
            raise DesignError("escalation_over_plan", where="data", n=treated, planned=self.max_patients)
        allowed = tuple(dose for dose, ok in zip(self.doses, self.admissible(state)[0], strict=True) if ok)
        level = int(self.decide(state)[0])
        if level != NONE and treated >= self.max_patients:
            level = STOP
        if level == STOP:
            return self._complete(state, treated, allowed)
        here = int(state.d[0])
        reasons = (self.observed(state),)
        if level == NONE:
            said = (*reasons, *self.reasons(state, level), because("none_admissible"))
            return Recommendation("stop", None, self.unit, said, allowed)
        action = action_of(level, here)
        said = (*reasons, *self.reasons(state, level))
        return Recommendation(action, self.doses[level], self.unit, said, allowed)

    def dlt_rates(self, data: Any) -> pl.DataFrame:
        """What the data say of the DLT rate at each dose.

        Parameters
        ----------
        data
            As for :meth:`next`.

        Returns
        -------
        polars.DataFrame
            By ``dose``: ``patients``, ``dlts``, and the quantiles ``lo90``, ``lo50``, ``median``, ``hi50``,
            ``hi90``. Where the design is ``modelled`` they are the model's; else those of
            Beta(1 + DLTs, 1 + others), and null where nobody was treated.
        """
        import polars as pl

        state = self.state_after(self.read(data))
        told = {"dose": [self.told(dose) for dose in self.doses], "patients": state.n[0], "dlts": state.y[0]}
        return pl.DataFrame(told | _bands.columns(self.rate_quantiles(state)))

    def rate_quantiles(self, state: State) -> NDArray[np.float64]:
        """Quantiles of the DLT rate for the first trial of ``state``, (dose, band)."""
        return _bands.of_beta(state.y[0], state.n[0] - state.y[0])

    def read(self, data: Any) -> list[Cohort]:
        """The cohorts of a running trial, checked."""
        return read_cohorts(data, self.doses)

    def state_after(self, cohorts: list[Cohort]) -> State:
        """Where the trial stands after them."""
        return state_of(cohorts, len(self.doses))

    def observed(self, state: State) -> Reason:
        """What was seen at the current dose."""
        n, y = (int(one[0]) for one in state.here)
        return because("observed", dlts=y, patients=n, dose=self.labels[int(state.d[0])])

    def check_cohorts(self, cohorts: list[Cohort]) -> None:
        """Refuse cohorts that cannot come about in this design."""

    def _complete(self, state: State, treated: int, allowed: tuple[float, ...]) -> Recommendation:
        chosen = int(self.select(state)[0])
        key = "full" if treated >= self.max_patients else "enough"
        count = treated if key == "full" else int(state.here[0][0])
        last = self.conclusion(chosen)
        dose = self.doses[chosen] if chosen >= 0 else None
        return Recommendation("complete", dose, self.unit, (because(key, patients=count), last), allowed)

    def conclusion(self, chosen: int) -> Reason:
        """What is said of the level selected at the end; -1 if none."""
        return because("selected", dose=self.labels[chosen]) if chosen >= 0 else because("none_selected")

    def pathways(self, n_cohorts: int, data: CohortData = ()) -> pl.DataFrame:
        """Dose-transition pathways: every outcome of the next cohorts, and the dose that follows.

        Parameters
        ----------
        n_cohorts
            How many cohorts ahead.
        data
            Cohorts so far, as for :meth:`next`.

        Returns
        -------
        polars.DataFrame
            One row a pathway: ``dose_1``, ``patients_1``, ``dlts_1``, ``dose_2`` ..., ``next_dose`` and
            ``action``; null after a trial has ended.

        Raises
        ------
        DesignError
            More pathways than anybody could read.
        """
        _check.whole(n_cohorts, where="n_cohorts", least=1)
        if (self.cohort_size + 1) ** n_cohorts > _MOST_PATHWAYS:
            raise DesignError("escalation_pathways", where="n_cohorts", n=n_cohorts, most=_MOST_PATHWAYS)
        import polars as pl

        sofar = [
            (self.doses[one.level], one.patients, one.dlts, one.backfill)
            for one in read_cohorts(data, self.doses)
        ]
        rows: list[dict[str, Any]] = []

        def walk(cohorts: list[Any], row: dict[str, Any], depth: int) -> None:
            advice = self.next(cohorts)
            ended = advice.action in {"stop", "complete"}
            if depth > n_cohorts or ended:
                rows.append({**row, "next_dose": self.told(advice.dose), "action": advice.action})
                return
            treated = sum(one[1] for one in cohorts if not one[3])
            size = self.next_size(treated)
            for dlts in range(size + 1):
                told = {
                    f"dose_{depth}": self.told(advice.dose),
                    f"patients_{depth}": size,
                    f"dlts_{depth}": dlts,
                }
                walk(
                    [*cohorts, (advice.dose, size, dlts, False)],
                    row | told | {f"dlts_{depth}": dlts},
                    depth + 1,
                )

        walk(sofar, {}, 1)
        kind = pl.Float64 if self.told(self.doses[0]) == self.doses[0] else pl.String
        schema: dict[str, Any] = {}
        for depth in range(1, n_cohorts + 1):
            schema |= {f"dose_{depth}": kind, f"patients_{depth}": pl.Int64, f"dlts_{depth}": pl.Int64}
        return pl.DataFrame(rows, schema=schema | {"next_dose": kind, "action": pl.String})

    # ---- a planned trial -------------------------------------------------------------------------

    def enumerate(self, scenario: ToxicityScenario) -> list[Measure] | None:
        """Measures of all courses of the trial, or None where there are too many to count."""
        courses = self.courses()
        if courses is None:
            return None
        return self.measures(courses.rows, scenario, courses.probability(scenario.rates))

    def courses(self) -> Courses | None:
        """All final states with the number of ways to them; None if not counted."""
        return None

    def run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate ``n`` trials; a patient's tolerance is one uniform number, whatever the dose."""
        return self._course(self.tolerances(n, generator), scenario, None)

    def tolerances(self, n: int, generator: np.random.Generator) -> NDArray[np.float32]:
        """One uniform number a patient, (trial, patient): a DLT where the dose's rate is above it."""
        return generator.random((n, self.max_patients), dtype=np.float32)

    def replay(
        self, scenario: ToxicityScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame | None:
        """One simulated trial, patient by patient: ``patient``, ``cohort``, ``dose``, ``dlt``, ``then``."""
        import polars as pl

        tolerance = self.tolerances(n, generator)[trial : trial + 1]
        log: list[dict[str, Any]] = []
        self._course(tolerance, scenario, log)
        kind = pl.Float64 if self.told(self.doses[0]) == self.doses[0] else pl.String
        kinds = {"patient": pl.Int64, "cohort": pl.Int64, "dose": kind, "dlt": pl.Boolean}
        return pl.DataFrame(log, schema=kinds | {"then": pl.String})

    def _course(
        self, tolerance: NDArray[np.float32], scenario: ToxicityScenario, log: list[dict[str, Any]] | None
    ) -> Rows:
        rates = np.asarray(scenario.rates, dtype=np.float32)
        trials = tolerance.shape[0]
        state = State.empty(trials, len(self.doses), self.start_level)
        none = np.zeros(trials, dtype=bool)
        active = np.arange(trials)
        treated, cohort = 0, 0
        while active.size and treated < self.max_patients:
            size, cohort = self.next_size(treated), cohort + 1
            now = state.take(active)
            dlt = tolerance[active, treated : treated + size] < rates[now.d][:, None]
            now.add(size, dlt.sum(axis=1))
            state.n[active], state.y[active] = now.n, now.y
            state.last_n[active], state.last_y[active] = now.last_n, now.last_y
            treated += size
            level = self.decide(now)
            if log is not None:
                then = "complete" if treated >= self.max_patients else action_of(int(level[0]), int(now.d[0]))
                dose = self.told(self.doses[now.d[0]])
                log += [
                    {"patient": treated - size + k + 1, "cohort": cohort, "dose": dose, "dlt": bool(happened)}
                    for k, happened in enumerate(dlt[0])
                ]
                log[-1]["then"] = "stop" if level[0] == NONE else then
            none[active[level == NONE]] = True
            going = level >= 0
            active = active[going]
            state.d[active] = level[going]
        selected = self.select(state)
        selected[none] = -1
        stopped = state.n.sum(axis=1) < self.max_patients
        return {"selected": selected, "patients": state.n, "dlts": state.y, "stopped": stopped}

    def summarise(self, rows: Rows, scenario: ToxicityScenario) -> list[Measure]:
        """Measures with their Monte-Carlo standard errors."""
        return self.measures(rows, scenario, None)

    def measures(
        self, rows: Rows, scenario: ToxicityScenario, probability: NDArray[np.float64] | None
    ) -> list[Measure]:
        """Measures of trials, or of courses with their probabilities."""
        return escalation_measures(
            rows,
            rates=scenario.rates,
            labels=self.labels,
            target=self.target,
            limit=self.overdose_above,
            most=self.max_patients,
            probability=probability,
        )


def action_of(level: int, here: int) -> Action:
    """What going from one level to another is called."""
    if level < 0:
        return "stop" if level == NONE else "complete"
    return "escalate" if level > here else "de-escalate" if level < here else "stay"


@functools.lru_cache(maxsize=16)
def counted_courses(design: Any, most_states: int) -> Courses | None:
    """All courses of a design whose state after a cohort is its counts and its dose; kept."""
    return all_courses(design, most_states)

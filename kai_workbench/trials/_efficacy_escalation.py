"""What the designs share that look at efficacy and toxicity together."""

from __future__ import annotations

import abc
import dataclasses
import itertools
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _check, _measure
from ._efficacy_cohorts import EfficacyState, read_efficacy_cohorts, state_of_efficacy
from ._errors import DesignError
from ._escalation import _MOST_PATHWAYS, NONE, Escalation, action_of
from ._escalation_measures import escalation_measures
from ._recommendation import Reason, because

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._design import Rows
    from ._measure import Measure
    from ._scenario import Scenario, ToxicityScenario


@dataclasses.dataclass(frozen=True, kw_only=True)
class EfficacyEscalation(Escalation, abc.ABC):
    """Cohorts at one of several doses, the next dose by DLTs and responses.

    Parameters
    ----------
    doses, unit, cohort_size, max_patients, start
        See :class:`Escalation`.
    target
        The highest DLT rate that is acceptable.
    floor
        The lowest response rate that is acceptable.
    cutoff
        A dose is inadmissible where P(DLT rate > target) is this or more.
    futility_cutoff
        Or where P(response rate < floor) is this or more.
    """

    batch_size: ClassVar[int] = 2500

    target: float = 0.35
    floor: float = 0.25
    max_patients: int = 36
    cutoff: float = 0.95
    futility_cutoff: float = 0.90

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("floor", "cutoff", "futility_cutoff"):
            _check.share(getattr(self, field), where=field)

    @property
    def needs_both(self) -> bool:
        """Whether the number of patients with both outcomes matters."""
        return True

    def check(self, scenario: Scenario) -> None:
        """Refuse a scenario with other doses, or without response rates."""
        super().check(scenario)
        if getattr(scenario, "efficacy", None) is None:
            raise DesignError("efficacy_needed", where=scenario.name)

    @abc.abstractmethod
    def worth(self, dlt_rate: float, response_rate: float, both: float) -> float:
        """Utility of a dose with these true rates."""

    def read(self, data: Any) -> list[Any]:
        """The cohorts of a running trial, checked."""
        return list(read_efficacy_cohorts(data, self.doses, needs_both=self.needs_both))

    def state_after(self, cohorts: list[Any]) -> EfficacyState:
        """Where the trial stands after them."""
        return state_of_efficacy(cohorts, len(self.doses))

    def observed(self, state: Any) -> Reason:
        """What was seen at the current dose."""
        here = int(state.d[0])
        n, t, e = (int(each[0, here]) for each in (state.n, state.y, state.e))
        return because("observed_both", dlts=t, responses=e, patients=n, dose=self.labels[here])

    def conclusion(self, chosen: int) -> Reason:
        """The optimal biological dose."""
        if chosen < 0:
            return because("no_optimal_dose")
        return because("optimal_dose", dose=self.labels[chosen])

    def pathways(self, n_cohorts: int, data: Any = ()) -> pl.DataFrame:
        """Every outcome of the next cohorts, and the dose that follows.

        Parameters
        ----------
        n_cohorts
            How many cohorts ahead.
        data
            Cohorts so far, as for :meth:`next`.

        Returns
        -------
        polars.DataFrame
            One row a pathway: ``dose_1``, ``patients_1``, ``dlts_1``, ``responses_1``, ``both_1``,
            ``dose_2`` ..., ``next_dose`` and ``action``; null after a trial has ended. Where ``both`` does
            not matter it is the smallest that the totals allow.

        Raises
        ------
        DesignError
            More pathways than anybody could read.
        """
        import polars as pl

        _check.whole(n_cohorts, where="n_cohorts", least=1)
        if len(outcomes(self.cohort_size, together=self.needs_both)) ** n_cohorts > _MOST_PATHWAYS:
            raise DesignError("escalation_pathways", where="n_cohorts", n=n_cohorts, most=_MOST_PATHWAYS)
        sofar = [
            (self.doses[one.level], one.patients, one.dlts, one.responses, one.both)
            for one in self.read(data)
        ]
        rows: list[dict[str, Any]] = []

        def walk(cohorts: list[Any], row: dict[str, Any], depth: int) -> None:
            advice = self.next(cohorts)
            if depth > n_cohorts or advice.action in {"stop", "complete"}:
                rows.append({**row, "next_dose": advice.dose, "action": advice.action})
                return
            size = self.next_size(sum(one[1] for one in cohorts))
            for t, e, b in outcomes(size, together=self.needs_both):
                values = zip(_NAMES, (advice.dose, size, t, e, b), strict=True)
                told = {f"{name}_{depth}": value for name, value in values}
                walk([*cohorts, (advice.dose, size, t, e, b)], row | told, depth + 1)

        walk(sofar, {}, 1)
        schema: dict[str, Any] = {}
        for depth in range(1, n_cohorts + 1):
            schema |= {f"{name}_{depth}": pl.Float64 if name == "dose" else pl.Int64 for name in _NAMES}
        return pl.DataFrame(rows, schema=schema | {"next_dose": pl.Float64, "action": pl.String})

    def run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate ``n`` trials."""
        return self._joint_course(self._uniforms(n, generator), scenario, None)

    def replay(
        self, scenario: ToxicityScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: ``patient``, ``cohort``, ``dose``, ``dlt``, ``response``, ``then``."""
        import polars as pl

        log: list[dict[str, Any]] = []
        self._joint_course(self._uniforms(n, generator)[trial : trial + 1], scenario, log)
        kinds = {"patient": pl.Int64, "cohort": pl.Int64, "dose": pl.Float64, "dlt": pl.Boolean}
        return pl.DataFrame(log, schema=kinds | {"response": pl.Boolean, "then": pl.String})

    def _uniforms(self, n: int, generator: np.random.Generator) -> NDArray[np.float64]:
        """Two a patient, (trial, patient, 2)."""
        return generator.random((n, self.max_patients, 2))

    def _allocated(
        self, state: EfficacyState, level: NDArray[np.int64], u: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """The next cohort's level where the rules ask for ``level``; ``u`` of the last patient before."""
        del state, u
        return level

    def _joint_course(
        self, uniforms: NDArray[np.float64], scenario: ToxicityScenario, log: list[dict[str, Any]] | None
    ) -> Rows:
        tox, eff = np.asarray(scenario.rates), np.asarray(scenario.efficacy)
        with_dlt, without = response_given_dlt(tox, eff, scenario.association)
        trials = uniforms.shape[0]
        state = EfficacyState.empty(trials, len(self.doses), self.start_level)
        none = np.zeros(trials, dtype=bool)
        active = np.arange(trials)
        treated, cohort = 0, 0
        while active.size and treated < self.max_patients:
            size, cohort = self.next_size(treated), cohort + 1
            now = state.take(active)
            u = uniforms[active, treated : treated + size]
            dlt = u[:, :, 0] < tox[now.d][:, None]
            response = u[:, :, 1] < np.where(dlt, with_dlt[now.d][:, None], without[now.d][:, None])
            now.add_outcomes(dlt, response)
            for name in ("n", "y", "e", "b", "last_n", "last_y"):
                getattr(state, name)[active] = getattr(now, name)
            treated += size
            level = self._allocated(now, self.decide(now), u[:, -1])
            if log is not None:
                then = "complete" if treated >= self.max_patients else action_of(int(level[0]), int(now.d[0]))
                log += [
                    {
                        "patient": treated - size + k + 1,
                        "cohort": cohort,
                        "dose": self.doses[now.d[0]],
                        "dlt": bool(dlt[0, k]),
                        "response": bool(response[0, k]),
                    }
                    for k in range(size)
                ]
                log[-1]["then"] = "stop" if level[0] == NONE else then
            none[active[level == NONE]] = True
            going = level >= 0
            active = active[going]
            state.d[active] = level[going]
        selected = np.array(self.select(state))
        selected[none] = -1
        stopped = state.n.sum(axis=1) < self.max_patients
        return {
            "selected": selected,
            "patients": state.n,
            "dlts": state.y,
            "responses": state.e,
            "stopped": stopped,
        }

    def correct_level(self, scenario: ToxicityScenario) -> int:
        """The dose of the highest true utility among those with acceptable true rates; -1 if none."""
        tox, eff = np.asarray(scenario.rates), np.asarray(scenario.efficacy)
        both = tox * response_given_dlt(tox, eff, scenario.association)[0]
        fine = (tox <= self.target + 1e-12) & (eff >= self.floor - 1e-12)
        each = zip(tox, eff, both, strict=True)
        worth = np.array([self.worth(float(t), float(e), float(b)) for t, e, b in each])
        return int(np.where(fine, worth, -np.inf).argmax()) if fine.any() else -1

    def measures(
        self, rows: Rows, scenario: ToxicityScenario, probability: NDArray[np.float64] | None
    ) -> list[Measure]:
        """Those of an escalation, with responses; the correct dose is that of :meth:`correct_level`."""
        found = escalation_measures(
            rows,
            rates=scenario.rates,
            labels=self.labels,
            target=self.target,
            limit=self.overdose_above,
            most=self.max_patients,
            probability=probability,
            correct=self.correct_level(scenario),
        )
        patients, responses = rows["patients"].sum(axis=1), rows["responses"].sum(axis=1)
        found.append(_measure.mean("responses", responses, unit="{patients}"))
        found.append(_measure.ratio("response_rate", responses, patients))
        return found


_NAMES = ("dose", "patients", "dlts", "responses", "both")


def response_given_dlt(
    tox: NDArray[np.float64], eff: NDArray[np.float64], association: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """P(response) with and without a DLT in the Gumbel model."""
    pull = eff * (1 - eff) * np.tanh(association / 2)
    return eff + pull * (1 - tox), eff - pull * tox


def outcomes(n: int, *, together: bool) -> list[tuple[int, int, int]]:
    """DLTs, responses and both among ``n`` patients; the fewest with both unless ``together``."""
    found = []
    for t, e in itertools.product(range(n + 1), repeat=2):
        fewest = max(0, t + e - n)
        found += [(t, e, b) for b in range(fewest, (min(t, e) if together else fewest) + 1)]
    return found

"""Further patients at lower doses while a cohort is assessed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _check
from ._boin import BOIN
from ._cohorts import State, read_cohorts, state_of
from ._errors import DesignError
from ._escalation import NONE, Levels
from ._interval_design import UP, _lowest_stop
from ._recommendation import Recommendation, because
from ._tite import without_time

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._cohorts import CohortData
    from ._design import Rows
    from ._escalation_exact import Courses
    from ._scenario import Scenario, ToxicityScenario


@dataclasses.dataclass(frozen=True, kw_only=True)
class BackfillBOIN(BOIN):
    """BOIN that treats further patients at lower doses while each cohort is assessed.

    A dose below the current one is open while it has fewer than ``cap`` patients, is not eliminated, a
    response was seen at it or below (if ``needs_response``), and not both its own DLT rate and that
    pooled with the next dose are above λd; doses above a closed one are closed with it. Patients go to
    the highest open dose. All data count. Where a lower dose calls for a more careful decision than the
    current one, the data pooled from the highest such dose up to the current one decide.

    Here the backfilled patients are assessed together with the cohort they accompany: their number a
    cohort is a setting, and time does not run.

    Parameters
    ----------
    doses, unit, target, cohort_size, max_patients, start
        See :class:`Escalation`; ``max_patients`` are those of the escalation.
    cutoff, lowest_offset, enough, stay_on_one_of_three, low, high
        See :class:`BOIN`; ``enough`` counts backfilled patients, too.
    per_cohort
        Patients who are backfilled while a cohort is assessed.
    cap
        Patients at a dose from which on it takes no more.
    needs_response
        Whether a response must have been seen; the scenario then needs ``efficacy``.

    References
    ----------
    Zhao Y, Yuan Y, Korn EL, Freidlin B. Clin Cancer Res 2024;30:673.
    """

    batch_size: ClassVar[int] = 2500

    per_cohort: int = 2
    cap: int = 12
    needs_response: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.whole(self.per_cohort, where="per_cohort", least=0)
        _check.whole(self.cap, where="cap", least=1)

    @property
    def most_counted(self) -> int:
        """Patients that the pooled data may hold."""
        cohorts = -(-self.max_patients // self.cohort_size)
        return self.max_patients + cohorts * self.per_cohort

    def check(self, scenario: Scenario) -> None:
        """Refuse a scenario without efficacy where responses are waited for."""
        super().check(scenario)
        if self.needs_response and getattr(scenario, "efficacy", None) is None:
            raise DesignError("escalation_needs_efficacy", where=scenario.name)

    def decide(self, state: State) -> Levels:
        """BOIN's decision, or that of the pooled data where a lower dose is more careful."""
        level = super().decide(state)
        table = self.table()
        codes = table[state.n, state.y]
        for k in np.flatnonzero(level >= 0):
            d = int(state.d[k])
            here = max(int(codes[k, d]), -1)
            lower = [b for b in range(d) if state.n[k, b] and max(int(codes[k, b]), -1) < here]
            if lower:
                level[k] = min(int(level[k]), self._pooled(state.n[k], state.y[k], lower[-1], d))
        return level

    def _pooled(self, n: NDArray[np.int64], y: NDArray[np.int64], first: int, d: int) -> int:
        code = int(self.table()[n[first : d + 1].sum(), y[first : d + 1].sum()])
        if code >= 0:
            return d + (code == UP)
        down = self.boundaries[1]
        for k in range(d - 1, first - 1, -1):
            if y[first : k + 1].sum() <= down * n[first : k + 1].sum():
                return k
        return max(first - 1, 0)

    def open_dose(self, state: State, responded: NDArray[np.bool_]) -> Levels:
        """Level of the dose that takes backfilled patients, by trial; -1 if none is open.

        Parameters
        ----------
        state
            Where the trials stand.
        responded
            Whether a response was seen at the dose, (trial, dose).
        """
        n, y, down = state.n, state.y, self.boundaries[1]
        levels = np.arange(n.shape[1])
        pooled_n = n + np.concatenate([n[:, 1:], np.zeros((len(n), 1), dtype=n.dtype)], axis=1)
        pooled_y = y + np.concatenate([y[:, 1:], np.zeros((len(n), 1), dtype=n.dtype)], axis=1)
        closed = np.cumsum((y > down * n) & (pooled_y > down * pooled_n), axis=1) > 0
        ok = (levels < state.d[:, None]) & (n < self.cap) & ~closed & self.admissible(state)
        if self.needs_response:
            ok &= np.cumsum(responded, axis=1) > 0
        return np.asarray(np.where(ok, levels, -1).max(axis=1))

    def next(self, data: CohortData, *, responded: tuple[float, ...] = ()) -> Recommendation:
        """What to do after the cohorts so far.

        Parameters
        ----------
        data
            See :meth:`Escalation.next`; backfilled patients are rows with ``backfill`` true.
        responded
            Doses at which a response was seen; the last reason tells which dose is open.
        """
        advice = super().next(data)
        if advice.action not in {"escalate", "stay", "de-escalate"}:
            return advice
        state = state_of(read_cohorts(data, self.doses), len(self.doses))
        state.d[:] = self.doses.index(advice.dose)
        seen = np.array([[dose in responded for dose in self.doses]])
        level = int(self.open_dose(state, seen)[0])
        if level < 0 or not self.per_cohort:
            return advice
        told = because("backfill", dose=self.labels[level])
        return dataclasses.replace(advice, reasons=(*advice.reasons, told))

    def pathways(self, n_cohorts: int, data: CohortData = ()) -> pl.DataFrame:
        """As :meth:`Escalation.pathways`, without backfilled patients to come."""
        return without_time(self, BOIN).pathways(n_cohorts, data)

    def courses(self) -> Courses | None:
        """Too many to count."""
        return None

    def run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate ``n`` trials; ``backfilled`` counts the patients beside the escalation."""
        return self._with_backfill(scenario, self._uniforms(n, generator), None)

    def replay(
        self, scenario: ToxicityScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: ``patient``, ``cohort``, ``dose``, ``dlt``, ``backfill``."""
        import polars as pl

        log: list[dict[str, Any]] = []
        one = tuple(each[trial : trial + 1] for each in self._uniforms(n, generator))
        self._with_backfill(scenario, one, log)
        kinds = {"patient": pl.Int64, "cohort": pl.Int64, "dose": pl.Float64, "dlt": pl.Boolean}
        return pl.DataFrame(log, schema=kinds | {"backfill": pl.Boolean})

    def _uniforms(self, n: int, generator: np.random.Generator) -> tuple[NDArray[np.float64], ...]:
        cohorts = -(-self.max_patients // self.cohort_size)
        width = self.cohort_size + self.per_cohort
        return generator.random((n, cohorts, width)), generator.random((n, cohorts, width))

    def _with_backfill(
        self,
        scenario: ToxicityScenario,
        uniforms: tuple[NDArray[np.float64], ...],
        log: list[dict[str, Any]] | None,
    ) -> Rows:
        rates, doses = np.asarray(scenario.rates), len(self.doses)
        efficacy = np.asarray(scenario.efficacy or np.zeros(doses))
        tolerance, response = uniforms
        trials = tolerance.shape[0]
        state = State.empty(trials, doses, self.start_level)
        responded = np.zeros((trials, doses), dtype=bool)
        backfilled, none = np.zeros(trials, dtype=np.int64), np.zeros(trials, dtype=bool)
        active, treated, cohort = np.arange(trials), 0, 0
        while active.size and treated < self.max_patients:
            size = self.next_size(treated)
            now = state.take(active)
            at = self.open_dose(now, responded[active])
            dlt = tolerance[active, cohort, :size] < rates[now.d][:, None]
            seen = response[active, cohort, :size] < efficacy[now.d][:, None]
            room = np.where(at >= 0, self.cap - now.n[np.arange(at.size), at], 0)
            few = np.minimum(self.per_cohort, room)
            used = np.arange(self.per_cohort) < few[:, None]
            more = slice(self.cohort_size, self.cohort_size + self.per_cohort)
            more_dlt = (tolerance[active, cohort, more] < rates[at][:, None]) & used
            more_seen = (response[active, cohort, more] < efficacy[at][:, None]) & used
            now.add(size, dlt.sum(axis=1))
            rows = np.arange(at.size)
            now.n[rows, at] += few
            now.y[rows, at] += more_dlt.sum(axis=1)
            state.n[active], state.y[active] = now.n, now.y
            responded[active, now.d] |= seen.any(axis=1)
            responded[active, at] |= more_seen.any(axis=1)
            backfilled[active] += few
            treated, cohort = treated + size, cohort + 1
            if log is not None:
                both = [(int(now.d[0]), bool(hit), False) for hit in dlt[0]]
                both += [(int(at[0]), bool(hit), True) for hit in more_dlt[0, : few[0]]]
                for given, hit, extra in both:
                    told = {"patient": len(log) + 1, "cohort": cohort, "dose": self.doses[given]}
                    log.append(told | {"dlt": hit, "backfill": extra})
            level = self.decide(now)
            none[active[level == NONE]] = True
            going = level >= 0
            active = active[going]
            state.d[active] = level[going]
        selected = self.select(state)
        selected[none | (state.y[:, 0] >= _lowest_stop(self)[state.n[:, 0]])] = -1
        stopped = state.n.sum(axis=1) - backfilled < self.max_patients
        found = {"selected": selected, "patients": state.n, "dlts": state.y}
        return found | {"stopped": stopped, "backfilled": backfilled}

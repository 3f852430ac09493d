"""BOIN that does not wait for full follow-up."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _bands, _check
from ._boin import BOIN
from ._cohorts import State
from ._escalation import action_of
from ._interval_design import ELIMINATE, _lowest_stop
from ._recommendation import Recommendation, because
from ._tite import check_planned, check_window, draw_times, example_of, read_patients, rows_of, without_time

if TYPE_CHECKING:
    import polars as pl

    from ._cohorts import CohortData
    from ._design import Rows
    from ._escalation_exact import Courses
    from ._scenario import ToxicityScenario
    from ._tite import PatientData


@dataclasses.dataclass(frozen=True, kw_only=True)
class TITEBOIN(BOIN):
    """BOIN in which a pending patient counts for the follow-up so far.

    The outcome of a pending patient is replaced by its mean given the follow-up (single mean
    imputation). Accrual waits while more than ``most_pending`` of the patients at the dose are pending,
    unless the dose goes down whatever their outcome; a patient who arrives meanwhile waits too.

    Parameters
    ----------
    doses, unit, target, cohort_size, max_patients, start
        See :class:`Escalation`.
    cutoff, lowest_offset, enough, stay_on_one_of_three, low, high
        See :class:`BOIN`.
    window
        Months in which a DLT counts.
    most_pending
        Share of the patients at the dose.

    References
    ----------
    Yuan Y, Lin R, Li D, Nie L, Warren KE. Clin Cancer Res 2018;24:4921; table 1 and its appendix.
    """

    batch_size: ClassVar[int] = 1000

    window: float = 1.0
    most_pending: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        check_window(self.window)
        _check.rate(self.most_pending, where="most_pending")

    def next(self, data: PatientData) -> Recommendation:
        """What to do when the next cohort could begin.

        Parameters
        ----------
        data
            Patients in order of entry: a frame with ``dose``, ``dlt`` (0 or 1), ``follow_up`` (months
            since entry), or rows of these. A patient without a DLT is pending until ``window``.

        Raises
        ------
        DesignError
            A dose that is none of the design's, an outcome or a time that cannot be, or more patients
            than planned.
        """
        from ._tite_numba import WAIT, tite_boin_decision

        patients = read_patients(data, self.doses, self.window)
        if not patients.level.size:
            return super().next([])
        check_planned(patients, self.max_patients)
        seen = patients.counts(len(self.doses), self.window)
        counts = seen[:, :3].astype(np.int64)
        state = State.empty(1, len(self.doses), int(patients.level[-1]))
        state.n[0], state.y[0] = counts[:, 0], counts[:, 1]
        here = int(state.d[0])
        n, y, pending = (int(one) for one in counts[here])
        closed = int(self._closed(state)[0])
        everyone = int(counts[:, 2].sum())
        if patients.level.size >= self.max_patients and everyone == 0:
            allowed = self.doses[:closed]
            return self._complete(state, patients.level.size, allowed)
        code = tite_boin_decision(
            n, y, pending, seen[here, 3], self.table(), *self.boundaries, self.target, self.most_pending
        )
        reasons = [because("observed", dlts=y, patients=n, dose=self.labels[here])]
        stopped = closed == 0 or (here == 0 and n >= 3 and y >= _lowest_stop(self)[n])
        if pending and code != ELIMINATE and not stopped:
            reasons.append(because("partial", pending=pending))
        if stopped:
            reasons += [*self.reasons(state, -2), because("none_admissible")]
            return Recommendation("stop", None, self.unit, tuple(reasons), self.doses[:closed])
        if here < closed and (code == WAIT or patients.level.size >= self.max_patients):
            at = pending if code == WAIT else everyone
            told = {"pending": at, "patients": n if code == WAIT else patients.level.size}
            reasons.append(because("pending", dose=self.labels[here], **told))
            return Recommendation("wait", None, self.unit, tuple(reasons), self.doses[:closed])
        level = here + (code == 1 and here + 1 < closed) - (code < 0 and here > 0)
        level = min(level, closed - 1)
        if pending == 0 or code == ELIMINATE:
            reasons += self.reasons(state, level)
        else:
            reasons.append(because("table", action=action_of(here + max(code, -1), here) if here else "stay"))
        action = action_of(level, here)
        return Recommendation(action, self.doses[level], self.unit, tuple(reasons), self.doses[:closed])

    def dlt_rates(self, data: PatientData) -> pl.DataFrame:
        """See :meth:`Escalation.dlt_rates`; patients as for :meth:`next`.

        A pending patient counts for the share of the window that was followed.
        """
        import polars as pl

        seen = read_patients(data, self.doses, self.window).counts(len(self.doses), self.window)
        n, y, pending, followed = seen.T
        told = {"dose": self.doses, "patients": n.astype(np.int64), "dlts": y.astype(np.int64)}
        return pl.DataFrame(told | _bands.columns(_bands.of_beta(y, n - y - pending + followed)))

    def decision_table(self) -> pl.DataFrame:
        """Decisions by ``patients``, ``dlts`` and ``pending`` patients at the dose.

        Returns
        -------
        polars.DataFrame
            ``decision``: escalate, stay, de-escalate, eliminate, wait, or ``follow-up`` where it depends
            on the pending patients' total follow-up in windows: escalate from ``escalate_from`` on,
            de-escalate up to ``deescalate_to``, else stay.
        """
        import polars as pl

        rows = [
            (n, y, c, *self._entry(n, y, c))
            for n in range(1, self.max_patients + 1)
            for y in range(n + 1)
            for c in range(n - y + 1)
        ]
        kinds = [pl.Int64, pl.Int64, pl.Int64, pl.String, pl.Float64, pl.Float64]
        names = ["patients", "dlts", "pending", "decision", "escalate_from", "deescalate_to"]
        return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")

    def _entry(self, n: int, y: int, pending: int) -> tuple[str, float | None, float | None]:
        from ._tite_numba import WAIT, tite_boin_bounds, tite_boin_decision

        words = {1: "escalate", 0: "stay", -1: "de-escalate", ELIMINATE: "eliminate", WAIT: "wait"}
        given = (self.table(), *self.boundaries, self.target, self.most_pending)
        least, most = (tite_boin_decision(n, y, pending, f, *given) for f in (1e-9, pending - 1e-9))
        if least == most or pending == 0:
            return words[int(least)], None, None
        up, down = tite_boin_bounds(n, y, pending, *self.boundaries, self.target)
        return "follow-up", up if np.isfinite(up) else None, down if np.isfinite(down) else None

    def pathways(self, n_cohorts: int, data: CohortData = ()) -> pl.DataFrame:
        """As :meth:`Escalation.pathways`, with every patient followed to the end."""
        return without_time(self, BOIN).pathways(n_cohorts, data)

    def courses(self) -> Courses | None:
        """Times cannot be counted."""
        return None

    def run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate ``n`` trials in compiled code."""
        return rows_of(self._run(scenario, n, generator), len(self.doses), self.max_patients, self.window)

    def replay(
        self, scenario: ToxicityScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: ``patient``, ``dose``, ``entered`` (months), ``dlt``, ``dlt_after`` (months)."""
        return example_of(self._run(scenario, n, generator), trial, self.doses, self.window)

    def _run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> tuple[Any, ...]:
        from ._tite_numba import run_tite_boin

        simulate: Any = run_tite_boin  # numba's own types know no starred arguments

        return tuple(
            simulate(
                *draw_times(scenario, n, self.max_patients, generator),
                np.asarray(scenario.rates),
                self.table(),
                _lowest_stop(self),
                np.array(self.boundaries),
                self.target,
                self.most_pending,
                self.window,
                self.cohort_size,
                self.start_level,
                self.max_patients + 1 if self.enough is None else self.enough,
            )
        )

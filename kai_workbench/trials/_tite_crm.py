"""The continual reassessment method that does not wait for full follow-up."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _bands
from ._cohorts import State
from ._crm import CRM, grid
from ._escalation import action_of
from ._recommendation import Recommendation, because
from ._tite import check_planned, check_window, draw_times, example_of, read_patients, rows_of, without_time

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._cohorts import CohortData
    from ._design import Rows
    from ._scenario import ToxicityScenario
    from ._tite import Followed, PatientData


@dataclasses.dataclass(frozen=True, kw_only=True)
class TITECRM(CRM):
    """CRM in which a patient without a DLT weighs by the share of the window that was followed.

    The likelihood of a patient is p^y (1 − w p)^(1 − y), w = follow-up / window, at most 1.

    Parameters
    ----------
    doses, unit, target, cohort_size, max_patients, start
        See :class:`Escalation`; patients enter one by one if ``cohort_size`` is 1.
    skeleton, prior_sd, no_skipping, coherent, cutoff
        See :class:`CRM`; the last cohort's DLTs are those seen so far.
    enough
        Not used.
    window
        Months in which a DLT counts.

    References
    ----------
    Cheung YK, Chappell R. Biometrics 2000;56:1177.
    """

    batch_size: ClassVar[int] = 1000

    cohort_size: int = 1
    window: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_window(self.window)

    def next(self, data: PatientData) -> Recommendation:
        """The dose for a patient who could enter now.

        Parameters
        ----------
        data
            Patients in order of entry: a frame with ``dose``, ``dlt`` (0 or 1), ``follow_up`` (months
            since entry), or rows of these.

        Raises
        ------
        DesignError
            A dose that is none of the design's, an outcome or a time that cannot be, or more patients
            than planned.
        """
        from ._tite_numba import crm_level

        patients = read_patients(data, self.doses, self.window)
        if not patients.level.size:
            return super().next([])
        check_planned(patients, self.max_patients)
        found = self._weighted(patients)
        seen = patients.counts(len(self.doses), self.window)
        state = State.empty(1, len(self.doses), int(patients.level[-1]))
        state.n[0], state.y[0] = seen[:, 0], seen[:, 1]
        here, given = int(state.d[0]), int(patients.level.max())
        cutoff = 1.0 if self.cutoff is None else self.cutoff
        allowed = self.doses[: int((found[1:] <= cutoff).sum())]
        last = patients.event[-self.cohort_size :]
        hot = np.isfinite(last).sum() >= self.target * last.size
        highest = given + 1 if self.no_skipping else len(self.doses)
        ceiling = here if self.coherent and hot else len(self.doses)
        log_skeleton = np.log(np.array(self.skeleton))
        level = int(crm_level(found, log_skeleton, self.target, cutoff, highest, ceiling))
        n, y = (int(one) for one in seen[here, :2])
        reasons = [because("observed", dlts=y, patients=n, dose=self.labels[here])]
        if everyone := int(seen[:, 2].sum()):
            reasons.append(because("partial", pending=everyone))
        if level < 0:
            told = {"dose": self.labels[0], "target": self.target, "cutoff": self.cutoff}
            reasons += [because("eliminated", **told), because("none_admissible")]
            return Recommendation("stop", None, self.unit, tuple(reasons), allowed)
        if patients.level.size >= self.max_patients:
            if everyone:
                told = {"pending": everyone, "patients": patients.level.size}
                reasons.append(because("pending", dose=self.labels[here], **told))
                return Recommendation("wait", None, self.unit, tuple(reasons), allowed)
            return self._complete(state, patients.level.size, allowed)
        rate = float(self.skeleton[level] ** np.exp(found[0]))
        free = int(crm_level(found, log_skeleton, self.target, 1.0, len(self.doses), len(self.doses)))
        told = {"dose": self.labels[free], "target": self.target}
        reasons.append(because("closest", p=f"{self.skeleton[free] ** np.exp(found[0]):.3f}", **told))
        if level < free and rate < self.target:
            reasons.append(
                because("coherent") if level == ceiling else because("no_skipping", dose=self.labels[level])
            )
        return Recommendation(action_of(level, here), self.doses[level], self.unit, tuple(reasons), allowed)

    def estimate(self, data: PatientData) -> pl.DataFrame:
        """The model now.

        Returns
        -------
        polars.DataFrame
            By ``dose``: ``patients``, ``dlts``, ``pending``, ``p``, ``above_target``, ``beta`` and
            quantiles; see :meth:`CRM.estimate`.
        """
        import polars as pl

        patients = read_patients(data, self.doses, self.window)
        found = self._weighted(patients)
        counts = patients.counts(len(self.doses), self.window)[:, :3].astype(np.int64)
        return pl.DataFrame(
            {
                "dose": self.doses,
                "patients": counts[:, 0],
                "dlts": counts[:, 1],
                "pending": counts[:, 2],
                "p": np.array(self.skeleton) ** np.exp(found[0]),
                "above_target": found[1:],
                "beta": np.full(len(self.doses), found[0]),
            }
            | _bands.columns(self._quantiles(patients))
        )

    def dlt_rates(self, data: PatientData) -> pl.DataFrame:
        """See :meth:`Escalation.dlt_rates`; patients as for :meth:`next`."""
        return self.estimate(data).select("dose", "patients", "dlts", *_bands.BANDS)

    def _quantiles(self, patients: Followed) -> NDArray[np.float64]:
        _, log, log_p, _, _ = grid(self)
        share = np.minimum(-patients.entry / self.window, 1)
        hit = np.isfinite(patients.event)
        for level, seen, followed in zip(patients.level, hit, share, strict=True):
            log = log + (
                log_p[level] if seen else np.log(np.maximum(1 - followed * np.exp(log_p[level]), 1e-300))
            )
        return self.quantiles_at(log)

    def pathways(self, n_cohorts: int, data: CohortData = ()) -> pl.DataFrame:
        """As :meth:`Escalation.pathways`, with every patient followed to the end."""
        return without_time(self, CRM).pathways(n_cohorts, data)

    def run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate ``n`` trials in compiled code."""
        return rows_of(self._run(scenario, n, generator), len(self.doses), self.max_patients, self.window)

    def replay(
        self, scenario: ToxicityScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: ``patient``, ``dose``, ``entered`` (months), ``dlt``, ``dlt_after`` (months)."""
        return example_of(self._run(scenario, n, generator), trial, self.doses, self.window)

    def _weighted(self, patients: Followed) -> NDArray[np.float64]:
        from ._tite_numba import weighted_posterior

        _, log_prior, log_p, log_q, of = grid(self)
        p = np.exp(log_p)
        space, found = np.empty((3, max(log_prior.size, 2 * len(self.doses)))), np.empty(of.shape[1])
        args = (patients.level, patients.entry, patients.event, self.window)
        weighted_posterior(0.0, patients.level.size, *args, log_prior, p, log_p, log_q, of, space, found)
        return found

    def _run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> tuple[Any, ...]:
        from ._tite_numba import run_tite_crm

        simulate: Any = run_tite_crm  # numba's own types know no starred arguments

        _, log_prior, log_p, log_q, of = grid(self)
        thin = slice(None, None, 2)  # every other node: the sums still agree to the sixth place
        found = simulate(
            *draw_times(scenario, n, self.max_patients, generator),
            np.asarray(scenario.rates),
            np.log(np.array(self.skeleton)),
            log_prior[thin],
            np.ascontiguousarray(log_p[:, thin]),
            np.ascontiguousarray(log_q[:, thin]),
            np.ascontiguousarray(of[thin]),
            self.target,
            1.0 if self.cutoff is None else self.cutoff,
            self.window,
            self.cohort_size,
            self.start_level,
            int(not self.no_skipping),
            int(self.coherent),
        )
        return (*found, np.zeros(n))

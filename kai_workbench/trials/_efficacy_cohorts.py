"""Cohorts of a trial of efficacy and toxicity, read and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._cohorts import Cohort, State
from ._errors import DesignError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COLUMNS = ("dose", "patients", "dlts", "responses")


@dataclasses.dataclass(frozen=True)
class EfficacyCohort(Cohort):
    """Patients treated together, with those who responded and those who had both."""

    responses: int = 0
    both: int = 0


@dataclasses.dataclass
class EfficacyState(State):
    """Where trials stand; ``e`` responses and ``b`` patients with both, by dose, (trial, dose)."""

    e: NDArray[np.int64]
    b: NDArray[np.int64]

    @classmethod
    def empty(cls, trials: int, doses: int, level: int) -> EfficacyState:
        """Before the first patient."""
        first = State.empty(trials, doses, level)
        zero = np.zeros((trials, doses), dtype=np.int64)
        return cls(**vars(first), e=zero, b=zero.copy())

    def take(self, rows: NDArray[np.int64]) -> EfficacyState:
        """Some of the trials, copied."""
        return EfficacyState(**{name: each[rows] for name, each in vars(self).items()})

    def add_outcomes(self, dlt: NDArray[np.bool_], response: NDArray[np.bool_]) -> None:
        """A cohort at the current dose, (trial, patient)."""
        here = np.arange(self.d.size)
        self.add(dlt.shape[1], dlt.sum(axis=1))
        self.e[here, self.d] += response.sum(axis=1)
        self.b[here, self.d] += (dlt & response).sum(axis=1)

    @property
    def cells(self) -> NDArray[np.int64]:
        """Patients by outcome (neither, DLT, response, both), (trial, dose, 4)."""
        return np.stack((self.n - self.y - self.e + self.b, self.y - self.b, self.e - self.b, self.b), axis=2)


def state_of_efficacy(cohorts: Sequence[Any], doses: int) -> EfficacyState:
    """The state after the cohorts."""
    state = EfficacyState.empty(1, doses, 0)
    for cohort in cohorts:
        state.d[:] = cohort.level
        state.add(cohort.patients, np.array([cohort.dlts]))
        state.e[0, cohort.level] += cohort.responses
        state.b[0, cohort.level] += cohort.both
    return state


def read_efficacy_cohorts(data: Any, doses: Sequence[Any], *, needs_both: bool) -> list[EfficacyCohort]:
    """Cohorts in order of time.

    Parameters
    ----------
    data
        A frame with ``dose``, ``patients``, ``dlts``, ``responses`` and, where it matters, ``both``; or
        rows of these.
    doses
        Of the design.
    needs_both
        Whether ``both`` matters; it may be left out where the totals fix it.

    Raises
    ------
    DesignError
        A column is missing, a dose is none of the design's, or counts cannot be.
    """
    rows: Any = data
    if hasattr(rows, "columns"):
        for name in _COLUMNS:
            if name not in rows.columns:
                raise DesignError("efficacy_column", where=name, columns=", ".join(rows.columns))
        names = [*_COLUMNS, *(["both"] if "both" in rows.columns else [])]
        rows = rows.select(names).rows()
    return [_cohort(row, doses, k + 1, needs_both=needs_both) for k, row in enumerate(rows)]


def _cohort(row: Any, doses: Sequence[Any], number: int, *, needs_both: bool) -> EfficacyCohort:
    where = f"cohort {number}"
    if isinstance(row, str) or not hasattr(row, "__len__") or len(row) not in {4, 5}:
        raise DesignError("efficacy_row", where=where, value=row)
    dose, *counts = row
    if dose not in doses:
        known = ", ".join(str(one) for one in doses)
        raise DesignError("escalation_unknown_dose", where=where, value=dose, known=known)
    n = _check.whole(counts[0], where=f"{where}, patients", least=1)
    t = _check.whole(counts[1], where=f"{where}, dlts")
    e = _check.whole(counts[2], where=f"{where}, responses")
    if t > n:
        raise DesignError("escalation_dlts_over_patients", where=where, dlts=t, patients=n)
    if e > n:
        raise DesignError("efficacy_responses_over_patients", where=where, responses=e, patients=n)
    fewest, most = max(0, t + e - n), min(t, e)
    if len(counts) < 4 or counts[3] is None:
        if needs_both and fewest < most:
            raise DesignError("efficacy_both_needed", where=where, fewest=fewest, most=most)
        both = fewest
    else:
        both = _check.whole(counts[3], where=f"{where}, both")
        if not fewest <= both <= most:
            raise DesignError("efficacy_both", where=where, value=both, fewest=fewest, most=most)
    return EfficacyCohort(list(doses).index(dose), n, t, responses=e, both=both)

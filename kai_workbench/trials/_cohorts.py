"""The cohorts of a running trial, read and checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import DesignError

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    CohortData = pl.DataFrame | Sequence[Sequence[Any]]
"""A frame with ``dose``, ``patients``, ``dlts`` (and ``backfill``), or rows of these, in order of time."""

_COLUMNS = ("dose", "patients", "dlts")


@dataclasses.dataclass(frozen=True)
class Cohort:
    """Patients treated together: level of the dose, how many, with how many DLTs, and whether backfilled."""

    level: int
    patients: int
    dlts: int
    backfill: bool = False


@dataclasses.dataclass
class State:
    """Where trials stand; arrays whose first axis is the trial.

    Attributes
    ----------
    n, y
        Patients and DLTs by dose, (trial, dose).
    d
        Level of the last cohort of the escalation.
    last_n, last_y
        Its patients and DLTs.
    """

    n: NDArray[np.int64]
    y: NDArray[np.int64]
    d: NDArray[np.int64]
    last_n: NDArray[np.int64]
    last_y: NDArray[np.int64]

    @classmethod
    def empty(cls, trials: int, doses: int, level: int) -> State:
        """Before the first patient."""
        shape = (trials, doses)
        return cls(
            n=np.zeros(shape, dtype=np.int64),
            y=np.zeros(shape, dtype=np.int64),
            d=np.full(trials, level, dtype=np.int64),
            last_n=np.zeros(trials, dtype=np.int64),
            last_y=np.zeros(trials, dtype=np.int64),
        )

    def take(self, rows: NDArray[np.int64]) -> State:
        """Some of the trials, copied."""
        return State(self.n[rows], self.y[rows], self.d[rows], self.last_n[rows], self.last_y[rows])

    def add(self, patients: int | NDArray[np.int64], dlts: NDArray[np.int64]) -> None:
        """A cohort at the current dose."""
        here = np.arange(self.d.size)
        self.n[here, self.d] += patients
        self.y[here, self.d] += dlts
        self.last_n[:] = patients
        self.last_y[:] = dlts

    @property
    def here(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Patients and DLTs at the current dose."""
        rows = np.arange(self.d.size)
        return self.n[rows, self.d], self.y[rows, self.d]


def read_cohorts(data: CohortData, doses: Sequence[Any]) -> list[Cohort]:
    """Cohorts in order of time.

    Raises
    ------
    DesignError
        A column is missing, a dose is none of the design's, or counts cannot be.
    """
    return [_cohort(row, doses, k + 1) for k, row in enumerate(_rows(data))]


def state_of(cohorts: Sequence[Cohort], doses: int) -> State:
    """The state after the cohorts."""
    state = State.empty(1, doses, 0)
    for cohort in cohorts:
        if cohort.backfill:
            state.n[0, cohort.level] += cohort.patients
            state.y[0, cohort.level] += cohort.dlts
        else:
            state.d[:] = cohort.level
            state.add(cohort.patients, np.array([cohort.dlts]))
    return state


def _rows(data: Any) -> Any:
    if not hasattr(data, "columns"):
        if not isinstance(data, Iterable):
            raise DesignError("escalation_row", where="data", value=data)
        return data
    for name in _COLUMNS:
        if name not in data.columns:
            raise DesignError("escalation_column", where=name, columns=", ".join(data.columns))
    names = [*_COLUMNS, *(["backfill"] if "backfill" in data.columns else [])]
    return data.select(names).rows()


def _cohort(row: Sequence[Any], doses: Sequence[Any], number: int) -> Cohort:
    where = f"cohort {number}"
    if not hasattr(row, "__len__") or len(row) not in {3, 4}:
        raise DesignError("escalation_row", where=where, value=row)
    dose, patients, dlts = row[:3]
    if dose not in doses:
        known = ", ".join(str(one) for one in doses)
        raise DesignError("escalation_unknown_dose", where=where, value=dose, known=known)
    n = _check.whole(patients, where=f"{where}, patients", least=1)
    y = _check.whole(dlts, where=f"{where}, dlts")
    if y > n:
        raise DesignError("escalation_dlts_over_patients", where=where, dlts=y, patients=n)
    return Cohort(list(doses).index(dose), n, y, backfill=bool(row[3]) if len(row) > 3 else False)

"""What the patients of simulated two-arm trials had, in order of entry."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MOMENT = 1e-9  # months


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Outcomes:
    """Outcomes of many trials; what a scenario draws, and an analysis compares.

    Attributes
    ----------
    treated
        Whether a patient is on treatment, (patient,): the same places in every trial, so that the first
        patients always have the planned allocation.
    value
        (trial, patient), or (trial, patient, visit) with the baseline first and NaN where not measured.
        Of a time to an event, months from entry to the event or to being lost.
    event
        Of such a time, whether it ended with the event, (trial, patient).
    entry
        Months from the first patient, (trial, patient), where time matters.
    stopped
        Number of the first visit after treatment was stopped, (trial, patient); one above the last for
        those who did not stop.
    due
        Months from entry to each visit, the baseline first, where time matters.
    """

    treated: NDArray[np.bool_]
    value: Floats
    event: NDArray[np.bool_] | None = None
    entry: Floats | None = None
    stopped: NDArray[np.int64] | None = None
    due: Floats | None = None

    def first(self, n: int) -> Outcomes:
        """Of the first ``n`` patients."""
        return dataclasses.replace(self._each(lambda one: one[:, :n]), treated=self.treated[:n])

    def of_trials(self, which: NDArray[np.int64]) -> Outcomes:
        """Of some of the trials."""
        return self if which.size == len(self.value) else self._each(lambda one: one[which])

    def visited(self, month: Floats) -> Outcomes:
        """What is known of repeated visits at a month of each trial: NaN for visits yet to come.

        The baseline is NaN, too, for patients who have not entered.
        """
        assert self.entry is not None
        assert self.due is not None
        come = self.entry[..., None] + self.due <= month[:, None, None] + _MOMENT
        stopped = self.stopped
        if stopped is not None:
            stopped = np.where(stopped < come.sum(axis=2), stopped, self.due.size)
        return dataclasses.replace(self, value=np.where(come, self.value, np.nan), stopped=stopped)

    def _each(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Outcomes:
        fields = {name: getattr(self, name) for name in ("value", "event", "entry", "stopped")}
        changed: Any = {name: None if one is None else change(one) for name, one in fields.items()}
        return dataclasses.replace(self, **changed)


def places(patients: tuple[int, int]) -> NDArray[np.bool_]:
    """Who is on treatment, in order of entry: control and treatment take turns by their sizes."""
    total = sum(patients)
    turn = np.floor(np.arange(total + 1) * (patients[1] / total) + 1e-9)
    return np.asarray(np.diff(turn) > 0)

"""What the patients of simulated two-arm trials had, in order of entry."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
    """

    treated: NDArray[np.bool_]
    value: Floats
    event: NDArray[np.bool_] | None = None
    entry: Floats | None = None
    stopped: NDArray[np.int64] | None = None

    def first(self, n: int) -> Outcomes:
        """Of the first ``n`` patients."""
        fields = {name: getattr(self, name) for name in ("value", "event", "entry", "stopped")}
        cut: Any = {name: None if one is None else one[:, :n] for name, one in fields.items()}
        return Outcomes(treated=self.treated[:n], **cut)


def places(patients: tuple[int, int]) -> NDArray[np.bool_]:
    """Who is on treatment, in order of entry: control and treatment take turns by their sizes."""
    total = sum(patients)
    turn = np.floor(np.arange(total + 1) * (patients[1] / total) + 1e-9)
    return np.asarray(np.diff(turn) > 0)

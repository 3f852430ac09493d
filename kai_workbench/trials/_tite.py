"""What the designs share that treat new patients while earlier ones are still followed."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check
from ._errors import DesignError
from ._scenario import ToxicityScenario

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._design import Rows

    PatientData = pl.DataFrame | Sequence[Sequence[Any]]
"""A frame with ``dose``, ``dlt`` (0 or 1), ``follow_up`` (months), or rows of these, in order of entry."""

_COLUMNS = ("dose", "dlt", "follow_up")


@dataclasses.dataclass(frozen=True)
class Followed:
    """Patients at a moment: level of the dose, entry (months before now, negative), time of the DLT."""

    level: NDArray[np.int64]
    entry: NDArray[np.float64]
    event: NDArray[np.float64]

    def counts(self, doses: int, window: float) -> NDArray[np.float64]:
        """Patients, DLTs, pending and their follow-up in windows, (dose, 4)."""
        from ._tite_numba import snapshot

        seen = np.empty((doses, 4))
        snapshot(0.0, self.level.size, self.level, self.entry, self.event, window, seen)
        return seen


def read_patients(data: PatientData, doses: Sequence[float], window: float) -> Followed:
    """Patients of a running trial.

    A patient without a DLT is pending until followed for the whole window; after a DLT the follow-up
    does not matter.

    Raises
    ------
    DesignError
        A column is missing, a dose is none of the design's, or an outcome or a time cannot be.
    """
    rows: Any = data
    if hasattr(rows, "columns"):
        for name in _COLUMNS:
            if name not in rows.columns:
                raise DesignError("escalation_column", where=name, columns=", ".join(rows.columns))
        rows = rows.select(_COLUMNS).rows()
    level, entry, event = [], [], []
    for k, row in enumerate(rows):
        where = f"patient {k + 1}"
        if not hasattr(row, "__len__") or len(row) != 3:
            raise DesignError("escalation_row", where=where, value=row)
        dose, dlt, follow_up = row
        if dose not in doses:
            known = ", ".join(f"{one:g}" for one in doses)
            raise DesignError("escalation_unknown_dose", where=where, value=dose, known=known)
        if dlt not in {0, 1} or follow_up is None or not 0 <= follow_up < np.inf:
            raise DesignError("escalation_follow_up", where=where, value=follow_up, window=f"{window:g} mo")
        level.append(list(doses).index(dose))
        entry.append(-float(follow_up))
        event.append(min(float(follow_up), window) if dlt else np.inf)
    return Followed(np.array(level, dtype=np.int64), np.array(entry), np.array(event))


def draw_times(scenario: ToxicityScenario, n: int, most: int, generator: np.random.Generator) -> Any:
    """Months between arrivals, tolerances, and times of DLTs as parts of the window; (trial, patient)."""
    gaps = generator.exponential(1 / scenario.patients_per_month, (n, most))
    tolerance = generator.random((n, most))
    v, early = generator.random((n, most)), 1 - scenario.late_share
    with np.errstate(divide="ignore", invalid="ignore"):
        timing = np.where(v < early, 0.5 * v / early, 0.5 + 0.5 * (v - early) / scenario.late_share)
    return gaps, tolerance, timing


def rows_of(found: Sequence[NDArray[Any]], doses: int, most: int, window: float) -> Rows:
    """Rows of simulated trials from what the compiled loops return."""
    selected, levels, _, events, duration, waited = found
    given = levels[:, :, None] == np.arange(doses)
    patients = given.sum(axis=1)
    dlts = (given & (events <= window)[:, :, None]).sum(axis=1)
    stopped = patients.sum(axis=1) < most
    return {
        "selected": selected,
        "patients": patients,
        "dlts": dlts,
        "stopped": stopped,
        "duration": duration,
        "waited": waited,
    }


def example_of(
    found: Sequence[NDArray[Any]], trial: int, doses: Sequence[float], window: float
) -> pl.DataFrame:
    """One trial: ``patient``, ``dose``, ``entered`` (months), ``dlt``, ``dlt_after`` (months from entry)."""
    import polars as pl

    levels, entries, events = (one[trial] for one in found[1:4])
    given = levels >= 0
    hit = events[given] <= window
    after = [float(one) if ok else None for one, ok in zip(events[given], hit, strict=True)]
    return pl.DataFrame(
        {
            "patient": np.arange(1, given.sum() + 1),
            "dose": np.array(doses)[levels[given]],
            "entered": entries[given],
            "dlt": hit,
            "dlt_after": pl.Series(after, dtype=pl.Float64),
        }
    )


def check_planned(patients: Followed, planned: int) -> None:
    """Refuse more patients than planned."""
    if patients.level.size > planned:
        raise DesignError("escalation_over_plan", where="data", n=patients.level.size, planned=planned)


def check_window(window: float) -> None:
    """Refuse a window that is not positive."""
    _check.positive(window, where="window")


def without_time(design: Any, kind: type[Any]) -> Any:
    """The same design for patients who are all followed to the end."""
    names = {field.name for field in dataclasses.fields(kind) if field.init}
    return kind(**{name: getattr(design, name) for name in names})

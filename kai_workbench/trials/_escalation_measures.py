"""What an escalation design does, from simulated trials or from all courses with their probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _measure
from ._design import Rows
from ._measure import Measure

Floats = NDArray[np.float64]


class _Counts:
    """Means and ratios of the counts: simulated, or exact where each row has a probability."""

    def __init__(self, rows: Rows, over: NDArray[np.bool_], probability: Floats | None) -> None:
        patients, dlts = rows["patients"], rows["dlts"]
        self.p, self.trials = probability, len(patients)
        self.doses = patients.shape[1]
        self.total = 2 * self.doses  # column of all patients; then all DLTs, patients above the target
        if probability is None:
            from ._isotonic_numba import moments

            self.sums, (self.squares, self.by_total) = moments(patients, dlts, over)
        else:
            totals = (patients.sum(axis=1), dlts.sum(axis=1), patients[:, over].sum(axis=1))
            self.sums = probability @ np.column_stack((patients, dlts, *totals))

    def mean(self, name: str, column: int, *, of: str = "") -> Measure:
        unit = "{patients}"
        if self.p is not None:
            return _measure.exact(name, self.sums[column], of=of, unit=unit)
        x, xx = float(self.sums[column]), float(self.squares[column])
        return _measure.mean_of_sums(name, self.trials, x, xx, of=of, unit=unit)

    def share(self, name: str, column: int, *, of: str = "") -> Measure:
        """Over all patients."""
        a, b = float(self.sums[column]), float(self.sums[self.total])
        if self.p is not None:
            return _measure.exact(name, a / b, of=of)
        aa, ab = float(self.squares[column]), float(self.by_total[column])
        return _measure.ratio_of_sums(
            name, self.trials, (a, b, aa, ab, float(self.squares[self.total])), of=of
        )

    def proportion(self, name: str, hits: NDArray[Any], *, of: str = "") -> Measure:
        if self.p is None:
            return _measure.proportion(name, hits, of=of)
        return _measure.exact(name, float(self.p @ hits), of=of)


def escalation_measures(
    rows: Rows,
    *,
    rates: Sequence[float],
    labels: Sequence[str],
    target: float,
    limit: float,
    most: int,
    probability: Floats | None = None,
    correct: int | None = None,
) -> list[Measure]:
    """The measures of an escalation.

    Parameters
    ----------
    rows
        ``selected`` (level, or -1), ``patients`` and ``dlts`` (trial, dose), ``stopped`` (before all
        patients were treated); ``duration`` in months and ``waited`` where the design has times;
        ``backfilled`` where it backfills.
    rates
        True DLT rates by dose.
    labels
        Of the doses.
    target
        Target DLT rate. The correct dose is the one closest to it (the lower one of two, and none if
        all are more than 1.4 times the target).
    limit
        A dose with a true DLT rate above it is an overdose.
    most
        Planned patients.
    probability
        Of each row, where the rows are all courses of the trial.
    correct
        Level of the correct dose, -1 for none, where it is not the one closest to the target.
    """
    truth = np.asarray(rates, dtype=float)
    over = truth > limit + 1e-12
    selected, patients = rows["selected"], rows["patients"]
    counts, doses = _Counts(rows, over, probability), len(labels)
    found = [counts.proportion("selected", selected == j, of=label) for j, label in enumerate(labels)]
    found.append(counts.proportion("none_selected", selected < 0))
    if correct is None:
        correct = int(np.argmin(np.abs(truth - target)))
        if truth[correct] > 1.4 * target + 1e-12:
            correct = -1
    found.append(counts.proportion("correct_selection", selected == correct))
    found.append(counts.proportion("overdose_selected", over[selected] & (selected >= 0)))
    found += [counts.mean("patients", j, of=label) for j, label in enumerate(labels)]
    found += [counts.share("share_of_patients", j, of=label) for j, label in enumerate(labels)]
    found += [counts.mean("dlts", doses + j, of=label) for j, label in enumerate(labels)]
    found.append(counts.mean("patients", counts.total))
    found.append(counts.mean("dlts", counts.total + 1))
    found.append(counts.share("dlt_rate", counts.total + 1))
    found.append(counts.share("share_overdosed", counts.total + 2))
    overdosed = patients @ over.astype(patients.dtype)
    found.append(counts.proportion("overdosing_60", overdosed > 0.6 * most))
    found.append(counts.proportion("stopped_early", rows["stopped"]))
    if "backfilled" in rows:
        found.append(_measure.mean("backfilled", rows["backfilled"], unit="{patients}"))
    if "duration" in rows:
        found.append(_measure.mean("duration", rows["duration"], unit="mo"))
        found.append(_measure.mean("waited", rows["waited"], unit="mo"))
    return found

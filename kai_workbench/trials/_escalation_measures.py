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


class _Means:
    """Measures of simulated trials, or exact ones where each row has a probability."""

    def __init__(self, probability: Floats | None) -> None:
        self._p = probability

    def proportion(self, name: str, hits: NDArray[Any], *, of: str = "") -> Measure:
        if self._p is None:
            return _measure.proportion(name, hits, of=of)
        return _measure.exact(name, float(self._p @ hits), of=of)

    def mean(self, name: str, values: NDArray[Any], *, of: str = "", unit: str = "1") -> Measure:
        if self._p is None:
            return _measure.mean(name, values, of=of, unit=unit)
        return _measure.exact(name, float(self._p @ values), of=of, unit=unit)

    def ratio(self, name: str, above: NDArray[Any], below: NDArray[Any], *, of: str = "") -> Measure:
        if self._p is None:
            return _measure.ratio(name, above, below, of=of)
        return _measure.exact(name, float((self._p @ above) / (self._p @ below)), of=of)


def escalation_measures(
    rows: Rows,
    *,
    rates: Sequence[float],
    labels: Sequence[str],
    target: float,
    most: int,
    probability: Floats | None = None,
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
        Target DLT rate. A dose above it is an overdose; the correct dose is the one closest to it
        (the lower one of two, and none if all are more than 1.4 times the target).
    most
        Planned patients.
    probability
        Of each row, where the rows are all courses of the trial.
    """
    means = _Means(probability)
    truth = np.asarray(rates, dtype=float)
    selected, patients, dlts = rows["selected"], rows["patients"], rows["dlts"]
    total, toxic = patients.sum(axis=1), dlts.sum(axis=1)
    found = [means.proportion("selected", selected == j, of=label) for j, label in enumerate(labels)]
    found.append(means.proportion("none_selected", selected < 0))
    correct = int(np.argmin(np.abs(truth - target)))
    if truth[correct] > 1.4 * target + 1e-12:
        correct = -1
    found.append(means.proportion("correct_selection", selected == correct))
    over = truth > target + 1e-12
    above = over[selected] & (selected >= 0)
    found.append(means.proportion("overdose_selected", above))
    found += [means.mean("patients", patients[:, j], of=of, unit="{patients}") for j, of in enumerate(labels)]
    found += [means.ratio("share_of_patients", patients[:, j], total, of=of) for j, of in enumerate(labels)]
    found += [means.mean("dlts", dlts[:, j], of=of, unit="{patients}") for j, of in enumerate(labels)]
    found.append(means.mean("patients", total, unit="{patients}"))
    found.append(means.mean("dlts", toxic, unit="{patients}"))
    found.append(means.ratio("dlt_rate", toxic, total))
    overdosed = patients[:, over].sum(axis=1)
    found.append(means.ratio("share_overdosed", overdosed, total))
    found.append(means.proportion("overdosing_60", overdosed > 0.6 * most))
    found.append(means.proportion("stopped_early", rows["stopped"]))
    if "backfilled" in rows:
        found.append(means.mean("backfilled", rows["backfilled"], unit="{patients}"))
    if "duration" in rows:
        found.append(means.mean("duration", rows["duration"], unit="mo"))
        found.append(means.mean("waited", rows["waited"], unit="mo"))
    return found

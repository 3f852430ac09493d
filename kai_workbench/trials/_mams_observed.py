"""What the stages of several treatments and a control show."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """What trials see at every stage if no arm stops.

    Attributes
    ----------
    size
        Patients, (arm, stage), the control first.
    means
        Of the outcome, over its SD where that is known, (trial, arm, stage).
    z, error
        Against the control, and the standard error of the difference; (trial, treatment, stage), or of all
        trials alike.
    """

    size: Floats
    means: Floats
    z: Floats
    error: Floats


def of_responses(responses: NDArray[np.bool_], size: Floats) -> Observed:
    """From the responses of patients in order of entry, (trial, arm, patient)."""
    sums = np.cumsum(responses, axis=2)
    place = np.broadcast_to(size.astype(int) - 1, (len(sums), *size.shape))
    means = np.take_along_axis(sums, place, axis=2) / size
    p, q, n, m = means[:, :1], means[:, 1:], size[:1], size[1:]
    pooled = (n * p + m * q) / (n + m)
    null = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    z = np.divide(q - p, null, out=np.zeros_like(q), where=null > 0)
    return Observed(size=size, means=means, z=z, error=np.sqrt(p * (1 - p) / n + q * (1 - q) / m))

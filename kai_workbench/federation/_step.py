"""How far a job is, for whoever watches it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """A job after one of its rounds, or at a new temperature.

    Attributes
    ----------
    rounds, points
        Questions asked so far, and points evaluated in them.
    spent
        By site: points of the study's budget spent so far, over all jobs, and allowed.
    seconds
        Of all rounds together.
    temperature
        From 0, the start, to 1, the posterior; ``None`` before the first, and where the method has none.
    quantiles
        By scalar: the 5, 25, 50, 75 and 95% points of the population, told when it has reached a
        temperature; empty in between.
    """

    rounds: int
    points: int
    spent: Mapping[str, tuple[int, int]]
    seconds: float
    temperature: float | None = None
    quantiles: Mapping[str, tuple[float, float, float, float, float]] = dataclasses.field(
        default_factory=dict
    )

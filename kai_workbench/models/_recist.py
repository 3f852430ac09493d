"""Response of target lesions by RECIST 1.1.

Source: Eisenhauer EA and others, Eur J Cancer 2009;45:228.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import ModelDataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

CATEGORIES = ("CR", "PR", "SD", "PD")
PARTIAL, PROGRESSION, PROGRESSION_MM = 0.7, 1.2, 5.0


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class TargetResponse:
    """What became of the target lesions, of one patient or of many.

    Attributes
    ----------
    best
        Best response before progression, (...): of :data:`CATEGORIES`.
    best_change
        Lowest change from baseline up to progression, percent, (...).
    progression_time
        Time of the visit at which progression was seen, (...); infinite where there was none.
    """

    best: NDArray[Any]
    best_change: NDArray[np.float64]
    progression_time: NDArray[np.float64]

    def objective_response_rate(self) -> NDArray[np.float64]:
        """Share of patients (last axis) with CR or PR."""
        return np.asarray(np.isin(self.best, ("CR", "PR")).mean(axis=-1))

    def progression_free(self, time: Any) -> NDArray[np.float64]:
        """Share of patients (last axis) without progression at ``time``, (..., time)."""
        at = np.asarray(time, dtype=float)
        return np.asarray((self.progression_time[..., None] > at).mean(axis=-2))


def recist(time: Any, size: Any, *, limit: float = 0.0) -> TargetResponse:
    """Best response and progression of target lesions, visit by visit.

    CR: no lesion left. PR: at least 30% below baseline. PD: at least 20%, and 5 mm, above the smallest
    sum so far. Responses are not confirmed by a second visit, lymph nodes are not told apart, and
    lesions that are not targets, or new, are not seen.

    Parameters
    ----------
    time
        (visit,), the first the baseline.
    size
        Sum of diameters, mm, (..., visit).
    limit
        Sums up to it, mm, count as vanished.

    Raises
    ------
    ModelDataError
        Fewer than two visits, or times and sizes do not fit.
    """
    time, size = np.asarray(time, dtype=float), np.asarray(size, dtype=float)
    if time.ndim != 1 or len(time) < 2 or (np.diff(time) <= 0).any() or size.shape[-1:] != time.shape:
        raise ModelDataError("tumour_times", where="time", value=time.tolist()[:5])
    if not (np.isfinite(size).all() and (size >= 0).all() and (size[..., 0] > 0).all()):
        raise ModelDataError("tumour_size", where="size", value="a size that is negative, or 0 at baseline")
    base, later = size[..., :1], size[..., 1:]
    smallest = np.minimum.accumulate(size, axis=-1)[..., :-1]
    progressed = (later >= PROGRESSION * smallest) & (later - smallest >= PROGRESSION_MM)
    before = np.cumsum(progressed, axis=-1) == 0
    seen = before | (np.cumsum(progressed, axis=-1) - progressed == 0)
    rank = np.where(later <= limit, 0, np.where(later <= PARTIAL * base, 1, 2))
    best = np.where(before, rank, 3).min(axis=-1)
    change = np.where(seen, 100 * (later / base - 1), np.inf).min(axis=-1)
    at = np.where(progressed.any(axis=-1), time[1:][np.argmax(progressed, axis=-1)], np.inf)
    return TargetResponse(best=np.asarray(CATEGORIES)[best], best_change=change, progression_time=at)

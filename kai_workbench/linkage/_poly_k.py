"""Whether tumours grow more frequent with the dose, where animals that died early had less time for one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ._trend import Trend, TrendError

if TYPE_CHECKING:
    from collections.abc import Sequence


class PolyK(NamedTuple):
    """Result of a poly-k test.

    Attributes
    ----------
    at_risk
        Animals of each group in the order of dose, each without a tumour counted by the share of the study
        that it lived, to the power of k.
    rates
        Tumours over animals at risk, of each group.
    trend
        The test for trend; its statistic is Z.
    """

    at_risk: tuple[float, ...]
    rates: tuple[float, ...]
    trend: Trend


def poly_k(
    tumour: Sequence[bool],
    days: Sequence[float],
    group: Sequence[int],
    *,
    scores: Sequence[float] | None = None,
    end: float | None = None,
    k: float = 3.0,
    continuity: bool = False,
) -> PolyK:
    """Survival-adjusted test for a trend of tumours over ordered dose groups, one value an animal.

    Parameters
    ----------
    tumour
        Whether the animal had the tumour.
    days
        On study, until it died or was killed; any unit of time.
    group
        Place of its group in the order of dose, from 0.
    scores
        Of the groups; their ranks 0, 1, 2 ... if not given.
    end
        When the survivors were killed, in the unit of ``days``; the longest time if not given.
    k
        How steeply the risk rises with age; 3 is usual, 1.5 and 6 show how much hangs on it.

    continuity
        Whether Z is drawn towards 0 by half the largest step from one group to the next, as the National
        Toxicology Program reports it.

    Returns
    -------
    PolyK
        All p-values are 1 where no animal, or every one, had the tumour.

    Raises
    ------
    TrendError
        Columns of different lengths, times that are not above 0, or fewer than two groups.

    Notes
    -----
    Weights: Bailer & Portier (1988), *Biometrics* 44:417. Variance by the delta method with the residuals
    pooled within groups: Bieler & Williams (1993), *Biometrics* 49:793. The National Toxicology Program
    takes the same sums, with the correction.

    Examples
    --------
    >>> poly_k([0, 1, 0, 1], [50, 100, 100, 80], [0, 0, 1, 1]).at_risk
    (1.125, 2.0)
    """
    from scipy.special import ndtr

    y, t = np.asarray(tumour, dtype=float), np.asarray(days, dtype=float)
    groups = np.asarray(group, dtype=np.int64)
    last = float(end if end is not None else t.max(initial=0.0))
    if not (len(y) == len(t) == len(groups)) or not (np.isfinite(t).all() and (t > 0).all()) or last <= 0:
        raise TrendError("trend_animals", animals=len(y), times=len(t), groups=len(groups))
    present, place = np.unique(groups, return_inverse=True)
    sizes = np.bincount(place).astype(float)
    if len(present) < 2 or len(y) <= len(present):
        raise TrendError("trend_groups", count=len(present))
    weights = np.where(y > 0, 1.0, np.minimum(t / last, 1.0) ** k)
    at_risk = np.bincount(place, weights=weights)
    affected = np.bincount(place, weights=y)
    rates = affected / at_risk
    dose = present.astype(float) if scores is None else np.asarray(scores, dtype=float)[present]
    residual = y - weights * (affected.sum() / at_risk.sum())
    within = residual - (np.bincount(place, weights=residual) / sizes)[place]
    spread = float((within**2).sum() / (len(y) - len(present)))
    precision = at_risk**2 / sizes
    centred = dose - (precision * dose).sum() / precision.sum()
    scale = spread * float((precision * centred**2).sum())
    told = tuple(at_risk.tolist()), tuple(rates.tolist())
    if scale <= 0 or y.sum() in {0, len(y)}:
        return PolyK(*told, Trend(0.0, 0.0, 1.0, 1.0, 1.0, "asymptotic"))
    found = float((precision * centred * rates).sum())
    step = float(np.diff(at_risk / sizes * centred).max(initial=0.0)) / 2 if continuity else 0.0
    z = math.copysign(1.0, found) * (abs(found) - step) / math.sqrt(scale)
    tails = float(ndtr(-z)), float(ndtr(z)), float(2 * ndtr(-abs(z)))
    return PolyK(*told, Trend(z, z, *tails, "asymptotic"))

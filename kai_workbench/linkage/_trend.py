"""Whether a finding or a measurement grows with the dose."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kai_workbench.errors import KaiError

from ._score_sums import LARGEST, score_sums, work

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = NDArray[np.float64]
_FINEST = 10_000  # steps between the lowest and the highest score


class TrendError(KaiError):
    """Groups that no trend can be tested in."""


class Trend(NamedTuple):
    """Result of a test for trend.

    Attributes
    ----------
    statistic
        Cochran-Armitage: Z, positive where the incidence grows. Jonckheere: J.
    z
        The standardised statistic.
    p_increasing, p_decreasing, p_two_sided
        P-values.
    method
        ``exact`` or ``asymptotic``.
    """

    statistic: float
    z: float
    p_increasing: float
    p_decreasing: float
    p_two_sided: float
    method: str


def cochran_armitage(
    affected: Sequence[int],
    examined: Sequence[int],
    *,
    scores: Sequence[float] | None = None,
    exact: bool = True,
) -> Trend:
    """Test for a linear trend of an incidence over ordered dose groups.

    Parameters
    ----------
    affected, examined
        Animals with the finding and animals examined, one of each per group in the order of dose.
    scores
        Of the groups; their ranks 0, 1, 2 ... if not given. Doses make the highest group decide.
    exact
        The distribution given the number affected in all; else the normal approximation, which is as good
        where very many are affected.

    Returns
    -------
    Trend
        All p-values are 1 where nobody, or everybody, is affected.

    Raises
    ------
    TrendError
        Fewer than two groups; more affected than examined; or, exact, so many affected in so many groups
        that it would take minutes.

    Notes
    -----
    Armitage (1955), *Biometrics* 11:375. The two-sided exact p-value sums what lies at least as far from
    the expected sum.

    Examples
    --------
    >>> round(cochran_armitage([6, 7, 9, 14, 23], [32, 33, 32, 32, 32]).z, 4)
    4.7918
    """
    from scipy.special import ndtr

    x, n = np.asarray(affected, dtype=np.int64), np.asarray(examined, dtype=np.int64)
    if len(x) < 2 or len(x) != len(n):
        raise TrendError("trend_groups", count=len(x))
    if (x > n).any() or (x < 0).any():
        raise TrendError("trend_counts")
    weights = np.arange(len(x), dtype=float) if scores is None else np.asarray(scores, dtype=float)
    kept = n > 0
    x, n, weights = x[kept], n[kept], weights[kept]
    total, size = int(x.sum()), int(n.sum())
    if len(x) < 2 or total in {0, size} or np.ptp(weights) == 0:
        return Trend(0.0, 0.0, 1.0, 1.0, 1.0, "exact" if exact else "asymptotic")
    share = total / size
    centred = weights - (weights * n).sum() / size
    z = float((centred * x).sum() / math.sqrt(share * (1 - share) * (centred**2 * n).sum()))
    if not exact:
        tails = float(ndtr(-z)), float(ndtr(z)), float(2 * ndtr(-abs(z)))
        return Trend(z, z, *tails, "asymptotic")
    steps = _steps(weights)
    if steps is None or work(steps, n, min(total, size - total)) > LARGEST:
        raise TrendError("trend_large", groups=len(x), total=total, size=f"{size:,}")
    # The unaffected tell the same where they are fewer.
    few = x if 2 * total <= size else n - x
    sums, chances = score_sums(steps, n, int(few.sum()))
    found, expected = int((steps * few).sum()), float((steps * n).sum()) * int(few.sum()) / size
    upper, lower = float(chances[sums >= found].sum()), float(chances[sums <= found].sum())
    up, down = (upper, lower) if few is x else (lower, upper)
    far = abs(found - expected) * (1 - 1e-9)
    both = float(chances[np.abs(sums - expected) >= far].sum())
    return Trend(z, z, min(1.0, up), min(1.0, down), min(1.0, both), "exact")


def _steps(weights: Array) -> NDArray[np.int64] | None:
    """Scores as whole numbers from 0 on, in the same proportions; ``None`` where they are too uneven."""
    from fractions import Fraction

    told = [Fraction(one).limit_denominator(10**6) for one in (weights - weights.min()).tolist()]
    common = math.lcm(*(one.denominator for one in told))
    whole = [int(one * common) for one in told]
    divisor = math.gcd(*whole)
    steps = np.array([one // divisor for one in whole], dtype=np.int64)
    exact = np.allclose(steps * (np.ptp(weights) / steps.max()), weights - weights.min(), rtol=1e-12)
    return steps if exact and steps.max() <= _FINEST else None


def jonckheere(groups: Sequence[Sequence[float]]) -> Trend:
    """Jonckheere-Terpstra test for a monotone trend of a measurement over ordered dose groups.

    Parameters
    ----------
    groups
        Values of each group, in the order of dose; missing values are left out.

    Returns
    -------
    Trend
        By the normal approximation, with the variance for ties.

    Raises
    ------
    TrendError
        Fewer than two groups with values.

    Notes
    -----
    Jonckheere (1954), *Biometrika* 41:133; variance with ties from Hollander, Wolfe & Chicken (2014), 6.2.

    Examples
    --------
    >>> jonckheere([[40, 35, 38, 43, 44, 41], [38, 40, 47, 44, 40, 42], [48, 40, 45, 43, 46, 44]]).statistic
    79.0
    """
    from scipy.special import ndtr

    given = [np.asarray(group, dtype=float) for group in groups]
    finite = [group[np.isfinite(group)] for group in given]
    values = [group for group in finite if len(group)]
    if len(values) < 2:
        raise TrendError("trend_groups", count=len(values))
    statistic = 0.0
    for at, lower in enumerate(values):
        for upper in values[at + 1 :]:
            difference = upper[None, :] - lower[:, None]
            statistic += float((difference > 0).sum() + 0.5 * (difference == 0).sum())
    sizes = np.array([len(group) for group in values], dtype=float)
    size = sizes.sum()
    ties = np.unique(np.concatenate(values), return_counts=True)[1].astype(float)

    def first(counts: Array) -> float:
        return float((counts * (counts - 1) * (2 * counts + 5)).sum())

    def second(counts: Array) -> float:
        return float((counts * (counts - 1) * (counts - 2)).sum())

    def third(counts: Array) -> float:
        return float((counts * (counts - 1)).sum())

    whole = np.array([size])
    variance = (first(whole) - first(sizes) - first(ties)) / 72
    if size > 2:
        variance += second(sizes) * second(ties) / (36 * size * (size - 1) * (size - 2))
    variance += third(sizes) * third(ties) / (8 * size * (size - 1))
    expected = (size**2 - (sizes**2).sum()) / 4
    z = float((statistic - expected) / math.sqrt(variance)) if variance > 0 else 0.0
    two = float(2 * ndtr(-abs(z)))
    return Trend(statistic, z, float(ndtr(-z)), float(ndtr(z)), min(1.0, two), "asymptotic")

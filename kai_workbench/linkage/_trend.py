"""Whether a finding or a measurement grows with the dose."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kai_workbench.errors import KaiError

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = NDArray[np.float64]


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
        The distribution given the number affected in all; else the normal approximation.

    Returns
    -------
    Trend
        All p-values are 1 where nobody, or everybody, is affected.

    Raises
    ------
    TrendError
        Fewer than two groups, or more affected than examined.

    Notes
    -----
    Armitage (1955), *Biometrics* 11:375. The two-sided exact p-value sums what lies at least as far from
    the expected sum.

    Examples
    --------
    >>> round(cochran_armitage([6, 7, 9, 14, 23], [32, 33, 32, 32, 32]).z, 4)
    4.7918
    """
    from scipy import stats

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
        tails = float(stats.norm.sf(z)), float(stats.norm.cdf(z)), float(2 * stats.norm.sf(abs(z)))
        return Trend(z, z, *tails, "asymptotic")
    sums, chances = _distribution(centred, n, total)
    found = float((centred * x).sum())
    slack = 1e-9 * max(1.0, float(np.abs(sums).max()))
    up = float(chances[sums >= found - slack].sum())
    down = float(chances[sums <= found + slack].sum())
    both = float(chances[np.abs(sums) >= abs(found) - slack].sum())
    return Trend(z, z, min(1.0, up), min(1.0, down), min(1.0, both), "exact")


def _distribution(centred: Array, sizes: NDArray[np.int64], total: int) -> tuple[Array, Array]:
    """Sums of scores that can arise with ``total`` affected, and their chances."""
    # Number affected so far -> sum so far -> ways.
    ways: dict[int, dict[float, int]] = {0: {0.0: 1}}
    for score, size in zip(centred.tolist(), sizes.tolist(), strict=True):
        after: dict[int, dict[float, int]] = {}
        for count, sums in ways.items():
            for more in range(min(size, total - count) + 1):
                choose = math.comb(size, more)
                target = after.setdefault(count + more, {})
                for value, number in sums.items():
                    reached = round(value + score * more, 9)
                    target[reached] = target.get(reached, 0) + number * choose
        ways = after
    reached_sums = ways[total]
    every = sum(reached_sums.values())
    return np.array(list(reached_sums)), np.array([number / every for number in reached_sums.values()])


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
    from scipy import stats

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
    two = float(2 * stats.norm.sf(abs(z)))
    return Trend(statistic, z, float(stats.norm.sf(z)), float(stats.norm.cdf(z)), min(1.0, two), "asymptotic")

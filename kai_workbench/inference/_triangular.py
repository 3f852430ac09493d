"""A triangular map between a population of points and one that is nearly normal.

Each coordinate is first made normal by its own quantiles. Then it is taken less its mean and over its spread,
given those before it: log spreads are linear in these, and means, too, with slopes that change with the first
few of them, the drivers; both have a kink at a driver's median. So a funnel, where one parameter sets the
spread of others, and a ridge that bends become straight. What sets the spreads of most others comes first.

Source: Parno & Marzouk (2018), Transport map accelerated Markov chain Monte Carlo, SIAM/ASA Journal on
Uncertainty Quantification 6, 645.
"""

from __future__ import annotations

import dataclasses

import numpy as np

_DRIVERS = 2  # coordinates, the first, with which slopes change
_POINTS_A_TERM = 15  # at least, or the map is a simpler one
_RIDGE = 2.0  # points by which terms are drawn to nought
_SWEEPS, _NEWTON, _FAR = 2, 3, 3.0
_SCORES = np.linspace(-2.5, 2.5, 11)  # normal scores, of which the quantiles are knots
_INSIDE = 4.0  # SDs beyond which products and log spreads change no more


@dataclasses.dataclass(frozen=True)
class _Column:
    """One coordinate given those before it.

    Attributes
    ----------
    mean, spread
        Constant, then a slope for each column before it; ``spread`` of the log.
    bends, over
        By driver: what is added to these slopes of the mean for each unit of it, and above its median.
    kinks
        (driver,): what is added to its slope of the log spread above its median.
    """

    mean: np.ndarray
    spread: np.ndarray
    bends: np.ndarray
    over: np.ndarray
    kinks: np.ndarray

    def given(self, plain: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and log spread (point,) given the columns before it, and these held within bounds."""
        mean = self.mean[0] + plain @ self.mean[1:]
        log_spread = self.spread[0] + inside @ self.spread[1:]
        for a, (bend, over, kink) in enumerate(zip(self.bends, self.over, self.kinks, strict=True)):
            above = np.maximum(inside[:, a], 0.0)
            mean = mean + inside[:, a] * (inside @ bend) + above * (over[0] + inside @ over[1:])
            log_spread = log_spread + kink * above
        return mean, np.clip(log_spread, -_INSIDE, _INSIDE)


@dataclasses.dataclass(frozen=True)
class TriangularMap:
    """From points to nearly normal ones, and back. Columns stand in ``order``.

    Attributes
    ----------
    knots
        (parameter, score): quantiles of the points, to which normal scores are given, straight in between.
    order
        (parameter,).
    columns
        Of each column, what its mean and spread are given those before it.
    """

    knots: np.ndarray
    order: np.ndarray
    columns: tuple[_Column, ...]

    @classmethod
    def of(cls, points: np.ndarray) -> TriangularMap:
        """Fitted to points, (point, parameter)."""
        n, p = points.shape
        knots = _knots(points)
        plain, _ = _scored(points, knots)
        order = np.argsort(-_sets_spreads(plain), kind="stable")
        plain = plain[:, order]
        room = n // _POINTS_A_TERM
        drivers = next((d for d in range(min(_DRIVERS, p), 0, -1) if _terms(p - 1, d) <= room), 0)
        columns = (_column(plain, j, drivers=drivers, spreads=p <= room) for j in range(p))
        return cls(knots, order, tuple(columns))

    def straight(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Nearly normal points, and the log of how much denser they lie, (point,)."""
        plain, scored = _scored(points, self.knots)
        plain = plain[:, self.order]
        inside = np.clip(plain, -_INSIDE, _INSIDE)
        found, dense = np.empty_like(plain), np.zeros(len(plain))
        for j, column in enumerate(self.columns):
            mean, log_spread = column.given(plain[:, :j], inside[:, :j])
            found[:, j] = (plain[:, j] - mean) * np.exp(-log_spread)
            dense -= log_spread
        return found, dense + scored

    def bent(self, straight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Points from nearly normal ones; the second is that of :meth:`straight` there."""
        plain, inside = np.empty_like(straight), np.empty_like(straight)
        dense = np.zeros(len(plain))
        for j, column in enumerate(self.columns):
            mean, log_spread = column.given(plain[:, :j], inside[:, :j])
            plain[:, j] = mean + straight[:, j] * np.exp(log_spread)
            inside[:, j] = np.clip(plain[:, j], -_INSIDE, _INSIDE)
            dense -= log_spread
        points = np.empty_like(plain)
        points[:, self.order] = plain
        points, scored = _unscored(points, self.knots)
        return points, dense + scored


def _knots(points: np.ndarray) -> np.ndarray:
    """Quantiles at the scores, made to rise: where they do not, by a trifle of the points' range."""
    from scipy.special import ndtr

    knots = np.quantile(points, ndtr(_SCORES), axis=0).T
    least = 1e-6 * np.maximum(np.ptp(points, axis=0), 1e-300)
    return np.asarray(np.maximum.accumulate(knots, axis=1) + least[:, None] * np.arange(len(_SCORES)))


def _scored(points: np.ndarray, knots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Normal scores, straight between knots and beyond the last; log of the slopes, (point,)."""
    found, dense = np.empty_like(points), np.zeros(len(points))
    for j, own in enumerate(knots):
        at = np.clip(np.searchsorted(own, points[:, j]) - 1, 0, len(own) - 2)
        slope = np.diff(_SCORES) / np.diff(own)
        found[:, j] = _SCORES[at] + (points[:, j] - own[at]) * slope[at]
        dense += np.log(slope[at])
    return found, dense


def _unscored(scores: np.ndarray, knots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points of normal scores; the second is that of :func:`_scored` there."""
    found, dense = np.empty_like(scores), np.zeros(len(scores))
    for j, own in enumerate(knots):
        at = np.clip(np.searchsorted(_SCORES, scores[:, j]) - 1, 0, len(own) - 2)
        slope = np.diff(_SCORES) / np.diff(own)
        found[:, j] = own[at] + (scores[:, j] - _SCORES[at]) / slope[at]
        dense += np.log(slope[at])
    return found, dense


def _terms(before: int, drivers: int) -> int:
    """How many terms a mean has."""
    return 1 + before + sum(2 * before + 1 - a for a in range(min(drivers, before)))


def _sets_spreads(plain: np.ndarray) -> np.ndarray:
    """How far each coordinate tells of the spreads of the others, (parameter,)."""
    n, p = plain.shape
    told = np.zeros(p)
    precision = np.linalg.inv(plain.T @ plain / n + 1e-3 * np.eye(p))
    left = plain @ precision / np.diag(precision)  # each less what the others say of it
    log = np.log(np.square(left) + 1e-8)
    log = (log - log.mean(axis=0)) / np.maximum(log.std(axis=0), 1e-300)
    shared = np.maximum(np.square(plain.T @ log / n) - 4 / n, 0.0)
    np.fill_diagonal(shared, 0.0)
    told += shared.sum(axis=1)
    return told


def _column(plain: np.ndarray, j: int, *, drivers: int, spreads: bool) -> _Column:
    """Terms of one coordinate: by turns the mean by weighted least squares and the log spread by Newton."""
    n, drivers = len(plain), min(drivers, j)
    inside = np.clip(plain[:, :j], -_INSIDE, _INSIDE)
    one = np.column_stack([np.ones(n), inside])
    bends = [inside[:, [a]] * inside[:, a:] for a in range(drivers)]
    above = np.maximum(inside[:, :drivers], 0.0)
    over = [above[:, [a]] * one for a in range(drivers)]
    terms = np.column_stack([np.ones(n), plain[:, :j], *bends, *over])
    scale = np.column_stack([one, above]) if spreads else np.ones((n, 1))
    slopes, log_slopes = np.zeros(terms.shape[1]), np.zeros(scale.shape[1])
    for _ in range(_SWEEPS if j and spreads else 1):
        weights = np.exp(-2 * np.clip(scale @ log_slopes, -_INSIDE, _INSIDE))
        weights /= weights.sum()
        weighed = terms * weights[:, None]
        slopes = np.linalg.solve(weighed.T @ terms + _ridge(terms.shape[1], n), weighed.T @ plain[:, j])
        left = plain[:, j] - terms @ slopes
        for _ in range(_NEWTON):
            ratio = np.minimum(np.square(left * np.exp(-scale @ log_slopes)), _FAR**2)
            uphill = scale.T @ (ratio - 1) / n
            uphill[1:] -= _RIDGE / n * log_slopes[1:]
            curved = 2 * (scale * np.maximum(ratio, 0.5)[:, None]).T @ scale / n + _ridge(scale.shape[1], n)
            log_slopes = log_slopes + np.clip(np.linalg.solve(curved, uphill), -1, 1)
    mean, *rest = np.split(slopes, np.cumsum([1 + j, *(j - a for a in range(drivers))]))
    bent = np.zeros((drivers, j))
    for a in range(drivers):
        bent[a, a:] = rest[a]
    spread = np.zeros(1 + j + drivers)
    spread[: len(log_slopes)] = log_slopes
    return _Column(mean, spread[: 1 + j], bent, rest[-1].reshape(drivers, 1 + j), spread[1 + j :])


def _ridge(size: int, n: int) -> np.ndarray:
    ridge = np.full(size, _RIDGE / n)
    ridge[0] = 1e-12
    return np.diag(ridge)

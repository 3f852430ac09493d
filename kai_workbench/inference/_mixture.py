"""Mixtures of multivariate t distributions: a population that is wide in one place, drawn anew.

Source: fitted by expectation and maximisation, Peel & McLachlan (2000), Statistics and Computing 10, 339.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ._student import Student

_ROUNDS, _GAIN = 30, 1e-3
_PULL = 3.0  # as many points a parameter as pull each part's scale to that of all points


@dataclasses.dataclass(frozen=True)
class StudentMixture:
    """Shares (part,), adding to one, and the parts."""

    shares: np.ndarray
    parts: tuple[Student, ...]

    @classmethod
    def of(cls, points: np.ndarray, *, parts: int, rng: np.random.Generator) -> StudentMixture:
        """Fitted to points, (point, parameter)."""
        whole = Student.of(points.mean(axis=0), np.cov(points.T).reshape(2 * points.shape[1:]))
        found = np.eye(parts)[_nearest(points, whole, parts, rng)]
        mixture, before, nearness = cls(np.ones(1), (whole,)), -np.inf, np.ones_like(found)
        for _ in range(_ROUNDS):
            mixture = cls._updated(points, found, nearness, whole)
            log, found, nearness = mixture.shared(points)
            if (level := float(log.mean())) < before + _GAIN:
                break
            before = level
        return mixture

    @classmethod
    def _updated(
        cls, points: np.ndarray, found: np.ndarray, nearness: np.ndarray, whole: Student
    ) -> StudentMixture:
        """Shares, locations and scales that make the points likeliest, were their parts as ``found``."""
        n, p = points.shape
        pull = _PULL * p
        general = whole.factor @ whole.factor.T * (whole.freedom - 2) / whole.freedom / found.shape[1]
        shares = found.mean(axis=0)
        parts = []
        for share, pulled in zip(shares, (found * nearness).T, strict=True):
            location = pulled @ points / max(float(pulled.sum()), 1e-300)
            away = points - location
            scale = (away * pulled[:, None]).T @ away + pull * general
            parts.append(Student.of(location, scale / (n * share + pull)))
        return cls(shares / shares.sum(), tuple(parts))

    def shared(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Log-density (point,); each part's share in each point, and how near it is to its middle."""
        p = points.shape[1]
        squares = [one.squares(points) for one in self.parts]
        each = np.stack([one.at(square) for one, square in zip(self.parts, squares, strict=True)], axis=1)
        each = each + np.log(np.maximum(self.shares, 1e-300))
        near = [
            (one.freedom + p) / (one.freedom + square)
            for one, square in zip(self.parts, squares, strict=True)
        ]
        top = each.max(axis=1, keepdims=True)
        log = top[:, 0] + np.log(np.exp(each - top).sum(axis=1))
        return log, np.exp(each - log[:, None]), np.stack(near, axis=1)

    def beside(self, part: Student, share: float) -> StudentMixture:
        """With one part more, of this share (a defensive mixture; Hesterberg 1995, Technometrics 37, 185)."""
        return StudentMixture(np.append((1 - share) * self.shares, share), (*self.parts, part))

    def logpdf(self, points: np.ndarray) -> np.ndarray:
        """(point,)."""
        return self.shared(points)[0]

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """(n, parameter)."""
        counts = rng.multinomial(n, self.shares)
        drawn = [one.draw(int(m), rng) for one, m in zip(self.parts, counts, strict=True)]
        return np.asarray(rng.permutation(np.concatenate(drawn)))


def _nearest(points: np.ndarray, whole: Student, parts: int, rng: np.random.Generator) -> np.ndarray:
    """By k-means on whitened points: the number of each point's part."""
    white = np.linalg.solve(whole.factor, (points - whole.location).T).T
    middles = white[rng.choice(len(white), parts, replace=False)]
    nearest = np.zeros(len(white), dtype=int)
    for _ in range(8):
        nearest = (np.square(middles).sum(axis=1) - 2 * white @ middles.T).argmin(axis=1)
        for k in range(parts):
            if (nearest == k).any():
                middles[k] = white[nearest == k].mean(axis=0)
    return nearest

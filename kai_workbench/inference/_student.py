"""The multivariate t distribution: where populations of points begin."""

from __future__ import annotations

import dataclasses
import math

import numpy as np


@dataclasses.dataclass(frozen=True)
class Student:
    """Location (parameter,), lower factor of the scale matrix, degrees of freedom."""

    location: np.ndarray
    factor: np.ndarray
    freedom: float = 5.0

    @classmethod
    def of(cls, location: np.ndarray, scale: np.ndarray, freedom: float = 5.0) -> Student:
        """From a scale matrix."""
        jitter = 1e-10 * np.trace(scale) / len(scale) * np.eye(len(scale))
        return cls(location, np.linalg.cholesky(scale + jitter), freedom)

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """(n, parameter)."""
        normal = rng.normal(size=(n, len(self.location)))
        stretch = np.sqrt(self.freedom / rng.chisquare(self.freedom, size=n))
        return self.location + stretch[:, None] * normal @ self.factor.T

    def logpdf(self, points: np.ndarray) -> np.ndarray:
        """(point,)."""
        return self.at(self.squares(points))

    def squares(self, points: np.ndarray) -> np.ndarray:
        """Squared Mahalanobis distances from the location, (point,)."""
        return np.asarray(np.square((points - self.location) @ np.linalg.inv(self.factor).T).sum(axis=1))

    def at(self, squares: np.ndarray) -> np.ndarray:
        """Log-density at such distances, (point,)."""
        p, nu = len(self.location), self.freedom
        constant = math.lgamma((nu + p) / 2) - math.lgamma(nu / 2) - p / 2 * math.log(nu * math.pi)
        logdet = np.log(np.diag(self.factor)).sum()
        return np.asarray(constant - logdet - (nu + p) / 2 * np.log1p(squares / nu))

"""Virtual patients: covariates with stated margins, tied by a Gaussian copula."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._covariate import Covariate
from ._errors import DesignError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

_CELLS = 300  # of a latent normal, for the correlation of scores
_CLOSEST = 0.999


@dataclasses.dataclass(frozen=True, kw_only=True)
class VirtualPopulation:
    """Covariates and the correlations of the normal variables behind them.

    Each patient is a draw of correlated standard normals; each covariate is its margin's quantile at the
    normal's probability. For two continuous covariates Spearman's correlation is 6/π·asin(ρ/2). A Gaussian
    copula has no dependence in the tails, and none between more than two at a time beyond the pairs.

    Parameters
    ----------
    covariates
        With names of their own.
    correlation
        Of the normals, (covariate, covariate); None for independent covariates.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> age = trials.Covariate.normal("age", 62, 10, unit="a", low=18)
    >>> ecog = trials.Covariate.categorical("ecog", {0: 0.4, 1: 0.45, 2: 0.15})
    >>> people = trials.VirtualPopulation(covariates=(age, ecog), correlation=((1, 0.3), (0.3, 1)))
    >>> people.draw(1000).columns
    ['age', 'ecog']
    """

    covariates: tuple[Covariate, ...]
    correlation: tuple[tuple[float, ...], ...] | None = None

    def __post_init__(self) -> None:
        _check.several(self.covariates, where="covariates")
        object.__setattr__(self, "covariates", tuple(self.covariates))
        if len(set(self.names)) < len(self.names):
            raise DesignError("population_twice", where="covariates")
        if self.correlation is None:
            return
        _check.as_many(self.correlation, len(self.names), where="correlation")
        for row in self.correlation:
            _check.as_many(row, len(self.names), where="correlation")
            for one in row:
                _check.finite(one, where="correlation")
        matrix = np.array(self.correlation, dtype=float)
        fine = np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1)
        if not fine or np.abs(matrix).max() > 1 + 1e-12 or np.linalg.eigvalsh(matrix)[0] < -1e-9:
            raise DesignError("population_correlation", where="correlation")
        object.__setattr__(self, "correlation", tuple(tuple(map(float, row)) for row in matrix))

    @property
    def names(self) -> tuple[str, ...]:
        """Of the covariates."""
        return tuple(one.name for one in self.covariates)

    @classmethod
    def fit(cls, table: pl.DataFrame, columns: Sequence[str] | None = None) -> VirtualPopulation:
        """Margins as observed; correlations such that those of the ranks are as observed.

        Parameters
        ----------
        table
            One row a patient. Numbers become empirical margins; text, truth values and numbers with at
            most five values become categorical ones, text in order of its letters.
        columns
            To be used; all if None.

        Raises
        ------
        DesignError
            A column is missing, has missing values, or is the same for all; or fewer than 20 patients.
        """
        names = list(table.columns if columns is None else columns)
        _check.several(names, where="columns")
        for name in names:
            if name not in table.columns:
                raise DesignError("trial_column_missing", where=name, columns=", ".join(table.columns))
        if table.height < 20:
            raise DesignError("population_few", where="table", n=table.height)
        margins, scores = [], []
        for name in names:
            margin, codes = _margin(table[name])
            margins.append(margin)
            scores.append(scipy.stats.rankdata(codes))
        observed = np.corrcoef(np.array(scores)) if len(names) > 1 else np.ones((1, 1))
        latent = np.eye(len(names))
        for i, j in itertools.combinations(range(len(names)), 2):
            latent[i, j] = latent[j, i] = _latent(margins[i], margins[j], observed[i, j])
        values, vectors = np.linalg.eigh(latent)
        if values[0] < 1e-6:  # pairs fitted one by one need not fit together
            latent = vectors @ np.diag(np.maximum(values, 1e-6)) @ vectors.T
            scale = np.sqrt(np.diag(latent))
            latent = latent / np.outer(scale, scale)
            np.fill_diagonal(latent, 1.0)
        return cls(covariates=tuple(margins), correlation=tuple(map(tuple, latent)))

    def draw(self, patients: int, *, seed: int = 1) -> pl.DataFrame:
        """Virtual patients, one row each, one column a covariate."""
        import polars as pl

        _check.whole(patients, where="patients", least=1)
        rng = np.random.default_rng(_check.whole(seed, where="seed"))
        z = rng.standard_normal((patients, len(self.names)))
        if self.correlation is not None:
            values, vectors = np.linalg.eigh(np.array(self.correlation))
            z = z @ (vectors * np.sqrt(np.maximum(values, 0))).T
        u = scipy.special.ndtr(z)
        columns: dict[str, Any] = {}
        for k, one in enumerate(self.covariates):
            found = one.quantile(u[:, k])
            columns[one.name] = [one.levels[c] for c in found] if one.kind == "categorical" else found
        return pl.DataFrame(columns)


def _margin(column: pl.Series) -> tuple[Covariate, NDArray[Any]]:
    """The margin of a column and its values as ordered numbers."""
    import polars as pl

    name = column.name
    lost = int(column.is_null().sum())
    if column.dtype.is_float():
        lost += int(column.is_nan().sum() or 0)
    if lost:
        raise DesignError("population_missing", where=name, n=lost)
    levels = column.unique().sort().to_list()
    if len(levels) < 2:
        raise DesignError("population_constant", where=name, value=levels[0])
    numeric = column.dtype.is_numeric()
    if not numeric and column.dtype not in {pl.String, pl.Boolean, pl.Categorical, pl.Enum}:
        raise DesignError("population_kind", where=name, kind=str(column.dtype))
    if numeric and len(levels) > 5:
        values = column.cast(pl.Float64).to_numpy()
        return Covariate.empirical(name, values.tolist()), values
    codes = np.array([levels.index(value) for value in column.to_list()])
    shares = np.bincount(codes, minlength=len(levels)) / codes.size
    return Covariate.categorical(name, dict(zip(levels, shares.tolist(), strict=True))), codes


def _latent(first: Covariate, second: Covariate, observed: float) -> float:
    """Correlation of the normals at which that of the ranks is as observed."""
    z = scipy.special.ndtri((np.arange(_CELLS) + 0.5) / _CELLS)
    scores = []
    for one in (first, second):
        rank = scipy.stats.rankdata(one.quantile(scipy.special.ndtr(z)))
        scores.append((rank - rank.mean()) / rank.std())
    a, b = scores

    def implied(rho: float) -> float:
        # of the second normal given the first one: the score is a step function, integrated by cells
        edges = scipy.special.ndtri(np.arange(1, _CELLS) / _CELLS)
        below = scipy.special.ndtr((edges[None, :] - rho * z[:, None]) / np.sqrt(1 - rho**2))
        padded = np.concatenate([np.zeros((_CELLS, 1)), below, np.ones((_CELLS, 1))], axis=1)
        return float(np.mean(a * (np.diff(padded, axis=1) @ b)))

    if observed <= implied(-_CLOSEST):
        return -_CLOSEST
    if observed >= implied(_CLOSEST):
        return _CLOSEST
    return float(scipy.optimize.brentq(lambda rho: implied(rho) - observed, -_CLOSEST, _CLOSEST, xtol=1e-6))

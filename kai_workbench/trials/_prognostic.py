"""Adjusting a trial for a prognostic score that was learned elsewhere."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._errors import DesignError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

_FOLDS = 10


@dataclasses.dataclass(frozen=True, kw_only=True)
class PrognosticScore:
    """The expected outcome without treatment, linear in the covariates; made by :meth:`learn`.

    Attributes
    ----------
    columns
        Covariates.
    coefficients
        Intercept first.
    r_squared
        By ten-fold cross-validation: what to plan with.
    patients
        It was learned from.
    """

    columns: tuple[str, ...]
    coefficients: tuple[float, ...]
    r_squared: float
    patients: int

    @classmethod
    def learn(
        cls, history: pl.DataFrame, outcome: str, columns: Sequence[str], *, seed: int = 1
    ) -> PrognosticScore:
        """By least squares on patients of earlier trials who had the control treatment.

        Raises
        ------
        DesignError
            A column is missing or no number, a value is missing, or too few patients for the covariates.
        """
        _check.several(columns, where="columns")
        x, y = _matrix(history, columns), _column(history, outcome)
        needed = 10 * (len(columns) + 1)
        if y.size < needed:
            raise DesignError("prognostic_few", where="history", n=y.size, needed=needed)
        fold = np.random.default_rng(_check.whole(seed, where="seed")).permutation(y.size) % _FOLDS
        missed = np.empty(y.size)
        for k in range(_FOLDS):
            inside = fold != k
            missed[~inside] = y[~inside] - x[~inside] @ np.linalg.lstsq(x[inside], y[inside])[0]
        total = float(((y - y.mean()) ** 2).sum())
        if total == 0:
            raise DesignError("population_constant", where=outcome, value=float(y[0]))
        coefficients = tuple(np.linalg.lstsq(x, y)[0].tolist())
        r_squared = 1 - float((missed**2).sum()) / total
        return cls(columns=tuple(columns), coefficients=coefficients, r_squared=r_squared, patients=y.size)

    def score(self, table: pl.DataFrame) -> Floats:
        """Of new patients."""
        return np.asarray(_matrix(table, self.columns) @ np.array(self.coefficients))


@dataclasses.dataclass(frozen=True, kw_only=True)
class PrognosticGain:
    """What adjusting for a score is expected to gain.

    The variance of the treatment effect is Σ (σ² − 2βc + β²)/π over the arms, in units of the score's SD,
    with c = ρσ and β the pooled slope; where both arms are alike, that is (1 − ρ²) times the unadjusted.

    Parameters
    ----------
    correlation
        Of score and outcome, by arm (control, treatment).
    sd
        Of the outcome, by arm.
    share
        Of the patients in the treatment arm.

    References
    ----------
    Schuler A, Walsh D, Hall D, Walsh J, Fisher C. Int J Biostat 2022, doi 10.1515/ijb-2021-0072.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> gain = trials.PrognosticGain(correlation=(0.5, 0.5))
    >>> gain.variance_ratio, gain.patients(400)
    (0.75, 300)
    """

    correlation: tuple[float, float]
    sd: tuple[float, float] = (1.0, 1.0)
    share: float = 0.5

    def __post_init__(self) -> None:
        for field in ("correlation", "sd"):
            _check.as_many(getattr(self, field), 2, where=field)
        for one in self.correlation:
            if not -1 < _check.finite(one, where="correlation") < 1:
                raise DesignError("prognostic_correlation", where="correlation", value=one)
        for one in self.sd:
            _check.positive(one, where="sd")
        _check.share(self.share, where="share")

    @property
    def variance_ratio(self) -> float:
        """Variance of the adjusted over that of the unadjusted estimate, in a large trial."""
        shares = (1 - self.share, self.share)
        along = [r * s for r, s in zip(self.correlation, self.sd, strict=True)]
        slope = sum(p * c for p, c in zip(shares, along, strict=True))
        each = zip(shares, self.sd, along, strict=True)
        adjusted = sum((s**2 - 2 * slope * c + slope**2) / p for p, s, c in each)
        return adjusted / sum(s**2 / p for p, s in zip(shares, self.sd, strict=True))

    def patients(self, unadjusted: int) -> int:
        """Patients that give the same precision as so many without adjustment."""
        needed = _check.whole(unadjusted, where="unadjusted", least=1) * self.variance_ratio
        return math.ceil(needed - 1e-9)


def adjusted_difference(table: pl.DataFrame, *, outcome: str, arm: str, score: str) -> pl.DataFrame:
    """Treatment effect with and without adjustment for a score.

    Parameters
    ----------
    table
        One row a patient; ``arm`` is 0 for control and 1 for treatment.
    outcome, arm, score
        Columns.

    Returns
    -------
    polars.DataFrame
        ``analysis`` (``unadjusted``, ``adjusted``), ``estimate``, ``se`` (robust, HC3), ``low`` and ``high``
        (95 %, t distribution), ``variance_ratio`` (to the unadjusted).

    Raises
    ------
    DesignError
        A column is missing or no number, a value is missing, an arm is neither 0 nor 1 or has fewer than
        three patients, or the score is the same for all.
    """
    import polars as pl

    y, a, m = (_column(table, name) for name in (outcome, arm, score))
    if not np.isin(a, (0, 1)).all():
        value = float(a[~np.isin(a, (0, 1))][0])
        raise DesignError("prognostic_arm", where=arm, value=value)
    for k in (0, 1):
        if (a == k).sum() < 3:
            raise DesignError("prognostic_few", where=f"{arm} {k}", n=int((a == k).sum()), needed=3)
    if m.std() == 0:
        raise DesignError("population_constant", where=score, value=float(m[0]))
    rows = []
    for name, extra in (("unadjusted", []), ("adjusted", [m - m.mean()])):
        x = np.column_stack([np.ones_like(y), a, *extra])
        bread = np.linalg.inv(x.T @ x)
        beta = bread @ x.T @ y
        lever = np.einsum("ij,jk,ik->i", x, bread, x)
        meat = x * ((y - x @ beta) / np.maximum(1 - lever, 1e-9))[:, None]
        error = float(np.sqrt((bread @ meat.T @ meat @ bread)[1, 1]))
        limit = float(scipy.stats.t.ppf(0.975, y.size - x.shape[1])) * error
        ends = {"low": float(beta[1]) - limit, "high": float(beta[1]) + limit}
        rows.append({"analysis": name, "estimate": float(beta[1]), "se": error, **ends})
    return pl.DataFrame(rows).with_columns(variance_ratio=pl.col("se") ** 2 / pl.col("se").first() ** 2)


def _matrix(table: pl.DataFrame, columns: Sequence[str]) -> Floats:
    return np.column_stack([np.ones(table.height), *(_column(table, name) for name in columns)])


def _column(table: pl.DataFrame, name: str) -> Floats:
    import polars as pl

    if name not in table.columns:
        raise DesignError("trial_column_missing", where=name, columns=", ".join(table.columns))
    if not (table[name].dtype.is_numeric() or table[name].dtype == pl.Boolean):
        raise DesignError("prognostic_number", where=name)
    value = table[name].cast(pl.Float64).fill_null(math.nan).to_numpy()
    if lost := int((~np.isfinite(value)).sum()):
        raise DesignError("population_missing", where=name, n=lost)
    return np.asarray(value)

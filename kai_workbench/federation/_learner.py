"""What learns weights at a site: installed and approved like a model, and as little a model of PyMC."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, runtime_checkable

import numpy as np

from ..models import ModelDataError

if TYPE_CHECKING:
    import polars as pl


@runtime_checkable
class LearnsWeights(Protocol):
    """Weights moved by gradients of a loss: a sum over rows, and ``penalty / 2`` times their square.

    Attributes
    ----------
    row_columns
        As of :class:`FactorsOverSites`.
    size
        How many weights.
    penalty
        Of the mean loss, at least 0.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    site_column: ClassVar[str]

    @property
    def penalty(self) -> float: ...
    @property
    def row_columns(self) -> Mapping[str, str]: ...
    @property
    def size(self) -> int: ...
    def across(self, sites: Sequence[str]) -> Self: ...
    def structure(self) -> tuple[Any, ...]: ...
    def gradient(self, weights: np.ndarray, rows: pl.DataFrame) -> np.ndarray:
        """Of the loss, summed over rows, (weight,)."""
        ...

    def gradients(self, weights: np.ndarray, rows: pl.DataFrame) -> np.ndarray:
        """Of the loss of every row, (row, weight); asked for only where noise is added."""
        ...


def local_steps(
    learner: LearnsWeights, weights: np.ndarray, rows: pl.DataFrame, *, steps: int, rate: float, prox: float
) -> np.ndarray:
    """Weights after a site's own steps, held near ``weights`` by ``prox / 2`` times their distance squared.

    Source: McMahan et al. (2017), AISTATS, FederatedAveraging with full batches; Li et al. (2020), MLSys,
    FedProx, for the term that holds them.
    """
    own = weights.copy()
    for _ in range(steps):
        mean = learner.gradient(own, rows) / rows.height
        own -= rate * (mean + learner.penalty * own + prox * (own - weights))
    return own


@dataclasses.dataclass(frozen=True, kw_only=True)
class LogisticWeights:
    """Logistic regression of an outcome 0 or 1 on numbers: an intercept, and a weight for each.

    Parameters
    ----------
    features
        Columns of numbers, scaled so that they lie about 0 with a spread about 1.
    outcome
        Column of 0 and 1.
    penalty
        Of the mean loss: ``penalty / 2`` times the sum of squares of all weights.
    """

    name: ClassVar[str] = "logistic-weights"
    version: ClassVar[int] = 1
    site_column: ClassVar[str] = "site"

    features: tuple[str, ...]
    outcome: str = "outcome"
    penalty: float = 0.01

    def __post_init__(self) -> None:
        if not self.features or len({*self.features, self.outcome}) != len(self.features) + 1:
            raise ModelDataError("missing_column", where="features", columns=", ".join(self.features))
        if not 0 <= self.penalty < np.inf:
            raise ModelDataError("model_not_above", where="penalty", value=self.penalty, least=0)

    @property
    def row_columns(self) -> dict[str, str]:
        """Columns of a row beside its site, and their kind."""
        return {**dict.fromkeys(self.features, "number"), self.outcome: "whole"}

    @property
    def size(self) -> int:
        """How many weights, the intercept among them."""
        return 1 + len(self.features)

    def across(self, sites: Sequence[str]) -> Self:  # noqa: ARG002, the same for any sites
        """The same for any sites: they share all weights."""
        return self

    def structure(self) -> tuple[Any, ...]:
        """Nothing beside its fields."""
        return ()

    def gradient(self, weights: np.ndarray, rows: pl.DataFrame) -> np.ndarray:
        """Of minus the log-likelihood, summed over rows, (weight,)."""
        x, error = self._errors(weights, rows)
        return np.asarray(x.T @ error)

    def gradients(self, weights: np.ndarray, rows: pl.DataFrame) -> np.ndarray:
        """Of minus the log-likelihood of every row, (row, weight)."""
        x, error = self._errors(weights, rows)
        return np.asarray(x * error[:, None])

    def _errors(self, weights: np.ndarray, rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        from scipy.special import expit

        x = np.column_stack([np.ones(rows.height), rows.select(self.features).to_numpy().astype(float)])
        y = rows[self.outcome].to_numpy()
        if not np.isin(y, (0, 1)).all():
            raise ModelDataError("not_a_count", where=self.outcome, value=y[~np.isin(y, (0, 1))][0], most=1)
        return x, expit(x @ weights) - y

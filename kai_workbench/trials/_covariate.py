"""The distribution of one covariate of virtual patients."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import scipy

from . import _check
from ._errors import DesignError

Kind = Literal["normal", "lognormal", "categorical", "empirical"]


@dataclasses.dataclass(frozen=True)
class Covariate:
    """A covariate and its margin; made by :meth:`normal`, :meth:`lognormal`, :meth:`categorical`,
    :meth:`empirical`.

    Attributes
    ----------
    name
        Of its column.
    kind
        Of margin.
    unit
        UCUM; empty for none.
    numbers
        Mean and SD; log median and SD of the logarithm; cumulative shares; or sorted observed values.
    levels
        Of a categorical one, in order.
    limits
        A normal or lognormal one is truncated to these.
    """  # noqa: D205

    name: str
    kind: Kind
    unit: str
    numbers: tuple[float, ...]
    levels: tuple[Any, ...] = ()
    limits: tuple[float, float] = (-np.inf, np.inf)

    @classmethod
    def normal(
        cls, name: str, mean: float, sd: float, *, unit: str = "", low: float = -np.inf, high: float = np.inf
    ) -> Covariate:
        """Normal, truncated to ``low`` and ``high``."""
        numbers = (_check.finite(mean, where=f"{name}, mean"), _check.positive(sd, where=f"{name}, sd"))
        return cls(_named(name), "normal", unit, numbers, limits=_limits(name, low, high))

    @classmethod
    def lognormal(
        cls, name: str, median: float, cv: float, *, unit: str = "", low: float = 0.0, high: float = np.inf
    ) -> Covariate:
        """Lognormal by its median and coefficient of variation, truncated to ``low`` and ``high``."""
        at = np.log(_check.positive(median, where=f"{name}, median"))
        spread = np.sqrt(np.log1p(_check.positive(cv, where=f"{name}, cv") ** 2))
        numbers = (float(at), float(spread))
        return cls(_named(name), "lognormal", unit, numbers, limits=_limits(name, max(low, 0.0), high))

    @classmethod
    def categorical(cls, name: str, shares: Mapping[Any, float]) -> Covariate:
        """Levels in order with their shares, which sum to 1."""
        _check.several(tuple(shares), where=name, least=2)
        each = [_check.rate(share, where=f"{name}, {level}") for level, share in shares.items()]
        if abs(sum(each) - 1) > 1e-9:
            raise DesignError("population_shares", where=name, value=round(sum(each), 6))
        return cls(_named(name), "categorical", "", tuple(np.cumsum(each).tolist()), tuple(shares))

    @classmethod
    def empirical(cls, name: str, values: Sequence[float], *, unit: str = "") -> Covariate:
        """Quantiles of observed values."""
        _check.several(values, where=name, least=2)
        numbers = sorted(_check.finite(value, where=name) for value in values)
        return cls(_named(name), "empirical", unit, tuple(numbers))

    def quantile(self, u: Any) -> Any:
        """Values at probabilities; of a categorical one the number of the level."""
        u = np.asarray(u, dtype=float)
        if self.kind == "categorical":
            return np.minimum(np.searchsorted(self.numbers, u, side="left"), len(self.levels) - 1)
        if self.kind == "empirical":
            return np.quantile(np.array(self.numbers), u)
        mean, sd = self.numbers
        low, high = self.limits
        if self.kind == "lognormal":
            low, high = (np.log(end) if end > 0 else -np.inf for end in (low, high))
        first, last = scipy.special.ndtr((low - mean) / sd), scipy.special.ndtr((high - mean) / sd)
        x = mean + sd * scipy.special.ndtri(first + u * (last - first))
        return np.exp(x) if self.kind == "lognormal" else x


def _named(name: str) -> str:
    if not (isinstance(name, str) and name.strip()):
        raise DesignError("design_empty", where="name", least=1)
    return name


def _limits(name: str, low: float, high: float) -> tuple[float, float]:
    if not low < high:
        raise DesignError("population_limits", where=name, low=low, high=high)
    return float(low), float(high)

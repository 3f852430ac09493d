"""Mixtures of conjugate densities: the one shape in which borrowed information travels."""

from __future__ import annotations

import abc
import dataclasses
import functools
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError

Floats = NDArray[np.float64]


class Component(Protocol):
    """What a mixture asks of the distribution of its components (all at once, last axis)."""

    def pdf(self, x: Any) -> Floats: ...
    def logpdf(self, x: Any) -> Floats: ...
    def cdf(self, x: Any) -> Floats: ...
    def ppf(self, q: Any) -> Floats: ...
    def mean(self) -> Floats: ...
    def var(self) -> Floats: ...
    def rvs(self, size: Any, random_state: Any) -> Floats: ...


@dataclasses.dataclass(frozen=True)
class Mixture(abc.ABC):
    """What beta and normal mixtures share; use :class:`BetaMixture` or :class:`NormalMixture`.

    Parameters
    ----------
    weights
        Of the components, adding to one.
    """

    weights: tuple[float, ...]

    def _check(self, **parameters: Sequence[float]) -> None:
        for name, values in {"weights": self.weights, **parameters}.items():
            object.__setattr__(self, name, tuple(float(value) for value in values))
        weights = np.asarray(self.weights, dtype=float)
        if weights.size == 0 or not np.all((weights >= 0) & (weights <= 1)) or abs(weights.sum() - 1) > 1e-6:
            raise ModelDataError("mixture_weights", where="weights", value=self.weights)
        for name, values in parameters.items():
            if len(values) != len(self.weights):
                raise ModelDataError(
                    "mixture_length", where=name, n=len(values), components=len(self.weights)
                )

    @property
    @abc.abstractmethod
    def components(self) -> Component:
        """Frozen scipy distribution of all components."""

    @property
    def mean(self) -> float:
        """Mean."""
        return float(self._w @ self.components.mean())

    @property
    def sd(self) -> float:
        """Standard deviation."""
        means = self.components.mean()
        return float(np.sqrt(self._w @ (self.components.var() + means**2) - (self._w @ means) ** 2))

    @property
    def mode(self) -> float:
        """Where the density is highest."""
        low, high = self.quantile(0.001), self.quantile(0.999)
        grid = np.linspace(low, high, 2001)
        best = int(np.argmax(self.logpdf(grid)))
        around = grid[max(best - 1, 0)], grid[min(best + 1, grid.size - 1)]
        found = scipy.optimize.minimize_scalar(
            lambda x: -float(self.logpdf(x)), bounds=around, method="bounded", options={"xatol": 1e-10}
        )
        return float(found.x)

    @property
    def _w(self) -> Floats:
        return np.asarray(self.weights, dtype=float)

    def logpdf(self, x: Any) -> Floats:
        """Log density at ``x``, same shape."""
        each = self.components.logpdf(np.asarray(x, dtype=float)[..., None])
        with np.errstate(divide="ignore"):
            return np.asarray(scipy.special.logsumexp(each + np.log(self._w), axis=-1))

    def pdf(self, x: Any) -> Floats:
        """Density at ``x``, same shape."""
        return np.exp(self.logpdf(x))

    def cdf(self, x: Any) -> Floats:
        """Probability of at most ``x``, same shape."""
        return np.asarray(self.components.cdf(np.asarray(x, dtype=float)[..., None]) @ self._w)

    def quantile(self, q: float) -> float:
        """The value that a share ``q`` of the probability lies below."""
        ends = self.components.ppf(q)[self._w > 0]
        low, high = float(np.min(ends)), float(np.max(ends))
        if high - low < 1e-12:
            return low
        return float(scipy.optimize.brentq(lambda x: float(self.cdf(x)) - q, low, high, xtol=1e-12))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Central interval that holds ``level`` of the probability."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def sample(self, n: int, *, seed: int = 20260101) -> Floats:
        """``n`` independent draws."""
        rng = np.random.default_rng(seed)
        which = rng.choice(len(self.weights), size=n, p=self._w / self._w.sum())
        all_components = self.components.rvs((n, len(self.weights)), random_state=rng)
        return np.asarray(np.take_along_axis(all_components, which[:, None], axis=1)[:, 0])


@dataclasses.dataclass(frozen=True)
class BetaMixture(Mixture):
    """A probability's prior: Σ weight · Beta(a, b).

    Parameters
    ----------
    weights, a, b
        One number a component. Without unit.
    """

    a: tuple[float, ...]
    b: tuple[float, ...]

    def __post_init__(self) -> None:
        self._check(a=self.a, b=self.b)
        for name, values in (("a", self.a), ("b", self.b)):
            if not all(0 < value < np.inf for value in values):
                raise ModelDataError("prior_not_positive", where=name, value=min(values))

    @functools.cached_property  # scipy takes a few milliseconds to freeze one
    def components(self) -> Component:
        """Frozen scipy distribution of all components."""
        return scipy.stats.beta(np.asarray(self.a), np.asarray(self.b))

    def robust(self, weight: float = 0.2, *, mean: float = 0.5, n: float = 1.0) -> BetaMixture:
        """The same with a vague component, so that data in conflict can overrule it.

        Parameters
        ----------
        weight
            Of the vague component; 0.1 to 0.5 are usual (Schmidli et al. 2014).
        mean, n
            Of the vague component: mean, and patients it is worth beyond the uniform prior's two
            when 0: Beta(mean·(n + 1), (1 − mean)·(n + 1)), as RBesT does.
        """
        share(weight, where="weight")
        kept = tuple((1 - weight) * w for w in self.weights)
        return BetaMixture((*kept, weight), (*self.a, mean * (n + 1)), (*self.b, (1 - mean) * (n + 1)))

    def posterior(self, r: int, n: int) -> BetaMixture:
        """After ``r`` responders among ``n``: exact, weights updated by how well each foretold them."""
        counts(r, n)
        a, b = np.asarray(self.a), np.asarray(self.b)
        foretold = scipy.special.betaln(a + r, b + n - r) - scipy.special.betaln(a, b)
        return BetaMixture(updated(self._w, foretold), tuple(a + r), tuple(b + n - r))

    def predictive(self, n: int) -> Floats:
        """Probability of 0..n responders among ``n`` new patients."""
        r = np.arange(n + 1)[:, None]
        each = scipy.stats.betabinom(n, np.asarray(self.a), np.asarray(self.b)).pmf(r)
        return np.asarray(each @ self._w)


@dataclasses.dataclass(frozen=True)
class NormalMixture(Mixture):
    """A mean's, or a logit's, prior: Σ weight · N(mean, sd).

    Parameters
    ----------
    weights, means, sds
        One number a component; means and SDs in the unit of what the prior is about.
    """

    means: tuple[float, ...]
    sds: tuple[float, ...]

    def __post_init__(self) -> None:
        self._check(means=self.means, sds=self.sds)
        if not all(np.isfinite(self.means)):
            raise ModelDataError("model_value_not_finite", where="means", value=self.means)
        if not all(0 < value < np.inf for value in self.sds):
            raise ModelDataError("prior_not_positive", where="sds", value=min(self.sds))

    @functools.cached_property  # scipy takes a few milliseconds to freeze one
    def components(self) -> Component:
        """Frozen scipy distribution of all components."""
        return scipy.stats.norm(np.asarray(self.means), np.asarray(self.sds))

    def to_array(self) -> Floats:
        """Weights, means and SDs, (3, component): what a model takes as the values of a prior."""
        return np.array([self.weights, self.means, self.sds])

    def robust(self, weight: float = 0.2, *, mean: float, sd: float) -> NormalMixture:
        """The same with a vague component, so that data in conflict can overrule it.

        Parameters
        ----------
        weight
            Of the vague component; 0.1 to 0.5 are usual (Schmidli et al. 2014).
        mean, sd
            Of the vague component. The SD of one patient makes it worth one patient.
        """
        share(weight, where="weight")
        kept = tuple((1 - weight) * w for w in self.weights)
        return NormalMixture((*kept, weight), (*self.means, mean), (*self.sds, sd))

    def posterior(self, mean: float, se: float) -> NormalMixture:
        """After an estimate ``mean`` with standard error ``se``: exact."""
        if not 0 < se < np.inf:
            raise ModelDataError("prior_not_positive", where="se", value=se)
        m, s2 = np.asarray(self.means), np.asarray(self.sds) ** 2
        foretold = scipy.stats.norm.logpdf(mean, m, np.sqrt(s2 + se**2))
        precision = 1 / s2 + 1 / se**2
        return NormalMixture(
            updated(self._w, foretold),
            tuple((m / s2 + mean / se**2) / precision),
            tuple(1 / np.sqrt(precision)),
        )


def normal_prior(name: str, values: Any, *, components: int) -> Any:
    """A model's random variable with a normal mixture as prior, within the model's context.

    Parameters
    ----------
    values
        As :meth:`NormalMixture.to_array` gives them, numbers or symbols.
    components
        How many; it changes the graph.
    """
    import pymc as pm

    if components == 1:
        return pm.Normal(name, values[1, 0], values[2, 0])
    return pm.NormalMixture(name, w=values[0], mu=values[1], sigma=values[2])


def updated(weights: Floats, log_predictive: Floats) -> tuple[float, ...]:
    """Weights after data that each component foretold with this log probability."""
    with np.errstate(divide="ignore"):
        return tuple(scipy.special.softmax(np.log(weights) + log_predictive))


def share(value: float, *, where: str) -> None:
    """Refuse what is no share between 0 and 1."""
    if not 0 <= value <= 1:
        raise ModelDataError("not_a_share", where=where, value=value)


def counts(r: float, n: float, *, where: str = "r, n") -> None:
    """Refuse responders that are negative, not whole, or more than the patients."""
    if not (0 <= r <= n and n > 0 and float(r).is_integer() and float(n).is_integer()):
        raise ModelDataError("events_over_n", where=where, r=r, n=n)

"""Basket trials: one treatment in several diseases that borrow from one another."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from ..models import EXNEX
from . import _check, _measure, _single_arm
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._scenario import BinaryScenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_STEP, _SPREADS, _INNER = 0.1, 24, 64  # of the common mean, on the logit scale; points of SD and of rates
_EDGE = 12.0  # logits beyond it are certainties


@dataclasses.dataclass(frozen=True, kw_only=True)
class BasketTrial(Design):
    """Response rates of baskets under a hierarchy, with baskets closed early where they do not respond.

    With ``EXNEX(exchangeable=1)`` this is the Bayesian hierarchical model of Berry et al.; below 1 a
    basket may stand alone. Posteriors are integrals: each basket's own rate is integrated out, in or out
    of the exchangeable part, and the common mean and SD lie on a grid; nothing is sampled, and each
    state of the data is computed once.

    Parameters
    ----------
    baskets
        Labels.
    null_rates
        By basket: a basket is a success at the end where P(rate > null rate | all data) > ``success``.
    looks
        Patients **per basket** at each look, rising.
    model
        The hierarchy, :class:`kai_workbench.models.EXNEX`, with its priors.
    success
        Limit of the posterior probability.
    futility
        A basket is closed at a look before the last where P(rate > futility rate | all data) is below
        this; 0 never closes.
    futility_rates
        By basket; the null rates by default. Berry et al. take the middle of null and target.
    variance
        Inverse-gamma shape and scale for τ² in place of the model's half-normal for τ; Berry et al. take
        (0.0005, 0.000005).

    References
    ----------
    Berry SM, Broglio KR, Groshen S, Berry DA. Clin Trials 2013;10:720. Neuenschwander B, Wandel S,
    Roychoudhury S, Bailey S. Pharm Stat 2016;15:123.
    """

    scenario_type: ClassVar[type[BinaryScenario]] = BinaryScenario

    baskets: tuple[str, ...]
    null_rates: tuple[float, ...]
    looks: tuple[int, ...]
    model: EXNEX = dataclasses.field(default_factory=EXNEX)
    success: float = 0.95
    futility: float = 0.0
    futility_rates: tuple[float, ...] | None = None
    variance: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _check.several(self.baskets, where="baskets", least=2)
        if len(set(self.baskets)) < len(self.baskets):
            raise DesignError("arms_not_distinct", where="baskets")
        for where, rates in (
            ("null_rates", self.null_rates),
            ("futility_rates", self.null_rates if self.futility_rates is None else self.futility_rates),
        ):
            _check.as_many(rates, len(self.baskets), where=where)
            object.__setattr__(self, where, tuple(_check.share(rate, where=where) for rate in rates))
        object.__setattr__(self, "looks", _single_arm.looks(self.looks))
        _check.share(self.success, where="success")
        _check.rate(self.futility, where="futility")
        if self.variance is not None:
            _single_arm.beta_prior(self.variance, where="variance")

    @functools.cached_property
    def _grid(self) -> tuple[Floats, Floats, Floats]:
        """Means, SDs and prior weights, flat."""
        mean, sd = self.model.centre
        low, high = max(mean - 4.5 * sd, -8.0), min(mean + 4.5 * sd, 8.0)
        mu = np.linspace(low, high, max(int((high - low) / _STEP), 60) + 1)
        if self.variance is None:
            reach = 4.5 * self.model.heterogeneity
            nodes, weight = np.polynomial.legendre.leggauss(_SPREADS)
            u = (nodes + 1) / 2
            tau = reach * u**2
            mass = weight * u * scipy.stats.halfnorm.pdf(tau, scale=self.model.heterogeneity)
        else:
            shape, scale = self.variance
            log_tau = np.linspace(np.log(np.sqrt(scale) / 4), np.log(10.0), 2 * _SPREADS)
            tau = np.exp(log_tau)
            mass = scipy.stats.invgamma.pdf(tau**2, shape, scale=scale) * tau**2
        weight = np.outer(scipy.stats.norm.pdf(mu, mean, sd), mass)
        both = np.meshgrid(mu, tau, indexing="ij")
        return both[0].ravel(), both[1].ravel(), (weight / weight.sum()).ravel()

    def _integrals(self, n: int, r: Ints, limit: float) -> tuple[Floats, Floats, Floats]:
        """Likelihood, its part above ``limit``, and its part weighted by the rate; (responders, grid)."""
        mu, tau, _ = self._grid
        own = np.array([self.model.alone[0]]), np.array([self.model.alone[1]])
        share = self.model.exchangeable
        parts = zip(_inner(mu, tau, n, r, limit), _inner(*own, n, r, limit), strict=True)
        total, above, mean = (share * together + (1 - share) * alone for together, alone in parts)
        return total, above, mean

    @functools.cached_property
    def _tables(self) -> tuple[Floats, Floats, Floats, tuple[float, ...]]:
        limits = tuple(sorted({*self.null_rates, *(self.futility_rates or ())}))
        points, most = self._grid[2].size, self.looks[-1]
        likelihood = np.ones((len(self.looks), most + 1, points))
        mean = np.ones_like(likelihood)
        above = np.ones((len(limits), *likelihood.shape))
        for k, n in enumerate(self.looks):
            for i, limit in enumerate(limits):
                part = self._integrals(n, np.arange(n + 1), limit)
                likelihood[k, : n + 1], above[i, k, : n + 1], mean[k, : n + 1] = part
        return likelihood, above, mean, limits

    def next(self, data: pl.DataFrame) -> Decision:
        """Which baskets succeed, close or go on.

        Parameters
        ----------
        data
            As :meth:`posterior`. A basket with fewer patients than the others was closed there.

        Raises
        ------
        DesignError
            As :meth:`posterior`; or patients that are not those of a look.
        """
        assert self.futility_rates is not None  # filled in by __post_init__
        sizes = [n for n in _single_arm.column_of(data, "n") if n is not None]
        last = max(sizes, default=0) == self.looks[-1]
        limits = self.null_rates if last else self.futility_rates
        seen = {row["basket"]: row for row in self._known(data, limits).iter_rows(named=True)}
        look = max(sizes)
        reasons, goes = [], []
        for name, limit in zip(self.baskets, limits, strict=True):
            row, p = seen[name], seen[name]["probability"]
            _check.option(row["n"], self.looks, where=f"n, {name}")
            if row["n"] < look:
                verdict = "closed"
            elif last:
                verdict = "success" if p > self.success else "no_success"
            else:
                verdict = "futile" if p < self.futility else "open"
            if verdict in {"open", "success"}:
                goes.append(name)
            told = {"basket": name, "r": row["r"], "n": row["n"], "limit": limit, "p": f"{p:.4f}"}
            reasons.append(because(f"basket_{verdict}", **told))
        action = "continue" if goes else "stop_for_futility"
        if last:
            action = "stop_for_success" if goes else "end_without_success"
        return Decision(action=action, reasons=tuple(reasons), arms=tuple(goes))

    def posterior(self, data: pl.DataFrame) -> pl.DataFrame:
        """What is known of each basket.

        Parameters
        ----------
        data
            ``basket``, ``n`` patients and ``r`` responders, a row for each basket of the design.

        Returns
        -------
        polars.DataFrame
            ``basket``, ``n``, ``r``, ``mean`` rate, and ``probability`` of exceeding the null rate.

        Raises
        ------
        DesignError
            A column, a count or a basket is missing, or more responders than patients.
        """
        return self._known(data, self.null_rates)

    def _known(self, data: pl.DataFrame, limits: tuple[float, ...]) -> pl.DataFrame:
        import polars as pl

        for name in ("basket", "n", "r"):
            _single_arm.column_of(data, name)
        rows = {row["basket"]: row for row in data.iter_rows(named=True)}
        for name in rows:
            _check.option(str(name), self.baskets, where="basket")
        _check.as_many(list(rows), len(self.baskets), where="basket")
        each = []
        for name, limit in zip(self.baskets, limits, strict=True):
            n, r = rows[name]["n"], rows[name]["r"]
            if n is None or r is None:
                raise DesignError("outcome_missing", where=str(name))
            _single_arm.responders(r, n, where=str(name))
            each.append([part[0] for part in self._integrals(n, np.array([r]), limit)])
        joint = self._grid[2] * np.prod([one[0] for one in each], axis=0)
        found = [
            (
                name,
                rows[name]["n"],
                rows[name]["r"],
                *((joint / one[0] * x).sum() / joint.sum() for x in one[:0:-1]),
            )
            for name, one in zip(self.baskets, each, strict=True)
        ]
        return pl.DataFrame(found, schema=["basket", "n", "r", "mean", "probability"], orient="row")

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.rates, len(self.baskets), where=f"{scenario.name}, rates")

    def _probabilities(self, limits: tuple[float, ...], look: Ints, r: Ints) -> tuple[Floats, Floats]:
        """P(rate > limit) and mean rate by trial and basket; each distinct state once."""
        from . import _basket_kernel as kernel

        likelihood, above, mean, known = self._tables
        kind = np.array([known.index(limit) for limit in limits])
        states, back = np.unique(np.concatenate([look, r], axis=1), axis=0, return_inverse=True)
        baskets = len(self.baskets)
        chance, expected = np.empty((len(states), baskets)), np.empty((len(states), baskets))
        at = np.ascontiguousarray(states[:, :baskets]), np.ascontiguousarray(states[:, baskets:])
        kernel.posteriors(self._grid[2], likelihood, above, mean, kind, *at, chance, expected)
        return chance[back], expected[back]

    def run(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate responders by look and basket."""
        rates, total = np.asarray(scenario.rates), self._totals(scenario, n, generator)
        look, r = np.zeros((n, rates.size), dtype=np.int64), total[0].astype(np.int64)
        open_ = np.ones((n, rates.size), dtype=bool)
        assert self.futility_rates is not None  # filled in by __post_init__
        for k in range(len(self.looks) - 1):
            if self.futility > 0:
                chance, _ = self._probabilities(self.futility_rates, look, r)
                open_ &= chance >= self.futility
            look = np.where(open_, k + 1, look)
            r = np.where(open_, total[k + 1], r)
        chance, expected = self._probabilities(self.null_rates, look, r)
        return {
            "success": open_ & (chance > self.success),
            "closed": ~open_,
            "patients": np.asarray(self.looks)[look],
            "mean": expected,
        }

    def _totals(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Ints:
        """Responders by look, trial and basket, if no basket closed."""
        rates, step = np.asarray(scenario.rates), np.diff(np.asarray(self.looks), prepend=0)
        new = generator.binomial(step[:, None, None], rates, (step.size, n, rates.size))
        return np.asarray(np.cumsum(new, axis=0))

    def replay(
        self, scenario: BinaryScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: ``look``, ``basket``, ``patients``, ``responders``, ``probability`` and ``decision``.

        ``probability`` is that of exceeding the rate of the futility rule, at the last look the null rate.
        """
        import polars as pl

        total = self._totals(scenario, n, generator)[:, trial]
        assert self.futility_rates is not None  # filled in by __post_init__
        baskets, last = len(self.baskets), len(self.looks) - 1
        look, r = np.zeros((1, baskets), dtype=np.int64), total[0][None].astype(np.int64)
        open_, rows = np.ones(baskets, dtype=bool), []
        for k, size in enumerate(self.looks):
            going = open_.copy()
            look, r = np.where(going, k, look), np.where(going, total[k], r)
            chance = self._probabilities(self.null_rates if k == last else self.futility_rates, look, r)[0][0]
            if k == last:
                told = np.where(chance > self.success, "stop_for_success", "end_without_success")
            else:
                closes = (chance < self.futility) if self.futility > 0 else np.zeros(baskets, dtype=bool)
                told = np.where(closes, "stop_for_futility", "continue")
                open_ &= ~closes
            rows += [
                (k + 1, self.baskets[j], size, int(r[0, j]), float(chance[j]), str(told[j]))
                for j in np.flatnonzero(going)
            ]
            if not open_.any():
                break
        names = ["look", "basket", "patients", "responders", "probability", "decision"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def summarise(self, rows: Rows, scenario: BinaryScenario) -> list[Measure]:
        """Success, closing, patients and error of the estimate by basket; false and right claims in all."""
        rates = np.asarray(scenario.rates)
        active = rates > np.asarray(self.null_rates)
        success = rows["success"]
        measures = [_measure.mean("patients", rows["patients"].sum(axis=1), unit="{patients}")]
        if not active.all():
            measures.append(_measure.proportion("family_wise_error", success[:, ~active].any(axis=1)))
        if active.any():
            measures.append(_measure.proportion("all_active_found", success[:, active].all(axis=1)))
        for j, basket in enumerate(self.baskets):
            error = rows["mean"][:, j] - rates[j]
            measures += [
                _measure.proportion("power" if active[j] else "type_1_error", success[:, j], of=basket),
                _measure.proportion("closed_early", rows["closed"][:, j], of=basket),
                _measure.mean("patients", rows["patients"][:, j], of=basket, unit="{patients}"),
                _measure.mean("bias", error, of=basket),
                _measure.root_mean_square("rmse", error, of=basket),
            ]
        return measures


def _inner(mu: Floats, tau: Floats, n: int, r: Ints, limit: float) -> tuple[Floats, Floats, Floats]:
    """Binomial likelihoods integrated over N(μ, τ²) on the logit scale: all, above ``limit``, times rate.

    Gauss and Legendre's rule on either side of the limit, within six SDs and ±12.
    """
    nodes, weight = np.polynomial.legendre.leggauss(_INNER)
    split = float(scipy.special.logit(limit))
    low, high = np.maximum(mu - 6 * tau, -_EDGE), np.minimum(mu + 6 * tau, _EDGE)
    cut = np.clip(split, low, high)
    each = []
    for start, end in ((low, cut), (cut, high)):
        half = np.maximum(end - start, 0.0) / 2
        theta = start[:, None] + half[:, None] * (nodes + 1)
        density = scipy.stats.norm.pdf(theta, mu[:, None], tau[:, None]) * weight * half[:, None]
        log_p, log_q = scipy.special.log_expit(theta), scipy.special.log_expit(-theta)
        rate = scipy.special.expit(theta)
        total, times = np.empty((r.size, mu.size)), np.empty((r.size, mu.size))
        ways = scipy.special.gammaln(n + 1) - scipy.special.gammaln(r + 1) - scipy.special.gammaln(n - r + 1)
        for i, x in enumerate(r):
            part = density * np.exp(ways[i] + x * log_p + (n - x) * log_q)
            total[i], times[i] = part.sum(axis=1), (part * rate).sum(axis=1)
        each.append((total, times))
    tiny = 1e-300  # so that a quotient by it is 0 and not undefined
    return each[0][0] + each[1][0] + tiny, each[1][0], each[0][1] + each[1][1]

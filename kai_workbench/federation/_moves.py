"""How the points of a population move: by Metropolis steps that leave its distribution as it is.

By turns a point is drawn anew from a density fitted to the population, which leaves a place at once where
the fit is good, and takes a step of its own, which leaves it where the fit is not. Both happen where a
triangular map has made funnels and bent ridges straight; there a mixture of t distributions is the density.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from ..inference import PARETO_LIMIT, Student, StudentMixture, TriangularMap, pareto_smoothed, systematic

_ENOUGH, _ENOUGH_LAST = 0.2, 0.1  # correlation with where a point stood, above which it moves on
_FEWEST, _MOST, _MOST_LAST = 4, 24, 40  # moves
_REFIT = 8  # moves, after which the density is fitted again
_PARTS, _FITTED = 3, 4000  # of the mixture; points it is fitted to, at most
_WIDE, _WIDE_SHARE = 3.0, 0.1  # of a part beside, for tails that few points have reached
_TARGET = 0.25  # share of steps that are taken
_LENGTHS = 0.6  # spread of the lengths of steps, on the log scale
_KEPT = 6  # rounds of points drawn anew at the last temperature that are kept, and then chosen from


@dataclasses.dataclass
class State:
    """Points (point, parameter) and their log-densities (point,): of the start, the prior, the rows."""

    points: np.ndarray
    log_start: np.ndarray
    log_prior: np.ndarray
    log_likelihood: np.ndarray

    def pick(self, index: np.ndarray) -> None:
        """Keep these, as often as they are named."""
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name)[index])

    def take(self, other: State, where: np.ndarray) -> None:
        """The other's, at these places."""
        for field in dataclasses.fields(self):
            getattr(self, field.name)[where] = getattr(other, field.name)[where]

    def level(self, temperature: float) -> np.ndarray:
        """Log-density between the start (0) and the posterior (1)."""
        return (1 - temperature) * self.log_start + temperature * (self.log_prior + self.log_likelihood)


@dataclasses.dataclass(frozen=True)
class Anew:
    """Points drawn anew (point, parameter), their weights (point,), which add to one, and Pareto k."""

    points: np.ndarray
    weights: np.ndarray
    k: float


class Moves:
    """Moves populations, and remembers how well it went.

    Parameters
    ----------
    evaluated
        A round: points to a state.
    chains
        Points are chosen within their chain.

    Attributes
    ----------
    details
        As :class:`~kai_workbench.federation._smc.Population` tells them.
    """

    def __init__(
        self, evaluated: Callable[[np.ndarray], State], chains: int, rng: np.random.Generator
    ) -> None:
        self._evaluated, self._chains, self._rng = evaluated, chains, rng
        self._scale = 0.0
        self._drawn: list[tuple[State, np.ndarray]] = []
        self.details: dict[str, Any] = {
            "moves": [],
            "acceptance_anew": [],
            "acceptance_step": [],
            "correlation": 1.0,
        }

    def anew(self) -> Anew:
        """What was drawn anew at the last temperature."""
        points = np.concatenate([one.points for one, _ in self._drawn])
        log_weights, k = pareto_smoothed(np.concatenate([ratios for _, ratios in self._drawn]))
        return Anew(points, np.exp(log_weights), k)

    def at(self, temperature: float, state: State) -> None:
        """Move until the points have left where they stood."""
        enough, most = (_ENOUGH_LAST, _MOST_LAST) if temperature == 1 else (_ENOUGH, _MOST)
        stood, fitted = state.points.copy(), None
        self._scale = self._scale or 2.38 / np.sqrt(stood.shape[1])
        shares: dict[str, list[float]] = {"anew": [], "step": []}
        correlation, moves = 1.0, 0
        fewest = 2 * _KEPT + _FEWEST if temperature == 1 else _FEWEST
        while moves < fewest or (correlation > enough and moves < most):
            if fitted is None or moves % _REFIT == 0:
                fitted = _Fitted(state.points, self._rng)
            share = self._drawn_anew(fitted, temperature, state)
            shares["anew"].append(share)
            share = self._stepped(fitted, temperature, state)
            shares["step"].append(share)
            self._scale *= float(np.exp(0.6 * (share - _TARGET)))
            moves += 2
            if temperature == 1 and moves == 2 * _KEPT:
                self._chosen(state)
                stood, fitted = state.points.copy(), None
            correlation = _correlation(stood, state.points)
        self.details["moves"].append(moves)
        for kind, found in shares.items():
            self.details[f"acceptance_{kind}"].append(float(np.mean(found)))
        self.details["correlation"] = correlation

    def _chosen(self, state: State) -> None:
        """Take the population from what was drawn anew, as often as weights say, if these have no heavy tail.

        So a tail that the population has been slow to reach is as full as it ought to be.
        """
        if not self.anew().k < PARETO_LIMIT:
            return
        n = len(state.points)
        number = np.arange(n).reshape(self._chains, -1)
        rounds = n * np.arange(len(self._drawn))
        ratios = np.concatenate([one for _, one in self._drawn])
        picks = []
        for mine in number:
            own = (mine[:, None] + rounds).ravel()
            log_weights, _ = pareto_smoothed(ratios[own])
            picks.append(own[systematic(np.exp(log_weights), len(mine), self._rng)])
        drawn = [dataclasses.astuple(one) for one, _ in self._drawn]
        for field, parts in zip(dataclasses.fields(state), zip(*drawn, strict=True), strict=True):
            setattr(state, field.name, np.concatenate(parts))
        state.pick(np.concatenate(picks))

    def _drawn_anew(self, fitted: _Fitted, temperature: float, state: State) -> float:
        straight = fitted.mixture.draw(len(state.points), self._rng)
        points, dense = fitted.map.bent(straight)
        log_fitted = fitted.mixture.logpdf(straight) + dense
        proposed = self._evaluated(points)
        if temperature == 1:
            self._drawn = [*self._drawn, (proposed, proposed.level(1.0) - log_fitted)][-_KEPT:]
        before = fitted.mixture.logpdf(fitted.straight) + fitted.dense
        return self._taken(fitted, temperature, state, (proposed, straight, dense), before - log_fitted)

    def _stepped(self, fitted: _Fitted, temperature: float, state: State) -> float:
        n, p = state.points.shape
        # steps of several lengths: what suits the wide part of a funnel does not suit its neck
        lengths = self._scale * np.exp(self._rng.normal(scale=_LENGTHS, size=(n, 1)))
        straight = fitted.straight + lengths * self._rng.normal(size=(n, p)) @ fitted.factor.T
        points, dense = fitted.map.bent(straight)
        proposed = (self._evaluated(points), straight, dense)
        return self._taken(fitted, temperature, state, proposed, fitted.dense - dense)

    def _taken(
        self,
        fitted: _Fitted,
        temperature: float,
        state: State,
        proposed: tuple[State, np.ndarray, np.ndarray],
        back: np.ndarray,
    ) -> float:
        """Metropolis and Hastings; ``back`` is how much likelier the way back is. The share taken."""
        new, straight, dense = proposed
        better = back + new.level(temperature) - state.level(temperature)
        accepted = np.log(self._rng.uniform(size=len(better))) < better
        state.take(new, accepted)
        fitted.straight[accepted], fitted.dense[accepted] = straight[accepted], dense[accepted]
        return float(accepted.mean())


class _Fitted:
    """A density fitted to a population, and where the map puts its points."""

    def __init__(self, points: np.ndarray, rng: np.random.Generator) -> None:
        n, p = points.shape
        some = points if n <= _FITTED else points[rng.choice(n, _FITTED, replace=False)]
        self.map = TriangularMap.of(some)
        straight, _ = self.map.straight(some)
        spread = np.cov(straight.T).reshape(p, p)
        wide = Student.of(straight.mean(axis=0), _WIDE**2 * spread)
        self.mixture = StudentMixture.of(straight, parts=_PARTS, rng=rng).beside(wide, _WIDE_SHARE)
        self.factor = np.linalg.cholesky(spread + 1e-10 * np.trace(spread) / p * np.eye(p))
        self.straight, self.dense = self.map.straight(points)


def _correlation(before: np.ndarray, now: np.ndarray) -> float:
    """Largest over parameters, of the values and of their distances from the middle."""
    worst = 0.0
    for form in (lambda x: x, lambda x: np.abs(x - np.median(x, axis=0))):
        a, b = form(before), form(now)
        a, b = a - a.mean(axis=0), b - b.mean(axis=0)
        spread = np.sqrt(np.square(a).sum(axis=0) * np.square(b).sum(axis=0))
        worst = max(worst, float(np.max((a * b).sum(axis=0) / np.maximum(spread, 1e-300))))
    return worst

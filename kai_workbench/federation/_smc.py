"""Sequential Monte Carlo on a sum: a population of points, led from a vague start to the posterior.

It asks for the log-likelihood of the whole population at once, a round a time, and for no gradient; so it
needs nothing of a site but its share of a sum. Temperatures and moves are chosen as it goes.

It stands here and not in the room of inference because everything in it is shaped by rounds: few, large
questions in place of many small ones, and a budget of points. It calls no sampler of another library.

Source: Del Moral, Doucet & Jasra (2006), Sequential Monte Carlo samplers, JRSS B 68, 411; temperatures by
effective sample size after Jasra, Stephens, Doucet & Tsagaris (2011), Scandinavian Journal of Statistics
38, 1.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from ..inference import Student, pareto_smoothed, systematic

_ESS = 0.5  # share of the population that must stay effective from one temperature to the next
_ENOUGH, _ENOUGH_LAST = 0.4, 0.25  # correlation with where a point stood, above which it moves on
_FEWEST, _MOST, _MOST_LAST = 4, 12, 40  # moves
_TARGET = 0.25  # share of steps that are taken
_LENGTHS = 0.6  # spread of the lengths of steps, on the log scale
Density = Callable[[np.ndarray], np.ndarray]
"""(point, parameter) to (point,)."""
Report = Callable[[float, np.ndarray], object]


@dataclasses.dataclass(frozen=True)
class Population:
    """Points after the last move.

    Attributes
    ----------
    points
        (chain, draw, parameter). Points that come of one ancestor stand side by side within a chain, so
        that what they share shows as autocorrelation, and the usual effective sample size counts it.
    log_prior, log_likelihood
        (chain, draw).
    details
        ``temperatures``, ``moves``, ``acceptance_anew``, ``acceptance_step``, ``correlation`` (largest,
        of where a point stands with where it stood when the last temperature was reached) and
        ``pareto_k`` (largest, of the weights between temperatures).
    """

    points: np.ndarray
    log_prior: np.ndarray
    log_likelihood: np.ndarray
    details: dict[str, Any]


@dataclasses.dataclass
class _State:
    points: np.ndarray
    log_start: np.ndarray
    log_prior: np.ndarray
    log_likelihood: np.ndarray

    def pick(self, index: np.ndarray) -> None:
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name)[index])

    def take(self, other: _State, where: np.ndarray) -> None:
        for field in dataclasses.fields(self):
            getattr(self, field.name)[where] = getattr(other, field.name)[where]

    def level(self, temperature: float) -> np.ndarray:
        """Log-density between the start (0) and the posterior (1)."""
        return (1 - temperature) * self.log_start + temperature * (self.log_prior + self.log_likelihood)


def population(
    log_prior: Density,
    log_likelihood: Density,
    start: Student,
    *,
    chains: int,
    draws: int,
    seed: int,
    report: Report = lambda *_: None,
) -> Population:
    """Lead a population from ``start`` to the posterior.

    Parameters
    ----------
    log_prior
        On the unconstrained scale; evaluated here.
    log_likelihood
        Of all rows; a round each call, of ``chains * draws`` points.
    start
        Wide, with heavy tails, and independent of the data.
    chains, draws
        Points are resampled within their chain, so that chains can be compared as those of any sampler.
    report
        Told the temperature, from 0 to 1, and the points that have reached it, (point, parameter).
    """
    rng = np.random.default_rng(seed)
    n = chains * draws

    def evaluated(points: np.ndarray) -> _State:
        prior = _finite(log_prior(points))
        return _State(points, start.logpdf(points), prior, _finite(log_likelihood(points)))

    state = evaluated(start.draw(n, rng))
    report(0.0, state.points)
    temperature, scale = 0.0, 2.38 / np.sqrt(state.points.shape[1])
    details: dict[str, Any] = {
        "temperatures": [0.0],
        "moves": [],
        "acceptance_anew": [],
        "acceptance_step": [],
        "pareto_k": 0.0,
    }
    while temperature < 1:
        gain = state.level(1.0) - state.log_start
        upper = _next(gain, temperature)
        log_weights, k = pareto_smoothed((upper - temperature) * gain)
        details["pareto_k"] = float(np.maximum(details["pareto_k"], k))  # what is not a number stays one
        weights = np.exp(log_weights).reshape(chains, draws)
        picks = [systematic(one, draws, rng) + i * draws for i, one in enumerate(weights)]
        state.pick(np.concatenate(picks))
        temperature = upper
        scale = _moved(state, evaluated, temperature, scale, rng, details)
        details["temperatures"].append(temperature)
        report(temperature, state.points)
    shape = (chains, draws)
    return Population(
        state.points.reshape(*shape, -1),
        state.log_prior.reshape(shape),
        state.log_likelihood.reshape(shape),
        details,
    )


def _finite(values: np.ndarray) -> np.ndarray:
    """What cannot be told has no density."""
    return np.where(np.isfinite(values), values, -1e300)


def _next(gain: np.ndarray, temperature: float) -> float:
    """The next temperature: the farthest at which enough of the population stays effective."""

    def effective(upper: float) -> float:
        log_weights = (upper - temperature) * gain
        weights = np.exp(log_weights - log_weights.max())
        return float(weights.sum() ** 2 / np.square(weights).sum() / len(gain))

    if effective(1.0) >= _ESS:
        return 1.0
    low, high = temperature, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= _ESS else (low, middle)
    return high


def _moved(  # noqa: PLR0917, what a move needs
    state: _State,
    evaluated: Callable[[np.ndarray], _State],
    temperature: float,
    scale: float,
    rng: np.random.Generator,
    details: dict[str, Any],
) -> float:
    """Metropolis moves until the points have left where they stood; the step for next time.

    By turns a point is drawn anew from a t distribution fitted to the population, which leaves a place at
    once where the fit is good, and takes a step of its own, which leaves it where the fit is not.
    """
    last = temperature == 1
    enough, most = (_ENOUGH_LAST, _MOST_LAST) if last else (_ENOUGH, _MOST)
    stood = state.points.copy()
    n, p = stood.shape
    taken: dict[str, list[float]] = {"anew": [], "step": []}
    correlation, moves = 1.0, 0
    while moves < _FEWEST or (correlation > enough and moves < most):
        spread = np.cov(state.points.T).reshape(p, p)
        fitted = Student.of(state.points.mean(axis=0), spread)
        if moves % 2 == 0:
            proposed = evaluated(fitted.draw(n, rng))
            better = fitted.logpdf(state.points) - fitted.logpdf(proposed.points)
        else:
            # steps of several lengths: what suits the wide part of a funnel does not suit its neck
            lengths = scale * np.exp(rng.normal(scale=_LENGTHS, size=(n, 1)))
            proposed = evaluated(state.points + lengths * rng.normal(size=(n, p)) @ fitted.factor.T)
            better = np.zeros(n)
        better = better + proposed.level(temperature) - state.level(temperature)
        accepted = np.log(rng.uniform(size=n)) < better
        state.take(proposed, accepted)
        share = float(accepted.mean())
        taken["step" if moves % 2 else "anew"].append(share)
        if moves % 2:
            scale *= float(np.exp(0.6 * (share - _TARGET)))
        moves += 1
        correlation = _correlation(stood, state.points)
    details["moves"].append(moves)
    for kind, shares in taken.items():
        details[f"acceptance_{kind}"].append(float(np.mean(shares)))
    details["correlation"] = correlation
    return scale


def _correlation(before: np.ndarray, now: np.ndarray) -> float:
    """Largest over parameters, of the values and of their distances from the middle."""
    worst = 0.0
    for form in (lambda x: x, lambda x: np.abs(x - np.median(x, axis=0))):
        a, b = form(before), form(now)
        a, b = a - a.mean(axis=0), b - b.mean(axis=0)
        spread = np.sqrt(np.square(a).sum(axis=0) * np.square(b).sum(axis=0))
        worst = max(worst, float(np.max((a * b).sum(axis=0) / np.maximum(spread, 1e-300))))
    return worst

"""Sequential Monte Carlo on a sum: a population of points, led from a vague start to the posterior.

It asks for the log-likelihood of the whole population at once, a round a time, and for no gradient; so it
needs nothing of a site but its share of a sum. Temperatures and moves are chosen as it goes.

It stands here and not in the room of inference because everything in it is shaped by rounds: few, large
questions in place of many small ones, and a budget of points. It calls no sampler of another library.

Source: Del Moral, Doucet & Jasra (2006), Sequential Monte Carlo samplers, JRSS B 68, 411; temperatures by
effective sample size after Jasra, Stephens, Doucet & Tsagaris (2011), Scandinavian Journal of Statistics
38, 1. How points move is told in ``_moves``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from ..inference import Student, pareto_smoothed, systematic
from ._moves import Anew, Moves, State

_ESS = 0.5  # share of the population that must stay effective from one temperature to the next
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
    anew
        Points drawn anew at the last temperature, whether taken or not, with their weights: another
        estimate of the posterior, for which no point was moved.
    details
        ``temperatures``, ``moves``, ``acceptance_anew``, ``acceptance_step``, ``correlation`` (largest,
        of where a point stands with where it stood when the last temperature was reached),
        ``pareto_k`` (largest, of the weights between temperatures), and ``pareto_k_anew``.
    """

    points: np.ndarray
    log_prior: np.ndarray
    log_likelihood: np.ndarray
    anew: Anew
    details: dict[str, Any]


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

    def evaluated(points: np.ndarray) -> State:
        points = points.astype(np.float32).astype(float)  # half as many bytes to every site
        prior = _finite(log_prior(points))
        return State(points, start.logpdf(points), prior, _finite(log_likelihood(points)))

    state = evaluated(start.draw(n, rng))
    report(0.0, state.points)
    moves, temperature, pareto_k = Moves(evaluated, chains, rng), 0.0, 0.0
    temperatures = [temperature]
    while temperature < 1:
        gain = state.level(1.0) - state.log_start
        upper = _next(gain, temperature)
        log_weights, k = pareto_smoothed((upper - temperature) * gain)
        pareto_k = float(np.maximum(pareto_k, k))  # what is not a number stays one
        weights = np.exp(log_weights).reshape(chains, draws)
        picks = [systematic(one, draws, rng) + i * draws for i, one in enumerate(weights)]
        state.pick(np.concatenate(picks))
        temperature = upper
        moves.at(temperature, state)
        temperatures.append(temperature)
        report(temperature, state.points)
    shape, anew = (chains, draws), moves.anew()
    details = moves.details | {"temperatures": temperatures, "pareto_k": pareto_k, "pareto_k_anew": anew.k}
    return Population(
        state.points.reshape(*shape, -1),
        state.log_prior.reshape(shape),
        state.log_likelihood.reshape(shape),
        anew,
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

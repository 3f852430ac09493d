"""Two arms with a yes-or-no endpoint: every pair of counts at once."""

from __future__ import annotations

import functools

import numpy as np
import scipy
from numpy.typing import NDArray

from .._watch import checkpoint
from ..models import BetaMixture
from . import _check

Floats = NDArray[np.float64]
_NODES = 200


def as_prior(prior: BetaMixture | tuple[float, float], *, where: str) -> BetaMixture:
    """A mixture as it is, a pair (a, b) as the mixture of one."""
    if isinstance(prior, BetaMixture):
        return prior
    _check.as_many(prior, 2, where=where)
    return BetaMixture(
        (1.0,), (_check.positive(prior[0], where=where),), (_check.positive(prior[1], where=where),)
    )


@functools.lru_cache(maxsize=64)
def superiority(
    control: int, treatment: int, prior_control: BetaMixture, prior_treatment: BetaMixture, margin: float
) -> Floats:
    """P(p_treatment > p_control + margin | counts), (control + 1, treatment + 1), by quadrature.

    The rate of the control is integrated over by Gauss and Legendre's rule in an angle, sin² of which
    is the rate: no density that can occur there has a peak at an end.
    """
    rate, weight = rate_nodes(max(_NODES, control + treatment))
    density = posterior_mixture(control, prior_control, rate, scipy.stats.beta.pdf)
    above = posterior_mixture(
        treatment, prior_treatment, np.clip(rate + margin, 0.0, 1.0), scipy.stats.beta.sf
    )
    table: Floats = np.clip((density * weight) @ above.T, 0.0, 1.0)
    table.flags.writeable = False  # kept, and given to many
    return table


@functools.lru_cache(maxsize=16)
def rate_nodes(n: int) -> tuple[Floats, Floats]:
    """Points and weights of an integral over a rate: Gauss and Legendre's in the angle whose sin² it is."""
    u, weight = np.polynomial.legendre.leggauss(n)
    angle = (u + 1) * np.pi / 4
    return np.sin(angle) ** 2, weight * np.pi / 4 * 2 * np.sin(angle) * np.cos(angle)


def posterior_mixture(n: int, prior: BetaMixture, rate: Floats, of: object) -> Floats:
    """A function of the posterior after 0..n responders among n at each rate, (n + 1, rate)."""
    r = np.arange(n + 1)[:, None]
    a, b = np.asarray(prior.a), np.asarray(prior.b)
    with np.errstate(divide="ignore"):
        foretold = scipy.special.betaln(a + r, b + n - r) - scipy.special.betaln(a, b) + np.log(prior.weights)
    weight = scipy.special.softmax(foretold, axis=1)
    found = np.zeros((n + 1, rate.size))
    for k in range(a.size):
        checkpoint()
        found += weight[:, k, None] * of(rate, a[k] + r, b[k] + n - r)  # type: ignore[operator]
    return found


def forward(n: int, more: int, rate: float) -> Floats:
    """Probability of each count after ``more`` patients from each count before, (n + 1, n + more + 1)."""
    matrix = np.zeros((n + 1, n + more + 1))
    new = scipy.stats.binom.pmf(np.arange(more + 1), more, rate)
    checkpoint()
    for r in range(n + 1):
        matrix[r, r : r + more + 1] = new
    return matrix


def foretold(n: int, total: int, prior: BetaMixture) -> Floats:
    """The same of a beta-binomial prediction after r of n, (n + 1, total + 1)."""
    more = total - n
    r, y = np.arange(n + 1)[:, None], np.arange(more + 1)
    a, b = np.asarray(prior.a), np.asarray(prior.b)
    log = scipy.special.betaln(a + r, b + n - r) - scipy.special.betaln(a, b)
    with np.errstate(divide="ignore"):
        weight = scipy.special.softmax(log + np.log(prior.weights), axis=1)
    chance = np.zeros((n + 1, more + 1))
    for k in range(a.size):
        checkpoint()
        chance += weight[:, k, None] * scipy.stats.betabinom.pmf(y, more, a[k] + r, b[k] + n - r)
    matrix = np.zeros((n + 1, total + 1))
    for x in range(n + 1):
        matrix[x, x : x + more + 1] = chance[x]
    return matrix

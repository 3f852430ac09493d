"""Turnover of a response under a drug, exactly but for quadrature, as loops for the compiler.

With baseline 1 the response follows ``x' = k (P(t) - L(t) x)``: linear in x, whatever the drug does to
production P or loss L. Its solution is an integral, so no equation is solved step by step: over a step of
length h

    y(h) = exp(-K(h)) y(0) + integral_0^h exp(-(K(h) - K(s))) k (P(s) - L(s)) ds,   y = x - 1,

with ``K(s)`` the integral of ``k L``. Both integrals are taken by Gauss-Legendre quadrature with four nodes
a step. Where the drug does nothing the response stays at its baseline without any error.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NODES = 4


def _rule() -> tuple[Floats, Floats, Floats]:
    """Nodes and weights on (0, 1), and the integrals from 0 to each node of the nodes' Lagrange basis."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    nodes, weights = (nodes + 1) / 2, weights / 2
    inner = np.empty((NODES, NODES))
    for m in range(NODES):
        others = np.delete(nodes, m)
        basis = np.poly1d(np.poly(others) / np.prod(nodes[m] - others))
        inner[:, m] = np.polyint(basis)(nodes)
    return nodes, weights, inner


AT, WEIGHT, INNER = _rule()


def turnover(  # noqa: PLR0917, compiled loops take no keywords
    rate: Floats,
    production: Floats,
    loss: Floats,
    length: Floats,
    subject: Ints,
    fresh: Ints,
    weight: Floats,
    inner: Floats,
) -> Floats:
    """Departure of the response from its baseline (as a share) at the end of every step, (step,).

    Parameters
    ----------
    rate
        k of every subject, 1/time.
    production, loss
        P and L at the nodes, (step × nodes,), step by step.
    length
        Of the steps, time; a subject's steps follow one another.
    subject
        Whose step it is.
    fresh
        1 where the response stands at its baseline when the step begins.
    weight, inner
        :data:`WEIGHT` and :data:`INNER`.
    """
    steps = length.shape[0]
    nodes = weight.shape[0]
    result = np.zeros(steps)
    y = 0.0
    for n in range(steps):
        if fresh[n] == 1:
            y = 0.0
        span = rate[subject[n]] * length[n]
        whole = 0.0
        for j in range(nodes):
            whole += span * weight[j] * loss[n * nodes + j]
        y = y * np.exp(-whole)
        for j in range(nodes):
            part = 0.0
            for m in range(nodes):
                part += span * inner[j, m] * loss[n * nodes + m]
            source = production[n * nodes + j] - loss[n * nodes + j]
            y += span * weight[j] * np.exp(part - whole) * source
        result[n] = y
    return result


def turnover_gradient(  # noqa: PLR0917, as above
    rate: Floats,
    production: Floats,
    loss: Floats,
    length: Floats,
    subject: Ints,
    fresh: Ints,
    weight: Floats,
    inner: Floats,
    result: Floats,
    upstream: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Gradient of the weighted sum of :func:`turnover` by rate, production and loss."""
    steps = length.shape[0]
    nodes = weight.shape[0]
    by_rate = np.zeros(rate.shape[0])
    by_production = np.zeros(production.shape[0])
    by_loss = np.zeros(loss.shape[0])
    carried = 0.0
    for back in range(steps):
        n = steps - 1 - back
        g = carried + upstream[n]
        k = rate[subject[n]]
        h = length[n]
        whole = 0.0
        for j in range(nodes):
            whole += h * weight[j] * loss[n * nodes + j]
        # by the integral of L over the step, h Σ w L
        slope = -k * result[n] * g
        slope_k = -whole * result[n] * g
        for m in range(nodes):
            by_loss[n * nodes + m] += slope * h * weight[m]
        for j in range(nodes):
            part = 0.0
            for m in range(nodes):
                part += h * inner[j, m] * loss[n * nodes + m]
            source = production[n * nodes + j] - loss[n * nodes + j]
            left = h * weight[j] * np.exp(k * (part - whole)) * g
            by_production[n * nodes + j] += k * left
            by_loss[n * nodes + j] += -k * left
            slope_k += left * source * (1.0 + k * part)
            for m in range(nodes):
                by_loss[n * nodes + m] += k * k * left * source * h * inner[j, m]
        by_rate[subject[n]] += slope_k
        carried = g * np.exp(-k * whole)
        if fresh[n] == 1:
            carried = 0.0
    return by_rate, by_production, by_loss


def turnover_arrays(
    rate: Any, production: Any, loss: Any, *, length: Floats, subject: Ints, fresh: Ints
) -> Floats:
    """:func:`turnover` for many draws at once: ``rate`` (..., subject), the others (..., step × nodes).

    Returns
    -------
    numpy.ndarray
        (..., step)
    """
    shape = (*np.shape(production)[:-1], len(length), NODES)
    made, lost = np.reshape(production, shape), np.reshape(loss, shape)
    span = np.asarray(rate)[..., subject] * length
    whole = span * (lost @ WEIGHT)
    part = span[..., None] * (lost @ INNER.T)
    gained = span * ((np.exp(part - whole[..., None]) * (made - lost)) @ WEIGHT)
    result = np.empty_like(gained)
    y: Any = 0.0
    left = np.exp(-whole)
    for n in range(len(length)):
        y = (0.0 if fresh[n] else y) * left[..., n] + gained[..., n]
        result[..., n] = y
    return result

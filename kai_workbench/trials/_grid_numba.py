"""Compiled loops over a grid of parameters. Imported where they are run: numba takes a second to load."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

_FAR = 34.0  # e^-34 of the highest weight: below the last bit of a sum


@numba.njit(cache=True, nogil=True)
def posterior_summaries(  # noqa: PLR0917, compiled loops take no keywords
    n: Any, y: Any, log_prior: Any, log_p: Any, log_q: Any, of: Any
) -> Any:
    """Posterior means of the columns of ``of`` for every state.

    Parameters are (node,) for the prior, (dose, node) for log p and log(1 − p), (node, summary) for ``of``.
    """
    nodes, width = of.shape
    found = np.zeros((n.shape[0], width))
    log = np.empty(nodes)
    for state in range(n.shape[0]):
        log[:] = log_prior
        for dose in range(n.shape[1]):
            hits, misses = float(y[state, dose]), float(n[state, dose] - y[state, dose])
            if hits > 0:
                for k in range(nodes):
                    log[k] += hits * log_p[dose, k]
            if misses > 0:
                for k in range(nodes):
                    log[k] += misses * log_q[dose, k]
        highest, total = log.max(), 0.0
        row = found[state]
        for k in range(nodes):
            away = log[k] - highest
            if away > -_FAR:
                weight = np.exp(away)
                total += weight
                for c in range(width):
                    row[c] += weight * of[k, c]
        row /= total
    return found

"""The quantiles that intervals are told by."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BANDS = {"lo90": 0.05, "lo50": 0.25, "median": 0.5, "hi50": 0.75, "hi90": 0.95}
"""Names and probabilities: the 90 % and the 50 % interval, and the median."""

_STEPS = 60  # of bisection: more than a float can tell apart


def columns(quantiles: Floats) -> dict[str, Any]:
    """Columns of a frame from quantiles, (row, band); null where not a number."""
    values = np.asarray(quantiles, dtype=float)
    return {
        name: [None if np.isnan(one) else float(one) for one in values[:, k]] for k, name in enumerate(BANDS)
    }


def of_beta(hits: Any, others: Any) -> Floats:
    """Of rates under uniform priors, (row, band); not a number where nobody was observed."""
    a, b = np.asarray(hits, dtype=float)[:, None], np.asarray(others, dtype=float)[:, None]
    found = scipy.special.betaincinv(1 + a, 1 + b, list(BANDS.values()))
    return np.asarray(np.where(a + b > 0, found, np.nan))


def of_cells(centre: Floats, width: float, weight: Floats) -> Floats:
    """Of a quantity that is uniform within cells, (band,).

    Parameters
    ----------
    centre, weight
        By cell; the weights sum to 1.
    width
        Of every cell.
    """
    asked = np.array(list(BANDS.values()))
    keep = weight > 1e-12
    centre, weight = centre[keep], weight[keep] / weight[keep].sum()
    low = np.full(asked.size, centre.min() - width)
    high = np.full(asked.size, centre.max() + width)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        below = np.clip((middle[:, None] - centre) / width + 0.5, 0, 1) @ weight
        low, high = np.where(below < asked, middle, low), np.where(below < asked, high, middle)
    return np.asarray((low + high) / 2)


def of_draws(values: Floats, weight: Floats) -> Floats:
    """Of weighed draws, (row, band); ``values`` are (row, draw)."""
    out = []
    for row in values:
        order = np.argsort(row)
        below = np.cumsum(weight[order]) - weight[order] / 2
        out.append(np.interp(list(BANDS.values()), below / weight.sum(), row[order]))
    return np.array(out)

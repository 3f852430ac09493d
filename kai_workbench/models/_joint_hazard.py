"""A Weibull hazard that the course of the tumour moves, in numpy or PyTensor.

h(t) = h0(t)·exp(β·G(t) + x), with G one of

- ``"growth"``: log of the individual's growth rate, less that of a reference;
- ``"size"``: log of the current size, less that of a reference;
- ``"slope"``: current relative growth d(log size)/dt, in reference growth rates.

The cumulative hazard is (T/λ)^k·a·k·∫ v^(a·k-1)·exp(β·G(T·v^a) + x) dv from 0 to 1, with scale λ and shape
k of the Weibull and a = max(1, 1/k), so that nothing is infinite at 0; integrated by Gauss and Legendre.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from ._tumour_curves import stein_fojo, stein_fojo_slope

Link = Literal["growth", "size", "slope"]
LINKS: tuple[Link, ...] = ("growth", "size", "slope")
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(15)
NODES, WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2
_BISECTIONS = 60


def linked(
    link: Link, time: Any, each: Mapping[str, Any], reference: Mapping[str, Any], *, xp: Any = np
) -> Any:
    """G at ``time``; parameters in ``each`` (base, growth, kill) broadcast with it."""
    if link == "growth":
        return xp.log(each["growth"] / reference["growth"]) + 0 * time
    size = stein_fojo(time, **each, xp=xp)
    if link == "size":
        return xp.log(size / reference["base"])
    return stein_fojo_slope(time, **each, xp=xp) / size / reference["growth"]


def log_hazard_and_cumulative(
    link: Link,
    time: Any,
    each: Mapping[str, Any],
    reference: Mapping[str, Any],
    hazard: Mapping[str, Any],
    *,
    xp: Any = np,
) -> tuple[Any, Any]:
    """Log of the hazard, and the cumulative hazard, at ``time``.

    Parameters
    ----------
    time, each
        (..., subject), times above 0.
    hazard
        ``median`` (of a subject with G = 0 and no covariates), ``shape``, ``coefficient`` (β),
        ``covariates`` (x), broadcasting with ``time``.
    """
    shape = hazard["shape"]
    scale = hazard["median"] / np.log(2) ** (1 / shape)
    grown = (time / scale) ** shape
    now = hazard["coefficient"] * linked(link, time, each, reference, xp=xp) + hazard["covariates"]
    log_hazard = xp.log(shape / time) + xp.log(grown) + now
    if link == "growth":
        return log_hazard, grown * xp.exp(now)

    def wide(value: Any) -> Any:
        return value[..., None] if getattr(value, "ndim", 0) else value

    logs, power = np.log(NODES), xp.maximum(1.0, 1 / shape)
    at = wide(time) * xp.exp(logs * wide(power))
    inner = linked(link, at, {name: wide(value) for name, value in each.items()}, reference, xp=xp)
    rate = xp.exp(wide(hazard["coefficient"]) * inner + wide(hazard["covariates"]))
    weight = WEIGHTS * xp.exp(logs * (wide(power * shape) - 1))
    return log_hazard, grown * power * shape * (rate * weight).sum(axis=-1)


def event_times(
    link: Link,
    each: Mapping[str, Any],
    reference: Mapping[str, Any],
    hazard: Mapping[str, Any],
    rng: np.random.Generator,
) -> Any:
    """Times of events of new subjects with these courses, by inverting the cumulative hazard.

    Times beyond a thousand medians are given as that.
    """
    shape = np.broadcast_shapes(*(np.shape(value) for value in (*each.values(), *hazard.values())))
    wanted = rng.exponential(size=shape)
    low, high = np.full(shape, 1e-9), np.full(shape, 1e3) * hazard["median"]
    wide = {name: np.broadcast_to(value, shape) for name, value in each.items()}
    own = {name: np.broadcast_to(value, shape) for name, value in hazard.items()}
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        with np.errstate(all="ignore"):  # far beyond the data, sizes overflow: the hazard is then infinite
            _, reached = log_hazard_and_cumulative(link, middle, wide, reference, own)
        past = ~(reached < wanted)
        high, low = np.where(past, middle, high), np.where(past, low, middle)
    return (low + high) / 2

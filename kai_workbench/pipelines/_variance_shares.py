"""How much of a result's uncertainty comes from each step that leads to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._watch import checkpoint
from ..models import ModelDataError

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Step = Callable[[np.random.Generator, int], Any]
_RESAMPLES = 200


def variance_shares(
    steps: Mapping[str, Step],
    run: Callable[..., Mapping[str, Floats]],
    *,
    draws: int = 2048,
    seed: int = 20260101,
) -> tuple[dict[str, Floats], pl.DataFrame]:
    """Results with everything uncertain, and Sobol' shares of their variance by step.

    Every step is drawn twice; the chain is run with the first draws, with the second, and with the first
    where one step alone is replaced. A step may be any number of quantities: its share is that of all of
    them together.

    Parameters
    ----------
    steps
        By name, a function of a random generator and n that gives n independent draws of what the step
        leaves uncertain, in any form that ``run`` takes; steps are independent of each other.
    run
        Called with the draws of each step by name; gives results by name, (draw,).
    draws
        A power of two.
    seed
        Of all random numbers.

    Returns
    -------
    tuple
        Results by name, (draw,), and a frame of ``outcome``, ``step``, ``first`` (the share of the variance
        that knowing the step alone would take away, on average), ``first_se``, ``total`` (the share that
        would be left if all other steps were known) and ``total_se``. The errors are Monte-Carlo standard
        errors by bootstrap over draws. ``first`` sums to at most 1; what is missing is interaction. An
        estimate may lie a little below 0. All are NaN for a result that does not vary.

    Raises
    ------
    ModelDataError
        Fewer than two steps, ``draws`` is not a power of two, or a result is not one finite
        number a draw.

    References
    ----------
    Saltelli A et al. Comput Phys Commun 2010;181:259 (first); Jansen MJW. Comput Phys Commun 1999;117:35
    (total); computed by ``scipy.stats.sobol_indices``.
    """
    import polars as pl
    from scipy.stats import sobol_indices

    if len(steps) < 2:
        raise ModelDataError("variance_few_steps", where="steps", n=len(steps))
    if draws < 16 or draws & (draws - 1):
        raise ModelDataError("variance_draws", where="draws", value=draws)
    # a stream for each step, so that one step more does not change the draws of the others
    first, second = (
        {
            name: step(np.random.default_rng([seed, which, *name.encode()]), draws)
            for name, step in steps.items()
        }
        for which in (0, 1)
    )
    both = [_checked(run(**given), draws) for given in (first, second)]
    mixed = [_checked(run(**{**first, name: second[name]}), draws) for name in steps]
    outcomes = list(both[0])
    f_a, f_b = (np.array([found[one] for one in outcomes]) for found in both)
    f_ab = np.array([[found[one] for one in outcomes] for found in mixed])
    varies = np.ptp(np.concatenate([f_a, f_b], axis=1), axis=1) > 0
    shape = int(varies.sum()), len(steps)  # scipy drops the axis of a single outcome
    told = np.full((4, len(outcomes), len(steps)), np.nan)
    if varies.any():
        a, b, ab = f_a[varies], f_b[varies], f_ab[:, varies]
        shares = sobol_indices(func={"f_A": a, "f_B": b, "f_AB": ab}, n=draws)
        first_se, total_se = _errors(a, b, ab, seed)
        for k, one in enumerate((shares.first_order, first_se, shares.total_order, total_se)):
            told[k, varies] = np.reshape(one, shape)
    rows = [
        (outcome, name, *told[:, i, j].tolist())
        for i, outcome in enumerate(outcomes)
        for j, name in enumerate(steps)
    ]
    names = ("first", "first_se", "total", "total_se")
    schema: dict[str, Any] = {"outcome": pl.String, "step": pl.String} | dict.fromkeys(names, pl.Float64)
    return dict(zip(outcomes, f_a, strict=True)), pl.DataFrame(rows, schema=schema, orient="row")


def _checked(found: Mapping[str, Floats], draws: int) -> dict[str, Floats]:
    for name, values in found.items():
        array = np.asarray(values, dtype=float)
        if array.shape != (draws,) or not np.isfinite(array).all():
            raise ModelDataError("variance_outcome", where=name)
    return {name: np.asarray(values, dtype=float) for name, values in found.items()}


def _errors(f_a: Floats, f_b: Floats, f_ab: Floats, seed: int) -> tuple[Floats, Floats]:
    """Standard errors of both kinds of share, (outcome, step), by bootstrap over draws."""
    rng = np.random.default_rng([seed, 2])
    n = f_a.shape[-1]
    found: list[Sequence[Floats]] = []
    for _ in range(_RESAMPLES):
        checkpoint()
        pick = rng.integers(0, n, n)
        a, b, ab = f_a[:, pick], f_b[:, pick], f_ab[..., pick]
        centre = np.concatenate([a, b], axis=1).mean(axis=1, keepdims=True)
        variance = np.concatenate([a, b], axis=1).var(axis=1)
        one = ((b - centre) * (ab - a)).mean(axis=-1) / variance
        rest = ((a - ab) ** 2).mean(axis=-1) / (2 * variance)
        found.append((one.T, rest.T))
    stacked = np.array(found).std(axis=0, ddof=1)
    return stacked[0], stacked[1]

"""Probability of success, with what is not yet known carried in draws."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _check
from ._errors import DesignError
from ._measure import Measure

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Chance = Callable[[Any], Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Assurance:
    """Made by :func:`assurance`.

    Attributes
    ----------
    probability
        Of success, averaged over the draws, with its Monte-Carlo standard error (draws taken as
        independent).
    worthwhile
        P(effect above ``worth`` | success); None where no ``worth`` was given.
    expected
        Mean effect given success; None for draws of several quantities.
    by_draw
        Probability of success at each draw.
    """

    probability: Measure
    worthwhile: float | None
    expected: float | None
    by_draw: Floats


def assurance(success: Chance, draws: Any, *, worth: float | None = None) -> Assurance:
    """Probability of success of a trial under a distribution of the truth.

    Parameters
    ----------
    success
        Gives the probability of success at each draw, such as
        ``lambda effect: 1 - scipy.stats.norm.cdf(1.96 - effect / 0.2)``, or a loop over
        :meth:`SingleArm.probability`. It is given ``draws`` as they are.
    draws
        The truth's distribution: an array, an xarray.DataArray with the dim ``sample``, or a mapping of
        several.
    worth
        An effect that is worth having; for draws of one quantity.

    Raises
    ------
    DesignError
        What ``success`` gives is not one probability for each draw.

    References
    ----------
    O'Hagan A, Stevens JW, Campbell MJ. Pharm Stat 2005;4:187.
    """
    chance = _chance(success, draws, where="success")
    n = chance.size
    mean = float(chance.mean())
    error = float(chance.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    worthwhile = expected = None
    if not isinstance(draws, Mapping) and mean > 0:
        effect = np.asarray(draws, dtype=float).ravel()
        if effect.size == n:
            expected = float(chance @ effect / chance.sum())
            if worth is not None:
                _check.finite(worth, where="worth")
                worthwhile = float(chance @ (effect > worth) / chance.sum())
    return Assurance(
        probability=Measure("assurance", "", mean, error),
        worthwhile=worthwhile,
        expected=expected,
        by_draw=chance,
    )


def programme(steps: Mapping[str, Chance], draws: Any) -> pl.DataFrame:
    """Probability that a programme of trials succeeds, step by step.

    All steps see the same draws of the truth, so what makes one fail makes the next one likely to fail;
    given the truth the steps are independent.

    Parameters
    ----------
    steps
        By name, in order: the probability of success at each draw, as for :func:`assurance`.
    draws
        As for :func:`assurance`.

    Returns
    -------
    polars.DataFrame
        ``step``; ``alone``, its probability of success on its own; ``given_before``, given that all before
        it succeeded; ``so_far``, of all up to it; ``mcse`` of the last.
    """
    import polars as pl

    _check.several(list(steps), where="steps")
    so_far, rows = None, []
    for name, success in steps.items():
        chance = _chance(success, draws, where=name)
        before = np.ones_like(chance) if so_far is None else so_far
        so_far = before * chance
        error = float(so_far.std(ddof=1) / np.sqrt(so_far.size)) if so_far.size > 1 else float("nan")
        mean, earlier = float(so_far.mean()), float(before.mean())
        given = mean / earlier if earlier > 0 else float("nan")
        rows.append((name, float(chance.mean()), given, mean, error))
    return pl.DataFrame(rows, schema=["step", "alone", "given_before", "so_far", "mcse"], orient="row")


def _chance(success: Chance, draws: Any, *, where: str) -> Floats:
    found = np.asarray(success(draws), dtype=float)
    one = next(iter(draws.values())) if isinstance(draws, Mapping) else draws
    needed = np.asarray(one).size
    if found.ndim != 1 or found.size != needed or needed == 0:
        raise DesignError("design_length", where=where, n=found.size, needed=max(needed, 1))
    if not np.all((found >= 0) & (found <= 1)):
        raise DesignError(
            "design_not_a_rate", where=where, value=float(found[~((found >= 0) & (found <= 1))][0])
        )
    return found

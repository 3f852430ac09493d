"""One number of a design's behaviour, and how sure the simulation is of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclasses.dataclass(frozen=True)
class Measure:
    """One operating characteristic.

    Attributes
    ----------
    name
        What was measured: ``selected``, ``patients``, ``type_1_error`` ...
    of
        Of which dose, arm or look; empty where it is of the trial as a whole.
    value
        In ``unit``.
    mcse
        Monte-Carlo standard error; 0 where the value was enumerated.
    unit
        UCUM: ``1`` for probabilities, ``{patients}``, ``mo`` ...
    """

    name: str
    of: str
    value: float
    mcse: float
    unit: str = "1"


def exact(name: str, value: float, *, of: str = "", unit: str = "1") -> Measure:
    """A value without Monte-Carlo error."""
    return Measure(name, of, float(value), 0.0, unit)


def proportion(name: str, hits: ArrayLike, *, of: str = "", unit: str = "1") -> Measure:
    """Share of trials in which something happened.

    Where it happened in none or in all of them the usual standard error would be 0, which would
    claim an exact value: there it is that of half an event.
    """
    happened = np.asarray(hits, dtype=bool)
    n, k = happened.size, int(happened.sum())
    p = k / n
    spread = p if 0 < k < n else 0.5 / (n + 1)
    return Measure(name, of, p, float(np.sqrt(spread * (1 - spread) / n)), unit)


def mean(name: str, values: ArrayLike, *, of: str = "", unit: str = "1") -> Measure:
    """Mean over trials; its standard error is SD/√n."""
    x = np.asarray(values, dtype=float)
    error = float(x.std(ddof=1) / np.sqrt(x.size)) if x.size > 1 else float("nan")
    return Measure(name, of, float(x.mean()), error, unit)


def ratio(
    name: str, numerator: ArrayLike, denominator: ArrayLike, *, of: str = "", unit: str = "1"
) -> Measure:
    """Sum over sum, such as DLTs over patients; the standard error is by linearisation."""
    a, b = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    below = b.mean()
    if not below > 0:
        return Measure(name, of, float("nan"), float("nan"), unit)
    value = float(a.mean() / below)
    if a.size < 2:
        return Measure(name, of, value, float("nan"), unit)
    error = float(np.std(a - value * b, ddof=1) / np.sqrt(a.size) / below)
    return Measure(name, of, value, error, unit)


def mean_of_sums(name: str, n: int, x: float, xx: float, *, of: str = "", unit: str = "1") -> Measure:
    """As :func:`mean`, from Σx and Σx² of whole numbers over ``n`` trials.

    Where all are alike the standard error is that of half a trial with one more.
    """
    variance = max(0.5 / (n + 1), (xx - x * x / n) / (n - 1)) if n > 1 else float("nan")
    return Measure(name, of, x / n, float(np.sqrt(variance / n)), unit)


def ratio_of_sums(
    name: str, n: int, sums: tuple[float, float, float, float, float], *, of: str = "", unit: str = "1"
) -> Measure:
    """As :func:`ratio`, from Σa, Σb, Σa², Σab, Σb² of whole numbers over ``n`` trials.

    Where all trials have the same ratio the standard error is that of half a trial with one more.
    """
    a, b, aa, ab, bb = sums
    if not b > 0:
        return Measure(name, of, float("nan"), float("nan"), unit)
    value = a / b
    spread = max(0.5, aa - 2 * value * ab + value**2 * bb)
    error = np.sqrt(spread / (n - 1) / n) / (b / n) if n > 1 else float("nan")
    return Measure(name, of, value, float(error), unit)


def root_mean_square(name: str, errors: ArrayLike, *, of: str = "", unit: str = "1") -> Measure:
    """Root mean squared error; the standard error is by linearisation."""
    squares = np.asarray(errors, dtype=float) ** 2
    value = float(np.sqrt(squares.mean()))
    spread = float(squares.std(ddof=1) / np.sqrt(squares.size)) if squares.size > 1 else float("nan")
    return Measure(name, of, value, spread / (2 * value) if value > 0 else 0.0, unit)

"""The continuous benchmark curves as a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._benchmark_means import MeanShape, Spread

if TYPE_CHECKING:
    from collections.abc import Sequence


def median_graph(shape: MeanShape, free: Sequence[Any], dose: Any, sign: Any, *, degree: int) -> Any:
    """Median response at doses, (dose,); parameters on their free scales, ``sign`` of the change."""
    import pytensor.tensor as pt

    above = pt.gt(dose, 0)  # a power of nought has no slope: told apart, and its log never taken
    log_x = pt.log(pt.switch(above, dose, 1.0))
    start = pt.exp(free[0])
    if shape == "hill":
        return start + pt.switch(above, free[1] * pt.sigmoid(pt.exp(free[3]) * (log_x - free[2])), 0.0)
    if shape == "power":
        return start + pt.switch(above, free[1] * pt.exp(pt.exp(free[2]) * log_x), 0.0)
    if shape == "polynomial":
        return start + sum(free[i] * dose**i for i in range(1, degree + 1))
    inside = pt.switch(above, pt.exp(pt.exp(free[_power(shape)]) * (free[1] + log_x)), 0.0)
    if shape == "exponential_3":
        return start * pt.exp(sign * inside)
    plateau = pt.exp(free[2])
    return start * (plateau - (plateau - 1) * pt.exp(-inside))


def _power(shape: MeanShape) -> int:
    return 2 if shape == "exponential_3" else 3


def log_variance_graph(free: Sequence[Any], middle: Any, spread: Spread) -> Any:
    """Log variance at medians."""
    import pytensor.tensor as pt

    if spread != "power":
        return free[-1] + 0.0 * middle
    return free[-2] + pt.exp(free[-1]) * pt.log(pt.abs(middle))

"""How far predictions fall from what was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._errors import ModelDataError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def gmfe(predicted: ArrayLike, observed: ArrayLike) -> float:
    """Geometric mean fold error, ``exp(mean |log(predicted / observed)|)``; 1 is perfect.

    Parameters
    ----------
    predicted, observed
        Same shape, one unit, above 0, none missing.

    Raises
    ------
    ModelDataError
        Shapes differ, nothing is given, or a value is missing, zero, negative or not finite.

    References
    ----------
    Obach RS et al. J Pharmacol Exp Ther 1997;283:46.

    Examples
    --------
    >>> round(gmfe([2, 2], [1, 4]), 6)
    2.0
    """
    return float(np.exp(np.mean(np.abs(_log_error(predicted, observed)))))


def within_fold(predicted: ArrayLike, observed: ArrayLike, *, fold: float = 2.0) -> float:
    """Fraction of predictions within ``fold`` of the observed value, either way, limits included.

    Raises
    ------
    ModelDataError
        As :func:`gmfe`; or ``fold`` is below 1.

    Examples
    --------
    >>> within_fold([1, 2, 9], [2, 2, 3])
    0.6666666666666666
    """
    if not fold >= 1:
        raise ModelDataError("fold_below_one", value=fold)
    # A value exactly at the limit is in, whatever its logarithm rounds to.
    limit = np.log(fold) * (1 + 1e-12)
    return float(np.mean(np.abs(_log_error(predicted, observed)) <= limit))


def coverage(observed: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> float:
    """Fraction of observed values inside their intervals, limits included.

    Parameters
    ----------
    observed, lower, upper
        Same shape and unit, none missing.

    Raises
    ------
    ModelDataError
        Shapes differ, nothing is given, a value is missing, or a lower limit lies above its
        upper one.

    Examples
    --------
    >>> coverage([1, 5], [0.5, 1], [2, 4])
    0.5
    """
    value, low, high = _alike(observed=observed, lower=lower, upper=upper)
    if (low > high).any():
        at = int(np.argmax(low > high))
        raise ModelDataError("limits_swapped", where=f"[{at}]", lower=low[at], upper=high[at])
    return float(np.mean((low <= value) & (value <= high)))


def _log_error(predicted: ArrayLike, observed: ArrayLike) -> NDArray[np.float64]:
    """Log observed minus log predicted."""
    above, below = _alike(observed=observed, predicted=predicted)
    for name, values in (("predicted", below), ("observed", above)):
        if (values <= 0).any():
            at = int(np.argmax(values <= 0))
            raise ModelDataError("value_not_positive", where=f"{name}[{at}]", value=values[at])
    return np.log(above) - np.log(below)


def _alike(**given: ArrayLike) -> list[NDArray[np.float64]]:
    """The arrays, flat, of one shape, not empty, with nothing missing."""
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in given.items()}
    if len({array.shape for array in arrays.values()}) != 1:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ModelDataError("shapes_differ", shapes=shapes)
    for name, array in arrays.items():
        if not array.size:
            raise ModelDataError("nothing_to_compare")
        if not np.isfinite(array).all():
            at = int(np.argmin(np.isfinite(array.ravel())))
            raise ModelDataError("value_missing", where=f"{name}[{at}]")
    return [array.ravel() for array in arrays.values()]

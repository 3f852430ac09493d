"""The truth that somebody plants, looked at before anything is simulated from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError

Floats = NDArray[np.float64]


def planted(
    params: Mapping[str, Any],
    name: str,
    labels: Sequence[Any],
    *,
    above: float = -np.inf,
    below: float = np.inf,
) -> Floats:
    """One true value for each label, (label,).

    Parameters
    ----------
    params
        ``name``: a number for all, one a label in their order, or a mapping by label.
    above, below
        Between which the values lie.

    Raises
    ------
    ModelDataError
        The value is missing, for one label or as a whole; there are more or fewer than labels; or one lies
        elsewhere.
    """
    value = _named(params, name, where=name)
    if isinstance(value, Mapping):
        value = [_named(value, one, where=f"{name}, {one}") for one in labels]
    found = np.asarray(value, dtype=float)
    if found.shape not in {(), (len(labels),)}:
        raise ModelDataError("planted_shape", where=name, shape=found.shape, wanted=(len(labels),))
    found = np.broadcast_to(found, (len(labels),))
    for one, number in zip(labels, found, strict=True):
        if not (above < number < below and np.isfinite(number)):
            raise ModelDataError(
                "planted_beyond", where=f"{name}, {one}", value=number, low=above, high=below
            )
    return found


def planted_factor(params: Mapping[str, Any], spread: Floats) -> Floats:
    """Cholesky factor of the covariance of ``spread`` and ``correlation``.

    Raises
    ------
    ModelDataError
        ``correlation`` is missing, has another shape, or is no correlation matrix.
    """
    correlation = np.asarray(_named(params, "correlation", where="correlation"), dtype=float)
    wanted = (len(spread), len(spread))
    if correlation.shape != wanted:
        raise ModelDataError("planted_shape", where="correlation", shape=correlation.shape, wanted=wanted)
    proper = np.allclose(correlation, correlation.T) and np.allclose(np.diag(correlation), 1)
    if not proper or np.linalg.eigvalsh(correlation).min() <= 0:
        raise ModelDataError("planted_correlation", where="correlation")
    factor: Floats = np.linalg.cholesky(correlation * np.outer(spread, spread))
    return factor


def _named(given: Mapping[Any, Any], name: Any, *, where: str) -> Any:
    if name not in given:
        raise ModelDataError("planted_missing", where=where, known=", ".join(map(str, given)))
    return given[name]

"""The truth that somebody plants, looked at before anything is simulated from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError

Floats = NDArray[np.float64]


class Truth:
    """True values, each asked for by name; what nobody asked for is unknown.

    Parameters
    ----------
    params
        What :meth:`simulate` of a model was given.
    """

    def __init__(self, params: Mapping[str, Any]) -> None:
        self._params = params
        self._asked: dict[str, None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._params

    def numbers(
        self,
        name: str,
        labels: Sequence[Any],
        *,
        above: float = -np.inf,
        least: float = -np.inf,
        below: float = np.inf,
        otherwise: float | None = None,
    ) -> Floats:
        """One true value for each label, (label,).

        Parameters
        ----------
        name
            A number for all, one a label in their order, or a mapping by label.
        above, least, below
            Between which the values lie; ``least`` itself may be one.
        otherwise
            Of all labels where the name is missing, and of those that a mapping leaves out. By default every
            one must be given.

        Raises
        ------
        ModelDataError
            The value is missing, for one label or as a whole; a mapping names another label; there are more
            or fewer than labels; or one is no number, or lies elsewhere.
        """
        value = self._named(name, otherwise)
        if isinstance(value, Mapping):
            if strange := [one for one in value if one not in labels]:
                raise _unknown(f"{name}, {strange[0]}", labels)
            value = [_entry(value, one, f"{name}, {one}", otherwise) for one in labels]
        try:
            found = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise ModelDataError("planted_no_number", where=name, value=value) from None
        if found.shape not in {(), (len(labels),)}:
            raise ModelDataError("planted_shape", where=name, shape=found.shape, wanted=(len(labels),))
        found = np.broadcast_to(found, (len(labels),))
        for one, number in zip(labels, found, strict=True):
            where = name if one == name else f"{name}, {one}"
            if np.isfinite(number) and number < least:
                raise ModelDataError("planted_below", where=where, value=number, least=least)
            if not (above < number < below and np.isfinite(number)):
                raise ModelDataError("planted_beyond", where=where, value=number, low=above, high=below)
        return found

    def number(self, name: str, **limits: Any) -> float:
        """The single value of a name; limits as of :meth:`numbers`."""
        return float(self.numbers(name, [name], **limits)[0])

    def factor(self, spread: Floats) -> Floats:
        """Cholesky factor of the covariance of ``spread`` and ``correlation``.

        Raises
        ------
        ModelDataError
            ``correlation`` is missing, has another shape, or is no correlation matrix.
        """
        correlation = self.correlation(len(spread))
        found: Floats = np.linalg.cholesky(correlation * np.outer(spread, spread))
        return found

    def correlation(self, size: int) -> Floats:
        """``correlation``, (size, size).

        Raises
        ------
        ModelDataError
            As :meth:`factor`.
        """
        found = np.asarray(self._named("correlation", None), dtype=float)
        if found.shape != (size, size):
            raise ModelDataError("planted_shape", where="correlation", shape=found.shape, wanted=(size, size))
        proper = np.allclose(found, found.T) and np.allclose(np.diag(found), 1)
        if not proper or np.linalg.eigvalsh(found).min() <= 0:
            raise ModelDataError("planted_correlation", where="correlation")
        return found

    def finish(self) -> None:
        """Refuse names that were never asked for.

        Raises
        ------
        ModelDataError
            The model has no such parameter.
        """
        if strange := [name for name in self._params if name not in self._asked]:
            raise _unknown(strange[0], list(self._asked))

    def _named(self, name: str, otherwise: float | None) -> Any:
        self._asked[name] = None
        return _entry(self._params, name, name, otherwise)


def _entry(given: Mapping[Any, Any], name: Any, where: str, otherwise: float | None) -> Any:
    if name in given:
        return given[name]
    if otherwise is None:
        raise ModelDataError("planted_missing", where=where, known=", ".join(map(str, given)))
    return otherwise


def _unknown(where: str, known: Sequence[Any]) -> ModelDataError:
    return ModelDataError("planted_unknown", where=where, known=", ".join(map(str, known)))

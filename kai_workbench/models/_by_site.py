"""What the models with rows of several sites share: whose row it is, and who answers for which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import ModelDataError

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray


def site_labels(data: pl.DataFrame, column: str, sites: Sequence[str]) -> list[str]:
    """Sites in order: those the model was told of, or else those of the rows as they come.

    Raises
    ------
    ModelDataError
        The column is missing or empty somewhere, or a row is of a site that the model does not know.
    """
    present(data, (column,))
    found = [str(one) for one in data[column].unique(maintain_order=True).to_list() if one is not None]
    if data[column].null_count():
        raise ModelDataError("site_not_told", where=column, n=data[column].null_count())
    if not sites:
        return found
    if strange := sorted(set(found) - set(sites)):
        raise ModelDataError("site_unknown", where=column, value=strange[0], known=", ".join(sites))
    return list(sites)


def site_index(data: pl.DataFrame, column: str, labels: Sequence[str]) -> NDArray[np.int64]:
    """Place of each row's site among the labels."""
    place = {label: i for i, label in enumerate(labels)}
    return np.array([place[str(one)] for one in data[column].to_list()], dtype=np.int64)


def present(data: pl.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a table without these columns."""
    for name in columns:
        if name not in data.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))


def numbers(data: pl.DataFrame, column: str) -> NDArray[np.float64]:
    """A column as finite numbers; the first row that has none is told."""
    import polars as pl

    values = data[column].cast(pl.Float64, strict=False).to_numpy()
    if not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise ModelDataError(
            "model_value_not_finite", where=f"{column}, row {row + 1}", value=data[column][row]
        )
    return np.ascontiguousarray(values)


def whole(data: pl.DataFrame, column: str, *, most: Any) -> NDArray[np.int64]:
    """A column of whole numbers from 0 to ``most`` (a number, or one a row)."""
    values = numbers(data, column)
    bad = (values < 0) | (values > most) | (values != np.round(values))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        limit = np.broadcast_to(most, values.shape)[row]
        raise ModelDataError(
            "not_a_count", where=f"{column}, row {row + 1}", value=values[row], most=int(limit)
        )
    return values.astype(np.int64)


def check_priors(**priors: tuple[float, float] | float) -> None:
    """Refuse a spread that is not above 0, or a centre that is not finite."""
    for name, value in priors.items():
        centre, spread = value if isinstance(value, tuple) else (0.0, value)
        if not 0 < spread < np.inf or not np.isfinite(centre):
            raise ModelDataError("prior_not_positive", where=name, value=spread)


def stacked(draws: Any, names: Sequence[str]) -> Mapping[str, NDArray[np.float64]]:
    """Draws of scalars as plain vectors."""
    flat = draws.stack(sample=("chain", "draw"))
    return {name: flat[name].to_numpy() for name in names}

"""How well human values are predicted for compounds that the model has not seen."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from .. import inference
from ..models import ANIMALS, CrossSpecies, moments, structure_keys
from ._reference import with_structure

if TYPE_CHECKING:
    from numpy.typing import NDArray

CROSS_VALIDATION = {
    "parameter": pl.String,
    "compound": pl.String,
    "fold": pl.Int64,
    "observed": pl.Float64,
    **dict.fromkeys(("median", "lo50", "hi50", "lo90", "hi90"), pl.Float64),
}
_LEVELS = (0.5, 0.25, 0.75, 0.05, 0.95)


def folds(frame: pl.DataFrame, *, k: int = 10, seed: int = 0) -> NDArray[np.int64]:
    """A fold for each compound; the same structure under two names goes to the same fold.

    Parameters
    ----------
    frame
        A species PK table; without ``smiles``, each compound stands for itself.
    k, seed
        Number of folds, and what fixes them.
    """
    key = frame["compound"]
    if frame["smiles"].is_not_null().any():
        key = structure_keys(frame["smiles"]).fill_null(frame["compound"])
    groups = sorted(set(key))
    fold = dict(zip(groups, np.random.default_rng(seed).permutation(len(groups)) % k, strict=True))
    return np.array([fold[one] for one in key], dtype=np.int64)


def cross_validate(
    frame: pl.DataFrame,
    *,
    parameter: CrossSpecies,
    fold: NDArray[np.int64],
    progress: Callable[[int, int], None] | None = None,
    **sampler: Any,
) -> pl.DataFrame:
    """Predict every compound's human value by a model that has not seen the compound.

    Nested strictly: if structure takes part, it is learnt anew for each fold from human compounds
    that share no structure with the fold's, and the other compounds' own structure-based
    predictions are out of bag within what is left.

    Parameters
    ----------
    frame
        A species PK table (:class:`kai_workbench.standards.SpeciesPK`), without structure columns.
    parameter
        The model, and so whether structure takes part.
    fold
        From :func:`folds`.
    progress
        Called with folds done and in all.
    sampler
        Goes to :func:`kai_workbench.inference.fit`.

    Returns
    -------
    polars.DataFrame
        ``parameter``, ``compound``, ``fold``, ``observed``, ``median``, ``lo50``, ``hi50``,
        ``lo90``, ``hi90`` in the parameter's unit; one row per compound with a human value and
        an animal's.

    Raises
    ------
    kai_workbench.inference.UntrustedFit
        The fit of a fold failed its checks.
    """
    count = int(fold.max()) + 1
    parts: list[tuple[Any, ...]] = []
    for one in range(count):
        parts.extend(_fold(frame, parameter, fold, one, sampler))
        if progress is not None:
            progress(one + 1, count)
    return pl.DataFrame(parts, schema=CROSS_VALIDATION, orient="row")


def _fold(
    frame: pl.DataFrame, model: CrossSpecies, fold: NDArray[np.int64], one: int, sampler: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    held_out = pl.Series(fold == one)
    data = frame
    if model.with_structure:
        hidden = structure_keys(frame["smiles"]).filter(held_out).drop_nulls()
        data = with_structure(frame, without=set(hidden))
    fit = inference.fit(model, data.filter(~held_out), **sampler).require()
    mean, covariance = moments(fit.posterior)
    rng = np.random.default_rng(one)
    test = data.filter(held_out)
    for name, value in zip(test["compound"], model.log_values(test), strict=True):
        if not (np.isfinite(value[0]) and np.isfinite(value[1 : 1 + len(ANIMALS)]).any()):
            continue
        centre, sd = model.conditional(value, mean, covariance)
        draws = np.exp(centre + sd * rng.standard_normal(centre.size))
        yield model.parameter, name, one, float(np.exp(value[0])), *np.quantile(draws, _LEVELS).tolist()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Accuracy:
    """How good predictions were.

    Attributes
    ----------
    n
        Compounds.
    gmfe
        Geometric mean fold error of the medians.
    within_2_fold
        Share of medians within two-fold of the observed.
    coverage_50, coverage_90
        Share of observed values inside the intervals.
    """

    n: int
    gmfe: float
    within_2_fold: float
    coverage_50: float
    coverage_90: float


def accuracy(predicted: pl.DataFrame) -> Accuracy:
    """Accuracy of a table from :func:`cross_validate`."""
    error = np.log(predicted["median"].to_numpy() / predicted["observed"].to_numpy())
    inside = {
        level: np.mean(
            predicted["observed"].is_between(predicted[f"lo{level}"], predicted[f"hi{level}"]).to_numpy()
        )
        for level in (50, 90)
    }
    return Accuracy(
        n=predicted.height,
        gmfe=float(np.exp(np.abs(error).mean())),
        within_2_fold=float((np.abs(error) <= np.log(2)).mean()),
        coverage_50=float(inside[50]),
        coverage_90=float(inside[90]),
    )

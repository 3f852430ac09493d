"""How far each group's mean lies from the control's, test by test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCHEMA = {
    "test": pl.String,
    "title": pl.String,
    "rank": pl.Int64,
    "n": pl.Int64,
    "n_control": pl.Int64,
    "ratio": pl.Float64,
    "lo50": pl.Float64,
    "hi50": pl.Float64,
    "lo90": pl.Float64,
    "hi90": pl.Float64,
    "distance": pl.Float64,
}


def study_changes(values: pl.DataFrame, *, control: int = 0) -> pl.DataFrame:
    """Ratio of geometric means, treated to control, with its 50 and 90% confidence intervals.

    Within each sex the group is compared with the control of that sex, and the two log ratios are
    averaged with equal weights, so that unequal numbers of males and females make no difference of
    their own. Variances are not assumed equal (Welch).

    Parameters
    ----------
    values
        ``test``, ``title``, ``sex``, ``rank`` and ``value``: one row an animal and test.
    control
        The rank that the others are compared with.

    Returns
    -------
    polars.DataFrame
        One row a test and treated rank: ``n``, ``n_control``, ``ratio``, ``lo50``, ``hi50``,
        ``lo90``, ``hi90`` and ``distance``, the log ratio over its standard error. A test with a
        value of zero or below has no logarithm and is not in the table, nor is a group of one animal.

    References
    ----------
    Welch BL. Biometrika 1947;34:28 (unequal variances; degrees of freedom after Satterthwaite).
    """
    usable = values.filter(pl.col("value").is_not_null())
    usable = usable.filter((pl.col("value") > 0).all().over("test"))
    cells = usable.group_by("test", "title", "sex", "rank", maintain_order=True).agg(
        n=pl.len().cast(pl.Int64),
        mean=pl.col("value").log().mean(),
        var=pl.col("value").log().var() / pl.len(),
    )
    cells = cells.filter(pl.col("n") > 1)
    control_cells = cells.filter(pl.col("rank") == control).drop("title", "rank")
    both = cells.filter(pl.col("rank") != control).join(control_cells, on=["test", "sex"], suffix="_control")
    parts = both.group_by("test", "title", "rank", maintain_order=True).agg(
        n=pl.col("n").sum(),
        n_control=pl.col("n_control").sum(),
        log=(pl.col("mean") - pl.col("mean_control")).mean(),
        var=(pl.col("var") + pl.col("var_control")).sum() / pl.len() ** 2,
        spread=(
            pl.col("var") ** 2 / (pl.col("n") - 1) + pl.col("var_control") ** 2 / (pl.col("n_control") - 1)
        ).sum()
        / pl.len() ** 4,
    )
    parts = parts.filter(pl.col("var") > 0)
    if parts.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    log, error = parts["log"].to_numpy(), np.sqrt(parts["var"].to_numpy())
    freedom = parts["var"].to_numpy() ** 2 / parts["spread"].to_numpy()
    ends = {
        f"{end}{level}": np.exp(log + sign * student(freedom, 0.5 + level / 200) * error)
        for level in (50, 90)
        for end, sign in (("lo", -1), ("hi", 1))
    }
    found = {"ratio": np.exp(log), "distance": np.abs(log) / error} | ends
    return parts.with_columns(**{name: pl.Series(one) for name, one in found.items()}).select(list(SCHEMA))


def student(freedom: NDArray[np.float64], probability: float) -> NDArray[np.float64]:
    """Quantile of Student's t distribution."""
    from scipy.special import stdtrit

    found: NDArray[np.float64] = stdtrit(freedom, probability)
    return found

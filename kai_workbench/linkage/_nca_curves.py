"""Concentrations of many animals as one array: a row per curve, filled up with NaN at the end."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ._nca_options import BelowLimitRule, NcaError, Route

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Curves:
    """Arrays of shape (curves, points); ``made`` marks points that nobody measured (time 0)."""

    keys: pl.DataFrame
    time: Array
    concentration: Array
    made: Mask
    back_extrapolated: Array
    problems: pl.DataFrame

    @property
    def measurable(self) -> Mask:
        return np.nan_to_num(self.concentration) > 0


def curves(
    samples: pl.DataFrame,
    *,
    by: Sequence[str],
    rule: BelowLimitRule,
    route: Route,
    steady_state: bool,
) -> Curves:
    """Sort, apply the rule for values below the limit, add time 0.

    ``samples`` has ``by`` and ``_time``, ``_concentration``, ``_below``, ``_limit``.
    """
    keys = samples.select(by).unique(maintain_order=True).with_row_index("_curve")
    rows = samples.join(keys, on=list(by), how="left", nulls_equal=True, maintain_order="left")
    rows = rows.select("_curve", "_time", "_concentration", "_below", "_limit").sort("_curve", "_time")
    negative = pl.col("_concentration") < 0
    early = pl.col("_time") < 0
    lost = pl.col("_time").is_null() & pl.col("_concentration").is_not_null()
    problems = pl.concat(
        [
            rows.filter(found.fill_null(value=False))
            .group_by("_curve")
            .agg(rows=pl.len())
            .with_columns(problem=pl.lit(code))
            for code, found in (
                ("negative_concentration", negative),
                ("before_dose", early),
                ("no_time", lost),
            )
        ]
    )
    rows = rows.filter(~(negative | early).fill_null(value=False), pl.col("_time").is_not_null())
    rows = _ruled(rows, rule).filter(pl.col("_concentration").is_not_null())
    twice = rows.filter(pl.struct("_curve", "_time").is_duplicated())
    if twice.height:
        where = keys.row(int(twice["_curve"][0]), named=True)
        told = ", ".join(f"{name} {where[name]}" for name in by)
        raise NcaError("nca_twice", where=told, time=twice["_time"][0])
    rows, back = _from_time_zero(rows, keys.height, route=route, steady_state=steady_state)
    time, concentration, made = _padded(rows, keys.height)
    told_problems = problems.join(keys, on="_curve").select(*by, "problem", "rows")
    return Curves(
        keys=keys.drop("_curve"),
        time=time,
        concentration=concentration,
        made=made,
        back_extrapolated=back,
        problems=told_problems,
    )


def _ruled(rows: pl.DataFrame, rule: BelowLimitRule) -> pl.DataFrame:
    measurable = ~pl.col("_below") & (pl.col("_concentration") > 0)
    first = pl.col("_time").filter(measurable).min().over("_curve")
    last = pl.col("_time").filter(measurable).max().over("_curve")
    counted = {"zero": pl.lit(0.0), "missing": pl.lit(None, pl.Float64), "half limit": pl.col("_limit") / 2}
    value = (
        pl.when(~pl.col("_below"))
        .then("_concentration")
        .when(first.is_null() | (pl.col("_time") < first))
        .then(counted[rule.before])
        .when(pl.col("_time") > last)
        .then(counted[rule.after])
        .otherwise(counted[rule.middle])
    )
    return rows.with_columns(_concentration=value)


def _from_time_zero(
    rows: pl.DataFrame, count: int, *, route: Route, steady_state: bool
) -> tuple[pl.DataFrame, Array]:
    """A point at time 0 for every curve, and the back-extrapolated one of an iv bolus (NaN elsewhere)."""
    rows = rows.select("_curve", "_time", "_concentration").with_columns(_made=pl.lit(value=False))
    back = np.full(count, np.nan)
    if route == "iv bolus":
        # What is measured at 0 before a bolus is no concentration after it.
        rows = rows.filter(~((pl.col("_time") == 0) & (pl.col("_concentration") <= 0)))
        lacking = rows.group_by("_curve", maintain_order=True).agg(
            pl.col("_time").head(2).alias("t"), pl.col("_concentration").head(2).alias("c")
        )
        lacking = lacking.filter(pl.col("t").list.first() > 0)
        t1, t2 = pl.col("t").list.get(0), pl.col("t").list.get(1, null_on_oob=True)
        c1, c2 = pl.col("c").list.get(0), pl.col("c").list.get(1, null_on_oob=True)
        falling = ((c1 > c2) & (c2 > 0)).fill_null(value=False)
        start = pl.when(falling).then((c1.log() + (c1.log() - c2.log()) / (t2 - t1) * t1).exp()).otherwise(c1)
        added = lacking.select("_curve", _time=pl.lit(0.0), _concentration=start, _made=pl.lit(value=True))
        back[added["_curve"].to_numpy()] = added["_concentration"].to_numpy()
    else:
        lowest = pl.col("_concentration").min() if steady_state else pl.lit(0.0)
        first = rows.group_by("_curve", maintain_order=True).agg(_first=pl.col("_time").min(), low=lowest)
        added = first.filter(pl.col("_first") > 0).select(
            "_curve", _time=pl.lit(0.0), _concentration="low", _made=pl.lit(value=True)
        )
    return pl.concat([rows, added]).sort("_curve", "_time"), back


def _padded(rows: pl.DataFrame, count: int) -> tuple[Array, Array, Mask]:
    """Arrays of shape (curves, points of the longest)."""
    placed = rows.with_columns(_at=pl.int_range(pl.len()).over("_curve"))
    width = max([1, *placed.group_by("_curve").len()["len"].to_list()])
    time, concentration = np.full((count, width), np.nan), np.full((count, width), np.nan)
    made = np.zeros((count, width), dtype=bool)
    where = placed["_curve"].to_numpy(), placed["_at"].to_numpy()
    time[where] = placed["_time"].to_numpy()
    concentration[where] = placed["_concentration"].to_numpy()
    made[where] = placed["_made"].to_numpy()
    return time, concentration, made

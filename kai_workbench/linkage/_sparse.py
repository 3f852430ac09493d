"""Area under the mean curve where no animal gives the whole curve (sparse or destructive sampling)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ._nca_options import NcaError

if TYPE_CHECKING:
    from collections.abc import Sequence


def sparse_auc(
    samples: pl.DataFrame | pl.LazyFrame,
    *,
    by: Sequence[str],
    subject: str = "subject",
    time: str = "time",
    concentration: str = "concentration",
    from_zero: bool = True,
    level: float = 0.95,
) -> pl.DataFrame:
    """Area under the curve of means by Bailer's method, with its standard error.

    Parameters
    ----------
    samples
        One row per sample; each animal gives one or several of the time points. Rows without a
        concentration are left out; write 0 for one below the limit of quantification.
    by
        Columns that tell the curves apart (dose group, analyte, day), without the animal.
    subject, time, concentration
        Columns.
    from_zero
        Whether the concentration is 0 at time 0 where nothing was sampled then (true after an
        extravascular dose).
    level
        Of the interval.

    Returns
    -------
    polars.DataFrame
        The columns of ``by``, ``auc_last`` (linear trapezoids to the last time whose mean is above 0),
        ``se``, ``df`` (Satterthwaite, as Nedelman & Jia), ``lower``, ``upper`` (Student's t),
        ``subjects``, ``samples``, ``fewest`` (animals at the least sampled time). Standard error and
        interval are null where some time has one animal only. Unit: that of time times that of concentration.

    Raises
    ------
    NcaError
        A column is missing, or an animal gave two samples at one time.

    Notes
    -----
    Bailer (1988), *J Pharmacokinet Biopharm* 16:303; Nedelman & Jia (1998), *J Biopharm Stat* 8:317.
    Animals that gave the same times are a batch, whose covariances count (Holder 2001; Jaki & Wolfsegger
    2009, R package PK).
    """
    from scipy.special import stdtrit

    frame = samples.lazy().collect()
    for name in (*by, subject, time, concentration):
        if name not in frame.columns:
            raise NcaError("nca_column", where=name, columns=", ".join(frame.columns))
    keys = list(by)
    rows = frame.select(*keys, _s=subject, _t=time, _c=concentration).drop_nulls(["_t", "_c"])
    if (twice := rows.filter(pl.struct(*keys, "_s", "_t").is_duplicated())).height:
        raise NcaError("nca_twice", where=str(twice["_s"][0]), time=twice["_t"][0])
    means = rows.group_by([*keys, "_t"]).agg(n=pl.len(), mean=pl.col("_c").mean()).sort(*keys, "_t")
    last = means.filter(pl.col("mean") > 0).group_by(keys).agg(_last=pl.col("_t").max())
    means = means.join(last, on=keys, nulls_equal=True).filter(pl.col("_t") <= pl.col("_last"))
    weighted = means.with_columns(_w=_weight(keys, from_zero=from_zero))
    areas = weighted.group_by(keys, maintain_order=True).agg(
        auc_last=(pl.col("_w") * pl.col("mean")).sum(), fewest=pl.col("n").min()
    )
    shares = rows.join(weighted.select(*keys, "_t", "_w", "n"), on=[*keys, "_t"], nulls_equal=True)
    animals = shares.group_by([*keys, "_s"]).agg(
        z=(pl.col("_w") * pl.col("_c") / pl.col("n")).sum(), batch=pl.col("_t").sort().implode(), k=pl.len()
    )
    batches = animals.group_by([*keys, "batch"]).agg(
        size=pl.len(), v=pl.len() * pl.col("z").var(), samples=pl.col("k").sum()
    )
    spread = batches.group_by(keys).agg(
        subjects=pl.col("size").sum(),
        samples=pl.col("samples").sum(),
        alone=(pl.col("size") == 1).any(),
        v=pl.col("v").sum(),
        d=(pl.col("v") ** 2 / (pl.col("size") - 1)).sum(),
    )
    told = areas.join(spread, on=keys, nulls_equal=True).with_columns(
        se=pl.when(~pl.col("alone")).then(pl.col("v").sqrt()),
        df=pl.when(~pl.col("alone") & (pl.col("d") > 0)).then(pl.col("v") ** 2 / pl.col("d")),
    )
    half = pl.Series("half", stdtrit(told["df"].to_numpy(), 0.5 + level / 2)).fill_nan(None) * told["se"]
    return told.with_columns(lower=told["auc_last"] - half, upper=told["auc_last"] + half).select(
        *keys, "auc_last", "se", "df", "lower", "upper", "subjects", "samples", "fewest"
    )


def _weight(keys: list[str], *, from_zero: bool) -> pl.Expr:
    """Weight of each mean in the sum of trapezoids."""
    t = pl.col("_t")
    before = t.shift(1).over(keys)
    start = pl.min_horizontal(t, pl.lit(0.0)) if from_zero else t
    return (t.shift(-1).over(keys).fill_null(t) - before.fill_null(start)) / 2

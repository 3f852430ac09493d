"""Incidence with the interval that the number examined allows."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from ._trend import Trend, TrendError, cochran_armitage

Interval = Literal["jeffreys", "clopper-pearson"]
_FINDING = ("study", "domain", "sex", "organ", "term")


def incidence_interval(
    affected: int, examined: int, *, level: float = 0.95, kind: Interval = "jeffreys"
) -> tuple[float, float]:
    """Interval of a proportion.

    Parameters
    ----------
    affected, examined
        Animals.
    level
        Of the interval.
    kind
        ``jeffreys``: credible, from the prior Beta(1/2, 1/2), with the limit 0 or 1 where nobody or
        everybody is affected (Brown, Cai & DasGupta 2001); ``clopper-pearson``: exact confidence.

    Examples
    --------
    >>> [round(limit, 4) for limit in incidence_interval(0, 10, kind="clopper-pearson")]
    [0.0, 0.3085]
    """
    from scipy.special import betaincinv

    if not 0 <= affected <= examined or examined == 0:
        return float("nan"), float("nan")
    tail, rest = (1 - level) / 2, examined - affected
    low, high = (0.5, 0.5) if kind == "jeffreys" else (0.0, 1.0)
    lower = 0.0 if affected == 0 else float(betaincinv(affected + low, rest + 1 - low, tail))
    upper = 1.0 if rest == 0 else float(betaincinv(affected + high, rest + 1 - high, 1 - tail))
    return lower, upper


def incidence(
    findings: pl.DataFrame, *, level: float = 0.95, kind: Interval = "jeffreys", recovery: bool = False
) -> pl.DataFrame:
    """Incidence of every finding at every dose, sets of the same dose put together.

    Parameters
    ----------
    findings
        From :func:`findings`.
    level, kind
        As :func:`incidence_interval`.
    recovery
        The recovery sets alone; without, the sets killed at the end of dosing alone. The two are never
        mixed: what was seen after recovery says nothing of the end of dosing.

    Returns
    -------
    polars.DataFrame
        ``study``, ``domain``, ``sex``, ``organ``, ``term``, ``dose``, ``dose_unit``, ``control``,
        ``affected``, ``examined``, ``incidence``, ``lower``, ``upper``. Sets without a single dose are
        left out: they are in :func:`groups`, with ``dose_problem``.
    """
    kept = findings.filter(
        pl.col("recovery") == recovery, pl.col("dose").is_not_null(), pl.col("term").is_not_null()
    )
    told = (
        kept.group_by(*_FINDING, "dose", "dose_unit", maintain_order=True)
        .agg(pl.col("control").all(), pl.col("affected").sum(), pl.col("examined").sum())
        .filter(pl.col("examined") > 0)
        .with_columns(incidence=pl.col("affected") / pl.col("examined"))
    )
    pairs = [
        incidence_interval(x, n, level=level, kind=kind)
        for x, n in told.select("affected", "examined").rows()
    ]
    limits = np.array(pairs, dtype=float).reshape(-1, 2)
    return told.with_columns(lower=pl.Series(limits[:, 0]), upper=pl.Series(limits[:, 1])).sort(
        *_FINDING[2:], "dose", nulls_last=True
    )


def incidence_trend(findings: pl.DataFrame, *, recovery: bool = False) -> pl.DataFrame:
    """Cochran-Armitage test of every finding over the dose groups, by rank of dose.

    Returns
    -------
    polars.DataFrame
        ``study``, ``domain``, ``sex``, ``organ``, ``term``, ``groups``, ``affected``, ``examined``,
        ``incidence_control``, ``incidence_top``, ``z``, ``p_increasing`` (one-sided; exact, or by the normal
        approximation where so many are affected that an exact test would take minutes),
        ``lowest_dose_above_control`` (the first dose whose incidence is above the control's),
        ``dose_unit``. Not adjusted for the number of findings tested.
    """
    told = incidence(findings, recovery=recovery)
    rows = []
    for key, group in told.group_by(*_FINDING, maintain_order=True):
        ordered = group.sort("dose")
        if ordered.height < 2:
            continue
        test = _trend(ordered["affected"].to_list(), ordered["examined"].to_list())
        control = ordered["incidence"][0]
        above = ordered.filter(pl.col("incidence") > control, pl.col("dose") > ordered["dose"][0])
        rows.append(
            dict(zip(_FINDING, key, strict=True))
            | {
                "groups": ordered.height,
                "affected": int(ordered["affected"].sum()),
                "examined": int(ordered["examined"].sum()),
                "incidence_control": control,
                "incidence_top": ordered["incidence"][-1],
                "z": test.z,
                "p_increasing": test.p_increasing,
                "lowest_dose_above_control": above["dose"][0] if above.height else None,
                "dose_unit": ordered["dose_unit"][0],
            }
        )
    schema = {name: told.schema[name] for name in _FINDING} | {
        "groups": pl.Int64(),
        "affected": pl.Int64(),
        "examined": pl.Int64(),
        "incidence_control": pl.Float64(),
        "incidence_top": pl.Float64(),
        "z": pl.Float64(),
        "p_increasing": pl.Float64(),
        "lowest_dose_above_control": pl.Float64(),
        "dose_unit": pl.String(),
    }
    return pl.DataFrame(rows, schema=schema)


def _trend(affected: list[int], examined: list[int]) -> Trend:
    try:
        return cochran_armitage(affected, examined)
    except TrendError as error:
        if error.key != "trend_large":
            raise
        return cochran_armitage(affected, examined, exact=False)

"""Response of xenografts by the modified RECIST of the patient-derived xenograft encyclopedia.

Source: Gao H and others, Nat Med 2015;21:1318; the thresholds and their order as in the R package Xeva.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ._errors import ModelDataError

if TYPE_CHECKING:
    import polars as pl

# Category, and what best response and best average response (percent) must lie below; the last that fits.
MRECIST: tuple[tuple[str, float, float], ...] = (
    ("PD", np.inf, np.inf),
    ("SD", 35.0, 30.0),
    ("PR", -50.0, -20.0),
    ("CR", -95.0, -40.0),
)
FROM_DAY = 10.0


def mrecist(sizes: pl.DataFrame, *, from_day: float = FROM_DAY) -> pl.DataFrame:
    """Best response, best average response and category of every growth curve.

    The change of a curve is that of its volume from its first one, in percent; its average response
    at a time is the mean of all changes up to then, that of 0 at the first among them. The best of
    each is its lowest value from day 10 on.

    Parameters
    ----------
    sizes
        ``subject``, ``time`` (d since the start of treatment), ``size`` (volume, any unit).
    from_day
        First day that counts.

    Returns
    -------
    polars.DataFrame
        One row a subject, in the order of the data: ``subject``, ``mrecist`` (CR, PR, SD, PD; null
        where nothing was measured from ``from_day`` on), ``best_response``, its ``best_response_time``,
        ``best_average_response`` (percent) and its time.

    Raises
    ------
    ModelDataError
        A column is missing, a value is not finite or negative, or a curve begins with 0.
    """
    import polars as pl

    for name in ("subject", "time", "size"):
        if name not in sizes.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(sizes.columns))
    rows = []
    for (subject,), own in sizes.group_by("subject", maintain_order=True):
        curve = own.select(pl.col("time", "size").cast(pl.Float64)).sort("time", maintain_order=True)
        time, size = curve["time"].to_numpy(), curve["size"].to_numpy()
        wrong = ~np.isfinite(time) | ~np.isfinite(size) | (size < 0)
        if wrong.any():
            value = curve["size"][int(np.argmax(wrong))]
            raise ModelDataError("tumour_size", where=f"size, {subject}", value=value)
        if size[0] == 0:
            raise ModelDataError("tumour_zero_first", where=f"size, {subject}")
        rows.append({"subject": subject, **_one(time, size, from_day)})
    kinds = {"mrecist": pl.String} | dict.fromkeys(_NUMBERS, pl.Float64)
    return pl.DataFrame(rows, schema_overrides=kinds)


_NUMBERS = (
    "best_response",
    "best_response_time",
    "best_average_response",
    "best_average_response_time",
)


def _one(time: np.ndarray, size: np.ndarray, from_day: float) -> dict[str, float | str | None]:
    late = np.flatnonzero(time >= from_day)
    if not late.size:
        return {"mrecist": None} | dict.fromkeys(_NUMBERS)
    change = 100 * (size / size[0] - 1)
    average = np.cumsum(change) / np.arange(1, size.size + 1)
    best, best_average = (late[np.argmin(values[late])] for values in (change, average))
    category = [name for name, one, two in MRECIST if change[best] < one and average[best_average] < two][-1]
    found = (change[best], time[best], average[best_average], time[best_average])
    return {"mrecist": category} | dict(zip(_NUMBERS, map(float, found), strict=True))

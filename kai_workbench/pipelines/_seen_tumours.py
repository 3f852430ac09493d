"""What the tumours of a trial's patients did."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..models import recist


def seen_response(sizes: pl.DataFrame) -> tuple[float, int, pl.DataFrame]:
    """What patients showed: share with CR or PR, their number, and their changes from baseline.

    Parameters
    ----------
    sizes
        ``subject``, ``time`` (d; the last one not after 0 is the baseline), ``size`` (mm).

    Returns
    -------
    tuple
        Share, patients with a later measurement, and a frame of ``subject``, ``time``, ``change_percent``.
    """
    responded, rows = [], []
    once = sizes.sort("time").unique(["subject", "time"], keep="last", maintain_order=True)
    for (subject,), own in once.group_by("subject", maintain_order=True):
        before = own.filter((pl.col("time") <= 0) & (pl.col("size") > 0))
        after = own.filter(pl.col("time") > 0)
        if not before.height or not after.height:
            continue
        curve = pl.concat([before.tail(1), after])
        time, size = curve["time"].to_numpy(), curve["size"].to_numpy()
        responded.append(str(recist(time, size).best) in ("CR", "PR"))
        rows += [(subject, t, 100 * (s / size[0] - 1)) for t, s in zip(time[1:], size[1:], strict=True)]
    frame = pl.DataFrame(rows, schema=["subject", "time", "change_percent"], orient="row")
    return float(np.mean(responded)), len(responded), frame

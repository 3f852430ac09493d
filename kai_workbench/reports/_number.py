"""Numbers as a person would write them."""

from __future__ import annotations

import math


def figures(value: float | None, digits: int = 3) -> str:
    """``value`` with three significant figures, thousands separated; a dash where there is none.

    Examples
    --------
    >>> figures(4160.84), figures(0.16276), figures(None)
    ('4,160', '0.163', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, decimals):,.{max(decimals, 0)}f}"

"""Numbers as a person would say them."""

from __future__ import annotations

import math


def figures(value: float | None, *, digits: int = 3) -> str:
    """A number with so many significant figures, thousands apart; a dash for none.

    Examples
    --------
    >>> figures(4.5612), figures(22755.7), figures(0.00123456), figures(None)
    ('4.56', '22,800', '0.00123', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    decimals = max(digits - 1 - math.floor(math.log10(abs(rounded))), 0)
    return f"{rounded:,.{decimals}f}"


_BASES = ((1.0, 3.0), (1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0))


def ticks(low: float, high: float, *, most: int = 7) -> list[float]:
    """1, 3, 10, 30 and so on within limits; whole decades if that were too many, more if too few.

    Examples
    --------
    >>> ticks(0.4, 40)
    [1.0, 3.0, 10.0, 30.0]
    >>> ticks(1.8, 5.5)
    [2.0, 5.0]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    inside: list[float] = []
    for bases in _BASES:
        each = [float(f"{base * 10.0**power:.6g}") for power in powers for base in bases]
        inside = [tick for tick in each if low <= tick <= high]
        if len(inside) > 1:
            break
    decades = [tick for tick in inside if abs(math.log10(tick) - round(math.log10(tick))) < 1e-9]
    return inside if len(inside) <= most or not decades else decades


def even_ticks(low: float, high: float, *, least: int = 3) -> list[float]:
    """Whole steps of 1, 2 or 5 within limits, the widest that leave ``least`` of them.

    Examples
    --------
    >>> even_ticks(6.5, 11.5), even_ticks(92, 110)
    ([7.0, 8.0, 9.0, 10.0, 11.0], [95.0, 100.0, 105.0, 110.0])
    """
    top = math.ceil(math.log10(high - low))
    steps = [base * 10.0**power for power in (top, top - 1, top - 2) for base in (5.0, 2.0, 1.0)]
    for step in steps:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 >= least:
            return [float(f"{k * step:.6g}") for k in range(first, last + 1)]
    return []


def tick_label(value: float) -> str:
    """A tick without needless zeros.

    Examples
    --------
    >>> tick_label(0.03), tick_label(10000.0)
    ('0.03', '10,000')
    """
    return f"{value:,.0f}" if value >= 1 and value == round(value) else f"{value:.10f}".rstrip("0")


def span(values: list[float], *, room: float = 1.25) -> tuple[float, float]:
    """Limits of a logarithmic axis that hold the values with some room."""
    return min(values) / room, max(values) * room

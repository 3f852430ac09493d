"""Units as a person reads them."""

from __future__ import annotations

import re

_POWER = re.compile(
    r"(?<![\w.])(/?)(?:[x×]\s?)?10\s?(?:\^|\*{1,2}|E)\s?([+-]?\d{1,2})(?![\d.])", re.IGNORECASE
)
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "+")
_MICRO = re.compile(r"\bu(?=(?:g|L|l|mol|M|m|s|IU|U|kat)\b)")


def shown_unit(unit: str) -> str:
    """A unit of study data with raised powers of ten, micro signs and points for products.

    Examples
    --------
    >>> [shown_unit(one) for one in ("10^9/L", "10*3/uL", "/10^3", "h*ng/mL", "[IU]/L", "mg/kg")]
    ['×10⁹/L', '×10³/µL', '/10³', 'h·ng/mL', 'IU/L', 'mg/kg']
    """

    def raised(found: re.Match[str]) -> str:
        return f"{found[1] or '×'}10{found[2].translate(_RAISED)}"

    told = _MICRO.sub("µ", _POWER.sub(raised, unit))
    return re.sub(r"\[(\w+)\]", r"\1", told).replace("*", "·")

"""The dose as a trial set writes it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_POWER = re.compile(
    r"(?P<front>\d+(?:\.\d+)?)?\s*(?:(?:x|×|\*)\s*)?(?P<ten>10)\s*(?:\^|\*\*|E)\s*(?P<power>[+-]?\d{1,3})",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"(?P<front>\d+(?:\.\d+)?)E(?P<power>[+-]?\d{1,3})", re.IGNORECASE)

Problem = Literal["missing", "several", "unreadable"]


class DoseText(NamedTuple):
    """What a dose text says: one value, several, or none."""

    values: tuple[float, ...]
    problem: Problem | None

    @property
    def value(self) -> float | None:
        """The dose, where there is just one."""
        return self.values[0] if len(self.values) == 1 else None


def dose_of(text: str | None) -> DoseText:
    """Read ``TRTDOS`` as real studies write it.

    Parameters
    ----------
    text
        A number; with thousands separated (``1,000.0``); a power of ten (``1x10^11``,
        ``1 x 10E13``, which is meant as 10¹³); several in the order of a Latin square (``0;20;50``).

    Examples
    --------
    >>> dose_of("1,000.0").value, dose_of("1 x 10E13").value
    (1000.0, 10000000000000.0)
    >>> dose_of("0;20;50;150").values
    (0.0, 20.0, 50.0, 150.0)
    >>> dose_of("as needed").problem
    'unreadable'
    """
    if text is None or not text.strip():
        return DoseText((), "missing")
    parts = [_one(part.strip()) for part in re.split(r"[;/|]", text)]
    values = tuple(value for value in parts if value is not None)
    if len(values) != len(parts):
        return DoseText((), "unreadable")
    return DoseText(values, "several" if len(values) > 1 else None)


def _one(text: str) -> float | None:
    if _GROUPED.fullmatch(text):
        return float(text.replace(",", ""))
    if _PLAIN.fullmatch(text):
        return float(text)
    if power := _POWER.fullmatch(text):
        return float(f"{power['front'] or 1}e{power['power']}")
    if scientific := _SCIENTIFIC.fullmatch(text):
        return float(f"{scientific['front']}e{scientific['power']}")
    return None

"""What a reader may set with sliders, and how it stands in the address."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Mapping


@dataclasses.dataclass(frozen=True, kw_only=True)
class Range:
    """What a slider may say; ``default`` is ``None`` where it comes from what was chosen."""

    default: float | None
    low: float
    high: float
    unit: str = ""
    log: bool = True
    step: float = 1.0


def read_numbers(state: Mapping[str, str], ranges: Mapping[str, Range]) -> tuple[dict[str, float], list[str]]:
    """Numbers of an address, and the names of those that could not be used.

    Examples
    --------
    >>> ranges = {"dose": Range(default=1.0, low=0.1, high=10.0)}
    >>> read_numbers({"dose": "3", "other": "x"}, ranges), read_numbers({"dose": "heavy"}, ranges)
    (({'dose': 3.0}, []), ({}, ['dose']))
    """
    found, bad = {}, []
    for name, limits in ranges.items():
        text = state.get(name, "")
        if not text:
            continue
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if limits.low <= value <= limits.high:
            found[name] = value
        else:
            bad.append(name)
    return found, bad


def read_choice(state: Mapping[str, str], name: str, known: Collection[str]) -> tuple[str, list[str]]:
    """A word of an address that must be one of a few; empty, and its name, where it is not."""
    value = state.get(name, "")
    return (value, []) if value in known or not value else ("", [name])

"""What a reader may set with sliders, and how it stands in the address."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self


@dataclasses.dataclass(frozen=True, kw_only=True)
class Range:
    """What a slider may say; ``default`` is ``None`` where it comes from what was chosen."""

    default: float | None
    low: float
    high: float
    unit: str = ""
    log: bool = True
    step: float = 1.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Held:
    """What is asked of an app: words, which are fields of their own, and what was moved.

    Attributes
    ----------
    numbers
        By name of the app's ranges.
    """

    ranges: ClassVar[Mapping[str, Range]]
    words: ClassVar[tuple[str, ...]]

    numbers: Mapping[str, float] = dataclasses.field(default_factory=dict)

    def value(self, name: str) -> float:
        """A number as moved, else the default."""
        default = self.ranges[name].default
        assert default is not None
        return self.numbers.get(name, default)

    def moved(self, **changes: Any) -> Self:
        """A copy; numbers by their own names, ``None`` puts one back."""
        words = {name: value for name, value in changes.items() if name not in self.ranges}
        numbers = dict(self.numbers)
        for name, value in changes.items():
            if name in self.ranges:
                numbers.pop(name, None)
                if value is not None:
                    numbers[name] = float(value)
        return dataclasses.replace(self, numbers=numbers, **words)

    def address(self) -> dict[str, str | None]:
        """What goes into the address: only what was set."""
        words = {name: getattr(self, name) or None for name in self.words}
        return words | {
            name: f"{self.numbers[name]:.6g}" if name in self.numbers else None for name in self.ranges
        }


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

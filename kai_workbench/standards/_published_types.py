"""Types of variables before the study's standard is known, for files that keep none."""

from __future__ import annotations

import functools
from typing import Literal

from ._published import DATED, guide, key_of, matched

# Where one version's type differs from a later one's, both are asked.
_GUIDES = (("SEND", "3.0"), ("SEND", "3.1.1"), ("SDTM", "3.4"))
_STRUCTURES = ("ADSL", "ADAE", "BDS", "OCCDS")


def published_type(domain: str, name: str) -> Literal["text", "number"] | None:
    """The type that all published lists give a variable; ``None`` if none knows it or they differ.

    A date or time of ADaM has none: SAS keeps it as a number, a file without types as people write it.
    """
    told = _told(domain, name)
    return next(iter(told)) if len(told) == 1 else None


def is_undecided(domain: str, name: str) -> bool:
    """Whether one published list has the variable as text and another as a number."""
    return len(_told(domain, name)) > 1


@functools.cache
def _told(domain: str, name: str) -> frozenset[Literal["text", "number"]]:
    """The types that the published lists give a variable."""
    key = key_of(domain)
    lists = [guide(*one).get(key, ()) for one in _GUIDES]
    if key.startswith("AD") and not any(lists):
        there = guide("ADaM", "1.3")
        lists = [there[key]] if key in there else [there[one] for one in _STRUCTURES]
    found = [one for listed in lists for one in matched(listed, [name]).values()]
    if any(one.format in DATED for one in found):
        return frozenset()
    return frozenset(one.type for one in found)

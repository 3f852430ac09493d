"""Looking up a phrase."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Literal, NamedTuple

Lang = Literal["en", "ko"]
LANGUAGES: tuple[Lang, ...] = ("en", "ko")


class Phrase(NamedTuple):
    """One phrase in both languages; ``{name}`` marks a value to fill in."""

    en: str
    ko: str


@functools.cache
def phrases() -> dict[str, Phrase]:
    """All phrases by key, gathered from the ``PHRASES`` of every module of this room.

    Raises
    ------
    ValueError
        Two modules define the same key.
    """
    package = importlib.import_module("kai_workbench.text")
    found: dict[str, Phrase] = {}
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        part: dict[str, Phrase] = getattr(importlib.import_module(module.name), "PHRASES", {})
        if twice := found.keys() & part.keys():
            raise ValueError(f"phrase keys defined twice: {sorted(twice)}")
        found |= part
    return found


def say(key: str, lang: Lang = "en", **values: object) -> str:
    """The phrase ``key`` in ``lang``, its marks filled in.

    Examples
    --------
    >>> say("species.rat", "ko")
    '랫드'
    """
    return str(getattr(phrases()[key], lang)).format(**values)

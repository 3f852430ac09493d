"""A phrase with its values, kept so that it can be told in another language later."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from kai_workbench.text import Lang, phrases, say


class Words(NamedTuple):
    """A phrase of :mod:`kai_workbench.text` and what fills its marks, as one string.

    What fills a mark may be a phrase itself. ``code`` is what the table stores beside the English text.
    """

    key: str
    values: tuple[tuple[str, str | Words], ...] = ()

    def say(self, lang: Lang = "en") -> str:
        """The phrase in ``lang``."""
        told = {name: one.say(lang) if isinstance(one, Words) else one for name, one in self.values}
        return say(self.key, lang, **told)

    @property
    def code(self) -> str:
        """The phrase's key and values, as JSON."""
        return json.dumps(self.plain(), ensure_ascii=False)

    def plain(self) -> list[Any]:
        """The phrase's key and values, as JSON knows them."""
        values = {name: one.plain() if isinstance(one, Words) else one for name, one in self.values}
        return [self.key, values]


def words(key: str, **values: object) -> Words:
    """The phrase ``key`` with its values.

    Examples
    --------
    >>> words("quality.status.passed").say("ko")
    '통과'
    """
    told = ((name, one if isinstance(one, Words) else str(one)) for name, one in values.items())
    return Words(key, tuple(told))


def decode(code: str, lang: Lang) -> str | None:
    """The text of a stored code in ``lang``; ``None`` where a phrase of it is no longer known."""
    return _decode(json.loads(code), lang)


def _decode(told: list[Any], lang: Lang) -> str | None:
    key, values = told
    if key not in phrases():
        return None
    filled = {name: _decode(one, lang) if isinstance(one, list) else one for name, one in values.items()}
    return None if None in filled.values() else say(key, lang, **filled)

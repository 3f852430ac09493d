"""A phrase with its values, kept so that it can be told in another language later."""

from __future__ import annotations

import json
from typing import NamedTuple

from kai_workbench.text import Lang, phrases, say


class Words(NamedTuple):
    """A phrase of :mod:`kai_workbench.text` and what fills its marks, as one string.

    ``code`` is what the table stores beside the English text.
    """

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def say(self, lang: Lang = "en") -> str:
        """The phrase in ``lang``."""
        return say(self.key, lang, **dict(self.values))

    @property
    def code(self) -> str:
        """The phrase's key and values, as JSON."""
        return json.dumps([self.key, dict(self.values)], ensure_ascii=False)


def words(key: str, **values: object) -> Words:
    """The phrase ``key`` with its values.

    Examples
    --------
    >>> words("quality.status.passed").say("ko")
    '통과'
    """
    return Words(key, tuple((name, str(value)) for name, value in values.items()))


def decode(code: str, lang: Lang) -> str | None:
    """The text of a stored code in ``lang``; ``None`` where the phrase is no longer known."""
    key, values = json.loads(code)
    return say(key, lang, **values) if key in phrases() else None

"""Errors that say what is wrong, where, and what to do about it."""

from __future__ import annotations

from .text import Lang, say


class KaiError(Exception):
    """A mistake that a person can mend; never shown as a traceback.

    Parameters
    ----------
    key
        Key of the phrase ``error.<key>`` in :mod:`kai_workbench.text`. The phrase says what is
        wrong and, in its last sentence, what to do.
    where
        The file, row, column or setting it happened at. Shown first.
    values
        What fills the phrase's marks.

    Examples
    --------
    >>> from kai_workbench import errors, text
    >>> issubclass(errors.KaiError, Exception)
    True
    """

    def __init__(self, key: str, *, where: str = "", **values: object) -> None:
        self.key = key
        self.where = where
        self.values = values
        super().__init__(self.say("en"))

    def say(self, lang: Lang) -> str:
        """The message in the reader's language."""
        message = say(f"error.{self.key}", lang, **self.values)
        return f"{self.where}: {message}" if self.where else message

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.key, self.where, self.values)


def _rebuild(kind: type[KaiError], key: str, where: str, values: dict[str, object]) -> KaiError:
    error = kind.__new__(kind)
    KaiError.__init__(error, key, where=where, **values)
    return error

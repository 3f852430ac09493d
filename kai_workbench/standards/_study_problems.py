"""What is wrong with a file of a study, told by name while the other files are read."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping

import polars as pl

from kai_workbench.errors import KaiError
from kai_workbench.text import Lang, say

from ._problems import Problem

SCHEMA = {"file": pl.String, "problem": pl.String, "detail": pl.String, "params": pl.String}


class StudyError(KaiError):
    """A path that is no study, or a package that cannot be opened at all."""

    def say(self, lang: Lang) -> str:
        """The message in the reader's language, and so the reason why a file was not read."""
        message = say(f"error.{self.key}", lang, **_told(self.values, lang))
        return f"{self.where}: {message}" if self.where else message


class MissingDomain(StudyError):
    """A domain that the study does not have; the error says which it has."""


@dataclasses.dataclass(frozen=True)
class StudyProblem:
    """One thing that is wrong with one file.

    Attributes
    ----------
    file
        Path inside the package.
    code
        Key of the phrase ``study.problem.<code>``.
    values
        What fills the phrase's marks.
    """

    file: str
    code: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def say(self, lang: Lang = "en") -> str:
        """What is wrong and what to do, without the file's name."""
        return say(f"study.problem.{self.code}", lang, **_told(self.values, lang))


def _told(values: Mapping[str, object], lang: Lang) -> dict[str, object]:
    """Values that are problems themselves, in words."""
    return {
        name: one.say(lang) if isinstance(one, StudyProblem | Problem) else one
        for name, one in values.items()
    }


class BrokenFile(Exception):
    """Raised by a reader over one file; becomes a :class:`StudyProblem`."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


def problems_frame(problems: Iterable[StudyProblem]) -> pl.DataFrame:
    """The problems as a table: file, problem (code), detail (English), params (JSON)."""
    rows = [
        (one.file, one.code, one.say(), json.dumps(_told(one.values, "en"), ensure_ascii=False, default=str))
        for one in problems
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def some(names: Iterable[str], *, most: int = 5) -> str:
    """The first of the names, and how many there are if not all are shown."""
    every = list(names)
    more = f" … ({len(every)})" if len(every) > most else ""
    return ", ".join(every[:most]) + more

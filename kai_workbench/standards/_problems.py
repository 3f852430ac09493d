"""All that is wrong with a person's table, told at once, each with its row and its mend."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import cast

from kai_workbench.errors import KaiError
from kai_workbench.text import Lang, say

SHOWN = 20


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing that must be mended.

    Attributes
    ----------
    code
        Key of the phrase ``problem.<code>``.
    row
        Row as a spreadsheet counts it, the header being row 1; ``None`` for the whole file.
    column
        Column as the file names it; empty for the whole row.
    value
        The offending value as it stands in the file.
    hint
        What else the phrase needs: near names, accepted units, another row.
    """

    code: str
    row: int | None = None
    column: str = ""
    value: str = ""
    hint: str = ""

    def say(self, lang: Lang = "en") -> str:
        """Where it is, what is wrong, and what to do."""
        place = []
        if self.row is not None:
            place.append(say("problem.row", lang, row=self.row))
        if self.column:
            place.append(say("problem.column", lang, column=self.column))
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        told = say(f"problem.{self.code}", lang, value=shown, hint=self.hint, column=self.column)
        return f"{', '.join(place)}: {told}" if place else told


class TableError(KaiError):
    """A person's table that cannot be used as it is.

    Attributes
    ----------
    problems
        Everything that must be mended, in the order of the rows.
    """

    def __init__(self, problems: Sequence[Problem], *, where: str) -> None:
        super().__init__("table", where=where, count=len(problems), problems=tuple(problems))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that must be mended."""
        return cast("tuple[Problem, ...]", self.values["problems"])

    def say(self, lang: Lang) -> str:
        """The file, how many problems, and the first twenty of them, one a line."""
        problems = self.problems
        if len(problems) == 1:
            return f"{self.where}: {problems[0].say(lang)}"
        lines = [f"{self.where}: {say('error.table', lang, count=len(problems))}"]
        lines += [f"- {problem.say(lang)}" for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            lines.append(say("error.table_more", lang, count=len(problems) - SHOWN))
        return "\n".join(lines)

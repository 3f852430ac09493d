"""What a design says to do next, and why."""

from __future__ import annotations

import dataclasses
from typing import Literal

from ..text import Lang, say

Action = Literal["start", "escalate", "stay", "de-escalate", "wait", "stop", "complete"]


@dataclasses.dataclass(frozen=True)
class Reason:
    """One reason, in the reader's language.

    Attributes
    ----------
    key
        Of the phrase ``trials.reason.<key>``.
    values
        What fills its marks.
    """

    key: str
    values: tuple[tuple[str, object], ...] = ()

    def say(self, lang: Lang = "en") -> str:
        """The sentence."""
        filled = dict(self.values)
        if "action" in filled:
            filled["action"] = say(f"trials.action.{filled['action']}", lang)
        return say(f"trials.reason.{self.key}", lang, **filled)

    def __str__(self) -> str:
        return self.say("en")


def because(key: str, **values: object) -> Reason:
    """A reason with its values."""
    return Reason(key, tuple(values.items()))


@dataclasses.dataclass(frozen=True)
class Recommendation:
    """What to do next in a running trial.

    Attributes
    ----------
    action
        ``start``, ``escalate``, ``stay``, ``de-escalate``, ``wait`` (for outcomes that are pending),
        ``stop`` (no dose is admissible) or ``complete`` (``dose`` is then the one selected).
    dose
        For the next cohort, in ``unit``; None where there is none. Of a combination, one dose a drug.
    unit
        Of the dose.
    reasons
        In the order in which they weigh.
    admissible
        Doses that the data do not rule out.
    """

    action: Action
    dose: float | tuple[float, ...] | None
    unit: str
    reasons: tuple[Reason, ...]
    admissible: tuple[float | tuple[float, ...], ...]

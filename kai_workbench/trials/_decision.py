"""What a running trial beyond dose escalation should do at a look, and why."""

from __future__ import annotations

import dataclasses

from ..text import Lang, say
from ._recommendation import Reason


@dataclasses.dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do at this look.

    Attributes
    ----------
    action
        ``continue``, ``go``, ``consider``, ``no_go``, ``stop_for_efficacy`` ...; each design's ``next`` says
        which it has.
    reasons
        What the action follows from: counts, probabilities, and the limits they are held to.
    arms
        Labels of the arms that go on, where the design chooses among arms.
    """

    action: str
    reasons: tuple[Reason, ...]
    arms: tuple[str, ...] = ()

    def say(self, lang: Lang = "en") -> str:
        """Action and reasons in the reader's language."""
        told = [say(f"trials.action.{self.action}", lang), *(reason.say(lang) for reason in self.reasons)]
        return " ".join(told)

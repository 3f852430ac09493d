"""What a federated fit rests on, and what left each site for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from ..text import Lang, say

if TYPE_CHECKING:
    import polars as pl

Method = Literal["sufficient", "laplace", "importance", "smc", "nuts", "weights"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Receipt:
    """The record of one job.

    Attributes
    ----------
    study, job, transport
        What it was, its own name, and what carried it.
    sites
        In order.
    method
        ``sufficient``, ``laplace``, ``importance``, ``smc`` or ``nuts``; ``weights`` for :func:`learn`.
    certified
        Whether the method's own checks say that the posterior is the one of the pooled rows.
    reason
        Key of the phrase that says why, or why not.
    model, model_hash
        What every site had approved.
    rows
        By site: a name for its rows that changes when they do, and tells nothing of them.
    rounds, points
        Questions asked, and points evaluated in them.
    left
        By site: messages, numbers and bytes that left it; each number masked.
    budget
        By site: points spent on the study so far, over all jobs, and allowed.
    certificates
        By site: SHA-256 of its certificate.
    audit
        By site: entries in its log and hash of the last, when the job ended. Whoever keeps the receipt
        can tell whether a site's log was changed since.
    rounding
        Largest error of a sum from fixed point.
    seconds, round_seconds
        Of the job, and the median of its rounds.
    details
        The method's own numbers.
    privacy
        Key of the phrase that says what the answer may reveal.
    """

    study: str
    job: str
    transport: str
    sites: tuple[str, ...]
    method: Method
    certified: bool
    reason: str
    model: str
    model_hash: str
    rows: Mapping[str, str]
    rounds: int
    points: int
    left: Mapping[str, Mapping[str, int]]
    budget: Mapping[str, tuple[int, int]]
    certificates: Mapping[str, str]
    audit: Mapping[str, tuple[int, str]]
    rounding: float
    seconds: float
    round_seconds: float
    details: Mapping[str, Any]
    privacy: str = "federation.privacy.none"

    def table(self) -> pl.DataFrame:
        """One row a site: what left it, what it has spent, who it was."""
        import polars as pl

        return pl.DataFrame(
            {
                "site": list(self.sites),
                **{
                    what: [self.left[s][what] for s in self.sites]
                    for what in ("messages", "numbers", "bytes")
                },
                "budget_spent": [self.budget[s][0] for s in self.sites],
                "budget": [self.budget[s][1] for s in self.sites],
                "certificate": [self.certificates[s][:16] for s in self.sites],
                "log_entries": [self.audit[s][0] for s in self.sites],
                "log_head": [self.audit[s][1][:16] for s in self.sites],
            }
        )

    def told(self, lang: Lang = "en") -> str:
        """The receipt in a few sentences."""
        lines = [
            say(
                "federation.receipt",
                lang,
                study=self.study,
                sites=", ".join(self.sites),
                rounds=self.rounds,
                points=f"{self.points:,}",
                seconds=f"{self.seconds:.1f}",
            ),
            say(f"federation.reason.{self.reason}", lang),
            say(self.privacy, lang, **self.details.get("privacy", {})),
        ]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be kept beside the result."""
        return dataclasses.asdict(self)

    def __str__(self) -> str:
        return self.told("en")

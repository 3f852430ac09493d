"""What every site tells of itself before anything is asked of its rows."""

from __future__ import annotations

import dataclasses
from typing import Any

from ._coordinator import Coordinator
from ._declared import Card
from ._study import Study


@dataclasses.dataclass(frozen=True, kw_only=True)
class SiteState:
    """A site as it tells of itself: its rules, what it has approved, and what is left of its budget.

    Attributes
    ----------
    site
        Its name.
    ready
        Whether its rows pass its own checks and are enough people. How many they are is not told.
    why
        Key of the error that says why it is not ready; empty if it is.
    approved
        Models that may be evaluated there.
    minimum_n, minimum_count, minimum_sites
        Fewest people, smallest count, and fewest sites, by its rules.
    spent, budget
        Points of the study's budget.
    epsilon, epsilon_spent
        Differential privacy that its rules demand, ``None`` without; and what all jobs of the study have
        spent of it. A site that demands it takes part in :func:`learn` with noise alone.
    entries
        In its log.
    certificate
        SHA-256 of its certificate.
    """

    site: str
    ready: bool
    why: str
    approved: tuple[Card, ...]
    minimum_n: int
    minimum_count: int
    minimum_sites: int
    spent: int
    budget: int
    epsilon: float | None
    epsilon_spent: float
    entries: int
    certificate: str


def states(study: Study) -> tuple[SiteState, ...]:
    """Ask every site how it stands; nothing of its rows is told, and nothing is spent.

    Raises
    ------
    Refused
        A site takes no part in the study.
    SiteLost
        A site did not answer.
    """
    with Coordinator(study.opener, study.name, tighter=study.tighter) as job:
        told = job.states()
        seen = job.fingerprints()
    return tuple(_state(name, told[name], seen.get(name, "")) for name in study.sites)


def _state(name: str, told: dict[str, Any], certificate: str) -> SiteState:
    numbers = ("minimum_n", "minimum_count", "minimum_sites", "spent", "budget", "entries")
    return SiteState(
        site=name,
        ready=not told["why"],
        why=str(told["why"]),
        approved=tuple(Card.from_json(one) for one in told["approved"]),
        epsilon=told["epsilon"],
        epsilon_spent=float(told["epsilon_spent"]),
        certificate=certificate,
        **{one: int(told[one]) for one in numbers},
    )


def approved_by_all(found: tuple[SiteState, ...]) -> tuple[Card, ...]:
    """Models that every one of these sites has approved, in the order of the first."""
    first, *others = found
    return tuple(card for card in first.approved if all(card in one.approved for one in others))

"""Feasibility: how many people, over all sites, would qualify."""

from __future__ import annotations

import dataclasses

from ._coordinator import Coordinator
from ._disclosure import Criterion
from ._study import Study


@dataclasses.dataclass(frozen=True)
class Count:
    """A number of people over all sites.

    Attributes
    ----------
    at_least
        People at the sites that gave their number; together, never one by one.
    kept_back
        Sites that kept theirs back because it, or its difference from another, tells of few people.
    sites
        Of the study.
    """

    at_least: int
    kept_back: int
    sites: int

    def __str__(self) -> str:
        more = (
            f", and {self.kept_back} of {self.sites} sites kept small numbers back" if self.kept_back else ""
        )
        return f"{'at least ' if self.kept_back else ''}{self.at_least:,}{more}"


def count(study: Study, *criteria: Criterion) -> Count:
    """Count the people who meet all criteria, over all sites.

    Parameters
    ----------
    study
        From :func:`open`.
    criteria
        ``(column, operator, value)`` with a column that every site declares and ``==``, ``!=``, ``<``,
        ``<=``, ``>``, ``>=`` or ``in``.

    Returns
    -------
    Count
        A site's number is set to nought, and the site counted among ``kept_back``, where fewer than its
        ``minimum_count`` people qualify, where so few do not, or where the set differs by so few from one
        that was answered for before.

    Raises
    ------
    Refused
        A site refuses, for example a column that may not be counted.
    """
    with Coordinator(study.opener, study.name, tighter=study.tighter) as job:
        job.begin(None)
        people, kept_back = job.count([list(one) for one in criteria])
        job.end()
    return Count(round(people), round(kept_back), len(study.sites))

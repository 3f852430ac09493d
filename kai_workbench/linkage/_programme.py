"""A programme: everything of one compound, assembled from the catalog, with what is missing said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from kai_workbench.errors import KaiError
from kai_workbench.standards import Study

from ._group_exposures import GroupExposure
from ._link import Compound, Link
from ._weaknesses import Weakness
from ._workspace import Workspace

# (sources read, sources in all, name of the one that is read now)
Progress = Callable[[int, int, str], None]
GAPS = {"source": pl.String(), "dataset": pl.String(), "reason": pl.String()}


class ProgrammeError(KaiError):
    """No programme of that name is known, or nothing of it can be had."""


def no_progress(done: int, total: int, source: str) -> None:
    """Nobody wants to know."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Programme:
    """All that is known of one compound.

    Attributes
    ----------
    name
        One of :func:`programmes`.
    compound
        Under all its identifiers.
    synthetic
        Whether any of it was made up; ``synthetic_tables`` names which.
    studies
        Of animals and of people, opened.
    tables
        Frames by name: of studies those of :func:`study_tables`, all studies together; of other sources one
        for each.
    links
        What is proposed between them (:func:`rule_links`, and how a source was matched to the compound).
    gaps
        What could not be had: ``source``, ``dataset`` (of the catalog; null where there is none),
        ``reason``.
    exposures, left_out
        By study (:func:`study_name`): :func:`group_exposures`, and :func:`left_out` of it.
    """

    name: str
    compound: Compound
    synthetic: bool
    synthetic_tables: tuple[str, ...]
    studies: tuple[Study, ...]
    tables: Mapping[str, pl.DataFrame]
    links: tuple[Link, ...]
    gaps: pl.DataFrame
    exposures: Mapping[str, tuple[GroupExposure, ...]] = MappingProxyType({})
    left_out: Mapping[str, tuple[Weakness, ...]] = MappingProxyType({})

    def store(self, workspace: Workspace, *, who: str) -> None:
        """Put the compound, the studies and the proposed links into a workspace."""
        workspace.add_compound(self.compound, who=who)
        for study in self.studies:
            workspace.add_study(study, who=who)
        workspace.propose(self.links, who=f"rule:programme:{self.name}")

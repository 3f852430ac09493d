"""What every design can do."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Any, ClassVar

from numpy.typing import NDArray

from ._errors import DesignError
from ._measure import Measure
from ._scenario import Scenario

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

Rows = dict[str, NDArray[Any]]
"""What happened in each trial: arrays whose first axis is the trial."""


class Design(abc.ABC):
    """A plan of a trial: a frozen dataclass that says how patients are treated and what is concluded.

    A subclass gives ``run`` and ``summarise``; ``enumerate`` where all courses can be counted.

    Attributes
    ----------
    scenario_type
        The kind of scenario that it is tried under.
    batch_size
        Trials simulated at once. It is part of the design, so that a seed means the same trials
        whatever the number of workers.
    """

    scenario_type: ClassVar[type[Scenario]] = Scenario
    batch_size: ClassVar[int] = 1000

    @property
    def adaptive(self) -> bool:
        """Whether data of the trial may change how it goes on: size, doses, arms or shares."""
        looks = getattr(self, "looks", None) or getattr(self, "sizes", None)
        return looks is None or len(looks) > 1

    def check(self, scenario: Scenario) -> None:
        """Refuse a scenario that does not fit.

        Raises
        ------
        DesignError
            Another kind of scenario, or other doses or arms than the design has.
        """
        if not isinstance(scenario, self.scenario_type):
            raise DesignError(
                "scenario_kind",
                where=getattr(scenario, "name", ""),
                needed=self.scenario_type.__name__,
                given=type(scenario).__name__,
            )

    def enumerate(self, scenario: Any) -> list[Measure] | None:  # noqa: ARG002
        """The measures without Monte-Carlo error, or None where there are too many courses to count."""
        return None

    @abc.abstractmethod
    def run(self, scenario: Any, n: int, generator: np.random.Generator) -> Rows:
        """Simulate ``n`` trials; one row a trial in every array."""

    @abc.abstractmethod
    def summarise(self, rows: Rows, scenario: Any) -> list[Measure]:
        """The measures of simulated trials, each with its Monte-Carlo standard error."""

    def replay(
        self, scenario: Any, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame | None:
        """Trial ``trial`` of what ``run`` simulates with the same arguments, patient by patient."""
        del scenario, n, generator, trial
        return None

    def replay_patients(
        self, scenario: Any, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame | None:
        """The patients of one trial, where single patients are simulated: ``patient`` and what they had."""
        told = self.replay(scenario, n, generator, trial)
        return told if told is not None and "patient" in told.columns else None

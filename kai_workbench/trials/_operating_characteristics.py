"""What a design does under each truth."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Literal

from ._design import Design
from ._errors import DesignError
from ._measure import Measure
from ._scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

Method = Literal["exact", "simulated"]


@dataclasses.dataclass(frozen=True, repr=False)
class OperatingCharacteristics:
    """Made by :func:`simulate`.

    Attributes
    ----------
    design
        The design that was tried.
    scenarios
        The truths, in the order given.
    measures
        By name of the scenario.
    methods
        ``exact`` (every course counted) or ``simulated``, by name of the scenario.
    n_trials
        Simulated per scenario.
    seed
        The simulation is repeated exactly by the same design, scenario, ``n_trials`` and seed,
        whatever the number of workers.
    seconds
        How long it took.
    """

    design: Design
    scenarios: tuple[Scenario, ...]
    measures: dict[str, tuple[Measure, ...]]
    methods: dict[str, Method]
    n_trials: int
    seed: int
    seconds: float

    @property
    def method(self) -> str:
        """``exact``, ``simulated``, or both where the scenarios differ."""
        return " and ".join(sorted(set(self.methods.values())))

    @functools.cached_property
    def frame(self) -> pl.DataFrame:
        """One row a measure: ``scenario``, ``measure``, ``of``, ``value``, ``mcse``, ``unit``, ``method``."""
        import polars as pl

        rows = [
            (name, one.name, one.of, one.value, one.mcse, one.unit, self.methods[name])
            for name, several in self.measures.items()
            for one in several
        ]
        names = ("scenario", "measure", "of", "value", "mcse", "unit", "method")
        kinds = (pl.String, pl.String, pl.String, pl.Float64, pl.Float64, pl.String, pl.String)
        return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")

    def measure(self, name: str, *, of: str = "", scenario: str | None = None) -> Measure:
        """One measure; of the only scenario where none is named.

        Raises
        ------
        DesignError
            No such scenario or measure.
        """
        known = self.measures[self._scenario(scenario).name]
        for one in known:
            if (one.name, one.of) == (name, of):
                return one
        told = ", ".join(dict.fromkeys(f"{one.name} ({one.of})" if one.of else one.name for one in known))
        raise DesignError("measure_unknown", where=f"{name} ({of})" if of else name, known=told)

    def example(self, scenario: str | None = None, k: int = 0) -> pl.DataFrame:
        """The ``k``-th simulated trial, patient by patient.

        Where the measures were enumerated, the trial is the one that the simulation would give.

        Raises
        ------
        DesignError
            No such scenario or trial, or the design cannot be replayed.
        """
        truth = self._scenario(scenario)
        told = self._replayed(truth, k, self.design.replay)
        if told is None:
            raise DesignError("design_no_example", where=f"{truth.name}, {k}", last=self.n_trials - 1)
        return told

    def patients(self, scenario: str | None = None, k: int = 0) -> pl.DataFrame | None:
        """The patients of the ``k``-th simulated trial; None where the design has no single patients.

        Raises
        ------
        DesignError
            No such scenario or trial.
        """
        truth = self._scenario(scenario)
        if not 0 <= k < self.n_trials:
            raise DesignError("design_no_example", where=f"{truth.name}, {k}", last=self.n_trials - 1)
        return self._replayed(truth, k, self.design.replay_patients)

    def first_trials(self, scenario: str | None = None) -> pl.DataFrame:
        """What came of the first simulated trials, one row each, to choose one by what happened in it.

        Returns
        -------
        polars.DataFrame
            ``k``, and a column for what the design says of each trial, such as ``patients``; what it says by
            dose or arm is summed. As many rows as the design's first batch has trials.
        """
        import numpy as np
        import polars as pl

        from ._simulate import batch_of, generator_of

        truth = self._scenario(scenario)
        size = batch_of(self.design, self.n_trials, 0)[2]
        rows = self.design.run(truth, size, generator_of(self.seed, truth.name, 0))
        flat = {
            name: values if values.ndim == 1 else values.sum(axis=tuple(range(1, values.ndim)))
            for name, values in rows.items()
        }
        return pl.DataFrame({"k": np.arange(size), **flat})

    def _replayed(
        self, truth: Scenario, k: int, replay: Callable[..., pl.DataFrame | None]
    ) -> pl.DataFrame | None:
        from ._simulate import batch_of, generator_of

        if not 0 <= k < self.n_trials:
            return None
        batch, trial, size = batch_of(self.design, self.n_trials, k)
        return replay(truth, size, generator_of(self.seed, truth.name, batch), trial)

    def _scenario(self, name: str | None) -> Scenario:
        for scenario in self.scenarios:
            if scenario.name == name or (name is None and len(self.scenarios) == 1):
                return scenario
        known = ", ".join(scenario.name for scenario in self.scenarios)
        raise DesignError("scenario_unknown", where=str(name), known=known)

    def __repr__(self) -> str:
        names = ", ".join(scenario.name for scenario in self.scenarios)
        return (
            f"<operating characteristics of {type(self.design).__name__} under {names}; {self.method}, "
            f"{self.n_trials:,} trials, seed {self.seed}>"
        )

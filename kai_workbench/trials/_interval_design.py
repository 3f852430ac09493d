"""Designs whose decision at a dose is a table of patients and DLTs there."""

from __future__ import annotations

import abc
import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _check
from ._cohorts import State
from ._design import Rows
from ._escalation import NONE, STOP, Escalation, Levels, counted_courses
from ._recommendation import Reason, because
from ._scenario import ToxicityScenario

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._escalation_exact import Courses

UP, STAY, DOWN, ELIMINATE = 1, 0, -1, -2
_MOST_STATES = 400_000  # counted in about a second


@dataclasses.dataclass(frozen=True, kw_only=True)
class IntervalDesign(Escalation, abc.ABC):
    """Escalation by a table of patients and DLTs at the current dose.

    A dose with at least three patients and P(DLT rate > target) above ``cutoff`` under a uniform prior
    is eliminated, with all above it; if the lowest is, the trial stops without a dose. The maximum
    tolerated dose is the one whose isotonic estimate is closest to the target.

    Parameters
    ----------
    doses, unit, target, cohort_size, max_patients, start
        See :class:`Escalation`.
    cutoff
        Of the elimination.
    lowest_offset
        The trial also stops where at the lowest dose the probability is above ``cutoff`` less this;
        0 for no further rule.
    enough
        The trial ends when so many patients are at a dose and the design would stay there.
    stay_on_one_of_three
        Whether one DLT among three patients means staying, where the table says otherwise.
    """

    batch_size: ClassVar[int] = 10_000

    cutoff: float = 0.95
    lowest_offset: float = 0.0
    enough: int | None = None
    stay_on_one_of_three: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.share(self.cutoff, where="cutoff")
        _check.rate(self.lowest_offset, where="lowest_offset")
        if self.lowest_offset >= 0.5:
            _check.share(2 * self.lowest_offset, where="lowest_offset")
        if self.enough is not None:
            _check.whole(self.enough, where="enough", least=1)

    @property
    def most_counted(self) -> int:
        """Patients up to which the table goes."""
        return self.max_patients

    @abc.abstractmethod
    def rule(self, patients: int, dlts: int) -> int:
        """1 up, 0 stay, -1 down, before elimination."""

    def table(self) -> NDArray[np.int64]:
        """Decisions by patients and DLTs at a dose: 1 up, 0 stay, -1 down, -2 down and eliminate."""
        return _table(self)

    def decide(self, state: State) -> Levels:
        """The table's decision, kept among the doses that are not eliminated."""
        table = self.table()
        n, y = state.here
        code = table[n, y]
        closed = self._closed(state)
        up = (code == UP) & (state.d + 1 < closed)
        down = (code < 0) & (state.d > 0)
        level = np.minimum(state.d + up - down, closed - 1)
        lowest = (state.d == 0) & (state.y[:, 0] >= _lowest_stop(self)[state.n[:, 0]])
        if self.enough is not None:
            level = np.where((level == state.d) & (n >= self.enough), STOP, level)
        return np.asarray(np.where((closed == 0) | lowest, NONE, level))

    def select(self, state: State) -> Levels:
        """Isotonic estimate closest to the target."""
        from ._isotonic_numba import select_many

        return np.asarray(select_many(state.n, state.y, self.table(), _lowest_stop(self), self.target))

    def admissible(self, state: State) -> NDArray[np.bool_]:
        """Doses that are not eliminated."""
        return np.asarray(np.arange(len(self.doses)) < self._closed(state)[:, None])

    def _closed(self, state: State) -> Levels:
        """Lowest level that is eliminated; the number of doses if none is."""
        out = self.table()[state.n, state.y] == ELIMINATE
        return np.asarray(np.where(out.any(axis=1), out.argmax(axis=1), len(self.doses)))

    def reasons(self, state: State, level: int) -> list[Reason]:
        """The table's word, and what overruled it."""
        here = int(state.d[0])
        code = int(self.table()[state.n[0, here], state.y[0, here]])
        names = {UP: "escalate", STAY: "stay", DOWN: "de-escalate", ELIMINATE: "de-escalate"}
        said = [because("table", action=names[code])]
        closed = int(self._closed(state)[0])
        if closed < len(self.doses):
            told = {"dose": self.labels[closed], "target": self.target, "cutoff": self.cutoff}
            said.append(because("eliminated", **told))
        if code == UP and level == here:
            said.append(because("highest" if here == len(self.doses) - 1 else "next_closed"))
        if code < 0 and level == here:
            said.append(because("lowest"))
        if level == NONE and closed > 0:
            told = {"target": self.target, "cutoff": self.cutoff - self.lowest_offset}
            said.append(because("eliminated", dose=self.labels[0], **told))
        return said

    def decision_table(self) -> pl.DataFrame:
        """Bounds on the number of DLTs by number of patients at the dose.

        Returns
        -------
        polars.DataFrame
            ``patients``; ``escalate_at_most``, ``stay_from``, ``stay_to``, ``deescalate_at_least``,
            ``eliminate_at_least``; null where the decision does not occur.
        """
        import polars as pl

        rows = []
        for n in range(1, self.max_patients + 1):
            codes = self.table()[n, : n + 1]
            up, stay = np.flatnonzero(codes == UP), np.flatnonzero(codes == STAY)
            down, out = np.flatnonzero(codes < 0), np.flatnonzero(codes == ELIMINATE)
            rows.append(
                (
                    n,
                    *(int(each[k]) if each.size else None for each, k in ((up, -1), (stay, 0), (stay, -1))),
                    *(int(each[0]) if each.size else None for each in (down, out)),
                )
            )
        names = ("escalate_at_most", "stay_from", "stay_to", "deescalate_at_least", "eliminate_at_least")
        return pl.DataFrame(rows, schema=dict.fromkeys(("patients", *names), pl.Int64), orient="row")

    def courses(self) -> Courses | None:
        """All courses of the trial, where they can be counted in about a second."""
        return counted_courses(self, _MOST_STATES)

    def run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate ``n`` trials in compiled code."""
        from ._isotonic_numba import run_trials

        enough = self.max_patients + 1 if self.enough is None else self.enough
        selected, patients, dlts = run_trials(
            self.tolerances(n, generator),
            np.asarray(scenario.rates, dtype=np.float32),
            self.table(),
            _lowest_stop(self),
            self.target,
            self.cohort_size,
            self.start_level,
            enough,
        )
        stopped = patients.sum(axis=1) < self.max_patients
        return {"selected": selected, "patients": patients, "dlts": dlts, "stopped": stopped}


def excess(target: float, patients: Any, dlts: Any) -> NDArray[np.float64]:
    """P(DLT rate > target) under a uniform prior."""
    import scipy

    return np.asarray(
        scipy.special.betainc(1 + np.asarray(patients) - dlts, 1 + np.asarray(dlts), 1 - target)
    )


@functools.lru_cache(maxsize=64)
def _table(design: IntervalDesign) -> NDArray[np.int64]:
    most = design.most_counted
    table = np.full((most + 1, most + 1), STAY, dtype=np.int64)
    for n in range(1, most + 1):
        out = excess(design.target, n, np.arange(n + 1)) > design.cutoff
        for y in range(n + 1):
            code = design.rule(n, y)
            if design.stay_on_one_of_three and (n, y) == (3, 1):
                code = STAY
            table[n, y] = ELIMINATE if n >= 3 and y > 0 and out[y] else code
    table.setflags(write=False)
    return table


@functools.lru_cache(maxsize=64)
def _lowest_stop(design: IntervalDesign) -> NDArray[np.int64]:
    """Number of DLTs at the lowest dose at which the trial stops, by its patients."""
    most = design.most_counted
    bound = np.full(most + 1, most + 1, dtype=np.int64)
    if design.lowest_offset > 0:
        for n in range(3, most + 1):
            out = excess(design.target, n, np.arange(n + 1)) > design.cutoff - design.lowest_offset
            if out.any():
                bound[n] = int(out.argmax())
    bound.setflags(write=False)
    return bound

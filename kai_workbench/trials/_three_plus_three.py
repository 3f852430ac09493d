"""The 3+3 design."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ._cohorts import Cohort, State
from ._errors import DesignError
from ._escalation import NONE, STOP, Escalation, Levels, counted_courses
from ._recommendation import Reason, because

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._escalation_exact import Courses


@dataclasses.dataclass(frozen=True, kw_only=True)
class ThreePlusThree(Escalation):
    """Three patients; three more after one DLT; up after 0/3 or 1/6, else down.

    Its operating characteristics are exact: every course is counted.

    Parameters
    ----------
    doses, unit, start
        See :class:`Escalation`.
    target
        Above which a true DLT rate counts as overdosing; the rules do not use it.
    cohort_size, max_patients
        Three, and six at every dose: set by the design.
    confirm
        Whether the maximum tolerated dose needs six patients with at most one DLT. If not, the dose
        below the one that was too toxic is selected as it stands.

    References
    ----------
    Storer BE. Biometrics 1989;45:925. Lin Y, Shih WJ. Biostatistics 2001;2:203 (exact probabilities).

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.ThreePlusThree(doses=(10, 20, 40))
    >>> design.next([(10, 3, 0), (20, 3, 1)]).action
    'stay'
    """

    target: float = 1 / 3
    cohort_size: int = dataclasses.field(default=3, init=False)
    max_patients: int = dataclasses.field(default=0, init=False)
    confirm: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "max_patients", 6 * len(self.doses))
        super().__post_init__()

    def decide(self, state: State) -> Levels:
        """Up, down, three more, or the end."""
        n, y = state.here
        up = ((n == 3) & (y == 0)) | ((n == 6) & (y <= 1))
        more = (n == 3) & (y == 1)
        down = ~up & ~more
        rows = np.arange(n.size)
        top = len(self.doses) - 1
        above = np.minimum(state.d + 1, top)
        closed = (state.d == top) | (state.n[rows, above] > 0)  # a dose left downwards was too toxic
        level = np.where(up & ~closed, state.d + 1, state.d)
        level = np.where(up & closed, np.where((n == 6) | (not self.confirm), STOP, state.d), level)
        below = np.maximum(state.d - 1, 0)
        done_below = (state.n[rows, below] == 6) | ((state.n[rows, below] > 0) & (not self.confirm))
        level = np.where(down, np.where(done_below, STOP, below), level)
        return np.asarray(np.where(down & (state.d == 0), NONE, level))

    def select(self, state: State) -> Levels:
        """The highest dose that passed."""
        passed = (state.n == 6) & (state.y <= 1)
        if not self.confirm:
            passed |= (state.n == 3) & (state.y == 0)
        levels = np.arange(len(self.doses))
        return np.asarray(np.where(passed, levels, -1).max(axis=1))

    def admissible(self, state: State) -> NDArray[np.bool_]:
        """Doses below the lowest with two DLTs or more."""
        return np.asarray(np.cumsum(state.y >= 2, axis=1) == 0)

    def check_cohorts(self, cohorts: list[Cohort]) -> None:
        """Refuse counts other than three or six at a dose."""
        counts: dict[int, list[int]] = {}
        for cohort in cohorts:
            at = counts.setdefault(cohort.level, [0, 0])
            at[0] += cohort.patients
            at[1] += cohort.dlts
        for level, (patients, dlts) in counts.items():
            if patients not in {3, 6}:
                where = self.labels[level]
                raise DesignError("escalation_impossible", where=where, patients=patients, dlts=dlts)

    def reasons(self, state: State, level: int) -> list[Reason]:
        """The rule that applies."""
        here = int(state.d[0])
        action = "escalate" if level > here else "stay" if level == here else "de-escalate"
        return [because("table", action="stop" if level == NONE else action)]

    def courses(self) -> Courses | None:
        """All courses of the trial."""
        return counted_courses(self, 2_000_000)

    def decision_table(self) -> pl.DataFrame:
        """What follows each outcome at a dose: ``patients``, ``dlts``, ``action``."""
        import polars as pl

        rows = []
        for n in (3, 6):
            for y in range(n + 1):
                up = (n == 3 and y == 0) or (n == 6 and y <= 1)
                rows.append((n, y, "escalate" if up else "stay" if (n, y) == (3, 1) else "de-escalate"))
        return pl.DataFrame(rows, schema=["patients", "dlts", "action"], orient="row")

"""BOIN12: the dose of the best trade-off between response and toxicity, from a table."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from . import _check
from ._boin import BOIN
from ._efficacy_escalation import EfficacyEscalation, outcomes
from ._escalation import NONE, Levels
from ._joint_utility import JointUtility
from ._recommendation import Reason, because

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from numpy.typing import NDArray

    Table = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, kw_only=True)
class BOIN12(EfficacyEscalation):
    """The most desirable of the doses that BOIN's boundaries allow.

    The desirability of a dose is the probability that its utility is above a benchmark, the middle between
    100 and the utility of a dose whose rates are just acceptable, by a quasi-binomial likelihood with a
    uniform prior. Where the DLT rate is at or above λd the dose goes down; else to the most desirable of
    the next lower, the current and the next higher dose, the higher only while fewer than ``explore``
    patients are at the current one or its DLT rate is at most λe. Equally desirable doses: the higher.

    Parameters
    ----------
    doses, unit, cohort_size, max_patients, start
        See :class:`Escalation`.
    target, floor, cutoff, futility_cutoff
        φT, φE and the two cutoffs of admissibility; see :class:`EfficacyEscalation`.
    utility
        Of the four outcomes of a patient.
    explore
        N*: from so many patients on, the next higher dose is a candidate only at a DLT rate of at most λe.
    explore_at
        From so many patients on, a next higher dose that nobody has had is tried, unless the dose goes
        down; None for no such rule.
    enough
        The trial ends when so many patients are at the current dose; None for no such rule.

    References
    ----------
    Lin R, Zhou Y, Yan F, Li D, Yuan Y. JCO Precis Oncol 2020;4:1393.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.BOIN12(doses=(1, 2, 3, 4, 5))
    >>> design.next([(1, 3, 0, 0), (2, 3, 1, 1), (3, 3, 2, 1), (2, 3, 0, 2)]).dose
    2.0
    """

    utility: JointUtility = dataclasses.field(default_factory=JointUtility)
    explore: int = 6
    explore_at: int | None = 9
    enough: int | None = 12

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.whole(self.explore, where="explore", least=1)
        for field in ("explore_at", "enough"):
            if getattr(self, field) is not None:
                _check.whole(getattr(self, field), where=field, least=1)

    @property
    def needs_both(self) -> bool:
        """Whether the number of patients with both outcomes matters."""
        return self.utility.needs_both

    @property
    def boundaries(self) -> tuple[float, float]:
        """λe and λd of BOIN for ``target``."""
        return BOIN(doses=self.doses, target=self.target).boundaries

    @property
    def benchmark(self) -> float:
        """Utility that is desirable: halfway from a just acceptable dose to 100."""
        return (100 + self.utility.expected(self.target, self.floor)) / 2

    def worth(self, dlt_rate: float, response_rate: float, both: float) -> float:
        """Expected utility."""
        return self.utility.expected(dlt_rate, response_rate, both)

    def decide(self, state: Any) -> Levels:
        """The rules, for every trial."""
        from ._efficacy_numba import boin12_decide

        toxic, futile, desirability = tables(self)
        up, down = self.boundaries
        never = self.max_patients + 1
        return np.asarray(
            boin12_decide(
                *(state.n, state.y, state.e, self._sums(state), state.d),
                *(toxic, futile, desirability, up, down, self.explore),
                never if self.explore_at is None else self.explore_at,
                never if self.enough is None else self.enough,
            )
        )

    def select(self, state: Any) -> Levels:
        """Of the open doses not above BOIN's maximum tolerated dose, that of the highest mean utility."""
        from ._efficacy_numba import boin12_select
        from ._isotonic_numba import ELIMINATE, select_many

        toxic, futile, _ = tables(self)
        most = np.full(toxic.shape[0], toxic.shape[0])
        mtd = select_many(state.n, state.y, np.where(toxic, ELIMINATE, 0), most, self.target)
        return np.asarray(boin12_select(state.n, state.y, state.e, self._sums(state), mtd, toxic, futile))

    def admissible(self, state: Any) -> Mask:
        """Doses that are neither toxic (nor above one that is) nor futile."""
        from ._efficacy_numba import open_levels

        toxic, futile, _ = tables(self)
        each = zip(state.n, state.y, state.e, strict=True)
        return np.array([open_levels(n, t, e, toxic, futile) for n, t, e in each])

    def reasons(self, state: Any, level: int) -> list[Reason]:
        """Which doses may follow, and why this one."""
        here, down = int(state.d[0]), self.boundaries[1]
        n, t = int(state.n[0, here]), int(state.y[0, here])
        said = closed_because(self, state)
        toxic_here = t >= down * n
        if toxic_here:
            said.append(because("toxic_here", dlts=t, patients=n, bound=f"{down:.3f}"))
        if level == NONE:
            return said
        rises = level > here and state.n[0, level] == 0
        if rises and self.explore_at is not None and n >= self.explore_at:
            said.append(because("explore", patients=n, dose=self.labels[here]))
        elif not toxic_here:
            p = tables(self)[2][state.n[0, level], self._sums(state)[0, level]]
            told = {"bound": f"{self.benchmark:g}", "p": f"{p:.3f}"}
            said.append(because("desirability", dose=self.labels[level], **told))
        return said

    def decision_table(self, sizes: Sequence[int] | None = None) -> pl.DataFrame:
        """Rank-based desirability scores (RDS).

        Parameters
        ----------
        sizes
            Numbers of patients at a dose; 0 and whole cohorts up to ``enough`` if None. The scores are
            ranks among the rows of the table, so that they depend on this.

        Returns
        -------
        polars.DataFrame
            ``patients``, ``dlts``, ``responses``, ``both`` (where it matters), ``desirability`` (the
            probability that the utility is above the benchmark), ``admissible``, ``rds`` (equal ones share
            their mean rank; null where inadmissible) and ``may_follow``: ``lower`` alone,
            ``lower_or_same``, or ``lower_same_or_higher``.
        """
        import polars as pl

        most = self.max_patients if self.enough is None else min(self.enough, self.max_patients)
        counts = range(0, most + 1, self.cohort_size) if sizes is None else sizes
        rows = []
        for n in counts:
            _check.whole(n, where="sizes", most=self.max_patients)
            for t, e, b in outcomes(n, together=self.needs_both):
                rows.append(self._row(n, t, e, b))
        names = ("patients", "dlts", "responses", "both", "desirability", "admissible", "may_follow")
        kinds = (*[pl.Int64] * 4, pl.Float64, pl.Boolean, pl.String)
        frame = pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
        score = pl.when("admissible").then(pl.col("desirability").round(12))
        frame = frame.with_columns(rds=score.rank("average"))
        return frame if self.needs_both else frame.drop("both")

    def _row(self, n: int, t: int, e: int, b: int) -> tuple[Any, ...]:
        toxic, futile, desirability = tables(self)
        up, down = self.boundaries
        follow = "lower_same_or_higher" if n < self.explore or t <= up * n else "lower_or_same"
        if n and t >= down * n:
            follow = "lower"
        p = desirability[n, self.utility.total(n, t, e, b)]
        return n, t, e, b, p, not (toxic[n, t] or futile[n, e]), follow

    def _sums(self, state: Any) -> NDArray[np.int64]:
        return np.asarray(self.utility.total(state.n, state.y, state.e, state.b))


def closed_because(design: Any, state: Any) -> list[Reason]:
    """Which doses that were given are closed, and by what."""
    toxic, futile, *_ = tables(design)
    n, t, e = state.n[0], state.y[0], state.e[0]
    for j in np.flatnonzero(n):
        if toxic[n[j], t[j]]:
            told = {"dose": design.labels[j], "target": design.target, "cutoff": design.cutoff}
            return [because("eliminated", **told)]
    told = {"floor": design.floor, "cutoff": design.futility_cutoff}
    return [because("futile", dose=design.labels[j], **told) for j in np.flatnonzero(n) if futile[n[j], e[j]]]


@functools.lru_cache(maxsize=16)
def tables(design: Any) -> tuple[Mask, Mask, Table]:
    """Toxic by patients and DLTs, futile by patients and responses, desirability by patients and utilities.

    Uniform priors; nothing is ruled out where nobody was treated.
    """
    most = design.max_patients
    n = np.arange(most + 1)[:, None]
    count = np.minimum(np.arange(most + 1), n)
    toxic = scipy.special.betainc(1 + n - count, 1 + count, 1 - design.target) >= design.cutoff
    futile = scipy.special.betainc(1 + count, 1 + n - count, design.floor) >= design.futility_cutoff
    toxic[0] = futile[0] = False
    x = np.minimum(np.arange(100 * most + 1), 100 * n) / 100
    wanted = scipy.special.betaincc(1 + x, 1 + n - x, design.benchmark / 100)
    return toxic, futile, np.asarray(wanted)

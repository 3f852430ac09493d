"""U-BOIN: BOIN first, then the dose of the highest mean utility."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import scipy

from . import _check
from ._boin import BOIN
from ._efficacy_escalation import EfficacyEscalation, outcomes
from ._errors import DesignError
from ._escalation import NONE, Levels
from ._interval_design import excess
from ._joint_utility import JointUtility
from ._recommendation import Reason, because

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, kw_only=True)
class UBOIN(EfficacyEscalation):
    """Stage I escalates by BOIN; stage II gives the dose of the highest posterior mean utility.

    Stage I lasts until a dose has ``stage_one`` patients. In stage II the next dose above the highest
    given is tried first where the DLT rate there is at most λe; else the next cohort gets the admissible
    dose, of those given, with the highest mean utility. The four outcomes of a patient have a Dirichlet
    prior of equal parts. A dose with at least three patients and P(DLT rate > target) above ``cutoff``
    under a uniform prior is closed with all above it, in both stages.

    Parameters
    ----------
    doses, unit, cohort_size, max_patients, start
        See :class:`Escalation`.
    target, floor, cutoff, futility_cutoff
        See :class:`EfficacyEscalation`.
    utility
        Of the four outcomes of a patient.
    margin
        Stage I seeks a DLT rate of ``target`` less this.
    stage_one
        Patients at a dose that end stage I.
    enough
        Patients at a dose that end the trial.
    prior_mass
        Of the Dirichlet prior, in patients.
    allocation
        In stage II, once no dose above is tried: ``best`` gives the next cohort the dose of the highest mean
        utility, ``randomised`` draws it among the admissible doses that were given, in proportion to their
        mean utilities.

    References
    ----------
    Zhou Y, Lee JJ, Yuan Y. Stat Med 2019;38:5299. The paper leaves open whether doses that nobody had are
    candidates in stage II; here they are not.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.UBOIN(doses=(1, 2, 3))
    >>> design.next([(1, 3, 0, 1)]).dose
    2.0
    """

    target: float = 0.30
    floor: float = 0.20
    max_patients: int = 54
    utility: JointUtility = dataclasses.field(
        default_factory=lambda: JointUtility(response_and_dlt=50, neither=30)
    )
    margin: float = 0.05
    stage_one: int = 12
    enough: int = 24
    prior_mass: float = 1.0
    allocation: Literal["best", "randomised"] = "best"

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.positive(self.margin, where="margin")
        if self.margin >= self.target:
            raise DesignError("uboin_margin", where="margin", value=self.margin, target=self.target)
        _check.whole(self.stage_one, where="stage_one", least=1)
        _check.whole(self.enough, where="enough", least=1)
        if self.enough <= self.stage_one:
            raise DesignError("uboin_stages", where="enough", value=self.enough, first=self.stage_one)
        _check.positive(self.prior_mass, where="prior_mass")
        _check.option(self.allocation, ("best", "randomised"), where="allocation")

    @property
    def needs_both(self) -> bool:
        """Whether the number of patients with both outcomes matters."""
        return self.utility.needs_both

    @property
    def boundaries(self) -> tuple[float, float]:
        """λe and λd of stage I."""
        return BOIN(doses=self.doses, target=self.target - self.margin).boundaries

    def worth(self, dlt_rate: float, response_rate: float, both: float) -> float:
        """Expected utility."""
        return self.utility.expected(dlt_rate, response_rate, both)

    def mean_utility(self, n: Any, dlts: Any, responses: Any, both: Any) -> Any:
        """Posterior mean utility; broadcasts."""
        return (self._prior_sum + self.utility.total(n, dlts, responses, both)) / (self.prior_mass + n)

    @property
    def _prior_sum(self) -> float:
        return self.prior_mass * self.utility.expected(0.5, 0.5)

    def decide(self, state: Any) -> Levels:
        """The rules of both stages, for every trial."""
        from ._efficacy_numba import uboin_decide

        return np.asarray(
            uboin_decide(
                *(state.n, state.y, state.e, self._sums(state), state.d),
                *(*masks(self), *self.boundaries, self.stage_one, self.enough),
                *(self._prior_sum, self.prior_mass),
            )
        )

    def shares(self, state: Any) -> NDArray[np.float64]:
        """Share of each dose in the randomised stage II, (trial, dose); none where it is not randomised."""
        level, given = np.asarray(self.decide(state)), np.asarray(state.n) > 0
        here = (np.asarray(state.n).max(axis=1) >= self.stage_one) & (level >= 0)
        here &= np.take_along_axis(given, np.maximum(level, 0)[:, None], axis=1)[:, 0]
        worth = self.mean_utility(state.n, state.y, state.e, state.b)
        weight = np.where(self.admissible(state) & given & here[:, None], np.maximum(worth, 0.0), 0.0)
        total = weight.sum(axis=1, keepdims=True)
        return np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)

    def _uniforms(self, n: int, generator: np.random.Generator) -> NDArray[np.float64]:
        """Two a patient, and one for the dose of the cohort after."""
        return generator.random((n, self.max_patients, 2 if self.allocation == "best" else 3))

    def _allocated(self, state: Any, level: Levels, u: NDArray[np.float64]) -> Levels:
        if self.allocation == "best":
            return level
        shares = self.shares(state)
        drawn = (u[:, 2, None] >= np.cumsum(shares, axis=1)).sum(axis=1)
        drawn = np.minimum(drawn, shares.shape[1] - 1 - (shares[:, ::-1] > 0).argmax(axis=1))
        return np.where(shares.any(axis=1), drawn, level)

    def select(self, state: Any) -> Levels:
        """The admissible dose, of those given, with the highest mean utility; -1 if none."""
        from ._efficacy_numba import uboin_select

        sums = self._sums(state)
        return np.asarray(
            uboin_select(state.n, state.y, state.e, sums, *masks(self), self._prior_sum, self.prior_mass)
        )

    def admissible(self, state: Any) -> Mask:
        """Doses that the stage allows."""
        from ._efficacy_numba import uboin_open

        each = zip(state.n, state.y, state.e, strict=True)
        return np.array([uboin_open(n, t, e, *masks(self), self.stage_one) for n, t, e in each])

    def reasons(self, state: Any, level: int) -> list[Reason]:
        """The stage, and what decided in it."""
        n, t, e, b = state.n[0], state.y[0], state.e[0], state.b[0]
        said = []
        closed = np.flatnonzero(masks(self)[0][n, t])
        if closed.size:
            told = {"dose": self.labels[closed[0]], "target": self.target, "cutoff": self.cutoff}
            said.append(because("eliminated", **told))
        if level == NONE:
            return said
        if n.max() < self.stage_one:
            here, (up, down) = int(state.d[0]), self.boundaries
            rate = t[here] / n[here]
            action = "escalate" if rate <= up else "de-escalate" if rate >= down else "stay"
            return [*said, because("stage_one", patients=self.stage_one), because("table", action=action)]
        if n[level] == 0:
            return [*said, because("stage_two_up")]
        mean = self.mean_utility(n[level], t[level], e[level], b[level])
        if self.allocation == "randomised":
            each = zip(self.labels, self.shares(state)[0], strict=True)
            drawn = ", ".join(f"{dose} {100 * share:.0f}%" for dose, share in each if share > 0)
            said.append(because("stage_two_shares", shares=drawn))
        return [*said, because("stage_two", dose=self.labels[level], utility=f"{mean:.1f}")]

    def decision_table(self, sizes: Sequence[int] | None = None) -> pl.DataFrame:
        """What the outcomes at one dose mean in each stage.

        Parameters
        ----------
        sizes
            Numbers of patients at a dose; whole cohorts up to ``enough`` if None.

        Returns
        -------
        polars.DataFrame
            ``patients``, ``dlts``, ``responses``, ``both`` (where it matters), ``stage_one`` (``escalate``,
            ``stay``, ``de-escalate``, or ``eliminate``), ``utility`` (posterior mean), ``admissible`` (in
            stage II) and ``rank`` of the mean utility among the admissible rows (equal ones share it).
        """
        import polars as pl

        eliminated, toxic, futile = masks(self)
        up, down = self.boundaries
        counts = range(self.cohort_size, self.enough + 1, self.cohort_size) if sizes is None else sizes
        rows = []
        for n in counts:
            _check.whole(n, where="sizes", least=1, most=self.max_patients)
            for t, e, b in outcomes(n, together=self.needs_both):
                action = "escalate" if t <= up * n else "de-escalate" if t >= down * n else "stay"
                fine = not (eliminated[n, t] or toxic[n, t] or futile[n, e])
                first = "eliminate" if eliminated[n, t] else action
                rows.append((n, t, e, b, first, float(self.mean_utility(n, t, e, b)), fine))
        names = ("patients", "dlts", "responses", "both", "stage_one", "utility", "admissible")
        kinds = (*[pl.Int64] * 4, pl.String, pl.Float64, pl.Boolean)
        frame = pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
        score = pl.when("admissible").then(pl.col("utility").round(9))
        frame = frame.with_columns(rank=score.rank("average"))
        return frame if self.needs_both else frame.drop("both")

    def _sums(self, state: Any) -> NDArray[np.int64]:
        return np.asarray(self.utility.total(state.n, state.y, state.e, state.b))


@functools.lru_cache(maxsize=16)
def masks(design: UBOIN) -> tuple[Mask, Mask, Mask]:
    """Eliminated and toxic by patients and DLTs, futile by patients and responses."""
    most, half = design.max_patients, design.prior_mass / 2
    n = np.arange(most + 1)[:, None]
    count = np.minimum(np.arange(most + 1), n)
    out = (n >= 3) & (excess(design.target, n, count) > design.cutoff)
    toxic = scipy.special.betaincc(half + count, half + n - count, design.target) >= design.cutoff
    futile = scipy.special.betainc(half + count, half + n - count, design.floor) >= design.futility_cutoff
    toxic[0] = futile[0] = False
    return out, toxic, futile

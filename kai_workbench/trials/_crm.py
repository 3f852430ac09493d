"""The continual reassessment method."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import scipy

from . import _bands, _check
from ._cohorts import State, read_cohorts, state_of
from ._escalation import NONE, STOP, Escalation, Levels
from ._kept_posteriors import KeptPosteriors
from ._recommendation import Reason, because

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._cohorts import CohortData

_NODES = 241
_FINER = 10  # times, for quantiles
_REACH = 7.0  # SDs of the prior on either side


@dataclasses.dataclass(frozen=True, kw_only=True)
class CRM(Escalation):
    """The dose whose modelled DLT rate is closest to the target, after every cohort.

    The rate at dose j is skeletonⱼ^exp(β), β normal around 0 with SD ``prior_sd``; as in dfcrm, β is its
    posterior mean. Integrals over β are sums over a grid, and every distinct state of the data is
    integrated once.

    Parameters
    ----------
    doses, unit, target, cohort_size, max_patients, start
        See :class:`Escalation`.
    skeleton
        DLT rates expected before the trial, rising.
    prior_sd
        √1.34, dfcrm's.
    no_skipping
        Whether the dose goes at most one level above the highest that was given.
    coherent
        Whether the dose is not raised when the last cohort's DLT rate was at or above the target.
    cutoff
        A dose is inadmissible where P(DLT rate > target) is above this; if the lowest is, the trial
        stops. None for no such rule, as in dfcrm.
    enough
        The trial ends when so many patients are at a dose and the design would stay there.

    References
    ----------
    O'Quigley J, Pepe M, Fisher L. Biometrics 1990;46:33. Cheung YK. Dose finding by the continual
    reassessment method. 2011, and its R package dfcrm (model "empiric", method "bayes").

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.CRM(doses=(1, 2, 4, 8), skeleton=(0.1, 0.2, 0.35, 0.5), target=0.2)
    >>> design.next([(1, 3, 0), (2, 3, 1)]).dose
    2.0
    """

    batch_size: ClassVar[int] = 2500
    modelled: ClassVar[bool] = True

    skeleton: tuple[float, ...]
    prior_sd: float = math.sqrt(1.34)
    no_skipping: bool = True
    coherent: bool = True
    cutoff: float | None = 0.95
    enough: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.as_many(self.skeleton, len(self.doses), where="skeleton")
        object.__setattr__(self, "skeleton", _check.rising(self.skeleton, where="skeleton"))
        for one in self.skeleton:
            _check.share(one, where="skeleton")
        _check.positive(self.prior_sd, where="prior_sd")
        if self.cutoff is not None:
            _check.share(self.cutoff, where="cutoff")
        if self.enough is not None:
            _check.whole(self.enough, where="enough", least=1)

    def decide(self, state: State) -> Levels:
        """Closest to the target, within the rules."""
        beta, over = self._posterior(state)
        closest = self._closest(beta)
        level = closest
        if self.no_skipping:
            level = np.minimum(level, _highest_given(state) + 1)
        if self.coherent:
            hot = state.last_y >= self.target * state.last_n
            level = np.where(hot & (state.last_n > 0), np.minimum(level, state.d), level)
        level = np.minimum(level, self._highest_admissible(over))
        if self.enough is not None:
            level = np.where((level == state.d) & (state.here[0] >= self.enough), STOP, level)
        return np.asarray(np.where(self._highest_admissible(over) < 0, NONE, level))

    def select(self, state: State) -> Levels:
        """Closest to the target of the doses that were given and are admissible; -1 if none."""
        beta, over = self._posterior(state)
        level = np.minimum(self._closest(beta), _highest_given(state))
        return np.asarray(np.minimum(level, self._highest_admissible(over)))

    def admissible(self, state: State) -> NDArray[np.bool_]:
        """Doses that are not likely above the target."""
        highest = self._highest_admissible(self._posterior(state)[1])
        return np.asarray(np.arange(len(self.doses)) <= highest[:, None])

    def estimate(self, data: CohortData) -> pl.DataFrame:
        """The model after the cohorts so far.

        Returns
        -------
        polars.DataFrame
            By ``dose``: ``patients``, ``dlts``, ``p`` (the modelled DLT rate), ``above_target`` (its
            posterior probability of being above the target), ``beta`` (the parameter's mean, the same
            in every row), and the rate's quantiles ``lo90``, ``lo50``, ``median``, ``hi50``, ``hi90``.
        """
        import polars as pl

        state = state_of(read_cohorts(data, self.doses), len(self.doses))
        beta, over = self._posterior(state)
        return pl.DataFrame(
            {
                "dose": self.doses,
                "patients": state.n[0],
                "dlts": state.y[0],
                "p": self._rates(beta)[0],
                "above_target": over[0],
                "beta": np.full(len(self.doses), beta[0]),
            }
            | _bands.columns(self.rate_quantiles(state))
        )

    def rate_quantiles(self, state: State) -> NDArray[np.float64]:
        """Of the modelled DLT rate for the first trial of ``state``, (dose, band)."""
        _, log_prior, log_p, log_q, _ = grid(self)
        return self.quantiles_at(log_prior + state.y[0] @ log_p + (state.n[0] - state.y[0]) @ log_q)

    def quantiles_at(self, log: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of the DLT rates from the log density at the nodes of β, (dose, band)."""
        beta = grid(self)[0]
        fine = np.linspace(beta[0], beta[-1], _FINER * (beta.size - 1) + 1)
        density = np.exp(scipy.interpolate.CubicSpline(beta, log - log.max())(fine))
        below = scipy.integrate.cumulative_trapezoid(density, fine, initial=0)
        # the rate falls as β rises
        at = np.interp([1 - q for q in _bands.BANDS.values()], below / below[-1], fine)
        return np.asarray(np.array(self.skeleton)[:, None] ** np.exp(at))

    def reasons(self, state: State, level: int) -> list[Reason]:
        """The model's choice, and what held it back."""
        beta, over = self._posterior(state)
        closest = int(self._closest(beta)[0])
        rate = f"{self._rates(beta)[0, closest]:.3f}"
        said = [because("closest", dose=self.labels[closest], p=rate, target=self.target)]
        highest, given = int(self._highest_admissible(over)[0]), int(_highest_given(state)[0])
        if highest < min(closest, len(self.doses) - 1) or level == NONE:
            told = {"target": self.target, "cutoff": self.cutoff}
            said.append(because("eliminated", dose=self.labels[highest + 1], **told))
        if self.no_skipping and level == given + 1 < closest:
            said.append(because("no_skipping", dose=self.labels[level]))
        if self.coherent and level == int(state.d[0]) < closest and level < highest:
            said.append(because("coherent"))
        return said

    def _posterior(self, state: State) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        found = _posteriors(self)(state.n, state.y)
        return found[:, 0], found[:, 1:]

    def _rates(self, beta: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.array(self.skeleton) ** np.exp(beta)[:, None])

    def _closest(self, beta: NDArray[np.float64]) -> Levels:
        return np.asarray(np.abs(self._rates(beta) - self.target).argmin(axis=1))

    def _highest_admissible(self, over: NDArray[np.float64]) -> Levels:
        if self.cutoff is None:
            return np.full(len(over), len(self.doses) - 1)
        return np.asarray((over <= self.cutoff).sum(axis=1) - 1)  # the probability rises with the dose


def _highest_given(state: State) -> Levels:
    return np.asarray(np.where(state.n > 0, np.arange(state.n.shape[1]), -1).max(axis=1))


@functools.lru_cache(maxsize=16)
def grid(design: CRM) -> tuple[NDArray[np.float64], ...]:
    """Nodes of β, log prior weights, log p and log(1 − p) by dose, and the summaries by node."""
    beta = np.linspace(-_REACH, _REACH, _NODES) * design.prior_sd
    step = beta[1] - beta[0]
    log_prior = -0.5 * (beta / design.prior_sd) ** 2
    skeleton = np.log(np.array(design.skeleton))
    log_p = np.exp(beta) * skeleton[:, None]
    log_q = np.log(np.maximum(-np.expm1(log_p), 1e-300))
    # p is above the target where β is below the bound; the node's cell may be cut by it
    bound = np.log(math.log(design.target) / skeleton)
    over = np.clip((bound[:, None] - (beta - step / 2)) / step, 0, 1)
    for dose, cut in enumerate((bound - beta[0]) / step):
        k = round(cut)
        if 0 < k < beta.size - 1:  # the slope of the density within the cell, to third order
            slope = ((cut - k) ** 2 / 2 - 1 / 12) / 2
            over[dose, [k - 1, k + 1]] += [-slope, slope]
    return beta, log_prior, log_p, log_q, np.column_stack([beta, over.T])


@functools.lru_cache(maxsize=16)
def _posteriors(design: CRM) -> KeptPosteriors:
    from ._grid_numba import posterior_summaries

    _, log_prior, log_p, log_q, of = grid(design)
    return KeptPosteriors(lambda n, y: np.asarray(posterior_summaries(n, y, log_prior, log_p, log_q, of)))

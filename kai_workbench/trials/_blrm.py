"""Bayesian logistic regression with escalation under overdose control."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import scipy

from . import _bands, _check
from ._cohorts import State, read_cohorts, state_of
from ._crm import _highest_given
from ._errors import DesignError
from ._escalation import NONE, STOP, Escalation, Levels
from ._kept_posteriors import KeptPosteriors
from ._recommendation import Reason, because

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._cohorts import CohortData

_INTERCEPT_STEPS = 16  # nodes to an SD of the prior
_SLOPE_STEPS = 5
_REACH = 5.0  # SDs on either side


@dataclasses.dataclass(frozen=True, kw_only=True)
class BLRM(Escalation):
    """Two-parameter logistic regression; no dose that is too likely too toxic (EWOC).

    logit p(d) = log α + β log(d / ``reference``). Integrals over (log α, log β) are sums over a grid,
    and every distinct state of the data is integrated once.

    Parameters
    ----------
    doses, unit, cohort_size, max_patients, start
        See :class:`Escalation`.
    target
        DLT rate by which the correct dose is judged; the rules use ``interval``.
    reference
        Dose at which the odds of a DLT are α.
    log_alpha, log_beta
        Mean and SD of their normal priors, independent.
    interval
        DLT rates that are sought. Above it is an overdose.
    ewoc
        A dose is inadmissible where P(DLT rate above the interval) is this or more.
    pick
        Of the admissible doses the one with the highest probability of the interval (``"target"``), or
        the highest dose (``"highest"``).
    no_skipping
        Whether the dose goes at most one level above the highest that was given.
    max_increase
        Highest ratio of the next dose to the highest given, where doses may be skipped; None for any.
    enough
        The trial ends when so many patients are at a dose and the design would stay there.

    References
    ----------
    Neuenschwander B, Branson M, Gsponer T. Stat Med 2008;27:2420. Babb J, Rogatko A, Zacks S. Stat Med
    1998;17:1103 (EWOC).

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.BLRM(doses=(5, 10, 20, 40), reference=20)
    >>> design.next([(5, 3, 0)]).dose
    10.0
    """

    batch_size: ClassVar[int] = 2500
    modelled: ClassVar[bool] = True

    reference: float
    target: float = 0.25
    log_alpha: tuple[float, float] = (0.0, 2.0)
    log_beta: tuple[float, float] = (0.0, 1.0)
    interval: tuple[float, float] = (0.16, 0.33)
    ewoc: float = 0.25
    pick: Literal["target", "highest"] = "target"
    no_skipping: bool = True
    max_increase: float | None = None
    enough: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.positive(self.doses[0], where="doses")
        _check.positive(self.reference, where="reference")
        for field in ("log_alpha", "log_beta"):
            _check.as_many(getattr(self, field), 2, where=field)
            _check.finite(getattr(self, field)[0], where=field)
            _check.positive(getattr(self, field)[1], where=field)
        _check.as_many(self.interval, 2, where="interval")
        for end in _check.rising(self.interval, where="interval"):
            _check.share(end, where="interval")
        if not self.interval[0] < self.target < self.interval[1]:
            raise DesignError(
                "escalation_target_between", where="interval", value=self.interval, target=self.target
            )
        _check.share(self.ewoc, where="ewoc")
        _check.option(self.pick, ("target", "highest"), where="pick")
        if self.max_increase is not None:
            _check.positive(self.max_increase, where="max_increase")
            steps = [after / before for before, after in itertools.pairwise(self.doses)]
            if max(steps) > self.max_increase * (1 + 1e-9):
                told = {"step": f"{max(steps):g}", "most": f"{self.max_increase:g}"}
                raise DesignError("escalation_step", where="max_increase", **told)
        if self.enough is not None:
            _check.whole(self.enough, where="enough", least=1)

    @property
    def overdose_above(self) -> float:
        """The upper end of the interval."""
        return self.interval[1]

    def decide(self, state: State) -> Levels:
        """The dose picked among those that EWOC, the skipping rule and the largest increase allow."""
        _, over, inside = self._posterior(state)
        allowed = over < self.ewoc
        given = _highest_given(state)
        levels = np.arange(len(self.doses))
        if self.no_skipping:
            allowed &= levels <= given[:, None] + 1
        if self.max_increase is not None:
            top = np.array(self.doses)[np.maximum(given, 0)] * self.max_increase * (1 + 1e-9)
            allowed &= (np.array(self.doses) <= top[:, None]) | (levels <= given[:, None])
        level = self._pick(allowed, inside)
        if self.enough is not None:
            level = np.where((level == state.d) & (state.here[0] >= self.enough), STOP, level)
        return np.asarray(np.where(allowed.any(axis=1), level, NONE))

    def select(self, state: State) -> Levels:
        """The dose picked among the admissible ones that were given; -1 if none."""
        _, over, inside = self._posterior(state)
        allowed = (over < self.ewoc) & (state.n > 0)
        return np.asarray(np.where(allowed.any(axis=1), self._pick(allowed, inside), -1))

    def admissible(self, state: State) -> NDArray[np.bool_]:
        """Doses that EWOC allows."""
        return np.asarray(self._posterior(state)[1] < self.ewoc)

    def estimate(self, data: CohortData) -> pl.DataFrame:
        """The model after the cohorts so far.

        Returns
        -------
        polars.DataFrame
            By ``dose``: ``patients``, ``dlts``, ``mean`` (of the DLT rate), posterior probabilities
            ``under``, ``inside`` and ``over`` the interval, whether EWOC allows it (``admissible``), and
            the rate's quantiles ``lo90``, ``lo50``, ``median``, ``hi50``, ``hi90``.
        """
        import polars as pl

        state = state_of(read_cohorts(data, self.doses), len(self.doses))
        mean, over, inside = self._posterior(state)
        return pl.DataFrame(
            {
                "dose": self.doses,
                "patients": state.n[0],
                "dlts": state.y[0],
                "mean": mean[0],
                "under": 1 - over[0] - inside[0],
                "inside": inside[0],
                "over": over[0],
                "admissible": over[0] < self.ewoc,
            }
            | _bands.columns(self.rate_quantiles(state))
        )

    def rate_quantiles(self, state: State) -> NDArray[np.float64]:
        """Of the DLT rate for the first trial of ``state``, (dose, band)."""
        log_prior, log_p, log_q, _ = _grid(self)
        log = log_prior + state.y[0] @ log_p + (state.n[0] - state.y[0]) @ log_q
        weight = np.exp(log - log.max())
        step = self.log_alpha[1] / _INTERCEPT_STEPS  # a node's cell is cut along log α
        each = [_bands.of_cells(eta, step, weight / weight.sum()) for eta in log_p - log_q]
        return np.asarray(scipy.special.expit(np.array(each)))

    def reasons(self, state: State, level: int) -> list[Reason]:
        """EWOC, the interval, and what else held the dose back."""
        _, over, inside = self._posterior(state)
        at = max(level, 0)
        told = {"above": self.interval[1], "limit": self.ewoc}
        said = [because("ewoc", dose=self.labels[at], p=f"{over[0, at]:.3f}", **told)]
        if level < 0:
            return said
        if self.pick == "target":
            said.append(because("target_interval", dose=self.labels[level], p=f"{inside[0, level]:.3f}"))
        above, given = level + 1, int(_highest_given(state)[0])
        if above < len(self.doses):
            if over[0, above] >= self.ewoc:
                said.append(because("ewoc", dose=self.labels[above], p=f"{over[0, above]:.3f}", **told))
            elif self.no_skipping and above > given + 1:
                said.append(because("no_skipping", dose=self.labels[level]))
            elif self.max_increase and self.doses[above] > self.doses[given] * self.max_increase * (1 + 1e-9):
                said.append(because("increase", factor=f"{self.max_increase:g}"))
        return said

    def _pick(self, allowed: NDArray[np.bool_], inside: NDArray[np.float64]) -> Levels:
        by = inside if self.pick == "target" else np.arange(allowed.shape[1], dtype=float)
        return np.asarray(np.where(allowed, by, -1.0).argmax(axis=1))

    def _posterior(self, state: State) -> tuple[NDArray[np.float64], ...]:
        found = _posteriors(self)(state.n, state.y)
        doses = len(self.doses)
        return found[:, :doses], found[:, doses : 2 * doses], found[:, 2 * doses :]


def _grid(design: BLRM) -> tuple[NDArray[np.float64], ...]:
    """Log prior, log p and log(1 − p) by dose, and the summaries, at the nodes."""
    (m1, s1), (m2, s2) = design.log_alpha, design.log_beta
    u = np.arange(-_REACH, _REACH + 1e-9, 1 / _INTERCEPT_STEPS)
    v = np.arange(-_REACH, _REACH + 1e-9, 1 / _SLOPE_STEPS)
    first, second = (one.ravel() for one in np.meshgrid(u, v, indexing="ij"))
    intercept, slope = m1 + s1 * first, np.exp(m2 + s2 * second)
    distance = np.log(np.array(design.doses) / design.reference)
    eta = intercept + slope * distance[:, None]
    log_q = -np.logaddexp(0, eta)
    step = s1 / _INTERCEPT_STEPS

    def above(rate: float) -> NDArray[np.float64]:
        """Part of each node's cell in which the DLT rate is above; the cell is cut along log α."""
        return np.asarray(np.clip((eta + step / 2 - scipy.special.logit(rate)) / step, 0, 1))

    over, under = above(design.interval[1]), 1 - above(design.interval[0])
    of = np.concatenate([scipy.special.expit(eta), over, 1 - over - under]).T
    return -0.5 * (first**2 + second**2), eta + log_q, log_q, np.ascontiguousarray(of)


@functools.lru_cache(maxsize=16)
def _posteriors(design: BLRM) -> KeptPosteriors:
    from ._grid_numba import posterior_summaries

    log_prior, log_p, log_q, of = _grid(design)
    return KeptPosteriors(lambda n, y: np.asarray(posterior_summaries(n, y, log_prior, log_p, log_q, of)))

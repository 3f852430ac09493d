"""EffTox: the dose of the best trade-off between response and toxicity, from a model of both."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy

from . import _check
from ._efficacy_escalation import EfficacyEscalation
from ._errors import DesignError
from ._escalation import NONE, Levels
from ._kept_posteriors import KeptPosteriors
from ._recommendation import Reason, because

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_PARAMETERS = ("alpha", "beta", "gamma", "zeta", "eta", "psi")
_FREEDOM = 5.0  # of the multivariate t that the draws come from
_FEWEST = 100.0  # draws that must count


@dataclasses.dataclass(frozen=True, kw_only=True)
class EffTox(EfficacyEscalation):
    """The acceptable dose of the highest utility at the posterior means of its two rates.

    With x = log dose less the mean log dose, logit P(DLT) = α + βx and logit P(response) = γ + ζx + ηx²;
    ψ ties the two outcomes of a patient (Gumbel). The utility falls along the distance, in an Lᵖ norm,
    from (response 1, DLT 0); it is 0 on the contour through three points, which fixes p. No untried dose is
    skipped. Posteriors are sums over draws of a multivariate t around the mode, each distinct state once.

    Parameters
    ----------
    doses, unit, cohort_size, max_patients, start
        See :class:`Escalation`.
    target, floor, cutoff, futility_cutoff
        A dose is acceptable where P(DLT rate > target) is below ``cutoff`` and P(response rate < floor)
        below ``futility_cutoff``. The paper's p_T = p_E = .1 are cutoffs of .9.
    alpha, beta, gamma, zeta, eta, psi
        Mean and SD of their normal priors, independent.
    response_at_no_dlt, dlt_at_sure_response, equal_point
        The contour of utility 0 goes through (``response_at_no_dlt``, 0), (1, ``dlt_at_sure_response``)
        and ``equal_point`` (response, DLT).
    draws
        Of a posterior.

    References
    ----------
    Thall PF, Cook JD. Biometrics 2004;60:684. Thall PF, Herrick RC, Nguyen HQ, Venier JJ, Norris JC. Clin
    Trials 2014;11:657.
    """

    batch_size: ClassVar[int] = 250

    target: float = 0.30
    floor: float = 0.50
    cutoff: float = 0.90
    futility_cutoff: float = 0.90
    max_patients: int = 39
    alpha: tuple[float, float]
    beta: tuple[float, float]
    gamma: tuple[float, float]
    zeta: tuple[float, float]
    eta: tuple[float, float] = (0.0, 0.2)
    psi: tuple[float, float] = (0.0, 1.0)
    response_at_no_dlt: float = 0.50
    dlt_at_sure_response: float = 0.65
    equal_point: tuple[float, float] = (0.70, 0.25)
    draws: int = 2048

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.positive(self.doses[0], where="doses")
        for field in _PARAMETERS:
            _check.as_many(getattr(self, field), 2, where=field)
            _check.finite(getattr(self, field)[0], where=field)
            _check.positive(getattr(self, field)[1], where=field)
        _check.share(self.response_at_no_dlt, where="response_at_no_dlt")
        _check.share(self.dlt_at_sure_response, where="dlt_at_sure_response")
        _check.as_many(self.equal_point, 2, where="equal_point")
        response, dlt = (_check.share(one, where="equal_point") for one in self.equal_point)
        if not (response > self.response_at_no_dlt and dlt < self.dlt_at_sure_response):
            told = {"response": self.response_at_no_dlt, "dlt": self.dlt_at_sure_response}
            raise DesignError("efftox_contour", where="equal_point", **told)
        _check.whole(self.draws, where="draws", least=256)

    @property
    def p(self) -> float:
        """Exponent of the contours."""
        a = (1 - self.equal_point[0]) / (1 - self.response_at_no_dlt)
        b = self.equal_point[1] / self.dlt_at_sure_response
        return float(scipy.optimize.brentq(lambda p: a**p + b**p - 1, 1e-6, 1e4))

    def utility(self, response: Any, dlt: Any) -> Any:
        """Of response and DLT rates; broadcasts."""
        p = self.p
        a = (1 - np.asarray(response)) / (1 - self.response_at_no_dlt)
        b = np.asarray(dlt) / self.dlt_at_sure_response
        return 1 - (a**p + b**p) ** (1 / p)

    def worth(self, dlt_rate: float, response_rate: float, both: float) -> float:
        """Utility of the rates."""
        del both
        return float(self.utility(response_rate, dlt_rate))

    def decide(self, state: Any) -> Levels:
        """The best acceptable dose that skips no untried one; -2 where there is none."""
        level = self._best(state, self._reachable(state))
        return np.asarray(np.where(level >= 0, level, NONE))

    def select(self, state: Any) -> Levels:
        """The best acceptable dose of those that were given; -1 if none."""
        return self._best(state, state.n > 0)

    def admissible(self, state: Any) -> NDArray[np.bool_]:
        """Acceptable doses."""
        _, _, enough, over = self._posterior(state)
        return np.asarray((over < self.cutoff) & (1 - enough < self.futility_cutoff))

    def estimate(self, data: Any) -> pl.DataFrame:
        """The model after the cohorts so far.

        Returns
        -------
        polars.DataFrame
            By ``dose``: ``patients``, ``dlts``, ``responses``, ``response`` and ``dlt`` (posterior mean
            rates), ``above_floor`` and ``above_target`` (probabilities), ``utility`` (at the mean rates)
            and ``acceptable``.
        """
        import polars as pl

        state = self.state_after(self.read(data))
        response, dlt, enough, over = (each[0] for each in self._posterior(state))
        return pl.DataFrame(
            {
                "dose": self.doses,
                "patients": state.n[0],
                "dlts": state.y[0],
                "responses": state.e[0],
                "response": response,
                "dlt": dlt,
                "above_floor": enough,
                "above_target": over,
                "utility": self.utility(response, dlt),
                "acceptable": self.admissible(state)[0],
            }
        )

    def decision_table(self, data: Any = ()) -> pl.DataFrame:
        """The dose that follows each outcome of the next cohort; see :meth:`pathways`."""
        return self.pathways(1, data)

    def reasons(self, state: Any, level: int) -> list[Reason]:
        """What is not acceptable, and the best of the rest."""
        response, dlt, enough, over = (each[0] for each in self._posterior(state))
        given = state.n[0] > 0
        said = []
        for j in np.flatnonzero(given):
            if over[j] >= self.cutoff:
                told = {"dose": self.labels[j], "target": self.target, "cutoff": self.cutoff}
                said.append(because("unsafe", **told))
            if 1 - enough[j] >= self.futility_cutoff:
                told = {"dose": self.labels[j], "floor": self.floor, "cutoff": self.futility_cutoff}
                said.append(because("futile", **told))
        if level == NONE:
            return said
        worth = float(self.utility(response[level], dlt[level]))
        told = {"response": f"{response[level]:.2f}", "dlt": f"{dlt[level]:.2f}"}
        said.append(because("highest_utility", dose=self.labels[level], utility=f"{worth:.2f}", **told))
        if self._best(state, np.ones_like(state.n, dtype=bool))[0] > level == np.flatnonzero(given)[-1] + 1:
            said.append(because("no_skipping", dose=self.labels[level]))
        return said

    def _reachable(self, state: Any) -> NDArray[np.bool_]:
        given, levels = state.n > 0, np.arange(len(self.doses))
        lowest = np.where(given, levels, len(self.doses)).min(axis=1)[:, None]
        highest = np.where(given, levels, -1).max(axis=1)[:, None]
        return np.asarray((levels >= lowest - 1) & (levels <= highest + 1))

    def _best(self, state: Any, among: NDArray[np.bool_]) -> Levels:
        response, dlt, _, _ = self._posterior(state)
        fine = among & self.admissible(state)
        best = np.where(fine, self.utility(response, dlt), -np.inf).argmax(axis=1)
        return np.asarray(np.where(fine.any(axis=1), best, -1))

    def _posterior(self, state: Any) -> tuple[Floats, ...]:
        """Response rate, DLT rate, P(response above floor), P(DLT above target), each (trial, dose)."""
        doses = len(self.doses)
        cells = state.cells.reshape(-1, 4 * doses)
        found = _posteriors(self)(cells[:, : 2 * doses], cells[:, 2 * doses :])
        fewest = float(found[:, 4 * doses].min())
        if fewest < _FEWEST:
            raise DesignError("efftox_weights", where="draws", ess=round(fewest), draws=self.draws)
        parts = [found[:, k * doses : (k + 1) * doses] for k in range(4)]
        return parts[0], parts[1], parts[2], parts[3]


@functools.lru_cache(maxsize=8)
def _t_draws(many: int) -> tuple[Floats, Floats]:
    """Quasi-random draws of a multivariate t with their log density, up to a constant."""
    sobol = scipy.stats.qmc.Sobol(7, rng=np.random.default_rng(20040604))
    u = np.clip(sobol.random(2 ** int(np.ceil(np.log2(many)))), 1e-12, 1 - 1e-12)
    spread = np.sqrt(_FREEDOM / scipy.stats.chi2.ppf(u[:, 6], _FREEDOM))
    draws = scipy.special.ndtri(u[:, :6]) * spread[:, None]
    log_density = -(_FREEDOM + 6) / 2 * np.log1p((draws**2).sum(axis=1) / _FREEDOM)
    return np.ascontiguousarray(draws), log_density


@functools.lru_cache(maxsize=8)
def _posteriors(design: EffTox) -> KeptPosteriors:
    from ._efftox_numba import summaries

    x = np.log(np.array(design.doses))
    x -= x.mean()
    mean, sd = np.array([getattr(design, name) for name in _PARAMETERS], dtype=float).T.copy()
    draws, log_density = _t_draws(design.draws)

    def compute(first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
        states = np.concatenate([first, second], axis=1).reshape(-1, x.size, 4)
        return np.asarray(summaries(states, x, mean, sd, draws, log_density, design.floor, design.target))

    return KeptPosteriors(compute)

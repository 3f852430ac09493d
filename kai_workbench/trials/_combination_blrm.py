"""Escalation of two drugs together, by logistic regression under overdose control."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy

from . import _bands, _check
from ._cohorts import State, read_cohorts, state_of
from ._combination_model import COMBINATIONS, CombinationModel
from ._errors import DesignError
from ._escalation import NONE, Escalation, Levels
from ._kept_posteriors import KeptPosteriors
from ._recommendation import Reason, because

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ._cohorts import CohortData

_TRIAL = "this trial"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CombinationBLRM(Escalation):
    """Doses of two drugs; one drug rises at a time, by one level; no combination too likely too toxic.

    The prior of this trial's five parameters is held as draws: from the priors of ``model``, or, with
    ``history``, from its posterior given the earlier trials (by NUTS, once). Data of this trial weigh the
    draws by their likelihood, which is exact but for the number of draws; ``ess`` in :meth:`estimate`
    says how many of them still count.

    Parameters
    ----------
    doses_a, doses_b
        Of the two drugs, rising.
    unit, cohort_size, max_patients
        See :class:`Escalation`. ``doses`` are all pairs, the dose of ``a`` first; set by the design, as is
        ``start``, the lowest pair.
    model
        Priors and reference doses; see :class:`CombinationModel`.
    history
        Earlier or concurrent trials: rows of name, dose of a, dose of b (0 where not given), patients, DLTs.
    target, interval, ewoc
        See :class:`BLRM`.
    draws
        Of the prior.
    seed
        Of the draws.

    References
    ----------
    Neuenschwander B, et al. Stat Biopharm Res 2016;8:133.
    """

    batch_size: ClassVar[int] = 1000
    modelled: ClassVar[bool] = True

    doses: Any = dataclasses.field(default=(), init=False)
    start: Any = dataclasses.field(default=None, init=False)
    doses_a: tuple[float, ...]
    doses_b: tuple[float, ...]
    model: CombinationModel
    history: tuple[tuple[str, float, float, int, int], ...] = ()
    target: float = 0.25
    interval: tuple[float, float] = (0.16, 0.33)
    ewoc: float = 0.25
    draws: int = 4000
    seed: int = 20260101

    def __post_init__(self) -> None:
        for field in ("doses_a", "doses_b"):
            object.__setattr__(self, field, _check.rising(getattr(self, field), where=field))
            _check.positive(getattr(self, field)[0], where=field)
        object.__setattr__(self, "doses", tuple(itertools.product(self.doses_a, self.doses_b)))
        _check.share(self.target, where="target")
        _check.whole(self.cohort_size, where="cohort_size", least=1)
        _check.whole(self.max_patients, where="max_patients", least=1)
        _check.as_many(self.interval, 2, where="interval")
        for end in _check.rising(self.interval, where="interval"):
            _check.share(end, where="interval")
        if not self.interval[0] < self.target < self.interval[1]:
            raise DesignError(
                "escalation_target_between", where="interval", value=self.interval, target=self.target
            )
        _check.share(self.ewoc, where="ewoc")
        _check.whole(self.draws, where="draws", least=200)
        object.__setattr__(self, "history", tuple(tuple(row) for row in self.history))
        for k, row in enumerate(self.history):
            _check_history(row, where=f"history, row {k + 1}")

    @property
    def labels(self) -> tuple[str, ...]:
        """The pairs with their unit."""
        return tuple(f"{a:g} + {b:g} {self.unit}" for a, b in self.doses)

    @property
    def start_level(self) -> int:
        """The lowest pair."""
        return 0

    @property
    def overdose_above(self) -> float:
        """The upper end of the interval."""
        return self.interval[1]

    def decide(self, state: State) -> Levels:
        """Of the pairs that EWOC and the step allow, the one most likely in the interval."""
        _, over, inside = self._posterior(state)
        of_a, of_b = np.divmod(np.arange(len(self.doses)), len(self.doses_b))
        up_a, up_b = of_a - of_a[state.d][:, None], of_b - of_b[state.d][:, None]
        step = (np.maximum(up_a, 0) + np.maximum(up_b, 0) <= 1) | (state.n > 0)
        allowed = (over < self.ewoc) & step
        level = np.where(allowed, inside, -1.0).argmax(axis=1)
        return np.asarray(np.where(allowed.any(axis=1), level, NONE))

    def select(self, state: State) -> Levels:
        """The admissible pair that was given and is most likely in the interval; -1 if none."""
        _, over, inside = self._posterior(state)
        allowed = (over < self.ewoc) & (state.n > 0)
        level = np.where(allowed, inside, -1.0).argmax(axis=1)
        return np.asarray(np.where(allowed.any(axis=1), level, -1))

    def admissible(self, state: State) -> NDArray[np.bool_]:
        """Pairs that EWOC allows."""
        return np.asarray(self._posterior(state)[1] < self.ewoc)

    def reasons(self, state: State, level: int) -> list[Reason]:
        """EWOC and the interval."""
        _, over, inside = self._posterior(state)
        told = {"dose": self.labels[max(level, 0)], "p": f"{over[0, max(level, 0)]:.3f}"}
        said = [because("ewoc", above=self.interval[1], limit=self.ewoc, **told)]
        if level >= 0:
            said.append(because("target_interval", dose=told["dose"], p=f"{inside[0, level]:.3f}"))
        return said

    def estimate(self, data: CohortData, *, refit: bool = False) -> pl.DataFrame:
        """The model after the cohorts so far.

        Parameters
        ----------
        data
            Cohorts of this trial: ``((a, b), patients, dlts)``.
        refit
            Fit history and data together by NUTS, instead of weighing the draws of the prior.

        Returns
        -------
        polars.DataFrame
            By ``a`` and ``b``: ``patients``, ``dlts``, ``mean`` (of the DLT rate), posterior
            probabilities ``under``, ``inside``, ``over`` the interval, ``admissible``, and ``ess``, the
            number of equally weighted draws that the weighted ones are worth (the same in every row).
        """
        import polars as pl

        state = state_of(read_cohorts(data, self.doses), len(self.doses))
        if refit:
            own = [
                (_TRIAL, a, b, int(n), int(y))
                for (a, b), n, y in zip(self.doses, state.n[0], state.y[0], strict=True)
                if n
            ]
            eta = _logits(self, _fitted(self, (*self.history, *own)))
            weights = np.ones(eta.shape[1])
        else:
            eta = _logits(self, _prior_draws(self))
            log = state.y[0] @ eta - state.n[0] @ np.logaddexp(0, eta)
            weights = np.exp(log - log.max())
        weights /= weights.sum()
        p = scipy.special.expit(eta)
        over, under = (p > self.interval[1]) @ weights, (p <= self.interval[0]) @ weights
        ess = 1 / (weights**2).sum()
        return pl.DataFrame(
            {
                "a": [a for a, _ in self.doses],
                "b": [b for _, b in self.doses],
                "patients": state.n[0],
                "dlts": state.y[0],
                "mean": p @ weights,
                "under": under,
                "inside": 1 - over - under,
                "over": over,
                "admissible": over < self.ewoc,
                "ess": np.full(len(self.doses), ess),
            }
        )

    def rate_quantiles(self, state: State) -> NDArray[np.float64]:
        """Of the DLT rate for the first trial of ``state``, (pair, band)."""
        eta = _logits(self, _prior_draws(self))
        log = state.y[0] @ eta - state.n[0] @ np.logaddexp(0, eta)
        return _bands.of_draws(scipy.special.expit(eta), np.exp(log - log.max()))

    def told(self, dose: Any) -> Any:
        """A pair as text."""
        return None if dose is None else f"{dose[0]:g} + {dose[1]:g}"

    def _posterior(self, state: State) -> tuple[NDArray[np.float64], ...]:
        found, pairs = _posteriors(self)(state.n, state.y), len(self.doses)
        return found[:, :pairs], found[:, pairs : 2 * pairs], found[:, 2 * pairs :]


def _check_history(row: tuple[Any, ...], *, where: str) -> None:
    _check.as_many(row, 5, where=where)
    _, a, b, patients, dlts = row
    for dose in (a, b):
        if dose != 0:
            _check.positive(dose, where=where)
    _check.positive(a + b, where=where)
    _check.whole(patients, where=where)
    if _check.whole(dlts, where=where) > patients:
        raise DesignError("escalation_dlts_over_patients", where=where, dlts=dlts, patients=patients)


def _logits(design: CombinationBLRM, draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logit of the DLT rate, (pair, draw), from draws (parameter, draw): intercepts, log slopes, η."""
    ref = np.array(design.model.reference)
    logs, parts = np.log(np.array(design.doses) / ref), np.array(design.doses) / ref
    none = np.zeros((len(design.doses), draws.shape[1]))
    for drug in range(2):
        none += np.logaddexp(0, draws[drug] + np.exp(draws[2 + drug]) * logs[:, drug, None])
    return np.asarray(np.log(np.expm1(none)) + draws[4] * parts.prod(axis=1)[:, None])


@functools.lru_cache(maxsize=8)
def _prior_draws(design: CombinationBLRM) -> NDArray[np.float64]:
    """Intercepts, log slopes and η of this trial before its data, (5, draw)."""
    if design.history:
        return _fitted(design, design.history)
    model = design.model
    apart = model.exchangeable < 1
    points = scipy.stats.qmc.Sobol(23 if apart else 17, seed=design.seed).random_base2(
        math.ceil(math.log2(design.draws))
    )
    uniform = np.clip(points[: design.draws].T, 1e-12, 1 - 1e-12)
    z = scipy.stats.norm.ppf(uniform)
    spread = math.log(model.between_factor) / 1.96
    tau = np.exp(np.log(np.repeat(model.between, (2, 2, 1)))[:, None] + spread * z[5:10])
    rho = 2 * uniform[10:12] - 1
    mixed = rho * z[12:14] + np.sqrt(1 - rho**2) * z[14:16]
    first = model.log_alpha[0] + model.log_alpha[1] * z[:2] + tau[:2] * z[12:14]
    second = model.log_beta[0] + model.log_beta[1] * z[2:4] + tau[2:4] * mixed
    eta = model.interaction[0] + model.interaction[1] * z[4] + tau[4] * z[16]
    if apart:
        alone = uniform[17:19] > model.exchangeable
        first, second = (
            np.where(alone, known[0] + known[1] * z[k : k + 2], common)
            for known, k, common in (
                (_alone(model)[0], 19, first),
                (_alone(model)[1], 21, second),
            )
        )
    return np.concatenate([first, second, eta[None]])


def _alone(model: CombinationModel) -> tuple[tuple[float, float], tuple[float, float]]:
    """Priors of log α and log β of a drug that is not exchangeable."""
    assert model.alone_log_alpha is not None
    assert model.alone_log_beta is not None
    return model.alone_log_alpha, model.alone_log_beta


def _fitted(design: CombinationBLRM, rows: tuple[tuple[Any, ...], ...]) -> NDArray[np.float64]:
    """Draws of this trial's parameters given trials that may hold its own data, (5, draw)."""
    import polars as pl

    from ..inference import fit

    names = ("trial", "a", "b", "patients", "dlts")
    kinds = (pl.String, pl.Float64, pl.Float64, pl.Int64, pl.Int64)
    # a row without patients, so that this trial has its parameters
    every = [*rows, (_TRIAL, *design.model.reference, 0, 0)]
    data = pl.DataFrame(every, schema=dict(zip(names, kinds, strict=True)), orient="row")
    done = fit(design.model, data, draws=max(500, design.draws // 4), seed=design.seed, target_accept=0.95)
    names_of = ["intercept", "slope", "eta"]
    mixed = design.model.exchangeable < 1
    if mixed:
        names_of += ["intercept_alone", "slope_alone", "log_weight"]
    flat = done.require().posterior[names_of].sel(trial=_TRIAL).stack(sample=("chain", "draw"))
    parts = [flat[name].transpose("drug", "sample").to_numpy() for name in ("intercept", "slope")]
    if mixed:
        weight = flat["log_weight"].transpose("way", "sample").to_numpy()
        own = [
            flat[f"{name}_alone"].transpose("drug", "sample").to_numpy() for name in ("intercept", "slope")
        ]
        apart = _ways(weight, np.random.default_rng(design.seed))
        parts = [np.where(apart, mine, common) for mine, common in zip(own, parts, strict=True)]
    return np.concatenate([*parts, flat["eta"].to_numpy()[None]])


def _ways(log_weight: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which drugs are not exchangeable in each draw, (drug, draw), from the weights of the ways."""
    share = np.exp(log_weight - log_weight.max(axis=0))
    edges = (share / share.sum(axis=0)).cumsum(axis=0)
    way = (rng.random(edges.shape[1]) > edges[:-1]).sum(axis=0)
    return np.asarray(np.array(COMBINATIONS, dtype=bool)[way].T)


@functools.lru_cache(maxsize=8)
def _posteriors(design: CombinationBLRM) -> KeptPosteriors:
    from ._grid_numba import posterior_summaries

    eta = _logits(design, _prior_draws(design))
    p, log_q = scipy.special.expit(eta), -np.logaddexp(0, eta)
    over, under = p > design.interval[1], p <= design.interval[0]
    of = np.ascontiguousarray(np.concatenate([p, over, ~over & ~under]).T.astype(float))
    flat, log_p = np.zeros(eta.shape[1]), eta + log_q
    return KeptPosteriors(lambda n, y: np.asarray(posterior_summaries(n, y, flat, log_p, log_q, of)))

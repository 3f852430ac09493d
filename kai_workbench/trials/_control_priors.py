"""Ways to borrow from earlier controls, side by side."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import scipy

from ..models import (
    BetaMixture,
    MAPIntegral,
    MAPPrior,
    NormalMixture,
    commensurate_prior,
    effective_sample_size,
    fit_beta_mixture,
    fit_normal_mixture,
    power_prior,
)
from . import _check
from ._control_history import ControlHistory

Prior = BetaMixture | NormalMixture
WAYS = ("map", "power", "commensurate")
_SPREAD = 2000  # points that a mixture is fitted to
_WIDE = 10.0  # SD of the prior of the studies' centre, in SDs between patients


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class ControlPriors:
    """Priors of the control of the next trial; none of them robust yet.

    Attributes
    ----------
    integral
        The meta-analytic-predictive prior as it is, before a mixture came near to it.
    by_way
        By name: ``"map"``, ``"power"``, ``"commensurate"``.
    vague
        What is believed without any history: uniform for a rate; for a mean worth one patient, where the
        history lies.
    patient_sd
        Between patients; of means only.
    """

    integral: MAPIntegral
    by_way: dict[str, Prior]
    vague: Prior
    patient_sd: float | None

    def worth(self, prior: Prior, *, method: str = "elir") -> float:
        """Patients that a prior is worth."""
        return float(effective_sample_size(prior, method=method, patient_sd=self.patient_sd))  # type: ignore[arg-type]

    def robust(self, way: str, weight: float) -> Prior:
        """A prior with a vague part of this weight."""
        prior = self.by_way[way]
        if weight in (0, 1):
            return self.vague if weight else prior
        if isinstance(prior, BetaMixture):
            return prior.robust(weight)
        assert isinstance(self.vague, NormalMixture)
        return prior.robust(weight, mean=self.vague.means[0], sd=self.vague.sds[0])


def control_priors(
    history: ControlHistory,
    *,
    heterogeneity: float = 1.0,
    discount: float = 0.5,
    discrepancy: float = 0.5,
) -> ControlPriors:
    """Three ways to borrow from a history.

    Parameters
    ----------
    history
        Of control arms.
    heterogeneity
        Scale of the half-normal prior of the SD between studies (MAP): of logits, or, of a mean, in halves
        of the SD between patients, so that 1 is RBesT's advice for both.
    discount
        Power of the pooled likelihood (power prior), from 0 to 1.
    discrepancy
        Scale of the half-normal prior of the SD between the new trial and the pooled studies
        (commensurate prior): of logits, or in SDs between patients.

    Raises
    ------
    kai_workbench.trials.DesignError
        A setting is out of its range.
    kai_workbench.models.ModelDataError
        Fewer than two studies, or numbers that cannot be.
    """
    _check.positive(heterogeneity, where="heterogeneity")
    _check.rate(discount, where="discount")
    _check.positive(discrepancy, where="discrepancy")
    columns = ("study", "n", "r") if history.outcome == "rate" else ("study", "n", "mean", "se")
    rows = tuple(history.studies.select(columns).iter_rows())
    integral, fitted = _predicted(history.outcome, columns, rows, history.sd, heterogeneity)
    first, second = history.pooled
    if history.outcome == "rate":
        r, n = round(first), round(second)
        by_way: dict[str, Prior] = {
            "map": fitted,
            "power": power_prior(r, n, discount=discount),
            "commensurate": _near(r, n, discrepancy),
        }
        return ControlPriors(
            integral=integral, by_way=by_way, vague=BetaMixture((1.0,), (1.0,), (1.0,)), patient_sd=None
        )
    assert history.sd is not None
    vague = NormalMixture((1.0,), (first,), (history.sd,))
    precision = discount / second**2 + 1 / history.sd**2
    by_way = {
        "map": fitted,
        "power": NormalMixture((1.0,), (first,), (precision**-0.5,)),
        "commensurate": commensurate_prior(first, second, discrepancy=discrepancy * history.sd),
    }
    return ControlPriors(integral=integral, by_way=by_way, vague=vague, patient_sd=history.sd)


@functools.lru_cache(maxsize=16)
def _predicted(
    outcome: str,
    columns: tuple[str, ...],
    rows: tuple[tuple[object, ...], ...],
    sd: float | None,
    scale: float,
) -> tuple[MAPIntegral, Prior]:
    """The MAP prior and a mixture near to it; it takes a second or more, and is kept."""
    import polars as pl

    studies = pl.DataFrame(list(rows), schema=list(columns), orient="row")
    if outcome == "rate":
        integral = MAPPrior(heterogeneity=scale).integrate(studies)
        return integral, fit_beta_mixture(integral.spread(_SPREAD))
    assert sd is not None
    weight = 1 / studies["se"].to_numpy() ** 2
    middle = float(weight @ studies["mean"].to_numpy() / weight.sum())
    model = MAPPrior(scale="mean", centre=(middle, _WIDE * sd), heterogeneity=scale * sd / 2)
    integral = model.integrate(studies)
    return integral, fit_normal_mixture(integral.spread(_SPREAD))


@functools.lru_cache(maxsize=16)
def _near(r: int, n: int, discrepancy: float) -> BetaMixture:
    """The commensurate prior of a logit as one of a rate."""
    logit, se = _logit(r, n)
    near = _spread(commensurate_prior(logit, se, discrepancy=discrepancy))
    return fit_beta_mixture(scipy.special.expit(near))


def _logit(r: float, n: float) -> tuple[float, float]:
    """Of a pooled rate, and its standard error; half a responder more where there are none or only those."""
    more = 0.5 if r in (0, n) else 0.0
    yes, no = r + more, n - r + more
    return float(np.log(yes / no)), float(np.sqrt(1 / yes + 1 / no))


def _spread(prior: NormalMixture) -> np.ndarray:
    """Equally probable points of a mixture."""
    low, high = prior.interval(1 - 1e-6)
    grid = np.linspace(low, high, 4001)
    return np.asarray(np.interp((np.arange(_SPREAD) + 0.5) / _SPREAD, prior.cdf(grid), grid))

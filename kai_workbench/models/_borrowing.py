"""Priors that take over part of what earlier data say, in closed form, and whether new data disagree."""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy

from ._errors import ModelDataError
from ._mixture import BetaMixture, NormalMixture, counts, share

_NODES = 40


def power_prior(r: int, n: int, *, discount: float, initial: tuple[float, float] = (1.0, 1.0)) -> BetaMixture:
    """Response rate after earlier data whose likelihood counts to the power ``discount``.

    Parameters
    ----------
    r, n
        Responders and patients of the earlier study.
    discount
        a₀, between 0 (nothing borrowed) and 1 (all patients pooled).
    initial
        Beta prior before any data; uniform.

    References
    ----------
    Ibrahim JG, Chen MH. Stat Sci 2000;15:46.
    """
    counts(r, n)
    share(discount, where="discount")
    return BetaMixture((1.0,), (initial[0] + discount * r,), (initial[1] + discount * (n - r),))


def normalised_power_prior(
    r: int,
    n: int,
    *,
    discount: tuple[float, float] = (1.0, 1.0),
    initial: tuple[float, float] = (1.0, 1.0),
) -> BetaMixture:
    """The power prior with an unknown discount, a₀ ~ Beta(``discount``), integrated out.

    Each component belongs to one discount; the data reweight them by how well it foretold them, so
    that earlier data in conflict lose their say.

    References
    ----------
    Duan Y, Ye K, Smith EP. Environmetrics 2006;17:95. Hobbs BP et al. Biometrics 2011;67:1047.
    """
    counts(r, n)
    a0, weight = _beta_nodes(*discount)
    return BetaMixture(tuple(weight), tuple(initial[0] + a0 * r), tuple(initial[1] + a0 * (n - r)))


def commensurate_prior(mean: float, se: float, *, discrepancy: float) -> NormalMixture:
    """A mean (or logit, or log ratio) that lies within a half-normal distance of an earlier one.

    θ ~ N(θ₀, τ²) with τ ~ half-normal(``discrepancy``) and θ₀ known as ``mean`` ± ``se``; τ is
    integrated out over its quantiles, one component each.

    Parameters
    ----------
    mean, se
        Estimate and standard error of the earlier study (animals, adults, another region), on the
        scale of θ.
    discrepancy
        Scale of the half-normal prior of the difference's SD, same unit. About a third of what would
        be surprising.

    References
    ----------
    Hobbs BP, Carlin BP, Mandrekar SJ, Sargent DJ. Biometrics 2011;67:1047; Hobbs BP et al. Bayesian
    Anal 2012;7:639.
    """
    for where, value in (("se", se), ("discrepancy", discrepancy)):
        if not 0 < value < np.inf:
            raise ModelDataError("prior_not_positive", where=where, value=value)
    x, weight = np.polynomial.legendre.leggauss(_NODES)
    tau = 5 * discrepancy * (x + 1) / 2
    weight = weight * scipy.stats.halfnorm.pdf(tau, scale=discrepancy)
    weight /= weight.sum()
    return NormalMixture(tuple(weight), (float(mean),) * _NODES, tuple(np.hypot(se, tau)))


def _beta_nodes(a: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights that integrate against Beta(a, b) (Gauss–Jacobi)."""
    x, weight = scipy.special.roots_jacobi(_NODES, b - 1, a - 1)
    return (x + 1) / 2, weight / weight.sum()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Conflict:
    """How surprising new data are under a prior.

    Attributes
    ----------
    p_value
        Prior probability of data no likelier than these (Box 1980). Below 0.05 is the usual sign
        of conflict.
    weights
        Of the prior's components after the data; of a robust prior the last is the vague one.
    """

    p_value: float
    weights: tuple[float, ...]

    @property
    def found(self) -> bool:
        """Whether the p value is below 0.05."""
        return self.p_value < 0.05


def conflict(
    prior: BetaMixture | NormalMixture,
    *,
    r: int | None = None,
    n: int | None = None,
    mean: float | None = None,
    se: float | None = None,
) -> Conflict:
    """Compare new data with what a prior foretells.

    Parameters
    ----------
    prior
        Beta mixture with ``r`` of ``n``, or normal mixture with ``mean`` and ``se``.

    References
    ----------
    Box GEP. J R Stat Soc A 1980;143:383. Evans M, Moshonov H. Bayesian Anal 2006;1:893.
    """
    if isinstance(prior, BetaMixture):
        if r is None or n is None:
            raise ModelDataError("conflict_needs", where="conflict", needs="r, n")
        counts(r, n)
        probability = prior.predictive(n)
        as_rare = probability <= probability[r] * (1 + 1e-9)
        return Conflict(p_value=float(probability[as_rare].sum()), weights=prior.posterior(r, n).weights)
    if mean is None or se is None:
        raise ModelDataError("conflict_needs", where="conflict", needs="mean, se")
    posterior = prior.posterior(mean, se)
    predictive = NormalMixture(prior.weights, prior.means, tuple(np.hypot(prior.sds, se)))
    reach = max(predictive.sds) * 9
    low, high = min(prior.means) - reach, max(prior.means) + reach
    grid = np.linspace(min(low, mean), max(high, mean), 40001)
    density = predictive.pdf(grid)
    as_rare = density <= float(predictive.pdf(mean)) * (1 + 1e-9)
    return Conflict(p_value=float(density[as_rare].sum() / density.sum()), weights=posterior.weights)

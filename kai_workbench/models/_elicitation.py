"""A prior from what a person says: quantiles, or chips laid on an axis."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError

Floats = NDArray[np.float64]
Family = Literal["lognormal", "normal", "gamma", "student_t", "beta"]
FAMILIES: tuple[Family, ...] = ("lognormal", "normal", "gamma", "student_t", "beta")
_DEGREES = 3.0  # of the Student t: heavy tails for somebody who is not sure of the ends


@dataclasses.dataclass(frozen=True, kw_only=True)
class ElicitedPrior:
    """A distribution that comes near to what was said.

    Attributes
    ----------
    family
        One of :data:`FAMILIES`.
    parameters
        ``mu``, ``sigma`` (lognormal: of the natural log; Student t with 3 degrees of freedom: location and
        scale), or ``alpha``, ``beta`` (gamma: shape and rate).
    miss
        Largest distance between what was said and the distribution, in probability.
    """

    family: Family
    parameters: dict[str, float]
    miss: float

    @property
    def distribution(self) -> Any:
        """Of scipy, frozen."""
        return _frozen(self.family, list(self.parameters.values()))

    def quantile(self, probability: Any) -> Floats:
        """Quantiles in the unit of what was said."""
        return np.asarray(self.distribution.ppf(probability), dtype=float)

    def pymc(self, name: str) -> str:
        """A line of Python that makes it in PyMC.

        Examples
        --------
        >>> elicited_priors([0.05, 0.5, 0.95], [1, 4, 16], families=["lognormal"])[0].pymc("clearance")
        'pm.LogNormal("clearance", mu=1.386, sigma=0.8428)'
        """
        kinds = {
            "lognormal": "LogNormal",
            "normal": "Normal",
            "gamma": "Gamma",
            "student_t": "StudentT",
            "beta": "Beta",
        }
        first = [f"nu={_DEGREES:g}"] if self.family == "student_t" else []
        told = ", ".join([*first, *(f"{key}={value:.4g}" for key, value in self.parameters.items())])
        return f'pm.{kinds[self.family]}("{name}", {told})'


def elicited_priors(
    probabilities: Sequence[float],
    values: Sequence[float],
    *,
    families: Sequence[Family] | None = None,
) -> list[ElicitedPrior]:
    """Distributions whose quantiles come near to those that a person gave, the best first.

    Parameters
    ----------
    probabilities
        Rising, each between 0 and 1; two or more.
    values
        What the quantity lies below with these probabilities; rising.
    families
        To be tried; by default all whose support holds the values.

    Returns
    -------
    list of ElicitedPrior
        Fitted by least squares of the cumulative probabilities on the normal scale, so that 95% and 99% are
        as far apart as they are to a person; by ``miss``.

    Raises
    ------
    ModelDataError
        There are fewer than two, they do not rise, a probability is no share, or no family can hold them.

    References
    ----------
    O'Hagan A et al. Uncertain Judgements: Eliciting Experts' Probabilities. Wiley, 2006.
    """
    return _elicited(probabilities, values, families, chips=False)


def _elicited(
    probabilities: Sequence[float], values: Sequence[float], families: Sequence[Family] | None, *, chips: bool
) -> list[ElicitedPrior]:
    p, x = np.asarray(probabilities, dtype=float), np.asarray(values, dtype=float)
    if p.size != x.size or p.size < 2:
        raise ModelDataError("elicit_few", where="probabilities, values", n=min(p.size, x.size))
    falls = np.diff(p) < 0 if chips else np.diff(p) <= 0
    if not np.isfinite(x).all() or np.any(np.diff(x) <= 0) or np.any(falls):
        raise ModelDataError("elicit_order", where="values", values=", ".join(f"{one:g}" for one in x))
    if p.min() <= 0 or p.max() >= 1:
        raise ModelDataError("not_a_share", where="probabilities", value=float(p[(p <= 0) | (p >= 1)][0]))
    wanted = [one for one in (families or FAMILIES) if _holds(one, x)]
    if not wanted:
        raise ModelDataError("elicit_support", where="families", values=", ".join(f"{one:g}" for one in x))
    return sorted(
        (_fitted(one, p, x, tails=not chips) for one in wanted), key=lambda prior: round(prior.miss, 4)
    )


def priors_from_chips(
    edges: Sequence[float], chips: Sequence[int], *, families: Sequence[Family] | None = None
) -> list[ElicitedPrior]:
    """Distributions that come near to chips laid into bins (the roulette method), the best first.

    Parameters
    ----------
    edges
        Ends of the bins, rising; one more than there are bins.
    chips
        In each bin, whole numbers.
    families
        As :func:`elicited_priors`.

    Returns
    -------
    list of ElicitedPrior
        Fitted by least squares of the cumulative probabilities at the bins' ends.

    Raises
    ------
    ModelDataError
        The edges do not fit the bins, a number is negative, or fewer than two bins hold chips.
    """
    at, laid = np.asarray(edges, dtype=float), np.asarray(chips, dtype=float)
    if at.size != laid.size + 1 or (laid < 0).any():
        raise ModelDataError("elicit_chips", where="chips", bins=laid.size, edges=at.size)
    if (laid > 0).sum() < 2:
        raise ModelDataError("elicit_one_bin", where="chips", n=int((laid > 0).sum()))
    # Of n chips each is worth 1/(n + 1): an end that no chip lies beyond is not impossible.
    p = (np.cumsum(laid) + 0.5) / (laid.sum() + 1)
    filled = np.flatnonzero(laid)
    first, last = int(filled[0]), int(filled[-1])
    # Zero is where the support of most families ends, not a quantile.
    below = [(float(at[first]), 0.5 / (laid.sum() + 1))] if at[first] != 0 else []
    # An empty bin between others tells its probability at both of its ends: nothing lies between.
    points = below + [(float(at[k + 1]), float(p[k])) for k in range(first, last + 1)]
    return _elicited([one[1] for one in points], [one[0] for one in points], families, chips=True)


def _holds(family: Family, x: Floats) -> bool:
    if family in ("lognormal", "gamma"):
        return bool(x.min() > 0)
    return family != "beta" or bool(x.min() > 0 and x.max() < 1)


def _frozen(family: Family, parameters: Sequence[float]) -> Any:
    a, b = parameters
    match family:
        case "lognormal":
            return scipy.stats.lognorm(b, scale=np.exp(a))
        case "normal":
            return scipy.stats.norm(a, b)
        case "student_t":
            return scipy.stats.t(_DEGREES, a, b)
        case "gamma":
            return scipy.stats.gamma(a, scale=1 / b)
        case _:
            return scipy.stats.beta(a, b)


def _probit(p: Floats) -> Floats:
    return np.asarray(scipy.stats.norm.ppf(np.clip(p, 1e-9, 1 - 1e-9)))


def _fitted(family: Family, p: Floats, x: Floats, *, tails: bool) -> ElicitedPrior:
    located = family in ("normal", "student_t", "lognormal")
    y = np.log(x) if family == "lognormal" else x
    slope, middle = np.polyfit(scipy.stats.norm.ppf(p), y, 1)
    slope = max(float(slope), 1e-9)
    if located:
        start = np.array([float(middle), np.log(slope)])
    elif family == "gamma":
        shape = max((float(middle) / slope) ** 2, 0.05)
        start = np.log([shape, shape / max(float(middle), 1e-12)])
    else:
        mean = float(np.clip(middle, 0.02, 0.98))
        size = max(mean * (1 - mean) / slope**2 - 1, 0.5)
        start = np.log([mean * size, (1 - mean) * size])

    def natural(z: Floats) -> list[float]:
        return [float(z[0]) if located else float(np.exp(z[0])), float(np.exp(z[1]))]

    def misses(z: Floats) -> Floats:
        return np.asarray(_frozen(family, natural(z)).cdf(x) - p)

    def normal_misses(z: Floats) -> Floats:
        return _probit(misses(z) + p) - _probit(p)

    # Of chips the ends are the least certain; of quantiles they are what was asked for.
    wanted = normal_misses if tails else misses

    found = scipy.optimize.least_squares(wanted, start, x_scale="jac", xtol=1e-12, ftol=1e-14, gtol=1e-12)
    names = ("mu", "sigma") if located else ("alpha", "beta")
    return ElicitedPrior(
        family=family,
        parameters=dict(zip(names, natural(found.x), strict=True)),
        miss=float(np.abs(misses(found.x)).max()),
    )

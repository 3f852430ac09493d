"""Mixtures fitted to draws by expectation–maximisation."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._mixture import BetaMixture, NormalMixture

Floats = NDArray[np.float64]
_ROUNDS = 300
_TOLERANCE = 1e-6  # of the log-likelihood, relative


def fit_beta_mixture(
    draws: Any, *, components: int | None = None, most: int = 4, above_one: bool = True
) -> BetaMixture:
    """Beta mixture nearest to draws of a probability, by maximum likelihood.

    Parameters
    ----------
    draws
        Any shape, each in (0, 1); at least 200.
    components
        How many; by default as many, up to ``most``, as lower −2 log L + 6 · parameters, the
        penalty that RBesT chooses by.
    above_one
        Keep both parameters of every component above one, so that the density has no poles and an
        effective sample size exists.

    Raises
    ------
    ModelDataError
        Draws outside (0, 1), or fewer than 200.

    References
    ----------
    Schmidli H et al. Biometrics 2014;70:1023. Weber S et al. J Stat Softw 2021;100(19) (RBesT).
    """
    x = _flat(draws)
    if not np.all((x > 0) & (x < 1)):
        raise ModelDataError("not_a_share", where="draws", value=float(x[~((x > 0) & (x < 1))][0]))
    sufficient = np.stack([np.log(x), np.log1p(-x)])

    def maximise(responsible: Floats, start: Floats) -> Floats:
        target = sufficient @ responsible / responsible.sum(axis=0)
        return np.stack([_beta_of(target[:, k], start[k], above_one=above_one) for k in range(len(start))])

    def log_density(theta: Floats) -> Floats:
        return np.asarray(
            (theta - 1) @ sufficient - scipy.special.betaln(theta[:, 0], theta[:, 1])[:, None]
        ).T

    def begin(groups: list[Floats]) -> Floats:
        means = np.array([group.mean() for group in groups])
        variances = np.array([max(group.var(), 1e-6) for group in groups])
        size = np.maximum(means * (1 - means) / (2 * variances) - 1, 2.5)
        return np.maximum(np.stack([means * size, (1 - means) * size], axis=1), 1.01)

    weights, theta = _choose(x, components, most, begin, maximise, log_density)
    return BetaMixture(tuple(weights), tuple(theta[:, 0]), tuple(theta[:, 1]))


def fit_normal_mixture(draws: Any, *, components: int | None = None, most: int = 4) -> NormalMixture:
    """Normal mixture nearest to draws of a mean or a logit, by maximum likelihood.

    Parameters
    ----------
    draws
        Any shape, finite; at least 200.
    components
        As :func:`fit_beta_mixture`.
    """
    x = _flat(draws)
    floor = 0.01 * x.std()

    def maximise(responsible: Floats, start: Floats) -> Floats:  # noqa: ARG001, one shape for both
        total = responsible.sum(axis=0)
        means = x @ responsible / total
        variances = ((x[:, None] - means) ** 2 * responsible).sum(axis=0) / total
        return np.stack([means, np.maximum(np.sqrt(variances), floor)], axis=1)

    def log_density(theta: Floats) -> Floats:
        return np.asarray(-0.5 * ((x[:, None] - theta[:, 0]) / theta[:, 1]) ** 2 - np.log(theta[:, 1]))

    def begin(groups: list[Floats]) -> Floats:
        return np.array([(group.mean(), max(2 * group.std(), floor)) for group in groups])

    weights, theta = _choose(x, components, most, begin, maximise, log_density)
    return NormalMixture(tuple(weights), tuple(theta[:, 0]), tuple(theta[:, 1]))


def mixture_prior(
    draws: Any, *, robust: float = 0.2, vague_sd: float | None = None, rate: bool = False
) -> BetaMixture | NormalMixture:
    """A robust prior for the next model out of an earlier model's draws.

    Parameters
    ----------
    draws
        Of one number: a posterior's variable (``fit.posterior["emax"]``), a prediction, or an array,
        any shape; at least 200.
    robust
        Weight of the vague component, 0 for none; 0.1 to 0.5 are usual (Schmidli et al. 2014).
    vague_sd
        SD of the vague component, centred where the draws are, in their unit; the SD of one patient
        makes it worth one patient. Not for a rate, whose vague component is uniform.
    rate
        Whether the number is a response rate: then a beta mixture, else a normal one.

    Returns
    -------
    BetaMixture or NormalMixture
        For :func:`effective_sample_size`, :func:`conflict` and the priors of models that take one,
        such as ``ExposureResponse(effect=...)`` and ``ConcentrationQTc(slope=...)``.

    Raises
    ------
    ModelDataError
        Fewer than 200 draws, rates outside (0, 1), or a vague component without its SD.

    References
    ----------
    Schmidli H et al. Biometrics 2014;70:1023.
    """
    if rate:
        beta = fit_beta_mixture(draws)
        return beta.robust(robust) if robust else beta
    if robust and (vague_sd is None or not 0 < vague_sd < np.inf):
        raise ModelDataError("prior_has_unit", where="vague_sd")
    normal = fit_normal_mixture(draws)
    return normal.robust(robust, mean=normal.mean, sd=vague_sd) if robust and vague_sd else normal


def _flat(draws: Any) -> Floats:
    x = np.asarray(draws, dtype=float).ravel()
    if x.size < 200 or not np.all(np.isfinite(x)) or x.std() == 0:
        raise ModelDataError("too_few_draws", where="draws", n=x.size)
    return x


def _choose(  # noqa: PLR0917, the parts of one algorithm
    x: Floats, components: int | None, most: int, begin: Any, maximise: Any, log_density: Any
) -> tuple[Floats, Floats]:
    best: tuple[float, Floats, Floats] | None = None
    for k in range(1, most + 1) if components is None else (components,):
        weights, theta, log_likelihood = _em(x, k, begin, maximise, log_density)
        score = -2 * log_likelihood + 6 * (3 * k - 1)
        if best is not None and score >= best[0]:
            break
        best = (score, weights, theta)
    assert best is not None  # at least one number of components was tried
    order = np.argsort(-best[1])
    return best[1][order], best[2][order]


def _em(x: Floats, k: int, begin: Any, maximise: Any, log_density: Any) -> tuple[Floats, Floats, float]:
    theta = begin(np.array_split(np.sort(x), k))
    weights = np.full(k, 1 / k)
    before = -np.inf
    for _ in range(_ROUNDS):
        each = log_density(theta) + np.log(weights)
        top = each.max(axis=1)
        total = top + np.log(np.exp(each - top[:, None]).sum(axis=1))
        now = float(total.sum())
        if now - before < _TOLERANCE * abs(now):
            break
        before = now
        responsible = np.exp(each - total[:, None])
        weights = np.maximum(responsible.mean(axis=0), 1e-10)
        weights /= weights.sum()
        theta = maximise(responsible, theta)
    return weights, theta, before


def _beta_of(target: Floats, start: Floats, *, above_one: bool) -> Floats:
    """The beta whose expected log x and log(1 - x) are ``target``: Newton's steps, kept in bounds."""
    least = 1.0 + 1e-6 if above_one else 1e-3
    want_a, want_b = float(target[0]), float(target[1])
    a, b = float(start[0]), float(start[1])
    digamma, zeta = scipy.special.digamma, scipy.special.zeta  # zeta(2, x) is the trigamma function
    for _ in range(50):
        whole, curve = float(digamma(a + b)), float(zeta(2, a + b))
        gradient_a, gradient_b = float(digamma(a)) - whole - want_a, float(digamma(b)) - whole - want_b
        curve_a, curve_b = float(zeta(2, a)) - curve, float(zeta(2, b)) - curve
        both = curve_a * curve_b - curve * curve
        step_a = (curve_b * gradient_a + curve * gradient_b) / both
        step_b = (curve * gradient_a + curve_a * gradient_b) / both
        to_a = min(max(a - step_a, a / 2, least), 3 * a + 1)
        to_b = min(max(b - step_b, b / 2, least), 3 * b + 1)
        done = abs(to_a - a) <= 1e-10 * a + 1e-8 and abs(to_b - b) <= 1e-10 * b + 1e-8
        if done:
            break
        a, b = to_a, to_b
    return np.array([a, b])

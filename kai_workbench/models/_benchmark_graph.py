"""The dichotomous benchmark curves as a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._benchmark_curves import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

_TERMS, _FAR = 120, 60.0  # of the incomplete gamma function's series; where it is one for any power up to 20


def logit_affected(shape: Shape, free: Sequence[Any], dose: Any) -> Any:
    """Logit of the probability that an animal is affected, (dose,); parameters on their free scales."""
    import pytensor.tensor as pt

    if shape == "logistic":
        return free[0] + pt.exp(free[1]) * dose
    if shape == "probit":
        linear = free[0] + pt.exp(free[1]) * dose
        return _log_normal(linear) - _log_normal(-linear)
    # log of not being affected; its negative is above nought by the background alone
    against = pt.softplus(free[0]) - _log_spared(shape, free, dose)
    return pt.log(pt.expm1(against))


def _log_spared(shape: Shape, free: Sequence[Any], dose: Any) -> Any:
    import pytensor.tensor as pt

    above = pt.gt(dose, 0)  # a power of nought has no slope: told apart, and its log never taken
    log_x = pt.log(pt.switch(above, dose, 1.0))
    if shape == "quantal_linear":
        return -pt.exp(free[1]) * dose
    if shape == "multistage":
        return -sum(pt.exp(b) * dose ** (i + 1) for i, b in enumerate(free[1:]))
    if shape == "weibull":
        return pt.switch(above, -pt.exp(free[2] + pt.exp(free[1]) * log_x), 0.0)
    if shape == "gamma":
        # P(a, x) = Σ exp(-x + (a + n) log x - log Γ(a + n + 1)): its slope in a is that of the terms
        power = pt.exp(free[1])
        x = pt.clip(pt.exp(free[2]) * pt.switch(above, dose, 1.0), 0.0, _FAR)[:, None]
        n = pt.arange(_TERMS)[None, :] + power
        share = pt.exp(n * pt.log(x) - x - pt.gammaln(n + 1)).sum(axis=1)
        return pt.switch(above, pt.log1p(-pt.clip(share, 0.0, 1 - 1e-12)), 0.0)
    linear = (free[1] if shape != "dichotomous_hill" else free[2]) + pt.exp(free[-1]) * log_x
    if shape == "log_logistic":
        return pt.switch(above, -pt.softplus(linear), 0.0)
    if shape == "log_probit":
        return pt.switch(above, _log_normal(-linear), 0.0)
    return pt.switch(above, pt.log1p(-pt.sigmoid(free[1]) * pt.sigmoid(linear)), 0.0)


def _log_normal(z: Any) -> Any:
    """Log of the normal distribution function, by its scaled complement far below nought."""
    import pytensor.tensor as pt

    root = 2**0.5
    low = pt.lt(z, -1.0)
    below, rest = pt.switch(low, z, -1.0), pt.switch(low, -1.0, z)
    return pt.switch(
        low, pt.log(pt.erfcx(-below / root) / 2) - below**2 / 2, pt.log1p(-pt.erfc(rest / root) / 2)
    )

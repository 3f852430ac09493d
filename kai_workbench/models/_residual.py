"""Residual error of concentrations, and what a value below the limit of quantification tells.

Source of M3: Beal (2001), Ways to fit a PK model with some data below the quantification limit,
Journal of Pharmacokinetics and Pharmacodynamics 28, 481.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Residual = Literal["additive", "proportional", "combined", "lognormal"]
SIGMAS: dict[Residual, tuple[str, ...]] = {
    "additive": ("sigma_additive",),
    "proportional": ("sigma_proportional",),
    "combined": ("sigma_additive", "sigma_proportional"),
    "lognormal": ("sigma_log",),
}
# A concentration that has decayed to nothing has no logarithm; far below any assay's limit.
TINY = 1e-12


def moments_of(
    predicted: Any, sigma: Mapping[str, Any], *, residual: Residual, xp: Any = np
) -> tuple[Any, Any]:
    """Mean and SD of an observation, on the log scale for ``"lognormal"``.

    Parameters
    ----------
    predicted
        Concentration without error.
    sigma
        ``sigma_additive`` (unit of concentration), ``sigma_proportional`` (share), ``sigma_log``, as
        :data:`SIGMAS` has them. Combined: variances add.
    """
    if residual == "lognormal":
        return xp.log(xp.maximum(predicted, TINY)), sigma["sigma_log"] + 0 * predicted
    if residual == "additive":
        return predicted, sigma["sigma_additive"] + 0 * predicted
    share = sigma["sigma_proportional"] * xp.maximum(predicted, TINY)
    if residual == "proportional":
        return predicted, share
    return predicted, xp.sqrt(sigma["sigma_additive"] ** 2 + share**2)


def observe(
    predicted: NDArray[np.float64],
    sigma: Mapping[str, Any],
    *,
    residual: Residual,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Concentrations with residual error."""
    mean, sd = moments_of(predicted, sigma, residual=residual)
    value = mean + sd * rng.standard_normal(np.shape(predicted))
    return np.exp(value) if residual == "lognormal" else value


def log_density(value: Any, mean: Any, sd: Any, below: Any, *, censored: bool) -> Any:
    """Log density of ``value``; M3 where ``below``: the probability of lying under ``value``, the limit."""
    import pytensor.tensor as pt

    z = (value - mean) / sd
    density = -0.5 * z**2 - pt.log(sd) - 0.5 * np.log(2 * np.pi)
    if not censored:
        return density
    # erfcx keeps the tail finite where the probability itself underflows
    low = pt.minimum(z, 0.0)
    tail = pt.log(pt.erfcx(-low / np.sqrt(2)) / 2) - 0.5 * low**2
    body = pt.log1p(-pt.erfc(pt.maximum(z, 0.0) / np.sqrt(2)) / 2)
    return pt.where(below, pt.where(z < 0, tail, body), density)

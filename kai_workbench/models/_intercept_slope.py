"""Residuals of subjects with a random intercept and slope, both integrated out.

A subject's residuals are N(0, σ²·1 + W·Wᵀ) with two columns in W, so that what is inverted is of two by
two (Woodbury), and sums over the subject's rows are all it needs. Written as loops for the compiler; plain
Python runs them too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LOG_2PI = float(np.log(2 * np.pi))


def log_density(residual: Any, share: Any, measured: Any, parameters: Any) -> Any:
    """Log density of each subject's residuals, (subject,), by a compiled operation.

    Parameters
    ----------
    residual, share, measured
        (subject, slot): residuals; what the slope multiplies, 0 where nothing was measured; 1.0 where
        something was, or 0.0.
    parameters
        SD of the intercept, SD of the slope, their correlation (between -1 and 1), and σ.
    """
    import sys

    from ._intercept_slope_op import InterceptSlope

    if "numba" in sys.modules:
        from . import _intercept_slope_numba  # noqa: F401, tells numba of the operations
    return InterceptSlope()(residual, share, measured, parameters)


def densities(residual: Floats, share: Floats, measured: Floats, parameters: Floats) -> Floats:
    """Log density of each subject, as :func:`log_density`."""
    variance = parameters[3] * parameters[3]
    spread = parameters[0]
    lean = parameters[1] * parameters[2]
    rest = parameters[1] * np.sqrt(1.0 - parameters[2] * parameters[2])
    result = np.empty(residual.shape[0])
    for i in range(residual.shape[0]):
        n = 0.0
        aa = variance
        ab = 0.0
        bb = variance
        a = 0.0
        b = 0.0
        squares = 0.0
        for j in range(residual.shape[1]):
            r = residual[i, j] * measured[i, j]
            first = (spread + lean * share[i, j]) * measured[i, j]
            second = rest * share[i, j] * measured[i, j]
            n += measured[i, j]
            aa += first * first
            ab += first * second
            bb += second * second
            a += first * r
            b += second * r
            squares += r * r
        determinant = aa * bb - ab * ab
        explained = (bb * a * a - 2.0 * ab * a * b + aa * b * b) / determinant
        log_determinant = (n - 2.0) * np.log(variance) + np.log(determinant)
        result[i] = -0.5 * (n * LOG_2PI + log_determinant + (squares - explained) / variance)
    return result


def gradients(
    residual: Floats, share: Floats, measured: Floats, parameters: Floats, upstream: Floats
) -> tuple[Floats, Floats]:
    """Gradient of the weighted sum of the densities by the residuals and by the parameters.

    With V the covariance, q = V⁻¹r, M = σ²·1 + WᵀW and α = M⁻¹Wᵀr: ∂/∂r = -q, ∂/∂W = q·αᵀ - W·M⁻¹ and
    ∂/∂σ = σ (qᵀq - tr V⁻¹).
    """
    sigma = parameters[3]
    variance = sigma * sigma
    spread = parameters[0]
    correlation = parameters[2]
    left = np.sqrt(1.0 - correlation * correlation)
    lean = parameters[1] * correlation
    rest = parameters[1] * left
    by_residual = np.zeros(residual.shape)
    by_parameters = np.zeros(4)
    for i in range(residual.shape[0]):
        n = 0.0
        aa = variance
        ab = 0.0
        bb = variance
        a = 0.0
        b = 0.0
        for j in range(residual.shape[1]):
            r = residual[i, j] * measured[i, j]
            first = (spread + lean * share[i, j]) * measured[i, j]
            second = rest * share[i, j] * measured[i, j]
            n += measured[i, j]
            aa += first * first
            ab += first * second
            bb += second * second
            a += first * r
            b += second * r
        determinant = aa * bb - ab * ab
        alpha = (bb * a - ab * b) / determinant
        beta = (aa * b - ab * a) / determinant
        by_spread = 0.0
        by_lean = 0.0
        by_rest = 0.0
        squares = 0.0
        for j in range(residual.shape[1]):
            one = measured[i, j]
            first = (spread + lean * share[i, j]) * one
            second = rest * share[i, j] * one
            q = (residual[i, j] * one - alpha * first - beta * second) / variance
            by_first = q * alpha - (bb * first - ab * second) / determinant
            by_second = q * beta - (aa * second - ab * first) / determinant
            by_spread += by_first * one
            by_lean += by_first * share[i, j] * one
            by_rest += by_second * share[i, j] * one
            squares += q * q
            by_residual[i, j] = -upstream[i] * q * one
        trace = (n - 2.0) / variance + (aa + bb) / determinant
        by_parameters[0] += upstream[i] * by_spread
        by_parameters[1] += upstream[i] * (correlation * by_lean + left * by_rest)
        by_parameters[2] += upstream[i] * parameters[1] * (by_lean - by_rest * correlation / left)
        by_parameters[3] += upstream[i] * sigma * (squares - trace)
    return by_residual, by_parameters

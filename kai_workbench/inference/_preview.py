"""A posterior in a moment: the mode, its curvature, and importance weights that say how good that is."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

import numpy as np

from ..errors import KaiError
from . import _compiled, _sampler
from ._identity import fit_inputs
from ._importance import adapt, chosen
from ._model import Model
from ._pareto import PARETO_LIMIT
from ._peak import Peak

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

_STEP, _LEAST_CURVATURE, _NOWHERE = 1e-4, 1e-4, 1e300
_LARGEST = 400
_ENOUGH = 100


@dataclasses.dataclass(frozen=True, repr=False)
class Preview:
    """Draws that stand in for a fit while it is on its way; never a result.

    Attributes
    ----------
    posterior
        Draws of equal weight, dims ``(chain, draw, ...)`` with one chain, as a fit's.
    model
        The model.
    k
        Pareto k of the importance weights: below 0.7 the draws follow the posterior (Vehtari et al. 2024).
    effective
        Independent draws that the weights were worth (Kish).
    seconds
        Wall time of the call.
    """

    posterior: xr.Dataset
    model: Model
    k: float
    effective: float
    seconds: float

    @property
    def usable(self) -> bool:
        """Whether it may be shown, marked as a preview."""
        return self.k < PARETO_LIMIT and self.effective >= _ENOUGH

    def __repr__(self) -> str:
        verdict = "usable" if self.usable else "NOT USABLE"
        return (
            f"<Preview of {self.model.name}, {self.seconds:.2f} s; {verdict}: Pareto k {self.k:.2f}, "
            f"{self.effective:.0f} effective draws>"
        )


def preview(model: Model, data: object, *, draws: int = 1000, seed: int = 20260101) -> Preview:
    """Approximate a posterior by adaptive importance sampling around its mode.

    For models of few parameters, whose posterior has one mode: there it takes a tenth of a second once
    the model is compiled, and is as good as its Pareto k says. A hierarchy with an effect for every
    subject has too many parameters for it, and says so by a high k.

    Parameters
    ----------
    model, data
        As for :func:`fit`.
    draws
        Of equal weight, taken from five times as many weighted ones.
    seed
        Fixes the draws.

    Returns
    -------
    Preview
        To be shown only where it is ``usable``, marked as what it is, until the fit is there.

    Raises
    ------
    KaiError
        Bad data; a model that only pymc's own sampler takes, of more than 400 parameters, or without a
        mode that can be found.
    """
    begun = time.perf_counter()
    inputs, coords = fit_inputs(model, data)
    code = _compiled.get(model, data, inputs, coords)
    if code is None or code.n_dim > _LARGEST:
        raise KaiError("inference.no_preview", where=model.name, n=code.n_dim if code else 0, most=_LARGEST)
    slope = code.slopes(inputs, coords)
    peak = _peak(slope, code.start(inputs, coords))
    if peak is None:
        raise KaiError("inference.no_mode", where=model.name)

    def log_density(points: np.ndarray) -> np.ndarray:
        values = slope(points)[:, 0]
        return np.where(np.isfinite(values), values, -np.inf)

    weighted = adapt(log_density, peak, size=max(5 * draws, 1000), seed=seed)
    flat = code.expand_all(chosen(weighted, n=draws, seed=seed), inputs, coords)
    tree = _sampler.to_tree(code, flat[None], {}, inputs, coords)
    return Preview(
        posterior=tree["posterior"].to_dataset(),
        model=model,
        k=weighted.k,
        effective=weighted.effective,
        seconds=time.perf_counter() - begun,
    )


def _peak(slope: Callable[[np.ndarray], np.ndarray], start: np.ndarray) -> Peak | None:
    """The mode by L-BFGS, and the curvature by differences of gradients."""
    from scipy.optimize import minimize

    def down(point: np.ndarray) -> tuple[float, np.ndarray]:
        told = slope(point[None])[0]
        return (-told[0], -told[1:]) if np.isfinite(told).all() else (_NOWHERE, np.zeros_like(point))

    found = minimize(down, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "maxcor": 30})
    shifts = _STEP * np.eye(start.size)
    ahead, behind = np.split(slope(found.x + np.concatenate([shifts, -shifts]))[:, 1:], 2)
    curvature = -(ahead - behind) / (2 * _STEP)
    if found.fun >= _NOWHERE or not np.isfinite(curvature).all():
        return None
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    inverse = (vectors / np.maximum(np.abs(values), _LEAST_CURVATURE)) @ vectors.T
    return Peak(found.x, inverse, bool((values > 0).all()), 1)

"""The hierarchical models of tumour size as graphs of PyMC. Imported only where a model is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from numpy.typing import NDArray

from ._residual import SIGMAS, log_density, moments_of
from ._tumour_model import SHARES

if TYPE_CHECKING:
    from ._tumour_model import TumourModel

Floats = NDArray[np.float64]
_STEP = 0.2


def build(model: TumourModel, data: Any) -> pm.Model:
    """See :meth:`TumourModel.build`."""
    with pm.Model(coords=model.coords(data)) as built:
        given = {name: pm.Data(name, value) for name, value in model.inputs(data).items()}
        observe(model, individuals(model, given), given)
    return built


def individuals(model: TumourModel, given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of the subjects by name, each (subject,), in natural units."""
    omega = pm.HalfNormal("omega", given["omega_sd"], dims="random")
    each: dict[str, Any] = {}
    for i, name in enumerate(model.parameters):
        middle, sd = given["typical"][i, 0], given["typical"][i, 1]
        typical = pm.Normal(f"log_{name}", middle, sd)
        if name not in model.varying:
            own: Any = typical
        elif name in model.sampled_own:
            # Told in steps of 0.2 from the prior's median, so that chains start near one another.
            spread = omega[model.varying.index(name)]
            own = middle + _STEP * pm.Normal(
                f"own_{name}", (typical - middle) / _STEP, spread / _STEP, dims="subject"
            )
        else:
            own = typical + omega[model.varying.index(name)] * pm.Normal(f"z_{name}", dims="subject")
        each[name] = pm.math.sigmoid(own) if name in SHARES else pt.exp(own)
    first = next(x for x in each.values() if x.ndim)
    wide = {name: pt.broadcast_to(x, first.shape) if not x.ndim else x for name, x in each.items()}
    return {name: pm.Deterministic(f"subject_{name}", x, dims="subject") for name, x in wide.items()}


def observe(model: TumourModel, each: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Sizes with residual error; below the limit, the probability of lying there."""
    sigma = {name: pm.HalfNormal(name, given["sigma_sd"][i]) for i, name in enumerate(SIGMAS[model.residual])}
    mean, sd = moments_of(model.curve(each, given, xp=pt), sigma, residual=model.residual, xp=pt)
    on_log, censored = model.residual == "lognormal", model.limit is not None

    def logp(value: Any, mean: Any, sd: Any, below: Any) -> Any:
        at = pt.log(pt.maximum(value, 1e-300)) if on_log else value
        density = log_density(at, mean, sd, below, censored=censored)
        return density - pt.where(below, 0.0, at) if on_log else density

    def random(mean: Any, sd: Any, below: Any, rng: Any, size: Any) -> Floats:  # noqa: ARG001
        value: Floats = mean + sd * rng.standard_normal(np.broadcast(mean, below).shape)
        return np.exp(value) if on_log else value

    pm.CustomDist(
        "size", mean, sd, given["below"],
        logp=logp, random=random, observed=given["observed"], dims="observation",
    )  # fmt: skip

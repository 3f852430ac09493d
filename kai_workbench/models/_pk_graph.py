"""The population model as a graph of PyMC. Imported only where a model is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from numpy.typing import NDArray

from ._compartments import disposition
from ._pk_parameters import between_occasions, population_logs
from ._residual import SIGMAS, log_density, moments_of

if TYPE_CHECKING:
    from ._pk_model import PopulationModel
    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]
_STEP = 0.2


def build(model: PopulationModel, data: Any) -> pm.Model:
    """See :meth:`PopulationPK.build`."""
    with pm.Model(coords=model.coords(data)) as built:
        given = {name: pm.Data(name, value) for name, value in model.inputs(data).items()}
        logs = population_logs(model, typical(model, given), given, coefficients(model, given))
        own = _occasional(model, _individual(model, logs, _factor(model, given), given), given)
        each = {name: pt.exp(x) for name, x in own.items()}
        if "F_prior" in given:
            each["F"] = pm.math.sigmoid(pm.Normal("logit_F", given["F_prior"][0], given["F_prior"][1]))
        sigma = {
            name: pm.HalfNormal(name, given["sigma_sd"][i]) for i, name in enumerate(SIGMAS[model.residual])
        }
        mean, sd = moments_of(model.expected(each, given), sigma, residual=model.residual, xp=pt)
        _observe(model, mean, sd, given)
    return built


def typical(model: PopulationModel, given: Mapping[str, Any]) -> dict[str, Any]:
    """Logs of the typical values; ka on its side of the slowest exponent."""
    logs: dict[str, Any] = {}
    for i, name in enumerate(model.parameters):
        mean, sd = given["typical"][i, 0], given["typical"][i, 1]
        if name != "ka" or model.absorption == "free":
            logs[name] = pm.Normal(f"log_{name}", mean, sd)
            continue
        natural = {k: pt.exp(x) for k, x in logs.items()}
        terminal = pt.log(disposition(natural, compartments=model.compartments, xp=pt).terminal)
        side = {"lower" if model.absorption == "ka > ke" else "upper": terminal}
        logs[name] = pm.TruncatedNormal(f"log_{name}", mean, sd, **side)
    return logs


def coefficients(model: PopulationModel, given: Mapping[str, Any]) -> list[Any]:
    """Of the estimated effects of covariates."""
    chosen = np.flatnonzero([effect.estimated for effect in model.covariates])
    if not len(chosen):
        return []
    prior = given["effect_prior"][chosen]
    free = pm.Normal("coefficient", prior[:, 0], prior[:, 1], dims="effect")
    return [free[i] for i in range(len(chosen))]


def _factor(model: PopulationPK, given: Mapping[str, Any]) -> Any:
    """What standardised etas are multiplied with: (random,), or lower (random, random) if correlated."""
    if not model.correlation:
        return pm.HalfNormal("omega", given["omega_sd"], dims="random")
    count = len(model.varying)
    factor, correlation, omega = pm.LKJCholeskyCov(
        "factor",
        n=count,
        eta=model.correlation,
        sd_dist=pm.HalfNormal.dist(given["omega_sd"], shape=count),
        store_in_trace=False,
    )
    pm.Deterministic("omega", omega, dims="random")
    pm.Deterministic("correlation", correlation, dims=("random", "random_"))
    return factor


def _individual(
    model: PopulationPK, logs: Mapping[str, Any], factor: Any, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Logs of the parameters of the subjects, each (subject,)."""
    if model.is_centred:
        z: list[Any] = []
        eta: list[Any] = []
        for i, name in enumerate(model.varying):
            # A row of a lower factor: what the parameters before tell, and the SD that is left.
            sd = factor[i] if factor.ndim == 1 else factor[i, i]
            mean = logs[name] + (0 if factor.ndim == 1 else sum(factor[i, j] * z[j] for j in range(i)))
            # Told in steps of 0.2 from the prior's median, so that chains start near one another: a subject
            # started e-fold away may stay where its curve is explained badly.
            middle = given["typical"][model.parameters.index(name), 0]
            own = middle + _STEP * pm.Normal(
                f"own_{name}", (mean - middle) / _STEP, sd / _STEP, dims="subject"
            )
            z.append((own - mean) / sd)
            eta.append(own - logs[name])
        standard = pm.Deterministic("z", pt.stack(z), dims=("random", "subject"))
    else:
        standard = pm.Normal("z", dims=("random", "subject"))
        scaled = factor[:, None] * standard if factor.ndim == 1 else pt.dot(factor, standard)
        eta = [scaled[i] for i in range(len(model.varying))]
    each = dict(logs) | {name: logs[name] + eta[i] for i, name in enumerate(model.varying)}
    return {name: pt.broadcast_to(x, standard.shape[1:]) for name, x in each.items()}


def _occasional(model: PopulationModel, each: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Logs of the parameters on the subjects' occasions, each (occasion,), where the model knows of them."""
    names = between_occasions(model)
    if not names:
        return each
    own = {name: x[given["subject_of"]] for name, x in each.items()}
    sd = pm.HalfNormal("omega_occasion", given["omega_occasion_sd"], dims="occasional")
    if model.is_centred:
        z = []
        for i, name in enumerate(names):
            middle = given["typical"][model.parameters.index(name), 0]
            on = middle + _STEP * pm.Normal(
                f"occasion_{name}", (own[name] - middle) / _STEP, sd[i] / _STEP, dims="occasion"
            )
            z.append((on - own[name]) / sd[i])
            own[name] = on
        pm.Deterministic("z_occasion", pt.stack(z), dims=("occasional", "occasion"))
    else:
        standard = pm.Normal("z_occasion", dims=("occasional", "occasion"))
        own |= {name: own[name] + sd[i] * standard[i] for i, name in enumerate(names)}
    return own


def _observe(model: PopulationPK, mean: Any, sd: Any, given: Mapping[str, Any]) -> None:
    seen = given["observed"], given["below"]
    observed("concentration", mean, sd, *seen, on_log=model.residual == "lognormal", dims="observation")


def observed(name: str, mean: Any, sd: Any, value: Any, below: Any, *, on_log: bool, dims: str) -> None:
    """An observed variable, normal or (``on_log``) log-normal, with M3 where ``below``."""

    def logp(value: Any, mean: Any, sd: Any, below: Any) -> Any:
        at = pt.log(pt.maximum(value, 1e-300)) if on_log else value
        density = log_density(at, mean, sd, below, censored=True)
        return density - pt.where(below, 0.0, at) if on_log else density

    def random(mean: Any, sd: Any, below: Any, rng: Any, size: Any) -> Floats:  # noqa: ARG001
        found: Floats = mean + sd * rng.standard_normal(np.broadcast(mean, below).shape)
        return np.exp(found) if on_log else found

    pm.CustomDist(name, mean, sd, below, logp=logp, random=random, observed=value, dims=dims)

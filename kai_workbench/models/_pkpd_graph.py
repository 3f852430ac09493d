"""Concentrations and a response as a graph of PyMC. Imported only where a model is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pymc as pm
import pytensor.tensor as pt

from ._pk_graph import coefficients, observed, typical
from ._pk_parameters import expected, population_logs
from ._pkpd import part
from ._residual import SIGMAS, Residual, moments_of

if TYPE_CHECKING:
    from ._pkpd import ResponseModel

_STEP = 0.2


def build(model: ResponseModel, data: Any) -> pm.Model:
    """See :meth:`ResponseModel.build`."""
    with pm.Model(coords=model.coords(data)) as built:
        given = {name: pm.Data(name, value) for name, value in model.inputs(data).items()}
        logs = population_logs(model, typical(model, given), given, coefficients(model, given))
        omega = pm.HalfNormal("omega", given["omega_sd"], dims="random")
        each = _individual(model, logs, omega, given)
        if "F_prior" in given:
            each["F"] = pm.math.sigmoid(pm.Normal("logit_F", given["F_prior"][0], given["F_prior"][1]))
        _observe("concentration", "", expected(model.pk, each, part(given, "c_")), model.pk.residual, given)
        _observe("response", "response_", model.respond(each, given, arrays=False), model.residual, given)
    return built


def _observe(name: str, prefix: str, value: Any, residual: Residual, given: Mapping[str, Any]) -> None:
    """Observations about ``value``; data and sigmas are told apart by their prefix."""
    sigma = {
        sigma: pm.HalfNormal(prefix + sigma, given[f"{prefix}sigma_sd"][i])
        for i, sigma in enumerate(SIGMAS[residual])
    }
    mean, sd = moments_of(value, sigma, residual=residual, xp=pt)
    seen = given[f"{prefix}observed"], given[f"{prefix}below"]
    dims = "response_record" if prefix else "observation"
    observed(name, mean, sd, *seen, on_log=residual == "lognormal", dims=dims)


def _individual(
    model: ResponseModel, logs: Mapping[str, Any], omega: Any, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Parameters of the subjects, each (subject,); some sampled as they are, some by standardised etas."""
    centred = model.centred_parameters
    apart = [name for name in model.varying if name not in centred]
    free: Any = pm.Normal("standard", dims=("standardised", "subject")) if apart else None
    z: list[Any] = []
    eta: dict[str, Any] = {}
    for i, name in enumerate(model.varying):
        if name in apart:
            z.append(free[apart.index(name)])
            eta[name] = omega[i] * z[-1]
            continue
        # Told in steps of 0.2 from the prior's median, so that chains start near one another.
        middle = given["typical"][model.parameters.index(name), 0]
        own = middle + _STEP * pm.Normal(
            f"own_{name}", (logs[name] - middle) / _STEP, omega[i] / _STEP, dims="subject"
        )
        eta[name] = own - logs[name]
        z.append(eta[name] / omega[i])
    standard = pm.Deterministic("z", pt.stack(z), dims=("random", "subject"))
    each = {name: log + eta.get(name, 0.0) for name, log in logs.items()}
    return {name: pt.broadcast_to(pt.exp(x), standard.shape[1:]) for name, x in each.items()}

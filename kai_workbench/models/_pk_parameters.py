"""Parameters of the subjects, and the concentrations they give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._compartments import Disposition, bolus, disposition, infusion, oral, with_stage
from ._transit_curves import TABLE, transit

if TYPE_CHECKING:
    from ._pk_model import PopulationModel
    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]


def population_logs(
    model: PopulationModel, typical: Mapping[str, Any], design: Mapping[str, Any], coefficient: Any
) -> dict[str, Any]:
    """Logs of what is expected of every subject by its covariates, in numpy or PyTensor.

    Parameters
    ----------
    typical
        Logs of the typical values, by parameter.
    design
        With ``covariate`` (effect, subject) and ``effect_prior`` (effect, 2) if there are covariates.
    coefficient
        Of the estimated effects, in order.
    """
    free = iter(coefficient)
    logs = dict(typical)
    for i, effect in enumerate(model.covariates):
        slope = next(free) if effect.estimated else design["effect_prior"][i, 0]
        logs[effect.parameter] = logs[effect.parameter] + slope * design["covariate"][i]
    return logs


def of_draw(
    model: PopulationModel, draw: Mapping[str, Any], design: Mapping[str, Any], eta: Any = None
) -> dict[str, Any]:
    """Parameters of every subject, or of every occasion of one, for one set of draws, in numpy.

    Parameters
    ----------
    draw
        Values of ``build``'s variables, by name.
    eta
        (random, subject); from ``z`` by default.
    """
    typical = {name: np.asarray(draw[f"log_{name}"]) for name in model.parameters}
    eta = np.matmul(factor(draw), draw["z"]) if eta is None else eta
    given = dict(design)
    if model.covariates:
        given["effect_prior"] = np.array([effect.prior for effect in model.covariates])
    logs = population_logs(model, typical, given, draw.get("coefficient", ()))
    logs |= {name: logs[name] + eta[i] for i, name in enumerate(model.varying)}
    if occasions := between_occasions(model):
        logs = {
            name: np.broadcast_to(x, eta.shape[1:])[..., design["subject_of"]] for name, x in logs.items()
        }
        moved = np.asarray(draw["omega_occasion"])[:, None] * draw["z_occasion"]
        logs |= {name: logs[name] + moved[i] for i, name in enumerate(occasions)}
        each = {name: np.exp(x) for name, x in logs.items()}
    else:
        each = {name: np.broadcast_to(np.exp(x), eta.shape[1:]) for name, x in logs.items()}
    if "logit_F" in draw:
        each["F"] = np.asarray(1 / (1 + np.exp(-np.asarray(draw["logit_F"]))))
    return each


def between_occasions(model: PopulationModel) -> tuple[str, ...]:
    """Parameters that differ between occasions of a subject, where the model knows of occasions."""
    names: tuple[str, ...] = getattr(model, "between_occasions", ())
    return names


def factor(draw: Mapping[str, Any]) -> Floats:
    """What standardised etas are multiplied with."""
    omega = np.asarray(draw["omega"])
    if "correlation" not in draw:
        return np.diag(omega)
    return omega[:, None] * np.linalg.cholesky(draw["correlation"])


def predicted(
    model: PopulationPK, parameters: Mapping[str, Any], design: Mapping[str, Any], *, stage: Any = None
) -> Floats:
    """Concentrations without residual error, in numpy.

    Parameters
    ----------
    parameters
        By name, each (..., subject), or with occasions (..., occasion of a subject); ``F`` (...) too where
        the model has it.
    design
        From :func:`._pk_design.design`.
    stage
        Rate of a first-order stage behind the central compartment (..., subject): its concentrations are
        given in place of the central ones.

    Returns
    -------
    numpy.ndarray
        (..., observation)
    """
    each = disposition(parameters, compartments=model.compartments)
    each = each if stage is None else with_stage(each, stage)
    found: Floats = after_doses(model, each, parameters, design)
    if "occasion_previous" in design:
        from ._pk_carry import ArrayCalculus, carried

        found = found + carried(model, parameters, design, xp=np, calculus=ArrayCalculus)
    return found


def after_doses(
    model: PopulationPK, shape: Disposition, parameters: Mapping[str, Any], design: Mapping[str, Any]
) -> Floats:
    """Response of ``shape`` to the doses of ``design``, (..., observation)."""
    of_subject = design["of_subject"]
    total: Any = 0.0

    def wide(value: Any) -> Any:
        return value[..., of_subject][..., None]

    seen = Disposition(tuple(map(wide, shape.rates)), tuple(map(wide, shape.weights)))
    for route in model.routes:
        interval, time = design[f"{route}_interval"], design[f"{route}_elapsed"]
        interval = interval if interval.any() else None
        if route == "oral":
            if "lag" in parameters:
                time = time - wide(parameters["lag"])
                if interval is not None:  # before the lag has passed, the last dose but one is at work
                    time = np.where((interval > 0) & (time < 0), time + interval, time)
                time = np.maximum(time, 0.0)
            if "MTT" in parameters:
                stages, rate, scale = map(wide, chain(parameters["MTT"], parameters["n_transit"]))
                time = np.maximum(time, 0.0)
                response = transit(
                    seen,
                    wide(parameters["ka"]),
                    stages=stages,
                    rate=rate,
                    scale=scale,
                    time=time,
                    interval=interval,
                )
            else:
                behind = with_stage(seen, wide(parameters["ka"])) if model.transits else seen
                response = oral(behind, wide(parameters["ka"]), time, interval=interval)
            response = response * parameters["F"][..., None, None] if "F" in parameters else response
        elif route == "bolus":
            response = bolus(seen, time, interval=interval)
        else:
            response = infusion(seen, time, design["infusion_duration"], interval=interval)
        total = total + (design[f"{route}_amount"] * response).sum(axis=-1)
    found: Floats = total
    return found


def chain(mean: Any, count: Any, *, xp: Any = np) -> tuple[Any, Any, Any]:
    """Shape, rate and scale of :func:`._transit_curves.transit_curve`, from MTT and number of transits."""
    if xp is np:
        from scipy.special import gammaln
    else:
        gammaln = xp.gammaln
    stages = count + 1.0
    rate = stages / mean
    return stages, rate, stages * xp.log(rate) - gammaln(stages)


def expected(
    model: PopulationPK, parameters: Mapping[str, Any], design: Mapping[str, Any], *, stage: Any = None
) -> Any:
    """:func:`predicted` as a PyTensor expression, (observation,); ``parameters`` each (subject,)."""
    import sys

    import pytensor.tensor as pt

    if "numba" in sys.modules:
        from . import _pk_curves_numba  # noqa: F401, tells numba of the operations

    shape = disposition(parameters, compartments=model.compartments, xp=pt)
    shape = shape if stage is None else with_stage(shape, stage, xp=pt)
    found = graph_after_doses(model, shape, parameters, design)
    if "occasion_previous" in design:
        from ._pk_carry import carried
        from ._pk_carry_op import GraphCalculus

        found = found + carried(model, parameters, design, xp=pt, calculus=GraphCalculus)
    return found


def graph_after_doses(
    model: PopulationPK, shape: Disposition, parameters: Mapping[str, Any], design: Mapping[str, Any]
) -> Any:
    """:func:`after_doses` as a PyTensor expression, (observation,)."""
    import pytensor.tensor as pt

    from ._pk_curves_op import IntravenousCurve, OralCurve, TransitCurve

    subject = design["of_subject"]
    total: Any = 0.0
    for route in model.routes:
        doses = [design[f"{route}_{name}"] for name in ("elapsed", "amount", "interval")]
        if route == "oral":
            ka = parameters["ka"]
            lag = parameters.get("lag", pt.zeros_like(ka))
            part: Any
            if "MTT" in parameters:
                passing = chain(parameters["MTT"], parameters["n_transit"], xp=pt)
                part, _ = TransitCurve()(*_stacked(shape), ka, *passing, subject, *doses, TABLE)
            else:
                behind = with_stage(shape, ka, xp=pt) if model.transits else shape
                part = OralCurve()(*_stacked(behind), ka, lag, subject, *doses)
            part = part * parameters["F"] if "F" in parameters else part
        else:
            lasting = design["infusion_duration"] if route == "infusion" else pt.zeros_like(doses[0])
            part = IntravenousCurve()(*_stacked(shape), subject, *doses, lasting)
        total = total + part
    return total


def _stacked(shape: Disposition) -> tuple[Any, Any]:
    import pytensor.tensor as pt

    return pt.stack(shape.rates), pt.stack(shape.weights)

"""Concentrations that the priors of a population expect, beside those that were measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._compartments import disposition
from ._pk_parameters import between_occasions, of_draw, predicted
from ._prior_check import check_ratio, normals

if TYPE_CHECKING:
    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]


def check_concentrations(
    model: PopulationPK, value: Floats, below: NDArray[np.bool_], given: Mapping[str, Any]
) -> None:
    """Refuse priors that expect quite other concentrations.

    Raises
    ------
    ModelDataError
        As :func:`._prior_check.check_ratio`.
    """
    dosed = np.any([given[f"{route}_amount"].any(axis=1) for route in model.routes], axis=0)
    usable = dosed & ~below & (value > 0)
    draws = _draws(model, given)
    if not usable.any() or not draws:
        return
    expected = np.stack([predicted(model, of_draw(model, draw, given), given)[usable] for draw in draws])
    check_ratio(value[usable], expected, where=f"{model.name}, DV", unit=model.concentration_unit)


def _draws(model: PopulationPK, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Typical values from their priors, without differences between subjects."""
    logs = normals(given["typical"])
    count = len(model.varying)
    subjects = int(given.get("subject_of", given["of_subject"]).max()) + 1
    occasional = len(between_occasions(model))
    fixed: dict[str, Any] = {
        "omega": np.zeros(count),
        "z": np.zeros((count, subjects)),
        "omega_occasion": np.zeros(occasional),
        "z_occasion": np.zeros((occasional, len(given.get("subject_of", ())))),
        "coefficient": [effect.prior[0] for effect in model.covariates if effect.estimated],
    }
    if "F_prior" in given:
        fixed["logit_F"] = given["F_prior"][0]
    draws = [fixed | {f"log_{k}": x for k, x in zip(model.parameters, row, strict=True)} for row in logs]
    return [draw for draw in draws if _allowed(model, draw)]


def _allowed(model: PopulationPK, draw: Mapping[str, Any]) -> bool:
    """Whether ka is on its side."""
    if "ka" not in model.parameters or model.absorption == "free":
        return True
    natural = {name: np.exp(draw[f"log_{name}"]) for name in model.parameters}
    slowest = disposition(natural, compartments=model.compartments).terminal
    return bool((natural["ka"] > slowest) == (model.absorption == "ka > ke"))

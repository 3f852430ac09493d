"""Whether priors and concentrations can be of one world, asked before anything is compiled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._compartments import disposition
from ._errors import ModelDataError
from ._pk_parameters import between_occasions, of_draw, predicted

if TYPE_CHECKING:
    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]
_DRAWS = 100
_FARTHEST_SD = 4.0
_LEAST_FOLD = 2.0


def check_prior(
    model: PopulationPK, value: Floats, below: NDArray[np.bool_], given: Mapping[str, Any]
) -> None:
    """Refuse priors that expect quite other concentrations: as a rule a unit is wrong.

    For draws of the typical values the median ratio of measured to predicted concentration is taken.
    Its logs scatter by what the priors leave open; where 1 lies four SD away and the ratio is above
    two-fold, the priors have no mass where the data are.

    Raises
    ------
    ModelDataError
        With the ratio.
    """
    dosed = np.any([given[f"{route}_amount"].any(axis=1) for route in model.routes], axis=0)
    usable = dosed & ~below & (value > 0)
    if not usable.any():
        return
    off = []
    for draw in _draws(model, given):
        expected = predicted(model, of_draw(model, draw, given), given)[usable]
        seen = expected > 0
        if seen.any():
            off.append(float(np.median(np.log(value[usable][seen] / expected[seen]))))
    if len(off) < 2:
        return
    middle = float(np.mean(off))
    if abs(middle) > max(_FARTHEST_SD * float(np.std(off)), np.log(_LEAST_FOLD)):
        raise ModelDataError(
            "pk_prior_far", where=model.name, ratio=f"{np.exp(middle):.2g}", unit=model.concentration_unit
        )


def _draws(model: PopulationPK, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Typical values from their priors, without differences between subjects."""
    rng = np.random.default_rng(0)
    priors = given["typical"]
    logs = priors[:, 0] + priors[:, 1] * rng.standard_normal((_DRAWS, len(priors)))
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

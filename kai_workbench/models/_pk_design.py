"""What a population model takes from events: doses, subjects, covariates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..standards import units
from ._dosing import dose_arrays
from ._errors import ModelDataError
from ._pk_events import PKEvents
from ._pk_occasions import occasion_design, read_occasions
from ._pk_parameters import between_occasions

if TYPE_CHECKING:
    import polars as pl

    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]


def doses(model: PopulationPK, events: PKEvents) -> dict[str, Floats]:
    """Doses behind every observation, amounts in concentration × litre."""
    per_litre = units.convert(1.0, f"{model.amount_unit}/L", model.concentration_unit)
    found = dose_arrays(events, model.routes)
    return {name: x * per_litre if name.endswith("_amount") else x for name, x in found.items()}


def design(model: PopulationPK, events: PKEvents, *, for_prediction: bool = False) -> dict[str, NDArray[Any]]:
    """Doses, whose observation it is, and what the covariates' coefficients are multiplied with.

    With occasions, see :func:`._pk_occasions.occasion_design`.
    """
    design: dict[str, NDArray[Any]]
    if between_occasions(model):
        design = occasion_design(model, events, read_occasions(events, for_prediction=for_prediction))
    else:
        number = {subject: at for at, subject in enumerate(events.subjects)}
        design = {
            **doses(model, events),
            "of_subject": np.array([number[i] for i in events.observations["ID"]], dtype=np.int64),
        }
    if model.covariates:
        of_effects = [
            effect.design(events.covariates, for_prediction=for_prediction) for effect in model.covariates
        ]
        design["covariate"] = np.array(of_effects)
    return design


def check_described(
    model: PopulationPK, seen: pl.DataFrame, value: Floats, given: Mapping[str, Floats]
) -> None:
    """A residual error that vanishes with the prediction cannot explain a value without a dose."""
    if model.residual in ("additive", "combined"):
        return
    dosed = np.any([given[f"{route}_amount"].any(axis=1) for route in model.routes], axis=0)
    quantified = ~seen["BLQ"].to_numpy()
    for key, wrong in (
        ("pk_zero_concentration", quantified & (value <= 0)),
        ("pk_residual_before_dose", quantified & ~dosed),
    ):
        if wrong.any():
            row = seen.row(int(np.argmax(wrong)), named=True)
            where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
            raise ModelDataError(key, where=where, value=row["DV"], residual=model.residual)


def check_chain(model: PopulationPK) -> None:
    """Refuse beside a chain of transit compartments what it replaces, and occasions."""
    if model.MTT is not None:
        for field in ("transits", "lag", "between_occasions"):
            if getattr(model, field):
                raise ModelDataError("pk_transit_chain", where=field)

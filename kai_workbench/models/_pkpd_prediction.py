"""From a fitted model of response to what was not measured, and simulated studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._pk_parameters import factor, of_draw, predicted
from ._pk_prediction import draws_of, planted_population, usable
from ._pkpd import part
from ._pkpd_events import CONCENTRATION, PKPDEvents, read_pkpd_events
from ._planted import Truth
from ._residual import SIGMAS, observe

if TYPE_CHECKING:
    import xarray as xr

    from ..inference import Fit
    from ._pk_prediction import Subjects
    from ._pkpd import ResponseModel

Floats = NDArray[np.float64]
Quantity = Literal["response", "concentration"]


def expected_of_draw(
    model: ResponseModel, draw: Mapping[str, Any], given: Mapping[str, Any], z: Floats, *, what: Quantity
) -> Floats:
    """Concentrations or responses of one draw without error; ``z`` (random, subject): standardised."""
    each = of_draw(model, draw, given, factor(draw) @ z)
    if what == "concentration":
        return predicted(model.pk, each, part(given, "c_"))
    found: Floats = model.respond(each, given, arrays=True)
    return found


def measured(
    model: ResponseModel, value: Floats, draw: Mapping[str, Any], rng: np.random.Generator, *, what: Quantity
) -> Floats:
    """With the error of a measurement."""
    if what == "concentration":
        return observe(value, draw, residual=model.pk.residual, rng=rng)
    sigma = part({name: x for name, x in draw.items() if "sigma" in name}, "response_")
    return observe(value, sigma, residual=model.residual, rng=rng)


def simulated_inputs(
    model: ResponseModel, params: Mapping[str, Any], events: PKPDEvents, rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """See :meth:`ResponseModel.simulate_inputs`."""
    given = model.design(events)
    found: dict[str, NDArray[Any]] = {}
    kinds: tuple[tuple[Quantity, str, pl.DataFrame], ...] = (
        ("concentration", "", events.concentrations.observations),
        ("response", "response_", events.responses.observations),
    )
    for what, prefix, seen in kinds:
        value = expected_of_draw(model, params, given, params["z"], what=what)
        value = measured(model, value, params, rng, what=what)
        limit = seen["LLOQ"].cast(pl.Float64).fill_null(-np.inf).to_numpy()
        found[f"{prefix}observed"] = np.maximum(value, limit)
        found[f"{prefix}below"] = (value < limit).astype(np.int64)
    return found


def simulated_table(
    model: ResponseModel, params: Mapping[str, Any], table: pl.DataFrame, *, seed: int
) -> pl.DataFrame:
    """See :meth:`ResponseModel.simulate`."""
    events = read_pkpd_events(table, for_prediction=True)
    rng = np.random.default_rng(seed)
    truth = Truth(params)
    draw = planted_population(model, truth, model.shares)
    sigmas = (*SIGMAS[model.pk.residual], *(f"response_{one}" for one in SIGMAS[model.residual]))
    draw |= {name: truth.number(name, least=0) for name in sigmas}
    truth.finish()
    draw["z"] = rng.standard_normal((len(model.varying), len(events.responses.subjects)))
    values = simulated_inputs(model, draw, events, rng)
    found = pl.concat(
        seen.select(
            pl.col("row").cast(pl.UInt32),
            DV=pl.Series(values[f"{prefix}observed"], dtype=pl.Float64),
            BLQ=pl.Series(values[f"{prefix}below"], dtype=pl.Int64),
        )
        for prefix, seen in (
            ("", events.concentrations.observations),
            ("response_", events.responses.observations),
        )
    )
    rows = table.drop("DV", "BLQ", strict=False).with_row_index("row", offset=1)
    joined = rows.join(found, on="row", how="left", maintain_order="left").drop("row")
    return joined.with_columns(pl.col("BLQ").fill_null(0))


def predict(
    model: ResponseModel,
    fit: Fit,
    scenario: pl.DataFrame,
    *,
    what: Quantity,
    subjects: Subjects,
    residual: bool,
    seed: int,
) -> xr.DataArray:
    """See :meth:`ResponseModel.predict`."""
    import xarray as xr

    if what not in ("response", "concentration"):
        raise ModelDataError("pk_unknown_option", where="what", value=what, known="response, concentration")
    usable(model.pk, fit)
    events = read_pkpd_events(scenario, for_prediction=True)
    asked = events.concentrations if what == "concentration" else events.responses
    if not asked.observations.height:
        raise ModelDataError("pk_no_observation", where=f"DVID {CONCENTRATION + (what == 'response')}")
    given = model.design(events)
    rng = np.random.default_rng(seed)
    place = None
    if subjects == "existing":
        known = {subject: at for at, subject in enumerate(fit.posterior["subject"].to_numpy().tolist())}
        if unknown := [i for i in asked.subjects if i not in known]:
            raise ModelDataError("pk_unknown_subject", where=f"ID {unknown[0]}")
        place = [known[i] for i in asked.subjects]
    values = []
    for draw in draws_of(fit):
        z = draw["z"][:, place] if place else rng.standard_normal((len(model.varying), len(asked.subjects)))
        value = expected_of_draw(model, draw, given, z, what=what)
        values.append(measured(model, value, draw, rng, what=what) if residual else value)
    rows = asked.observations
    return xr.DataArray(
        np.array(values),
        dims=("sample", "observation"),
        coords={
            "row": ("observation", rows["row"].to_numpy()),
            "subject": ("observation", rows["ID"].to_numpy()),
            "time": ("observation", rows["TIME"].to_numpy(), {"units": model.pk.time_unit}),
        },
        name=what,
        attrs={
            "units": model.response_unit if what == "response" else model.pk.concentration_unit,
            "provenance": fit.key,
            "subjects": subjects,
        },
    )

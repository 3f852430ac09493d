"""From a fitted population model to concentrations that were not measured, and simulated studies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._pk_events import PKEvents, read_pk_events
from ._pk_occasions import read_occasions
from ._pk_parameters import between_occasions, factor, of_draw
from ._planted import Truth
from ._residual import SIGMAS, observe

if TYPE_CHECKING:
    import xarray as xr

    from ..inference import Fit
    from ._pk_model import PopulationModel
    from ._population_pk import PopulationPK

Floats = NDArray[np.float64]
Subjects = Literal["new", "existing"]


def predict_concentrations(
    model: PopulationModel, fit: Fit, scenario: pl.DataFrame, *, subjects: Subjects, residual: bool, seed: int
) -> xr.DataArray:
    """See :meth:`PopulationPK.predict`."""
    import xarray as xr

    usable(model, fit)
    events = read_pk_events(scenario, for_prediction=True)
    given = model.design(events)
    rng = np.random.default_rng(seed)
    place = None
    if subjects == "existing":
        known = {subject: at for at, subject in enumerate(fit.posterior["subject"].to_numpy().tolist())}
        if unknown := [i for i in events.subjects if i not in known]:
            raise ModelDataError("pk_unknown_subject", where=f"ID {unknown[0]}")
        place = [known[i] for i in events.subjects]
    occasions = _occasions(model, events)
    at_once = _fitted_occasions(fit, occasions) if subjects == "existing" else {}
    values = []
    for draw in draws_of(fit):
        z = draw["z"][:, place] if place else rng.standard_normal((len(model.varying), len(events.subjects)))
        if occasions:
            fitted = draw["z_occasion"]
            draw["z_occasion"] = new_occasions(model, len(occasions), rng)
            draw["z_occasion"][:, list(at_once)] = fitted[:, list(at_once.values())]
        values.append(concentrations(model, draw, given, z, rng=rng, residual=residual))
    rows = events.observations
    return xr.DataArray(
        np.array(values),
        dims=("sample", "observation"),
        coords={
            "row": ("observation", rows["row"].to_numpy()),
            "subject": ("observation", rows["ID"].to_numpy()),
            "time": ("observation", rows["TIME"].to_numpy(), {"units": model.time_unit}),
        },
        name="concentration",
        attrs={"units": model.concentration_unit, "provenance": fit.key, "subjects": subjects},
    )


def _occasions(model: PopulationModel, events: PKEvents) -> list[str]:
    if not between_occasions(model):
        return []
    return read_occasions(events, for_prediction=True).labels


def _fitted_occasions(fit: Fit, occasions: list[str]) -> dict[int, int]:
    """Where occasions of a scenario are among those of the fit."""
    if not occasions:
        return {}
    known = {str(one): at for at, one in enumerate(fit.posterior["occasion"].to_numpy().tolist())}
    return {at: known[one] for at, one in enumerate(occasions) if one in known}


def new_occasions(model: PopulationModel, count: int, rng: np.random.Generator) -> Floats:
    """Standardised differences of ``count`` new occasions, (occasional, occasion)."""
    return rng.standard_normal((len(between_occasions(model)), count))


def usable(model: PopulationPK, fit: Fit) -> None:
    """Refuse a fit whose checks failed, or that holds flip-flop draws nobody asked for.

    Raises
    ------
    UntrustedFit
        The checks failed.
    ModelDataError
        ``absorption="free"`` and some draws have the typical ka below the slowest exponent.
    """
    fit.require()
    if model.absorption == "free" and "ka" in model.parameters:
        share = flip_flop_share(model, fit)
        if share.any():
            raise ModelDataError("pk_flip_flop", share=f"{share.mean():.0%}")


def flip_flop_share(model: PopulationPK, fit: Fit) -> Floats:
    """Share of each chain's draws with the typical ka below the slowest exponent, (chain,)."""
    from ._compartments import disposition

    natural = {name: np.exp(fit.posterior[f"log_{name}"].to_numpy()) for name in model.parameters}
    slowest = disposition(natural, compartments=model.compartments).terminal
    share: Floats = np.mean(natural["ka"] < slowest, axis=1)
    return share


def draws_of(fit: Fit) -> Iterator[dict[str, Floats]]:
    """Every draw, its variables by name; chains one after another."""
    flat = {
        str(name): x.transpose("chain", "draw", ...).to_numpy().reshape(-1, *x.shape[2:])
        for name, x in fit.posterior.data_vars.items()
    }
    for i in range(len(next(iter(flat.values())))):
        yield {name: x[i] for name, x in flat.items()}


def concentrations(
    model: PopulationPK,
    draw: Mapping[str, Any],
    given: Mapping[str, NDArray[Any]],
    z: Floats,
    *,
    rng: np.random.Generator,
    residual: bool,
) -> Floats:
    """Concentrations of one draw, (observation,); ``z`` (random, subject) are standardised etas."""
    each = of_draw(model, draw, given, factor(draw) @ z)
    predicted: Floats = model.predicted(each, given)
    return observe(predicted, draw, residual=model.residual, rng=rng) if residual else predicted


def planted_population(model: Any, truth: Truth, shares: Sequence[str] = ()) -> dict[str, Any]:
    """The planted population as a draw of the posterior would hold it, errors of measurement apart.

    Parameters
    ----------
    shares
        Parameters between 0 and 1, whose free scale is the logit.
    """
    draw: dict[str, Any] = {}
    for name in model.parameters:
        value = truth.number(name, above=0, below=1 if name in shares else np.inf)
        draw[f"log_{name}"] = np.log(value / (1 - value) if name in shares else value)
    draw["omega"] = truth.numbers("omega", model.varying, least=0)
    if "correlation" in truth:
        draw["correlation"] = truth.correlation(len(model.varying))
    pk = getattr(model, "pk", model)
    if getattr(pk, "F", None) is not None and "oral" in pk.routes:
        value = truth.number("F", above=0, below=1)
        draw["logit_F"] = np.log(value / (1 - value))
    if labels := [effect.label for effect in model.covariates if effect.estimated]:
        draw["coefficient"] = truth.numbers("coefficient", labels)
    return {"coefficient": [], **draw}


def simulated_table(
    model: PopulationModel, params: Mapping[str, Any], table: pl.DataFrame, *, seed: int
) -> tuple[pl.DataFrame, Floats]:
    """See :meth:`PopulationPK.simulate`."""
    events: PKEvents = read_pk_events(table, for_prediction=True)
    rng = np.random.default_rng(seed)
    truth = Truth(params)
    draw = planted_population(model, truth)
    draw |= {name: truth.number(name, least=0) for name in SIGMAS[model.residual]}
    names = between_occasions(model)
    if names:
        draw["omega_occasion"] = truth.numbers("omega_occasion", names, least=0)
    truth.finish()
    z = rng.standard_normal((len(model.varying), len(events.subjects)))
    if names:
        draw["z_occasion"] = new_occasions(model, len(_occasions(model, events)), rng)
    value = concentrations(model, draw, model.design(events), z, rng=rng, residual=True)
    limit = events.observations["LLOQ"].fill_null(-np.inf).to_numpy()
    found = events.observations.select(
        pl.col("row").cast(pl.UInt32),
        DV=pl.Series(np.maximum(value, limit)),
        BLQ=pl.Series((value < limit).astype(np.int64)),
    )
    rows = table.drop("DV", "BLQ", strict=False).with_row_index("row", offset=1)
    joined = rows.join(found, on="row", how="left", maintain_order="left").drop("row")
    return joined.with_columns(pl.col("BLQ").fill_null(0)), np.exp(factor(draw) @ z)

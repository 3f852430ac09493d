"""What was assumed before the data, beside what was learnt from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..models import ANIMALS, CrossSpecies
from ..pipelines import exposure
from ..text import Lang, say
from ._prediction import unit
from ._rows import Row, row_chart

if TYPE_CHECKING:
    import altair as alt
    import xarray as xr

    from ..inference import Fit
    from ..pipelines import HumanPKModel

Floats = NDArray[np.float64]


def prior_human(
    model: HumanPKModel,
    *,
    dose_mg: float = 100.0,
    body_weight_kg: float = 70.0,
    bioavailability: float = 1.0,
    draws: int = 4000,
    seed: int = 1,
) -> xr.Dataset:
    """Human pharmacokinetics of a compound of which nothing is known, as the priors have it.

    Parameters
    ----------
    model
        The priors.
    dose_mg, body_weight_kg, bioavailability
        As in :meth:`kai_workbench.pipelines.HumanPKFit.predict`.
    draws, seed
        How many, and what fixes them.

    Returns
    -------
    xarray.Dataset
        Draws of ``clearance``, ``volume_ss``, ``half_life`` and ``auc`` with ``units``.
    """
    rng = np.random.default_rng(seed)
    values = []
    for one in (model.clearance, model.volume_ss):
        prior = _draws(one, draws, rng)
        values.append(prior["typical"] * np.exp(prior["spread"] * rng.standard_normal(draws)))
    return exposure(
        values[0], values[1], dose_mg=dose_mg, body_weight_kg=body_weight_kg, bioavailability=bioavailability
    )


def prior_posterior(fit: Fit, *, lang: Lang = "en", synthetic: bool = False) -> alt.LayerChart:
    """The prior of a cross-species fit in grey and its posterior in blue.

    Parameters
    ----------
    fit
        Of a :class:`kai_workbench.models.CrossSpecies`.
    lang
        Language of the words.
    synthetic
        Whether the data are invented.

    Returns
    -------
    altair.LayerChart
        Rows for the typical human value, the spread between compounds as a fold, and each animal's
        departure from allometry as a fold.
    """
    assert isinstance(fit.model, CrossSpecies)
    model = fit.model
    prior = _draws(model, 8000, np.random.default_rng(1))
    posterior = fit.posterior.stack(sample=("chain", "draw"))
    quantity = say(f"quantity.{model.parameter}", lang)
    rows = [
        Row(
            title=say("chart.typical", lang, quantity=quantity),
            unit=unit(model.unit),
            draws=np.exp(posterior["typical"].to_numpy()),
            prior=prior["typical"],
        ),
        Row(
            title=say("chart.spread", lang),
            unit="×",
            draws=np.exp(posterior["spread"].sel(species="human").to_numpy()),
            prior=np.exp(prior["spread"]),
        ),
        *(
            Row(
                title=say("chart.departure", lang, species=say(f"species.{animal}", lang)),
                unit="×",
                draws=np.exp(posterior["departure"].sel(animal=animal).to_numpy()),
                prior=prior["departure"],
            )
            for animal in ANIMALS
        ),
    ]
    told = "; ".join(f"{row.title} {row.told(lang)}" for row in rows)
    tells = say("chart.tells.prior_posterior", lang, rows=told)
    return row_chart(rows, lang=lang, synthetic=synthetic, tells=tells, key="chart.learnt")


def _draws(model: CrossSpecies, n: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Draws of the priors that :class:`CrossSpecies` declares."""
    assert model.typical_human is not None
    middle, log_sd = model.typical_human
    return {
        "typical": middle * np.exp(log_sd * rng.standard_normal(n)),
        "spread": np.abs(model.spread_sd * rng.standard_normal(n)),
        "departure": np.exp(model.departure_sd * rng.standard_normal(n)),
    }

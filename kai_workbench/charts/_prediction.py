"""What people can be expected to show, as distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..models import BODY_WEIGHT_KG, column
from ..text import Lang, say
from ._rows import Row, row_chart

if TYPE_CHECKING:
    import altair as alt
    import xarray as xr

    from ..pipelines import HumanPK


def prediction(
    human_pk: HumanPK, *, lang: Lang = "en", prior: xr.Dataset | None = None, limit: float | None = None
) -> alt.LayerChart:
    """Human clearance, Vss, half-life and exposure of one compound.

    Parameters
    ----------
    human_pk
        The prediction. Its animals' values are marks, and so is the human value on record.
    lang
        Language of the words.
    prior
        Draws of the same quantities before any data (:func:`prior_human`); drawn in grey.
    limit
        An exposure not to be passed, ng·h/mL; drawn across the exposure's row.

    Returns
    -------
    altair.LayerChart
        As wide as its page. Graded bands hold 50, 90 and 99% of the draws.
    """
    rows = []
    for name, values in human_pk.draws.data_vars.items():
        quantity = str(name)
        rows.append(
            Row(
                title=say(f"quantity.{quantity}", lang),
                unit=unit(str(values.attrs["units"])),
                draws=values.to_numpy(),
                prior=None if prior is None or quantity not in prior else prior[quantity].to_numpy(),
                marks=_on_record(human_pk, quantity),
                limit=limit if quantity == "auc" else None,
            )
        )
    told = "; ".join(f"{row.title} {row.told(lang)}" for row in rows)
    tells = say("chart.tells.prediction", lang, compound=human_pk.compound, rows=told)
    return row_chart(rows, lang=lang, synthetic=human_pk.synthetic, tells=tells)


def unit(text: str) -> str:
    """A unit with a middle dot for times."""
    return text.replace("*", "·")


def _on_record(human_pk: HumanPK, quantity: str) -> dict[str, float]:
    """Values of the animals, and of human, that were measured or follow from what was."""
    found = {}
    for species in BODY_WEIGHT_KG:
        if species == "human":
            value = human_pk.observed().get(quantity)
        else:
            value = _animal(human_pk, quantity, species)
        if value is not None:
            found[species] = float(value)
    return found


def _animal(human_pk: HumanPK, quantity: str, species: str) -> float | None:
    row = human_pk.inputs
    clearance = row[column("clearance", species)][0]
    volume_ss = row[column("volume_ss", species)][0]
    if quantity == "half_life" and clearance is not None and volume_ss is not None:
        return float(np.log(2) * volume_ss * 1000 / (clearance * 60))
    return {"clearance": clearance, "volume_ss": volume_ss}.get(quantity)

"""Human pharmacokinetics as draws, with units and what they rest on."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..errors import KaiError
from ..models import BODY_WEIGHT_KG, column, conventional
from ..text import Lang
from ._reference import Reference

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
UNITS = {"clearance": "mL/min/kg", "volume_ss": "L/kg", "half_life": "h", "auc": "ng*h/mL"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class HumanPK:
    """Predicted human pharmacokinetics of one compound.

    The uncertainty is about the compound's typical human value; differences between people are
    not part of it.

    Attributes
    ----------
    compound
        Its name.
    inputs
        The row that was predicted from.
    draws
        ``clearance`` (mL/min/kg), ``volume_ss`` (L/kg), ``half_life`` (h; ln 2 · Vss / CL, the
        effective one: a terminal half-life may be longer) and ``auc`` (ng·h/mL, to infinity after
        the dose in the attributes), over ``sample``, each with its ``units``.
    reference
        What it was learnt from.
    trusted
        Whether the fits passed their checks.
    """

    compound: str
    inputs: pl.DataFrame
    draws: xr.Dataset
    reference: Reference
    trusted: bool

    @property
    def synthetic(self) -> bool:
        """Whether any of it rests on invented data."""
        return self.reference.synthetic

    def summary(self) -> pl.DataFrame:
        """Median with 50% and 90% credible intervals.

        Returns
        -------
        polars.DataFrame
            ``parameter``, ``unit``, ``median``, ``lo50``, ``hi50``, ``lo90``, ``hi90``,
            ``observed`` (the human value on record, never used for the prediction; else null).
        """
        observed = self.observed()
        rows = []
        for name, unit in UNITS.items():
            lo90, lo50, median, hi50, hi90 = np.quantile(self.draws[name], (0.05, 0.25, 0.5, 0.75, 0.95))
            rows.append((name, unit, median, lo50, hi50, lo90, hi90, observed.get(name)))
        names = ("parameter", "unit", "median", "lo50", "hi50", "lo90", "hi90", "observed")
        return pl.DataFrame(
            rows,
            schema=dict.fromkeys(names[:2], pl.String) | dict.fromkeys(names[2:], pl.Float64),
            orient="row",
        )

    def observed(self) -> dict[str, float]:
        """What is on record for human, by quantity; half-life and AUC follow from CL and Vss."""
        values = {name: self.inputs[column(name, "human")][0] for name in ("clearance", "volume_ss")}
        known = {name: value for name, value in values.items() if value is not None}
        if "clearance" in known:
            derived = exposure(
                np.array([known["clearance"]]), np.array([known.get("volume_ss", np.nan)]), **self._dosing()
            )
            known["auc"] = float(derived["auc"][0])
            if "volume_ss" in known:
                known["half_life"] = float(derived["half_life"][0])
        return known

    def comparison(self, *, lang: Lang = "en") -> pl.DataFrame:
        """The conventional methods beside this prediction, for clearance and Vss.

        Returns
        -------
        polars.DataFrame
            ``parameter``, then as :func:`kai_workbench.models.conventional`; first row of each
            parameter is this prediction, ``method`` = ``"cross_species"``.
        """
        frames = []
        summary = self.summary()
        for parameter in ("clearance", "volume_ss"):
            own = summary.filter(pl.col("parameter") == parameter)
            other = conventional(self.inputs, self.reference.frame, parameter=parameter, lang=lang)
            mine = own.select(
                pl.lit("cross_species").alias("method"),
                pl.lit(self.species_used(parameter)).alias("species_used"),
                pl.col("median").alias("estimate"),
                *(pl.col(name) for name in ("lo50", "hi50", "lo90", "hi90", "unit")),
            )
            both = pl.concat([mine, other], how="diagonal_relaxed")
            frames.append(both.select(pl.lit(parameter).alias("parameter"), *both.columns))
        return pl.concat(frames, how="diagonal_relaxed")

    def species_used(self, parameter: str) -> str:
        """The animals whose values were used, as text; ``structure`` if it was; empty if nothing was."""
        animals = [s for s in BODY_WEIGHT_KG if s != "human"]
        used = [s for s in animals if self.inputs[column(parameter, s)][0] is not None]  # type: ignore[arg-type]
        if self._structure_says(parameter):
            used.append("structure")
        return ", ".join(used)

    def structure_unread(self) -> str:
        """The SMILES that was given and could not be read; empty if none was, or structure is not used."""
        given = self.inputs["smiles"][0] if "smiles" in self.inputs.columns else None
        lost = given and self.reference.with_structure and not self._structure_says("clearance")
        return str(given) if lost else ""

    def _structure_says(self, parameter: str) -> bool:
        structure = f"{parameter}_structure_{column(parameter, 'rat').split('_rat_')[1]}"  # type: ignore[arg-type]
        return bool(self.reference.with_structure and self.inputs[structure][0] is not None)

    def dose_below(self, auc_ng_h_mL: float, *, probability: float = 0.95) -> float:
        """Largest dose (mg) whose AUC stays below a limit with the given probability.

        Parameters
        ----------
        auc_ng_h_mL
            The limit, ng·h/mL: an exposure seen safe in an animal, say.
        probability
            That the typical human AUC is below it; between 0 and 1.

        Raises
        ------
        kai_workbench.errors.KaiError
            The limit or the probability makes no sense.
        """
        if not (np.isfinite(auc_ng_h_mL) and auc_ng_h_mL > 0):
            raise KaiError("pk_positive", where="auc_ng_h_mL", value=auc_ng_h_mL)
        if not 0 < probability <= 1:
            raise KaiError("pk_setting", where="probability", value=probability, most="1")
        reached = float(np.quantile(self.draws["auc"], probability))
        return float(self.draws.attrs["dose_mg"]) * auc_ng_h_mL / reached

    def _dosing(self) -> dict[str, float]:
        return {k: float(self.draws.attrs[k]) for k in ("dose_mg", "body_weight_kg", "bioavailability")}


def exposure(
    clearance: Floats,
    volume_ss: Floats,
    *,
    dose_mg: float,
    body_weight_kg: float,
    bioavailability: float,
) -> xr.Dataset:
    """Half-life and AUC that go with clearance and volume.

    Parameters
    ----------
    clearance, volume_ss
        mL/min/kg and L/kg, (sample,).

    Returns
    -------
    xarray.Dataset
        The four quantities with ``units``; the dose in the attributes.
    """
    import xarray as xr

    values = {
        "clearance": clearance,
        "volume_ss": volume_ss,
        # L/kg over mL/min/kg: 1000 mL in a litre, 60 min in an hour
        "half_life": np.log(2) * volume_ss * 1000 / (clearance * 60),
        # mg over mL/min: 10^6 ng in a mg, 60 min in an hour
        "auc": bioavailability * dose_mg * 1e6 / (clearance * 60 * body_weight_kg),
    }
    return xr.Dataset(
        {name: ("sample", value, {"units": UNITS[name]}) for name, value in values.items()},
        attrs={"dose_mg": dose_mg, "body_weight_kg": body_weight_kg, "bioavailability": bioavailability},
    )

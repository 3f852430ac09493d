"""From animals to patients, where a company holds the animals and hospitals the patients."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import polars as pl

from ._by_site import check_priors, numbers, present, site_index, site_labels, stacked
from ._errors import ModelDataError
from ._planted import Truth

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr
    from numpy.typing import NDArray

    from ..inference import Fit

HUMAN = "human"
_REFERENCE_KG = 70.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class SpeciesBridge:
    """log value = typical + exponent · log(weight / 70 kg) + υ d_species + τ z_site + ε.

    One compound's clearance, volume or exposure in single animals and patients, wherever their rows lie; one
    row an individual.
    Animals of a species and people stray from the allometric line by υ d, of which those of the animals
    tell how large such strays are; hospitals stray from one another by τ z. Both are parameters. ε is
    normal, with one SD for animals and one for people.

    Parameters
    ----------
    typical
        Prior median of the value at 70 kg on the line, in ``unit``, and the SD of its log.
    exponent
        Mean and SD of the allometric exponent's normal prior. N(0.75, 0.1) suits clearance in volume per
        time; N(1, 0.1) volumes (Boxenbaum 1982; Mahmood & Balian 1996).
    species
        The animals that may occur, beside ``"human"``. Changes the graph.
    departure
        Scale of the half-normal prior of υ, the SD of a species' log departure from the line; 0.3.
    heterogeneity
        Scale of the half-normal prior of τ, the SD between hospitals (log); 0.3.
    spread
        Scale of the half-normal priors of the SDs between animals and between people (log); 0.5.
    unit
        Of the value.
    sites
        All sites, in order, whatever rows there are; by default those of the rows. Animals' sites have no
        effect: a species and the company that studied it cannot be told apart.

    Notes
    -----
    The default scales are choices. An SD of 0.3 leaves two thirds within 1.35-fold.
    """

    name: ClassVar[str] = "species-bridge"
    version: ClassVar[int] = 1
    site_column: ClassVar[str] = "site"
    tail_unreached: ClassVar[bool] = True

    typical: tuple[float, float]
    exponent: tuple[float, float] = (0.75, 0.1)
    species: tuple[str, ...] = ("rat", "dog", "monkey")
    departure: float = 0.3
    heterogeneity: float = 0.3
    spread: float = 0.5
    unit: str = "L/h"
    sites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_priors(
            typical=min(self.typical),
            exponent=self.exponent,
            departure=self.departure,
            heterogeneity=self.heterogeneity,
            spread=self.spread,
        )
        if not self.species or HUMAN in self.species or len(set(self.species)) != len(self.species):
            raise ModelDataError(
                "model_option_unknown", where="species", value=", ".join(self.species), known="rat, dog, …"
            )

    @property
    def row_columns(self) -> dict[str, str]:
        """Columns of a row beside its site, and their kind."""
        return {"species": "text", "body_weight_kg": "number", "value": "number"}

    def across(self, sites: Sequence[str]) -> Self:
        """The same model for rows of any of these sites, also of none: its likelihood factors over them."""
        return dataclasses.replace(self, sites=tuple(sites))

    @property
    def _all_species(self) -> list[str]:
        return [HUMAN, *self.species]

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row an animal or a patient: ``site``, ``species``, ``body_weight_kg``, ``value`` in ``unit``.

        Raises
        ------
        ModelDataError
            A column is missing, a weight or value is not above 0, or a site or species is not one of the
            model's.
        """
        present(data, ("site", *self.row_columns))
        labels = site_labels(data, "site", self.sites)
        found = {name: numbers(data, name) for name in ("body_weight_kg", "value")}
        for name, values in found.items():
            if (values <= 0).any():
                row = int(np.flatnonzero(values <= 0)[0])
                raise ModelDataError(
                    "model_not_above", where=f"{name}, row {row + 1}", value=values[row], least=0
                )
        for row, one in enumerate(data["species"].to_list(), start=1):
            if one not in self._all_species:
                raise ModelDataError(
                    "model_option_unknown",
                    where=f"species, row {row}",
                    value=one,
                    known=", ".join(self._all_species),
                )
        return {
            "log_value": np.log(found["value"]),
            "log_weight": np.log(found["body_weight_kg"] / _REFERENCE_KG),
            "species_index": site_index(data, "species", self._all_species),
            "site_index": site_index(data, "site", labels),
            "typical_prior": np.array([np.log(self.typical[0]), self.typical[1]]),
            "exponent_prior": np.array(self.exponent),
            "departure_sd": np.array(self.departure),
            "heterogeneity": np.array(self.heterogeneity),
            "spread_sd": np.array(self.spread),
        }

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``site``, ``species``, ``kind`` and ``individual`` (the row's number)."""
        return {
            "site": site_labels(data, "site", self.sites),
            "species": self._all_species,
            "kind": ["human", "animal"],
            "individual": list(range(1, data.height + 1)),
        }

    def units(self) -> dict[str, str]:
        """Units of what is sampled; ``ln(...)`` where it is the logarithm that is."""
        plain = ("exponent", "upsilon", "departure", "tau", "z", "sigma")
        return {"typical": f"ln({self.unit})", "human": self.unit, **dict.fromkeys(plain, "1")}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.species,)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``typical``, ``exponent``, ``upsilon``, ``d`` (species), ``tau``, ``z`` (site), ``sigma``
            (kind). Derived: ``departure`` (species; log), ``human`` (the typical value of a person of 70 kg
            at a hospital of average effect, in ``unit``). Observed: ``observed`` (individual).
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows = {"log_value", "log_weight", "species_index", "site_index"}
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims="individual" if name in rows else None)
                for name, value in self.inputs(data).items()
            }
            typical = pm.Normal("typical", given["typical_prior"][0], given["typical_prior"][1])
            exponent = pm.Normal("exponent", given["exponent_prior"][0], given["exponent_prior"][1])
            upsilon = pm.HalfNormal("upsilon", given["departure_sd"])
            departure = pm.Deterministic(
                "departure", upsilon * pm.Normal("d", dims="species"), dims="species"
            )
            tau = pm.HalfNormal("tau", given["heterogeneity"])
            of_site = tau * pm.Normal("z", dims="site")
            sigma = pm.HalfNormal("sigma", given["spread_sd"], dims="kind")
            pm.Deterministic("human", pt.exp(typical + departure[0]))
            species = given["species_index"]
            animal = pt.minimum(species, 1)
            mean = typical + exponent * given["log_weight"] + departure[species]
            mean = mean + (1 - animal) * of_site[given["site_index"]]
            pm.Normal("observed", mean, sigma[animal], observed=given["log_value"], dims="individual")
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Values of the individuals of ``design`` (``site``, ``species``, ``body_weight_kg``).

        ``params`` holds ``typical`` (in ``unit``), ``exponent``, ``departure`` and ``site_effect`` (log, by
        name), and ``sigma`` of people and of animals.
        """
        rng = np.random.default_rng(seed)
        truth = Truth(params)
        sites = site_labels(design, "site", self.sites)
        typical, exponent = truth.number("typical", above=0), truth.number("exponent")
        departure = truth.numbers("departure", self._all_species)
        effect = truth.numbers("site_effect", sites, otherwise=0.0)
        sigma = truth.numbers("sigma", ["human", "animal"], least=0)
        truth.finish()
        species = site_index(design, "species", self._all_species)
        people = species == 0
        log = np.log(typical) + exponent * np.log(design["body_weight_kg"].to_numpy() / _REFERENCE_KG)
        log = log + departure[species] + np.where(people, effect[site_index(design, "site", sites)], 0.0)
        log = log + np.where(people, *sigma) * rng.normal(size=design.height)
        return design.with_columns(value=pl.Series(np.exp(log)))

    def predict(self, fit: Fit, weight_kg: Sequence[float], *, seed: int = 20260101) -> xr.DataArray:
        """Draws of the value of a new patient of another hospital, dims ``weight_kg`` and ``sample``.

        Raises
        ------
        UntrustedFit, ModelDataError
            The fit may not be used, or a weight is not above 0.
        """
        import xarray as xr

        weights = np.asarray(weight_kg, dtype=float)
        if not np.all(np.isfinite(weights) & (weights > 0)):
            raise ModelDataError("model_not_above", where="weight_kg", value=list(weight_kg), least=0)
        posterior = fit.require().posterior
        part = stacked(posterior, ("human", "exponent", "tau"))
        sigma = posterior["sigma"].sel(kind="human").stack(sample=("chain", "draw")).to_numpy()
        rng = np.random.default_rng(seed)
        log = np.log(part["human"]) + part["exponent"] * np.log(weights / _REFERENCE_KG)[:, None]
        log = (
            log
            + part["tau"] * rng.normal(size=sigma.size)
            + sigma * rng.normal(size=(weights.size, sigma.size))
        )
        return xr.DataArray(
            np.exp(log),
            dims=("weight_kg", "sample"),
            coords={"weight_kg": weights},
            name="value",
            attrs={"unit": self.unit, "source": fit.key},
        )

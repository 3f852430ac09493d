"""The cross-species model: one quantity of many compounds in human and animals, with gaps."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._planted import Truth
from ._prior_check import check_ratio, median_error, normals
from ._species_normal import condition, log_density, patterns

if TYPE_CHECKING:
    import pymc as pm

    from ..inference import SeenBy

Parameter = Literal["clearance", "volume_ss"]
Floats = NDArray[np.float64]

ANIMALS = ("rat", "dog", "monkey")
BODY_WEIGHT_KG = {"human": 70.0, "rat": 0.25, "dog": 10.0, "monkey": 5.0}  # Davies & Morris 1993
UNIT: dict[Parameter, str] = {"clearance": "mL/min/kg", "volume_ss": "L/kg"}
_SUFFIX = {"clearance": "mL_min_kg", "volume_ss": "L_kg"}
_TYPICAL = {"clearance": (4.0, 1.0), "volume_ss": (1.0, 1.0)}
_EXPONENT = {"clearance": 0.75, "volume_ss": 1.0}


def column(parameter: Parameter, species: str) -> str:
    """Name of a quantity's column; ``species`` may be ``"structure"``, what structure predicts for human."""
    return f"{parameter}_{species}_{_SUFFIX[parameter]}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CrossSpecies:
    """Joint distribution of log clearance (or log Vss) over species, across compounds.

    The logs of a compound's values in human, rat, dog and monkey are one draw from a multivariate
    normal; species not measured are integrated out. Where species are centred comes from
    allometry, value per kg = typical human value × (W/70)^(exponent − 1), and each animal may
    depart from it. What chemical structure predicts for human clearance and Vss
    (:class:`StructurePrior`) may enter as two more "species", so that how far to trust structure is
    learnt beside how far to trust a rat.

    Parameters
    ----------
    parameter
        ``"clearance"`` (mL/min/kg) or ``"volume_ss"`` (L/kg).
    with_structure
        Whether the data have the columns ``clearance_structure_mL_min_kg`` and
        ``volume_ss_structure_L_kg``. Changes the graph.
    typical_human
        Prior median of the typical human value, in the parameter's unit, and the SD of its log.
        Default 4 mL/min/kg or 1 L/kg, log SD 1: the middle of marketed drugs (Obach et al. 2008,
        670 drugs), and e-fold about it.
    exponent
        Allometric exponent on body weight that the animals are expected to follow. Default 0.75
        for clearance and 1 for volume (Boxenbaum 1982; Mahmood & Balian 1996).
    departure_sd
        SD of an animal's log departure from that, 0.5: two-thirds within 1.6-fold. It covers what
        is not known of the exponent too, which the data cannot tell apart from it.
    spread_sd
        Scale of the half-normal prior of the SD between compounds (log), 1.5.
    concentration
        LKJ concentration of the correlations, 1: all correlation matrices alike
        (Lewandowski et al. 2009). Changes the graph.

    Notes
    -----
    The workbench's own; the multivariate normal with missing species is the baseline that it is
    compared with in ``benchmarks/cross_species_pk.py``.
    """

    name: ClassVar[str] = "cross-species"
    version: ClassVar[int] = 1
    seen_by: ClassVar[SeenBy] = {"log_value": lambda given: given["masks"][given["pattern"]] > 0}

    parameter: Parameter = "clearance"
    with_structure: bool = False
    typical_human: tuple[float, float] | None = None
    exponent: float | None = None
    departure_sd: float = 0.5
    spread_sd: float = 1.5
    concentration: float = 1.0

    def __post_init__(self) -> None:
        if self.parameter not in UNIT:
            raise ModelDataError("unknown_parameter", parameter=self.parameter, known=", ".join(UNIT))
        for field, default in (("typical_human", _TYPICAL), ("exponent", _EXPONENT)):
            if getattr(self, field) is None:
                object.__setattr__(self, field, default[self.parameter])
        positive = {
            "typical_human": min(self._typical),
            "exponent": self._exponent,
            "departure_sd": self.departure_sd,
            "spread_sd": self.spread_sd,
            "concentration": self.concentration,
        }
        for field, value in positive.items():
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value)

    @property
    def _typical(self) -> tuple[float, float]:
        assert self.typical_human is not None  # filled in by __post_init__
        return self.typical_human

    @property
    def _exponent(self) -> float:
        assert self.exponent is not None  # filled in by __post_init__
        return self.exponent

    @property
    def species(self) -> tuple[str, ...]:
        """What a row holds, human first; predictions from structure last."""
        return ("human", *ANIMALS, *self._predictors)

    @property
    def _predictors(self) -> tuple[str, ...]:
        return tuple(f"structure:{parameter}" for parameter in UNIT) if self.with_structure else ()

    @property
    def unit(self) -> str:
        """Unit of every value."""
        return UNIT[self.parameter]

    def columns(self) -> tuple[str, ...]:
        """The data's columns, in the order of :attr:`species`."""
        return (
            *(column(self.parameter, species) for species in ("human", *ANIMALS)),
            *(column(parameter, "structure") for parameter in UNIT if self.with_structure),
        )

    def log_values(self, data: pl.DataFrame) -> Floats:
        """Natural log of the values, (compound, species); NaN where not measured.

        Raises
        ------
        ModelDataError
            A column is missing, or a value is zero, negative or not finite.
        """
        for name in self.columns():
            if name not in data.columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
            wrong = data.filter(pl.col(name).is_not_null() & ~((pl.col(name) > 0) & pl.col(name).is_finite()))
            if wrong.height:
                compound, value = wrong.select("compound", name).row(0)
                raise ModelDataError("value_not_positive", where=f"{compound}, {name}", value=value)
        values = data.select(pl.col(self.columns()).cast(pl.Float64)).to_numpy()
        return np.log(values)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Everything that may change without compiling again: data and prior values.

        Raises
        ------
        ModelDataError
            As :meth:`log_values`; or fewer than three compounds have a human value beside an
            animal's.
        """
        log_value = self.log_values(data)
        measured = np.isfinite(log_value)
        linked = int((measured[:, 0] & measured[:, 1:].any(axis=1)).sum())
        if linked < 3:
            raise ModelDataError("too_few_linked", n=linked)
        masks, pattern = patterns(measured)
        return {
            "log_observed": np.where(measured, log_value, 0.0),
            "pattern": pattern,
            "masks": masks,
            "typical_human": np.array([np.log(self._typical[0]), self._typical[1]]),
            "exponent": np.array(self._exponent),
            "departure_sd": np.array(self.departure_sd),
            "spread_sd": np.array(self.spread_sd),
        }

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other values in people."""
        people = given["log_observed"][given["masks"][given["pattern"], 0] > 0, 0]
        error = median_error(float(given["spread_sd"]), len(people))
        expected = np.exp(normals([given["typical_human"]]))
        where = column(self.parameter, "human")
        check_ratio(np.exp(people), expected, where=where, unit=self.unit, error=error)

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``compound``, ``species``, ``species_``, ``animal`` and ``predictor``."""
        return {
            "compound": data["compound"].to_list(),
            "species": list(self.species),
            "species_": list(self.species),
            "animal": list(ANIMALS),
            **({"predictor": list(self._predictors)} if self.with_structure else {}),
        }

    def units(self) -> dict[str, str]:
        """Units of what is sampled; ``ln(...)`` where it is the logarithm that is."""
        logs = dict.fromkeys(("typical", "typical_animal", "mean", "structure_mean"), f"ln({self.unit})")
        return logs | dict.fromkeys(("departure", "spread", "correlation"), "1")

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.with_structure, self.concentration)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``typical`` (log of the typical human value), ``typical_animal`` (animal),
            ``structure_mean`` (predictor), the factor of the covariance. Derived: ``departure``
            (animal; from allometry), ``mean`` (species), ``spread`` (species; SD between
            compounds), ``correlation`` (``species``, ``species_``). Observed: ``log_value`` (compound,
            species).
        """
        import pymc as pm
        import pytensor.tensor as pt

        width = len(self.species)
        log_ratio = np.log([BODY_WEIGHT_KG[animal] / BODY_WEIGHT_KG["human"] for animal in ANIMALS])
        inputs = self.inputs(data)
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims=("compound", "species") if name == "log_observed" else None)
                for name, value in inputs.items()
            }
            typical = pm.Normal("typical", given["typical_human"][0], given["typical_human"][1])
            # Sampled as means, not as departures: where an animal's mean is known better than human's,
            # the departure would be nothing but the mirror image of the typical human value.
            expected = typical + (given["exponent"] - 1) * log_ratio
            typical_animal = pm.Normal("typical_animal", expected, given["departure_sd"], dims="animal")
            pm.Deterministic("departure", typical_animal - expected, dims="animal")
            means = [typical[None], typical_animal]
            if self.with_structure:
                centre = np.log([_TYPICAL[parameter][0] for parameter in UNIT])
                means.append(pm.Normal("structure_mean", centre, 1.0, dims="predictor"))
            mean = pm.Deterministic("mean", pt.concatenate(means), dims="species")
            _, correlation, spread = pm.LKJCholeskyCov(
                "factor",
                n=width,
                eta=self.concentration,
                sd_dist=pm.HalfNormal.dist(given["spread_sd"], shape=width),
                store_in_trace=False,
            )
            covariance = correlation * spread[:, None] * spread[None, :]
            pm.Deterministic("correlation", correlation, dims=("species", "species_"))
            pm.Deterministic("spread", spread, dims="species")

            def logp(value: Any, mean: Any, covariance: Any, masks: Any) -> Any:  # noqa: ARG001
                # PyMC gives every parameter the row axis of the masks, of length one where shared.
                return log_density(value, mean[0], covariance[0], given["masks"], given["pattern"])

            def random(mean: Any, covariance: Any, masks: Any, rng: Any, size: Any) -> Floats:  # noqa: ARG001
                z = rng.standard_normal(masks.shape)
                return mean + np.einsum("...ab,...b->...a", np.linalg.cholesky(covariance), z)

            pm.CustomDist(
                "log_value",
                mean,
                covariance,
                given["masks"][given["pattern"]],
                logp=logp,
                random=random,
                signature="(s),(s,s),(s)->(s)",
                observed=given["log_observed"],
                dims=("compound", "species"),
            )
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """The compounds of ``design`` with values that the model made.

        Parameters
        ----------
        params
            ``mean`` (species; natural log of the unit), ``spread`` (species) and ``correlation`` (species,
            species), in the order of :attr:`species`.
        design
            ``compound``; a column of :meth:`columns` that is there has a value where one is measured, and
            one that is not there is measured in every compound.

        Raises
        ------
        ModelDataError
            One of them is missing, has another shape, or cannot be.
        """
        truth = Truth(params)
        mean = truth.numbers("mean", self.species)
        factor = truth.factor(truth.numbers("spread", self.species, above=0))
        truth.finish()
        z = np.random.default_rng(seed).standard_normal((design.height, len(self.species)))
        values = np.exp(mean + z @ factor.T)
        drawn = {name: pl.Series(values[:, j]) for j, name in enumerate(self.columns())}
        gaps = [name for name in drawn if name in design.columns]
        return design.with_columns(
            pl.when(pl.col(name).is_not_null()).then(one).alias(name) if name in gaps else one.alias(name)
            for name, one in drawn.items()
        )

    def conditional(
        self, log_value: Floats, mean: Floats, covariance: Floats, *, target: str = "human"
    ) -> tuple[Floats, Floats]:
        """Log mean and SD of ``target`` given a compound's other values, for every draw.

        Parameters
        ----------
        log_value
            (species,), NaN where not measured; the target's own value is not used.
        mean, covariance
            (draw, species) and (draw, species, species), from :func:`moments`.
        """
        return condition(log_value, mean, covariance, target=self.species.index(target))


def moments(posterior: Any) -> tuple[Floats, Floats]:
    """Mean and covariance of every draw of a :class:`CrossSpecies` posterior.

    Parameters
    ----------
    posterior
        Dataset with ``mean``, ``spread`` and ``correlation``.

    Returns
    -------
    mean, covariance
        (draw, species) and (draw, species, species); chains one after the other.
    """
    flat = posterior[["mean", "spread", "correlation"]].stack(sample=("chain", "draw"))
    mean = flat["mean"].transpose("sample", "species").to_numpy()
    spread = flat["spread"].transpose("sample", "species").to_numpy()
    correlation = flat["correlation"].transpose("sample", "species", "species_").to_numpy()
    return mean, correlation * spread[:, :, None] * spread[:, None, :]

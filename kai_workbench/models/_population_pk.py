"""Population pharmacokinetics: linear compartments, many subjects, what differs between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from ._compartments import DISPOSITION
from ._covariate_effect import CovariateEffect
from ._dosing import ROUTES, Route
from ._errors import ModelDataError
from ._pk_design import check_chain, check_described, design
from ._pk_events import PKEvents, read_pk_events
from ._pk_occasions import read_occasions
from ._pk_parameters import expected, of_draw, predicted
from ._pk_prediction import Subjects, predict_concentrations, simulated_table
from ._pk_prior_check import check_concentrations
from ._residual import SIGMAS, Residual, observe

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit, SeenBy

Absorption = Literal["ka > ke", "flip-flop", "free"]
Prior = tuple[float, float]
Floats = NDArray[np.float64]
_ABSORPTIONS: tuple[Absorption, ...] = ("ka > ke", "flip-flop", "free")


@dataclasses.dataclass(frozen=True, kw_only=True)
class PopulationPK:
    """Hierarchical 1-, 2- or 3-compartment model of concentrations after known doses.

    Data are NONMEM-style events (:func:`read_pk_events`). An individual's parameter is the typical
    value × covariates × exp(eta), eta normal with SD omega.

    Parameters
    ----------
    CL, V
        Prior median of the typical clearance (L per time unit) and central volume (L), and the SD of
        its log. They belong to the drug and have no default. With oral doses and no ``F`` they are
        CL/F and V/F.
    Q, V2, Q3, V3
        As CL and V, for a second and a third compartment; None leaves it out.
    ka
        As CL, 1/time; needed for oral doses.
    transits
        1 puts a transit compartment between the depot and the central one, left at the same rate ka; the
        mean time to absorption is then 2/ka. In place of a lag: a delay without a kink (Savic et al.
        2007). 0, the default, is first-order absorption.
    MTT, n_transit
        As CL, mean transit time (time) of a chain of transit compartments before the depot, and their number,
        which need not be whole; both or neither. The dose enters the depot as a gamma density of shape
        ``n_transit + 1`` and mean ``MTT`` (Savic et al. 2007), and leaves it at ka. In place of ``transits``
        and of ``lag``.
    lag
        As CL, absorption lag (time); None leaves it out.
    F
        Prior median of bioavailability, and the SD of its logit. Needed where oral and intravenous
        doses are mixed.
    routes
        Of ``"oral"``, ``"bolus"``, ``"infusion"``; data with another are refused. With oral doses
        compartment 1 is the depot and 2 the central one.
    absorption
        Exchanging ka and ke (with V) changes nothing in one subject's curve. ``"ka > ke"``: the
        typical ka is above the slowest exponent of the typical disposition. ``"flip-flop"``: below.
        ``"free"``: neither; chains may then end in both, and a fit that holds flip-flop draws is not
        used by :meth:`predict`.
    random
        Parameters that differ between subjects; all but ``lag`` and ``n_transit`` by default.
    omega_sd
        Scale of the half-normal prior of each omega, 0.5.
    between_occasions
        Parameters that differ between occasions of a subject as well, by the column ``OCC``: the subject's
        parameter × exp(kappa), kappa normal with SD ``omega_occasion``, independent of one another. An
        occasion begins with its first record and lasts until the next begins; what is left of earlier
        doses is carried over exactly.
    omega_occasion_sd
        Scale of the half-normal prior of each ``omega_occasion``, 0.5.
    correlation
        LKJ concentration of the correlations of the etas, e.g. 2; None holds them independent.
    centred
        What is sampled of a subject: its own parameters, which suits more concentrations a subject than
        random parameters, or (False) standardised etas, which suits fewer. The model is the same. By
        default False with oral doses: started apart, single subjects may stay in flip-flop.
    covariates
        Effects, see :class:`CovariateEffect`.
    residual
        ``"additive"``, ``"proportional"``, ``"combined"`` (variances add) or ``"lognormal"``.
    sigma_additive, sigma_proportional, sigma_log
        Scales of their half-normal priors; the first in the unit of concentration.
    time_unit, amount_unit, concentration_unit
        Of TIME and II; AMT; DV and LLOQ.

    Notes
    -----
    LKJ(2) is what the Stan User's Guide takes for correlations of a hierarchy ("Multivariate priors
    for hierarchical models"). The scale 0.5 of omega is a choice: 95% of that prior lies below 1, where
    one subject in six has more than 2.7 times the typical value. Values below the limit of
    quantification enter by M3 (Beal 2001).
    """

    name: ClassVar[str] = "population-pk"
    version: ClassVar[int] = 1
    seen_by: ClassVar[SeenBy] = {"concentration": lambda given: given["below"] == 0}

    CL: Prior
    V: Prior
    Q: Prior | None = None
    V2: Prior | None = None
    Q3: Prior | None = None
    V3: Prior | None = None
    ka: Prior | None = None
    transits: int = 0
    MTT: Prior | None = None
    n_transit: Prior | None = None
    lag: Prior | None = None
    F: Prior | None = None
    routes: tuple[Route, ...] = ("oral",)
    absorption: Absorption = "ka > ke"
    random: tuple[str, ...] | None = None
    omega_sd: float = 0.5
    between_occasions: tuple[str, ...] = ()
    omega_occasion_sd: float = 0.5
    correlation: float | None = None
    covariates: tuple[CovariateEffect, ...] = ()
    centred: bool | None = None
    residual: Residual = "combined"
    sigma_additive: float = 1.0
    sigma_proportional: float = 0.5
    sigma_log: float = 0.5
    time_unit: str = "h"
    amount_unit: str = "mg"
    concentration_unit: str = "mg/L"

    def __post_init__(self) -> None:
        for field, value, known in (
            ("absorption", self.absorption, _ABSORPTIONS),
            ("residual", self.residual, tuple(SIGMAS)),
            ("transits", str(self.transits), ("0", "1")),
            *(("routes", route, ROUTES) for route in self.routes),
            *(("random", name, self.parameters) for name in self.random or ()),
            *(("between_occasions", name, self.parameters) for name in self.between_occasions),
            *(("covariates", effect.parameter, self.parameters) for effect in self.covariates),
        ):
            if value not in known:
                raise ModelDataError("pk_unknown_option", where=field, value=value, known=", ".join(known))
        is_oral = "oral" in self.routes
        needed = [
            ("V2", self.Q is not None and self.V2 is None),
            ("Q", self.V2 is not None and self.Q is None),
            ("V3", self.Q3 is not None and self.V3 is None),
            ("Q3", self.V3 is not None and self.Q3 is None),
            ("Q", self.Q3 is not None and self.Q is None),
            ("routes", not self.routes),
            ("ka", is_oral and self.ka is None),
            ("n_transit", self.MTT is not None and self.n_transit is None),
            ("MTT", self.n_transit is not None and self.MTT is None),
            ("F", is_oral and len(self.routes) > 1 and self.F is None),
        ]
        for field, missing in needed:
            if missing:
                raise ModelDataError("pk_prior_needed", where=field)
        check_chain(self)
        for field in (*self.parameters, *(("F",) if self.F else ())):
            median, sd = getattr(self, field)
            if not (0 < median < (1 if field == "F" else np.inf) and 0 < sd < np.inf):
                raise ModelDataError("prior_not_positive", where=field, value=f"({median}, {sd})")
        scales = (
            "omega_sd",
            "omega_occasion_sd",
            *SIGMAS[self.residual],
            *(("correlation",) if self.correlation else ()),
        )
        for field in scales:
            if not 0 < getattr(self, field) < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=getattr(self, field))

    @property
    def compartments(self) -> int:
        """Of the disposition: 1, 2 or 3."""
        return 1 + (self.Q is not None) + (self.Q3 is not None)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the log-normal parameters, disposition first."""
        with_depot = [
            name
            for name in ("ka", "MTT", "n_transit", "lag")
            if getattr(self, name) is not None and "oral" in self.routes
        ]
        return (*DISPOSITION[self.compartments], *with_depot)

    @property
    def varying(self) -> tuple[str, ...]:
        """Parameters that differ between subjects."""
        if self.random is not None:
            return self.random
        return tuple(name for name in self.parameters if name not in ("lag", "n_transit"))

    @property
    def is_centred(self) -> bool:
        """Whether the subjects' own parameters are sampled."""
        return "oral" not in self.routes if self.centred is None else self.centred

    def unit(self, parameter: str) -> str:
        """Unit of a parameter."""
        flow, volume = f"L/{self.time_unit}", "L"
        units = {"ka": f"1/{self.time_unit}", **dict.fromkeys(("lag", "MTT"), self.time_unit)}
        units |= dict.fromkeys(("F", "n_transit"), "1")
        return units.get(parameter, volume if parameter.startswith("V") else flow)

    def events(self, data: pl.DataFrame | PKEvents) -> PKEvents:
        """The data, checked."""
        return data if isinstance(data, PKEvents) else read_pk_events(data)

    def inputs(self, data: pl.DataFrame | PKEvents) -> dict[str, NDArray[Any]]:
        """Everything that may change without compiling again: data and prior values.

        Raises
        ------
        ModelDataError
            As :func:`read_pk_events`; or the doses do not fit the routes; a covariate is missing; a
            concentration cannot be described by the residual error.
        UnitMismatch, UnknownUnit
            Amount per litre cannot be told in the unit of concentration.
        """
        events = self.events(data)
        seen = events.observations
        below = seen["BLQ"].to_numpy()
        value = np.where(below, seen["LLOQ"].to_numpy(), seen["DV"].to_numpy()).astype(float)
        given = design(self, events)
        check_described(self, seen, value, given)
        priors = [getattr(self, name) for name in self.parameters]
        effects = [effect.prior for effect in self.covariates]
        inputs: dict[str, NDArray[Any]] = {
            "observed": value,
            "below": below.astype(np.int64),
            **given,
            "typical": np.array([(np.log(median), sd) for median, sd in priors]),
            "omega_sd": np.array(self.omega_sd),
            "sigma_sd": np.array([getattr(self, name) for name in SIGMAS[self.residual]]),
        }
        if self.between_occasions:
            inputs["omega_occasion_sd"] = np.array(self.omega_occasion_sd)
        if effects:
            inputs["effect_prior"] = np.array(effects)
        if self.F is not None and "oral" in self.routes:
            inputs["F_prior"] = np.array([np.log(self.F[0] / (1 - self.F[0])), self.F[1]])
        return inputs

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other concentrations."""
        check_concentrations(self, given["observed"], given["below"] > 0, given)

    def coords(self, data: pl.DataFrame | PKEvents) -> dict[str, list[Any]]:
        """Labels of ``subject, random, random_, observation, effect, occasion`` and ``occasional``."""
        events = self.events(data)
        estimated = [effect.label for effect in self.covariates if effect.estimated]
        return {
            "subject": list(events.subjects),
            "random": list(self.varying),
            **({"random_": list(self.varying)} if self.correlation else {}),
            "observation": events.observations["row"].to_list(),
            **({"effect": estimated} if estimated else {}),
            **(
                {
                    "occasional": list(self.between_occasions),
                    "occasion": read_occasions(events, for_prediction=True).labels,
                }
                if self.between_occasions
                else {}
            ),
        }

    def units(self) -> dict[str, str]:
        """Units of what is sampled; ``ln(...)`` where it is the logarithm that is."""
        logs = {f"log_{name}": f"ln({self.unit(name)})" for name in self.parameters}
        shares = dict.fromkeys(
            ("omega", "omega_occasion", "correlation", "coefficient", "sigma_proportional", "sigma_log"), "1"
        )
        return logs | shares | {"logit_F": "logit", "sigma_additive": self.concentration_unit}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        effects = tuple((effect.parameter, effect.estimated) for effect in self.covariates)
        return (
            self.parameters, self.routes, self.absorption, self.varying,
            self.correlation, self.is_centred, effects, self.residual, self.F is not None, self.transits,
            self.between_occasions,
        )  # fmt: skip

    def design(self, events: PKEvents) -> dict[str, NDArray[Any]]:
        """Doses behind every observation, whose it is, and what covariates' coefficients multiply.

        Of a scenario: without ``OCC`` every subject has one occasion.
        """
        return design(self, events, for_prediction=True)

    def predicted(self, each: Mapping[str, Any], given: Mapping[str, Any]) -> Floats:
        """Concentrations without residual error: ``each`` (..., subject) to (..., observation)."""
        return predicted(self, each, given)

    def expected(self, each: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
        """:meth:`predicted` as an expression of PyTensor."""
        return expected(self, each, given)

    def build(self, data: pl.DataFrame | PKEvents) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``log_<parameter>`` (log of the typical value), ``omega`` (random; SD of the etas),
            ``z`` (random, subject; standardised etas) or, if centred, ``own_<parameter>`` (subject),
            ``coefficient`` (effect), ``logit_F``, ``sigma_*``; with occasions ``omega_occasion``
            (occasional) and ``z_occasion`` (occasional, occasion) or ``occasion_<parameter>``. Observed:
            ``concentration`` (observation). With correlations ``omega`` and ``correlation`` (``random``,
            ``random_``) are derived from their factor.
        """
        from ._pk_graph import build

        return build(self, data)

    def simulate_inputs(
        self, params: Mapping[str, Any], data: pl.DataFrame | PKEvents, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Concentrations that ``params`` would give under the design of ``data``, censored as there."""
        events = self.events(data)
        given = design(self, events)
        value = observe(
            predicted(self, of_draw(self, params, given), given), params, residual=self.residual, rng=rng
        )
        limit = events.observations["LLOQ"].fill_null(-np.inf).to_numpy()
        return {"observed": np.maximum(value, limit), "below": (value < limit).astype(np.int64)}

    def simulate(
        self, params: Mapping[str, Any], table: pl.DataFrame, *, seed: int = 20260101
    ) -> pl.DataFrame:
        """``table`` with concentrations that ``params`` gives: planted truth.

        Parameters
        ----------
        params
            Typical values by name in natural units; ``omega``, SDs by parameter, as ``omega_occasion``; the
            ``sigma_*`` of the residual error; ``correlation`` (random, random); ``coefficient`` by label;
            ``F``.
        table
            Doses and the times of observations; values under an ``LLOQ`` become BLQ.
        """
        return simulated_table(self, params, table, seed=seed)[0]

    def predict(
        self,
        fit: Fit,
        scenario: pl.DataFrame,
        *,
        subjects: Subjects = "new",
        residual: bool = False,
        seed: int = 20260101,
    ) -> xr.DataArray:
        """Concentrations under other doses, with the uncertainty of the fit.

        Parameters
        ----------
        fit
            Of this model.
        scenario
            Events; observation rows (no DV needed) say when.
        subjects
            ``"existing"``: IDs are those of the fit, with their own parameters; an occasion (``OCC``) that
            was fitted has its own too, any other is a new occasion of the subject. ``"new"``: every draw
            takes new subjects and occasions from the population.
        residual
            With the error of a measurement.

        Returns
        -------
        xarray.DataArray
            (sample, observation) in ``concentration_unit`` (``attrs["units"]``), with coordinates
            ``row``, ``subject`` and ``time``.

        Raises
        ------
        UntrustedFit, ModelDataError
            The fit may not be used: its checks failed, or it holds flip-flop draws and the model did
            not choose.
        """
        return predict_concentrations(self, fit, scenario, subjects=subjects, residual=residual, seed=seed)

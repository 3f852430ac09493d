"""What models of response share: a population's pharmacokinetics, its own parameters, two kinds of data."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ._covariate_effect import CovariateEffect
from ._errors import ModelDataError
from ._pk_design import check_described, design
from ._pk_prior_check import check_concentrations
from ._pkpd_events import PKPDEvents, read_pkpd_events
from ._population_pk import PopulationPK
from ._prior_check import check_ratio, normals
from ._residual import SIGMAS, Residual

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit, SeenBy
    from ._pk_prediction import Subjects
    from ._pkpd_prediction import Quantity

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ResponseModel:
    """Concentrations and a response of many subjects, fitted together.

    What the kinds of response share; see :class:`EffectCompartment` and :class:`IndirectResponse`.

    Parameters
    ----------
    pk
        The pharmacokinetics, with its priors and its residual error.
    random
        Parameters of the response that differ between subjects; by default those that are no share and
        no exponent.
    omega_sd
        Scale of the half-normal prior of each of their omegas, 0.5.
    centred
        Parameters of which the subjects' own values are sampled, which suits many precise observations a
        subject; of the others standardised etas. By default those of ``pk``, where it is centred, and the
        baseline, which every response tells of.
    residual
        Of the response: ``"additive"``, ``"proportional"``, ``"combined"`` or ``"lognormal"``.
    sigma_additive
        Scale of its half-normal prior, in the unit of the response; None is a fifth of the largest prior
        median in that unit.
    sigma_proportional, sigma_log
        Scales of their half-normal priors.
    response_unit
        Unit of the response.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    seen_by: ClassVar[SeenBy] = {
        "concentration": lambda given: given["below"] == 0,
        "response": lambda given: given["response_below"] == 0,
    }
    shares: ClassVar[tuple[str, ...]] = ()
    exponents: ClassVar[tuple[str, ...]] = ("hill",)

    pk: PopulationPK
    random: tuple[str, ...] | None = None
    omega_sd: float = 0.5
    centred: tuple[str, ...] | None = None
    residual: Residual = "additive"
    sigma_additive: float | None = None
    sigma_proportional: float = 0.5
    sigma_log: float = 0.5
    response_unit: str = "1"

    def __post_init__(self) -> None:
        for field, value, known in (
            ("residual", self.residual, tuple(SIGMAS)),
            *(("random", name, self.own_parameters) for name in self.random or ()),
            *(("centred", name, self.varying) for name in self.centred or ()),
        ):
            if value not in known:
                raise ModelDataError("pk_unknown_option", where=field, value=value, known=", ".join(known))
        if self.pk.correlation:
            raise ModelDataError("pkpd_correlation", where="pk.correlation")
        if self.pk.between_occasions:
            raise ModelDataError("pkpd_occasions", where="pk.between_occasions")
        for field in self.own_parameters:
            median, sd = getattr(self, field)
            if field in self.shares and not 0 < median < 1:
                raise ModelDataError("pkpd_share_needed", where=field, value=median)
            if not (0 < median < np.inf and 0 < sd < np.inf):
                raise ModelDataError("prior_not_positive", where=field, value=f"({median}, {sd})")
        scales = {"omega_sd": self.omega_sd, **self.sigma_scales}
        for field, scale in scales.items():
            if not 0 < scale < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=scale)

    @property
    @abstractmethod
    def own_parameters(self) -> tuple[str, ...]:
        """Names of the response's parameters."""

    @property
    @abstractmethod
    def levels(self) -> tuple[str, ...]:
        """Those of them in the unit of the response."""

    @abstractmethod
    def response_design(self, events: PKPDEvents) -> dict[str, NDArray[Any]]:
        """What the response is computed from, beside parameters."""

    @abstractmethod
    def respond(self, each: Mapping[str, Any], given: Mapping[str, Any], *, arrays: bool) -> Any:
        """The response without error, (..., response): ``each`` (..., subject); numpy, or a graph."""

    @abstractmethod
    def undrugged(self, given: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Which responses were measured before any dose."""

    @abstractmethod
    def unit(self, parameter: str) -> str:
        """Unit of a parameter."""

    # What the population's graph asks of a model, see :mod:`._pk_graph`.

    @property
    def parameters(self) -> tuple[str, ...]:
        """All parameters of a subject, those of the concentrations first."""
        return (*self.pk.parameters, *self.own_parameters)

    @property
    def varying(self) -> tuple[str, ...]:
        """Parameters that differ between subjects."""
        own = self.random
        if own is None:
            own = tuple(p for p in self.own_parameters if p not in (*self.shares, *self.exponents))
        return (*self.pk.varying, *own)

    @property
    def centred_parameters(self) -> tuple[str, ...]:
        """Parameters of which the subjects' own values are sampled."""
        if self.centred is not None:
            return self.centred
        level = ("baseline",) if "baseline" in self.varying else ()
        return (*(self.pk.varying if self.pk.is_centred else ()), *level)

    @property
    def absorption(self) -> str:
        """As of ``pk``."""
        return self.pk.absorption

    @property
    def compartments(self) -> int:
        """As of ``pk``."""
        return self.pk.compartments

    @property
    def covariates(self) -> tuple[CovariateEffect, ...]:
        """As of ``pk``."""
        return self.pk.covariates

    @property
    def sigma_scales(self) -> dict[str, float]:
        """Scales of the priors of the response's residual error."""
        additive = self.sigma_additive
        if additive is None:
            additive = max(getattr(self, name)[0] for name in self.levels) / 5
        scale = {
            "sigma_additive": additive,
            "sigma_proportional": self.sigma_proportional,
            "sigma_log": self.sigma_log,
        }
        return {name: scale[name] for name in SIGMAS[self.residual]}

    # What inference asks of a model.

    def events(self, data: pl.DataFrame | PKPDEvents) -> PKPDEvents:
        """The data, checked."""
        return data if isinstance(data, PKPDEvents) else read_pkpd_events(data)

    def design(self, events: PKPDEvents) -> dict[str, NDArray[Any]]:
        """Doses, subjects and covariates behind concentrations and responses."""
        found = {f"c_{k}": x for k, x in design(self.pk, events.concentrations).items()}
        covariate = {"covariate": found.pop("c_covariate")} if "c_covariate" in found else {}
        number = {subject: at for at, subject in enumerate(events.responses.subjects)}
        of_subject = [number[i] for i in events.responses.observations["ID"]]
        return {
            **found,
            **covariate,
            "response_subject": np.array(of_subject, dtype=np.int64),
            **self.response_design(events),
        }

    def inputs(self, data: pl.DataFrame | PKPDEvents) -> dict[str, NDArray[Any]]:
        """Everything that may change without compiling again: data and prior values.

        Raises
        ------
        ModelDataError
            As :func:`read_pkpd_events` and :meth:`PopulationPK.inputs`; the residual error cannot describe
            a response.
        """
        events = self.events(data)
        given = self.design(events)
        seen, measured = events.responses.observations, events.concentrations.observations
        concentration, below = _values(measured)
        value, response_below = _values(seen)
        for_pk = part(given, "c_") | {k: given[k] for k in ("covariate",) if k in given}
        if measured.height:
            check_described(self.pk, measured, concentration, for_pk)
        self._check_responses(seen, value)
        typical = [(logged(m, share=n in self.shares), sd) for n, m, sd in self._priors()]
        inputs: dict[str, NDArray[Any]] = {
            "observed": concentration,
            "below": below.astype(np.int64),
            "response_observed": value,
            "response_below": response_below.astype(np.int64),
            **given,
            "typical": np.array(typical),
            "omega_sd": np.array([self._omega_sd(name) for name in self.varying]),
            "sigma_sd": np.array([getattr(self.pk, name) for name in SIGMAS[self.pk.residual]]),
            "response_sigma_sd": np.array(list(self.sigma_scales.values())),
        }
        if effects := [effect.prior for effect in self.covariates]:
            inputs["effect_prior"] = np.array(effects)
        if self.pk.F is not None and "oral" in self.pk.routes:
            inputs["F_prior"] = np.array([np.log(self.pk.F[0] / (1 - self.pk.F[0])), self.pk.F[1]])
        return inputs

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other concentrations or baselines."""
        if given["observed"].size:
            own = {"typical": given["typical"][: len(self.pk.parameters)]}
            for_pk = {**given, **part(given, "c_"), **own}
            check_concentrations(self.pk, given["observed"], given["below"] > 0, for_pk)
        if "baseline" not in self.own_parameters:
            return
        at = self.parameters.index("baseline")
        usable = self.undrugged(given) & (given["response_below"] == 0)
        own_sd = np.hypot(given["typical"][at, 1], self.omega_sd if "baseline" in self.varying else 0.0)
        expected = np.exp(normals([(given["typical"][at, 0], own_sd)]))
        check_ratio(
            given["response_observed"][usable],
            expected,
            where=f"{self.name}, baseline",
            unit=self.response_unit,
        )

    def _priors(self) -> list[tuple[str, float, float]]:
        of = {name: getattr(self.pk, name) for name in self.pk.parameters}
        of |= {name: getattr(self, name) for name in self.own_parameters}
        return [(name, *of[name]) for name in self.parameters]

    def _omega_sd(self, name: str) -> float:
        return self.pk.omega_sd if name in self.pk.varying else self.omega_sd

    def _check_responses(self, seen: pl.DataFrame, value: Floats) -> None:
        below = seen["BLQ"].to_numpy()
        if self.residual in ("proportional", "lognormal") and (wrong := ~below & (value <= 0)).any():
            row = seen.row(int(np.argmax(wrong)), named=True)
            where = f"row {row['row']}, ID {row['ID']}, TIME {row['TIME']:g}"
            raise ModelDataError(
                "pkpd_response_not_positive", where=where, value=row["DV"], residual=self.residual
            )

    def coords(self, data: pl.DataFrame | PKPDEvents) -> dict[str, list[Any]]:
        """Labels of subjects, their parameters, both kinds of observations, and covariates' effects."""
        events = self.events(data)
        estimated = [effect.label for effect in self.covariates if effect.estimated]
        apart = [name for name in self.varying if name not in self.centred_parameters]
        return {
            "subject": list(events.responses.subjects),
            "random": list(self.varying),
            **({"standardised": apart} if apart else {}),
            "observation": events.concentrations.observations["row"].to_list(),
            "response_record": events.responses.observations["row"].to_list(),
            **({"effect": estimated} if estimated else {}),
        }

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (
            self.pk.structure(),
            self.own_parameters,
            self.varying,
            self.centred_parameters,
            self.residual,
            *self.form,
        )

    @property
    def form(self) -> tuple[Any, ...]:
        """What else changes the graph of the response."""
        return ()

    def build(self, data: pl.DataFrame | PKPDEvents) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            As :meth:`PopulationPK.build`; shares are free as their logit under ``log_<parameter>``.
            ``response_sigma_*`` belong to the response. Observed: ``concentration`` (observation) and
            ``response`` (response_record).
        """
        from ._pkpd_graph import build

        return build(self, data)

    def simulate_inputs(
        self, params: Mapping[str, Any], data: pl.DataFrame | PKPDEvents, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Concentrations and responses that ``params`` would give under the design of ``data``."""
        from ._pkpd_prediction import simulated_inputs

        return simulated_inputs(self, params, self.events(data), rng)

    def simulate(
        self, params: Mapping[str, Any], table: pl.DataFrame, *, seed: int = 20260101
    ) -> pl.DataFrame:
        """``table`` with concentrations and responses that ``params`` gives: planted truth.

        Parameters
        ----------
        params
            As of :meth:`PopulationPK.simulate`, with the response's typical values, their SDs in
            ``omega``, and its ``response_sigma_*``.
        table
            Doses, times, and DVID; values under an ``LLOQ`` become BLQ.
        """
        from ._pkpd_prediction import simulated_table

        return simulated_table(self, params, table, seed=seed)

    def predict(
        self,
        fit: Fit,
        scenario: pl.DataFrame,
        *,
        what: Quantity = "response",
        subjects: Subjects = "new",
        residual: bool = False,
        seed: int = 20260101,
    ) -> xr.DataArray:
        """Responses or concentrations under other doses, with the uncertainty of the fit.

        Parameters
        ----------
        fit
            Of this model.
        scenario
            Events; observation rows (no DV needed) of DVID 1 and 2 say when.
        what
            ``"response"``, at the rows of DVID 2, or ``"concentration"``, at those of DVID 1.
        subjects
            ``"existing"``: IDs are those of the fit, with their own parameters. ``"new"``: every draw
            takes new subjects from the population.
        residual
            With the error of a measurement.

        Returns
        -------
        xarray.DataArray
            (sample, observation) with ``attrs["units"]`` and coordinates ``row``, ``subject``, ``time``.

        Raises
        ------
        UntrustedFit, ModelDataError
            The fit may not be used; an unknown subject.
        """
        from ._pkpd_prediction import predict

        return predict(self, fit, scenario, what=what, subjects=subjects, residual=residual, seed=seed)


def _values(seen: pl.DataFrame) -> tuple[Floats, NDArray[np.bool_]]:
    below = seen["BLQ"].to_numpy()
    limit, value = (seen[name].cast(float).to_numpy() for name in ("LLOQ", "DV"))
    return np.where(below, limit, value).astype(float), below


def part(given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Entries whose names begin with ``prefix``, without it."""
    return {name.removeprefix(prefix): x for name, x in given.items() if name.startswith(prefix)}


def logged(median: float, *, share: bool) -> float:
    """The log, or of a share the logit: the log of its odds."""
    return float(np.log(median / (1 - median) if share else median))

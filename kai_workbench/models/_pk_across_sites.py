"""Population pharmacokinetics at several sites: effects of sites, patients integrated out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import polars as pl

from ._by_site import check_priors, present, site_index, site_labels, stacked
from ._covariate_effect import CovariateEffect
from ._errors import ModelDataError
from ._patients_integrated import concentration, grid, likeliest, log_likelihood
from ._pk_parameters import predicted
from ._planted import Truth
from ._population_pk import PopulationPK
from ._residual import TINY

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr
    from numpy.typing import NDArray

    from ..inference import Fit, SeenBy

    Floats = NDArray[np.float64]

Prior = tuple[float, float]
_EVENTS = {"ID": "text", "TIME": "number", "EVID": "whole", "AMT": "number", "RATE": "number", "DV": "number"}
_ROWS = ("log_seen", "number", "elapsed", "amount", "duration", "start")
_MEDIAN = 0.6745  # of a half-normal, in its scale


@dataclasses.dataclass(frozen=True, kw_only=True)
class PopulationPKAcrossSites:
    """One compartment after infusions and boluses: log CL = typical + τ z_site + covariate + eta.

    Sites differ in clearance; that is a parameter. Patients differ in clearance and volume, log-normally
    and independently; that is integrated out, by adaptive Gauss–Hermite quadrature, so that no patient
    appears among the parameters. The residual error is log-normal.

    Parameters
    ----------
    CL, V
        Prior median of the typical clearance (L per time unit) and volume (L), and the SD of its log.
    omega_sd, sigma_log
        Scales of the half-normal priors of the SDs between patients and of the residual error; 0.5.
    heterogeneity
        Scale of the half-normal prior of τ, the SD between sites of log CL; 0.3.
    covariate
        Column that clearance rises with as a power, one value a patient; none where empty. Changes the
        graph.
    reference
        Its value where the typical clearance holds.
    exponent
        Mean and SD of the power's normal prior; N(0.75, 0.5).
    nodes
        Points of the quadrature for each of a patient's two parameters. Changes the graph.
    sites
        All sites, in order, whatever rows there are; by default those of the rows.
    time_unit, amount_unit, concentration_unit
        Of TIME, AMT and DV.

    Notes
    -----
    The scale 0.3 of τ is a choice: 95% of that prior lies below 0.6, where one site in six has more than
    1.8 times the typical clearance.
    """

    name: ClassVar[str] = "population-pk-across-sites"
    version: ClassVar[int] = 1
    seen_by: ClassVar[SeenBy] = {
        "log_concentration": lambda given: np.arange(given["elapsed"].shape[-2]) < given["number"][:, None]
    }
    site_column: ClassVar[str] = "site"
    subject_column: ClassVar[str] = "ID"

    CL: Prior
    V: Prior
    omega_sd: float = 0.5
    sigma_log: float = 0.5
    heterogeneity: float = 0.3
    covariate: str = ""
    reference: float = 1.0
    exponent: Prior = (0.75, 0.5)
    nodes: int = 5
    sites: tuple[str, ...] = ()
    time_unit: str = "h"
    amount_unit: str = "mg"
    concentration_unit: str = "mg/L"

    def __post_init__(self) -> None:
        check_priors(heterogeneity=self.heterogeneity, exponent=self.exponent)
        if not 1 <= self.nodes <= 51:
            raise ModelDataError("model_option_unknown", where="nodes", value=self.nodes, known="1 … 51")
        _ = self.population  # its priors are checked

    @property
    def population(self) -> PopulationPK:
        """The same for one site, with patients among the parameters."""
        effect = CovariateEffect(
            parameter="CL", covariate=self.covariate, reference=self.reference, coefficient=self.exponent
        )
        return PopulationPK(
            CL=self.CL,
            V=self.V,
            routes=("bolus", "infusion"),
            omega_sd=self.omega_sd,
            sigma_log=self.sigma_log,
            covariates=(effect,) if self.covariate else (),
            residual="lognormal",
            time_unit=self.time_unit,
            amount_unit=self.amount_unit,
            concentration_unit=self.concentration_unit,
        )

    @property
    def row_columns(self) -> dict[str, str]:
        """Columns of a row beside its site, and their kind (``number``, ``whole`` or ``text``)."""
        return _EVENTS | ({self.covariate: "number"} if self.covariate else {})

    def across(self, sites: Sequence[str]) -> Self:
        """The same model for rows of any of these sites, also of none: its likelihood factors over them."""
        return dataclasses.replace(self, sites=tuple(sites))

    def _people(self, data: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The events, patients of different sites told apart; and site and name of each patient."""
        present(data, ("site", *self.row_columns))
        named = data.with_columns(ID=pl.format("{} {}", "site", "ID"))
        return named.drop("site"), named.select("site", "ID").unique(maintain_order=True)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            NONMEM's columns, a row an event, with ``site``: ``ID`` (a text), ``TIME``, ``EVID`` (1 a dose, 0
            a concentration), ``AMT``, ``RATE`` (0 for a bolus), ``DV``, and the covariate.

        Raises
        ------
        ModelDataError
            As :func:`read_pk_events`; a column is missing, a site is not one of the model's, a
            concentration is not above 0 or comes before the first dose, or the priors expect quite other
            concentrations.
        """
        labels = site_labels(data, "site", self.sites)
        events, people = self._people(data)
        found = self._observed(events)
        people = people.filter(pl.col("ID").is_in(found.pop("patients").tolist()))
        effect = {"covariate": found.pop("covariate"), "exponent_prior": np.array(self.exponent)}
        return {
            **found,
            **(effect if self.covariate else {}),
            "site_index": site_index(people, "site", labels),
            "table": grid(self.nodes),
            "typical": np.array([(np.log(median), sd) for median, sd in (self.CL, self.V)]),
            "omega_sd": np.array(self.omega_sd),
            "sigma_sd": np.array(self.sigma_log),
            "heterogeneity": np.array(self.heterogeneity),
        }

    def _observed(self, events: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Concentrations of each patient side by side, and the doses before them."""
        if not events.height:
            none = {name: np.zeros((0, 1, 1)) for name in ("elapsed", "amount", "duration")}
            counts = {"number": np.zeros(0, np.int64), "patients": np.zeros(0, dtype=str)}
            return {
                **none,
                **counts,
                "log_seen": np.zeros((0, 1)),
                "start": np.zeros((0, 2)),
                "covariate": np.zeros(0),
            }
        model = self.population
        read = model.events(events)
        given = model.inputs(read)
        subject = given["of_subject"]
        number = np.bincount(subject)
        place = np.arange(subject.size) - np.searchsorted(subject, subject)

        def side_by_side(values: Floats) -> Floats:
            out = np.zeros((number.size, int(number.max()), *values.shape[1:]))
            out[subject, place] = values
            return out

        doses = {
            name: np.concatenate([given[f"infusion_{name}"], given.get(f"bolus_{name}", bolus)], axis=1)
            for name, bolus in (
                ("elapsed", None),
                ("amount", None),
                ("duration", np.zeros(given["bolus_amount"].shape)),
            )
        }
        # those given stand first, so that the loops over them are short
        order = np.argsort(doses["amount"] <= 0, axis=1, kind="stable")
        most = max(1, int((doses["amount"] > 0).sum(axis=1).max()))
        sorted_ = {name: np.take_along_axis(x, order, axis=1)[:, :most] for name, x in doses.items()}
        return {
            "log_seen": side_by_side(np.log(given["observed"])),
            "number": number,
            **{name: side_by_side(array) for name, array in sorted_.items()},
            "start": likeliest(model, given, sigma=_MEDIAN * self.sigma_log),
            "covariate": given["covariate"][0] if self.covariate else np.zeros(number.size),
            "patients": np.array(read.subjects),
        }

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dim ``site``."""
        return {"site": site_labels(data, "site", self.sites)}

    def units(self) -> dict[str, str]:
        """Units of what is sampled; ``ln(...)`` where it is the logarithm that is."""
        own = {f"log_{name}": f"ln({self.population.unit(name)})" for name in ("CL", "V")}
        return own | dict.fromkeys(("omega_CL", "omega_V", "sigma_log", "tau", "z", "exponent"), "1")

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (bool(self.covariate), self.nodes)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``log_CL``, ``log_V`` (logs of the typical values), ``tau``, ``z`` (site), ``omega_CL``,
            ``omega_V``, ``sigma_log`` and, with a covariate, ``exponent``. Derived: ``site_CL`` (site; the
            site's typical clearance). Observed: ``log_concentration`` (patient, observation).
        """
        import pymc as pm
        import pytensor.tensor as pt

        with pm.Model(coords=self.coords(data)) as model:
            given = {name: pm.Data(name, value) for name, value in self.inputs(data).items()}
            typical = given["typical"]
            log_cl = pm.Normal("log_CL", typical[0, 0], typical[0, 1])
            log_v = pm.Normal("log_V", typical[1, 0], typical[1, 1])
            tau = pm.HalfNormal("tau", given["heterogeneity"])
            of_site = log_cl + tau * pm.Normal("z", dims="site")
            pm.Deterministic("site_CL", pt.exp(of_site), dims="site")
            own_cl = of_site[given["site_index"]]
            if self.covariate:
                prior = given["exponent_prior"]
                own_cl = own_cl + pm.Normal("exponent", prior[0], prior[1]) * given["covariate"]
            mean = pt.stack([own_cl, log_v + pt.zeros_like(own_cl)])
            omega = [pm.HalfNormal(f"omega_{name}", given["omega_sd"]) for name in ("CL", "V")]
            spread = pt.stack([*omega, pm.HalfNormal("sigma_log", given["sigma_sd"])])

            def logp(value: Any, mean: Any, spread: Any, *rest: Any) -> Any:
                # PyMC gives every parameter the patients' axis, of length one where it is shared.
                return log_likelihood(mean.T, spread[0], value, *rest, given["table"])

            pm.CustomDist(
                "log_concentration",
                mean.T,
                spread,
                *(given[name] for name in _ROWS[1:]),
                logp=logp,
                random=_drawn,
                signature="(p),(s),(),(o,d),(o,d),(o,d),(p)->(o)",
                observed=given["log_seen"],
            )
        return model

    def simulate(
        self, params: Mapping[str, Any], table: pl.DataFrame, *, seed: int = 20260101
    ) -> pl.DataFrame:
        """``table`` with concentrations that ``params`` gives: planted truth.

        Parameters
        ----------
        params
            Typical ``CL`` and ``V``, ``omega_CL``, ``omega_V``, ``sigma_log``; ``tau``, or ``site_effect`` of
            each site (log); ``exponent``.
        table
            As :meth:`inputs` takes it; DV need not be there.
        """
        rng = np.random.default_rng(seed)
        labels = site_labels(table, "site", self.sites)
        truth = Truth(params)
        typical = {name: truth.number(name, above=0) for name in ("CL", "V")}
        omega = {name: truth.number(f"omega_{name}", least=0) for name in ("CL", "V")}
        sigma = truth.number("sigma_log", least=0)
        exponent = truth.number("exponent") if self.covariate else 0.0
        told = 0.0 if "site_effect" in truth else None
        tau = truth.number("tau", least=0, otherwise=told)
        if "site_effect" in truth:
            effects = truth.numbers("site_effect", labels)
        else:
            effects = rng.normal(0.0, tau, len(labels))
        truth.finish()
        model, parts = self.population, []
        label = [effect.label for effect in model.covariates]
        for site, effect in zip(labels, effects, strict=True):
            mine = table.filter(pl.col("site") == site)
            if not mine.height:
                continue
            own = {
                "CL": typical["CL"] * np.exp(effect),
                "V": typical["V"],
                "omega": omega,
                "sigma_log": sigma,
                **({"coefficient": dict.fromkeys(label, exponent)} if label else {}),
            }
            made = model.simulate(own, mine.drop("site"), seed=int(rng.integers(2**31)))
            parts.append(mine.with_columns(DV=made["DV"].fill_null(0.0)))
        return pl.concat(parts)

    def predict(self, fit: Fit, scenario: pl.DataFrame, *, seed: int = 20260101) -> xr.DataArray:
        """Concentrations in new patients of a new site, without residual error.

        Parameters
        ----------
        fit
            Of this model.
        scenario
            Events of one or more patients, as of :meth:`PopulationPK.predict`; ``DV`` is not needed.

        Returns
        -------
        xarray.DataArray
            (observation, sample) in ``concentration_unit``; every draw takes another site and other patients.

        Raises
        ------
        UntrustedFit, ModelDataError
            The fit may not be used, or the scenario makes no sense.
        """
        import xarray as xr

        from ._pk_events import read_pk_events

        model = self.population
        events = read_pk_events(scenario, for_prediction=True)
        given = model.design(events)
        names = ("log_CL", "log_V", "omega_CL", "omega_V", "tau", *(("exponent",) if self.covariate else ()))
        draw = stacked(fit.require().posterior, names)
        rng = np.random.default_rng(seed)
        draws, people = draw["tau"].size, len(events.subjects)
        own = {
            name: draw[f"log_{name}"][:, None]
            + draw[f"omega_{name}"][:, None] * rng.normal(size=(draws, people))
            for name in ("CL", "V")
        }
        own["CL"] = own["CL"] + (draw["tau"] * rng.normal(size=draws))[:, None]
        if self.covariate:
            own["CL"] = own["CL"] + draw["exponent"][:, None] * given["covariate"][0]
        found = predicted(model, {name: np.exp(x) for name, x in own.items()}, given)
        seen = events.observations
        return xr.DataArray(
            found.T,
            dims=("observation", "sample"),
            coords={
                "time": ("observation", seen["TIME"].to_numpy()),
                "subject": ("observation", seen["ID"].to_list()),
            },
            name="concentration",
            attrs={"unit": self.concentration_unit, "source": fit.key},
        )


def _drawn(  # noqa: PLR0917, the order of the distribution's parameters
    mean: Floats,
    spread: Floats,
    number: Any,
    elapsed: Floats,
    amount: Floats,
    duration: Floats,
    start: Floats,  # noqa: ARG001
    rng: Any = None,
    size: Any = None,  # noqa: ARG001
) -> Floats:
    """Log concentrations of patients drawn from the population: what is observed has this density."""
    own = mean + spread[..., :2] * rng.standard_normal(mean.shape)
    rate = np.exp(own[..., 0] - own[..., 1])[..., None]
    found = np.full(elapsed.shape[:-1], 0.0)
    for place in np.ndindex(found.shape[:-1]):
        for o in range(int(number[place])):
            held, _ = concentration(
                rate[place][0], 0, o, *(x[place][None] for x in (elapsed, amount, duration))
            )
            found[place][o] = np.log(max(held, TINY)) - own[place][1]
            found[place][o] += spread[..., 2].flat[0] * rng.standard_normal()
    return found

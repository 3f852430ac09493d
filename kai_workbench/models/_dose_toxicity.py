"""Dose and toxicity at several sites: a logistic curve, with an effect of every site."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import scipy

from ._by_site import check_priors, numbers, present, site_index, site_labels, stacked, whole
from ._errors import ModelDataError
from ._planted import Truth
from ._prior_check import check_rate, halves, normals

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr
    from numpy.typing import NDArray

    from ..inference import Fit

_NODES = 21  # of the quadrature over patients


@dataclasses.dataclass(frozen=True, kw_only=True)
class DoseToxicityAcrossSites:
    """logit P(toxicity) = intercept + τ z_site + exp(log_slope) · log(dose / reference_dose).

    Site effects are parameters. With ``patient_effects`` a patient is seen over several cycles and has an
    effect of their own, ω u with u standard normal, which is integrated out by Gauss–Hermite quadrature
    over 21 points, so that no patient appears among the parameters.

    Parameters
    ----------
    reference_dose
        The dose at which ``intercept`` is the log-odds of toxicity, in the unit of the data's doses.
    intercept, log_slope
        Mean and SD of their normal priors; N(0, 2) and N(0, 1).
    heterogeneity
        Scale of the half-normal prior of τ, the SD between sites on the logit scale; 1.
    patient_spread
        Scale of the half-normal prior of ω, the SD between patients; 1. Used with ``patient_effects``.
    patient_effects
        Whether ``toxicity`` counts the cycles with toxicity out of ``cycles``. Changes the graph.
    sites
        All sites, in order, whatever rows there are; by default those of the rows.

    References
    ----------
    Form of the curve: Neuenschwander B, Branson M, Gsponer T. Stat Med 2008;27:2420.
    """

    name: ClassVar[str] = "dose-toxicity-across-sites"
    version: ClassVar[int] = 1
    site_column: ClassVar[str] = "site"

    reference_dose: float
    intercept: tuple[float, float] = (0.0, 2.0)
    log_slope: tuple[float, float] = (0.0, 1.0)
    heterogeneity: float = 1.0
    patient_spread: float = 1.0
    patient_effects: bool = False
    sites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.reference_dose < np.inf:
            raise ModelDataError(
                "model_not_above", where="reference_dose", value=self.reference_dose, least=0
            )
        check_priors(
            intercept=self.intercept,
            log_slope=self.log_slope,
            heterogeneity=self.heterogeneity,
            patient_spread=self.patient_spread,
        )

    @property
    def row_columns(self) -> dict[str, str]:
        """Columns of a row beside its site, and their kind (``number`` or ``whole``)."""
        return {
            "dose": "number",
            "toxicity": "whole",
            **({"cycles": "whole"} if self.patient_effects else {}),
        }

    def across(self, sites: Sequence[str]) -> Self:
        """The same model for rows of any of these sites, also of none: its likelihood factors over them."""
        return dataclasses.replace(self, sites=tuple(sites))

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row a patient: ``site``, ``dose`` above 0, ``toxicity`` 0 or 1; with ``patient_effects``
            the number of ``cycles`` and of those with ``toxicity``.

        Raises
        ------
        ModelDataError
            A column is missing, a dose is not above 0, a toxicity is not 0 or 1 (or more than the
            cycles), or a site is not one of the model's.
        """
        present(data, ("site", *self.row_columns))
        labels = site_labels(data, "site", self.sites)
        dose = numbers(data, "dose")
        if (dose <= 0).any():
            row = int(np.flatnonzero(dose <= 0)[0])
            raise ModelDataError("model_not_above", where=f"dose, row {row + 1}", value=dose[row], least=0)
        cycles = whole(data, "cycles", most=10_000) if self.patient_effects else np.ones(dose.size, np.int64)
        return {
            "log_dose": np.log(dose / self.reference_dose),
            "toxicity": whole(data, "toxicity", most=cycles),
            "site_index": site_index(data, "site", labels),
            "intercept_prior": np.asarray(self.intercept, dtype=float),
            "log_slope_prior": np.asarray(self.log_slope, dtype=float),
            "heterogeneity": np.asarray(self.heterogeneity, dtype=float),
            **(
                {"cycles": cycles, "patient_spread": np.asarray(self.patient_spread, dtype=float)}
                if self.patient_effects
                else {}
            ),
        }

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite another share of toxicities."""
        z = normals([given["intercept_prior"], given["log_slope_prior"]])
        shift = halves(float(given["heterogeneity"])) * normals([(0.0, 1.0)])[::-1]
        with np.errstate(over="ignore"):
            share = scipy.special.expit(z[:, [0]] + shift + np.exp(z[:, [1]]) * given["log_dose"])
        trials = given["cycles"] if "cycles" in given else np.ones_like(given["toxicity"])
        check_rate(given["toxicity"], trials, share, where="toxicity")

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``site`` and ``patient`` (the row's number)."""
        return {
            "site": site_labels(data, "site", self.sites),
            "patient": list(range(1, data.height + 1)),
        }

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.patient_effects,)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``intercept``, ``log_slope``, ``tau``, ``z`` (site) and, with patient effects,
            ``omega``. Derived: ``slope``, ``site_intercept`` (site). Observed: ``observed`` (patient).
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows = {"log_dose", "toxicity", "site_index", "cycles"}
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims="patient" if name in rows else None)
                for name, value in self.inputs(data).items()
            }
            intercept = pm.Normal("intercept", given["intercept_prior"][0], given["intercept_prior"][1])
            log_slope = pm.Normal("log_slope", given["log_slope_prior"][0], given["log_slope_prior"][1])
            tau = pm.HalfNormal("tau", given["heterogeneity"])
            z = pm.Normal("z", dims="site")
            slope = pm.Deterministic("slope", pt.exp(log_slope))
            of_site = pm.Deterministic("site_intercept", intercept + tau * z, dims="site")
            log_odds = of_site[given["site_index"]] + slope * given["log_dose"]
            if self.patient_effects:
                omega = pm.HalfNormal("omega", given["patient_spread"])
                pm.CustomDist(
                    "observed",
                    log_odds,
                    given["cycles"],
                    omega,
                    logp=_integrated,
                    random=_cycles_with_toxicity,
                    observed=given["toxicity"],
                    dtype="int64",
                    dims="patient",
                )
            else:
                pm.Bernoulli("observed", logit_p=log_odds, observed=given["toxicity"], dims="patient")
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Toxicities of the patients of ``design`` (``site``, ``dose``, ``cycles``).

        ``params`` holds ``intercept``, ``slope``, ``tau`` or the ``site_intercept`` of each site, and
        ``omega`` with patient effects.
        """
        rng = np.random.default_rng(seed)
        labels = site_labels(design, "site", self.sites)
        truth = Truth(params)
        values: dict[str, Any] = {"slope": truth.number("slope", above=0)}
        values["omega"] = truth.number("omega", least=0, otherwise=None if self.patient_effects else 0.0)
        told = 0.0 if "site_intercept" in truth else None
        mean, sd = truth.number("intercept", otherwise=told), truth.number("tau", least=0, otherwise=told)
        if "site_intercept" in truth:
            values["site_intercept"] = truth.numbers("site_intercept", labels)
        else:
            values["site_intercept"] = rng.normal(mean, sd, len(labels))
        truth.finish()
        return design.with_columns(toxicity=self._draw(values, design, rng))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Toxicities for calibration, from the parameters of one prior draw."""
        return {"toxicity": self._draw(params, data, rng)}

    def _draw(self, params: Mapping[str, Any], design: pl.DataFrame, rng: Any) -> NDArray[Any]:
        labels = site_labels(design, "site", self.sites)
        effects = np.asarray(params["site_intercept"], dtype=float)
        x = np.log(design["dose"].to_numpy() / self.reference_dose)
        log_odds = effects[site_index(design, "site", labels)] + float(params["slope"]) * x
        if not self.patient_effects:
            return np.asarray(rng.binomial(1, scipy.special.expit(log_odds)))
        own = rng.normal(size=x.size) * float(params["omega"])
        return np.asarray(rng.binomial(design["cycles"].to_numpy(), scipy.special.expit(log_odds + own)))

    def predict(self, fit: Fit, dose: Sequence[float]) -> xr.DataArray:
        """Draws of the probability of toxicity at a site of average effect, dims ``dose`` and ``sample``.

        With patient effects, that of a patient of average effect, a cycle.
        """
        import xarray as xr

        values = np.asarray(dose, dtype=float)
        if not np.all(np.isfinite(values) & (values > 0)):
            raise ModelDataError("model_not_above", where="dose", value=list(dose), least=0)
        part = stacked(fit.require().posterior, ("intercept", "slope"))
        log_odds = part["intercept"] + part["slope"] * np.log(values / self.reference_dose)[:, None]
        return xr.DataArray(
            scipy.special.expit(log_odds),
            dims=("dose", "sample"),
            coords={"dose": values},
            name="probability_of_toxicity",
            attrs={"unit": "1", "source": fit.key},
        )


def _integrated(value: Any, log_odds: Any, cycles: Any, omega: Any) -> Any:
    """Binomial log-likelihood of each patient, their own effect integrated out."""
    import pytensor.tensor as pt

    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    each = log_odds[:, None] + omega * nodes[None, :]
    terms = value[:, None] * each - cycles[:, None] * pt.softplus(each)
    ways = pt.gammaln(cycles + 1) - pt.gammaln(value + 1) - pt.gammaln(cycles - value + 1)
    return ways + pt.logsumexp(terms + np.log(weights / weights.sum())[None, :], axis=1)


def _cycles_with_toxicity(
    log_odds: Any, cycles: Any, omega: Any, rng: Any = None, size: Any = None
) -> NDArray[Any]:
    """What :func:`_integrated` is the density of."""
    own = rng.normal(size=np.shape(log_odds)) * omega
    return np.asarray(rng.binomial(cycles, scipy.special.expit(log_odds + own), size=size))

"""Benchmark dose of an incidence: the dichotomous models of EPA's BMDS, with their priors."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _integration
from ._benchmark_curves import (
    CURVES,
    Parameter,
    Risk,
    Shape,
    benchmark_dose,
    log_likelihood,
    log_unaffected,
    parameters,
    planted_free,
)
from ._benchmark_data import incidence_data
from ._benchmark_likelihood import BenchmarkLikelihood
from ._benchmark_profile import free_parameters, profile
from ._errors import ModelDataError
from ._integration import Integral
from ._planted import Truth
from ._prior_check import check_rate, normals

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class BenchmarkDose:
    """Incidence over dose, and the dose of a given risk.

    With g the background, x the dose and F the share that the compound affects, P = g + (1 - g) F(x):
    ``log_logistic`` F = expit(a + b log x); ``log_probit`` Φ(a + b log x); ``gamma`` the incomplete gamma
    function of b x with power a; ``weibull`` 1 - exp(-b x^a); ``quantal_linear`` 1 - exp(-b x);
    ``multistage`` 1 - exp(-b1 x - b2 x² ...); ``dichotomous_hill`` v expit(a + b log x). ``logistic``
    P = expit(a + b x) and ``probit`` Φ(a + b x) have no background of their own.

    Parameters
    ----------
    shape
        One of these. Changes the graph.
    degree
        Of the multistage model, 1 to 3. Changes the graph.
    priors
        Mean and SD of the normal prior of every parameter on its free scale (logit of a share, log of
        what is positive, an intercept itself), in the order of :attr:`parameters`, doses as shares of the
        top dose. By default EPA's.

    Notes
    -----
    Priors: BMDS, pybmds ``priors.csv``, prior class "Bayesian", without its far limits.

    References
    ----------
    US EPA. Benchmark Dose Technical Guidance. 2012. Wheeler MW et al. Environmetrics 2020;31:e2584.
    """

    name: ClassVar[str] = "benchmark-dose"
    version: ClassVar[int] = 1

    shape: Shape = "log_logistic"
    degree: int = 2
    priors: tuple[tuple[float, float], ...] | None = None

    def __post_init__(self) -> None:
        if self.shape not in CURVES:
            raise ModelDataError(
                "model_option_unknown", where="shape", value=self.shape, known=", ".join(CURVES)
            )
        if self.degree not in (1, 2, 3):
            raise ModelDataError("model_option_unknown", where="degree", value=self.degree, known="1, 2, 3")
        if self.priors is None:
            told = tuple((one.location, one.sd) for one in self._parameters)
            object.__setattr__(self, "priors", told)
        if len(self._priors) != len(self._parameters):
            raise ModelDataError(
                "mixture_length", where="priors", n=len(self._priors), components=len(self._parameters)
            )
        for one, (_, sd) in zip(self._parameters, self._priors, strict=True):
            if not 0 < sd < np.inf:
                raise ModelDataError("prior_not_positive", where=f"priors, {one.name}", value=sd)

    @property
    def _parameters(self) -> tuple[Parameter, ...]:
        return parameters(self.shape, self.degree)

    @property
    def _priors(self) -> tuple[tuple[float, float], ...]:
        assert self.priors is not None  # filled in by __post_init__
        return self.priors

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the order of the priors."""
        return tuple(one.name for one in self._parameters)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            ``dose``, ``examined`` and ``affected`` (animals), one row a group, of one finding, such as
            one finding's rows of :func:`kai_workbench.linkage.incidence`.

        Raises
        ------
        ModelDataError
            A column is missing; counts or doses cannot be; fewer than three doses; several findings or
            dose units; nobody or everybody affected; or an incidence that never exceeds the lowest dose's.
        """
        dose, examined, affected = incidence_data(data)
        location, sd = np.array(self._priors).T
        return {
            "dose": dose,
            "examined": examined,
            "affected": affected,
            "top": np.asarray(dose.max()),
            "location": location,
            "sd": sd,
        }

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other incidences."""
        free = normals(np.stack([given["location"], given["sd"]], axis=1))
        share = -np.expm1(log_unaffected(self.shape, free, given["dose"] / given["top"]))
        check_rate(given["affected"], given["examined"], share, where="affected, examined")

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``group`` (the row's number) and ``parameter``."""
        return {"group": list(range(1, data.height + 1)), "parameter": list(self.parameters)}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.shape, self.degree if self.shape == "multistage" else 0)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``free`` (parameter), on the free scales. Derived: each parameter by its name, doses as
            shares of the top dose. Observed: ``observed`` (group), animals affected.
        """
        import pymc as pm
        import pytensor.tensor as pt

        from ._benchmark_graph import logit_affected

        rows = {"dose": "group", "examined": "group", "affected": "group"}
        rows |= {"location": "parameter", "sd": "parameter"}
        with pm.Model(coords=self.coords(data)) as model:
            inputs = self.inputs(data)
            given = {name: pm.Data(name, value, dims=rows.get(name)) for name, value in inputs.items()}
            z = pm.Normal("z", dims="parameter")
            free = pm.Deterministic("free", given["location"] + given["sd"] * z, dims="parameter")
            back = {"log": pt.exp, "logit": pt.sigmoid, "value": lambda u: u + 0.0}
            for i, one in enumerate(self._parameters):
                pm.Deterministic(one.name, back[one.scale](free[i]))
            parts = [free[i] for i in range(len(self._parameters))]
            logit = logit_affected(self.shape, parts, given["dose"] / given["top"])
            pm.Binomial(
                "observed", n=given["examined"], logit_p=logit, observed=given["affected"], dims="group"
            )
        return model

    def simulate(self, params: Mapping[str, float], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Animals affected in the groups of ``design`` (``dose``, ``examined``).

        Parameters
        ----------
        params
            By name: shares, powers, and what belongs to doses as shares of the top dose.
        """
        truth = Truth(params)
        free = planted_free(truth, self._parameters)
        truth.finish()
        dose = design["dose"].to_numpy().astype(float)
        return design.with_columns(affected=self._draw(free, dose, design["examined"].to_numpy(), seed))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Animals affected, for calibration, from the parameters of one prior draw."""
        dose = data["dose"].to_numpy().astype(float)
        return {"affected": self._draw(np.asarray(params["free"]), dose, data["examined"].to_numpy(), rng)}

    def _draw(self, free: Floats, dose: Floats, examined: NDArray[Any], seed: Any) -> NDArray[Any]:
        share = -np.expm1(log_unaffected(self.shape, free, dose / dose.max()))
        return np.asarray(np.random.default_rng(seed).binomial(examined.astype(int), share))

    def integrate(self, data: pl.DataFrame, *, draws: int = 4000, seed: int = 20260101) -> Integral:
        """The posterior by importance sampling, in well under a second; with the probability of the data."""
        given = self.inputs(data)
        x = given["dose"] / given["top"]
        return _integration.integrate(
            lambda u: log_likelihood(self.shape, u, x, given["affected"], given["examined"]),
            given["location"],
            given["sd"],
            draws=draws,
            seed=seed,
            where=self.shape,
        )

    def bmd(
        self,
        posterior: Fit | Integral,
        data: pl.DataFrame,
        *,
        unit: str,
        response: float = 0.1,
        risk: Risk = "extra",
    ) -> xr.DataArray:
        """Draws of the benchmark dose, dim ``sample``; infinite where a curve never reaches the risk.

        Parameters
        ----------
        posterior
            What :meth:`integrate` gave, or a fit of the same data by the sampler.
        unit
            Of the doses.
        response
            Benchmark response, (0, 1).
        risk
            ``"extra"``: (P(d) - P(0)) / (1 - P(0)); ``"added"``: P(d) - P(0).
        """
        import xarray as xr

        checked_response(response, risk)
        free, source = self._free(posterior)
        top = float(self.inputs(data)["top"])
        values = top * benchmark_dose(self.shape, free, response=response, risk=risk)
        told = f"{100 * response:g}% {risk} risk"
        return xr.DataArray(
            values, dims="sample", attrs={"unit": unit, "source": source, "benchmark_response": told}
        )

    def predict(
        self, posterior: Fit | Integral, data: pl.DataFrame, dose: Any, *, unit: str = "1"
    ) -> xr.DataArray:
        """Draws of the incidence (unit 1) at doses, dims ``dose`` and ``sample``; ``unit`` of the doses."""
        import xarray as xr

        free, source = self._free(posterior)
        asked = np.atleast_1d(np.asarray(dose, dtype=float))
        if not np.all(np.isfinite(asked) & (asked >= 0)):
            raise ModelDataError("model_value_not_finite", where="dose", value=asked.tolist())
        share = -np.expm1(log_unaffected(self.shape, free, asked / float(self.inputs(data)["top"])))
        return xr.DataArray(
            share.T,
            dims=("dose", "sample"),
            coords={"dose": asked},
            attrs={"unit": "1", "dose_unit": unit, "source": source},
        )

    def _free(self, posterior: Fit | Integral) -> tuple[Floats, str]:
        if isinstance(posterior, Integral):
            return posterior.free, f"importance sampling, {self.shape}"
        draws = posterior.require().posterior["free"].stack(sample=("chain", "draw"))
        return draws.transpose("sample", "parameter").to_numpy(), posterior.key

    def laplace(
        self, data: pl.DataFrame, *, response: float = 0.1, risk: Risk = "extra"
    ) -> tuple[dict[str, float], float, float]:
        """BMDS's Bayesian fit: most probable parameters, their benchmark dose, log probability of the data.

        Laplace's approximation on the scale on which BMDS works: positive parameters themselves, not their
        logarithms. Doses and the slopes of the parameters in the unit of the doses' top.

        Returns
        -------
        parameters, bmd, log_marginal
        """
        checked_response(response, risk)
        given = self.inputs(data)
        x, location, sd = given["dose"] / given["top"], given["location"], given["sd"]
        logs = np.array([one.scale == "log" for one in self._parameters])

        def density(u: Floats) -> Floats:
            prior = -0.5 * (((u - location) / sd) ** 2 + np.log(2 * np.pi * sd**2)).sum(axis=-1)
            likelihood = log_likelihood(self.shape, u, x, given["affected"], given["examined"])
            return np.asarray(likelihood + prior - u[..., logs].sum(axis=-1))

        starts = location + sd * np.random.default_rng(0).standard_normal((2000, location.size))
        at = _integration.mode(density, np.vstack([location, starts]))
        _, determinant = np.linalg.slogdet(_integration.curvature(density, at))
        log_marginal = density(at[None])[0] + at[logs].sum() + (at.size * np.log(2 * np.pi) - determinant) / 2
        bmd = float(given["top"]) * float(
            benchmark_dose(self.shape, at[None], response=response, risk=risk)[0]
        )
        return self._told(at), bmd, float(log_marginal)

    def maximum_likelihood(
        self,
        data: pl.DataFrame,
        *,
        response: float = 0.1,
        risk: Risk = "extra",
        restricted: bool = True,
        level: float = 0.95,
    ) -> BenchmarkLikelihood:
        """Maximum likelihood with profile-likelihood limits, for comparison with conventional analyses.

        Parameters
        ----------
        restricted
            Powers not below 1, where BMDS restricts them: all but the log-probit model's.
        level
            Of each one-sided limit.
        """
        checked_response(response, risk)
        given = self.inputs(data)
        top = float(given["top"])
        counts = given["dose"] / top, given["affected"].astype(float), given["examined"].astype(float)
        likelihood = profile(
            self.shape, self.degree, counts, response=response, risk=risk, restricted=restricted
        )
        at, height, low, high = likelihood.limits(level=level)
        free = free_parameters(self.shape, at[None], response=response, risk=risk)[0]
        bmd, bmdl, bmdu = (top * np.exp([at[0], low, high])).tolist()
        return BenchmarkLikelihood(
            bmd=bmd,
            bmdl=bmdl,
            bmdu=bmdu,
            log_likelihood=height,
            aic=2 * len(self._parameters) - 2 * height,
            parameters=self._told(free),
            level=level,
        )

    def _told(self, free: Floats) -> dict[str, float]:
        back = {"log": np.exp, "logit": scipy.special.expit, "value": float}
        return {one.name: float(back[one.scale](u)) for one, u in zip(self._parameters, free, strict=True)}


def checked_response(response: float, risk: str) -> None:
    """Refuse a benchmark response that is no risk."""
    if not 0 < response < 1:
        raise ModelDataError("not_a_share", where="response", value=response)
    if risk not in ("extra", "added"):
        raise ModelDataError("model_option_unknown", where="risk", value=risk, known="extra, added")

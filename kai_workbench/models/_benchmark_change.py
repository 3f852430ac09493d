"""Benchmark dose of a measured response: the continuous models of EPA's BMDS."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _integration
from ._benchmark_curves import Parameter, planted_free
from ._benchmark_data import Groups, grouped_data
from ._benchmark_likelihood import BenchmarkLikelihood
from ._benchmark_means import (
    CHANGES,
    MEANS,
    Change,
    MeanShape,
    Spread,
    aim,
    dose_of,
    log_likelihood_of_means,
    log_variance,
    mean_parameters,
    median,
)
from ._benchmark_means_profile import mean_free_parameters, mean_profile
from ._errors import ModelDataError
from ._integration import Integral
from ._planted import Truth
from ._prior_check import check_difference, median_error, normals

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]
_SPREADS = ("constant", "power", "lognormal")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ContinuousBenchmarkDose:
    """Mean of a measured response over dose, and the dose of a given change.

    With x the dose: ``hill`` a + v x^n / (k^n + x^n); ``power`` a + v x^n; ``polynomial`` a + b1 x + b2 x²
    ...; ``exponential_3`` a exp(±(b x)^d); ``exponential_5`` a (c - (c - 1) exp(-(b x)^d)).

    Parameters
    ----------
    shape
        One of these. Changes the graph.
    degree
        Of the polynomial, 1 (linear) to 3. Changes the graph.
    spread
        ``"constant"``: normal, one variance; ``"power"``: normal, variance α mean^ρ; ``"lognormal"``:
        the curve is the median's, the variance that of the logarithm. Changes the graph.
    priors
        Mean and SD of the normal prior of every parameter on its free scale, in the order of
        :attr:`parameters`, for responses as shares of the lowest dose's mean and doses as shares of the
        top dose. By default EPA's; the log variance about that of the data, SD 1.

    Notes
    -----
    Priors: BMDS, pybmds ``priors.csv``, prior class "Bayesian", without its far limits; the place of the
    log variance as ToxicR sets it.

    References
    ----------
    US EPA. Benchmark Dose Technical Guidance. 2012. Crump KS. Risk Anal 1995;15:79 (hybrid).
    """

    name: ClassVar[str] = "continuous-benchmark-dose"
    version: ClassVar[int] = 1

    shape: MeanShape = "hill"
    degree: int = 2
    spread: Spread = "constant"
    priors: tuple[tuple[float, float], ...] | None = None

    def __post_init__(self) -> None:
        for field, known in (("shape", tuple(MEANS)), ("spread", _SPREADS), ("degree", (1, 2, 3))):
            if getattr(self, field) not in known:
                raise ModelDataError(
                    "model_option_unknown",
                    where=field,
                    value=getattr(self, field),
                    known=", ".join(str(one) for one in known),
                )
        if self.priors is not None and len(self.priors) != len(self._parameters):
            raise ModelDataError(
                "mixture_length", where="priors", n=len(self.priors), components=len(self._parameters)
            )
        for one, (_, sd) in zip(self._parameters, self.priors or (), strict=False):
            if not 0 < sd < np.inf:
                raise ModelDataError("prior_not_positive", where=f"priors, {one.name}", value=sd)

    @property
    def _parameters(self) -> tuple[Parameter, ...]:
        return mean_parameters(self.shape, self.degree, self.spread)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the order of the priors."""
        return tuple(one.name for one in self._parameters)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row a group: ``dose``, ``n``, ``mean``, ``sd``; or one row an animal: ``dose``, ``response``.

        Raises
        ------
        ModelDataError
            A column is missing; a value cannot be; fewer than three doses; a group of fewer than two; no
            variation; or a mean of the lowest dose that is not above 0, by which responses are scaled.
        """
        groups = grouped_data(data, lognormal=self.spread == "lognormal")
        priors = self.priors
        if priors is None:
            pooled = float(np.log((groups.number * groups.variance).sum() / groups.number.sum()))
            priors = tuple(
                (pooled if one.name == "variance" else one.location, one.sd) for one in self._parameters
            )
        location, sd = np.array(priors).T
        return {
            "dose": groups.dose,
            "n": groups.number,
            "mean": groups.mean,
            "variance": groups.variance,
            "sign": np.asarray(1.0 if groups.rises else -1.0),
            "location": location,
            "sd": sd,
        }

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other means."""
        free = normals(np.stack([given["location"], given["sd"]], axis=1))
        rises = bool(given["sign"] > 0)
        with np.errstate(all="ignore"):  # extreme draws are left out
            middle = median(self.shape, free, given["dose"], rises=rises, degree=self.degree)
            expected = np.log(middle) if self.spread == "lognormal" else middle
        error = median_error(float(np.sqrt(np.median(given["variance"] / given["n"]))), len(given["n"]))
        least = float(np.sqrt(np.median(given["variance"])))
        where = "mean, as a share of the lowest dose's"
        check_difference(given["mean"], expected, where=where, unit="", error=error, least=least)

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``group`` and ``parameter``."""
        groups = grouped_data(data, lognormal=self.spread == "lognormal")
        return {"group": list(range(1, groups.dose.size + 1)), "parameter": list(self.parameters)}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.shape, self.degree if self.shape == "polynomial" else 0, self.spread)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``z`` (parameter). Derived: ``free`` (parameter), on the free scales. Observed:
            ``observed`` (group), the means as shares of the lowest dose's (of a lognormal response, means
            of the logarithm), and ``observed_variance`` (group).
        """
        import pymc as pm
        import pytensor.tensor as pt

        from ._benchmark_means_graph import log_variance_graph, median_graph

        rows = dict.fromkeys(("dose", "n", "mean", "variance"), "group")
        rows |= {"location": "parameter", "sd": "parameter"}
        with pm.Model(coords=self.coords(data)) as model:
            inputs = self.inputs(data)
            given = {name: pm.Data(name, value, dims=rows.get(name)) for name, value in inputs.items()}
            z = pm.Normal("z", dims="parameter")
            free = pm.Deterministic("free", given["location"] + given["sd"] * z, dims="parameter")
            parts = [free[i] for i in range(len(self._parameters))]
            middle = median_graph(self.shape, parts, given["dose"], given["sign"], degree=self.degree)
            log_var = log_variance_graph(parts, middle, self.spread)
            place = pt.log(middle) if self.spread == "lognormal" else middle
            n, var = given["n"], pt.exp(log_var)
            pm.Normal("observed", place, pt.sqrt(var / n), observed=given["mean"], dims="group")
            pm.Gamma(
                "observed_variance",
                (n - 1) / 2,
                (n - 1) / (2 * var),
                observed=given["variance"],
                dims="group",
            )
        return model

    def simulate(self, params: Mapping[str, float], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Means and SDs of the groups of ``design`` (``dose``, ``n``), as shares of the planted control.

        Parameters
        ----------
        params
            By name, on natural scales; doses as shares of the top dose.
        """
        truth = Truth(params)
        free = planted_free(truth, self._parameters)
        rises = truth.number("rises", otherwise=1.0) > 0
        truth.finish()
        rng = np.random.default_rng(seed)
        dose = design["dose"].to_numpy().astype(float)
        means, variances = self._draw(free, dose / dose.max(), design["n"].to_numpy(), rng, rises=rises)
        if self.spread == "lognormal":  # back to moments of the responses themselves
            spread = np.expm1(variances)
            means = np.exp(means + variances / 2)
            variances = means**2 * spread
        return design.with_columns(mean=means, sd=np.sqrt(variances))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Means and variances, for calibration, from the parameters of one prior draw."""
        given = self.inputs(data)
        free, rises = np.asarray(params["free"]), bool(given["sign"] > 0)
        mean, variance = self._draw(free, given["dose"], given["n"], rng, rises=rises)
        return {"mean": mean, "variance": variance}

    def _draw(
        self, free: Floats, dose: Floats, n: Any, rng: np.random.Generator, *, rises: bool
    ) -> tuple[Floats, Floats]:
        middle = median(self.shape, free, dose, rises=rises, degree=self.degree)
        var = np.exp(log_variance(free, middle, self.spread))
        place = np.log(middle) if self.spread == "lognormal" else middle
        number = np.asarray(n, dtype=float)
        return rng.normal(place, np.sqrt(var / number)), var * rng.chisquare(number - 1) / (number - 1)

    def integrate(self, data: pl.DataFrame, *, draws: int = 4000, seed: int = 20260101) -> Integral:
        """The posterior by importance sampling, in about a second; with the probability of the data."""
        given = self.inputs(data)
        counts = given["dose"], given["n"], given["mean"], given["variance"]
        rises = bool(given["sign"] > 0)
        return _integration.integrate(
            lambda u: log_likelihood_of_means(self.shape, self.spread, u, counts, rises=rises),
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
        response: float = 1.0,
        change: Change = "sd",
        tail: float = 0.01,
    ) -> xr.DataArray:
        """Draws of the benchmark dose, dim ``sample``; infinite where a curve never changes so far.

        Parameters
        ----------
        unit
            Of the doses.
        response, change
            ``"sd"``: so many SDs of the lowest dose (of the logarithm, where lognormal); ``"relative"``: a
            share of the control's median; ``"absolute"``: in the unit of the response;
            ``"hybrid_extra"``, ``"hybrid_added"``: extra or added risk of a response beyond the limit that
            a share ``tail`` of the controls passes. In the direction in which the means move.
        """
        import xarray as xr

        checked_change(response, change, tail)
        groups = grouped_data(data, lognormal=self.spread == "lognormal")
        free, source = self._free(posterior)
        share = response / groups.scale if change == "absolute" else response
        goal = aim(free, spread=self.spread, response=share, change=change, tail=tail, rises=groups.rises)
        values = groups.top * dose_of(self.shape, free, goal, rises=groups.rises, degree=self.degree)
        told = f"{response:g} {change}"
        return xr.DataArray(
            values, dims="sample", attrs={"unit": unit, "source": source, "benchmark_response": told}
        )

    def predict(self, posterior: Fit | Integral, data: pl.DataFrame, dose: Any, *, unit: str) -> xr.DataArray:
        """Draws of the median response at doses, dims ``dose`` and ``sample``; ``unit`` of the response."""
        import xarray as xr

        groups = grouped_data(data, lognormal=self.spread == "lognormal")
        free, source = self._free(posterior)
        asked = np.atleast_1d(np.asarray(dose, dtype=float))
        if not np.all(np.isfinite(asked) & (asked >= 0)):
            raise ModelDataError("dose_value", where="dose", value=asked.tolist())
        middle = median(self.shape, free, asked / groups.top, rises=groups.rises, degree=self.degree)
        return xr.DataArray(
            groups.scale * middle.T,
            dims=("dose", "sample"),
            coords={"dose": asked},
            attrs={"unit": unit, "source": source},
        )

    def _free(self, posterior: Fit | Integral) -> tuple[Floats, str]:
        if isinstance(posterior, Integral):
            return posterior.free, f"importance sampling, {self.shape}"
        draws = posterior.require().posterior["free"].stack(sample=("chain", "draw"))
        return draws.transpose("sample", "parameter").to_numpy(), posterior.key

    def maximum_likelihood(
        self,
        data: pl.DataFrame,
        *,
        response: float = 1.0,
        change: Change = "sd",
        tail: float = 0.01,
        restricted: bool = True,
        level: float = 0.95,
    ) -> BenchmarkLikelihood:
        """Maximum likelihood with profile-likelihood limits, for comparison with conventional analyses.

        A polynomial's coefficients have one sign; powers are not below 1 unless ``restricted`` is false.
        Parameters are told for responses and doses as shares, as the priors are.
        """
        checked_change(response, change, tail)
        groups: Groups = grouped_data(data, lognormal=self.spread == "lognormal")
        counts = (groups.dose, groups.number, groups.mean, groups.variance)
        share = response / groups.scale if change == "absolute" else response
        likelihood = mean_profile(
            self.shape,
            self.degree,
            self.spread,
            counts,
            response=share,
            change=change,
            tail=tail,
            rises=groups.rises,
            restricted=restricted,
        )
        at, height, low, high = likelihood.limits(level=level)
        free = mean_free_parameters(
            self.shape,
            self.degree,
            self.spread,
            at[None],
            response=share,
            change=change,
            tail=tail,
            rises=groups.rises,
        )[0]
        bmd, bmdl, bmdu = (groups.top * np.exp([at[0], low, high])).tolist()
        log_likelihood = height + groups.log_jacobian
        back = {"log": np.exp, "logit": scipy.special.expit, "value": float}
        return BenchmarkLikelihood(
            bmd=bmd,
            bmdl=bmdl,
            bmdu=bmdu,
            log_likelihood=log_likelihood,
            aic=2 * len(self._parameters) - 2 * log_likelihood,
            parameters={
                one.name: float(back[one.scale](u)) for one, u in zip(self._parameters, free, strict=True)
            },
            level=level,
        )


def checked_change(response: float, change: str, tail: float) -> None:
    """Refuse a benchmark response that cannot be."""
    if change not in CHANGES:
        raise ModelDataError("model_option_unknown", where="change", value=change, known=", ".join(CHANGES))
    if not 0 < response < np.inf:
        raise ModelDataError("model_not_above", where="response", value=response, least=0)
    if change.startswith("hybrid") and not (0 < tail < 1 and tail + response < 1):
        raise ModelDataError("not_a_share", where="tail, response", value=(tail, response))

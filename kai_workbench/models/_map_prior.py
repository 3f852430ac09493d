"""Meta-analytic-predictive prior: what earlier studies say about the next one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
import polars as pl
import scipy
from numpy.typing import NDArray

from ._by_site import present, site_index, site_labels, whole
from ._errors import ModelDataError
from ._mixture import counts
from ._planted import Truth
from ._prior_check import check_difference, check_log_odds, halves, median_error, normals

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]
Scale = Literal["logit", "mean"]
_TAUS, _CENTRES = 100, 301  # points of the grid
COLUMNS: dict[str, tuple[str, ...]] = {"logit": ("study", "n", "r"), "mean": ("study", "mean", "se")}


@dataclasses.dataclass(frozen=True, kw_only=True)
class MAPPrior:
    """Normal–normal hierarchy over studies, predicting the parameter of a new one.

    θ_study ~ N(μ, τ²), θ_new ~ N(μ, τ²). On the ``"logit"`` scale θ is the logit of a response
    rate and r of n patients responded; on the ``"mean"`` scale θ is a mean, known by an estimate
    and its standard error.

    Parameters
    ----------
    scale
        ``"logit"`` or ``"mean"``. Changes the graph.
    centre
        Mean and SD of the normal prior of μ. Default N(0, 2) on the logit scale (RBesT's). On the
        mean scale there is no default: it has a unit.
    heterogeneity
        Scale of the half-normal prior of τ. Default 1 on the logit scale, conservative for response
        rates of 20 to 80% (RBesT's advice); on the mean scale give about half the SD between
        patients.
    studies
        All studies, in order, whatever rows there are; by default those of the rows. Given, the table
        may hold one row a patient instead, with ``response`` 0 or 1 (logit scale).

    References
    ----------
    Neuenschwander B et al. Clin Trials 2010;7:5. Schmidli H et al. Biometrics 2014;70:1023.
    """

    name: ClassVar[str] = "map-prior"
    version: ClassVar[int] = 1
    site_column: ClassVar[str] = "study"

    scale: Scale = "logit"
    centre: tuple[float, float] | None = None
    heterogeneity: float | None = None
    studies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.scale not in COLUMNS:
            raise ModelDataError(
                "model_option_unknown", where="scale", value=self.scale, known=", ".join(COLUMNS)
            )
        for field, default in (("centre", (0.0, 2.0)), ("heterogeneity", 1.0)):
            if getattr(self, field) is None:
                if self.scale == "mean":
                    raise ModelDataError("prior_has_unit", where=field)
                object.__setattr__(self, field, default)
        for field, value in (("centre", self._centre[1]), ("heterogeneity", self._heterogeneity)):
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value)

    @property
    def _centre(self) -> tuple[float, float]:
        assert self.centre is not None  # filled in by __post_init__
        return self.centre

    @property
    def _heterogeneity(self) -> float:
        assert self.heterogeneity is not None  # filled in by __post_init__
        return self.heterogeneity

    @property
    def row_columns(self) -> dict[str, str]:
        """Columns of a patient's row beside the study, and their kind, for :meth:`across`."""
        return {"response": "whole"}

    def across(self, sites: Sequence[str]) -> Self:
        """The same model for patients of any of these studies, also of none: it factors over them.

        Raises
        ------
        ModelDataError
            The scale is not ``"logit"``: a mean's standard error is no sum over patients.
        """
        if self.scale != "logit":
            raise ModelDataError("model_option_unknown", where="scale", value=self.scale, known="logit")
        return dataclasses.replace(self, studies=tuple(sites))

    def _counted(self, data: pl.DataFrame) -> pl.DataFrame:
        """Patients by study, every study of the model with a row, also those without patients here."""
        labels = site_labels(data, "study", self.studies)
        present(data, ("response",))
        place, response = site_index(data, "study", labels), whole(data, "response", most=1)
        n = np.bincount(place, minlength=len(labels))
        r = np.bincount(place, weights=response, minlength=len(labels)).astype(np.int64)
        return pl.DataFrame({"study": labels, "n": n, "r": r})

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            ``study`` and, on the logit scale, ``n`` patients and ``r`` responders; on the mean
            scale ``mean`` and ``se`` in one unit.

        Raises
        ------
        ModelDataError
            A column is missing, fewer than two studies, counts that cannot be, or a standard error
            that is not positive.
        """
        _, first, second = COLUMNS[self.scale]
        if self._patients(data):
            data = self._counted(data)
        for name in COLUMNS[self.scale]:
            if name not in data.columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
        if data.height < 2:
            raise ModelDataError("too_few_studies", where="study", n=data.height)
        for study, one, two in data.select("study", first, second).iter_rows():
            here = f"{study}, {first}, {second}"
            if one is None or two is None or not (np.isfinite(one) and np.isfinite(two)):
                raise ModelDataError("model_value_not_finite", where=here, value=(one, two))
            if self.scale == "logit":
                if one or two or study not in self.studies:  # a study may have no patients here
                    counts(two, one, where=here)
            elif two <= 0:
                raise ModelDataError("prior_not_positive", where=here, value=two)
        kind = np.int64 if self.scale == "logit" else np.float64
        return {
            first: data[first].to_numpy().astype(kind),
            second: data[second].to_numpy().astype(kind),
            "centre": np.asarray(self._centre, dtype=float),
            "heterogeneity": np.asarray(self._heterogeneity, dtype=float),
        }

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other rates or means."""
        _, first, second = COLUMNS[self.scale]
        count = len(given[first])
        mean, sd = given["centre"]
        z = normals([(mean, sd), *[(0.0, 1.0)] * count])
        theta = z[:, [0]] + halves(float(given["heterogeneity"])) * z[:, 1:]
        if self.scale == "logit":
            check_log_odds(given["r"], given["n"], theta, where="r, n")
            return
        error = median_error(float(np.median(given[second])), count)
        least = float(given["heterogeneity"])
        check_difference(given[first], theta, where=first, unit="", error=error, least=least)

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Label of the dim ``study``."""
        if self._patients(data):
            return {"study": site_labels(data, "study", self.studies)}
        return {"study": data["study"].to_list()}

    def units(self) -> dict[str, str]:
        """Units of what is sampled; on the mean scale those of the outcome, which the model is not told."""
        unit = "logit" if self.scale == "logit" else ""
        return dict.fromkeys(("mu", "tau", "theta", "theta_new"), unit) | {"rate_new": "1"}

    def _patients(self, data: pl.DataFrame) -> bool:
        """Whether rows are patients, not studies."""
        return bool(self.studies) and "n" not in data.columns

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.scale,)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``mu``, ``tau``, ``z`` (study) and ``z_new``, standard normal. Derived: ``theta``
            (study), ``theta_new`` and, on the logit scale, ``rate_new``. Observed: ``r`` or ``mean``.
        """
        import pymc as pm

        inputs = self.inputs(data)
        _, first, second = COLUMNS[self.scale]
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims="study" if name in {first, second} else None)
                for name, value in inputs.items()
            }
            mu = pm.Normal("mu", given["centre"][0], given["centre"][1])
            tau = pm.HalfNormal("tau", given["heterogeneity"])
            z = pm.Normal("z", dims="study")
            theta = pm.Deterministic("theta", mu + tau * z, dims="study")
            new = pm.Deterministic("theta_new", mu + tau * pm.Normal("z_new"))
            if self.scale == "logit":
                pm.Deterministic("rate_new", pm.math.sigmoid(new))
                pm.Binomial("responders", n=given["n"], logit_p=theta, observed=given["r"], dims="study")
            else:
                pm.Normal("estimate", theta, given["se"], observed=given["mean"], dims="study")
        return model

    def simulate(self, params: dict[str, float], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Studies of the sizes of ``design`` with known ``mu`` and ``tau``."""
        rng = np.random.default_rng(seed)
        truth = Truth(params)
        mean, sd = truth.number("mu"), truth.number("tau", least=0)
        truth.finish()
        theta = rng.normal(mean, sd, design.height)
        return design.with_columns(**self._outcome(theta, design, rng))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Outcomes for calibration, from the parameters of one prior draw."""
        theta = float(params["mu"]) + float(params["tau"]) * np.asarray(params["z"])
        return {name: series.to_numpy() for name, series in self._outcome(theta, data, rng).items()}

    def _outcome(self, theta: Floats, data: pl.DataFrame, rng: np.random.Generator) -> dict[str, pl.Series]:
        if self.scale == "logit":
            return {"r": pl.Series(rng.binomial(data["n"].to_numpy(), scipy.special.expit(theta)))}
        return {"mean": pl.Series(rng.normal(theta, data["se"].to_numpy()))}

    def predict(self, fit: Fit, *, unit: str = "1") -> xr.DataArray:
        """Draws of the new study's response rate (unit 1) or mean, dim ``sample``."""
        name = "rate_new" if self.scale == "logit" else "theta_new"
        draws = fit.require().posterior[name].stack(sample=("chain", "draw")).reset_index("sample", drop=True)
        return draws.assign_attrs(unit=unit, source=fit.key)

    def integrate(self, data: pl.DataFrame) -> MAPIntegral:
        """The same posterior without a sampler, on a grid over μ and τ.

        Exact to about four digits; for up to some hundred studies it takes about a second.
        """
        inputs = self.inputs(data)
        mu, step = self._centres(inputs)
        reach = 5 * self._heterogeneity
        tau = reach * ((np.arange(_TAUS) + 0.5) / _TAUS) ** 2
        wide = reach * np.diff((np.arange(_TAUS + 1) / _TAUS) ** 2)
        log_prior = scipy.stats.norm.logpdf(mu, *self._centre)[:, None] + (
            scipy.stats.halfnorm.logpdf(tau, scale=self._heterogeneity) + np.log(wide)
        )
        log_post = log_prior + self._log_likelihood(inputs, mu, tau)
        mass = np.exp(log_post - scipy.special.logsumexp(log_post))
        # θ_new on the grid of μ, continued by the reach of τ: for each τ, μ's posterior spread by N(0, τ²).
        far = int(np.ceil(6 * tau[mass.sum(axis=0) > 1e-9].max() / step))
        offset = np.arange(-far, far + 1) * step
        new = np.zeros(mu.size + 2 * far)
        for column, spread in zip(mass.T, tau, strict=True):
            kernel = np.diff(
                scipy.stats.norm.cdf(np.append(offset, offset[-1] + step) - step / 2, scale=spread)
            )
            new += np.convolve(column, kernel)
        grid = mu[0] - far * step + step * np.arange(new.size)
        return MAPIntegral(
            scale=self.scale,
            theta=grid,
            probability=new / new.sum(),
            tau=tau,
            tau_probability=mass.sum(axis=0),
        )

    def _centres(self, inputs: dict[str, NDArray[Any]]) -> tuple[Floats, float]:
        """Where μ may be, and the step of the grid."""
        if self.scale == "logit":
            rate = (inputs["r"] + 0.5) / (inputs["n"] + 1)
            estimate, se = scipy.special.logit(rate), 1 / np.sqrt((inputs["n"] + 1) * rate * (1 - rate))
        else:
            estimate, se = inputs["mean"], inputs["se"]
        spread = float(np.hypot(self._heterogeneity, se.max()) * 2 + np.ptp(estimate))
        ends = estimate.min() - spread, estimate.max() + spread
        grid, step = np.linspace(*ends, _CENTRES, retstep=True)
        return grid, float(step)

    def _log_likelihood(self, inputs: dict[str, NDArray[Any]], mu: Floats, tau: Floats) -> Floats:
        """Summed over studies, each integrated over its own θ; (μ, τ)."""
        total = np.zeros((mu.size, tau.size))
        if self.scale == "mean":
            for mean, se in zip(inputs["mean"], inputs["se"], strict=True):
                total += scipy.stats.norm.logpdf(mean, mu[:, None], np.sqrt(tau**2 + se**2))
            return total
        z = np.linspace(-6.5, 6.5, 53)
        log_weight = scipy.stats.norm.logpdf(z) + np.log(z[1] - z[0])
        theta = mu[:, None, None] + tau[:, None] * z
        log_p, log_q = scipy.special.log_expit(theta), scipy.special.log_expit(-theta)
        for n, r in zip(inputs["n"], inputs["r"], strict=True):
            inner = r * log_p + (n - r) * log_q + log_weight
            top = inner.max(axis=-1)
            total += top + np.log(np.exp(inner - top[..., None]).sum(axis=-1))
        return total


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class MAPIntegral:
    """A meta-analytic-predictive prior on a grid.

    Attributes
    ----------
    scale
        Of the model.
    theta, probability
        The new study's logit or mean, and the probability of each point.
    tau, tau_probability
        The same for the SD between studies.
    """

    scale: Scale
    theta: Floats
    probability: Floats
    tau: Floats
    tau_probability: Floats

    @property
    def value(self) -> Floats:
        """The new study's response rate (logit scale) or mean, at each point."""
        return scipy.special.expit(self.theta) if self.scale == "logit" else self.theta

    @property
    def mean(self) -> float:
        """Of the response rate or mean."""
        return float(self.value @ self.probability)

    @property
    def sd(self) -> float:
        """Of the response rate or mean."""
        return float(np.sqrt((self.value - self.mean) ** 2 @ self.probability))

    def quantile(self, q: float) -> float:
        """Of the response rate or mean."""
        theta = _quantile(self.theta, self.probability, q)
        return float(scipy.special.expit(theta)) if self.scale == "logit" else theta

    def tau_quantile(self, q: float) -> float:
        """Of the SD between studies."""
        return _quantile(self.tau, self.tau_probability, q)

    def spread(self, n: int) -> Floats:
        """The rate or mean at ``n`` equally probable points: in place of draws, without their error."""
        at = (np.arange(n) + 0.5) / n
        theta = np.interp(at, np.cumsum(self.probability) - self.probability / 2, self.theta)
        return scipy.special.expit(theta) if self.scale == "logit" else theta

    def sample(self, n: int, *, seed: int = 20260101) -> Floats:
        """Independent draws of the response rate or mean, for :func:`fit_beta_mixture`."""
        u = np.random.default_rng(seed).uniform(size=n)
        theta = np.interp(u, np.cumsum(self.probability) - self.probability / 2, self.theta)
        return scipy.special.expit(theta) if self.scale == "logit" else theta


def _quantile(grid: Floats, probability: Floats, q: float) -> float:
    return float(np.interp(q, np.cumsum(probability) - probability / 2, grid))

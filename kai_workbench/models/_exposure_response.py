"""Exposure–response: Emax, sigmoid Emax and logistic curves, averaged by stacking."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._mixture import NormalMixture, normal_prior
from ._planted import Truth
from ._prior_check import check_difference, check_rate, median_error, normals
from ._tables import checked_frame

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]
Shape = Literal["emax", "sigmoid_emax", "logistic"]
Response = Literal["continuous", "binary"]
_EXPOSURES_APART, _RESPONSES_APART = 1e4, 100.0  # fold
# Bounds of the shape parameters, in top exposures (the Hill exponent has no unit): DoseFinding's defBnds.
BOUNDS: dict[str, dict[str, tuple[float, float]]] = {
    "emax": {"ed50": (0.001, 1.5)},
    "sigmoid_emax": {"ed50": (0.001, 1.5), "steepness": (0.5, 10.0)},
    "logistic": {"ed50": (0.001, 1.5), "steepness": (0.01, 0.5)},
}


def curve(shape: Shape, exposure: Any, ed50: Any, steepness: Any = 1.0) -> Any:
    """Share of the full effect, broadcasting.

    Parameters
    ----------
    shape
        ``"emax"``: x / (x + ed50). ``"sigmoid_emax"``: x^h / (x^h + ed50^h), ``steepness`` h.
        ``"logistic"``: 1 / (1 + exp((ed50 − x) / δ)), ``steepness`` δ in the unit of exposure.
    exposure, ed50
        In one unit; exposure ≥ 0.
    """
    x = np.asarray(exposure, dtype=float)
    if shape == "logistic":
        return scipy.special.expit((x - ed50) / steepness)
    with np.errstate(divide="ignore"):
        return scipy.special.expit((1.0 if shape == "emax" else steepness) * (np.log(x) - np.log(ed50)))


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExposureResponse:
    """Response = e0 + emax · f(exposure), of a measured or a yes-or-no response.

    A binary response follows the same curve on the logit scale.

    Parameters
    ----------
    shape
        ``"emax"``, ``"sigmoid_emax"`` or ``"logistic"``, see :func:`curve`. Changes the graph.
    response
        ``"continuous"`` (normal residuals, SD ``sigma``) or ``"binary"`` (0 or 1).
    baseline, effect
        Mean and SD of the normal priors of ``e0`` and ``emax``. By default N(mean of the responses,
        10 SD) and N(0, 10 SD), so wide that only their order of magnitude is taken from the data;
        for a binary response N(0, 2) and N(0, 3) on the logit scale. ``effect`` may be a
        :class:`NormalMixture`, such as :func:`mixture_prior` makes of an earlier fit; its number of
        components changes the graph.
    residual
        Scale of the half-normal prior of ``sigma``; by default 2.5 SD of the responses.

    Notes
    -----
    log ED50 and log steepness are uniform within DoseFinding's bounds: ED50 from 0.001 to 1.5 top
    exposures, Hill exponent from 0.5 to 10, δ from 0.01 to 0.5 top exposures.

    References
    ----------
    Bretz F, Pinheiro JC, Branson M. Biometrics 2005;61:738. Bornkamp B, Pinheiro J, Bretz F. J Stat
    Softw 2009;29(7).
    """

    name: ClassVar[str] = "exposure-response"
    version: ClassVar[int] = 2

    shape: Shape = "emax"
    response: Response = "continuous"
    baseline: tuple[float, float] | None = None
    effect: tuple[float, float] | NormalMixture | None = None
    residual: float | None = None

    def __post_init__(self) -> None:
        for field, known in (("shape", tuple(BOUNDS)), ("response", ("continuous", "binary"))):
            if getattr(self, field) not in known:
                raise ModelDataError(
                    "model_option_unknown", where=field, value=getattr(self, field), known=", ".join(known)
                )
        for field in ("baseline", "effect"):
            value = getattr(self, field)
            if isinstance(value, tuple) and not 0 < value[1] < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value[1])
        if self.residual is not None and not 0 < self.residual < np.inf:
            raise ModelDataError("prior_not_positive", where="residual", value=self.residual)

    @property
    def shape_parameters(self) -> tuple[str, ...]:
        """``ed50``, and ``steepness`` where the curve has one."""
        return tuple(BOUNDS[self.shape])

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            ``exposure`` (dose, AUC or concentration, ≥ 0) and ``response``, one row a patient.

        Raises
        ------
        ModelDataError
            A column is missing, a value is not finite, an exposure is negative, there are fewer
            different exposures than the curve has parameters, units are mixed (a column
            ``exposure_unit`` or ``response_unit`` with several, or values orders of magnitude apart with
            nothing between), or the responses do not vary and priors are left to be made of them.
        """
        exposure, response = _columns(data)
        for where, bad in (
            ("exposure", ~(np.isfinite(exposure) & (exposure >= 0))),
            ("response", ~np.isfinite(response)),
        ):
            if bad.any():
                row = int(np.flatnonzero(bad)[0])
                value = data[where][row]
                raise ModelDataError("model_value_not_finite", where=f"{where}, row {row + 1}", value=value)
        levels = np.unique(exposure).size
        needed = 2 + len(self.shape_parameters)
        if levels < needed:
            raise ModelDataError("too_few_exposures", where="exposure", n=levels, needed=needed)
        if self.response == "binary" and not np.isin(response, (0, 1)).all():
            raise ModelDataError("response_not_binary", where="response")
        spread = float(response.std(ddof=1))
        own = self.baseline and self.effect and (self.residual or self.response == "binary")
        if spread == 0 and not own:  # the default priors are made of it
            raise ModelDataError("response_constant", where="response", value=response[0])
        _one_unit(data, exposure, response)
        binary = self.response == "binary"
        baseline = self.baseline or ((0.0, 2.0) if binary else (float(response.mean()), 10 * spread))
        effect = self.effect or ((0.0, 3.0) if binary else (0.0, 10 * spread))
        return {
            "exposure": exposure,
            "response": response.astype(np.int64 if binary else float),
            "top": np.asarray(exposure.max()),
            "baseline": np.asarray(baseline, dtype=float),
            "effect": effect.to_array()
            if isinstance(effect, NormalMixture)
            else np.array([[1.0], *([x] for x in effect)]),
            **({} if binary else {"residual": np.asarray(self.residual or 2.5 * spread)}),
        }

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, responses that are all the same, and priors that expect quite others."""
        response, x = given["response"], given["exposure"]
        if np.ptp(response) == 0:
            raise ModelDataError("response_constant", where="response", value=response[0])
        weight, mean, sd = given["effect"]
        z = normals([given["baseline"], (0.0, 1.0)])
        component = np.random.default_rng(1).choice(len(weight), size=len(z), p=weight / weight.sum())
        emax = (mean[component] + sd[component] * z[:, 1])[:, None]
        low, high = np.log(np.array([BOUNDS[self.shape][name] for name in self.shape_parameters])).T
        shape = np.exp(np.random.default_rng(2).uniform(low, high, (len(z), len(low)))).T[:, :, None]
        scale = [1.0 if self._is_hill(name) else given["top"] for name in self.shape_parameters]
        share = curve(self.shape, x, *(one * by for one, by in zip(shape, scale, strict=True)))
        expected = z[:, [0]] + emax * share
        if self.response == "binary":
            check_rate(response, np.ones_like(response), scipy.special.expit(expected), where="response")
            return
        residual = float(given["residual"])
        error = median_error(residual, len(response))
        check_difference(response, expected, where="response", unit="", error=error, least=residual)

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Label of the dim ``patient``: the row's number."""
        return {"patient": list(range(1, data.height + 1))}

    def units(self) -> dict[str, str]:
        """Units of what is sampled; exposure and a continuous response have those of the data."""
        logs = {f"log_{name}": "ln(1)" for name in self.shape_parameters}
        if self.response == "continuous":
            return logs
        return logs | dict.fromkeys(("e0", "emax", "middle"), "logit")

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.shape, self.response, self._components)

    @property
    def _components(self) -> int:
        return len(self.effect.weights) if isinstance(self.effect, NormalMixture) else 1

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``middle`` (mean of the expected responses; of a binary one, on the logit scale),
            ``emax``, the logs of the shape parameters, ``sigma`` (continuous). Derived: ``e0``;
            ``ed50`` and ``steepness`` in their units. Observed: ``observed`` (patient).
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows = {"exposure", "response"}
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims="patient" if name in rows else None)
                for name, value in self.inputs(data).items()
            }
            emax = normal_prior("emax", given["effect"], components=self._components)
            own = {}
            for name, bounds in BOUNDS[self.shape].items():
                free = pm.Uniform(f"log_{name}", *np.log(bounds))
                hill = self.shape == "sigmoid_emax" and name == "steepness"
                own[name] = pm.Deterministic(name, pt.exp(free) * (1.0 if hill else given["top"]))
            x = given["exposure"]
            if self.shape == "logistic":
                share = pt.sigmoid((x - own["ed50"]) / own["steepness"])
            elif self.shape == "emax":
                share = x / (x + own["ed50"])
            else:
                # A power of nought has no slope: exposure nought is told apart, and its log never taken.
                above = pt.gt(x, 0)
                log_ratio = pt.log(pt.switch(above, x, 1.0)) - pt.log(own["ed50"])
                share = pt.switch(above, pt.sigmoid(own["steepness"] * log_ratio), 0.0)
            # Sampled at the middle of the exposures, where data tell most; at none, e0 and emax trade off.
            rise = emax * share.mean()
            middle = pm.Normal("middle", given["baseline"][0] + rise, given["baseline"][1])
            e0 = pm.Deterministic("e0", middle - rise)
            mean = e0 + emax * share
            if self.response == "binary":
                pm.Bernoulli("observed", logit_p=mean, observed=given["response"], dims="patient")
            else:
                sigma = pm.HalfNormal("sigma", given["residual"])
                pm.Normal("observed", mean, sigma, observed=given["response"], dims="patient")
        return model

    def simulate(self, params: Mapping[str, float], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Responses at the exposures of ``design``; ``params`` in their own units."""
        truth = Truth(params)
        values = {name: truth.number(name) for name in ("e0", "emax")}
        positive = (*self.shape_parameters, *(("sigma",) if self.response == "continuous" else ()))
        values |= {name: truth.number(name, above=0) for name in positive}
        truth.finish()
        rng = np.random.default_rng(seed)
        return design.with_columns(response=self._draw(values, design["exposure"].to_numpy(), rng))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Responses for calibration, from the parameters of one prior draw."""
        values = {k: float(params[k]) for k in ("e0", "emax", *self.shape_parameters)}
        if self.response == "continuous":
            values["sigma"] = float(params["sigma"])
        return {"response": self._draw(values, data["exposure"].to_numpy(), rng)}

    def _draw(self, params: Mapping[str, float], exposure: Floats, rng: np.random.Generator) -> NDArray[Any]:
        share = curve(self.shape, exposure, params["ed50"], params.get("steepness", 1.0))
        mean = params["e0"] + params["emax"] * share
        if self.response == "binary":
            return np.asarray(rng.binomial(1, scipy.special.expit(mean)))
        return np.asarray(rng.normal(mean, params["sigma"]))

    def predict(self, fit: Fit, exposure: Sequence[float], *, unit: str = "1") -> xr.DataArray:
        """Draws of the expected response (of a binary one, its probability), dims ``exposure``, ``sample``.

        Parameters
        ----------
        exposure
            Where, in the unit of the data.
        unit
            Of the response.
        """
        import xarray as xr

        posterior = fit.require().posterior.stack(sample=("chain", "draw"))
        part = {name: posterior[name].to_numpy() for name in ("e0", "emax", *self.shape_parameters)}
        x = np.asarray(exposure, dtype=float)
        if not np.all(np.isfinite(x) & (x >= 0)):
            raise ModelDataError("model_value_not_finite", where="exposure", value=list(exposure))
        mean = part["e0"] + part["emax"] * curve(
            self.shape, x[:, None], part["ed50"], part.get("steepness", 1.0)
        )
        values = scipy.special.expit(mean) if self.response == "binary" else mean
        attributes = {"unit": "1" if self.response == "binary" else unit, "source": fit.key}
        return xr.DataArray(values, dims=("exposure", "sample"), coords={"exposure": x}, attrs=attributes)

    def maximum_likelihood(self, data: pl.DataFrame) -> dict[str, float]:
        """Least squares within the bounds: ``e0``, ``emax``, shape parameters and ``sigma``.

        ``sigma`` is the residual standard error, with as many degrees of freedom as rows are left.
        For comparison with conventional analyses; a continuous response only.
        """
        if self.response == "binary":
            raise ModelDataError("model_option_unknown", where="response", value="binary", known="continuous")
        given = self.inputs(data)
        x, y, top = given["exposure"], given["response"], float(given["top"])
        bounds: NDArray[Any] = np.log(np.array(list(BOUNDS[self.shape].values())))
        scale = np.array([1.0 if self._is_hill(name) else top for name in self.shape_parameters])

        def linear(log_shape: Floats) -> tuple[float, Floats]:
            share = curve(self.shape, x, *(np.exp(log_shape) * scale))
            columns = np.stack([np.ones_like(x), share], axis=1)
            found, *_ = np.linalg.lstsq(columns, y)
            return float(((y - columns @ found) ** 2).sum()), found

        steps = bounds[:, :1] + np.linspace(0.0, 1.0, 15) * np.diff(bounds)
        starts = np.stack(np.meshgrid(*steps), axis=-1).reshape(-1, len(bounds))
        best = starts[int(np.argmin([linear(start)[0] for start in starts]))]
        found = scipy.optimize.minimize(
            lambda p: linear(np.clip(p, *bounds.T))[0],
            best,
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000},
        )
        at = np.clip(found.x, *bounds.T)
        squares, (e0, emax) = linear(at)
        own = dict(zip(self.shape_parameters, (np.exp(at) * scale).tolist(), strict=True))
        freedom = x.size - 2 - len(own)
        return {"e0": float(e0), "emax": float(emax), **own, "sigma": float(np.sqrt(squares / freedom))}

    def _is_hill(self, name: str) -> bool:
        return self.shape == "sigmoid_emax" and name == "steepness"


def _one_unit(data: pl.DataFrame, exposure: Floats, response: Floats) -> None:
    """Refuse a table that mixes units, told by a column or by values far from all others."""
    for name in ("exposure_unit", "response_unit"):
        if name in data.columns and data[name].n_unique() > 1:
            several = ", ".join(str(one) for one in data[name].unique().sort().head(3).to_list())
            raise ModelDataError("several_units", where=name, several=several)
    above = exposure > 0
    far = _apart(exposure[above], _EXPOSURES_APART)
    if far.any():
        told = {"n": int(min(far.sum(), (~far).sum())), "total": far.size}
        raise ModelDataError("exposure_units_apart", where="exposure", **told)
    far = _apart(np.abs(response), _RESPONSES_APART) if np.all(response > 0) else np.zeros(0, bool)
    if far.any() and np.intersect1d(exposure[far], exposure[~far]).size:
        told = {"n": int(min(far.sum(), (~far).sum())), "total": far.size}
        raise ModelDataError("response_units_apart", where="response", **told)


def _apart(values: Floats, fold: float) -> NDArray[np.bool_]:
    """Which values lie above a gap of so many fold, two at least on either side; none without such a gap."""
    order = np.sort(values)
    inner = np.log(order[2:-1]) - np.log(order[1:-2])
    if not inner.size or inner.max() < np.log(fold):
        return np.zeros(values.shape, dtype=bool)
    found: NDArray[np.bool_] = values > order[1 + int(np.argmax(inner))]
    return found


def _columns(data: pl.DataFrame) -> tuple[Floats, Floats]:
    import polars as pl

    for name in ("exposure", "response"):
        if name not in checked_frame(data).columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
    both = data.select(pl.col("exposure", "response").cast(pl.Float64, strict=False)).to_numpy()
    return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])

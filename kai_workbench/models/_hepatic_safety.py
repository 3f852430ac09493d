"""Peaks of ALT and bilirubin: eDISH quadrants and the probability of Hy's law."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import polars as pl
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._planted import Truth
from ._prior_check import check_ratio, median_error, normals

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]
ALT_LIMIT, BILIRUBIN_LIMIT = 3.0, 2.0  # multiples of the upper limit of normal: FDA 2009
QUADRANTS = ("normal", "temple", "cholestasis", "hys_law")
_FEWEST, _NODES = 10, 200


def edish(data: pl.DataFrame) -> pl.DataFrame:
    """Adds ``quadrant``: ``normal``, ``temple`` (ALT alone), ``cholestasis`` (bilirubin alone), ``hys_law``.

    Peak ALT above 3 and peak bilirubin above 2 times the upper limit of normal are a potential case of
    Hy's law; whether it is one, a physician says who has ruled out cholestasis and other causes.

    Parameters
    ----------
    data
        As :meth:`HepaticSafety.inputs`.
    """
    _peaks(data)
    alt, bilirubin = pl.col("alt_xuln") > ALT_LIMIT, pl.col("bilirubin_xuln") > BILIRUBIN_LIMIT
    return data.with_columns(
        quadrant=pl.when(alt & bilirubin)
        .then(pl.lit("hys_law"))
        .when(alt)
        .then(pl.lit("temple"))
        .when(bilirubin)
        .then(pl.lit("cholestasis"))
        .otherwise(pl.lit("normal"))
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class HepaticSafety:
    """Logs of peak ALT and bilirubin in multiples of their upper limit: a bivariate Student t by arm.

    Arms have their own means; spread, correlation and tails are common. Heavy tails are learnt, since a
    case of Hy's law lies where nearly nobody is.

    Parameters
    ----------
    mean_sd
        SD of the normal priors of the mean logs about 0.5 and 0.4 times the upper limit; 1.
    spread
        Scale of the half-normal priors of the scales of the logs; 0.7.
    tails
        Median and log SD of the lognormal prior of the degrees of freedom above 1; 5 and 0.8.

    References
    ----------
    FDA. Drug-Induced Liver Injury: Premarketing Clinical Evaluation. 2009. Watkins PB et al. Drug Saf
    2011;34:243 (eDISH).
    """

    name: ClassVar[str] = "hepatic-safety"
    version: ClassVar[int] = 1

    mean_sd: float = 1.0
    spread: float = 0.7
    tails: tuple[float, float] = (5.0, 0.8)

    def __post_init__(self) -> None:
        for field, value in (("mean_sd", self.mean_sd), ("spread", self.spread), ("tails", min(self.tails))):
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row a patient: ``alt_xuln``, ``bilirubin_xuln``, the highest values under treatment over
            their upper limits of normal; ``arm`` (text; without it all are one arm).

        Raises
        ------
        ModelDataError
            A column is missing; a value is not above 0; values are too high to be multiples of a limit;
            or an arm has fewer than 10 patients.
        """
        alt, bilirubin = _peaks(data)
        arms = _arms(data)
        known = list(dict.fromkeys(arms))
        for one in known:
            if arms.count(one) < _FEWEST:
                raise ModelDataError("arm_too_small", where=str(one), n=arms.count(one), needed=_FEWEST)
        return {
            "alt": np.log(alt),
            "bilirubin": np.log(bilirubin),
            "arm_of": np.array([known.index(one) for one in arms]),
            "centre": np.log([0.5, 0.4]),
            "mean_sd": np.asarray(self.mean_sd),
            "spread": np.asarray(self.spread),
            "tails": np.asarray([np.log(self.tails[0]), self.tails[1]]),
        }

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other peaks."""
        error = median_error(float(given["spread"]), len(given["alt"]))
        for at, name in enumerate(("alt", "bilirubin")):
            expected = np.exp(normals([(given["centre"][at], given["mean_sd"])]))
            check_ratio(np.exp(given[name]), expected, where=f"{name}_xuln", unit="1", error=error)

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``patient`` and ``arm``."""
        return {"patient": list(range(1, data.height + 1)), "arm": list(dict.fromkeys(_arms(data)))}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return ()

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``mean_alt``, ``mean_bilirubin`` (arm), ``scale_alt``, ``scale_bilirubin``,
            ``correlation``, ``log_tails``. Derived: ``degrees_of_freedom``. Observed: ``observed_alt`` and,
            given it, ``observed_bilirubin`` (patient), logs of multiples.
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows = dict.fromkeys(("alt", "bilirubin", "arm_of"), "patient")
        inputs = self.inputs(data)
        with pm.Model(coords=self.coords(data)) as model:
            given = {name: pm.Data(name, value, dims=rows.get(name)) for name, value in inputs.items()}
            arm = given["arm_of"]
            mean_alt = pm.Normal("mean_alt", given["centre"][0], given["mean_sd"], dims="arm")
            mean_bilirubin = pm.Normal("mean_bilirubin", given["centre"][1], given["mean_sd"], dims="arm")
            scale_alt = pm.HalfNormal("scale_alt", given["spread"])
            scale_bilirubin = pm.HalfNormal("scale_bilirubin", given["spread"])
            correlation = pm.Uniform("correlation", -1.0, 1.0)
            tails = pm.Normal("log_tails", given["tails"][0], given["tails"][1])
            nu = pm.Deterministic("degrees_of_freedom", 1 + pt.exp(tails))
            pm.StudentT(
                "observed_alt",
                nu=nu,
                mu=mean_alt[arm],
                sigma=scale_alt,
                observed=given["alt"],
                dims="patient",
            )
            # the second of a bivariate t given the first is a t of one degree of freedom more
            away = (given["alt"] - mean_alt[arm]) / scale_alt
            wider = pt.sqrt((1 - correlation**2) * (nu + away**2) / (nu + 1))
            pm.StudentT(
                "observed_bilirubin",
                nu=nu + 1,
                mu=mean_bilirubin[arm] + correlation * scale_bilirubin * away,
                sigma=scale_bilirubin * wider,
                observed=given["bilirubin"],
                dims="patient",
            )
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Peaks of the patients of ``design`` (``arm``).

        Parameters
        ----------
        params
            ``mean_alt``, ``mean_bilirubin`` (mappings of arms to mean logs), ``scale_alt``,
            ``scale_bilirubin``, ``correlation``, ``degrees_of_freedom``.
        """
        rng = np.random.default_rng(seed)
        arms, truth = _arms(design), Truth(params)
        names = sorted(set(arms))
        own = [truth.numbers(name, names) for name in ("mean_alt", "mean_bilirubin")]
        values = {name: truth.number(name, above=0) for name in ("scale_alt", "scale_bilirubin")}
        values["correlation"] = truth.number("correlation", above=-1, below=1)
        values["degrees_of_freedom"] = truth.number("degrees_of_freedom", above=0)
        truth.finish()
        at = [names.index(one) for one in arms]
        alt, bilirubin = _draw(values, own[0][at], own[1][at], rng)
        return design.with_columns(alt_xuln=np.exp(alt), bilirubin_xuln=np.exp(bilirubin))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Logs of peaks for calibration, from the parameters of one prior draw."""
        arm = self.inputs(data)["arm_of"]
        places = [np.asarray(params[name])[arm] for name in ("mean_alt", "mean_bilirubin")]
        alt, bilirubin = _draw(params, places[0], places[1], rng)
        return {"alt": alt, "bilirubin": bilirubin}

    def predict(
        self, fit: Fit, *, alt: float = ALT_LIMIT, bilirubin: float = BILIRUBIN_LIMIT
    ) -> xr.DataArray:
        """Draws of the probability of each quadrant for a new patient.

        Parameters
        ----------
        alt, bilirubin
            Limits in multiples of the upper limit of normal.

        Returns
        -------
        xarray.DataArray
            Dims ``quadrant``, ``arm``, ``sample``; unit 1. ``hys_law`` is the probability that both
            peaks exceed their limits.
        """
        import xarray as xr

        if not (alt > 0 and bilirubin > 0):
            raise ModelDataError("model_not_above", where="alt, bilirubin", value=(alt, bilirubin), least=0)
        flat = fit.require().posterior.stack(sample=("chain", "draw"))
        one = {name: flat[name].to_numpy() for name in ("scale_alt", "scale_bilirubin", "correlation")}
        nu = flat["degrees_of_freedom"].to_numpy()
        places = [flat[n].transpose("arm", "sample").to_numpy() for n in ("mean_alt", "mean_bilirubin")]
        a = (np.log(alt) - places[0]) / one["scale_alt"]
        b = (np.log(bilirubin) - places[1]) / one["scale_bilirubin"]
        high_alt = scipy.special.stdtr(nu, -a)
        high_bilirubin = scipy.special.stdtr(nu, -b)
        both = both_above(a, b, correlation=one["correlation"], nu=nu)
        values = np.stack(
            [1 - high_alt - high_bilirubin + both, high_alt - both, high_bilirubin - both, both]
        )
        return xr.DataArray(
            np.clip(values, 0.0, 1.0),
            dims=("quadrant", "arm", "sample"),
            coords={"quadrant": list(QUADRANTS), "arm": flat["arm"].to_numpy()},
            attrs={"unit": "1", "source": fit.key},
        )


def both_above(a: Floats, b: Floats, *, correlation: Floats, nu: Floats) -> Floats:
    """Probability that both of a standard bivariate t lie above a and b, broadcasting.

    By the midpoints of equally probable slices of the first beyond a.
    """
    tail = scipy.special.stdtr(nu, -a)
    slices = (np.arange(_NODES) + 0.5) / _NODES
    first = -scipy.special.stdtrit(np.broadcast_to(nu, tail.shape)[..., None], tail[..., None] * slices)
    nu, correlation = np.asarray(nu)[..., None], np.asarray(correlation)[..., None]
    wider = np.sqrt((1 - correlation**2) * (nu + first**2) / (nu + 1))
    above = scipy.special.stdtr(nu + 1, -(b[..., None] - correlation * first) / wider)
    return np.asarray(tail * above.mean(axis=-1))


def _draw(
    params: Any, mean_alt: Floats, mean_bilirubin: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    rho, nu = float(params["correlation"]), float(params["degrees_of_freedom"])
    z = rng.standard_normal((2, mean_alt.size)) / np.sqrt(rng.chisquare(nu, mean_alt.size) / nu)
    second = rho * z[0] + np.sqrt(1 - rho**2) * z[1]
    return (
        mean_alt + float(params["scale_alt"]) * z[0],
        mean_bilirubin + float(params["scale_bilirubin"]) * second,
    )


def _peaks(data: pl.DataFrame) -> tuple[Floats, Floats]:
    found = []
    for name in ("alt_xuln", "bilirubin_xuln"):
        if name not in data.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
        values = data[name].cast(pl.Float64, strict=False).to_numpy().astype(float)
        bad = ~(np.isfinite(values) & (values > 0))
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            raise ModelDataError("value_not_positive", where=f"{name}, row {row + 1}", value=data[name][row])
        if np.median(values) > 5:
            raise ModelDataError("not_multiples", where=name, value=round(float(np.median(values)), 1))
        found.append(values)
    return found[0], found[1]


def _arms(data: pl.DataFrame) -> list[str]:
    return [str(one) for one in data["arm"]] if "arm" in data.columns else ["all"] * data.height

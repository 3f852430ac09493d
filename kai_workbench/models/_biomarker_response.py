"""Response on many biomarkers, few of which matter: the regularised horseshoe."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import polars as pl
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._planted import Truth

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class BiomarkerResponse:
    """Linear or logistic regression with the regularised horseshoe on the coefficients.

    Features are standardised, a continuous response too. Coefficient_j = z_j τ λ_j', with λ_j'² = c² λ_j² /
    (c² + τ² λ_j²), λ_j half-Cauchy(1), τ half-Cauchy(τ0), c² inverse-gamma: most are pulled to nought, few
    are left, and none grows beyond the slab's width c. Strata have intercepts of their own, shrunk together.

    Parameters
    ----------
    features
        Columns of the data: expression, copy number, mutation (0 or 1) ...
    response
        ``"continuous"`` or ``"binary"`` (0 or 1). Changes the graph.
    expected
        How many features are expected to matter; τ0 = expected / (p - expected) · σ / √n, σ 1 for a
        standardised response and 2 for a binary one (Piironen & Vehtari, section 3).
    slab
        Scale and degrees of freedom of the slab, in SDs of the response (or logits) per SD of the feature;
        1 and 4.
    stratum_sd
        Scale of the half-normal prior of the SD between strata; 0.5.

    References
    ----------
    Piironen J, Vehtari A. Electron J Stat 2017;11:5018. Gao H et al. Nat Med 2015;21:1318 (the mice).
    """

    name: ClassVar[str] = "biomarker-response"
    version: ClassVar[int] = 1

    features: tuple[str, ...]
    response: Literal["continuous", "binary"] = "continuous"
    expected: float = 3.0
    slab: tuple[float, float] = (1.0, 4.0)
    stratum_sd: float = 0.5

    def __post_init__(self) -> None:
        if self.response not in ("continuous", "binary"):
            raise ModelDataError(
                "model_option_unknown", where="response", value=self.response, known="continuous, binary"
            )
        if len(set(self.features)) != len(self.features) or not 0 < self.expected < len(self.features):
            raise ModelDataError("features_wrong", where="features", n=len(self.features), p0=self.expected)
        for field, value in (("slab", min(self.slab)), ("stratum_sd", self.stratum_sd)):
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row an animal or patient: ``response``, the features, and ``stratum`` (text; without it all
            are one).

        Raises
        ------
        ModelDataError
            A column is missing; a value is null, not finite, or not 0 or 1; a feature or the response
            does not vary; or fewer than 10 rows.
        """
        for name in ("response", *self.features):
            if name not in data.columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns[:20]))
        if data.height < 10:
            raise ModelDataError("too_few_rows", where="response", n=data.height)
        table = data.select(pl.col("response", *self.features).cast(pl.Float64)).to_numpy()
        for column, name in zip(table.T, ("response", *self.features), strict=True):
            bad = ~np.isfinite(column)
            if bad.any():
                row = int(np.flatnonzero(bad)[0])
                raise ModelDataError(
                    "model_value_not_finite", where=f"{name}, row {row + 1}", value=data[name][row]
                )
            if np.ptp(column) == 0:
                key = "response_constant" if name == "response" else "feature_constant"
                raise ModelDataError(key, where=name, value=column[0])
        response, x = table[:, 0], table[:, 1:]
        binary = self.response == "binary"
        if binary and not np.isin(response, (0, 1)).all():
            raise ModelDataError("response_not_binary", where="response")
        mean, sd = (0.0, 1.0) if binary else (float(response.mean()), float(response.std(ddof=1)))
        n, p = x.shape
        tau0 = self.expected / (p - self.expected) * (2.0 if binary else 1.0) / np.sqrt(n)
        strata = _strata(data)
        levels = list(dict.fromkeys(strata))
        return {
            "x": (x - x.mean(axis=0)) / x.std(axis=0, ddof=1),
            "response": response.astype(np.int64) if binary else (response - mean) / sd,
            "stratum_of": np.array([levels.index(one) for one in strata]),
            "feature_mean": x.mean(axis=0),
            "feature_sd": x.std(axis=0, ddof=1),
            "response_mean": np.asarray(mean),
            "response_sd": np.asarray(sd),
            "tau0": np.asarray(tau0),
            "slab": np.asarray(self.slab),
            "stratum_sd": np.asarray(self.stratum_sd),
        }

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``row``, ``feature`` and ``stratum``."""
        return {
            "row": list(range(1, data.height + 1)),
            "feature": list(self.features),
            "stratum": list(dict.fromkeys(_strata(data))),
        }

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.response,)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``z``, ``local`` (feature), ``tau``, ``slab_variance``, ``intercept``,
            ``between_strata``, ``z_stratum`` (stratum), ``sigma`` (continuous). Derived: ``coefficient``
            (feature; standardised), ``stratum_intercept`` (stratum). Observed: ``observed`` (row).
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows: dict[str, Any] = {"x": ("row", "feature"), "response": "row", "stratum_of": "row"}
        rows |= {"feature_mean": "feature", "feature_sd": "feature"}
        inputs = self.inputs(data)
        with pm.Model(coords=self.coords(data)) as model:
            given = {name: pm.Data(name, value, dims=rows.get(name)) for name, value in inputs.items()}
            scale, degrees = given["slab"][0], given["slab"][1]
            slab = pm.InverseGamma("slab_variance", degrees / 2, degrees / 2 * scale**2)
            tau = pm.HalfCauchy("tau", given["tau0"])
            local = pm.HalfCauchy("local", 1.0, dims="feature")
            z = pm.Normal("z", dims="feature")
            wide = tau * local
            width = wide * pt.sqrt(slab / (slab + wide**2))
            coefficient = pm.Deterministic("coefficient", z * width, dims="feature")
            intercept = pm.Normal("intercept", 0.0, 2.0)
            between = pm.HalfNormal("between_strata", given["stratum_sd"])
            z_stratum = pm.Normal("z_stratum", dims="stratum")
            strata = pm.Deterministic("stratum_intercept", intercept + between * z_stratum, dims="stratum")
            mean = strata[given["stratum_of"]] + (given["x"] * coefficient[None, :]).sum(axis=1)
            if self.response == "binary":
                pm.Bernoulli("observed", logit_p=mean, observed=given["response"], dims="row")
            else:
                sigma = pm.HalfNormal("sigma", 1.0)
                pm.Normal("observed", mean, sigma, observed=given["response"], dims="row")
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Responses of the rows of ``design`` (the features, ``stratum``).

        Parameters
        ----------
        params
            ``coefficient`` (mapping of features to effects per SD), ``intercept``, ``stratum`` (mapping,
            optional), ``sigma`` (continuous).
        """
        rng = np.random.default_rng(seed)
        x = design.select(pl.col(self.features).cast(pl.Float64)).to_numpy()
        x = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
        truth, strata = Truth(params), _strata(design)
        names = list(dict.fromkeys(strata))
        shift = truth.numbers("stratum", names, otherwise=0.0)[[names.index(one) for one in strata]]
        mean = (
            truth.number("intercept") + shift + x @ truth.numbers("coefficient", self.features, otherwise=0.0)
        )
        sigma = truth.number("sigma", above=0) if self.response == "continuous" else 0.0
        truth.finish()
        if self.response == "binary":
            return design.with_columns(response=pl.Series(rng.binomial(1, scipy.special.expit(mean))))
        return design.with_columns(response=pl.Series(rng.normal(mean, sigma)))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Responses for calibration, from the parameters of one prior draw."""
        given = self.inputs(data)
        mean = np.asarray(params["stratum_intercept"])[given["stratum_of"]]
        mean = mean + given["x"] @ np.asarray(params["coefficient"])
        if self.response == "binary":
            return {"response": rng.binomial(1, scipy.special.expit(mean))}
        return {"response": rng.normal(mean, float(params["sigma"]))}

    def relevance(self, fit: Fit) -> pl.DataFrame:
        """One row a feature, the strongest first.

        Returns
        -------
        polars.DataFrame
            ``feature``; ``coefficient`` (mean, per SD of the feature: SDs of the response, or logits),
            ``lower``, ``upper`` (90%), ``same_sign`` (probability that it has the sign of its mean).
        """
        flat = fit.require().posterior["coefficient"].stack(sample=("chain", "draw"))
        draws = flat.transpose("feature", "sample").to_numpy()
        low, high = np.quantile(draws, [0.05, 0.95], axis=1)
        mean = draws.mean(axis=1)
        return pl.DataFrame(
            {
                "feature": list(self.features),
                "coefficient": mean,
                "lower": low,
                "upper": high,
                "same_sign": (np.sign(draws) == np.sign(mean)[:, None]).mean(axis=1),
            }
        ).sort(pl.col("coefficient").abs(), descending=True)

    def predict(self, fit: Fit, data: pl.DataFrame, group: pl.DataFrame, *, unit: str = "1") -> xr.DataArray:
        """Draws of a subgroup's mean response: of a binary one, its response rate.

        Give them to :func:`mixture_prior` for the prior of that subgroup in the next trial.

        Parameters
        ----------
        data
            The fitted data: gives the scales and the strata.
        group
            Rows of the subgroup: the features, and ``stratum``; a stratum that was not fitted is drawn.
        unit
            Of a continuous response.

        Returns
        -------
        xarray.DataArray
            Dim ``sample``.
        """
        import xarray as xr

        given = self.inputs(data)
        for name in self.features:
            if name not in group.columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(group.columns[:20]))
        flat = fit.require().posterior.stack(sample=("chain", "draw"))
        x = group.select(pl.col(self.features).cast(pl.Float64)).to_numpy()
        if group.is_empty() or not np.isfinite(x).all():
            raise ModelDataError("model_value_not_finite", where="group", value="-")
        slopes = flat["coefficient"].transpose("feature", "sample").to_numpy()
        known = list(dict.fromkeys(_strata(data)))
        own = flat["stratum_intercept"].transpose("stratum", "sample").to_numpy()
        fresh = flat["intercept"].to_numpy() + flat["between_strata"].to_numpy() * np.random.default_rng(
            20260101
        ).standard_normal(slopes.shape[1])
        starts = np.stack([own[known.index(s)] if s in known else fresh for s in _strata(group)])
        mean = starts + ((x - given["feature_mean"]) / given["feature_sd"]) @ slopes
        if self.response == "binary":
            values, told = scipy.special.expit(mean), "1"
        else:
            values, told = float(given["response_mean"]) + float(given["response_sd"]) * mean, unit
        return xr.DataArray(values.mean(axis=0), dims="sample", attrs={"unit": told, "source": fit.key})


def biomarker_table(
    response: pl.DataFrame, *tables: pl.DataFrame, by: str, columns: tuple[str, ...] | None = None
) -> tuple[pl.DataFrame, tuple[str, ...], pl.DataFrame]:
    """Join responses with tables of expression, mutation and copy number.

    Parameters
    ----------
    response
        ``by`` and ``response``, and ``stratum`` if there is one.
    tables
        One row a tumour: ``by`` and numbers. Name the columns apart (``expression_ESR1``).
    columns
        Features to take; all by default.

    Returns
    -------
    data, features, left_out
        Rows with every feature; their names; the responses without a feature, and which.
    """
    joined = response
    for table in tables:
        if by not in table.columns:
            raise ModelDataError("missing_column", where=by, columns=", ".join(table.columns[:20]))
        if table[by].is_duplicated().any():
            raise ModelDataError(
                "concordance_twice", where=str(table.filter(table[by].is_duplicated())[by][0])
            )
        joined = joined.join(table, on=by, how="left", maintain_order="left")
    own = columns or tuple(name for table in tables for name in table.columns if name != by)
    for name in own:
        if name not in joined.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(joined.columns[:20]))
    whole = pl.all_horizontal(pl.col(own).is_not_null())
    missing = pl.concat_list([pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in own])
    left_out = joined.filter(~whole).select(
        *response.columns, missing=missing.list.drop_nulls().list.join(", ")
    )
    return joined.filter(whole), own, left_out


def _strata(data: pl.DataFrame) -> list[str]:
    return [str(one) for one in data["stratum"]] if "stratum" in data.columns else ["all"] * data.height

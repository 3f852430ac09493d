"""Exchangeable or not: response rates of strata that may or may not be alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy

from ._errors import ModelDataError
from ._mixture import counts, share
from ._planted import Truth
from ._prior_check import check_log_odds, halves, normals

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr
    from numpy.typing import NDArray

    from ..inference import Fit

_COLUMNS = ("stratum", "n", "r")


@dataclasses.dataclass(frozen=True, kw_only=True)
class EXNEX:
    """Each stratum's logit response rate is drawn from the common normal, or stands alone.

    With probability ``exchangeable`` θ ~ N(μ, τ²), shared by the strata; else θ ~ N(m, s²), its own.
    Which of the two is integrated out, so the sampler meets no discrete parameter.

    Parameters
    ----------
    exchangeable
        Prior probability that a stratum belongs with the others; 0.5.
    centre, heterogeneity
        Prior of μ, N(0, 2) on the logit scale, and scale of the half-normal prior of τ, 1.
    alone
        Mean and SD of a stratum that stands alone: N(0, 2), about two patients' worth.

    References
    ----------
    Neuenschwander B, Wandel S, Roychoudhury S, Bailey S. Pharm Stat 2016;15:123 (form). The priors
    of μ and τ are those of :class:`MAPPrior`.
    """

    name: ClassVar[str] = "exnex"
    version: ClassVar[int] = 1

    exchangeable: float = 0.5
    centre: tuple[float, float] = (0.0, 2.0)
    heterogeneity: float = 1.0
    alone: tuple[float, float] = (0.0, 2.0)

    def __post_init__(self) -> None:
        share(self.exchangeable, where="exchangeable")
        for field in ("centre", "alone"):
            if not 0 < getattr(self, field)[1] < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=getattr(self, field)[1])
        if not 0 < self.heterogeneity < np.inf:
            raise ModelDataError("prior_not_positive", where="heterogeneity", value=self.heterogeneity)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data (``stratum``, ``n`` patients, ``r`` responders) and prior values.

        Raises
        ------
        ModelDataError
            A column is missing, fewer than two strata, or counts that cannot be.
        """
        for name in _COLUMNS:
            if name not in data.columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
        if data.height < 2:
            raise ModelDataError("too_few_studies", where="stratum", n=data.height)
        for stratum, n, r in data.select(_COLUMNS).iter_rows():
            if n is None or r is None:
                raise ModelDataError("model_value_not_finite", where=f"{stratum}, n, r", value=(n, r))
            counts(r, n, where=f"{stratum}, n, r")
        return {
            "n": data["n"].to_numpy().astype(np.int64),
            "r": data["r"].to_numpy().astype(np.int64),
            "exchangeable": np.asarray(self.exchangeable, dtype=float),
            "centre": np.asarray(self.centre, dtype=float),
            "heterogeneity": np.asarray(self.heterogeneity, dtype=float),
            "alone": np.asarray(self.alone, dtype=float),
        }

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other rates."""
        count = len(given["n"])
        z = normals([given["centre"], given["alone"], *[(0.0, 1.0)] * count])
        together = z[:, [0]] + halves(float(given["heterogeneity"])) * z[:, 2:]
        alone = given["alone"][0] + given["alone"][1] * z[:, 2:]
        first = (np.arange(len(z)) % 100 < 100 * given["exchangeable"])[:, None]
        check_log_odds(given["r"], given["n"], np.where(first, together, alone), where="r, n")

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Label of the dim ``stratum``."""
        return {"stratum": data["stratum"].to_list()}

    def units(self) -> dict[str, str]:
        """Units of what is sampled."""
        names = ("mu", "tau", "theta", "theta_together", "theta_alone")
        return dict.fromkeys(names, "logit") | {"belongs": "1"}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph: nothing."""
        return ()

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``mu``, ``tau``, ``z`` and ``z_alone`` (stratum). Derived, by stratum:
            ``theta_together``, ``theta_alone`` and ``belongs``, the probability given this draw that
            the stratum is exchangeable. Observed: ``responders``, a mixture of two
            binomials.
        """
        import pymc as pm
        import pytensor.tensor as pt

        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims="stratum" if name in {"n", "r"} else None)
                for name, value in self.inputs(data).items()
            }
            mu = pm.Normal("mu", given["centre"][0], given["centre"][1])
            tau = pm.HalfNormal("tau", given["heterogeneity"])
            together = mu + tau * pm.Normal("z", dims="stratum")
            alone = given["alone"][0] + given["alone"][1] * pm.Normal("z_alone", dims="stratum")
            n, share_together = given["n"], given["exchangeable"]
            pm.Deterministic("theta_together", together, dims="stratum")
            pm.Deterministic("theta_alone", alone, dims="stratum")
            # The odds that the stratum belongs: prior odds times the ratio of the likelihoods.
            ratio = given["r"] * (together - alone) - n * (pt.softplus(together) - pt.softplus(alone))
            log_odds = pt.log(share_together) - pt.log1p(-share_together) + ratio
            pm.Deterministic("belongs", pt.sigmoid(log_odds), dims="stratum")

            def logp(value: Any, together: Any, alone: Any, n: Any, share_together: Any) -> Any:
                ways = pt.gammaln(n + 1) - pt.gammaln(value + 1) - pt.gammaln(n - value + 1)
                common = pt.log(share_together) + value * together - n * pt.softplus(together)
                apart = pt.log1p(-share_together) + value * alone - n * pt.softplus(alone)
                return ways + pt.logaddexp(common, apart)

            def random(  # noqa: PLR0917, the order is PyMC's
                together: Any, alone: Any, n: Any, share_together: Any, rng: Any, size: Any
            ) -> NDArray[Any]:
                belongs = rng.uniform(size=size) < share_together
                rates = scipy.special.expit(np.where(belongs, together, alone))
                return np.asarray(rng.binomial(n, rates, size=size))

            pm.CustomDist(
                "responders",
                together,
                alone,
                n,
                share_together,
                logp=logp,
                random=random,
                observed=given["r"],
                dtype="int64",
                dims="stratum",
            )
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """The strata of ``design`` (``stratum``, ``n`` patients), with responders ``r``.

        Parameters
        ----------
        params
            ``response_rate``: a number, or by stratum.

        Raises
        ------
        ModelDataError
            A rate is missing, or not between 0 and 1.
        """
        import polars as pl

        truth = Truth(params)
        rates = truth.numbers("response_rate", design["stratum"].to_list(), above=0, below=1)
        truth.finish()
        responders = np.random.default_rng(seed).binomial(design["n"].to_numpy(), rates)
        return design.with_columns(r=pl.Series(responders))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Responders for calibration, from the parameters of one prior draw."""
        n = data["n"].to_numpy()
        together = rng.uniform(size=n.size) < self.exchangeable
        theta = np.where(together, params["theta_together"], params["theta_alone"])
        return {"r": rng.binomial(n, scipy.special.expit(theta))}

    def predict(self, fit: Fit, *, seed: int = 20260101) -> xr.DataArray:
        """Draws of each stratum's response rate, dims ``stratum`` and ``sample``; unit 1."""
        flat = (
            fit.require()
            .posterior[["theta_together", "theta_alone", "belongs"]]
            .stack(sample=("chain", "draw"))
        )
        flat = flat.reset_index("sample", drop=True).transpose("stratum", "sample")
        chosen = np.random.default_rng(seed).uniform(size=flat["belongs"].shape) < flat["belongs"]
        theta = flat["theta_together"].where(chosen, flat["theta_alone"])
        rate = theta.copy(data=scipy.special.expit(theta.to_numpy()))
        return rate.rename("response_rate").assign_attrs(unit="1", source=fit.key)

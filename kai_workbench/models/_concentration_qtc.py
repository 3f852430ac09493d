"""Concentration–QTc: how many milliseconds a concentration prolongs the QTc interval."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ._errors import ModelDataError

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr
    from numpy.typing import NDArray

    from ..inference import Fit

_COLUMNS = ("subject", "time_h", "active", "concentration_ng_mL", "delta_qtc_ms", "baseline_qtc_ms")
LIMIT_MS = 10.0  # ICH E14


@dataclasses.dataclass(frozen=True, kw_only=True)
class ConcentrationQTc:
    """The linear mixed model of the scientific white paper on concentration–QTc analysis.

    ΔQTc = θ0 + η0 + θ1·active + (θ2 + η2)·C + time + θ4·(baseline − mean baseline) + ε, with one
    effect for each nominal time and correlated η0, η2 of each subject.

    Parameters
    ----------
    intercept_sd, active_sd, time_sd
        SD of the normal priors of θ0, of the treatment effect and of the effects of time, ms: 20, 20
        and 20, all larger than such effects ever are.
    slope_sd
        SD of the normal prior of the prolongation at the highest concentration of the data, 100 ms.
    baseline_sd
        SD of the normal prior of θ4, which has no unit: 1.
    subject_sd, residual_sd
        Scales of the half-normal priors of the SDs of η0 and ε, 20 ms; that of η2 is the same at
        the highest concentration.

    References
    ----------
    Garnett C et al. J Pharmacokinet Pharmacodyn 2018;45:383. ICH E14 Q&A (R3), 2015.
    """

    name: ClassVar[str] = "concentration-qtc"
    version: ClassVar[int] = 1

    intercept_sd: float = 20.0
    active_sd: float = 20.0
    time_sd: float = 20.0
    slope_sd: float = 100.0
    baseline_sd: float = 1.0
    subject_sd: float = 20.0
    residual_sd: float = 20.0

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field.name, value=value)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row a subject, period and nominal time: ``subject``, ``time_h`` (nominal, h),
            ``active`` (1 on drug, 0 on placebo), ``concentration_ng_mL`` (0 on placebo),
            ``delta_qtc_ms`` (change from baseline), ``baseline_qtc_ms``.

        Raises
        ------
        ModelDataError
            A column is missing, a value is not finite, a concentration is negative or on placebo,
            ``active`` is not 0 or 1, or there are fewer than three subjects.
        """
        import polars as pl

        for name in _COLUMNS:
            if name not in data.columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
        values = {name: data[name].cast(pl.Float64).to_numpy() for name in _COLUMNS[1:]}
        concentration, active = values["concentration_ng_mL"], values["active"]
        wrong = {name: ~np.isfinite(column) for name, column in values.items()}
        wrong["concentration_ng_mL"] |= (concentration < 0) | ((active == 0) & (concentration > 0))
        wrong["active"] |= ~np.isin(active, (0, 1))
        for name, bad in wrong.items():
            if bad.any():
                row = int(np.flatnonzero(bad)[0])
                here = f"{data['subject'][row]}, {name}, row {row + 1}"
                raise ModelDataError("qtc_value", where=here, value=data[name][row])
        subjects, times = self._levels(data)
        if len(subjects) < 3 or concentration.max() == 0:
            raise ModelDataError("qtc_too_few", where="subject", n=len(subjects))
        return {
            "subject_index": np.array([subjects.index(one) for one in data["subject"]]),
            "time_index": np.array([times.index(one) for one in data["time_h"]]),
            "active": active,
            "top_concentration": np.asarray(concentration.max()),
            "concentration": concentration,
            "baseline": values["baseline_qtc_ms"] - values["baseline_qtc_ms"].mean(),
            "delta_qtc": values["delta_qtc_ms"],
            "priors": np.array([getattr(self, field.name) for field in dataclasses.fields(self)]),
        }

    @staticmethod
    def _levels(data: pl.DataFrame) -> tuple[list[Any], list[float]]:
        return data["subject"].unique(maintain_order=True).to_list(), data["time_h"].unique().sort().to_list()

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``subject``, ``time`` (h) and ``row``."""
        subjects, times = self._levels(data)
        return {"subject": subjects, "time": times, "row": list(range(1, data.height + 1))}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph: nothing."""
        return ()

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``intercept``, ``active_effect`` (ms), ``at_top`` (ms at the highest
            concentration), ``time_effect`` (time), ``baseline_effect``, ``intercept_spread``,
            ``slope_spread``, ``correlation``, ``eta_intercept`` and ``z_top`` (subject), ``sigma``.
            Derived: ``eta_top`` (subject), ``slope`` (ms per ng/mL). Observed: ``observed`` (row).
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows = {"subject_index", "time_index", "active", "concentration", "baseline", "delta_qtc"}
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims="row" if name in rows else None)
                for name, value in self.inputs(data).items()
            }
            sd = given["priors"]
            intercept = pm.Normal("intercept", 0, sd[0])
            active = pm.Normal("active_effect", 0, sd[1])
            time = pm.Normal("time_effect", 0, sd[2], dims="time")
            at_top = pm.Normal("at_top", 0, sd[3])
            baseline = pm.Normal("baseline_effect", 0, sd[4])
            spread = pm.HalfNormal("intercept_spread", sd[5])
            spread_top = pm.HalfNormal("slope_spread", sd[5])
            correlation = pm.Uniform("correlation", -1, 1)
            # Intercepts centred: dozens of rows know them better than the prior. Slopes not: where
            # subjects hardly differ in them, the centred form has a funnel.
            eta = pm.Normal("eta_intercept", 0, spread, dims="subject")
            z = pm.Normal("z_top", dims="subject")
            shared = correlation * eta / spread + pt.sqrt(1 - correlation**2) * z
            eta_top = pm.Deterministic("eta_top", spread_top * shared, dims="subject")
            pm.Deterministic("slope", at_top / given["top_concentration"])
            who, share = given["subject_index"], given["concentration"] / given["top_concentration"]
            mean = (
                intercept
                + eta[who]
                + active * given["active"]
                + (at_top + eta_top[who]) * share
                + time[given["time_index"]]
                + baseline * given["baseline"]
            )
            sigma = pm.HalfNormal("sigma", sd[6])
            pm.Normal("observed", mean, sigma, observed=given["delta_qtc"], dims="row")
        return model

    def simulate(self, params: Mapping[str, float], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """``delta_qtc_ms`` for the rows of ``design``.

        Parameters
        ----------
        params
            ``slope`` (ms per ng/mL), ``active_effect``, ``intercept_spread``, ``sigma`` (ms),
            ``slope_spread`` (ms per ng/mL).
        """
        rng = np.random.default_rng(seed)
        subjects, _ = self._levels(design)
        who = np.array([subjects.index(one) for one in design["subject"]])
        slope = rng.normal(params["slope"], params["slope_spread"], len(subjects))[who]
        start = rng.normal(0, params["intercept_spread"], len(subjects))[who]
        mean = start + params["active_effect"] * design["active"].to_numpy()
        mean = mean + slope * design["concentration_ng_mL"].to_numpy()
        return design.with_columns(delta_qtc_ms=rng.normal(mean, params["sigma"]))

    def predict(self, fit: Fit, concentration_ng_mL: Sequence[float]) -> xr.DataArray:
        """Draws of mean ΔΔQTc (ms) at concentrations: treatment effect plus slope times concentration.

        Dims ``concentration`` and ``sample``. The upper bound of its 90% interval below 10 ms is
        ICH E14's criterion: :func:`qtc_criterion`.
        """
        import xarray as xr

        x = np.asarray(concentration_ng_mL, dtype=float)
        if not np.all(np.isfinite(x) & (x >= 0)):
            raise ModelDataError("qtc_value", where="concentration_ng_mL", value=list(concentration_ng_mL))
        flat = fit.require().posterior[["slope", "active_effect"]].stack(sample=("chain", "draw"))
        values = flat["active_effect"].to_numpy() + x[:, None] * flat["slope"].to_numpy()
        return xr.DataArray(
            values,
            dims=("concentration", "sample"),
            coords={"concentration": x},
            attrs={"unit": "ms", "source": fit.key},
        )


def qtc_criterion(ddqtc: Any) -> NDArray[np.bool_]:
    """Whether the upper bound of the two-sided 90% interval of ΔΔQTc lies below 10 ms (ICH E14).

    Parameters
    ----------
    ddqtc
        Draws in ms, last axis the draws.
    """
    return np.asarray(np.quantile(np.asarray(ddqtc), 0.95, axis=-1) < LIMIT_MS)

"""Concentration–QTc: how many milliseconds a concentration prolongs the QTc interval."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ._errors import ModelDataError
from ._intercept_slope import log_density
from ._mixture import NormalMixture, normal_prior
from ._planted import Truth
from ._prior_check import check_difference, normals
from ._tables import checked_frame

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr
    from numpy.typing import NDArray

    from ..inference import Fit, SeenBy

# What an electrocardiogram of a living person can show, widely; seconds for milliseconds lie outside.
_LEAST_QTC_MS, _LARGEST_QTC_MS = 150.0, 1000.0
_COLUMNS = ("subject", "time_h", "active", "concentration_ng_mL", "delta_qtc_ms", "baseline_qtc_ms")
LIMIT_MS = 10.0  # ICH E14


@dataclasses.dataclass(frozen=True, kw_only=True)
class ConcentrationQTc:
    """The linear mixed model of the scientific white paper on concentration–QTc analysis.

    ΔQTc = θ0 + η0 + θ1·active + (θ2 + η2)·C + time + θ4·(baseline − mean baseline) + ε, with one
    effect for each nominal time, adding to zero, and correlated normal η0, η2 of each subject. The
    η are integrated out exactly: a subject's rows are one multivariate normal, and the pointwise
    log-likelihood of :func:`kai_workbench.inference.loo` is a subject's.

    Parameters
    ----------
    intercept_sd, active_sd, time_sd
        SD of the normal priors of θ0, of the treatment effect and of the effects of time, ms: 20, 20
        and 20. Changes over a day and differences from placebo at no concentration are a few ms.
    slope_sd
        SD of the normal prior of the prolongation at the highest concentration of the data, 100 ms.
    baseline_sd
        SD of the normal prior of θ4, which has no unit: 1.
    slope
        In place of ``slope_sd``, the prior of the slope, ms per ng/mL: a :class:`NormalMixture`, such
        as :func:`mixture_prior` makes of what hERG foretells. Its number of components changes the
        graph.
    subject_sd, residual_sd
        Scales of the half-normal priors of the SDs of η0 and ε, 20 ms; that of η2 is the same at
        the highest concentration.

    References
    ----------
    Garnett C et al. J Pharmacokinet Pharmacodyn 2018;45:383. ICH E14 Q&A (R3), 2015.
    """

    name: ClassVar[str] = "concentration-qtc"
    version: ClassVar[int] = 2
    seen_by: ClassVar[SeenBy] = {"observed": lambda given: given["measured"] > 0}

    intercept_sd: float = 20.0
    active_sd: float = 20.0
    time_sd: float = 20.0
    slope_sd: float = 100.0
    baseline_sd: float = 1.0
    subject_sd: float = 20.0
    residual_sd: float = 20.0
    slope: NormalMixture | None = None

    def __post_init__(self) -> None:
        for name, value in self._scales().items():
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=name, value=value)

    def _scales(self) -> dict[str, float]:
        fields = [field.name for field in dataclasses.fields(self)]
        return {name: getattr(self, name) for name in fields if name != "slope"}

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
            ``active`` is not 0 or 1, a baseline cannot be one in ms, or there are fewer than three
            subjects.
        """
        import polars as pl

        for name in _COLUMNS:
            if name not in checked_frame(data).columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
        values = {name: data[name].cast(pl.Float64, strict=False).to_numpy() for name in _COLUMNS[1:]}
        concentration, active = values["concentration_ng_mL"], values["active"]
        wrong = {name: ~np.isfinite(column) for name, column in values.items()}
        wrong["concentration_ng_mL"] |= (concentration < 0) | ((active == 0) & (concentration > 0))
        wrong["active"] |= ~np.isin(active, (0, 1))
        for name, bad in wrong.items():
            if bad.any():
                row = int(np.flatnonzero(bad)[0])
                here = f"{data['subject'][row]}, {name}, row {row + 1}"
                raise ModelDataError("qtc_value", where=here, value=data[name][row])
        before = values["baseline_qtc_ms"]
        if (odd := (before < _LEAST_QTC_MS) | (before > _LARGEST_QTC_MS)).any():
            row = int(np.flatnonzero(odd)[0])
            where = f"{data['subject'][row]}, baseline_qtc_ms, row {row + 1}"
            raise ModelDataError("qtc_baseline", where=where, value=f"{before[row]:g}")
        subjects, times = self._levels(data)
        if len(subjects) < 3 or len(times) < 2 or concentration.max() == 0:
            raise ModelDataError("qtc_too_few", where="subject, time_h", n=len(subjects), times=len(times))
        who, slot, shape = self._slots(data)
        baseline = values["baseline_qtc_ms"] - values["baseline_qtc_ms"].mean()
        matrices = {
            "delta_qtc": values["delta_qtc_ms"],
            "share": concentration / concentration.max(),
            "active": active,
            "baseline": baseline,
            "measured": np.ones(data.height),
        }
        given: dict[str, NDArray[Any]] = {name: np.zeros(shape) for name in matrices}
        for name, column in matrices.items():
            given[name][who, slot] = column
        given["time_index"] = np.zeros(shape, np.int64)
        given["time_index"][who, slot] = np.array([times.index(one) for one in data["time_h"]])
        given["top_concentration"] = np.asarray(concentration.max())
        given["priors"] = np.array(list(self._scales().values()))
        at_top = np.array([[1.0], [0.0], [self.slope_sd]])
        if self.slope is not None:
            at_top = self.slope.to_array() * [[1.0], [concentration.max()], [concentration.max()]]
        given["slope_prior"] = at_top
        return given

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, changes that are all the same, and priors that expect quite others."""
        seen = given["measured"] > 0
        change = given["delta_qtc"][seen]
        if len(change) > 1 and np.ptp(change) == 0:
            raise ModelDataError("qtc_constant", where="delta_qtc_ms", n=len(change), value=change[0])
        sd = given["priors"]
        weight, mean, spread = given["slope_prior"]
        z = normals([(0.0, sd[0]), (0.0, sd[1]), (0.0, sd[4]), (0.0, 1.0)])
        component = np.random.default_rng(1).choice(len(weight), size=len(z), p=weight / weight.sum())
        at_top = mean[component] + spread[component] * z[:, 3]
        expected = (
            z[:, [0]]
            + z[:, [1]] * given["active"][seen]
            + z[:, [2]] * given["baseline"][seen]
            + at_top[:, None] * given["share"][seen]
        )
        drugged = given["active"][seen] > 0
        error = float(np.hypot(sd[6] / np.sqrt(drugged.sum()), sd[2]))
        check_difference(
            change[drugged], expected[:, drugged], where="delta_qtc_ms", unit="ms", error=error, least=sd[6]
        )

    @staticmethod
    def _levels(data: pl.DataFrame) -> tuple[list[Any], list[float]]:
        return data["subject"].unique(maintain_order=True).to_list(), data["time_h"].unique().sort().to_list()

    def _slots(self, data: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[int, int]]:
        """Subject and place among the subject's rows, of every row; the size of the matrices."""
        subjects, _ = self._levels(data)
        who = np.array([subjects.index(one) for one in data["subject"]])
        seen = np.zeros(len(subjects), np.int64)
        slot = np.zeros_like(who)
        for row, one in enumerate(who):
            slot[row] = seen[one]
            seen[one] += 1
        return who, slot, (len(subjects), int(seen.max()))

    def rows(self, data: pl.DataFrame, values: Any) -> NDArray[Any]:
        """Values by row of ``data``, from those by ``subject`` and ``slot`` (the last two axes)."""
        who, slot, _ = self._slots(data)
        return np.asarray(values)[..., who, slot]

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``subject``, ``slot`` (a subject's rows, numbered) and ``time`` (h)."""
        subjects, times = self._levels(data)
        _, _, (_, width) = self._slots(data)
        return {"subject": subjects, "slot": list(range(1, width + 1)), "time": times}

    def units(self) -> dict[str, str]:
        """Units of what is sampled; ``ln(...)`` where it is the logarithm that is."""
        effects = ("intercept", "active_effect", "time_effect", "slope_at_top", "sigma")
        spreads = ("intercept_spread", "slope_spread")
        shares = dict.fromkeys(("baseline_effect", "correlation"), "1")
        return dict.fromkeys((*effects, *spreads), "ms") | shares | {"slope": "ms/(ng/mL)"}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self._components,)

    @property
    def _components(self) -> int:
        return len(self.slope.weights) if self.slope is not None else 1

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``intercept``, ``active_effect`` (ms), ``at_top`` (ms at the highest
            concentration), ``time_effect`` (time; adding to zero), ``baseline_effect``,
            ``intercept_spread``, ``slope_spread`` (SDs between subjects, ms; that of the slope at the
            highest concentration), ``correlation``, ``sigma``. Derived: ``slope`` (ms per ng/mL).
            Observed: ``observed`` (subject, slot); slots beyond a subject's rows count for nothing,
            and :meth:`rows` leaves them out.
        """
        import pymc as pm
        import pytensor.tensor as pt

        cells = {"delta_qtc", "share", "active", "baseline", "measured", "time_index"}
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims=("subject", "slot") if name in cells else None)
                for name, value in self.inputs(data).items()
            }
            sd = given["priors"]
            intercept = pm.Normal("intercept", 0, sd[0])
            active = pm.Normal("active_effect", 0, sd[1])
            time = pm.ZeroSumNormal("time_effect", sd[2], dims="time")
            at_top = normal_prior("at_top", given["slope_prior"], components=self._components)
            baseline = pm.Normal("baseline_effect", 0, sd[4])
            spread = pm.HalfNormal("intercept_spread", sd[5])
            spread_top = pm.HalfNormal("slope_spread", sd[5])
            correlation = pm.Uniform("correlation", -1, 1)
            sigma = pm.HalfNormal("sigma", sd[6])
            pm.Deterministic("slope", at_top / given["top_concentration"])
            mean = (
                intercept
                + active * given["active"]
                + at_top * given["share"]
                + time[given["time_index"]]
                + baseline * given["baseline"]
            )

            def logp(value: Any, mean: Any, share: Any, measured: Any, *parameters: Any) -> Any:
                return log_density(
                    value - mean, share, measured, pt.stack([pt.squeeze(x) for x in parameters])
                )

            pm.CustomDist(
                "observed",
                mean,
                given["share"],
                given["measured"],
                spread,
                spread_top,
                correlation,
                sigma,
                logp=logp,
                random=_random,
                signature="(s),(s),(s),(),(),(),()->(s)",
                observed=given["delta_qtc"],
                dims=("subject", "slot"),
            )
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """``delta_qtc_ms`` for the rows of ``design``.

        Parameters
        ----------
        params
            ``slope`` (ms per ng/mL), ``active_effect``, ``intercept_spread``, ``sigma`` (ms),
            ``slope_spread`` (SD between subjects, ms per ng/mL); if not 0 also ``intercept`` (ms),
            ``correlation``, ``baseline_effect`` and ``time_effect`` (ms, one a nominal time).
        """
        rng = np.random.default_rng(seed)
        subjects, times = self._levels(design)
        truth = Truth(params)
        slope, active = truth.number("slope"), truth.number("active_effect")
        start_sd, slope_sd, sigma = (
            truth.number(name, least=0) for name in ("intercept_spread", "slope_spread", "sigma")
        )
        together = truth.number("correlation", above=-1, below=1, otherwise=0.0)
        by_time = truth.numbers("time_effect", times, otherwise=0.0)
        intercept, by_baseline = (
            truth.number(one, otherwise=0.0) for one in ("intercept", "baseline_effect")
        )
        truth.finish()
        who = np.array([subjects.index(one) for one in design["subject"]])
        z, other = rng.normal(size=(2, len(subjects)))
        own = slope_sd * (together * z + np.sqrt(1 - together**2) * other)
        baseline = design["baseline_qtc_ms"].to_numpy()
        mean = (
            intercept
            + (start_sd * z)[who]
            + active * design["active"].to_numpy()
            + (slope + own)[who] * design["concentration_ng_mL"].to_numpy()
            + by_time[[times.index(one) for one in design["time_h"]]]
            + by_baseline * (baseline - baseline.mean())
        )
        return design.with_columns(delta_qtc_ms=rng.normal(mean, sigma))

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


def _random(  # noqa: PLR0917, the order is that of the distribution's parameters
    mean: Any,
    share: Any,
    measured: Any,  # noqa: ARG001, slots without a row are simulated, and left out by rows()
    spread: Any,
    spread_top: Any,
    correlation: Any,
    sigma: Any,
    rng: np.random.Generator,
    size: Any,
) -> NDArray[Any]:
    """ΔQTc of new subjects with the rows of these."""
    shape = np.broadcast_shapes(np.shape(mean), np.shape(share), (*(size or ()), 1))
    z, other = rng.standard_normal((2, *shape[:-1]))
    lean = correlation * z + np.sqrt(1 - np.square(correlation)) * other
    own = (spread * z)[..., None] + (spread_top * lean)[..., None] * share
    noise = np.expand_dims(np.asarray(sigma), -1) * rng.standard_normal(shape)
    return np.asarray(mean + own + noise)


def qtc_criterion(ddqtc: Any) -> NDArray[np.bool_]:
    """Whether the upper bound of the two-sided 90% interval of ΔΔQTc lies below 10 ms (ICH E14).

    Parameters
    ----------
    ddqtc
        Draws in ms, last axis the draws.
    """
    return np.asarray(np.quantile(np.asarray(ddqtc), 0.95, axis=-1) < LIMIT_MS)

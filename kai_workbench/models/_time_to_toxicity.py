"""When a toxicity appears, and how exposure hastens it: proportional hazards with censoring."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._planted import Truth
from ._prior_check import check_rate, normals

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr

    from ..inference import Fit, SeenBy

Floats = NDArray[np.float64]
_KINDS = ("exact", "right", "interval")


@dataclasses.dataclass(frozen=True, kw_only=True)
class TimeToToxicity:
    """Cumulative hazard H(t) = exp(c + β (x - mean x)) G(t), x the exposure as a share of the highest.

    G is 1 at the end of follow-up: ``weibull`` (t / T)^k; ``piecewise`` the time spent in each interval
    as a share of T, times the interval's relative hazard. A toxicity seen at a visit began between that
    visit and the one before (interval censoring); one never seen, after the last (right censoring).

    Parameters
    ----------
    baseline
        ``"weibull"`` or ``"piecewise"``. Changes the graph.
    cuts_day
        Days that part the intervals of the piecewise hazard. Their number changes the graph.
    hazard
        Mean and SD of the normal prior of ``c``, log cumulative hazard at the mean exposure and the end of
        follow-up; N(log 0.3, 1.5): a share of 2 to 99% affected (95%).
    effect
        Mean and SD of the normal prior of ``β``, log hazard ratio of the highest exposure to none; N(0, 2).
    shape_sd
        SD of log k about 0, and of the log relative hazards of the intervals; 0.7.

    References
    ----------
    Lindsey JC, Ryan LM. Stat Med 1998;17:219 (interval censoring). Ibrahim JG, Chen MH, Sinha D. Bayesian
    Survival Analysis. 2001 (piecewise hazards).
    """

    name: ClassVar[str] = "time-to-toxicity"
    version: ClassVar[int] = 1
    seen_by: ClassVar[SeenBy] = {"observed": lambda _: False}  # known by intervals

    baseline: Literal["weibull", "piecewise"] = "weibull"
    cuts_day: tuple[float, ...] = ()
    hazard: tuple[float, float] = (float(np.log(0.3)), 1.5)
    effect: tuple[float, float] = (0.0, 2.0)
    shape_sd: float = 0.7

    def __post_init__(self) -> None:
        if self.baseline not in ("weibull", "piecewise"):
            raise ModelDataError(
                "model_option_unknown", where="baseline", value=self.baseline, known="weibull, piecewise"
            )
        cuts = np.asarray(self.cuts_day, dtype=float)
        wanted = self.baseline == "piecewise"
        if wanted != bool(cuts.size) or np.any(cuts <= 0) or np.any(np.diff(cuts) <= 0):
            raise ModelDataError("cuts_wrong", where="cuts_day", value=self.cuts_day)
        for field, value in (
            ("hazard", self.hazard[1]),
            ("effect", self.effect[1]),
            ("shape_sd", self.shape_sd),
        ):
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row an animal or patient: ``exposure`` (≥ 0, any unit); ``lower_day``, the last day on which
            the toxicity was known to be absent; ``upper_day``, the first on which it was seen, null where
            it never was. Both equal: seen as it began.

        Raises
        ------
        ModelDataError
            A column is missing; a value cannot be; nobody was affected; exposures do not differ; or a cut
            lies beyond the follow-up.
        """
        for name in ("exposure", "lower_day", "upper_day"):
            if name not in data.columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
        table = data.select(pl.col("exposure", "lower_day", "upper_day").cast(pl.Float64)).to_numpy()
        exposure, lower, upper = table.T
        right = np.isnan(upper)
        wrong = ~(np.isfinite(exposure) & (exposure >= 0) & np.isfinite(lower) & (lower >= 0))
        wrong |= ~right & ~(np.isfinite(upper) & (upper >= lower) & (upper > 0))
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ModelDataError("event_time", where=f"row {row + 1}", value=data.row(row))
        if right.all():
            raise ModelDataError("nobody_affected", where="upper_day", n=data.height)
        if np.ptp(exposure) == 0:
            raise ModelDataError("exposure_constant", where="exposure", value=exposure[0])
        end = float(np.nanmax(np.concatenate([lower, upper])))
        if self.cuts_day and self.cuts_day[-1] >= end:
            raise ModelDataError("cuts_wrong", where="cuts_day", value=self.cuts_day)
        share = exposure / exposure.max()
        kind = np.where(right, 1, np.where(upper == lower, 0, 2))
        last = np.where(right, lower, upper)
        return {
            "exposure": share,
            "mean_exposure": np.asarray(share.mean()),
            "kind": kind,
            "lower": self._clock(lower, end),
            "upper": self._clock(last, end),
            "at": self._place(last, end),
            "seen": last / end,
            "edges": np.array([0.0, *self.cuts_day]) / end,
            "end_day": np.asarray(end),
            "top": np.asarray(exposure.max()),
            "hazard": np.asarray(self.hazard),
            "effect": np.asarray(self.effect),
            "shape_sd": np.asarray(self.shape_sd),
        }

    def _clock(self, day: Floats, end: float) -> Floats:
        """What G is made of, (row,) shares of follow-up or (row, interval) shares spent in each."""
        if self.baseline == "weibull":
            return np.asarray(day / end)
        edges = np.array([0.0, *self.cuts_day, np.inf])
        spent = np.clip(day[:, None], edges[:-1], edges[1:]) - edges[:-1]
        return np.asarray(spent / end)

    def _place(self, day: Floats, end: float) -> Floats:
        """Where the slope of G is taken: shares of follow-up, or an indicator of the interval."""
        if self.baseline == "weibull":
            return np.asarray(day / end)
        inside = np.searchsorted(np.array(self.cuts_day), day, side="left")
        return np.asarray(np.eye(len(self.cuts_day) + 1)[inside])

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite another share affected."""
        z = normals([given["hazard"], given["effect"]])
        with np.errstate(over="ignore"):
            hazard = np.exp(z[:, [0]] + z[:, [1]] * (given["exposure"] - given["mean_exposure"]))
        affected = given["kind"] != 1
        share = -np.expm1(-hazard * given["seen"])
        check_rate(affected, np.ones_like(given["kind"]), share, where="upper_day")

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``subject`` (the row's number) and ``interval``."""
        subject = list(range(1, data.height + 1))
        if self.baseline == "weibull":
            return {"subject": subject}
        edges = [0.0, *self.cuts_day]
        return {"subject": subject, "interval": [f"from day {one:g}" for one in edges]}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.baseline, len(self.cuts_day))

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``c``, ``beta``, ``log_shape`` or ``log_relative_hazard`` (interval). Observed:
            ``observed`` (subject), the day of the toxicity as a share of the follow-up, censored as the
            inputs say; predictive draws are of the day itself.
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows: dict[str, Any] = dict.fromkeys(("exposure", "kind", "seen"), "subject")
        wide = ("subject", "interval") if self.baseline == "piecewise" else "subject"
        rows |= dict.fromkeys(("lower", "upper", "at"), wide)
        inputs = self.inputs(data)
        with pm.Model(coords=self.coords(data)) as model:
            given = {name: pm.Data(name, value, dims=rows.get(name)) for name, value in inputs.items()}
            c = pm.Normal("c", given["hazard"][0], given["hazard"][1])
            beta = pm.Normal("beta", given["effect"][0], given["effect"][1])
            log_rate = c + beta * (given["exposure"] - given["mean_exposure"])
            if self.baseline == "weibull":
                own = pm.Normal("log_shape", 0.0, given["shape_sd"])[None]
            else:
                own = pm.Normal("log_relative_hazard", 0.0, given["shape_sd"], dims="interval")

            def logp(value: Any, log_rate: Any, own: Any, edges: Any) -> Any:  # noqa: ARG001
                # The times stand in the inputs, as censored as they are; PyMC gives `own` an axis of rows.
                grown, log_slope = self._grown(own[0], given)
                rate = pt.exp(log_rate)
                before, after = rate * grown(given["lower"]), rate * grown(given["upper"])
                gained = pt.switch(pt.eq(given["kind"], 2), after - before, 1.0)
                seen = pt.switch(
                    pt.eq(given["kind"], 0),
                    log_rate + log_slope - after,
                    pt.switch(pt.eq(given["kind"], 1), -before, -before + pt.log(-pt.expm1(-gained))),
                )
                return seen + 0.0 * value

            def random(log_rate: Any, own: Any, edges: Any, rng: Any, size: Any) -> Floats:  # noqa: ARG001
                target = rng.exponential(size=log_rate.shape) * np.exp(-log_rate)
                if self.baseline == "weibull":
                    return np.asarray(target ** np.exp(-own[..., 0]))
                first = edges.reshape(-1, edges.shape[-1])[0]
                return _time_of(target, np.exp(own.reshape(-1, own.shape[-1])[0]), first)

            pm.CustomDist(
                "observed",
                log_rate,
                own,
                given["edges"],
                logp=logp,
                random=random,
                signature="(),(i),(j)->()",
                observed=given["seen"],
                dims="subject",
            )
        return model

    def _grown(self, own: Any, given: Mapping[str, Any]) -> tuple[Any, Any]:
        """G of a time, and the log slope of G at the last time of each subject."""
        import pytensor.tensor as pt

        if self.baseline == "piecewise":
            relative = pt.exp(own)
            return (
                lambda share: (share * relative[None, :]).sum(axis=1),
                pt.log((given["at"] * relative[None, :]).sum(axis=1)),
            )
        shape = pt.exp(own[0])

        def grown(share: Any) -> Any:
            above = pt.gt(share, 0)  # a power of nought has no slope
            return pt.switch(above, pt.exp(shape * pt.log(pt.switch(above, share, 1.0))), 0.0)

        return grown, own[0] + (shape - 1) * pt.log(given["at"])

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """First days seen in the subjects of ``design`` (``exposure``, ``last_day``, ``every_day``).

        Parameters
        ----------
        params
            ``c``, ``beta`` and ``log_shape`` or ``log_relative_hazard``; the follow-up is the longest
            ``last_day``. ``every_day`` 0: seen as it begins; else at the next visit.
        """
        truth = Truth(params)
        values: dict[str, Any] = {name: truth.number(name) for name in ("c", "beta")}
        if self.baseline == "weibull":
            values["log_shape"] = truth.number("log_shape")
        else:
            begins = ["0", *(f"{cut:g}" for cut in self.cuts_day)]
            values["log_relative_hazard"] = truth.numbers("log_relative_hazard", begins)
        truth.finish()
        lower, upper = self._draw(values, design, np.random.default_rng(seed))
        return design.with_columns(lower_day=lower, upper_day=pl.Series(upper).fill_nan(None))

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Times for calibration; ``data`` must have the columns of :meth:`simulate`'s design, too."""
        values = {name: np.asarray(params[name]) for name in params}
        lower, upper = self._draw(values, data, rng)
        end = float(data["last_day"].max())  # type: ignore[arg-type]
        right = np.isnan(upper)
        last = np.where(right, lower, upper)
        return {
            "kind": np.where(right, 1, np.where(upper == lower, 0, 2)),
            "lower": self._clock(lower, end),
            "upper": self._clock(last, end),
            "at": self._place(last, end),
            "seen": last / end,
        }

    def _draw(
        self, params: Mapping[str, Any], design: pl.DataFrame, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        exposure, last, every = design.select("exposure", "last_day", "every_day").to_numpy().T.astype(float)
        share, end = exposure / exposure.max(), float(last.max())
        rate = np.exp(float(params["c"]) + float(params["beta"]) * (share - share.mean()))
        target = rng.exponential(size=share.size) / rate  # G at the event
        if self.baseline == "weibull":
            day = end * target ** np.exp(-float(params["log_shape"]))
        else:
            relative = np.exp(np.asarray(params["log_relative_hazard"], dtype=float))
            day = end * _time_of(target, relative, np.array([0.0, *self.cuts_day]) / end)
        step = np.where(every > 0, every, 1.0)
        seen = np.where(every > 0, np.minimum(np.ceil(day / step) * step, last), day)
        begun = np.where(every > 0, (np.ceil(np.minimum(day, last) / step) - 1) * step, day)
        affected = day <= last
        return np.where(affected, np.maximum(begun, 0.0), last), np.where(affected, seen, np.nan)

    def predict(
        self, fit: Fit, data: pl.DataFrame, *, exposure: Sequence[float], day: Sequence[float]
    ) -> xr.DataArray:
        """Draws of the probability of the toxicity by a day, dims ``exposure``, ``day``, ``sample``; unit 1.

        Parameters
        ----------
        data
            The fitted data: gives the unit of exposure and the follow-up.
        """
        import xarray as xr

        given = self.inputs(data)
        flat = fit.require().posterior.stack(sample=("chain", "draw"))
        asked, days = np.asarray(exposure, dtype=float), np.asarray(day, dtype=float)
        for where, values in (("exposure", asked), ("day", days)):
            if not np.all(np.isfinite(values) & (values >= 0)):
                raise ModelDataError("model_value_not_finite", where=where, value=values.tolist())
        clock = self._clock(days, float(given["end_day"]))
        if self.baseline == "weibull":
            grown = clock[:, None] ** np.exp(flat["log_shape"].to_numpy())
        else:
            relative = np.exp(flat["log_relative_hazard"].transpose("interval", "sample").to_numpy())
            grown = clock @ relative
        away = asked / float(given["top"]) - float(given["mean_exposure"])
        rate = np.exp(flat["c"].to_numpy() + away[:, None] * flat["beta"].to_numpy())
        share = -np.expm1(-rate[:, None, :] * grown[None, :, :])
        return xr.DataArray(
            share,
            dims=("exposure", "day", "sample"),
            coords={"exposure": asked, "day": days},
            attrs={"unit": "1", "source": fit.key},
        )


def _time_of(target: Floats, relative: Floats, edges: Floats) -> Floats:
    """Share of the follow-up at which a stepwise cumulative hazard reaches its targets."""
    reached = np.concatenate([[0.0], np.cumsum(relative[:-1] * np.diff(edges))])
    index = np.searchsorted(reached, target, side="right") - 1
    return np.asarray(edges[index] + (target - reached[index]) / relative[index])

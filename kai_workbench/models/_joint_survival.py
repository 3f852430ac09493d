"""Tumour size and survival together: what the course of a tumour foretells of its patient."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._joint_hazard import LINKS, Link, event_times, log_hazard_and_cumulative
from ._prior_check import check_ratio, normals
from ._stein_fojo import SteinFojo

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit, SeenBy

Floats = NDArray[np.float64]
_CURVE = ("base", "growth", "kill")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class TumourSurvival:
    """Tumour sizes of patients, and what became of the patients.

    Attributes
    ----------
    sizes
        ``subject``, ``time``, ``size``, as for :class:`SteinFojo`.
    survival
        One row a subject of the sizes: ``subject``, ``time`` (of the event, or last known without,
        since the start of treatment), ``event`` (1 or 0), and covariates. The event may be death (OS)
        or progression or death (PFS).
    """

    sizes: pl.DataFrame
    survival: pl.DataFrame


@dataclasses.dataclass(frozen=True, kw_only=True)
class JointTumourSurvival:
    """Joint model of tumour size (Stein–Fojo) and time to an event (Weibull), with shared parameters.

    The hazard of a patient is h0(t)·exp(coefficient·G + covariates), G told by ``link``.

    Parameters
    ----------
    tumour
        Model of the sizes; its form must be ``"gd"``.
    link
        What of the tumour moves the hazard: ``"growth"`` (log of the individual kg, in e-folds from
        the prior's median), ``"size"`` (log of the current size, from the prior's median of base),
        ``"slope"`` (current relative growth, in the prior's median of kg).
    median
        Prior median of the median time to the event at G = 0 without covariates, and the SD of its
        log.
    shape
        As median, of the Weibull's shape; 1 is a constant hazard.
    coefficient_sd
        SD of the normal prior of the coefficient, a log hazard ratio per unit of G.
    covariates
        Numeric columns of the survival table; each is centred.
    covariate_sd
        SD of the normal priors of their log hazard ratios.

    References
    ----------
    Kerioui M and others. Stat Med 2020. Chan P and others. CPT Pharmacometrics Syst Pharmacol 2021;10:1171.
    """

    name: ClassVar[str] = "joint-tumour-survival"
    version: ClassVar[int] = 1
    seen_by: ClassVar[SeenBy] = {**SteinFojo.seen_by, "event_time": lambda given: given["event"] > 0}

    tumour: SteinFojo = dataclasses.field(default_factory=SteinFojo)
    link: Link = "growth"
    median: tuple[float, float] = (365.0, 1.0)
    shape: tuple[float, float] = (1.0, 0.5)
    coefficient_sd: float = 1.0
    covariates: tuple[str, ...] = ()
    covariate_sd: float = 1.0

    def __post_init__(self) -> None:
        options: dict[str, tuple[str, tuple[str, ...]]] = {
            "link": (self.link, LINKS),
            "tumour.form": (self.tumour.form, ("gd",)),
        }
        for field, (option, known) in options.items():
            if option not in known:
                raise ModelDataError(
                    "model_option_unknown", where=field, value=option, known=", ".join(known)
                )
        scales = {
            "median": min(self.median), "shape": min(self.shape),
            "coefficient_sd": self.coefficient_sd, "covariate_sd": self.covariate_sd,
        }  # fmt: skip
        for field, value in scales.items():
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value)

    @property
    def reference(self) -> dict[str, float]:
        """Base and growth at which G is 0."""
        return {"base": self.tumour.base[0], "growth": self.tumour.growth[0]}

    def inputs(self, data: TumourSurvival) -> dict[str, NDArray[Any]]:
        """Everything that may change without compiling again: data and prior values.

        Raises
        ------
        ModelDataError
            As :class:`SteinFojo`; or a subject has no survival, or more than one; a time is not above
            0; an event is not 0 or 1; a covariate is not finite; there is no event.
        """
        given = self.tumour.inputs(data.sizes)
        time, event, covariates = self.told(data)
        if not event.any():
            raise ModelDataError("joint_no_events", where="event")
        given |= {
            "event_time_observed": time,
            "event": event,
            "covariates": covariates - covariates.mean(axis=0),
            "reference": np.array([self.reference["base"], self.reference["growth"]]),
            "hazard_prior": np.array(
                [
                    (np.log(self.median[0]), self.median[1]),
                    (np.log(self.shape[0]), self.shape[1]),
                    (0.0, self.coefficient_sd),
                    (0.0, self.covariate_sd),
                ]
            ),
        }
        if not self.covariates:
            del given["covariates"]
        return given

    def told(self, data: TumourSurvival) -> tuple[Floats, Floats, Floats]:
        """Times, events and covariates of the subjects, in the order of their sizes."""
        import polars as pl

        frame = data.survival
        for name in ("subject", "time", "event", *self.covariates):
            if name not in frame.columns:
                raise ModelDataError("missing_column", where=name, columns=", ".join(frame.columns))
        subjects = data.sizes["subject"].unique(maintain_order=True).to_list()
        told = frame["subject"].to_list()
        for one in subjects:
            if told.count(one) != 1:
                raise ModelDataError(
                    "joint_survival", where=f"subject {one}", value=f"{told.count(one)} rows"
                )
        row = {one: at for at, one in enumerate(told)}
        own = frame[[row[one] for one in subjects]]
        columns = [own[name].cast(pl.Float64).to_numpy() for name in ("time", "event", *self.covariates)]
        wrong = [~((columns[0] > 0) & np.isfinite(columns[0])), ~np.isin(columns[1], (0, 1))]
        wrong += [~np.isfinite(column) for column in columns[2:]]
        for name, bad in zip(("time", "event", *self.covariates), wrong, strict=True):
            if bad.any():
                at = int(np.argmax(bad))
                where = f"{name}, subject {subjects[at]}"
                raise ModelDataError("joint_survival", where=where, value=own[name][at])
        covariates = np.stack(columns[2:], axis=1) if self.covariates else np.zeros((len(subjects), 0))
        return columns[0], columns[1], covariates

    def check_observed(self, given: Mapping[str, Any], labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite other sizes or survival."""
        self.tumour.check_observed(given, labels)
        events, time = float(given["event"].sum()), given["event_time_observed"]
        expected = np.exp(normals([given["hazard_prior"][0]]))
        error, median = self.coefficient_sd + self.shape[1], np.log(2) * time.sum() / events
        check_ratio([median], expected, where="time", unit=self.tumour.time_unit, error=error)

    def coords(self, data: TumourSurvival) -> dict[str, list[Any]]:
        """Labels of the dims of :class:`SteinFojo`, and ``covariate``."""
        extra = {"covariate": list(self.covariates)} if self.covariates else {}
        return {**self.tumour.coords(data.sizes), **extra}

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return self.link, self.covariates, *self.tumour.structure()

    def build(self, data: TumourSurvival) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Beside what :class:`SteinFojo` has: ``log_median``, ``log_shape``, ``coefficient``,
            ``covariate_effect`` (covariate; log hazard ratios). Observed: ``size`` (observation),
            ``event_time`` (subject). Simulated event times are uncensored.
        """
        import pymc as pm
        import pytensor.tensor as pt

        from ._tumour_graph import individuals, observe

        link = self.link
        with pm.Model(coords=self.coords(data)) as model:
            given = {name: pm.Data(name, value) for name, value in self.inputs(data).items()}
            each = individuals(self.tumour, given)
            observe(self.tumour, each, given)
            prior = given["hazard_prior"]
            log_median = pm.Normal("log_median", prior[0, 0], prior[0, 1])
            log_shape = pm.Normal("log_shape", prior[1, 0], prior[1, 1])
            coefficient = pm.Normal("coefficient", prior[2, 0], prior[2, 1])
            extra: Any = pt.zeros_like(each["base"])
            if self.covariates:
                effect = pm.Normal("covariate_effect", 0.0, prior[3, 1], dims="covariate")
                extra = (given["covariates"] * effect).sum(axis=1)

            def logp(value: Any, *parts: Any) -> Any:
                *curve, log_median, log_shape, coefficient, extra, event, reference = parts
                log_hazard, cumulative = log_hazard_and_cumulative(
                    link,
                    value,
                    dict(zip(_CURVE, curve, strict=True)),
                    {"base": reference[0], "growth": reference[1]},
                    {
                        "median": pt.exp(log_median),
                        "shape": pt.exp(log_shape),
                        "coefficient": coefficient,
                        "covariates": extra,
                    },
                    xp=pt,
                )
                return event * log_hazard - cumulative

            def random(*parts: Any, rng: np.random.Generator, size: Any) -> Floats:  # noqa: ARG001
                *curve, log_median, log_shape, coefficient, extra, _event, reference = parts
                found: Floats = event_times(
                    link,
                    dict(zip(_CURVE, curve, strict=True)),
                    {"base": reference[0], "growth": reference[1]},
                    {
                        "median": np.exp(log_median),
                        "shape": np.exp(log_shape),
                        "coefficient": coefficient,
                        "covariates": extra,
                    },
                    rng,
                )
                return found

            pm.CustomDist(
                "event_time",
                *(each[name] for name in _CURVE),
                log_median,
                log_shape,
                coefficient,
                extra,
                given["event"],
                given["reference"],
                logp=logp,
                random=random,
                signature="(s),(s),(s),(),(),(),(s),(s),(r)->(s)",
                observed=given["event_time_observed"],
                dims="subject",
            )
        return model

    def simulate(
        self, params: Mapping[str, Any], design: TumourSurvival, *, seed: int = 20260101
    ) -> TumourSurvival:
        """Sizes and events that ``params`` would give: planted truth.

        Parameters
        ----------
        params
            As of :class:`SteinFojo`, and ``median``, ``shape``, ``coefficient``, ``covariate_effect``
            (by name, if there are covariates).
        design
            Visits of ``sizes``, and in ``survival`` when each subject's follow-up ends (``time``) and
            its covariates. Sizes after an event are not measured.
        """
        from ._joint_simulation import simulated

        return simulated(self, params, design, seed=seed)

    def simulate_inputs(
        self, params: Mapping[str, Any], data: TumourSurvival, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Sizes and events for calibration, from one prior draw; the times of ``data`` end the follow-up.

        Sizes after an event stay: given a subject's parameters they tell nothing of the event.
        """
        from ._joint_simulation import simulated_inputs

        return simulated_inputs(self, params, data, rng)

    def predict(
        self, fit: Fit, time: Sequence[float], *, subjects: Sequence[Any] | None = None, alive_at: float = 0.0
    ) -> xr.DataArray:
        """Draws of the probability that subjects of the fit have had no event yet.

        Parameters
        ----------
        time
            Since the start of treatment; after ``alive_at``.
        subjects
            Of the fit; all by default. Covariates are those they have.
        alive_at
            Time until which they are known to have had none: the probability is given that.

        Returns
        -------
        xarray.DataArray
            (sample, subject, time), no unit.
        """
        flat = fit.require().posterior.stack(sample=("chain", "draw"))
        known = flat["subject"].to_numpy().tolist()
        wanted = known if subjects is None else list(subjects)
        if unknown := [one for one in wanted if one not in known]:
            raise ModelDataError("tumour_unknown_subject", where=f"subject {unknown[0]}")
        place = [known.index(one) for one in wanted]
        each = {
            one: flat[f"subject_{one}"].transpose("sample", "subject").to_numpy()[:, place] for one in _CURVE
        }
        extra = np.zeros_like(each["base"])
        if self.covariates:
            effect = flat["covariate_effect"].transpose("sample", "covariate").to_numpy()
            extra = effect @ fit.tree["constant_data"]["covariates"].to_numpy()[place].T
        return self.survival(fit, time, each=each, covariates=extra, labels=wanted, alive_at=alive_at)

    def survival(
        self,
        fit: Fit,
        time: Sequence[float],
        *,
        each: Mapping[str, Any],
        covariates: Any = 0.0,
        labels: Sequence[Any] | None = None,
        alive_at: float = 0.0,
    ) -> xr.DataArray:
        """Draws of the probability of no event yet, for patients with given tumours.

        Parameters
        ----------
        each
            ``base``, ``growth``, ``kill``, each (sample, subject): such as :meth:`HumanTumour.patients`
            has as coordinates. Draws are paired with those of the fit, in order.
        covariates
            Sum of covariates times log hazard ratios; 0 is an average patient of the fit.

        Returns
        -------
        xarray.DataArray
            (sample, subject, time), no unit.
        """
        import xarray as xr

        at = np.asarray(time, dtype=float)
        if not (np.isfinite(at).all() and (at >= alive_at).all() and alive_at >= 0):
            raise ModelDataError("tumour_times", where="time", value=at.tolist()[:5])
        flat = fit.require().posterior.stack(sample=("chain", "draw"))
        samples = min(len(each["base"]), flat.sizes["sample"])
        own = {one: np.asarray(each[one])[:samples] for one in _CURVE}
        hazard = {
            "median": np.exp(flat["log_median"].to_numpy()),
            "shape": np.exp(flat["log_shape"].to_numpy()),
            "coefficient": flat["coefficient"].to_numpy(),
        }
        hazard = {
            name: np.broadcast_to(value[:samples, None], own["base"].shape) for name, value in hazard.items()
        }
        hazard["covariates"] = np.broadcast_to(np.asarray(covariates, dtype=float), own["base"].shape)

        def cumulative(when: float) -> Floats:
            times = np.full(own["base"].shape, max(when, 1e-9))
            found: Floats = log_hazard_and_cumulative(self.link, times, own, self.reference, hazard)[1]
            return found

        before = cumulative(alive_at)
        values = np.stack([np.exp(before - cumulative(one)) for one in at], axis=-1)
        return xr.DataArray(
            values,
            dims=("sample", "subject", "time"),
            coords={
                "subject": list(labels) if labels is not None else np.arange(own["base"].shape[1]),
                "time": ("time", at, {"units": self.tumour.time_unit}),
            },
            name="survival",
            attrs={"units": "1", "provenance": fit.key},
        )

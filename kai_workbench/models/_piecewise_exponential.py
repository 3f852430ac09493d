"""Time to an event: a hazard that is constant within each interval, with a treatment and site effects."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ._by_site import check_priors, numbers, present, site_index, site_labels, stacked, whole
from ._errors import ModelDataError
from ._planted import Truth
from ._prior_check import check_ratio, normals

if TYPE_CHECKING:
    import polars as pl
    import pymc as pm
    import xarray as xr

    from ..inference import Fit, SeenBy

Floats = NDArray[np.float64]
ARMS = (0, 1)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PiecewiseExponential:
    """log hazard = log_hazard of the interval + effect · arm + τ z_site.

    The likelihood of everyone's time and event depends on the rows through the number of events and the
    time at risk of each interval and arm (and site), and is computed from those.

    Parameters
    ----------
    cuts
        Where one interval ends and the next begins, increasing, in the unit of the data's times. The
        last interval has no end.
    log_hazard
        Mean and SD of the normal prior of each interval's log hazard, an event per unit of time in the
        control arm. It has a unit, so there is no default.
    effect
        Mean and SD of the normal prior of the log hazard ratio; N(0, 1).
    heterogeneity
        Scale of the half-normal prior of τ, the SD of log hazards between sites; 0.5.
    site_effects
        Whether sites differ. Changes the graph.
    sites
        All sites, in order, whatever rows there are; by default those of the rows.

    References
    ----------
    Friedman M. Ann Stat 1982;10:101. Holford TR. Biometrics 1980;36:299.
    """

    name: ClassVar[str] = "piecewise-exponential"
    version: ClassVar[int] = 1
    seen_by: ClassVar[SeenBy] = {"observed": lambda given: given["person_time"] > 0}
    site_column: ClassVar[str] = "site"

    cuts: tuple[float, ...]
    log_hazard: tuple[float, float]
    effect: tuple[float, float] = (0.0, 1.0)
    heterogeneity: float = 0.5
    site_effects: bool = True
    sites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        cuts = np.asarray(self.cuts, dtype=float)
        if not np.isfinite(cuts).all() or (np.diff(np.concatenate([[0.0], cuts])) <= 0).any():
            raise ModelDataError("cuts_not_increasing", where="cuts", value=self.cuts)
        check_priors(log_hazard=self.log_hazard, effect=self.effect, heterogeneity=self.heterogeneity)

    @property
    def row_columns(self) -> dict[str, str]:
        """Columns of a row beside its site, and their kind (``number`` or ``whole``)."""
        return {"time": "number", "event": "whole", "arm": "whole"}

    @property
    def sufficient(self) -> tuple[str, ...]:
        """Inputs that add up over sites and hold all that the rows say; none where sites differ."""
        return () if self.site_effects else ("events", "person_time")

    def across(self, sites: Sequence[str]) -> Self:
        """The same model for rows of any of these sites, also of none: its likelihood factors over them."""
        return dataclasses.replace(self, sites=tuple(sites))

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row a patient: ``time`` at risk (above 0), ``event`` 0 or 1, ``arm`` 0 or 1, and ``site``
            where sites differ. Without site effects also the table of :meth:`from_sufficient`.

        Raises
        ------
        ModelDataError
            A column is missing, a time is not above 0, an event or arm is not 0 or 1, or a site is not
            one of the model's.
        """
        if "person_time" in data.columns and not self.site_effects:
            events, at_risk = self._from_table(data)
        else:
            events, at_risk = self._cells(data)
        return {
            "events": events,
            "person_time": at_risk,
            "log_hazard_prior": np.asarray(self.log_hazard, dtype=float),
            "effect_prior": np.asarray(self.effect, dtype=float),
            **({"heterogeneity": np.asarray(self.heterogeneity, dtype=float)} if self.site_effects else {}),
        }

    def _cells(self, data: pl.DataFrame) -> tuple[NDArray[np.int64], Floats]:
        """Events and time at risk by (site,) interval and arm."""
        present(data, tuple(self.row_columns))
        time, event, arm = numbers(data, "time"), whole(data, "event", most=1), whole(data, "arm", most=1)
        if (time <= 0).any():
            row = int(np.flatnonzero(time <= 0)[0])
            raise ModelDataError("model_not_above", where=f"time, row {row + 1}", value=time[row], least=0)
        labels = site_labels(data, "site", self.sites) if self.site_effects else ["all"]
        place = site_index(data, "site", labels) if self.site_effects else np.zeros(time.size, np.int64)
        starts = np.concatenate([[0.0], self.cuts])
        ends = np.append(self.cuts, np.inf)
        shape = (len(labels), len(starts), len(ARMS))
        events, at_risk = np.zeros(shape, np.int64), np.zeros(shape)
        within = np.searchsorted(self.cuts, time, side="left")  # a time at a cut belongs before it
        np.add.at(events, (place, within, arm), event)
        for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
            np.add.at(at_risk[:, k], (place, arm), np.clip(time - start, 0.0, end - start))
        return (events, at_risk) if self.site_effects else (events[0], at_risk[0])

    def from_sufficient(self, sums: Mapping[str, NDArray[Any]]) -> pl.DataFrame:
        """The table that stands for all rows: ``interval`` (from 1), ``arm``, ``events``, ``person_time``."""
        import polars as pl

        intervals = len(self.cuts) + 1
        return pl.DataFrame(
            {
                "interval": np.repeat(np.arange(1, intervals + 1), len(ARMS)),
                "arm": np.tile(ARMS, intervals),
                "events": np.asarray(sums["events"]).ravel().round().astype(np.int64),
                "person_time": np.asarray(sums["person_time"], dtype=float).ravel(),
            }
        )

    def _from_table(self, data: pl.DataFrame) -> tuple[NDArray[np.int64], Floats]:
        present(data, ("interval", "arm", "events", "person_time"))
        shape = (len(self.cuts) + 1, len(ARMS))
        events, at_risk = np.zeros(shape, np.int64), np.zeros(shape)
        at = whole(data, "interval", most=shape[0]) - 1, whole(data, "arm", most=1)
        np.add.at(events, at, whole(data, "events", most=2**53))
        np.add.at(at_risk, at, numbers(data, "person_time"))
        return events, at_risk

    def check_observed(self, given: Mapping[str, Any], _labels: Mapping[str, Any]) -> None:
        """Refuse, before a fit, priors that expect quite another number of events."""
        events, at_risk = float(given["events"].sum()), float(given["person_time"].sum())
        if not events:
            return
        expected = np.exp(normals([given["log_hazard_prior"]])) * at_risk
        check_ratio([events], expected, where="event, time", unit="", error=events**-0.5)

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``interval``, ``arm`` and, where sites differ, ``site``."""
        starts = ["0", *(f"{cut:g}" for cut in self.cuts)]
        ends = [*starts[1:], "∞"]
        labels: dict[str, list[Any]] = {
            "interval": [f"{a}–{b}" for a, b in zip(starts, ends, strict=True)],
            "arm": list(ARMS),
        }
        return {"site": site_labels(data, "site", self.sites), **labels} if self.site_effects else labels

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return (self.site_effects,)

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``log_hazard`` (interval), ``effect`` and, where sites differ, ``tau`` and ``z`` (site).
            Derived: ``hazard_ratio``, ``site_effect``. Observed: ``observed``, events by (site,)
            interval and arm.
        """
        import pymc as pm
        import pytensor.tensor as pt

        cells = ("site", "interval", "arm") if self.site_effects else ("interval", "arm")
        with pm.Model(coords=self.coords(data)) as model:
            given = {
                name: pm.Data(name, value, dims=cells if name in {"events", "person_time"} else None)
                for name, value in self.inputs(data).items()
            }
            prior = given["log_hazard_prior"]
            base = pm.Normal("log_hazard", prior[0], prior[1], dims="interval")
            effect = pm.Normal("effect", given["effect_prior"][0], given["effect_prior"][1])
            pm.Deterministic("hazard_ratio", pt.exp(effect))
            log_hazard = base[:, None] + effect * np.array(ARMS, dtype=float)[None, :]
            if self.site_effects:
                tau = pm.HalfNormal("tau", given["heterogeneity"])
                own = pm.Deterministic("site_effect", tau * pm.Normal("z", dims="site"), dims="site")
                log_hazard = own[:, None, None] + log_hazard[None, :, :]
            pm.CustomDist(
                "observed",
                log_hazard,
                given["person_time"],
                logp=lambda events, log_hazard, at_risk: events * log_hazard - at_risk * pt.exp(log_hazard),
                random=_events,
                observed=given["events"],
                dtype="int64",
                dims=cells,
            )
        return model

    def simulate(
        self, params: Mapping[str, Any], design: pl.DataFrame, *, follow_up: float, seed: int = 0
    ) -> pl.DataFrame:
        """Times and events of the patients of ``design`` (``site``, ``arm``), followed for ``follow_up``.

        ``params`` holds ``log_hazard`` of each interval, ``effect`` and ``tau`` or ``site_effect``.
        """
        rng = np.random.default_rng(seed)
        labels = site_labels(design, "site", self.sites)
        truth = Truth(params)
        tau = truth.number("tau", least=0, otherwise=0.0)
        if "site_effect" in truth:
            effects = truth.numbers("site_effect", labels)
        else:
            effects = rng.normal(0.0, tau, len(labels))
        effect = truth.number("effect")
        log_hazard = truth.numbers("log_hazard", range(1, len(self.cuts) + 2))
        truth.finish()
        ratio = np.exp(effects[site_index(design, "site", labels)] + effect * design["arm"].to_numpy())
        # The time at which the accumulated hazard reaches a standard exponential draw.
        edges = np.concatenate([[0.0], self.cuts])
        hazard = np.exp(log_hazard)
        reached = np.concatenate([[0.0], np.cumsum(np.diff(edges) * hazard[:-1])])
        target = rng.exponential(size=design.height) / ratio
        k = np.searchsorted(reached, target, side="right") - 1
        time = edges[k] + (target - reached[k]) / hazard[k]
        return design.with_columns(
            time=np.minimum(time, follow_up), event=(time <= follow_up).astype(np.int64)
        )

    def predict(self, fit: Fit) -> xr.DataArray:
        """Draws of the hazard ratio of arm 1 against arm 0, dim ``sample``; unit 1."""
        import xarray as xr

        return xr.DataArray(
            stacked(fit.require().posterior, ("hazard_ratio",))["hazard_ratio"],
            dims="sample",
            name="hazard_ratio",
            attrs={"unit": "1", "source": fit.key},
        )


def _events(log_hazard: Any, at_risk: Any, rng: Any = None, size: Any = None) -> NDArray[Any]:
    """Events that a time at risk brings: Poisson, as the likelihood is in its form."""
    return np.asarray(rng.poisson(at_risk * np.exp(log_hazard), size=size))

"""A forecast of recruitment, and what can be asked of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _check
from ._bands import BANDS
from ._measure import Measure, proportion

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecruitmentForecast:
    """Made by :meth:`Recruitment.forecast`.

    Attributes
    ----------
    plan
        The :class:`Recruitment`.
    patients
        Sought.
    now
        Months since the start.
    recruited
        So far, by site.
    rates
        Patients per month, (draw, site).
    hazard
        Of dropping out, per month, by draw.
    times
        Months at which the patients sought are recruited, by draw; infinity where the sites close before.
    completed
        Months at which so many have completed their follow-up, replacements for dropouts included.
    seed
        Of the draws.
    """

    plan: Any
    patients: int
    now: float
    recruited: tuple[int, ...]
    rates: Floats
    hazard: Floats
    times: Floats
    completed: Floats
    seed: int

    @property
    def median(self) -> float:
        """Median time to the patients sought, months to one decimal."""
        return round(float(np.median(self.times)), 1)

    def quantiles(self) -> pl.DataFrame:
        """Of both times: ``of`` (``recruited``, ``completed``), ``unit``, ``lo90`` … ``hi90``, ``never``.

        ``never`` is the share of draws in which the sites close before.
        """
        import polars as pl

        rows = []
        for name, times in (("recruited", self.times), ("completed", self.completed)):
            ends = np.quantile(times, list(BANDS.values()), method="inverted_cdf")
            told = dict(zip(BANDS, ends.tolist(), strict=True))
            rows.append({"of": name, "unit": "mo", **told, "never": float(np.isinf(times).mean())})
        return pl.DataFrame(rows)

    def probability(self, month: float, *, completed: bool = False) -> Measure:
        """P(the patients sought are recruited, or have completed, by a month), with its standard error."""
        _check.finite(month, where="month")
        times = self.completed if completed else self.times
        return proportion("completed_by" if completed else "recruited_by", times <= month, of=f"{month:g} mo")

    def curve(self, months: Any) -> pl.DataFrame:
        """Patients recruited, and dropped out, by month.

        Returns
        -------
        polars.DataFrame
            ``month``, ``of`` (``recruited``, ``dropped_out``), ``mean``, ``lo90`` … ``hi90``. Dropouts are
            counted from ``now`` on, among patients recruited from then on.
        """
        import polars as pl

        rng, rows = np.random.default_rng([self.seed, 1]), []
        begun, so_far = self.plan.exposure(self.now), sum(self.recruited)
        for month in months:
            at = max(_check.finite(month, where="months"), self.now)
            ahead = self.rates @ (self.plan.exposure(at) - begun)
            count = so_far + rng.poisson(ahead)
            lost = rng.poisson(self._lost(at))
            for name, values in (("recruited", count), ("dropped_out", lost)):
                ends = np.quantile(values, list(BANDS.values()), method="inverted_cdf")
                told = dict(zip(BANDS, ends.astype(float).tolist(), strict=True))
                rows.append({"month": float(month), "of": name, "mean": float(values.mean()), **told})
        return pl.DataFrame(rows)

    def by_site(self, month: float) -> pl.DataFrame:
        """``site``, ``opens``, ``recruited`` so far, ``rate`` (mean, per month) with ``rate_lo90`` and
        ``rate_hi90``, and ``expected`` patients in all and ``lost`` of the new ones by a month.
        """  # noqa: D205
        import polars as pl

        at = max(_check.finite(month, where="month"), self.now)
        ahead = self.plan.exposure(at) - self.plan.exposure(self.now)
        low, high = np.quantile(self.rates, [0.05, 0.95], axis=0)
        lost = (self.rates * self._share_lost(at)).mean(axis=0)
        return pl.DataFrame(
            {
                "site": self.plan.labels,
                "opens": self.plan.opens,
                "recruited": self.recruited,
                "rate": self.rates.mean(axis=0),
                "rate_lo90": low,
                "rate_hi90": high,
                "expected": np.array(self.recruited) + self.rates.mean(axis=0) * ahead,
                "lost": lost,
            }
        )

    def _lost(self, at: float) -> Floats:
        """Mean number of dropouts among new patients, by draw."""
        return np.asarray((self.rates * self._share_lost(at)).sum(axis=1))

    def _share_lost(self, at: float) -> Floats:
        """Dropouts by a month for a recruitment rate of one a month, (draw, site).

        A patient who comes s months before is lost with probability 1 − exp(−h·min(s, follow-up)).
        """
        first = np.maximum(np.asarray(self.plan.opens), self.now)
        last = np.full(first.size, at) if self.plan.closes is None else np.minimum(self.plan.closes, at)
        longest, shortest = np.maximum(at - first, 0), np.maximum(at - np.maximum(last, first), 0)
        hazard, until = self.hazard[:, None], self.plan.follow_up

        def integral(s: Floats) -> Floats:
            within = np.minimum(s, until)
            beyond = s - within
            with np.errstate(divide="ignore", invalid="ignore"):
                part = within - np.where(hazard > 0, -np.expm1(-hazard * within) / hazard, within)
            return np.asarray(part - beyond * np.expm1(-hazard * until))

        return integral(longest) - integral(shortest)

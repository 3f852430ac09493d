"""When the patients will be there: Poisson recruitment whose rates vary between sites, and dropout."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._errors import DesignError
from ._recruitment_forecast import RecruitmentForecast

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

_LEARN_MEAN_SD = 1.0  # of the log mean rate around the plan's, where it is learned
_LEARN_CV_SD = 0.6  # of the log coefficient of variation
_GRID = 41
_FEWEST_STAY = 1e-9  # share of patients; fewer count as none


@dataclasses.dataclass(frozen=True)
class _Seen:
    """What a running trial has shown: by site patients and months open; dropouts and patient-months."""

    patients: NDArray[np.int64]
    months: Floats
    dropouts: float
    exposure: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recruitment:
    """Sites that open at stated times and recruit at rates of their own.

    Patients of a site arrive as a Poisson process. Its rate is drawn from a gamma distribution, the same
    for all sites; after k patients in τ months the rate is gamma with shape + k and rate + τ.

    Parameters
    ----------
    opens
        By site, months after the trial's start.
    mean
        Patients per site and month.
    cv
        Coefficient of variation of the rate between sites.
    closes
        By site; infinity for one that stays open. None if all do.
    names
        By site; "site 1" and so on if None.
    dropout
        Hazard of dropping out, per month; 0 for none.
    dropout_cv
        Its coefficient of variation before data.
    follow_up
        Months for which a patient is followed; who drops out before does not complete.

    References
    ----------
    Anisimov VV, Fedorov VV. Modelling, prediction and adaptive adjustment of recruitment in multicentre
    trials. Stat Med 2007.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> plan = trials.Recruitment(opens=(0,) * 20, mean=0.5, cv=0.7)
    >>> plan.forecast(100).median
    10.1
    """

    opens: tuple[float, ...]
    mean: float
    cv: float = 0.7
    closes: tuple[float, ...] | None = None
    names: tuple[str, ...] | None = None
    dropout: float = 0.0
    dropout_cv: float = 0.5
    follow_up: float = 0.0

    def __post_init__(self) -> None:
        _check.several(self.opens, where="opens")
        opens = tuple(self._time(one, where="opens") for one in self.opens)
        object.__setattr__(self, "opens", opens)
        _check.positive(self.mean, where="mean")
        _check.positive(self.cv, where="cv")
        _check.positive(self.dropout_cv, where="dropout_cv")
        for field in ("dropout", "follow_up"):
            self._time(getattr(self, field), where=field)
        if self.closes is not None:
            _check.as_many(self.closes, len(opens), where="closes")
            for name, first, last in zip(self.labels, opens, self.closes, strict=True):
                if not last > first:
                    raise DesignError("recruitment_closes", where=name, opens=first, closes=last)
        if self.names is not None:
            _check.as_many(self.names, len(opens), where="names")
            for k, name in enumerate(self.names):
                if name in self.names[:k]:
                    raise DesignError("recruitment_twice", where="names", value=name)

    @staticmethod
    def _time(value: float, *, where: str) -> float:
        number = _check.finite(value, where=where)
        if number < 0:
            raise DesignError("recruitment_negative", where=where, value=value)
        return number

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the sites."""
        return self.names or tuple(f"site {k + 1}" for k in range(len(self.opens)))

    @property
    def shape(self) -> float:
        """Of the gamma distribution of the sites' rates."""
        return 1 / self.cv**2

    @property
    def rate(self) -> float:
        """Of that distribution, months."""
        return self.shape / self.mean

    def exposure(self, month: Any) -> Floats:
        """Months for which each site has been open, (..., site)."""
        last = np.inf if self.closes is None else np.array(self.closes)
        return np.asarray(np.maximum(np.minimum(np.asarray(month)[..., None], last) - self.opens, 0.0))

    def count_distribution(
        self, month: float, most: int, *, data: pl.DataFrame | None = None, now: float = 0.0
    ) -> Floats:
        """P(0, 1, … ``most`` patients by a month), exactly, for known ``mean`` and ``cv``.

        Each site's number is negative binomial; those of the sites are convolved. With ``data``, the
        patients so far are included.
        """
        _check.whole(most, where="most")
        seen = self._seen(data, now)
        ahead = self.exposure(self._later(month, now)) - seen.months
        spread = np.zeros(most + 1)
        so_far = int(seen.patients.sum())
        if so_far > most:
            return spread
        spread[so_far] = 1.0
        counts = np.arange(most + 1)
        for shape, rate, months in zip(
            self.shape + seen.patients, self.rate + seen.months, ahead, strict=True
        ):
            if months > 0:
                one = scipy.stats.nbinom.pmf(counts, shape, rate / (rate + months))
                spread = np.convolve(spread, one)[: most + 1]
        return spread

    def forecast(
        self,
        patients: int,
        *,
        data: pl.DataFrame | None = None,
        now: float = 0.0,
        learn: bool = True,
        draws: int = 10_000,
        seed: int = 1,
    ) -> RecruitmentForecast:
        """Time at which so many patients are recruited, and at which so many have completed.

        Those recruited so far are taken to have been followed equally long.

        Parameters
        ----------
        patients
            Sought.
        data
            Of a running trial, one row a site: ``site``, ``patients``; and if known ``dropouts`` and
            ``patient_months`` (followed so far).
        now
            Months since the start at which the data were taken.
        learn
            Whether mean and variation of the rates are learned from the data, too: lognormal around those
            given, with SD 1 and .6 of their logarithms. If not, they are taken as known.
        draws, seed
            Of the simulation.

        Raises
        ------
        DesignError
            Data that do not fit the sites, or that cannot be.
        """
        _check.whole(patients, where="patients", least=1)
        _check.whole(draws, where="draws", least=100)
        seen, rng = self._seen(data, now), np.random.default_rng(_check.whole(seed, where="seed"))
        shape, rate = np.full(draws, self.shape), np.full(draws, self.rate)
        if data is not None and learn:
            shape, rate = self._learned(seen, draws, rng)
        rates = rng.gamma(shape[:, None] + seen.patients) / (rate[:, None] + seen.months)
        hazard = np.zeros(draws)
        if self.dropout > 0:
            known = 1 / self.dropout_cv**2
            hazard = rng.gamma(known + seen.dropouts, size=draws) / (known / self.dropout + seen.exposure)
        so_far = int(seen.patients.sum())
        left = max(patients - so_far, 0)
        arrival = rng.gamma(left, size=draws) if left else np.zeros(draws)
        times = np.where(left > 0, self._when(rates, arrival, now), now)
        stays = np.exp(-hazard * self.follow_up)
        followed = seen.exposure / so_far if so_far else 0.0
        will_stay = np.exp(-hazard * max(self.follow_up - followed, 0.0))
        done = rng.binomial(so_far - int(seen.dropouts), will_stay)
        needed = np.maximum(patients - done, 0)
        # Those who leave are replaced: the last who is needed comes no sooner than the last who is sought.
        lost = rng.negative_binomial(np.maximum(needed, 1), np.maximum(stays, _FEWEST_STAY))
        later = arrival + rng.gamma(np.maximum(needed - left, 0) + lost)
        last = np.where(needed > 0, self._when(rates, later, now), now)
        last = np.where((needed > 0) & (stays < _FEWEST_STAY), np.inf, last)
        return RecruitmentForecast(
            plan=self,
            patients=patients,
            now=now,
            recruited=tuple(int(k) for k in seen.patients),
            rates=rates,
            hazard=hazard,
            times=times,
            completed=last + self.follow_up,
            seed=seed,
        )

    def _when(self, rates: Floats, sought: Floats, now: float) -> Floats:
        """Month at which the sites' summed intensity since ``now`` reaches what is sought; inf if never."""
        knots = sorted({now, *(one for one in (*self.opens, *(self.closes or ())) if now < one < math.inf)})
        begun = self.exposure(now)
        risen = rates @ (self.exposure(np.array(knots)) - begun).T  # (draw, knot)
        place = (risen < sought[:, None]).sum(axis=1) - 1
        place = np.maximum(place, 0)
        rows = np.arange(len(rates))
        slopes = (
            rates
            @ np.array(
                [
                    (self.exposure(after) - self.exposure(before)) / (after - before)
                    for before, after in _spans(knots)
                ]
            ).T
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            wait = (sought - risen[rows, place]) / slopes[rows, place]
        found = np.array(knots)[place] + np.where(slopes[rows, place] > 0, wait, np.inf)
        return np.asarray(found)

    def _learned(self, seen: _Seen, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draws of shape and rate from their posterior on a grid."""
        steps = np.linspace(-4, 4, _GRID)
        cv = self.cv * np.exp(_LEARN_CV_SD * steps)[:, None]
        mean = self.mean * np.exp(_LEARN_MEAN_SD * steps)[None, :]
        shape = np.broadcast_to(1 / cv**2, (_GRID, _GRID))
        rate = shape / mean
        log = -0.5 * (steps[:, None] ** 2 + steps[None, :] ** 2)
        gammaln = scipy.special.gammaln
        for k, months in zip(seen.patients, seen.months, strict=True):
            if months > 0:
                log = log + gammaln(shape + k) - gammaln(shape) + shape * np.log(rate / (rate + months))
                log = log - k * np.log(rate + months)
        weight = np.exp(log - log.max()).ravel()
        chosen = rng.choice(weight.size, size=draws, p=weight / weight.sum())
        return shape.ravel()[chosen], rate.ravel()[chosen]

    def _later(self, month: float, now: float) -> float:
        if not _check.finite(month, where="month") >= now:
            raise DesignError("recruitment_past", where="month", value=month, now=now)
        return float(month)

    def _seen(self, data: pl.DataFrame | None, now: float) -> _Seen:
        self._time(now, where="now")
        sites = len(self.opens)
        if data is None:
            if now > 0:
                raise DesignError("recruitment_no_data", where="now", value=now)
            return _Seen(np.zeros(sites, dtype=np.int64), np.zeros(sites), 0.0, 0.0)
        for name in ("site", "patients"):
            if name not in data.columns:
                raise DesignError("trial_column_missing", where=name, columns=", ".join(data.columns))
        counts, months = np.zeros(sites, dtype=np.int64), self.exposure(now)
        told: set[str] = set()
        for name, patients in data.select("site", "patients").rows():
            if name not in self.labels:
                raise DesignError("recruitment_site", where=str(name), known=", ".join(self.labels))
            if name in told:
                raise DesignError("recruitment_twice", where="data", value=name)
            told.add(name)
            k = self.labels.index(name)
            counts[k] = _check.whole(patients, where=f"{name}, patients")
            if counts[k] and not months[k] > 0:
                raise DesignError("recruitment_not_open", where=name, opens=self.opens[k], now=now)
        if missing := [
            name for name, open_for in zip(self.labels, months, strict=True) if open_for and name not in told
        ]:
            raise DesignError("recruitment_missing", where="data", sites=", ".join(missing))
        return _Seen(counts, months, *self._dropouts(data, counts))

    @staticmethod
    def _dropouts(data: pl.DataFrame, counts: NDArray[np.int64]) -> tuple[float, float]:
        both = [name in data.columns for name in ("dropouts", "patient_months")]
        if not any(both):
            return 0.0, 0.0
        if not all(both):
            name = "dropouts" if not both[0] else "patient_months"
            raise DesignError("trial_column_missing", where=name, columns=", ".join(data.columns))
        lost = sum(_check.whole(one, where="dropouts") for one in data["dropouts"].to_list())
        months = sum(
            Recruitment._time(one, where="patient_months") for one in data["patient_months"].to_list()
        )
        if lost > counts.sum() or (lost and not months):
            raise DesignError("recruitment_dropouts", where="data", dropouts=lost, patients=int(counts.sum()))
        return float(lost), float(months)


def _spans(knots: list[float]) -> list[tuple[float, float]]:
    """The stretches between knots; the last one goes on for ever."""
    return [*itertools.pairwise(knots), (knots[-1], knots[-1] + 1.0)]

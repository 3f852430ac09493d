"""A trial that borrows, looked at from every side."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..models import BetaMixture, Conflict, NormalMixture, conflict, power_prior
from . import _check
from ._borrowing_mean_trial import BorrowingMeanTrial
from ._borrowing_trial import BorrowingTrial
from ._control_history import ControlHistory
from ._control_priors import WAYS, ControlPriors, Prior, control_priors
from ._effect import Effect, effect_of
from ._errors import DesignError

if TYPE_CHECKING:
    import polars as pl

_WEIGHTS = 21  # of the vague part, from 0 to 1
_DRIFTS, _MOST_DRIFT, _END = 41, 0.25, 0.01  # points; of a rate, how far, and how near to 0 and 1
_MEAN_DRIFT, _ESTIMATES = 1.0, 81  # of a mean, in SDs between patients; points of the tipping map
DESIGNS = ("set", "alone", "trusting")
Told = Callable[[int, int], object]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class BorrowingStudy:
    """Made by :func:`study_borrowing`. Rates and means are of patients, every chance counted or integrated.

    Attributes
    ----------
    history, priors
        What is borrowed from.
    way
        ``"map"``, ``"power"`` or ``"commensurate"``.
    design
        The trial as it is set.
    control, treatment
        Observed: responders, or means.
    gain
        Under which power was counted, in the good direction.
    effect, alone
        Posterior of the difference, with borrowing and without.
    after
        Posterior of the control.
    conflict
        Of the control with its prior.
    ways
        A row for every way to borrow: ``way``, ``mean``, ``lo90``, ``hi90`` (of the prior), ``elir``,
        ``moment`` (patients), ``effect``, ``effect_lo90``, ``effect_hi90``, ``probability`` (better),
        ``success``, ``conflict`` (p value).
    drift
        By design: ``"set"``, ``"alone"`` (nothing borrowed) and ``"trusting"`` (no vague part), as
        :meth:`BorrowingTrial.drift`.
    weights, outcomes
        As :meth:`BorrowingTrial.tipping_point` and :meth:`BorrowingTrial.tipping_map`.
    """

    history: ControlHistory
    priors: ControlPriors
    way: str
    design: BorrowingTrial | BorrowingMeanTrial
    control: float
    treatment: float
    gain: float
    effect: Effect
    alone: Effect
    after: Prior
    conflict: Conflict
    ways: pl.DataFrame
    drift: dict[str, pl.DataFrame]
    weights: pl.DataFrame
    outcomes: pl.DataFrame

    @property
    def prior(self) -> Prior:
        """Of the control, with its vague part."""
        return self.design.prior_control

    @property
    def observed(self) -> tuple[float, float]:
        """Of both arms: shares or means."""
        if isinstance(self.design, BorrowingTrial):
            return self.control / self.design.control, self.treatment / self.design.treatment
        return self.control, self.treatment

    def better(self, effect: Effect) -> float:
        """Probability that treatment is better by more than the margin."""
        margin = self.design.margin
        lower = isinstance(self.design, BorrowingMeanTrial) and self.design.better == "lower"
        return 1 - effect.over(-margin) if lower else effect.over(margin)

    @property
    def turning_weight(self) -> float | None:
        """The weight of the vague part nearest to the one set at which the conclusion is another."""
        here = self.better(self.effect) > self.design.threshold
        other = self.weights.filter(self.weights["success"] != here)["vague"].to_numpy()
        return float(other[np.argmin(np.abs(other - self.design.vague))]) if other.size else None

    @property
    def turning_control(self) -> float | None:
        """The control's outcome nearest to the observed at which the conclusion is another, as set."""
        table = self.outcomes
        nearest = table["vague"].to_numpy()[np.argmin(np.abs(table["vague"].to_numpy() - self.design.vague))]
        own = table.filter(table["vague"] == nearest)
        here = self.better(self.effect) > self.design.threshold
        other = own.filter(own["success"] != here)["control"].to_numpy()
        return float(other[np.argmin(np.abs(other - self.control))]) if other.size else None

    def error_range(self, design: str = "set", *, level: float = 0.9) -> tuple[float, float]:
        """Lowest and highest type I error while the control is where the history foretells it."""
        ends = (self.priors.integral.quantile(q) for q in ((1 - level) / 2, (1 + level) / 2))
        low, high = ends
        table = self.drift[design]
        inside = table.filter((table["control"] >= low) & (table["control"] <= high))["type_1_error"]
        if not inside.len():
            inside = table["type_1_error"]
        return float(inside.min()), float(inside.max())  # type: ignore[arg-type]


def study_borrowing(
    history: ControlHistory,
    *,
    way: str = "map",
    vague: float = 0.2,
    control: tuple[int, float] | None = None,
    treatment: tuple[int, float] | None = None,
    threshold: float = 0.95,
    gain: float | None = None,
    heterogeneity: float = 1.0,
    discount: float = 0.5,
    discrepancy: float = 0.5,
    sd: float | None = None,
    progress: Told | None = None,
) -> BorrowingStudy:
    """What borrowing does to a trial's conclusion and to its error rates.

    Parameters
    ----------
    history
        Of :func:`control_history`, or one's own.
    way
        ``"map"``, ``"power"`` or ``"commensurate"``.
    vague
        Weight of the vague part.
    control, treatment
        Patients and responders, or patients and mean; those of the history's own trial by default.
    threshold
        Posterior probability of being better that is called a success.
    gain
        True difference, in the good direction, under which power is counted; by default .3 of rates, less
        where the control's rate leaves less room, and half the SD between patients of means.
    heterogeneity, discount, discrepancy
        Of :func:`control_priors`.
    sd
        Between patients of the trial; the history's by default.
    progress
        Called with the step and the number of steps.

    Raises
    ------
    DesignError
        No such way, no trial to look at, more responders than patients, or a gain that leaves no room.
    """
    _check.option(way, WAYS, where="way")
    now, treated = control or history.control, treatment or history.treatment
    if now is None or treated is None:
        raise DesignError("design_empty", where="control, treatment", least=1)
    told = progress or (lambda _done, _total: None)
    told(0, 5)
    priors = control_priors(history, heterogeneity=heterogeneity, discount=discount, discrepancy=discrepancy)
    told(1, 5)
    chosen = priors.by_way[way]
    design = _design(history, chosen, now[0], treated[0], vague=vague, threshold=threshold, sd=sd)
    after = _after(design, design.prior_control, now[1])
    effect, alone = (design.effect(now[1], treated[1], vague=one) for one in (vague, 1.0))  # type: ignore[arg-type]
    told(2, 5)
    room = _gain(history, priors) if gain is None else _check.positive(gain, where="gain")
    designs = {
        "set": design,
        "alone": dataclasses.replace(design, vague=1.0),
        "trusting": dataclasses.replace(design, vague=0.0),
    }
    steps = _drifts(history, priors, room)
    drift = {}
    for k, (name, one) in enumerate(designs.items()):
        drift[name] = one.drift(steps, effect=room, centre=priors.integral.mean)
        told(3 + (k > 0), 5)
    return BorrowingStudy(
        history=history,
        priors=priors,
        way=way,
        design=design,
        control=now[1],
        treatment=treated[1],
        gain=room,
        effect=effect,
        alone=alone,
        after=after,
        conflict=_conflict(design, design.prior_control, now[1]),
        ways=_ways(history, priors, design, now, treated),
        drift=drift,
        weights=design.tipping_point(now[1], treated[1], points=_WEIGHTS),  # type: ignore[arg-type]
        outcomes=_outcomes(design, now, treated),
    )


def _design(
    history: ControlHistory,
    prior: Prior,
    control: int,
    treatment: int,
    *,
    vague: float,
    threshold: float,
    sd: float | None,
) -> BorrowingTrial | BorrowingMeanTrial:
    plain: dict[str, Any] = {
        "control": control,
        "treatment": treatment,
        "informative": prior,
        "vague": vague,
        "threshold": threshold,
    }
    if history.outcome == "rate":
        return BorrowingTrial(**plain)
    middle, _ = history.pooled
    plain["sd"] = sd or history.sd
    return BorrowingMeanTrial(**plain, vague_mean=middle, vague_sd=history.sd, better=history.better)


def _after(design: BorrowingTrial | BorrowingMeanTrial, prior: Prior, seen: float) -> Prior:
    if isinstance(design, BorrowingTrial):
        assert isinstance(prior, BetaMixture)
        return prior.posterior(int(seen), design.control)
    assert isinstance(prior, NormalMixture)
    return prior.posterior(seen, design.errors[0])


def _conflict(design: BorrowingTrial | BorrowingMeanTrial, prior: Prior, seen: float) -> Conflict:
    if isinstance(design, BorrowingTrial):
        return conflict(prior, r=int(seen), n=design.control)
    return conflict(prior, mean=seen, se=design.errors[0])


def _gain(history: ControlHistory, priors: ControlPriors) -> float:
    if history.outcome == "mean":
        assert history.sd is not None
        return history.sd / 2
    return max(round(min(0.3, 0.6 * (1 - priors.integral.mean)) / 0.05) * 0.05, 0.05)


def _drifts(history: ControlHistory, priors: ControlPriors, gain: float) -> list[float]:
    """Drifts of the control that leave room for the gain."""
    if history.outcome == "mean":
        assert history.sd is not None
        return np.linspace(-_MEAN_DRIFT * history.sd, _MEAN_DRIFT * history.sd, _DRIFTS).tolist()
    middle = priors.integral.mean
    low, high = max(-_MOST_DRIFT, _END - middle), min(_MOST_DRIFT, 1 - _END - gain - middle)
    if high - low < 0.02:
        raise DesignError("borrowing_no_room", where="gain", value=gain, control=middle)
    return np.linspace(low, high, _DRIFTS).tolist()


def _ways(
    history: ControlHistory,
    priors: ControlPriors,
    design: BorrowingTrial | BorrowingMeanTrial,
    now: tuple[int, float],
    treated: tuple[int, float],
) -> pl.DataFrame:
    import polars as pl

    found: dict[str, Prior] = {"none": priors.vague}
    found |= {way: priors.robust(way, design.vague) for way in WAYS}
    if history.outcome == "rate":
        r, n = history.pooled
        found["pooled"] = power_prior(round(r), round(n), discount=1.0)
    else:
        mean, se = history.pooled
        found["pooled"] = NormalMixture((1.0,), (mean,), (se,))
    arm = design.prior_treatment
    assert not isinstance(arm, tuple)
    other = (
        arm.posterior(int(treated[1]), design.treatment)
        if isinstance(arm, BetaMixture)
        else arm.posterior(treated[1], design.errors[1])  # type: ignore[union-attr]
    )
    lower = isinstance(design, BorrowingMeanTrial) and design.better == "lower"
    rows = []
    for way, prior in found.items():
        effect = effect_of(_after(design, prior, now[1]), other, unit=history.unit)
        sure = 1 - effect.over(-design.margin) if lower else effect.over(design.margin)
        low, high = prior.interval(0.9)
        rows.append(
            (
                way,
                prior.mean,
                low,
                high,
                priors.worth(prior),
                priors.worth(prior, method="moment"),
                effect.quantile(0.5),
                *effect.interval(0.9),
                sure,
                sure > design.threshold,
                _conflict(design, prior, now[1]).p_value,
            )
        )
    names = ["way", "mean", "lo90", "hi90", "elir", "moment", "effect", "effect_lo90", "effect_hi90"]
    return pl.DataFrame(rows, schema=[*names, "probability", "success", "conflict"], orient="row")


def _outcomes(
    design: BorrowingTrial | BorrowingMeanTrial, now: tuple[int, float], treated: tuple[int, float]
) -> pl.DataFrame:
    if isinstance(design, BorrowingTrial):
        return design.tipping_map(int(treated[1]))
    # Estimates around the observed one, which is one of them.
    step = 3.0 * design.sd / (_ESTIMATES - 1)
    around = now[1] + step * (np.arange(_ESTIMATES) - _ESTIMATES // 2)
    return design.tipping_map(treated[1], estimates=around.tolist())

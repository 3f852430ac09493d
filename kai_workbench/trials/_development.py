"""Phase II, a decision, phase III: the probability of success, and what a wrong decision costs."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._measure import Measure
from ._uncertain_effect import UncertainEffect

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
_HERMITE = 40  # points over what phase III's population adds
_BINS = 20  # of a part, for its share of the uncertainty


@dataclasses.dataclass(frozen=True, kw_only=True)
class Development:
    """A randomised phase II, go or no-go by its estimate, and phase III trials of the same effect.

    Estimates are normal. Go where P(effect > minimum | phase II) ≥ ``sure`` and
    P(effect > target | phase II) ≥ ``possible``, both from phase II alone. The programme succeeds where
    every phase III trial is significant.

    Parameters
    ----------
    phase2, phase3
        Patients in each of two arms of a trial.
    minimum, target
        Effects of the decision rule, in the effect's unit.
    sure, possible
        0.8 and 0.1 (Lalonde et al. 2007).
    trials
        Of phase III.
    alpha
        One-sided, of each.
    retained
        Share of the effect that phase III's population and endpoint keep.
    shift
        SD of what they add, in the effect's unit; all phase III trials share it.
    worth
        The least effect that makes the drug one that works; ``minimum`` by default.
    value
        What is lost with a drug that works, in patients.

    References
    ----------
    O'Hagan A, Stevens JW, Campbell MJ. Pharm Stat 2005;4:187. Lalonde RL et al. Clin Pharmacol Ther
    2007;82:21.
    """

    phase2: int
    phase3: int
    minimum: float
    target: float
    sure: float = 0.8
    possible: float = 0.1
    trials: int = 1
    alpha: float = 0.025
    retained: float = 1.0
    shift: float = 0.0
    worth: float | None = None
    value: float = 1000.0

    def __post_init__(self) -> None:
        _check.whole(self.phase2, where="phase2", least=2)
        _check.whole(self.phase3, where="phase3", least=2)
        _check.rising((self.minimum, self.target), where="minimum, target")
        _check.share(self.sure, where="sure")
        _check.share(self.possible, where="possible")
        _check.whole(self.trials, where="trials", least=1, most=3)
        _check.share(self.alpha, where="alpha")
        _check.positive(self.retained, where="retained")
        if self.shift != 0:
            _check.positive(self.shift, where="shift")
        if self.worth is not None:
            _check.finite(self.worth, where="worth")
        if self.value != 0:
            _check.positive(self.value, where="value")

    @property
    def least(self) -> float:
        """The least effect of a drug that works."""
        return self.minimum if self.worth is None else self.worth

    @property
    def phase3_patients(self) -> int:
        """In all phase III trials."""
        return 2 * self.phase3 * self.trials

    def cut(self, sd: float) -> float:
        """The estimate from which phase II says go, with this SD of one patient's outcome."""
        error = _error(sd, self.phase2)
        sure, possible = scipy.special.ndtri((self.sure, self.possible))
        return float(max(self.minimum + sure * error, self.target + possible * error))

    def go(self, effect: UncertainEffect) -> Floats:
        """Chance of a go at each point of the effect."""
        error = _error(effect.sd, self.phase2)
        return np.asarray(scipy.special.ndtr((effect.effect - self.cut(effect.typical_sd)) / error))

    def confirmed(self, effect: UncertainEffect) -> Floats:
        """Chance that all of phase III succeeds, at each point of the effect."""
        error = _error(effect.sd, self.phase3)
        needed = -scipy.special.ndtri(self.alpha)
        mean = self.retained * effect.effect
        if self.shift == 0:
            return np.asarray(scipy.special.ndtr(mean / error - needed) ** self.trials)
        if self.trials == 1:
            return np.asarray(scipy.special.ndtr((mean - needed * error) / np.hypot(error, self.shift)))
        z, weight = np.polynomial.hermite_e.hermegauss(_HERMITE)
        each = scipy.special.ndtr((mean[:, None] + self.shift * z) / error[:, None] - needed)
        return np.asarray(each**self.trials @ (weight / weight.sum()))

    def foresee(self, effect: UncertainEffect) -> ProgrammeOutlook:
        """What the programme may come to under this effect."""
        return ProgrammeOutlook(
            plan=self, effect=effect, go=self.go(effect), confirmed=self.confirmed(effect)
        )

    def by_size(self, effect: UncertainEffect, sizes: Sequence[int]) -> pl.DataFrame:
        """The same with other sizes of phase II.

        Parameters
        ----------
        sizes
            Patients an arm.

        Returns
        -------
        polars.DataFrame
            ``phase2``; ``go``, ``success``, ``success_after_go``, ``wrong_go`` (of a drug that does not
            work), ``wrong_stop`` (of one that does), ``missed`` (a drug that works and does not get
            through), ``loss`` (patients: those of phase II, those of phase III under a drug that does not
            work, and what a missed drug is worth), and ``mcse`` of ``success``.
        """
        import polars as pl

        _check.several(sizes, where="sizes")
        rows = []
        for size in sizes:
            found = dataclasses.replace(self, phase2=int(size)).foresee(effect)
            names = ("go", "success", "success_after_go", "wrong_go", "wrong_stop", "missed")
            rows.append(
                (
                    int(size),
                    *(found.measure(one).value for one in names),
                    found.loss,
                    found.measure("success").mcse,
                )
            )
        schema = [
            "phase2",
            "go",
            "success",
            "success_after_go",
            "wrong_go",
            "wrong_stop",
            "missed",
            "loss",
            "mcse",
        ]
        return pl.DataFrame(rows, schema=schema, orient="row")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class ProgrammeOutlook:
    """Made by :meth:`Development.foresee`.

    Attributes
    ----------
    plan, effect
        As they were given.
    go, confirmed
        Chance at each point of the effect: of a go, and of success in phase III.
    """

    plan: Development
    effect: UncertainEffect
    go: Floats
    confirmed: Floats

    @property
    def works(self) -> Floats:
        """Whether the drug works at each point, as :meth:`UncertainEffect.above` says it."""
        return self.effect.above(self.plan.least)

    @functools.cached_property
    def _chances(self) -> dict[str, Floats]:
        go, yes, works = self.go, self.confirmed, self.works
        return {
            "go": go,
            "phase3": yes,
            "success": go * yes,
            "works": works,
            "right_success": go * yes * works,
            "false_success": go * yes * (1 - works),
            "right_stop": (1 - go) * (1 - works),
            "wrong_stop": (1 - go) * works,
            "wrong_go": go * (1 - works),
            "caught_late": go * (1 - yes) * (1 - works),
            "lost_late": go * (1 - yes) * works,
            "missed": (1 - go * yes) * works,
        }

    def measure(self, name: str) -> Measure:
        """A probability over all that is not known, with its Monte-Carlo standard error.

        Parameters
        ----------
        name
            ``go``, ``phase3`` (alone), ``success``, ``works``, ``right_success``, ``false_success``,
            ``right_stop``, ``wrong_stop``, ``wrong_go``, ``caught_late``, ``lost_late``, ``missed``, or
            ``success_after_go``.
        """
        if name == "success_after_go":
            go, both = self.effect.average(self.go)[0], self.effect.average(self.go * self.confirmed)[0]
            ratio = both / go if go > 0 else float("nan")
            off = self.go * (self.confirmed - ratio)
            error = self.effect.average(off)[1] / go if go > 0 else float("nan")
            return Measure(name, "", ratio, error)
        _check.option(name, list(self._chances), where="name")
        return Measure(name, "", *self.effect.average(self._chances[name]))

    @property
    def if_known(self) -> float:
        """Chance of success were the effect surely its mean: what a power calculation promises."""
        known = np.array([self.effect.mean])
        one = UncertainEffect(
            effect=known,
            weights=np.ones(1),
            sd=np.array([self.effect.typical_sd]),
            drawn=False,
            unit=self.effect.unit,
        )
        return float(self.plan.go(one)[0] * self.plan.confirmed(one)[0])

    @property
    def loss(self) -> float:
        """Expected loss in patients: see :meth:`Development.by_size`."""
        wasted = self.measure("wrong_go").value * self.plan.phase3_patients
        return float(2 * self.plan.phase2 + wasted + self.measure("missed").value * self.plan.value)

    def funnel(self) -> pl.DataFrame:
        """Where programmes end, of a drug that works and of one that does not.

        Returns
        -------
        polars.DataFrame
            ``end``: ``stopped`` after phase II, ``failed`` in phase III, ``success``; ``works``;
            ``probability`` and its ``mcse``. All add to one.
        """
        import polars as pl

        ends = (
            ("stopped", False, "right_stop"),
            ("stopped", True, "wrong_stop"),
            ("failed", False, "caught_late"),
            ("failed", True, "lost_late"),
            ("success", False, "false_success"),
            ("success", True, "right_success"),
        )
        rows = [(end, works, self.measure(key).value, self.measure(key).mcse) for end, works, key in ends]
        return pl.DataFrame(rows, schema=["end", "works", "probability", "mcse"], orient="row")

    def sources(self) -> pl.DataFrame:
        """Where the uncertainty about success comes from.

        Returns
        -------
        polars.DataFrame
            ``source`` and ``share`` of the variance of success or failure: ``effect``, what knowing the true
            effect would take away, and ``chance``, that of the patients who happen to enter; and for every
            part that the effect was made of, what knowing it alone would take away (shares of parts overlap
            where they act together, and are found in twentieths of the draws).
        """
        import polars as pl

        chance = self.go * self.confirmed
        p, _ = self.effect.average(chance)
        whole = p * (1 - p)
        if whole <= 0:
            rows = [("effect", 0.0), ("chance", 0.0)]
            return pl.DataFrame(rows, schema=["source", "share"], orient="row")
        known = float(self.effect.weights @ (chance - p) ** 2) / whole
        rows = [("effect", known), ("chance", 1 - known)]
        rows += [(name, _explained(one, chance) / whole) for name, one in self.effect.parts.items()]
        return pl.DataFrame(rows, schema=["source", "share"], orient="row")

    def densities(self, points: int = 201) -> pl.DataFrame:
        """Distribution of the effect before anything, after a go, and after success.

        Returns
        -------
        polars.DataFrame
            ``effect``, and densities ``before``, ``after_go``, ``after_success`` (a kernel's, for draws).
        """
        import polars as pl

        x = self.effect.effect
        low, high = self.effect.quantile(0.0005), self.effect.quantile(0.9995)
        room = 0.08 * (high - low)
        grid = np.linspace(low - room, high + room, points)
        spread = float(np.sqrt(self.effect.weights @ (x - self.effect.mean) ** 2))
        size = x.size if self.effect.drawn else 5000
        width = max(0.9 * spread * size**-0.2, 1e-9) * (1.0 if self.effect.drawn else 0.5)
        kernel = np.exp(-0.5 * ((grid[:, None] - x) / width) ** 2) / (width * np.sqrt(2 * np.pi))
        found = {"effect": grid}
        for name, given in (
            ("before", 1.0),
            ("after_go", self.go),
            ("after_success", self.go * self.confirmed),
        ):
            weights = self.effect.weights * given
            found[name] = kernel @ (weights / max(float(weights.sum()), 1e-300))
        return pl.DataFrame(found)


def _error(sd: Floats | float, n: int) -> Floats:
    """Of a difference of two arms of ``n`` patients."""
    return np.asarray(np.sqrt(2 / n) * np.asarray(sd, dtype=float))


def _explained(part: Floats, chance: Floats) -> float:
    """Variance of the chance between twentieths of a part, less what chance alone would give them."""
    order = np.argsort(part, kind="stable")
    groups = np.array_split(chance[order], min(_BINS, max(part.size // 10, 1)))
    if len(groups) < 2:
        return 0.0
    mean = float(chance.mean())
    between = sum(g.size * (float(g.mean()) - mean) ** 2 for g in groups) / chance.size
    within = sum(float(g.var(ddof=1)) for g in groups if g.size > 1) / chance.size
    return max(float(between - within), 0.0)


def normal_assurance(mean: float, sd: float, *, error: float, beyond: float) -> float:
    """Probability that an estimate exceeds ``beyond``, of an effect that is N(mean, sd²): the closed form.

    Parameters
    ----------
    mean, sd
        Of the effect; an ``sd`` of 0 gives the power.
    error
        Standard error of the estimate.

    References
    ----------
    O'Hagan A, Stevens JW, Campbell MJ. Pharm Stat 2005;4:187.
    """
    _check.finite(mean, where="mean")
    _check.positive(error, where="error")
    if sd != 0:
        _check.positive(sd, where="sd")
    return float(scipy.special.ndtr((mean - _check.finite(beyond, where="beyond")) / np.hypot(sd, error)))

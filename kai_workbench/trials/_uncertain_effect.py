"""What is not yet known of a treatment's effect, carried into the trials that will ask."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..models import NormalMixture
from . import _check
from ._errors import DesignError

Floats = NDArray[np.float64]
_NODES, _MOST, _REACH = 2001, 20_001, 8.5  # points and SDs of a normal's integral
_LEAST = 0.01  # of a rate, where a difference would lead beyond 0 or 1


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class UncertainEffect:
    """Distribution of the true difference of treatment and control, positive where treatment is better.

    Make one with :meth:`of_normal`, :meth:`of_rates` or :meth:`of_draws`.

    Attributes
    ----------
    effect
        Points or draws of the difference, (sample,).
    weights
        Of each, adding to one.
    sd
        Of one patient's outcome, of both arms together, at each point: an estimate from n patients an arm
        has the standard error √2·sd/√n.
    drawn
        Whether the points are random draws, which have a Monte-Carlo error; else they are those of an
        integral.
    parts
        Quantities that the effect was made of, at each point, by name.
    unit
        Of the effect.
    source
        To be told beside every number.
    """

    effect: Floats
    weights: Floats
    sd: Floats
    drawn: bool
    parts: Mapping[str, Floats] = dataclasses.field(default_factory=dict)
    unit: str = "1"
    source: str = ""

    @classmethod
    def of_normal(
        cls, prior: NormalMixture, *, sd: float, unit: str = "1", source: str = ""
    ) -> UncertainEffect:
        """A normal mixture, integrated and not drawn.

        Parameters
        ----------
        prior
            Of the effect.
        sd
            Of one patient's outcome.
        """
        effect, weights = _points(prior)
        each = np.full(effect.size, _check.positive(sd, where="sd"))
        return cls(effect=effect, weights=weights, sd=each, drawn=False, unit=unit, source=source)

    @classmethod
    def of_difference(cls, prior: NormalMixture, *, control: float, source: str = "") -> UncertainEffect:
        """A normal mixture of a difference of response rates, over a control whose rate is known.

        Parameters
        ----------
        prior
            Of the difference.
        control
            Response rate of the control. Where the difference would lead beyond 0 or 1 the treated
            patients' variance is that near the end.
        """
        effect, weights = _points(prior)
        pc = _check.share(control, where="control")
        pt = np.clip(pc + effect, _LEAST, 1 - _LEAST)
        sd = np.sqrt((pc * (1 - pc) + pt * (1 - pt)) / 2)
        return cls(effect=effect, weights=weights, sd=sd, drawn=False, source=source)

    @classmethod
    def of_rates(
        cls, treatment: Any, control: Any, *, parts: Mapping[str, Any] | None = None, source: str = ""
    ) -> UncertainEffect:
        """Draws of two response rates.

        Parameters
        ----------
        treatment, control
            In (0, 1), (sample,), in pairs.
        parts
            What they were made of, in the same order.
        """
        pt, pc = (np.asarray(one, dtype=float).ravel() for one in (treatment, control))
        for name, rate in (("treatment", pt), ("control", pc)):
            if not rate.size or not np.all((rate >= 0) & (rate <= 1)):
                raise DesignError(
                    "design_not_a_rate",
                    where=name,
                    value=float(rate[~((rate >= 0) & (rate <= 1))][0]) if rate.size else float("nan"),
                )
        if pt.size != pc.size:
            raise DesignError("design_length", where="control", n=pc.size, needed=pt.size)
        near = [np.clip(one, _LEAST, 1 - _LEAST) for one in (pt, pc)]
        sd = np.sqrt(sum(one * (1 - one) for one in near) / 2)
        return cls.of_draws(pt - pc, sd=sd, parts=parts, source=source)

    @classmethod
    def of_draws(
        cls,
        effect: Any,
        *,
        sd: Any,
        parts: Mapping[str, Any] | None = None,
        unit: str = "1",
        source: str = "",
    ) -> UncertainEffect:
        """Draws of the effect, such as a posterior of the model library; thin a chain that mixes slowly.

        Parameters
        ----------
        effect
            (sample,) or anything flat.
        sd
            Of one patient's outcome: one number, or one for each draw.
        """
        drawn = np.asarray(effect, dtype=float).ravel()
        if drawn.size < 2 or not np.isfinite(drawn).all():
            raise DesignError("effect_not_finite", where="effect", n=drawn.size)
        each = np.broadcast_to(np.asarray(sd, dtype=float), drawn.shape)
        if not np.all((each > 0) & np.isfinite(each)):
            raise DesignError("design_not_positive", where="sd", value=float(each.min()))
        made = {name: np.asarray(one, dtype=float).ravel() for name, one in (parts or {}).items()}
        for name, one in made.items():
            if one.size != drawn.size:
                raise DesignError("design_length", where=name, n=one.size, needed=drawn.size)
        weights = np.full(drawn.size, 1 / drawn.size)
        return cls(
            effect=drawn, weights=weights, sd=each.copy(), drawn=True, parts=made, unit=unit, source=source
        )

    @property
    def mean(self) -> float:
        """Of the effect."""
        return float(self.weights @ self.effect)

    @property
    def typical_sd(self) -> float:
        """Of one patient's outcome, at the middle: what a design is planned with."""
        return float(np.sqrt(self.weights @ self.sd**2))

    def quantile(self, q: float, *, given: Floats | None = None) -> float:
        """Of the effect; ``given`` are chances at each point by which it is weighted."""
        weights = self.weights if given is None else self.weights * given
        order = np.argsort(self.effect)
        mass = np.cumsum(weights[order])
        return float(np.interp(q, (mass - weights[order] / 2) / mass[-1], self.effect[order]))

    def above(self, value: float) -> Floats:
        """Whether each draw exceeds ``value``, 0 or 1; of an integral's point the share of its cell."""
        if self.drawn or self.effect.size < 2:
            return np.asarray(self.effect > value, dtype=float)
        step = float(self.effect[1] - self.effect[0])
        return np.clip((self.effect - value) / step + 0.5, 0.0, 1.0)

    def over(self, value: float, *, given: Floats | None = None) -> float:
        """Probability that the effect exceeds ``value``."""
        weights = self.weights if given is None else self.weights * given
        return float(weights @ self.above(value) / weights.sum())

    def average(self, chance: Floats) -> tuple[float, float]:
        """Mean of a chance at each point, and its Monte-Carlo standard error; 0 where nothing was drawn."""
        mean = float(self.weights @ chance)
        if not self.drawn:
            return mean, 0.0
        return mean, float(np.std(chance, ddof=1) / np.sqrt(chance.size))


def _points(prior: NormalMixture) -> tuple[Floats, Floats]:
    """Evenly spaced points, as the trapezoidal rule of a normal has no equal, and their weights."""
    m, s = np.asarray(prior.means), np.asarray(prior.sds)
    low, high = float((m - _REACH * s).min()), float((m + _REACH * s).max())
    n = min(max(_NODES, int(20 * (high - low) / s.min())), _MOST)
    effect = np.linspace(low, high, n)
    mass = prior.pdf(effect)
    return effect, mass / mass.sum()

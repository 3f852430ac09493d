"""Ordered categories in two arms."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check
from ._errors import DesignError
from ._outcomes import Outcomes
from ._scenario import Scenario

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class OrdinalScenario(Scenario):
    """True probability of each category in each arm.

    Parameters
    ----------
    name
        Name of the scenario.
    probabilities
        By arm (control, treatment), then by category from the worst to the best.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> truth = trials.OrdinalScenario.proportional("hoped", (0.1, 0.2, 0.5, 0.2), odds_ratio=2.0)
    >>> [round(p, 3) for p in truth.probabilities[1]]
    [0.053, 0.124, 0.49, 0.333]
    """

    probabilities: tuple[tuple[float, ...], tuple[float, ...]]

    def __post_init__(self) -> None:
        super().__post_init__()
        where = f"{self.name}, probabilities"
        _check.as_many(self.probabilities, 2, where=where)
        arms = []
        for arm in self.probabilities:
            _check.several(arm, where=where, least=2)
            _check.as_many(arm, len(self.probabilities[0]), where=where)
            each = tuple(_check.rate(p, where=where) for p in arm)
            if abs(sum(each) - 1) > 1e-6:
                raise DesignError("categories_not_one", where=where, value=f"{sum(each):.6g}")
            arms.append(each)
        if any(max(arm) == 1 for arm in arms):
            raise DesignError("categories_certain", where=where)
        object.__setattr__(self, "probabilities", tuple(arms))

    @classmethod
    def proportional(cls, name: str, control: Sequence[float], *, odds_ratio: float) -> OrdinalScenario:
        """Proportional odds: those of being above any category are ``odds_ratio`` times the control's."""
        _check.positive(odds_ratio, where=f"{name}, odds_ratio")
        return cls(name, (tuple(control), shifted(control, odds_ratio)))

    @property
    def log_odds_ratio(self) -> float:
        """Of being above a category, treatment over control.

        Where odds are not proportional, the value that fits best in arms of equal size.
        """
        from ._ordinal_analysis import fit_proportional_odds

        weights = np.asarray(self.probabilities)[None] * 1e6
        return float(fit_proportional_odds(weights)[0][0])

    def draw(self, treated: NDArray[np.bool_], n: int, generator: np.random.Generator) -> Outcomes:
        """Categories of ``n`` trials, numbered from 0."""
        u = generator.random((n, treated.size))
        value = np.empty(u.shape)
        for arm, here in enumerate((~treated, treated)):
            edges = np.cumsum(self.probabilities[arm])[:-1]
            value[:, here] = np.searchsorted(edges, u[:, here], side="right")
        return Outcomes(treated=treated, value=value)


def shifted(control: Sequence[float], odds_ratio: float) -> tuple[float, ...]:
    """Probabilities under proportional odds; what is left of rounding goes to the last category."""
    above = 1 - np.cumsum(np.asarray(control, dtype=float))[:-1]
    with np.errstate(divide="ignore"):
        moved = scipy.special.expit(scipy.special.logit(np.clip(above, 0, 1)) + math.log(odds_ratio))
    edges = np.concatenate([[1.0], moved, [0.0]])
    return tuple(float(p) for p in edges[:-1] - edges[1:])

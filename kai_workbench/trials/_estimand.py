"""What a trial is to estimate: the five attributes of ICH E9(R1)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from ..text import Lang, say
from . import _check
from ._errors import DesignError

if TYPE_CHECKING:
    import polars as pl

Strategy = Literal["treatment_policy", "hypothetical", "composite", "while_on_treatment"]
Summary = Literal["difference_in_means", "difference_in_proportions"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Estimand:
    """Treatment, population, variable, intercurrent events with their strategies, and summary.

    Parameters
    ----------
    treatment
        The conditions compared, in words.
    population
        In words.
    variable
        In words; the higher the better.
    strategies
        By intercurrent event: ``treatment_policy`` takes the value at the end whatever happened,
        ``hypothetical`` the value there would have been without the event, ``composite`` makes the event
        part of the variable as a failure, ``while_on_treatment`` takes the value when the event happened.
    summary
        ``difference_in_means``, or ``difference_in_proportions`` of those at or above ``threshold``;
        treatment less control.
    threshold
        Of a response.
    failure
        Value that stands for a failure where means are compared and a strategy is ``composite``.

    Raises
    ------
    DesignError
        An attribute is missing or does not fit the others. A principal stratum is refused: who would have
        had the event under the other treatment is not seen, so it needs assumptions of its own.

    References
    ----------
    ICH E9(R1), Addendum on estimands and sensitivity analysis in clinical trials. 2019.
    """

    treatment: str
    population: str
    variable: str
    strategies: tuple[tuple[str, Strategy], ...]
    summary: Summary = "difference_in_means"
    threshold: float | None = None
    failure: float | None = None

    def __post_init__(self) -> None:
        for field in ("treatment", "population", "variable"):
            value = getattr(self, field)
            if not (isinstance(value, str) and value.strip()):
                raise DesignError("estimand_empty", where=field)
        object.__setattr__(self, "strategies", _strategies(self.strategies))
        _check.option(self.summary, get_args(Summary), where="summary")
        means = self.summary == "difference_in_means"
        if means != (self.threshold is None):
            raise DesignError("estimand_threshold", where="threshold", summary=self.summary)
        if self.threshold is not None:
            _check.finite(self.threshold, where="threshold")
        if self.failure is not None:
            _check.finite(self.failure, where="failure")
        if means and "composite" in dict(self.strategies).values() and self.failure is None:
            raise DesignError("estimand_failure", where="failure")

    def derive(self, event: Any, at_end: Any, at_event: Any) -> Any:
        """The variable of each patient; NaN where it is not known under the strategies.

        Parameters
        ----------
        event
            Number of the strategy's event, -1 for none.
        at_end, at_event
            Values at the end of the study and at the event.
        """
        value = np.where(event < 0, at_end, np.nan)
        for k, (_, strategy) in enumerate(self.strategies):
            here = event == k
            if strategy == "treatment_policy":
                value = np.where(here, at_end, value)
            elif strategy == "while_on_treatment":
                value = np.where(here, at_event, value)
            elif strategy == "composite":
                failed = -np.inf if self.failure is None else self.failure
                value = np.where(here, failed, value)
        if self.threshold is None:
            return value
        return np.where(np.isnan(value), np.nan, value >= self.threshold)

    def table(self, lang: Lang = "en") -> pl.DataFrame:
        """The five attributes: ``attribute``, ``text``."""
        import polars as pl

        events = [
            say("trials.estimand.event", lang, event=name, strategy=say(f"trials.estimand.{strategy}", lang))
            for name, strategy in self.strategies
        ]
        told = {"threshold": self.threshold, "failure": self.failure}
        summary = say(f"trials.estimand.{self.summary}", lang, **told)
        texts: Sequence[str] = (self.treatment, self.population, self.variable, "; ".join(events), summary)
        names = ("treatment", "population", "variable", "events", "summary")
        attributes = [say(f"trials.estimand.{name}", lang) for name in names]
        return pl.DataFrame({"attribute": attributes, "text": texts})


def _strategies(given: Any) -> tuple[tuple[str, Strategy], ...]:
    """Pairs of event and strategy, checked."""
    pairs = tuple(given.items() if isinstance(given, Mapping) else given)
    if not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        raise DesignError("estimand_pairs", where="strategies", value=given)
    for name, strategy in pairs:
        if strategy == "principal_stratum":
            raise DesignError("estimand_principal_stratum", where=name)
        _check.option(strategy, get_args(Strategy), where=name)
    if len(dict(pairs)) < len(pairs):
        raise DesignError("estimand_twice", where="strategies")
    return pairs

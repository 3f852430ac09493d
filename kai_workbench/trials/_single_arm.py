"""Single-arm trials with a yes-or-no endpoint: boundaries at looks, every course counted."""

from __future__ import annotations

import abc
import dataclasses
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check, _measure
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._scenario import BinaryScenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
GO, CONSIDER, NO_GO = 2, 1, 0
ACTIONS = {GO: "go", CONSIDER: "consider", NO_GO: "no_go"}


@dataclasses.dataclass(frozen=True)
class SingleArm(Design, abc.ABC):
    """What single-arm designs share: at each look stop with no-go, stop with go, or treat more patients.

    A subclass gives the looks and, for each, the most responders that still mean no-go and the fewest
    that mean go. Between the two the trial continues; at the last look it ends with *consider*.
    """

    scenario_type: ClassVar[type[BinaryScenario]] = BinaryScenario

    @property
    @abc.abstractmethod
    def sizes(self) -> tuple[int, ...]:
        """Patients at each look, rising."""

    @abc.abstractmethod
    def _bounds(self) -> tuple[list[int], list[int]]:
        """No-go at or below the first, go at or above the second, by look; −1 and n + 1 for never."""

    @functools.cached_property
    def bounds(self) -> tuple[Ints, Ints]:
        """No-go at or below the first, go at or above the second, by look; −1 and n + 1 for never."""
        low, high = self._bounds()
        return np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.rates, 1, where=f"{scenario.name}, rates")

    def ends(self, rate: float) -> list[Floats]:
        """Probability that the trial ends at each look with 0, 1, ... responders.

        Parameters
        ----------
        rate
            True probability of response.

        Returns
        -------
        list of numpy.ndarray
            One array a look, of length patients + 1.
        """
        low, high = self.bounds
        alive, before, found = np.ones(1), 0, []
        for k, n in enumerate(self.sizes):
            new = scipy.stats.binom.pmf(np.arange(n - before + 1), n - before, rate)
            now = np.convolve(alive, new)
            r = np.arange(n + 1)
            over = (r <= low[k]) | (r >= high[k])
            if k == len(self.sizes) - 1:
                over[:] = True
            found.append(np.where(over, now, 0.0))
            alive, before = np.where(over, 0.0, now), n
        return found

    def probability(self, rate: float, outcome: str = "go") -> float:
        """Probability that the trial ends with ``go``, ``consider`` or ``no_go`` at a true rate."""
        _check.rate(rate, where="rate")
        _check.option(outcome, tuple(ACTIONS.values()), where="outcome")
        total = 0.0
        for k, mass in enumerate(self.ends(rate)):
            total += float(mass[self._verdict(k, np.arange(mass.size), outcome)].sum())
        return total

    def expected_patients(self, rate: float) -> float:
        """Mean number of patients at a true rate."""
        return float(sum(n * mass.sum() for n, mass in zip(self.sizes, self.ends(rate), strict=True)))

    def _verdict(self, look: int, r: Ints, outcome: str) -> NDArray[np.bool_]:
        low, high = self.bounds
        if outcome == "go":
            return np.asarray(r >= high[look])
        if outcome == "no_go":
            return np.asarray(r <= low[look])
        return np.asarray((r > low[look]) & (r < high[look]))

    def enumerate(self, scenario: BinaryScenario) -> list[Measure]:
        """Every course counted: decisions, early stops, patients, and the observed share as an estimate."""
        rate = scenario.rates[0]
        ends = self.ends(rate)
        early = ends[:-1]
        patients = np.array([mass.sum() for mass in ends])
        sizes = np.asarray(self.sizes, dtype=float)
        mean = float(patients @ sizes)
        errors = [np.arange(m.size) / n - rate for m, n in zip(ends, self.sizes, strict=True)]
        bias = float(sum(m @ e for m, e in zip(ends, errors, strict=True)))
        square = float(sum(m @ e**2 for m, e in zip(ends, errors, strict=True)))
        exact = _measure.exact
        return [
            *(exact(name, self.probability(rate, name)) for name in self._outcomes),
            *(
                exact(
                    f"stopped_early_{name}",
                    float(
                        sum(m[self._verdict(k, np.arange(m.size), name)].sum() for k, m in enumerate(early))
                    ),
                )
                for name in ("go", "no_go")
            ),
            exact("patients", mean, unit="{patients}"),
            exact("patients_sd", float(np.sqrt(patients @ (sizes - mean) ** 2)), unit="{patients}"),
            *(exact("stopped_at", p, of=str(n)) for n, p in zip(self.sizes, patients, strict=True)),
            exact("bias", bias),
            exact("rmse", float(np.sqrt(square))),
        ]

    @property
    def _outcomes(self) -> tuple[str, ...]:
        low, high = self.bounds
        three = high[-1] - low[-1] > 1
        return ("go", "consider", "no_go") if three else ("go", "no_go")

    def run(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate trials, response by response."""
        return self._course(self._responses(scenario, n, generator))

    def _responses(self, scenario: BinaryScenario, n: int, generator: np.random.Generator) -> Ints:
        return (generator.random((n, self.sizes[-1])) < scenario.rates[0]).astype(np.int64)

    def _course(self, responses: Ints) -> Rows:
        low, high = self.bounds
        total = np.cumsum(responses, axis=1)[:, np.asarray(self.sizes) - 1]
        over = (total <= low) | (total >= high)
        over[:, -1] = True
        look = np.argmax(over, axis=1)
        r = np.take_along_axis(total, look[:, None], axis=1)[:, 0]
        outcome = np.where(r >= high[look], GO, np.where(r <= low[look], NO_GO, CONSIDER))
        return {
            "look": look,
            "patients": np.asarray(self.sizes)[look],
            "responders": r,
            "outcome": outcome,
        }

    def summarise(self, rows: Rows, scenario: BinaryScenario) -> list[Measure]:
        """The same measures from simulated trials."""
        outcome, look, patients = rows["outcome"], rows["look"], rows["patients"]
        last = len(self.sizes) - 1
        error = rows["responders"] / patients - scenario.rates[0]
        code = {name: value for value, name in ACTIONS.items()}
        return [
            *(_measure.proportion(name, outcome == code[name]) for name in self._outcomes),
            *(
                _measure.proportion(f"stopped_early_{name}", (outcome == code[name]) & (look < last))
                for name in ("go", "no_go")
            ),
            _measure.mean("patients", patients, unit="{patients}"),
            *(
                _measure.proportion("stopped_at", look == k, of=str(size))
                for k, size in enumerate(self.sizes)
            ),
            _measure.mean("bias", error),
            _measure.root_mean_square("rmse", error),
        ]

    def replay(
        self, scenario: BinaryScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: ``patient``, ``response``, ``responders`` so far, and ``decision`` at the looks."""
        import polars as pl

        responses = self._responses(scenario, n, generator)[trial]
        course = self._course(responses[None])
        size = int(course["patients"][0])
        decision: list[str | None] = [None] * size
        for k, at in enumerate(self.sizes[: int(course["look"][0]) + 1]):
            last = k == int(course["look"][0])
            decision[at - 1] = ACTIONS[int(course["outcome"][0])] if last else "continue"
        return pl.DataFrame(
            {
                "patient": np.arange(1, size + 1),
                "response": responses[:size],
                "responders": np.cumsum(responses[:size]),
                "decision": pl.Series(decision, dtype=pl.String),
            }
        )

    def decision_table(self) -> pl.DataFrame:
        """By look: ``patients``, ``no_go_at_most`` and ``go_at_least`` responders; empty for never."""
        import polars as pl

        low, high = self.bounds
        return pl.DataFrame(
            {
                "look": np.arange(1, len(self.sizes) + 1),
                "patients": np.asarray(self.sizes),
                "no_go_at_most": [int(x) if x >= 0 else None for x in low],
                "go_at_least": [int(x) if x <= n else None for x, n in zip(high, self.sizes, strict=True)],
            },
            schema_overrides={"no_go_at_most": pl.Int64, "go_at_least": pl.Int64},
        )

    def next(self, data: pl.DataFrame) -> Decision:
        """What to do now in a running trial.

        Parameters
        ----------
        data
            One row a patient, in the order of entry, with ``response`` 0 or 1.

        Raises
        ------
        DesignError
            An outcome is missing or not 0 or 1; more patients than the design has; or an earlier look
            had ended the trial already.
        """
        responses = outcomes(data)
        low, high = self.bounds
        n, total = responses.size, np.cumsum(responses)
        if n > self.sizes[-1]:
            raise DesignError("more_patients_than_planned", where="data", n=n, planned=self.sizes[-1])
        for k, size in enumerate(self.sizes):
            if size > n:
                break
            r = int(total[size - 1])
            ended = r <= low[k] or r >= high[k] or k == len(self.sizes) - 1
            if ended and size < n:
                raise DesignError("trial_had_ended", where="data", n=size, r=r)
            if ended:
                outcome = GO if r >= high[k] else NO_GO if r <= low[k] else CONSIDER
                limit = {
                    GO: because("at_or_above", limit=int(high[k])),
                    NO_GO: because("at_or_below", limit=int(low[k])),
                    CONSIDER: because("between", low=int(low[k]), high=int(high[k])),
                }
                return Decision(
                    action=ACTIONS[outcome], reasons=(because("responders", r=r, n=size), limit[outcome])
                )
        r = int(total[-1]) if n else 0
        upcoming = next(size for size in self.sizes if size > n)
        return Decision(
            action="continue", reasons=(because("responders", r=r, n=n), because("next_look", n=upcoming))
        )


def outcomes(data: pl.DataFrame, column: str = "response") -> Ints:
    """Outcomes 0 or 1 of a running trial; refuses what is missing or cannot be.

    Raises
    ------
    DesignError
        No such column, a missing outcome, or one that is neither 0 nor 1.
    """
    found = outcomes_so_far(data, column)
    missing = np.flatnonzero(np.isnan(found))
    if missing.size:
        raise DesignError("outcome_missing", where=f"{column}, row {missing[0] + 1}")
    return found.astype(np.int64)


def outcomes_so_far(data: pl.DataFrame, column: str = "response") -> Floats:
    """The same where outcomes may be pending: NaN."""
    found = np.full(len(column_of(data, column)), np.nan)
    for k, value in enumerate(column_of(data, column)):
        if value is None or value != value:  # noqa: PLR0124, a missing number differs from itself
            continue
        if value not in {0, 1}:
            raise DesignError("outcome_not_binary", where=f"{column}, row {k + 1}", value=value)
        found[k] = value
    return found


def column_of(data: pl.DataFrame, name: str) -> list[Any]:
    """Values of a column of a table.

    Raises
    ------
    DesignError
        No table, or no such column.
    """
    if not hasattr(data, "columns"):
        raise DesignError("table_needed", where="data", value=type(data).__name__)
    if name not in data.columns:
        raise DesignError("trial_column_missing", where=name, columns=", ".join(data.columns))
    return list(data[name].to_list())


def numbers_of(data: pl.DataFrame, name: str) -> list[float]:
    """A column of statistics, none of them missing."""
    for row, value in enumerate(column_of(data, name), start=1):
        if value is None or not np.isfinite(_check.finite(value, where=f"{name}, row {row}")):
            raise DesignError("outcome_missing", where=f"{name}, row {row}")
    return [float(value) for value in column_of(data, name)]


def arms_of(data: pl.DataFrame, arms: Sequence[str], column: str = "arm") -> Ints:
    """Number of each row's arm among ``arms``; refuses a name that is not there."""
    names = [str(name) for name in column_of(data, column)]
    for row, name in enumerate(names, start=1):
        _check.option(name, arms, where=f"{column}, row {row}")
    return np.array([list(arms).index(name) for name in names], dtype=np.int64)


def responders(r: int, n: int, *, where: str = "responders") -> None:
    """Refuse more responders than patients."""
    _check.whole(n, where="patients")
    _check.whole(r, where=where)
    if r > n:
        raise DesignError("responders_over_patients", where=where, r=r, n=n)


def looks(sizes: tuple[int, ...], *, where: str = "looks") -> tuple[int, ...]:
    """Whole numbers of patients that rise."""
    _check.several(sizes, where=where)
    whole = tuple(_check.whole(n, where=where, least=1) for n in sizes)
    _check.rising(whole, where=where)
    return whole


def posterior_above(rate: float, r: Any, n: Any, prior: tuple[float, float]) -> Floats:
    """P(p > rate) after r responders among n, from a Beta prior; broadcasts."""
    a, b = prior
    return np.asarray(scipy.special.betaincc(a + np.asarray(r), b + np.asarray(n) - np.asarray(r), rate))


def beta_prior(prior: tuple[float, float], *, where: str = "prior") -> tuple[float, float]:
    """Two positive numbers."""
    _check.as_many(prior, 2, where=where)
    return (_check.positive(prior[0], where=where), _check.positive(prior[1], where=where))

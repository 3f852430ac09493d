"""A few doses randomised side by side, to choose the one to go on with."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from ..models import BetaMixture
from . import _check, _measure, _single_arm
from ._decision import Decision
from ._design import Design, Rows
from ._efficacy_escalation import response_given_dlt
from ._errors import DesignError
from ._measure import Measure
from ._recommendation import because
from ._scenario import ToxicityScenario
from ._two_arm_binary import superiority

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_COUNTED = 3_000_000  # combinations of responder counts that are still counted
_COLUMNS = ("dose", "n", "dlts", "responses")


@dataclasses.dataclass(frozen=True, kw_only=True)
class DoseComparison(Design):
    """Randomised comparison of doses by response and toxicity, as dose optimisation asks for.

    A dose is open while neither P(DLT rate > ``limit``) is above ``toxic`` nor P(response rate < ``floor``)
    above ``futile``; at a look a dose that is not is closed. At the end, of the open doses, the lowest one is
    chosen whose response rate is not below that of the best by more than ``margin`` with probability
    ``similar`` or more. With one look every outcome is counted.

    Parameters
    ----------
    doses
        Rising, in ``unit``.
    unit
        UCUM unit of the doses.
    looks
        Patients **per dose** at each look, rising; the last is the end.
    limit, toxic
        Highest acceptable DLT rate, and the probability of a higher one that closes a dose.
    floor, futile
        Lowest acceptable response rate, and the probability of a lower one that closes a dose.
    margin
        Of response rates that count as similar.
    similar
        Probability that is asked for; higher is harder for the lower dose.
    prior
        Beta(a, b) of every rate.

    References
    ----------
    FDA. Optimizing the dosage of human prescription drugs for the treatment of oncologic diseases. 2024.
    Yuan Y, Zhou H, Liu S. Clin Trials 2024;21:273.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.DoseComparison(doses=(200, 400), looks=(30,), limit=0.3, floor=0.2)
    >>> truth = trials.ToxicityScenario("alike", (0.10, 0.25), efficacy=(0.40, 0.42))
    >>> 0.7 < trials.simulate(design, truth).measure("selected", of="200 mg").value < 0.9
    True
    """

    scenario_type: ClassVar[type[ToxicityScenario]] = ToxicityScenario

    doses: tuple[float, ...]
    looks: tuple[int, ...]
    limit: float
    floor: float
    unit: str = "mg"
    toxic: float = 0.8
    futile: float = 0.8
    margin: float = 0.1
    similar: float = 0.5
    prior: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "doses", _check.rising(self.doses, where="doses", least=2))
        _check.positive(self.doses[0], where="doses")
        object.__setattr__(self, "looks", _single_arm.looks(self.looks))
        for name in ("limit", "floor", "toxic", "futile", "similar"):
            _check.share(getattr(self, name), where=name)
        _check.rate(self.margin, where="margin")
        object.__setattr__(self, "prior", _single_arm.beta_prior(self.prior))

    @property
    def labels(self) -> tuple[str, ...]:
        """Of the doses."""
        return tuple(f"{dose:g} {self.unit}" for dose in self.doses)

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        _check.as_many(scenario.rates, len(self.doses), where=f"{scenario.name}, rates")
        if scenario.efficacy is None:
            raise DesignError("efficacy_needed", where=scenario.name)

    def open_after(self, n: int, dlts: Any, responses: Any) -> NDArray[np.bool_]:
        """Whether doses with these counts stay open; broadcasts."""
        above = _single_arm.posterior_above(self.limit, dlts, n, self.prior)
        below = 1 - _single_arm.posterior_above(self.floor, responses, n, self.prior)
        return (above <= self.toxic) & (below <= self.futile)

    @functools.cached_property
    def _similar(self) -> NDArray[np.bool_]:
        """Whether a dose is near enough to the best, (responders of the best, of the dose), at the end."""
        n, prior = self.looks[-1], BetaMixture((1.0,), (self.prior[0],), (self.prior[1],))
        return superiority(n, n, prior, prior, -self.margin) >= self.similar

    def choose(self, responses: Any, open_: Any) -> Ints:
        """The dose chosen at the end, (...); -1 where none is open.

        Parameters
        ----------
        responses, open_
            By dose, (..., dose).
        """
        r, there = np.asarray(responses), np.asarray(open_, dtype=bool)
        best = np.where(there, r, -1).max(axis=-1, keepdims=True)
        near = there & self._similar[np.maximum(best, 0), r]
        return np.where(near.any(axis=-1), near.argmax(axis=-1), -1)

    def correct(self, scenario: ToxicityScenario) -> int:
        """The lowest acceptable dose whose true response rate is within the margin; -1 if none."""
        assert scenario.efficacy is not None
        p = np.asarray(scenario.efficacy)
        fine = (np.asarray(scenario.rates) <= self.limit + 1e-12) & (p >= self.floor - 1e-12)
        near = fine & (p >= np.where(fine, p, 0.0).max() - self.margin - 1e-12)
        return int(near.argmax()) if near.any() else -1

    def enumerate(self, scenario: ToxicityScenario) -> list[Measure] | None:
        """With one look every pair of counts at every dose, as far as that can be done in a second."""
        n, doses = self.looks[-1], len(self.doses)
        if len(self.looks) > 1 or (n + 2) ** doses > _COUNTED:
            return None
        mass = np.ones(1)
        for joint in self._joint(scenario, n):
            own = self.open_after(n, np.arange(n + 1)[:, None], np.arange(n + 1))
            one = np.append((joint * own).sum(axis=0), (joint * ~own).sum())  # closed comes last
            mass = np.multiply.outer(mass, one).reshape(-1)
        counts = np.stack(np.unravel_index(np.arange(mass.size), (n + 2,) * doses), axis=-1)
        chosen = self.choose(np.minimum(counts, n), counts <= n)
        exact = _measure.exact
        p, total = [float(mass[chosen == j].sum()) for j in range(-1, doses)], n * doses
        assert scenario.efficacy is not None
        over = np.asarray(scenario.rates) > self.limit + 1e-12
        return [
            *(exact("selected", p[j + 1], of=label) for j, label in enumerate(self.labels)),
            exact("none_selected", p[0]),
            exact("correct_selection", p[self.correct(scenario) + 1]),
            exact("overdose_selected", float(np.asarray(p[1:]) @ over)),
            *(exact("patients", n, of=label, unit="{patients}") for label in self.labels),
            exact("patients", total, unit="{patients}"),
            exact("dlts", n * math.fsum(scenario.rates), unit="{patients}"),
            exact("responses", n * math.fsum(scenario.efficacy), unit="{patients}"),
        ]

    def _joint(self, scenario: ToxicityScenario, n: int) -> list[Floats]:
        """Probability of DLTs and responses of ``n`` patients, (DLTs, responses), by dose."""
        assert scenario.efficacy is not None
        found = []
        count = np.arange(n + 1)
        for tox, eff in zip(scenario.rates, scenario.efficacy, strict=True):
            with_dlt, without = response_given_dlt(np.array(tox), np.array(eff), scenario.association)
            chance = scipy.stats.binom.pmf(count, n, tox)
            rows = [
                np.convolve(
                    scipy.stats.binom.pmf(np.arange(t + 1), t, with_dlt),
                    scipy.stats.binom.pmf(np.arange(n - t + 1), n - t, without),
                )
                for t in count
            ]
            found.append(chance[:, None] * np.stack(rows))
        return found

    def _counts(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> Ints:
        """DLTs and responses so far if no dose closed, (outcome, trial, dose, look)."""
        assert scenario.efficacy is not None
        tox, eff = np.asarray(scenario.rates), np.asarray(scenario.efficacy)
        with_dlt, without = response_given_dlt(tox, eff, scenario.association)
        shape = (n, len(self.doses), self.looks[-1])
        dlt = generator.random(shape) < tox[:, None]
        response = generator.random(shape) < np.where(dlt, with_dlt[:, None], without[:, None])
        at = np.asarray(self.looks) - 1
        return np.asarray(np.cumsum([dlt, response], axis=-1)[..., at])

    def run(self, scenario: ToxicityScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate patients."""
        counts = self._counts(scenario, n, generator)
        open_ = np.ones(counts.shape[1:3], dtype=bool)
        look = np.zeros(open_.shape, dtype=np.int64)
        for k, size in enumerate(self.looks):
            look = np.where(open_, k, look)
            open_ &= self.open_after(size, counts[0, ..., k], counts[1, ..., k])
        at = np.take_along_axis(counts, look[None, ..., None], axis=-1)[..., 0]
        return {
            "selected": self.choose(at[1], open_),
            "patients": np.asarray(self.looks)[look],
            "dlts": at[0],
            "responses": at[1],
        }

    def summarise(self, rows: Rows, scenario: ToxicityScenario) -> list[Measure]:
        """Selection, patients, DLTs and responses, and how far the chosen dose's observed rate is off."""
        selected, patients = rows["selected"], rows["patients"]
        over = np.append(np.asarray(scenario.rates) > self.limit + 1e-12, False)  # none comes last
        found = [
            *(_measure.proportion("selected", selected == j, of=one) for j, one in enumerate(self.labels)),
            _measure.proportion("none_selected", selected < 0),
            _measure.proportion("correct_selection", selected == self.correct(scenario)),
            _measure.proportion("overdose_selected", over[selected]),
            *(
                _measure.mean("patients", patients[:, j], of=one, unit="{patients}")
                for j, one in enumerate(self.labels)
            ),
            *(
                _measure.mean(name, rows[name].sum(axis=1), unit="{patients}")
                for name in ("patients", "dlts", "responses")
            ),
        ]
        won = np.flatnonzero(selected >= 0)
        if won.size > 1:
            at = selected[won]
            seen = rows["responses"][won, at] / patients[won, at]
            found.append(_measure.mean("bias", seen - np.asarray(scenario.efficacy)[at]))
        return found

    def replay(
        self, scenario: ToxicityScenario, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial: ``look``, ``dose``, ``patients``, ``dlts``, ``responses`` and ``decision``."""
        import polars as pl

        counts = self._counts(scenario, n, generator)[:, trial]
        open_, rows = np.ones(len(self.doses), dtype=bool), []
        for k, size in enumerate(self.looks):
            here, (dlts, responses) = np.flatnonzero(open_), counts[..., k]
            open_ &= self.open_after(size, dlts, responses)
            last = k == len(self.looks) - 1
            chosen = int(self.choose(responses, open_)) if last else -1
            for j in here:
                said = "selected" if j == chosen else "not_selected" if last else "continue"
                decision = said if open_[j] else "closed"
                rows.append((k + 1, self.doses[j], size, int(dlts[j]), int(responses[j]), decision))
            if not open_.any():
                break
        names = ["look", "dose", "patients", "dlts", "responses", "decision"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def decision_table(self) -> pl.DataFrame:
        """By look: fewest DLTs, and most responses, that close a dose."""
        import polars as pl

        rows = []
        for k, n in enumerate(self.looks, start=1):
            count = np.arange(n + 1)
            toxic = np.flatnonzero(~self.open_after(n, count, n))
            futile = np.flatnonzero(~self.open_after(n, 0, count))
            rows.append(
                (k, n, int(toxic[0]) if toxic.size else None, int(futile[-1]) if futile.size else None)
            )
        names = ("look", "patients", "eliminate_at_least", "futility_at_most")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row")

    def next(self, data: pl.DataFrame) -> Decision:
        """Which doses go on at a look, or which is chosen at the end.

        Parameters
        ----------
        data
            One row a dose: ``dose``, ``n`` patients, ``dlts`` and ``responses``. A dose with fewer patients
            than the others was closed there.

        Raises
        ------
        DesignError
            A column, a count or a dose is missing, counts that cannot be, or patients that are not those of
            a look.
        """
        told = zip(*(_single_arm.column_of(data, name) for name in _COLUMNS), strict=True)
        by = {dose: counts for dose, *counts in told}
        for dose in by:
            _check.option(dose, self.doses, where="dose")
        _check.as_many(list(by), len(self.doses), where="dose")
        for label, dose in zip(self.labels, self.doses, strict=True):
            if None in by[dose]:
                raise DesignError("outcome_missing", where=label)
            n, dlts, responses = by[dose]
            _check.option(n, self.looks, where=f"n, {label}")
            _single_arm.responders(dlts, n, where=f"dlts, {label}")
            _single_arm.responders(responses, n, where=f"responses, {label}")
        now = max(n for n, _, _ in by.values())
        rows = [by[dose] for dose in self.doses]
        open_ = np.array([n == now and bool(self.open_after(n, t, r)) for n, t, r in rows])
        reasons = [
            because(
                "dose_open" if fine else "dose_closed", dose=label, dlts=row[1], responses=row[2], n=row[0]
            )
            for label, row, fine in zip(self.labels, rows, open_, strict=True)
        ]
        if now < self.looks[-1]:
            action = "continue" if open_.any() else "stop_for_futility"
            arms = tuple(one for one, fine in zip(self.labels, open_, strict=True) if fine)
            return Decision(action=action, reasons=tuple(reasons), arms=arms)
        responses = [row[2] if row[0] == now else 0 for row in rows]
        chosen = int(self.choose(responses, open_))
        if chosen < 0:
            return Decision(action="not_selected", reasons=tuple(reasons))
        best = max(responses[j] for j in np.flatnonzero(open_))
        if responses[chosen] < best:
            reasons.append(because("dose_similar", dose=self.labels[chosen], margin=f"{self.margin:g}"))
        return Decision(action="selected", reasons=tuple(reasons), arms=(self.labels[chosen],))

"""Treatment against control, put together from an endpoint, an analysis and a rule of stopping."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check, _measure
from ._analysis import Analysis, Means, Proportions
from ._decision import Decision
from ._design import Design, Rows
from ._errors import DesignError
from ._group_sequential import GroupSequential
from ._longitudinal_analysis import RepeatedMeasures
from ._measure import Measure
from ._ordinal_analysis import ProportionalOdds, RankSum
from ._outcomes import Outcomes, places
from ._survival_analysis import TimeToEvent, month_of_event, seen_at

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class TwoArmTrial(Design):
    """Two randomised arms whose patients are simulated and analysed as they would be.

    Parameters
    ----------
    analysis
        :class:`Proportions`, :class:`Means`, :class:`RankSum`, :class:`ProportionalOdds`,
        :class:`TimeToEvent`, :class:`RepeatedMeasures`, or one of your own. It says under which scenarios
        the trial can be tried.
    patients
        By arm (control, treatment).
    events
        Of a time to an event: how many the last analysis waits for. Where they never come, it is made when
        the last patient's time has ended.
    rule
        When to look and when to stop: a look at a share of the information is made with that share of the
        patients, in order of entry and each with the complete outcome, or of the events.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> design = trials.TwoArmTrial(analysis=trials.ProportionalOdds(), patients=(94, 94))
    >>> truth = trials.OrdinalScenario.proportional("hoped", (0.1, 0.2, 0.5, 0.2), odds_ratio=2.43)
    >>> found = trials.simulate(design, truth, n_trials=2000)
    >>> 0.86 < found.measure("power").value < 0.94
    True
    """

    analysis: Proportions | Means | RankSum | ProportionalOdds | TimeToEvent | RepeatedMeasures | Analysis
    patients: tuple[int, int]
    events: int | None = None
    rule: GroupSequential = dataclasses.field(default_factory=lambda: GroupSequential(information=(1.0,)))

    def __post_init__(self) -> None:
        if not isinstance(self.analysis, Analysis):
            known = "Proportions, Means, RankSum, ProportionalOdds, TimeToEvent, RepeatedMeasures"
            raise DesignError("design_option_unknown", where="analysis", value=self.analysis, known=known)
        object.__setattr__(self, "scenario_type", self.analysis.scenario_type)
        _check.as_many(self.patients, 2, where="patients")
        for one in self.patients:
            _check.whole(one, where="patients", least=2)
        timed = isinstance(self.analysis, TimeToEvent)
        if timed != (self.events is not None):
            raise DesignError("events_needed" if timed else "events_not_counted", where="events")
        if self.events is not None:
            _check.whole(self.events, where="events", least=2, most=sum(self.patients))
        if not isinstance(self.rule, GroupSequential):
            raise DesignError("design_option_unknown", where="rule", value=self.rule, known="GroupSequential")
        if self.rule.patients is not None:
            raise DesignError("rule_has_patients", where="rule, patients")
        if min(self._looks) < 4 or len(set(self._looks)) < len(self._looks):
            raise DesignError("looks_too_close", where="rule, information", value=list(self._looks))

    @property
    def adaptive(self) -> bool:
        """With more than one look."""
        return self.rule.adaptive

    @property
    def _looks(self) -> tuple[int, ...]:
        """Patients, or events, at each look."""
        total = sum(self.patients) if self.events is None else self.events
        return tuple(int(np.ceil(share * total - 1e-9)) for share in self.rule.information)

    def check(self, scenario: Any) -> None:
        """Refuse a scenario that does not fit."""
        super().check(scenario)
        self.analysis.check(scenario)

    def decision_table(self) -> pl.DataFrame:
        """That of the rule."""
        return self.rule.decision_table()

    def next(self, data: pl.DataFrame) -> Decision:
        """What to do now in a running trial, from the statistic ``z`` of each look so far."""
        return self.rule.next(data)

    def run(self, scenario: Any, n: int, generator: np.random.Generator) -> Rows:
        """Simulate the patients of ``n`` trials, and analyse them at the looks."""
        return self._analysed(scenario.draw(places(self.patients), n, generator))

    def _analysed(self, outcomes: Outcomes) -> Rows:
        trials = outcomes.value.shape[0]
        rows: Rows = {
            "look": np.full(trials, -1),
            "rejected": np.zeros(trials, dtype=bool),
            "z": np.empty(trials),
            "estimate": np.empty(trials),
            "error": np.empty(trials),
            "patients": np.empty(trials),
        }
        if self.events is not None:
            rows |= {"events": np.empty(trials), "months": np.empty(trials)}
        for k, size in enumerate(self._looks):
            going = np.flatnonzero(rows["look"] < 0)
            if going.size == 0:
                break
            now = self._look(_trials_of(outcomes, going), size)
            z, last = now["z"], k == len(self._looks) - 1
            over = (z >= self.rule.upper[k]) | (z < self.rule.lower[k]) | last
            for name, values in now.items():
                rows[name][going[over]] = values[over]
            rows["look"][going[over]] = k
            rows["rejected"][going[over]] = z[over] >= self.rule.upper[k]
        return rows

    def _look(self, outcomes: Outcomes, size: int) -> Rows:
        """What is seen at one look."""
        if self.events is None:
            told = self.analysis.compare(outcomes.first(size))
            entered = np.full(outcomes.value.shape[0], float(size))
            return {"z": told.z, "estimate": told.estimate, "error": told.error, "patients": entered}
        month = month_of_event(outcomes, size)
        now = seen_at(outcomes, month)
        told = self.analysis.compare(now)
        assert now.event is not None
        return {
            "z": told.z,
            "estimate": told.estimate,
            "error": told.error,
            "patients": (now.value >= 0).sum(axis=1).astype(float),
            "events": now.event.sum(axis=1).astype(float),
            "months": month,
        }

    def summarise(self, rows: Rows, scenario: Any) -> list[Measure]:
        """Claims, stops, patients, how far the estimate at the end is off, and of times the calendar."""
        truth, last = self.analysis.truth(scenario), len(self._looks) - 1
        claim = "power" if self.analysis.benefit(scenario) else "type_1_error"
        early, rejected = rows["look"] < last, rows["rejected"]
        there = np.isfinite(rows["error"])
        miss = rows["estimate"][there] - truth
        limit = float(scipy.special.ndtri(0.975))
        found = [
            _measure.proportion(claim, rejected),
            _measure.proportion("stopped_early_efficacy", rejected & early),
            _measure.proportion("stopped_early_futility", ~rejected & early),
            _measure.mean("patients", rows["patients"], unit="{patients}"),
            *(
                _measure.proportion("stopped_at", rows["look"] == k, of=f"look {k + 1}")
                for k in range(last + 1)
            ),
        ]
        if self.events is not None:
            found += [
                _measure.mean("events", rows["events"], unit="{events}"),
                _measure.mean("duration", rows["months"], unit="mo"),
            ]
        found += [_measure.exact("truth", truth), _measure.proportion("not_estimated", ~there)]
        if miss.size > 1:
            found += [
                _measure.mean("bias", miss),
                _measure.root_mean_square("rmse", miss),
                _measure.proportion("coverage", np.abs(miss) <= limit * rows["error"][there]),
            ]
        return found

    def replay(self, scenario: Any, n: int, generator: np.random.Generator, trial: int) -> pl.DataFrame:
        """One trial, look by look: ``look``, ``patients``, ``estimate``, ``z``, bounds and ``decision``."""
        import polars as pl

        drawn = _trials_of(scenario.draw(places(self.patients), n, generator), np.array([trial]))
        rows = []
        for k, size in enumerate(self._looks):
            now = self._look(drawn, size)
            z = float(now["z"][0])
            action = self.rule.action(k, z)
            rows.append(
                {
                    "look": k + 1,
                    "patients": float(now["patients"][0]),
                    **({"events": float(now["events"][0])} if "events" in now else {}),
                    "estimate": float(now["estimate"][0]),
                    "z": z,
                    "futility_z": float(self.rule.lower[k]),
                    "efficacy_z": float(self.rule.upper[k]),
                    "decision": action,
                }
            )
            if action != "continue":
                break
        return pl.DataFrame(rows)

    def replay_patients(
        self, scenario: Any, n: int, generator: np.random.Generator, trial: int
    ) -> pl.DataFrame:
        """One trial's patients at its last look: ``patient``, ``arm``, and what they had."""
        import polars as pl

        drawn = _trials_of(scenario.draw(places(self.patients), n, generator), np.array([trial]))
        ended = self._analysed(drawn)
        size = int(ended["patients"][0])
        cut = drawn.first(size) if self.events is None else seen_at(drawn, ended["months"]).first(size)
        told: dict[str, Any] = {
            "patient": np.arange(1, size + 1),
            "arm": np.where(cut.treated, "treatment", "control").tolist(),
        }
        if cut.entry is not None:
            told["entered"] = cut.entry[0]
        if cut.event is not None:
            told |= {"months": cut.value[0], "event": cut.event[0]}
        elif cut.value.ndim == 3:
            names = ["baseline", *(f"visit {k}" for k in range(1, cut.value.shape[2]))]
            told |= {name: cut.value[0, :, k] for k, name in enumerate(names)}
        else:
            told["value"] = cut.value[0]
        return pl.DataFrame(told).fill_nan(None)


def _trials_of(outcomes: Outcomes, which: NDArray[np.int64]) -> Outcomes:
    """Some of the trials."""
    if which.size == outcomes.value.shape[0]:
        return outcomes
    fields = {name: getattr(outcomes, name) for name in ("value", "event", "entry", "stopped")}
    picked: Any = {name: None if one is None else one[which] for name, one in fields.items()}
    return Outcomes(treated=outcomes.treated, **picked)

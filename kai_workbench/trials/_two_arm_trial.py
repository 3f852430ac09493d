"""Treatment against control, put together from an endpoint, an analysis and a rule of stopping."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Literal

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
from ._patient_table import Missing, outcomes_of
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
        When to look and when to stop: a look at a share of the information is made once that share of the
        patients, in order of entry, have their complete outcome, or of the events has come.
    pending
        Of repeated visits: patients under way at a look are ``left_out``, or their visits so far are
        ``used``, which then tells more than the share of the information that the look stands for.

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
    pending: Literal["left_out", "used"] = "left_out"

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
        _check.option(self.pending, ("left_out", "used"), where="pending")
        if self.pending == "used" and not isinstance(self.analysis, RepeatedMeasures):
            raise DesignError("pending_needs_visits", where="pending")
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
        """What to do now in a running trial, from the statistic ``z`` of each look so far.

        :meth:`analyse` has it from the patients.
        """
        return self.rule.next(data)

    def analyse(self, patients: pl.DataFrame, *, missing: Missing = "refuse") -> pl.DataFrame:
        """The comparison at a look of a running trial.

        Parameters
        ----------
        patients
            A row each: ``arm`` (control, treatment) and ``value``; of a time to an event ``months`` and
            ``event`` (1, or 0 where the time is that of follow-up so far); of repeated visits ``baseline``,
            columns that begin with ``visit``, in order, and ``stopped``, the number of the first visit after
            treatment was stopped, where there is one.
        missing
            What to do where an outcome is not there: ``refuse`` the table, ``leave_out`` the patient, or, of
            responses, count it as a ``failure``. A visit that is not there is missing at random in any case.

        Returns
        -------
        polars.DataFrame
            One row: ``patients``, ``left_out``, ``estimate``, ``error``, ``z``.

        Raises
        ------
        DesignError
            A column is missing, or a value cannot be or is missing where that is refused; the row is told.
        """
        import polars as pl

        outcomes, left_out = outcomes_of(patients, self.analysis, missing=missing)
        told = self.analysis.compare(outcomes)
        found = {name: float(getattr(told, name)[0]) for name in ("estimate", "error", "z")}
        return pl.DataFrame({"patients": [outcomes.treated.size], "left_out": [left_out], **found})

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
            rows["events"] = np.empty(trials)
        if outcomes.entry is not None:
            rows |= {"months": np.empty(trials), "enrolled": np.empty(trials)}
        for k, size in enumerate(self._looks):
            going = np.flatnonzero(rows["look"] < 0)
            if going.size == 0:
                break
            now = self._look(outcomes.of_trials(going), size)
            z, last = now["z"], k == len(self._looks) - 1
            over = (z >= self.rule.upper[k]) | (z < self.rule.lower[k]) | last
            for name, values in now.items():
                rows[name][going[over]] = values[over]
            rows["look"][going[over]] = k
            rows["rejected"][going[over]] = z[over] >= self.rule.upper[k]
        return rows

    def _look(self, outcomes: Outcomes, size: int) -> Rows:
        """What is seen at one look."""
        entry, due = outcomes.entry, outcomes.due
        found: Rows = {}
        if self.events is not None:
            found["months"] = month_of_event(outcomes, size)
        elif entry is not None and due is not None:
            found["months"] = entry[:, size - 1] + due[-1]
        now = self._known(outcomes, size, found.get("months"))
        if entry is not None:
            found["enrolled"] = (entry <= found["months"][:, None]).sum(axis=1).astype(float)
        if now.event is not None:
            found["events"] = now.event.sum(axis=1).astype(float)
        in_it = found["enrolled"] if self._under_way else np.full(len(now.value), float(size))
        told = self.analysis.compare(now)
        return {"z": told.z, "estimate": told.estimate, "error": told.error, "patients": in_it} | found

    @property
    def _under_way(self) -> bool:
        """Whether patients who are under way at a look are in it."""
        return self.events is not None or self.pending == "used"

    def _known(self, outcomes: Outcomes, size: int, month: Floats | None) -> Outcomes:
        """What a look rests on."""
        if not self._under_way:
            return outcomes.first(size)
        assert month is not None
        return outcomes.visited(month) if self.events is None else seen_at(outcomes, month)

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
            found.append(_measure.mean("events", rows["events"], unit="{events}"))
        elif "enrolled" in rows:
            found.append(_measure.mean("enrolled", rows["enrolled"], unit="{patients}"))
        if "months" in rows:
            found.append(_measure.mean("duration", rows["months"], unit="mo"))
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

        drawn = scenario.draw(places(self.patients), n, generator).of_trials(np.array([trial]))
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

        drawn = scenario.draw(places(self.patients), n, generator).of_trials(np.array([trial]))
        ended = self._analysed(drawn)
        size = int(ended["patients"][0])
        cut = self._known(drawn, size, ended.get("months")).first(size)
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
            if cut.stopped is not None:
                off = cut.stopped[0].astype(float)
                told["stopped"] = np.where(off < cut.value.shape[2], off, np.nan)
        else:
            told["value"] = cut.value[0]
        return pl.DataFrame(told).fill_nan(None)

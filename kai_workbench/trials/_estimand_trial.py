"""A two-arm trial in which something happens to patients before the end."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import scipy
from numpy.typing import NDArray

from . import _check, _measure
from ._design import Design, Rows
from ._errors import DesignError
from ._estimand import Estimand
from ._measure import Measure
from ._scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

_NODES = 64  # over the time of the event
_CELLS = 4000  # over the patients' deviations
_REACH = 8.0
ARMS = ("control", "treatment")


@dataclasses.dataclass(frozen=True, kw_only=True)
class IntercurrentEvent:
    """Something that happens at a constant hazard and changes what follows.

    Parameters
    ----------
    name
        As in the estimand.
    hazard
        By arm (control, treatment), per duration of the study.
    after
        By arm: the mean change per duration of the study from the event on.
    """

    name: str
    hazard: tuple[float, float]
    after: tuple[float, float]

    def __post_init__(self) -> None:
        _check.several(self.name, where="name")
        for field in ("hazard", "after"):
            _check.as_many(getattr(self, field), 2, where=f"{self.name}, {field}")
        for one in self.hazard:
            if _check.finite(one, where=f"{self.name}, hazard") < 0:
                raise DesignError("estimand_hazard", where=f"{self.name}, hazard", value=one)
        for one in self.after:
            _check.finite(one, where=f"{self.name}, after")


@dataclasses.dataclass(frozen=True)
class IntercurrentScenario(Scenario):
    """Changes that are linear over the study, and events that come in between.

    Without an event the change at the end is normal around the arm's mean. Of several events the first
    counts, and the mean goes on by its ``after``.

    Parameters
    ----------
    name
        Name of the scenario.
    means
        Mean change at the end without events (control, treatment).
    sd
        Of the change between patients, at any time.
    events
        What can happen.
    link
        Log hazard ratio of the events per SD of a patient's deviation from the mean; negative where those
        who do badly have more events. 0 makes events independent of the outcome.
    """

    means: tuple[float, float]
    sd: float
    events: tuple[IntercurrentEvent, ...] = ()
    _: dataclasses.KW_ONLY
    link: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.as_many(self.means, 2, where=f"{self.name}, means")
        for one in self.means:
            _check.finite(one, where=f"{self.name}, means")
        _check.positive(self.sd, where=f"{self.name}, sd")
        _check.finite(self.link, where=f"{self.name}, link")
        object.__setattr__(self, "events", tuple(self.events))
        if len({event.name for event in self.events}) < len(self.events):
            raise DesignError("estimand_twice", where=f"{self.name}, events")


@dataclasses.dataclass(frozen=True, kw_only=True)
class EstimandTrial(Design):
    """Two arms, analysed for a stated estimand.

    The arms' means or proportions are compared by a normal test of those patients whose value is known
    under the strategies. An event with the hypothetical strategy leaves a patient out, and those who stay
    are weighed by the inverse of the probability, by Kaplan–Meier in the arm, of not having had it by the
    time their value was fixed: right where such events are independent of the outcome, and biased
    otherwise, which ``bias`` then shows.

    Parameters
    ----------
    estimand
        What is to be estimated.
    patients
        By arm (control, treatment).
    alpha
        One-sided.
    """

    scenario_type: ClassVar[type[Scenario]] = IntercurrentScenario
    batch_size: ClassVar[int] = 1000

    estimand: Estimand
    patients: tuple[int, int]
    alpha: float = 0.025

    def __post_init__(self) -> None:
        _check.as_many(self.patients, 2, where="patients")
        for one in self.patients:
            _check.whole(one, where="patients", least=2)
        _check.share(self.alpha, where="alpha")

    @property
    def adaptive(self) -> bool:
        """Nothing changes on the way."""
        return False

    def check(self, scenario: Scenario) -> None:
        """Refuse a scenario with events that the estimand has no strategy for."""
        super().check(scenario)
        assert isinstance(scenario, IntercurrentScenario)
        known = dict(self.estimand.strategies)
        for event in scenario.events:
            if event.name not in known:
                raise DesignError("estimand_no_strategy", where=event.name, known=", ".join(known) or "-")

    def truth(self, scenario: IntercurrentScenario) -> float:
        """The true value of the estimand, by quadrature."""
        self.check(scenario)
        return self._arm_truth(scenario, 1) - self._arm_truth(scenario, 0)

    def _arm_truth(self, scenario: IntercurrentScenario, arm: int) -> float:
        edges = np.linspace(-_REACH, _REACH, _CELLS + 1)
        z, width = (edges[1:] + edges[:-1]) / 2, edges[1] - edges[0]
        weight = np.diff(scipy.special.ndtr(edges))
        x, w = np.polynomial.legendre.leggauss(_NODES)
        s, w = (x[:, None] + 1) / 2, w[:, None] / 2  # (time, patient)
        pull = np.exp(scenario.link * z)
        strategies = dict(self.estimand.strategies)
        # in the hypothetical world the event does not happen, and the others may
        events = [event for event in scenario.events if strategies[event.name] != "hypothetical"]
        total = sum(event.hazard[arm] for event in events) * pull
        mean, sd, cut = scenario.means[arm], scenario.sd, self.estimand.threshold

        def worth(centre: Any) -> Any:
            """Of patients whose mean is there: their value, or whether it is a response."""
            if cut is None:
                return centre + sd * z
            return np.clip(0.5 - ((cut - centre) / sd - z) / width, 0, 1)

        value = np.exp(-total) * worth(mean)
        for event in events:
            density = event.hazard[arm] * pull * np.exp(-total * s)
            if strategies[event.name] == "treatment_policy":
                then = worth(mean * s + event.after[arm] * (1 - s))
            elif strategies[event.name] == "while_on_treatment":
                then = worth(mean * s)
            else:
                then = np.full_like(density, self.estimand.failure if cut is None else 0.0)
            value = value + (w * density * then).sum(axis=0)
        return float(weight @ value)

    def run(self, scenario: IntercurrentScenario, n: int, generator: np.random.Generator) -> Rows:
        """Simulate ``n`` trials: estimate, its error, and by arm the shares with an event and unknown."""
        found = [self._arm(scenario, arm, n, generator) for arm in (0, 1)]
        means, errors = zip(*(_mean_and_error(value, time) for value, _, time in found), strict=True)
        return {
            "estimate": means[1] - means[0],
            "error": np.hypot(*errors),
            "events": np.stack([(event >= 0).mean(axis=1) for _, event, _ in found], axis=1),
            "unknown": np.stack([np.isnan(value).mean(axis=1) for value, _, _ in found], axis=1),
        }

    def _arm(
        self, scenario: IntercurrentScenario, arm: int, n: int, generator: np.random.Generator
    ) -> tuple[Floats, NDArray[np.int64], Floats]:
        """Value, number of the event and its time, (trial, patient)."""
        shape = (n, self.patients[arm])
        z, wait = generator.standard_normal(shape), generator.exponential(size=shape)
        which = generator.random(shape)
        hazard = np.array([event.hazard[arm] for event in scenario.events])
        total = float(hazard.sum())
        s = np.full(shape, np.inf) if total == 0 else wait / (total * np.exp(scenario.link * z))
        names = [name for name, _ in self.estimand.strategies]
        place = np.array([names.index(event.name) for event in scenario.events] or [-1])
        share = np.cumsum(hazard / total) if total else np.ones(1)
        kind = np.minimum(np.searchsorted(share, which), len(place) - 1)
        happened = s < 1
        s = np.where(happened, s, 1.0)
        after = np.array([event.after[arm] for event in scenario.events] or [0.0])[kind]
        at_event = scenario.means[arm] * s + scenario.sd * z
        event = np.where(happened, place[kind], -1)
        value = self.estimand.derive(event, at_event + after * (1 - s), at_event)
        return np.asarray(value, dtype=float), event, s

    def _times(self, data: pl.DataFrame, event: NDArray[np.int64]) -> Floats:
        """Times of the events; 1 for none, and for all where they do not matter."""
        out = np.array([strategy == "hypothetical" for _, strategy in self.estimand.strategies] + [False])[
            event
        ]
        time = np.ones(data.height)
        if not (out.any() and (~out & (event >= 0)).any()):
            return time
        if "time" not in data.columns:
            raise DesignError("trial_column_missing", where="time", columns=", ".join(data.columns))
        told = data["time"].to_list()
        for row in np.flatnonzero(event >= 0):
            time[row] = _check.finite(told[row], where=f"time, row {row + 1}")
        time[event < 0] = time[event >= 0].max() + 1
        return time

    def summarise(self, rows: Rows, scenario: IntercurrentScenario) -> list[Measure]:
        """``success``, ``estimate``, ``truth``, ``bias``, ``rmse``, ``coverage``, ``events``, ``unknown``."""
        truth = self.truth(scenario)
        estimate, error = rows["estimate"], rows["error"]
        limit = scipy.special.ndtri(1 - self.alpha)
        return [
            _measure.proportion("success", estimate > limit * error),
            _measure.mean("estimate", estimate),
            _measure.exact("truth", truth),
            _measure.mean("bias", estimate - truth),
            _measure.root_mean_square("rmse", estimate - truth),
            _measure.proportion("coverage", np.abs(estimate - truth) <= limit * error),
            *(
                _measure.mean(name, rows[name][:, arm], of=ARMS[arm])
                for name in ("events", "unknown")
                for arm in (0, 1)
            ),
        ]

    def analyse(self, data: pl.DataFrame) -> pl.DataFrame:
        """The estimate from a trial's data.

        Parameters
        ----------
        data
            One row a patient: ``arm`` (``control`` or ``treatment``), ``event`` (null for none),
            ``at_end`` and ``at_event`` (null where not known); and ``time`` of the event, where a
            hypothetical strategy stands beside another one.

        Returns
        -------
        polars.DataFrame
            One row: ``estimate``, ``se``, ``low`` and ``high`` (confidence limits at 1 − 2·alpha), ``p``
            (one-sided), ``patients`` and ``used`` (those whose value is known under the strategies).

        Raises
        ------
        DesignError
            A column is missing; an arm or an event is unknown; a value that the strategies need is
            missing; or fewer than two patients of an arm can be used.
        """
        import polars as pl

        for name in ("arm", "event", "at_end", "at_event"):
            if name not in data.columns:
                raise DesignError("trial_column_missing", where=name, columns=", ".join(data.columns))
        names = [name for name, _ in self.estimand.strategies]
        event = np.full(data.height, -1)
        for row, (arm, happened) in enumerate(data.select("arm", "event").rows()):
            _check.option(arm, ARMS, where=f"arm, row {row + 1}")
            if happened is not None:
                if happened not in names:
                    known = ", ".join(names) or "-"
                    raise DesignError("estimand_no_strategy", where=str(happened), known=known)
                event[row] = names.index(happened)
        at_end, at_event = (data[name].cast(pl.Float64).to_numpy() for name in ("at_end", "at_event"))
        value = np.asarray(self.estimand.derive(event, at_end, at_event), dtype=float)
        time = self._times(data, event)
        asked = np.array([strategy != "hypothetical" for _, strategy in self.estimand.strategies] + [True])
        if (lost := np.flatnonzero(np.isnan(value) & asked[event])).size:
            raise DesignError("estimand_value_missing", where=f"row {lost[0] + 1}", n=lost.size)
        means: list[float] = []
        errors: list[float] = []
        used = 0
        for arm in ARMS:
            here = (data["arm"] == arm).to_numpy()
            usable = int((~np.isnan(value[here])).sum())
            if usable < 2:
                raise DesignError("estimand_too_few", where=arm, n=usable)
            found = _mean_and_error(value[here][None], time[here][None])
            means.append(float(found[0][0]))
            errors.append(float(found[1][0]))
            used += usable
        estimate, error = means[1] - means[0], math.hypot(*errors)
        if error == 0:
            raise DesignError("estimand_no_variation", where="data")
        limit = float(scipy.special.ndtri(1 - self.alpha))
        told = {"estimate": estimate, "se": error, "low": estimate - limit * error}
        told |= {"high": estimate + limit * error, "p": float(scipy.special.ndtr(-estimate / error))}
        return pl.DataFrame([told | {"patients": data.height, "used": used}])


def _mean_and_error(value: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Mean of the known values by trial, weighed for those that are not, and its standard error."""
    known = ~np.isnan(value)
    order = np.lexsort((~known, time), axis=1)
    at_risk = np.arange(value.shape[1], 0, -1)
    lost = ~np.take_along_axis(known, order, axis=1)
    stay = np.cumprod(1 - lost / at_risk, axis=1)  # those lost at a time are lost after its other events
    weight = np.zeros_like(value)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.put_along_axis(weight, order, np.where(lost, 0, 1 / stay), axis=1)
        weight /= weight.sum(axis=1)[:, None]
        filled, n = np.where(known, value, 0), known.sum(axis=1)
        mean = (weight * filled).sum(axis=1)
        square = (weight**2 * (filled - mean[:, None]) ** 2).sum(axis=1)
        return mean, np.sqrt(square * n / (n - 1))

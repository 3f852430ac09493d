"""What the reader has set: the design, the truth that it is tried under, and the cohorts so far."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from typing import Any

from kai_workbench import trials
from kai_workbench.errors import KaiError
from kai_workbench.trials import Escalation, ToxicityScenario

VIEWS = ("plan", "run")
# Names are the same in every language.
DESIGNS = {"3+3": "3+3", "boin": "BOIN", "mtpi2": "mTPI-2", "crm": "CRM", "blrm": "BLRM"}
SCENARIOS = ("low", "middle", "steep", "toxic", "own")
MOST_DOSES, MOST_COHORTS = 10, 100
Row = tuple[float, float, float]
"""Dose, patients, patients with a DLT."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Range:
    """What a slider may say."""

    low: float
    high: float
    unit: str = ""
    whole: bool = True


RANGES = {
    "target": Range(low=5, high=50, unit="%", whole=False),
    "cohort": Range(low=1, high=6),
    "patients": Range(low=3, high=60),
    "trials": Range(low=1000, high=20_000),
    "ewoc": Range(low=10, high=50, unit="%", whole=False),
}
NAMES = ("view", "doses", "unit", "design", "scenario", "rates", "skeleton", "reference", *RANGES, "cohorts")
_HALF_WIDTH = 0.05
_NUMBERS = re.compile(r"[0-9.,;\s]*")
# Log-odds of a DLT between neighbouring doses, and where the target is met: a part of the way up the doses.
_SHAPES = {"low": (0.6, 1.0), "middle": (0.8, 0.5), "steep": (1.8, 0.5)}
_TOXIC = (0.6, -1.7)  # the target would be met so many steps below the lowest dose


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """What is asked of the app.

    Attributes
    ----------
    view
        Planning, or a running trial.
    doses, unit
        Rising, and their unit.
    target
        Target DLT rate, %.
    design, cohort, patients
        Which design, the size of its cohorts, and how many patients at most.
    scenario, rates
        True DLT rates: a shape, or the reader's own (``own``), as fractions.
    skeleton
        CRM: DLT rates expected before the trial; empty for ones spaced evenly around the target.
    reference
        BLRM: dose at which the odds of a DLT are α; ``None`` for the middle dose.
    ewoc
        BLRM: highest probability of an overdose at an admissible dose, %.
    trials
        Simulated where the design cannot be counted exactly.
    cohorts
        Of the running trial, in order of time.
    """

    view: str = "plan"
    doses: tuple[float, ...] = (1.0, 2.5, 5.0, 10.0, 25.0)
    unit: str = "mg"
    target: float = 30.0
    design: str = "boin"
    cohort: float = 3
    patients: float = 30
    scenario: str = "middle"
    rates: tuple[float, ...] = ()
    skeleton: tuple[float, ...] = ()
    reference: float | None = None
    ewoc: float = 25.0
    trials: float = 5000
    cohorts: tuple[Row, ...] = ()

    def plan(self) -> Escalation:
        """The design.

        Raises
        ------
        KaiError
            Settings that cannot be, in words.
        """
        told: dict[str, Any] = {"doses": self.doses, "unit": self.unit, "target": self.target / 100}
        if self.design == "3+3":
            return trials.ThreePlusThree(**told)
        told |= {"cohort_size": count(self.cohort), "max_patients": count(self.patients)}
        if self.design == "mtpi2":
            return trials.MTPI2(**told)
        if self.design == "crm":
            return trials.CRM(skeleton=self.skeleton or self.expected, **told)
        if self.design == "blrm":
            limits: dict[str, Any] = {"interval": self.interval, "ewoc": self.ewoc / 100}
            return trials.BLRM(reference=self.reference or self.middle, **limits, **told)
        return trials.BOIN(**told)

    @property
    def middle(self) -> float:
        """The middle dose, the lower one of two."""
        return self.doses[(len(self.doses) - 1) // 2]

    @property
    def expected(self) -> tuple[float, ...]:
        """A skeleton: the target at the middle dose, its neighbours as far apart as can be told.

        Where the model has 5 points below the target at a dose, it has 5 points above it at the next.
        """
        target = self.target / 100
        half = min(_HALF_WIDTH, target / 2)
        at = self.doses.index(self.middle) + 1
        return tuple(round(rate, 4) for rate in trials.skeleton(target, half, len(self.doses), at))

    @property
    def interval(self) -> tuple[float, float]:
        """DLT rates that the BLRM seeks: 16 to 33% for a target of 25%, and in proportion."""
        target = self.target / 100
        return round(0.64 * target, 4), round(1.32 * target, 4)

    def truth(self) -> ToxicityScenario:
        """The true DLT rates under which the design is tried.

        Raises
        ------
        KaiError
            A rate that is none.
        """
        if self.scenario == "own" and self.rates:
            return ToxicityScenario("own", self.rates)
        return ToxicityScenario(self.scenario, self.shape)

    @property
    def shape(self) -> tuple[float, ...]:
        """Rates of the scenario chosen; of the middle one where the reader's own are still missing."""
        odds = math.log(self.target / (100 - self.target))
        top = len(self.doses) - 1
        if self.scenario == "toxic":
            step, at = _TOXIC
        else:
            step, part = _SHAPES.get(self.scenario, _SHAPES["middle"])
            at = float(math.floor(part * top))
        return tuple(round(1 / (1 + math.exp(-odds - step * (k - at))), 2) for k in range(top + 1))

    def treated(self) -> list[Row]:
        """The cohorts, with counts as whole numbers where they are.

        Raises
        ------
        KaiError
            More patients than were planned.
        """
        design = self.plan()
        rows = [(dose, count(patients), count(dlts)) for dose, patients, dlts in self.cohorts]
        total = sum(row[1] for row in rows)
        if total > design.max_patients:
            raise KaiError("dose_escalation_too_many", n=f"{total:g}", most=design.max_patients)
        return rows

    def address(self) -> dict[str, str | None]:
        """What goes into the address: only what differs from the default."""
        plain = Settings()
        held = {name: _written(getattr(self, name)) for name in NAMES}
        return {
            name: None if held[name] == _written(getattr(plain, name)) else held[name] or None
            for name in NAMES
        }


def count(value: float) -> Any:
    """A whole number as an int; anything else as it is, for the design to refuse."""
    return int(value) if float(value).is_integer() else value


def read_doses(text: str) -> tuple[tuple[float, ...], str]:
    """Doses and their unit, as typed.

    Raises
    ------
    KaiError
        No rising list of at least two doses.

    Examples
    --------
    >>> read_doses("1, 2.5, 5 mg/kg")
    ((1.0, 2.5, 5.0), 'mg/kg')
    """
    match = _NUMBERS.match(text)
    numbers = match.group() if match else ""
    unit = text[len(numbers) :].strip()
    doses = read_numbers(numbers)
    if not 2 <= len(doses) <= MOST_DOSES:
        raise KaiError("dose_escalation_doses", value=text.strip()[:80], most=MOST_DOSES)
    if len(unit) > 12 or re.search(r"[<>&\"]|[,;]", unit):
        raise KaiError("dose_escalation_doses", value=text.strip()[:80], most=MOST_DOSES)
    trials.ThreePlusThree(doses=doses)  # refuses what does not rise
    if doses[0] <= 0:
        raise KaiError("dose_escalation_doses", value=text.strip()[:80], most=MOST_DOSES)
    return doses, unit or "mg"


def read_numbers(text: str, *, percent: bool = False) -> tuple[float, ...]:
    """Numbers apart by commas or spaces; as fractions where they were typed in percent.

    Raises
    ------
    KaiError
        Something that is no number.
    """
    found = []
    for word in re.split(r"[,;\s]+", text.replace("%", " ").strip()):
        if not word:
            continue
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise KaiError("dose_escalation_number", value=word[:40])
        found.append(round(value / 100, 6) if percent else value)
    return tuple(found)


def read_cohorts(text: str) -> tuple[Row, ...]:
    """Cohorts of an address: ``dose:patients:dlts`` apart by commas.

    Raises
    ------
    KaiError
        Something else.
    """
    rows: list[Row] = []
    for part in text.split(",") if text else []:
        try:
            dose, patients, dlts = (float(one) for one in part.split(":"))
        except ValueError:
            raise KaiError("dose_escalation_number", value=part[:40]) from None
        if not all(map(math.isfinite, (dose, patients, dlts))) or len(rows) >= MOST_COHORTS:
            raise KaiError("dose_escalation_number", value=part[:40])
        rows.append((dose, patients, dlts))
    return tuple(rows)


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"design": "crm", "target": "high"})
    >>> settings.design, settings.target, left_out
    ('crm', 30.0, ['target'])
    """
    found: dict[str, Any] = {}
    bad: list[str] = []
    for name in NAMES:
        text = state.get(name, "")
        if not text:
            continue
        try:
            found[name] = _read_one(name, text)
        except (KaiError, ValueError):
            bad.append(name)
    return Settings(**found), bad


def _read_one(name: str, text: str) -> Any:
    known = {"view": VIEWS, "design": tuple(DESIGNS), "scenario": SCENARIOS}
    if name in known:
        if text not in known[name]:
            raise ValueError(name)
        return text
    if name == "doses":
        return read_doses(text)[0]
    if name == "unit":
        return read_doses("1, 2 " + text)[1]
    if name in {"rates", "skeleton"}:
        return read_numbers(text)
    if name == "cohorts":
        return read_cohorts(text)
    value = read_numbers(text)[0]
    if name == "reference":
        if value <= 0:
            raise ValueError(name)
        return value
    limits = RANGES[name]
    if not limits.low <= value <= limits.high or (limits.whole and not value.is_integer()):
        raise ValueError(name)
    return value


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        inner = (
            ":".join(f"{part:.10g}" for part in one) if isinstance(one, tuple) else f"{one:.10g}"
            for one in value
        )
        return ",".join(inner)
    return value if isinstance(value, str) else f"{value:.10g}"

"""What the reader has set: the question in clinical numbers, two designs, the truths, what is looked at."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

from kai_workbench.errors import KaiError
from kai_workbench.trials import QUESTIONS, TRUTHS, TrialQuestion

from ._dose_escalation_state import read_doses, read_numbers
from ._settings import Held, Range, read_choice
from ._settings import read_numbers as numbers_of

RANGES = {
    "target": Range(default=30.0, low=5.0, high=50.0, unit="%", log=False),
    "null": Range(default=None, low=1.0, high=90.0, unit="%", log=False),
    "hoped": Range(default=None, low=2.0, high=95.0, unit="%", log=False),
    "alpha": Range(default=None, low=0.5, high=20.0, unit="%", log=False, step=0.5),
    "power": Range(default=80.0, low=50.0, high=95.0, unit="%", log=False),
    "most": Range(default=None, low=6.0, high=1500.0),
    "monthly": Range(default=None, low=0.5, high=60.0),
    "window": Range(default=None, low=0.25, high=24.0),
    "cohort": Range(default=3.0, low=1.0, high=6.0, log=False),
    "looks": Range(default=None, low=1.0, high=10.0, log=False),
    "arms": Range(default=3.0, low=2.0, high=5.0, log=False),
    "sure": Range(default=99.0, low=80.0, high=99.9, unit="%", log=False, step=0.1),
    "trials": Range(default=10_000.0, low=1000.0, high=100_000.0),
    "k": Range(default=1.0, low=1.0, high=10_000.0, log=False),
}
WHOLE = frozenset({"most", "cohort", "looks", "arms", "trials", "k"})
DEFAULTS: Mapping[str, Mapping[str, float]] = {
    "dose": {"most": 30, "monthly": 3, "window": 1},
    "activity": {"null": 10, "hoped": 30, "alpha": 5, "most": 60, "looks": 4, "monthly": 4, "window": 2},
    "control": {"null": 30, "hoped": 45, "alpha": 2.5, "most": 400, "looks": 3, "monthly": 15, "window": 3},
    "arms": {"null": 20, "hoped": 40, "most": 180, "looks": 6, "monthly": 10, "window": 1},
}
USED: Mapping[str, tuple[str, ...]] = {
    "dose": ("target", "cohort", "most", "monthly", "window"),
    "activity": ("null", "hoped", "alpha", "power", "most", "looks", "monthly", "window"),
    "control": ("null", "hoped", "alpha", "power", "most", "looks", "monthly", "window"),
    "arms": ("null", "hoped", "arms", "sure", "most", "looks", "monthly", "window"),
}
# Names that are the same in every language.
PROPER = {
    "3+3": "3+3",
    "boin": "BOIN",
    "crm": "CRM",
    "mtpi-2": "mTPI-2",
    "i3+3": "i3+3",
    "bop2": "BOP2",
    "mams": "MAMS",
    "obrien-fleming": "O’Brien–Fleming",
    "pocock": "Pocock",
}
MEASURES: Mapping[str, tuple[str, ...]] = {
    "dose": ("correct_selection", "overdose_selected", "share_overdosed", "patients", "duration"),
    "activity": ("success", "stopped_early", "patients", "duration"),
    "control": ("success", "stopped_early", "patients", "duration"),
    "arms": ("best_arm_selected", "success", "patients", "responders", "duration"),
}
PICKS = ("typical", "unlucky", "long", "number")
RATES = tuple(f"rates_{name}" for name in TRUTHS)
_WORDS = ("question", "a", "b", "measure", "drill", "scenario", "pick", "doses", "skeleton", *RATES)
NAMES = (*_WORDS, *RANGES)
VIEW = frozenset({"measure", "drill", "scenario", "pick", "k"})
_DOSES = "1, 2.5, 5, 10, 25 mg"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings(Held):
    """What is asked of the app; words are empty for their default.

    Attributes
    ----------
    question
        One of :data:`kai_workbench.trials.QUESTIONS`.
    a, b
        The two designs.
    measure
        Which operating characteristic is drawn.
    drill, scenario, pick
        Of which design (``a`` or ``b``), under which truth, and how one simulated trial is chosen.
    doses, skeleton, rates_null, rates_between, rates_alternative, rates_worse
        As typed: doses with their unit, rates in %.
    """

    ranges: ClassVar[Mapping[str, Range]] = RANGES
    words: ClassVar[tuple[str, ...]] = _WORDS

    question: str = ""
    a: str = ""
    b: str = ""
    measure: str = ""
    drill: str = ""
    scenario: str = ""
    pick: str = ""
    doses: str = ""
    skeleton: str = ""
    rates_null: str = ""
    rates_between: str = ""
    rates_alternative: str = ""
    rates_worse: str = ""

    @property
    def kind(self) -> Any:
        """The question asked."""
        return self.question or "dose"

    def value(self, name: str) -> float:
        """A number as moved, else the question's own, else the default."""
        default = DEFAULTS[self.kind].get(name, RANGES[name].default)
        value = self.numbers.get(name, RANGES[name].low if default is None else default)
        return float(round(value)) if name in WHOLE else value

    @property
    def designs(self) -> tuple[str, str]:
        """The two designs; never the same."""
        known = QUESTIONS[self.kind]
        a = self.a if self.a in known else known[0]
        b = self.b if self.b in known and self.b != a else next(one for one in known if one != a)
        return a, b

    @property
    def shown_measure(self) -> str:
        """The operating characteristic that is drawn."""
        known = MEASURES[self.kind]
        return self.measure if self.measure in known else known[0]

    @property
    def drilled(self) -> tuple[str, str, str]:
        """Which design, which truth, and how the trial is chosen."""
        return self.drill or "a", self.scenario or "alternative", self.pick or "typical"

    @property
    def doses_told(self) -> str:
        """The doses as typed."""
        return self.doses or _DOSES

    def asked(self) -> TrialQuestion:
        """The question.

        Raises
        ------
        KaiError
            Settings that cannot be, in words.
        """
        kind = self.kind
        told: dict[str, Any] = {
            "most": int(self.value("most")),
            "per_month": self.value("monthly"),
            "window": self.value("window"),
        }
        if kind == "dose":
            doses, unit = read_doses(self.doses_told)
            expected = read_numbers(self.skeleton, percent=True) or None
            told |= {
                "doses": doses,
                "unit": unit,
                "target": self.value("target") / 100,
                "cohort_size": int(self.value("cohort")),
                "skeleton": expected,
            }
            return TrialQuestion(kind=kind, **told)
        told |= {f"{name}_rate": self.value(name) / 100 for name in ("null", "hoped")}
        told["looks"] = int(self.value("looks"))
        if kind == "arms":
            told |= {"arms": int(self.value("arms")), "superiority": round(self.value("sure") / 100, 6)}
        else:
            told |= {name: self.value(name) / 100 for name in ("alpha", "power")}
        return TrialQuestion(kind=kind, **told)

    def own_rates(self) -> dict[str, tuple[float, ...]]:
        """The reader's own truths, by name of the scenario.

        Raises
        ------
        KaiError
            Something that is no number.
        """
        typed = {name: read_numbers(getattr(self, f"rates_{name}"), percent=True) for name in TRUTHS}
        return {name: rates for name, rates in typed.items() if rates}


def read(state: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Settings of an address, and the names of those that could not be used.

    Examples
    --------
    >>> settings, left_out = read({"question": "control", "hoped": "50", "power": "high", "a": "boin"})
    >>> settings.kind, settings.value("hoped"), left_out
    ('control', 50.0, ['power', 'a'])
    """
    numbers, bad = numbers_of(state, RANGES)
    words: dict[str, str] = {}
    words["question"], wrong = read_choice(state, "question", tuple(QUESTIONS))
    bad += wrong
    kind: Any = words["question"] or "dose"
    known = {
        "a": QUESTIONS[kind],
        "b": QUESTIONS[kind],
        "measure": MEASURES[kind],
        "drill": ("a", "b"),
        "scenario": TRUTHS,
        "pick": PICKS,
    }
    for name, choices in known.items():
        words[name], wrong = read_choice(state, name, choices)
        bad += wrong
    for name in ("doses", "skeleton", *RATES):
        text = state.get(name, "")[:200]
        try:
            if name == "doses" and text:
                read_doses(text)
            elif text:
                read_numbers(text, percent=True)
            words[name] = text
        except KaiError:
            bad.append(name)
    return Settings(numbers=numbers, **words), bad

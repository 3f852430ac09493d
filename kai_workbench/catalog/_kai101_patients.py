"""The patients of KAI-101's two trials: who they are and what happens to them, visit by visit."""

from __future__ import annotations

import dataclasses
import datetime

import numpy as np

from ._kai101_pk import Subject, draw, free_auc
from ._kai101_truth import (
    ALT_HUMAN,
    CYCLE,
    DLT_ALT,
    DLT_NEUTROPHILS,
    EFFECTS,
    KINETICS,
    NEUTROPHILS_HUMAN,
    SD_BASELINE,
    SD_WITHIN,
    SHARES,
    stream,
)

HUMAN = KINETICS["human"]


@dataclasses.dataclass(frozen=True)
class Visit:
    """One planned visit: number, name and study day."""

    number: int
    name: str
    day: int

    @property
    def epoch(self) -> str:
        """The epoch it falls into."""
        return "SCREENING" if self.day < 1 else "TREATMENT"


@dataclasses.dataclass(frozen=True)
class Dosing:
    """Equal daily doses from one study day to another."""

    first: int
    last: int
    dose: float  # mg
    reason: str | None = None  # why it differs from the one before


@dataclasses.dataclass
class Patient:
    """One patient; the fields below ``kinetics`` are filled in as the trial runs."""

    study: str
    number: int
    site: str
    arm: str
    treatment: str
    dose: float  # mg a day; 0 under the comparator
    start: datetime.date  # first dose
    sex: str
    age: int
    race: str
    ethnic: str
    height: float  # cm
    weight: float  # kg
    kinetics: Subject
    own: np.random.Generator
    baseline: dict[str, float] = dataclasses.field(default_factory=dict)  # ln of the patient's own level
    dosing: list[Dosing] = dataclasses.field(default_factory=list)
    visits: list[tuple[Visit, int]] = dataclasses.field(default_factory=list)  # and the day it took place
    levels: dict[tuple[int, str], float] = dataclasses.field(default_factory=dict)  # visit number, test
    dlt: str | None = None
    last_dose: int = 0
    off_treatment: str = ""  # DSDECOD
    death: int | None = None  # study day
    last_contact: int = 0
    off_study: str = ""

    @property
    def subjid(self) -> str:
        """Identifier within the trial."""
        return f"{self.site}{self.number:03d}"

    @property
    def usubjid(self) -> str:
        """Identifier across trials."""
        return f"{self.study}-{self.subjid}"

    @property
    def consent(self) -> int:
        """Study day of informed consent."""
        return -10

    def date(self, day: int) -> datetime.date:
        """The date of a study day; there is no day 0."""
        return self.start + datetime.timedelta(days=day - 1 if day > 0 else day)

    def free_auc(self, dose: float) -> float:
        """Unbound AUC over 24 h at steady state under a daily dose."""
        return free_auc(HUMAN, self.kinetics, dose) if dose else 0.0

    def effect(self, test: str, day: int) -> float:
        """Effect on a laboratory value, on the log scale: it follows every change of the dose."""
        name, share = SHARES.get(test, (test, 1.0))
        if name not in EFFECTS:
            return 0.0
        told = EFFECTS[name]
        level, at = 0.0, 1
        for part in self.dosing:
            if part.first >= day:
                break
            level *= told.remaining(part.first - at)
            at = min(day, part.last + 1)
            full = float(told.at(self.free_auc(part.dose)))
            level = full + (level - full) * told.remaining(at - part.first)
        return share * level * told.remaining(max(0, day - at))


def recruit(
    study: str, number: int, *, arm: str, treatment: str, dose: float, start: datetime.date
) -> Patient:
    """A new patient; everything random about it comes from a stream of its own."""
    own = stream(study, "patient", str(number))
    sex = "M" if own.random() < 0.52 else "F"
    age = int(np.clip(round(61 + 9 * own.standard_normal()), 30, 84))
    race = str(own.choice(["ASIAN", "WHITE", "BLACK OR AFRICAN AMERICAN"], p=[0.6, 0.33, 0.07]))
    ethnic = "HISPANIC OR LATINO" if race == "WHITE" and own.random() < 0.15 else "NOT HISPANIC OR LATINO"
    height = round(float((172 if sex == "M" else 159) + 6.5 * own.standard_normal()))
    weight = round(float((70 if sex == "M" else 58) * np.exp(0.15 * own.standard_normal())), 1)
    patient = Patient(
        study, number, str(own.choice(["01", "02", "03"], p=[0.5, 0.3, 0.2])), arm, treatment, dose, start,
        sex, age, race, ethnic, height, weight, draw(HUMAN, np.array([weight]), own)[0], own,
    )  # fmt: skip
    means = {"ALT": ALT_HUMAN, "NEUT": NEUTROPHILS_HUMAN}
    patient.baseline = {
        test: float(np.log(means.get(test, level)) + SD_BASELINE.get(test, spread) * own.standard_normal())
        for test, (level, spread, _) in LEVELS.items()
    }
    return patient


# Typical level, spread of ln between patients and from day to day.
LEVELS = {
    "ALT": (ALT_HUMAN, SD_BASELINE["ALT"], SD_WITHIN["ALT"]),
    "AST": (23.0, 0.25, 0.12),
    "ALP": (85.0, 0.25, 0.06),
    "BILI": (9.0, 0.25, 0.12),
    "ALB": (40.0, 0.06, 0.03),
    "CREAT": (72.0, 0.15, 0.06),
    "NEUT": (NEUTROPHILS_HUMAN, SD_BASELINE["NEUT"], SD_WITHIN["NEUT"]),
    "LYM": (1.7, 0.25, 0.12),
    "HGB": (126.0, 0.08, 0.03),
    "PLAT": (250.0, 0.22, 0.08),
}
DIGITS = {
    "ALT": 0,
    "AST": 0,
    "ALP": 0,
    "BILI": 1,
    "ALB": 0,
    "CREAT": 0,
    "NEUT": 2,
    "LYM": 2,
    "HGB": 0,
    "PLAT": 0,
}


def measure(patient: Patient, visit: Visit, day: int) -> None:
    """Draw the laboratory values of a visit."""
    patient.visits.append((visit, day))
    for test, (_, _, within) in LEVELS.items():
        ln = patient.baseline[test] + within * float(patient.own.standard_normal())
        if day > 0:
            ln += patient.effect(test, day)
        patient.levels[visit.number, test] = round(float(np.exp(ln)), DIGITS[test])


def toxicity(patient: Patient, visit: Visit) -> str | None:
    """What would be dose-limiting at a visit: ALT over five times the limit, neutrophils under 0.5."""
    if patient.levels[visit.number, "ALT"] > DLT_ALT:
        return "ALT increased, grade 3 or more"
    if patient.levels[visit.number, "NEUT"] < DLT_NEUTROPHILS:
        return "Neutrophil count decreased, grade 4"
    return None


def cycle_visits(cycles: int) -> list[Visit]:
    """Screening, a dense first cycle, then the first day of each."""
    visits = [
        Visit(1, "SCREENING", -7),
        Visit(2, "CYCLE 1 DAY 1", 1),
        Visit(3, "CYCLE 1 DAY 8", 8),
        Visit(4, "CYCLE 1 DAY 15", 15),
        Visit(5, "CYCLE 1 DAY 22", 22),
    ]
    return visits + [
        Visit(4 + cycle, f"CYCLE {cycle} DAY 1", 1 + CYCLE * (cycle - 1)) for cycle in range(2, cycles + 1)
    ]


def treat(patient: Patient, visits: list[Visit], *, until: int, reason: str) -> None:
    """Run the treatment: dose, measure, reduce or stop after toxicity; at the latest until a day.

    In a trial of escalation toxicity of the first cycle is dose-limiting and ends the treatment;
    otherwise the dose is halved once, and the second time the treatment ends.
    """
    patient.dosing = [Dosing(1, until, patient.dose)]
    escalating = patient.study.endswith("C01")
    patient.last_dose, patient.off_treatment = until, reason
    for visit in visits:
        shift = int(patient.own.integers(-1, 2)) if visit.day > 1 + CYCLE else 0
        day = visit.day + shift
        if day > patient.last_dose + 1:
            break
        measure(patient, visit, day)
        cause = toxicity(patient, visit) if day > 1 else None
        if cause is None or day > patient.last_dose:
            continue
        first_cycle = day <= CYCLE + 1
        if escalating and first_cycle and patient.dlt is None:
            patient.dlt = cause
        current = patient.dosing[-1]
        if (escalating and first_cycle) or len(patient.dosing) > 1 or not patient.dose:
            _replace(patient, dataclasses.replace(current, last=day - 1))
            patient.last_dose, patient.off_treatment = day - 1, "ADVERSE EVENT"
            break
        _replace(
            patient,
            dataclasses.replace(current, last=day - 1),
            Dosing(day, until, patient.dose / 2, "ADVERSE EVENT"),
        )
    end = Visit(90, "END OF TREATMENT", patient.last_dose + 8)
    if patient.death is None or patient.death > end.day:
        patient.visits = [one for one in patient.visits if one[1] < end.day]
        measure(patient, end, end.day)


def _replace(patient: Patient, *parts: Dosing) -> None:
    patient.dosing[-1:] = parts

"""KAI-101's two trials run: the escalation with its rule, the phase 2 with tumours and survival."""

from __future__ import annotations

import dataclasses
import datetime
import functools

import numpy as np

from ._kai101_patients import Patient, cycle_visits, recruit, treat
from ._kai101_truth import (
    CUT_OFF_DAYS,
    CYCLE,
    ESCALATION,
    MONTH,
    PARENT,
    PHASE2_PATIENTS_PER_ARM,
    RECOMMENDED_DOSE,
    SURVIVAL,
    TUMOUR,
    stream,
)

PHASE1, PHASE2 = "KAI101-C01", "KAI101-C02"
STANDARD = "Standard therapy"
PHASE1_START, PHASE2_START = datetime.date(2020, 1, 13), datetime.date(2021, 6, 14)
CUT_OFF = PHASE2_START + datetime.timedelta(days=CUT_OFF_DAYS)
PHASE1_CYCLES, EXPANSION = 6, 12
ASSESSMENT_EVERY = 56  # days


@functools.cache
def phase1() -> tuple[Patient, ...]:
    """A 3 + 3 escalation, then twelve more patients at the recommended dose."""
    found: list[Patient] = []
    start = PHASE1_START
    for level, dose in enumerate(ESCALATION, 1):
        cohort = _cohort(found, level, dose, start)
        if sum(one.dlt is not None for one in cohort) == 1:
            cohort += _cohort(found, level, dose, start + datetime.timedelta(days=35))
        start = max(one.start for one in cohort) + datetime.timedelta(days=35)
        if sum(one.dlt is not None for one in cohort) > 1:
            break
    for i in range(EXPANSION):
        found.append(_treated(found, f"EXP{RECOMMENDED_DOSE}", RECOMMENDED_DOSE, start, 5 * i))
    return tuple(found)


def _cohort(found: list[Patient], level: int, dose: float, start: datetime.date) -> list[Patient]:
    cohort = []
    for i in range(3):
        cohort.append(_treated(found, f"DL{level}", dose, start, 3 * i))
        found.append(cohort[-1])
    return cohort


def _treated(found: list[Patient], arm: str, dose: float, start: datetime.date, wait: int) -> Patient:
    patient = recruit(
        PHASE1,
        len(found) + 1,
        arm=arm,
        treatment=PARENT,
        dose=dose,
        start=start + datetime.timedelta(days=wait),
    )
    planned = PHASE1_CYCLES * CYCLE
    progression = 29 + int(patient.own.exponential(110))
    until, reason = (planned, "COMPLETED") if progression >= planned else (progression, "PROGRESSIVE DISEASE")
    treat(patient, cycle_visits(PHASE1_CYCLES), until=until, reason=reason)
    patient.last_contact, patient.off_study = patient.last_dose + 29, "COMPLETED"
    return patient


@dataclasses.dataclass
class Assessment:
    """One look at the tumours."""

    number: int  # 0 at screening
    day: int
    diameters: list[float]  # mm, of the target lesions
    target: str = ""
    new_lesion: bool = False
    overall: str = ""


@dataclasses.dataclass
class Course:
    """What the tumours of one patient do."""

    lesions: list[str]  # where the target lesions are
    assessments: list[Assessment]
    progression: int | None  # study day on which it was seen
    new_lesion_site: str


_SITES = ("LIVER", "LUNG", "LYMPH NODE", "ADRENAL GLAND")


@functools.cache
def phase2() -> tuple[tuple[Patient, Course], ...]:
    """Two arms of equal size, randomised in blocks of four."""
    order = stream(PHASE2, "randomisation")
    arms = np.concatenate([order.permutation([0, 0, 1, 1]) for _ in range(PHASE2_PATIENTS_PER_ARM // 2)])
    days = np.sort(order.integers(0, 365, size=len(arms)))
    found = []
    for number, (arm, day) in enumerate(zip(arms, days, strict=True), 1):
        code, treatment, dose = (("KAI", PARENT, RECOMMENDED_DOSE), ("STD", STANDARD, 0.0))[arm]
        patient = recruit(
            PHASE2, number, arm=code, treatment=treatment, dose=dose,
            start=PHASE2_START + datetime.timedelta(days=int(day)),
        )  # fmt: skip
        found.append((patient, _follow(patient)))
    return tuple(found)


def _follow(patient: Patient) -> Course:
    own = patient.own
    end = (CUT_OFF - patient.start).days + 1
    experimental = patient.dose > 0
    hazard = np.log(2) / (SURVIVAL.median_os * MONTH) * (SURVIVAL.hazard_ratio_os if experimental else 1)
    death = 2 + int(own.exponential(1 / hazard))
    dropout = 29 + int(own.exponential(MONTH / SURVIVAL.dropout))
    new_hazard = np.log(2) / (SURVIVAL.median_new_lesion * MONTH)
    new_hazard *= SURVIVAL.hazard_ratio_new_lesion if experimental else 1
    new_lesion = 1 + int(own.exponential(1 / new_hazard))
    patient.death = death if death <= min(end, dropout) else None
    patient.last_contact = min(end, dropout) if patient.death is None else death
    patient.off_study = (
        "DEATH" if patient.death else "LOST TO FOLLOW-UP" if dropout < end else "STUDY TERMINATED BY SPONSOR"
    )
    course = _tumours(patient, new_lesion)
    stops = {
        "PROGRESSIVE DISEASE": course.progression,
        "DEATH": patient.death,
        "LOST TO FOLLOW-UP": dropout if patient.off_study == "LOST TO FOLLOW-UP" else None,
        "STUDY TERMINATED BY SPONSOR": end,
    }
    reason, until = min(
        ((reason, day) for reason, day in stops.items() if day is not None), key=lambda one: one[1]
    )
    treat(patient, cycle_visits(26), until=max(1, until - 1), reason=reason)
    patient.visits = [(visit, day) for visit, day in patient.visits if day <= patient.last_contact]
    return course


def _tumours(patient: Patient, new_lesion: int) -> Course:
    """Sums of diameters by the planted curve; RECIST 1.1 applied to what was measured."""
    own = patient.own
    lesions = [str(own.choice(_SITES)) for _ in range(int(own.integers(2, 5)))]
    base = TUMOUR.base * float(np.exp(TUMOUR.sd_base * own.standard_normal()))
    parts = own.dirichlet(np.full(len(lesions), 20.0)) * max(base, 12.0 * len(lesions))
    growth = TUMOUR.growth * float(np.exp(TUMOUR.sd_growth * own.standard_normal()))
    spread = float(np.exp(TUMOUR.sd_kill * own.standard_normal()))
    kill = spread * (
        float(TUMOUR.kill(patient.free_auc(patient.dose))) if patient.dose else TUMOUR.standard_kill
    )
    assessments: list[Assessment] = []
    progression = None
    number = 0
    while progression is None:
        day = -6 if number == 0 else 1 + ASSESSMENT_EVERY * number + int(own.integers(-3, 4))
        if day > patient.last_contact:
            break
        t = max(day, 0)
        size = np.exp(-kill * t) + np.exp(growth * t) - 1
        noise = np.exp(TUMOUR.sd_measurement * own.standard_normal(len(lesions)))
        one = Assessment(number, day, [round(float(d), 0) for d in parts * size * noise])
        if number:
            one.target = _response(assessments, one)
            one.new_lesion = new_lesion <= day
            one.overall = "PD" if one.new_lesion or one.target == "PD" else one.target
            if one.overall == "PD":
                progression = day
        assessments.append(one)
        number += 1
    return Course(lesions, assessments, progression, str(own.choice(_SITES)))


def _response(before: list[Assessment], now: Assessment) -> str:
    total = sum(now.diameters)
    base = sum(before[0].diameters)
    nadir = min(sum(one.diameters) for one in before)
    if total == 0:
        return "CR"
    if total >= 1.2 * nadir and total - nadir >= 5:
        return "PD"
    return "PR" if total <= 0.7 * base else "SD"

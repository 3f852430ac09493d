"""The animals of KAI-101's two toxicology studies: who they are, what they got, what they carry."""

from __future__ import annotations

import datetime
import functools
from typing import NamedTuple

import numpy as np

from ._kai101_pk import Subject, draw, free_auc
from ._kai101_truth import (
    DOSING_DAYS,
    KINETICS,
    NECROPSY,
    RECOVERY_NECROPSY,
    TOXICOLOGY,
    ToxicologyDesign,
    stream,
)

SET_NAMES = {"M": "Main", "R": "Recovery", "TK": "Toxicokinetic"}
START = {"rat": datetime.date(2019, 3, 4), "dog": datetime.date(2019, 4, 8)}
PRETEST = 7  # days of acclimatisation that are on record
MORIBUND_DAY = 20  # the rat that was killed before its time


class Animal(NamedTuple):
    """One animal."""

    usubjid: str
    subjid: str
    sex: str
    group: int  # 1 to 4
    kind: str  # M, R or TK
    number: int  # within set and sex, from 0
    start: datetime.date  # first dose
    last_dose: int  # study day
    end: int  # study day of its disposition
    dose: float  # mg/kg/day
    weight: float  # kg at first dose
    kinetics: Subject
    free_auc: float  # h·ng/mL, unbound

    @property
    def setcd(self) -> str:
        """Code of the trial set."""
        return f"{self.group}{self.kind}"

    @property
    def armcd(self) -> str:
        """Code of the arm; toxicokinetic animals belong to the main arm."""
        return f"{self.group}R" if self.kind == "R" else str(self.group)

    @property
    def moribund(self) -> bool:
        """Whether it was killed before its time."""
        return self.end == MORIBUND_DAY

    def date(self, day: int) -> datetime.date:
        """The date of a study day; there is no day 0."""
        return self.start + datetime.timedelta(days=day - 1 if day > 0 else day)

    def at(self, day: int, hour: float = 8.0) -> str:
        """Date and time of a study day, ISO 8601."""
        days, minutes = divmod(round(hour * 60), 24 * 60)
        return f"{self.date(day) + datetime.timedelta(days=days)}T{minutes // 60:02d}:{minutes % 60:02d}"


def typical_weight(species: str, sex: str, day: float) -> float:
    """Body weight (kg) of an untreated animal."""
    if species == "rat":
        return 0.25 + 0.0045 * day if sex == "M" else 0.18 + 0.0018 * day
    return (9.5 if sex == "M" else 8.0) + 0.008 * day


@functools.cache
def animals(species: str) -> tuple[Animal, ...]:
    """Every animal of the study, set by set."""
    design = TOXICOLOGY[species]
    kinetics = KINETICS[species]
    slots = _slots(design)
    own = stream(species, "animals")
    factor = np.exp(0.06 * own.standard_normal(len(slots)))
    weights = np.array([typical_weight(species, sex, 0) for _, _, sex, _ in slots]) * factor
    subjects = draw(kinetics, weights, own)
    found = []
    for (group, kind, sex, number), weight, subject in zip(slots, weights, subjects, strict=True):
        dose = float(design.doses[group - 1])
        moribund = (species, group, kind, sex, number) == ("rat", 4, "M", "M", 4)
        subjid = f"{group}{'0' if sex == 'M' else '5'}{_BLOCK[kind] + number:02d}"
        end = {"M": NECROPSY, "R": RECOVERY_NECROPSY, "TK": NECROPSY}[kind]
        found.append(
            Animal(
                usubjid=f"{design.study}-{subjid}",
                subjid=subjid,
                sex=sex,
                group=group,
                kind=kind,
                number=number,
                start=START[species] + datetime.timedelta(days=int(sex == "F")),
                last_dose=MORIBUND_DAY - 1 if moribund else DOSING_DAYS,
                end=MORIBUND_DAY if moribund else end,
                dose=dose,
                weight=float(weight),
                kinetics=subject,
                free_auc=free_auc(kinetics, subject, dose * float(weight)),
            )
        )
    return tuple(found)


_BLOCK = {"M": 1, "R": 21, "TK": 31}


def sets(design: ToxicologyDesign) -> list[tuple[int, str, int]]:
    """Group, kind and animals of each sex, for every trial set."""
    made = [(group, "M", design.main) for group in (1, 2, 3, 4)]
    made += [(group, "R", design.recovery) for group in (1, 4)]
    if design.satellite:
        made += [
            (group, "TK", design.satellite if group > 1 else design.satellite_control)
            for group in (1, 2, 3, 4)
        ]
    return sorted(made, key=lambda one: (one[0], "M R TK".index(one[1])))


def _slots(design: ToxicologyDesign) -> list[tuple[int, str, str, int]]:
    return [
        (group, kind, sex, number)
        for group, kind, count in sets(design)
        for sex in ("M", "F")
        for number in range(count)
    ]

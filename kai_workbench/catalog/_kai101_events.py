"""Adverse events of KAI-101's patients, in plain words; no dictionary was used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ._kai101_findings import Row, epoch
from ._kai101_patients import Patient
from ._kai101_truth import ALT_ULN, MONTH, stream


class Complaint(NamedTuple):
    """An event that is no laboratory value: how often it begins, per month on treatment."""

    term: str
    body_system: str
    rate: float  # comparator
    ratio: float  # of the compound's rate to it


COMPLAINTS = (
    Complaint("Nausea", "Stomach and gut", 0.05, 2.5),
    Complaint("Diarrhea", "Stomach and gut", 0.05, 1.5),
    Complaint("Fatigue", "General", 0.08, 1.3),
    Complaint("Headache", "Nerves", 0.04, 1.0),
    Complaint("Cough", "Airways", 0.04, 1.0),
)


def alt_grade(value: float) -> int:
    """Grade of ALT by multiples of the upper limit: over 1, 3, 5 and 20 times."""
    return sum(value > factor * ALT_ULN for factor in (1, 3, 5, 20))


def neutrophil_grade(value: float) -> int:
    """Grade of a neutrophil count (10^9/L): under 1.8, 1.5, 1.0 and 0.5."""
    return sum(value < limit for limit in (1.8, 1.5, 1.0, 0.5))


_MEASURED = (
    ("ALT", "Alanine aminotransferase increased", "Laboratory", alt_grade),
    ("NEUT", "Neutrophil count decreased", "Laboratory", neutrophil_grade),
)


def adverse_events(one: Patient) -> Iterator[Row]:
    """AE: what the laboratory showed, from one visit to another, and what the patient told."""
    found = sorted([*_from_laboratory(one), *_complaints(one)], key=lambda event: (event[2], event[0]))
    for row, (term, system, start, end, grade, related, action) in enumerate(found, 1):
        # What had not ended at the last contact has no end date.
        over = end is not None and end <= one.last_contact
        yield {
            "USUBJID": one.usubjid, "AESEQ": row, "AETERM": term, "AEDECOD": term, "AEBODSYS": system,
            "AESOC": system,
            "AESER": "Y" if grade >= 4 else "N", "AESHOSP": "Y" if grade >= 4 else "N", "AEACN": action,
            "AEREL": "RELATED" if related else "NOT RELATED",
            "AEOUT": "RECOVERED/RESOLVED" if over else "NOT RECOVERED/NOT RESOLVED",
            "AETOXGR": str(grade), "EPOCH": epoch(one, start),
            "AESTDTC": one.date(start).isoformat(),
            "AEENDTC": one.date(end).isoformat() if over and end is not None else None,
            "AESTDY": start, "AEENDY": end if over else None,
            "AEENRTPT": None if over else "ONGOING", "AEENTPT": None if over else "END OF STUDY",
        }  # fmt: skip


_Event = tuple[str, str, int, int | None, int, bool, str]


def _from_laboratory(one: Patient) -> Iterator[_Event]:
    for test, term, system, grade_of in _MEASURED:
        grades = [(day, grade_of(one.levels[visit.number, test])) for visit, day in one.visits if day > 1]
        start, worst = None, 0
        for day, grade in [*grades, (None, 0)]:
            if grade and start is None:
                start = day
            worst = max(worst, grade)
            if not grade and start is not None:
                yield term, system, start, day, worst, bool(one.dose), _action(one, start, day)
                start, worst = None, 0


def _action(one: Patient, start: int, end: int | None) -> str:
    stop = end or one.last_contact
    if one.off_treatment == "ADVERSE EVENT" and start <= one.last_dose + 1 <= stop:
        return "DRUG WITHDRAWN"
    if any(start <= part.first <= stop for part in one.dosing[1:]):
        return "DOSE REDUCED"
    return "DOSE NOT CHANGED" if start <= one.last_dose else "NOT APPLICABLE"


def _complaints(one: Patient) -> Iterator[_Event]:
    own = stream(one.usubjid, "complaints")
    for each in COMPLAINTS:
        monthly = each.rate * (each.ratio if one.dose else 1.0)
        day = 1.0
        while True:
            day += float(own.exponential(MONTH / monthly))
            length, severe = int(own.geometric(0.12)), float(own.random())
            if day > one.last_dose:
                break
            grade = 3 if severe > 0.93 else 2 if severe > 0.65 else 1
            start = int(day)
            related = one.dose > 0 and each.ratio > 1
            yield each.term, each.body_system, start, start + length, grade, related, "DOSE NOT CHANGED"
            day += length

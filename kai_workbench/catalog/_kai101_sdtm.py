"""SDTM packages of KAI-101's trials (SDTMIG 3.4): the escalation and the phase 2."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ._kai101_columns import SDTM, frame
from ._kai101_events import adverse_events
from ._kai101_findings import Row, electrocardiograms, epoch, laboratory, pharmacokinetics, vital_signs
from ._kai101_lesions import imaging_visits, lesions
from ._kai101_patients import Patient, Visit, cycle_visits
from ._kai101_trials import CUT_OFF, PHASE1, PHASE1_CYCLES, PHASE2, STANDARD, Course, phase1, phase2
from ._kai101_truth import PARENT

if TYPE_CHECKING:
    import polars as pl

STANDARD_DOSE = 100.0  # mg
_NO_DOMAIN = {"SUPPDM", "RELREC"}
# What the guide permits and does not expect.
_DROP_IF_EMPTY = {
    "TA": ("TABRANCH",), "TE": ("TEDUR",), "EX": ("EXADJ",), "AE": ("AEENRTPT", "AEENTPT"),
    "DS": ("DSSCAT",), "PC": ("PCGRPID",),
}  # fmt: skip


def sdtm_study(name: str) -> dict[str, pl.DataFrame]:
    """The tables of one trial by domain: ``phase1`` or ``phase2``."""
    return dict(_tables(name))


@functools.cache
def _tables(name: str) -> dict[str, pl.DataFrame]:
    first = name == "phase1"
    courses: dict[str, Course] = {} if first else {one.usubjid: course for one, course in phase2()}
    patients = list(phase1()) if first else [one for one, _ in phase2()]
    study = PHASE1 if first else PHASE2
    planned = [*cycle_visits(PHASE1_CYCLES if first else 26), Visit(90, "END OF TREATMENT", 0)]
    rows: dict[str, list[Row]] = {
        "TS": list(_ts(study, patients)),
        "TA": list(_ta(patients)),
        "TE": list(_te(patients)),
        "TV": list(_tv(planned if first else [*planned, *imaging_visits()])),
        "DM": [_dm(one) for one in patients],
        "SUPPDM": [row for one in patients for row in _suppdm(one)],
        "SE": [row for one in patients for row in _se(one)],
        "SV": [row for one in patients for row in _sv(one, courses.get(one.usubjid))],
        "EX": [row for one in patients for row in _ex(one)],
        "DS": [row for one in patients for row in _ds(one)],
        "AE": [row for one in patients for row in adverse_events(one)],
        "LB": [row for one in patients for row in laboratory(one)],
        "VS": [row for one in patients for row in vital_signs(one)],
        "EG": [row for one in patients for row in electrocardiograms(one)],
    }
    rows |= pharmacokinetics(patients, rich=first)
    if courses:
        for table, more in lesions(patients, courses).items():
            rows[table] = rows.get(table, []) + more
    made = {}
    for table, found in rows.items():
        own: Row = {"STUDYID": study}
        if table not in _NO_DOMAIN:
            own["DOMAIN"] = table
        whole = frame(SDTM[table], ({**own, **row} for row in found))
        empty = [c for c in _DROP_IF_EMPTY.get(table, ()) if whole[c].null_count() == whole.height]
        made[table] = whole.drop(empty)
    return made


def arm_name(one: Patient) -> str:
    """The arm in words."""
    if not one.dose:
        return STANDARD
    return f"{PARENT} {one.dose:g} mg{' expansion' if one.arm.startswith('EXP') else ''}"


def _ts(study: str, patients: list[Patient]) -> Iterator[Row]:
    first = study == PHASE1
    title = (
        f"A Phase 1 Dose-Escalation Study of {PARENT} in Patients with Advanced Solid Tumors"
        if first
        else f"A Randomized Phase 2 Study of {PARENT} versus Standard Therapy in Advanced Solid Tumors"
    )
    end = max(one.date(one.last_contact) for one in patients)
    parameters = (
        ("TITLE", "Trial Title", f"SYNTHETIC DATA: {title}"),
        ("SYNTHETC", "Synthetic Data Indicator", "Y"),
        ("TPHASE", "Trial Phase Classification", "PHASE I TRIAL" if first else "PHASE II TRIAL"),
        ("STYPE", "Study Type", "INTERVENTIONAL"),
        ("INTMODEL", "Intervention Model", "SEQUENTIAL" if first else "PARALLEL"),
        ("INTTYPE", "Intervention Type", "DRUG"),
        ("TTYPE", "Trial Type", "SAFETY" if first else "EFFICACY"),
        ("TBLIND", "Trial Blinding Schema", "OPEN LABEL"),
        ("TCNTRL", "Control Type", None if first else "ACTIVE"),
        ("RANDOM", "Trial is Randomized", "N" if first else "Y"),
        ("NARMS", "Planned Number of Arms", str(len({one.arm for one in patients}))),
        ("PLANSUB", "Planned Number of Subjects", str(len(patients))),
        ("ACTSUB", "Actual Number of Subjects", str(len(patients))),
        ("SEXPOP", "Sex of Participants", "BOTH"),
        ("AGEMIN", "Planned Minimum Age of Subjects", "P18Y"),
        ("AGEMAX", "Planned Maximum Age of Subjects", None),
        ("HLTSUBJI", "Healthy Subject Indicator", "N"),
        ("INDIC", "Trial Disease/Condition Indication", "Advanced solid tumor"),
        ("TRT", "Investigational Therapy or Treatment", PARENT),
        ("PCLASS", "Pharmacologic Class", "Invented antineoplastic agent"),
        ("ROUTE", "Route of Administration", "ORAL"),
        ("DOSFRQ", "Dosing Frequency", "QD"),
        ("OBJPRIM", "Trial Primary Objective",
            "Find the maximum tolerated dose" if first else "Compare progression-free survival"),
        ("OUTMSPRI", "Primary Outcome Measure",
            "Dose-limiting toxicity in cycle 1" if first else "Progression-free survival"),
        ("SPONSOR", "Clinical Study Sponsor", "KAI Workbench (no such sponsor)"),
        ("SSTDTC", "Study Start Date", min(one.date(one.consent) for one in patients).isoformat()),
        ("SENDTC", "Study End Date", end.isoformat()),
        ("DCUTDTC", "Data Cutoff Date", (end if first else CUT_OFF).isoformat()),
        ("DCUTDESC", "Data Cutoff Description", "Last visit of the last patient" if first else "Two years"),
        ("REGID", "Registry Identifier", None),
        ("SDTIGVER", "SDTM IG Version", "3.4"),
        ("SDTMVER", "SDTM Version", "2.0"),
    )  # fmt: skip
    for code, name, value in parameters:
        yield {
            "TSSEQ": 1, "TSPARMCD": code, "TSPARM": name, "TSVAL": value,
            "TSVALNF": None if value is not None else "NA",
        }  # fmt: skip


def _arms(patients: list[Patient]) -> dict[str, Patient]:
    found: dict[str, Patient] = {}
    for one in patients:
        found.setdefault(one.arm, one)
    return found


def _elements(one: Patient) -> list[tuple[str, str, str, str, str]]:
    treatment = arm_name(one)
    return [
        ("SCRN", "Screening", "SCREENING", "Informed consent", "First dose"),
        (f"T{one.arm}"[:8], treatment, "TREATMENT", f"First dose of {treatment}", "Day after the last dose"),
        ("FU", "Follow-up", "FOLLOW-UP", "Day after the last dose", "Last contact or death"),
    ]


def _ta(patients: list[Patient]) -> Iterator[Row]:
    randomised = patients[0].study == PHASE2
    for code, one in _arms(patients).items():
        for order, (etcd, element, period, _, _) in enumerate(_elements(one), 1):
            branch = f"Randomized to {arm_name(one)}" if randomised else f"Assigned to {arm_name(one)}"
            yield {
                "ARMCD": code, "ARM": arm_name(one), "TAETORD": order, "ETCD": etcd, "ELEMENT": element,
                "TABRANCH": branch if order == 1 else None, "EPOCH": period,
            }  # fmt: skip


def _te(patients: list[Patient]) -> Iterator[Row]:
    seen = {etcd: more for one in _arms(patients).values() for etcd, *more in _elements(one)}
    for etcd, (element, _, start, end) in seen.items():
        yield {"ETCD": etcd, "ELEMENT": element, "TESTRL": start, "TEENRL": end}


def _tv(visits: list[Visit]) -> Iterator[Row]:
    for visit in sorted(visits, key=lambda one: one.number):
        unplanned = visit.name == "END OF TREATMENT"
        rule = "8 days after the last dose" if unplanned else f"Study day {visit.day}"
        yield {
            "VISITNUM": visit.number, "VISIT": visit.name, "VISITDY": None if unplanned else visit.day,
            "TVSTRL": rule, "TVENRL": "The same day",
        }  # fmt: skip


def _dm(one: Patient) -> Row:
    return {
        "USUBJID": one.usubjid, "SUBJID": one.subjid,
        "RFSTDTC": one.date(1).isoformat(), "RFENDTC": one.date(one.last_dose).isoformat(),
        "RFXSTDTC": one.date(1).isoformat(), "RFXENDTC": one.date(one.last_dose).isoformat(),
        "RFICDTC": one.date(one.consent).isoformat(), "RFPENDTC": one.date(one.last_contact).isoformat(),
        "DTHDTC": one.date(one.death).isoformat() if one.death else None, "DTHFL": "Y" if one.death else None,
        "SITEID": one.site, "AGE": one.age, "AGEU": "YEARS", "SEX": one.sex, "RACE": one.race,
        "ETHNIC": one.ethnic, "ARMCD": one.arm, "ARM": arm_name(one), "ACTARMCD": one.arm,
        "ACTARM": arm_name(one), "COUNTRY": "KOR",
    }  # fmt: skip


def _suppdm(one: Patient) -> Iterator[Row]:
    if one.study == PHASE1:
        told = [
            ("DLTEVLFL", "Evaluable for Dose-Limiting Toxicity", "Y"),
            ("DLTFL", "Dose-Limiting Toxicity in Cycle 1", "Y" if one.dlt else "N"),
        ]
        told += [("DLTTERM", "Dose-Limiting Toxicity", one.dlt)] if one.dlt else []
    else:
        told = [("RANDNO", "Randomization Number", f"R{one.number:03d}")]
    for name, label, value in told:
        yield {
            "RDOMAIN": "DM", "USUBJID": one.usubjid, "QNAM": name, "QLABEL": label, "QVAL": value,
            "QORIG": "DERIVED",
        }  # fmt: skip


def _se(one: Patient) -> Iterator[Row]:
    bounds = [one.consent, 1, one.last_dose + 1, one.last_contact]
    for order, (etcd, element, period, _, _) in enumerate(_elements(one), 1):
        first, last = bounds[order - 1], bounds[order]
        if first > last:
            return
        last = min(last, one.last_contact)
        yield {
            "USUBJID": one.usubjid, "SESEQ": order, "ETCD": etcd, "ELEMENT": element, "TAETORD": order,
            "EPOCH": period, "SESTDTC": one.date(first).isoformat(), "SEENDTC": one.date(last).isoformat(),
            "SESTDY": first, "SEENDY": last,
        }  # fmt: skip


def _sv(one: Patient, course: Course | None) -> Iterator[Row]:
    visits = list(one.visits)
    if course:
        planned = imaging_visits()
        visits += [(planned[each.number], each.day) for each in course.assessments]
    for visit, day in sorted(visits, key=lambda told: (told[1], told[0].number)):
        yield {
            "USUBJID": one.usubjid, "VISITNUM": visit.number, "VISIT": visit.name,
            "VISITDY": None if visit.name == "END OF TREATMENT" else visit.day,
            "SVPRESP": "Y", "SVOCCUR": "Y", "SVSTDTC": one.date(day).isoformat(),
            "SVENDTC": one.date(day).isoformat(), "SVSTDY": day, "SVENDY": day,
        }  # fmt: skip


def _ex(one: Patient) -> Iterator[Row]:
    for row, part in enumerate(one.dosing, 1):
        last = min(part.last, one.last_dose)
        yield {
            "USUBJID": one.usubjid, "EXSEQ": row, "EXTRT": one.treatment.upper(),
            "EXDOSE": part.dose if one.dose else STANDARD_DOSE, "EXDOSU": "mg", "EXDOSFRM": "TABLET",
            "EXDOSFRQ": "QD", "EXROUTE": "ORAL", "EXADJ": part.reason, "EPOCH": "TREATMENT",
            "EXSTDTC": one.date(part.first).isoformat(), "EXENDTC": one.date(last).isoformat(),
            "EXSTDY": part.first, "EXENDY": last,
        }  # fmt: skip


def _ds(one: Patient) -> Iterator[Row]:
    milestones = [(one.consent, "Informed consent obtained", "INFORMED CONSENT OBTAINED")]
    if one.study == PHASE2:
        milestones.append((-1, "Randomized", "RANDOMIZED"))
    stopped = one.death if one.off_treatment == "DEATH" and one.death else one.last_dose
    ends = (
        (stopped, one.off_treatment, "TREATMENT"),
        (one.last_contact, one.off_study, "PARTICIPATION"),
    )
    told: list[tuple[int, str, str, str, str | None]] = [
        *((day, term, code, "PROTOCOL MILESTONE", None) for day, term, code in milestones),
        *((day, code.capitalize(), code, "DISPOSITION EVENT", f"STUDY {of}") for day, code, of in ends),
    ]
    for row, (day, term, code, category, sub) in enumerate(told, 1):
        yield {
            "USUBJID": one.usubjid, "DSSEQ": row, "DSTERM": term, "DSDECOD": code, "DSCAT": category,
            "DSSCAT": sub, "EPOCH": epoch(one, day), "DSSTDTC": one.date(day).isoformat(), "DSSTDY": day,
        }  # fmt: skip

"""A hospital in OMOP CDM 5.4: the trials' patients of its site, and others that were in no trial."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterator

import numpy as np
import polars as pl

from ._kai101_events import adverse_events
from ._kai101_findings import TESTS, Row
from ._kai101_omop_concepts import (
    COLUMNS,
    CONCEPT,
    ETHNICITY,
    FROM_RECORDS,
    OUTPATIENT,
    RACE,
    SEX,
    VERSION,
    concepts,
    omop_type,
)
from ._kai101_patients import DIGITS, LEVELS, Patient
from ._kai101_sdtm import STANDARD_DOSE
from ._kai101_trials import phase1, phase2
from ._kai101_truth import PARENT, stream

SITE, OTHERS = "01", 300
_PACKAGE = 90  # days of tablets handed out at once
_UNITS = {"10^9/L": "10*9/L"}
_COMPLAINTS = {
    "Neutrophil count decreased": "C-NEUTROPENIA", "Alanine aminotransferase increased": "C-ALT",
    "Nausea": "C-NAUSEA", "Diarrhea": "C-DIARRHEA", "Fatigue": "C-FATIGUE", "Headache": "C-HEADACHE",
    "Cough": "C-COUGH",
}  # fmt: skip
_FIRST, _LAST = datetime.date(2018, 1, 1), datetime.date(2023, 12, 31)


@dataclasses.dataclass
class _Tables:
    """Rows so far; every row gets the next number of its table."""

    rows: dict[str, list[Row]] = dataclasses.field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, **row: object) -> int:
        found = self.rows[table]
        number = len(found) + 1
        key = f"{table}_id"
        found.append({key: number, **row} if key in COLUMNS[table].split() else row)
        return number


def omop_tables() -> dict[str, pl.DataFrame]:
    """The tables of the hospital by name; OMOP CDM 5.4."""
    return dict(_made())


@functools.cache
def _made() -> dict[str, pl.DataFrame]:
    tables = _Tables()
    trial = [*phase1(), *(one for one, _ in phase2())]
    for one in trial:
        if one.site == SITE:
            _trial_patient(tables, one)
    for number in range(OTHERS):
        _other_patient(tables, number)
    tables.rows["cdm_source"] = [
        {
            "cdm_source_name": "SYNTHETIC: hospital of the programme KAI-101",
            "cdm_source_abbreviation": "KAI-101 synthetic", "cdm_holder": "KAI Workbench (no such hospital)",
            "source_description": "SYNTHETIC. Patients of the trials KAI101-C01 and KAI101-C02 at site 01 "
            "and 300 others; nobody stands behind them. person_source_value is the trial's USUBJID.",
            "source_release_date": _LAST, "cdm_release_date": _LAST, "cdm_version": "5.4",
            "cdm_version_concept_id": 0, "vocabulary_version": VERSION,
        }
    ]  # fmt: skip
    always = {"valid_start_date": datetime.date(1970, 1, 1), "valid_end_date": datetime.date(2099, 12, 31)}
    tables.rows["concept"] = [{**row, **always} for row in concepts()]
    return {name: _frame(COLUMNS[name], rows) for name, rows in tables.rows.items()}


def _frame(columns: str, rows: list[Row]) -> pl.DataFrame:
    names = columns.split()
    return pl.from_dicts(rows, schema={name: omop_type(name) for name in names})


def _person(
    tables: _Tables, source: str, *, sex: str, race: str, ethnic: str, born: int, first: datetime.date,
    last: datetime.date,
) -> int:  # fmt: skip
    person = tables.add(
        "person", gender_concept_id=SEX[sex], year_of_birth=born, race_concept_id=RACE[race],
        ethnicity_concept_id=ETHNICITY[ethnic], person_source_value=source, gender_source_value=sex,
        gender_source_concept_id=0, race_source_value=race, race_source_concept_id=0,
        ethnicity_source_value=ethnic, ethnicity_source_concept_id=0,
    )  # fmt: skip
    tables.add(
        "observation_period", person_id=person, observation_period_start_date=first,
        observation_period_end_date=last, period_type_concept_id=FROM_RECORDS,
    )  # fmt: skip
    return person


def _visit(tables: _Tables, person: int, day: datetime.date, source: str) -> int:
    return tables.add(
        "visit_occurrence", person_id=person, visit_concept_id=OUTPATIENT, visit_start_date=day,
        visit_end_date=day, visit_type_concept_id=FROM_RECORDS, visit_source_value=source,
        visit_source_concept_id=0,
    )  # fmt: skip


def _condition(
    tables: _Tables, person: int, code: str, *, first: datetime.date, last: datetime.date | None, source: str
) -> None:
    tables.add(
        "condition_occurrence", person_id=person, condition_concept_id=CONCEPT[code],
        condition_start_date=first, condition_end_date=last, condition_type_concept_id=FROM_RECORDS,
        condition_source_value=source, condition_source_concept_id=CONCEPT[code],
    )  # fmt: skip


def _drug(
    tables: _Tables, person: int, code: str, first: datetime.date, last: datetime.date, *, dose: float
) -> None:
    """One record for each package handed out: 90 days at most."""
    while first <= last:
        stop = min(last, first + datetime.timedelta(days=_PACKAGE - 1))
        days = (stop - first).days + 1
        tables.add(
            "drug_exposure", person_id=person, drug_concept_id=CONCEPT[code], drug_exposure_start_date=first,
            drug_exposure_end_date=stop, drug_type_concept_id=FROM_RECORDS, quantity=float(days),
            days_supply=days, sig=f"{dose:g} mg once a day", route_concept_id=CONCEPT["ORAL"],
            drug_source_value=f"{code} {dose:g} mg", drug_source_concept_id=CONCEPT[code],
            route_source_value="ORAL", dose_unit_source_value="mg",
        )  # fmt: skip
        first = stop + datetime.timedelta(days=1)


def _measurement(
    tables: _Tables, person: int, test: str, value: float, *, day: datetime.date, visit: int
) -> None:
    unit, low, high = TESTS[test][3:]
    unit = _UNITS.get(unit, unit)
    tables.add(
        "measurement", person_id=person, measurement_concept_id=CONCEPT[test], measurement_date=day,
        measurement_type_concept_id=FROM_RECORDS, value_as_number=value, unit_concept_id=CONCEPT[unit],
        range_low=low, range_high=high, visit_occurrence_id=visit, measurement_source_value=test,
        measurement_source_concept_id=CONCEPT[test], unit_source_value=unit, value_source_value=f"{value:g}",
    )  # fmt: skip


def _trial_patient(tables: _Tables, one: Patient) -> None:
    own = stream(one.usubjid, "hospital")
    known = one.start - datetime.timedelta(days=int(own.integers(200, 700)))
    last = one.date(one.last_contact)
    person = _person(
        tables, one.usubjid, sex=one.sex, race=one.race, ethnic=one.ethnic, born=one.start.year - one.age,
        first=known, last=last,
    )  # fmt: skip
    _condition(tables, person, "C-TUMOR", first=known, last=None, source="advanced solid tumor")
    for visit, day in one.visits:
        number = _visit(tables, person, one.date(day), visit.name)
        for test in LEVELS:
            _measurement(
                tables, person, test, one.levels[visit.number, test], day=one.date(day), visit=number
            )
    for part in one.dosing:
        _drug(
            tables, person, "D-KAI101" if one.treatment == PARENT else "D-STANDARD", one.date(part.first),
            one.date(min(part.last, one.last_dose)), dose=part.dose if one.dose else STANDARD_DOSE,
        )  # fmt: skip
    for event in adverse_events(one):
        start, end = event["AESTDTC"], event["AEENDTC"]
        _condition(
            tables, person, _COMPLAINTS[str(event["AEDECOD"])], first=datetime.date.fromisoformat(str(start)),
            last=datetime.date.fromisoformat(str(end)) if end else None, source=str(event["AETERM"]),
        )  # fmt: skip
    if one.death is not None:
        tables.rows["death"].append(
            {"person_id": person, "death_date": one.date(one.death), "death_type_concept_id": FROM_RECORDS,
             "cause_concept_id": CONCEPT["C-TUMOR"], "cause_source_value": "advanced solid tumor",
             "cause_source_concept_id": CONCEPT["C-TUMOR"]}
        )  # fmt: skip


def _other_patient(tables: _Tables, number: int) -> None:
    """Somebody who was in no trial: ailments, tablets, a few visits."""
    own = stream("hospital", str(number))
    first = _FIRST + datetime.timedelta(days=int(own.integers(0, 900)))
    last = min(_LAST, first + datetime.timedelta(days=int(own.integers(200, 1500))))
    person = _person(
        tables, f"HOSPITAL-{number + 1:04d}", sex=str(own.choice(["M", "F"])), race="ASIAN",
        ethnic="NOT HISPANIC OR LATINO", born=first.year - int(own.integers(30, 85)), first=first, last=last,
    )  # fmt: skip
    for ailment, tablet, share, dose in (
        ("C-HYPERTENSION", "D-PRESSURE", 0.4, 10.0), ("C-DIABETES", "D-SUGAR", 0.2, 500.0),
    ):  # fmt: skip
        if own.random() < share:
            _condition(tables, person, ailment, first=first, last=None, source=ailment[2:].lower())
            _drug(tables, person, tablet, first, last, dose=dose)
    if own.random() < 0.1:
        _condition(tables, person, "C-TUMOR", first=first, last=None, source="advanced solid tumor")
    levels = {
        test: float(np.log(mean) + between * own.standard_normal())
        for test, (mean, between, _) in LEVELS.items()
    }
    for day in _days(first, last, own):
        visit = _visit(tables, person, day, "OUTPATIENT")
        for test in ("ALT", "CREAT", "HGB", "NEUT"):
            value = float(np.exp(levels[test] + LEVELS[test][2] * own.standard_normal()))
            _measurement(tables, person, test, round(value, DIGITS[test]), day=day, visit=visit)


def _days(first: datetime.date, last: datetime.date, own: np.random.Generator) -> Iterator[datetime.date]:
    count = int(own.integers(1, 6))
    for shift in np.sort(own.integers(0, (last - first).days + 1, size=count)):
        yield first + datetime.timedelta(days=int(shift))

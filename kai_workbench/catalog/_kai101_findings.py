"""What is measured in KAI-101's patients: laboratory, vital signs, ECG, concentrations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ._kai101_patients import DIGITS, HUMAN, LEVELS, Patient
from ._kai101_pk import concentration, exposure
from ._kai101_toxicokinetics import CODES, four, time_point
from ._kai101_truth import LLOQ, METABOLITE, PARENT, TAU, stream

Row = dict[str, object]
# Code: name, category, specimen, unit, lower and upper limit.
TESTS = {
    "ALT": ("Alanine Aminotransferase", "CHEMISTRY", "SERUM", "U/L", 7.0, 40.0),
    "AST": ("Aspartate Aminotransferase", "CHEMISTRY", "SERUM", "U/L", 10.0, 40.0),
    "ALP": ("Alkaline Phosphatase", "CHEMISTRY", "SERUM", "U/L", 40.0, 130.0),
    "BILI": ("Bilirubin", "CHEMISTRY", "SERUM", "umol/L", 3.0, 21.0),
    "ALB": ("Albumin", "CHEMISTRY", "SERUM", "g/L", 35.0, 50.0),
    "CREAT": ("Creatinine", "CHEMISTRY", "SERUM", "umol/L", 45.0, 105.0),
    "NEUT": ("Neutrophils", "HEMATOLOGY", "BLOOD", "10^9/L", 1.8, 7.5),
    "LYM": ("Lymphocytes", "HEMATOLOGY", "BLOOD", "10^9/L", 1.0, 4.0),
    "HGB": ("Hemoglobin", "HEMATOLOGY", "BLOOD", "g/L", 110.0, 170.0),
    "PLAT": ("Platelets", "HEMATOLOGY", "BLOOD", "10^9/L", 150.0, 400.0),
}


def epoch(one: Patient, day: int) -> str:
    """The epoch of a study day."""
    return "SCREENING" if day < 1 else "TREATMENT" if day <= one.last_dose else "FOLLOW-UP"


def _plain(value: float) -> str:
    return f"{value:g}"


def _when(one: Patient, prefix: str, day: int, time: str) -> Row:
    return {"EPOCH": epoch(one, day), f"{prefix}DTC": f"{one.date(day)}T{time}", f"{prefix}DY": day}


def _result(prefix: str, text: str, value: float, unit: str) -> Row:
    return {
        f"{prefix}ORRES": text, f"{prefix}ORRESU": unit, f"{prefix}STRESC": text, f"{prefix}STRESN": value,
        f"{prefix}STRESU": unit,
    }  # fmt: skip


def laboratory(one: Patient) -> Iterator[Row]:
    """LB: every test at every visit."""
    row = 0
    for visit, day in one.visits:
        for test in LEVELS:
            name, category, specimen, unit, low, high = TESTS[test]
            value = one.levels[visit.number, test]
            row += 1
            yield {
                "USUBJID": one.usubjid, "LBSEQ": row, "LBTESTCD": test, "LBTEST": name, "LBCAT": category,
                **_result("LB", f"{value:.{DIGITS[test]}f}", value, unit),
                "LBORNRLO": _plain(low), "LBORNRHI": _plain(high), "LBSTNRLO": low, "LBSTNRHI": high,
                "LBNRIND": "LOW" if value < low else "HIGH" if value > high else "NORMAL",
                "LBSPEC": specimen, "LBLOBXFL": "Y" if day == 1 else None,
                "VISITNUM": visit.number, "VISIT": visit.name, **_when(one, "LB", day, "08:00"),
            }  # fmt: skip


_VITAL = (
    ("SYSBP", "Systolic Blood Pressure", "mmHg", 128.0, 11.0, 6.0),
    ("DIABP", "Diastolic Blood Pressure", "mmHg", 78.0, 7.0, 4.0),
    ("PULSE", "Pulse Rate", "beats/min", 74.0, 8.0, 5.0),
    ("TEMP", "Temperature", "C", 36.6, 0.15, 0.2),
)


def vital_signs(one: Patient) -> Iterator[Row]:
    """VS: no effect of the compound."""
    own = stream(one.usubjid, "vital signs")
    means = [mean + between * float(own.standard_normal()) for _, _, _, mean, between, _ in _VITAL]
    row = 0
    for visit, day in one.visits:
        told = [
            (code, name, unit, round(mean + within * float(own.standard_normal()), 1 if unit == "C" else 0))
            for (code, name, unit, _, _, within), mean in zip(_VITAL, means, strict=True)
        ]
        told.append(("WEIGHT", "Weight", "kg", round(one.weight + 0.6 * float(own.standard_normal()), 1)))
        if day < 1:
            told.append(("HEIGHT", "Height", "cm", one.height))
        for code, name, unit, value in told:
            row += 1
            yield {
                "USUBJID": one.usubjid, "VSSEQ": row, "VSTESTCD": code, "VSTEST": name,
                **_result("VS", _plain(value), value, unit),
                "VSLOBXFL": "Y" if day == 1 or code == "HEIGHT" else None,
                "VISITNUM": visit.number, "VISIT": visit.name, **_when(one, "VS", day, "08:10"),
            }  # fmt: skip


def electrocardiograms(one: Patient) -> Iterator[Row]:
    """EG: corrected QT and heart rate; no effect of the compound was planted."""
    own = stream(one.usubjid, "electrocardiograms")
    qt, rate = 412 + 14 * float(own.standard_normal()), 72 + 8 * float(own.standard_normal())
    row = 0
    for visit, day in one.visits:
        if visit.number not in {1, 2, 4, 90}:
            continue
        for code, name, unit, mean, spread in (
            ("QTCFAG", "QTcF Interval, Aggregate", "msec", qt, 7.0),
            ("EGHRMN", "ECG Mean Heart Rate", "beats/min", rate, 4.0),
        ):
            value = float(round(mean + spread * float(own.standard_normal())))
            row += 1
            yield {
                "USUBJID": one.usubjid, "EGSEQ": row, "EGTESTCD": code, "EGTEST": name,
                **_result("EG", _plain(value), value, unit), "EGLOBXFL": "Y" if day == 1 else None,
                "VISITNUM": visit.number, "VISIT": visit.name, **_when(one, "EG", day, "08:20"),
            }  # fmt: skip


_RICH = (0.5, 1.0, 2.0, 4.0, 8.0, 24.0)
_SPARSE = (0.0, 2.0, 6.0)


def pharmacokinetics(patients: list[Patient], *, rich: bool) -> dict[str, list[Row]]:
    """PC, PP and the relations between them.

    Rich: full profiles of day 1 and day 15. Otherwise three samples on day 15. Only patients whose
    dose had not changed until then are sampled.
    """
    tables: dict[str, list[Row]] = {"PC": [], "PP": [], "RELREC": []}
    for one in patients:
        if not one.dose:
            continue
        own = stream(one.usubjid, "concentrations")
        rows = {"PC": 0, "PP": 0}
        for visit, day in one.visits:
            if day not in ((1, 15) if rich else (15,)) or one.dosing[0].last < day:
                continue
            hours = np.array(((0.0,) * (day > 1) + _RICH) if rich else _SPARSE)
            for analyte in (PARENT, METABOLITE):
                group = f"{one.subjid}-D{day:02d}-{CODES[analyte]}"
                kept = _sampled(one, analyte, day, hours, own)
                common: Row = {
                    "USUBJID": one.usubjid, "VISITNUM": visit.number, "VISIT": visit.name,
                }  # fmt: skip
                for hour, value in zip(hours, kept, strict=True):
                    rows["PC"] += 1
                    tables["PC"].append(
                        {
                            **common, "PCSEQ": rows["PC"], "PCGRPID": group, "PCTESTCD": CODES[analyte],
                            "PCTEST": analyte, **_pc_result(value), "PCSPEC": "PLASMA",
                            "PCMETHOD": "LC-MS/MS", "PCLLOQ": LLOQ[analyte], **time_point(float(hour)),
                            **_when(one, "PC", day + int(hour == TAU), _clock(float(hour))),
                            "PCTPTREF": f"Day {day} Dose", "PCRFTDTC": f"{one.date(day)}T09:00",
                        }
                    )  # fmt: skip
                for code, name, told, unit in _parameters(one, analyte, day, hours, kept, rich=rich):
                    rows["PP"] += 1
                    text, number = four(told)
                    tables["PP"].append(
                        {
                            **common, "PPSEQ": rows["PP"], "PPGRPID": group, "PPTESTCD": code, "PPTEST": name,
                            "PPCAT": analyte, **_result("PP", text, number, unit), "PPSPEC": "PLASMA",
                            **_when(one, "PP", day, "09:00"),
                            "PPTPTREF": f"Day {day} Dose", "PPRFTDTC": f"{one.date(day)}T09:00",
                        }
                    )  # fmt: skip
    for domain in ("PC", "PP"):
        tables["RELREC"].append(
            {"RDOMAIN": domain, "IDVAR": f"{domain}GRPID", "RELTYPE": "MANY", "RELID": "PCPP"}
        )
    return tables


def _sampled(
    one: Patient, analyte: str, day: int, hours: np.ndarray, own: np.random.Generator
) -> list[float]:
    """Measured concentrations, four digits; 0 below the limit. Before the dose the ones before count."""
    after = np.where(hours == 0, TAU, hours)
    both = [
        concentration(HUMAN, one.kinetics, analyte, dose=one.dose, hours=after, doses=doses)
        for doses in (day, day - 1)
    ]
    true = np.where(hours == 0, both[1], both[0])
    measured = true * np.exp(HUMAN.cv_residual * own.standard_normal(len(hours)))
    return [0.0 if value < LLOQ[analyte] else four(float(value))[1] for value in measured]


def _clock(hour: float) -> str:
    minutes = round((9 + hour % TAU) * 60) - (5 if hour == 0 else 0)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _pc_result(value: float) -> Row:
    if value:
        return _result("PC", four(value)[0], value, "ng/mL")
    return {"PCORRES": "BLQ", "PCORRESU": "ng/mL", "PCSTRESC": "BLQ", "PCSTRESU": "ng/mL"}


def _parameters(
    one: Patient, analyte: str, day: int, hours: np.ndarray, kept: list[float], *, rich: bool
) -> list[tuple[str, str, float, str]]:
    values = np.array(kept)
    if not rich:
        return [("CTROUGH", "Conc Trough", kept[0], "ng/mL")] if kept[0] else []
    if hours[0] > 0:
        hours, values = np.append(0.0, hours), np.append(0.0, values)
    told = exposure(hours, values)
    found = [
        ("AUCTAU", "AUC Over Dosing Interval", told.auc, "h*ng/mL"),
        ("CMAX", "Max Conc", told.cmax, "ng/mL"),
        ("TMAX", "Time of CMAX", told.tmax, "h"),
    ]
    if day > 1 and analyte == PARENT:
        found.append(("CLFTAU", "Total CL by F for Dose Int", 1000 * one.dose / told.auc, "L/h"))
    return found

"""Trial design, subjects and dosing of KAI-101's toxicology studies, as SEND 3.1 has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ._kai101_animals import PRETEST, SET_NAMES, START, Animal, animals, sets
from ._kai101_columns import SEND, frame
from ._kai101_truth import NECROPSY, PARENT, RECOVERY_NECROPSY, TOXICOLOGY, ToxicologyDesign

if TYPE_CHECKING:
    import polars as pl

VEHICLE = "0.5% methylcellulose in purified water"
_SPECIES = {
    "rat": {
        "strain": "SPRAGUE-DAWLEY", "age": 8, "unit": "WEEKS", "group": "GROUP HOUSED, SAME SEX AND DOSE",
        "diet": "Certified rodent pellets", "kind": "Rats",
    },
    "dog": {
        "strain": "BEAGLE", "age": 9, "unit": "MONTHS", "group": "SINGLE HOUSED",
        "diet": "Certified canine pellets", "kind": "Beagle Dogs",
    },
}  # fmt: skip


def dose_text(design: ToxicologyDesign, group: int) -> str:
    """Dose of a group in words."""
    return f"{design.doses[group - 1]:g} mg/kg/day"


def design_tables(species: str) -> dict[str, pl.DataFrame]:
    """TS, TX, TA, TE, DM, SE, EX and DS of one study."""
    design = TOXICOLOGY[species]
    everyone = animals(species)
    rows = {
        "TS": _ts(design, len(everyone)),
        "TX": _tx(design),
        "TA": _ta(design),
        "TE": _te(design),
        "DM": _dm(design, everyone),
        "SE": _se(design, everyone),
        "EX": _ex(everyone),
        "DS": _ds(everyone),
    }
    return {
        name: frame(SEND[name], ({"STUDYID": design.study, "DOMAIN": name, **row} for row in table))
        for name, table in rows.items()
    }


def _ts(design: ToxicologyDesign, subjects: int) -> Iterator[dict[str, object]]:
    own = _SPECIES[design.species]
    start = START[design.species]
    days = [a.date(a.end) for a in animals(design.species)]
    first = min(a.date(-PRETEST) for a in animals(design.species))
    title = (
        f"SYNTHETIC DATA: A 4-Week Oral Gavage Toxicity and Toxicokinetic Study of {PARENT} in {own['kind']} "
        "with a 2-Week Recovery Period"
    )
    parameters = (
        ("STITLE", "Study Title", title),
        ("SYNTHETC", "Synthetic Data Indicator", "Y"),
        ("SSTYP", "Study Type", "REPEAT DOSE GENERAL TOXICITY"),
        ("STCAT", "Study Category", "TOX"),
        ("SDESIGN", "Study Design", "PARALLEL"),
        ("SPECIES", "Species", design.species.upper()),
        ("STRAIN", "Strain/Substrain", own["strain"]),
        ("SEXPOP", "Sex of Participants", "BOTH"),
        ("AGE", "Age", str(own["age"])),
        ("AGEU", "Age Unit", own["unit"]),
        ("SPLANSUB", "Planned Number of Subjects", str(subjects)),
        ("PLANMSUB", "Planned Number of Male Subjects", str(subjects // 2)),
        ("PLANFSUB", "Planned Number of Female Subjects", str(subjects // 2)),
        ("TRT", "Investigational Therapy or Treatment", PARENT),
        ("TRTV", "Treatment Vehicle", VEHICLE),
        ("TRTCAS", "Primary Treatment CAS Registry Number", None),
        ("TRTUNII", "Primary Treatment Unique Ingredient ID", None),
        ("PCLASS", "Pharmacologic Class", "Invented antineoplastic agent"),
        ("ROUTE", "Route of Administration", "ORAL GAVAGE"),
        ("DOSDUR", "Dosing Duration", "P28D"),
        ("PDOSFRQ", "Planned Dose Frequency", "QD"),
        ("DOSSTDTC", "Start Date/Time of Dose Interval", start.isoformat()),
        ("DOSENDTC", "End Date/Time of Dose Interval", max(
            a.date(a.last_dose) for a in animals(design.species)).isoformat()),
        ("RECSAC", "Recovery Period", "P14D"),
        ("TRMSAC", "Time to Terminal Sacrifice", "P28D"),
        ("EXPSTDTC", "Experimental Start Date", first.isoformat()),
        ("EXPENDTC", "Experimental End Date", max(days).isoformat()),
        ("STSTDTC", "Study Start Date", first.isoformat()),
        ("SLENGTH", "Study Length", "P50D"),
        ("GLPFL", "GLP Flag", "N"),
        ("GLPTYP", "Good Laboratory Practice Type", None),
        ("SRANDOM", "Study Is Randomized", "Y"),
        ("PKANIND", "Pharmacokinetic Analysis Indicator", "Y"),
        ("HOUSEGRP", "Housing Group", own["group"]),
        ("DIET", "Basal Diet", own["diet"]),
        ("WATER", "Drinking Water", "TAP WATER"),
        ("MTHTRM", "Method of Termination", None),
        ("SSPONSOR", "Sponsoring Organization", "KAI Workbench (no such sponsor)"),
        ("SPREFID", "Sponsor's Study Reference ID", design.study),
        ("TSTFNAM", "Test Facility Name", "Invented test facility"),
        ("TSTFLOC", "Test Facility Location", None),
        ("TFCNTRY", "Test Facility Country", None),
        ("STDIR", "Study Director", None),
        ("SPLRNAM", "Test Subject Supplier", None),
        ("SNDIGVER", "SEND Implementation Guide Version", "SEND IMPLEMENTATION GUIDE VERSION 3.1"),
        ("SNDCTVER", "SEND Controlled Terminology Version", "SEND Terminology 2026-03-27"),
    )  # fmt: skip
    for code, name, value in parameters:
        yield {
            "TSSEQ": 1, "TSPARMCD": code, "TSPARM": name, "TSVAL": value,
            "TSVALNF": None if value is not None else "NA",
        }  # fmt: skip


def _tx(design: ToxicologyDesign) -> Iterator[dict[str, object]]:
    number = 0
    for group, kind, count in sets(design):
        dose = dose_text(design, group)
        label = f"Group {group}, {SET_NAMES[kind]}, {dose}"
        sampled = "TK ONLY" if kind == "TK" else "NON-TK" if design.satellite else "NOT LIMITED TO TK"
        parameters = [
            ("ARMCD", "Arm Code", f"{group}R" if kind == "R" else str(group)),
            ("SPGRPCD", "Sponsor-Defined Group Code", str(group)),
            ("GRPLBL", "Group Label", f"Group {group}, {dose}"),
            ("SETLBL", "Set Label", label),
            ("TRTDOS", "Dose Level", f"{design.doses[group - 1]:g}"),
            ("TRTDOSU", "Dose Units", "mg/kg/day"),
            ("TKDESC", "Toxicokinetic Description", sampled),
            ("SEXPOP", "Sex of Participants", "BOTH"),
            ("PLANMSUB", "Planned Number of Male Subjects", str(count)),
            ("PLANFSUB", "Planned Number of Female Subjects", str(count)),
            ("SPLANSUB", "Planned Number of Subjects", str(2 * count)),
        ]
        if group == 1:
            parameters.append(("TCNTRL", "Control Type", "VEHICLE CONTROL"))
        for code, name, value in parameters:
            number += 1
            yield {
                "SETCD": f"{group}{kind}", "SET": label, "TXSEQ": number,
                "TXPARMCD": code, "TXPARM": name, "TXVAL": value,
            }  # fmt: skip


def _elements(design: ToxicologyDesign, group: int, *, recovery: bool) -> list[tuple[str, str, str]]:
    made = [
        ("SCRN", "Acclimatisation", "PRE-TREATMENT"),
        (f"TRT{group}", dose_text(design, group), "TREATMENT"),
    ]
    return made + [("REC", "Recovery", "RECOVERY")] * recovery


def _arms(design: ToxicologyDesign) -> Iterator[tuple[str, str, int, bool]]:
    for group in (1, 2, 3, 4):
        for recovery in (False, True) if group in (1, 4) else (False,):
            name = f"{dose_text(design, group)}{' with recovery' * recovery}"
            yield f"{group}{'R' * recovery}", name, group, recovery


def _ta(design: ToxicologyDesign) -> Iterator[dict[str, object]]:
    for code, name, group, recovery in _arms(design):
        for order, (etcd, element, epoch) in enumerate(_elements(design, group, recovery=recovery), 1):
            yield {
                "ARMCD": code, "ARM": name, "TAETORD": order, "ETCD": etcd, "ELEMENT": element,
                "TABRANCH": f"Randomised to arm {code}" if order == 1 else None, "EPOCH": epoch,
            }  # fmt: skip


def _te(design: ToxicologyDesign) -> Iterator[dict[str, object]]:
    yield {
        "ETCD": "SCRN", "ELEMENT": "Acclimatisation", "TESTRL": "Arrival in the test room",
        "TEENRL": "First dose", "TEDUR": f"P{PRETEST}D",
    }  # fmt: skip
    for group in (1, 2, 3, 4):
        text = dose_text(design, group)
        yield {
            "ETCD": f"TRT{group}", "ELEMENT": text, "TESTRL": f"First dose of {text}",
            "TEENRL": "Day after the last dose", "TEDUR": "P28D",
        }  # fmt: skip
    yield {
        "ETCD": "REC", "ELEMENT": "Recovery", "TESTRL": "Day after the last dose", "TEENRL": "Necropsy",
        "TEDUR": "P14D",
    }  # fmt: skip


def _dm(design: ToxicologyDesign, everyone: tuple[Animal, ...]) -> Iterator[dict[str, object]]:
    own = _SPECIES[design.species]
    arms = {code: name for code, name, _, _ in _arms(design)}
    for one in everyone:
        yield {
            "USUBJID": one.usubjid, "SUBJID": one.subjid,
            "RFSTDTC": one.at(1), "RFENDTC": one.date(one.end).isoformat(),
            "RFXSTDTC": one.at(1), "RFXENDTC": one.at(one.last_dose),
            "SITEID": "01", "AGE": own["age"], "AGEU": own["unit"], "SEX": one.sex,
            "SPECIES": design.species.upper(), "STRAIN": own["strain"],
            "ARMCD": one.armcd, "ARM": arms[one.armcd], "SETCD": one.setcd,
        }  # fmt: skip


def _se(design: ToxicologyDesign, everyone: tuple[Animal, ...]) -> Iterator[dict[str, object]]:
    for one in everyone:
        stops = [-PRETEST, 1, min(one.last_dose + 1, one.end), one.end]
        for number, (etcd, element, _) in enumerate(
            _elements(design, one.group, recovery=one.kind == "R"), 1
        ):
            first, last = stops[number - 1], stops[number] if number < 2 or one.kind == "R" else one.end
            yield {
                "USUBJID": one.usubjid, "SESEQ": number, "ETCD": etcd, "ELEMENT": element,
                "SESTDTC": one.date(first).isoformat(), "SEENDTC": one.date(last).isoformat(),
                "SESTDY": first, "SEENDY": last,
            }  # fmt: skip


def _ex(everyone: tuple[Animal, ...]) -> Iterator[dict[str, object]]:
    for one in everyone:
        for day in range(1, one.last_dose + 1):
            yield {
                "USUBJID": one.usubjid, "EXSEQ": day, "EXTRT": PARENT if one.dose else "VEHICLE",
                "EXDOSE": one.dose, "EXDOSU": "mg/kg", "EXDOSFRM": "SUSPENSION", "EXDOSFRQ": "QD",
                "EXROUTE": "ORAL GAVAGE", "EXLOT": "SYN-001" if one.dose else None, "EXTRTV": VEHICLE,
                "EXSTDTC": one.at(day), "EXENDTC": one.at(day), "EXSTDY": day, "EXENDY": day,
            }  # fmt: skip


def _ds(everyone: tuple[Animal, ...]) -> Iterator[dict[str, object]]:
    terms = {NECROPSY: "TERMINAL SACRIFICE", RECOVERY_NECROPSY: "RECOVERY SACRIFICE"}
    for one in everyone:
        planned = terms.get(one.end)
        term = planned or "MORIBUND SACRIFICE"
        yield {
            "USUBJID": one.usubjid, "DSSEQ": 1,
            "DSTERM": term.capitalize(), "DSDECOD": term,
            "DSUSCHFL": None if planned else "Y", "VISITDY": one.end if planned else None,
            "DSSTDTC": one.at(one.end, 9.5), "DSSTDY": one.end,
            "DSNOMDY": one.end if planned else None, "DSNOMLBL": f"Day {one.end}" if planned else None,
        }  # fmt: skip

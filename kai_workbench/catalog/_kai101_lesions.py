"""Tumours of KAI-101's phase 2 as SDTM has them: TU, TR, RS and how they hang together."""

from __future__ import annotations

from ._kai101_findings import Row, epoch
from ._kai101_patients import Patient, Visit
from ._kai101_trials import ASSESSMENT_EVERY, Assessment, Course
from ._kai101_truth import CUT_OFF_DAYS

_METHOD, _BY = "CT SCAN", "INVESTIGATOR"


def imaging_visits() -> list[Visit]:
    """Screening and every eighth week."""
    count = CUT_OFF_DAYS // ASSESSMENT_EVERY + 1
    later = [
        Visit(100 + i, f"WEEK {ASSESSMENT_EVERY // 7 * i} IMAGING", 1 + ASSESSMENT_EVERY * i)
        for i in range(1, count + 1)
    ]
    return [Visit(100, "SCREENING IMAGING", -6), *later]


def lesions(patients: list[Patient], courses: dict[str, Course]) -> dict[str, list[Row]]:
    """TU, TR, RS and their relations."""
    tables: dict[str, list[Row]] = {"TU": [], "TR": [], "RS": []}
    for one in patients:
        course = courses[one.usubjid]
        mine: dict[str, list[Row]] = {"TU": [], "TR": [], "RS": []}
        for each in course.assessments:
            _tell(mine, one, course, each)
        for domain, rows in mine.items():
            for number, row in enumerate(rows, 1):
                tables[domain].append({"USUBJID": one.usubjid, f"{domain}SEQ": number, **row})
    links = (("TU", "TULNKID", "ONE", "TUTR"), ("TR", "TRLNKID", "MANY", "TUTR"),
             ("TR", "TRLNKGRP", "MANY", "TRRS"), ("RS", "RSLNKGRP", "MANY", "TRRS"))  # fmt: skip
    tables["RELREC"] = [
        {"RDOMAIN": domain, "IDVAR": variable, "RELTYPE": kind, "RELID": name}
        for domain, variable, kind, name in links
    ]
    return tables


def _tell(mine: dict[str, list[Row]], one: Patient, course: Course, each: Assessment) -> None:
    visit = imaging_visits()[each.number]

    def when(prefix: str) -> Row:
        return {
            "VISITNUM": visit.number, "VISIT": visit.name, "EPOCH": epoch(one, each.day),
            f"{prefix}DTC": one.date(each.day).isoformat(), f"{prefix}DY": each.day,
        }  # fmt: skip

    def identified(link: str, kind: str, place: str) -> Row:
        return {
            "TULNKID": link, "TUTESTCD": "TUMIDENT", "TUTEST": "Tumor Identification", "TUORRES": kind,
            "TUSTRESC": kind, "TULOC": place, "TUMETHOD": _METHOD, "TUEVAL": _BY, **when("TU"),
        }  # fmt: skip

    def measured(code: str, name: str, value: float, link: str | None) -> Row:
        return {
            "TRGRPID": "TARGET", "TRLNKID": link, "TRLNKGRP": f"A{each.number}", "TRTESTCD": code,
            "TRTEST": name, "TRORRES": f"{value:g}", "TRORRESU": "mm", "TRSTRESC": f"{value:g}",
            "TRSTRESN": value, "TRSTRESU": "mm", "TRMETHOD": _METHOD, "TREVAL": _BY, **when("TR"),
        }  # fmt: skip

    def judged(code: str, name: str, value: str) -> Row:
        return {
            "RSLNKGRP": f"A{each.number}", "RSTESTCD": code, "RSTEST": name, "RSCAT": "RECIST 1.1",
            "RSORRES": value, "RSSTRESC": value, "RSEVAL": _BY, **when("RS"),
        }  # fmt: skip

    if each.number == 0:
        mine["TU"] += [identified(f"T{i}", "TARGET", place) for i, place in enumerate(course.lesions, 1)]
    if each.new_lesion:
        mine["TU"].append(identified("NEW1", "NEW", course.new_lesion_site))
    mine["TR"] += [
        measured("LDIAM", "Longest Diameter", value, f"T{i}") for i, value in enumerate(each.diameters, 1)
    ]
    mine["TR"].append(measured("SUMDIAM", "Sum of Diameter", sum(each.diameters), None))
    if each.number:
        mine["RS"].append(judged("TRGRESP", "Target Response", each.target))
        mine["RS"].append(judged("NEWLIND", "New Lesion Indicator", "Y" if each.new_lesion else "N"))
        mine["RS"].append(judged("OVRLRESP", "Overall Response", each.overall))

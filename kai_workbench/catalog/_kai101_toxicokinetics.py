"""Concentrations and exposures of KAI-101's animals: rats sparsely and in pools, dogs each by itself."""

from __future__ import annotations

import numpy as np

from ._kai101_animals import Animal, animals
from ._kai101_inlife import Row
from ._kai101_pk import concentration, exposure
from ._kai101_truth import KINETICS, LLOQ, METABOLITE, PARENT, TAU, stream

DAYS = (1, 28)
HOURS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0)
# Each rat gives three samples a day at most; the three thirds of a set cover the profile together.
_SPARSE = {0: (0.0, 1.0, 8.0), 1: (0.5, 4.0), 2: (2.0, 24.0)}
_CONTROL_HOURS = (2.0, 24.0)
CODES = {PARENT: "KAI101", METABOLITE: "KAI101M"}


def four(value: float) -> tuple[str, float]:
    """Four significant digits, as text and as the number that the text says."""
    told = float(f"{value:.4g}")
    return f"{told:.10f}".rstrip("0").rstrip("."), told


def time_point(hour: float) -> Row:
    """Planned time point: its name, number and elapsed time."""
    name = "Predose" if hour == 0 else f"{hour:g} h"
    elapsed = f"PT{round(hour * 60)}M" if hour % 1 else f"PT{hour:g}H"
    return {"PCTPT": name, "PCTPTNUM": hour, "PCELTM": elapsed}


def _sampled(species: str) -> list[Animal]:
    return [one for one in animals(species) if one.kind == ("TK" if species == "rat" else "M")]


def _hours(species: str, one: Animal) -> tuple[float, ...]:
    if one.group == 1:
        return _CONTROL_HOURS
    return _SPARSE[one.number % 3] if species == "rat" else HOURS


def _pool(species: str, one: Animal) -> str:
    return f"TK-{one.group}{one.sex}" if species == "rat" else ""


def _reference(one: Animal, day: int) -> str:
    """The dose that times are counted from: of one animal, or of the animals of one pool."""
    return f"Day {day} Dose of {f'{one.group}{one.sex}' if one.kind == 'TK' else one.subjid}"


def toxicokinetics(species: str) -> dict[str, list[Row]]:
    """PC, PP, the pools of POOLDEF and the relations between PC and PP."""
    own = stream(species, "toxicokinetics")
    kinetics = KINETICS[species]
    tables: dict[str, list[Row]] = {"PC": [], "PP": [], "POOLDEF": [], "RELREC": []}
    profiles: dict[tuple[str, int, str], dict[float, list[float]]] = {}
    groups: dict[tuple[str, int, str], list[tuple[str, str]]] = {}
    for one in _sampled(species):
        pool = _pool(species, one)
        if pool and one.group > 1:
            tables["POOLDEF"].append({"POOLID": pool, "USUBJID": one.usubjid})
        row = 0
        for day in DAYS:
            hours = np.array([hour for hour in _hours(species, one) if hour > 0 or day > 1])
            for analyte in (PARENT, METABOLITE):
                after = np.where(hours == 0, TAU, hours)
                true = concentration(
                    kinetics, one.kinetics, analyte, dose=one.dose * one.weight, hours=after,
                    doses=day,
                )  # fmt: skip
                before = concentration(
                    kinetics, one.kinetics, analyte, dose=one.dose * one.weight, hours=after, doses=day - 1
                )
                true = np.where(hours == 0, before, true)
                measured = true * np.exp(kinetics.cv_residual * own.standard_normal(len(hours)))
                key = (pool or one.usubjid, day, analyte)
                group = f"{pool or one.subjid}-D{day:02d}-{CODES[analyte]}"
                if one.group > 1:
                    groups.setdefault(key, []).append((one.usubjid, group))
                for hour, value in zip(hours, measured, strict=True):
                    row += 1
                    below = value < LLOQ[analyte]
                    tables["PC"].append(
                        _pc(one, row, day=day, hour=float(hour), analyte=analyte, group=group,
                            value=None if below else four(value))
                    )  # fmt: skip
                    kept = 0.0 if below else four(value)[1]
                    if one.group > 1:
                        profiles.setdefault(key, {}).setdefault(float(hour), []).append(kept)
    for number, (key, profile) in enumerate(profiles.items(), 1):
        subject: Row = {"USUBJID" if species == "dog" else "POOLID": key[0]}
        group = groups[key][0][1]
        first = next(one for one in _sampled(species) if one.usubjid == groups[key][0][0])
        tables["PP"] += _pp(first, subject, key=key, profile=profile, group=group)
        relation = f"PK{number}"
        for usubjid in dict.fromkeys(usubjid for usubjid, _ in groups[key]):
            tables["RELREC"].append(
                {
                    "RDOMAIN": "PC",
                    "USUBJID": usubjid,
                    "IDVAR": "PCGRPID",
                    "IDVARVAL": group,
                    "RELID": relation,
                }
            )
        tables["RELREC"].append(
            {"RDOMAIN": "PP", **subject, "IDVAR": "PPGRPID", "IDVARVAL": group, "RELID": relation}
        )
    _number(tables["PP"], "PPSEQ")
    return tables


def _number(rows: list[Row], column: str) -> None:
    seen: dict[object, int] = {}
    for row in rows:
        key = row.get("USUBJID") or row.get("POOLID")
        row[column] = seen[key] = seen.get(key, 0) + 1


def _pc(
    one: Animal, row: int, *, day: int, hour: float, analyte: str, group: str, value: tuple[str, float] | None
) -> Row:
    text, told = value if value is not None else ("BLQ", None)
    next_day = day + 1 if hour == TAU else day
    return {
        "USUBJID": one.usubjid, "PCSEQ": row, "PCGRPID": group if one.group > 1 else None,
        "PCTESTCD": CODES[analyte], "PCTEST": analyte,
        "PCORRES": text, "PCORRESU": "ng/mL", "PCSTRESC": text, "PCSTRESN": told, "PCSTRESU": "ng/mL",
        "PCSPEC": "PLASMA", "PCMETHOD": "HPLC/MS/MS", "PCLLOQ": LLOQ[analyte], "VISITDY": day,
        "PCDTC": one.at(day, 8.0 + hour), "PCDY": next_day, "PCNOMDY": day, "PCNOMLBL": f"Day {day}",
        **time_point(hour), "PCTPTREF": _reference(one, day), "PCRFTDTC": one.at(day),
    }  # fmt: skip


def _pp(
    one: Animal,
    subject: Row,
    *,
    key: tuple[str, int, str],
    profile: dict[float, list[float]],
    group: str,
) -> list[Row]:
    day, analyte = key[1], key[2]
    hours = np.array(sorted(profile))
    means = np.array([float(np.mean(profile[hour])) for hour in hours])
    if hours[0] > 0:
        hours, means = np.append(0.0, hours), np.append(0.0, means)
    told = exposure(hours, means)
    parameters = (
        ("AUCLST", "AUC to Last Nonzero Conc", told.auc_last, "h*ng/mL"),
        ("AUCTAU", "AUC Over Dosing Interval", told.auc, "h*ng/mL"),
        ("CMAX", "Max Conc", told.cmax, "ng/mL"),
        ("TMAX", "Time of CMAX Observation", told.tmax, "h"),
    )
    rows = []
    for code, name, value, unit in parameters:
        text, number = four(value)
        rows.append(
            {
                **subject, "PPGRPID": group, "PPTESTCD": code, "PPTEST": name, "PPCAT": analyte,
                "PPORRES": text, "PPORRESU": unit, "PPSTRESC": text, "PPSTRESN": number, "PPSTRESU": unit,
                "PPSPEC": "PLASMA", "VISITDY": day, "PPNOMDY": day, "PPNOMLBL": f"Day {day}",
                "PPTPTREF": _reference(one, day), "PPRFTDTC": one.at(day),
            }
        )  # fmt: skip
    return rows

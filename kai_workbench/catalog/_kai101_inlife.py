"""Body weight, food, clinical signs and clinical pathology of KAI-101's animals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ._kai101_animals import Animal, animals, typical_weight
from ._kai101_truth import EFFECTS, NECROPSY, RECOVERY_NECROPSY, SHARES, stream

Row = dict[str, object]


def effect(one: Animal, name: str, day: int) -> float:
    """Effect on a quantity of an animal on a study day, on the log scale."""
    base, share = SHARES.get(name, (name, 1.0))
    if base not in EFFECTS or one.free_auc == 0 or day < 1:
        return 0.0
    told = EFFECTS[base]
    on = min(day - 1, one.last_dose)
    off = max(0, day - 1 - one.last_dose)
    return share * float(told.at(one.free_auc, on)) * told.remaining(off)


def number(value: float, digits: int) -> tuple[str, float]:
    """A result as text and as the number that the text says."""
    text = f"{value:.{digits}f}"
    return text, float(text)


def _results(prefix: str, value: float, digits: int, unit: str) -> Row:
    text, told = number(value, digits)
    return {
        f"{prefix}ORRES": text, f"{prefix}ORRESU": unit, f"{prefix}STRESC": text, f"{prefix}STRESN": told,
        f"{prefix}STRESU": unit,
    }  # fmt: skip


def _nominal(prefix: str, one: Animal, day: int, hour: float) -> Row:
    return {
        "VISITDY": day, f"{prefix}DTC": one.at(day, hour), f"{prefix}DY": day, f"{prefix}NOMDY": day,
        f"{prefix}NOMLBL": f"Day {day}",
    }  # fmt: skip


def weights(species: str) -> dict[str, dict[int, float]]:
    """Body weight (g in rats, kg in dogs) by animal and study day."""
    scale = 1000.0 if species == "rat" else 1.0
    own = stream(species, "weights")
    found: dict[str, dict[int, float]] = {}
    for one in animals(species):
        noise = 0.012 * own.standard_normal(9)
        growth = one.weight / typical_weight(species, one.sex, 0)
        days = [day for day in (-6, 1, 8, 15, 22, 28, 29, 36, 43) if day <= one.end]
        found[one.usubjid] = {
            day: scale
            * growth
            * typical_weight(species, one.sex, day - (day > 0))
            * float(np.exp(effect(one, "BW", day) + noise[i]))
            for i, day in enumerate(days)
        }
    return found


def body_weights(species: str) -> Iterator[Row]:
    """BW: weekly, and fasted before necropsy."""
    unit, digits = ("g", 1) if species == "rat" else ("kg", 2)
    measured = weights(species)
    for one in animals(species):
        row = 0
        for day, value in measured[one.usubjid].items():
            terminal = day in {NECROPSY, RECOVERY_NECROPSY} and day == one.end
            if (day == NECROPSY and not terminal) or (terminal and one.kind == "TK"):
                continue
            row += 1
            yield {
                "USUBJID": one.usubjid, "BWSEQ": row,
                "BWTESTCD": "TERMBW" if terminal else "BW",
                "BWTEST": "Terminal Body Weight" if terminal else "Body Weight",
                **_results("BW", value, digits, unit), "BWBLFL": "Y" if day == 1 else None,
                **_nominal("BW", one, day, 7.0),
            }  # fmt: skip


def food(species: str) -> tuple[list[Row], list[Row]]:
    """FW and the cages of POOLDEF: rats eat in cages of five, dogs alone."""
    own = stream(species, "food")
    rows: list[Row] = []
    pools: dict[str, tuple[str, ...]] = {}
    for cage, members in _cages(species).items():
        count = 0
        for first, last in ((1, 8), (8, 15), (15, 22), (22, 28), (29, 36), (36, 43)):
            present = [one for one in members if one.end >= last]
            if not present:
                continue
            eaten = sum(_appetite(one, last) for one in present) / len(present)
            eaten *= float(np.exp(0.05 * own.standard_normal()))
            one = present[0]
            single = len(members) == 1
            pool = f"{cage}-{len(present)}"
            if not single:
                pools[pool] = tuple(each.usubjid for each in present)
            count += 1
            total = number(eaten * len(present) * (last - first), 0)[0]
            text, told = number(float(total) / len(present) / (last - first), 1)
            rows.append(
                {
                    "USUBJID": one.usubjid if single else None, "POOLID": None if single else pool,
                    "FWTESTCD": "FC", "FWTEST": "Food Consumption",
                    "FWORRES": total, "FWORRESU": "g", "FWSTRESC": text, "FWSTRESN": told,
                    "FWSTRESU": "g/animal/day", "FWDTC": one.at(first, 7.5), "FWENDTC": one.at(last, 7.5),
                    "FWDY": first, "FWENDY": last,
                }
            )  # fmt: skip
    seen: dict[object, int] = {}
    for row in rows:
        key = row["USUBJID"] or row["POOLID"]
        row["FWSEQ"] = seen[key] = seen.get(key, 0) + 1
    members_of: list[Row] = [
        {"POOLID": pool, "USUBJID": each} for pool, found in pools.items() for each in found
    ]
    return rows, members_of


def _cages(species: str) -> dict[str, list[Animal]]:
    made: dict[str, list[Animal]] = {}
    for one in animals(species):
        if one.kind != "TK":
            size = 5 if species == "rat" else 1
            made.setdefault(f"CAGE-{one.setcd}{one.sex}{one.number // size + 1}", []).append(one)
    return made


def _appetite(one: Animal, day: int) -> float:
    """Grams a day: a share of the weight, less where the weight stays behind."""
    grams = 26.0 if one.sex == "M" else 18.0
    grams = grams if one.weight < 1 else 280.0 if one.sex == "M" else 250.0
    return grams * float(np.exp(1.5 * effect(one, "BW", day)))


_SIGNS = (("Hypoactivity", 0.30), ("Thin body condition", 0.20), ("Feces, soft", 0.25))


def signs(species: str) -> Iterator[Row]:
    """CL: weekly; what is seen follows the effect on body weight, plus a background of one in fifty."""
    own = stream(species, "signs")
    for one in animals(species):
        if one.kind == "TK":
            continue
        row = 0
        days = [day for day in (1, 8, 15, 22, 28, 36, 42) if day <= one.end] + [one.end] * one.moribund
        for day in days:
            chance = 0.02 + 4 * -effect(one, "BW", day)
            seen = [name for name, share in _SIGNS if own.random() < share * chance]
            if one.moribund and day == one.end:
                seen = ["Hypoactivity", "Recumbency"]
            for name in seen or ["Normal"]:
                row += 1
                yield {
                    "USUBJID": one.usubjid, "CLSEQ": row, "CLTESTCD": "CLSIGNS", "CLTEST": "Clinical Signs",
                    "CLCAT": "CLINICAL SIGNS", "CLORRES": name, "CLSTRESC": name.upper(),
                    **_nominal("CL", one, day, 10.0),
                }  # fmt: skip


class _Test(NamedTuple):
    code: str
    name: str
    category: str
    specimen: str
    unit: str
    digits: int
    rat: float
    dog: float
    between: float  # standard deviation of ln between animals
    within: float


_CHEMISTRY, _BLOOD = "CLINICAL CHEMISTRY", "HEMATOLOGY"
TESTS = (
    _Test("ALT", "Alanine Aminotransferase", _CHEMISTRY, "SERUM", "U/L", 0, 35, 38, 0.20, 0.08),
    _Test("AST", "Aspartate Aminotransferase", _CHEMISTRY, "SERUM", "U/L", 0, 95, 32, 0.18, 0.10),
    _Test("ALP", "Alkaline Phosphatase", _CHEMISTRY, "SERUM", "U/L", 0, 160, 75, 0.22, 0.06),
    _Test("BILI", "Bilirubin", _CHEMISTRY, "SERUM", "umol/L", 1, 2.4, 2.8, 0.20, 0.10),
    _Test("ALB", "Albumin", _CHEMISTRY, "SERUM", "g/L", 0, 42, 32, 0.05, 0.03),
    _Test("PROT", "Protein", _CHEMISTRY, "SERUM", "g/L", 0, 64, 57, 0.05, 0.03),
    _Test("CREAT", "Creatinine", _CHEMISTRY, "SERUM", "umol/L", 0, 27, 62, 0.12, 0.06),
    _Test("UREAN", "Urea Nitrogen", _CHEMISTRY, "SERUM", "mmol/L", 1, 5.2, 4.8, 0.14, 0.08),
    _Test("GLUC", "Glucose", _CHEMISTRY, "SERUM", "mmol/L", 1, 7.6, 5.4, 0.10, 0.06),
    _Test("K", "Potassium", _CHEMISTRY, "SERUM", "mmol/L", 1, 4.6, 4.5, 0.05, 0.04),
    _Test("WBC", "Leukocytes", _BLOOD, "WHOLE BLOOD", "10^9/L", 2, 0, 0, 0, 0),
    _Test("NEUT", "Neutrophils", _BLOOD, "WHOLE BLOOD", "10^9/L", 2, 1.5, 6.2, 0.28, 0.12),
    _Test("LYM", "Lymphocytes", _BLOOD, "WHOLE BLOOD", "10^9/L", 2, 7.8, 2.9, 0.22, 0.10),
    _Test("RBC", "Erythrocytes", _BLOOD, "WHOLE BLOOD", "10^12/L", 2, 7.9, 6.9, 0.05, 0.03),
    _Test("HGB", "Hemoglobin", _BLOOD, "WHOLE BLOOD", "g/L", 0, 152, 158, 0.05, 0.03),
    _Test("PLAT", "Platelets", _BLOOD, "WHOLE BLOOD", "10^9/L", 0, 980, 360, 0.14, 0.06),
    _Test("RETI", "Reticulocytes", _BLOOD, "WHOLE BLOOD", "10^9/L", 0, 260, 60, 0.20, 0.10),
)
_OTHER_CELLS = {"rat": 0.35, "dog": 0.75}  # monocytes, eosinophils and basophils, 10^9/L


def laboratory(species: str) -> Iterator[Row]:
    """LB: rats at necropsy, dogs before treatment too; satellites are not bled for it."""
    own = stream(species, "laboratory")
    for one in animals(species):
        between = own.standard_normal(len(TESTS))
        if one.kind == "TK" or one.moribund:
            continue
        row = 0
        days = [day for day in ((-6,) if species == "dog" else ()) + (15, 29, 43) if day <= one.end]
        days = [day for day in days if day in (-6, one.end) or (species == "dog" and day != 29)]
        for day in days:
            within = own.standard_normal(len(TESTS))
            levels = {
                test.code: _level(test, species, b, w) * float(np.exp(effect(one, test.code, day)))
                for test, b, w in zip(TESTS, between, within, strict=True)
            }
            levels["WBC"] = levels["NEUT"] + levels["LYM"] + _OTHER_CELLS[species]
            for test in TESTS:
                row += 1
                yield {
                    "USUBJID": one.usubjid, "LBSEQ": row, "LBTESTCD": test.code, "LBTEST": test.name,
                    "LBCAT": test.category, **_results("LB", levels[test.code], test.digits, test.unit),
                    "LBSPEC": test.specimen, "LBMETHOD": None, "LBBLFL": "Y" if day < 0 else None,
                    **_nominal("LB", one, day, 7.75),
                }  # fmt: skip


def _level(test: _Test, species: str, between: float, within: float) -> float:
    mean = test.rat if species == "rat" else test.dog
    return mean * float(np.exp(test.between * between + test.within * within))

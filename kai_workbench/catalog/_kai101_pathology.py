"""Organ weights, macroscopic and microscopic findings of KAI-101's animals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ._kai101_animals import Animal, animals
from ._kai101_inlife import Row, effect, number, weights
from ._kai101_truth import BACKGROUND, LESIONS, MARROW, Lesion, stream

# Organ, share of body weight (%) in rat and dog, standard deviation of ln between animals, sex.
_ORGANS = (
    ("LIVER", 3.60, 3.10, 0.08, ""),
    ("KIDNEY", 0.75, 0.52, 0.08, ""),
    ("HEART", 0.37, 0.80, 0.07, ""),
    ("BRAIN", 0.70, 0.78, 0.05, ""),
    ("SPLEEN", 0.22, 0.30, 0.15, ""),
    ("THYMUS", 0.15, 0.14, 0.20, ""),
    ("GLAND, ADRENAL", 0.020, 0.013, 0.14, ""),
    ("TESTIS", 0.95, 0.16, 0.08, "M"),
    ("OVARY", 0.045, 0.011, 0.18, "F"),
)
TISSUES = (
    "LIVER", MARROW, "KIDNEY", "HEART", "LUNG", "BRAIN", "SPLEEN", "THYMUS", "GLAND, ADRENAL",
    "GLAND, THYROID", "GLAND, PITUITARY", "STOMACH", "SMALL INTESTINE, DUODENUM",
    "LYMPH NODE, MESENTERIC", "TESTIS", "OVARY",
)  # fmt: skip
_TARGETS = ("LIVER", MARROW)
_ONE_SEX = {"TESTIS": "M", "OVARY": "F"}
# What was lost on the way to the slide, as happens: group, kind, sex, number, tissue.
_LOST = {
    "rat": {(2, "M", "M", 3, MARROW), (3, "M", "F", 1, "LIVER"), (1, "M", "F", 8, "GLAND, PITUITARY"),
            (4, "M", "M", 2, "GLAND, THYROID")},
    "dog": {(2, "M", "F", 0, MARROW), (1, "M", "M", 1, "GLAND, PITUITARY")},
}  # fmt: skip
_GRADES = ("minimal", "mild", "moderate", "marked", "severe")


def necropsied(species: str) -> list[Animal]:
    """The animals whose organs were looked at: all but the toxicokinetic ones."""
    return [one for one in animals(species) if one.kind != "TK"]


def organ_weights(species: str) -> Iterator[Row]:
    """OM: organ weights at the planned necropsies."""
    body = weights(species)
    own = stream(species, "organs")
    digits, to_grams = (3, 1.0) if species == "rat" else (2, 1000.0)
    for one in necropsied(species):
        noise = own.standard_normal(len(_ORGANS))
        if one.moribund:
            continue
        row = 0
        for (organ, rat, dog, spread, sex), z in zip(_ORGANS, noise, strict=True):
            if sex and sex != one.sex:
                continue
            share = (rat if species == "rat" else dog) / 100
            # The planted effect is on the organ's share of the body; the body's own stands beside it.
            grams = body[one.usubjid][one.end] * to_grams * share
            grams *= float(np.exp(spread * z + effect(one, organ, one.end)))
            text, told = number(grams, digits)
            row += 1
            yield {
                "USUBJID": one.usubjid, "OMSEQ": row, "OMTESTCD": "WEIGHT", "OMTEST": "Weight",
                "OMORRES": text, "OMORRESU": "g", "OMSTRESC": text, "OMSTRESN": told, "OMSTRESU": "g",
                "OMSPEC": organ, "OMDTC": one.date(one.end).isoformat(), "OMDY": one.end, "OMNOMDY": one.end,
                "OMNOMLBL": f"Day {one.end}",
            }  # fmt: skip


class _Finding:
    """One microscopic finding of one animal."""

    def __init__(self, finding: str, modifier: str, grade: int, *, caused: bool) -> None:
        self.finding, self.modifier, self.grade, self.caused = finding, modifier, grade, caused


def _findings(species: str) -> dict[str, dict[str, list[_Finding]]]:
    """Findings by animal and tissue, whether or not the tissue is looked at."""
    own = stream(species, "lesions")
    background = [one for one in BACKGROUND if one.species == species]
    found: dict[str, dict[str, list[_Finding]]] = {}
    for one in necropsied(species):
        chance, other = own.random((len(LESIONS), 3)), own.random((len(background), 2))
        mine: dict[str, list[_Finding]] = {}
        for lesion, (latent, spared, spontaneous) in zip(LESIONS, chance, strict=True):
            grade = _grade(lesion, one, latent, spared)
            if grade or spontaneous < lesion.background:
                mine.setdefault(lesion.organ, []).append(
                    _Finding(lesion.finding, lesion.modifier, max(grade, 1), caused=grade > 0)
                )
        for each, (share, degree) in zip(background, other, strict=True):
            if share < each.share:
                grade = 2 if degree > 0.85 else 1
                mine.setdefault(each.organ, []).append(
                    _Finding(each.finding, each.modifier, grade, caused=False)
                )
        found[one.usubjid] = mine
    return found


def _grade(lesion: Lesion, one: Animal, latent: float, spared: float) -> int:
    """0 for unaffected; else 1 to 5 on the latent scale of the lesion."""
    if one.free_auc == 0 or (one.kind == "R" and spared >= lesion.left):
        return 0
    level = lesion.slope * np.log(one.free_auc / lesion.x50) + np.log(latent / (1 - latent))
    return 0 if level <= 0 else min(5, 1 + int(level / lesion.step))


def pathology(species: str) -> dict[str, list[Row]]:
    """MA, MI, SUPPMI and the relations between MA and MI."""
    findings = _findings(species)
    tables: dict[str, list[Row]] = {"MA": [], "MI": [], "SUPPMI": [], "RELREC": []}
    for one in necropsied(species):
        mine = findings[one.usubjid]
        seen = _macroscopic(mine)
        gross = {organ: number for number, organ in enumerate(seen, 1)}
        tables["MA"] += _ma(one, seen)
        microscopic = _mi(species, one, mine, gross)
        for row in microscopic:
            modifier = row.pop("modifier")
            tables["MI"].append(row)
            key: Row = {"USUBJID": one.usubjid, "IDVAR": "MISEQ", "IDVARVAL": str(row["MISEQ"])}
            if modifier:
                tables["SUPPMI"].append(
                    {
                        "RDOMAIN": "MI", **key, "QNAM": "MIRESMOD", "QLABEL": "Result Modifiers",
                        "QVAL": modifier, "QORIG": "COLLECTED",
                    }
                )  # fmt: skip
            if row["MISPID"]:
                relation = f"{one.subjid}-{row['MISPID']}"
                tables["RELREC"].append({"RDOMAIN": "MI", **key, "RELID": relation})
        for organ, place in gross.items():
            masses = [row for row in tables["MA"] if row["USUBJID"] == one.usubjid and row["MASPEC"] == organ]
            tables["RELREC"].append(
                {
                    "RDOMAIN": "MA", "USUBJID": one.usubjid, "IDVAR": "MASEQ",
                    "IDVARVAL": str(masses[0]["MASEQ"]), "RELID": f"{one.subjid}-G{place}",
                }
            )  # fmt: skip
    return tables


def _macroscopic(mine: dict[str, list[_Finding]]) -> dict[str, str]:
    """What the naked eye sees: only what is more than mild."""
    words = {"HYPERTROPHY": "ENLARGEMENT", "NECROSIS": "DISCOLORATION, PALE"}
    seen = {}
    for organ, found in mine.items():
        for each in found:
            if each.grade >= 3 and each.finding in words:
                seen[organ] = words[each.finding]
    return seen


def _ma(one: Animal, seen: dict[str, str]) -> Iterator[Row]:
    gross = {organ: place for place, organ in enumerate(seen, 1)}
    tissues = [organ for organ in TISSUES if _ONE_SEX.get(organ, one.sex) == one.sex]
    for row, organ in enumerate(tissues, 1):
        result = seen.get(organ, "UNREMARKABLE")
        yield {
            "USUBJID": one.usubjid, "MASEQ": row, "MASPID": f"G{gross[organ]}" if organ in gross else None,
            "MATESTCD": "GROSPATH", "MATEST": "Gross Pathological Examination",
            "MAORRES": result.capitalize(), "MASTRESC": result, "MASPEC": organ,
            "MADTC": one.date(one.end).isoformat(), "MADY": one.end,
        }  # fmt: skip


def _looked_at(one: Animal, gross: dict[str, int]) -> list[str]:
    """Every tissue of control and high dose; elsewhere, and after recovery, the targets and what was seen."""
    if one.kind == "M" and one.group in {1, 4}:
        tissues = list(TISSUES)
    else:
        tissues = [organ for organ in TISSUES if organ in _TARGETS or organ in gross]
    return [organ for organ in tissues if _ONE_SEX.get(organ, one.sex) == one.sex]


def _mi(species: str, one: Animal, mine: dict[str, list[_Finding]], gross: dict[str, int]) -> Iterator[Row]:
    row = 0
    for organ in _looked_at(one, gross):
        base: Row = {
            "USUBJID": one.usubjid, "MITESTCD": "GHISTXQL", "MITEST": "General Histopathologic Exam, Qual",
            "MISPEC": organ, "MIDTC": one.date(one.end).isoformat(), "MIDY": one.end, "modifier": None,
            "MISPID": f"G{gross[organ]}" if organ in gross else None,
        }  # fmt: skip
        if (one.group, one.kind, one.sex, one.number, organ) in _LOST[species]:
            row += 1
            yield {
                **base, "MISEQ": row, "MISTAT": "NOT DONE", "MIREASND": "Tissue missing from the slide",
                "MISPCUFL": "N",
            }  # fmt: skip
            continue
        found = mine.get(organ, [])
        if not found:
            row += 1
            yield {**base, "MISEQ": row, "MIORRES": "Unremarkable", "MISTRESC": "UNREMARKABLE"}
        for each in found:
            row += 1
            words = f"{each.finding.capitalize()}{', ' + each.modifier.lower() if each.modifier else ''}"
            yield {
                **base, "MISEQ": row, "MIORRES": f"{words}, {_GRADES[each.grade - 1]}",
                "MISTRESC": each.finding, "MIRESCAT": "NON-NEOPLASTIC", "MISEV": f"{each.grade} OF 5",
                "MIDTHREL": ("Y" if each.finding == "CELLULARITY, DECREASED" else "N")
                if one.moribund else None,
                "modifier": each.modifier,
            }  # fmt: skip


def death_diagnosis(species: str) -> Iterator[Row]:
    """DD: why animals died before their time."""
    for one in animals(species):
        if one.moribund:
            yield {
                "USUBJID": one.usubjid, "DDSEQ": 1, "DDTESTCD": "DEATHD", "DDTEST": "Death Diagnosis",
                "DDORRES": "Bone marrow hypocellularity", "DDSTRESC": "BONE MARROW HYPOCELLULARITY",
                "DDRESCAT": "TREATMENT RELATED", "DDDTC": one.date(one.end).isoformat(), "DDDY": one.end,
            }  # fmt: skip

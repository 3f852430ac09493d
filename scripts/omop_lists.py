"""Make the lists of OMOP fields and limits that the package carries from the published files.

Usage: python scripts/omop_lists.py FOLDER [--fetch] [--compare]

``FOLDER`` holds the published files under the names of :data:`SOURCES`; ``--fetch`` brings those that are
not there, each from the commit named, and tells its SHA-256. ``--compare`` writes nothing and shows which
rows the package has and the published files have not, and the other way round; it ends with 1 if there are
any. Both projects are under the Apache License 2.0.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import pathlib
import sys

import requests

ROOT = pathlib.Path(__file__).resolve().parents[1] / "kai_workbench"
VERSIONS = ("5.3", "5.4")
HOST = "https://raw.githubusercontent.com/OHDSI"
# Repository, commit and file in its inst/csv.
_FILES = {
    "CDM53.csv": ("CommonDataModel", "011f8e6ebb99e0bff6ae7cf1cd1894ef41fbdbdb", "5.3_Field"),
    "CDM54.csv": ("CommonDataModel", "477fb8a191ffff1d74f121efda3a9c743cc1661f", "5.4_Field"),
    "DQD53.csv": ("DataQualityDashboard", "0ba600118be52465357dae2cedeb71ea352ce102", "5.3_Field"),
    "DQD54.csv": ("DataQualityDashboard", "05999b0acb31fffe2e566f18d448624875a306f5", "5.4_Field"),
    "DQDconcepts.csv": ("DataQualityDashboard", "213de7fcc7f4c57d618ce1c88dda07195c7b69dc", "5.4_Concept"),
}
SOURCES = {
    name: f"{HOST}/{project}/{commit}/inst/csv/OMOP_CDMv{what}_Level.csv"
    for name, (project, commit, what) in _FILES.items()
}
LICENCE = "# Licence: Apache License 2.0. Made by scripts/omop_lists.py; not to be edited by hand."
FIELDS = """# Fields of the OMOP common data model, from https://github.com/OHDSI/CommonDataModel (inst/csv).
# 5.4: OMOP_CDMv5.4_Field_Level.csv, sha256 13df4bf1df45c1e8ee203da85fbab389db1b9731ceb2ea976f54ba1c08b41990
#      (the copy in omop-alchemy 2.0.0).
# 5.3: names, types and keys of its DDL (as in dzdomop 0.4.0); domains of concepts from
#      OMOP_CDMv5.3_Field_Level.csv, commit 011f8e6ebb99e0bff6ae7cf1cd1894ef41fbdbdb, and from the
#      DataQualityDashboard's list of the same name, commit 0ba600118be52465357dae2cedeb71ea352ce102."""
LIMITS = """# Checks and thresholds by field, transcribed from https://github.com/OHDSI/DataQualityDashboard,
# inst/csv.
# 5.4: OMOP_CDMv5.4_Field_Level.csv, commit 05999b0acb31fffe2e566f18d448624875a306f5
# 5.3: OMOP_CDMv5.3_Field_Level.csv, commit 0ba600118be52465357dae2cedeb71ea352ce102
# Thresholds are the largest share of failing records allowed, in percent. Where a field is compared with
# itself upstream, nothing is kept. Required fields, types, primary and foreign keys, domains and classes
# have the threshold 0; completeness of a field 100, or 0 where it is required."""
CONCEPTS = """# Checks and thresholds by concept, transcribed from https://github.com/OHDSI/DataQualityDashboard:
# inst/csv/OMOP_CDMv5.4_Concept_Level.csv, commit 213de7fcc7f4c57d618ce1c88dda07195c7b69dc
# Gender, units and ranges; prevalences are not kept. Thresholds in percent; unit -1 means none."""
SWITCHES = (
    "isStandardValidConcept",
    "standardConceptRecordCompleteness",
    "sourceConceptRecordCompleteness",
    "plausibleDuringLife",
    "plausibleAfterBirth",
    "plausibleBeforeDeath",
    "withinVisitDates",
)
WITH_FIELD = {
    "sourceValueCompleteness": "standardConceptFieldName",
    "plausibleStartBeforeEnd": "plausibleStartBeforeEndFieldName",
}
BOUNDS = ("plausibleValueLow", "plausibleValueHigh")
NAMED = ("plausibleGender", "plausibleGenderUseDescendants", "plausibleUnitConceptIds")
SPOKEN = {"NA": "", "No": "", "FALSE": "", "Yes": "yes", "TRUE": "yes"}
Row = dict[str, str]


def read(path: pathlib.Path) -> list[Row]:
    """The rows of an upstream file; its words for yes, no and nothing made one."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [{key: SPOKEN.get(value, value) for key, value in row.items()} for row in csv.DictReader(file)]


def field(row: Row) -> tuple[str, ...]:
    """A field of the data model: table, field, type, required, key, what it refers to, domain, class."""
    points = row["isForeignKey"] == "yes"
    refers = f"{row['fkTableName']}.{row['fkFieldName']}".lower() if points else ""
    return (
        row["cdmTableName"].lower(),
        row["cdmFieldName"].strip('"').lower(),
        row["cdmDatatype"].lower(),
        row["isRequired"],
        row["isPrimaryKey"],
        refers,
        row["fkDomain"] if points else "",
        row["fkClass"] if points else "",
    )


def limits(row: Row) -> list[tuple[str, ...]]:
    """The checks of a field: table, field, check, argument, threshold."""
    where = (row["cdmTableName"].lower(), row["cdmFieldName"].lower())
    found = [(*where, name, "", row[f"{name}Threshold"]) for name in SWITCHES if row[name] == "yes"]
    for name, other in WITH_FIELD.items():
        if row[name] == "yes" and row[other].lower() != where[1]:
            found.append((*where, name, row[other].lower(), row[f"{name}Threshold"]))
    found += [(*where, name, bound(row[name]), row[f"{name}Threshold"]) for name in BOUNDS if row[name]]
    if row["plausibleTemporalAfter"] == "yes":
        after = f"{row['plausibleTemporalAfterTableName']}.{row['plausibleTemporalAfterFieldName']}".lower()
        found.append((*where, "plausibleTemporalAfter", after, row["plausibleTemporalAfterThreshold"]))
    return found


def bound(text: str) -> str:
    """A bound in plain words: a number, a day, ``tomorrow`` or ``next year``."""
    known = {"DATEADD(dd,1,GETDATE())": "tomorrow", "YEAR(GETDATE())+1": "next year"}
    day = text.strip("'")
    return known.get(text) or (f"{day[:4]}-{day[4:6]}-{day[6:]}" if text.startswith("'") else text)


def concepts(rows: list[Row]) -> list[tuple[str, ...]]:
    """Checks of concepts: table, field, check, argument, threshold, concepts (and their descendants)."""
    found: list[tuple[str, ...]] = []
    for row in rows:
        where = (row["cdmTableName"].lower(), row["cdmFieldName"].lower())
        ids = " ".join(row["conceptId"].replace(",", " ").split())
        arguments = {name: row[name].replace(",", " ") for name in NAMED}
        arguments |= {name: row[name] and f"{row[name]} {row['unitConceptId']}" for name in BOUNDS}
        found += [
            (*where, name, told, row[f"{name}Threshold"], ids) for name, told in arguments.items() if told
        ]
    found.sort(key=lambda one: one[:5])
    return [
        (*key, " ".join(one[5] for one in group))
        for key, group in itertools.groupby(found, key=lambda one: one[:5])
    ]


def by_version(parts: dict[str, list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """Rows of several versions, each once with the versions it holds for, in the order of the newest."""
    rows = dict.fromkeys(itertools.chain.from_iterable(parts[version] for version in reversed(VERSIONS)))
    ordered = sorted(rows, key=lambda row: list(dict.fromkeys(one[0] for one in rows)).index(row[0]))
    return [(" ".join(version for version in VERSIONS if row in parts[version]), *row) for row in ordered]


def fetch(folder: pathlib.Path) -> None:
    """Bring the published files that are not in ``folder`` yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, address in SOURCES.items():
        if not (folder / name).exists():
            answer = requests.get(address, timeout=60)
            answer.raise_for_status()
            (folder / name).write_bytes(answer.content)
        told = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        print(f"{name}: sha256 {told}\n  {address}")


def write(name: str, head: str, columns: str, rows: list[tuple[str, ...]]) -> None:
    """One list of the package."""
    with (ROOT / name).open("w", newline="", encoding="utf-8") as file:
        file.write(f"{head}\n{LICENCE}\n")
        csv.writer(file, lineterminator="\n").writerows([columns.split(), *rows])
    print(f"{name}: {len(rows)} rows")


def compare(name: str, rows: list[tuple[str, ...]]) -> int:
    """Show how a list of the package differs from the published files; how many rows do."""
    with (ROOT / name).open(newline="", encoding="utf-8") as file:
        _, *kept = csv.reader(line for line in file if not line.startswith("#"))
    held, published = {tuple(row) for row in kept}, set(rows)
    differing = [("-", row) for row in sorted(held - published)]
    differing += [("+", row) for row in sorted(published - held)]
    print(f"{name}: {len(held & published)} rows the same, {len(differing)} differ (- ours, + published)")
    for sign, row in differing:
        print(f"  {sign} {','.join(row)}")
    return len(differing)


def lists(folder: pathlib.Path) -> list[tuple[str, str, str, list[tuple[str, ...]]]]:
    """Name, head, columns and rows of each list, from the published files in ``folder``."""
    short = {version: version.replace(".", "") for version in VERSIONS}
    fields = {version: [field(row) for row in read(folder / f"CDM{short[version]}.csv")] for version in short}
    checks = {
        version: [one for row in read(folder / f"DQD{short[version]}.csv") for one in limits(row)]
        for version in short
    }
    of_fields = "versions table field type required key refers_to domain class"
    of_limits = "versions table field check argument threshold"
    of_concepts = "table field check argument threshold concepts"
    found = concepts(read(folder / "DQDconcepts.csv"))
    return [
        ("standards/_omop_fields.csv", FIELDS, of_fields, by_version(fields)),
        ("quality/_omop_limits.csv", LIMITS, of_limits, by_version(checks)),
        ("quality/_omop_concepts.csv", CONCEPTS, of_concepts, found),
    ]


def main() -> int:
    """Read the published files in the folder and write, or compare, the three lists."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--compare", action="store_true")
    chosen = parser.parse_args()
    if chosen.fetch:
        fetch(chosen.folder)
    made = lists(chosen.folder)
    if chosen.compare:
        return 1 if sum(compare(name, rows) for name, _, _, rows in made) else 0
    for one in made:
        write(*one)
    return 0


if __name__ == "__main__":
    sys.exit(main())

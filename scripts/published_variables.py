"""Make ``kai_workbench/standards/_published_variables.csv`` from the published variable lists.

    python scripts/published_variables.py MIRROR

``MIRROR`` is the folder that ``KAI_DATA_MIRROR`` names. Sources, all under the MIT licence:

- SENDIG 3.0 and 3.1: the complete variable lists in phuse-org/BioCelerate, ``metadata/`` (catalog data
  set ``cdisc-core``).
- SDTMIG 3.3 and ADaMIG 1.1: the define.xml of CDISC's own example submissions in
  cdisc-org/DataExchange-DatasetJson, ``examples/`` (catalog data set ``dataset-json-examples``). They hold
  the domains and variables that the examples use, and not which of them are required.

The complete lists of SDTMIG and ADaMIG are published to members of CDISC and in no public file under a
licence that allows passing them on, so they are not here.
"""

from __future__ import annotations

import pathlib
import re
import sys

import polars as pl

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


def main() -> None:
    """Write the table."""
    mirror = pathlib.Path(sys.argv[1])
    rows = [
        *sendig(mirror / "cdisc_core/sendig_variables30.csv", "3.0"),
        *sendig(mirror / "cdisc_core/sendig_variables31.csv", "3.1"),
        *example(mirror / "dataset_json/sdtm/define.xml", "SDTM", "3.3"),
        *example(mirror / "dataset_json/adam/define.xml", "ADaM", "1.1"),
    ]
    TARGET.write_text(HEADER + pl.DataFrame(rows).select(COLUMNS).write_csv(), encoding="utf-8")
    print(f"{len(rows):,} variables")


if __name__ == "__main__":
    main()

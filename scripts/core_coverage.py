"""Write the table of evaluated CDISC CORE rules into docs/quality.md.

Usage: python scripts/core_coverage.py [RULES]

``RULES`` is a ``core_rules.json.gz``; without it that of the catalog's data set ``cdisc-core``. A test
holds the page against the same function.
"""

from __future__ import annotations

import pathlib
import re
import sys

from kai_workbench import catalog, quality

PAGE = pathlib.Path(__file__).resolve().parents[1] / "docs" / "quality.md"


def main() -> None:
    """Replace what stands between the marks."""
    told = sys.argv[1:] or [str(catalog.fetch("cdisc-core", resource="core_rules")["core_rules"])]
    rules = quality.read_rules(told[0])
    table = f"<!-- coverage -->\n{quality.coverage_markdown(rules)}<!-- /coverage -->"
    page = PAGE.read_text(encoding="utf-8")
    made, count = re.subn(r"<!-- coverage -->.*?<!-- /coverage -->", lambda _: table, page, flags=re.DOTALL)
    if count != 1:
        sys.exit(f"{PAGE}: no place for the table, or several")
    PAGE.write_text(made, encoding="utf-8")
    print(f"{PAGE.name}: {len(rules)} rules")


if __name__ == "__main__":
    main()

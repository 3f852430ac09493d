import polars as pl

from kai_workbench import charts

found = {"liver: hypertrophy": (0, 3, 8), "marrow: fewer cells": (0, 2, 6), "kidney: basophilia": (1, 0, 1)}
rows = [
    {"key": key, "title": key, "rank": rank, "affected": affected, "examined": 10}
    for key, counts in found.items()
    for rank, affected in enumerate(counts)
]
groups = charts.DoseGroups(["0", "10", "30"], "mg/kg/day", [True, False, False], "rat")
chart = charts.study_findings(pl.DataFrame(rows), groups=groups, synthetic=True)

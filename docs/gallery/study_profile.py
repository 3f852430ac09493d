import numpy as np
import polars as pl

from kai_workbench import charts

rng, ranks, parts = np.random.default_rng(1), np.repeat([0, 1, 2], 10), []
for test, by in {"ALT": 1.5, "AST": 1.2, "Albumin": 0.95, "Sodium": 1.0}.items():
    value = 30 * by**ranks * np.exp(0.15 * rng.standard_normal(30))
    one = {"test": test, "title": test, "sex": "M", "subject": [f"a{k}" for k in range(30)]}
    parts.append(pl.DataFrame(one | {"rank": ranks, "value": value}))
groups = charts.DoseGroups(["0", "10", "30"], "mg/kg/day", [True, False, False], "rat")
changes = charts.study_changes(pl.concat(parts))
chart = charts.study_profile(changes, groups=groups, synthetic=True)

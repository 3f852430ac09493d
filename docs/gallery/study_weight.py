import numpy as np
import polars as pl

from kai_workbench import charts

day, ranks = np.tile([0.0, 7.0, 14.0, 21.0, 28.0], 18), np.repeat([0, 1, 2], 30)
gain = day * (1 - 0.3 * ranks + 0.1 * np.repeat(np.random.default_rng(1).standard_normal(18), 5))
rats = {"subject": [f"a{k}" for k in np.repeat(range(18), 5)], "sex": "M", "rank": ranks, "day": day}
weights = pl.DataFrame(rats | {"value": 100 + gain, "weight": 2.5 * (100 + gain), "unit": "g"})
groups = charts.DoseGroups(["0", "10", "30"], "mg/kg/day", [True, False, False], "rat")
chart = charts.study_weight(weights, groups=groups, synthetic=True)
